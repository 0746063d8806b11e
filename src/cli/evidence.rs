//! `onrecord evidence`: what speaks for or against a claim.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::context::{Global, limits};
use super::exit::{Done, Failure};
use super::output::{self, FormatOption};
use super::work;
use crate::ledger::Evidence;
use crate::model::{Directness, Stance};

const EXAMPLES: &str = "\
Examples:
  onrecord evidence add C7 --stance supports --file contract.txt --quote \"1,000,000,000\" --primary
  onrecord evidence add C7 --stance context --url https://example.org/background
  onrecord evidence list C7

A file is kept beside the ledger under the hash of its bytes. A quotation is accepted only when it stands word for
word in the file.";

/// Put evidence to a claim, or list what there is
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Put a file or a URL to a claim
    Add(Add),
    /// List the evidence put to a claim
    List {
        /// Id of the claim
        #[arg(value_name = "C7")]
        claim: String,
        #[command(flatten)]
        format: FormatOption,
    },
}

#[derive(Debug, Args)]
struct Add {
    /// Id of the claim
    #[arg(value_name = "C7")]
    claim: String,
    /// supports, refutes or context
    #[arg(long, value_name = "STANCE")]
    stance: Stance,
    /// The file; it is kept
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Where it was found
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Words that stand in the file
    #[arg(long, value_name = "WORDS")]
    quote: Option<String>,
    /// It is the thing itself (the contract, the recording, the data), not somebody's account of it
    #[arg(long)]
    primary: bool,
    /// What you want to say about it
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[command(flatten)]
    format: FormatOption,
}

#[derive(serde::Serialize)]
struct Row {
    seq: u64,
    at: String,
    actor: String,
    #[serde(flatten)]
    evidence: Evidence,
}

pub fn run(global: &Global, arguments: &Arguments) -> Result<Done, Failure> {
    let packs = global.packs()?;
    let messages = global.messages(&packs)?;
    match &arguments.action {
        Action::Add(add) => {
            global.open_read_only(packs.clone())?.has_claim(&add.claim)?;
            let evidence = Evidence {
                stance: add.stance,
                directness: if add.primary { Directness::Primary } else { Directness::Secondary },
                quote: add.quote.clone(),
                url: add.url.clone(),
                file_hash: None,
                file_name: None,
                note: add.note.clone(),
            };
            let event = global.open(packs)?.add_evidence(&add.claim, evidence, add.file.as_deref(), &limits())?;
            let stance = messages.word("stance", add.stance.as_str());
            work::done(add.format.format, &messages, &add.claim, &event, stance)
        }
        Action::List { claim, format } => {
            let found = global.open_read_only(packs)?.evidence(claim)?;
            let row = |(event, evidence): (crate::model::Event, Evidence)| Row {
                seq: event.seq,
                at: event.recorded_at,
                actor: event.actor,
                evidence,
            };
            let rows: Vec<Row> = found.into_iter().map(row).collect();
            let columns = &["seq", "actor", "kind", "source", "detail"];
            let cells = |row: &Row| {
                let evidence = &row.evidence;
                let stance = messages.word("stance", evidence.stance.as_str());
                let directness = messages.word("directness", evidence.directness.as_str());
                let place = evidence.file_name.clone().or_else(|| evidence.url.clone()).unwrap_or_default();
                let detail: Vec<String> = evidence.quote.clone().into_iter().chain(evidence.note.clone()).collect();
                vec![
                    row.seq.to_string(),
                    row.actor.clone(),
                    format!("{stance}, {directness}"),
                    place,
                    detail.join("; "),
                ]
            };
            output::list(format.format, &messages, &rows, columns, cells, "list.none")?;
            Ok(Done::Clean)
        }
    }
}
