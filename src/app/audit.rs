//! Whether the ledger is what it was.

use super::{App, AppError};
use crate::ledger::{AuditOptions, AuditReport};

impl App {
    /// Recomputes everything; `checkpoint` is the text of one that was kept elsewhere.
    ///
    /// # Errors
    /// The ledger cannot be read at all; whatever can be read and is wrong is a fault in the report.
    pub fn audit(&self, checkpoint: Option<&str>) -> Result<AuditReport, AppError> {
        Ok(self.ledger.audit(&AuditOptions { checkpoint, ..AuditOptions::default() })?)
    }
}
