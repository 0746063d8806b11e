//! `onrecord same`: claims that say the same.

use clap::Args;

use super::context::Global;
use super::exit::{Done, Failure};
use super::output::{self, Format, FormatOption};

const EXAMPLES: &str = "\
Examples:
  onrecord same C7
  onrecord same C7 --format json";

/// List the claims that say the same as one claim, and why
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Id of the claim
    #[arg(value_name = "C7")]
    claim: String,
    #[command(flatten)]
    format: FormatOption,
}

pub fn run(global: &Global, arguments: &Arguments) -> Result<Done, Failure> {
    let packs = global.packs()?;
    let messages = global.messages(&packs)?;
    let app = global.open_read_only(packs)?;
    app.has_claim(&arguments.claim)?;
    let report = app.ledger().same(&arguments.claim).map_err(Failure::Ledger)?;
    let why: Vec<String> = report.why.iter().map(ToString::to_string).collect();
    if arguments.format.format == Format::Table {
        let (outlets, roots) = (report.outlets.to_string(), report.independent_roots.to_string());
        let (claims, names) = (report.claims.join(", "), report.roots.join(", "));
        let values = [("claims", claims.as_str()), ("outlets", &outlets), ("roots", &roots), ("names", &names)];
        output::lines(std::iter::once(messages.fill("work.same", &values)).chain(why))?;
        return Ok(Done::Clean);
    }
    let item = serde_json::json!({
        "claims": report.claims, "outlets": report.outlets, "independent_roots": report.independent_roots,
        "roots": report.roots, "why": why,
    });
    output::object(arguments.format.format, &item)?;
    Ok(Done::Clean)
}
