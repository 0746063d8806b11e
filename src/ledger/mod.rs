//! The ledger: what was read, claimed, checked and found, in a chain of events that nobody can
//! quietly change. Events are the truth; every other table is a projection of them.
//!
//! ```
//! use onrecord::ledger::{By, Ledger, Options};
//! # fn main() -> Result<(), onrecord::ledger::LedgerError> {
//! let directory = tempfile::tempdir().unwrap();
//! let by = By::new("nadia", "2026-01-05T09:00:00Z".parse().unwrap());
//! let ledger = Ledger::open(&directory.path().join("onrecord.db"), &Options::default(), &by)?;
//! assert_eq!(ledger.claims(&Default::default())?.len(), 0);
//! # Ok(())
//! # }
//! ```

mod aliases;
mod append;
mod audit;
mod backup;
mod bundle;
mod checkpoint;
mod continuation;
mod documents;
mod encode;
mod error;
mod evidence;
mod number_key;
mod open;
mod payload;
mod place;
mod projection;
mod proof;
mod query;
mod rebuild;
mod record;
mod reextract;
mod sources;
pub mod tree;
mod work;

pub use aliases::AliasTable;
pub use append::By;
pub use audit::{AuditLevel, AuditOptions, AuditReport, Fault};
pub use backup::LedgerRelation;
pub use bundle::{Bundle, Imported};
pub use checkpoint::{Checkpoint, CheckpointKey, CheckpointVerifier, base64, unbase64};
pub use documents::{Added, AddedStatus};
pub use encode::{GENESIS, decode, encode, event_hash, sha256_hex};
pub use error::{LedgerError, Result};
pub use open::{Ledger, Options};
pub use payload::{Evidence, Presence, Reply};
pub use projection::Relation;
pub use proof::{Proof, ProvenClaim, ProvenEvent};
pub use query::{
    Change, Disagreement, DisagreementKind, DocumentHead, HistoryEntry, MatchFact, QueueEntry, QueueReason, SameReport,
    SourceHead, SourceSummary, StoredClaim, StoredDocument, StoredSource,
};
pub use reextract::{ClaimDifference, Difference};
pub use work::VerdictChange;
