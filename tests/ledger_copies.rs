//! Backups, bundles, evidence files, and what two copies of a ledger are to each other.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unreachable
)]

mod ledger_support;

use std::io::BufReader;
use std::os::unix::fs::PermissionsExt;

use ledger_support::*;
use onrecord::ledger::{
    AuditOptions, Evidence, Ledger, LedgerError, LedgerRelation, Options, QueueReason, VerdictChange,
};
use onrecord::model::{ClaimFilter, Directness, Progress, SourceKind, Stance, Verdict};
use rusqlite::Connection;

const TEXT: &str = "Reserves reached $41.7bn after summer transfers, the bank said";

fn add(desk: &mut Desk, outlet: &str) {
    let chain = [(outlet, SourceKind::Outlet), ("Central Bank", SourceKind::Government)];
    desk.add(outlet, "2026-02-01", TEXT, &[claim(TEXT, TEXT, vec![money("$41.7bn", "41700000000")], &chain)]);
}

fn judge(ledger: &mut Ledger, claim: &str, verdict: Verdict, actor: &str) {
    let change = VerdictChange { content: Some(verdict), note: "read".into(), ..Default::default() };
    ledger.set_verdict(claim, &change, &by(actor)).unwrap();
}

fn faults(ledger: &Ledger) -> Vec<onrecord::ledger::Fault> {
    ledger.audit(&AuditOptions::default()).unwrap().faults
}

fn evidence(quote: &str) -> Evidence {
    Evidence {
        stance: Stance::Supports,
        directness: Directness::Primary,
        quote: Some(quote.into()),
        url: None,
        file_hash: None,
        file_name: Some("table.txt".into()),
        note: None,
    }
}

fn bundle(ledger: &Ledger) -> Vec<u8> {
    let mut out = Vec::new();
    ledger.export(&mut out).unwrap();
    out
}

#[test]
fn copies_know_what_they_are_to_each_other() {
    let mut desk = desk();
    add(&mut desk, "Daily");
    let backup = desk.directory.path().join("copy.db");
    desk.ledger.backup(&backup).unwrap();
    assert!(matches!(desk.ledger.backup(&backup), Err(LedgerError::BadPath { .. })), "a backup overwrites nothing");
    assert_eq!(std::fs::metadata(&backup).unwrap().permissions().mode() & 0o777, 0o600);
    let mut copy = open(&backup);
    assert!(faults(&copy).is_empty());
    assert_eq!(desk.ledger.compare(&copy).unwrap(), LedgerRelation::Equal);
    add(&mut desk, "Evening");
    assert_eq!(desk.ledger.compare(&copy).unwrap(), LedgerRelation::Ahead(2));
    assert_eq!(copy.compare(&desk.ledger).unwrap(), LedgerRelation::Behind(2));
    judge(&mut copy, "C1", Verdict::False, "lina");
    assert_eq!(desk.ledger.compare(&copy).unwrap(), LedgerRelation::Forked(4));
    let other = ledger_support::desk();
    assert_eq!(desk.ledger.compare(&other.ledger).unwrap(), LedgerRelation::Unrelated);
}

#[test]
fn every_backup_under_load_is_a_whole_beginning_of_the_ledger() {
    let mut desk = desk();
    add(&mut desk, "Daily");
    let path = desk.path();
    let (copies, events) = (ledger_support::child::count(20, 100), ledger_support::child::count(300, 3_000));
    let writer = std::thread::spawn(move || {
        let mut ledger = open(&path);
        for number in 0..events {
            ledger.tag("C1", &format!("t{number}"), false, &by("omar")).unwrap();
        }
    });
    for number in 0..copies {
        let to = desk.directory.path().join(format!("copy{number}.db"));
        desk.ledger.backup(&to).unwrap();
        let copy = Ledger::open_read_only(&to, &Options::default()).unwrap();
        assert!(faults(&copy).is_empty());
        assert!(matches!(desk.ledger.compare(&copy).unwrap(), LedgerRelation::Equal | LedgerRelation::Ahead(_)));
    }
    writer.join().unwrap();
}

/// The control: a copy of the file's bytes while others write is of two times at once, and the audit says so.
#[test]
fn a_copy_of_bytes_under_load_is_caught() {
    let mut desk = desk();
    add(&mut desk, "Daily");
    let path = desk.path();
    let whole = || {
        Connection::open(&path).unwrap().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        std::fs::read(&path).unwrap()
    };
    let mut write = |name: &str| {
        for number in 0..300 {
            desk.ledger.tag("C1", &format!("{name}{number}"), false, &by("omar")).unwrap();
        }
    };
    write("early");
    let early = whole();
    write("late");
    let late = whole();
    assert!(late.len() > early.len());
    let torn = [&early[..early.len() / 2], &late[early.len() / 2..]].concat();
    for (name, bytes, sound) in [("early.db", early, true), ("late.db", late, true), ("torn.db", torn, false)] {
        let copy = desk.directory.path().join(name);
        std::fs::write(&copy, bytes).unwrap();
        let found = Ledger::open_read_only(&copy, &Options::default())
            .and_then(|copy| copy.audit(&AuditOptions::default()))
            .is_ok_and(|report| report.faults.is_empty());
        assert_eq!(found, sound, "{name}");
    }
}

/// A copy that somebody made by hand, without the log beside the ledger or long ago, is a whole older ledger, and a
/// checkpoint kept elsewhere says so.
#[test]
fn an_older_copy_is_whole_and_known_by_the_checkpoint() {
    let mut desk = desk();
    add(&mut desk, "Daily");
    let (path, kept) = (desk.path(), desk.directory.path().join("kept.db"));
    // Everything so far goes from the log into the file itself.
    desk.ledger.backup(&kept).unwrap();
    std::fs::copy(&kept, desk.directory.path().join("stale.db")).unwrap();
    rusqlite::Connection::open(&path).unwrap().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    judge(&mut desk.ledger, "C1", Verdict::False, "lina");
    std::fs::copy(&path, desk.directory.path().join("without-log.db")).unwrap();
    let key = onrecord::ledger::CheckpointKey::generate("desk").unwrap();
    let checkpoint = desk.ledger.checkpoint(&key).unwrap();
    for name in ["stale.db", "without-log.db"] {
        let copy = open(&desk.directory.path().join(name));
        assert!(faults(&copy).is_empty(), "{name}");
        assert_eq!(desk.ledger.compare(&copy).unwrap(), LedgerRelation::Ahead(1), "{name}");
        let options = AuditOptions { checkpoint: Some(&checkpoint), ..AuditOptions::default() };
        let found = copy.audit(&options).unwrap().faults;
        assert_eq!(found.iter().map(|fault| fault.kind.as_str()).collect::<Vec<_>>(), ["cut"], "{name}");
    }
}

#[test]
fn two_ledgers_merge_with_their_verdicts_side_by_side() {
    let (mut ours, mut theirs) = (desk(), desk());
    add(&mut ours, "Daily");
    judge(&mut ours.ledger, "C1", Verdict::Verified, "omar");
    add(&mut theirs, "Evening");
    add(&mut theirs, "Daily");
    judge(&mut theirs.ledger, "C2", Verdict::False, "lina");
    judge(&mut theirs.ledger, "C1", Verdict::Disputed, "lina");
    theirs.ledger.alias_source("Central Bank", "CB", &by("lina")).unwrap();
    theirs.ledger.add_evidence_file("C2", &evidence("41.7"), b"total 41.7", "total 41.7", &by("lina")).unwrap();

    let bundle = bundle(&theirs.ledger);
    let done = ours.ledger.import(&mut BufReader::new(&bundle[..]), &by("omar")).unwrap();
    assert_eq!((done.known, done.files), (0, 1));
    let again = ours.ledger.import(&mut BufReader::new(&bundle[..]), &by("omar")).unwrap();
    assert_eq!((again.added, again.files), (0, 0), "a second import changes nothing");

    assert_eq!(ours.ledger.claims(&ClaimFilter::default()).unwrap().len(), 2, "the shared article is one document");
    let shared = ours.ledger.claim("C1").unwrap();
    assert_eq!(shared.verdicts.content, Verdict::Verified, "our verdict stays");
    assert_eq!(shared.other_verdicts.len(), 1);
    assert_eq!(shared.other_verdicts[0].1.content, Verdict::False);
    assert_eq!(ours.ledger.claim("C2").unwrap().verdicts.content, Verdict::Disputed, "theirs, where we have none");
    assert_eq!(ours.ledger.evidence("C1").unwrap().len(), 1);
    assert_eq!(ours.ledger.source("CB").unwrap().summary.name, "Central Bank");
    assert_eq!(ours.ledger.history("C1").unwrap().last().unwrap().event.actor, "lina");
    assert!(faults(&ours.ledger).is_empty());

    // Passed on to a third ledger, everything keeps the name of where it came from.
    let mut third = desk();
    third.ledger.import(&mut BufReader::new(&self::bundle(&ours.ledger)[..]), &by("zaki")).unwrap();
    assert_eq!(third.ledger.claim("C1").unwrap().other_verdicts.len(), 2);
    assert!(faults(&third.ledger).is_empty());
}

#[test]
fn a_bundle_that_was_touched_is_refused_whole() {
    let mut theirs = desk();
    add(&mut theirs, "Evening");
    judge(&mut theirs.ledger, "C1", Verdict::False, "lina");
    let good = String::from_utf8(bundle(&theirs.ledger)).unwrap();
    let without_last: String = good.lines().take(3).map(|line| format!("{line}\n")).collect();
    for bad in
        [good.replace("lina", "omar"), good.replace("bundle 1", "bundle 2"), without_last, String::new(), "{}".into()]
    {
        let mut ours = desk();
        assert!(ours.ledger.import(&mut BufReader::new(bad.as_bytes()), &by("omar")).is_err());
        assert!(ours.ledger.claims(&ClaimFilter::default()).unwrap().is_empty());
    }
}

#[test]
fn a_quotation_must_stand_in_its_evidence() {
    let mut desk = desk();
    add(&mut desk, "Daily");
    let add = |ledger: &mut Ledger, quote: &str| {
        ledger.add_evidence_file("C1", &evidence(quote), b"total 41.7 bn", "total 41.7 bn", &by("omar"))
    };
    assert!(matches!(add(&mut desk.ledger, "41,7"), Err(LedgerError::Refused(_))));
    assert!(!desk.ledger.evidence_directory().exists(), "nothing is kept of what was refused");
    add(&mut desk.ledger, "41.7").unwrap();
    let mode = |path: std::path::PathBuf| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let hash = desk.ledger.evidence("C1").unwrap()[0].1.file_hash.clone().unwrap();
    let kept = desk.ledger.evidence_directory().join(&hash);
    assert_eq!((mode(desk.ledger.evidence_directory()), mode(kept.clone())), (0o700, 0o600));
    assert!(desk.ledger.evidence_file("../../etc/passwd").is_err());
    std::fs::write(desk.ledger.evidence_directory().join("left.partial"), "x").unwrap();
    assert_eq!(desk.ledger.evidence_orphans().unwrap(), ["left.partial"]);
    std::fs::write(&kept, "total 42.7 bn").unwrap();
    let found = faults(&desk.ledger);
    assert_eq!((found[0].kind.as_str(), found[0].seq), ("evidence", Some(4)));
}

#[test]
fn a_rebuild_gives_what_was_there() {
    let mut desk = desk();
    add(&mut desk, "Daily");
    add(&mut desk, "Evening");
    judge(&mut desk.ledger, "C1", Verdict::Verified, "omar");
    let before = desk.ledger.claims(&ClaimFilter::default()).unwrap();
    assert_eq!(desk.ledger.rebuild().unwrap(), 6);
    assert_eq!(desk.ledger.claims(&ClaimFilter::default()).unwrap(), before);
    assert!(faults(&desk.ledger).is_empty());
    let words = ClaimFilter { words: Some("summer".into()), ..Default::default() };
    assert_eq!(desk.ledger.claims(&words).unwrap().len(), 2);
}

#[test]
fn the_queue_says_why() {
    let mut desk = desk();
    add(&mut desk, "Daily");
    desk.add("Wire", "2026-02-28", "It rained", &[claim("It rained", "It rained", vec![], &[])]);
    let queue = desk.ledger.queue(10, "2026-03-01").unwrap();
    assert_eq!(queue.iter().map(|entry| entry.claim.as_str()).collect::<Vec<_>>(), ["C1", "C2"]);
    assert_eq!(queue[0].reasons, [QueueReason::SingleSource, QueueReason::LargeFigure, QueueReason::Waiting]);
    assert_eq!(queue[1].reasons, [QueueReason::Unsourced]);
    desk.ledger.set_progress("C1", Progress::Done, None, &by("omar")).unwrap();
    assert_eq!(desk.ledger.queue(10, "2026-03-01").unwrap().len(), 1);
}

#[test]
fn files_that_are_no_ledgers_are_refused_and_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("other.db");
    for content in
        ["hello, I am a text and long enough to be read as one page of something", "SQLite format 3\0 but no more"]
    {
        std::fs::write(&path, content).unwrap();
        let refused = Ledger::open(&path, &Options::default(), &by("omar"));
        assert!(matches!(refused, Err(LedgerError::NotALedger { .. } | LedgerError::Sqlite(_))), "{refused:?}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), content);
    }
    std::fs::remove_file(&path).unwrap();
    rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE contacts (name TEXT)").unwrap();
    assert!(matches!(Ledger::open(&path, &Options::default(), &by("omar")), Err(LedgerError::NotALedger { .. })));
    let newer = desk();
    rusqlite::Connection::open(newer.path()).unwrap().execute_batch("PRAGMA user_version = 99").unwrap();
    let refused = Ledger::open(&newer.path(), &Options::default(), &by("omar"));
    assert!(matches!(refused, Err(LedgerError::Newer { found: 99, .. })));
    let nowhere = Ledger::open_read_only(&directory.path().join("none.db"), &Options::default());
    assert!(matches!(nowhere, Err(LedgerError::Missing { .. })));
    assert!(!directory.path().join("none.db").exists());
}

#[test]
fn a_ledger_and_its_logs_are_private() {
    let desk = desk();
    for entry in std::fs::read_dir(desk.directory.path()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.path());
    }
    assert!(desk.ledger.warnings().is_empty());
    std::fs::set_permissions(desk.path(), std::fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(open(&desk.path()).warnings().len(), 1);
}

#[test]
fn a_clock_that_runs_backwards_is_noted_and_nothing_is_refused() {
    let mut desk = desk();
    add(&mut desk, "Daily");
    for time in ["2038-01-19T03:14:08Z", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-03-29T01:30:00Z"] {
        let by = onrecord::ledger::By::new("omar", at(time));
        desk.ledger.set_progress("C1", Progress::Queued, None, &by).unwrap();
    }
    let report = desk.ledger.audit(&AuditOptions::default()).unwrap();
    assert!(report.faults.is_empty());
    assert_eq!(report.remarks.len(), 2, "{:?}", report.remarks);
    let mut history = desk.ledger.history("C1").unwrap();
    assert!(history.is_sorted_by_key(|entry| entry.event.seq));
    // The control: by the clock the order would be another.
    history.sort_by(|one, other| one.event.recorded_at.cmp(&other.event.recorded_at));
    assert!(!history.is_sorted_by_key(|entry| entry.event.seq));
}
