//! Copies of a ledger, and what two copies are to each other.

use std::path::Path;
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};

use super::{Ledger, LedgerError, Result, place};

/// Pages copied before other programs get their turn.
const PAGES: i32 = 1024;

/// What a second ledger is to the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LedgerRelation {
    /// The same events.
    Equal,
    /// The second goes on where the first ends, by this many events.
    Behind(u64),
    /// The first goes on where the second ends, by this many events.
    Ahead(u64),
    /// They share the events before this one and go apart from it on.
    Forked(u64),
    /// They never were one ledger.
    Unrelated,
}

impl Ledger {
    /// Copies the ledger, as it is at one moment, into a new file, while others may write to it.
    ///
    /// # Errors
    /// The file is there already, or one of the two cannot be read or written.
    pub fn backup(&self, to: &Path) -> Result<()> {
        place::check(to)?;
        if to.exists() {
            let reason = "there is a file here already; a backup never overwrites one".to_owned();
            return Err(LedgerError::BadPath { path: to.to_owned(), reason });
        }
        // Made under another name, so that a copy that was cut short is never taken for a backup.
        let mut partial = to.as_os_str().to_owned();
        partial.push(".partial");
        let partial = Path::new(&partial);
        let _ = std::fs::remove_file(partial);
        place::create_private(partial)?;
        let copied = self.copy_into(partial);
        if copied.is_err() {
            let _ = std::fs::remove_file(partial);
        }
        copied?;
        std::fs::rename(partial, to).map_err(|error| LedgerError::file(to, error))?;
        place::sync_directory(to)
    }

    fn copy_into(&self, partial: &Path) -> Result<()> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut copy = Connection::open_with_flags(partial, flags)?;
        Backup::new(&self.connection, &mut copy)?.run_to_completion(PAGES, Duration::from_millis(1), None)?;
        // A backup is one file: it must not need a log beside it.
        copy.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
        copy.close().map_err(|(_, error)| LedgerError::from(error))?;
        let file = std::fs::File::open(partial).and_then(|file| file.sync_all());
        file.map_err(|error| LedgerError::file(partial, error))
    }

    /// What another ledger is to this one, by the hashes of their events. Audit both to know that the hashes hold.
    ///
    /// # Errors
    /// One of them cannot be read.
    pub fn compare(&self, other: &Ledger) -> Result<LedgerRelation> {
        let sql = "SELECT hash FROM event ORDER BY seq";
        let (mut ours, mut theirs) = (self.connection.prepare(sql)?, other.connection.prepare(sql)?);
        let mut ours = ours.query_map([], |row| row.get::<_, String>(0))?;
        let mut theirs = theirs.query_map([], |row| row.get::<_, String>(0))?;
        let mut shared = 0_u64;
        loop {
            match (ours.next().transpose()?, theirs.next().transpose()?) {
                (None, None) => return Ok(LedgerRelation::Equal),
                (Some(_), None) => return Ok(LedgerRelation::Ahead(1 + ours.count() as u64)),
                (None, Some(_)) => return Ok(LedgerRelation::Behind(1 + theirs.count() as u64)),
                (Some(one), Some(other)) if one == other => shared += 1,
                _ if shared == 0 => return Ok(LedgerRelation::Unrelated),
                _ => return Ok(LedgerRelation::Forked(shared + 1)),
            }
        }
    }
}
