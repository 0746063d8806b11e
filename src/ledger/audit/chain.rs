//! The chain: schema, every event in order, and the files that events name.

use std::collections::BTreeMap;

use rusqlite::types::{Value, ValueRef};

use super::super::encode::{self, hex};
use super::super::projection::{self, spell};
use super::super::tree::leaf_hash;
use super::super::{Ledger, Result, append, evidence, open};
use super::Audit;
use crate::model::{Event, EventKind};

impl Audit {
    /// The tables, indexes and triggers must be those that the migrations make, and no others.
    pub(super) fn schema(&mut self, ledger: &Ledger) -> Result<()> {
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

    pub(super) fn events(&mut self, ledger: &Ledger) -> Result<()> {
        let mut statement = ledger.connection.prepare("SELECT * FROM event ORDER BY seq")?;
        let mut rows = statement.query([])?;
        let mut last_time = String::new();
        let mut backwards = 0_u64;
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
            self.event(&event, expected);
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

    fn event(&mut self, event: &Event, expected: u64) {
        let before = self.faults.len();
        let seq = i64::try_from(event.seq).unwrap_or(i64::MAX);
        self.ids.add(self.memory.hasher.row(false, |show| {
            show(ValueRef::Text(event.id.as_bytes()));
            show(ValueRef::Integer(seq));
        }));
        if event.seq != expected {
            self.fault(Some(expected), "sequence", expected, event.seq);
        }
        if event.previous != self.head {
            let head = self.head.clone();
            self.fault(Some(event.seq), "previous", head, &event.previous);
        }
        let hash = encode::event_digest(event);
        let stored = encode::unhex32(&event.hash);
        if stored != Some(hash) {
            self.fault(Some(event.seq), "hash", hex(&hash), &event.hash);
        }
        if (event.seq == 1) != (event.kind == EventKind::LedgerCreated) {
            self.fault(Some(event.seq), "kind", "a first event that begins the ledger, and only one", event.kind);
        }
        if !self.memory.begin(&event.id, seq) {
            self.fault(Some(event.seq), "id", "an id of its own", &event.id);
        }
        self.frontier.push(leaf_hash(&stored.unwrap_or_default()));
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

    /// Every file of evidence must be there, byte for byte.
    pub(super) fn evidence(&mut self, ledger: &Ledger) {
        for (file, seq) in std::mem::take(&mut self.files) {
            if let Err(error) = ledger.evidence_file(&file) {
                self.fault(Some(seq), "evidence", format!("the file {file}"), error);
            }
        }
    }
}

/// Every table, index and trigger by type and name, with its definition.
fn objects(connection: &rusqlite::Connection) -> Result<BTreeMap<String, String>> {
    let mut statement = connection.prepare("SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// An event with every column of the type that the program writes; else the column and what it holds.
fn read(row: &rusqlite::Row<'_>) -> std::result::Result<Event, (String, String)> {
    let value =
        |column: usize| row.get::<_, Value>(column).map_or_else(|error| error.to_string(), |value| spell(&[value]));
    append::event_from(row).map_err(|error| {
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
    pub(in super::super) fn each_event(&self, mut visit: impl FnMut(&Event) -> Result<()>) -> Result<()> {
        let mut statement = self.connection.prepare("SELECT * FROM event ORDER BY seq")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            visit(&append::event_from(row)?)?;
        }
        Ok(())
    }
}
