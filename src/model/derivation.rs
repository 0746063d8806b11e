//! Why something was read the way it was: facts only; words are chosen when somebody asks.

use serde::{Deserialize, Serialize};

/// One step of reasoning: a rule took some words and built a value from its parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Derivation {
    /// The rule's stable id (`ar.quantity.bound`).
    pub rule: String,
    /// The builder that made the value (`bound`); `messages.toml` has one sentence for each.
    pub builder: String,
    /// First code point of the words taken.
    pub start: usize,
    /// Code point after.
    pub end: usize,
    /// The words taken.
    pub text: String,
    /// The value built, in its one spelling.
    pub value: String,
    /// What the builder took, in the order of the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
}

/// One thing a builder took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The name the rule gives it (`hedge`, `unit`, `quantity`).
    pub name: String,
    /// The words.
    pub text: String,
    /// First code point.
    pub start: usize,
    /// Code point after.
    pub end: usize,
    /// What the lexicon says of the words, if they come from there (`bound gt`, `currency USD`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// How an earlier mention came about, if the part is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Box<Derivation>>,
}
