//! Markdown (CommonMark with tables and strikethrough): the words without their marks.
//!
//! Blocks are set apart by an empty line, list items and table rows by a line break; lines that are
//! only wrapped are joined. Raw HTML is left out. Offsets count in what is produced here.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::text::{end_block, end_line, finish};
use super::{IntakeError, Reader, Reading, charset, has_extension};
use crate::model::Publication;

/// Reads `.md` and `.markdown`.
pub struct Markdown;

impl Reader for Markdown {
    fn detect(&self, name: &str, _bytes: &[u8]) -> bool {
        has_extension(name, &["md", "markdown"])
    }

    fn read(&self, name: &str, bytes: &[u8], label: Option<&str>) -> Result<Reading, IntakeError> {
        let decoded = charset::decode(name, bytes, label)?;
        let (text, title) = strip(&decoded.text);
        let publication = Publication { title, ..Publication::default() };
        Ok(Reading { text, media_type: "text/markdown".into(), encoding: decoded.encoding.into(), publication })
    }
}

/// The words of a Markdown text, and its first heading of the first level.
fn strip(source: &str) -> (String, Option<String>) {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    let mut text = String::with_capacity(source.len());
    let mut title: Option<String> = None;
    let mut heading = None;
    for event in Parser::new_ext(source, options) {
        match event {
            Event::Text(words) | Event::Code(words) => text.push_str(&words),
            Event::SoftBreak => text.push(' '),
            Event::HardBreak | Event::Start(Tag::Item) => end_line(&mut text),
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => heading = Some(text.len()),
            Event::End(TagEnd::Heading(HeadingLevel::H1)) => {
                let words = heading.take().and_then(|start| text.get(start..)).map(|words| words.trim().to_owned());
                title = title.or(words);
                end_block(&mut text);
            }
            Event::End(TagEnd::TableCell) => text.push('\t'),
            Event::End(TagEnd::TableRow | TagEnd::TableHead) => end_line(&mut text),
            Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::CodeBlock
                | TagEnd::List(_)
                | TagEnd::Table
                | TagEnd::BlockQuote(_),
            ) => end_block(&mut text),
            _ => {}
        }
    }
    (finish(text), title.filter(|title| !title.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_words_stay() {
        let source = "# Sales *rise* 5%\n\nThe firm said [sales](https://x.example)\nrose **5%**.\n\n\
                      - one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n";
        let (text, title) = strip(source);
        assert_eq!(title.as_deref(), Some("Sales rise 5%"));
        assert_eq!(text, "Sales rise 5%\n\nThe firm said sales rose 5%.\n\none\ntwo\n\na\tb\t\n1\t2\n");
    }

    #[test]
    fn html_inside_is_left_out() {
        assert_eq!(strip("a <b>bold</b> word\n\n<script>x()</script>\n").0, "a bold word\n");
    }
}
