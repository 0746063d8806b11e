//! Killed, and written to by many at once: nothing that was acknowledged is lost, nothing stands twice, one chain.
//!
//! The counts fit CI. `ONRECORD_LONG=1 cargo test --release --test 'ledger_*'` runs the long ones of every file.

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
use std::path::Path;
use std::process::Child;
use std::time::Duration;

use ledger_support::child::*;
use ledger_support::*;
use rusqlite::Connection;

/// Plays the writer when asked to; else a test that does nothing.
#[test]
fn child() {
    play();
}

/// Starts children on one ledger and kills each after a while; what they told, and how many were killed.
fn killed(path: &Path, part: Part, rounds: usize) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for round in 0..rounds {
        let mut child = ledger_support::child::child(part, &format!("r{round}"), 100_000, path).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(40 + (round as u64 * 7919) % 300));
        child.kill().unwrap();
        all.extend(acknowledged(&mut child));
        child.wait().unwrap();
    }
    assert!(!all.is_empty());
    all
}

#[test]
fn a_kill_loses_nothing_that_was_acknowledged() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("onrecord.db");
    let rounds = count(12, 1000);
    let told = killed(&path, Part::Claims, rounds);
    let found = present(&path);
    assert!(told.is_subset(&found), "lost: {:?}", told.difference(&found).collect::<Vec<_>>());
    assert!(found.len() <= told.len() + rounds, "at most the one in flight of each kill stands there untold");
}

/// The control: whoever tells before the write is done loses what was told.
#[test]
fn a_writer_that_tells_first_is_caught() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("onrecord.db");
    let told = killed(&path, Part::TellsFirst, 12);
    assert!(!told.is_subset(&present(&path)));
}

#[test]
fn a_kill_amid_every_kind_of_work_loses_nothing() {
    let desk = desk_with_a_claim();
    let told = killed(&desk.path(), Part::Work, count(8, 400));
    // Exports, copies and rebuilds leave no word behind.
    let lasting = |told: &&String| {
        let number: usize = told.rsplit('-').next().unwrap().parse().unwrap();
        matches!(number % 8, 0..=3 | 6)
    };
    let found = traces(&desk.path());
    let lost: Vec<_> = told.iter().filter(lasting).filter(|told| !found.contains(*told)).collect();
    assert!(lost.is_empty(), "{lost:?}");
}

fn desk_with_a_claim() -> Desk {
    let mut desk = desk();
    desk.add("Daily", "2026-02-01", "It rained", &[claim("It rained", "It rained", vec![], &[])]);
    desk
}

#[test]
fn many_writers_make_one_chain() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("onrecord.db");
    let (writers, claims) = (8, count(40, 10_000));
    let mut children: Vec<Child> = (0..writers)
        .map(|number| ledger_support::child::child(Part::Claims, &format!("w{number}"), claims, &path))
        .map(|mut child| child.spawn().unwrap())
        .collect();
    let mut told = BTreeSet::new();
    for child in &mut children {
        told.extend(acknowledged(child));
        assert!(child.wait().unwrap().success(), "no writer is told that the ledger is busy");
    }
    assert_eq!(told.len(), writers * claims);
    assert_eq!(present(&path), told);
}

/// Eight threads append by hand, between `begin` and `end`; how many of their appends failed.
fn appended_by_hand(begin: &'static str, end: &'static str) -> usize {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("onrecord.db");
    drop(open(&path));
    let threads: Vec<_> = (0..8)
        .map(|number| {
            let path = path.clone();
            std::thread::spawn(move || {
                let connection = Connection::open(&path).unwrap();
                connection.busy_timeout(Duration::from_secs(20)).unwrap();
                let mut failed = 0;
                for at in 0..50 {
                    let appended = connection
                        .execute_batch(begin)
                        .and_then(|()| append_failure(&connection, &format!("{number}-{at}")))
                        .and_then(|()| connection.execute_batch(end));
                    if appended.is_err() {
                        failed += 1;
                        let _ = connection.execute_batch("ROLLBACK");
                    }
                }
                failed
            })
        })
        .collect();
    let failed = threads.into_iter().map(|thread| thread.join().unwrap()).sum();
    audited(&path);
    failed
}

/// The controls: what the ledger does is needed. With its own kind of transaction no append fails; with a deferred one
/// a writer is told that the ledger is busy, and with none two take one place in the chain.
#[test]
fn only_an_immediate_transaction_serves_many_writers() {
    assert_eq!(appended_by_hand("BEGIN IMMEDIATE", "COMMIT"), 0);
    assert!(appended_by_hand("BEGIN DEFERRED", "COMMIT") > 0);
    assert!(appended_by_hand("", "") > 0);
}

#[test]
fn the_same_document_from_many_at_once_is_one_document() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("onrecord.db");
    drop(open(&path));
    let text = "Reserves reached $41bn";
    let threads: Vec<_> = (0..count(16, 1000))
        .map(|_| {
            let path = path.clone();
            std::thread::spawn(move || {
                let record = claim(text, text, vec![money("$41bn", "41000000000")], &[]);
                open(&path)
                    .add_document(&document("Daily", "2026-02-01", text), &[record], "rules-1", &by("omar"))
                    .unwrap()
            })
        })
        .collect();
    let added: BTreeSet<_> = threads.into_iter().map(|thread| thread.join().unwrap().document).collect();
    assert_eq!(added.into_iter().collect::<Vec<_>>(), ["D1"]);
    assert_eq!(present(&path).len(), 1);
}

/// A batch is killed and begun again, over and over, until it has been done: as if it had been done once.
#[test]
fn a_retry_after_a_kill_adds_nothing_twice() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("onrecord.db");
    let documents = count(60, 5_000);
    let run = |name: &str| ledger_support::child::child(Part::Documents, name, documents, &path);
    for round in 0..count(6, 1000) {
        let mut child = run(&format!("r{round}")).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(30 + (round as u64 * 7919) % 120));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(run("last").output().unwrap().status.success());
    let clean: BTreeSet<String> = (0..documents).map(|number| format!("same-{number}")).collect();
    assert_eq!(present(&path), clean);
    assert!(run("again").output().unwrap().status.success());
    assert_eq!(present(&path), clean);
}

/// The control: a writer that asks nobody what is there already does everything twice.
#[test]
fn a_retry_that_does_not_look_is_caught() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("onrecord.db");
    for _ in 0..2 {
        assert!(ledger_support::child::child(Part::Claims, "same", 5, &path).output().unwrap().status.success());
    }
    assert_eq!(audited(&path).documents().unwrap().len(), 10);
    assert!(std::panic::catch_unwind(|| present(&path)).is_err(), "what stands twice is noticed");
}
