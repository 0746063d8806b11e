//! What a fact-checker would have to check: figures and attributed statements, each within one sentence.

use super::mention::MentionId;
use super::reading::Reading;
use crate::model::ClaimKind;

/// A claim as the reading holds it.
#[derive(Debug, Clone)]
pub struct ClaimValue {
    /// First token.
    pub first: u32,
    /// Token after the last.
    pub last: u32,
    /// Why it is one.
    pub kind: ClaimKind,
    /// Its figures.
    pub quantities: Vec<MentionId>,
    /// Its points and stretches of the calendar.
    pub times: Vec<MentionId>,
    /// Index of its attribution among the reading's.
    pub attribution: Option<usize>,
    /// How much it is worth checking, in hundredths.
    pub worth: u8,
    /// What raised or lowered the worth.
    pub because: Vec<&'static str>,
}

/// Collects the claims of a document whose attributions have been read.
pub fn read(_reading: &mut Reading<'_>) {}
