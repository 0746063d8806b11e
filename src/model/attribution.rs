//! Source, cue and content (PARC3 / PolNeAR).

use serde::{Deserialize, Serialize};

use super::{Extent, SourceMention, string_enum};

string_enum! {
    /// How the words stand in the text.
    Style, "style" {
        /// In quotation marks.
        Direct = "direct",
        /// Retold.
        Indirect = "indirect",
        /// Both.
        Mixed = "mixed",
    }
}

/// The reporting word or words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cue {
    /// First code point.
    pub start: usize,
    /// Code point after.
    pub end: usize,
    /// The words as they stand.
    pub text: String,
}

/// Somebody is reported to say something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribution {
    /// Who; none when the text does not say.
    pub source: Option<SourceMention>,
    /// The reporting words; none for a bare quotation.
    pub cue: Option<Cue>,
    /// What was said, possibly in several pieces.
    pub content: Vec<Extent>,
    /// Direct, indirect or mixed.
    pub style: Style,
    /// Whether the source stands in another sentence than the content.
    pub carried: bool,
    /// Carriers between the document and the source, outermost first.
    pub via: Vec<SourceMention>,
    /// What the source is said to rest on: documents it saw, people it cites.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub basis: Vec<SourceMention>,
    /// The rule that read it.
    pub rule: String,
}
