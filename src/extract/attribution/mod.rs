//! Who said what: from cues and sources within sentences to attributions of the whole document.
//!
//! Rules of stratum `cue` find the reporting words and declare their frames (`frame`); the words of a sentence get tags
//! from the lexicon (`grammar`); quotations are found once for the document (`quote`); for each cue its source (`phrase`)
//! and its content (`tail`, `content`) are found (`read`); at last the sources are resolved over the document (`resolve`)
//! and put in their order (`chain`).

mod anaphora;
mod body;
mod chain;
mod cite;
mod content;
mod fill;
mod frame;
mod grammar;
mod grounds;
mod label;
mod late;
mod look;
mod named;
mod personal_name;
mod phrase;
mod quote;
mod quoted;
mod read;
mod resolve;
mod roles;
mod scene;
mod subject;
mod tag;
mod tail;
mod verb;

use super::reading::Reading;
use crate::lang::names::Name;
use crate::lang::rule::RuleId;
use crate::model::{SourceKind, Style};

pub use grammar::Grammar;
pub use read::{Work, read};

/// A source as the reading holds it: tokens, and what the words stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRef {
    /// First token of the mention.
    pub first: u32,
    /// Token after the last.
    pub last: u32,
    /// What sort of source it is.
    pub kind: SourceKind,
    /// Whether several are meant.
    pub plural: bool,
    /// What the words resolve to.
    pub stands_for: StandsFor,
    /// Whether the words only point at somebody ("she", "the agency") whom the document names nowhere.
    pub unresolved: bool,
}

/// What a source mention resolves to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StandsFor {
    /// Itself: the words are the name.
    Itself,
    /// A source of the registry, by canonical name.
    Known(Name),
    /// A fuller mention elsewhere in the document: its tokens.
    Elsewhere(u32, u32),
}

/// Somebody is reported to say something.
#[derive(Debug, Clone)]
pub struct AttributionValue {
    /// Who.
    pub source: Option<SourceRef>,
    /// The reporting words.
    pub cue: Option<(u32, u32)>,
    /// What was said, as ranges of tokens.
    pub content: Vec<(u32, u32)>,
    /// Direct, indirect or mixed.
    pub style: Style,
    /// Whether the source stands in another sentence than the content.
    pub carried: bool,
    /// Carriers between the document and the source, outermost first.
    pub via: Vec<SourceRef>,
    /// What the source rests on.
    pub basis: Vec<SourceRef>,
    /// The rule that read it.
    pub rule: RuleId,
    /// The pack of the rule.
    pub pack: u8,
}

/// The attribution in one line, as examples of rules spell it: "source: content … content"; "-" for no source.
pub fn spelling(reading: &Reading<'_>, attribution: &AttributionValue) -> String {
    let slice = |(first, last): (u32, u32)| reading.slice(first as usize, last as usize);
    let source = attribution.source.as_ref().map_or("-", |source| slice((source.first, source.last)));
    let content: Vec<&str> = attribution.content.iter().map(|&range| slice(range)).collect();
    let chain: String = attribution
        .via
        .iter()
        .map(|via| format!(" via {}", slice((via.first, via.last))))
        .chain(attribution.basis.iter().map(|basis| format!(" on {}", slice((basis.first, basis.last)))))
        .collect();
    format!("{source}: {}{chain}", content.join(" … "))
}
