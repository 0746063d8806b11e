//! Word files (Office Open XML, ECMA-376 part 1): the words of the body, tables row by row, and the footnotes behind.
//!
//! What a reader of the finished document does not see is left out: deleted and moved text of tracked changes, hidden
//! runs, codes of fields, comments. Nothing is unpacked to disk, and no entity but XML's own is expanded.

use std::io::{Cursor, Read};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader as Xml, XmlVersion};
use zip::ZipArchive;

use super::text::{end_block, end_line, finish, push_block};
use super::{IntakeError, Reader, Reading, has_extension};
use crate::model::Publication;

/// Reads ZIP archives that hold `word/document.xml`.
pub struct Docx;

const FORMAT: &str = "a Word document";
const BODY: &str = "word/document.xml";
const FOOTNOTES: &str = "word/footnotes.xml";
const PROPERTIES: &str = "docProps/core.xml";
/// Bytes of one part, unpacked; a larger one is refused, for text is never so long.
const LARGEST_PART: u64 = 256 << 20;

impl Reader for Docx {
    fn detect(&self, name: &str, bytes: &[u8]) -> bool {
        let holds_body = || bytes.windows(BODY.len()).any(|window| window == BODY.as_bytes());
        bytes.starts_with(b"PK\x03\x04") && (has_extension(name, &["docx", "docm"]) || holds_body())
    }

    fn is_untrusted(&self) -> bool {
        true
    }

    fn read(&self, name: &str, bytes: &[u8], _charset: Option<&str>) -> Result<Reading, IntakeError> {
        let damaged = |reason: String| IntakeError::Damaged { name: name.to_owned(), format: FORMAT.into(), reason };
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(error.to_string()))?;
        let body = part(&mut archive, BODY).map_err(&damaged)?.ok_or_else(|| damaged(format!("{BODY} is missing")))?;
        let mut walk = Walk::default();
        walk.part(&body).map_err(&damaged)?;
        if let Some(footnotes) = part(&mut archive, FOOTNOTES).map_err(&damaged)? {
            walk.part(&footnotes).map_err(&damaged)?;
        }
        let text = finish(walk.text);
        if text.is_empty() {
            return Err(IntakeError::NoText { name: name.to_owned(), format: FORMAT.into() });
        }
        let properties = part(&mut archive, PROPERTIES).ok().flatten().unwrap_or_default();
        Ok(Reading {
            text,
            media_type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document".into(),
            encoding: "UTF-8".into(),
            publication: Publication {
                title: property(&properties, "title"),
                byline: property(&properties, "creator"),
                ..Publication::default()
            },
        })
    }
}

/// A part of the archive; none when it is not there.
fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<Option<String>, String> {
    let file = match archive.by_name(name) {
        Ok(file) => file,
        Err(zip::result::ZipError::FileNotFound) => return Ok(None),
        Err(error) => return Err(format!("{name}: {error}")),
    };
    let mut bytes = Vec::new();
    file.take(LARGEST_PART + 1).read_to_end(&mut bytes).map_err(|error| format!("{name}: {error}"))?;
    if bytes.len() as u64 > LARGEST_PART {
        return Err(format!("{name} is larger than {LARGEST_PART} bytes"));
    }
    String::from_utf8(bytes).map(Some).map_err(|error| format!("{name}: {error}"))
}

/// One of the core properties (ECMA-376 part 2, 11).
fn property(properties: &str, element: &str) -> Option<String> {
    let mut xml = Xml::from_str(properties);
    let mut inside = false;
    let mut value = String::new();
    loop {
        match xml.read_event().ok()? {
            Event::Start(start) => inside = start.local_name().as_ref() == element,
            Event::End(_) if inside => break,
            Event::Text(words) if inside => value.push_str(&words.xml10_content()),
            Event::GeneralRef(reference) if inside => value.extend(character(&reference)),
            Event::Eof => break,
            _ => {}
        }
    }
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

/// The character of one of XML's own references.
fn character(reference: &quick_xml::events::BytesRef<'_>) -> Option<char> {
    if let Ok(Some(letter)) = reference.resolve_char_ref() {
        return Some(letter);
    }
    quick_xml::escape::resolve_xml_entity(reference)?.chars().next()
}

/// A walk through the elements of a part. Paragraphs may stand inside runs of others (text boxes), so they are a stack.
#[derive(Default)]
struct Walk {
    text: String,
    /// Paragraphs that are open.
    paragraphs: Vec<String>,
    /// Runs that are open: the length of their paragraph before them, and whether they are hidden.
    runs: Vec<(usize, bool)>,
    /// Tables that are open.
    tables: usize,
    /// The row of the outermost table.
    row: String,
    /// Elements that are open inside one that is left out.
    left_out: usize,
    /// Whether the words of an element of text are being read.
    is_text: bool,
}

impl Walk {
    fn part(&mut self, part: &str) -> Result<(), String> {
        let mut xml = Xml::from_str(part);
        loop {
            match xml.read_event().map_err(|error| format!("byte {}: {error}", xml.error_position()))? {
                Event::Start(_) if self.left_out > 0 => self.left_out += 1,
                Event::Start(start) => self.open(&start),
                Event::End(_) if self.left_out > 0 => self.left_out -= 1,
                Event::End(end) => self.close(end.local_name().as_ref()),
                Event::Empty(empty) if self.left_out == 0 => self.mark(&empty),
                Event::Text(words) if self.is_text => {
                    let words = words.xml_content(XmlVersion::Implicit1_0);
                    self.push(&words);
                }
                Event::GeneralRef(reference) if self.is_text => {
                    self.push(&character(&reference).map(String::from).unwrap_or_default());
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn push(&mut self, words: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.push_str(words);
        }
    }

    fn open(&mut self, start: &BytesStart<'_>) {
        match start.local_name().as_ref() {
            "del" | "moveFrom" | "delText" | "instrText" | "Fallback" => self.left_out = 1,
            "p" => self.paragraphs.push(String::new()),
            "r" => self.runs.push((self.paragraphs.last().map_or(0, String::len), false)),
            "t" => self.is_text = true,
            "tbl" => self.tables += 1,
            _ => self.mark(start),
        }
    }

    /// An element that stands for something by itself.
    fn mark(&mut self, element: &BytesStart<'_>) {
        match element.local_name().as_ref() {
            "vanish" if is_on(element) => {
                if let Some((_, hidden)) = self.runs.last_mut() {
                    *hidden = true;
                }
            }
            "tab" if !self.runs.is_empty() => self.push("\t"),
            "br" | "cr" => self.push("\n"),
            "noBreakHyphen" => self.push("-"),
            _ => {}
        }
    }

    fn close(&mut self, element: &str) {
        match element {
            "t" => self.is_text = false,
            "r" => {
                if let (Some((before, true)), Some(paragraph)) = (self.runs.pop(), self.paragraphs.last_mut()) {
                    paragraph.truncate(before);
                }
            }
            "p" => self.end_paragraph(),
            "tc" if self.tables == 1 => self.row.push('\t'),
            "tr" if self.tables == 1 => {
                end_line(&mut self.text);
                self.text.push_str(std::mem::take(&mut self.row).trim());
                end_line(&mut self.text);
            }
            "tbl" => {
                self.tables = self.tables.saturating_sub(1);
                end_block(&mut self.text);
            }
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let paragraph = self.paragraphs.pop().unwrap_or_default();
        if self.tables == 0 {
            push_block(&mut self.text, &paragraph);
        } else if !paragraph.trim().is_empty() {
            if !self.row.is_empty() && !self.row.ends_with('\t') {
                self.row.push(' ');
            }
            self.row.push_str(paragraph.trim());
        }
    }
}

/// Whether a property that can be switched is on (ECMA-376 part 1, 17.17.4: on unless its value says otherwise).
fn is_on(element: &BytesStart<'_>) -> bool {
    let value = element.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == "val");
    value.is_none_or(|value| !matches!(value.value.as_ref(), "0" | "false" | "off"))
}
