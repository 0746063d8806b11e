//! Sources as a reader wants them.

use rusqlite::{Connection, OptionalExtension};

use super::super::projection::{SourceRow, source_from};
use super::super::{Ledger, LedgerError, Result};
use super::{claims, parse_id};
use crate::model::SourceKind;

const MERGERS: usize = 1000;

/// A source in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceSummary {
    /// `S2`.
    pub id: String,
    /// Name.
    pub name: String,
    /// What sort of source it is.
    pub kind: SourceKind,
    /// How many claims name it anywhere, those of merged sources included.
    pub claims: u64,
    /// How many claims have it as a root.
    pub rooted: u64,
    /// Admiralty letter.
    pub grade: Option<String>,
    /// The source that this one was merged into.
    pub merged_into: Option<String>,
}

/// A source with all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSource {
    /// In few words.
    pub summary: SourceSummary,
    /// Other names given to it in this ledger.
    pub aliases: Vec<String>,
    /// Sources merged into it.
    pub merged: Vec<String>,
    /// Day from which its grade holds.
    pub graded_at: Option<String>,
}

impl Ledger {
    /// All sources, by number.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn sources(&self) -> Result<Vec<SourceSummary>> {
        let rows = {
            let mut statement = self.connection.prepare_cached("SELECT * FROM source ORDER BY id")?;
            statement.query_map([], source_from)?.collect::<rusqlite::Result<Vec<_>>>()?
        };
        rows.into_iter().map(|row| self.summary(row)).collect()
    }

    /// One source by id (`S2`), name or alias.
    ///
    /// # Errors
    /// There is no such source, or the ledger cannot be read.
    pub fn source(&self, source: &str) -> Result<StoredSource> {
        let row = find_source(self, source)?;
        let texts = |sql: &str| -> Result<Vec<String>> {
            let mut statement = self.connection.prepare_cached(sql)?;
            let texts = statement.query_map([row.id], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            Ok(texts)
        };
        Ok(StoredSource {
            aliases: texts("SELECT alias FROM alias WHERE source = ? ORDER BY folded")?,
            merged: texts("SELECT name FROM source WHERE merged = ? ORDER BY id")?,
            graded_at: row.graded.clone(),
            summary: self.summary(row)?,
        })
    }

    fn summary(&self, row: SourceRow) -> Result<SourceSummary> {
        let group = group(&self.connection, row.id)?;
        let ids = group.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
        let count = |rest: &str| -> Result<u64> {
            let sql = format!("SELECT count(DISTINCT claim) FROM claim_source WHERE source IN ({ids}){rest}");
            Ok(self.connection.query_row(&sql, [], |row| row.get(0))?)
        };
        let merged_into = match row.merged {
            Some(id) => Some(format!("S{}", resolved(&self.connection, id)?.id)),
            None => None,
        };
        Ok(SourceSummary {
            id: format!("S{}", row.id),
            claims: count("")?,
            rooted: count(" AND place = 'root'")?,
            name: row.name,
            kind: row.kind,
            grade: row.grade,
            merged_into,
        })
    }
}

/// A source and, after it, all that were merged into it.
fn group(connection: &Connection, id: i64) -> Result<Vec<i64>> {
    let mut group = vec![id];
    let mut at = 0;
    while let Some(source) = group.get(at).copied() {
        let mut statement = connection.prepare_cached("SELECT id FROM source WHERE merged = ? ORDER BY id")?;
        for id in statement.query_map([source], |row| row.get(0))? {
            let id = id?;
            if !group.contains(&id) {
                group.push(id);
            }
        }
        at += 1;
    }
    Ok(group)
}

/// The source that this one has been merged into, or itself.
pub(super) fn resolved(connection: &Connection, id: i64) -> Result<SourceRow> {
    let mut id = id;
    for _ in 0..MERGERS {
        let row = by_number(connection, id)?;
        match row.merged {
            Some(next) => id = next,
            None => return Ok(row),
        }
    }
    Err(LedgerError::damaged(format!("source S{id}"), "its mergers go round in a circle"))
}

fn by_number(connection: &Connection, id: i64) -> Result<SourceRow> {
    claims::one(connection, "SELECT * FROM source WHERE id = ?", id, source_from)?
        .ok_or_else(|| LedgerError::not_found("source", format!("S{id}")))
}

fn by_folded(connection: &Connection, folded: &str) -> Result<Option<i64>> {
    let named = connection
        .prepare_cached("SELECT id FROM source WHERE folded = ?")?
        .query_row([folded], |row| row.get(0))
        .optional()?;
    match named {
        Some(id) => Ok(Some(id)),
        None => Ok(connection
            .prepare_cached("SELECT source FROM alias WHERE folded = ?")?
            .query_row([folded], |row| row.get(0))
            .optional()?),
    }
}

/// A source by id, by its own name, by an alias of the ledger, or by one of the table.
pub(in super::super) fn find_source(ledger: &Ledger, source: &str) -> Result<SourceRow> {
    if let Ok(id) = parse_id("source", 'S', source) {
        return by_number(&ledger.connection, id);
    }
    let own = crate::text::fold::fold(source);
    for folded in std::iter::once(own).chain(ledger.aliases.folded_names(source)) {
        if let Some(id) = by_folded(&ledger.connection, &folded)? {
            return by_number(&ledger.connection, id);
        }
    }
    Err(LedgerError::not_found("source", source))
}

/// Every source that a name means: found by id, name or alias, with all that were merged with it.
pub(super) fn ids_named(ledger: &Ledger, name: &str) -> Result<Vec<i64>> {
    let mut found = Vec::new();
    if let Ok(id) = parse_id("source", 'S', name) {
        found.push(id);
    }
    for folded in ledger.aliases.folded_names(name) {
        found.extend(by_folded(&ledger.connection, &folded)?);
    }
    let mut ids: Vec<i64> = Vec::new();
    for id in found {
        let Ok(root) = resolved(&ledger.connection, id) else { continue };
        for id in group(&ledger.connection, root.id)? {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    Ok(ids)
}
