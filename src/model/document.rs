//! An article as it was read.

use serde::{Deserialize, Serialize};

/// What is known of an article from outside its text. Nothing here is guessed by the program:
/// each field was given by a person or read from the file's own metadata.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// Headline.
    pub title: Option<String>,
    /// Writer's name as printed.
    pub byline: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Day of publication, ISO 8601 (`2025-07-27`).
    pub published_at: Option<String>,
}

/// An article: its text and what is known about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The text that all offsets count in, exactly as intake produced it.
    pub text: String,
    /// Lower-case hexadecimal SHA-256 of the text in UTF-8.
    pub text_hash: String,
    /// Lower-case hexadecimal SHA-256 of the bytes that were read.
    pub content_hash: String,
    /// IANA media type of what was read (`text/plain`).
    pub media_type: String,
    /// Character set the bytes were decoded from (`UTF-8`, `windows-1256`).
    pub encoding: String,
    /// BCP 47 tag of the main language.
    pub language: String,
    /// Where it was read from: a path, a URL, `-` for standard input.
    pub origin: String,
    /// What is known from outside the text.
    pub publication: Publication,
}
