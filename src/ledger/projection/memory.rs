//! Projections kept in memory: what the audit runs the events over, to compare with the stored tables.
//!
//! Rows that nobody asks for again are not kept: each table is a [`Sum`], taken row by row, the same over the
//! stored rows. Tables named in `detailed` also keep every row, to say which one is wrong.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use rusqlite::types::Value;
use rustc_hash::{FxHashMap, FxHashSet};

use super::super::{Result, error::LedgerError, payload::ClaimRef};
use super::Table;
use super::keyed::Keyed;
use super::row::{ClaimRow, DocumentRow, MatchRow, QuantityRow, Row, SourceRow, StateRow, VerdictRow};
use super::store::{PER_KEY, Store};
use super::sum::{Hasher, Sum, spell};
use super::words::each_search_word;
use crate::text::fold::fold;

/// Letters of the beginnings that the search index keeps beside whole words (`prefix` in the migrations).
const BEGINNING: usize = 3;

/// The projections in memory.
#[derive(Default)]
pub(in super::super) struct Memory {
    pub hasher: Hasher,
    sums: FxHashMap<Table, Sum>,
    /// Words and beginnings in the search index, as its terms.
    pub words: Sum,
    /// Claims whose words were indexed again.
    pub again: FxHashSet<i64>,
    /// Tables whose rows are kept whole, by their key.
    pub detailed: HashMap<Table, BTreeMap<String, String>>,
    events: Ids,
    documents: Vec<DocumentRow>,
    documents_by_event: FxHashMap<i64, i64>,
    documents_by_text: HashMap<String, Vec<i64>>,
    claims: Vec<Rc<ClaimRow>>,
    /// What the search index holds of each claim.
    indexed: Vec<Sum>,
    first_of_event: FxHashMap<i64, i64>,
    standing: FxHashMap<i64, Vec<i64>>,
    states: Vec<StateRow>,
    quantities: FxHashMap<i64, Rc<Vec<QuantityRow>>>,
    sources: Vec<SourceRow>,
    names: HashMap<String, i64>,
    /// Sources by the spellings asked for.
    called: HashMap<String, i64>,
    aliases: HashMap<String, i64>,
    rooted: FxHashMap<i64, Vec<i64>>,
    keyed: FxHashMap<i64, Keyed>,
    matches: FxHashMap<i64, Vec<Rc<MatchRow>>>,
    twins: FxHashMap<(i64, i64), i64>,
    verdicts: HashMap<(i64, String), VerdictRow>,
    tags: HashMap<(String, i64), ()>,
    settings: HashMap<String, String>,
    /// The claims that the last event has touched.
    touched: (i64, Vec<i64>),
    /// The terms of one claim, while they are counted.
    terms: Vec<u64>,
}

/// Events by their ids, which are nearly all 128 bits in hexadecimal.
#[derive(Default)]
struct Ids {
    numbers: FxHashMap<u128, i64>,
    others: HashMap<String, i64>,
}

impl Ids {
    fn number(id: &str) -> Option<u128> {
        let digits = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if id.len() == 32 && id.bytes().all(digits) { u128::from_str_radix(id, 16).ok() } else { None }
    }

    /// Enters an event; false when its id was there already.
    fn insert(&mut self, id: &str, seq: i64) -> bool {
        match Ids::number(id) {
            Some(number) => self.numbers.insert(number, seq).is_none(),
            None => self.others.insert(id.to_owned(), seq).is_none(),
        }
    }

    fn get(&self, id: &str) -> Option<i64> {
        match Ids::number(id) {
            Some(number) => self.numbers.get(&number).copied(),
            None => self.others.get(id).copied(),
        }
    }
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
        self.events.insert(id, seq)
    }

    /// The sum over a table.
    pub fn sum(&self, table: Table) -> Sum {
        self.sums.get(&table).copied().unwrap_or_default()
    }

    /// Sums up what was held back until all events had been applied: where work stands moves with most of them.
    pub fn finish(&mut self) {
        for row in std::mem::take(&mut self.states) {
            self.count_in(&Row::State(row));
        }
    }

    /// The words and beginnings that a claim is found by.
    fn terms(&mut self, claim: i64, sentence: &str) -> Sum {
        let (hasher, terms) = (&self.hasher, &mut self.terms);
        terms.clear();
        each_search_word(sentence, &mut |word| {
            terms.push(hasher.term(b'0', word.as_bytes()));
            let last = word.char_indices().nth(BEGINNING - 1);
            if let Some(beginning) = last.and_then(|(at, letter)| word.get(..at + letter.len_utf8())) {
                terms.push(hasher.term(b'1', beginning.as_bytes()));
            }
        });
        terms.sort_unstable();
        terms.dedup();
        let (claim, mut sum) = (hasher.claim(claim), Sum::default());
        terms.iter().for_each(|term| sum.add(hasher.pair(*term, claim)));
        sum
    }

    fn take_out(&mut self, row: &Row) {
        let table = row.table();
        if let Some(rows) = self.detailed.get_mut(&table) {
            rows.remove(&key_of(table, &row.values()));
        }
        self.sums.entry(table).or_default().subtract(self.hasher.row(table.has_rowid(), |show| row.visit(show)));
    }

    fn count_in(&mut self, row: &Row) {
        let table = row.table();
        if let Some(rows) = self.detailed.get_mut(&table) {
            let values = row.values();
            rows.insert(key_of(table, &values), spell(&values));
        }
        self.sums.entry(table).or_default().add(self.hasher.row(table.has_rowid(), |show| row.visit(show)));
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
                Rc::make_mut(self.quantities.entry(row.claim).or_default()).push(row);
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
                self.keyed.entry(key).or_default().insert(claim);
                None
            }
            Row::Match(row) => {
                self.matches.entry(row.claim).or_default().push(row.clone());
                self.matches.entry(row.other).or_default().push(row);
                None
            }
            Row::Twin { event, position, target } => {
                self.twins.insert((event, position), target).map(|target| Row::Twin { event, position, target })
            }
            Row::Verdict(row) => self.verdicts.insert((row.claim, row.ledger.clone()), row).map(Row::Verdict),
            Row::Tag { tag, claim } => {
                self.tags.insert((tag, claim), ());
                None
            }
            Row::Setting { name, value } => {
                self.settings.insert(name.clone(), value).map(|value| Row::Setting { name, value })
            }
            Row::Touched { claim, event } => {
                if self.touched.0 != event {
                    self.touched = (event, Vec::new());
                }
                let again = self.touched.1.contains(&claim);
                self.touched.1.push(claim);
                again.then_some(Row::Touched { claim, event })
            }
            Row::ClaimSource { .. } => None,
        }
    }
}

/// The key of a row, spelled.
pub(in super::super) fn key_of(table: Table, values: &[Value]) -> String {
    spell(values.get(..table.keys().len()).unwrap_or(values))
}

impl Store for Memory {
    fn put(&mut self, row: Row) -> Result<()> {
        if row.table() != Table::State {
            self.count_in(&row);
        }
        self.enter(row);
        Ok(())
    }

    fn replace(&mut self, row: Row) -> Result<()> {
        if let Row::State(_) = row {
            self.enter(row);
            return Ok(());
        }
        if let Some(before) = self.enter(row.clone()) {
            self.take_out(&before);
        }
        self.count_in(&row);
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
            Row::MatchKey { key, claim } => self.keyed.entry(key).or_default().remove(claim),
            Row::Match(row) => {
                for end in [row.claim, row.other] {
                    let list = self.matches.entry(end).or_default();
                    list.retain(|found| (found.claim, found.other) != (row.claim, row.other));
                }
            }
            Row::Tag { tag, claim } => {
                self.tags.remove(&(tag, claim));
            }
            Row::Alias { folded, .. } => {
                self.aliases.remove(&folded);
                self.called.clear();
            }
            _ => {}
        }
        Ok(())
    }

    fn index_words(&mut self, claim: i64, sentence: &str) -> Result<()> {
        let terms = self.terms(claim, sentence);
        self.words.join(&terms);
        set(&mut self.indexed, claim, terms);
        Ok(())
    }

    fn index_again(&mut self, claim: &ClaimRow, sentence: &str) -> Result<()> {
        if let Some(before) = at(&self.indexed, claim.id) {
            self.words.part(before);
        }
        self.again.insert(claim.id);
        self.index_words(claim.id, sentence)
    }

    fn next(&mut self, table: Table) -> Result<i64> {
        let rows = match table {
            Table::Document => self.documents.len(),
            Table::Claim => self.claims.len(),
            _ => self.sources.len(),
        };
        Ok(rows as i64 + 1)
    }

    fn source_named(&mut self, name: &str) -> Result<Option<i64>> {
        if let Some(id) = self.called.get(name) {
            return Ok(Some(*id));
        }
        let folded = fold(name);
        let found = self.names.get(&folded).or_else(|| self.aliases.get(&folded)).copied();
        if let Some(id) = found {
            self.called.insert(name.to_owned(), id);
        }
        Ok(found)
    }

    fn source(&mut self, id: i64) -> Result<SourceRow> {
        at(&self.sources, id).cloned().ok_or_else(|| LedgerError::not_found("source", format!("S{id}")))
    }

    fn merged(&mut self, id: i64) -> Result<Option<i64>> {
        at(&self.sources, id).map(|row| row.merged).ok_or_else(|| LedgerError::not_found("source", format!("S{id}")))
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
        let id = self.twins.get(&(seq, -1)).or_else(|| self.documents_by_event.get(&seq));
        Ok(id.and_then(|id| at(&self.documents, *id)).cloned())
    }

    fn family(&mut self, document: i64) -> Result<i64> {
        let found = at(&self.documents, document).map(|row| row.family);
        found.ok_or_else(|| LedgerError::not_found("document", format!("D{document}")))
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
        let (seq, position) = (self.events.get(&claim.event).ok_or_else(lost)?, i64::from(claim.position));
        if let Some(id) = self.twins.get(&(seq, position)) {
            return Ok(*id);
        }
        // The claims of an event have ascending numbers, though some positions may be twins of others.
        let first = *self.first_of_event.get(&seq).ok_or_else(lost)?;
        let claims = self.claims.get(usize::try_from(first - 1).unwrap_or(usize::MAX)..).unwrap_or_default();
        let stands = |row: &&Rc<ClaimRow>| row.event == seq && row.position == position;
        if let Some(row) = claims.get(claim.position as usize).filter(stands) {
            return Ok(row.id);
        }
        let found = claims.iter().take_while(|row| row.event == seq).find(|row| row.position == position);
        found.map(|row| row.id).ok_or_else(lost)
    }

    fn claim_standing(&mut self, document: i64, first: i64, last: i64) -> Result<Option<i64>> {
        let ids = self.standing.get(&document).map(Vec::as_slice).unwrap_or_default();
        let stands = |row: &&Rc<ClaimRow>| (row.document, row.first, row.last) == (document, first, last);
        Ok(ids.iter().filter_map(|id| at(&self.claims, *id)).filter(stands).map(|row| row.id).min())
    }

    fn claim(&mut self, id: i64) -> Result<Rc<ClaimRow>> {
        at(&self.claims, id).cloned().ok_or_else(|| LedgerError::not_found("claim", format!("C{id}")))
    }

    fn state(&mut self, claim: i64) -> Result<StateRow> {
        at(&self.states, claim).cloned().ok_or_else(|| LedgerError::not_found("claim", format!("C{claim}")))
    }

    fn quantities(&mut self, claim: i64) -> Result<Rc<Vec<QuantityRow>>> {
        Ok(self.quantities.get(&claim).cloned().unwrap_or_default())
    }

    fn verdict(&mut self, claim: i64, ledger: &str) -> Result<Option<VerdictRow>> {
        Ok(self.verdicts.get(&(claim, ledger.to_owned())).cloned())
    }

    fn keyed(&mut self, key: i64, into: &mut Vec<i64>) -> Result<()> {
        if let Some(claims) = self.keyed.get(&key) {
            into.extend_from_slice(claims.latest(PER_KEY));
        }
        Ok(())
    }

    fn matches(&mut self, claim: i64) -> Result<Vec<Rc<MatchRow>>> {
        let mut found = self.matches.get(&claim).cloned().unwrap_or_default();
        found.sort_by_key(|row| (row.claim, row.other));
        Ok(found)
    }

    fn has_tag(&mut self, tag: &str, claim: i64) -> Result<bool> {
        Ok(self.tags.contains_key(&(tag.to_owned(), claim)))
    }
}
