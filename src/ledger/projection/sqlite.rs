//! Projections kept in SQLite: what appending runs over.

use std::rc::Rc;

use rusqlite::types::ToSqlOutput;
use rusqlite::{CachedStatement, Connection, OptionalExtension, Row as SqlRow, params};
use rustc_hash::FxHashMap;

use super::super::append::{event_at, unwrapped};
use super::super::{Result, error::LedgerError, payload::ClaimRef};
use super::Table;
use super::cache::{Cache, Waiting};
use super::row::{ClaimRow, DocumentRow, MatchRow, QuantityRow, Row, SourceRow, StateRow, VerdictRow};
use super::store::{PER_KEY, Store};
use super::stored::{claim_from, document_from, match_from, quantity_from, source_from, state_from, word};
use super::words::search_words;
use crate::text::fold::fold;

/// Words that wait for the index are written when so many claims' are together.
const WORDS_TOGETHER: usize = 20_000;

/// The projections of one ledger, inside one transaction.
///
/// Two things are not written at once. The search index is written when the transaction ends, because it
/// begins a new segment whenever another statement comes between. Where work stands is written when the
/// event has been applied, because a claim that many others match is counted anew for each of them.
pub(in super::super) struct Sqlite<'c> {
    connection: &'c Connection,
    cache: Cache,
    inserts: FxHashMap<Table, CachedStatement<'c>>,
    states: FxHashMap<i64, Waiting>,
    words: Vec<Indexing>,
}

/// Words that wait for the search index.
struct Indexing {
    /// FTS5's word for taking them out; none for entering them.
    command: Option<&'static str>,
    claim: i64,
    words: String,
}

impl<'c> Sqlite<'c> {
    /// Projections for reading, or for writing with nothing known yet.
    pub fn new(connection: &'c Connection) -> Sqlite<'c> {
        Sqlite::with(connection, Cache::default())
    }

    /// Projections for writing, with what an earlier transaction knew.
    pub fn with(connection: &'c Connection, cache: Cache) -> Sqlite<'c> {
        Sqlite { connection, cache, inserts: FxHashMap::default(), states: FxHashMap::default(), words: Vec::new() }
    }

    /// Writes what was held back; what is known may serve the next transaction, once this one has been committed.
    pub fn finish(mut self) -> Result<Cache> {
        self.flush()?;
        self.flush_words()?;
        Ok(self.cache)
    }

    /// Writes where work stands, for all who read it with statements of their own.
    pub fn flush(&mut self) -> Result<()> {
        let mut states: Vec<(i64, Waiting)> = self.states.drain().collect();
        states.sort_unstable_by_key(|(claim, _)| *claim);
        for (_, waiting) in states {
            match waiting {
                Waiting::New(row) => self.insert(&Row::State(row))?,
                Waiting::Counted(row) => {
                    let sql = "UPDATE state SET corroboration = ?, outlets = ?, roots = ? WHERE claim = ?";
                    let values = params![row.corroboration.as_str(), row.outlets, row.roots, row.claim];
                    self.connection.prepare_cached(sql)?.execute(values)?;
                }
                Waiting::Changed(row) => self.write(Table::State.replace(), &Row::State(row))?,
            }
        }
        Ok(())
    }

    /// Keeps what is held small, between the events of a long transaction.
    pub fn trim(&mut self) {
        self.cache.trim();
    }

    fn push_words(&mut self, command: Option<&'static str>, claim: i64, words: String) -> Result<()> {
        self.words.push(Indexing { command, claim, words });
        if self.words.len() >= WORDS_TOGETHER { self.flush_words() } else { Ok(()) }
    }

    fn flush_words(&mut self) -> Result<()> {
        let sql = "INSERT INTO claim_text (claim_text, rowid, words) VALUES (?, ?, ?)";
        let mut statement = self.connection.prepare_cached(sql)?;
        for waiting in self.words.drain(..) {
            statement.execute(params![waiting.command, waiting.claim, waiting.words])?;
        }
        Ok(())
    }

    /// The words that a claim is found by, as its record tells.
    fn words_of(&self, claim: &ClaimRow) -> Result<String> {
        let event = unwrapped(event_at(self.connection, claim.text_event)?)?;
        let sentence = super::claims::sentence(&event, claim.text_position)?;
        Ok(search_words(&sentence))
    }

    fn insert(&mut self, row: &Row) -> Result<()> {
        let table = row.table();
        let statement = match self.inserts.entry(table) {
            std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(self.connection.prepare_cached(table.insert())?)
            }
        };
        bind(statement, row)
    }

    fn write(&self, sql: &str, row: &Row) -> Result<()> {
        bind(&mut *self.connection.prepare_cached(sql)?, row)
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

    fn document(&self, id: i64) -> Result<DocumentRow> {
        self.one("SELECT * FROM document WHERE id = ?", [id], document_from)?
            .ok_or_else(|| LedgerError::not_found("document", format!("D{id}")))
    }
}

/// Runs a statement with the first values of a row, as many as it has parameters.
fn bind(statement: &mut rusqlite::Statement<'_>, row: &Row) -> Result<()> {
    let (mut at, wanted, mut bound) = (0, statement.parameter_count(), Ok(()));
    row.visit(&mut |value| {
        at += 1;
        if at <= wanted && bound.is_ok() {
            bound = statement.raw_bind_parameter(at, ToSqlOutput::Borrowed(value));
        }
    });
    bound?;
    statement.raw_execute()?;
    Ok(())
}

impl Store for Sqlite<'_> {
    fn put(&mut self, row: Row) -> Result<()> {
        if let Row::State(state) = row {
            self.states.insert(state.claim, Waiting::New(state));
            return Ok(());
        }
        self.cache.note(&row);
        self.insert(&row)
    }

    fn replace(&mut self, row: Row) -> Result<()> {
        if let Row::State(state) = row {
            let waiting = match self.states.remove(&state.claim) {
                Some(before) => before.then(state),
                None => Waiting::after(&self.state(state.claim)?, state),
            };
            self.states.insert(waiting.row().claim, waiting);
            return Ok(());
        }
        self.cache.note(&row);
        self.write(row.table().replace(), &row)
    }

    fn remove(&mut self, row: Row) -> Result<()> {
        self.cache.forget(&row);
        self.write(row.table().remove(), &row)
    }

    fn index_words(&mut self, claim: i64, sentence: &str) -> Result<()> {
        self.push_words(None, claim, search_words(sentence))
    }

    fn index_again(&mut self, before: &ClaimRow, sentence: &str) -> Result<()> {
        let (old, new) = (self.words_of(before)?, search_words(sentence));
        if old == new {
            return Ok(());
        }
        self.push_words(Some("delete"), before.id, old)?;
        self.push_words(None, before.id, new)
    }

    fn next(&mut self, table: Table) -> Result<i64> {
        let next = match self.cache.next.get(&table) {
            Some(last) => last + 1,
            None => {
                let sql = format!("SELECT coalesce(max(id), 0) + 1 FROM {}", table.name());
                self.connection.query_row(&sql, [], |row| row.get(0))?
            }
        };
        self.cache.next.insert(table, next);
        Ok(next)
    }

    fn source_named(&mut self, name: &str) -> Result<Option<i64>> {
        if let Some(id) = self.cache.names.get(name) {
            return Ok(Some(*id));
        }
        let folded = fold(name);
        let named = self.one("SELECT id FROM source WHERE folded = ?", [&folded], |row| row.get(0))?;
        let found = match named {
            Some(id) => Some(id),
            None => self.one("SELECT source FROM alias WHERE folded = ?", [&folded], |row| row.get(0))?,
        };
        if let Some(id) = found {
            self.cache.names.insert(name.to_owned(), id);
        }
        Ok(found)
    }

    fn source(&mut self, id: i64) -> Result<SourceRow> {
        self.one("SELECT * FROM source WHERE id = ?", [id], source_from)?
            .ok_or_else(|| LedgerError::not_found("source", format!("S{id}")))
    }

    fn merged(&mut self, id: i64) -> Result<Option<i64>> {
        if let Some(merged) = self.cache.merged.get(&id) {
            return Ok(*merged);
        }
        let merged = self.source(id)?.merged;
        self.cache.merged.insert(id, merged);
        Ok(merged)
    }

    fn family(&mut self, document: i64) -> Result<i64> {
        if let Some(family) = self.cache.families.get(&document) {
            return Ok(*family);
        }
        let family = self.document(document)?.family;
        self.cache.families.insert(document, family);
        Ok(family)
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

    fn claim(&mut self, id: i64) -> Result<Rc<ClaimRow>> {
        if let Some(row) = self.cache.claims.get(&id) {
            return Ok(row.clone());
        }
        let row = self.one("SELECT * FROM claim WHERE id = ?", [id], claim_from)?;
        let row = Rc::new(row.ok_or_else(|| LedgerError::not_found("claim", format!("C{id}")))?);
        self.cache.claims.insert(id, row.clone());
        Ok(row)
    }

    fn state(&mut self, claim: i64) -> Result<StateRow> {
        if let Some(waiting) = self.states.get(&claim) {
            return Ok(waiting.row().clone());
        }
        self.one("SELECT * FROM state WHERE claim = ?", [claim], state_from)?
            .ok_or_else(|| LedgerError::not_found("claim", format!("C{claim}")))
    }

    fn quantities(&mut self, claim: i64) -> Result<Rc<Vec<QuantityRow>>> {
        if let Some(rows) = self.cache.quantities.get(&claim) {
            return Ok(rows.clone());
        }
        let mut statement =
            self.connection.prepare_cached("SELECT * FROM quantity WHERE claim = ? ORDER BY position")?;
        let rows: Rc<Vec<QuantityRow>> =
            Rc::new(statement.query_map([claim], quantity_from)?.collect::<rusqlite::Result<_>>()?);
        self.cache.quantities.insert(claim, rows.clone());
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

    fn keyed(&mut self, key: i64, into: &mut Vec<i64>) -> Result<()> {
        if let Some(known) = self.cache.keyed.get(&key) {
            into.extend_from_slice(known);
            return Ok(());
        }
        const SQL: &str = "SELECT claim FROM match_key WHERE key = ? ORDER BY claim DESC LIMIT 24";
        const { assert!(PER_KEY == 24) };
        let found = self.ids(SQL, [key])?;
        into.extend_from_slice(&found);
        self.cache.keyed.insert(key, found);
        Ok(())
    }

    fn matches(&mut self, claim: i64) -> Result<Vec<Rc<MatchRow>>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT * FROM match WHERE claim = ?1 UNION ALL SELECT * FROM match WHERE other = ?1 ORDER BY 1, 2",
        )?;
        let rows =
            statement.query_map([claim], |row| match_from(row).map(Rc::new))?.collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }

    fn has_tag(&mut self, tag: &str, claim: i64) -> Result<bool> {
        let found = self.one("SELECT 1 FROM tag WHERE tag = ? AND claim = ?", params![tag, claim], |_| Ok(()))?;
        Ok(found.is_some())
    }
}
