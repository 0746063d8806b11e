//! What the ledger costs: bulk adding against a bare rusqlite program, questions, audit. All in CPU seconds of
//! this process. `cargo bench --bench ledger`; `ONRECORD_CLAIMS=1000000 ONRECORD_EVENTS=1000000` for the full size, and
//! `ONRECORD_LEDGER=FILE` to keep the ledger it makes and to use it again. Figures: benches/README.md.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a bench may stop"
)]

#[path = "../tests/ledger_support/mod.rs"]
mod ledger_support;

use std::path::Path;
use std::time::Instant;

use ledger_support::*;
use onrecord::ledger::{AuditOptions, Ledger, Options};
use onrecord::model::{ClaimFilter, ClaimRecord, Document, Progress, QuantityKind, SourceKind};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

const PER_DOCUMENT: usize = 10;
const TOGETHER: usize = 32;

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    /// A word; the first ones come often, as words do.
    fn word(&mut self) -> String {
        let rank = self.roll(120) * self.roll(120) * self.roll(4) / 4 + self.roll(30);
        let mut word = if rank.is_multiple_of(2) { String::from("ال") } else { String::new() };
        let letters: Vec<char> = if rank.is_multiple_of(2) {
            "بترسقلمنهويعشفك".chars().collect()
        } else {
            "aeiorstlnmdkpg".chars().collect()
        };
        let mut rest = rank * 7 + 31;
        while rest > 0 {
            word.push(letters[(rest % letters.len() as u64) as usize]);
            rest /= letters.len() as u64;
        }
        word.push(letters[0]);
        word
    }
}

fn article(number: usize, dice: &mut Dice) -> (Document, Vec<ClaimRecord>) {
    let (mut text, mut spans) = (String::new(), Vec::new());
    for _ in 0..PER_DOCUMENT {
        let amount = (1 + dice.roll(9_999)) * 10_u64.pow(dice.roll(7) as u32);
        let (figure, days) = (format!("${amount}"), format!("{} days", 1 + dice.roll(60)));
        let words: Vec<String> = (0..18).map(|_| dice.word()).collect();
        let sentence =
            format!("{} {figure} {} {days} {number}.{}", words[..6].join(" "), words[6..].join(" "), spans.len());
        spans.push((sentence.clone(), figure, amount, days));
        text.push_str(&sentence);
        text.push_str(". ");
    }
    let outlet = format!("Outlet {}", dice.roll(60));
    let claims = spans
        .into_iter()
        .map(|(sentence, figure, amount, days)| {
            let root = format!("Source {}", dice.roll(2_000));
            let chain = [(outlet.as_str(), SourceKind::Outlet), (root.as_str(), SourceKind::Organisation)];
            let count = days.split(' ').next().unwrap().to_owned();
            let figures = vec![money(&figure, &amount.to_string()), unit(&days, QuantityKind::Duration, &count, "day")];
            claim(&text, &sentence, figures, &chain)
        })
        .collect();
    let mut document = document(&outlet, &format!("202{}-0{}-1{}", number % 7, 1 + number % 9, number % 10), &text);
    document.publication.url = Some(format!("https://outlet.example/{number}"));
    (document, claims)
}

fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split(' ').collect();
    (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / 100.0
}

fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let before = cpu_seconds();
    let done = work();
    (cpu_seconds() - before, done)
}

fn number(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

/// The tables, and what their rows are ordered by when they come in with the claims: a program that adds claims does
/// not know the keys of later ones, so it cannot insert in the order of keys.
const TABLES: [(&str, &str); 9] = [
    ("event", "seq"),
    ("document", "id"),
    ("claim", "id"),
    ("state", "claim"),
    ("quantity", "claim"),
    ("source", "id"),
    ("claim_source", "claim"),
    ("match_key", "claim"),
    ("match", "claim"),
];

/// Inserts the rows of a ledger into the same tables with the same indexes, as a program without a ledger would.
fn bare(from: &Path, to: &Path, sentences: &[String]) -> (f64, usize) {
    let ledger = Connection::open(from).unwrap();
    let mut rows: Vec<(usize, Vec<Value>)> = Vec::new();
    for (table, (name, order)) in TABLES.iter().enumerate() {
        let mut statement = ledger.prepare(&format!("SELECT * FROM {name} ORDER BY {order}")).unwrap();
        let columns = statement.column_count();
        let read = statement
            .query_map([], |row| (0..columns).map(|column| row.get(column)).collect::<rusqlite::Result<Vec<Value>>>());
        rows.extend(read.unwrap().map(|row| (table, row.unwrap())));
    }
    // In the order in which a program that adds documents would insert them: by table within a batch.
    let batches = sentences.len().div_ceil(PER_DOCUMENT * TOGETHER);
    let mut by_batch: Vec<Vec<(usize, Vec<Value>)>> = vec![Vec::new(); batches];
    let mut seen = [0_usize; TABLES.len()];
    let mut totals = [0_usize; TABLES.len()];
    rows.iter().for_each(|(table, _)| totals[*table] += 1);
    for (table, row) in rows {
        by_batch[seen[table] * batches / totals[table]].push((table, row));
        seen[table] += 1;
    }
    let plain = Connection::open(to).unwrap();
    plain.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;").unwrap();
    plain.execute_batch(include_str!("../schema/migrations/0001_ledger.sql")).unwrap();
    plain.execute_batch(include_str!("../schema/migrations/0002_questions.sql")).unwrap();
    plain.execute_batch("DROP TRIGGER event_appends; DROP TRIGGER event_keeps; DROP TRIGGER event_stays;").unwrap();
    plain.set_prepared_statement_cache_capacity(64);
    let statements: Vec<String> = TABLES
        .iter()
        .map(|(name, _)| {
            let columns = plain.prepare(&format!("SELECT * FROM {name}")).unwrap().column_count();
            format!("INSERT INTO {name} VALUES ({})", vec!["?"; columns].join(","))
        })
        .collect();
    let (seconds, ()) = timed(|| {
        for (batch, rows) in by_batch.iter().enumerate() {
            plain.execute_batch("BEGIN IMMEDIATE").unwrap();
            for (table, row) in rows {
                plain.prepare_cached(&statements[*table]).unwrap().execute(params_from_iter(row)).unwrap();
            }
            let first = batch * PER_DOCUMENT * TOGETHER;
            for (at, words) in sentences.iter().enumerate().skip(first).take(PER_DOCUMENT * TOGETHER) {
                let mut statement =
                    plain.prepare_cached("INSERT INTO claim_text (rowid, words) VALUES (?, ?)").unwrap();
                statement.execute(rusqlite::params![at as i64 + 1, words]).unwrap();
            }
            plain.execute_batch("COMMIT").unwrap();
        }
    });
    (seconds, sentences.len())
}

/// The words of a sentence as the ledger indexes them.
fn indexed(sentence: &str) -> String {
    let folded = onrecord::text::fold::fold(sentence);
    let mut words = Vec::new();
    for word in folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()) {
        words.push(word);
        if !word.is_ascii() {
            let letters = word.chars().count();
            words.extend(
                word.char_indices()
                    .enumerate()
                    .skip(1)
                    .take(3)
                    .filter(|(step, _)| letters - step >= 3)
                    .map(|(_, (at, _))| &word[at..]),
            );
        }
    }
    words.join(" ")
}

fn main() {
    let claims = number("ONRECORD_CLAIMS", 50_000);
    let events = number("ONRECORD_EVENTS", 50_000);
    let directory = tempfile::tempdir().unwrap();
    let path = match std::env::var_os("ONRECORD_LEDGER") {
        Some(path) => path.into(),
        None => directory.path().join("onrecord.db"),
    };
    if !path.exists() {
        let added = add(&path, claims);
        work(&path, added, events);
    }
    questions(&path);
    let reading = Ledger::open_read_only(&path, &Options::default()).unwrap();
    let (seconds, report) = timed(|| reading.audit(&AuditOptions::default()).unwrap());
    println!(
        "audit: {} events, {:.1} CPU seconds, {} faults, {} MB, peak memory {} MB",
        report.events,
        seconds,
        report.faults.len(),
        std::fs::metadata(&path).unwrap().len() >> 20,
        peak_memory()
    );
    assert!(report.faults.is_empty(), "{:?}", report.faults);
}

/// The most memory this process has had, in MB.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() >> 10
}

/// Adds articles until there are so many claims, and holds the first of them against a bare program.
fn add(path: &Path, claims: usize) -> usize {
    let mut ledger = open(path);
    let mut dice = Dice(7);
    let (mut added, mut spent, mut sentences) = (0, 0.0, Vec::new());
    let compared = claims.min(100_000);
    while added < claims {
        let first = added / PER_DOCUMENT;
        let articles: Vec<_> = (0..TOGETHER).map(|at| article(first + at, &mut dice)).collect();
        let batch: Vec<(&Document, &[ClaimRecord])> =
            articles.iter().map(|(document, claims)| (document, claims.as_slice())).collect();
        spent += timed(|| ledger.add_documents(&batch, "rules-1", &by("nadia")).unwrap()).0;
        added += TOGETHER * PER_DOCUMENT;
        if added <= compared + TOGETHER * PER_DOCUMENT {
            sentences.extend(articles.iter().flat_map(|(_, claims)| claims).map(|claim| indexed(&claim.sentence)));
        }
        if added >= compared && !sentences.is_empty() {
            println!("bulk: {} claims, {:.0} a CPU second", added, added as f64 / spent);
            let plain = tempfile::tempdir_in(path.parent().unwrap()).unwrap();
            let (bare_seconds, rows) = bare(path, &plain.path().join("bare.db"), &sentences);
            println!(
                "bare rusqlite, same tables and indexes: {rows} claims, {:.0} a CPU second",
                rows as f64 / bare_seconds
            );
            println!("ratio {:.2} (half or more is asked)", bare_seconds / rows as f64 / (spent / added as f64));
            sentences = Vec::new();
        }
        if compared < added && added % 100_000 < TOGETHER * PER_DOCUMENT {
            println!("  … {added} claims, {:.0} a CPU second", added as f64 / spent);
        }
    }
    println!("all: {added} claims, {:.0} a CPU second", added as f64 / spent);
    added
}

/// People's work on the claims, one transaction each, until there are so many events.
fn work(path: &Path, claims: usize, events: usize) {
    let mut ledger = open(path);
    let mut dice = Dice(11);
    let (have, _) = ledger.head().unwrap();
    let (spent, ()) = timed(|| {
        for number in usize::try_from(have).unwrap()..events {
            let claim = format!("C{}", 1 + dice.roll(claims as u64));
            if number % 2 == 0 {
                let progress = if number % 4 == 0 { Progress::Queued } else { Progress::Done };
                ledger.set_progress(&claim, progress, None, &by("omar")).unwrap();
            } else {
                ledger.tag(&claim, &format!("tag{}", number % 50), false, &by("omar")).unwrap();
            }
        }
    });
    let more = events.saturating_sub(usize::try_from(have).unwrap());
    println!("work: {more} events, {:.0} a CPU second", more as f64 / spent);
}

fn questions(path: &Path) {
    let mut spent = Vec::new();
    for _ in 0..5 {
        let began = Instant::now();
        Ledger::open_read_only(path, &Options::default()).unwrap();
        spent.push(began.elapsed());
    }
    spent.sort();
    println!("open: median {:?}", spent[2]);
    let ledger = Ledger::open_read_only(path, &Options::default()).unwrap();
    let page = || ClaimFilter { limit: Some(20), ..ClaimFilter::default() };
    let amount = |text: &str| Some(text.parse().unwrap());
    let questions = [
        ("by source (rare)", ClaimFilter { source: Some("Source 77".into()), ..page() }),
        ("by source (outlet)", ClaimFilter { source: Some("Outlet 7".into()), ..page() }),
        ("by root (none)", ClaimFilter { root: Some("Source 1999".into()), source: Some("Outlet 7".into()), ..page() }),
        ("by status (common)", ClaimFilter { progress: Some(Progress::New), ..page() }),
        ("by status (done)", ClaimFilter { progress: Some(Progress::Done), ..page() }),
        (
            "by quantity (narrow)",
            ClaimFilter { unit: Some("USD".into()), min: amount("8123000"), max: amount("8124000"), ..page() },
        ),
        ("by quantity (wide)", ClaimFilter { unit: Some("USD".into()), min: amount("5000"), ..page() }),
        ("by quantity (any unit)", ClaimFilter { min: amount("9000000000"), ..page() }),
        (
            "by quantity (last page)",
            ClaimFilter { unit: Some("USD".into()), min: amount("5000"), after: Some("C900000".into()), ..page() },
        ),
        ("full text, three letters", ClaimFilter { words: Some("الب".into()), ..page() }),
        (
            "full text and status",
            ClaimFilter { words: Some(Dice(99).word()), progress: Some(Progress::Done), ..page() },
        ),
        ("full text, one word", ClaimFilter { words: Some(Dice(99).word()), ..page() }),
        (
            "full text, two words",
            ClaimFilter { words: Some(format!("{} {}", Dice(5).word(), Dice(6).word())), ..page() },
        ),
    ];
    for (name, filter) in questions {
        let mut spent = Vec::new();
        let mut found = 0;
        for _ in 0..9 {
            let began = Instant::now();
            found = ledger.claims(&filter).unwrap().len();
            spent.push(began.elapsed());
        }
        spent.sort();
        println!("{name}: {found} claims, median {:?}, slowest {:?}", spent[4], spent[8]);
    }
}
