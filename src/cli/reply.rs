//! `onrecord reply`: the right of reply.

use clap::Args;

use super::context::Global;
use super::exit::{Done, Failure};
use super::output::FormatOption;
use super::work;
use crate::ledger::Reply;

const EXAMPLES: &str = "\
Examples:
  onrecord reply C7 --to \"Ministry of Finance\" --by e-mail --asked 2026-03-01
  onrecord reply C7 --to \"Ministry of Finance\" --answer \"We deny it.\" --answered 2026-03-02";

/// Record who was asked about a claim, and what came back
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Id of the claim
    #[arg(value_name = "C7")]
    claim: String,
    /// Who was asked
    #[arg(long, value_name = "NAME")]
    to: String,
    /// How: e-mail, telephone, letter
    #[arg(long, value_name = "HOW")]
    by: Option<String>,
    /// When they were asked
    #[arg(long, value_name = "DATE")]
    asked: Option<String>,
    /// By when an answer was asked for
    #[arg(long, value_name = "DATE")]
    deadline: Option<String>,
    /// What came back
    #[arg(long, value_name = "TEXT")]
    answer: Option<String>,
    /// When it came back
    #[arg(long, value_name = "DATE")]
    answered: Option<String>,
    #[command(flatten)]
    format: FormatOption,
}

pub fn run(global: &Global, arguments: &Arguments) -> Result<Done, Failure> {
    let reply = Reply {
        to: arguments.to.clone(),
        by: arguments.by.clone(),
        asked_at: arguments.asked.clone(),
        deadline: arguments.deadline.clone(),
        answer: arguments.answer.clone(),
        answered_at: arguments.answered.clone(),
    };
    let packs = global.packs()?;
    let messages = global.messages(&packs)?;
    global.open_read_only(packs.clone())?.has_claim(&arguments.claim)?;
    let event = global.open(packs)?.record_reply(&arguments.claim, &reply)?;
    work::done(arguments.format.format, &messages, &arguments.claim, &event, &arguments.to)
}
