//! Documents and the claims taken out of them, in all their versions.

use rusqlite::{Connection, OptionalExtension, params};

use super::append::{NewEvent, Writer, append_in, new_id};
use super::continuation::{self, Continuation};
use super::payload::{self, EntryOf, Extracted, Logged, Presence};
use super::projection::{DocumentRow, document_from};
use super::query;
use super::{By, Ledger, LedgerError, Result};
use crate::model::{ClaimRecord, Document, EventKind, string_enum};

string_enum! {
    /// What became of a document that was to be added.
    AddedStatus, "add status" {
        /// It is new.
        Added = "added",
        /// The ledger has exactly this text from this place.
        Unchanged = "unchanged",
        /// The ledger has an older text from this place.
        NewVersion = "new_version",
    }
}

/// What adding a document did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// Id of the document (`D3`).
    pub document: String,
    /// New, unchanged, or a new version.
    pub status: AddedStatus,
    /// How many claims it has.
    pub claims: usize,
    /// For a new version: how many claims were kept, moved, reread, altered, vanished.
    pub changes: Vec<(Presence, usize)>,
}

impl Ledger {
    /// Adds a document and its claims. The same text from the same URL (or, without one, the same path) is
    /// not added again; another text from there is a new version, and the claims of the version before are
    /// found in it again by their words.
    ///
    /// # Errors
    /// The ledger cannot be written.
    pub fn add_document(
        &mut self,
        document: &Document,
        claims: &[ClaimRecord],
        rules: &str,
        by: &By<'_>,
    ) -> Result<Added> {
        let mut added = self.add_documents(&[(document, claims)], rules, by)?;
        added.pop().ok_or_else(|| LedgerError::damaged("the end of the chain", "a document was not added"))
    }

    /// Adds many documents in one transaction: all or none of them.
    ///
    /// # Errors
    /// The ledger cannot be written.
    pub fn add_documents(
        &mut self,
        documents: &[(&Document, &[ClaimRecord])],
        rules: &str,
        by: &By<'_>,
    ) -> Result<Vec<Added>> {
        self.write(|connection| {
            documents.iter().map(|(document, claims)| add(connection, document, claims, rules, by)).collect()
        })
    }

    /// Writes down claims that a person made, with the words they were found in as their document. The ids
    /// of the document and of its claims.
    ///
    /// # Errors
    /// The ledger cannot be written.
    pub fn log_claim(
        &mut self,
        document: &Document,
        claims: &[ClaimRecord],
        rules: &str,
        by: &By<'_>,
    ) -> Result<(String, Vec<String>)> {
        let logged = Logged {
            document: document.clone(),
            rules: rules.to_owned(),
            claims: claims.iter().map(EntryOf).collect(),
        };
        let event = NewEvent::new(EventKind::ClaimLogged, &logged)?;
        self.write(|connection| {
            let events = append_in(connection, by, vec![event])?;
            let seq = events.first().map_or(0, |event| event.seq);
            let document: i64 =
                connection.query_row("SELECT id FROM document WHERE event = ?", [seq], |row| row.get(0))?;
            let mut statement = connection.prepare_cached("SELECT id FROM claim WHERE event = ? ORDER BY position")?;
            let claims = statement.query_map([seq], |row| Ok(format!("C{}", row.get::<_, i64>(0)?)))?;
            Ok((format!("D{document}"), claims.collect::<rusqlite::Result<_>>()?))
        })
    }

    /// Records that a document could not be read, and why.
    ///
    /// # Errors
    /// The ledger cannot be written.
    pub fn record_failure(&mut self, origin: &str, error: &str, by: &By<'_>) -> Result<()> {
        let failed = payload::Failed { origin: origin.to_owned(), error: error.to_owned() };
        self.append_one(by, EventKind::DocumentFailed, &failed).map(|_| ())
    }
}

fn add(
    connection: &mut Writer<'_>,
    document: &Document,
    claims: &[ClaimRecord],
    rules: &str,
    by: &By<'_>,
) -> Result<Added> {
    let Some(before) = latest_version(connection, document)? else {
        let (event, id) = enter(connection, document, None, by)?;
        extract(connection, event, claims, rules, Continuation::default(), by)?;
        return Ok(Added { document: id, status: AddedStatus::Added, claims: claims.len(), changes: Vec::new() });
    };
    let old = query::claims_of(connection, before.id)?;
    if before.text_hash == document.text_hash {
        let document = format!("D{}", before.id);
        return Ok(Added { document, status: AddedStatus::Unchanged, claims: old.len(), changes: Vec::new() });
    }
    let plan = continuation::of_new_version(&old, claims);
    let (event, id) = enter(connection, document, Some(event_id(connection, before.event)?), by)?;
    let changes = plan.counts();
    extract(connection, event, claims, rules, plan, by)?;
    Ok(Added { document: id, status: AddedStatus::NewVersion, claims: claims.len(), changes })
}

/// Appends the document; its event's id and its own.
fn enter(
    connection: &mut Writer<'_>,
    document: &Document,
    revises: Option<String>,
    by: &By<'_>,
) -> Result<(String, String)> {
    let kind = if revises.is_some() { EventKind::DocumentRevised } else { EventKind::DocumentAdded };
    let event = NewEvent::with_id(new_id()?, kind, &payload::Added { document: document.clone(), revises })?;
    let event_id = event.id.clone();
    let events = append_in(connection, by, vec![event])?;
    let seq = events.first().map_or(0, |event| event.seq);
    let id: i64 =
        connection.prepare_cached("SELECT id FROM document WHERE event = ?")?.query_row([seq], |row| row.get(0))?;
    Ok((event_id, format!("D{id}")))
}

/// Appends the claims of a document, with what became of those it had before.
pub(super) fn extract(
    connection: &mut Writer<'_>,
    document: String,
    claims: &[ClaimRecord],
    rules: &str,
    before: Continuation,
    by: &By<'_>,
) -> Result<()> {
    let claims = claims.iter().map(EntryOf).collect();
    let Continuation { continued, gone } = before;
    let extracted = Extracted { document, rules: rules.to_owned(), claims, continued, gone };
    append_in(connection, by, vec![NewEvent::new(EventKind::ClaimsExtracted, &extracted)?]).map(|_| ())
}

/// The newest version of the document that stands at this URL or, without one, at this path.
fn latest_version(connection: &Connection, document: &Document) -> Result<Option<DocumentRow>> {
    let newest =
        |sql: &str, key: &str| connection.prepare_cached(sql)?.query_row(params![key], document_from).optional();
    let found = match (&document.publication.url, document.origin.as_str()) {
        (Some(url), _) => newest("SELECT * FROM document WHERE url = ? ORDER BY id DESC LIMIT 1", url)?,
        // Standard input is no place: only the same text is the same document.
        (None, "-") => newest(
            "SELECT * FROM document WHERE text_hash = ? AND origin = '-' AND url IS NULL ORDER BY id DESC LIMIT 1",
            &document.text_hash,
        )?,
        (None, origin) => {
            newest("SELECT * FROM document WHERE origin = ? AND url IS NULL ORDER BY id DESC LIMIT 1", origin)?
        }
    };
    Ok(found)
}

pub(super) fn document_by_id(connection: &Connection, id: i64) -> Result<DocumentRow> {
    let found =
        connection.prepare_cached("SELECT * FROM document WHERE id = ?")?.query_row([id], document_from).optional()?;
    found.ok_or_else(|| LedgerError::not_found("document", format!("D{id}")))
}

pub(super) fn event_id(connection: &Connection, seq: i64) -> Result<String> {
    Ok(connection.prepare_cached("SELECT id FROM event WHERE seq = ?")?.query_row([seq], |row| row.get(0))?)
}
