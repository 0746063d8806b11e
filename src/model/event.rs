//! What happened, in order: the only truth of the ledger.

use serde::{Deserialize, Serialize};

use super::string_enum;

string_enum! {
    /// What sort of thing happened. Kinds are only ever added, never renamed.
    EventKind, "event kind" {
        /// The ledger began.
        LedgerCreated = "ledger.created",
        /// A document was read.
        DocumentAdded = "document.added",
        /// A newer version of a known document was read.
        DocumentRevised = "document.revised",
        /// A document could not be read.
        DocumentFailed = "document.failed",
        /// Claims were taken out of a document.
        ClaimsExtracted = "claims.extracted",
        /// A person wrote a claim down.
        ClaimLogged = "claim.logged",
        /// Progress moved.
        ProgressSet = "claim.progress",
        /// A person set a verdict.
        VerdictSet = "claim.verdict",
        /// A piece of evidence was put to a claim.
        EvidenceAdded = "evidence.added",
        /// Somebody was asked for a reply, or replied.
        ReplyRecorded = "reply.recorded",
        /// A claim was given to a person.
        Assigned = "claim.assigned",
        /// A word was put on a claim.
        Tagged = "claim.tagged",
        /// A second checker signed off.
        SignedOff = "claim.signed_off",
        /// An alias was given to a source.
        SourceAliased = "source.aliased",
        /// Two sources turned out to be one.
        SourcesMerged = "source.merged",
        /// A merger was taken back.
        SourcesSplit = "source.split",
        /// A source's kind was set.
        SourceKindSet = "source.kind",
        /// A source was graded (Admiralty A to F).
        SourceGraded = "source.graded",
        /// A setting of the ledger changed (such as: sign-off needs a second person).
        SettingChanged = "ledger.setting",
        /// A bundle from another ledger was merged.
        BundleImported = "bundle.imported",
        /// An event of another ledger, whole, as it stands there.
        EventImported = "event.imported",
    }
}

/// One entry of the ledger. `hash` covers every other field, so also `previous`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Position, from 1, without gaps.
    pub seq: u64,
    /// Chosen by whoever made the event, so that a retry cannot enter it twice.
    pub id: String,
    /// When it was recorded, RFC 3339 in UTC; order is by `seq`, not by this.
    pub recorded_at: String,
    /// Who did it.
    pub actor: String,
    /// What sort of thing happened.
    pub kind: EventKind,
    /// Version of the payload's shape.
    pub version: u32,
    /// What happened, as JSON text exactly as hashed.
    pub payload: String,
    /// Hash of the event before; 64 zeros for the first.
    pub previous: String,
    /// Lower-case hexadecimal SHA-256 of the event.
    pub hash: String,
}
