//! `onrecord claims`: what the ledger holds.

use clap::Args;

use super::context::{Global, check_language};
use super::exit::{Done, Failure};
use super::filter::FilterOptions;
use super::output::{self, Format, FormatOption};
use crate::lang::Messages;
use crate::report::csv;
use crate::report::figure::{date, figure};
use crate::report::view::ClaimView;

const EXAMPLES: &str = "\
Examples:
  onrecord claims --source \"Financial Times\"
  onrecord claims chips --unit USD --min 1e9 --format json
  onrecord claims --unnamed-only --since 2025-07-01 --format csv > claims.csv";

/// List the claims that meet every condition given
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(flatten)]
    filter: FilterOptions,
    #[command(flatten)]
    format: FormatOption,
}

pub fn run(global: &Global, arguments: &Arguments) -> Result<Done, Failure> {
    let packs = global.packs()?;
    let messages = global.messages(&packs)?;
    check_language(&packs, arguments.filter.lang.as_deref())?;
    let claims = global.open_read_only(packs)?.claims(&arguments.filter.filter())?;
    print(arguments.format.format, &messages, &claims)?;
    Ok(Done::Clean)
}

/// Columns of the table; CSV has all of a report's.
const COLUMNS: output::Columns = &["id", "figures", "text", "roots", "corroboration", "content"];

/// Prints claims as a list.
pub fn print(format: Format, messages: &Messages, claims: &[ClaimView]) -> Result<(), Failure> {
    match format {
        Format::Csv => output::list(format, messages, claims, csv::COLUMNS, |claim| csv::row(claim, messages), ""),
        _ => output::list(format, messages, claims, COLUMNS, |claim| row(claim, messages), "list.no_claims"),
    }
}

/// Most characters of a claim in a table; `show` has the whole.
const SHOWN: usize = 160;

fn row(claim: &ClaimView, messages: &Messages) -> Vec<String> {
    vec![
        claim.id.clone(),
        figures(claim, messages),
        shortened(&claim.text),
        claim.roots.join(messages.get("list.semicolon")),
        messages.word("corroboration", claim.corroboration.as_str()).to_owned(),
        content(claim, messages),
    ]
}

/// The verdict on the content, and whether it still holds for what stands there now.
fn content(claim: &ClaimView, messages: &Messages) -> String {
    let verdict = messages.word("verdict", claim.verdict.content.as_str()).to_owned();
    let stale = claim.stale.then(|| messages.get("column.stale").to_owned());
    let presence = match (&claim.successor, claim.presence.as_str()) {
        (Some(claim), presence) => {
            let values = [("presence", messages.word("presence", presence)), ("claim", claim.as_str())];
            Some(messages.fill("show.successor", &values))
        }
        (None, presence @ ("vanished" | "dropped")) => Some(messages.word("presence", presence).to_owned()),
        _ => None,
    };
    std::iter::once(verdict).chain(stale).chain(presence).collect::<Vec<_>>().join(messages.get("list.semicolon"))
}

/// Figures and dates of a claim in the reader's words.
pub fn figures(claim: &ClaimView, messages: &Messages) -> String {
    let figures = claim.quantities.iter().map(|quantity| figure(quantity, messages));
    figures
        .chain(claim.times.iter().map(|time| date(time, messages)))
        .collect::<Vec<_>>()
        .join(messages.get("list.semicolon"))
}

fn shortened(text: &str) -> String {
    let mut letters = text.chars();
    let mut short: String = letters.by_ref().take(SHOWN).collect();
    if letters.next().is_some() {
        short.push('…');
    }
    short
}
