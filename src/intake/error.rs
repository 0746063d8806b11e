//! What can be wrong with an input: what, where, and what to do about it.

/// An input that could not be read. `name` is the path as given, `-` for standard input.
#[derive(Debug, thiserror::Error)]
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
    #[error("{name}: is {found}, which is not read; give plain text or Markdown")]
    NotText {
        /// The path as given.
        name: String,
        /// What it looks like.
        found: &'static str,
    },
    /// Bytes that the character set does not have.
    #[error("{name}: byte {offset} is not {encoding}; name the character set, for example --charset windows-1256")]
    Undecodable {
        /// The path as given.
        name: String,
        /// Position of the first bad byte, from 0.
        offset: usize,
        /// The character set tried.
        encoding: &'static str,
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
            | IntakeError::Undecodable { name, .. } => name,
            IntakeError::UnknownCharset { label } => label,
        }
    }
}
