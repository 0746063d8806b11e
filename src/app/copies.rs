//! The ledger as a whole: audit, checkpoint, copies.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::{App, AppError};
use crate::ledger::{Bundle, By, CheckpointKey, CheckpointVerifier, Imported, Proof};

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
    /// A signed checkpoint and the key to check it with. Signed with this machine's own key it is also kept beside the
    /// ledger, where `audit` finds it.
    ///
    /// # Errors
    /// The key cannot be read or made, or the ledger cannot be read.
    pub fn checkpoint(&self, key: &Path) -> Result<(String, CheckpointVerifier), AppError> {
        let signer = CheckpointKey::open(key, KEY_NAME)?;
        let checkpoint = self.ledger.checkpoint(&signer)?;
        self.keep(&checkpoint, key)?;
        Ok((checkpoint, signer.verifier()))
    }

    /// Keeps a checkpoint beside the ledger when the key is the one that `audit` knows.
    fn keep(&self, checkpoint: &str, key: &Path) -> Result<(), AppError> {
        match default_key() {
            Some(own) if own == key => Ok(self.ledger.keep_checkpoint(checkpoint)?),
            _ => Ok(()),
        }
    }

    /// The history of these claims, proven against a checkpoint signed now, which is kept as [`App::checkpoint`] keeps it.
    ///
    /// # Errors
    /// There is no such claim, the key cannot be read or made, or the ledger cannot be read.
    pub fn proof(&self, claims: &[String], key: &Path) -> Result<Proof, AppError> {
        let signer = CheckpointKey::open(key, KEY_NAME)?;
        let proof = self.told(self.ledger.proof(claims, &signer))?;
        self.keep(&proof.checkpoint, key)?;
        Ok(proof)
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
    /// The ledger cannot be written.
    pub fn import(&mut self, bundle: Bundle) -> Result<Imported, AppError> {
        let by = By::new(&self.actor, (self.clock)());
        Ok(self.ledger.merge(bundle, &by)?)
    }

    /// Makes every table anew from the events; how many events.
    ///
    /// # Errors
    /// An event is not what its hash says, or the ledger cannot be written.
    pub fn rebuild(&mut self) -> Result<u64, AppError> {
        Ok(self.ledger.rebuild()?)
    }
}
