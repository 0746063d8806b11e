//! `onrecord backup`: a copy of the ledger.

use clap::Args;
use std::path::PathBuf;

use super::context::Global;
use super::exit::{Done, Failure};
use super::output;

const EXAMPLES: &str = "\
Examples:
  onrecord backup /mnt/disk/onrecord-2026-03-01.db";

/// Copy the ledger into a new file, while others may write to it
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The new file; never one that is there already
    file: PathBuf,
}

pub fn run(global: &Global, arguments: &Arguments) -> Result<Done, Failure> {
    let packs = global.packs()?;
    let messages = global.messages(&packs)?;
    global.open_read_only(packs)?.ledger().backup(&arguments.file).map_err(Failure::Ledger)?;
    output::lines([messages.fill("work.written", &[("file", &arguments.file.display().to_string())])])?;
    Ok(Done::Clean)
}
