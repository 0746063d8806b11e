//! `onrecord queue`: what to check next.

use clap::Args;

use super::context::Global;
use super::exit::{Done, Failure};
use super::output::{self, FormatOption};

#[derive(serde::Serialize)]
struct Row {
    id: String,
    score: u64,
    because: Vec<&'static str>,
    summary: String,
    #[serde(skip)]
    figures: String,
    text: String,
}

const EXAMPLES: &str = "\
Examples:
  onrecord queue
  onrecord queue --limit 50 --format json";

/// List what to check next, and why
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// No more claims than this
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    #[command(flatten)]
    format: FormatOption,
}

pub fn run(global: &Global, arguments: &Arguments) -> Result<Done, Failure> {
    let packs = global.packs()?;
    let messages = global.messages(&packs)?;
    let app = global.open_read_only(packs)?;
    let mut rows = Vec::new();
    for entry in app.queue(arguments.limit)? {
        let claim = app.claim(&entry.claim)?;
        let because = entry.reasons.iter().map(|reason| reason.as_str()).collect();
        rows.push(Row {
            id: entry.claim,
            score: entry.score,
            because,
            figures: super::claims::figures(&claim, &messages),
            summary: claim.summary,
            text: claim.text,
        });
    }
    let columns = &["id", "worth", "figures", "detail", "text"];
    let row = |row: &Row| {
        let because: Vec<&str> = row.because.iter().map(|reason| messages.word("queue", reason)).collect();
        let because = because.join(messages.get("list.semicolon"));
        vec![row.id.clone(), row.score.to_string(), row.figures.clone(), because, row.text.clone()]
    };
    output::list(arguments.format.format, &messages, &rows, columns, row, "list.none")?;
    Ok(Done::Clean)
}
