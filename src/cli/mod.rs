//! The command line: one file for each command beside its help text.
//!
//! A command is one file and two lines here: a variant of [`Command`] and an arm of `dispatch`.

mod add;
mod annotate;
mod assign;
mod audit;
mod backup;
mod chain;
mod checkpoint;
mod claims;
mod compare;
mod completions;
mod conflicts;
mod context;
mod coverage;
mod demo;
mod evidence;
mod exit;
mod explain;
mod export;
mod filter;
mod history;
mod import;
mod log;
mod output;
mod parse;
mod progress;
mod proof;
mod queue;
mod rebuild;
mod reextract;
mod reply;
mod report;
mod rules;
mod same;
mod show;
mod signoff;
mod sources;
mod table;
mod tag;
mod value;
mod verify;
mod work;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use context::Global;
use exit::{Done, Failure};

/// Reads news articles in Arabic and English, takes out every claim that must be checked, and keeps
/// it in a ledger.
#[derive(Debug, Parser)]
#[command(name = "onrecord", version, about, arg_required_else_help = true, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Arguments),
    Annotate(annotate::Arguments),
    Add(add::Arguments),
    Log(log::Arguments),
    Claims(claims::Arguments),
    Show(show::Arguments),
    Chain(chain::Arguments),
    Explain(explain::Arguments),
    #[command(visible_alias = "source")]
    Sources(sources::Arguments),
    Verify(verify::Arguments),
    History(history::Arguments),
    Assign(assign::Arguments),
    Backup(backup::Arguments),
    Checkpoint(checkpoint::Arguments),
    Compare(compare::Arguments),
    Conflicts(conflicts::Arguments),
    Coverage(coverage::Arguments),
    Evidence(evidence::Arguments),
    Export(export::Arguments),
    Import(import::Arguments),
    Progress(progress::Arguments),
    Proof(proof::Arguments),
    Queue(queue::Arguments),
    Rebuild(rebuild::Arguments),
    Reextract(reextract::Arguments),
    Reply(reply::Arguments),
    Same(same::Arguments),
    Signoff(signoff::Arguments),
    Tag(tag::Arguments),
    Report(report::Arguments),
    Audit(audit::Arguments),
    Rules(rules::Arguments),
    Completions(completions::Arguments),
    #[command(name = "parse-untrusted", hide = true)]
    Parse(parse::Arguments),
}

/// Runs the command line `arguments` (with the program's name first) and gives the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    exit::report_panics_in_one_line();
    match Cli::try_parse_from(arguments) {
        Ok(cli) => exit::code(dispatch(&cli)),
        Err(error) => exit::usage(&error),
    }
}

fn dispatch(cli: &Cli) -> Result<Done, Failure> {
    let global = &cli.global;
    match &cli.command {
        Command::Demo(arguments) => demo::run(global, arguments),
        Command::Annotate(arguments) => annotate::run(global, arguments),
        Command::Add(arguments) => add::run(global, arguments),
        Command::Log(arguments) => log::run(global, arguments),
        Command::Claims(arguments) => claims::run(global, arguments),
        Command::Show(arguments) => show::run(global, arguments),
        Command::Chain(arguments) => chain::run(global, arguments),
        Command::Explain(arguments) => explain::run(global, arguments),
        Command::Sources(arguments) => sources::run(global, arguments),
        Command::Verify(arguments) => verify::run(global, arguments),
        Command::History(arguments) => history::run(global, arguments),
        Command::Assign(arguments) => assign::run(global, arguments),
        Command::Backup(arguments) => backup::run(global, arguments),
        Command::Checkpoint(arguments) => checkpoint::run(global, arguments),
        Command::Compare(arguments) => compare::run(global, arguments),
        Command::Conflicts(arguments) => conflicts::run(global, arguments),
        Command::Coverage(arguments) => coverage::run(global, arguments),
        Command::Evidence(arguments) => evidence::run(global, arguments),
        Command::Export(arguments) => export::run(global, arguments),
        Command::Import(arguments) => import::run(global, arguments),
        Command::Progress(arguments) => progress::run(global, arguments),
        Command::Proof(arguments) => proof::run(global, arguments),
        Command::Queue(arguments) => queue::run(global, arguments),
        Command::Rebuild(arguments) => rebuild::run(global, arguments),
        Command::Reextract(arguments) => reextract::run(global, arguments),
        Command::Reply(arguments) => reply::run(global, arguments),
        Command::Same(arguments) => same::run(global, arguments),
        Command::Signoff(arguments) => signoff::run(global, arguments),
        Command::Tag(arguments) => tag::run(global, arguments),
        Command::Report(arguments) => report::run(global, arguments),
        Command::Audit(arguments) => audit::run(global, arguments),
        Command::Rules(arguments) => rules::run(global, arguments),
        Command::Completions(arguments) => completions::run(arguments),
        Command::Parse(arguments) => parse::run(arguments),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_shows_examples() {
        for command in Cli::command().get_subcommands() {
            let help = command.clone().render_help().to_string();
            assert!(help.contains("Examples:\n  onrecord"), "{} has no examples", command.get_name());
        }
    }
}
