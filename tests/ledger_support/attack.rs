//! Hands for tests that attack a ledger: a seed with every kind of event, and its database without its protections.

use std::path::{Path, PathBuf};

use super::*;
use onrecord::ledger::{
    AuditOptions, AuditReport, Evidence, GENESIS, Ledger, LedgerError, Options, Reply, VerdictChange, event_hash,
};
use onrecord::model::{Directness, Event, Progress, QuantityKind, SourceKind, Stance, Verdict};
use rusqlite::Connection;

/// A small ledger with every kind of event.
pub fn seed(directory: &Path) -> PathBuf {
    let path = directory.join("onrecord.db");
    let mut ledger = open(&path);
    let figure = || vec![money("$41.7bn", "41700000000"), unit("40 percent", QuantityKind::Percent, "40", "%")];
    for (outlet, root) in [("Evening", "Central Bank"), ("Daily", "Union of Banks"), ("Morning", "Central Bank")] {
        let text = format!("Reserves reached $41.7bn, {root} said, up 40 percent after summer transfers");
        let chain = [(outlet, SourceKind::Outlet), (root, SourceKind::Organisation)];
        let records = [claim(&text, &text, figure(), &chain), claim(&text, "summer transfers", vec![], &chain[..1])];
        ledger.add_document(&document(outlet, "2026-02-01", &text), &records, "rules-1", &by("nadia")).unwrap();
    }
    let text = "Reserves reached $39bn, Central Bank said, up 40 percent after summer transfers";
    let chain = [("Evening", SourceKind::Outlet), ("Central Bank", SourceKind::Organisation)];
    let records = [claim(text, text, vec![money("$39bn", "39000000000")], &chain)];
    ledger.add_document(&document("Evening", "2026-02-01", text), &records, "rules-1", &by("nadia")).unwrap();
    let verdict = VerdictChange { content: Some(Verdict::Verified), note: "table 3".into(), ..Default::default() };
    ledger.set_verdict("C1", &verdict, &by("omar")).unwrap();
    ledger.set_progress("C1", Progress::Done, Some("closed"), &by("omar")).unwrap();
    ledger.assign("C3", Some("lina"), &by("nadia")).unwrap();
    ledger.tag("C3", "reserves", false, &by("nadia")).unwrap();
    ledger.tag("C3", "money", false, &by("nadia")).unwrap();
    ledger.tag("C3", "money", true, &by("nadia")).unwrap();
    let evidence = Evidence {
        stance: Stance::Supports,
        directness: Directness::Primary,
        quote: None,
        url: Some("https://bank.example/table3".into()),
        file_hash: None,
        file_name: None,
        note: None,
    };
    ledger.add_evidence("C1", &evidence, &by("omar")).unwrap();
    ledger.record_reply("C1", &Reply { to: "Central Bank".into(), ..Reply::default() }, &by("omar")).unwrap();
    ledger.sign_off("C1", None, &by("lina")).unwrap();
    ledger.alias_source("Central Bank", "CB", &by("nadia")).unwrap();
    ledger.merge_sources("Union of Banks", "Central Bank", None, &by("nadia")).unwrap();
    ledger.split_source("Union of Banks", None, &by("nadia")).unwrap();
    ledger.grade_source("CB", "B", "2026-02-01", "good record", &by("editor")).unwrap();
    ledger.set_setting("sign_off_by_second_person", "true", &by("editor")).unwrap();
    ledger.record_failure("broken.pdf", "no text in it", &by("nadia")).unwrap();
    path
}

pub fn audit(path: &Path, checkpoint: Option<&str>) -> Result<AuditReport, LedgerError> {
    Ledger::open_read_only(path, &Options::default())?.audit(&AuditOptions { checkpoint, ..AuditOptions::default() })
}

/// The database without any of the ledger's own protections.
pub fn raw(path: &Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    connection
        .execute_batch("PRAGMA synchronous = OFF; PRAGMA recursive_triggers = OFF; DROP TRIGGER event_appends; DROP TRIGGER event_keeps; DROP TRIGGER event_stays;")
        .unwrap();
    connection
}

pub const TRIGGERS: &str = include_str!("../../schema/migrations/0001_ledger.sql");

/// Puts the triggers back, so that the schema is as it was.
pub fn covered(connection: &Connection) {
    let from = TRIGGERS.find("CREATE TRIGGER event_appends").unwrap();
    let to = TRIGGERS.find("-- Everything below").unwrap();
    connection.execute_batch(&TRIGGERS[from..to]).unwrap();
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
}

pub fn events(connection: &Connection) -> Vec<Event> {
    let mut statement = connection.prepare("SELECT * FROM event ORDER BY seq").unwrap();
    let rows = statement.query_map([], |row| {
        Ok(Event {
            seq: row.get(0)?,
            id: row.get(1)?,
            recorded_at: row.get(2)?,
            actor: row.get(3)?,
            kind: row.get::<_, String>(4)?.parse().unwrap(),
            version: row.get(5)?,
            payload: row.get(6)?,
            previous: row.get(7)?,
            hash: row.get(8)?,
        })
    });
    rows.unwrap().map(Result::unwrap).collect()
}

/// Replaces all events by these, with sequence, previous and hash made anew from `from` on.
pub fn rewrite(connection: &Connection, mut events: Vec<Event>, from: usize) {
    connection.execute("DELETE FROM event", []).unwrap();
    let mut previous = GENESIS.to_owned();
    for (at, event) in events.iter_mut().enumerate() {
        if at >= from {
            event.seq = at as u64 + 1;
            event.previous = previous;
            event.hash = event_hash(event);
        }
        previous = event.hash.clone();
        insert_event(connection, event).unwrap();
    }
}

/// Loosens the types of the event table, as a forger with a hex editor could; the definition reads as before.
pub fn loose(connection: &Connection) {
    connection
        .execute_batch(
            "PRAGMA writable_schema = ON;
             UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', ')') WHERE name = 'event';
             PRAGMA writable_schema = RESET;",
        )
        .unwrap();
}

pub fn tight(connection: &Connection) {
    connection
        .execute_batch(
            "PRAGMA writable_schema = ON;
             UPDATE sqlite_schema SET sql = sql || ' STRICT' WHERE name = 'event';
             PRAGMA writable_schema = RESET;",
        )
        .unwrap();
}

/// What the verifier that was written from the specification says: level or fault, and the event.
pub fn independent(path: &Path, options: &[&str]) -> (String, String) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/verify_ledger.py");
    let run = std::process::Command::new("python3").arg(script).arg(path).args(options).output().unwrap();
    said(&String::from_utf8(run.stdout).unwrap())
}

/// What it says of many ledgers, each as [`independent`] gives it.
pub fn independents(paths: &[PathBuf]) -> Vec<(String, String)> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/verify_ledger.py");
    let run = std::process::Command::new("python3").arg(script).args(paths).output().unwrap();
    assert!(run.stderr.is_empty(), "{}", String::from_utf8_lossy(&run.stderr));
    let lines = String::from_utf8(run.stdout).unwrap();
    lines.lines().map(|line| said(line.split_once('\t').unwrap().1)).collect()
}

fn said(line: &str) -> (String, String) {
    match line.trim_end().split('\t').collect::<Vec<_>>()[..] {
        ["fault", kind, seq, ..] => (kind.to_owned(), seq.to_owned()),
        [level, ..] => (level.to_owned(), String::new()),
        [] => (String::new(), String::new()),
    }
}
