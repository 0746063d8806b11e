//! `onrecord rebuild`: tables anew from the events.

use clap::Args;

use super::context::Global;
use super::exit::{Done, Failure};
use super::output;

const EXAMPLES: &str = "\
Examples:
  onrecord rebuild";

/// Make every table anew from the events
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {}

pub fn run(global: &Global, _: &Arguments) -> Result<Done, Failure> {
    let packs = global.packs()?;
    let messages = global.messages(&packs)?;
    global.open_read_only(packs.clone())?;
    let events = global.open(packs)?.rebuild()?.to_string();
    output::lines([messages.fill("work.rebuilt", &[("events", &events)])])?;
    Ok(Done::Clean)
}
