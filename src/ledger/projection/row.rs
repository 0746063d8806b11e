//! The rows of the projections, typed, and the plain values they are stored as.

use std::rc::Rc;

use rusqlite::types::{Value, ValueRef};
use rust_decimal::Decimal;

use crate::model::{Corroboration, Progress, QuantityKind, SourceKind, Verdict};

use super::super::number_key::{HIGHEST, LOWEST, number_key};
use super::super::payload::Presence;
use super::words::Sketch;

/// Every projection table: name, number of key columns, and whether a row may be replaced.
macro_rules! tables {
    ($($variant:ident $name:literal $columns:literal [$($key:literal)+]),+ $(,)?) => {
        /// A projection table.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(in super::super) enum Table { $($variant),+ }
        impl Table {
            /// Every table, in the order in which they are emptied and compared.
            pub const ALL: &'static [Table] = &[$(Table::$variant),+];
            /// Its name in the schema.
            pub const fn name(self) -> &'static str { match self { $(Table::$variant => $name),+ } }
            /// Whether SQLite numbers its rows, by the first column.
            pub const fn has_rowid(self) -> bool {
                matches!(self, Table::Document | Table::Claim | Table::State | Table::Source)
            }
            /// Its statement for adding a row.
            pub const fn insert(self) -> &'static str {
                match self { $(Table::$variant => concat!("INSERT INTO ", $name, " VALUES (", $columns, ")")),+ }
            }
            /// Its statement for adding or replacing a row.
            pub const fn replace(self) -> &'static str {
                match self { $(Table::$variant => concat!("INSERT OR REPLACE INTO ", $name, " VALUES (", $columns, ")")),+ }
            }
            /// Its statement for reading all rows.
            pub const fn scan(self) -> &'static str { match self { $(Table::$variant => concat!("SELECT * FROM ", $name)),+ } }
            /// The columns of its key: always its first ones.
            pub const fn keys(self) -> &'static [&'static str] { match self { $(Table::$variant => &[$($key),+]),+ } }
            /// Its statement for taking a row away.
            pub const fn remove(self) -> &'static str {
                match self { $(Table::$variant => concat!("DELETE FROM ", $name, " WHERE true" $(, " AND ", $key, " = ?")+)),+ }
            }
        }
    };
}

tables! {
    Document "document" "?,?,?,?,?,?,?,?,?,?,?" ["id"],
    Claim "claim" "?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?" ["id"],
    State "state" "?,?,?,?,?,?,?,?,?,?,?" ["claim"],
    Quantity "quantity" "?,?,?,?,?,?,?,?,?,?,?,?,?" ["claim" "position"],
    Source "source" "?,?,?,?,?,?,?" ["id"],
    Alias "alias" "?,?,?" ["folded"],
    ClaimSource "claim_source" "?,?,?" ["source" "place" "claim"],
    MatchKey "match_key" "?,?" ["key" "claim"],
    Match "match" "?,?,?,?,?" ["claim" "other"],
    Touched "claim_touched" "?,?" ["claim" "event"],
    Twin "twin" "?,?,?" ["event" "position"],
    Verdict "verdict" "?,?,?,?,?" ["claim" "ledger"],
    Tag "tag" "?,?" ["tag" "claim"],
    Setting "setting" "?,?" ["name"],
}

/// A row of one of the tables.
#[derive(Debug, Clone)]
pub(in super::super) enum Row {
    Document(DocumentRow),
    Claim(Rc<ClaimRow>),
    State(StateRow),
    Quantity(QuantityRow),
    Source(SourceRow),
    Alias { folded: String, alias: String, source: i64 },
    ClaimSource { source: i64, place: &'static str, claim: i64 },
    MatchKey { key: i64, claim: i64 },
    Match(Rc<MatchRow>),
    Touched { claim: i64, event: i64 },
    Twin { event: i64, position: i64, target: i64 },
    Verdict(VerdictRow),
    Tag { tag: String, claim: i64 },
    Setting { name: String, value: String },
}

/// A document.
#[derive(Debug, Clone)]
pub(in super::super) struct DocumentRow {
    pub id: i64,
    pub event: i64,
    /// The first version's id.
    pub family: i64,
    pub version: i64,
    pub origin: String,
    pub url: Option<String>,
    pub text_hash: String,
    pub language: Rc<str>,
    pub title: Option<String>,
    pub publisher: Option<String>,
    pub published_at: Option<Rc<str>>,
}

/// What never moves about a claim, except that a newer version of its document may take it over.
#[derive(Debug, Clone)]
pub(in super::super) struct ClaimRow {
    pub id: i64,
    /// Where it came into being.
    pub event: i64,
    pub position: i64,
    /// Where its newest record stands.
    pub text_event: i64,
    pub text_position: i64,
    pub document: i64,
    pub first: i64,
    pub last: i64,
    /// The first root.
    pub source: Option<i64>,
    pub publisher: Option<i64>,
    pub roots: Vec<i64>,
    /// Everybody in the chain who is no root.
    pub carriers: Vec<i64>,
    /// Whom and what the root rests on.
    pub basis: Vec<i64>,
    pub language: Rc<str>,
    pub published_at: Option<Rc<str>>,
    /// First day that its times cover, where all have one.
    pub period_low: Option<String>,
    /// Day after the last that its times cover, where all have one.
    pub period_high: Option<String>,
    /// Hundredths.
    pub worth: i64,
    pub unnamed: bool,
    /// Folded content words, sorted, separated by one space.
    pub words: String,
    /// What tells quickly that two claims share few of them; not stored.
    pub sketch: Sketch,
}

/// What moves while people work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct StateRow {
    pub claim: i64,
    pub progress: Progress,
    pub attribution: Verdict,
    pub content: Verdict,
    pub stale: bool,
    pub presence: Presence,
    pub successor: Option<i64>,
    pub assignee: Option<String>,
    pub corroboration: Corroboration,
    pub outlets: i64,
    pub roots: i64,
}

/// A figure of a claim. Stored as exact decimals in text, with keys that sort as they do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct QuantityRow {
    pub claim: i64,
    pub position: i64,
    pub kind: QuantityKind,
    pub unit: Option<Rc<str>>,
    pub per: Option<Rc<str>>,
    /// Normalised, as are the bounds.
    pub value: Option<Decimal>,
    pub low: Option<Decimal>,
    pub high: Option<Decimal>,
    pub low_open: bool,
    pub high_open: bool,
    pub approximate: bool,
}

impl QuantityRow {
    /// Whether it has no bound at all ("dozens").
    pub fn is_vague(&self) -> bool {
        self.low.is_none() && self.high.is_none()
    }

    /// The keys of its bounds; none where it is vague.
    pub fn keys(&self) -> Option<(String, String)> {
        let key = |bound: Option<Decimal>, open: &str| bound.map_or_else(|| open.to_owned(), number_key);
        (!self.is_vague()).then(|| (key(self.low, LOWEST), key(self.high, HIGHEST)))
    }
}

/// A source.
#[derive(Debug, Clone)]
pub(in super::super) struct SourceRow {
    pub id: i64,
    pub name: String,
    pub folded: String,
    pub kind: SourceKind,
    /// The source it was merged into.
    pub merged: Option<i64>,
    pub grade: Option<String>,
    pub graded: Option<String>,
}

/// Two claims that speak of the same thing; `claim` is the later.
#[derive(Debug, Clone)]
pub(in super::super) struct MatchRow {
    pub claim: i64,
    pub other: i64,
    pub relation: super::Relation,
    pub figures: String,
    pub shared: String,
}

/// The verdicts of one ledger on a claim.
#[derive(Debug, Clone)]
pub(in super::super) struct VerdictRow {
    pub claim: i64,
    pub ledger: String,
    pub attribution: Verdict,
    pub content: Verdict,
    pub event: i64,
}

fn text(value: &str) -> ValueRef<'_> {
    ValueRef::Text(value.as_bytes())
}

fn maybe<'a>(value: Option<&'a (impl AsRef<str> + ?Sized)>) -> ValueRef<'a> {
    value.map_or(ValueRef::Null, |value| text(value.as_ref()))
}

fn number(value: Option<i64>) -> ValueRef<'static> {
    value.map_or(ValueRef::Null, ValueRef::Integer)
}

/// Ids as stored: decimal, separated by one space.
pub(in super::super) fn join_ids(ids: &[i64]) -> String {
    match ids {
        [] => String::new(),
        [id] => id.to_string(),
        _ => ids.iter().map(i64::to_string).collect::<Vec<_>>().join(" "),
    }
}

impl MatchRow {
    /// The claim at the other end.
    pub fn beyond(&self, claim: i64) -> i64 {
        if self.claim == claim { self.other } else { self.claim }
    }
}

impl Row {
    /// The table it belongs to.
    pub fn table(&self) -> Table {
        match self {
            Row::Document(_) => Table::Document,
            Row::Claim(_) => Table::Claim,
            Row::State(_) => Table::State,
            Row::Quantity(_) => Table::Quantity,
            Row::Source(_) => Table::Source,
            Row::Alias { .. } => Table::Alias,
            Row::ClaimSource { .. } => Table::ClaimSource,
            Row::MatchKey { .. } => Table::MatchKey,
            Row::Match(_) => Table::Match,
            Row::Touched { .. } => Table::Touched,
            Row::Twin { .. } => Table::Twin,
            Row::Verdict(_) => Table::Verdict,
            Row::Tag { .. } => Table::Tag,
            Row::Setting { .. } => Table::Setting,
        }
    }

    /// Its values, owned, in the order of the table's columns.
    pub fn values(&self) -> Vec<Value> {
        let mut values = Vec::new();
        self.visit(&mut |value| values.push(value.try_into().unwrap_or(Value::Null)));
        values
    }

    /// Shows each of its values in the order of the table's columns.
    pub fn visit(&self, show: &mut dyn FnMut(ValueRef<'_>)) {
        use ValueRef::Integer;
        let mut all = |values: &[ValueRef<'_>]| values.iter().for_each(|value| show(*value));
        match self {
            Row::Document(row) => all(&[
                Integer(row.id),
                Integer(row.event),
                Integer(row.family),
                Integer(row.version),
                text(&row.origin),
                maybe(row.url.as_ref()),
                text(&row.text_hash),
                text(&row.language),
                maybe(row.title.as_ref()),
                maybe(row.publisher.as_ref()),
                maybe(row.published_at.as_ref()),
            ]),
            Row::Claim(row) => all(&[
                Integer(row.id),
                Integer(row.event),
                Integer(row.position),
                Integer(row.text_event),
                Integer(row.text_position),
                Integer(row.document),
                Integer(row.first),
                Integer(row.last),
                number(row.source),
                number(row.publisher),
                text(&join_ids(&row.roots)),
                text(&join_ids(&row.carriers)),
                text(&join_ids(&row.basis)),
                text(&row.language),
                maybe(row.published_at.as_ref()),
                maybe(row.period_low.as_ref()),
                maybe(row.period_high.as_ref()),
                Integer(row.worth),
                Integer(row.unnamed.into()),
                text(&row.words),
            ]),
            Row::State(row) => all(&[
                Integer(row.claim),
                text(row.progress.as_str()),
                text(row.attribution.as_str()),
                text(row.content.as_str()),
                Integer(row.stale.into()),
                text(row.presence.as_str()),
                number(row.successor),
                maybe(row.assignee.as_ref()),
                text(row.corroboration.as_str()),
                Integer(row.outlets),
                Integer(row.roots),
            ]),
            Row::Quantity(row) => {
                let spelled = |number: Option<Decimal>| number.map(|number| number.to_string());
                let (value, low, high) = (spelled(row.value), spelled(row.low), spelled(row.high));
                let (low_key, high_key) = row.keys().unzip();
                all(&[
                    Integer(row.claim),
                    Integer(row.position),
                    text(row.kind.as_str()),
                    maybe(row.unit.as_ref()),
                    maybe(row.per.as_ref()),
                    maybe(value.as_ref()),
                    maybe(low.as_ref()),
                    maybe(high.as_ref()),
                    Integer(row.low_open.into()),
                    Integer(row.high_open.into()),
                    Integer(row.approximate.into()),
                    maybe(low_key.as_ref()),
                    maybe(high_key.as_ref()),
                ]);
            }
            Row::Source(row) => all(&[
                Integer(row.id),
                text(&row.name),
                text(&row.folded),
                text(row.kind.as_str()),
                number(row.merged),
                maybe(row.grade.as_ref()),
                maybe(row.graded.as_ref()),
            ]),
            Row::Alias { folded, alias, source } => all(&[text(folded), text(alias), Integer(*source)]),
            Row::ClaimSource { source, place, claim } => all(&[Integer(*source), text(place), Integer(*claim)]),
            Row::MatchKey { key, claim } => all(&[Integer(*key), Integer(*claim)]),
            Row::Match(row) => all(&[
                Integer(row.claim),
                Integer(row.other),
                text(row.relation.as_str()),
                text(&row.figures),
                text(&row.shared),
            ]),
            Row::Touched { claim, event } => all(&[Integer(*claim), Integer(*event)]),
            Row::Twin { event, position, target } => all(&[Integer(*event), Integer(*position), Integer(*target)]),
            Row::Verdict(row) => all(&[
                Integer(row.claim),
                text(&row.ledger),
                text(row.attribution.as_str()),
                text(row.content.as_str()),
                Integer(row.event),
            ]),
            Row::Tag { tag, claim } => all(&[text(tag), Integer(*claim)]),
            Row::Setting { name, value } => all(&[text(name), text(value)]),
        }
    }
}
