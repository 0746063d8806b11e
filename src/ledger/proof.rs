//! Proofs that a claim's history stands in the ledger: whole events, each with its audit path to a signed root
//! (schema/SPEC.md, "Proofs").

use std::collections::BTreeSet;

use serde::Serialize;

use super::append::event_at;
use super::checkpoint::base64;
use super::tree::Levels;
use super::{Checkpoint, CheckpointKey, CheckpointVerifier, Ledger, LedgerError, Result, query};
use crate::model::Event;

/// An event with its audit path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProvenEvent {
    /// The event, whole.
    pub event: Event,
    /// The nodes beside its way to the root, from the leaf up, in base64.
    pub path: Vec<String>,
}

/// Which events tell of a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProvenClaim {
    /// `C7`.
    pub claim: String,
    /// The event that brought the document it stands in.
    pub document: u64,
    /// The event that holds the claim as it reads now, and its position there.
    pub record: (u64, u64),
    /// Every event about it, in order.
    pub history: Vec<u64>,
}

/// The history of some claims with everything that is needed to check it against a signed root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// `onrecord proof 1`.
    pub format: &'static str,
    /// A signed checkpoint of the ledger.
    pub checkpoint: String,
    /// The key that signed it; whoever checks should have it from elsewhere.
    pub key: String,
    /// The claims.
    pub claims: Vec<ProvenClaim>,
    /// Every event that they name, once, in order.
    pub events: Vec<ProvenEvent>,
}

const FORMAT: &str = "onrecord proof 1";

impl Ledger {
    /// The history of these claims, proven against a checkpoint that is signed now.
    ///
    /// # Errors
    /// There is no such claim, or the ledger cannot be read.
    pub fn proof(&self, claims: &[String], key: &CheckpointKey) -> Result<Proof> {
        // One moment for the checkpoint and all that is proven against it.
        let transaction = self.connection.unchecked_transaction()?;
        let checkpoint = self.checkpoint(key)?;
        let mut proven = Vec::with_capacity(claims.len());
        for claim in claims {
            proven.push(query::proven(&self.connection, claim)?);
        }
        let mut wanted = BTreeSet::new();
        for claim in &proven {
            wanted.extend(claim.history.iter().copied().chain([claim.document, claim.record.0]));
        }
        let levels = Levels::new(self.leaves()?);
        let mut events = Vec::with_capacity(wanted.len());
        for seq in wanted {
            let at = |number: u64| LedgerError::damaged(format!("event {number}"), "it is not in the tree");
            let index = usize::try_from(seq).ok().and_then(|seq| seq.checked_sub(1)).ok_or_else(|| at(seq))?;
            let path = levels.inclusion_proof(index).ok_or_else(|| at(seq))?;
            let event = event_at(&self.connection, i64::try_from(seq).map_err(|_| at(seq))?)?;
            events.push(ProvenEvent { event, path: path.iter().map(|node| base64(node)).collect() });
        }
        transaction.finish()?;
        let key = key.verifier().to_string();
        Ok(Proof { format: FORMAT, checkpoint, key, claims: proven, events })
    }
}

impl Proof {
    /// Whether every event stands in the tree of the checkpoint, and the key signed that.
    pub fn holds(&self, key: &CheckpointVerifier) -> bool {
        use super::checkpoint::unbase64;
        use super::{encode, event_hash, tree};
        let Ok(checkpoint) = Checkpoint::parse(&self.checkpoint) else { return false };
        let node = |text: &String| unbase64(text).and_then(|bytes| <tree::Node>::try_from(bytes).ok());
        let stands = |proven: &ProvenEvent| {
            let path: Option<Vec<tree::Node>> = proven.path.iter().map(node).collect();
            let hash = encode::unhex32(&proven.event.hash).filter(|_| event_hash(&proven.event) == proven.event.hash);
            let (Some(path), Some(hash), Some(index)) = (path, hash, proven.event.seq.checked_sub(1)) else {
                return false;
            };
            tree::verify_inclusion(&tree::leaf_hash(&hash), index, checkpoint.size, &path, &checkpoint.root)
        };
        checkpoint.is_signed_by(key) && !self.events.is_empty() && self.events.iter().all(stands)
    }
}
