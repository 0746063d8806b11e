//! The work on claims over time: rules that change, articles that change, what is said about sources and taken back,
//! and proofs of a claim's history that hold without the ledger.

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
use std::process::Command;
use std::sync::Arc;

use ledger_support::*;
use onrecord::app::{App, demo};
use onrecord::lang::Packs;
use onrecord::ledger::{
    AuditOptions, CheckpointKey, CheckpointVerifier, Difference, Ledger, LedgerError, Presence, Proof, QueueReason,
    VerdictChange,
};
use onrecord::model::{ClaimFilter, ClaimRecord, SourceKind, Verdict};

const TEXT: &str = "The bank said reserves reached $41.7bn in May. Rain fell on 12 towns, the mayor of Sur said.";
const BANK: [(&str, SourceKind); 2] = [("Daily", SourceKind::Outlet), ("Central Bank", SourceKind::Government)];

fn reserves(value: &str) -> ClaimRecord {
    claim(TEXT, "reserves reached $41.7bn in May", vec![money("$41.7bn", value)], &BANK)
}

fn rain() -> ClaimRecord {
    claim(TEXT, "Rain fell on 12 towns", vec![], &[("Daily", SourceKind::Outlet), ("the mayor", SourceKind::Person)])
}

fn judged() -> Desk {
    let mut desk = desk();
    desk.add("Daily", "2026-02-01", TEXT, &[reserves("41700000000"), rain()]);
    judge(&mut desk.ledger, "C1");
    desk
}

fn judge(ledger: &mut Ledger, claim: &str) {
    let change = VerdictChange { content: Some(Verdict::Verified), note: "table 3".into(), ..Default::default() };
    ledger.set_verdict(claim, &change, &by("omar")).unwrap();
}

fn sound(ledger: &Ledger) {
    assert_eq!(ledger.audit(&AuditOptions::default()).unwrap().faults, []);
}

fn reread(desk: &mut Desk, claims: &[ClaimRecord]) -> Vec<(Option<String>, Difference, bool)> {
    let seen = desk.ledger.differences("D1", claims).unwrap();
    let before = desk.ledger.head().unwrap();
    assert_eq!(desk.ledger.differences("D1", claims).unwrap(), seen);
    assert_eq!(desk.ledger.head().unwrap(), before, "looking writes nothing");
    let done = desk.ledger.reextract("D1", claims, "rules-2", &by("lina")).unwrap();
    let said = |(seen, done): (onrecord::ledger::ClaimDifference, onrecord::ledger::ClaimDifference)| {
        assert_eq!((seen.difference, seen.stale, &seen.after), (done.difference, done.stale, &done.after));
        (done.claim, done.difference, done.stale)
    };
    assert_eq!(seen.len(), done.len(), "what was shown is what was written");
    let all = seen.into_iter().zip(done).map(said).collect();
    sound(&desk.ledger);
    let again = desk.ledger.head().unwrap();
    assert_eq!(
        desk.ledger.reextract("D1", claims, "rules-2", &by("lina")).unwrap(),
        [],
        "a second time changes nothing"
    );
    assert_eq!(desk.ledger.head().unwrap(), again, "and writes nothing");
    all
}

#[test]
fn the_same_reading_by_other_rules_is_no_difference() {
    let mut desk = judged();
    assert_eq!(reread(&mut desk, &[reserves("41700000000"), rain()]), []);
}

#[test]
fn a_claim_read_otherwise_keeps_its_id_and_work_and_its_verdict_is_stale() {
    let mut desk = judged();
    desk.ledger.tag("C1", "reserves", false, &by("omar")).unwrap();
    let found = reread(&mut desk, &[reserves("417000000000"), rain()]);
    assert_eq!(found, [(Some("C1".into()), Difference::Altered, true)]);
    let claim = desk.ledger.claim("C1").unwrap();
    assert_eq!((claim.verdicts.content, claim.stale, claim.presence), (Verdict::Verified, true, Presence::Reread));
    assert_eq!(claim.record.quantities[0].value, Some(417_000_000_000_i64.into()));
    assert_eq!(claim.tags, ["reserves"]);
    let queue = desk.ledger.queue(9, "2026-02-01").unwrap();
    assert!(queue.iter().any(|entry| entry.claim == "C1" && entry.reasons.contains(&QueueReason::Stale)));
    let history = desk.ledger.history("C1").unwrap();
    let change = history.last().unwrap().changes.iter().find(|change| change.field == "figures").unwrap();
    let told = (change.before.as_deref(), change.after.as_deref());
    assert_eq!(told, (Some("41700000000 USD"), Some("417000000000 USD")));
    judge(&mut desk.ledger, "C1");
    assert!(!desk.ledger.claim("C1").unwrap().stale, "judged anew");
}

#[test]
fn words_that_overlap_are_the_same_claim_and_words_not_taken_any_more_keep_their_history() {
    let mut desk = judged();
    let longer =
        claim(TEXT, "The bank said reserves reached $41.7bn in May", vec![money("$41.7bn", "41700000000")], &BANK);
    let town = claim(TEXT, "the mayor of Sur said", vec![], &BANK);
    let found = reread(&mut desk, &[longer, town]);
    let expected = [
        (Some("C1".into()), Difference::Altered, true),
        (Some("C2".into()), Difference::Removed, false),
        (Some("C3".into()), Difference::Added, false),
    ];
    assert_eq!(found, expected);
    let gone = desk.ledger.claim("C2").unwrap();
    assert_eq!((gone.presence, gone.record.selector.exact.as_str()), (Presence::Dropped, "Rain fell on 12 towns"));
    assert_eq!(desk.ledger.history("C2").unwrap().len(), 2);
}

fn found(ledger: &Ledger, words: &str) -> Vec<String> {
    ledger.claim_ids(&ClaimFilter { words: Some(words.into()), ..ClaimFilter::default() }).unwrap()
}

/// The search goes by what a claim says now, whoever brought the new words, and the audit holds the index to it.
#[test]
fn a_claim_read_again_is_found_by_its_new_words_and_no_more_by_the_old() {
    let mut desk = judged();
    let sentence = "The bank said reserves reached $41.7bn in May";
    let longer = ClaimRecord { sentence: sentence.into(), ..reserves("41700000000") };
    assert_eq!((found(&desk.ledger, "bank"), found(&desk.ledger, "reserves")), (vec![], vec!["C1".to_owned()]));
    // To the longer sentence and back, more than once, each in a transaction of its own.
    for _ in 0..3 {
        reread(&mut desk, &[ClaimRecord { worth: 0.91, ..longer.clone() }, rain()]);
        assert_eq!(
            (found(&desk.ledger, "bank"), found(&desk.ledger, "reserves")),
            (vec!["C1".into()], vec!["C1".to_owned()])
        );
        reread(&mut desk, &[reserves("41700000000"), rain()]);
        assert_eq!((found(&desk.ledger, "bank"), found(&desk.ledger, "reserves")), (vec![], vec!["C1".to_owned()]));
    }
    reread(&mut desk, &[ClaimRecord { worth: 0.91, ..longer }, rain()]);
    let mut bundle = Vec::new();
    desk.ledger.export(&mut bundle).unwrap();
    let mut other = ledger_support::desk();
    other.ledger.import(&mut BufReader::new(&bundle[..]), &by("lina")).unwrap();
    assert_eq!(found(&other.ledger, "bank"), ["C1"]);
    sound(&other.ledger);
    desk.ledger.rebuild().unwrap();
    assert_eq!(found(&desk.ledger, "bank"), ["C1"]);
    sound(&desk.ledger);
}

#[test]
fn another_weight_is_told_and_leaves_the_verdict_alone() {
    let mut desk = judged();
    let heavier = ClaimRecord { worth: 0.91, ..reserves("41700000000") };
    assert_eq!(reread(&mut desk, &[heavier, rain()]), [(Some("C1".into()), Difference::Reweighed, false)]);
    assert!(!desk.ledger.claim("C1").unwrap().stale);
}

#[test]
fn only_the_newest_version_of_an_article_is_read_again_and_nothing_that_a_person_wrote() {
    let mut desk = judged();
    let newer = TEXT.replace("12 towns", "14 towns");
    desk.add("Daily", "2026-02-01", &newer, &[]);
    desk.ledger.log_claim(&document("Note", "2026-02-02", "Wind"), &[], "rules-1", &by("omar")).unwrap();
    assert_eq!(desk.ledger.extracted_documents().unwrap(), ["D2"]);
    assert!(matches!(desk.ledger.check_extracted("D1"), Err(LedgerError::Refused(_))));
    assert!(matches!(desk.ledger.check_extracted("D3"), Err(LedgerError::Refused(_))));
    assert!(matches!(desk.ledger.check_extracted("D9"), Err(LedgerError::NotFound { .. })));
    desk.ledger.check_extracted("D2").unwrap();
}

/// Adding an article and reading it again out of the ledger are one: every article that comes with the program.
#[test]
fn the_rules_in_force_change_nothing_that_they_have_just_read() {
    let directory = tempfile::tempdir().unwrap();
    let packs = Arc::new(Packs::builtin().unwrap());
    let mut app = App::open(&directory.path().join("onrecord.db"), packs, "nadia").unwrap();
    let articles = demo::articles();
    for article in &articles {
        let publication = onrecord::model::Publication {
            publisher: Some(article.publisher.clone()),
            url: Some(article.url.clone()),
            published_at: Some(article.date.clone()),
            ..Default::default()
        };
        let options = onrecord::app::AddOptions { publication, threads: 1, ..Default::default() };
        let read = onrecord::intake::read_from(&article.file, &article.bytes, &Default::default(), None).unwrap();
        let input = onrecord::intake::Input::Read(article.file.clone(), Box::new(read));
        app.add(vec![input], &options, |added| assert_eq!(added.status, "added")).unwrap();
    }
    let reread = app.differences(&[]).unwrap();
    assert_eq!((reread.documents, reread.differences), (articles.len(), Vec::new()));
}

#[test]
fn an_altered_claim_of_a_new_version_waits_to_be_judged_again() {
    let mut desk = judged();
    let text = TEXT.replace("$41.7bn", "$43.7bn");
    let altered = claim(&text, "reserves reached $43.7bn in May", vec![money("$43.7bn", "43700000000")], &BANK);
    desk.add("Daily", "2026-02-01", &text, &[altered]);
    let old = desk.ledger.claim("C1").unwrap();
    assert_eq!((old.stale, old.presence, old.successor.as_deref()), (true, Presence::Altered, Some("C3")));
    let queue = desk.ledger.queue(9, "2026-02-01").unwrap();
    assert_eq!(queue[0].claim, "C3");
    assert!(queue[0].reasons.contains(&QueueReason::Stale));
    judge(&mut desk.ledger, "C3");
    let queue = desk.ledger.queue(9, "2026-02-01").unwrap();
    assert!(queue.iter().all(|entry| !entry.reasons.contains(&QueueReason::Stale)));
    sound(&desk.ledger);
}

#[test]
fn what_is_said_of_a_source_can_be_taken_back_and_is_kept() {
    let mut desk = judged();
    let before = desk.ledger.source("Central Bank").unwrap();
    let refused = |done: Result<_, LedgerError>| assert!(matches!(done, Err(LedgerError::Refused(_))), "{done:?}");
    desk.ledger.alias_source("Central Bank", "CB", &by("nadia")).unwrap();
    refused(desk.ledger.unalias_source("the mayor", "CB", &by("nadia")));
    refused(desk.ledger.unalias_source("Central Bank", "Central Bank", &by("nadia")));
    assert_eq!(desk.ledger.source("CB").unwrap().summary.name, "Central Bank");
    desk.ledger.unalias_source("Central Bank", "CB", &by("nadia")).unwrap();
    assert!(matches!(desk.ledger.source("CB"), Err(LedgerError::NotFound { .. })));
    desk.ledger.merge_sources("the mayor", "Central Bank", None, &by("nadia")).unwrap();
    assert_eq!(desk.ledger.source("Central Bank").unwrap().summary.claims, 2);
    desk.ledger.split_source("the mayor", None, &by("nadia")).unwrap();
    assert_eq!(desk.ledger.source("Central Bank").unwrap(), before, "as it was");
    sound(&desk.ledger);

    refused(desk.ledger.grade_source("Central Bank", "G", "2026-02-01", "why", &by("nadia")));
    refused(desk.ledger.grade_source("Central Bank", "B", "2026-02-01", " ", &by("nadia")));
    desk.ledger.grade_source("Central Bank", "B", "2026-02-01", "good record", &by("nadia")).unwrap();
    desk.ledger.grade_source("Central Bank", "C", "2026-03-01", "two corrections", &by("omar")).unwrap();
    let graded = desk.ledger.source("Central Bank").unwrap();
    assert_eq!((graded.summary.grade.as_deref(), graded.graded_at.as_deref()), (Some("C"), Some("2026-03-01")));
    assert_eq!(desk.ledger.claim("C1").unwrap().source.unwrap().grade.as_deref(), Some("C"));
    let history = desk.ledger.source_history("Central Bank").unwrap();
    assert_eq!(history.len(), 5, "the split is told of the source that was split");
    let last = history.last().unwrap();
    assert_eq!((last.changes[0].before.as_deref(), last.changes[0].after.as_deref()), (Some("B"), Some("C")));
    assert_eq!(last.reason.as_deref(), Some("two corrections"));

    // Another desk's grade stands where there is none, and beside an own one changes nothing.
    let mut bundle = Vec::new();
    desk.ledger.export(&mut bundle).unwrap();
    let mut other = ledger_support::desk();
    other.add("Daily", "2026-02-01", TEXT, &[reserves("41700000000"), rain()]);
    other.ledger.grade_source("Central Bank", "A", "2026-01-01", "ours", &by("zaki")).unwrap();
    other.ledger.import(&mut BufReader::new(&bundle[..]), &by("zaki")).unwrap();
    assert_eq!(other.ledger.source("Central Bank").unwrap().summary.grade.as_deref(), Some("A"));
    assert_eq!(other.ledger.source_history("Central Bank").unwrap().len(), 6);
    sound(&other.ledger);
}

/// What `schema/verify_ledger.py` says of a proof: level or kind of fault.
fn independent(path: &Path, key: &str) -> String {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/verify_ledger.py");
    let run = Command::new("python3").arg(script).arg("--proof").arg(path).args(["--key", key]).output().unwrap();
    let line = String::from_utf8(run.stdout).unwrap();
    let mut words = line.trim_end().split('\t');
    match words.next() {
        Some("fault") => words.next().unwrap_or_default().to_owned(),
        level => level.unwrap_or_default().to_owned(),
    }
}

#[test]
fn a_proof_of_a_claims_history_holds_without_the_ledger_and_no_changed_one_does() {
    let mut desk = judged();
    for number in 0..9 {
        desk.ledger.tag("C2", &format!("t{number}"), false, &by("lina")).unwrap();
    }
    desk.ledger.sign_off("C1", None, &by("lina")).unwrap();
    let key = CheckpointKey::from_secret("desk", [7; 32]).unwrap();
    let verifier: CheckpointVerifier = key.verifier();
    let proof = desk.ledger.proof(&["C1".to_owned()], &key).unwrap();
    let seqs: Vec<u64> = proof.events.iter().map(|proven| proven.event.seq).collect();
    assert_eq!(seqs, [2, 3, 4, 14], "document, claims, verdict, sign-off, and not the tags of another claim");
    assert!(proof.holds(&verifier));
    assert!(!proof.holds(&CheckpointKey::from_secret("desk", [8; 32]).unwrap().verifier()));
    assert!(matches!(desk.ledger.proof(&["C9".to_owned()], &key), Err(LedgerError::NotFound { .. })));

    let path = desk.directory.path().join("proof.json");
    let says = |proof: &Proof| {
        std::fs::write(&path, serde_json::to_vec(proof).unwrap()).unwrap();
        independent(&path, &verifier.to_string())
    };
    assert_eq!(says(&proof), "included");
    let rehashed = |proof: &mut Proof, from: &str, to: &str| {
        let event = &mut proof.events[2].event;
        event.payload = event.payload.replace(from, to);
        event.hash = onrecord::ledger::event_hash(event);
    };
    type Attack<'a> = (&'a str, Box<dyn Fn(&mut Proof) + 'a>);
    let attacks: [Attack<'_>; 9] = [
        ("hash", Box::new(|proof| proof.events[2].event.actor = "zaki".into())),
        ("inclusion", Box::new(|proof| rehashed(proof, "table 3", "table 4"))),
        ("inclusion", Box::new(|proof| proof.events[1].path.swap(0, 1))),
        ("inclusion", Box::new(|proof| drop(proof.events[1].path.pop()))),
        ("inclusion", Box::new(|proof| proof.events[1].path.extend_from_within(..1))),
        ("inclusion", Box::new(|proof| proof.events[0].path = proof.events[1].path.clone())),
        ("signature", Box::new(|proof| proof.checkpoint = proof.checkpoint.replacen("\n14\n", "\n15\n", 1))),
        ("checkpoint", Box::new(|proof| proof.checkpoint = proof.checkpoint.replace('—', "-"))),
        ("proof", Box::new(|proof| drop(proof.events.remove(1)))),
    ];
    for (fault, attack) in attacks {
        let mut bad = proof.clone();
        attack(&mut bad);
        assert_eq!(says(&bad), fault);
        assert!(fault == "proof" || !bad.holds(&verifier), "{fault}");
    }
    // A ledger that holds a claim on words which do not stand in its document is signed like any other.
    let mut wrong = ledger_support::desk();
    let mut elsewhere = reserves("41700000000");
    (elsewhere.selector.start, elsewhere.selector.end) = (0, 31);
    wrong.add("Daily", "2026-02-01", TEXT, &[elsewhere]);
    assert_eq!(says(&wrong.ledger.proof(&["C1".to_owned()], &key).unwrap()), "claim");
    // A claim that points at other events than its own.
    for attack in
        [|proof: &mut Proof| proof.claims[0].history.push(5), |proof: &mut Proof| proof.claims[0].record.1 = 1]
    {
        let mut bad = proof.clone();
        attack(&mut bad);
        let words = serde_json::json!({"proof": bad, "articles": [{"claims": [
            {"id": "C1", "text": "reserves reached $41.7bn in May"}]}]});
        std::fs::write(&path, words.to_string()).unwrap();
        assert_eq!(independent(&path, &verifier.to_string()), "claim");
    }
}
