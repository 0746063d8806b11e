//! `onrecord log`: a claim in one line.

use chrono::NaiveDate;
use clap::Args;

use super::context::{Global, check_language};
use super::exit::{Done, Failure};
use super::output::{self, Format, FormatOption};
use super::value;
use crate::app::LogRequest;

const EXAMPLES: &str = "\
Examples:
  onrecord log \"over $1B of B200 chips smuggled in three months, per the Financial Times\"
  onrecord log \"the bridge will open in May\" --source \"Ministry of Transport\" --date 2025-03-02";

/// Write a claim down in a line of your own; the same rules read it as read an article
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The claim
    #[arg(value_name = "TEXT")]
    text: String,
    /// Who says it, where the words name nobody
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Where you found it
    #[arg(long, value_name = "URL", value_parser = value::url)]
    url: Option<String>,
    /// Day it was published
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = value::day)]
    date: Option<NaiveDate>,
    /// Language of the words [default: identified]
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    #[command(flatten)]
    format: FormatOption,
}

pub fn run(global: &Global, arguments: &Arguments) -> Result<Done, Failure> {
    let packs = global.packs()?;
    let messages = global.messages(&packs)?;
    check_language(&packs, arguments.lang.as_deref())?;
    let mut app = global.open(packs)?;
    let ids = app.log(&LogRequest {
        text: arguments.text.clone(),
        source: arguments.source.clone(),
        url: arguments.url.clone(),
        date: arguments.date.map(|day| day.to_string()),
        language: arguments.lang.clone(),
    })?;
    let claims = ids.iter().map(|id| app.claim(id)).collect::<Result<Vec<_>, _>>()?;
    match arguments.format.format {
        Format::Table => output::lines(claims.iter().map(|claim| {
            let none = messages.get("list.none").to_owned();
            let roots = if claim.roots.is_empty() { none } else { claim.roots.join("; ") };
            let figures = super::claims::figures(claim, &messages);
            let words = if figures.is_empty() { claim.text.clone() } else { figures };
            messages.fill("add.logged", &[("claim", &claim.id), ("summary", &words), ("roots", &roots)])
        }))?,
        format => super::claims::print(format, &messages, &claims)?,
    }
    Ok(Done::Clean)
}
