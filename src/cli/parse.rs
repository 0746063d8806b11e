//! `onrecord parse-untrusted`: the other side of the sandbox.

use super::exit::{Done, Failure};
use crate::intake;

/// Read one file from standard input in this process, bound by limits, and print what was read as JSON
///
/// This is how the program reads HTML, PDF and DOCX: it calls itself. Nobody else needs it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  onrecord parse-untrusted page.html --seconds 30 --memory 2147483648 < page.html")]
pub struct Arguments {
    /// Name of the file, for its extension and for errors
    #[arg(value_name = "NAME")]
    name: String,
    /// Character set [default: detected]
    #[arg(long, value_name = "NAME")]
    charset: Option<String>,
    /// Seconds of processor time
    #[arg(long, value_name = "SECONDS", requires = "memory")]
    seconds: Option<u64>,
    /// Bytes of memory
    #[arg(long, value_name = "BYTES", requires = "seconds")]
    memory: Option<u64>,
}

pub fn run(arguments: &Arguments) -> Result<Done, Failure> {
    let (charset, limits) = (arguments.charset.as_deref(), arguments.seconds.zip(arguments.memory));
    let (stdin, stdout) = (std::io::stdin().lock(), std::io::stdout().lock());
    intake::serve(&arguments.name, charset, limits, stdin, stdout).map_err(|error| Failure::output("-", &error))?;
    Ok(Done::with(false))
}
