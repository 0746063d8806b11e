//! The audit: everything recomputed, every projection rebuilt and compared, and an honest word on how far
//! the proof reaches.

mod chain;
mod checkpoints;
mod pages;
mod search;
mod tables;

use std::collections::BTreeMap;

use serde::Serialize;

use super::checkpoint::{Checkpoint, CheckpointVerifier, base64};
use super::projection::{Memory, Sum};
use super::tree::{Frontier, Node};
use super::{GENESIS, Ledger, Result};
use crate::model::string_enum;

/// Most faults reported; the first one is what matters.
const FAULTS: usize = 50;

string_enum! {
    /// How far the proof reaches.
    AuditLevel, "audit level" {
        /// Events, chain and projections fit together. A cut tail or a rewritten whole would not show.
        Consistent = "consistent",
        /// A checkpoint of the ledger's own fits and is signed with the known key.
        Signed = "signed",
        /// It goes on from the checkpoint that was kept elsewhere.
        Checkpoint = "checkpoint",
        /// Others have witnessed the checkpoint.
        Witnessed = "witnessed",
    }
}

/// Something that is not as the program wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The event, where it is about one.
    pub seq: Option<u64>,
    /// `schema`, `sequence`, `previous`, `hash`, `type`, `id`, `kind`, `payload`, `projection`, `sqlite`, `checkpoint`,
    /// `signature`, `cut` (fewer events than the checkpoint), `rewritten` (others than the checkpoint's).
    pub kind: String,
    /// What should be there.
    pub expected: String,
    /// What is there.
    pub found: String,
}

/// What the audit found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditReport {
    /// How many events there are.
    pub events: u64,
    /// Hash of the last one.
    pub head: String,
    /// Root of the tree over them, base64 as in checkpoints.
    pub root: String,
    /// How far the proof reaches; it means nothing when there are faults.
    pub level: AuditLevel,
    /// What is wrong, the first first.
    pub faults: Vec<Fault>,
    /// What is odd but no fault: a clock that ran backwards, a signature that could not be checked.
    pub remarks: Vec<String>,
}

/// What the audit is told from outside the ledger.
#[derive(Debug, Default)]
pub struct AuditOptions<'a> {
    /// A checkpoint that was kept elsewhere.
    pub checkpoint: Option<&'a str>,
    /// The last checkpoint written by this ledger's own program.
    pub own: Option<&'a str>,
    /// The key that its signature is checked with.
    pub verifier: Option<&'a CheckpointVerifier>,
}

impl Ledger {
    /// Audits the whole ledger.
    ///
    /// # Errors
    /// The ledger cannot be read at all; whatever can be read and is wrong is a fault in the report.
    pub fn audit(&self, options: &AuditOptions<'_>) -> Result<AuditReport> {
        // One reading of everything: whoever writes meanwhile is not seen.
        let transaction = self.connection.unchecked_transaction()?;
        let mut audit = Audit::new(options);
        audit.schema(self)?;
        if audit.faults.is_empty() {
            audit.events(self)?;
            audit.projections(self)?;
        }
        audit.sqlite(self)?;
        audit.evidence(self);
        audit.checkpoints(self, options)?;
        transaction.finish()?;
        Ok(audit.report())
    }
}

struct Audit {
    faults: Vec<Fault>,
    remarks: Vec<String>,
    memory: Memory,
    /// The ids of the events and their places.
    ids: Sum,
    frontier: Frontier,
    head: String,
    /// Sizes at which the root is wanted.
    wanted: BTreeMap<u64, Option<Node>>,
    level: AuditLevel,
    /// Whether the events could all be applied.
    applied: bool,
    /// Files of evidence, with the event that names each first.
    files: BTreeMap<String, u64>,
}

impl Audit {
    fn new(options: &AuditOptions<'_>) -> Audit {
        let sizes = [options.checkpoint, options.own].into_iter().flatten();
        let wanted = sizes.filter_map(|text| Checkpoint::parse(text).ok()).map(|known| (known.size, None)).collect();
        Audit {
            faults: Vec::new(),
            remarks: Vec::new(),
            memory: Memory::default(),
            ids: Sum::default(),
            frontier: Frontier::default(),
            head: GENESIS.to_owned(),
            wanted,
            level: AuditLevel::Consistent,
            applied: true,
            files: BTreeMap::new(),
        }
    }

    fn fault(&mut self, seq: Option<u64>, kind: &str, expected: impl ToString, found: impl ToString) {
        if self.faults.len() < FAULTS {
            let (expected, found) = (expected.to_string(), found.to_string());
            self.faults.push(Fault { seq, kind: kind.to_owned(), expected, found });
        }
    }

    /// SQLite's own check of every table, index and free page. What they hold has been compared by then, so its quick
    /// form does, and FTS5's own tables have been read. Where anything is wrong, everything is asked.
    fn sqlite(&mut self, ledger: &Ledger) -> Result<()> {
        let checked = if self.faults.is_empty() {
            tables(ledger).and_then(|tables| tables.iter().try_for_each(|table| self.quick_check(ledger, table)))
        } else {
            self.quick_check(ledger, &"10")
        };
        if let Err(error) = checked {
            self.fault(None, "sqlite", "ok", error);
        }
        Ok(())
    }

    fn quick_check(&mut self, ledger: &Ledger, what: &dyn rusqlite::ToSql) -> Result<()> {
        ledger.connection.pragma(None, "quick_check", what, |row| {
            let line: String = row.get(0)?;
            if line != "ok" {
                self.fault(None, "sqlite", "ok", line);
            }
            Ok(())
        })?;
        Ok(())
    }

    fn report(self) -> AuditReport {
        AuditReport {
            events: self.frontier.size(),
            head: self.head,
            root: base64(&self.frontier.root()),
            level: if self.faults.is_empty() { self.level } else { AuditLevel::Consistent },
            faults: self.faults,
            remarks: self.remarks,
        }
    }
}

/// Every table that has pages of its own; that of the schema brings the free pages with it.
fn tables(ledger: &Ledger) -> Result<Vec<String>> {
    let sql = "SELECT 'sqlite_schema' UNION ALL SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0";
    let mut statement = ledger.connection.prepare(sql)?;
    let names = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(names)
}
