//! `onrecord history`: everything that happened to a claim.

use clap::Args;

use super::context::Global;
use super::exit::{Done, Failure};
use super::output::{self, Format, FormatOption};
use super::work;
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
    print(arguments.format.format, &messages, &rows)?;
    Ok(Done::Clean)
}

/// Prints what happened as a list.
pub fn print(format: Format, messages: &Messages, rows: &[HistoryRow]) -> Result<(), Failure> {
    let columns = &["seq", "at", "actor", "event", "detail"];
    output::list(format, messages, rows, columns, |entry| row(entry, format, messages), "list.none")
}

fn row(entry: &HistoryRow, format: Format, messages: &Messages) -> Vec<String> {
    let changes = entry.changes.iter().map(|change| {
        let vocabulary = match change.field.as_str() {
            "progress" => Some("progress"),
            "attribution" | "content" => Some("verdict"),
            "presence" => Some("presence"),
            "kind" => Some("source_kind"),
            "evidence" => Some("stance"),
            _ => None,
        };
        let word = |value: &Option<String>| match (value, vocabulary) {
            (None, _) => "–".to_owned(),
            (Some(value), Some(vocabulary)) => messages.word(vocabulary, value).to_owned(),
            (Some(value), None) => value.clone(),
        };
        let (before, after) = (word(&change.before), word(&change.after));
        let field = messages.word("column", &change.field);
        messages.fill("history.change", &[("field", field), ("before", &before), ("after", &after)])
    });
    // In a table, the beginning of a ledger's name tells it from others.
    let letters = if format == Format::Table { 8 } else { usize::MAX };
    let from = entry.ledger.as_ref().map(|ledger| {
        let name: String = ledger.chars().take(letters).collect();
        messages.fill("history.ledger", &[("ledger", &name)])
    });
    let reply = entry.reply.as_ref().map(|reply| work::reply_line(reply, messages));
    let said = reply.into_iter().chain(entry.note.clone()).chain(entry.reason.clone());
    let detail: Vec<String> = from.into_iter().chain(changes).chain(said).collect();
    vec![
        entry.seq.to_string(),
        entry.at.clone(),
        entry.actor.clone(),
        messages.word("event", &entry.event).to_owned(),
        detail.join(messages.get("list.semicolon")),
    ]
}
