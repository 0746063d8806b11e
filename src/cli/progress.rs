//! `onrecord progress`: how far the checking has come.

use clap::Args;

use super::context::Global;
use super::exit::{Done, Failure};
use super::output::FormatOption;
use super::work;
use crate::model::Progress;

const EXAMPLES: &str = "\
Examples:
  onrecord progress C7 in_progress
  onrecord progress C7 done --note \"both verdicts set\"";

/// Say how far the checking of a claim has come
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Id of the claim
    #[arg(value_name = "C7")]
    claim: String,
    /// new, queued, in_progress, awaiting_reply, done, reopened
    state: Progress,
    /// Why
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[command(flatten)]
    format: FormatOption,
}

pub fn run(global: &Global, arguments: &Arguments) -> Result<Done, Failure> {
    let packs = global.packs()?;
    let messages = global.messages(&packs)?;
    global.open_read_only(packs.clone())?.has_claim(&arguments.claim)?;
    let event = global.open(packs)?.set_progress(&arguments.claim, arguments.state, arguments.note.as_deref())?;
    work::done(
        arguments.format.format,
        &messages,
        &arguments.claim,
        &event,
        messages.word("progress", arguments.state.as_str()),
    )
}
