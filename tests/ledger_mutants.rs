//! Ledgers changed in every way and by chance: each change is found at its event, by `audit` and by the verifier that was
//! written from the specification alone; what an audit cannot show, it does not claim. `ONRECORD_LONG=1` runs the longer
//! counts that stand at each test.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unreachable
)]

mod ledger_support;

use std::path::{Path, PathBuf};

use ledger_support::attack::*;
use ledger_support::*;
use onrecord::ledger::{
    AuditLevel, AuditOptions, CheckpointKey, Fault, Ledger, LedgerRelation, Options, VerdictChange, event_hash,
};
use onrecord::model::{Event, EventKind, Progress, Verdict};
use rusqlite::Connection;

fn count(short: usize, long: usize) -> usize {
    if std::env::var_os("ONRECORD_LONG").is_some() { long } else { short }
}

/// Changes of each column, in SQL. The last ones give the column another type than the program writes.
const COLUMNS: [(&str, &[&str]); 8] = [
    ("id", &["id || ' '", "upper(id) || 'x'", "''", "NULL", "CAST(id AS BLOB)", "7"]),
    ("recorded_at", &["recorded_at || ' '", "''", "NULL", "CAST(recorded_at AS BLOB)", "7"]),
    (
        "actor",
        &[
            "actor || ' '",
            "upper(actor)",
            "''",
            "actor || char(769)",
            "NULL",
            "CAST(actor AS BLOB)",
            "7",
            "'e' || char(0)",
        ],
    ),
    ("kind", &["kind || ' '", "'claim.other'", "NULL", "CAST(kind AS BLOB)", "7"]),
    ("version", &["version + 1", "0", "-1", "NULL", "'one'", "1.5", "4294967297"]),
    (
        "payload",
        &[
            "payload || ' '",
            "replace(payload, ':', ': ')",
            "''",
            "'{}'",
            "substr(payload, 2)",
            "NULL",
            "CAST(payload AS BLOB)",
            "7",
        ],
    ),
    ("previous", &["upper(previous) || ' '", "''", "hash", "NULL", "CAST(previous AS BLOB)", "7"]),
    ("hash", &["'0' || hash", "''", "previous", "NULL", "CAST(hash AS BLOB)", "7"]),
];

/// Changes of whole rows, `?` for the event's number; the first bad event stands `0` or `1` behind it. All need an event
/// behind the one they touch, because an event cut off the end leaves no trace.
const ROWS: [(&str, u64); 4] = [
    ("DELETE FROM event WHERE seq = ?", 0),
    ("UPDATE event SET seq = seq + 100000 WHERE seq = ?", 0),
    ("UPDATE event SET seq = -1 WHERE seq = ?; UPDATE event SET seq = ? WHERE seq = ? + 1; UPDATE event SET seq = ? + 1 WHERE seq = -1", 0),
    (
        "UPDATE event SET seq = -seq - 1 WHERE seq > ?; UPDATE event SET seq = -seq WHERE seq < 0;
         INSERT INTO event SELECT seq + 1, id, recorded_at, actor, kind, version, payload, previous, hash FROM event WHERE seq = ?",
        1,
    ),
];

/// The event table without its types, and back.
fn untyped(connection: &Connection, work: impl FnOnce(&Connection)) {
    let definition = |sql: &str| {
        connection
            .execute_batch(&format!(
                "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = '{sql}' WHERE name = 'event';
                 PRAGMA writable_schema = RESET;"
            ))
            .unwrap();
    };
    let typed: String =
        connection.query_row("SELECT sql FROM sqlite_schema WHERE name = 'event'", [], |row| row.get(0)).unwrap();
    definition(
        "CREATE TABLE event (seq INTEGER PRIMARY KEY, id, recorded_at, actor, kind, version, payload, previous, hash)",
    );
    work(connection);
    definition(&typed);
}

/// A careless audit: whether each event names the hash of the one before, as it is stored.
fn links_hold(connection: &Connection) -> bool {
    let sql = "SELECT count(*) FROM event AS one JOIN event AS next ON next.seq = one.seq + 1
               WHERE next.previous IS NOT one.hash";
    connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap() == 0
}

/// A ledger with every kind of event, followed by others up to this many.
fn long_seed(directory: &Path, events: usize) -> PathBuf {
    let path = seed(directory);
    let mut ledger = open(&path);
    for number in ledger.head().unwrap().0..events as u64 {
        ledger.tag("C1", &format!("tag {number}"), false, &by("nadia")).unwrap();
    }
    path
}

/// P11: 24 events, 51 changes of columns each and 4 of rows: 1,316 mutants. Long: 400 events, 21,996 mutants. Control: the links
/// from event to event alone, without the hashes, miss more than half of them.
#[test]
fn every_change_of_every_event_is_found_at_its_event() {
    let directory = tempfile::tempdir().unwrap();
    let path = long_seed(directory.path(), count(0, 400));
    covered(&raw(&path));
    let good = std::fs::read(&path).unwrap();
    let size = audit(&path, None).unwrap().events;
    let (mut mutants, mut missed) = (0, 0);
    let mut found_at = |change: &str, seq: u64, work: &dyn Fn(&Connection)| {
        std::fs::write(&path, &good).unwrap();
        let connection = raw(&path);
        untyped(&connection, work);
        missed += u64::from(links_hold(&connection));
        covered(&connection);
        drop(connection);
        let faults = audit(&path, None).unwrap().faults;
        let first = faults.first().unwrap_or_else(|| panic!("{change} at {seq} was not found"));
        assert_eq!(first.seq, Some(seq), "{change}: {first:?}");
        mutants += 1;
    };
    for seq in 1..=size {
        for (column, changes) in COLUMNS {
            for change in changes {
                let sql = format!("UPDATE event SET {column} = {change} WHERE seq = {seq}");
                found_at(&sql, seq, &|connection| connection.execute_batch(&sql).unwrap());
            }
        }
        for (change, behind) in ROWS.iter().filter(|_| seq < size) {
            let sql = change.replace('?', &seq.to_string());
            found_at(&sql, seq + behind, &|connection| connection.execute_batch(&sql).unwrap());
        }
    }
    let changes = COLUMNS.iter().map(|(_, changes)| changes.len() as u64).sum::<u64>();
    assert_eq!(mutants, size * changes + (size - 1) * ROWS.len() as u64);
    assert!(mutants >= count(1_200, 20_000) as u64, "{mutants} mutants");
    assert!(missed * 2 > mutants, "the control misses {missed} of {mutants}");
}

/// Numbers by chance, the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }
}

/// A sound ledger of its own: a copy of the seed, cut and worked on by chance.
fn sound(seed: &[u8], path: &Path, chance: &mut Chance) {
    std::fs::write(path, seed).unwrap();
    let connection = raw(path);
    connection.execute("DELETE FROM event WHERE seq > ?", [8 + chance.below(17) as i64]).unwrap();
    covered(&connection);
    drop(connection);
    let mut ledger = open(path);
    ledger.rebuild().unwrap();
    for number in 0..chance.below(6) {
        let claim = format!("C{}", 1 + chance.below(4));
        match chance.below(4) {
            0 => ledger.set_progress(&claim, Progress::ALL[chance.below(6)], None, &by("omar")),
            1 => ledger.tag(&claim, &format!("الوسم {number}"), false, &by("نادية")),
            2 => ledger.assign(&claim, Some("lina"), &by("omar")),
            _ => {
                let content = Some(Verdict::ALL[1 + chance.below(7)]);
                let (note, reason) = ("seen".to_owned(), Some("again".to_owned()));
                ledger.set_verdict(&claim, &VerdictChange { content, note, reason, attribution: None }, &by("omar"))
            }
        }
        .unwrap();
    }
    drop(ledger);
    Connection::open(path).unwrap().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
}

/// Changes a ledger in one of many ways.
fn tamper(path: &Path, chance: &mut Chance) {
    let connection = raw(path);
    let mut all = events(&connection);
    let size = all.len();
    let at = chance.below(size);
    let edit = |event: &mut Event, chance: &mut Chance| match chance.below(4) {
        0 => event.actor.push('x'),
        1 => event.recorded_at = event.recorded_at.replace('8', "9"),
        2 => event.payload = event.payload.replacen('a', "e", 1) + " ",
        _ => event.id.insert(0, '0'),
    };
    match chance.below(8) {
        0 | 1 => {
            let (column, changes) = COLUMNS[chance.below(COLUMNS.len())];
            let change = changes[chance.below(changes.len())];
            let sql = format!("UPDATE event SET {column} = {change} WHERE seq = {}", at + 1);
            untyped(&connection, |connection| connection.execute_batch(&sql).unwrap());
        }
        2 => {
            let sql = ROWS[chance.below(ROWS.len())].0.replace('?', &(1 + at.min(size - 2)).to_string());
            untyped(&connection, |connection| connection.execute_batch(&sql).unwrap());
        }
        // Edited and hashed anew: alone, or with everything behind it.
        3 => {
            edit(&mut all[at], chance);
            all[at].hash = event_hash(&all[at]);
            rewrite(&connection, all, size);
        }
        4 => {
            edit(&mut all[at], chance);
            rewrite(&connection, all, at);
        }
        5 => {
            let again = all[at].clone();
            all.push(again);
            rewrite(&connection, all, size);
        }
        6 => {
            all.remove(at);
            rewrite(&connection, all, at);
        }
        _ => {
            let mut forged = all[at].clone();
            (forged.id, forged.kind) = ("forged".into(), EventKind::Tagged);
            all.insert(at, forged);
            rewrite(&connection, all, at);
        }
    }
    covered(&connection);
}

/// Faults that stand in the events themselves, which is all that the other verifier reads.
fn in_events(fault: &Fault) -> bool {
    ["type", "sequence", "previous", "hash", "kind", "id"].contains(&fault.kind.as_str())
}

/// P16: 200 sound ledgers and 200 tampered ones. Long: 1,000 and 1,000.
#[test]
fn the_verifier_written_from_the_specification_says_the_same() {
    let directory = tempfile::tempdir().unwrap();
    let seed = std::fs::read({
        let path = seed(directory.path());
        covered(&raw(&path));
        path
    })
    .unwrap();
    let key = CheckpointKey::from_secret("desk", [7; 32]).unwrap();
    let mut chance = Chance(0x0bad_cafe);
    let (mut paths, mut said, mut rewritten) = (Vec::new(), Vec::new(), 0);
    for number in 0..count(200, 1_000) {
        let good = directory.path().join(format!("good{number}.db"));
        sound(&seed, &good, &mut chance);
        let report = audit(&good, None).unwrap();
        assert_eq!((report.level, report.faults), (AuditLevel::Consistent, Vec::new()), "{number}");
        let bad = directory.path().join(format!("bad{number}.db"));
        let ledger = Ledger::open_read_only(&good, &Options::default()).unwrap();
        let checkpoint = ledger.checkpoint(&key).unwrap();
        drop(ledger);
        std::fs::copy(&good, &bad).unwrap();
        tamper(&bad, &mut chance);
        let faults = audit(&bad, None).unwrap().faults;
        assert!(!audit(&bad, Some(&checkpoint)).unwrap().faults.is_empty(), "{number}: a kept checkpoint shows it");
        said.push(("consistent".to_owned(), String::new()));
        said.push(match faults.iter().find(|fault| in_events(fault)) {
            Some(fault) => (fault.kind.clone(), fault.seq.unwrap().to_string()),
            None => {
                rewritten += 1;
                ("consistent".to_owned(), String::new())
            }
        });
        paths.extend([good, bad]);
    }
    let other = independents(&paths);
    assert_eq!(other.len(), said.len());
    for ((path, ours), theirs) in paths.iter().zip(&said).zip(&other) {
        assert_eq!(ours, theirs, "{}", path.display());
    }
    assert!(rewritten * 2 < paths.len() / 2, "most of what was tampered with shows in the events: {rewritten}");
}

/// P13: what each level shows and what it does not, for a ledger untouched, cut and rewritten.
#[test]
fn each_level_shows_what_it_says_and_no_more() {
    let key = CheckpointKey::from_secret("desk", [7; 32]).unwrap();
    let verifier = key.verifier();
    let directory = tempfile::tempdir().unwrap();
    let path = seed(directory.path());
    covered(&raw(&path));
    let good = std::fs::read(&path).unwrap();
    let kept = open(&path).checkpoint(&key).unwrap();
    let cut = |connection: &Connection| connection.execute_batch("DELETE FROM event WHERE seq > 15").unwrap();
    let rewritten = |connection: &Connection| {
        let mut all = events(connection);
        all.iter_mut().for_each(|event| event.recorded_at = event.recorded_at.replace("2026", "2025"));
        rewrite(connection, all, 0);
    };
    type Change<'a> = (&'a dyn Fn(&Connection), [&'a str; 3]);
    let cases: [Change<'_>; 3] = [
        (&|_| {}, ["consistent", "signed", "checkpoint"]),
        (&cut, ["consistent", "cut", "cut"]),
        (&rewritten, ["consistent", "rewritten", "rewritten"]),
    ];
    for (change, expected) in cases {
        std::fs::write(&path, &good).unwrap();
        let connection = raw(&path);
        change(&connection);
        covered(&connection);
        drop(connection);
        open(&path).rebuild().unwrap();
        let ledger = Ledger::open_read_only(&path, &Options::default()).unwrap();
        let options = [
            AuditOptions::default(),
            AuditOptions { own: Some(&kept), verifier: Some(&verifier), ..AuditOptions::default() },
            AuditOptions { checkpoint: Some(&kept), verifier: Some(&verifier), ..AuditOptions::default() },
        ];
        let says = options.map(|options| {
            let report = ledger.audit(&options).unwrap();
            report.faults.first().map_or_else(|| report.level.to_string(), |fault| fault.kind.clone())
        });
        assert_eq!(says, expected);
    }
}

/// P17: 40 pairs of each relation, found from both sides. Long: 500 of each.
#[test]
fn two_copies_know_what_they_are_to_each_other() {
    let directory = tempfile::tempdir().unwrap();
    let path = seed(directory.path());
    covered(&raw(&path));
    let base = std::fs::read(&path).unwrap();
    let size = audit(&path, None).unwrap().events;
    let mut chance = Chance(0x5eed);
    let copy = |name: &str, events: usize| {
        let path = directory.path().join(name);
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(directory.path().join(format!("{name}{end}")));
        }
        std::fs::write(&path, &base).unwrap();
        let mut ledger = open(&path);
        (0..events).for_each(|at| drop(ledger.tag("C1", &format!("{name} {at}"), false, &by("omar")).unwrap()));
        ledger
    };
    for _ in 0..count(40, 500) {
        let (one, other) = (1 + chance.below(5), 1 + chance.below(5));
        let (equal, still) = (copy("one.db", 0), copy("two.db", 0));
        assert_eq!(equal.compare(&still).unwrap(), LedgerRelation::Equal);
        let ahead = copy("three.db", one);
        assert_eq!(ahead.compare(&still).unwrap(), LedgerRelation::Ahead(one as u64));
        assert_eq!(still.compare(&ahead).unwrap(), LedgerRelation::Behind(one as u64));
        let forked = copy("four.db", other);
        assert_eq!(ahead.compare(&forked).unwrap(), LedgerRelation::Forked(size + 1));
        assert_eq!(forked.compare(&ahead).unwrap(), LedgerRelation::Forked(size + 1));
    }
}
