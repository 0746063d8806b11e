//! Hands for the ledger's tests: documents and claims made without the extractor.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unreachable
)]
#![allow(dead_code, reason = "each test uses its own part; a slip is a failed test")]

pub mod attack;
pub mod child;
pub mod disk;

use std::path::{Path, PathBuf};

use onrecord::ledger::{By, Ledger, Options, sha256_hex};
use onrecord::model::{
    ClaimKind, ClaimRecord, Derivation, Document, Event, Hop, Publication, Quantity, QuantityKind, Selector, SourceKind,
};
use tempfile::TempDir;

/// Writes a row of the events by hand, past the program.
pub fn insert_event(connection: &rusqlite::Connection, event: &Event) -> rusqlite::Result<()> {
    let values = rusqlite::params![
        event.seq as i64,
        event.id,
        event.recorded_at,
        event.actor,
        event.kind.as_str(),
        event.version,
        event.payload,
        event.previous,
        event.hash
    ];
    connection.execute("INSERT INTO event VALUES (?,?,?,?,?,?,?,?,?)", values).map(|_| ())
}

/// A ledger in a directory of its own.
pub struct Desk {
    pub directory: TempDir,
    pub ledger: Ledger,
}

pub fn at(time: &str) -> chrono::DateTime<chrono::Utc> {
    time.parse().unwrap()
}

pub fn by(actor: &str) -> By<'_> {
    By::new(actor, at("2026-03-01T08:00:00Z"))
}

pub fn desk() -> Desk {
    let directory = tempfile::tempdir().unwrap();
    let ledger = open(&directory.path().join("onrecord.db"));
    Desk { directory, ledger }
}

pub fn open(path: &Path) -> Ledger {
    Ledger::open(path, &Options::default(), &by("nadia")).unwrap()
}

impl Desk {
    pub fn path(&self) -> PathBuf {
        self.ledger.path().to_owned()
    }

    /// Adds a document of an outlet with one claim for each figure, and gives the document's id.
    pub fn add(&mut self, publisher: &str, date: &str, text: &str, claims: &[ClaimRecord]) -> String {
        let document = document(publisher, date, text);
        self.ledger.add_document(&document, claims, "rules-1", &by("nadia")).unwrap().document
    }
}

pub fn document(publisher: &str, date: &str, text: &str) -> Document {
    Document {
        text: text.to_owned(),
        text_hash: sha256_hex(text.as_bytes()),
        content_hash: sha256_hex(text.as_bytes()),
        media_type: "text/plain".into(),
        encoding: "UTF-8".into(),
        language: if text.is_ascii() { "en".into() } else { "ar".into() },
        origin: format!("{publisher}-{date}.txt"),
        publication: Publication {
            title: Some(format!("{publisher} of {date}")),
            publisher: Some(publisher.to_owned()),
            url: Some(format!("https://{}.example/{date}", publisher.to_lowercase().replace(' ', "-"))),
            published_at: Some(date.to_owned()),
            ..Publication::default()
        },
    }
}

/// A claim on the whole of `exact`, which stands in `text`, with the chain given from outlet to root.
pub fn claim(text: &str, exact: &str, quantities: Vec<Quantity>, chain: &[(&str, SourceKind)]) -> ClaimRecord {
    let start = text[..text.find(exact).expect("the claim stands in the text")].chars().count();
    let end = start + exact.chars().count();
    let hop = |&(name, kind): &(&str, SourceKind)| Hop::named(name, kind);
    let quantities: Vec<Quantity> = quantities
        .into_iter()
        .map(|mut quantity| {
            if let Some(found) = exact.find(&quantity.text).filter(|_| !quantity.text.is_empty()) {
                quantity.start = start + exact[..found].chars().count();
                quantity.end = quantity.start + quantity.text.chars().count();
            }
            quantity
        })
        .collect();
    let root = chain.iter().rev().find(|(_, kind)| *kind != SourceKind::Unnamed);
    ClaimRecord {
        selector: Selector { exact: exact.to_owned(), prefix: String::new(), suffix: String::new(), start, end },
        sentence: exact.to_owned(),
        kind: ClaimKind::Quantity,
        summary: quantities.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
        quantities,
        times: Vec::new(),
        chain: chain.iter().map(hop).collect(),
        basis: Vec::new(),
        roots: root.iter().map(|(name, _)| (*name).to_owned()).collect(),
        worth: 0.87,
        because: vec!["figure".into()],
        derivation: Derivation {
            rule: "en.claim.figure".into(),
            builder: "claim".into(),
            start,
            end,
            text: exact.to_owned(),
            value: "claim".into(),
            parts: Vec::new(),
        },
        rules: "rules-1".into(),
    }
}

pub fn money(text: &str, value: &str) -> Quantity {
    unit(text, QuantityKind::Money, value, "USD")
}

pub fn over(mut quantity: Quantity) -> Quantity {
    quantity.high = None;
    quantity.low_open = true;
    quantity
}

pub fn unit(text: &str, kind: QuantityKind, value: &str, unit: &str) -> Quantity {
    Quantity { text: text.to_owned(), unit: Some(unit.to_owned()), ..Quantity::exact(kind, value.parse().unwrap()) }
}
