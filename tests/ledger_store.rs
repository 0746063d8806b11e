//! What the ledger keeps and answers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unreachable
)]

mod ledger_support;

use ledger_support::*;
use onrecord::ledger::{
    AddedStatus, AliasTable, Evidence, Ledger, LedgerError, Options, Presence, Reply, VerdictChange,
};
use onrecord::model::{
    ClaimFilter, Corroboration, Directness, Progress, QuantityKind, SourceKind, Stance, TemporalExpression,
    TemporalKind, Verdict,
};

const CHIPS: &str = "Traders moved over $1bn of B200 chips in three months, the Financial Times found.";
const CHIPS_AR: &str = "أفادت فاينانشال تايمز بتهريب رقائق B200 بأكثر من مليار دولار خلال ثلاثة أشهر.";

fn chips(desk: &mut Desk) -> String {
    let quantities =
        vec![over(money("over $1bn", "1000000000")), unit("three months", QuantityKind::Duration, "3", "month")];
    let chain = [("Daily Ledger", SourceKind::Outlet), ("Financial Times", SourceKind::Outlet)];
    let record = claim(CHIPS, CHIPS.trim_end_matches('.'), quantities, &chain);
    desk.add("Daily Ledger", "2026-02-01", CHIPS, &[record])
}

fn chips_ar(desk: &mut Desk) -> String {
    let quantities =
        vec![over(money("بأكثر من مليار دولار", "1000000000")), unit("ثلاثة أشهر", QuantityKind::Duration, "3", "month")];
    let chain = [("الضوء", SourceKind::Outlet), ("Financial Times", SourceKind::Outlet)];
    let record = claim(CHIPS_AR, CHIPS_AR.trim_end_matches('.'), quantities, &chain);
    desk.add("الضوء", "2026-02-02", CHIPS_AR, &[record])
}

fn found(ledger: &Ledger, filter: ClaimFilter) -> Vec<String> {
    ledger.claims(&filter).unwrap().into_iter().map(|claim| claim.id).collect()
}

#[test]
fn a_claim_comes_back_as_it_was_entered() {
    let mut desk = desk();
    assert_eq!(chips(&mut desk), "D1");
    let claim = desk.ledger.claim("C1").unwrap();
    assert_eq!(claim.document.publisher.as_deref(), Some("Daily Ledger"));
    assert_eq!(claim.record.summary, ">1000000000 USD; 3 month");
    assert_eq!(claim.record.worth, 0.87);
    assert_eq!(claim.roots, ["Financial Times"]);
    assert_eq!(claim.source.unwrap().name, "Financial Times");
    assert_eq!((claim.progress, claim.verdicts.content), (Progress::New, Verdict::Unverified));
    assert_eq!(desk.ledger.document("D1").unwrap().document.text, CHIPS);
    assert!(matches!(desk.ledger.claim("C2"), Err(LedgerError::NotFound { .. })));
}

#[test]
fn a_source_is_found_by_any_of_its_names_anywhere_in_the_chain() {
    let mut aliases = AliasTable::default();
    aliases.add("Financial Times", ["FT", "فاينانشال تايمز"]);
    let mut desk = desk();
    desk.ledger = Ledger::open(&desk.path(), &Options { aliases, ..Options::default() }, &by("nadia")).unwrap();
    chips(&mut desk);
    let of = |name: &str| ClaimFilter { source: Some(name.into()), ..Default::default() };
    for name in ["Financial Times", "ft", "فاينانشال  تايمز", "Daily Ledger", "S1"] {
        assert_eq!(found(&desk.ledger, of(name)), ["C1"], "{name}");
    }
    assert!(found(&desk.ledger, of("Reuters")).is_empty());
    let root = |name: &str| ClaimFilter { root: Some(name.into()), ..Default::default() };
    assert_eq!(found(&desk.ledger, root("FT")), ["C1"]);
    assert!(found(&desk.ledger, root("Daily Ledger")).is_empty());

    desk.ledger.alias_source("Financial Times", "the pink paper", &by("nadia")).unwrap();
    assert_eq!(found(&desk.ledger, of("The Pink Paper")), ["C1"]);
}

#[test]
fn figures_are_found_exactly() {
    let mut desk = desk();
    let text = "Rates: 10.5 dollars; 9007199254740993 dollars; less than 7 dollars; 0.1 dollars; -3 dollars";
    let mut below = money("7 dollars", "7");
    (below.low, below.high_open) = (None, true);
    let records: Vec<_> = [
        money("10.5 dollars", "10.5"),
        money("9007199254740993 dollars", "9007199254740993"),
        below,
        money("0.1 dollars", "0.1"),
        money("-3 dollars", "-3"),
    ]
    .into_iter()
    .map(|quantity| claim(text, &quantity.text.clone(), vec![quantity], &[]))
    .collect();
    desk.add("Wire", "2026-01-01", text, &records);
    let range = |min: Option<&str>, max: Option<&str>| ClaimFilter {
        unit: Some("USD".into()),
        min: min.map(|text| text.parse().unwrap()),
        max: max.map(|text| text.parse().unwrap()),
        ..Default::default()
    };
    let ask = |min, max| found(&desk.ledger, range(min, max));
    assert_eq!(ask(Some("9007199254740992"), None), ["C2"]);
    assert!(ask(Some("9007199254740994"), None).is_empty());
    assert_eq!(ask(Some("9007199254740993"), Some("9007199254740993")), ["C2"]);
    assert_eq!(ask(Some("7"), Some("10.5")), ["C1"], "less than 7 does not reach 7");
    assert_eq!(ask(Some("6.999"), Some("10.4")), ["C3"]);
    assert_eq!(ask(None, Some("0")), ["C3", "C5"]);
    assert_eq!(ask(Some("0.1"), Some("0.1")), ["C3", "C4"]);
}

#[test]
fn words_are_found_behind_prefixes_and_with_or_without_vowels() {
    let mut desk = desk();
    chips_ar(&mut desk);
    let text = "قال المصدر إن الشحنات وصلت من هونغ كونغ والصين.";
    desk.add("الضوء", "2026-02-03", text, &[claim(text, text, vec![], &[])]);
    let ask = |words: &str| found(&desk.ledger, ClaimFilter { words: Some(words.into()), ..Default::default() });
    for words in ["الصين", "الصِّين", "والصين", "شحنات هونغ"] {
        assert_eq!(ask(words), ["C2"], "{words}");
    }
    assert_eq!(ask("b200"), ["C1"]);
    assert!(ask("اليابان").is_empty() && ask("\"").is_empty() && ask("NOT AND (").is_empty());
}

#[test]
fn one_root_in_two_outlets_and_two_languages_is_one_root() {
    let mut desk = desk();
    chips(&mut desk);
    chips_ar(&mut desk);
    let same = desk.ledger.same("C1").unwrap();
    assert_eq!((same.claims, same.outlets, same.independent_roots), (vec!["C1".into(), "C2".into()], 2, 1));
    let claim = desk.ledger.claim("C2").unwrap();
    assert_eq!(claim.corroboration, Corroboration::OneRootManyOutlets);
}

#[test]
fn figures_that_cannot_both_hold_are_a_conflict_and_never_a_match() {
    let mut desk = desk();
    for (outlet, root, figure) in [("Daily", "Ministry of Trade", "1"), ("Evening", "Harbour Union", "3")] {
        let text = format!("{root} put smuggled electronics losses through northern harbours at ${figure}bn");
        let quantity = money(&format!("${figure}bn"), &format!("{figure}000000000"));
        let chain = [(outlet, SourceKind::Outlet), (root, SourceKind::Organisation)];
        desk.add(outlet, "2026-02-01", &text, &[claim(&text, &text, vec![quantity], &chain)]);
    }
    assert_eq!(desk.ledger.same("C1").unwrap().claims, ["C1"]);
    let conflicts = desk.ledger.conflicts().unwrap();
    assert_eq!(conflicts.len(), 1);
    assert_eq!((conflicts[0].kind.as_str(), &conflicts[0].claims), ("conflict", &["C1".to_owned(), "C2".to_owned()]));
    assert_eq!(desk.ledger.claim("C1").unwrap().corroboration, Corroboration::Contradicted);
}

#[test]
fn figures_that_agree_in_another_language_are_one_though_the_bound_drifted() {
    let mut desk = desk();
    chips_ar(&mut desk);
    let exact = vec![money("$1bn", "1000000000"), unit("three months", QuantityKind::Duration, "3", "month")];
    let text = "Exactly $1bn went through in three months";
    desk.add("Evening", "2026-02-03", text, &[claim(text, text, exact, &[("Evening", SourceKind::Outlet)])]);
    assert_eq!(desk.ledger.same("C1").unwrap().claims, ["C1", "C2"]);
    let found = desk.ledger.conflicts().unwrap();
    assert_eq!(
        (found.len(), found[0].kind.as_str(), found[0].why.figures.as_str()),
        (1, "drift", "1000000000 USD / >1000000000 USD")
    );
}

#[test]
fn figures_of_different_years_are_different_facts() {
    let mut desk = desk();
    for (outlet, year) in [("Daily", 2024), ("Evening", 2025)] {
        let text = format!("Northern harbour tonnage reached 4150 tonnes during {year}");
        let chain = [(outlet, SourceKind::Outlet)];
        let figure = unit("4150 tonnes", QuantityKind::Measure, "4150", "tonne");
        let mut record = claim(&text, &text, vec![figure], &chain);
        record.times.push(TemporalExpression {
            start: 0,
            end: 0,
            text: year.to_string(),
            kind: TemporalKind::Period,
            value: Some(year.to_string()),
            low: Some(format!("{year}-01-01")),
            high: Some(format!("{}-01-01", year + 1)),
            modifier: None,
            calendar: None,
            rule: String::new(),
        });
        desk.add(outlet, "2026-02-01", &text, &[record]);
    }
    assert_eq!(desk.ledger.same("C1").unwrap().claims, ["C1"]);
    assert!(desk.ledger.conflicts().unwrap().is_empty());
}

#[test]
fn at_least_that_became_more_than_is_drift() {
    let mut desk = desk();
    for (outlet, open) in [("Daily", false), ("Evening", true)] {
        let text = "Rescuers counted 1200 people missing after northern floods";
        let mut quantity = unit("1200 people", QuantityKind::Count, "1200", "person");
        (quantity.high, quantity.low_open) = (None, open);
        let chain = [(outlet, SourceKind::Outlet), ("Civil Defence", SourceKind::Government)];
        desk.add(outlet, "2026-02-01", text, &[claim(text, text, vec![quantity], &chain)]);
    }
    let found = desk.ledger.conflicts().unwrap();
    assert_eq!(found.iter().map(|one| one.kind.as_str()).collect::<Vec<_>>(), ["drift"]);
    assert_eq!(desk.ledger.same("C2").unwrap().independent_roots, 1);
}

#[test]
fn an_outlet_that_passes_on_a_root_is_no_root_of_its_own() {
    let mut desk = desk();
    let text = "Central bank reserves reached $41.7bn after summer transfers";
    let figure = || vec![money("$41.7bn", "41700000000")];
    let chain =
        [("Evening", SourceKind::Outlet), ("Daily", SourceKind::Outlet), ("Central Bank", SourceKind::Government)];
    desk.add("Evening", "2026-02-01", text, &[claim(text, text, figure(), &chain)]);
    desk.add("Daily", "2026-02-01", text, &[claim(text, text, figure(), &chain[1..2])]);
    let same = desk.ledger.same("C1").unwrap();
    assert_eq!((same.independent_roots, same.roots), (1, vec!["Central Bank".to_owned(), "Daily".to_owned()]));

    let other = [("Morning", SourceKind::Outlet), ("Union of Banks", SourceKind::Organisation)];
    desk.add("Morning", "2026-02-01", text, &[claim(text, text, figure(), &other)]);
    assert_eq!(desk.ledger.claim("C1").unwrap().corroboration, Corroboration::IndependentRoots);
    desk.ledger.merge_sources("Union of Banks", "Central Bank", Some("its press office"), &by("nadia")).unwrap();
    assert_eq!(desk.ledger.claim("C1").unwrap().corroboration, Corroboration::OneRootManyOutlets);
    desk.ledger.split_source("Union of Banks", None, &by("nadia")).unwrap();
    assert_eq!(desk.ledger.claim("C1").unwrap().corroboration, Corroboration::IndependentRoots);
}

#[test]
fn the_same_text_is_not_added_twice_and_another_is_a_new_version() {
    let mut desk = desk();
    chips(&mut desk);
    let document = document("Daily Ledger", "2026-02-01", CHIPS);
    let again = desk.ledger.add_document(&document, &[], "rules-1", &by("nadia")).unwrap();
    assert_eq!((again.status, again.document.as_str(), again.claims), (AddedStatus::Unchanged, "D1", 1));
}

#[test]
fn a_changed_article_keeps_its_claims_and_marks_what_changed() {
    let mut desk = desk();
    let figure = |text: &str| vec![money(text, &text.trim_start_matches('$').replace('m', "000000"))];
    let old = "The mill lost $5m last year. It hired 40 people in May. Wheat sold at $2m in the port.";
    let parts: Vec<&str> = old.split_inclusive(". ").map(|part| part.trim_end_matches(['.', ' '])).collect();
    let records = [
        claim(old, parts[0], figure("$5m"), &[]),
        claim(old, parts[1], vec![unit("40 people", QuantityKind::Count, "40", "person")], &[]),
        claim(old, parts[2], figure("$2m"), &[]),
    ];
    desk.add("Mill Post", "2026-02-01", old, &records);
    let verdict =
        VerdictChange { content: Some(Verdict::Verified), note: "annual report".into(), ..Default::default() };
    for id in ["C1", "C2", "C3"] {
        desk.ledger.set_verdict(id, &verdict, &by("omar")).unwrap();
    }
    let new = "Correction. The mill lost $7m last year. It hired 40 people in May.";
    let records = [
        claim(new, "The mill lost $7m last year", figure("$7m"), &[]),
        claim(new, "It hired 40 people in May", vec![unit("40 people", QuantityKind::Count, "40", "person")], &[]),
    ];
    let document = document("Mill Post", "2026-02-01", new);
    let added = desk.ledger.add_document(&document, &records, "rules-1", &by("nadia")).unwrap();
    assert_eq!((added.status, added.document.as_str()), (AddedStatus::NewVersion, "D2"));
    let state = |id: &str| {
        let claim = desk.ledger.claim(id).unwrap();
        (claim.presence, claim.stale, claim.successor, claim.document.id)
    };
    assert_eq!(state("C1"), (Presence::Altered, true, Some("C4".into()), "D1".into()));
    assert_eq!(state("C2"), (Presence::Moved, false, None, "D2".into()));
    assert_eq!(state("C3"), (Presence::Vanished, true, None, "D1".into()));
    assert_eq!(desk.ledger.claim("C1").unwrap().verdicts.content, Verdict::Verified, "nothing is lost");
    assert_eq!(desk.ledger.document("D2").unwrap().versions, ["D1", "D2"]);
}

#[test]
fn a_verdict_needs_a_note_and_a_change_of_it_a_reason() {
    let mut desk = desk();
    chips(&mut desk);
    let mut change = VerdictChange { content: Some(Verdict::Verified), ..Default::default() };
    assert!(matches!(desk.ledger.set_verdict("C1", &change, &by("omar")), Err(LedgerError::Refused(_))));
    change.note = "customs records".into();
    desk.ledger.set_verdict("C1", &change, &by("omar")).unwrap();
    change.content = Some(Verdict::False);
    assert!(matches!(desk.ledger.set_verdict("C1", &change, &by("omar")), Err(LedgerError::Refused(_))));
    change.reason = Some("the records were of another year".into());
    desk.ledger.set_verdict("C1", &change, &by("omar")).unwrap();
    let history = desk.ledger.history("C1").unwrap();
    let last = history.last().unwrap();
    let change = &last.changes[0];
    assert_eq!((change.before.as_deref(), change.after.as_deref()), (Some("verified"), Some("false")));
    assert_eq!(last.reason.as_deref(), Some("the records were of another year"));
}

#[test]
fn a_ledger_can_ask_for_a_second_person() {
    let mut desk = desk();
    chips(&mut desk);
    assert!(desk.ledger.sign_off("C1", None, &by("omar")).is_err(), "nothing to sign off yet");
    desk.ledger.set_setting("sign_off_by_second_person", "true", &by("editor")).unwrap();
    let change = VerdictChange { content: Some(Verdict::Verified), note: "seen".into(), ..Default::default() };
    desk.ledger.set_verdict("C1", &change, &by("omar")).unwrap();
    assert!(matches!(desk.ledger.sign_off("C1", None, &by("omar")), Err(LedgerError::Refused(_))));
    desk.ledger.sign_off("C1", None, &by("lina")).unwrap();
    assert_eq!(desk.ledger.claim("C1").unwrap().signed_off, ["lina"]);
    let change = VerdictChange { content: Some(Verdict::False), reason: Some("forged".into()), ..change };
    desk.ledger.set_verdict("C1", &change, &by("omar")).unwrap();
    assert!(desk.ledger.claim("C1").unwrap().signed_off.is_empty(), "it was signed off before the change");
}

#[test]
fn many_tags_on_many_claims_are_no_fault() {
    let mut desk = desk();
    let texts: Vec<String> = (0..4).map(|number| format!("It rained for the {number}th time")).collect();
    let whole = texts.join(". ");
    let claims: Vec<_> = texts.iter().map(|text| claim(&whole, text, vec![], &[])).collect();
    desk.add("Daily", "2026-02-01", &whole, &claims);
    for (claim, tag) in [("C1", "z"), ("C2", "a"), ("C3", "m"), ("C4", "a"), ("C1", "b")] {
        desk.ledger.tag(claim, tag, false, &by("omar")).unwrap();
    }
    let faults = desk.ledger.audit(&onrecord::ledger::AuditOptions::default()).unwrap().faults;
    assert!(faults.is_empty(), "{faults:?}");
}

fn refusal<T: std::fmt::Debug>(done: Result<T, LedgerError>) -> String {
    match done {
        Err(LedgerError::Refused(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn work_that_says_nothing_is_refused_and_writes_nothing() {
    let mut desk = desk();
    chips(&mut desk);
    let before = desk.ledger.head().unwrap();
    let (by, ledger) = (by("omar"), &mut desk.ledger);
    assert!(refusal(ledger.assign("C1", Some("  "), &by)).contains("name is empty"));
    assert!(refusal(ledger.tag("C1", " ", false, &by)).contains("tag is empty"));
    let reply = |asked: Option<&str>, deadline: Option<&str>, answer: Option<&str>, answered: Option<&str>| {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let (asked_at, deadline) = (owned(asked), owned(deadline));
        Reply {
            to: "Ministry".into(),
            by: None,
            asked_at,
            deadline,
            answer: owned(answer),
            answered_at: owned(answered),
        }
    };
    let unnamed = Reply { to: " ".into(), ..Reply::default() };
    let day = Some("2026-03-02");
    for (said, asked) in [
        ("nobody is named", unnamed),
        ("before the day of asking", reply(day, Some("2026-03-01"), None, None)),
        ("before the day of asking", reply(day, None, Some("No."), Some("2026-03-01"))),
        ("no answer", reply(day, None, None, day)),
    ] {
        let reason = refusal(ledger.record_reply("C1", &asked, &by));
        assert!(reason.contains(said), "{said}: {reason}");
    }
    let evidence = |url: &str, quote: Option<&str>| Evidence {
        stance: Stance::Context,
        directness: Directness::Secondary,
        quote: quote.map(str::to_owned),
        url: Some(url.to_owned()),
        file_hash: None,
        file_name: None,
        note: None,
    };
    for url in
        ["javascript:alert(1)", "file:///etc/passwd", "example.org/a", "https://", "http:///a", "https://a b", ""]
    {
        assert!(refusal(ledger.add_evidence("C1", &evidence(url, None), &by)).contains("no web address"), "{url}");
    }
    let blank = evidence("https://example.org", Some(" "));
    assert!(refusal(ledger.add_evidence_file("C1", &blank, b"x", "x", &by)).contains("quotation is empty"));
    assert_eq!(ledger.head().unwrap(), before);
    assert!(!ledger.evidence_directory().exists(), "no file is kept for it either");

    ledger.assign("C1", Some(" lina "), &by).unwrap();
    ledger.record_reply("C1", &reply(day, day, Some("No."), day), &by).unwrap();
    for url in ["https://example.org/a?b#c", "HTTP://example.org"] {
        ledger.add_evidence("C1", &evidence(url, None), &by).unwrap();
    }
    assert_eq!(ledger.claim("C1").unwrap().assignee.as_deref(), Some("lina"));
}

#[test]
fn one_person_signs_a_verdict_off_once() {
    let mut desk = desk();
    chips(&mut desk);
    let judge = |ledger: &mut Ledger, content: Verdict| {
        let reason = Some("the other table".into());
        let change = VerdictChange { content: Some(content), note: "seen".into(), reason, ..Default::default() };
        ledger.set_verdict("C1", &change, &by("omar")).unwrap();
    };
    judge(&mut desk.ledger, Verdict::Verified);
    desk.ledger.sign_off("C1", None, &by("lina")).unwrap();
    assert!(refusal(desk.ledger.sign_off("C1", None, &by("lina"))).contains("already"));
    desk.ledger.sign_off("C1", None, &by("nadia")).unwrap();
    assert_eq!(desk.ledger.claim("C1").unwrap().signed_off, ["lina", "nadia"]);
    judge(&mut desk.ledger, Verdict::False);
    desk.ledger.sign_off("C1", None, &by("lina")).unwrap();
    assert_eq!(desk.ledger.claim("C1").unwrap().signed_off, ["lina"]);
}
