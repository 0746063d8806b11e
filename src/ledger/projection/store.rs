//! What the projections ask of the place they are kept in.

use std::rc::Rc;

use super::super::{Result, payload::ClaimRef};
use super::Table;
use super::row::{ClaimRow, DocumentRow, MatchRow, QuantityRow, Row, SourceRow, StateRow, VerdictRow};

/// Latest claims looked at for one match key.
pub(super) const PER_KEY: usize = 24;

/// The event that is being applied.
pub(in super::super) struct Origin<'a> {
    /// Its position here.
    pub seq: i64,
    /// The ledger it came from; empty for this one.
    pub ledger: &'a str,
}

/// Projection tables, in SQLite or in memory. Every number is an id as stored.
pub(in super::super) trait Store {
    /// Adds a row whose key is new.
    fn put(&mut self, row: Row) -> Result<()>;
    /// Adds a row, or replaces the one with its key.
    fn replace(&mut self, row: Row) -> Result<()>;
    /// Takes away a row that is there.
    fn remove(&mut self, row: Row) -> Result<()>;
    /// Makes a new claim searchable by the words of its sentence.
    fn index_words(&mut self, claim: i64, sentence: &str) -> Result<()>;
    /// Makes a claim that goes on searchable by its new sentence, and by its old one no more.
    fn index_again(&mut self, before: &ClaimRow, sentence: &str) -> Result<()>;
    /// The next free id of a table.
    fn next(&mut self, table: Table) -> Result<i64>;

    /// The source with this name or alias, in any spelling that folds to the same.
    fn source_named(&mut self, name: &str) -> Result<Option<i64>>;
    /// A source by id.
    fn source(&mut self, id: i64) -> Result<SourceRow>;
    /// The source that this one was merged into directly.
    fn merged(&mut self, id: i64) -> Result<Option<i64>>;
    /// Every source that was merged into this one directly.
    fn merged_into(&mut self, id: i64) -> Result<Vec<i64>>;
    /// Every claim with the source among its roots.
    fn rooted_in(&mut self, source: i64) -> Result<Vec<i64>>;

    /// The document that an event brought.
    fn document_of(&mut self, event: &str) -> Result<Option<DocumentRow>>;
    /// The first version of a document.
    fn family(&mut self, document: i64) -> Result<i64>;
    /// The first document with this text that has the same URL or, where neither has one, the same publisher and title.
    fn document_like(&mut self, row: &DocumentRow) -> Result<Option<DocumentRow>>;
    /// The claim that a payload names.
    fn claim_at(&mut self, claim: &ClaimRef) -> Result<i64>;
    /// A claim of a document that stands at this place.
    fn claim_standing(&mut self, document: i64, first: i64, last: i64) -> Result<Option<i64>>;
    /// A claim by id.
    fn claim(&mut self, id: i64) -> Result<Rc<ClaimRow>>;
    /// Where the work on a claim stands.
    fn state(&mut self, claim: i64) -> Result<StateRow>;
    /// The figures of a claim.
    fn quantities(&mut self, claim: i64) -> Result<Rc<Vec<QuantityRow>>>;
    /// One ledger's verdicts on a claim.
    fn verdict(&mut self, claim: i64, ledger: &str) -> Result<Option<VerdictRow>>;

    /// Adds the latest claims with a match key to a list: [`PER_KEY`] of them at most, in any order.
    fn keyed(&mut self, key: i64, into: &mut Vec<i64>) -> Result<()>;
    /// The claims that this one matches, either way round.
    fn matches(&mut self, claim: i64) -> Result<Vec<Rc<MatchRow>>>;
    /// Whether the claim has the tag.
    fn has_tag(&mut self, tag: &str, claim: i64) -> Result<bool>;
}
