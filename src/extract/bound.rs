//! Builders that put figures together: ranges, bounds, hedges, rates, conversions.

use rust_decimal::Decimal;

use super::builder::{Build, Built};
use super::mention::{MentionId, NumberValue, QuantityValue, Unit, Value};
use crate::model::{Modifier, QuantityKind};

fn figure(quantity: QuantityValue) -> Option<Built> {
    Some(Value::Quantity(quantity).into())
}

fn as_quantity(build: &Build<'_, '_>, part: &str) -> Option<QuantityValue> {
    build.quantity(part).cloned().or_else(|| build.number(part).map(plain))
}

fn plain(number: &NumberValue) -> QuantityValue {
    let kind = if number.ordinal { QuantityKind::Ordinal } else { QuantityKind::Number };
    QuantityValue { scale: number.scale, modifier: number.modifier(), ..QuantityValue::new(kind, number.value, None) }
}

/// `range`: captures `low` and `high`, figures or numbers; unit and scale of the one serve both ("$3-5 million").
/// With the setting `next`, only a number and its successor ("two or three"); with `unit = "last"`, no unit of the
/// low end alone ("rose 3% to 50").
pub fn range(build: &Build<'_, '_>) -> Option<Built> {
    let low = as_quantity(build, "low")?;
    let high = as_quantity(build, "high")?;
    let (mut from, to) = (low.value?, high.value?);
    if low.scale.is_none()
        && let Some(scale) = high.scale
        && let Some(scaled) = from.checked_mul(scale).filter(|scaled| *scaled < to)
    {
        from = scaled;
    }
    let units = |unit: Option<Unit>| unit.map(|unit| super::output::unit_text(build.reading, Some(build.pack), unit));
    let same = low.unit.is_none() || high.unit.is_none() || units(low.unit) == units(high.unit);
    if build.with("unit") == Some("last") && low.unit.is_some() && high.unit.is_none() {
        return None;
    }
    let ordinal = low.kind == QuantityKind::Ordinal || high.kind == QuantityKind::Ordinal;
    // "40 cents to $49": a change and what it led to.
    let minor = |quantity: &QuantityValue| quantity.scale.is_some_and(|scale| scale < Decimal::ONE);
    if low.unit.is_some() && minor(&low) != minor(&high) {
        return None;
    }
    // "Rose more than a tenth to $212m": a part and what it led to.
    let part = build.number("low").is_some_and(|number| number.fraction);
    if part && matches!(high.kind, QuantityKind::Money | QuantityKind::Count) {
        return None;
    }
    if from >= to || !same || ordinal || (build.with("next").is_some() && from.checked_add(Decimal::ONE)? != to) {
        return None;
    }
    let shape = if high.unit.is_some() { &high } else { &low };
    let kind = if shape.kind == QuantityKind::Number { QuantityKind::Range } else { shape.kind };
    figure(QuantityValue { kind, value: None, low: Some(from), high: Some(to), ..shape.clone() })
}

/// `between`: two bounds of one figure ("more than 10 and less than 20"): captures `one`, `other` (the hedges),
/// `low` and `high` (the figures, in either order).
pub fn between(build: &Build<'_, '_>) -> Option<Built> {
    let mut one = as_quantity(build, "low")?;
    let mut other = as_quantity(build, "high")?;
    let (first, second) = (build.entry("one")?, build.entry("other")?);
    let opens = |entry| build.has(entry, "gt") || build.has(entry, "lt");
    let upper = |entry| build.has(entry, "lt") || build.has(entry, "le");
    let (mut low_open, mut high_open) = (opens(first), opens(second));
    if upper(first) {
        std::mem::swap(&mut one, &mut other);
        std::mem::swap(&mut low_open, &mut high_open);
    }
    let (from, to) = (one.value?, other.value?);
    if upper(first) == upper(second) || from >= to {
        return None;
    }
    let shape = if other.unit.is_some() { other } else { one };
    let kind = if shape.kind == QuantityKind::Number { QuantityKind::Range } else { shape.kind };
    figure(QuantityValue { kind, value: None, low: Some(from), high: Some(to), low_open, high_open, ..shape })
}

/// `bound`: captures `hedge` (role gt ge lt le) and `quantity`; `about`, where it is hedged as well.
pub fn bound(build: &Build<'_, '_>) -> Option<Built> {
    let mut quantity = as_quantity(build, "quantity")?;
    let hedge = build.entry("hedge")?;
    let is = |role: &str| build.has(hedge, role);
    let (low, high) = (quantity.low, quantity.high);
    if quantity.kind == QuantityKind::Ordinal || (low.is_none() && high.is_none()) {
        return None;
    }
    if is("gt") || is("ge") {
        (quantity.low, quantity.high, quantity.low_open) = (low.or(high), None, is("gt"));
    } else if is("lt") || is("le") {
        (quantity.low, quantity.high, quantity.high_open) = (None, high.or(low), is("lt"));
    } else {
        return None;
    }
    if build.part("about").is_some() {
        quantity.modifier = Some(Modifier::Approximate);
    }
    figure(quantity)
}

/// `approximate`: captures `quantity`.
pub fn approximate(build: &Build<'_, '_>) -> Option<Built> {
    let mut quantity = as_quantity(build, "quantity").filter(|quantity| quantity.kind != QuantityKind::Ordinal)?;
    quantity.modifier = Some(Modifier::Approximate);
    figure(quantity)
}

/// `rate`: captures `quantity` and `per`, the unit or noun of the denominator.
pub fn rate(build: &Build<'_, '_>) -> Option<Built> {
    let mut quantity = as_quantity(build, "quantity").filter(|quantity| quantity.per.is_none())?;
    quantity.per = Some(match build.entry("per") {
        Some(per) => per.canon.map(Unit::Named).or_else(|| noun(build, "per"))?,
        None => noun(build, "per")?,
    });
    figure(quantity)
}

fn noun(build: &Build<'_, '_>, part: &str) -> Option<Unit> {
    build.part(part).map(|part| Unit::Noun(part.first, part.last))
}

/// `conversion`: a figure in brackets says the one before them once more in another unit: capture `quantity`.
pub fn conversion(build: &Build<'_, '_>) -> Option<Built> {
    let quantity = build.quantity("quantity")?;
    let part = build.part("quantity")?;
    let (id, before) = ending_at(build, build.matched.first)?;
    let Value::Quantity(stated) = before else { return None };
    if stated.kind != quantity.kind || stated.unit == quantity.unit || quantity.kind == QuantityKind::Count {
        return None;
    }
    let value = Value::Quantity(QuantityValue { same_as: Some(id), ..quantity.clone() });
    Some(Built { value, span: Some((part.first as usize, part.last as usize)) })
}

/// The figure that ends right before a token.
fn ending_at<'r>(build: &Build<'r, '_>, at: usize) -> Option<(MentionId, &'r Value)> {
    const REACH: usize = 12;
    let from = at.saturating_sub(REACH).max(build.sentence.first);
    (from..at).rev().find_map(|start| {
        build
            .reading
            .mentions_at(start)
            .find(|(_, mention)| {
                !mention.absorbed && mention.last as usize == at && matches!(mention.value, Value::Quantity(_))
            })
            .map(|(id, mention)| (id, &mention.value))
    })
}

/// `same_unit`: a number that has the unit of a figure beside it ("from 13.5 to 14 mm", "64 points to 4,577"): captures
/// `number` and `like`. It has its scale too, unless that would set the two far apart.
pub fn same_unit(build: &Build<'_, '_>) -> Option<Built> {
    const APART: u8 = 20;
    let (number, part) = (build.number("number").filter(|number| !number.ordinal)?, build.part("number")?);
    let like = build.quantity("like").filter(|like| like.unit.is_some() && like.per.is_none())?;
    let (mut value, other) = (number.value?, like.value?);
    if number.scale.is_none()
        && let Some(scaled) = like.scale.and_then(|scale| value.checked_mul(scale))
        && scaled <= other.checked_mul(APART.into())?
    {
        value = scaled;
    }
    let quantity =
        QuantityValue { open: like.open, ..QuantityValue::new(like.kind, Some(value.normalize()), like.unit) };
    Some(Built { value: Value::Quantity(quantity), span: Some((part.first as usize, part.last as usize)) })
}

/// `sum`: a main and a minor unit of money ("20 dollars and 43 cents"): captures `major` and `minor`, which may be a bare
/// number of two digits ("15 dollars 50").
pub fn sum(build: &Build<'_, '_>) -> Option<Built> {
    let major = build.quantity("major").filter(|major| major.per.is_none())?;
    let one = major.value?;
    let hundredths = |number: &NumberValue| {
        let value = number.value.filter(|value| value.is_integer() && (10..100).contains(&value.mantissa()))?;
        value.checked_div(Decimal::ONE_HUNDRED)
    };
    let other = match build.quantity("minor") {
        Some(minor) => minor.value?,
        None => build.number("minor").filter(|number| !number.ordinal).and_then(hundredths)?,
    };
    if !one.is_integer() || other >= Decimal::ONE || other <= Decimal::ZERO || major.scale.is_some() {
        return None;
    }
    let value = Some(one.checked_add(other)?.normalize());
    figure(QuantityValue { value, low: value, high: value, ..major.clone() })
}
