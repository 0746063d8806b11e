//! `onrecord explain`: why a claim was read the way it was.

use clap::Args;

use super::context::Global;
use super::exit::{Done, Failure};
use super::output::{self, Format, FormatOption};

const EXAMPLES: &str = "\
Examples:
  onrecord explain C7
  onrecord explain C7 --in ar
  onrecord explain C7 --format json";

/// Say why a claim was taken: rules, words, values, and where its source was carried from
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
    let explanation = global.open_read_only(packs)?.explain(&arguments.claim, &messages)?;
    match arguments.format.format {
        Format::Table => {
            output::lines(explanation.lines.iter().map(|line| format!("{}{}", "    ".repeat(line.depth), line.text)))?
        }
        Format::Csv => {
            let row = |line: &crate::app::Line| vec![line.depth.to_string(), line.text.clone()];
            output::list(Format::Csv, &messages, &explanation.lines, &["depth", "text"], row, "")?;
        }
        format => output::object(format, &explanation)?,
    }
    Ok(Done::Clean)
}
