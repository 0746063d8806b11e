//! What people say about sources.

use super::payload;
use super::{By, Ledger, LedgerError, Result, query};
use crate::model::{Event, EventKind, SourceKind};

impl Ledger {
    /// Gives a source another name; the source is made if there is none.
    ///
    /// # Errors
    /// The name belongs to another source, or the ledger cannot be written.
    pub fn alias_source(&mut self, source: &str, alias: &str, by: &By<'_>) -> Result<Event> {
        let source = self.source_name(source).or_else(|error| match error {
            LedgerError::NotFound { name, .. } => Ok(name),
            other => Err(other),
        })?;
        let aliased = payload::SourceAliased { source, alias: alias.to_owned(), removed: false };
        self.append_one(by, EventKind::SourceAliased, &aliased)
    }

    /// Takes a name back that was given to a source in this ledger. Claims that came in under it stay with the source.
    ///
    /// # Errors
    /// The source is unknown or was not given that name here, or the ledger cannot be written.
    pub fn unalias_source(&mut self, source: &str, alias: &str, by: &By<'_>) -> Result<Event> {
        let source = self.source_name(source)?;
        let aliased = payload::SourceAliased { source, alias: alias.to_owned(), removed: true };
        self.append_one(by, EventKind::SourceAliased, &aliased)
    }

    /// Says that a source is another one.
    ///
    /// # Errors
    /// One of them is unknown, they are one already, or the ledger cannot be written.
    pub fn merge_sources(&mut self, source: &str, into: &str, reason: Option<&str>, by: &By<'_>) -> Result<Event> {
        let merged = payload::SourcesMerged {
            source: self.source_name(source)?,
            into: self.source_name(into)?,
            reason: reason.map(str::to_owned),
        };
        self.append_one(by, EventKind::SourcesMerged, &merged)
    }

    /// Takes a merger back.
    ///
    /// # Errors
    /// The source is unknown or was not merged, or the ledger cannot be written.
    pub fn split_source(&mut self, source: &str, reason: Option<&str>, by: &By<'_>) -> Result<Event> {
        let split = payload::SourcesSplit { source: self.source_name(source)?, reason: reason.map(str::to_owned) };
        self.append_one(by, EventKind::SourcesSplit, &split)
    }

    /// Says what sort of source it is.
    ///
    /// # Errors
    /// The source is unknown, or the ledger cannot be written.
    pub fn set_source_kind(&mut self, source: &str, kind: SourceKind, by: &By<'_>) -> Result<Event> {
        let set = payload::SourceKindSet { source: self.source_name(source)?, kind };
        self.append_one(by, EventKind::SourceKindSet, &set)
    }

    /// Grades a source by the Admiralty scale: `A` (completely reliable) to `F` (cannot be judged).
    ///
    /// # Errors
    /// The letter is none of the scale, the reason is empty, the source is unknown, or the ledger cannot be written.
    pub fn grade_source(&mut self, source: &str, grade: &str, date: &str, reason: &str, by: &By<'_>) -> Result<Event> {
        if !matches!(grade, "A" | "B" | "C" | "D" | "E" | "F") {
            return Err(LedgerError::Refused(format!("{grade:?} is no Admiralty letter; give one of A B C D E F")));
        }
        if reason.trim().is_empty() {
            return Err(LedgerError::Refused("a grade needs a reason; give --reason".to_owned()));
        }
        let graded = payload::SourceGraded {
            source: self.source_name(source)?,
            grade: grade.to_owned(),
            date: date.to_owned(),
            reason: reason.to_owned(),
        };
        self.append_one(by, EventKind::SourceGraded, &graded)
    }

    /// The name of a source given by id (`S2`), name or alias.
    fn source_name(&self, source: &str) -> Result<String> {
        Ok(query::find_source(self, source)?.name)
    }
}
