//! From bytes to text: every reader produces one text, in which all offsets count.
//!
//! A reader is one file and one line in [`READERS`].

mod charset;
mod docx;
mod error;
mod html;
mod html_blocks;
mod input;
mod lines;
mod markdown;
mod pdf;
mod plain;
mod refused;
mod sandbox;
mod text;

pub use charset::{Decoded, decode};
pub use error::IntakeError;
pub use input::{Input, Limits, expand, open, read_bytes};
pub use lines::{LineBatches, Lines};
pub use sandbox::{Sandbox, serve};

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::model::Publication;

/// What a reader makes of the bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The text that all offsets count in.
    pub text: String,
    /// IANA media type of what was read.
    pub media_type: Cow<'static, str>,
    /// Character set the bytes were decoded from.
    pub encoding: Cow<'static, str>,
    /// What the file itself says of its publication.
    pub publication: Publication,
}

/// One format of input.
pub trait Reader: Sync {
    /// Whether these bytes, under this file name, are of this format.
    fn detect(&self, name: &str, bytes: &[u8]) -> bool;
    /// Whether the format is complex enough to be parsed in a process of its own.
    fn is_untrusted(&self) -> bool {
        false
    }
    /// Reads the bytes. `name` is used in errors only; `charset` overrides detection.
    fn read(&self, name: &str, bytes: &[u8], charset: Option<&str>) -> Result<Reading, IntakeError>;
}

/// All readers; the first that detects its format reads. Plain text takes what is left.
static READERS: &[&dyn Reader] =
    &[&pdf::Pdf, &docx::Docx, &refused::Refused, &html::Html, &markdown::Markdown, &plain::Plain];

/// The reader of these bytes.
fn reader(name: &str, bytes: &[u8]) -> &'static dyn Reader {
    READERS.iter().copied().find(|reader| reader.detect(name, bytes)).unwrap_or(&plain::Plain)
}

/// A text that was read, with the hashes it is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intake {
    /// What the reader made of it.
    pub reading: Reading,
    /// Lower-case hexadecimal SHA-256 of the text in UTF-8.
    pub text_hash: String,
    /// Lower-case hexadecimal SHA-256 of the bytes that were read.
    pub content_hash: String,
}

/// Reads one input whole: a file, standard input, or what was read already.
pub fn read(input: &Input, limits: &Limits, charset: Option<&str>) -> Result<Intake, IntakeError> {
    match input {
        Input::Read(_, intake) => Ok((**intake).clone()),
        Input::Stdin | Input::File(_) => read_from(&input.name(), &read_bytes(input, limits)?, limits, charset),
    }
}

/// Reads bytes that are already in memory; `name` tells the format and stands in errors. Formats that are not
/// trusted are parsed in the sandbox of `limits`.
pub fn read_from(name: &str, bytes: &[u8], limits: &Limits, charset: Option<&str>) -> Result<Intake, IntakeError> {
    let empty = || IntakeError::Empty { name: name.to_owned() };
    if bytes.is_empty() {
        return Err(empty());
    }
    let reader = reader(name, bytes);
    let reading = match &limits.sandbox {
        Some(sandbox) if reader.is_untrusted() => sandbox.read(name, bytes, charset)?,
        _ => reader.read(name, bytes, charset)?,
    };
    if reading.text.trim().is_empty() {
        return Err(empty());
    }
    Ok(Intake { text_hash: sha256(reading.text.as_bytes()), content_hash: sha256(bytes), reading })
}

/// Lower-case hexadecimal SHA-256.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a file name ends in one of these extensions, in any case.
fn has_extension(name: &str, extensions: &[&str]) -> bool {
    std::path::Path::new(name)
        .extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|found| extensions.iter().any(|known| known.eq_ignore_ascii_case(found)))
}
