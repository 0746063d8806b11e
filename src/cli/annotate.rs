//! `onrecord annotate`: documents in, one JSON object a line out.

use std::fmt::Display;
use std::io::{Read, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::thread::available_parallelism;

use chrono::NaiveDate;
use clap::{Args, ValueEnum};

use super::context::{Global, check_language, limits};
use super::exit::{self, Done, Failure};
use super::value;
use crate::app::annotate::{Annotator, Defaults, too_long, write_error};
use crate::app::pipeline;
use crate::extract::Engine;
use crate::intake::{self, Input, IntakeError, Limits, LineBatches, Lines, Reading};

const EXAMPLES: &str = "\
Examples:
  onrecord annotate article.txt
  onrecord annotate --input jsonl articles.jsonl > annotations.jsonl
  curl -s example.org/a.txt | onrecord annotate --date 2025-07-27 -

A line of --input jsonl is {\"id\": \"...\", \"text\": \"...\", \"lang\": \"ar\"?, \"date\": \"2025-07-24\"?}.
A date may be a month or a year alone (2025-07, 2025): days like \"Thursday\" then stay open.
A line that is not gives {\"id\": null, \"line\": N, \"error\": \"...\"} in its place, and exit code 1.";

/// Print what the rules read in documents, one JSON object a line; no ledger is touched
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Files or folders; `-` is standard input
    #[arg(value_name = "FILE", default_value = "-")]
    files: Vec<PathBuf>,
    /// How to read the files [default: jsonl for *.jsonl and *.ndjson, else text]
    #[arg(long, value_enum)]
    input: Option<InputFormat>,
    /// Language of documents that do not name their own
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    /// Day that relative dates are read against, for documents that do not name their own
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = value::day)]
    date: Option<NaiveDate>,
    /// Character set of text files [default: detected]
    #[arg(long, value_name = "NAME")]
    charset: Option<String>,
    /// Threads to work on [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Largest size of one document
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().bytes)]
    max_bytes: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum InputFormat {
    /// Each file is one document
    Text,
    /// Each line is one document
    Jsonl,
}

/// One piece of work for a thread.
enum Job {
    /// Whole lines of JSONL, and the number of the first.
    Lines(Vec<u8>, u64),
    /// One text file.
    Text(Input),
    /// Input that could not be read: its name or its line.
    Failed(Option<String>, Option<u64>, String),
}

/// What one piece of work gave: lines of JSON, how many of them are errors, and what to complain of.
#[derive(Default)]
struct Answer {
    output: Vec<u8>,
    bad: u64,
    complaint: Option<String>,
}

pub fn run(global: &Global, arguments: &Arguments) -> Result<Done, Failure> {
    let packs = global.packs()?;
    check_language(&packs, arguments.lang.as_deref())?;
    let engine = Engine::new(packs)?;
    // The process ends with this command: giving the rules back piece by piece would only take time.
    std::mem::forget(engine.clone());
    let limits = Limits { bytes: arguments.max_bytes, ..limits() };
    let inputs = inputs(&arguments.files, &limits)?;
    if let [Ok(Input::File(path))] = inputs.as_slice() {
        intake::open(path)?;
    }
    let defaults = Defaults { language: arguments.lang.clone(), date: arguments.date, line_bytes: arguments.max_bytes };
    let threads = arguments.threads.map_or_else(|| available_parallelism().map_or(1, usize::from), usize::from);
    let (charset, format, bounds) = (arguments.charset.clone(), arguments.input, limits.clone());
    let make_worker = move || {
        let mut annotator = Annotator::new(engine.clone(), defaults.clone());
        let (charset, limits) = (charset.clone(), bounds.clone());
        move |job| annotate(&mut annotator, job, &limits, charset.as_deref())
    };
    let jobs = inputs.into_iter().flat_map(move |input| jobs(input, format, limits.bytes));

    let mut stdout = std::io::stdout().lock();
    let (mut bad, mut failure) = (0, None);
    pipeline::ordered(threads, jobs, make_worker, |answer: Answer| {
        bad += answer.bad;
        if let Some(complaint) = &answer.complaint {
            exit::complain(complaint);
        }
        match stdout.write_all(&answer.output).and_then(|()| stdout.flush()) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failure = Some(Failure::output("-", &error));
                ControlFlow::Break(())
            }
        }
    });
    failure.map_or_else(|| Ok(Done::with(bad > 0)), Err)
}

/// The inputs that the arguments stand for. A single one that is not there is an error of the
/// command; among several, the others go on.
fn inputs(arguments: &[PathBuf], limits: &Limits) -> Result<Vec<Result<Input, IntakeError>>, IntakeError> {
    let mut inputs = Vec::new();
    for argument in arguments {
        match intake::expand(argument, limits) {
            Ok(found) => inputs.extend(found.into_iter().map(Ok)),
            Err(error) if arguments.len() == 1 => return Err(error),
            Err(error) => inputs.push(Err(error)),
        }
    }
    Ok(inputs)
}

/// The pieces of work of one input, read as they are asked for.
fn jobs(
    input: Result<Input, IntakeError>,
    format: Option<InputFormat>,
    line_bytes: u64,
) -> Box<dyn Iterator<Item = Job> + Send> {
    let failed = |name: &str, error: &dyn Display| Job::Failed(Some(name.to_owned()), None, error.to_string());
    let input = match input {
        Ok(input) => input,
        Err(error) => return Box::new(std::iter::once(failed(error.name(), &error))),
    };
    let source: Box<dyn Read + Send> = match &input {
        _ if !is_jsonl(&input, format) => return Box::new(std::iter::once(Job::Text(input))),
        Input::Stdin => Box::new(std::io::stdin()),
        Input::Read(_, read) => Box::new(std::io::Cursor::new(read.reading.text.clone())),
        Input::File(path) => match intake::open(path) {
            Ok(file) => Box::new(file),
            Err(error) => return Box::new(std::iter::once(failed(error.name(), &error))),
        },
    };
    let name = input.name();
    Box::new(LineBatches::new(source, line_bytes).map(move |lines| match lines {
        Lines::Batch(bytes, first) => Job::Lines(bytes, first),
        Lines::TooLong(line) => Job::Failed(None, Some(line), too_long(line_bytes)),
        Lines::Broken(reason) => failed(&name, &format_args!("{name}: cannot be read: {reason}")),
    }))
}

fn is_jsonl(input: &Input, format: Option<InputFormat>) -> bool {
    format.map_or_else(
        || matches!(input, Input::File(path) if path.extension().is_some_and(|e| e == "jsonl" || e == "ndjson")),
        |format| format == InputFormat::Jsonl,
    )
}

fn annotate(annotator: &mut Annotator, job: Job, limits: &Limits, charset: Option<&str>) -> Answer {
    let mut answer = Answer::default();
    match job {
        Job::Lines(batch, first) => {
            answer.output.reserve(2 * batch.len());
            answer.bad = annotator.lines(&batch, first, &mut answer.output);
        }
        Job::Failed(name, line, error) => fail(&mut answer, name, line, error),
        Job::Text(input) => {
            let result = intake::read(&input, limits, charset).map_err(|error| error.to_string()).and_then(|read| {
                let Reading { text, publication, .. } = &read.reading;
                annotator.text(&input.name(), text, publication.day(), &mut answer.output)
            });
            if let Err(error) = result {
                fail(&mut answer, Some(input.name()), None, error);
            }
        }
    }
    answer
}

fn fail(answer: &mut Answer, name: Option<String>, line: Option<u64>, error: String) {
    write_error(&mut answer.output, name.as_deref(), line, &error);
    answer.bad += 1;
    answer.complaint = name.is_some().then_some(error);
}
