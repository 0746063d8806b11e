//! PDF files: the text of their pages in reading order, by `unpdf`.

use unicode_normalization::UnicodeNormalization;
use unpdf::{Block, Error, ParseOptions};

use super::text::{finish, push_block};
use super::{IntakeError, Reader, Reading};
use crate::model::Publication;

/// Reads what begins with `%PDF-`.
pub struct Pdf;

const FORMAT: &str = "a PDF file";

impl Reader for Pdf {
    fn detect(&self, _name: &str, bytes: &[u8]) -> bool {
        bytes.starts_with(b"%PDF-")
    }

    fn is_untrusted(&self) -> bool {
        true
    }

    fn read(&self, name: &str, bytes: &[u8], _charset: Option<&str>) -> Result<Reading, IntakeError> {
        let options = ParseOptions::new().lenient().sequential().with_resources(false);
        let document = unpdf::parse_bytes_with_options(bytes, options).map_err(|error| refusal(name, &error))?;
        let mut text = String::new();
        for block in document.pages.iter().flat_map(|page| &page.elements) {
            push_block(&mut text, &words(block));
        }
        let text = finish(text);
        if text.is_empty() {
            return Err(IntakeError::NoText { name: name.to_owned(), format: FORMAT.into() });
        }
        let publication = Publication {
            title: document.metadata.title.filter(|title| !title.trim().is_empty()),
            byline: document.metadata.author.filter(|author| !author.trim().is_empty()),
            ..Publication::default()
        };
        Ok(Reading { text, media_type: "application/pdf".into(), encoding: "PDF".into(), publication })
    }
}

fn refusal(name: &str, error: &Error) -> IntakeError {
    let name = name.to_owned();
    match error {
        Error::Encrypted | Error::InvalidPassword => IntakeError::Locked { name },
        error => IntakeError::Damaged { name, format: FORMAT.into(), reason: error.to_string() },
    }
}

/// The words of a block. A paragraph's lines are only where the page was too narrow; letters that stand for the shape
/// of others (ligatures, Arabic presentation forms) are those others.
fn words(block: &Block) -> String {
    let mut words = String::new();
    block.append_plain_text(&mut words);
    let words: String = words.chars().flat_map(plain).collect();
    match block {
        Block::Paragraph(_) => words.lines().map(str::trim).collect::<Vec<_>>().join(" "),
        _ => words,
    }
}

/// A letter, or the letters that it is a shape of (Unicode blocks Alphabetic and Arabic Presentation Forms).
fn plain(letter: char) -> impl Iterator<Item = char> {
    let is_shape = matches!(letter, '\u{FB00}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}');
    let (shape, other) = if is_shape { (Some(letter), None) } else { (None, Some(letter)) };
    shape.into_iter().nfkc().chain(other)
}
