//! The command line: one file for each command beside its help text.
//!
//! A command is one file and two lines here: a variant of [`Command`] and an arm of `dispatch`.

mod add;
mod annotate;
mod audit;
mod chain;
mod claims;
mod completions;
mod context;
mod demo;
mod exit;
mod explain;
mod filter;
mod history;
mod log;
mod output;
mod report;
mod rules;
mod show;
mod sources;
mod table;
mod value;
mod verify;

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
    Sources(sources::Arguments),
    Verify(verify::Arguments),
    History(history::Arguments),
    Report(report::Arguments),
    Audit(audit::Arguments),
    Rules(rules::Arguments),
    Completions(completions::Arguments),
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
        Command::Report(arguments) => report::run(global, arguments),
        Command::Audit(arguments) => audit::run(global, arguments),
        Command::Rules(arguments) => rules::run(global, arguments),
        Command::Completions(arguments) => completions::run(arguments),
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
