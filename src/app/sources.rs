//! Sources: a list, and what people say about them.

use chrono::NaiveDate;
use serde::Serialize;

use super::history::{HistoryRow, history_row};
use super::{App, AppError};
use crate::ledger::{By, HistoryEntry, LedgerError, StoredSource};
use crate::model::{Event, SourceKind};

/// A source of the ledger with its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceRow {
    /// `S2`.
    pub id: String,
    /// Canonical name.
    pub name: String,
    /// What sort of source it is.
    pub kind: SourceKind,
    /// How many claims name it anywhere in their chain.
    pub claims: u64,
    /// How many claims have it as a root.
    pub rooted: u64,
    /// Admiralty letter.
    pub grade: Option<String>,
    /// Day from which the grade holds.
    pub graded_at: Option<String>,
    /// Why it was given; told of one source, not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade_reason: Option<String>,
    /// The source it was merged into.
    pub merged_into: Option<String>,
    /// Other names: the registry's, then those given in this ledger.
    pub aliases: Vec<String>,
}

impl App {
    /// All sources, those that most claims name first.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn sources(&self) -> Result<Vec<SourceRow>, AppError> {
        let mut rows = Vec::new();
        for summary in self.ledger.sources()? {
            let stored = self.ledger.source(&summary.id)?;
            rows.push(self.source_row(stored));
        }
        rows.sort_by_key(|row| std::cmp::Reverse(row.claims));
        Ok(rows)
    }

    /// One source by id, name or alias.
    ///
    /// # Errors
    /// There is no such source, or the ledger cannot be read.
    pub fn source(&self, name: &str) -> Result<SourceRow, AppError> {
        let stored = self.ledger.source(name).map_err(|error| self.hinted(error))?;
        let mut row = self.source_row(stored);
        if row.grade.is_some() {
            // Another ledger's grade may stand in the history without being in force here.
            let in_force = |entry: &HistoryEntry| {
                let says = |field: &str, value: &Option<String>| {
                    entry.changes.iter().any(|change| change.field == field && change.after == *value)
                };
                says("grade", &row.grade) && says("graded_at", &row.graded_at)
            };
            let found = self.ledger.source_history(&row.id)?.into_iter().rfind(in_force);
            row.grade_reason = found.and_then(|entry| entry.reason);
        }
        Ok(row)
    }

    fn source_row(&self, stored: StoredSource) -> SourceRow {
        let StoredSource { summary, aliases: own, graded_at, .. } = stored;
        let mut aliases: Vec<String> =
            self.packs().sources().find(&summary.name).map(|known| known.aliases.clone()).unwrap_or_default();
        aliases.retain(|alias| *alias != summary.name);
        aliases.extend(own);
        SourceRow {
            id: summary.id,
            name: summary.name,
            kind: summary.kind,
            claims: summary.claims,
            rooted: summary.rooted,
            grade: summary.grade,
            graded_at,
            grade_reason: None,
            merged_into: summary.merged_into,
            aliases,
        }
    }

    /// Gives a source another name.
    ///
    /// # Errors
    /// The name belongs to another source, or the ledger cannot be written.
    pub fn alias_source(&mut self, source: &str, alias: &str) -> Result<Event, AppError> {
        self.source(source)?;
        let by = By::new(&self.actor, (self.clock)());
        let done = self.ledger.alias_source(source, alias, &by);
        self.told(done)
    }

    /// Takes a name back that was given to a source in this ledger.
    ///
    /// # Errors
    /// The source is unknown or was not given that name here, or the ledger cannot be written.
    pub fn unalias_source(&mut self, source: &str, alias: &str) -> Result<Event, AppError> {
        let by = By::new(&self.actor, (self.clock)());
        let done = self.ledger.unalias_source(source, alias, &by);
        self.told(done)
    }

    /// Grades a source by the Admiralty scale, from a day on (today when none is given).
    ///
    /// # Errors
    /// The letter is none of the scale, the reason is empty, the source is unknown, or the ledger cannot be written.
    pub fn grade_source(
        &mut self,
        source: &str,
        grade: &str,
        date: Option<NaiveDate>,
        reason: &str,
    ) -> Result<Event, AppError> {
        let now = (self.clock)();
        let day = date.unwrap_or_else(|| now.date_naive()).to_string();
        let done = self.ledger.grade_source(source, grade, &day, reason, &By::new(&self.actor, now));
        self.told(done)
    }

    /// Everything that people said about a source, oldest first.
    ///
    /// # Errors
    /// There is no such source, or the ledger cannot be read.
    pub fn source_history(&self, source: &str) -> Result<Vec<HistoryRow>, AppError> {
        let entries = self.told(self.ledger.source_history(source))?;
        Ok(entries.into_iter().map(history_row).collect())
    }

    /// Says that a source is another one.
    ///
    /// # Errors
    /// One of them is unknown, they are one already, or the ledger cannot be written.
    pub fn merge_sources(&mut self, source: &str, into: &str, reason: Option<&str>) -> Result<Event, AppError> {
        let by = By::new(&self.actor, (self.clock)());
        let done = self.ledger.merge_sources(source, into, reason, &by);
        self.told(done)
    }

    /// Takes a merger back.
    ///
    /// # Errors
    /// The source is unknown or was not merged, or the ledger cannot be written.
    pub fn split_source(&mut self, source: &str, reason: Option<&str>) -> Result<Event, AppError> {
        let by = By::new(&self.actor, (self.clock)());
        let done = self.ledger.split_source(source, reason, &by);
        self.told(done)
    }

    /// Says what sort of source it is.
    ///
    /// # Errors
    /// The source is unknown, or the ledger cannot be written.
    pub fn set_source_kind(&mut self, source: &str, kind: SourceKind) -> Result<Event, AppError> {
        let by = By::new(&self.actor, (self.clock)());
        let done = self.ledger.set_source_kind(source, kind, &by);
        self.told(done)
    }

    /// A result of the ledger, with a hint where something was not found.
    pub(super) fn told<T>(&self, done: Result<T, LedgerError>) -> Result<T, AppError> {
        done.map_err(|error| self.hinted(error))
    }
}
