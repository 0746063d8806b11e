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

use ledger_support::attack::*;
use ledger_support::*;
use onrecord::ledger::{
    AuditLevel, AuditOptions, AuditReport, Checkpoint, CheckpointKey, Ledger, LedgerError, Options, event_hash,
};
use onrecord::model::EventKind;
use rusqlite::Connection;

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
                "DROP TABLE claim_text; CREATE VIRTUAL TABLE claim_text USING fts5 (\n    words, content = '', columnsize = 0, detail = none, tokenize = 'ascii', prefix = '3'\n)"
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
