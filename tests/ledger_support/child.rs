//! Writers in processes of their own, which can be killed, starved and watched. Each is the test binary itself, run
//! again with a part to play; the test `child` of the binary plays it.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use onrecord::ledger::{AuditOptions, Evidence, Ledger, LedgerError, Options, VerdictChange, event_hash, sha256_hex};
use onrecord::model::{ClaimFilter, Directness, Event, EventKind, SourceKind, Stance, Verdict};

use super::*;

/// Set for a child process: part, name, count and ledger, separated by tabs.
const ROLE: &str = "ONRECORD_TEST_ROLE";

/// What a child does so many times, telling each time when it has been told that all is safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Writes a claim down.
    Claims,
    /// Adds the same documents whoever plays it; those that are there are passed over.
    Documents,
    /// Every kind of work on one claim, with evidence files, bundles and copies.
    Work,
    /// Adds an evidence file to the first claim.
    Evidence,
    /// The control: tells before it writes.
    TellsFirst,
    /// The control: names an evidence file before it keeps it.
    NamesFirst,
    /// The controls: appends by hand, with this setting of SQLite's `synchronous`.
    RawFull,
    RawNormal,
    RawOff,
    /// Opens the ledger, which brings it up to date, and tells.
    Opens,
}

const PARTS: [(Part, &str); 10] = [
    (Part::Claims, "claims"),
    (Part::Documents, "documents"),
    (Part::Work, "work"),
    (Part::Evidence, "evidence"),
    (Part::TellsFirst, "tells-first"),
    (Part::NamesFirst, "names-first"),
    (Part::RawFull, "FULL"),
    (Part::RawNormal, "NORMAL"),
    (Part::RawOff, "OFF"),
    (Part::Opens, "opens"),
];

/// How many: few, or with `ONRECORD_LONG` many.
pub fn count(short: usize, long: usize) -> usize {
    if std::env::var_os("ONRECORD_LONG").is_some() { long } else { short }
}

/// A child that plays a part.
pub fn child(part: Part, name: &str, times: usize, ledger: &Path) -> Command {
    let (_, word) = PARTS.iter().find(|(known, _)| *known == part).unwrap();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "child", "--nocapture", "--test-threads=1"])
        .env(ROLE, format!("{word}\t{name}\t{times}\t{}", ledger.display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// The same child behind another program (`strace`, `sh`), which is given the child's own command as last arguments.
pub fn behind(program: &str, arguments: &[&str], child: &Command) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).arg(child.get_program()).args(child.get_args());
    command.envs(child.get_envs().filter_map(|(key, value)| Some((key, value?))));
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

pub fn has_strace() -> bool {
    let there = Command::new("strace").arg("-V").output().is_ok_and(|output| output.status.success());
    assert!(there || std::env::var_os("CI").is_none(), "CI must have strace");
    if !there {
        eprintln!("skipped: there is no strace here");
    }
    there
}

/// Plays the part this process was started for, if it was.
pub fn play() {
    let Ok(role) = std::env::var(ROLE) else { return };
    let [word, name, times, path] = role.splitn(4, '\t').collect::<Vec<_>>()[..] else { panic!("{role}") };
    let (part, _) = PARTS.iter().find(|(_, known)| *known == word).unwrap();
    if let Err(error) = perform(*part, name, times.parse().unwrap(), Path::new(path)) {
        eprintln!("onrecord: {error}");
        std::process::exit(5);
    }
}

fn tell(what: impl std::fmt::Display) {
    println!("acknowledged {what}");
}

fn perform(part: Part, name: &str, times: usize, path: &Path) -> Result<(), LedgerError> {
    if matches!(part, Part::RawFull | Part::RawNormal | Part::RawOff) {
        let (_, word) = PARTS.iter().find(|(known, _)| *known == part).unwrap();
        return append_by_hand(word, name, times, path).map_err(LedgerError::from);
    }
    let mut ledger = Ledger::open(path, &Options::default(), &by(name))?;
    for number in 0..times {
        let id = format!("{name}-{number}");
        match part {
            Part::Claims => log(&mut ledger, name, number)?,
            Part::TellsFirst => {
                tell(&id);
                log(&mut ledger, name, number)?;
                continue;
            }
            Part::Documents => {
                let (document, record) = numbered("same", number);
                ledger.add_document(&document, &[record], "rules-1", &by(name))?;
            }
            Part::Work => work(&mut ledger, name, number)?,
            Part::Evidence => evidence(&mut ledger, &id)?,
            Part::NamesFirst => names_first(&mut ledger, &id)?,
            _ => {}
        }
        tell(id);
    }
    Ok(())
}

fn numbered(name: &str, number: usize) -> (onrecord::model::Document, ClaimRecord) {
    let text = format!("{name} number {number} moved ${number}");
    let mut document = document(name, "2026-02-01", &text);
    document.origin = format!("{name}-{number}");
    document.publication.url = None;
    let figures = vec![money(&format!("${number}"), &number.to_string())];
    let record = claim(&text, &text, figures, &[(name, SourceKind::Outlet)]);
    (document, record)
}

fn log(ledger: &mut Ledger, name: &str, number: usize) -> Result<(), LedgerError> {
    let (document, record) = numbered(name, number);
    ledger.log_claim(&document, &[record], "rules-1", &by(name)).map(|_| ())
}

/// An evidence file: what is said of it, and what it says.
fn evidence_file(id: &str) -> (Evidence, String) {
    let evidence = Evidence {
        stance: Stance::Context,
        directness: Directness::Secondary,
        quote: None,
        url: None,
        file_hash: None,
        file_name: Some(format!("{id}.txt")),
        note: None,
    };
    (evidence, format!("what {id} says ").repeat(40))
}

fn evidence(ledger: &mut Ledger, id: &str) -> Result<(), LedgerError> {
    let (evidence, text) = evidence_file(id);
    ledger.add_evidence_file("C1", &evidence, text.as_bytes(), &text, &by("omar")).map(|_| ())
}

fn names_first(ledger: &mut Ledger, id: &str) -> Result<(), LedgerError> {
    let (evidence, text) = evidence_file(id);
    let hash = sha256_hex(text.as_bytes());
    ledger.add_evidence("C1", &Evidence { file_hash: Some(hash.clone()), ..evidence }, &by("omar"))?;
    let directory = ledger.evidence_directory();
    let kept = std::fs::create_dir_all(&directory).and_then(|()| std::fs::write(directory.join(hash), text));
    kept.map_err(|error| LedgerError::Refused(error.to_string()))
}

/// One of the things that people do; now and then the whole ledger is exported, copied and rebuilt.
fn work(ledger: &mut Ledger, name: &str, number: usize) -> Result<(), LedgerError> {
    let by = by(name);
    match number % 8 {
        0 => log(ledger, name, number),
        1 => ledger.tag("C1", &format!("{name}-{number}"), false, &by).map(|_| ()),
        2 => evidence(ledger, &format!("{name}-{number}")),
        3 => {
            let content = Some(if number % 16 == 3 { Verdict::Verified } else { Verdict::False });
            let reason = Some(String::from("the other table"));
            let change = VerdictChange { content, note: format!("{number}"), reason, ..Default::default() };
            ledger.set_verdict("C1", &change, &by).map(|_| ())
        }
        4 => ledger.export(&mut std::io::sink()).map(|_| ()),
        5 => {
            let to = ledger.path().with_extension(format!("{name}-{number}.copy"));
            ledger.backup(&to)?;
            std::fs::remove_file(&to).unwrap();
            Ok(())
        }
        6 => ledger.record_failure(&format!("{name}-{number}"), "no text in it", &by),
        _ => ledger.rebuild().map(|_| ()),
    }
}

/// Appends events that move no projection, without the ledger's own hands.
fn append_by_hand(synchronous: &str, name: &str, times: usize, path: &Path) -> rusqlite::Result<()> {
    let connection = rusqlite::Connection::open(path)?;
    connection.busy_timeout(std::time::Duration::from_secs(20))?;
    connection.execute_batch(&format!("PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}"))?;
    for number in 0..times {
        connection.execute_batch("BEGIN IMMEDIATE")?;
        append_failure(&connection, &format!("{name}-{number}"))?;
        connection.execute_batch("COMMIT")?;
        tell(format_args!("{name}-{number}"));
    }
    Ok(())
}

/// Appends one event behind the last one that this connection sees.
pub fn append_failure(connection: &rusqlite::Connection, id: &str) -> rusqlite::Result<()> {
    let head = "SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1";
    let (seq, previous): (u64, String) = connection.query_row(head, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    std::thread::yield_now();
    let mut event = Event {
        seq: seq + 1,
        id: id.to_owned(),
        recorded_at: "2026-03-01T08:00:00.000Z".into(),
        actor: "omar".into(),
        kind: EventKind::DocumentFailed,
        version: 1,
        payload: format!("{{\"origin\":\"{id}\",\"error\":\"none\"}}"),
        previous,
        hash: String::new(),
    };
    event.hash = event_hash(&event);
    insert_event(connection, &event)
}

/// What a child has told, read until it ends.
pub fn acknowledged(child: &mut Child) -> Vec<String> {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    lines.filter_map(|line| Some(line.split_once("acknowledged ")?.1.to_owned())).collect()
}

/// What stands in a child's whole output.
pub fn told(output: &[u8]) -> BTreeSet<String> {
    let text = String::from_utf8_lossy(output);
    text.lines().filter_map(|line| Some(line.split_once("acknowledged ")?.1.to_owned())).collect()
}

/// Holds a ledger against its own audit; its documents by where they came from, each once, each with its claim.
pub fn present(ledger: &Path) -> BTreeSet<String> {
    let ledger = audited(ledger);
    let documents = ledger.documents().unwrap();
    assert_eq!(documents.len(), ledger.claim_ids(&ClaimFilter::default()).unwrap().len());
    let found: BTreeSet<String> = documents.iter().map(|document| document.origin.clone()).collect();
    assert_eq!(found.len(), documents.len(), "nothing stands twice");
    found
}

/// Opens a ledger, as the program does, and audits it.
pub fn audited(path: &Path) -> Ledger {
    let ledger = Ledger::open(path, &Options::default(), &by("auditor")).unwrap();
    let report = ledger.audit(&AuditOptions::default()).unwrap();
    assert!(report.faults.is_empty(), "{:?}", report.faults);
    ledger
}

/// The ids of all events.
pub fn event_ids(path: &Path) -> BTreeSet<String> {
    let connection = rusqlite::Connection::open(path).unwrap();
    let mut statement = connection.prepare("SELECT id FROM event").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// What a child's work left, by the word it told: documents, tags, evidence files and failures alike.
pub fn traces(path: &Path) -> BTreeSet<String> {
    let ledger = audited(path);
    let mut found: BTreeSet<String> = ledger.documents().unwrap().into_iter().map(|one| one.origin).collect();
    let mut bundle = Vec::new();
    ledger.export(&mut bundle).unwrap();
    for line in String::from_utf8(bundle).unwrap().lines() {
        let Ok(event) = serde_json::from_str::<Event>(line) else { continue };
        let payload: serde_json::Value = serde_json::from_str(&event.payload).unwrap();
        let words = [&payload["tag"], &payload["origin"], &payload["evidence"]["file_name"]];
        let words = words.into_iter().filter_map(|word| word.as_str());
        found.extend(words.map(|word| word.trim_end_matches(".txt").to_owned()));
        if let (Some(note), EventKind::VerdictSet) = (payload["note"].as_str(), event.kind) {
            found.insert(format!("{}-{note}", event.actor));
        }
    }
    found
}
