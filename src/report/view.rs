//! All that a reader of the ledger may see, in the shape of `CONTRACT.md`: what commands print as
//! JSON, and what every report is made from.

use serde::Serialize;

use crate::model::{
    ClaimKind, Corroboration, Directness, Hop, Note, Progress, Quantity, SourceKind, Stance, TemporalExpression,
    Verdicts,
};

/// A document without its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentView {
    /// Id in the ledger (`D3`).
    pub id: String,
    /// Headline.
    pub title: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Day of publication, ISO 8601.
    pub published_at: Option<String>,
    /// BCP 47 tag.
    pub language: String,
}

/// A source of the ledger where a claim names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceView {
    /// Id in the ledger (`S2`).
    pub id: String,
    /// Canonical name.
    pub name: String,
    /// What sort of source it is.
    pub kind: SourceKind,
    /// Admiralty letter, A to F, where somebody graded it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
}

/// A piece of evidence put to a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EvidenceView {
    /// What it does to the claim.
    pub stance: Stance,
    /// How near it stands to the fact.
    pub directness: Directness,
    /// Words that stand verbatim in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// Where it was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Name of the file kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// What the checker says about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A remark that came with a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RemarkView {
    /// Who wrote it.
    pub actor: String,
    /// When, RFC 3339.
    pub at: String,
    /// What it says.
    pub note: String,
}

/// A right of reply: who was asked, and what came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReplyView {
    /// Who was asked.
    pub to: String,
    /// How.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When they were asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked_at: Option<String>,
    /// By when an answer was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<String>,
    /// What came back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// When it came back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<String>,
}

/// The verdicts of another ledger that was merged into this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OtherVerdictView {
    /// Its name.
    pub ledger: String,
    /// What people found there.
    #[serde(flatten)]
    pub verdict: Verdicts,
}

/// A claim with everything that is known of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClaimView {
    /// Id in the ledger (`C7`).
    pub id: String,
    /// The document it stands in.
    pub document: DocumentView,
    /// The claim as it stands.
    pub text: String,
    /// First code point in the document's text.
    pub start: usize,
    /// Code point after.
    pub end: usize,
    /// The sentence it stands in.
    pub sentence: String,
    /// Why it is one.
    pub kind: ClaimKind,
    /// Its figures.
    pub quantities: Vec<Quantity>,
    /// Its points and stretches of the calendar.
    pub times: Vec<TemporalExpression>,
    /// Who says it: the last hop of the chain.
    pub source: Option<SourceView>,
    /// From the document's publisher to the root.
    pub chain: Vec<Hop>,
    /// What the root says it rests on.
    pub basis: Vec<Hop>,
    /// Names of the roots.
    pub roots: Vec<String>,
    /// How many independent roots say it.
    pub corroboration: Corroboration,
    /// How many outlets carry it.
    pub outlets: u64,
    /// How many roots do not depend on each other.
    pub independent_roots: u64,
    /// How far the checking has come.
    pub progress: Progress,
    /// What people found.
    pub verdict: Verdicts,
    /// Whether the verdicts are about words that have changed since.
    pub stale: bool,
    /// What became of it in the newest version of its document: kept, moved, reread, altered, vanished, dropped.
    pub presence: String,
    /// The claim that took its place, when its words changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub successor: Option<String>,
    /// Whose work it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// Words put on it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Who signed the present verdicts off.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub signed_off: Vec<String>,
    /// Verdicts that other ledgers brought, beside these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_verdicts: Vec<OtherVerdictView>,
    /// Who was asked about it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub replies: Vec<ReplyView>,
    /// How much it is worth checking, 0.0 to 1.0.
    pub worth: f64,
    /// What raised or lowered the worth.
    pub because: Vec<String>,
    /// Figures and times in few words.
    pub summary: String,
    /// The rule that took it.
    pub rule: String,
    /// Evidence put to it.
    pub evidence: Vec<EvidenceView>,
    /// What was noted with its verdicts.
    pub remarks: Vec<RemarkView>,
}

/// A document with its text and its claims.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArticleView {
    /// The document.
    #[serde(flatten)]
    pub document: DocumentView,
    /// Its text, as it was read.
    pub text: String,
    /// Its claims in the order of the text.
    pub claims: Vec<ClaimView>,
    /// What the text itself says about verification, as today's rules read it.
    pub notes: Vec<Note>,
}

/// What the report was drawn from, so that it can be held against the ledger later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Seal {
    /// Number of events.
    pub events: u64,
    /// Hash of the last event.
    pub head: String,
    /// When the report was made, RFC 3339.
    pub made_at: String,
    /// Who made it.
    pub made_by: String,
    /// Program and version.
    pub program: String,
}

/// A whole report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Version of this shape.
    pub schema: u32,
    /// The conditions asked for, as options of `onrecord claims`.
    pub filter: Vec<(String, String)>,
    /// What it was drawn from.
    pub ledger: Seal,
    /// The documents with the claims asked for.
    pub articles: Vec<ArticleView>,
    /// The history of every claim, proven against a signed checkpoint (schema/SPEC.md, "Proofs").
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<serde_json::Value>,
}

impl Report {
    /// Every claim, in the order of the report.
    pub fn claims(&self) -> impl Iterator<Item = &ClaimView> {
        self.articles.iter().flat_map(|article| &article.claims)
    }
}

impl ClaimView {
    /// The words of those in the chain, or below its root, whom the text names nowhere.
    pub fn gaps(&self) -> Vec<&str> {
        let hops = self.chain.iter().chain(&self.basis).filter(|hop| hop.unresolved);
        hops.filter_map(|hop| hop.text.as_deref()).collect()
    }

    /// Whether nobody who could be asked is named.
    pub fn is_unnamed(&self) -> bool {
        let mut hops = self.chain.iter().filter(|hop| hop.start.is_some()).chain(&self.basis).peekable();
        hops.peek().is_some() && hops.all(|hop| hop.kind == SourceKind::Unnamed)
    }
}
