//! What rules have found so far in one document.

use rust_decimal::Decimal;

use super::time::TimeValue;
use crate::lang::lexicon::EntryId;
use crate::lang::names::Name;
use crate::lang::pattern::MentionKind;
use crate::lang::rule::RuleId;
use crate::model::{Modifier, NoteKind, QuantityKind};

/// Number of a mention within its document.
pub type MentionId = u32;
/// "No mention."
pub const NONE: MentionId = MentionId::MAX;

/// Something a rule found.
#[derive(Debug, Clone)]
pub struct Mention {
    /// What sort of thing.
    pub kind: MentionKind,
    /// The name of its sub-kind, as patterns ask for it.
    pub sub: Name,
    /// First token.
    pub first: u32,
    /// Token after the last.
    pub last: u32,
    /// The rule that found it.
    pub rule: RuleId,
    /// Index of the pack the rule belongs to.
    pub pack: u8,
    /// What it means.
    pub value: Value,
    /// What it was built from: a range of the reading's parts.
    pub parts: (u32, u32),
    /// The next mention that starts at the same token, or `NONE`.
    pub next: MentionId,
    /// Whether a later mention has taken this one in.
    pub absorbed: bool,
}

/// What a builder took, as stored in the reading.
#[derive(Debug, Clone, Copy)]
pub struct PartOf {
    /// The capture's name.
    pub name: Name,
    /// First token.
    pub first: u32,
    /// Token after the last.
    pub last: u32,
    /// What stood there.
    pub what: Filled,
}

/// What an atom of a pattern matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filled {
    /// Just tokens.
    Tokens,
    /// A lexicon entry.
    Entry(EntryId),
    /// An earlier mention.
    Mention(MentionId),
}

/// What a mention means.
#[derive(Debug, Clone)]
pub enum Value {
    /// A bare number.
    Number(NumberValue),
    /// A figure.
    Quantity(QuantityValue),
    /// A point or stretch of the calendar.
    Time(TimeValue),
    /// A statement on verification.
    Note(NoteKind),
    /// Reporting words; the rule that found them declares their frame.
    Cue,
    /// No quantity in spite of its looks.
    Name,
    /// The sentence may go on with the source of the one before.
    Carries,
}

/// A number before it is known what of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberValue {
    /// Exact value; none for a vague "dozens".
    pub value: Option<Decimal>,
    /// Whether it is a rank.
    pub ordinal: bool,
    /// Whether it stands in digits, at least in part.
    pub digits: bool,
    /// Whether it is a fraction written in words ("half", "two-thirds").
    pub fraction: bool,
    /// The scale, where the number is one figure times one scale word ("4.5 million").
    pub scale: Option<Decimal>,
    /// Whether a word of it counts roughly ("a dozen", "a couple").
    pub rough: bool,
}

impl NumberValue {
    /// A number that names no figure ("dozens").
    pub const fn vague() -> Self {
        NumberValue { value: None, ordinal: false, digits: false, fraction: false, scale: None, rough: false }
    }

    /// How the number is hedged by its own words.
    pub fn modifier(&self) -> Option<Modifier> {
        self.rough.then_some(Modifier::Approximate)
    }
}

/// A figure's unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A canonical name (`USD`, `%`, `kilometer`).
    Named(Name),
    /// The counted noun: a range of tokens, without its article and clitics.
    Noun(u32, u32),
}

/// A figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuantityValue {
    /// What sort of figure.
    pub kind: QuantityKind,
    /// The figure stated.
    pub value: Option<Decimal>,
    /// Lower bound.
    pub low: Option<Decimal>,
    /// Upper bound.
    pub high: Option<Decimal>,
    /// Lower bound excluded.
    pub low_open: bool,
    /// Upper bound excluded.
    pub high_open: bool,
    /// The hedge.
    pub modifier: Option<Modifier>,
    /// What of.
    pub unit: Option<Unit>,
    /// Denominator of a rate.
    pub per: Option<Unit>,
    /// The thing measured: a range of tokens.
    pub entity: Option<(u32, u32)>,
    /// The mention that states the same measure in another unit.
    pub same_as: Option<MentionId>,
    /// The scale word of the number, where it is one figure times one ("4.5 million").
    pub scale: Option<Decimal>,
    /// The money word that leaves open which country's it is ("pounds").
    pub open: Option<EntryId>,
    /// A length of time that no single figure tells: so many of a unit of months, and of a shorter one.
    pub compound: Option<[(Decimal, Name); 2]>,
}

impl QuantityValue {
    /// Whether no figure is stated ("several weeks").
    pub const fn is_vague(&self) -> bool {
        self.value.is_none() && self.low.is_none() && self.high.is_none() && self.compound.is_none()
    }

    /// A figure that is exactly `value`, or vague without one.
    pub const fn new(kind: QuantityKind, value: Option<Decimal>, unit: Option<Unit>) -> Self {
        QuantityValue {
            kind,
            value,
            low: value,
            high: value,
            low_open: false,
            high_open: false,
            modifier: None,
            unit,
            per: None,
            entity: None,
            same_as: None,
            scale: None,
            open: None,
            compound: None,
        }
    }
}

impl Value {
    /// The kind of mention that carries the value.
    pub const fn kind(&self) -> MentionKind {
        match self {
            Value::Number(_) => MentionKind::Number,
            Value::Quantity(_) => MentionKind::Quantity,
            Value::Time(_) => MentionKind::Time,
            Value::Note(_) => MentionKind::Note,
            Value::Cue => MentionKind::Cue,
            Value::Name => MentionKind::Name,
            Value::Carries => MentionKind::Claim,
        }
    }

    /// The sub-kind that patterns may ask for (`#quantity:money`).
    pub const fn sub_kind(&self) -> &'static str {
        match self {
            Value::Number(NumberValue { ordinal: true, .. }) => "ordinal",
            Value::Number(NumberValue { fraction: true, .. }) => "fraction",
            Value::Number(NumberValue { value: None, .. }) => "vague",
            Value::Number(_) => "cardinal",
            Value::Quantity(quantity) => quantity.kind.as_str(),
            Value::Time(time) => time.kind.as_str(),
            Value::Note(kind) => kind.as_str(),
            Value::Cue => "cue",
            Value::Name => "name",
            Value::Carries => "carries",
        }
    }
}
