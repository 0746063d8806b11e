//! Whether the ledger is what it was.

use serde::Serialize;

use super::{App, AppError};

/// Something that cannot be what the program wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FaultRow {
    /// The event where it shows.
    pub seq: u64,
    /// What sort of fault it is.
    pub kind: String,
    /// What should stand there.
    pub expected: String,
    /// What stands there.
    pub found: String,
}

/// What an audit found, in the shape of `CONTRACT.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditView {
    /// Number of events.
    pub events: u64,
    /// Hash of the last event.
    pub head: String,
    /// What could be shown: `consistent`, `signed`, `checkpoint`, `witnessed`.
    pub level: String,
    /// What is wrong.
    pub faults: Vec<FaultRow>,
}
