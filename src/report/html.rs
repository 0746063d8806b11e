//! One HTML file without scripts that asks nothing of the network.

use std::io::{self, Write};

use askama::Template;

use super::sheet::{self, Row};
use super::view::{ArticleView, Report};
use super::{Renderer, passage};
use crate::lang::messages::Messages;

/// For people, on screen and on paper.
pub struct Html;

impl Renderer for Html {
    fn name(&self) -> &'static str {
        "html"
    }

    fn render(&self, report: &Report, messages: &Messages, out: &mut dyn Write) -> io::Result<()> {
        let page = Page {
            m: messages,
            report,
            filter: sheet::filter(report, messages),
            made: sheet::made(report, messages),
            summary: sheet::summary(report, messages),
            head: messages.fill("report.head", &[("events", &report.ledger.events.to_string())]),
            articles: report.articles.iter().map(|article| page_article(article, messages)).collect(),
        };
        page.write_into(&mut *out)
    }
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    m: &'a Messages,
    report: &'a Report,
    filter: String,
    made: String,
    summary: String,
    head: String,
    articles: Vec<Article>,
}

struct Article {
    id: String,
    headline: String,
    imprint: Vec<String>,
    url: Option<String>,
    link: Option<String>,
    lines: Vec<Vec<Passage>>,
    notes: Vec<(String, String)>,
    rows: Vec<Row>,
}

struct Passage {
    text: String,
    /// How many claims lie over each other here.
    depth: usize,
    /// Ids of the claims that begin here.
    marks: Vec<String>,
}

fn page_article(article: &ArticleView, messages: &Messages) -> Article {
    let id_of = |number: usize| article.claims.get(number.saturating_sub(1)).map(|claim| claim.id.clone());
    let headline = sheet::headline(article);
    let mut lines: Vec<Vec<Passage>> = passage::lines(article)
        .into_iter()
        .map(|line| {
            let show = |part: passage::Passage<'_>| Passage {
                text: crate::text::visible::visible(part.text).into_owned(),
                depth: part.claims.len().min(3),
                marks: part.begins.into_iter().filter_map(id_of).collect(),
            };
            line.into_iter().map(show).collect()
        })
        .collect();
    if lines
        .first()
        .is_some_and(|line| line.len() == 1 && line.iter().all(|part| part.depth == 0 && part.text.trim() == headline))
    {
        lines.remove(0);
    }
    let url = article.document.url.clone().filter(|url| !url.trim().is_empty());
    Article {
        id: article.document.id.clone(),
        imprint: sheet::imprint(article),
        link: url.clone().filter(|url| is_web(url)),
        url: url.map(|url| sheet::shown(&url)),
        notes: article
            .notes
            .iter()
            .map(|note| (messages.word("note", note.kind.as_str()).to_owned(), sheet::shown(&note.text)))
            .collect(),
        rows: sheet::rows(article, messages),
        headline,
        lines,
    }
}

/// Whether a link may be followed: the web and nothing else.
fn is_web(url: &str) -> bool {
    let url = url.to_ascii_lowercase();
    (url.starts_with("https://") || url.starts_with("http://")) && !url.contains(|letter: char| letter.is_control())
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn page(article: ArticleView) -> String {
        let messages = Messages::parse("x", "direction = 'rtl'").unwrap();
        let mut out = Vec::new();
        Html.render(&sample::report(article), &messages, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_comes_from_outside_is_inert() {
        let mut article = sample::article("</p><script>x()</script> \u{202E}said\u{1b}[31m so.", &[(0, 24)]);
        article.document.url = Some("javascript:alert(1)".into());
        article.document.publisher = Some("<img src=x onerror=y>".into());
        let page = page(article);
        assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("href=\"javascript"), "{page}");
        assert!(page.contains("⟨U+202E⟩") && !page.contains('\u{202E}') && !page.contains('\u{1b}'));
    }

    #[test]
    fn nothing_is_fetched() {
        let page = page(sample::article("Sales rose.", &[(0, 10)]));
        for ask in ["src=", "url(", "@import", "<link", "<script", "<iframe", "<form"] {
            assert!(!page.contains(ask), "{ask}");
        }
        assert!(page.contains("default-src 'none'") && page.contains("dir=\"rtl\""));
        assert!(page.contains(&"ab".repeat(32)));
    }
}
