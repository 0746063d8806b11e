//! All that one document says, as `onrecord annotate` prints it.

use serde::{Deserialize, Serialize};

use super::{Attribution, Claim, Note, Quantity, TemporalExpression};

/// A stretch of the document's text in code points, half-open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extent {
    /// First code point.
    pub start: usize,
    /// Code point after.
    pub end: usize,
}

/// What the rules read in one document (contract schema 1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Annotation {
    /// Version of this shape.
    pub schema: u32,
    /// The document's id as given.
    pub id: String,
    /// BCP 47 tag of the document's main language.
    pub language: String,
    /// Hash of all rules in force.
    pub rules: String,
    /// Sentences in order.
    pub sentences: Vec<Extent>,
    /// Figures in order.
    pub quantities: Vec<Quantity>,
    /// Points and stretches of the calendar in order.
    pub times: Vec<TemporalExpression>,
    /// Who said what.
    pub attributions: Vec<Attribution>,
    /// Statements about verification.
    pub notes: Vec<Note>,
    /// What a fact-checker would have to check.
    pub claims: Vec<Claim>,
    /// Input keys that mean nothing to onrecord, passed through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<serde_json::Map<String, serde_json::Value>>,
}
