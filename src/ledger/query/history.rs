//! What happened to a claim, with before and after.

use rusqlite::Connection;
use serde_json::Value as Json;

use super::super::append::{event_at, unwrapped};
use super::super::projection::word;
use super::super::{Evidence, Ledger, LedgerError, Reply, Result, payload};
use super::parse_id;
use crate::model::{Event, EventKind, Verdicts};

/// One field that an event changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// `progress`, `attribution`, `content`, `assignee`, `presence`.
    pub field: String,
    /// Its value before; none when it had none.
    pub before: Option<String>,
    /// Its value after; none when it has none.
    pub after: Option<String>,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryEntry {
    /// The event, as recorded.
    pub event: Event,
    /// What it changed.
    pub changes: Vec<Change>,
    /// The note given with it.
    pub note: Option<String>,
    /// The reason given for a change.
    pub reason: Option<String>,
}

impl Ledger {
    /// Everything that happened to a claim, oldest first.
    ///
    /// # Errors
    /// There is no such claim, or the ledger cannot be read.
    pub fn history(&self, claim: &str) -> Result<Vec<HistoryEntry>> {
        let id = parse_id("claim", 'C', claim)?;
        let born: i64 =
            super::claims::one(&self.connection, "SELECT event FROM claim WHERE id = ?", id, |row| row.get(0))?
                .ok_or_else(|| LedgerError::not_found("claim", claim))?;
        let mut entries = vec![HistoryEntry {
            event: unwrapped(event_at(&self.connection, born)?)?,
            changes: Vec::new(),
            note: None,
            reason: None,
        }];
        let mut current = std::collections::BTreeMap::from([
            ("progress", "new".to_owned()),
            ("attribution", "unverified".to_owned()),
            ("content", "unverified".to_owned()),
            ("presence", "kept".to_owned()),
        ]);
        for event in touching(&self.connection, id)? {
            entries.push(entry(event, &mut current)?);
        }
        Ok(entries)
    }

    /// The evidence put to a claim, oldest first, each with its event.
    ///
    /// # Errors
    /// There is no such claim, or the ledger cannot be read.
    pub fn evidence(&self, claim: &str) -> Result<Vec<(Event, Evidence)>> {
        let id = parse_id("claim", 'C', claim)?;
        let of_kind = of_kind(&self.connection, id, EventKind::EvidenceAdded)?;
        of_kind
            .into_iter()
            .map(|event| Ok((event.clone(), parse::<payload::EvidenceAdded>(&event)?.evidence)))
            .collect()
    }

    /// The replies recorded for a claim, oldest first, each with its event.
    ///
    /// # Errors
    /// There is no such claim, or the ledger cannot be read.
    pub fn replies(&self, claim: &str) -> Result<Vec<(Event, Reply)>> {
        let id = parse_id("claim", 'C', claim)?;
        let of_kind = of_kind(&self.connection, id, EventKind::ReplyRecorded)?;
        of_kind.into_iter().map(|event| Ok((event.clone(), parse::<payload::ReplyRecorded>(&event)?.reply))).collect()
    }
}

fn parse<T: serde::de::DeserializeOwned>(event: &Event) -> Result<T> {
    serde_json::from_str(&event.payload).map_err(|error| LedgerError::damaged(format!("event {}", event.seq), error))
}

/// The events that touched a claim after it came into being, oldest first; imported ones as they were.
fn touching(connection: &Connection, claim: i64) -> Result<Vec<Event>> {
    let sql = "SELECT event FROM claim_touched WHERE claim = ? ORDER BY event";
    let mut statement = connection.prepare_cached(sql)?;
    let seqs = statement.query_map([claim], |row| row.get::<_, i64>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    seqs.into_iter().map(|seq| unwrapped(event_at(connection, seq)?)).collect()
}

fn of_kind(connection: &Connection, claim: i64, kind: EventKind) -> Result<Vec<Event>> {
    Ok(touching(connection, claim)?.into_iter().filter(|event| event.kind == kind).collect())
}

fn entry(event: Event, current: &mut std::collections::BTreeMap<&'static str, String>) -> Result<HistoryEntry> {
    let payload: Json = parse(&event)?;
    let text = |field: &str| payload.get(field).and_then(Json::as_str).map(str::to_owned);
    let mut changes = Vec::new();
    for (field, key) in
        [("progress", "progress"), ("attribution", "attribution"), ("content", "content"), ("assignee", "to")]
    {
        let assigned = event.kind == EventKind::Assigned;
        if (field == "assignee") != assigned {
            continue;
        }
        let after = text(key);
        if after.is_none() && !assigned {
            continue;
        }
        let before = match &after {
            Some(value) => current.insert(field, value.clone()),
            None => current.remove(field),
        };
        changes.push(Change { field: field.to_owned(), before, after });
    }
    Ok(HistoryEntry { changes, note: text("note"), reason: text("reason"), event })
}

/// Who set the last verdict on a claim in this ledger.
pub(in super::super) fn last_judge(connection: &Connection, claim: i64) -> Result<Option<String>> {
    Ok(of_kind(connection, claim, EventKind::VerdictSet)?.pop().map(|event| event.actor))
}

/// Who signed a claim off since its last verdict.
pub(super) fn signed_off(connection: &Connection, claim: i64) -> Result<Vec<String>> {
    let sql =
        "SELECT e.kind, e.actor FROM claim_touched t JOIN event e ON e.seq = t.event WHERE t.claim = ? ORDER BY e.seq";
    let mut statement = connection.prepare_cached(sql)?;
    let mut people: Vec<String> = Vec::new();
    let mut rows = statement.query([claim])?;
    while let Some(row) = rows.next()? {
        match word::<EventKind>(row, 0)? {
            EventKind::VerdictSet => people.clear(),
            EventKind::SignedOff => people.push(row.get(1)?),
            _ => {}
        }
    }
    people.dedup();
    Ok(people)
}

/// Verdicts that other ledgers brought.
pub(super) fn other_verdicts(connection: &Connection, claim: i64) -> Result<Vec<(String, Verdicts)>> {
    let sql = "SELECT ledger, attribution, content FROM verdict WHERE claim = ? AND ledger <> '' ORDER BY ledger";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement
        .query_map([claim], |row| Ok((row.get(0)?, Verdicts { attribution: word(row, 1)?, content: word(row, 2)? })))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
