//! Formats that are known and not read: a clear refusal instead of claims made of markup.

use super::{IntakeError, Reader, Reading, has_extension};

/// Refuses formats by their first bytes or their extension.
pub struct Refused;

/// The first bytes of a format, and its name.
const MAGIC: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "a ZIP archive or an Office document other than DOCX"),
    (b"\xD0\xCF\x11\xE0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1F\x8B", "a gzip file"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xFF\xD8\xFF", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x7FELF", "a program"),
    (b"SQLite format 3\0", "an SQLite database"),
];

/// Extensions of a format, and its name.
const EXTENSIONS: &[(&[&str], &str)] = &[
    (&["xml", "rss", "atom"], "an XML file"),
    (&["json", "jsonl", "ndjson"], "a JSON file"),
    (&["db", "sqlite"], "a database"),
];

/// What the refused format is called, if it is one.
fn format(name: &str, bytes: &[u8]) -> Option<&'static str> {
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(what);
    }
    let extension = EXTENSIONS.iter().find(|(extensions, _)| has_extension(name, extensions));
    extension.map(|(_, what)| *what)
}

impl Reader for Refused {
    fn detect(&self, name: &str, bytes: &[u8]) -> bool {
        format(name, bytes).is_some()
    }

    fn read(&self, name: &str, bytes: &[u8], _charset: Option<&str>) -> Result<Reading, IntakeError> {
        let found = format(name, bytes).unwrap_or("an unknown format").into();
        Err(IntakeError::NotText { name: name.to_owned(), found })
    }
}
