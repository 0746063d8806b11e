//! `onrecord reextract`: stored documents read again, and how `rules diff` and it tell what changes.

use clap::Args;

use super::context::Global;
use super::exit::{Done, Failure};
use super::output::{self, Columns, Format, FormatOption};
use crate::app::{DifferenceRow, Reading, Reread};
use crate::lang::Messages;
use crate::ledger::Difference;
use crate::report::figure::{date, figure};

const EXAMPLES: &str = "\
Examples:
  onrecord rules diff
  onrecord reextract
  onrecord reextract D3 D4 --rules newsroom/

A claim keeps its id and all work on it. No verdict is touched; one on words that are now read otherwise is marked
stale. `onrecord rules diff` shows the same before anything is written.";

/// Read stored documents again by the rules now in force, and write down what changes
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Ids of documents; all when left out
    #[arg(value_name = "D3")]
    documents: Vec<String>,
    #[command(flatten)]
    format: FormatOption,
}

pub fn run(global: &Global, arguments: &Arguments) -> Result<Done, Failure> {
    let packs = global.packs()?;
    let messages = global.messages(&packs)?;
    // A ledger is begun by adding to it, not by reading it again.
    global.open_read_only(packs.clone())?;
    let reread = global.open(packs)?.reextract(&arguments.documents)?;
    tell(&reread, arguments.format.format, &messages, "reextract.done")?;
    Ok(Done::Clean)
}

const COLUMNS: Columns = &["document", "claim", "difference", "detail"];

/// Every claim that changes and, for people, how many; `summary` is the message that counts them.
pub fn tell(reread: &Reread, format: Format, messages: &Messages, summary: &str) -> Result<(), Failure> {
    if format != Format::Table || !reread.differences.is_empty() {
        output::list(format, messages, &reread.differences, COLUMNS, |row| cells(row, messages), "list.none")?;
    }
    if format != Format::Table {
        return Ok(());
    }
    let counts = [
        ("documents", reread.documents),
        ("added", reread.count(Difference::Added)),
        ("removed", reread.count(Difference::Removed)),
        ("altered", reread.count(Difference::Altered)),
        ("reweighed", reread.count(Difference::Reweighed)),
        ("stale", reread.stale()),
    ]
    .map(|(name, count)| (name, count.to_string()));
    let values: Vec<(&str, &str)> = counts.iter().map(|(name, count)| (*name, count.as_str())).collect();
    output::lines([messages.fill(summary, &values)])
}

fn cells(row: &DifferenceRow, messages: &Messages) -> Vec<String> {
    let detail = match (&row.before, &row.after) {
        (Some(before), Some(after)) => {
            // The root is the last of the chain.
            let told = row.fields.iter().filter(|field| **field != "roots" || !row.fields.contains(&"chain"));
            let changes = told.map(|field| {
                let (before, after) = (value(before, field, messages), value(after, field, messages));
                messages.fill(
                    "reextract.field",
                    &[("field", messages.word("column", field)), ("before", &before), ("after", &after)],
                )
            });
            let stale = row.stale.then(|| messages.get("reextract.stale").to_owned());
            changes.chain(stale).collect::<Vec<_>>().join(messages.get("list.semicolon"))
        }
        (before, after) => before.as_ref().or(after.as_ref()).map(|reading| reading.text.clone()).unwrap_or_default(),
    };
    vec![
        row.document.clone(),
        row.claim.clone().unwrap_or_default(),
        messages.word("difference", row.difference.as_str()).to_owned(),
        detail,
    ]
}

/// One field of a claim in the reader's words.
fn value(reading: &Reading, field: &str, messages: &Messages) -> String {
    let names = |names: Vec<String>| match names.is_empty() {
        true => "–".to_owned(),
        false => names.join(messages.get("list.semicolon")),
    };
    match field {
        "text" => messages.fill("report.evidence_quote", &[("quote", &reading.text)]),
        "kind" => messages.word("claim_kind", reading.kind.as_str()).to_owned(),
        "figures" => names(reading.quantities.iter().map(|quantity| figure(quantity, messages)).collect()),
        "times" => names(reading.times.iter().map(|time| date(time, messages)).collect()),
        "chain" => names(reading.chain.iter().map(|hop| hop.name.clone()).collect()),
        "basis" => names(reading.basis.iter().map(|hop| hop.name.clone()).collect()),
        "roots" => names(reading.roots.clone()),
        _ => format!("{:.2}", reading.worth),
    }
}
