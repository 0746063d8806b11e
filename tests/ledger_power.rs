//! Power cuts: a traced program's writes are replayed onto a disk that keeps, loses or tears whatever was not synced,
//! and the ledger found there is opened and audited. Controls: weaker syncing, and a disk that ignores syncs.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unreachable
)]

mod ledger_support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use ledger_support::child::*;
use ledger_support::disk::*;
use ledger_support::*;
use onrecord::ledger::{AuditOptions, Ledger, LedgerError, Options};
use onrecord::model::ClaimFilter;
use rusqlite::Connection;
use tempfile::TempDir;

/// Plays the writer when asked to; else a test that does nothing.
#[test]
fn child() {
    play();
}

/// What a part did to the disk, with the files that were there before it.
struct Recording {
    directory: TempDir,
    before: Vec<PathBuf>,
    steps: Vec<Step>,
    ignores_sync: bool,
}

/// Plays a part on the ledger in a directory and records it.
fn record(directory: TempDir, part: Part, times: usize) -> Recording {
    let path = directory.path().join("onrecord.db");
    let kept = tempfile::tempdir().unwrap();
    let entries = std::fs::read_dir(directory.path()).unwrap().map(|entry| entry.unwrap().path());
    let before: Vec<PathBuf> = entries.filter(|path| path.is_file()).collect();
    // What the replay begins with is what the part begins with.
    let mut disk = Disk::with(&before);
    disk.ignores_sync = false;
    let trace = kept.path().join("trace");
    let arguments = ["-f", "-y", "-xx", "-s", "1000000", "-e", CALLS, "-o", trace.to_str().unwrap()];
    let saved: Vec<(PathBuf, Vec<u8>)> =
        before.iter().map(|path| (path.clone(), std::fs::read(path).unwrap())).collect();
    let output = behind("strace", &arguments, &ledger_support::child::child(part, "power", times, &path)).output();
    let output = output.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let steps = steps(&std::fs::read_to_string(&trace).unwrap(), directory.path());
    assert_eq!(steps.iter().filter(|step| matches!(step, Step::Told(_))).count(), times);
    // The replay must give what stands there now, or it is no replay.
    steps.iter().for_each(|step| disk.take(step));
    for (path, content) in disk.after_kill() {
        if let Some(content) = content {
            assert!(std::fs::read(&path).unwrap() == content, "the replay of {} is wrong", path.display());
        }
    }
    for (path, content) in saved {
        std::fs::write(path, content).unwrap();
    }
    Recording { directory, before, steps, ignores_sync: false }
}

impl Recording {
    /// Cuts the power at some moment; the directory found then, and what had been told.
    fn cut(&self, seed: u64, into: &Path) -> BTreeSet<String> {
        let mut dice = Dice(seed);
        let mut disk = Disk::with(&self.before);
        disk.ignores_sync = self.ignores_sync;
        let moment = dice.roll(self.steps.len() + 1);
        let mut told = BTreeSet::new();
        for step in &self.steps[..moment] {
            disk.take(step);
            if let Step::Told(word) = step {
                told.insert(word.clone());
            }
        }
        lay_out(&disk.after_power_cut(&mut dice), self.directory.path(), into);
        told
    }

    /// How many of so many power cuts lose something that was told, or leave no sound ledger.
    fn losses(&self, cuts: u64, found: impl Fn(&Path) -> BTreeSet<String>) -> usize {
        let into = tempfile::tempdir().unwrap();
        let mut losses = 0;
        for seed in 0..cuts {
            let told = self.cut(seed, &into.path().join("disk"));
            let path = into.path().join("disk").join("onrecord.db");
            let sound = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| told.is_subset(&found(&path))));
            if !sound.unwrap_or(false) {
                losses += 1;
            }
        }
        losses
    }
}

fn begun() -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    drop(open(&directory.path().join("onrecord.db")));
    directory
}

#[test]
fn a_power_cut_loses_nothing_that_was_acknowledged() {
    if !has_strace() {
        return;
    }
    // From nothing: the ledger itself is made under the same disk.
    let recording = record(tempfile::tempdir().unwrap(), Part::Claims, 12);
    assert_eq!(recording.losses(count(150, 100_000) as u64, present), 0);
}

#[test]
fn a_power_cut_amid_every_kind_of_work_loses_nothing() {
    if !has_strace() {
        return;
    }
    let mut desk = desk();
    desk.add("Daily", "2026-02-01", "It rained", &[claim("It rained", "It rained", vec![], &[])]);
    drop(desk.ledger);
    let recording = record(desk.directory, Part::Work, 8);
    let found = |path: &Path| {
        // An export, a copy and a rebuild leave no word behind.
        let mut found = traces(path);
        found.extend(["power-4", "power-5", "power-7"].map(str::to_owned));
        found
    };
    assert_eq!(recording.losses(count(120, 20_000) as u64, found), 0);
}

/// The same harness with the same commits made by hand: sound with full syncing, and red with anything less.
#[test]
fn weaker_syncing_is_caught() {
    if !has_strace() {
        return;
    }
    let cuts = count(60, 2_000) as u64;
    let by_hand = |part| record(begun(), part, 12);
    let mut full = by_hand(Part::RawFull);
    assert_eq!(full.losses(cuts, event_ids), 0);
    full.ignores_sync = true;
    assert!(full.losses(cuts, event_ids) > 0, "a disk that ignores syncs");
    assert!(by_hand(Part::RawNormal).losses(cuts, event_ids) > 0, "synchronous = NORMAL");
    assert!(by_hand(Part::RawOff).losses(cuts, event_ids) > 0, "synchronous = OFF");
}

/// A ledger of every released version of the schema, as the program of that time wrote it, with its last hash.
const GOLDEN: [(&str, &str, u64); 2] = [
    ("version-1.sqlite", "9cb7438c2141e11d6ee52b135461e67b90ed69ae5328bf9ae2d6a45f8d7665bb", 12),
    ("version-2.sqlite", "f58dd69d334ad6c97813331849ae254053634bacd09bd4cd1c5ce127c03605c5", 8),
];

fn golden(name: &str) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    std::fs::copy(from, directory.path().join("onrecord.db")).unwrap();
    directory
}

#[test]
fn every_released_ledger_is_brought_up_to_date_and_stays_what_it_was() {
    for (name, head, events) in GOLDEN {
        let directory = golden(name);
        let path = directory.path().join("onrecord.db");
        let refused = Ledger::open_read_only(&path, &Options::default());
        assert!(matches!(refused, Err(LedgerError::Older { .. })), "{name}");
        let mut ledger = open(&path);
        assert_eq!(ledger.head().unwrap(), (events, head.to_owned()), "{name}");
        let report = ledger.audit(&AuditOptions::default()).unwrap();
        assert!(report.faults.is_empty(), "{name}: {:?}", report.faults);
        let words = ClaimFilter { words: Some("whe".into()), ..ClaimFilter::default() };
        assert!(!ledger.claims(&words).unwrap().is_empty(), "{name}");
        let tagged = ClaimFilter { tag: Some("wheat".into()), ..ClaimFilter::default() };
        assert_eq!(ledger.claim_ids(&tagged).unwrap(), ["C1"], "{name}");
        let before = ledger.claims(&ClaimFilter::default()).unwrap();
        ledger.rebuild().unwrap();
        assert_eq!(ledger.claims(&ClaimFilter::default()).unwrap(), before, "{name}");
    }
}

/// Version 2 went on finding a claim by the words it had before it was read again.
#[test]
fn an_upgraded_ledger_finds_a_claim_that_was_read_again_by_its_new_words() {
    let directory = golden("version-2.sqlite");
    let ledger = open(&directory.path().join("onrecord.db"));
    let found = |words: &str| {
        let filter = ClaimFilter { words: Some(words.into()), ..ClaimFilter::default() };
        ledger.claim_ids(&filter).unwrap()
    };
    assert_eq!((found("Haddad"), found("central bank")), (vec!["C1".to_owned()], Vec::new()));
}

/// The controls: an upgrade that only says it was made is found, and none is made of events that were changed.
#[test]
fn an_upgrade_that_was_not_made_or_should_not_be_is_found() {
    let directory = golden("version-2.sqlite");
    let path = directory.path().join("onrecord.db");
    Connection::open(&path).unwrap().execute_batch("PRAGMA user_version = 3").unwrap();
    let faults = open(&path).audit(&AuditOptions::default()).unwrap().faults;
    assert!(faults.iter().any(|fault| fault.expected.contains("claim_text")), "{faults:?}");

    for (name, ..) in GOLDEN {
        let directory = golden(name);
        let path = directory.path().join("onrecord.db");
        let connection = Connection::open(&path).unwrap();
        let trigger: String = connection
            .query_row("SELECT sql FROM sqlite_schema WHERE name = 'event_keeps'", [], |row| row.get(0))
            .unwrap();
        let edit = "UPDATE event SET payload = replace(payload, 'wheat', 'maize') WHERE kind = 'document.added'";
        connection.execute_batch(&format!("DROP TRIGGER event_keeps; {edit}; {trigger}")).unwrap();
        let before = std::fs::read(&path).unwrap();
        drop(connection);
        let refused = Ledger::open(&path, &Options::default(), &by("nadia"));
        assert!(matches!(refused, Err(LedgerError::Damaged { .. })), "{name}: {refused:?}");
        let version: i64 =
            Connection::open(&path).unwrap().query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
        assert_ne!(version, 3, "{name} stays what it was, {} bytes", before.len());
    }
}

/// The power is cut, or the program killed, at every point of the upgrade: a ledger of the old version or the new.
#[test]
fn an_upgrade_cut_short_at_any_point_leaves_a_whole_ledger() {
    if !has_strace() {
        return;
    }
    for (name, head, events) in GOLDEN {
        let recording = record(golden(name), Part::Opens, 1);
        let whole = |path: &Path| {
            assert_eq!(audited(path).head().unwrap(), (events, head.to_owned()));
            BTreeSet::from(["power-0".to_owned()])
        };
        assert_eq!(recording.losses(count(60, 5_000) as u64, whole), 0, "{name}");
        // A kill alone, after each step.
        let into = tempfile::tempdir().unwrap();
        let mut disk = Disk::with(&recording.before);
        for (number, step) in recording.steps.iter().enumerate() {
            disk.take(step);
            if number % count(recording.steps.len() / 40 + 1, 1) == 0 {
                lay_out(&disk.after_kill(), recording.directory.path(), into.path());
                whole(&into.path().join("onrecord.db"));
            }
        }
    }
}
