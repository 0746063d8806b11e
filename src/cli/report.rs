//! `onrecord report`: a page to hand on.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::context::{Global, check_language};
use super::exit::{Done, Failure};
use super::filter::FilterOptions;
use super::{output, work};
use crate::app::ReportRequest;
use crate::report::{self, RENDERERS};

const EXAMPLES: &str = "\
Examples:
  onrecord report --format html -o report.html
  onrecord report --source \"Financial Times\" --format html --in ar -o taqrir.html
  onrecord report --doc D3 --format md
  onrecord report --doc D3 --format json --proof -o d3.json";

/// Write the claims asked for, with their articles, as a page or a table to hand on
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(flatten)]
    filter: FilterOptions,
    /// Format of the report
    #[arg(long, value_name = "FORMAT", default_value = "html",
          value_parser = PossibleValuesParser::new(RENDERERS.iter().map(|renderer| renderer.name())))]
    format: String,
    /// Prove the history of every claim reported against a checkpoint signed now; JSON only
    #[arg(long)]
    proof: bool,
    /// File to write, private to you [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub fn run(global: &Global, arguments: &Arguments) -> Result<Done, Failure> {
    let packs = global.packs()?;
    let messages = global.messages(&packs)?;
    check_language(&packs, arguments.filter.lang.as_deref())?;
    let renderer = report::renderer(&arguments.format)
        .ok_or_else(|| Failure::Usage(format!("{:?} is no format of a report", arguments.format)))?;
    if arguments.proof && renderer.name() != "json" {
        return Err(Failure::Usage("--proof stands in a JSON report only; add --format json".to_owned()));
    }
    let app = global.open_read_only(packs)?;
    let request = ReportRequest { filter: arguments.filter.filter(), conditions: arguments.filter.conditions() };
    let mut report = app.report(&request)?;
    if arguments.proof {
        let claims: Vec<String> = report.claims().map(|claim| claim.id.clone()).collect();
        let proof = app.proof(&claims, &work::key(None)?)?;
        report.proof = Some(serde_json::to_value(proof).map_err(|error| Failure::output("-", &error.into()))?);
    }
    match &arguments.output {
        None => output::print(|out| renderer.render(&report, &messages, out))?,
        Some(path) => {
            let name = path.display().to_string();
            let mut page = Vec::new();
            renderer
                .render(&report, &messages, &mut page)
                .and_then(|()| create(path))
                .and_then(|mut file| file.write_all(&page))
                .map_err(|error| Failure::output(&name, &error))?;
        }
    }
    Ok(Done::Clean)
}

/// A new file that only its owner can read; what was there is replaced.
fn create(path: &std::path::Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
