//! What onrecord speaks about: one concept per file, no behaviour beyond the concept's own rules.
//!
//! Offsets in this layer are Unicode code points, half-open, into the document's text, as
//! `CONTRACT.md` fixes them for every output.

mod annotation;
mod attribution;
mod claim;
mod derivation;
mod document;
mod event;
mod filter;
mod note;
mod quantity;
mod source;
mod string_enum;
mod temporal;
mod verification;

pub use annotation::{Annotation, Extent};
pub use attribution::{Attribution, Cue, Style};
pub use claim::{Claim, ClaimKind, ClaimRecord, Selector};
pub use derivation::{Derivation, Part};
pub use document::{Document, Publication};
pub use event::{Event, EventKind};
pub use filter::ClaimFilter;
pub use note::{Note, NoteKind};
pub use quantity::{Modifier, Quantity, QuantityKind};
pub use source::{Hop, SourceKind, SourceMention};
pub use temporal::{TemporalExpression, TemporalKind};
pub use verification::{Corroboration, Directness, Progress, Stance, Verdict, Verdicts};

pub(crate) use string_enum::string_enum;

/// A word that is not in one of the closed vocabularies.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is no {what}; known are: {}", known.join(", "))]
pub struct UnknownWord {
    /// What was asked for ("verdict", "source kind").
    pub what: &'static str,
    /// What was given.
    pub found: String,
    /// What would have been accepted.
    pub known: Vec<&'static str>,
}
