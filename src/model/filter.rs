//! Which claims somebody asks for.

use rust_decimal::Decimal;

use super::{Corroboration, Progress, Verdict};

/// The options of `onrecord claims`; every condition given must hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ClaimFilter {
    /// Words that the claim's sentence holds, folded as the extractor folds.
    pub words: Option<String>,
    /// A source anywhere in the chain or basis, by any alias.
    pub source: Option<String>,
    /// A source at the end of the chain.
    pub root: Option<String>,
    /// Document id (`D3`).
    pub document: Option<String>,
    /// Either verdict equals this.
    pub verdict: Option<Verdict>,
    /// Progress equals this.
    pub progress: Option<Progress>,
    /// Corroboration equals this.
    pub corroboration: Option<Corroboration>,
    /// A quantity has this unit.
    pub unit: Option<String>,
    /// A quantity reaches at least this.
    pub min: Option<Decimal>,
    /// A quantity starts at or below this.
    pub max: Option<Decimal>,
    /// Published on or after this ISO day.
    pub since: Option<String>,
    /// Published on or before this ISO day.
    pub until: Option<String>,
    /// Language of the document.
    pub language: Option<String>,
    /// Only claims that rest on unnamed sources alone.
    pub unnamed_only: bool,
    /// A word that a person put on the claim.
    pub tag: Option<String>,
    /// Whose work the claim is.
    pub assignee: Option<String>,
    /// Only claims with a higher number than this one (`C7`): the next page.
    pub after: Option<String>,
    /// No more claims than this.
    pub limit: Option<usize>,
}
