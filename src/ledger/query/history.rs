//! What happened to a claim, with before and after.

use rusqlite::Connection;
use serde_json::Value as Json;

use super::super::append::{event_at, unwrapped};
use super::super::documents::event_id;
use super::super::payload::{ClaimRef, Presence};
use super::super::projection::word;
use super::super::{Evidence, Ledger, LedgerError, ProvenClaim, Reply, Result, payload};
use super::parse_id;
use crate::model::{ClaimRecord, Event, EventKind, Hop, Verdicts};
use crate::text::fold::fold;

/// One field that an event changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Of a claim: `progress`, `attribution`, `content`, `assignee`, `presence`, `text`, `figures`, `chain`, `basis`,
    /// `tags`, `evidence`; of a
    /// source: `aliases`, `merged`, `kind`, `grade`, `graded_at`.
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
    /// The ledger that it was brought from, if from another: its verdicts change none of this one.
    pub ledger: Option<String>,
    /// The right of reply that it records; then there is no note.
    pub reply: Option<Reply>,
}

impl Ledger {
    /// Everything that happened to a claim, oldest first.
    ///
    /// # Errors
    /// There is no such claim, or the ledger cannot be read.
    pub fn history(&self, claim: &str) -> Result<Vec<HistoryEntry>> {
        let id = parse_id("claim", 'C', claim)?;
        let sql = "SELECT event, position FROM claim WHERE id = ?";
        let (born, position): (i64, u32) =
            super::claims::one(&self.connection, sql, id, |row| Ok((row.get(0)?, row.get(1)?)))?
                .ok_or_else(|| LedgerError::not_found("claim", claim))?;
        let name = ClaimRef { event: event_id(&self.connection, born)?, position };
        let mut entries = vec![HistoryEntry {
            event: unwrapped(event_at(&self.connection, born)?)?,
            changes: Vec::new(),
            note: None,
            reply: None,
            reason: None,
            ledger: None,
        }];
        let mut current: Current = Current::from([
            ("progress", "new".to_owned()),
            ("attribution", "unverified".to_owned()),
            ("content", "unverified".to_owned()),
            ("presence", "kept".to_owned()),
        ]);
        // Read when something comes after it: most claims are never read again.
        let mut record = None;
        let mut elsewhere: std::collections::BTreeMap<String, Current> = std::collections::BTreeMap::new();
        for (event, ledger) in touching(&self.connection, id)? {
            let current = match &ledger {
                Some(ledger) => elsewhere.entry(ledger.clone()).or_default(),
                None => &mut current,
            };
            let mut entry = entry(event, ledger, current)?;
            if entry.event.kind == EventKind::ClaimsExtracted {
                let before = match record.take() {
                    Some(record) => record,
                    None => super::claims::record_at(&self.connection, born, position)?,
                };
                let (changes, after) = reread(&entry.event, &name, before, current)?;
                (entry.changes, record) = (changes, Some(after));
            }
            entries.push(entry);
        }
        Ok(entries)
    }

    /// Everything that people said about a source, oldest first: other names, mergers, kind, grade.
    ///
    /// # Errors
    /// There is no such source, or the ledger cannot be read.
    pub fn source_history(&self, source: &str) -> Result<Vec<HistoryEntry>> {
        let name = super::find_source(self, source)?.name;
        let about = |payload: &Json| {
            let folded = |key: &str| payload.get(key).and_then(Json::as_str).map(fold);
            [folded("source"), folded("into")].contains(&Some(fold(&name)))
        };
        let sql = "SELECT seq FROM event WHERE kind >= 'source.' AND kind < 'source/' OR kind = 'event.imported'
                   AND payload LIKE '%\"kind\":\"source.%' ORDER BY seq";
        let mut statement = self.connection.prepare_cached(sql)?;
        let seqs = statement.query_map([], |row| row.get::<_, i64>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
        let mut current = std::collections::BTreeMap::new();
        let mut entries = Vec::new();
        for seq in seqs {
            let (event, ledger) = with_ledger(event_at(&self.connection, seq)?)?;
            if event.kind.as_str().starts_with("source.") && about(&parse(&event)?) {
                entries.push(said_of_source(event, ledger, &mut current)?);
            }
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

/// What held before an event, by field.
type Current = std::collections::BTreeMap<&'static str, String>;

/// An event as it was where it was made, and the ledger that was, if another.
fn with_ledger(event: Event) -> Result<(Event, Option<String>)> {
    let imported = event.kind == EventKind::EventImported;
    let ledger = if imported { Some(parse::<payload::Imported>(&event)?.ledger) } else { None };
    Ok((unwrapped(event)?, ledger))
}

/// The events that touched a claim after it came into being, oldest first; imported ones as they were.
fn touching(connection: &Connection, claim: i64) -> Result<Vec<(Event, Option<String>)>> {
    let sql = "SELECT event FROM claim_touched WHERE claim = ? ORDER BY event";
    let mut statement = connection.prepare_cached(sql)?;
    let seqs = statement.query_map([claim], |row| row.get::<_, i64>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    seqs.into_iter().map(|seq| with_ledger(event_at(connection, seq)?)).collect()
}

fn of_kind(connection: &Connection, claim: i64, kind: EventKind) -> Result<Vec<Event>> {
    Ok(touching(connection, claim)?.into_iter().map(|(event, _)| event).filter(|event| event.kind == kind).collect())
}

fn entry(event: Event, ledger: Option<String>, current: &mut Current) -> Result<HistoryEntry> {
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
    let (mut note, mut reply) = (text("note"), None);
    match event.kind {
        EventKind::Tagged => {
            let removed = payload.get("removed") == Some(&Json::Bool(true));
            let (before, after) = if removed { (text("tag"), None) } else { (None, text("tag")) };
            changes.push(Change { field: "tags".to_owned(), before, after });
        }
        EventKind::ReplyRecorded => {
            reply = Some(parse::<payload::ReplyRecorded>(&event)?.reply);
        }
        EventKind::EvidenceAdded => {
            let evidence = parse::<payload::EvidenceAdded>(&event)?.evidence;
            let parts = [evidence.file_name, evidence.url, evidence.quote, evidence.note];
            note = Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" · "));
            let after = Some(evidence.stance.to_string());
            changes.push(Change { field: "evidence".to_owned(), before: None, after });
        }
        _ => {}
    }
    Ok(HistoryEntry { changes, note, reason: text("reason"), ledger, reply, event })
}

/// What a later reading of the document made of the claim, and its record after that.
fn reread(
    event: &Event,
    name: &ClaimRef,
    record: ClaimRecord,
    current: &mut Current,
) -> Result<(Vec<Change>, ClaimRecord)> {
    let extracted: payload::Extracted<payload::Entry> = parse(event)?;
    let goes_on = extracted.continued.iter().find(|one| one.claim == *name);
    let gone = extracted.gone.iter().find(|one| one.claim == *name).map(|one| one.presence);
    let mut changes = Vec::new();
    let Some(presence) = goes_on.map(|one| one.presence).or(gone) else { return Ok((changes, record)) };
    let mut change = |field: &str, before: String, after: String| {
        if before != after {
            changes.push(Change { field: field.to_owned(), before: Some(before), after: Some(after) });
        }
    };
    let before = current.insert("presence", presence.to_string()).unwrap_or_default();
    change("presence", before, presence.to_string());
    let new = goes_on.and_then(|one| extracted.claims.into_iter().nth(one.position as usize));
    if let Some(payload::Entry(new)) = new {
        let sources = |way: &[Hop]| way.iter().map(|hop| hop.name.clone()).collect::<Vec<_>>().join("; ");
        change("text", record.selector.exact.clone(), new.selector.exact.clone());
        change("figures", record.summary.clone(), new.summary.clone());
        change("chain", sources(&record.chain), sources(&new.chain));
        change("basis", sources(&record.basis), sources(&new.basis));
        if presence != Presence::Altered {
            return Ok((changes, new));
        }
    }
    Ok((changes, record))
}

/// One thing that was said of a source, with what held before.
fn said_of_source(event: Event, ledger: Option<String>, current: &mut Current) -> Result<HistoryEntry> {
    let payload: Json = parse(&event)?;
    let text = |field: &str| payload.get(field).and_then(Json::as_str).map(str::to_owned);
    let removed = payload.get("removed") == Some(&Json::Bool(true));
    let mut set = |field: &'static str, after: Option<String>| {
        let before = match &after {
            Some(after) => current.insert(field, after.clone()),
            None => current.remove(field),
        };
        Change { field: field.to_owned(), before, after }
    };
    let changes = match event.kind {
        EventKind::SourceAliased if removed => {
            vec![Change { field: "aliases".to_owned(), before: text("alias"), after: None }]
        }
        EventKind::SourceAliased => vec![Change { field: "aliases".to_owned(), before: None, after: text("alias") }],
        EventKind::SourcesMerged => {
            vec![Change { field: "merged".to_owned(), before: text("source"), after: text("into") }]
        }
        EventKind::SourcesSplit => vec![Change { field: "merged".to_owned(), before: None, after: text("source") }],
        EventKind::SourceKindSet => vec![set("kind", text("kind"))],
        EventKind::SourceGraded => vec![set("grade", text("grade")), set("graded_at", text("date"))],
        _ => Vec::new(),
    };
    Ok(HistoryEntry { changes, note: None, reason: text("reason"), ledger, reply: None, event })
}

/// Who set the last verdict on a claim in this ledger.
pub(in super::super) fn last_judge(connection: &Connection, claim: i64) -> Result<Option<String>> {
    Ok(of_kind(connection, claim, EventKind::VerdictSet)?.pop().map(|event| event.actor))
}

/// Which events tell of a claim.
pub(in super::super) fn proven(connection: &Connection, claim: &str) -> Result<ProvenClaim> {
    let id = parse_id("claim", 'C', claim)?;
    let sql = "SELECT c.event, c.text_event, c.text_position, d.event
               FROM claim c JOIN document d ON d.id = c.document WHERE c.id = ?";
    let (born, text, position, document): (u64, u64, u64, u64) =
        super::claims::one(connection, sql, id, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
            .ok_or_else(|| LedgerError::not_found("claim", claim))?;
    let mut statement = connection.prepare_cached("SELECT event FROM claim_touched WHERE claim = ? ORDER BY event")?;
    let touching = statement.query_map([id], |row| row.get(0))?.collect::<rusqlite::Result<Vec<u64>>>()?;
    let mut history: Vec<u64> = std::iter::once(born).chain(touching).collect();
    history.sort_unstable();
    history.dedup();
    Ok(ProvenClaim { claim: format!("C{id}"), document, record: (text, position), history })
}

/// Who signed a claim off since its last verdict.
pub(in super::super) fn signed_off(connection: &Connection, claim: i64) -> Result<Vec<String>> {
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
