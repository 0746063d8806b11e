//! `onrecord verify`: what a person found.

use clap::Args;

use super::context::Global;
use super::exit::{Done, Failure};
use super::output::{self, Format, FormatOption};
use crate::ledger::VerdictChange;
use crate::model::Verdict;

const EXAMPLES: &str = "\
Examples:
  onrecord verify C7 --attribution verified --note \"read the newspaper's own page\"
  onrecord verify C7 --content partly_verified --note \"two of three contracts seen\"
  onrecord verify C7 --content false --note \"...\" --reason \"the ministry published its figures\"

Verdicts: unverified, verified, partly_verified, disputed, false, misleading, unverifiable, outdated.
The two questions are kept apart: a sentence can be quoted rightly and be false.";

/// Set your verdict on a claim: did they say it, and is it so
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Id of the claim
    #[arg(value_name = "C7")]
    claim: String,
    /// Is it so?
    #[arg(long, value_name = "VERDICT")]
    content: Option<Verdict>,
    /// Did they say it?
    #[arg(long, value_name = "VERDICT")]
    attribution: Option<Verdict>,
    /// What it rests on
    #[arg(long, value_name = "TEXT")]
    note: String,
    /// Why it changes, where there is a verdict already
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    format: FormatOption,
}

pub fn run(global: &Global, arguments: &Arguments) -> Result<Done, Failure> {
    if arguments.content.is_none() && arguments.attribution.is_none() {
        return Err(Failure::Usage("no verdict is given; give --content, --attribution or both".to_owned()));
    }
    let packs = global.packs()?;
    let messages = global.messages(&packs)?;
    global.open_read_only(packs.clone())?.claim(&arguments.claim)?;
    let mut app = global.open(packs)?;
    let event = app.verify(
        &arguments.claim,
        &VerdictChange {
            attribution: arguments.attribution,
            content: arguments.content,
            note: arguments.note.clone(),
            reason: arguments.reason.clone(),
        },
    )?;
    let claim = app.claim(&arguments.claim)?;
    if arguments.format.format != Format::Table {
        super::claims::print(arguments.format.format, &messages, std::slice::from_ref(&claim))?;
        return Ok(Done::Clean);
    }
    let word = |verdict: Verdict| messages.word("verdict", verdict.as_str()).to_owned();
    let (attribution, content) = (word(claim.verdict.attribution), word(claim.verdict.content));
    let seq = event.seq.to_string();
    let values = [("claim", claim.id.as_str()), ("attribution", &attribution), ("content", &content), ("seq", &seq)];
    output::lines([messages.fill("verify.done", &values)])?;
    Ok(Done::Clean)
}
