//! Projections kept in memory: what the audit runs the events over, to compare with the stored tables.
//!
//! Rows that nobody asks for again are not kept: each table is a count and a sum of keyed hashes, taken
//! row by row, the same over the stored rows. The key is drawn anew for every audit, so no row can be
//! forged to fit. Tables named in `detailed` also keep every row, to say which one is wrong.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, RandomState};

use rusqlite::types::Value;

use super::super::{Result, error::LedgerError, payload::ClaimRef};
use super::Table;
use super::row::{ClaimRow, DocumentRow, MatchRow, QuantityRow, Row, SourceRow, StateRow, VerdictRow};
use super::store::Store;

/// A row for comparison: every value with its type.
pub(in super::super) fn spell(values: &[Value]) -> String {
    let cell = |value: &Value| match value {
        Value::Null => "NULL".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Text(text) => format!("{text:?}"),
        other => format!("{other:?}"),
    };
    values.iter().map(cell).collect::<Vec<_>>().join(", ")
}

/// How many rows, and the sum of their hashes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in super::super) struct Sum {
    pub rows: u64,
    hashes: u128,
}

/// The key of one audit.
#[derive(Default)]
pub(in super::super) struct Hasher(RandomState, RandomState);

impl Hasher {
    /// The hash of some bytes.
    pub fn hash(&self, bytes: &[u8]) -> u128 {
        u128::from(self.0.hash_one(bytes)) << 64 | u128::from(self.1.hash_one(bytes))
    }

    fn row(&self, values: &[Value]) -> u128 {
        let mut bytes = Vec::with_capacity(256);
        for value in values {
            match value {
                Value::Null => bytes.push(0),
                Value::Integer(number) => {
                    bytes.push(1);
                    bytes.extend_from_slice(&number.to_be_bytes());
                }
                Value::Real(number) => {
                    bytes.push(2);
                    bytes.extend_from_slice(&number.to_bits().to_be_bytes());
                }
                Value::Text(text) => {
                    bytes.push(3);
                    bytes.extend_from_slice(&(text.len() as u64).to_be_bytes());
                    bytes.extend_from_slice(text.as_bytes());
                }
                Value::Blob(blob) => {
                    bytes.push(4);
                    bytes.extend_from_slice(&(blob.len() as u64).to_be_bytes());
                    bytes.extend_from_slice(blob);
                }
            }
        }
        self.hash(&bytes)
    }

    /// Counts a row in.
    pub fn add(&self, sum: &mut Sum, values: &[Value]) {
        sum.rows += 1;
        sum.hashes = sum.hashes.wrapping_add(self.row(values));
    }

    /// Counts a word of a claim's index in.
    pub fn add_word(&self, sum: &mut Sum, claim: i64, word: &str) {
        let mut bytes = claim.to_be_bytes().to_vec();
        bytes.extend_from_slice(word.as_bytes());
        sum.rows += 1;
        sum.hashes = sum.hashes.wrapping_add(self.hash(&bytes));
    }

    fn subtract(&self, sum: &mut Sum, values: &[Value]) {
        sum.rows = sum.rows.wrapping_sub(1);
        sum.hashes = sum.hashes.wrapping_sub(self.row(values));
    }
}

/// The projections in memory.
#[derive(Default)]
pub(in super::super) struct Memory {
    pub hasher: Hasher,
    sums: HashMap<Table, Sum>,
    /// Words in the index.
    pub words: Sum,
    /// Tables whose rows are kept whole, by their key.
    pub detailed: HashMap<Table, BTreeMap<String, String>>,
    events: HashMap<String, i64>,
    documents: Vec<DocumentRow>,
    documents_by_event: HashMap<i64, i64>,
    documents_by_text: HashMap<String, Vec<i64>>,
    claims: Vec<ClaimRow>,
    first_of_event: HashMap<i64, i64>,
    standing: HashMap<i64, Vec<i64>>,
    states: Vec<StateRow>,
    quantities: HashMap<i64, Vec<QuantityRow>>,
    sources: Vec<SourceRow>,
    names: HashMap<String, i64>,
    aliases: HashMap<String, i64>,
    rooted: HashMap<i64, Vec<i64>>,
    keyed: HashMap<i64, Vec<i64>>,
    matches: HashMap<i64, Vec<MatchRow>>,
    twins: HashMap<(i64, i64), i64>,
    verdicts: HashMap<(i64, String), VerdictRow>,
    tags: HashMap<(String, i64), ()>,
    settings: HashMap<String, String>,
}

fn at<T>(list: &[T], id: i64) -> Option<&T> {
    list.get(usize::try_from(id.checked_sub(1)?).ok()?)
}

fn set<T>(list: &mut Vec<T>, id: i64, row: T) -> Option<T> {
    let index = usize::try_from(id - 1).ok()?;
    if let Some(slot) = list.get_mut(index) {
        return Some(std::mem::replace(slot, row));
    }
    list.push(row);
    None
}

impl Memory {
    /// Notes an event before it is applied; false when its id was there already.
    pub fn begin(&mut self, id: &str, seq: i64) -> bool {
        if self.events.contains_key(id) {
            return false;
        }
        self.events.insert(id.to_owned(), seq);
        true
    }

    /// The sum over a table.
    pub fn sum(&self, table: Table) -> Sum {
        self.sums.get(&table).copied().unwrap_or_default()
    }

    fn take_out(&mut self, row: &Row) {
        let values = row.values();
        if let Some(rows) = self.detailed.get_mut(&row.table()) {
            rows.remove(&key_of(row.table(), &values));
        }
        self.hasher.subtract(self.sums.entry(row.table()).or_default(), &values);
    }

    /// Enters a row in the lists that are asked again; the row it takes the place of.
    fn enter(&mut self, row: Row) -> Option<Row> {
        match row {
            Row::Document(row) => {
                self.documents_by_event.insert(row.event, row.id);
                self.documents_by_text.entry(row.text_hash.clone()).or_default().push(row.id);
                set(&mut self.documents, row.id, row).map(Row::Document)
            }
            Row::Claim(row) => {
                if row.event == row.text_event {
                    self.first_of_event.entry(row.event).or_insert(row.id);
                }
                self.standing.entry(row.document).or_default().push(row.id);
                set(&mut self.claims, row.id, row).map(Row::Claim)
            }
            Row::State(row) => set(&mut self.states, row.claim, row).map(Row::State),
            Row::Quantity(row) => {
                self.quantities.entry(row.claim).or_default().push(row);
                None
            }
            Row::Source(row) => {
                self.names.entry(row.folded.clone()).or_insert(row.id);
                set(&mut self.sources, row.id, row).map(Row::Source)
            }
            Row::Alias { folded, source, .. } => {
                self.aliases.insert(folded, source);
                None
            }
            Row::ClaimSource { source, place: "root", claim } => {
                self.rooted.entry(source).or_default().push(claim);
                None
            }
            Row::MatchKey { key, claim } => {
                self.keyed.entry(key).or_default().push(claim);
                None
            }
            Row::Match(row) => {
                self.matches.entry(row.claim).or_default().push(row.clone());
                self.matches.entry(row.other).or_default().push(row);
                None
            }
            Row::Twin { event, position, target } => {
                self.twins.insert((event, position), target);
                None
            }
            Row::Verdict(row) => self.verdicts.insert((row.claim, row.ledger.clone()), row).map(Row::Verdict),
            Row::Tag { tag, claim } => {
                self.tags.insert((tag, claim), ());
                None
            }
            Row::Setting { name, value } => {
                self.settings.insert(name.clone(), value).map(|value| Row::Setting { name, value })
            }
            Row::ClaimSource { .. } | Row::Touched { .. } => None,
        }
    }
}

/// The key of a row, spelled.
pub(in super::super) fn key_of(table: Table, values: &[Value]) -> String {
    spell(values.get(..table.keys().len()).unwrap_or(values))
}

impl Store for Memory {
    fn put(&mut self, row: Row) -> Result<()> {
        let (table, values) = (row.table(), row.values());
        if let Some(before) = self.enter(row) {
            self.take_out(&before);
        }
        if let Some(rows) = self.detailed.get_mut(&table) {
            rows.insert(key_of(table, &values), spell(&values));
        }
        self.hasher.add(self.sums.entry(table).or_default(), &values);
        Ok(())
    }

    fn remove(&mut self, row: Row) -> Result<()> {
        self.take_out(&row);
        match row {
            Row::Quantity(row) => {
                self.quantities.remove(&row.claim);
            }
            Row::ClaimSource { source, place: "root", claim } => {
                self.rooted.entry(source).or_default().retain(|other| *other != claim);
            }
            Row::MatchKey { key, claim } => self.keyed.entry(key).or_default().retain(|other| *other != claim),
            Row::Match(row) => {
                for end in [row.claim, row.other] {
                    let list = self.matches.entry(end).or_default();
                    list.retain(|found| (found.claim, found.other) != (row.claim, row.other));
                }
            }
            Row::Tag { tag, claim } => {
                self.tags.remove(&(tag, claim));
            }
            _ => {}
        }
        Ok(())
    }

    fn index_words(&mut self, claim: i64, words: &str) -> Result<()> {
        let mut words: Vec<&str> = words.split(' ').filter(|word| !word.is_empty()).collect();
        words.sort_unstable();
        words.dedup();
        for word in words {
            self.hasher.add_word(&mut self.words, claim, word);
        }
        Ok(())
    }

    fn next(&mut self, table: Table) -> Result<i64> {
        let rows = match table {
            Table::Document => self.documents.len(),
            Table::Claim => self.claims.len(),
            _ => self.sources.len(),
        };
        Ok(rows as i64 + 1)
    }

    fn source_named(&mut self, folded: &str) -> Result<Option<i64>> {
        Ok(self.names.get(folded).or_else(|| self.aliases.get(folded)).copied())
    }

    fn source(&mut self, id: i64) -> Result<SourceRow> {
        at(&self.sources, id).cloned().ok_or_else(|| LedgerError::not_found("source", format!("S{id}")))
    }

    fn merged_into(&mut self, id: i64) -> Result<Vec<i64>> {
        Ok(self.sources.iter().filter(|source| source.merged == Some(id)).map(|source| source.id).collect())
    }

    fn rooted_in(&mut self, source: i64) -> Result<Vec<i64>> {
        let mut claims = self.rooted.get(&source).cloned().unwrap_or_default();
        claims.sort_unstable();
        Ok(claims)
    }

    fn document_of(&mut self, event: &str) -> Result<Option<DocumentRow>> {
        let Some(seq) = self.events.get(event) else { return Ok(None) };
        let id = self.twins.get(&(*seq, -1)).or_else(|| self.documents_by_event.get(seq));
        Ok(id.and_then(|id| at(&self.documents, *id)).cloned())
    }

    fn document(&mut self, id: i64) -> Result<DocumentRow> {
        at(&self.documents, id).cloned().ok_or_else(|| LedgerError::not_found("document", format!("D{id}")))
    }

    fn document_like(&mut self, like: &DocumentRow) -> Result<Option<DocumentRow>> {
        let same = |row: &&DocumentRow| {
            row.url == like.url && (like.url.is_some() || (row.publisher == like.publisher && row.title == like.title))
        };
        let ids = self.documents_by_text.get(&like.text_hash).map(Vec::as_slice).unwrap_or_default();
        Ok(ids.iter().filter_map(|id| at(&self.documents, *id)).find(same).cloned())
    }

    fn claim_at(&mut self, claim: &ClaimRef) -> Result<i64> {
        let lost = || LedgerError::not_found("claim", String::from(claim.clone()));
        let (seq, position) = (*self.events.get(&claim.event).ok_or_else(lost)?, i64::from(claim.position));
        if let Some(id) = self.twins.get(&(seq, position)) {
            return Ok(*id);
        }
        // The claims of an event have ascending numbers, though some positions may be twins of others.
        let first = *self.first_of_event.get(&seq).ok_or_else(lost)?;
        let claims = self.claims.get(usize::try_from(first - 1).unwrap_or(usize::MAX)..).unwrap_or_default();
        let found = claims.iter().take_while(|row| row.event == seq).find(|row| row.position == position);
        found.map(|row| row.id).ok_or_else(lost)
    }

    fn claim_standing(&mut self, document: i64, first: i64, last: i64) -> Result<Option<i64>> {
        let ids = self.standing.get(&document).map(Vec::as_slice).unwrap_or_default();
        let stands = |row: &&ClaimRow| (row.document, row.first, row.last) == (document, first, last);
        Ok(ids.iter().filter_map(|id| at(&self.claims, *id)).filter(stands).map(|row| row.id).min())
    }

    fn claim(&mut self, id: i64) -> Result<ClaimRow> {
        at(&self.claims, id).cloned().ok_or_else(|| LedgerError::not_found("claim", format!("C{id}")))
    }

    fn state(&mut self, claim: i64) -> Result<StateRow> {
        at(&self.states, claim).cloned().ok_or_else(|| LedgerError::not_found("claim", format!("C{claim}")))
    }

    fn quantities(&mut self, claim: i64) -> Result<Vec<QuantityRow>> {
        Ok(self.quantities.get(&claim).cloned().unwrap_or_default())
    }

    fn verdict(&mut self, claim: i64, ledger: &str) -> Result<Option<VerdictRow>> {
        Ok(self.verdicts.get(&(claim, ledger.to_owned())).cloned())
    }

    fn keyed(&mut self, key: i64, limit: usize) -> Result<Vec<i64>> {
        let Some(claims) = self.keyed.get_mut(&key) else { return Ok(Vec::new()) };
        if !claims.is_sorted() {
            claims.sort_unstable();
        }
        Ok(claims.iter().rev().take(limit).copied().collect())
    }

    fn matches(&mut self, claim: i64) -> Result<Vec<MatchRow>> {
        let mut found = self.matches.get(&claim).cloned().unwrap_or_default();
        found.sort_by_key(|row| (row.claim, row.other));
        Ok(found)
    }

    fn has_tag(&mut self, tag: &str, claim: i64) -> Result<bool> {
        Ok(self.tags.contains_key(&(tag.to_owned(), claim)))
    }
}
