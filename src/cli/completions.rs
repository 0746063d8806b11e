//! `onrecord completions`: for the shell.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::exit::{Done, Failure};
use super::output;

const EXAMPLES: &str = "\
Examples:
  onrecord completions bash > ~/.local/share/bash-completion/completions/onrecord
  onrecord completions zsh > ~/.zfunc/_onrecord";

/// Print a completion script for a shell
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// bash, elvish, fish, powershell, zsh
    shell: Shell,
}

pub fn run(arguments: &Arguments) -> Result<Done, Failure> {
    output::print(|out| {
        let mut script = Vec::new();
        clap_complete::generate(arguments.shell, &mut super::Cli::command(), "onrecord", &mut script);
        out.write_all(&script)
    })?;
    Ok(Done::Clean)
}
