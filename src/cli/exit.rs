//! Exit codes, in one place, as `CONTRACT.md` fixes them, and how an error is told.

use std::io::Write;
use std::process::ExitCode;

use crate::app::AppError;
use crate::intake::IntakeError;
use crate::lang::PackError;
use crate::ledger::LedgerError;

/// A command that did its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// All is well: 0.
    Clean,
    /// Done, with findings (faults of an audit, a batch with bad members): 1.
    Findings,
}

impl Done {
    /// Findings when there are any.
    pub fn with(findings: bool) -> Done {
        if findings { Done::Findings } else { Done::Clean }
    }
}

/// A command that could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Wrong use of the command line: 2.
    #[error("{0}")]
    Usage(String),
    /// Not found, or refused by a rule of the ledger: 3.
    #[error("{0}")]
    Refused(String),
    /// Input could not be read: 4.
    #[error(transparent)]
    Input(#[from] IntakeError),
    /// Rules could not be read: 4.
    #[error(transparent)]
    Rules(#[from] PackError),
    /// Output could not be written: 4.
    #[error("{name}: cannot be written: {reason}")]
    Output {
        /// The path, `-` for standard output.
        name: String,
        /// The system's own words.
        reason: String,
    },
    /// The ledger could not be read or written: 5; what is not found or refused: 3.
    #[error(transparent)]
    Ledger(LedgerError),
    /// What went wrong has been told already: 4.
    #[error("")]
    Told,
    /// The reader of our output went away (`onrecord … | head`): nothing to report.
    #[error("broken pipe")]
    BrokenPipe,
}

impl Failure {
    /// An error of writing to `name`.
    pub fn output(name: &str, error: &std::io::Error) -> Failure {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Failure::BrokenPipe,
            _ => Failure::Output { name: name.to_owned(), reason: error.to_string() },
        }
    }

    fn code(&self) -> u8 {
        match self {
            Failure::BrokenPipe => 0,
            Failure::Ledger(LedgerError::NotFound { .. } | LedgerError::Refused(_)) => 3,
            Failure::Ledger(_) => 5,
            Failure::Usage(_) => 2,
            Failure::Refused(_) => 3,
            Failure::Input(_) | Failure::Rules(_) | Failure::Output { .. } | Failure::Told => 4,
        }
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Failure {
        match error {
            AppError::Intake(error) => Failure::Input(error),
            AppError::Rules(error) => Failure::Rules(error),
            AppError::Ledger(error) => Failure::Ledger(error),
            AppError::NotFound { .. } | AppError::Refused(_) => Failure::Refused(error.to_string()),
        }
    }
}

/// Tells the error, if there is one, and gives the exit code.
pub fn code(result: Result<Done, Failure>) -> ExitCode {
    match result {
        Ok(Done::Clean) => ExitCode::SUCCESS,
        Ok(Done::Findings) => ExitCode::from(1),
        Err(failure) => {
            if !matches!(failure, Failure::BrokenPipe | Failure::Told) {
                complain(&failure.to_string());
            }
            ExitCode::from(failure.code())
        }
    }
}

/// One line on standard error.
pub fn complain(message: &str) {
    // When standard error is closed there is nobody left to tell.
    let _ = writeln!(std::io::stderr().lock(), "onrecord: {message}");
}

/// What clap has to say: help and version to standard output, wrong use to standard error.
pub fn usage(error: &clap::Error) -> ExitCode {
    let _ = error.print();
    ExitCode::from(if error.use_stderr() { 2 } else { 0 })
}

/// A panic is a bug; it is told in one line with its place, and never with a backtrace.
pub fn report_panics_in_one_line() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|place| format!(" ({}:{})", place.file(), place.line())).unwrap_or_default();
        complain(&format!("internal error{place}: this is a bug, please report it"));
    }));
}
