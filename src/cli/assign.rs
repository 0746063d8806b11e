//! `onrecord assign`: whose work a claim is.

use clap::Args;

use super::context::Global;
use super::exit::{Done, Failure};
use super::output::FormatOption;
use super::work;

const EXAMPLES: &str = "\
Examples:
  onrecord assign C7 lina
  onrecord assign C7";

/// Give a claim to somebody, or to nobody
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Id of the claim
    #[arg(value_name = "C7")]
    claim: String,
    /// Who; nobody when left out
    person: Option<String>,
    #[command(flatten)]
    format: FormatOption,
}

pub fn run(global: &Global, arguments: &Arguments) -> Result<Done, Failure> {
    let packs = global.packs()?;
    let messages = global.messages(&packs)?;
    global.open_read_only(packs.clone())?.has_claim(&arguments.claim)?;
    let event = global.open(packs)?.assign(&arguments.claim, arguments.person.as_deref())?;
    work::done(arguments.format.format, &messages, &arguments.claim, &event, arguments.person.as_deref().unwrap_or("–"))
}
