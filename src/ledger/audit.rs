//! The audit: everything recomputed, every projection rebuilt and compared, and an honest word on how far
//! the proof reaches.

use std::collections::{BTreeMap, HashMap};

use rusqlite::types::Value;
use serde::Serialize;

use super::checkpoint::{Checkpoint, CheckpointVerifier, base64};
use super::encode::{self, hex};
use super::evidence;
use super::projection::{self, Memory, Sum, Table, key_of, spell};
use super::tree::{Frontier, Node, leaf_hash};
use super::{GENESIS, Ledger, LedgerError, Result, open};
use crate::model::{Event, EventKind, string_enum};

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

    fn sqlite(&mut self, ledger: &Ledger) -> Result<()> {
        let mut statement = ledger.connection.prepare("PRAGMA integrity_check(10)")?;
        let mut rows = statement.query([])?;
        loop {
            match rows.next() {
                Ok(None) => return Ok(()),
                Ok(Some(row)) => {
                    let line: String = row.get(0)?;
                    if line != "ok" {
                        self.fault(None, "sqlite", "ok", line);
                    }
                }
                Err(error) => {
                    self.fault(None, "sqlite", "ok", error);
                    return Ok(());
                }
            }
        }
    }

    /// The tables, indexes and triggers must be those that the migrations make, and no others.
    fn schema(&mut self, ledger: &Ledger) -> Result<()> {
        let expected = objects(&open::reference_schema()?)?;
        let mut found = match objects(&ledger.connection) {
            Ok(found) => found,
            Err(error) => {
                self.fault(None, "schema", "a readable schema", error);
                return Ok(());
            }
        };
        for (name, sql) in expected {
            match found.remove(&name) {
                Some(there) if there == sql => {}
                there => self.fault(None, "schema", sql, there.unwrap_or_else(|| format!("no {name}"))),
            }
        }
        for (name, sql) in found {
            self.fault(None, "schema", format!("no {name}"), sql);
        }
        Ok(())
    }

    fn events(&mut self, ledger: &Ledger) -> Result<()> {
        let mut statement = ledger.connection.prepare("SELECT * FROM event ORDER BY seq")?;
        let mut rows = statement.query([])?;
        let mut last_time = String::new();
        let mut backwards = 0_u64;
        let mut bytes = Vec::new();
        loop {
            let row = match rows.next() {
                Ok(Some(row)) => row,
                Ok(None) => break,
                Err(error) => {
                    self.fault(Some(self.frontier.size() + 1), "sqlite", "a readable event", error);
                    self.applied = false;
                    break;
                }
            };
            let expected = self.frontier.size() + 1;
            let event = match read(row) {
                Ok(event) => event,
                Err((column, found)) => {
                    self.fault(Some(expected), "type", format!("{column} as the program writes it"), found);
                    self.applied = false;
                    self.frontier.push([0; 32]);
                    continue;
                }
            };
            self.event(&event, expected, &mut bytes);
            if event.recorded_at < last_time {
                backwards += 1;
                if backwards == 1 {
                    let remark =
                        format!("event {expected} was recorded at {}, before the one before it", event.recorded_at);
                    self.remarks.push(remark);
                }
            }
            last_time = event.recorded_at;
        }
        if self.frontier.size() == 0 {
            self.fault(Some(1), "sequence", "an event that begins the ledger", "no event at all");
            self.applied = false;
        }
        if backwards > 1 {
            self.remarks.push(format!("the clock ran backwards {backwards} times; order is by sequence, not by time"));
        }
        Ok(())
    }

    fn event(&mut self, event: &Event, expected: u64, bytes: &mut Vec<u8>) {
        let before = self.faults.len();
        if event.seq != expected {
            self.fault(Some(expected), "sequence", expected, event.seq);
        }
        if event.previous != self.head {
            let head = self.head.clone();
            self.fault(Some(event.seq), "previous", head, &event.previous);
        }
        encode::encode_into(event, bytes);
        let hash = encode::sha256(bytes);
        if hex(&hash) != event.hash {
            self.fault(Some(event.seq), "hash", hex(&hash), &event.hash);
        }
        if (event.seq == 1) != (event.kind == EventKind::LedgerCreated) {
            self.fault(Some(event.seq), "kind", "a first event that begins the ledger, and only one", event.kind);
        }
        if !self.memory.begin(&event.id, i64::try_from(event.seq).unwrap_or(i64::MAX)) {
            self.fault(Some(event.seq), "id", "an id of its own", &event.id);
        }
        self.frontier.push(leaf_hash(&encode::unhex32(&event.hash).unwrap_or_default()));
        if let Some(wanted) = self.wanted.get_mut(&self.frontier.size()) {
            *wanted = Some(self.frontier.root());
        }
        if let Some(file) = evidence::file_of(event) {
            self.files.entry(file).or_insert(event.seq);
        }
        self.head.clone_from(&event.hash);
        if self.faults.len() > before {
            self.applied = false;
        }
        if self.applied
            && let Err(error) = projection::apply(&mut self.memory, event)
        {
            self.fault(Some(event.seq), "payload", "a payload that means something here", error);
            self.applied = false;
        }
    }

    fn projections(&mut self, ledger: &Ledger) -> Result<()> {
        if !self.applied {
            self.remarks
                .push("the projections were not compared, because the events they come from have faults".to_owned());
            return Ok(());
        }
        let mut wrong = Vec::new();
        for table in Table::ALL {
            match self.stored_sum(ledger, *table) {
                Ok(sum) if sum == self.memory.sum(*table) => {}
                Ok(_) => wrong.push(*table),
                Err(error) => self.fault(None, "projection", format!("a readable table {}", table.name()), error),
            }
        }
        match self.stored_words(ledger) {
            Ok(sum) if sum == self.memory.words => {}
            Ok(sum) => {
                let (expected, found) = (self.memory.words.rows, sum.rows);
                self.fault(
                    None,
                    "projection",
                    format!("claim_text: {expected} words of claims"),
                    format!("{found}, or others"),
                );
            }
            Err(error) => self.fault(None, "projection", "a readable index claim_text", error),
        }
        if !wrong.is_empty() {
            self.name_rows(ledger, &wrong)?;
        }
        Ok(())
    }

    fn stored_sum(&self, ledger: &Ledger, table: Table) -> Result<Sum> {
        let mut sum = Sum::default();
        each_row(ledger, table, |values| self.memory.hasher.add(&mut sum, &values))?;
        Ok(sum)
    }

    fn stored_words(&self, ledger: &Ledger) -> Result<Sum> {
        let mut sum = Sum::default();
        ledger.with_vocabulary(|claim, word| self.memory.hasher.add_word(&mut sum, claim, word))?;
        Ok(sum)
    }

    /// Goes over the events a second time with every row of the wrong tables kept, and says which rows differ.
    fn name_rows(&mut self, ledger: &Ledger, wrong: &[Table]) -> Result<()> {
        let mut memory = Memory::default();
        memory.detailed = wrong.iter().map(|table| (*table, BTreeMap::new())).collect();
        ledger.each_event(|event| {
            memory.begin(&event.id, i64::try_from(event.seq).unwrap_or(i64::MAX));
            projection::apply(&mut memory, event)
        })?;
        for table in wrong {
            let mut stored: HashMap<String, String> = HashMap::new();
            each_row(ledger, *table, |values| {
                stored.insert(key_of(*table, &values), spell(&values));
            })?;
            let name = table.name();
            for (key, expected) in memory.detailed.remove(table).unwrap_or_default() {
                match stored.remove(&key) {
                    Some(found) if found == expected => {}
                    found => {
                        let found = found.unwrap_or_else(|| "no such row".to_owned());
                        self.fault(None, "projection", format!("{name}: {expected}"), found);
                    }
                }
            }
            let mut rest: Vec<String> = stored.into_values().collect();
            rest.sort_unstable();
            for found in rest {
                self.fault(None, "projection", format!("{name}: no such row"), found);
            }
        }
        Ok(())
    }

    /// Every file of evidence must be there, byte for byte.
    fn evidence(&mut self, ledger: &Ledger) {
        for (file, seq) in std::mem::take(&mut self.files) {
            if let Err(error) = ledger.evidence_file(&file) {
                self.fault(Some(seq), "evidence", format!("the file {file}"), error);
            }
        }
    }

    fn checkpoints(&mut self, ledger: &Ledger, options: &AuditOptions<'_>) -> Result<()> {
        let origin = ledger.origin().unwrap_or_default();
        if let Some(text) = options.own
            && self.fits(text, &origin, options.verifier)
            && options.verifier.is_some()
        {
            self.level = AuditLevel::Signed;
        }
        if let Some(text) = options.checkpoint
            && self.fits(text, &origin, options.verifier)
        {
            self.level = AuditLevel::Checkpoint;
        }
        Ok(())
    }

    fn fits(&mut self, text: &str, origin: &str, verifier: Option<&CheckpointVerifier>) -> bool {
        let checkpoint = match Checkpoint::parse(text) {
            Ok(checkpoint) => checkpoint,
            Err(error) => {
                self.fault(None, "checkpoint", "a signed checkpoint", error);
                return false;
            }
        };
        let before = self.faults.len();
        if checkpoint.origin != origin {
            self.fault(
                None,
                "checkpoint",
                format!("a checkpoint of {origin}"),
                format!("one of {}", checkpoint.origin),
            );
        }
        match verifier {
            Some(verifier) if !checkpoint.is_signed_by(verifier) => {
                self.fault(None, "signature", format!("a good signature of {verifier}"), "none");
            }
            None => self
                .remarks
                .push("the signature of the checkpoint was not checked: its key is not known here".to_owned()),
            Some(_) => {}
        }
        let root = if checkpoint.size == 0 {
            Some(Frontier::default().root())
        } else {
            self.wanted.get(&checkpoint.size).copied().flatten()
        };
        match root {
            None => {
                let found = format!("{} events: the end was cut off, or this is an older copy", self.frontier.size());
                self.fault(None, "cut", format!("at least {} events", checkpoint.size), found);
            }
            Some(root) if root != checkpoint.root => {
                let expected = format!("root {} over the first {} events", base64(&checkpoint.root), checkpoint.size);
                self.fault(None, "rewritten", expected, format!("root {}", base64(&root)));
            }
            Some(_) => {}
        }
        self.faults.len() == before
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

/// Every table, index and trigger by type and name, with its definition.
fn objects(connection: &rusqlite::Connection) -> Result<BTreeMap<String, String>> {
    let mut statement = connection.prepare("SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

fn each_row(ledger: &Ledger, table: Table, mut visit: impl FnMut(Vec<Value>)) -> Result<()> {
    let mut statement = ledger.connection.prepare(table.scan())?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let values = (0..columns).map(|column| row.get::<_, Value>(column)).collect::<rusqlite::Result<Vec<_>>>();
        visit(values?);
    }
    Ok(())
}

/// An event with every column of the type that the program writes; else the column and what it holds.
fn read(row: &rusqlite::Row<'_>) -> std::result::Result<Event, (String, String)> {
    let value =
        |column: usize| row.get::<_, Value>(column).map_or_else(|error| error.to_string(), |value| spell(&[value]));
    super::append::event_from(row).map_err(|error| {
        let column = match &error {
            rusqlite::Error::InvalidColumnType(column, ..)
            | rusqlite::Error::FromSqlConversionFailure(column, ..)
            | rusqlite::Error::IntegralValueOutOfRange(column, _) => *column,
            _ => return ("the event".to_owned(), error.to_string()),
        };
        let name = row.as_ref().column_name(column).map_or_else(|_| column.to_string(), str::to_owned);
        (name, value(column))
    })
}

impl Ledger {
    /// Every event in order.
    pub(super) fn each_event(&self, mut visit: impl FnMut(&Event) -> Result<()>) -> Result<()> {
        let mut statement = self.connection.prepare("SELECT * FROM event ORDER BY seq")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            visit(&super::append::event_from(row)?)?;
        }
        Ok(())
    }

    /// Every word of the search index, with the claim it stands in.
    fn with_vocabulary(&self, mut visit: impl FnMut(i64, &str)) -> Result<()> {
        let reading = self.connection.pragma_query_value(None, "query_only", |row| row.get::<_, bool>(0))?;
        self.connection.pragma_update(None, "query_only", false)?;
        let walked = (|| -> Result<()> {
            self.connection.execute_batch(
                "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, claim_text, instance)",
            )?;
            let mut statement = self.connection.prepare("SELECT doc, term FROM temp.vocabulary")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let word = row.get_ref(1)?.as_str().map_err(|error| LedgerError::damaged("claim_text", error))?;
                visit(row.get(0)?, word);
            }
            Ok(())
        })();
        self.connection.pragma_update(None, "query_only", reading)?;
        walked
    }
}
