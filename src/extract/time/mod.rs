//! Points and stretches of the calendar: builders of the values of TIMEX3.

mod absolute;
mod compose;
mod holiday;
mod moon;
mod relative;
mod stretch;
mod value;

pub use stretch::{Lean, Part, Step, Stretch};
pub use value::{Open, Resolved, Stage, TimeValue, When};

use rust_decimal::prelude::ToPrimitive;

use super::builder::{Build, Builder, Built};
use super::mention::{Filled, Value};
use crate::model::QuantityKind;
use crate::text::fold::digit_value;

/// The builders of times by the names rules use.
pub const BUILDERS: &[(&str, Builder)] = &[
    ("date", absolute::date),
    ("numeric_date", absolute::numeric_date),
    ("year", absolute::year),
    ("decade", absolute::decade),
    ("century", absolute::century),
    ("years", absolute::years),
    ("part_of_year", absolute::part_of_year),
    ("clock", absolute::clock),
    ("holiday", absolute::holiday),
    ("day_word", relative::day_word),
    ("reference", relative::reference),
    ("relative", relative::relative),
    ("recent", relative::recent),
    ("distant", relative::distant),
    ("lasting", relative::lasting),
    ("ahead", relative::ahead),
    ("every", relative::every),
    ("stage", compose::stage),
    ("daypart", compose::daypart),
    ("same_day", compose::same_day),
    ("within", compose::within),
    ("nth", compose::nth),
    ("edge", compose::edge),
    ("week_of", compose::week_of),
    ("week", absolute::week),
    ("span", compose::span),
    ("open", compose::open),
];

/// A time that covers what was captured: words that only led to it ("in", "في") stay outside.
fn time(build: &Build<'_, '_>, value: TimeValue) -> Option<Built> {
    let first = build.matched.parts.iter().map(|part| part.first as usize).min()?;
    let last = build.matched.parts.iter().map(|part| part.last as usize).max()?;
    Some(Built { value: Value::Time(value), span: Some((first, last)) })
}

/// The whole number a capture stands for: digits, a number in words, or an entry's value.
fn figure(build: &Build<'_, '_>, name: &str) -> Option<i32> {
    let part = build.part(name)?;
    match part.what {
        Filled::Mention(_) => match build.value(name)? {
            Value::Number(number) => number.value?.to_i32(),
            Value::Quantity(rank) if rank.kind == QuantityKind::Ordinal => rank.value?.to_i32(),
            _ => None,
        },
        Filled::Entry(_) => {
            let entry = build.entry(name)?;
            entry.value.or_else(|| build.canon(entry)?.parse().ok())?.to_i32()
        }
        Filled::Tokens => {
            let first = part.first as usize;
            (first..part.last as usize).find_map(|at| digits(build.reading.slice(at, at + 1)))
        }
    }
}

/// Digits in any script as a number; `None` for anything else or for more than six digits.
fn digits(text: &str) -> Option<i32> {
    let mut value = 0i32;
    let mut count = 0;
    for character in text.chars() {
        match digit_value(character) {
            Some(digit) => value = value.checked_mul(10)?.checked_add(i32::from(digit))?,
            None if crate::text::fold::is_ignorable(character) => continue,
            None => return None,
        }
        count += 1;
    }
    (1..=6).contains(&count).then_some(value)
}

/// The same as a month, day or other small number.
fn small(build: &Build<'_, '_>, name: &str) -> Option<u8> {
    figure(build, name).and_then(|number| u8::try_from(number).ok())
}

/// Whether a capture stands in the match.
fn has(build: &Build<'_, '_>, name: &str) -> bool {
    build.part(name).is_some()
}

/// The entry of a capture in letters: its canonical id.
fn canon<'a>(build: &Build<'_, 'a>, name: &str) -> Option<&'a str> {
    build.canon(build.entry(name)?)
}
