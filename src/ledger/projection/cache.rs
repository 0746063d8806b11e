//! What appending knows of the projections from its own writing, so that it need not ask SQLite again.
//!
//! It holds from one transaction to the next as long as nobody else has written to the ledger.

use std::collections::HashMap;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::Table;
use super::row::{ClaimRow, QuantityRow, Row, StateRow};
use super::store::PER_KEY;

/// Most entries of each kind; then all of that kind are forgotten.
const ENTRIES: usize = 50_000;

/// Rows and lists as they stand in SQLite.
#[derive(Debug, Default)]
pub(in super::super) struct Cache {
    /// The last id given in a table.
    pub next: FxHashMap<Table, i64>,
    /// Sources by the spellings asked for.
    pub names: HashMap<String, i64>,
    /// What each source was merged into.
    pub merged: FxHashMap<i64, Option<i64>>,
    /// The first version of each document.
    pub families: FxHashMap<i64, i64>,
    pub claims: FxHashMap<i64, Rc<ClaimRow>>,
    /// Figures of claims, whole lists only.
    pub quantities: FxHashMap<i64, Rc<Vec<QuantityRow>>>,
    /// The latest claims of a match key, the latest first, [`PER_KEY`] at most.
    pub keyed: FxHashMap<i64, Vec<i64>>,
}

impl Cache {
    /// Takes a row in that is being written.
    pub fn note(&mut self, row: &Row) {
        match row {
            Row::Source(row) => {
                self.merged.insert(row.id, row.merged);
            }
            Row::Document(row) => {
                self.families.insert(row.id, row.family);
            }
            Row::Claim(row) => {
                self.claims.insert(row.id, row.clone());
            }
            Row::Quantity(row) => {
                self.quantities.remove(&row.claim);
            }
            Row::MatchKey { key, claim } => match self.keyed.get_mut(key) {
                Some(known) if known.first().is_none_or(|last| last < claim) => {
                    known.insert(0, *claim);
                    known.truncate(PER_KEY);
                }
                Some(_) => self.forget(row),
                None => {}
            },
            _ => {}
        }
    }

    /// Forgets what a row that is taken away told.
    pub fn forget(&mut self, row: &Row) {
        match row {
            Row::Quantity(row) => {
                self.quantities.remove(&row.claim);
            }
            Row::MatchKey { key, .. } => {
                self.keyed.remove(key);
            }
            Row::Alias { .. } => self.names.clear(),
            _ => {}
        }
    }

    /// Keeps it small.
    pub fn trim(&mut self) {
        if self.claims.len() > ENTRIES {
            self.claims.clear();
            self.quantities.clear();
        }
        if self.keyed.len() > 8 * ENTRIES {
            self.keyed.clear();
        }
        if self.names.len() > ENTRIES {
            self.names.clear();
        }
        if self.families.len() > ENTRIES {
            self.families.clear();
        }
    }
}

/// Where work on a claim stands, not yet written.
#[derive(Debug)]
pub(super) enum Waiting {
    /// It stands nowhere yet.
    New(StateRow),
    /// It differs from what is stored in its corroboration alone.
    Counted(StateRow),
    /// It may differ in anything.
    Changed(StateRow),
}

impl Waiting {
    pub fn row(&self) -> &StateRow {
        let (Waiting::New(row) | Waiting::Counted(row) | Waiting::Changed(row)) = self;
        row
    }

    /// What waits when a stored row becomes another.
    pub fn after(stored: &StateRow, row: StateRow) -> Waiting {
        let counted =
            StateRow { corroboration: row.corroboration, outlets: row.outlets, roots: row.roots, ..stored.clone() };
        if counted == row { Waiting::Counted(row) } else { Waiting::Changed(row) }
    }

    /// What waits when this one becomes another.
    pub fn then(self, row: StateRow) -> Waiting {
        match self {
            Waiting::New(_) => Waiting::New(row),
            Waiting::Counted(before) => Waiting::after(&before, row),
            Waiting::Changed(_) => Waiting::Changed(row),
        }
    }
}
