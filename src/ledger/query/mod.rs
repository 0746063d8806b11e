//! Questions to the ledger. All answers come from the projections; records come from the events.

mod claims;
mod filter;
mod history;
mod matches;
mod meet;
mod queue;
mod sources;

pub use claims::{DocumentHead, SourceHead, StoredClaim, StoredDocument};
pub use history::{Change, HistoryEntry};
pub use matches::{Disagreement, DisagreementKind, MatchFact, SameReport};
pub use queue::{QueueEntry, QueueReason};
pub use sources::{SourceSummary, StoredSource};

pub(super) use claims::{OldClaim, claims_of};
pub(super) use history::{last_judge, proven, signed_off};
pub(super) use sources::find_source;

use rusqlite::{Connection, OptionalExtension};

use super::{LedgerError, Result};

/// The number in an id such as `C7`.
pub(super) fn parse_id(what: &'static str, letter: char, id: &str) -> Result<i64> {
    let digits = id.strip_prefix(letter).or_else(|| id.strip_prefix(letter.to_ascii_lowercase()));
    let number = digits.filter(|digits| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()));
    number.and_then(|digits| digits.parse().ok()).ok_or_else(|| LedgerError::not_found(what, id))
}

pub(super) fn setting(connection: &Connection, name: &str) -> Result<Option<String>> {
    let sql = "SELECT value FROM setting WHERE name = ?";
    Ok(connection.prepare_cached(sql)?.query_row([name], |row| row.get(0)).optional()?)
}
