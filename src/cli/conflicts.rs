//! `onrecord conflicts`: claims that fall apart.

use clap::Args;

use super::context::Global;
use super::exit::{Done, Failure};
use super::output::{self, FormatOption};
use crate::ledger::DisagreementKind;

#[derive(serde::Serialize)]
struct Row {
    id: String,
    kind: DisagreementKind,
    claims: [String; 2],
    why: String,
}

const EXAMPLES: &str = "\
Examples:
  onrecord conflicts
  onrecord conflicts --kind drift --format json";

/// List claims about one thing that cannot all hold, or that drifted apart
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// conflict, drift, update, rounding, subset; all but roundings and subsets when left out
    #[arg(long, value_name = "KIND")]
    kind: Option<DisagreementKind>,
    #[command(flatten)]
    format: FormatOption,
}

pub fn run(global: &Global, arguments: &Arguments) -> Result<Done, Failure> {
    let packs = global.packs()?;
    let messages = global.messages(&packs)?;
    let found = global.open_read_only(packs)?.ledger().conflicts().map_err(Failure::Ledger)?;
    let minor = |kind| matches!(kind, DisagreementKind::Rounding | DisagreementKind::Subset);
    let wanted = found.into_iter().filter(|one| arguments.kind.map_or(!minor(one.kind), |kind| kind == one.kind));
    let rows: Vec<Row> =
        wanted.map(|one| Row { id: one.id, kind: one.kind, claims: one.claims, why: one.why.to_string() }).collect();
    let columns = &["id", "kind", "claims", "detail"];
    let row = |row: &Row| vec![row.id.clone(), row.kind.to_string(), row.claims.join(", "), row.why.clone()];
    output::list(arguments.format.format, &messages, &rows, columns, row, "list.none")?;
    Ok(Done::Clean)
}
