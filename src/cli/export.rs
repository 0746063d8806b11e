//! `onrecord export`: the ledger as a bundle.

use clap::Args;
use std::io::BufWriter;
use std::path::PathBuf;

use super::context::Global;
use super::exit::{Done, Failure};
use super::{output, work};

const EXAMPLES: &str = "\
Examples:
  onrecord export -o desk-a.jsonl
  onrecord export > desk-a.jsonl";

/// Write the whole ledger as a bundle, to be merged into another
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The file to write; standard output when left out
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub fn run(global: &Global, arguments: &Arguments) -> Result<Done, Failure> {
    let packs = global.packs()?;
    let messages = global.messages(&packs)?;
    let app = global.open_read_only(packs)?;
    let Some(path) = &arguments.output else {
        app.export(&mut std::io::stdout().lock())?;
        return Ok(Done::Clean);
    };
    let name = path.display().to_string();
    let mut file = BufWriter::new(work::private_file(path)?);
    app.export(&mut file)?;
    file.into_inner()
        .map_err(|error| error.into_error())
        .and_then(|file| file.sync_all())
        .map_err(|error| Failure::output(&name, &error))?;
    output::lines([messages.fill("work.written", &[("file", &name)])])?;
    Ok(Done::Clean)
}
