//! `onrecord add`: articles into the ledger.

use std::io::IsTerminal;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::context::{Global, check_language, limits};
use super::exit::{self, Done, Failure};
use super::output::{self, Format};
use super::value;
use crate::app::{AddOptions, AddResult};
use crate::intake::{self, Input, Limits};
use crate::lang::Messages;
use crate::model::Publication;
use crate::text::visible::isolated;

const EXAMPLES: &str = "\
Examples:
  onrecord add article.txt --publisher \"The Lantern\" --date 2025-07-27 --url https://lantern.example.org/a
  onrecord add page.html report.pdf notes.docx
  onrecord add articles/
  pbpaste | onrecord add - --publisher \"The Lantern\"

Adding the same text again adds nothing and says so; another text from the same place is a new version.
Headline, writer, publisher, day and address are taken from the file where it gives them (HTML, Word, PDF) and you do not.";

/// Read articles and put their claims into the ledger: HTML, PDF, Word, Markdown, plain text, folders
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Files or folders; `-` is standard input
    #[arg(required = true, value_name = "FILE|DIR|-")]
    inputs: Vec<PathBuf>,
    /// Who published it
    #[arg(long, value_name = "NAME")]
    publisher: Option<String>,
    /// Where it was published
    #[arg(long, value_name = "URL", value_parser = value::url)]
    url: Option<String>,
    /// Day it was published; relative dates are read against it
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = value::day)]
    date: Option<NaiveDate>,
    /// Headline
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
    /// Writer's name as printed
    #[arg(long, value_name = "NAME")]
    byline: Option<String>,
    /// Language of the article [default: identified]
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    /// Character set [default: detected]
    #[arg(long, value_name = "NAME")]
    charset: Option<String>,
    /// Largest size of one article
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().bytes)]
    max_bytes: u64,
    /// How to say what became of each: json and jsonl print one object a line
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub fn run(global: &Global, arguments: &Arguments) -> Result<Done, Failure> {
    let packs = global.packs()?;
    let messages = global.messages(&packs)?;
    check_language(&packs, arguments.lang.as_deref())?;
    let options = options(arguments);
    let mut inputs = inputs(arguments, &options.limits)?;
    if inputs.len() > 1 && arguments.url.is_some() {
        let reason = "--url names one article, and there are several; add them one by one";
        return Err(Failure::Usage(reason.to_owned()));
    }
    // A single input that cannot be read is an error of the command, and leaves no trace in the ledger.
    if let [input] = inputs.as_slice() {
        let read = intake::read(input, &options.limits, options.charset.as_deref())?;
        inputs = vec![Input::Read(input.name(), Box::new(read))];
    }
    let mut app = global.open(packs)?;
    let bar = progress(inputs.len(), arguments.format);
    let mut told = Vec::new();
    let mut failure = None;
    let result = app.add(inputs, &options, |added| {
        bar.inc(1);
        if arguments.format != Format::Csv && failure.is_none() {
            failure = bar.suspend(|| tell(&added, arguments.format, &messages)).err();
        }
        told.push(added);
    });
    bar.finish_and_clear();
    result?;
    failure.map_or(Ok(()), Err)?;
    conclude(&told, arguments, &messages)?;
    let failed = told.iter().filter(|added| added.error.is_some()).count();
    match (told.as_slice(), failed) {
        ([_], 1) => Err(Failure::Told),
        _ => Ok(Done::with(failed > 0)),
    }
}

fn options(arguments: &Arguments) -> AddOptions {
    AddOptions {
        publication: Publication {
            title: arguments.title.clone(),
            byline: arguments.byline.clone(),
            publisher: arguments.publisher.clone(),
            url: arguments.url.clone(),
            published_at: arguments.date.map(|day| day.to_string()),
        },
        language: arguments.lang.clone(),
        charset: arguments.charset.clone(),
        limits: Limits { bytes: arguments.max_bytes, ..limits() },
        threads: std::thread::available_parallelism().map_or(1, usize::from),
    }
}

/// What the arguments stand for. A path that is not there ends the command before anything is written
/// when it is the only one; among several it fails alone.
fn inputs(arguments: &Arguments, limits: &Limits) -> Result<Vec<Input>, Failure> {
    let mut inputs = Vec::new();
    for argument in &arguments.inputs {
        match intake::expand(argument, limits) {
            Ok(found) => inputs.extend(found),
            Err(error) if arguments.inputs.len() == 1 => return Err(error.into()),
            Err(_) => inputs.push(Input::from_argument(argument)),
        }
    }
    Ok(inputs)
}

fn progress(inputs: usize, format: Format) -> ProgressBar {
    if inputs < 2 || format != Format::Table || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(inputs as u64);
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos}/{len}  {elapsed}") {
        bar.set_style(style);
    }
    bar
}

fn tell(added: &AddResult, format: Format, messages: &Messages) -> Result<(), Failure> {
    if let Some(error) = &added.error {
        exit::complain(error);
    }
    if format != Format::Table {
        return output::print(|out| {
            serde_json::to_writer(&mut *out, added)?;
            writeln!(out)
        });
    }
    let claims = added.claims.to_string();
    let became = |presence: &str| added.changes.get(presence).copied().unwrap_or_default().to_string();
    let changes = ["kept", "moved", "reread", "altered", "vanished"].map(|presence| (presence, became(presence)));
    let mut values = vec![
        ("input", added.input.as_str()),
        ("document", added.document.as_deref().unwrap_or_default()),
        ("claims", &claims),
        ("language", added.language.as_deref().unwrap_or_default()),
        ("encoding", added.encoding.as_deref().unwrap_or_default()),
    ];
    values.extend(changes.iter().map(|(presence, count)| (*presence, count.as_str())));
    let key = if added.claims == 0 && added.status == "added" { "no_claims" } else { added.status };
    let mut lines = vec![messages.fill(&format!("add.{key}"), &values)];
    let says = &added.says;
    let facts = [&says.title, &says.byline, &says.publisher, &says.published_at, &says.url];
    let facts: Vec<_> = facts.into_iter().flatten().map(|fact| isolated(fact)).collect();
    if added.status != "unchanged" && !facts.is_empty() {
        lines.push(messages.fill("add.says", &[("facts", &facts.join(" · "))]));
    }
    output::lines(lines)
}

fn conclude(told: &[AddResult], arguments: &Arguments, messages: &Messages) -> Result<(), Failure> {
    if arguments.format == Format::Csv {
        let columns = &["input", "document", "status", "claims", "error"];
        let row = |added: &AddResult| {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let (document, error) = (text(&added.document), text(&added.error));
            vec![added.input.clone(), document, added.status.to_owned(), added.claims.to_string(), error]
        };
        return output::list(Format::Csv, messages, told, columns, row, "");
    }
    if arguments.format != Format::Table {
        return Ok(());
    }
    if told.iter().any(|added| added.status == "added" && !added.dated) {
        exit::complain(messages.get("add.undated"));
    }
    if told.len() < 2 {
        return Ok(());
    }
    let count = |status: &str| told.iter().filter(|added| added.status == status).count().to_string();
    let claims: usize = told.iter().filter(|added| added.status != "unchanged").map(|added| added.claims).sum();
    let values = [
        ("added", count("added")),
        ("unchanged", count("unchanged")),
        ("failed", count("failed")),
        ("claims", claims.to_string()),
    ];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    output::lines([messages.fill("add.summary", &values)])
}
