//! Comma-separated values that a spreadsheet cannot take for formulas.

use std::borrow::Cow;
use std::io::{self, Write};

use super::view::{ClaimView, Report};
use super::{Renderer, figure};
use crate::lang::messages::Messages;

/// One row for each claim.
pub struct Csv;

/// The columns of a claim, by their keys below `column` in `messages.toml`.
pub const COLUMNS: &[&str] = &[
    "claim",
    "document",
    "publisher",
    "published_at",
    "title",
    "url",
    "text",
    "figures",
    "times",
    "source",
    "roots",
    "basis",
    "corroboration",
    "outlets",
    "independent_roots",
    "progress",
    "attribution",
    "content",
    "evidence",
    "worth",
    "start",
    "end",
    "sentence",
];

impl Renderer for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn render(&self, report: &Report, messages: &Messages, out: &mut dyn Write) -> io::Result<()> {
        let header: Vec<String> = COLUMNS.iter().map(|key| (*key).to_owned()).collect();
        write(out, &header, report.claims().map(|claim| row(claim, messages)))
    }
}

/// A claim as a row under [`COLUMNS`].
pub fn row(claim: &ClaimView, messages: &Messages) -> Vec<String> {
    let some = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![
        claim.id.clone(),
        claim.document.id.clone(),
        some(&claim.document.publisher),
        some(&claim.document.published_at),
        some(&claim.document.title),
        some(&claim.document.url),
        claim.text.clone(),
        join(claim.quantities.iter().map(|quantity| figure::figure(quantity, messages))),
        join(claim.times.iter().map(|time| figure::date(time, messages))),
        claim.source.as_ref().map(|source| source.name.clone()).unwrap_or_default(),
        join(claim.roots.iter().cloned()),
        join(claim.basis.iter().map(|hop| hop.name.clone())),
        claim.corroboration.to_string(),
        claim.outlets.to_string(),
        claim.independent_roots.to_string(),
        claim.progress.to_string(),
        claim.verdict.attribution.to_string(),
        claim.verdict.content.to_string(),
        claim.evidence.len().to_string(),
        claim.worth.to_string(),
        claim.start.to_string(),
        claim.end.to_string(),
        claim.sentence.clone(),
    ]
}

fn join(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join("; ")
}

/// Writes a table with each cell made [`inert`]; lines end in CR LF (RFC 4180).
pub fn write(out: &mut dyn Write, header: &[String], rows: impl Iterator<Item = Vec<String>>) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    writer.write_record(header)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| inert(cell).into_owned()))?;
    }
    writer.flush()
}

/// A cell that no spreadsheet runs, whichever of `,` `;` tab or a line break it splits cells at: where
/// a piece begins with a sign that opens a formula, after spaces or apostrophes, an apostrophe is set
/// before it. Taking one apostrophe away from each such piece gives the value back. Numbers stay numbers.
pub fn inert(cell: &str) -> Cow<'_, str> {
    let is_number = cell.strip_prefix('-').is_some_and(|digits| digits.parse::<rust_decimal::Decimal>().is_ok());
    if is_number || !pieces(cell).any(opens_formula) {
        return Cow::Borrowed(cell);
    }
    let mut out = String::with_capacity(cell.len() + 4);
    for piece in pieces(cell) {
        if opens_formula(piece) {
            out.push('\'');
        }
        out.push_str(piece);
    }
    Cow::Owned(out)
}

/// The cell cut after each character that a spreadsheet may take for the end of one.
fn pieces(cell: &str) -> impl Iterator<Item = &str> {
    cell.split_inclusive([';', '\t', '\n', '\r', ','])
}

fn opens_formula(piece: &str) -> bool {
    let first = piece.trim_start_matches([' ', '\u{A0}', '\'', '"', '\0']).chars().next();
    first.is_some_and(|first| {
        matches!(first, '=' | '+' | '-' | '@' | '|' | '%' | '\t' | '\r' | '＝' | '＋' | '－' | '＠')
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_made_inert_and_numbers_are_not() {
        for (cell, safe) in [
            ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t'=1"),
            ("＝1+2", "'＝1+2"),
            ("'=1", "''=1"),
            ("a;=1+2", "a;'=1+2"),
            (" +1", "' +1"),
            ("-5.5", "-5.5"),
            ("-5 or so", "'-5 or so"),
            ("\"", "\""),
            ("5% more", "5% more"),
        ] {
            assert_eq!(inert(cell), safe);
        }
    }

    /// What takes the apostrophes away again.
    fn original(cell: &str) -> String {
        let strip = |piece: &str| match piece.strip_prefix('\'') {
            Some(rest) if opens_formula(rest) => rest.to_owned(),
            _ => piece.to_owned(),
        };
        pieces(cell).map(strip).collect()
    }

    proptest! {
        #[test]
        fn no_piece_opens_a_formula_and_the_value_comes_back(cell in "[ a=+@;,\t\r\n'\"1-]{0,12}") {
            let safe = inert(&cell);
            for piece in safe.split([';', '\t', '\n', '\r', ',']) {
                let first = piece.trim_start_matches([' ', '"']).chars().next();
                let number = safe.parse::<rust_decimal::Decimal>().is_ok();
                prop_assert!(number || !first.is_some_and(|first| "=+-@".contains(first)), "{piece:?} of {safe:?}");
            }
            prop_assert_eq!(original(&safe), cell);
        }
    }
}
