//! Projections kept in SQLite: what appending runs over.

use std::collections::HashMap;
use std::str::FromStr;

use rusqlite::{Connection, OptionalExtension, Row as SqlRow, params, params_from_iter};

use super::super::{
    Result,
    error::LedgerError,
    payload::{ClaimRef, Presence},
};
use super::Table;
use super::row::{ClaimRow, DocumentRow, MatchRow, QuantityRow, Row, SourceRow, StateRow, VerdictRow};
use super::store::Store;

/// The projections of one ledger, inside one transaction.
pub(in super::super) struct Sqlite<'c> {
    connection: &'c Connection,
    next: HashMap<Table, i64>,
    sources: HashMap<String, i64>,
}

impl<'c> Sqlite<'c> {
    pub fn new(connection: &'c Connection) -> Sqlite<'c> {
        Sqlite { connection, next: HashMap::new(), sources: HashMap::new() }
    }

    fn one<T>(
        &self,
        sql: &str,
        key: impl rusqlite::Params,
        read: impl FnOnce(&SqlRow<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.connection.prepare_cached(sql)?.query_row(key, read).optional()?)
    }

    fn ids(&self, sql: &str, key: impl rusqlite::Params) -> Result<Vec<i64>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let ids = statement.query_map(key, |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok(ids)
    }
}

/// A word of a closed vocabulary from a column.
pub(in super::super) fn word<T: FromStr>(row: &SqlRow<'_>, column: usize) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    text.parse().map_err(|_| {
        let reason = format!("{text:?} is not in the vocabulary of this column");
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, reason.into())
    })
}

fn ids_of(row: &SqlRow<'_>, column: usize) -> rusqlite::Result<Vec<i64>> {
    let text: String = row.get(column)?;
    Ok(text.split(' ').filter_map(|id| id.parse().ok()).collect())
}

/// A document from `SELECT * FROM document`.
pub(in super::super) fn document_from(row: &SqlRow<'_>) -> rusqlite::Result<DocumentRow> {
    Ok(DocumentRow {
        id: row.get(0)?,
        event: row.get(1)?,
        family: row.get(2)?,
        version: row.get(3)?,
        origin: row.get(4)?,
        url: row.get(5)?,
        text_hash: row.get(6)?,
        language: row.get(7)?,
        title: row.get(8)?,
        publisher: row.get(9)?,
        published_at: row.get(10)?,
    })
}

/// A claim from `SELECT * FROM claim`.
pub(in super::super) fn claim_from(row: &SqlRow<'_>) -> rusqlite::Result<ClaimRow> {
    Ok(ClaimRow {
        id: row.get(0)?,
        event: row.get(1)?,
        position: row.get(2)?,
        text_event: row.get(3)?,
        text_position: row.get(4)?,
        document: row.get(5)?,
        first: row.get(6)?,
        last: row.get(7)?,
        source: row.get(8)?,
        publisher: row.get(9)?,
        roots: ids_of(row, 10)?,
        carriers: ids_of(row, 11)?,
        basis: ids_of(row, 12)?,
        language: row.get(13)?,
        published_at: row.get(14)?,
        period_low: row.get(15)?,
        period_high: row.get(16)?,
        worth: row.get(17)?,
        unnamed: row.get(18)?,
        words: row.get(19)?,
    })
}

/// The work on a claim from `SELECT * FROM state`.
pub(in super::super) fn state_from(row: &SqlRow<'_>) -> rusqlite::Result<StateRow> {
    Ok(StateRow {
        claim: row.get(0)?,
        progress: word(row, 1)?,
        attribution: word(row, 2)?,
        content: word(row, 3)?,
        stale: row.get(4)?,
        presence: word::<Presence>(row, 5)?,
        successor: row.get(6)?,
        assignee: row.get(7)?,
        corroboration: word(row, 8)?,
        outlets: row.get(9)?,
        roots: row.get(10)?,
    })
}

/// A source from `SELECT * FROM source`.
pub(in super::super) fn source_from(row: &SqlRow<'_>) -> rusqlite::Result<SourceRow> {
    Ok(SourceRow {
        id: row.get(0)?,
        name: row.get(1)?,
        folded: row.get(2)?,
        kind: word(row, 3)?,
        merged: row.get(4)?,
        grade: row.get(5)?,
        graded: row.get(6)?,
    })
}

fn quantity_from(row: &SqlRow<'_>) -> rusqlite::Result<QuantityRow> {
    Ok(QuantityRow {
        claim: row.get(0)?,
        position: row.get(1)?,
        kind: row.get(2)?,
        unit: row.get(3)?,
        per: row.get(4)?,
        value: row.get(5)?,
        low: row.get(6)?,
        high: row.get(7)?,
        low_open: row.get(8)?,
        high_open: row.get(9)?,
        approximate: row.get(10)?,
        low_key: row.get(11)?,
        high_key: row.get(12)?,
    })
}

/// A match from `SELECT * FROM match`.
pub(in super::super) fn match_from(row: &SqlRow<'_>) -> rusqlite::Result<MatchRow> {
    Ok(MatchRow {
        claim: row.get(0)?,
        other: row.get(1)?,
        relation: word(row, 2)?,
        figures: row.get(3)?,
        shared: row.get(4)?,
    })
}

impl Store for Sqlite<'_> {
    fn put(&mut self, row: Row) -> Result<()> {
        if let Row::Source(source) = &row {
            self.sources.insert(source.folded.clone(), source.id);
        }
        self.connection.prepare_cached(row.table().put())?.execute(params_from_iter(row.values()))?;
        Ok(())
    }

    fn remove(&mut self, row: Row) -> Result<()> {
        let key = row.values().into_iter().take(row.table().keys().len());
        self.connection.prepare_cached(row.table().remove())?.execute(params_from_iter(key))?;
        Ok(())
    }

    fn index_words(&mut self, claim: i64, words: &str) -> Result<()> {
        let mut statement = self.connection.prepare_cached("INSERT INTO claim_text (rowid, words) VALUES (?, ?)")?;
        statement.execute(params![claim, words])?;
        Ok(())
    }

    fn next(&mut self, table: Table) -> Result<i64> {
        let next = match self.next.get(&table) {
            Some(last) => last + 1,
            None => {
                let sql = format!("SELECT coalesce(max(id), 0) + 1 FROM {}", table.name());
                self.connection.query_row(&sql, [], |row| row.get(0))?
            }
        };
        self.next.insert(table, next);
        Ok(next)
    }

    fn source_named(&mut self, folded: &str) -> Result<Option<i64>> {
        if let Some(id) = self.sources.get(folded) {
            return Ok(Some(*id));
        }
        let named = self.one("SELECT id FROM source WHERE folded = ?", [folded], |row| row.get(0))?;
        let found = match named {
            Some(id) => Some(id),
            None => self.one("SELECT source FROM alias WHERE folded = ?", [folded], |row| row.get(0))?,
        };
        if let Some(id) = found {
            self.sources.insert(folded.to_owned(), id);
        }
        Ok(found)
    }

    fn source(&mut self, id: i64) -> Result<SourceRow> {
        self.one("SELECT * FROM source WHERE id = ?", [id], source_from)?
            .ok_or_else(|| LedgerError::not_found("source", format!("S{id}")))
    }

    fn merged_into(&mut self, id: i64) -> Result<Vec<i64>> {
        self.ids("SELECT id FROM source WHERE merged = ? ORDER BY id", [id])
    }

    fn rooted_in(&mut self, source: i64) -> Result<Vec<i64>> {
        self.ids("SELECT claim FROM claim_source WHERE source = ? AND place = 'root' ORDER BY claim", [source])
    }

    fn document_of(&mut self, event: &str) -> Result<Option<DocumentRow>> {
        let Some(seq) =
            self.one("SELECT min(seq) FROM event WHERE id = ?", [event], |row| row.get::<_, Option<i64>>(0))?
        else {
            return Ok(None);
        };
        let twin = self.one("SELECT target FROM twin WHERE event = ? AND position = -1", [seq], |row| row.get(0))?;
        match twin {
            Some(id) => self.document(id).map(Some),
            None => self.one("SELECT * FROM document WHERE event = ?", [seq], document_from),
        }
    }

    fn document(&mut self, id: i64) -> Result<DocumentRow> {
        self.one("SELECT * FROM document WHERE id = ?", [id], document_from)?
            .ok_or_else(|| LedgerError::not_found("document", format!("D{id}")))
    }

    fn document_like(&mut self, like: &DocumentRow) -> Result<Option<DocumentRow>> {
        let sql = "SELECT * FROM document WHERE text_hash = ?1 AND url IS ?2
                   AND (?2 IS NOT NULL OR (publisher IS ?3 AND title IS ?4)) ORDER BY id LIMIT 1";
        self.one(sql, params![like.text_hash, like.url, like.publisher, like.title], document_from)
    }

    fn claim_at(&mut self, claim: &ClaimRef) -> Result<i64> {
        let lost = || LedgerError::not_found("claim", String::from(claim.clone()));
        let seq: Option<i64> =
            self.one("SELECT min(seq) FROM event WHERE id = ?", [&claim.event], |row| row.get(0))?.flatten();
        let seq = seq.ok_or_else(lost)?;
        let key = params![seq, claim.position];
        if let Some(id) = self.one("SELECT target FROM twin WHERE event = ? AND position = ?", key, |row| row.get(0))? {
            return Ok(id);
        }
        self.one("SELECT id FROM claim WHERE event = ? AND position = ?", key, |row| row.get(0))?.ok_or_else(lost)
    }

    fn claim_standing(&mut self, document: i64, first: i64, last: i64) -> Result<Option<i64>> {
        let sql = "SELECT id FROM claim WHERE document = ? AND first = ? AND last = ? ORDER BY id LIMIT 1";
        self.one(sql, params![document, first, last], |row| row.get(0))
    }

    fn claim(&mut self, id: i64) -> Result<ClaimRow> {
        self.one("SELECT * FROM claim WHERE id = ?", [id], claim_from)?
            .ok_or_else(|| LedgerError::not_found("claim", format!("C{id}")))
    }

    fn state(&mut self, claim: i64) -> Result<StateRow> {
        self.one("SELECT * FROM state WHERE claim = ?", [claim], state_from)?
            .ok_or_else(|| LedgerError::not_found("claim", format!("C{claim}")))
    }

    fn quantities(&mut self, claim: i64) -> Result<Vec<QuantityRow>> {
        let mut statement =
            self.connection.prepare_cached("SELECT * FROM quantity WHERE claim = ? ORDER BY position")?;
        let rows = statement.query_map([claim], quantity_from)?.collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }

    fn verdict(&mut self, claim: i64, ledger: &str) -> Result<Option<VerdictRow>> {
        self.one("SELECT * FROM verdict WHERE claim = ? AND ledger = ?", params![claim, ledger], |row| {
            Ok(VerdictRow {
                claim: row.get(0)?,
                ledger: row.get(1)?,
                attribution: word(row, 2)?,
                content: word(row, 3)?,
                event: row.get(4)?,
            })
        })
    }

    fn keyed(&mut self, key: i64, limit: usize) -> Result<Vec<i64>> {
        let sql = "SELECT claim FROM match_key WHERE key = ? ORDER BY claim DESC LIMIT ?";
        self.ids(sql, params![key, i64::try_from(limit).unwrap_or(i64::MAX)])
    }

    fn matches(&mut self, claim: i64) -> Result<Vec<MatchRow>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT * FROM match WHERE claim = ?1 UNION ALL SELECT * FROM match WHERE other = ?1 ORDER BY 1, 2",
        )?;
        let rows = statement.query_map([claim], match_from)?.collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }

    fn has_tag(&mut self, tag: &str, claim: i64) -> Result<bool> {
        let found = self.one("SELECT 1 FROM tag WHERE tag = ? AND claim = ?", params![tag, claim], |_| Ok(()))?;
        Ok(found.is_some())
    }
}
