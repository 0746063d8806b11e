//! `onrecord coverage`: what gave no claim.

use clap::Args;

use super::context::Global;
use super::exit::{Done, Failure};
use super::output::{self, Format, FormatOption};
use crate::app::Uncovered;

const EXAMPLES: &str = "\
Examples:
  onrecord coverage D3
  onrecord coverage D3 --format json";

/// List the sentences of a document that have a figure or a reporting word and gave no claim
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Id of the document
    #[arg(value_name = "D3")]
    document: String,
    #[command(flatten)]
    format: FormatOption,
}

pub fn run(global: &Global, arguments: &Arguments) -> Result<Done, Failure> {
    let packs = global.packs()?;
    let messages = global.messages(&packs)?;
    let coverage = global.open_read_only(packs)?.coverage(&arguments.document)?;
    if matches!(arguments.format.format, Format::Json | Format::Jsonl) {
        output::object(arguments.format.format, &coverage)?;
        return Ok(Done::Clean);
    }
    if arguments.format.format == Format::Table {
        let numbers = [coverage.sentences, coverage.candidates, coverage.covered].map(|number| number.to_string());
        let [sentences, candidates, covered] = &numbers;
        let values = [("sentences", sentences.as_str()), ("candidates", candidates), ("covered", covered)];
        output::lines([messages.fill("work.coverage", &values)])?;
    }
    let columns = &["start", "end", "detail", "sentence"];
    let row =
        |row: &Uncovered| vec![row.start.to_string(), row.end.to_string(), row.because.join("; "), row.text.clone()];
    output::list(arguments.format.format, &messages, &coverage.uncovered, columns, row, "list.none")?;
    Ok(Done::Clean)
}
