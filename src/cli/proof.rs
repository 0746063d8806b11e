//! `onrecord proof`: a claim's history, to be checked without the ledger.

use clap::Args;
use std::path::PathBuf;

use super::context::Global;
use super::exit::{Done, Failure};
use super::{output, work};

const EXAMPLES: &str = "\
Examples:
  onrecord proof C7 -o c7.json
  onrecord proof C7 C8 --key ~/keys/onrecord.key
  python3 schema/verify_ledger.py --proof c7.json --key \"$(cat onrecord.pub)\"

The file holds every event about the claims, whole, with the path from each to the root of a checkpoint signed now.";

/// Write the history of claims with a proof that it stands in the ledger
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Ids of the claims
    #[arg(value_name = "C7", required = true)]
    claims: Vec<String>,
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
    let app = global.open_read_only(packs)?;
    arguments.claims.iter().try_for_each(|claim| app.has_claim(claim))?;
    let proof = app.proof(&arguments.claims, &key)?;
    let Some(path) = &arguments.output else {
        output::object(output::Format::Json, &proof)?;
        return Ok(Done::Clean);
    };
    let name = path.display().to_string();
    let mut text = serde_json::to_vec_pretty(&proof).map_err(|error| Failure::output(&name, &error.into()))?;
    text.push(b'\n');
    work::write_private(path, &text)?;
    let events = proof.events.len().to_string();
    output::lines([messages.fill("work.proof", &[("file", &name), ("events", &events), ("key", &proof.key)])])?;
    Ok(Done::Clean)
}
