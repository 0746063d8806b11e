//! Markdown, for mail and shared documents.

use std::io::{self, Write};

use super::Renderer;
use super::sheet::{self, Row, Step};
use super::view::Report;
use crate::lang::messages::Messages;

/// One section for each article, one subsection for each claim.
pub struct Markdown;

impl Renderer for Markdown {
    fn name(&self) -> &'static str {
        "md"
    }

    fn render(&self, report: &Report, messages: &Messages, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "# {}\n", messages.get("report.title"))?;
        writeln!(out, "- {}: {}", messages.get("report.filter"), plain(&sheet::filter(report, messages)))?;
        writeln!(out, "- {}", sheet::summary(report, messages))?;
        writeln!(out, "- {}", plain(&sheet::made(report, messages)))?;
        for article in &report.articles {
            writeln!(out, "\n## {}\n", plain(&sheet::headline(article)))?;
            writeln!(out, "{}", plain(&sheet::imprint(article).join(" · ")))?;
            if let Some(url) = &article.document.url {
                writeln!(out, "\n`{}`", sheet::shown(url).replace('`', "'"))?;
            }
            if !article.notes.is_empty() {
                writeln!(out, "\n{}:\n", messages.get("report.notes"))?;
            }
            for note in &article.notes {
                writeln!(out, "- {}: {}", messages.word("note", note.kind.as_str()), plain(&note.text))?;
            }
            for row in sheet::rows(article, messages) {
                write_row(&row, messages, out)?;
            }
        }
        let events = report.ledger.events.to_string();
        writeln!(out, "\n---\n\n{} `{}`", messages.fill("report.head", &[("events", &events)]), report.ledger.head)?;
        writeln!(out, "\n{}", messages.get("report.head_use"))
    }
}

fn write_row(row: &Row, messages: &Messages, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n### {}\n", row.id)?;
    for line in row.text.lines() {
        writeln!(out, "> {}", plain(line))?;
    }
    writeln!(out)?;
    let mut item = |key: &str, text: String| match text.is_empty() {
        true => Ok(()),
        false => writeln!(out, "- {}: {text}", messages.get(key)),
    };
    item("report.figures", plain(&row.figures.join("; ")))?;
    let chain: Vec<String> = row.chain.iter().map(|hop| step(hop, messages)).collect();
    item("column.chain", if chain.is_empty() { messages.get("chain.none").to_owned() } else { chain.join(" → ") })?;
    item("report.rests_on", row.basis.iter().map(|hop| step(hop, messages)).collect::<Vec<_>>().join("; "))?;
    item("column.corroboration", format!("{} ({})", row.corroboration, row.outlets))?;
    item("column.attribution", row.attribution.clone())?;
    item("column.content", row.content.clone())?;
    item("column.progress", row.progress.clone())?;
    item("column.evidence", plain(&[row.evidence.as_slice(), &row.remarks].concat().join("; ")))?;
    item("column.questions", row.questions.join(" "))
}

fn step(hop: &Step, messages: &Messages) -> String {
    let name = if hop.root { format!("**{}**", plain(&hop.name)) } else { plain(&hop.name) };
    let root = if hop.root { format!(", {}", messages.get("chain.root")) } else { String::new() };
    format!("{name} ({}{root})", hop.kind)
}

/// Text with the characters that Markdown or HTML would take for marks escaped, on one line.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for letter in sheet::shown(text).chars() {
        if matches!(letter, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '!' | '&' | '~') {
            out.push('\\');
        }
        out.push(if letter == '\n' { ' ' } else { letter });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn text_from_outside_is_no_markup() {
        let messages = Messages::parse("x", "").unwrap();
        let article = sample::article("<b>*big*</b> [x](y) rose.", &[(0, 20)]);
        let mut out = Vec::new();
        Markdown.render(&sample::report(article), &messages, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("> \\<b\\>\\*big\\*\\</b\\> \\[x\\](y"), "{text}");
        assert!(text.contains("## Sales \\& \\<b\\>profits"));
    }
}
