//! Documents and the claims taken out of them, in all their versions.

use rusqlite::{Connection, OptionalExtension, params};

use super::append::{NewEvent, append_in, new_id};
use super::payload::{self, ClaimRef, Continued, EntryOf, Extracted, Gone, Logged, Presence};
use super::projection::{DocumentRow, document_from};
use super::query::{self, OldClaim};
use super::{By, Ledger, LedgerError, Result};
use crate::model::{ClaimRecord, Document, EventKind, string_enum};
use crate::text::fold::fold;

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
    /// For a new version: how many claims were kept, moved, altered, vanished.
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

    /// Replaces the claims of a document by what other rules take out of it. Claims that stand on the same
    /// words stay the same claims and keep all work done on them; the others are new, or dropped. No verdict
    /// is touched.
    ///
    /// # Errors
    /// There is no such document, or the ledger cannot be written.
    pub fn reextract(&mut self, document: &str, claims: &[ClaimRecord], rules: &str, by: &By<'_>) -> Result<Added> {
        let id = query::parse_id("document", 'D', document)?;
        self.write(|connection| {
            let row = document_by_id(connection, id)?;
            let old = query::claims_of(connection, row.id)?;
            let plan = plan(&old, claims, Presence::Dropped, false);
            let event = event_id(connection, row.event)?;
            extract(connection, event, claims, rules, plan.continued, plan.gone, by)?;
            Ok(Added {
                document: document.to_owned(),
                status: AddedStatus::Unchanged,
                claims: claims.len(),
                changes: plan.changes,
            })
        })
    }
}

fn add(
    connection: &Connection,
    document: &Document,
    claims: &[ClaimRecord],
    rules: &str,
    by: &By<'_>,
) -> Result<Added> {
    let Some(before) = latest_version(connection, document)? else {
        let (event, id) = enter(connection, document, None, by)?;
        extract(connection, event, claims, rules, Vec::new(), Vec::new(), by)?;
        return Ok(Added { document: id, status: AddedStatus::Added, claims: claims.len(), changes: Vec::new() });
    };
    let old = query::claims_of(connection, before.id)?;
    if before.text_hash == document.text_hash {
        let document = format!("D{}", before.id);
        return Ok(Added { document, status: AddedStatus::Unchanged, claims: old.len(), changes: Vec::new() });
    }
    let plan = plan(&old, claims, Presence::Vanished, true);
    let (event, id) = enter(connection, document, Some(event_id(connection, before.event)?), by)?;
    extract(connection, event, claims, rules, plan.continued, plan.gone, by)?;
    Ok(Added { document: id, status: AddedStatus::NewVersion, claims: claims.len(), changes: plan.changes })
}

/// Appends the document; its event's id and its own.
fn enter(
    connection: &Connection,
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

fn extract(
    connection: &Connection,
    document: String,
    claims: &[ClaimRecord],
    rules: &str,
    continued: Vec<Continued>,
    gone: Vec<Gone>,
    by: &By<'_>,
) -> Result<()> {
    let claims = claims.iter().map(EntryOf).collect();
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

struct Plan {
    continued: Vec<Continued>,
    gone: Vec<Gone>,
    changes: Vec<(Presence, usize)>,
}

/// Finds old claims among new ones: first word for word, nearest place first, then (in another text) by likeness.
fn plan(old: &[OldClaim], new: &[ClaimRecord], lost: Presence, alter: bool) -> Plan {
    let mut taken = vec![false; new.len()];
    let mut continued = Vec::new();
    let mut rest = Vec::new();
    for claim in old {
        let verbatim = new
            .iter()
            .enumerate()
            .filter(|(at, record)| taken.get(*at) == Some(&false) && record.selector.exact == claim.exact)
            .min_by_key(|(_, record)| record.selector.start.abs_diff(claim.start));
        match verbatim {
            Some((at, record)) => {
                let presence = if record.selector.start == claim.start { Presence::Kept } else { Presence::Moved };
                take(&mut taken, at);
                continued.push(Continued { claim: claim.name.clone(), position: at as u32, presence });
            }
            None => rest.push(claim),
        }
    }
    let mut gone = Vec::new();
    for claim in rest {
        let alike = new
            .iter()
            .enumerate()
            .filter(|(at, _)| alter && taken.get(*at) == Some(&false))
            .map(|(at, record)| (likeness(&claim.exact, &record.selector.exact), at))
            .max_by_key(|(likeness, at)| (*likeness, std::cmp::Reverse(*at)));
        match alike {
            Some((likeness, at)) if likeness >= ALIKE => {
                take(&mut taken, at);
                continued.push(Continued {
                    claim: claim.name.clone(),
                    position: at as u32,
                    presence: Presence::Altered,
                });
            }
            _ => gone.push(Gone { claim: claim.name.clone(), presence: lost }),
        }
    }
    let count = |presence: Presence| continued.iter().filter(|one| one.presence == presence).count();
    let mut changes: Vec<(Presence, usize)> = [Presence::Kept, Presence::Moved, Presence::Altered]
        .into_iter()
        .map(|presence| (presence, count(presence)))
        .collect();
    changes.push((lost, gone.len()));
    Plan { continued, gone, changes }
}

fn take(taken: &mut [bool], at: usize) {
    if let Some(flag) = taken.get_mut(at) {
        *flag = true;
    }
}

/// Hundredths of the words that two claims must share for one to be the other, altered.
const ALIKE: usize = 50;

/// Hundredths of words shared, over all words of the two (Jaccard).
fn likeness(one: &str, other: &str) -> usize {
    let words = |text: &str| {
        let folded = fold(text);
        folded
            .split(|character: char| !character.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect::<std::collections::BTreeSet<String>>()
    };
    let (one, other) = (words(one), words(other));
    let union = one.union(&other).count();
    one.intersection(&other).count() * 100 / union.max(1)
}

impl OldClaim {
    /// Its name in payloads.
    pub(super) fn reference(event: String, position: u32) -> ClaimRef {
        ClaimRef { event, position }
    }
}
