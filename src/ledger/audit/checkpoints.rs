//! Checkpoints held against the tree over the events.

use super::super::checkpoint::{Checkpoint, CheckpointVerifier, base64};
use super::super::tree::Frontier;
use super::super::{Ledger, Result};
use super::{Audit, AuditLevel, AuditOptions};

impl Audit {
    pub(super) fn checkpoints(&mut self, ledger: &Ledger, options: &AuditOptions<'_>) -> Result<()> {
        let origin = ledger.origin().unwrap_or_default();
        if let Some(text) = options.own
            && self.fits(text, &origin, options.verifier)
            && options.verifier.is_some()
        {
            self.level = AuditLevel::Signed;
        }
        if let Some(text) = options.checkpoint
            && self.fits(text, &origin, options.verifier)
        {
            self.level = AuditLevel::Checkpoint;
        }
        Ok(())
    }

    fn fits(&mut self, text: &str, origin: &str, verifier: Option<&CheckpointVerifier>) -> bool {
        let checkpoint = match Checkpoint::parse(text) {
            Ok(checkpoint) => checkpoint,
            Err(error) => {
                self.fault(None, "checkpoint", "a signed checkpoint", error);
                return false;
            }
        };
        let before = self.faults.len();
        if checkpoint.origin != origin {
            self.fault(
                None,
                "checkpoint",
                format!("a checkpoint of {origin}"),
                format!("one of {}", checkpoint.origin),
            );
        }
        match verifier {
            Some(verifier) if !checkpoint.is_signed_by(verifier) => {
                self.fault(None, "signature", format!("a good signature of {verifier}"), "none");
            }
            None => self
                .remarks
                .push("the signature of the checkpoint was not checked: its key is not known here".to_owned()),
            Some(_) => {}
        }
        let root = if checkpoint.size == 0 {
            Some(Frontier::default().root())
        } else {
            self.wanted.get(&checkpoint.size).copied().flatten()
        };
        match root {
            None => {
                let found = format!("{} events: the end was cut off, or this is an older copy", self.frontier.size());
                self.fault(None, "cut", format!("at least {} events", checkpoint.size), found);
            }
            Some(root) if root != checkpoint.root => {
                let expected = format!("root {} over the first {} events", base64(&checkpoint.root), checkpoint.size);
                self.fault(None, "rewritten", expected, format!("root {}", base64(&root)));
            }
            Some(_) => {}
        }
        self.faults.len() == before
    }
}
