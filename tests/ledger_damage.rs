//! Damage to the bytes of a ledger: found, or without any consequence for what the ledger says.
//!
//! The count fits CI; `ONRECORD_LONG=1 cargo test --release --test ledger_damage` turns every byte.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unreachable
)]

mod ledger_support;

use std::path::Path;

use ledger_support::*;
use onrecord::ledger::{AuditOptions, By, Evidence, Ledger, Options, VerdictChange};
use onrecord::model::{ClaimFilter, Directness, QuantityKind, SourceKind, Stance, Verdict};

fn ledger(directory: &Path) -> std::path::PathBuf {
    let path = directory.join("onrecord.db");
    let mut ledger = open(&path);
    for outlet in ["Daily", "Evening", "Morning"] {
        let text = format!("Reserves reached $41.7bn, up 40 percent after summer transfers, {outlet} learned");
        let figures = vec![money("$41.7bn", "41700000000"), unit("40 percent", QuantityKind::Percent, "40", "%")];
        let chain = [(outlet, SourceKind::Outlet), ("Central Bank", SourceKind::Government)];
        let records = [claim(&text, &text, figures, &chain)];
        ledger.add_document(&document(outlet, "2026-02-01", &text), &records, "rules-1", &by("nadia")).unwrap();
    }
    let verdict = VerdictChange { content: Some(Verdict::Verified), note: "table 3".into(), ..Default::default() };
    ledger.set_verdict("C1", &verdict, &by("omar")).unwrap();
    ledger.tag("C2", "budget", false, &by("omar")).unwrap();
    path
}

/// Everything a reader can get out of a ledger; none when it says that it is damaged.
fn all_it_says(path: &Path) -> Option<String> {
    let ledger = Ledger::open_read_only(path, &Options::default()).ok()?;
    if !ledger.audit(&AuditOptions::default()).ok()?.faults.is_empty() {
        return None;
    }
    unaudited(&ledger)
}

/// The same from a ledger that nobody has audited.
fn unaudited(ledger: &Ledger) -> Option<String> {
    let mut bundle = Vec::new();
    ledger.export(&mut bundle).ok()?;
    let ask = |filter: ClaimFilter| ledger.claims(&filter).ok();
    let words = |words: &str| ask(ClaimFilter { words: Some(words.into()), ..ClaimFilter::default() });
    Some(format!(
        "{} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        String::from_utf8(bundle).ok()?,
        ask(ClaimFilter::default())?,
        words("reserves")?,
        words("sum")?,
        ask(ClaimFilter { source: Some("Central Bank".into()), ..ClaimFilter::default() })?,
        ask(ClaimFilter { unit: Some("USD".into()), min: Some(41.into()), ..ClaimFilter::default() })?,
        ask(ClaimFilter { tag: Some("budget".into()), ..ClaimFilter::default() })?,
        ask(ClaimFilter { verdict: Some(Verdict::Verified), ..ClaimFilter::default() })?,
        ledger.sources().ok()?,
        ledger.conflicts().ok()?,
        ledger.history("C1").ok()?,
    ))
}

/// A copy of a ledger with other bytes.
fn copy(directory: &Path, bytes: &[u8]) -> std::path::PathBuf {
    for name in ["bad.db", "bad.db-wal", "bad.db-shm"] {
        let _ = std::fs::remove_file(directory.join(name));
    }
    std::fs::write(directory.join("bad.db"), bytes).unwrap();
    directory.join("bad.db")
}

#[test]
fn a_turned_byte_is_found_or_changes_nothing_that_is_said() {
    let directory = tempfile::tempdir().unwrap();
    let path = ledger(directory.path());
    let good = std::fs::read(&path).unwrap();
    let said = all_it_says(&path).unwrap();
    let long = std::env::var_os("ONRECORD_LONG").is_some();
    // Empty space within pages is most of so small a file: of that a sample, and of all else more.
    let blank = |at: usize| good[at.saturating_sub(8)..(at + 8).min(good.len())].iter().all(|byte| *byte == 0);
    let used: Vec<usize> = (0..good.len()).filter(|at| !blank(*at)).collect();
    let empty: Vec<usize> = (0..good.len()).filter(|at| blank(*at)).collect();
    let sample = |places: &[usize], most: usize| -> Vec<usize> {
        places.iter().copied().step_by(if long { 1 } else { places.len().div_ceil(most) }).collect()
    };
    let (mut unseen, mut changed) = (0, 0);
    for (number, at) in sample(&used, 400).into_iter().chain(sample(&empty, 60)).enumerate() {
        let turns: &[u8] = if long { &[0x01, 0xff] } else { &[[0x01, 0xff][number % 2]] };
        for turn in turns {
            let mut bad = good.clone();
            bad[at] ^= turn;
            let copy = copy(directory.path(), &bad);
            if let Some(says) = all_it_says(&copy) {
                assert_eq!(says, said, "byte {at} was turned, not found, and changed what the ledger says");
                unseen += 1;
            }
            // The control: without an audit the same damage does change what is said.
            let ledger = Ledger::open_read_only(&copy, &Options::default()).ok();
            changed += usize::from(ledger.and_then(|ledger| unaudited(&ledger)).is_some_and(|says| says != said));
        }
    }
    assert!(changed > 0, "no damage did any harm, so none was tried that could; {unseen} unseen");
}

/// What the ledger vouches for byte by byte: ids, names, times, payloads and hashes of its events.
#[test]
fn a_turned_byte_of_an_event_is_always_found() {
    let directory = tempfile::tempdir().unwrap();
    let path = ledger(directory.path());
    let good = std::fs::read(&path).unwrap();
    let reading = rusqlite::Connection::open(&path).unwrap();
    let mut statement =
        reading.prepare("SELECT id, recorded_at, actor, kind, payload, previous, hash FROM event").unwrap();
    let mut rows = statement.query([]).unwrap();
    let long = std::env::var_os("ONRECORD_LONG").is_some();
    let mut pieces = 0;
    while let Some(row) = rows.next().unwrap() {
        let whole: String = (0..7).map(|column| row.get::<_, String>(column).unwrap()).collect();
        // A row that spills over lies in several pages; its beginning and its end do so in one piece each.
        for piece in [&whole.as_bytes()[..60], &whole.as_bytes()[whole.len() - 60..]] {
            let stands = |start: &usize| &good[*start..start + piece.len()] == piece;
            let places: Vec<usize> = (0..good.len() - piece.len()).filter(stands).collect();
            if places.is_empty() {
                // It runs on from one page into another.
                continue;
            }
            // Pages that were split keep a dead copy; in the living one every byte counts.
            let living = places.iter().any(|start| {
                (*start..start + piece.len()).step_by(if long { 1 } else { 9 }).all(|at| {
                    let mut bad = good.clone();
                    bad[at] ^= 0x01;
                    all_it_says(&copy(directory.path(), &bad)).is_none()
                })
            });
            assert!(living, "{}", String::from_utf8_lossy(piece));
            pieces += 1;
        }
    }
    assert!(pieces >= 12, "{pieces}");
}

#[test]
fn a_turned_byte_of_an_evidence_file_is_always_found() {
    let directory = tempfile::tempdir().unwrap();
    let path = ledger(directory.path());
    let mut ledger = open(&path);
    let evidence = Evidence {
        stance: Stance::Supports,
        directness: Directness::Primary,
        quote: None,
        url: None,
        file_hash: None,
        file_name: Some("table.txt".into()),
        note: None,
    };
    ledger.add_evidence_file("C1", &evidence, b"reserves: 41.7", "reserves: 41.7", &by("omar")).unwrap();
    let file = std::fs::read_dir(ledger.evidence_directory()).unwrap().next().unwrap().unwrap().path();
    let good = std::fs::read(&file).unwrap();
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 0x01;
        std::fs::write(&file, &bad).unwrap();
        let faults = ledger.audit(&AuditOptions::default()).unwrap().faults;
        assert_eq!(faults.iter().map(|fault| fault.kind.as_str()).collect::<Vec<_>>(), ["evidence"], "byte {at}");
    }
    std::fs::write(&file, &good).unwrap();
    assert!(ledger.audit(&AuditOptions::default()).unwrap().faults.is_empty());
}

#[test]
fn a_page_of_nothing_or_of_another_place_is_found_or_changes_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let path = ledger(directory.path());
    let good = std::fs::read(&path).unwrap();
    let said = all_it_says(&path).unwrap();
    let pages = good.len() / 4096;
    for page in 0..pages {
        for other in [None, Some((page + 1) % pages)] {
            let mut bad = good.clone();
            let piece = other.map_or_else(|| vec![0; 4096], |other| good[other * 4096..(other + 1) * 4096].to_vec());
            bad[page * 4096..(page + 1) * 4096].copy_from_slice(&piece);
            if let Some(says) = all_it_says(&copy(directory.path(), &bad)) {
                assert_eq!(says, said, "page {page}");
            }
        }
    }
}

#[test]
fn short_files_and_foreign_logs_are_refused_or_harmless() {
    let directory = tempfile::tempdir().unwrap();
    let path = ledger(directory.path());
    let good = std::fs::read(&path).unwrap();
    for length in [1, 16, 100, 4_095, 4_096, 8_192, good.len() / 2, good.len() - 1] {
        let copy = directory.path().join(format!("short{length}.db"));
        std::fs::write(&copy, &good[..length]).unwrap();
        assert!(all_it_says(&copy).is_none(), "{length} bytes");
    }
    let other = tempfile::tempdir().unwrap();
    let mut foreign = open(&other.path().join("onrecord.db"));
    foreign.record_failure("x", "y", &By::new("omar", at("2026-01-01T00:00:00Z"))).unwrap();
    let said = all_it_says(&path).unwrap();
    let log = std::fs::read(other.path().join("onrecord.db-wal")).unwrap();
    std::fs::write(directory.path().join("onrecord.db-wal"), log).unwrap();
    let _ = std::fs::remove_file(directory.path().join("onrecord.db-shm"));
    // A log of another ledger's pages is either refused by its salt or makes a ledger that is seen to be wrong.
    assert!(all_it_says(&path).is_none_or(|says| says == said || !says.contains("Central Bank")));
}

#[test]
fn a_schema_made_to_harm_runs_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let path = ledger(directory.path());
    let hostile = rusqlite::Connection::open(&path).unwrap();
    hostile
        .execute_batch(
            "CREATE TABLE loot (x);
             CREATE TRIGGER thief AFTER INSERT ON event BEGIN INSERT INTO loot VALUES (load_extension('/tmp/evil')); END;
             CREATE VIEW lure AS SELECT * FROM event;",
        )
        .unwrap();
    drop(hostile);
    let mut ledger = open(&path);
    let refused = ledger.tag("C1", "x", false, &by("omar"));
    assert!(refused.is_err(), "what the trigger asks for is not allowed, so nothing is written");
    let faults = ledger.audit(&AuditOptions::default()).unwrap().faults;
    assert_eq!(faults.iter().filter(|fault| fault.kind == "schema").count(), 3);
    let evidence = Evidence {
        stance: Stance::Context,
        directness: Directness::Secondary,
        quote: None,
        url: None,
        file_hash: None,
        file_name: Some("../../../etc/cron.d/x".into()),
        note: None,
    };
    assert!(ledger.add_evidence_file("C1", &evidence, b"x", "x", &by("omar")).is_err());
    for entry in std::fs::read_dir(ledger.evidence_directory()).unwrap() {
        assert_eq!(entry.unwrap().file_name().len(), 64, "only hashes become names");
    }
}
