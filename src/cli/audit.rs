//! `onrecord audit`: whether the ledger is what it was.

use std::path::PathBuf;

use clap::Args;

use super::context::Global;
use super::exit::{self, Done, Failure};
use super::output::{self, Columns, Format, FormatOption};
use crate::intake::{Input, Limits, read_bytes};
use crate::lang::Messages;
use crate::ledger::{AuditReport, Fault};

const EXAMPLES: &str = "\
Examples:
  onrecord audit
  onrecord audit --checkpoint kept-elsewhere.txt --format json

Exit code 1 when something is not as the program wrote it.";

/// Recompute every hash and every table of the ledger, and say how far the proof reaches
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// A checkpoint of this ledger that was kept elsewhere
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// The key it can be checked with, as `onrecord checkpoint -o` prints it [default: this machine's own]
    #[arg(long, value_name = "NAME+ID+KEY")]
    key: Option<String>,
    #[command(flatten)]
    format: FormatOption,
}

const COLUMNS: Columns = &["seq", "fault", "expected", "found"];

pub fn run(global: &Global, arguments: &Arguments) -> Result<Done, Failure> {
    let packs = global.packs()?;
    let messages = global.messages(&packs)?;
    let checkpoint = match &arguments.checkpoint {
        Some(path) => Some(read_bytes(&Input::File(path.clone()), &Limits::default())?),
        None => None,
    };
    let checkpoint = checkpoint.as_deref().map(String::from_utf8_lossy);
    let audit = global.open_read_only(packs)?.audit(checkpoint.as_deref(), arguments.key.as_deref())?;
    let mut remarks = audit.remarks.clone();
    remarks.dedup();
    for remark in &remarks {
        exit::complain(remark);
    }
    match arguments.format.format {
        Format::Table => tell(&audit, &messages)?,
        Format::Csv => output::list(Format::Csv, &messages, &audit.faults, COLUMNS, row, "")?,
        format => output::object(format, &audit)?,
    }
    Ok(Done::with(!audit.faults.is_empty()))
}

fn tell(audit: &AuditReport, messages: &Messages) -> Result<(), Failure> {
    let events = audit.events.to_string();
    let level = messages.fill("audit.level", &[("events", &events), ("head", &audit.head)]);
    if audit.faults.is_empty() {
        return output::lines([level, messages.get(&format!("audit.{}", audit.level)).to_owned()]);
    }
    let count = audit.faults.len().to_string();
    output::lines([level, messages.fill("audit.faults", &[("count", &count)])])?;
    output::list(Format::Table, messages, &audit.faults, COLUMNS, row, "")
}

fn row(fault: &Fault) -> Vec<String> {
    let seq = fault.seq.map(|seq| seq.to_string()).unwrap_or_default();
    vec![seq, fault.kind.clone(), fault.expected.clone(), fault.found.clone()]
}
