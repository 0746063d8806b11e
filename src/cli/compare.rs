//! `onrecord compare`: what two copies are to each other.

use clap::Args;
use std::path::PathBuf;

use super::context::Global;
use super::exit::{Done, Failure};
use super::output::{self, Format, FormatOption};
use crate::ledger::{Ledger, LedgerRelation, Options};

const EXAMPLES: &str = "\
Examples:
  onrecord compare onrecord.db backup.db";

/// Say whether another ledger is equal, a beginning, a continuation or a fork of this one
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// One ledger
    first: PathBuf,
    /// The other
    second: PathBuf,
    #[command(flatten)]
    format: FormatOption,
}

pub fn run(global: &Global, arguments: &Arguments) -> Result<Done, Failure> {
    let packs = global.packs()?;
    let messages = global.messages(&packs)?;
    let open = |path| Ledger::open_read_only(path, &Options::default()).map_err(Failure::Ledger);
    let relation = open(&arguments.first)?.compare(&open(&arguments.second)?).map_err(Failure::Ledger)?;
    let (word, number) = match relation {
        LedgerRelation::Equal => ("equal", None),
        LedgerRelation::Behind(events) => ("behind", Some(events)),
        LedgerRelation::Ahead(events) => ("ahead", Some(events)),
        LedgerRelation::Forked(seq) => ("forked", Some(seq)),
        LedgerRelation::Unrelated => ("unrelated", None),
    };
    let apart = matches!(relation, LedgerRelation::Forked(_) | LedgerRelation::Unrelated);
    if arguments.format.format == Format::Table {
        let key = format!("compare.{word}");
        let number = number.unwrap_or_default().to_string();
        output::lines([messages.fill(&key, &[("number", &number)])])?;
    } else {
        output::object(arguments.format.format, &serde_json::json!({"relation": word, "number": number}))?;
    }
    Ok(Done::with(apart))
}
