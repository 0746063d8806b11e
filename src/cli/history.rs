//! `onrecord history`: everything that happened to a claim.

use clap::Args;

use super::context::Global;
use super::exit::{Done, Failure};
use super::output::{self, FormatOption};
use crate::app::HistoryRow;
use crate::lang::Messages;

const EXAMPLES: &str = "\
Examples:
  onrecord history C7
  onrecord history C7 --format json";

/// Show what happened to a claim: who, when, before and after, why
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Id of the claim
    #[arg(value_name = "C7")]
    claim: String,
    #[command(flatten)]
    format: FormatOption,
}

pub fn run(global: &Global, arguments: &Arguments) -> Result<Done, Failure> {
    let packs = global.packs()?;
    let messages = global.messages(&packs)?;
    let rows = global.open_read_only(packs)?.history(&arguments.claim)?;
    let columns = &["seq", "at", "actor", "event", "detail"];
    output::list(arguments.format.format, &messages, &rows, columns, |entry| row(entry, &messages), "list.none")?;
    Ok(Done::Clean)
}

fn row(entry: &HistoryRow, messages: &Messages) -> Vec<String> {
    let changes = entry.changes.iter().map(|change| {
        let vocabulary = if change.field == "progress" { "progress" } else { "verdict" };
        let word = |value: &Option<String>| {
            value.as_deref().map_or("–".to_owned(), |value| messages.word(vocabulary, value).to_owned())
        };
        format!("{} {} → {}", messages.word("column", &change.field), word(&change.before), word(&change.after))
    });
    let detail: Vec<String> = changes.chain(entry.note.clone()).chain(entry.reason.clone()).collect();
    vec![
        entry.seq.to_string(),
        entry.at.clone(),
        entry.actor.clone(),
        messages.word("event", &entry.event).to_owned(),
        detail.join("; "),
    ]
}
