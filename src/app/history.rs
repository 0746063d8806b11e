//! What happened to a claim, and verdicts on it.

use serde::Serialize;

use super::claims::reply_view;
use super::{App, AppError};
use crate::ledger::{By, Change, HistoryEntry, StoredDocument, VerdictChange};
use crate::model::Event;
use crate::report::view::ReplyView;

/// One field that an event changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangeRow {
    /// `progress`, `attribution`, `content` …
    pub field: String,
    /// Its value before.
    pub before: Option<String>,
    /// Its value after.
    pub after: Option<String>,
}

/// One thing that happened to a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HistoryRow {
    /// Position of the event.
    pub seq: u64,
    /// When, RFC 3339.
    pub at: String,
    /// Who.
    pub actor: String,
    /// Kind of event.
    pub event: String,
    /// What it changed.
    pub changes: Vec<ChangeRow>,
    /// The note given with it.
    pub note: Option<String>,
    /// Why something set before was changed.
    pub reason: Option<String>,
    /// The ledger that it was brought from, if from another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ledger: Option<String>,
    /// The right of reply that it records.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<ReplyView>,
    /// Hash of the event.
    pub hash: String,
}

/// An entry of the ledger as the reader wants it.
pub(super) fn history_row(entry: HistoryEntry) -> HistoryRow {
    let change = |change: Change| ChangeRow { field: change.field, before: change.before, after: change.after };
    HistoryRow {
        seq: entry.event.seq,
        at: entry.event.recorded_at,
        actor: entry.event.actor,
        event: entry.event.kind.to_string(),
        changes: entry.changes.into_iter().map(change).collect(),
        note: entry.note,
        reason: entry.reason,
        ledger: entry.ledger,
        reply: entry.reply.map(reply_view),
        hash: entry.event.hash,
    }
}

impl App {
    /// Everything that happened to a claim, oldest first.
    ///
    /// # Errors
    /// There is no such claim, or the ledger cannot be read.
    pub fn history(&self, claim: &str) -> Result<Vec<HistoryRow>, AppError> {
        let entries = self.told(self.ledger.history(claim))?;
        Ok(entries.into_iter().map(history_row).collect())
    }

    /// Sets one or both verdicts on a claim.
    ///
    /// # Errors
    /// The note is empty, a verdict is changed without a reason, there is no such claim, or the ledger
    /// cannot be written.
    pub fn verify(&mut self, claim: &str, change: &VerdictChange) -> Result<Event, AppError> {
        let by = By::new(&self.actor, (self.clock)());
        let done = self.ledger.set_verdict(claim, change, &by);
        self.told(done)
    }

    /// One document by id.
    ///
    /// # Errors
    /// There is no such document, or the ledger cannot be read.
    pub fn document(&self, id: &str) -> Result<StoredDocument, AppError> {
        self.told(self.ledger.document(id))
    }
}
