//! Statements about verification that stand in the text itself.

use serde::{Deserialize, Serialize};

use super::string_enum;

string_enum! {
    /// What the text says about the state of verification.
    NoteKind, "note kind" {
        /// "could not independently verify".
        CouldNotVerify = "could_not_verify",
        /// "did not respond to a request for comment".
        NoReply = "no_reply",
        /// "declined to comment".
        Declined = "declined",
        /// "denied the report".
        Denied = "denied",
        /// "alleged".
        Alleged = "alleged",
        /// "unconfirmed".
        Unconfirmed = "unconfirmed",
        /// "retracted the article".
        Retracted = "retracted",
    }
}

/// One such statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// First code point.
    pub start: usize,
    /// Code point after.
    pub end: usize,
    /// The words as they stand.
    pub text: String,
    /// What they say.
    pub kind: NoteKind,
    /// The rule that read them.
    pub rule: String,
}
