//! Rebuilding: every projection dropped and made anew from the events.

use super::append::Writer;
use super::projection::{self, Sqlite, Table};
use super::{Ledger, LedgerError, Result, append, event_hash};

impl Ledger {
    /// Empties every projection and fills it again from the events, in one transaction. The chain is checked
    /// on the way: projections are not made from events that have been changed. How many events were applied.
    ///
    /// # Errors
    /// An event is not what its hash says, or the ledger cannot be written; then nothing is changed.
    pub fn rebuild(&mut self) -> Result<u64> {
        self.write(rebuild_in)
    }
}

/// Rebuilds inside the caller's transaction.
pub(super) fn rebuild_in(writer: &mut Writer<'_>) -> Result<u64> {
    let connection = writer.connection;
    for table in Table::ALL {
        connection.execute_batch(&format!("DELETE FROM {}", table.name()))?;
    }
    connection.execute_batch("INSERT INTO claim_text (claim_text) VALUES ('delete-all')")?;
    writer.store = Sqlite::new(connection);
    let mut statement = connection.prepare("SELECT * FROM event ORDER BY seq")?;
    let mut rows = statement.query([])?;
    let (mut applied, mut previous) = (0, super::GENESIS.to_owned());
    while let Some(row) = rows.next()? {
        let event = append::event_from(row)?;
        if event.previous != previous || event_hash(&event) != event.hash {
            return Err(LedgerError::damaged(format!("event {}", event.seq), "it is not what its hash says"));
        }
        projection::apply(&mut writer.store, &event)?;
        writer.store.trim();
        previous = event.hash;
        applied += 1;
    }
    writer.store.flush()?;
    Ok(applied)
}
