//! Somebody else's ledger, bundle and file names (P36, P37): nothing that stands in them runs, and no name becomes a path.

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
use std::path::Path;

use ledger_support::attack::{audit, seed};
use ledger_support::*;
use onrecord::ledger::{Evidence, Ledger, Options, sha256_hex};
use onrecord::model::{ClaimFilter, Directness, Stance};

/// What somebody plants in a ledger that another will open. None of it may run, and none may make a command tell of
/// something that was not recorded.
const PLANTED: [(&str, &str); 10] = [
    ("trigger that loads code", "CREATE TRIGGER x AFTER INSERT ON event BEGIN SELECT load_extension('/tmp/evil'); END"),
    ("trigger that swallows events", "CREATE TRIGGER x BEFORE INSERT ON event BEGIN SELECT RAISE(IGNORE); END"),
    ("trigger that swallows tags", "CREATE TRIGGER x BEFORE INSERT ON tag BEGIN SELECT RAISE(IGNORE); END"),
    ("trigger that rewrites", "CREATE TRIGGER x AFTER INSERT ON tag BEGIN UPDATE state SET content = 'verified'; END"),
    (
        "trigger that steals",
        "CREATE TABLE loot (x); CREATE TRIGGER x AFTER INSERT ON event BEGIN INSERT INTO loot SELECT payload FROM event; END",
    ),
    ("view for a table", "DROP TABLE tag; CREATE VIEW tag AS SELECT 'innocent' AS tag, 1 AS claim"),
    ("table for a table", "DROP TABLE tag; CREATE TABLE tag (tag TEXT, claim INTEGER, extra)"),
    ("index with a function", "CREATE INDEX x ON tag (upper(tag))"),
    ("foreign search table", "CREATE VIRTUAL TABLE x USING fts5 (words)"),
    (
        "endless view",
        "CREATE VIEW x AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
    ),
];

#[test]
fn what_is_planted_in_a_ledger_does_not_run_and_is_found() {
    for (name, sql) in PLANTED {
        let directory = tempfile::tempdir().unwrap();
        let path = seed(directory.path());
        rusqlite::Connection::open(&path).unwrap().execute_batch(sql).unwrap();
        let faults = audit(&path, None).unwrap().faults;
        assert!(faults.iter().any(|fault| fault.kind == "schema"), "{name}: {faults:?}");
        let before = Ledger::open_read_only(&path, &Options::default()).unwrap().head().unwrap();
        let Ok(mut ledger) = Ledger::open(&path, &Options::default(), &by("omar")) else { continue };
        let _ = ledger.claims(&ClaimFilter::default());
        match ledger.tag("C1", "mine", false, &by("omar")) {
            Err(_) => assert_eq!(ledger.head().unwrap(), before, "{name}: what is refused leaves nothing"),
            Ok(event) => assert_eq!(ledger.head().unwrap().1, event.hash, "{name}: what is told is there"),
        }
        assert!(!Path::new("/tmp/evil").exists());
    }
}

/// The settings that a ledger is opened with let no statement reach another file or load code.
#[test]
fn a_ledgers_name_is_never_an_instruction_to_sqlite() {
    let directory = tempfile::tempdir().unwrap();
    let real = seed(directory.path());
    for name in ["file:{}?mode=memory", "file:{}", ":memory:", ""] {
        let name = name.replace("{}", real.to_str().unwrap());
        assert!(Ledger::open(Path::new(&name), &Options::default(), &by("omar")).is_err(), "{name}");
    }
}

/// 200 names: climbing, absolute, hidden, reserved, with controls, too long, in other scripts, by themselves and joined.
fn names() -> Vec<String> {
    let parts = [
        "..",
        "../..",
        "/etc/passwd",
        "~",
        ".ssh/authorized_keys",
        "CON",
        "NUL.txt",
        "a\0b",
        "a\nb",
        "a\u{202e}txt.exe",
        "\\\\server\\share",
        "C:\\x",
        "%2e%2e%2f",
        "كشف.pdf",
        "résumé",
        "-rf",
        "$(id)",
        "`id`",
        "|id",
        ".",
    ];
    let joined = parts.iter().flat_map(|one| parts.iter().skip(10).map(move |other| format!("{one}/{other}")));
    let all: Vec<String> =
        parts.iter().map(|part| (*part).to_owned()).chain(joined).chain(["x".repeat(5_000)]).collect();
    assert!(all.len() >= 200);
    all
}

fn evidence(name: &str) -> Evidence {
    Evidence {
        stance: Stance::Context,
        directness: Directness::Secondary,
        quote: None,
        url: None,
        file_hash: None,
        file_name: Some(name.to_owned()),
        note: None,
    }
}

/// Everything below a directory, by path and content.
fn tree(directory: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(tree(&path));
        } else {
            found.push((path.clone(), std::fs::read(&path).unwrap_or_default()));
        }
    }
    found.sort();
    found
}

#[test]
fn a_file_is_kept_by_its_hash_whatever_it_is_called() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::create_dir(directory.path().join("inner")).unwrap();
    let mut ledger = open(&seed(&directory.path().join("inner")));
    let outside = |directory: &Path| {
        tree(directory).into_iter().filter(|(path, _)| !path.starts_with(directory.join("inner"))).count()
    };
    for (number, name) in names().iter().enumerate() {
        let bytes = format!("file {number}").into_bytes();
        ledger.add_evidence_file("C1", &evidence(name), &bytes, "", &by("omar")).unwrap();
        assert!(ledger.evidence_file(name).is_err(), "{name:?} names no file");
        let kept = ledger.evidence_directory().join(sha256_hex(&bytes));
        assert_eq!(std::fs::read(kept).unwrap(), bytes);
    }
    assert_eq!(outside(directory.path()), 0);
    let kept = std::fs::read_dir(ledger.evidence_directory()).unwrap();
    assert!(kept.map(|entry| entry.unwrap().file_name().into_string().unwrap()).all(|name| name.len() == 64));
}

#[test]
fn a_link_in_the_place_of_a_file_is_never_followed() {
    use std::os::unix::fs::symlink;
    let directory = tempfile::tempdir().unwrap();
    let mut ledger = open(&seed(directory.path()));
    let victim = directory.path().join("victim");
    std::fs::write(&victim, "mine").unwrap();
    ledger.add_evidence_file("C1", &evidence("first"), b"first", "", &by("omar")).unwrap();
    let store = ledger.evidence_directory();
    let hash = sha256_hex(b"second");
    symlink(&victim, store.join(&hash)).unwrap();
    symlink(&victim, store.join(format!("{hash}.{}.partial", std::process::id()))).unwrap();
    let _ = ledger.add_evidence_file("C1", &evidence("second"), b"second", "", &by("omar"));
    assert_eq!(std::fs::read(&victim).unwrap(), b"mine");
    assert!(!store.join(&hash).symlink_metadata().unwrap().is_symlink() || ledger.evidence_file(&hash).is_err());

    // The whole store as a link.
    let other = tempfile::tempdir().unwrap();
    let mut ledger = open(&seed(other.path()));
    let elsewhere = other.path().join("elsewhere");
    std::fs::create_dir(&elsewhere).unwrap();
    symlink(&elsewhere, ledger.evidence_directory()).unwrap();
    assert!(ledger.add_evidence_file("C1", &evidence("third"), b"third", "", &by("omar")).is_err());
    assert_eq!(std::fs::read_dir(&elsewhere).unwrap().count(), 0);
}

#[test]
fn a_bundle_names_no_paths_either() {
    let theirs = tempfile::tempdir().unwrap();
    let mut ledger = open(&seed(theirs.path()));
    ledger.add_evidence_file("C1", &evidence("table"), b"table", "", &by("lina")).unwrap();
    let mut bundle = Vec::new();
    ledger.export(&mut bundle).unwrap();
    let good = String::from_utf8(bundle).unwrap();
    let file = format!("\"file\":\"{}\"", sha256_hex(b"table"));
    assert!(good.contains(&file));
    for name in names() {
        let ours = tempfile::tempdir().unwrap();
        let path = ours.path().join("onrecord.db");
        let mut ledger = open(&path);
        let bad = good.replace(&file, &format!("\"file\":{}", serde_json::to_string(&name).unwrap()));
        assert!(ledger.import(&mut BufReader::new(bad.as_bytes()), &by("omar")).is_err(), "{name:?}");
        assert!(!ledger.evidence_directory().exists());
    }
}
