//! `onrecord audit`: whether the ledger is what it was.

use clap::Args;

use super::context::Global;
use super::exit::{Done, Failure};
use super::output::{self, Format, FormatOption};
use crate::app::FaultRow;

const EXAMPLES: &str = "\
Examples:
  onrecord audit
  onrecord audit --format json";

/// Recompute every hash and table of the ledger and say what was found
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(flatten)]
    format: FormatOption,
}

pub fn run(global: &Global, arguments: &Arguments) -> Result<Done, Failure> {
    let packs = global.packs()?;
    let messages = global.messages(&packs)?;
    let audit = global.open_read_only(packs)?.audit()?;
    let done = Done::with(!audit.faults.is_empty());
    match arguments.format.format {
        Format::Json | Format::Jsonl => output::object(arguments.format.format, &audit)?,
        format => {
            let row = |fault: &FaultRow| {
                vec![fault.seq.to_string(), fault.kind.clone(), fault.expected.clone(), fault.found.clone()]
            };
            let columns = &["seq", "fault", "expected", "found"];
            if format == Format::Table {
                let events = audit.events.to_string();
                output::lines([messages.fill("audit.level", &[("events", &events), ("head", &audit.head)])])?;
            }
            match (audit.faults.first(), format) {
                (None, Format::Table) => output::lines([messages.get(&format!("audit.{}", audit.level)).to_owned()])?,
                (None, _) => {}
                (Some(first), Format::Table) => {
                    let (count, seq) = (audit.faults.len().to_string(), first.seq.to_string());
                    output::lines([messages.fill("audit.faults", &[("count", &count), ("seq", &seq)])])?;
                    output::list(format, &messages, &audit.faults, columns, row, "list.none")?;
                }
                (Some(_), _) => output::list(format, &messages, &audit.faults, columns, row, "list.none")?,
            }
        }
    }
    Ok(done)
}
