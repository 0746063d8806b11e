//! `onrecord demo`: the shipped articles through the same commands that anybody would run.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Args, Parser};

use super::context::Global;
use super::exit::{Done, Failure};
use super::{Cli, dispatch, output};
use crate::app::demo::articles;
use crate::lang::Messages;
use crate::model::ClaimFilter;
use crate::text::visible::visible;

const EXAMPLES: &str = "\
Examples:
  onrecord demo
  onrecord demo demo-folder --in ar";

/// Read the articles that come with the program into a new ledger, ask it, and write a report
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// New folder for the ledger, the articles and the report [default: a new one for temporary files]
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

/// Runs commands on the demo's ledger, printing each.
struct Demo {
    ledger: PathBuf,
    global: Global,
}

pub fn run(global: &Global, arguments: &Arguments) -> Result<Done, Failure> {
    let packs = global.packs()?;
    let messages = global.messages(&packs)?;
    let folder = arguments.folder.clone().unwrap_or_else(temporary);
    let articles_folder = folder.join("articles");
    let demo = Demo { ledger: folder.join("demo.db"), global: global.clone() };
    if demo.ledger.exists() {
        let reason = format!("{}: there is a ledger already; give a new folder", demo.ledger.display());
        return Err(Failure::Refused(reason));
    }
    std::fs::create_dir_all(&articles_folder).map_err(|error| failed(&articles_folder, &error))?;

    let articles = articles();
    output::lines([messages.fill("demo.intro", &[("count", &articles.len().to_string())])])?;
    for article in &articles {
        let path = articles_folder.join(&article.file);
        std::fs::write(&path, &article.bytes).map_err(|error| failed(&path, &error))?;
        let path = path.display().to_string();
        let about = ["--date", &article.date, "--publisher", &article.publisher, "--title", &article.title];
        demo.command(&[["add", &path].as_slice(), &about, &["--url", &article.url]].concat())?;
    }
    let source = messages.get("demo.source");
    demo.command(&["claims", "--source", source])?;
    if let Some(claim) = demo.largest_claim(source)? {
        demo.command(&["chain", &claim])?;
        for language in packs.message_languages() {
            demo.command(&["explain", &claim, "--in", language])?;
        }
    }
    let report = folder.join("report.html").display().to_string();
    demo.command(&["report", "--source", source, "--format", "html", "--output", &report])?;
    demo.command(&["audit"])?;
    farewell(&demo.ledger, &report, &messages)?;
    Ok(Done::Clean)
}

fn farewell(ledger: &Path, report: &str, messages: &Messages) -> Result<(), Failure> {
    let ledger = ledger.display().to_string();
    output::lines([
        String::new(),
        messages.fill("demo.ledger", &[("path", &ledger)]),
        messages.fill("demo.report", &[("path", report)]),
        messages.fill("demo.next", &[("path", &ledger)]),
    ])
}

impl Demo {
    /// Prints a command and runs it on the demo's ledger.
    fn command(&self, arguments: &[&str]) -> Result<(), Failure> {
        let ledger = self.ledger.display().to_string();
        let mut words = vec!["onrecord", "--ledger", &ledger];
        words.extend(arguments);
        if let (Some(tag), false) = (&self.global.reader, arguments.contains(&"--in")) {
            words.extend(["--in", tag]);
        }
        let spoken = words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ");
        // Not isolated like other lines: whoever copies the command must not copy invisible characters.
        output::print(|out| writeln!(out, "\n$ {}", visible(&spoken)))?;
        let cli =
            Cli::try_parse_from(words.iter().map(OsString::from)).map_err(|error| Failure::Usage(error.to_string()))?;
        dispatch(&cli).map(|_| ())
    }

    /// The claim of this source with the largest figure, as the ledger has it.
    fn largest_claim(&self, source: &str) -> Result<Option<String>, Failure> {
        let global = Global { ledger: self.ledger.clone(), ..self.global.clone() };
        let filter = ClaimFilter { source: Some(source.to_owned()), ..ClaimFilter::default() };
        let claims = global.open_read_only(global.packs()?)?.claims(&filter)?;
        let size = |claim: &crate::report::view::ClaimView| claim.quantities.iter().filter_map(|one| one.low).max();
        // Of several the first: max_by_key would give the last.
        Ok(claims.iter().rev().max_by_key(|claim| size(claim)).map(|claim| claim.id.clone()))
    }
}

fn temporary() -> PathBuf {
    let stamp = chrono::Local::now().format("%Y%m%d-%H%M%S");
    std::env::temp_dir().join(format!("onrecord-demo-{stamp}-{}", std::process::id()))
}

fn failed(path: &Path, error: &std::io::Error) -> Failure {
    Failure::output(&path.display().to_string(), error)
}

/// A word as a shell reads it back.
fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./:=,@%+".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}
