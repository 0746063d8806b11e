//! `onrecord sources`: who is quoted, by which names.

use clap::{Args, Subcommand};

use super::context::Global;
use super::exit::{Done, Failure};
use super::output::{self, FormatOption};
use crate::app::SourceRow;
use crate::lang::Messages;
use crate::model::SourceKind;

const EXAMPLES: &str = "\
Examples:
  onrecord sources
  onrecord sources alias \"Financial Times\" \"the pink paper\"
  onrecord sources merge \"Fin. Times\" \"Financial Times\"
  onrecord sources split \"Fin. Times\"
  onrecord sources kind S4 agency";

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
}

pub fn run(global: &Global, arguments: &Arguments) -> Result<Done, Failure> {
    let packs = global.packs()?;
    let messages = global.messages(&packs)?;
    match &arguments.action {
        None => {
            let sources = global.open_read_only(packs)?.sources()?;
            let columns = &["id", "name", "kind", "claims", "roots", "aliases"];
            let row = |source: &SourceRow| row(source, &messages);
            output::list(arguments.format.format, &messages, &sources, columns, row, "list.no_sources")?;
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
        source.claims.to_string(),
        source.rooted.to_string(),
        source.aliases.join(messages.get("list.comma")),
    ]
}

fn act(action: &Action, app: &mut crate::app::App, messages: &Messages) -> Result<String, Failure> {
    Ok(match action {
        Action::Alias { source, alias } => {
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
    })
}
