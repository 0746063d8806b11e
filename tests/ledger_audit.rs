//! Named attacks on a ledger, each with what the audit must say; and what it must not say.
//!
//! The list stands in `fixtures/ledgers/attacks.tsv`; the ledgers are made from one seed at test time and can be
//! written out with `ONRECORD_ATTACKS=DIR cargo test --test ledger_audit`, for the independent verifier.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unreachable
)]

mod ledger_support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ledger_support::*;
use onrecord::ledger::{
    AuditLevel, AuditOptions, AuditReport, Checkpoint, CheckpointKey, Evidence, GENESIS, Ledger, LedgerError, Options,
    Reply, VerdictChange, event_hash,
};
use onrecord::model::{Directness, Event, EventKind, Progress, QuantityKind, SourceKind, Stance, Verdict};
use rusqlite::{Connection, params};

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

fn audit(path: &Path, checkpoint: Option<&str>) -> Result<AuditReport, LedgerError> {
    Ledger::open_read_only(path, &Options::default())?.audit(&AuditOptions { checkpoint, ..AuditOptions::default() })
}

/// The database without any of the ledger's own protections.
fn raw(path: &Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    connection
        .execute_batch("PRAGMA synchronous = OFF; PRAGMA recursive_triggers = OFF; DROP TRIGGER event_appends; DROP TRIGGER event_keeps; DROP TRIGGER event_stays;")
        .unwrap();
    connection
}

const TRIGGERS: &str = include_str!("../schema/migrations/0001_ledger.sql");

/// Puts the triggers back, so that the schema is as it was.
fn covered(connection: &Connection) {
    let from = TRIGGERS.find("CREATE TRIGGER event_appends").unwrap();
    let to = TRIGGERS.find("-- Everything below").unwrap();
    connection.execute_batch(&TRIGGERS[from..to]).unwrap();
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
}

fn events(connection: &Connection) -> Vec<Event> {
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
fn rewrite(connection: &Connection, mut events: Vec<Event>, from: usize) {
    connection.execute("DELETE FROM event", []).unwrap();
    let mut previous = GENESIS.to_owned();
    for (at, event) in events.iter_mut().enumerate() {
        if at >= from {
            event.seq = at as u64 + 1;
            event.previous = previous;
            event.hash = event_hash(event);
        }
        previous = event.hash.clone();
        connection
            .execute(
                "INSERT INTO event VALUES (?,?,?,?,?,?,?,?,?)",
                params![
                    event.seq as i64,
                    event.id,
                    event.recorded_at,
                    event.actor,
                    event.kind.as_str(),
                    event.version,
                    event.payload,
                    event.previous,
                    event.hash
                ],
            )
            .unwrap();
    }
}

/// Loosens the types of the event table, as a forger with a hex editor could; the definition reads as before.
fn loose(connection: &Connection) {
    connection
        .execute_batch(
            "PRAGMA writable_schema = ON;
             UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', ')') WHERE name = 'event';
             PRAGMA writable_schema = RESET;",
        )
        .unwrap();
}

fn tight(connection: &Connection) {
    connection
        .execute_batch(
            "PRAGMA writable_schema = ON;
             UPDATE sqlite_schema SET sql = sql || ' STRICT' WHERE name = 'event';
             PRAGMA writable_schema = RESET;",
        )
        .unwrap();
}

type Attack = fn(&Connection);

macro_rules! sql {
    ($sql:literal) => {
        |connection: &Connection| connection.execute_batch($sql).unwrap()
    };
}

/// Every attack by name. What the audit must say of it stands in `fixtures/ledgers/attacks.tsv`.
fn attacks() -> BTreeMap<&'static str, Attack> {
    let list: &[(&str, Attack)] = &[
        ("untouched", |_| {}),
        ("vacuumed", sql!("VACUUM")),
        ("analysed_and_undone", sql!("REINDEX")),
        (
            "edited_payload",
            sql!("UPDATE event SET payload = replace(payload, 'table 3', 'table 4') WHERE kind = 'claim.verdict'"),
        ),
        ("edited_one_space", sql!("UPDATE event SET payload = payload || ' ' WHERE seq = 5")),
        ("edited_actor", sql!("UPDATE event SET actor = 'lina' WHERE kind = 'claim.verdict'")),
        ("edited_time", sql!("UPDATE event SET recorded_at = '2026-03-01T08:00:00.001Z' WHERE seq = 7")),
        ("edited_kind", sql!("UPDATE event SET kind = 'claim.tagged' WHERE kind = 'claim.assigned'")),
        ("unknown_kind", sql!("UPDATE event SET kind = 'claim.blessed' WHERE kind = 'claim.assigned'")),
        ("edited_version", sql!("UPDATE event SET version = 2 WHERE seq = 4")),
        ("edited_id", sql!("UPDATE event SET id = 'f' || substr(id, 2) || '0' WHERE seq = 4")),
        ("edited_hash", sql!("UPDATE event SET hash = '1' || substr(hash, 2, 62) || 'f' WHERE seq = 6")),
        ("edited_last_hash", sql!("UPDATE event SET hash = upper(hash) WHERE seq = (SELECT max(seq) FROM event)")),
        ("edited_previous", sql!("UPDATE event SET previous = hash WHERE seq = 6")),
        ("edited_and_rehashed_one", |connection| {
            let mut all = events(connection);
            all[3].actor = "somebody".into();
            all[3].hash = event_hash(&all[3]);
            let end = all.len();
            rewrite(connection, all, end);
        }),
        ("payload_as_blob", |connection| {
            loose(connection);
            connection.execute_batch("UPDATE event SET payload = CAST(payload AS BLOB) WHERE seq = 4").unwrap();
            tight(connection);
        }),
        ("actor_null", |connection| {
            connection
                .execute_batch(
                    "PRAGMA writable_schema = ON;
                     UPDATE sqlite_schema SET sql = replace(replace(sql, ') STRICT', ')'), 'actor       TEXT NOT NULL', 'actor       TEXT') WHERE name = 'event';
                     PRAGMA writable_schema = RESET;
                     UPDATE event SET actor = NULL WHERE seq = 4;
                     PRAGMA writable_schema = ON;
                     UPDATE sqlite_schema SET sql = replace(sql, 'actor       TEXT', 'actor       TEXT NOT NULL') || ' STRICT' WHERE name = 'event';
                     PRAGMA writable_schema = RESET;",
                )
                .unwrap();
        }),
        ("unicode_decomposed", |connection| {
            connection.execute("UPDATE event SET actor = 'José' WHERE seq = 3", []).unwrap();
        }),
        ("deleted_middle", sql!("DELETE FROM event WHERE seq = 8")),
        ("deleted_first", sql!("DELETE FROM event WHERE seq = 1")),
        (
            "deleted_and_renumbered",
            sql!("DELETE FROM event WHERE seq = 8; UPDATE event SET seq = seq - 1 WHERE seq > 8"),
        ),
        (
            "inserted_middle",
            sql!(
                "UPDATE event SET seq = -seq - 1 WHERE seq > 5; UPDATE event SET seq = -seq WHERE seq < 0; INSERT INTO event SELECT 6, 'new', recorded_at, actor, kind, version, payload, previous, hash FROM event WHERE seq = 5"
            ),
        ),
        (
            "swapped_two",
            sql!(
                "UPDATE event SET seq = -1 WHERE seq = 9; UPDATE event SET seq = 9 WHERE seq = 10; UPDATE event SET seq = 10 WHERE seq = -1"
            ),
        ),
        (
            "duplicated_last",
            sql!(
                "INSERT INTO event SELECT seq + 1, id, recorded_at, actor, kind, version, payload, hash, hash FROM event ORDER BY seq DESC LIMIT 1"
            ),
        ),
        ("duplicated_and_rehashed", |connection| {
            let mut all = events(connection);
            let again = all[all.len() - 3].clone();
            all.push(again);
            let from = all.len() - 1;
            rewrite(connection, all, from);
        }),
        ("gap_in_numbers", sql!("UPDATE event SET seq = seq + 1 WHERE seq = (SELECT max(seq) FROM event)")),
        ("negative_number", sql!("UPDATE event SET seq = -1 WHERE seq = 1")),
        ("swapped_and_rehashed", |connection| {
            let mut all = events(connection);
            all.swap(1, 2);
            rewrite(connection, all, 1);
        }),
        ("second_beginning", |connection| {
            let mut all = events(connection);
            let mut again = all[0].clone();
            again.id = "another-beginning".into();
            all.push(again);
            let from = all.len() - 1;
            rewrite(connection, all, from);
        }),
        ("forged_foreign_claim", |connection| {
            let mut all = events(connection);
            let mut forged = all.iter().find(|event| event.kind == EventKind::ProgressSet).unwrap().clone();
            forged.id = "forged".into();
            forged.payload = forged.payload.replace("#0", "#77");
            all.push(forged);
            let from = all.len() - 1;
            rewrite(connection, all, from);
        }),
        ("empty_chain", sql!("DELETE FROM event")),
        ("truncated_tail", sql!("DELETE FROM event WHERE seq > (SELECT max(seq) - 10 FROM event)")),
        ("edited_state", sql!("UPDATE state SET content = 'false' WHERE claim = 1")),
        ("edited_progress", sql!("UPDATE state SET progress = 'done' WHERE claim = 2")),
        ("edited_quantity", sql!("UPDATE quantity SET value = '41800000000' WHERE claim = 1 AND position = 0")),
        ("edited_quantity_key", sql!("UPDATE quantity SET low_key = low_key || '1' WHERE claim = 1 AND position = 0")),
        ("deleted_quantity", sql!("DELETE FROM quantity WHERE claim = 3 AND position = 1")),
        ("deleted_claim", sql!("DELETE FROM claim WHERE id = 2; DELETE FROM state WHERE claim = 2")),
        (
            "invented_claim",
            sql!(
                "INSERT INTO claim SELECT id + 100, event, position, text_event, text_position, document, first, last, source, publisher, roots, carriers, basis, language, published_at, period_low, period_high, worth, unnamed, words FROM claim WHERE id = 1"
            ),
        ),
        ("renamed_source", sql!("UPDATE source SET name = 'Central Bank of Elsewhere' WHERE name = 'Central Bank'")),
        ("regraded_source", sql!("UPDATE source SET grade = 'A' WHERE grade = 'B'")),
        ("merged_source_unsaid", sql!("UPDATE source SET merged = 1 WHERE id = 2")),
        ("alias_invented", sql!("INSERT INTO alias VALUES ('fed', 'Fed', 1)")),
        ("match_deleted", sql!("DELETE FROM match")),
        ("match_key_deleted", sql!("DELETE FROM match_key WHERE claim = 1")),
        (
            "corroboration_raised",
            sql!("UPDATE state SET corroboration = 'independent_roots', roots = 9 WHERE claim = 7"),
        ),
        ("tag_invented", sql!("INSERT INTO tag VALUES ('checked', 1)")),
        ("setting_changed", sql!("UPDATE setting SET value = 'false' WHERE name = 'sign_off_by_second_person'")),
        ("history_hidden", sql!("DELETE FROM claim_touched WHERE claim = 1")),
        ("verdict_hidden", sql!("DELETE FROM verdict")),
        (
            "words_hidden",
            sql!(
                "DROP TABLE claim_text; CREATE VIRTUAL TABLE claim_text USING fts5 (\n    words, content = '', columnsize = 0, detail = none, tokenize = 'ascii'\n)"
            ),
        ),
        ("words_invented", sql!("INSERT INTO claim_text (rowid, words) VALUES (2, 'innocent')")),
        ("ledger_renamed", sql!("UPDATE setting SET value = 'another' WHERE name = 'ledger'")),
        ("trigger_dropped", sql!("SELECT 1")),
        ("trigger_planted", sql!("CREATE TRIGGER quiet AFTER INSERT ON event BEGIN DELETE FROM tag; END")),
        ("table_planted", sql!("CREATE TABLE extra (x)")),
        ("index_dropped", sql!("DROP INDEX state_progress")),
        ("view_planted", sql!("CREATE VIEW peek AS SELECT * FROM event")),
        ("rewritten_whole", |connection| {
            let mut all = events(connection);
            let verdict = all.iter_mut().find(|event| event.kind == EventKind::VerdictSet).unwrap();
            verdict.payload = verdict.payload.replace("table 3", "table 4");
            rewrite(connection, all, 0);
        }),
        ("rewritten_times", |connection| {
            let mut all = events(connection);
            all.iter_mut().for_each(|event| event.recorded_at = event.recorded_at.replace("2026", "2025"));
            rewrite(connection, all, 0);
        }),
    ];
    list.iter().copied().collect()
}

/// Attacks that leave everything in order but rebuilt, so that only a checkpoint kept elsewhere can tell.
const REBUILT: &[&str] = &["truncated_tail", "rewritten_whole", "rewritten_times"];

/// A copy of the seed under attack.
fn attacked(seed: &Path, directory: &Path, name: &str, attack: Attack) -> PathBuf {
    let path = directory.join("attacked.db");
    std::fs::copy(seed, &path).unwrap();
    let connection = raw(&path);
    attack(&connection);
    if name == "trigger_dropped" {
        connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    } else {
        covered(&connection);
    }
    drop(connection);
    if REBUILT.contains(&name) {
        open(&path).rebuild().unwrap();
    }
    path
}

/// What the verifier that was written from the specification says: level or fault, and the event.
fn independent(path: &Path, options: &[&str]) -> (String, String) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/verify_ledger.py");
    let run = std::process::Command::new("python3").arg(script).arg(path).args(options).output().unwrap();
    let line = String::from_utf8(run.stdout).unwrap();
    match line.trim_end().split('\t').collect::<Vec<_>>()[..] {
        ["fault", kind, seq, ..] => (kind.to_owned(), seq.to_owned()),
        [level, ..] => (level.to_owned(), String::new()),
        [] => (String::new(), String::new()),
    }
}

#[test]
fn each_attack_is_found_for_what_it_is() {
    let listed = include_str!("../fixtures/ledgers/attacks.tsv");
    let mut attacks = attacks();
    let (mut bad, mut wrong) = (0, Vec::new());
    let keep = std::env::var_os("ONRECORD_ATTACKS").map(PathBuf::from);
    let seeds = tempfile::tempdir().unwrap();
    let seed = seed(seeds.path());
    let key = CheckpointKey::from_secret("desk", [7; 32]).unwrap();
    let checkpoint = open(&seed).checkpoint(&key).unwrap();
    if let Some(keep) = &keep {
        std::fs::create_dir_all(keep).unwrap();
        std::fs::write(keep.join("checkpoint"), &checkpoint).unwrap();
        std::fs::write(keep.join("key"), key.verifier().to_string()).unwrap();
    }
    for line in listed.lines().filter(|line| !line.starts_with('#')).skip(1) {
        let [name, alone, seq, with_checkpoint, verifier] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let attack = attacks.remove(name).unwrap_or_else(|| panic!("{name} is listed and not made"));
        let directory = tempfile::tempdir().unwrap();
        let path = attacked(&seed, directory.path(), name, attack);
        if let Some(keep) = &keep {
            std::fs::copy(&path, keep.join(format!("{name}.db"))).unwrap();
        }
        let say = |report: Result<AuditReport, LedgerError>| match report {
            Err(error) => ("refused".to_owned(), error.to_string()),
            Ok(report) => match report.faults.first() {
                None => (report.level.to_string(), String::new()),
                Some(fault) => (fault.kind.clone(), fault.seq.map(|seq| seq.to_string()).unwrap_or_default()),
            },
        };
        let (found, found_seq) = say(audit(&path, None));
        let (found_with, _) = say(audit(&path, Some(&checkpoint)));
        if found != alone || (found != "refused" && found_seq != seq) || found_with != with_checkpoint {
            wrong.push(format!("{name}: {found} at {found_seq:?}, with checkpoint {found_with}; listed {alone} {seq:?} {with_checkpoint}"));
        }
        let (said, said_seq) = independent(&path, &[]);
        let same_event = said_seq == seq || verifier == "consistent";
        if said != verifier || !same_event {
            wrong.push(format!("{name}: the verifier says {said} at {said_seq:?}; listed {verifier}"));
        }
        bad += usize::from(with_checkpoint != AuditLevel::Checkpoint.as_str());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(attacks.is_empty(), "made and not listed: {:?}", attacks.keys());
    assert!(bad >= 30, "{bad} attacks fail");
}

/// Every column of every event, changed in several ways: each change is found, at its event, by both verifiers' rules.
#[test]
fn every_change_of_every_column_is_found_at_its_event() {
    let directory = tempfile::tempdir().unwrap();
    let path = seed(directory.path());
    let connection = raw(&path);
    covered(&connection);
    drop(connection);
    let good = std::fs::read(&path).unwrap();
    let size = audit(&path, None).unwrap().events;
    let mut mutants = 0;
    for seq in 1..=size {
        for (column, changes) in [
            ("id", &["id || ' '", "upper(id) || 'x'", "''"][..]),
            ("recorded_at", &["recorded_at || ' '", "''"]),
            ("actor", &["actor || ' '", "upper(actor)", "''", "actor || char(769)"]),
            ("kind", &["kind || ' '", "'claim.other'"]),
            ("version", &["version + 1", "0", "-1"]),
            ("payload", &["payload || ' '", "replace(payload, ':', ': ')", "''", "'{}'", "substr(payload, 2)"]),
            ("previous", &["upper(previous) || ' '", "''", "hash"]),
            ("hash", &["'0' || hash", "''", "previous"]),
        ] {
            for change in changes {
                std::fs::write(&path, &good).unwrap();
                let connection = raw(&path);
                connection.execute_batch(&format!("UPDATE event SET {column} = {change} WHERE seq = {seq}")).unwrap();
                covered(&connection);
                drop(connection);
                let report = audit(&path, None).unwrap();
                let first =
                    report.faults.first().unwrap_or_else(|| panic!("{column} = {change} at {seq} was not found"));
                assert_eq!(first.seq, Some(seq), "{column} = {change}: {first:?}");
                mutants += 1;
            }
        }
    }
    assert_eq!(mutants, size * 25);
}

#[test]
fn a_checkpoint_with_any_bit_turned_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = seed(directory.path());
    let ledger = Ledger::open_read_only(&path, &Options::default()).unwrap();
    let key = CheckpointKey::from_secret("desk", [7; 32]).unwrap();
    let verifier = key.verifier();
    let checkpoint = ledger.checkpoint(&key).unwrap();
    assert_eq!(verifier.to_string().parse::<onrecord::ledger::CheckpointVerifier>().unwrap(), verifier);
    let parsed = Checkpoint::parse(&checkpoint).unwrap();
    assert!(parsed.is_signed_by(&verifier));
    assert!(!parsed.is_signed_by(&CheckpointKey::from_secret("desk", [8; 32]).unwrap().verifier()));
    assert!(!parsed.is_signed_by(&CheckpointKey::from_secret("other", [7; 32]).unwrap().verifier()));
    let good = |text: &[u8]| {
        let checkpoint = std::str::from_utf8(text).ok().and_then(|text| Checkpoint::parse(text).ok());
        checkpoint.is_some_and(|checkpoint| checkpoint.is_signed_by(&verifier))
    };
    assert!(good(checkpoint.as_bytes()));
    for bit in 0..checkpoint.len() * 8 {
        let mut bad = checkpoint.clone().into_bytes();
        bad[bit / 8] ^= 1 << (bit % 8);
        assert!(!good(&bad), "bit {bit}");
    }
    let signed = AuditOptions { own: Some(&checkpoint), verifier: Some(&verifier), ..AuditOptions::default() };
    assert_eq!(ledger.audit(&signed).unwrap().level, AuditLevel::Signed);
    let kept = AuditOptions { checkpoint: Some(&checkpoint), verifier: Some(&verifier), ..AuditOptions::default() };
    assert_eq!(ledger.audit(&kept).unwrap().level, AuditLevel::Checkpoint);
    std::fs::write(directory.path().join("kept"), &checkpoint).unwrap();
    let kept = directory.path().join("kept");
    let options = ["--checkpoint", kept.to_str().unwrap(), "--key", &verifier.to_string()];
    assert_eq!(independent(&path, &options).0, "checkpoint");
    let other = CheckpointKey::from_secret("desk", [8; 32]).unwrap().verifier().to_string();
    assert_eq!(independent(&path, &["--checkpoint", kept.to_str().unwrap(), "--key", &other]).0, "signature");
}
