//! Opening a ledger: its own settings first, then its version, then the rest.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::append::By;
use super::{AliasTable, LedgerError, Result, append, payload, place, rebuild};
use crate::model::EventKind;

/// SQLite's application id of a ledger: `ONRD`.
const APPLICATION_ID: i64 = 0x4f4e_5244;

/// One step from a version of the schema to the next.
struct Migration {
    sql: &'static str,
    /// Whether projections must be made anew from the events after it.
    rebuilds: bool,
}

const MIGRATIONS: &[Migration] = &[
    Migration { sql: include_str!("../../schema/migrations/0001_ledger.sql"), rebuilds: false },
    Migration { sql: include_str!("../../schema/migrations/0002_questions.sql"), rebuilds: true },
    Migration { sql: include_str!("../../schema/migrations/0003_words.sql"), rebuilds: true },
];

/// How to open a ledger.
#[derive(Debug, Clone)]
pub struct Options {
    /// How long to wait for another writer.
    pub busy_timeout: Duration,
    /// Other names of sources, for questions by name.
    pub aliases: AliasTable,
}

impl Default for Options {
    fn default() -> Options {
        Options { busy_timeout: Duration::from_secs(60), aliases: AliasTable::default() }
    }
}

/// An open ledger.
#[derive(Debug)]
pub struct Ledger {
    pub(super) connection: Connection,
    pub(super) path: PathBuf,
    pub(super) aliases: AliasTable,
    pub(super) warnings: Vec<String>,
    pub(super) known: Option<append::Known>,
}

impl Ledger {
    /// Opens a ledger for writing; begins one where there is none.
    ///
    /// # Errors
    /// The path cannot be a ledger, lies on a network filesystem, is another kind of file, was written by
    /// a newer program, or cannot be read or written.
    pub fn open(path: &Path, options: &Options, by: &By<'_>) -> Result<Ledger> {
        place::check(path)?;
        if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty() && !parent.is_dir()) {
            let reason = format!("the directory {} does not exist; make it first", parent.display());
            return Err(LedgerError::BadPath { path: path.to_owned(), reason });
        }
        place::create_private(path)?;
        let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE, options).map_err(not_a_database(path))?;
        let mut ledger = Ledger::around(connection, path, options);
        let found = ledger.version()?;
        if found < MIGRATIONS.len() as i64 {
            ledger.journal()?;
            ledger.migrate(by)?;
        }
        ledger.journal()?;
        Ok(ledger)
    }

    /// Opens a ledger for reading: nothing is created, migrated or written.
    ///
    /// # Errors
    /// As [`Ledger::open`]; also when there is no ledger.
    pub fn open_read_only(path: &Path, options: &Options) -> Result<Ledger> {
        place::check(path)?;
        if !path.exists() {
            return Err(LedgerError::Missing { path: path.to_owned() });
        }
        let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY, options).map_err(not_a_database(path))?;
        connection.pragma_update(None, "query_only", true)?;
        let ledger = Ledger::around(connection, path, options);
        match ledger.version()? {
            0 => Err(LedgerError::Missing { path: path.to_owned() }),
            found if found < MIGRATIONS.len() as i64 => {
                Err(LedgerError::Older { path: path.to_owned(), found, known: MIGRATIONS.len() as i64 })
            }
            _ => Ok(ledger),
        }
    }

    fn around(connection: Connection, path: &Path, options: &Options) -> Ledger {
        let warnings = place::warnings(path);
        Ledger { connection, path: path.to_owned(), aliases: options.aliases.clone(), warnings, known: None }
    }

    /// Where the ledger lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What a person should be told about the ledger's file (loose permissions, a synchronised folder).
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The ledger's version; 0 for an empty file.
    fn version(&self) -> Result<i64> {
        let number = |pragma: &str| self.connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
        let not_a_ledger = || LedgerError::NotALedger { path: self.path.clone() };
        let application = number("application_id").map_err(|error| match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase) => not_a_ledger(),
            _ => error.into(),
        })?;
        let version = number("user_version")?;
        let known = MIGRATIONS.len() as i64;
        let tables: i64 = self.connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        match (application, version) {
            (0, 0) if tables == 0 => Ok(0),
            (APPLICATION_ID, 1..) if version > known => {
                Err(LedgerError::Newer { path: self.path.clone(), found: version, known })
            }
            (APPLICATION_ID, 1..) => Ok(version),
            _ => Err(not_a_ledger()),
        }
    }

    /// Switches to the write-ahead log; the switch itself must be waited for by hand.
    fn journal(&self) -> Result<()> {
        let began = Instant::now();
        loop {
            let switched =
                self.connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get::<_, String>(0));
            match switched.map_err(LedgerError::from) {
                Err(LedgerError::Busy) if began.elapsed() < Duration::from_secs(60) => {
                    std::thread::sleep(Duration::from_millis(5));
                }
                Err(error) => return Err(error),
                Ok(_) => return Ok(()),
            }
        }
    }

    /// Brings the schema up to date, in one transaction: a ledger is at its old version or at the newest. Events
    /// are never touched; projections are made anew from them where a step asks for it.
    fn migrate(&mut self, by: &By<'_>) -> Result<()> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Somebody else may have done it while we waited for the lock.
        let done = transaction.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0))?;
        let steps = MIGRATIONS.get(usize::try_from(done).unwrap_or(usize::MAX)..).unwrap_or_default();
        if steps.is_empty() {
            return Ok(());
        }
        for step in steps {
            transaction.execute_batch(step.sql)?;
        }
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", MIGRATIONS.len() as i64)?;
        fill(append::Writer::new(&transaction), done, steps, by)?;
        transaction.commit()?;
        Ok(())
    }
}

/// Begins a ledger that has just been made, or brings the projections of an older one up to date.
fn fill(mut writer: append::Writer<'_>, done: i64, steps: &[Migration], by: &By<'_>) -> Result<()> {
    if done == 0 {
        let program = concat!("onrecord ", env!("CARGO_PKG_VERSION")).to_owned();
        let created = payload::Created { ledger: append::new_id()?, program };
        let event = append::NewEvent::new(EventKind::LedgerCreated, &created)?;
        append::append_in(&mut writer, by, vec![event])?;
    } else if steps.iter().any(|step| step.rebuilds) {
        rebuild::rebuild_in(&mut writer)?;
    }
    writer.store.finish().map(|_| ())
}

/// An empty ledger's schema, made from the migrations in memory.
pub(super) fn reference_schema() -> Result<Connection> {
    let connection = Connection::open_in_memory()?;
    for step in MIGRATIONS {
        connection.execute_batch(step.sql)?;
    }
    Ok(connection)
}

/// What SQLite cannot read as a database is no ledger either.
fn not_a_database(path: &Path) -> impl FnOnce(LedgerError) -> LedgerError {
    let path = path.to_owned();
    move |error| match error {
        LedgerError::Sqlite(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) => {
            LedgerError::NotALedger { path }
        }
        other => other,
    }
}

fn connect(path: &Path, access: OpenFlags, options: &Options) -> Result<Connection> {
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(options.busy_timeout)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    // A plan that depends on bound values would be made anew for each of them.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    connection.set_limit(Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 4)?;
    connection.set_prepared_statement_cache_capacity(128);
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0; PRAGMA cell_size_check = ON;
         PRAGMA recursive_triggers = ON; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -65536;",
    )?;
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::encode;

    #[test]
    fn migrations_are_sealed() {
        const SEALS: &[&str] = &[
            "17602a3c4ce6aed1db2ae3352a5088a1c5c5b344b32bdca32502dcd40b28c814",
            "ced2827a7bf033ca5789dd8b3964a30779816313949e41207dc6c9295969917d",
            "0221580b642a97e275c7e66f7609cf39b292b00d0ab1ff6082bb77019850b3da",
        ];
        assert_eq!(MIGRATIONS.len(), SEALS.len());
        for (number, (step, seal)) in (1..).zip(MIGRATIONS.iter().zip(SEALS)) {
            let found = encode::sha256_hex(step.sql.as_bytes());
            assert_eq!(found, *seal, "migration {number} was edited after its release");
        }
    }
}
