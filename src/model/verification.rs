//! The four axes of a claim's status, never folded into one scale.

use serde::{Deserialize, Serialize};

use super::string_enum;

string_enum! {
    /// How far the checking has come.
    Progress, "progress" {
        /// Nobody has looked yet.
        New = "new",
        /// Chosen for checking.
        Queued = "queued",
        /// Somebody is on it.
        InProgress = "in_progress",
        /// Somebody was asked and has not answered.
        AwaitingReply = "awaiting_reply",
        /// Finished.
        Done = "done",
        /// Finished once and taken up again.
        Reopened = "reopened",
    }
}

string_enum! {
    /// What a person found. The program sets none but the default.
    Verdict, "verdict" {
        /// Not yet judged.
        Unverified = "unverified",
        /// Holds.
        Verified = "verified",
        /// Holds in part.
        PartlyVerified = "partly_verified",
        /// Contested by somebody who should know.
        Disputed = "disputed",
        /// Does not hold.
        False = "false",
        /// Holds to the letter and deceives.
        Misleading = "misleading",
        /// Cannot be settled.
        Unverifiable = "unverifiable",
        /// Held once and no longer does.
        Outdated = "outdated",
    }
}

/// The two questions a person answers about a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdicts {
    /// Did they say it?
    pub attribution: Verdict,
    /// Is it so?
    pub content: Verdict,
}

impl Default for Verdicts {
    fn default() -> Self {
        Verdicts { attribution: Verdict::Unverified, content: Verdict::Unverified }
    }
}

string_enum! {
    /// How many independent roots say it; computed, always shown with its path.
    Corroboration, "corroboration" {
        /// No source is named.
        Unsourced = "unsourced",
        /// One outlet, one root.
        SingleSource = "single_source",
        /// Several outlets carry one root.
        OneRootManyOutlets = "one_root_many_outlets",
        /// Several roots that do not depend on each other.
        IndependentRoots = "independent_roots",
        /// Another root says something that cannot hold at the same time.
        Contradicted = "contradicted",
    }
}

string_enum! {
    /// What a piece of evidence does to the claim.
    Stance, "stance" {
        /// Speaks for it.
        Supports = "supports",
        /// Speaks against it.
        Refutes = "refutes",
        /// Helps to understand it.
        Context = "context",
    }
}

string_enum! {
    /// How near a piece of evidence stands to the fact.
    Directness, "directness" {
        /// The thing itself: the contract, the recording, the data.
        Primary = "primary",
        /// Somebody's account of it.
        Secondary = "secondary",
    }
}
