//! Claims and documents as a reader wants them.

use rusqlite::{Connection, OptionalExtension, params};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::super::append::{event_at, unwrapped};
use super::super::documents::{document_by_id, event_id};
use super::super::payload::{ClaimRef, Entry, Presence};
use super::super::projection::{ClaimRow, DocumentRow, SourceRow, StateRow, claim_from, document_from, state_from};
use super::super::{Ledger, LedgerError, Result};
use super::{filter, history, parse_id, sources};
use crate::model::{
    ClaimFilter, ClaimRecord, Corroboration, Document, Event, EventKind, Progress, SourceKind, Verdicts,
};

/// What a claim's document is, in few words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentHead {
    /// `D3`.
    pub id: String,
    /// Headline.
    pub title: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Where it was read from.
    pub origin: String,
    /// Day of publication.
    pub published_at: Option<String>,
    /// BCP 47 tag.
    pub language: String,
    /// Which version of the article this is, from 1.
    pub version: u64,
}

/// A source in few words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceHead {
    /// `S2`.
    pub id: String,
    /// Name.
    pub name: String,
    /// What sort of source it is.
    pub kind: SourceKind,
    /// Admiralty letter.
    pub grade: Option<String>,
}

/// A claim with everything the ledger knows about it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredClaim {
    /// `C7`.
    pub id: String,
    /// The document it stands in.
    pub document: DocumentHead,
    /// The claim itself.
    pub record: ClaimRecord,
    /// The first root; none when no source is named.
    pub source: Option<SourceHead>,
    /// Names of the roots, after mergers.
    pub roots: Vec<String>,
    /// How many independent roots say it.
    pub corroboration: Corroboration,
    /// How many outlets carry it.
    pub outlets: u64,
    /// How many independent roots say it, in figures.
    pub independent_roots: u64,
    /// How far the checking has come.
    pub progress: Progress,
    /// What people found.
    pub verdicts: Verdicts,
    /// Whether the verdicts are about words that have changed since.
    pub stale: bool,
    /// What became of it in the newest version of its document.
    pub presence: Presence,
    /// The claim that took its place, when its words changed.
    pub successor: Option<String>,
    /// Whose work it is.
    pub assignee: Option<String>,
    /// Words put on it.
    pub tags: Vec<String>,
    /// Who signed the present verdicts off.
    pub signed_off: Vec<String>,
    /// Verdicts that other ledgers brought, by ledger.
    pub other_verdicts: Vec<(String, Verdicts)>,
}

/// A document as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredDocument {
    /// In few words.
    pub head: DocumentHead,
    /// The whole.
    pub document: Document,
    /// Ids of the claims that stand in it.
    pub claims: Vec<String>,
    /// Every version of the article, oldest first (`D3`, `D9`).
    pub versions: Vec<String>,
    /// When it was added, RFC 3339.
    pub added_at: String,
}

/// An old claim, to be found again in a newer version.
pub(in super::super) struct OldClaim {
    pub id: i64,
    pub name: ClaimRef,
    pub record: ClaimRecord,
    /// Whether a person has set a verdict on it.
    pub judged: bool,
}

impl Ledger {
    /// Claims that meet the filter, by number.
    ///
    /// # Errors
    /// The filter names no id, or the ledger cannot be read.
    pub fn claims(&self, filter: &ClaimFilter) -> Result<Vec<StoredClaim>> {
        let ids = filter::matching(self, filter)?;
        self.claims_by_number(&ids)
    }

    /// Ids of the claims that meet the filter, without reading the claims.
    ///
    /// # Errors
    /// As [`Ledger::claims`].
    pub fn claim_ids(&self, filter: &ClaimFilter) -> Result<Vec<String>> {
        Ok(filter::matching(self, filter)?.into_iter().map(|id| format!("C{id}")).collect())
    }

    /// One claim by id.
    ///
    /// # Errors
    /// There is no such claim, or the ledger cannot be read.
    pub fn claim(&self, id: &str) -> Result<StoredClaim> {
        let number = parse_id("claim", 'C', id)?;
        self.claims_by_number(&[number])?.pop().ok_or_else(|| LedgerError::not_found("claim", id))
    }

    pub(in super::super) fn claims_by_number(&self, ids: &[i64]) -> Result<Vec<StoredClaim>> {
        let mut reader = Reader { ledger: self, event: None, document: None };
        ids.iter().map(|id| reader.claim(*id)).collect()
    }

    /// One document by id.
    ///
    /// # Errors
    /// There is no such document, or the ledger cannot be read.
    pub fn document(&self, id: &str) -> Result<StoredDocument> {
        let number = parse_id("document", 'D', id)?;
        let row = document_by_id(&self.connection, number)?;
        let event = event_at(&self.connection, row.event)?;
        let ids = |sql: &str, key: i64, letter: char| -> Result<Vec<String>> {
            let mut statement = self.connection.prepare_cached(sql)?;
            let ids = statement.query_map([key], |row| Ok(format!("{letter}{}", row.get::<_, i64>(0)?)))?;
            Ok(ids.collect::<rusqlite::Result<_>>()?)
        };
        Ok(StoredDocument {
            head: head(&row),
            document: document_in(&event)?,
            claims: ids("SELECT id FROM claim WHERE document = ? ORDER BY first, id", number, 'C')?,
            versions: ids("SELECT id FROM document WHERE family = ? ORDER BY version, id", row.family, 'D')?,
            added_at: event.recorded_at,
        })
    }

    /// All documents in few words, by number.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn documents(&self) -> Result<Vec<DocumentHead>> {
        let mut statement = self.connection.prepare_cached("SELECT * FROM document ORDER BY id")?;
        let rows = statement.query_map([], |row| Ok(head(&document_from(row)?)))?.collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }
}

/// The document inside an event, wherever its payload keeps it.
fn document_in(event: &Event) -> Result<Document> {
    #[derive(Deserialize)]
    struct Holder {
        document: Document,
    }
    let (_, payload) = inner(event)?;
    serde_json::from_str::<Holder>(&payload)
        .map(|holder| holder.document)
        .map_err(|error| LedgerError::damaged(format!("event {}", event.seq), error))
}

/// Kind and payload of an event or, when it was imported, of the event inside.
fn inner(event: &Event) -> Result<(EventKind, String)> {
    let event = unwrapped(event.clone())?;
    Ok((event.kind, event.payload))
}

fn head(row: &DocumentRow) -> DocumentHead {
    DocumentHead {
        id: format!("D{}", row.id),
        title: row.title.clone(),
        publisher: row.publisher.clone(),
        url: row.url.clone(),
        origin: row.origin.clone(),
        published_at: row.published_at.as_deref().map(str::to_owned),
        language: row.language.to_string(),
        version: u64::try_from(row.version).unwrap_or(1),
    }
}

/// Reads claims one after the other; neighbours mostly share their event and document.
struct Reader<'l> {
    ledger: &'l Ledger,
    event: Option<(i64, Vec<Box<RawValue>>)>,
    document: Option<DocumentRow>,
}

impl Reader<'_> {
    fn claim(&mut self, id: i64) -> Result<StoredClaim> {
        let connection = &self.ledger.connection;
        let lost = || LedgerError::not_found("claim", format!("C{id}"));
        let row = one(connection, "SELECT * FROM claim WHERE id = ?", id, claim_from)?.ok_or_else(lost)?;
        let state = one(connection, "SELECT * FROM state WHERE claim = ?", id, state_from)?.ok_or_else(lost)?;
        let record = self.record(&row)?;
        let document = match &self.document {
            Some(document) if document.id == row.document => head(document),
            _ => {
                let found = document_by_id(connection, row.document)?;
                let head = head(&found);
                self.document = Some(found);
                head
            }
        };
        let roots = self.roots(&row)?;
        let source = roots.first().map(|root| SourceHead {
            id: format!("S{}", root.id),
            name: root.name.clone(),
            kind: root.kind,
            grade: root.grade.clone(),
        });
        let roots = roots.into_iter().map(|root| root.name).collect();
        self.assemble(row.id, document, record, source, roots, state)
    }

    fn assemble(
        &self,
        id: i64,
        document: DocumentHead,
        record: ClaimRecord,
        source: Option<SourceHead>,
        roots: Vec<String>,
        state: StateRow,
    ) -> Result<StoredClaim> {
        let count = |number: i64| u64::try_from(number).unwrap_or(0);
        Ok(StoredClaim {
            id: format!("C{id}"),
            document,
            record,
            source,
            roots,
            corroboration: state.corroboration,
            outlets: count(state.outlets),
            independent_roots: count(state.roots),
            progress: state.progress,
            verdicts: Verdicts { attribution: state.attribution, content: state.content },
            stale: state.stale,
            presence: state.presence,
            successor: state.successor.map(|id| format!("C{id}")),
            assignee: state.assignee,
            tags: tags(&self.ledger.connection, id)?,
            signed_off: history::signed_off(&self.ledger.connection, id)?,
            other_verdicts: history::other_verdicts(&self.ledger.connection, id)?,
        })
    }

    fn roots(&self, row: &ClaimRow) -> Result<Vec<SourceRow>> {
        let mut roots: Vec<SourceRow> = Vec::new();
        for id in &row.roots {
            let root = sources::resolved(&self.ledger.connection, *id)?;
            if roots.iter().all(|known| known.id != root.id) {
                roots.push(root);
            }
        }
        Ok(roots)
    }

    fn record(&mut self, row: &ClaimRow) -> Result<ClaimRecord> {
        let place = || format!("event {}", row.text_event);
        if self.event.as_ref().is_none_or(|(seq, _)| *seq != row.text_event) {
            let event = event_at(&self.ledger.connection, row.text_event)?;
            self.event = Some((row.text_event, raw_claims(&event)?));
        }
        let raw = self.event.as_ref().and_then(|(_, claims)| claims.get(usize::try_from(row.text_position).ok()?));
        let raw =
            raw.ok_or_else(|| LedgerError::damaged(place(), format!("it holds no claim {}", row.text_position)))?;
        let entry: Entry = serde_json::from_str(raw.get()).map_err(|error| LedgerError::damaged(place(), error))?;
        Ok(entry.0)
    }
}

/// The claim that an event brought at this position.
pub(super) fn record_at(connection: &Connection, seq: i64, position: u32) -> Result<ClaimRecord> {
    let raw = raw_claims(&event_at(connection, seq)?)?;
    let place = || format!("event {seq}");
    let raw = raw.get(position as usize);
    let raw = raw.ok_or_else(|| LedgerError::damaged(place(), format!("it holds no claim {position}")))?;
    let entry: Entry = serde_json::from_str(raw.get()).map_err(|error| LedgerError::damaged(place(), error))?;
    Ok(entry.0)
}

/// The claims in an event, each as it stands.
fn raw_claims(event: &Event) -> Result<Vec<Box<RawValue>>> {
    #[derive(Deserialize)]
    struct Holder {
        claims: Vec<Box<RawValue>>,
    }
    let (_, payload) = inner(event)?;
    serde_json::from_str::<Holder>(&payload)
        .map(|holder| holder.claims)
        .map_err(|error| LedgerError::damaged(format!("event {}", event.seq), error))
}

pub(super) fn one<T>(
    connection: &Connection,
    sql: &str,
    id: i64,
    read: impl FnOnce(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
) -> Result<Option<T>> {
    Ok(connection.prepare_cached(sql)?.query_row([id], read).optional()?)
}

fn tags(connection: &Connection, id: i64) -> Result<Vec<String>> {
    let mut statement = connection.prepare_cached("SELECT tag FROM tag WHERE claim = ? ORDER BY tag")?;
    let tags = statement.query_map([id], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(tags)
}

/// The claims that still stand in a document, to be found again in the next version of it.
pub(in super::super) fn claims_of(connection: &Connection, document: i64) -> Result<Vec<OldClaim>> {
    let sql = "SELECT claim.*, attribution <> 'unverified' OR content <> 'unverified' AS judged
               FROM claim JOIN state ON state.claim = claim.id
               WHERE document = ? AND successor IS NULL AND presence NOT IN ('vanished', 'dropped') ORDER BY first, id";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement
        .query_map(params![document], |row| Ok((claim_from(row)?, row.get("judged")?)))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let mut events: std::collections::BTreeMap<i64, Vec<Box<RawValue>>> = std::collections::BTreeMap::new();
    let mut old = Vec::with_capacity(rows.len());
    for (row, judged) in rows {
        let claims = match events.entry(row.text_event) {
            std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert(raw_claims(&event_at(connection, row.text_event)?)?)
            }
        };
        let place = || format!("event {}", row.text_event);
        let raw = usize::try_from(row.text_position).ok().and_then(|at| claims.get(at));
        let raw = raw.ok_or_else(|| LedgerError::damaged(place(), "a claim of it is missing"))?;
        let entry: Entry = serde_json::from_str(raw.get()).map_err(|error| LedgerError::damaged(place(), error))?;
        let position = u32::try_from(row.position).unwrap_or(u32::MAX);
        let name = ClaimRef { event: event_id(connection, row.event)?, position };
        old.push(OldClaim { id: row.id, name, record: entry.0, judged });
    }
    Ok(old)
}
