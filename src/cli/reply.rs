//! `onrecord reply`: the right of reply.

use chrono::NaiveDate;
use clap::Args;

use super::context::Global;
use super::exit::{Done, Failure};
use super::output::FormatOption;
use super::{value, work};
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
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = value::day)]
    asked: Option<NaiveDate>,
    /// By when an answer was asked for
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = value::day)]
    deadline: Option<NaiveDate>,
    /// What came back
    #[arg(long, value_name = "TEXT")]
    answer: Option<String>,
    /// When it came back
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = value::day)]
    answered: Option<NaiveDate>,
    #[command(flatten)]
    format: FormatOption,
}

pub fn run(global: &Global, arguments: &Arguments) -> Result<Done, Failure> {
    let reply = Reply {
        to: arguments.to.clone(),
        by: arguments.by.clone(),
        asked_at: arguments.asked.map(|day| day.to_string()),
        deadline: arguments.deadline.map(|day| day.to_string()),
        answer: arguments.answer.clone(),
        answered_at: arguments.answered.map(|day| day.to_string()),
    };
    let packs = global.packs()?;
    let messages = global.messages(&packs)?;
    global.open_read_only(packs.clone())?.has_claim(&arguments.claim)?;
    let event = global.open(packs)?.record_reply(&arguments.claim, &reply)?;
    work::done(arguments.format.format, &messages, &arguments.claim, &event, &arguments.to)
}
