//! `onrecord signoff`: a second checker's signature.

use clap::Args;

use super::context::Global;
use super::exit::{Done, Failure};
use super::output::{self, Format, FormatOption};
use super::work;

const EXAMPLES: &str = "\
Examples:
  onrecord signoff C7
  onrecord signoff C7 --note \"read the contract too\"
  onrecord signoff --second-person true";

/// Sign a claim's verdicts off as a second checker
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Id of the claim
    #[arg(value_name = "C7", required_unless_present = "second_person")]
    claim: Option<String>,
    /// What you want to say about it
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Whether this ledger asks for another person than the one who set the verdict
    #[arg(long, value_name = "BOOL", conflicts_with_all = ["claim", "note"])]
    second_person: Option<bool>,
    #[command(flatten)]
    format: FormatOption,
}

pub fn run(global: &Global, arguments: &Arguments) -> Result<Done, Failure> {
    let packs = global.packs()?;
    let messages = global.messages(&packs)?;
    let reading = global.open_read_only(packs.clone())?;
    let Some(claim) = &arguments.claim else {
        let demanded = arguments.second_person.unwrap_or(false);
        let event = global.open(packs)?.demand_second_person(demanded)?;
        if arguments.format.format == Format::Table {
            let key = if demanded { "work.second_person" } else { "work.any_person" };
            output::lines([messages.fill(key, &[("seq", &event.seq.to_string())])])?;
            return Ok(Done::Clean);
        }
        return work::done(arguments.format.format, &messages, "–", &event, "");
    };
    reading.has_claim(claim)?;
    let event = global.open(packs)?.sign_off(claim, arguments.note.as_deref())?;
    work::done(arguments.format.format, &messages, claim, &event, "")
}
