//! What a fact-checker would have to check.

use serde::{Deserialize, Serialize};

use super::{Derivation, Hop, Quantity, TemporalExpression, string_enum};

string_enum! {
    /// Why a stretch of text is a claim.
    ClaimKind, "claim kind" {
        /// It carries a figure.
        Quantity = "quantity",
        /// Somebody is reported to say it.
        Statement = "statement",
        /// Both.
        Both = "both",
    }
}

/// A claim inside one annotation: indices point into the annotation's own lists.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// First code point.
    pub start: usize,
    /// Code point after.
    pub end: usize,
    /// The claim as it stands in the document.
    pub text: String,
    /// Why it is one.
    pub kind: ClaimKind,
    /// Indices of the annotation's quantities.
    pub quantities: Vec<usize>,
    /// Indices of the annotation's times.
    pub times: Vec<usize>,
    /// Index of the annotation's attribution; none for the writer's own statement.
    pub attribution: Option<usize>,
    /// How much it is worth checking, 0.0 to 1.0; never an amount, so a float.
    pub worth: f64,
    /// What raised or lowered `worth` (`figure`, `bound`, `named_source` …).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<String>,
    /// The rule that read it.
    pub rule: String,
}

/// Where a claim stands, in the terms of the W3C Web Annotation Data Model: TextQuoteSelector
/// (`exact`, `prefix`, `suffix`) and TextPositionSelector (`start`, `end`, code points, half-open).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selector {
    /// The words.
    pub exact: String,
    /// Up to 32 code points before.
    pub prefix: String,
    /// Up to 32 code points after.
    pub suffix: String,
    /// First code point.
    pub start: usize,
    /// Code point after.
    pub end: usize,
}

/// A claim on its own feet, as the ledger keeps it: nothing points outside.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClaimRecord {
    /// Where it stands.
    pub selector: Selector,
    /// The sentence it stands in.
    pub sentence: String,
    /// Why it is one.
    pub kind: ClaimKind,
    /// Its figures.
    pub quantities: Vec<Quantity>,
    /// Its points and stretches of the calendar.
    pub times: Vec<TemporalExpression>,
    /// From the document's publisher to the root.
    pub chain: Vec<Hop>,
    /// What the root says it rests on.
    pub basis: Vec<Hop>,
    /// Names of the roots: the last hop that can be named and asked.
    pub roots: Vec<String>,
    /// How much it is worth checking, 0.0 to 1.0.
    pub worth: f64,
    /// What raised or lowered `worth`.
    pub because: Vec<String>,
    /// The claim in few words: its figures and times in their one spelling.
    pub summary: String,
    /// Why it was taken.
    pub derivation: Derivation,
    /// Hash of the rules in force.
    pub rules: String,
}

impl ClaimRecord {
    /// Whether both say the same of the same words: kind, figures, times, and who says it. Which rules read them, where
    /// they stand and how much they are worth does not count.
    pub fn says_the_same(&self, other: &ClaimRecord) -> bool {
        let figures = |one: &ClaimRecord| -> Vec<Quantity> { one.quantities.iter().map(Quantity::bare).collect() };
        let times =
            |one: &ClaimRecord| -> Vec<TemporalExpression> { one.times.iter().map(TemporalExpression::bare).collect() };
        self.selector.exact == other.selector.exact
            && self.kind == other.kind
            && self.roots == other.roots
            && Hop::same_way(&self.chain, &other.chain)
            && Hop::same_way(&self.basis, &other.basis)
            && figures(self) == figures(other)
            && times(self) == times(other)
    }
}
