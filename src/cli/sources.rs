//! `onrecord sources`: who is quoted, by which names.

use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::context::Global;
use super::exit::{Done, Failure};
use super::output::{self, FormatOption};
use super::value;
use crate::app::SourceRow;
use crate::lang::Messages;
use crate::model::SourceKind;

const EXAMPLES: &str = "\
Examples:
  onrecord sources
  onrecord sources alias \"Financial Times\" \"the pink paper\"
  onrecord sources merge \"Fin. Times\" \"Financial Times\"
  onrecord sources split \"Fin. Times\"
  onrecord sources alias \"Financial Times\" \"the pink paper\" --remove
  onrecord sources kind S4 agency
  onrecord source grade \"Financial Times\" B --reason \"two corrections this year\"
  onrecord sources history \"Financial Times\"

Admiralty letters: A completely reliable, B usually reliable, C fairly reliable, D not usually reliable, E unreliable,
F cannot be judged. `source` and `sources` are one command.";

/// List the sources, or say what you know about one
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    format: FormatOption,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Give a source another name, in any script
    Alias {
        /// Id or name of the source
        source: String,
        /// The other name
        alias: String,
        /// Take the name back; claims that came in under it stay with the source
        #[arg(long)]
        remove: bool,
    },
    /// Say that a source is another one; all its claims follow
    Merge {
        /// Id or name of the source
        source: String,
        /// The source it is
        into: String,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
    /// Take a merger back
    Split {
        /// Id or name of the source that was merged
        source: String,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
    /// Say what sort of source it is
    Kind {
        /// Id or name of the source
        source: String,
        /// person, organisation, outlet, agency, government, document, group, unnamed
        kind: SourceKind,
    },
    /// Say how reliable a source is, and why
    Grade {
        /// Id or name of the source
        source: String,
        /// Admiralty letter, A to F
        #[arg(value_parser = ["A", "B", "C", "D", "E", "F"], ignore_case = true)]
        grade: String,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// Day from which it holds [default: today]
        #[arg(long, value_name = "YYYY-MM-DD", value_parser = value::day)]
        date: Option<NaiveDate>,
    },
    /// Show everything that was said about a source: who, when, before and after, why
    History {
        /// Id or name of the source
        source: String,
    },
}

pub fn run(global: &Global, arguments: &Arguments) -> Result<Done, Failure> {
    let packs = global.packs()?;
    let messages = global.messages(&packs)?;
    match &arguments.action {
        None => {
            let sources = global.open_read_only(packs)?.sources()?;
            let columns = &["id", "name", "kind", "grade", "claims", "roots", "aliases"];
            let row = |source: &SourceRow| row(source, &messages);
            output::list(arguments.format.format, &messages, &sources, columns, row, "list.no_sources")?;
        }
        Some(Action::History { source }) => {
            let rows = global.open_read_only(packs)?.source_history(source)?;
            super::history::print(arguments.format.format, &messages, &rows)?;
        }
        Some(action) => {
            // A ledger is begun by adding to it, not by speaking about its sources.
            global.open_read_only(packs.clone())?;
            let line = act(action, &mut global.open(packs)?, &messages)?;
            output::lines([line])?;
        }
    }
    Ok(Done::Clean)
}

fn row(source: &SourceRow, messages: &Messages) -> Vec<String> {
    vec![
        source.id.clone(),
        source.name.clone(),
        messages.word("source_kind", source.kind.as_str()).to_owned(),
        source.grade.clone().unwrap_or_default(),
        source.claims.to_string(),
        source.rooted.to_string(),
        source.aliases.join(messages.get("list.comma")),
    ]
}

fn act(action: &Action, app: &mut crate::app::App, messages: &Messages) -> Result<String, Failure> {
    Ok(match action {
        Action::Alias { source, alias, remove: true } => {
            app.unalias_source(source, alias)?;
            let name = app.source(source)?.name;
            messages.fill("sources.unaliased", &[("source", &name), ("alias", alias)])
        }
        Action::Alias { source, alias, .. } => {
            app.alias_source(source, alias)?;
            let name = app.source(source)?.name;
            messages.fill("sources.aliased", &[("source", &name), ("alias", alias)])
        }
        Action::Merge { source, into, reason } => {
            let (from, to) = (app.source(source)?.name, app.source(into)?.name);
            app.merge_sources(source, into, reason.as_deref())?;
            messages.fill("sources.merged", &[("source", &from), ("into", &to)])
        }
        Action::Split { source, reason } => {
            let name = app.source(source)?.name;
            app.split_source(source, reason.as_deref())?;
            messages.fill("sources.split", &[("source", &name)])
        }
        Action::Kind { source, kind } => {
            app.set_source_kind(source, *kind)?;
            let name = app.source(source)?.name;
            let kind = messages.word("source_kind", kind.as_str());
            messages.fill("sources.kind", &[("source", &name), ("kind", kind)])
        }
        Action::Grade { source, grade, reason, date } => {
            let letter = grade.to_ascii_uppercase();
            app.grade_source(source, &letter, *date, reason)?;
            let graded = app.source(source)?;
            let values =
                [("source", graded.name.as_str()), ("letter", &letter), ("meaning", messages.word("grade", &letter))];
            messages.fill("sources.graded", &values)
        }
        Action::History { .. } => String::new(),
    })
}
