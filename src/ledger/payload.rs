//! The payload of each kind of event, version 1 (schema/SPEC.md, "Payloads"). Amounts are strings,
//! and so is `worth`: nothing that is hashed is a JSON float. Claims and documents are named by the
//! event that brought them (and a position), so that a payload means the same in every ledger.

use std::borrow::Cow;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::model::{
    ClaimKind, ClaimRecord, Derivation, Directness, Document, Event, Hop, Modifier, Progress, Quantity, QuantityKind,
    Selector, SourceKind, Stance, TemporalExpression, Verdict, string_enum,
};

/// Version of every payload shape below.
pub(super) const VERSION: u32 = 1;

string_enum! {
    /// What became of a claim in a newer version of its document.
    Presence, "presence" {
        /// Stands where it stood.
        Kept = "kept",
        /// Stands word for word in another place.
        Moved = "moved",
        /// Stands in the same or overlapping words of the text, and they are read otherwise.
        Reread = "reread",
        /// Stands in other words: another claim has taken its place.
        Altered = "altered",
        /// Stands there no more.
        Vanished = "vanished",
        /// Still stands there, but the rules now in force do not take it.
        Dropped = "dropped",
    }
}

/// A claim in any ledger: the event that brought it, `#`, its position there from 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(super) struct ClaimRef {
    pub event: String,
    pub position: u32,
}

impl From<ClaimRef> for String {
    fn from(claim: ClaimRef) -> String {
        format!("{}#{}", claim.event, claim.position)
    }
}

impl TryFrom<String> for ClaimRef {
    type Error = String;
    fn try_from(text: String) -> std::result::Result<ClaimRef, String> {
        let parts = text.rsplit_once('#').and_then(|(event, position)| Some((event, position.parse().ok()?)));
        let (event, position) = parts.ok_or_else(|| format!("{text:?} names no claim"))?;
        Ok(ClaimRef { event: event.to_owned(), position })
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Created {
    pub ledger: String,
    pub program: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Added {
    pub document: Document,
    /// The event of the version before, for `document.revised`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revises: Option<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Failed {
    pub origin: String,
    pub error: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Extracted<C> {
    /// The event that brought the document.
    pub document: String,
    pub rules: String,
    pub claims: Vec<C>,
    /// Which claims of the version before go on here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub continued: Vec<Continued>,
    /// Which of them do not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<Gone>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Gone {
    pub claim: ClaimRef,
    pub presence: Presence,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Continued {
    pub claim: ClaimRef,
    pub position: u32,
    pub presence: Presence,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Logged<C> {
    pub document: Document,
    pub rules: String,
    pub claims: Vec<C>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct ProgressSet {
    pub claim: ClaimRef,
    pub progress: Progress,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct VerdictSet {
    pub claim: ClaimRef,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribution: Option<Verdict>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Verdict>,
    pub note: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A piece of evidence as the ledger keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// What it does to the claim.
    pub stance: Stance,
    /// How near it stands to the fact.
    pub directness: Directness,
    /// Words that stand verbatim in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// Where it was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Lower-case hexadecimal SHA-256 of the file kept in the evidence store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_hash: Option<String>,
    /// Name the file had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    /// Whatever the checker wants to say about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct EvidenceAdded {
    pub claim: ClaimRef,
    pub evidence: Evidence,
}

/// A right of reply: who was asked, when, and what came back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// Who was asked.
    pub to: String,
    /// How (`e-mail`, `telephone`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When they were asked, ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_at: Option<String>,
    /// By when an answer was asked for, ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<String>,
    /// What came back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// When it came back, ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct ReplyRecorded {
    pub claim: ClaimRef,
    pub reply: Reply,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Assigned {
    pub claim: ClaimRef,
    pub to: Option<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Tagged {
    pub claim: ClaimRef,
    pub tag: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub removed: bool,
}

#[derive(Serialize, Deserialize)]
pub(super) struct SignedOff {
    pub claim: ClaimRef,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Sources are named by their names, which are the same in every ledger.
#[derive(Serialize, Deserialize)]
pub(super) struct SourceAliased {
    pub source: String,
    pub alias: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub removed: bool,
}

#[derive(Serialize, Deserialize)]
pub(super) struct SourcesMerged {
    pub source: String,
    pub into: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct SourcesSplit {
    pub source: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct SourceKindSet {
    pub source: String,
    pub kind: SourceKind,
}

#[derive(Serialize, Deserialize)]
pub(super) struct SourceGraded {
    pub source: String,
    /// Admiralty letter, `A` to `F`.
    pub grade: String,
    /// Day the grade holds from, ISO 8601.
    pub date: String,
    pub reason: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct SettingChanged {
    pub name: String,
    pub value: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct BundleImported {
    pub ledger: String,
    pub size: u64,
    pub root: String,
}

/// An event of another ledger, whole.
#[derive(Serialize, Deserialize)]
pub(super) struct Imported {
    pub ledger: String,
    pub event: Event,
}

/// A claim record for writing: like [`ClaimRecord`], with `worth` as text of two decimals.
pub(super) struct EntryOf<'a>(pub &'a ClaimRecord);

impl Serialize for EntryOf<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        Record::serialize(self.0, serializer)
    }
}

/// A claim record read back.
pub(super) struct Entry(pub ClaimRecord);

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Entry, D::Error> {
        Record::deserialize(deserializer).map(Entry)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "ClaimRecord")]
struct Record {
    selector: Selector,
    sentence: String,
    kind: ClaimKind,
    quantities: Vec<Quantity>,
    times: Vec<TemporalExpression>,
    chain: Vec<Hop>,
    basis: Vec<Hop>,
    roots: Vec<String>,
    #[serde(with = "two_decimals")]
    worth: f64,
    because: Vec<String>,
    summary: String,
    derivation: Derivation,
    rules: String,
}

mod two_decimals {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(worth: &f64, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{worth:.2}"))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<f64, D::Error> {
        <std::borrow::Cow<'de, str>>::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// What the projections need of a claim record; the rest is skipped, not parsed.
#[derive(Deserialize)]
pub(super) struct Facts<'a> {
    #[serde(borrow)]
    pub selector: Place<'a>,
    #[serde(borrow)]
    pub sentence: Cow<'a, str>,
    #[serde(borrow)]
    pub quantities: Vec<Figure<'a>>,
    #[serde(default)]
    pub times: Vec<Stretch>,
    #[serde(borrow, default)]
    pub chain: Vec<Name<'a>>,
    #[serde(borrow, default)]
    pub basis: Vec<Name<'a>>,
    #[serde(default)]
    pub roots: Vec<String>,
    #[serde(with = "two_decimals")]
    pub worth: f64,
}

#[derive(Deserialize)]
pub(super) struct Place<'a> {
    #[serde(borrow)]
    pub exact: Cow<'a, str>,
    pub start: usize,
    pub end: usize,
}

#[derive(Deserialize)]
pub(super) struct Figure<'a> {
    pub start: usize,
    pub end: usize,
    pub kind: QuantityKind,
    pub value: Option<Decimal>,
    pub low: Option<Decimal>,
    pub high: Option<Decimal>,
    pub low_open: bool,
    pub high_open: bool,
    pub modifier: Option<Modifier>,
    #[serde(borrow)]
    pub unit: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub per: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
pub(super) struct Stretch {
    pub start: usize,
    pub end: usize,
    pub low: Option<String>,
    pub high: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Name<'a> {
    #[serde(borrow)]
    pub name: Cow<'a, str>,
    pub kind: SourceKind,
    pub start: Option<usize>,
    pub end: Option<usize>,
}
