//! What can be wrong with an input: what, where, and what to do about it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// An input that could not be read. `name` is the path as given, `-` for standard input.
#[derive(Debug, thiserror::Error, Serialize, Deserialize)]
pub enum IntakeError {
    /// Nothing stands at the path.
    #[error("{name}: no such file or folder; check the path")]
    NotFound {
        /// The path as given.
        name: String,
    },
    /// A web address, where a file is wanted.
    #[error(
        "{name}: is a web address, and nothing is fetched; save the article as text and name its address with --url"
    )]
    Address {
        /// The address as given.
        name: String,
    },
    /// The operating system refused.
    #[error("{name}: cannot be read: {reason}")]
    Unreadable {
        /// The path as given.
        name: String,
        /// The system's own words.
        reason: String,
    },
    /// A folder where one file is wanted.
    #[error("{name}: is a folder; give the files in it")]
    Folder {
        /// The path as given.
        name: String,
    },
    /// A pipe, socket or device: reading it might never end.
    #[error("{name}: is no regular file; to read from a pipe, give `-` and connect it to standard input")]
    Special {
        /// The path as given.
        name: String,
    },
    /// A folder without a file that could be read.
    #[error("{name}: no file in this folder (hidden files are left out)")]
    NoFiles {
        /// The path as given.
        name: String,
    },
    /// More bytes than allowed.
    #[error("{name}: larger than {limit} bytes; split it, or raise the limit with --max-bytes")]
    TooLarge {
        /// The path as given.
        name: String,
        /// The largest number of bytes allowed.
        limit: u64,
    },
    /// Nothing but white space.
    #[error("{name}: is empty; there is nothing to read")]
    Empty {
        /// The path as given.
        name: String,
    },
    /// Not text at all.
    #[error("{name}: is {found}, which is not read; give HTML, PDF, DOCX, Markdown or plain text")]
    NotText {
        /// The path as given.
        name: String,
        /// What it looks like.
        found: Cow<'static, str>,
    },
    /// Bytes that the character set does not have.
    #[error("{name}: byte {offset} is not {encoding}; name the character set, for example --charset windows-1256")]
    Undecodable {
        /// The path as given.
        name: String,
        /// Position of the first bad byte, from 0.
        offset: usize,
        /// The character set tried.
        encoding: Cow<'static, str>,
    },
    /// Bytes that are not what the format wants.
    #[error("{name}: cannot be read as {format}: {reason}; open it, and save it again or as plain text")]
    Damaged {
        /// The path as given.
        name: String,
        /// The format that was tried.
        format: Cow<'static, str>,
        /// What the parser says of it.
        reason: String,
    },
    /// A page, but no words in it.
    #[error("{name}: {format} without text (pictures of pages, perhaps); read it with OCR first and give the text")]
    NoText {
        /// The path as given.
        name: String,
        /// The format.
        format: Cow<'static, str>,
    },
    /// A file that only a password opens.
    #[error("{name}: is locked with a password; save it without one")]
    Locked {
        /// The path as given.
        name: String,
    },
    /// The process that parsed it ended before it was done.
    #[error("{name}: parsing it was stopped: {reason}; save the article as plain text, or give a smaller file")]
    Stopped {
        /// The path as given.
        name: String,
        /// Which limit it met, or how it ended.
        reason: String,
    },
    /// A character set that nobody knows.
    #[error("{label:?} is no character set of the WHATWG Encoding Standard; try UTF-8, windows-1256 or ISO-8859-6")]
    UnknownCharset {
        /// What was asked for.
        label: String,
    },
}

impl IntakeError {
    /// The input that could not be read, as it was named; the label of an unknown character set.
    pub fn name(&self) -> &str {
        match self {
            IntakeError::NotFound { name }
            | IntakeError::Address { name }
            | IntakeError::Unreadable { name, .. }
            | IntakeError::Folder { name }
            | IntakeError::Special { name }
            | IntakeError::NoFiles { name }
            | IntakeError::TooLarge { name, .. }
            | IntakeError::Empty { name }
            | IntakeError::NotText { name, .. }
            | IntakeError::Undecodable { name, .. }
            | IntakeError::Damaged { name, .. }
            | IntakeError::NoText { name, .. }
            | IntakeError::Locked { name }
            | IntakeError::Stopped { name, .. } => name,
            IntakeError::UnknownCharset { label } => label,
        }
    }
}
