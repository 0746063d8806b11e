//! The command line: one file for each command beside its help text.

mod annotate;
mod context;
mod exit;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use exit::Failure;

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

/// Options of every command.
#[derive(Debug, clap::Args)]
struct Global {
    /// Folder with a newsroom's own rules, words and aliases
    #[arg(long, global = true, value_name = "DIR", env = "ONRECORD_RULES")]
    rules: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Annotate(annotate::Arguments),
}

/// Runs the command line `arguments` (with the program's name first) and gives the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    exit::report_panics_in_one_line();
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return exit::usage(&error),
    };
    exit::code(dispatch(&cli))
}

fn dispatch(cli: &Cli) -> Result<exit::Done, Failure> {
    match &cli.command {
        Command::Annotate(arguments) => annotate::run(&cli.global, arguments),
    }
}
