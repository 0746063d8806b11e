//! `onrecord checkpoint`: the signed size and root.

use clap::Args;
use std::path::PathBuf;

use super::context::Global;
use super::exit::{Done, Failure};
use super::{output, work};

const EXAMPLES: &str = "\
Examples:
  onrecord checkpoint -o /mnt/stick/onrecord.checkpoint
  onrecord checkpoint --key ~/keys/onrecord.key";

/// Sign the ledger as it is now; keep the checkpoint where the ledger is not
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The file to write; standard output when left out
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    signing: work::Signing,
}

pub fn run(global: &Global, arguments: &Arguments) -> Result<Done, Failure> {
    let packs = global.packs()?;
    let messages = global.messages(&packs)?;
    let key = arguments.signing.key()?;
    let (checkpoint, verifier) = global.open_read_only(packs)?.checkpoint(&key)?;
    let Some(path) = &arguments.output else {
        output::print(|out| out.write_all(checkpoint.as_bytes()))?;
        return Ok(Done::Clean);
    };
    let name = path.display().to_string();
    work::write_private(path, checkpoint.as_bytes())?;
    let verifier = verifier.to_string();
    output::lines([messages.fill("work.checkpoint", &[("file", &name), ("key", &verifier)])])?;
    Ok(Done::Clean)
}
