//! Rules as they stand in `rules/*.toml`.

use serde::Deserialize;

use super::pattern::{Fragments, Pattern};

/// Number of a rule within its pack.
pub type RuleId = u16;

/// The strata in the order they run; rules of one stratum see the mentions of all before it.
pub const STRATA: [&str; 16] = [
    "number",
    "name",
    "date",
    "measure",
    "range",
    "bound",
    "rate",
    "period",
    "part",
    "span",
    "note",
    "source",
    "cue",
    "attribution",
    "claim",
    "after",
];

/// One file of rules.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    /// Patterns that the pack's rules name with `&`; a language's own go before shared ones.
    #[serde(default)]
    pub fragment: Fragments,
    /// Its rules in order of priority.
    #[serde(default)]
    pub rule: Vec<RuleText>,
}

/// A rule as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleText {
    /// Stable id (`ar.quantity.bound`).
    pub id: String,
    /// When it runs.
    pub stratum: String,
    /// What it looks for.
    pub pattern: String,
    /// Which builder makes the value.
    pub build: String,
    /// Settings for the builder.
    #[serde(default)]
    pub with: std::collections::BTreeMap<String, String>,
    /// Texts in which it fires, each with the value in its one spelling.
    pub yes: Vec<(String, String)>,
    /// Texts in which it must not fire.
    #[serde(default)]
    pub no: Vec<String>,
    /// Why it exists, where it comes from.
    #[serde(default)]
    pub doc: String,
}

/// A rule ready to run.
#[derive(Debug, Clone)]
pub struct Rule {
    /// As written.
    pub text: RuleText,
    /// Language tag of the pack it came from (`_shared` for all).
    pub language: String,
    /// Index into `STRATA`.
    pub stratum: usize,
    /// The compiled pattern.
    pub pattern: Pattern,
}
