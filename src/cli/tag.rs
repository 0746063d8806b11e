//! `onrecord tag`: words put on claims.

use clap::Args;

use super::context::Global;
use super::exit::{Done, Failure};
use super::output::FormatOption;
use super::work;

const EXAMPLES: &str = "\
Examples:
  onrecord tag C7 budget
  onrecord tag C7 budget --remove";

/// Put a word on a claim, or take it off
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Id of the claim
    #[arg(value_name = "C7")]
    claim: String,
    /// The word
    word: String,
    /// Take it off
    #[arg(long)]
    remove: bool,
    #[command(flatten)]
    format: FormatOption,
}

pub fn run(global: &Global, arguments: &Arguments) -> Result<Done, Failure> {
    let packs = global.packs()?;
    let messages = global.messages(&packs)?;
    global.open_read_only(packs.clone())?.has_claim(&arguments.claim)?;
    let event = global.open(packs)?.tag(&arguments.claim, &arguments.word, arguments.remove)?;
    work::done(
        arguments.format.format,
        &messages,
        &arguments.claim,
        &event,
        &format!("{}{}", if arguments.remove { "−" } else { "+" }, arguments.word),
    )
}
