//! The closed set of builders: each turns a match into a value and knows no language.

use rust_decimal::Decimal;

use super::mention::{Filled, NumberValue, PartOf, QuantityValue, Value};
use super::reading::{Reading, Sentence};
use crate::lang::lexicon::Entry;
use crate::lang::names::Name;
use crate::lang::rule::RuleText;
use crate::lang::{Pack, PackError};

use super::matcher::Match;
use super::time::{self, TimeValue};
use super::{bound, length, number, quantity};

/// What a builder made.
#[derive(Debug, Clone)]
pub struct Built {
    /// The value.
    pub value: Value,
    /// Another range of tokens than the match's, where the value covers more or less.
    pub span: Option<(usize, usize)>,
}

impl From<Value> for Built {
    fn from(value: Value) -> Self {
        Built { value, span: None }
    }
}

/// A builder; `None` when the words turn out not to mean what the rule looks for.
pub type Builder = fn(&Build<'_, '_>) -> Option<Built>;

/// The builders of numbers and figures by the name rules use. `messages.toml` has one sentence for each.
pub const BUILDERS: &[(&str, Builder)] = &[
    ("numeral", number::numeral),
    ("name", name),
    ("numbered_name", numbered_name),
    ("cue", cue),
    ("quotation", cue),
    ("label", cue),
    ("note", note),
    ("carry", carry),
    ("measure", quantity::measure),
    ("count", quantity::count),
    ("count_behind", quantity::count_behind),
    ("compound", quantity::compound),
    ("dual", quantity::dual),
    ("one", quantity::one),
    ("length", length::length),
    ("ordinal", quantity::ordinal),
    ("age", quantity::age),
    ("age_aside", quantity::age_aside),
    ("multiple", quantity::multiple),
    ("share", quantity::share),
    ("score", quantity::score),
    ("range", bound::range),
    ("between", bound::between),
    ("bound", bound::bound),
    ("approximate", bound::approximate),
    ("rate", bound::rate),
    ("conversion", bound::conversion),
    ("sum", bound::sum),
    ("same_unit", bound::same_unit),
    ("vague", quantity::vague),
];

/// Every builder, those of times among them.
pub fn all() -> impl Iterator<Item = &'static (&'static str, Builder)> {
    BUILDERS.iter().chain(time::BUILDERS)
}

/// The builders of a pack's rules, by rule number.
pub fn for_pack(pack: &Pack) -> Result<Vec<Builder>, PackError> {
    pack.rules
        .iter()
        .map(|rule| {
            all().find(|(name, _)| *name == rule.text.build).map(|(_, builder)| *builder).ok_or_else(|| {
                let known: Vec<&str> = all().map(|(name, _)| *name).collect();
                PackError::in_rule(
                    &rule.text.id,
                    &format!("{:?} is no builder; builders are {}", rule.text.build, known.join(", ")),
                )
            })
        })
        .collect()
}

/// What a builder works on.
pub struct Build<'r, 'a> {
    /// The document so far.
    pub reading: &'r Reading<'a>,
    /// The pack in force.
    pub pack: &'r Pack,
    /// The sentence.
    pub sentence: &'r Sentence,
    /// The rule as written.
    pub rule: &'r RuleText,
    /// What matched.
    pub matched: &'r Match,
}

impl<'r, 'a> Build<'r, 'a> {
    /// The first capture of a name.
    pub fn part(&self, name: &str) -> Option<&'r PartOf> {
        let name = Name::of(name);
        self.matched.parts.iter().find(|part| part.name == name)
    }

    /// The lexicon entry a capture matched.
    pub fn entry(&self, name: &str) -> Option<&'r Entry> {
        match self.part(name)?.what {
            Filled::Entry(id) => self.pack.lexicon.entry(id),
            _ => None,
        }
    }

    /// The earlier mention's value a capture matched.
    pub fn value(&self, name: &str) -> Option<&'r Value> {
        match self.part(name)?.what {
            Filled::Mention(id) => self.reading.mention(id).map(|mention| &mention.value),
            _ => None,
        }
    }

    /// The number a capture matched.
    pub fn number(&self, name: &str) -> Option<&'r NumberValue> {
        match self.value(name)? {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The figure a capture matched.
    pub fn quantity(&self, name: &str) -> Option<&'r QuantityValue> {
        match self.value(name)? {
            Value::Quantity(quantity) => Some(quantity),
            _ => None,
        }
    }

    /// The time a capture matched.
    pub fn time(&self, name: &str) -> Option<&'r TimeValue> {
        match self.value(name)? {
            Value::Time(time) => Some(time),
            _ => None,
        }
    }

    /// A setting of the rule.
    pub fn with(&self, key: &str) -> Option<&'r str> {
        self.rule.with.get(key).map(String::as_str)
    }

    /// Whether an entry has a role.
    pub fn has(&self, entry: &Entry, role: &str) -> bool {
        entry.has(Name::of(role))
    }

    /// An entry's canonical id in letters.
    pub fn canon(&self, entry: &Entry) -> Option<&'a str> {
        entry.canon.map(|canon| self.reading.name(canon))
    }
}

/// `cue`: reporting words; `attribution::frame` tells what the rule's settings mean.
fn cue(_: &Build<'_, '_>) -> Option<Built> {
    Some(Value::Cue.into())
}

/// `note`: a statement on verification; its kind is the setting `kind`, else the canonical id of capture `note`.
fn note(build: &Build<'_, '_>) -> Option<Built> {
    let kind = match build.with("kind") {
        Some(kind) => kind,
        None => build.canon(build.entry("note")?)?,
    };
    Some(Value::Note(kind.parse().ok()?).into())
}

/// `carry`: an unsourced figure in this sentence takes the source of the sentence before, in the same paragraph, where
/// the setting `from` allows that source's kind (any kind without it).
fn carry(_: &Build<'_, '_>) -> Option<Built> {
    Some(Value::Carries.into())
}

/// `name`: the words only name something ("B200"); numbers inside are taken in and never become figures.
/// `numbered_name`: a small number behind a capitalised word that the lexicon does not know ("the satellite Aurora 7"):
/// capture `number`. Not where the word before is capitalised as well, as in a headline, or tells a place.
fn numbered_name(build: &Build<'_, '_>) -> Option<Built> {
    let part = build.part("number")?;
    let number = build.number("number").filter(|number| number.digits && !number.ordinal)?;
    number.value.filter(|value| value.is_integer() && *value < Decimal::ONE_THOUSAND)?;
    let reading = build.reading;
    let name = (part.first as usize).checked_sub(1)?;
    let before = name.checked_sub(1).filter(|&before| before >= build.sentence.first)?;
    let known = |at: usize| reading.lookup(at).classes;
    let (token, lead) = (reading.token(name)?, reading.token(before)?);
    let lexicon = &build.pack.lexicon;
    let place = lexicon.find_class("preposition").is_some_and(|class| known(before) & (1 << class) != 0);
    let leads = known(before) & build.pack.function_words != 0 || !lead.capital();
    let named = token.is_word() && token.capital() && known(name) == 0;
    (named && leads && !place && part.last - part.first == 1)
        .then_some(Built { value: Value::Name, span: Some((name, part.last as usize)) })
}

fn name(_: &Build<'_, '_>) -> Option<Built> {
    Some(Value::Name.into())
}
