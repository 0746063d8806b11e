//! What can go wrong with a ledger, each with what to do about it.

use std::path::PathBuf;

/// Why the ledger refused or failed.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// There is no ledger at the path, and it was not to be created.
    #[error("{}: there is no ledger here; give another --ledger, or add a document to begin one", path.display())]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The path cannot name a ledger.
    #[error("{}: {reason}", path.display())]
    BadPath {
        /// The path given.
        path: PathBuf,
        /// Why, and what to do.
        reason: String,
    },
    /// The file is something else.
    #[error("{}: this file is not an onrecord ledger; give another --ledger", path.display())]
    NotALedger {
        /// The file.
        path: PathBuf,
    },
    /// The ledger was written by a newer program.
    #[error("{}: this ledger has version {found}, newer than {known}, the newest this program knows; update onrecord", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The newest version known.
        known: i64,
    },
    /// The ledger has an older version and was opened for reading only.
    #[error("{}: this ledger has version {found} and must be brought to {known} first; open it once for writing", path.display())]
    Older {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The version needed.
        known: i64,
    },
    /// The ledger lies on a filesystem that does not lock reliably.
    #[error("{}: on a network filesystem ({kind}), where locks do not hold and a ledger can be lost; keep it on a local disk and share it with `onrecord export`", path.display())]
    NetworkFilesystem {
        /// The file.
        path: PathBuf,
        /// The filesystem's name.
        kind: String,
    },
    /// Another program kept the ledger locked for too long.
    #[error(
        "another program has been writing to the ledger for too long; wait for it to end and try again (nothing was written)"
    )]
    Busy,
    /// The disk is full.
    #[error("the disk that holds the ledger is full; free some space and try again (nothing was written)")]
    DiskFull,
    /// SQLite failed in another way.
    #[error("the ledger could not be read or written: {0}")]
    Sqlite(rusqlite::Error),
    /// A file beside the ledger could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// What stands in the ledger cannot be what the program wrote.
    #[error("the ledger is damaged at {place}: {reason}; run `onrecord audit`")]
    Damaged {
        /// Which event, row or file.
        place: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Nothing has this id or name.
    #[error("there is no {what} {name:?} in this ledger")]
    NotFound {
        /// `claim`, `document`, `source` …
        what: &'static str,
        /// What was asked for.
        name: String,
    },
    /// A rule of the ledger forbids it.
    #[error("{0}")]
    Refused(String),
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> LedgerError {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => LedgerError::Busy,
            Some(rusqlite::ErrorCode::DiskFull) => LedgerError::DiskFull,
            _ => LedgerError::Sqlite(error),
        }
    }
}

impl LedgerError {
    pub(super) fn damaged(place: impl Into<String>, reason: impl std::fmt::Display) -> LedgerError {
        LedgerError::Damaged { place: place.into(), reason: reason.to_string() }
    }

    pub(super) fn not_found(what: &'static str, name: impl Into<String>) -> LedgerError {
        LedgerError::NotFound { what, name: name.into() }
    }

    pub(super) fn file(path: impl Into<PathBuf>, source: std::io::Error) -> LedgerError {
        LedgerError::File { path: path.into(), source }
    }
}

/// What every function of the ledger returns.
pub type Result<T> = std::result::Result<T, LedgerError>;
