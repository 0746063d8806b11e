//! Appending: one transaction adds the events and moves the projections.

use chrono::{DateTime, SecondsFormat, Utc};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use serde::Serialize;

use super::projection::{self, Cache, Sqlite};
use super::{GENESIS, Ledger, LedgerError, Result, encode, payload};
use crate::model::{Event, EventKind};

/// Who does something to the ledger, and when.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    /// Who.
    pub actor: &'a str,
    /// When; order in the ledger is by sequence, not by this.
    pub at: DateTime<Utc>,
}

impl<'a> By<'a> {
    /// This person, at this time.
    pub fn new(actor: &'a str, at: DateTime<Utc>) -> By<'a> {
        By { actor, at }
    }
}

/// An event that has no place in the chain yet.
#[derive(Debug, Clone)]
pub(super) struct NewEvent {
    pub id: String,
    pub kind: EventKind,
    pub version: u32,
    pub payload: String,
}

impl NewEvent {
    /// An event with a fresh id.
    pub fn new(kind: EventKind, payload: &impl Serialize) -> Result<NewEvent> {
        NewEvent::with_id(new_id()?, kind, payload)
    }

    /// An event with an id that its maker chose.
    pub fn with_id(id: String, kind: EventKind, payload: &impl Serialize) -> Result<NewEvent> {
        let payload = serde_json::to_string(payload).map_err(|error| LedgerError::damaged(kind.as_str(), error))?;
        Ok(NewEvent { id, kind, version: payload::VERSION, payload })
    }
}

/// A fresh event id: 128 random bits in hexadecimal.
pub(super) fn new_id() -> Result<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| LedgerError::Refused(format!("the system gives no random bytes: {error}")))?;
    Ok(encode::hex(&bytes))
}

impl Ledger {
    /// Number of events and hash of the last one.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn head(&self) -> Result<(u64, String)> {
        head(&self.connection)
    }

    /// Runs `work` inside one write transaction; nothing stays when it fails.
    pub(super) fn write<T>(&mut self, work: impl FnOnce(&mut Writer<'_>) -> Result<T>) -> Result<T> {
        let known = std::mem::take(&mut self.known);
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // What was known before is still so unless another connection has written since.
        let seen = transaction.pragma_query_value(None, "data_version", |row| row.get::<_, i64>(0))?;
        let cache = known.filter(|known| known.seen == seen).map(|known| known.cache).unwrap_or_default();
        let (done, mut cache) = {
            let mut writer = Writer { connection: &transaction, store: Sqlite::with(&transaction, cache) };
            (work(&mut writer)?, writer.store.finish()?)
        };
        transaction.commit()?;
        cache.trim();
        self.known = Some(Known { seen, cache });
        Ok(done)
    }

    /// Appends one event.
    pub(super) fn append_one(&mut self, by: &By<'_>, kind: EventKind, payload: &impl Serialize) -> Result<Event> {
        let event = NewEvent::new(kind, payload)?;
        let mut events = self.write(|writer| append_in(writer, by, vec![event]))?;
        events.pop().ok_or_else(|| LedgerError::damaged("the end of the chain", "an event was not appended"))
    }
}

/// What the last write transaction left known, good while SQLite's `data_version` stays.
#[derive(Debug)]
pub(super) struct Known {
    seen: i64,
    cache: Cache,
}

/// A write transaction: the connection for questions, and the projections that appending moves.
pub(super) struct Writer<'c> {
    pub connection: &'c Connection,
    pub store: Sqlite<'c>,
}

impl<'c> Writer<'c> {
    /// Over a transaction that the caller has begun and will commit.
    pub fn new(connection: &'c Connection) -> Writer<'c> {
        Writer { connection, store: Sqlite::new(connection) }
    }
}

impl std::ops::Deref for Writer<'_> {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        self.connection
    }
}

/// Position and hash of the last event.
pub(super) fn head(connection: &Connection) -> Result<(u64, String)> {
    let head = connection
        .prepare_cached("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(head.unwrap_or_else(|| (0, GENESIS.to_owned())))
}

/// Appends events inside the caller's transaction. An event whose id is there already is not appended
/// again: the one that is there is returned, so that whoever retries does no harm.
pub(super) fn append_in(writer: &mut Writer<'_>, by: &By<'_>, events: Vec<NewEvent>) -> Result<Vec<Event>> {
    let (mut seq, mut previous) = head(writer)?;
    let recorded_at = by.at.to_rfc3339_opts(SecondsFormat::Millis, true);
    let mut appended = Vec::with_capacity(events.len());
    for new in events {
        if let Some(there) = event_with_id(writer, &new.id)? {
            appended.push(there);
            continue;
        }
        seq += 1;
        let mut event = Event {
            seq,
            id: new.id,
            recorded_at: recorded_at.clone(),
            actor: by.actor.to_owned(),
            kind: new.kind,
            version: new.version,
            payload: new.payload,
            previous,
            hash: String::new(),
        };
        event.hash = encode::event_hash(&event);
        previous = event.hash.clone();
        insert(writer, &event)?;
        projection::apply(&mut writer.store, &event)?;
        appended.push(event);
    }
    writer.store.flush()?;
    Ok(appended)
}

fn insert(connection: &Connection, event: &Event) -> Result<()> {
    let inserted = connection.prepare_cached("INSERT INTO event VALUES (?,?,?,?,?,?,?,?,?)")?.execute(params![
        event.seq,
        event.id,
        event.recorded_at,
        event.actor,
        event.kind.as_str(),
        event.version,
        event.payload,
        event.previous,
        event.hash,
    ])?;
    // Somebody's trigger can swallow a row without an error; what is not there is never acknowledged.
    match inserted {
        1 => Ok(()),
        _ => Err(LedgerError::damaged(format!("event {}", event.seq), "the database did not take it")),
    }
}

pub(super) fn event_from(row: &rusqlite::Row<'_>) -> rusqlite::Result<Event> {
    Ok(Event {
        seq: row.get(0)?,
        id: row.get(1)?,
        recorded_at: row.get(2)?,
        actor: row.get(3)?,
        kind: projection::word(row, 4)?,
        version: row.get(5)?,
        payload: row.get(6)?,
        previous: row.get(7)?,
        hash: row.get(8)?,
    })
}

pub(super) fn event_with_id(connection: &Connection, id: &str) -> Result<Option<Event>> {
    let sql = "SELECT * FROM event WHERE id = ? ORDER BY seq LIMIT 1";
    Ok(connection.prepare_cached(sql)?.query_row([id], event_from).optional()?)
}

pub(super) fn event_at(connection: &Connection, seq: i64) -> Result<Event> {
    let found =
        connection.prepare_cached("SELECT * FROM event WHERE seq = ?")?.query_row([seq], event_from).optional()?;
    found.ok_or_else(|| LedgerError::damaged(format!("event {seq}"), "it is missing"))
}

/// The event itself or, when it was imported, the event inside, with its place here.
pub(super) fn unwrapped(event: Event) -> Result<Event> {
    if event.kind != EventKind::EventImported {
        return Ok(event);
    }
    let imported: payload::Imported = serde_json::from_str(&event.payload)
        .map_err(|error| LedgerError::damaged(format!("event {}", event.seq), error))?;
    Ok(Event { seq: event.seq, ..imported.event })
}
