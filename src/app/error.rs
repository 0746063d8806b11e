//! Why a use case could not be done.

use crate::intake::IntakeError;
use crate::lang::PackError;
use crate::ledger::LedgerError;

/// Why a use case could not be done.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The input could not be read.
    #[error(transparent)]
    Intake(#[from] IntakeError),
    /// The rules could not be read.
    #[error(transparent)]
    Rules(#[from] PackError),
    /// The ledger refused, or could not be read or written.
    #[error(transparent)]
    Ledger(LedgerError),
    /// Nothing has this id or name; says what has one like it.
    #[error("there is no {what} {name:?} in this ledger; {hint}")]
    NotFound {
        /// `claim`, `document`, `source`.
        what: &'static str,
        /// What was asked for.
        name: String,
        /// What to do.
        hint: String,
    },
    /// Refused by a rule of the program.
    #[error("{0}")]
    Refused(String),
}

impl From<LedgerError> for AppError {
    fn from(error: LedgerError) -> AppError {
        AppError::Ledger(error)
    }
}
