//! HTML pages: the article without the page around it, and what the page says of its publication.
//!
//! The main text is found by `dom_smoothie` (Readability); title, writer, publisher and day come from the page's own
//! JSON-LD, OpenGraph and meta elements, and nothing of them is guessed from its words.

use dom_query::Document;
use dom_smoothie::{Article, Readability};

use super::html_blocks::text_of;
use super::text::{finish, push_block};
use super::{IntakeError, Reader, Reading, charset, has_extension};
use crate::model::Publication;

/// Reads `.html`, `.htm`, `.xhtml`, and whatever begins like a page.
pub struct Html;

/// Bytes in which a page must name its character set (WHATWG HTML, 13.2.3.2).
const PRESCAN: usize = 1024;

/// Parts of a page that name themselves as standing apart from the article, and the longest text of one, in bytes.
const APART: &str = "[class~=ad], [class~=ads], [class*=advert], [id*=advert], [class*=sponsored], [class~=byline]";
const LARGEST_APART: usize = 400;

impl Reader for Html {
    fn detect(&self, name: &str, bytes: &[u8]) -> bool {
        if has_extension(name, &["html", "htm", "xhtml"]) {
            return true;
        }
        let head = bytes.get(..bytes.len().min(PRESCAN)).unwrap_or_default();
        let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start().to_ascii_lowercase();
        head.starts_with(b"<!doctype html") || head.starts_with(b"<html")
    }

    fn is_untrusted(&self) -> bool {
        true
    }

    fn read(&self, name: &str, bytes: &[u8], label: Option<&str>) -> Result<Reading, IntakeError> {
        let named = label.map(str::to_owned).or_else(|| charset_of(bytes));
        let decoded = charset::decode(name, bytes, named.as_deref())?;
        let (text, publication) = article(&decoded.text);
        if text.is_empty() {
            return Err(IntakeError::NoText { name: name.to_owned(), format: "an HTML page".into() });
        }
        Ok(Reading { text, media_type: "text/html".into(), encoding: decoded.encoding.into(), publication })
    }
}

/// The character set that a page names, unless its bytes show another one. Pages in other character sets are often
/// labelled as Western European, so that label is no evidence: the letters decide then.
fn charset_of(bytes: &[u8]) -> Option<String> {
    if std::str::from_utf8(bytes).is_ok() {
        return None;
    }
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(PRESCAN))?).to_ascii_lowercase();
    let behind = head.split_once("charset=")?.1.trim_start_matches(['"', '\'', ' ']);
    let label = behind.split(['"', '\'', ' ', ';', '>', '/']).next()?;
    let encoding = encoding_rs::Encoding::for_label(label.as_bytes())?;
    (encoding != encoding_rs::WINDOWS_1252 && encoding != encoding_rs::UTF_8).then(|| label.to_owned())
}

/// The text of the article, its headline first, and what the page says of it.
fn article(page: &str) -> (String, Publication) {
    let document = Document::from(page);
    document.select(APART).iter().filter(|part| part.text().len() <= LARGEST_APART).for_each(|part| part.remove());
    // A page too short or too odd to tell its article from the rest is read whole.
    let article = Readability::with_document(document, None, None).and_then(|mut page| page.parse());
    let Ok(article) = article else {
        return (finish(text_of(&Document::from(page))), Publication::default());
    };
    let publication = publication(&article);
    let (mut text, body) = (String::new(), text_of(&Document::from(article.content)));
    if let Some(title) = publication.title.as_deref().filter(|title| !body.starts_with(*title)) {
        push_block(&mut text, title);
    }
    push_block(&mut text, &body);
    (finish(text), publication)
}

/// What the page says of its publication.
fn publication(article: &Article) -> Publication {
    let said =
        |words: Option<&String>| words.map(|words| words.trim()).filter(|words| !words.is_empty()).map(str::to_owned);
    Publication {
        title: said(Some(&article.title)),
        byline: said(article.byline.as_ref()),
        publisher: said(article.site_name.as_ref()),
        url: said(article.url.as_ref()).filter(|url| url.starts_with("https://") || url.starts_with("http://")),
        published_at: article.published_time.as_deref().and_then(day),
    }
}

/// The day of a time in ISO 8601; what is written otherwise is left out.
fn day(time: &str) -> Option<String> {
    let day = time.trim().get(..10)?;
    chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d").ok().map(|day| day.to_string())
}
