//! The ledger as a whole: audit, checkpoint, copies.

use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};

use super::{App, AppError};
use crate::ledger::{By, CheckpointKey, CheckpointVerifier, Imported};

/// What the key of checkpoints is called in them.
pub(super) const KEY_NAME: &str = "onrecord";

/// Where the key that signs checkpoints lies when nothing else is said: outside the ledger's directory.
pub fn default_key() -> Option<PathBuf> {
    let home = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(key) = home("ONRECORD_KEY") {
        return Some(key);
    }
    let config = home("XDG_CONFIG_HOME").or_else(|| home("HOME").map(|home| home.join(".config")))?;
    Some(config.join("onrecord").join("checkpoint.key"))
}

impl App {
    /// A signed checkpoint, also kept beside the ledger, and the key to check it with.
    ///
    /// # Errors
    /// The key cannot be read or made, or the ledger cannot be read.
    pub fn checkpoint(&self, key: &Path) -> Result<(String, CheckpointVerifier), AppError> {
        let key = CheckpointKey::open(key, KEY_NAME)?;
        let checkpoint = self.ledger.checkpoint(&key)?;
        self.ledger.keep_checkpoint(&checkpoint)?;
        Ok((checkpoint, key.verifier()))
    }

    /// Writes the whole ledger as a bundle; how many events.
    ///
    /// # Errors
    /// The ledger cannot be read, or `out` cannot be written.
    pub fn export(&self, out: &mut dyn Write) -> Result<u64, AppError> {
        Ok(self.ledger.export(out)?)
    }

    /// Merges a bundle.
    ///
    /// # Errors
    /// The bundle is damaged, or the ledger cannot be written.
    pub fn import(&mut self, bundle: &mut dyn BufRead) -> Result<Imported, AppError> {
        let by = By::new(&self.actor, (self.clock)());
        Ok(self.ledger.import(bundle, &by)?)
    }

    /// Makes every table anew from the events; how many events.
    ///
    /// # Errors
    /// An event is not what its hash says, or the ledger cannot be written.
    pub fn rebuild(&mut self) -> Result<u64, AppError> {
        Ok(self.ledger.rebuild()?)
    }
}
