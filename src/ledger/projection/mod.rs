//! From events to tables: what each event puts where. The same code runs when an event is appended
//! (over SQLite) and when the ledger is audited (in memory), so the two can be compared.

mod cache;
mod claims;
mod corroboration;
mod documents;
mod keyed;
mod matching;
mod memory;
mod row;
mod sources;
mod sqlite;
mod store;
mod stored;
mod sum;
mod words;
mod work;

pub(super) use cache::Cache;
pub(super) use corroboration::count as count_group;
pub use matching::Relation;
pub(super) use matching::conflict_days;
pub(super) use memory::{Memory, key_of};
pub(super) use row::{ClaimRow, DocumentRow, MatchRow, SourceRow, StateRow, Table};
pub(super) use sqlite::Sqlite;
pub(super) use store::{Origin, Store};
pub(super) use stored::{claim_from, document_from, match_from, source_from, state_from, word};
pub(super) use sum::{Hasher, Sum, spell};
pub(super) use words::query_words;

use crate::model::{Event, EventKind};

use super::{Result, error::LedgerError, payload};

/// Moves the projections by one event.
pub(super) fn apply(store: &mut dyn Store, event: &Event) -> Result<()> {
    let seq = i64::try_from(event.seq).unwrap_or(i64::MAX);
    let origin = Origin { seq, ledger: "" };
    apply_payload(store, &origin, event.kind, event.version, &event.payload)
}

fn apply_payload(
    store: &mut dyn Store,
    origin: &Origin<'_>,
    kind: EventKind,
    version: u32,
    payload: &str,
) -> Result<()> {
    if version != payload::VERSION {
        let reason = format!("{kind} has payload version {version}, and this program knows {}", payload::VERSION);
        return Err(LedgerError::damaged(format!("event {}", origin.seq), reason));
    }
    match kind {
        EventKind::LedgerCreated => documents::apply_created(store, origin, &parse(origin, payload)?),
        EventKind::DocumentAdded | EventKind::DocumentRevised => {
            documents::added(store, origin, &parse(origin, payload)?)
        }
        EventKind::DocumentFailed => parse::<payload::Failed>(origin, payload).map(|_| ()),
        EventKind::ClaimsExtracted => claims::extracted(store, origin, &parse(origin, payload)?),
        EventKind::ClaimLogged => claims::logged(store, origin, &parse(origin, payload)?),
        EventKind::ProgressSet => work::progress(store, origin, &parse(origin, payload)?),
        EventKind::VerdictSet => work::verdict(store, origin, &parse(origin, payload)?),
        EventKind::EvidenceAdded => {
            work::touched(store, origin, &parse::<payload::EvidenceAdded>(origin, payload)?.claim).map(|_| ())
        }
        EventKind::ReplyRecorded => {
            work::touched(store, origin, &parse::<payload::ReplyRecorded>(origin, payload)?.claim).map(|_| ())
        }
        EventKind::SignedOff => {
            work::touched(store, origin, &parse::<payload::SignedOff>(origin, payload)?.claim).map(|_| ())
        }
        EventKind::Assigned => work::assigned(store, origin, &parse(origin, payload)?),
        EventKind::Tagged => work::tagged(store, origin, &parse(origin, payload)?),
        EventKind::SourceAliased => sources::aliased(store, origin, &parse(origin, payload)?),
        EventKind::SourcesMerged => sources::merged(store, origin, &parse(origin, payload)?),
        EventKind::SourcesSplit => sources::split(store, origin, &parse(origin, payload)?),
        EventKind::SourceKindSet => sources::kind_set(store, origin, &parse(origin, payload)?),
        EventKind::SourceGraded => sources::graded(store, origin, &parse(origin, payload)?),
        EventKind::SettingChanged => documents::setting(store, origin, &parse(origin, payload)?),
        EventKind::EventImported => imported(store, origin, &parse(origin, payload)?),
        EventKind::BundleImported => parse::<payload::BundleImported>(origin, payload).map(|_| ()),
    }
}

/// Applies an event of another ledger as its own: claims and documents that stand here already are found again.
fn imported(store: &mut dyn Store, origin: &Origin<'_>, payload: &payload::Imported) -> Result<()> {
    let inner = &payload.event;
    if !origin.ledger.is_empty() || inner.kind == EventKind::EventImported {
        return Err(LedgerError::damaged(format!("event {}", origin.seq), "an imported event inside another"));
    }
    let origin = Origin { seq: origin.seq, ledger: &payload.ledger };
    apply_payload(store, &origin, inner.kind, inner.version, &inner.payload)
}

fn parse<'a, T: serde::Deserialize<'a>>(origin: &Origin<'_>, payload: &'a str) -> Result<T> {
    serde_json::from_str(payload).map_err(|error| LedgerError::damaged(format!("event {}", origin.seq), error))
}
