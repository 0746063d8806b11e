//! Builders of figures.

use rust_decimal::Decimal;

use super::builder::{Build, Built};
use super::mention::{QuantityValue, Unit, Value};
use crate::lang::lexicon::Entry;
use crate::model::{Modifier, QuantityKind};

fn figure(quantity: QuantityValue) -> Option<Built> {
    Some(Value::Quantity(quantity).into())
}

/// `measure`: a number and its unit: captures `number`, `unit` (a currency, unit, duration unit or percent word).
pub fn measure(build: &Build<'_, '_>) -> Option<Built> {
    let number = build.number("number")?;
    let unit = build.entry("unit")?;
    let (kind, factor) = kind_of(build, unit);
    let mut value = number.value;
    if let Some(factor) = factor {
        value = Some(value?.checked_mul(factor)?.normalize());
    }
    let name = Unit::Named(unit.canon?);
    figure(QuantityValue::new(kind, value, Some(name)))
}

/// What sort of figure a unit makes, and the factor of a minor unit ("cents").
fn kind_of(build: &Build<'_, '_>, unit: &Entry) -> (QuantityKind, Option<Decimal>) {
    match build.pack.lexicon.class_name(unit.class) {
        "currency" => (QuantityKind::Money, None),
        "currency_minor" => (QuantityKind::Money, unit.value),
        "percent" => (QuantityKind::Percent, None),
        "duration_unit" => (QuantityKind::Duration, None),
        _ if build.canon(unit).is_some_and(|unit| unit.starts_with("degree ")) => (QuantityKind::Temperature, None),
        _ => (QuantityKind::Measure, None),
    }
}

/// `count`: a number and the noun it counts: captures `number`, `noun`.
pub fn count(build: &Build<'_, '_>) -> Option<Built> {
    let number = build.number("number")?;
    let noun = build.part("noun")?;
    figure(QuantityValue::new(QuantityKind::Count, number.value, Some(Unit::Noun(noun.first, noun.last))))
}

/// `dual`: two of a unit in one word ("شهرين", "دولاران"): capture `unit`.
pub fn dual(build: &Build<'_, '_>) -> Option<Built> {
    let unit = build.entry("unit")?;
    let (kind, _) = kind_of(build, unit);
    figure(QuantityValue::new(kind, Some(Decimal::TWO), Some(Unit::Named(unit.canon?))))
}

/// `ordinal`: a rank: capture `number`.
pub fn ordinal(build: &Build<'_, '_>) -> Option<Built> {
    let number = build.number("number")?;
    figure(QuantityValue::new(QuantityKind::Ordinal, number.value, None))
}

/// `age`: captures `number` (years) or `duration`.
pub fn age(build: &Build<'_, '_>) -> Option<Built> {
    let unit = build.reading.names().find("year").map(Unit::Named);
    if let Some(number) = build.number("number") {
        return figure(QuantityValue::new(QuantityKind::Age, number.value, unit));
    }
    let duration = build.quantity("duration")?;
    figure(QuantityValue { kind: QuantityKind::Age, ..duration.clone() })
}

/// `range`: captures `low` and `high`, figures or numbers; the unit of the one serves both.
pub fn range(build: &Build<'_, '_>) -> Option<Built> {
    let low = as_quantity(build, "low")?;
    let high = as_quantity(build, "high")?;
    let (from, to) = (low.value?, high.value?);
    if from > to || (low.unit.is_some() && high.unit.is_some() && low.unit != high.unit) {
        return None;
    }
    let shape = if high.unit.is_some() { &high } else { &low };
    let kind = if shape.kind == QuantityKind::Number { QuantityKind::Range } else { shape.kind };
    figure(QuantityValue { kind, value: None, low: Some(from), high: Some(to), ..shape.clone() })
}

fn as_quantity(build: &Build<'_, '_>, part: &str) -> Option<QuantityValue> {
    match build.quantity(part) {
        Some(quantity) => Some(quantity.clone()),
        None => build.number(part).map(|number| QuantityValue::new(QuantityKind::Number, number.value, None)),
    }
}

/// `bound`: captures `hedge` (role gt ge lt le, or the rule's setting `bound`) and `quantity`.
pub fn bound(build: &Build<'_, '_>) -> Option<Built> {
    let mut quantity = as_quantity(build, "quantity")?;
    let hedge = build.entry("hedge");
    let is = |role: &str| build.with("bound") == Some(role) || hedge.is_some_and(|hedge| build.has(hedge, role));
    let (low, high) = (quantity.low, quantity.high);
    if is("gt") || is("ge") {
        (quantity.low, quantity.high, quantity.low_open) = (low.or(high), None, is("gt"));
    } else if is("lt") || is("le") {
        (quantity.low, quantity.high, quantity.high_open) = (None, high.or(low), is("lt"));
    } else {
        return None;
    }
    figure(quantity)
}

/// `approximate`: captures `hedge` and `quantity`.
pub fn approximate(build: &Build<'_, '_>) -> Option<Built> {
    let mut quantity = as_quantity(build, "quantity")?;
    quantity.modifier = Some(Modifier::Approximate);
    figure(quantity)
}

/// `rate`: captures `quantity` and `per`, the unit of the denominator.
pub fn rate(build: &Build<'_, '_>) -> Option<Built> {
    let mut quantity = as_quantity(build, "quantity")?;
    quantity.per = Some(match build.entry("per") {
        Some(per) => Unit::Named(per.canon?),
        None => build.part("per").map(|per| Unit::Noun(per.first, per.last))?,
    });
    figure(quantity)
}

/// `vague`: "dozens of people": captures `number` and `noun`.
pub fn vague(build: &Build<'_, '_>) -> Option<Built> {
    build.number("number").filter(|number| number.value.is_none())?;
    let noun = build.part("noun").map(|noun| Unit::Noun(noun.first, noun.last));
    let mut quantity = QuantityValue::new(QuantityKind::Count, None, noun);
    quantity.modifier = Some(Modifier::Approximate);
    figure(quantity)
}
