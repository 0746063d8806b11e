//! Whether the ledger is what it was.

use super::copies::KEY_NAME;
use super::{App, AppError};
use crate::ledger::{AuditOptions, AuditReport, CheckpointKey};

impl App {
    /// Recomputes everything; `checkpoint` is the text of one that was kept elsewhere, `key` the verifier key that signed
    /// it, if it is not this machine's own.
    ///
    /// # Errors
    /// The ledger cannot be read at all; whatever can be read and is wrong is a fault in the report.
    pub fn audit(&self, checkpoint: Option<&str>, key: Option<&str>) -> Result<AuditReport, AppError> {
        // The checkpoint that `onrecord checkpoint` left beside the ledger, and the key it was signed with.
        // Another key says nothing about it.
        let own = std::fs::read_to_string(self.ledger.kept_checkpoint()).ok().filter(|_| key.is_none());
        let verifier = match key {
            Some(key) => Some(key.parse()?),
            None => {
                let key = super::copies::default_key().filter(|key| key.exists());
                key.map(|key| CheckpointKey::open(&key, KEY_NAME)).transpose()?.map(|key| key.verifier())
            }
        };
        let options = AuditOptions { checkpoint, own: own.as_deref(), verifier: verifier.as_ref() };
        Ok(self.ledger.audit(&options)?)
    }
}
