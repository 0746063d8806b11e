//! `onrecord import`: another ledger's bundle.

use clap::Args;
use std::io::BufReader;
use std::path::PathBuf;

use super::context::Global;
use super::exit::{Done, Failure};
use super::output;
use crate::ledger::Bundle;

const EXAMPLES: &str = "\
Examples:
  onrecord import desk-a.jsonl";

/// Merge a bundle of another ledger: verdicts stand side by side, none is overwritten
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The bundle
    file: PathBuf,
}

pub fn run(global: &Global, arguments: &Arguments) -> Result<Done, Failure> {
    let packs = global.packs()?;
    let messages = global.messages(&packs)?;
    // Read to its end before a ledger is opened: none is begun for a bundle that is damaged.
    let mut file = BufReader::new(crate::intake::open(&arguments.file)?);
    let bundle = Bundle::read(&mut file).map_err(Failure::Ledger)?;
    let done = global.open(packs)?.import(bundle)?;
    let (added, known, files) = (done.added.to_string(), done.known.to_string(), done.files.to_string());
    let values = [("ledger", done.ledger.as_str()), ("added", &added), ("known", &known), ("files", &files)];
    output::lines([messages.fill("work.imported", &values)])?;
    Ok(Done::Clean)
}
