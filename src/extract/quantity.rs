//! Builders of figures: a number and what it is a number of.

use rust_decimal::Decimal;

use super::builder::{Build, Built};
use super::mention::{Filled, NumberValue, QuantityValue, Unit, Value};
use crate::lang::lexicon::{Entry, EntryId};
use crate::lang::names::Name;
use crate::model::{Modifier, QuantityKind};
use crate::text::token::TokenKind;

fn figure(quantity: QuantityValue) -> Option<Built> {
    Some(Value::Quantity(quantity).into())
}

/// The oldest age that a bare number may be read as.
const OLDEST: u8 = 115;

/// `measure`: captures `number` and `unit` (a currency, unit, duration unit or percent word); `minus`, where a sign
/// stands before both or "below zero" behind; `scale`, where it stands behind the unit ("75 USD million"). With the
/// setting `shared`, the figure ends with its number: another one has the unit as well. With `one`, no number stands
/// there and one is meant ("a dollar"); with `from`, the number is no smaller. `country`
/// decides whose money it is.
pub fn measure(build: &Build<'_, '_>) -> Option<Built> {
    let one = NumberValue { value: Some(Decimal::ONE), ..NumberValue::vague() };
    let number = build.number("number").or(build.with("one").is_some().then_some(&one))?;
    let unit = build.entry("unit")?;
    if number.ordinal && build.pack.lexicon.class_name(unit.class) != "percent" {
        return None;
    }
    let (kind, factor) = kind_of(build, unit);
    let least = build.with("from").and_then(|least| least.parse::<Decimal>().ok());
    if least.is_some_and(|least| number.value.is_none_or(|value| value < least)) {
        return None;
    }
    if build.with("shared").is_some() && kind == QuantityKind::Percent && number.scale.is_some() {
        return None;
    }
    let unit_name = match build.entry("country") {
        Some(country) => super::currency::of_country(build.reading, unit, country.canon?)?,
        None => unit.canon?,
    };
    let behind = build.entry("scale").and_then(|scale| scale.value);
    let mut value = number.value;
    for factor in factor.into_iter().chain(behind) {
        value = Some(value?.checked_mul(factor)?.normalize());
    }
    if build.part("minus").is_some() || build.has(unit, "below") {
        value = value.map(|value| -value);
    }
    let quantity = QuantityValue {
        scale: number.scale.or(behind).or(factor),
        modifier: number.modifier(),
        open: open(build, unit).filter(|_| build.part("country").is_none()),
        ..QuantityValue::new(kind, value, Some(Unit::Named(unit_name)))
    };
    let span = build.with("shared").and_then(|_| build.part("number"));
    Some(Built {
        value: Value::Quantity(quantity),
        span: span.map(|number| (number.first as usize, number.last as usize)),
    })
}

/// What sort of figure a unit makes, and the factor of a minor or scaled unit ("cents", "bcm").
fn kind_of(build: &Build<'_, '_>, unit: &Entry) -> (QuantityKind, Option<Decimal>) {
    let scaled = unit.value.filter(|_| build.has(unit, "scaled"));
    match build.pack.lexicon.class_name(unit.class) {
        "currency_minor" | "currency_million" => (QuantityKind::Money, unit.value),
        name if name.starts_with("currency") => (QuantityKind::Money, scaled),
        "percent" => (QuantityKind::Percent, None),
        "duration_unit" => (QuantityKind::Duration, None),
        _ if build.canon(unit).is_some_and(|unit| unit.starts_with("degree ")) => (QuantityKind::Temperature, None),
        _ => (QuantityKind::Measure, scaled),
    }
}

/// The money word that leaves its country open ("pounds").
fn open(build: &Build<'_, '_>, unit: &Entry) -> Option<EntryId> {
    match build.part("unit")?.what {
        Filled::Entry(id) => (build.has(unit, "generic") && !build.has(unit, "settled")).then_some(id),
        _ => None,
    }
}

/// `compound`: a measure in two or three units ("5 ft 11 in"), in the smallest of them: captures `major`, a unit with how
/// many of the next it is worth, `minor`, `second` and, unless it is one, `first`; in three, `middle`, a unit like
/// `major` that has its own name as a role, and `third`. Each number is less than one of the unit before, unless that
/// has the role `loose`.
pub fn compound(build: &Build<'_, '_>) -> Option<Built> {
    let (major, minor) = (build.entry("major")?, build.entry("minor")?);
    let first = build.number("first").map_or(Some(Decimal::ONE), |number| number.value)?;
    let second = build.number("second")?.value?;
    let join = |above: Decimal, unit: &Entry, below: Decimal| {
        let fits = |factor: &Decimal| above.is_integer() && (below < *factor || build.has(unit, "loose"));
        above.checked_mul(unit.value.filter(fits)?)?.checked_add(below)
    };
    let (value, last) = match build.entry("middle") {
        Some(middle) if build.has(middle, build.canon(major)?) => {
            let third = build.number("third")?.value?;
            (join(join(first, major, second)?, middle, third)?, middle)
        }
        Some(_) => return None,
        None => (join(first, major, second)?, major),
    };
    let value = Some(last).filter(|last| last.canon == minor.canon).map(|_| value.normalize())?;
    figure(QuantityValue::new(kind_of(build, minor).0, Some(value), Some(Unit::Named(minor.canon?))))
}

/// `count`: a number and the noun it counts: captures `number`, `noun`, and `entity` where the noun has words that
/// describe it. Words glued to the noun part it from its number. With the setting `words_from`, a smaller number does not
/// stand before its noun unless it is in digits.
pub fn count(build: &Build<'_, '_>) -> Option<Built> {
    let number = build.number("number").filter(|number| !number.ordinal)?;
    let part = build.part("noun")?;
    let too_small = |least: Decimal| !number.digits && number.value.is_some_and(|value| value < least);
    let joined = build.reading.lookup(part.first as usize).clitics != 0;
    if joined || build.with("words_from").and_then(|least| least.parse().ok()).is_some_and(too_small) {
        return None;
    }
    let noun = Unit::Noun(part.first, part.last);
    let entity = build.part("entity").filter(|entity| entity.first < part.first).map(|it| (it.first, it.last));
    figure(QuantityValue {
        scale: number.scale,
        modifier: number.modifier(),
        entity,
        ..QuantityValue::new(QuantityKind::Count, number.value, Some(noun))
    })
}

/// `count_behind`: a number behind the definite noun it counts ("الدول الخمس", "الدول الـ27"): capture `number`. In
/// words only as far as they agree with a plural, three to ten.
pub fn count_behind(build: &Build<'_, '_>) -> Option<Built> {
    let number = build.number("number").filter(|number| !number.ordinal && !number.fraction)?;
    let plural = |value: &Decimal| *value >= Decimal::from(3) && (number.digits || *value <= Decimal::TEN);
    let value = number.value.filter(plural)?;
    let noun = build.matched.first.checked_sub(1).filter(|&noun| noun >= build.sentence.first)?;
    let unit = Unit::Noun(noun as u32, build.matched.first as u32);
    let value = Value::Quantity(QuantityValue::new(QuantityKind::Count, Some(value), Some(unit)));
    Some(Built { value, span: Some((noun, build.matched.last)) })
}

/// `dual`: two of something in one word ("شهرين", "دولاران", "دولتان"): capture `unit` or `noun`.
pub fn dual(build: &Build<'_, '_>) -> Option<Built> {
    if let Some(noun) = build.part("noun") {
        let noun = Unit::Noun(noun.first, noun.last);
        return figure(QuantityValue::new(QuantityKind::Count, Some(Decimal::TWO), Some(noun)));
    }
    let unit = build.entry("unit")?;
    let (kind, _) = kind_of(build, unit);
    let class = build.pack.lexicon.class_name(unit.class);
    let value = if class == "currency_minor" || build.has(unit, "scaled") { unit.value? } else { Decimal::TWO };
    let open = open(build, unit);
    figure(QuantityValue { open, ..QuantityValue::new(kind, Some(value), Some(Unit::Named(unit.canon?))) })
}

/// `one`: one of a unit that no number stands before ("an hour", "شهر كامل"): capture `unit`.
pub fn one(build: &Build<'_, '_>) -> Option<Built> {
    let unit = build.entry("unit")?;
    let (kind, _) = kind_of(build, unit);
    let part = build.part("unit")?;
    let first = build.part("article").map_or(part.first, |article| article.first);
    let last = build.part("number").map_or(part.last, |number| number.last.max(part.last));
    Some(Built {
        value: Value::Quantity(QuantityValue::new(kind, Some(Decimal::ONE), Some(Unit::Named(unit.canon?)))),
        span: Some((first as usize, last as usize)),
    })
}

/// `ordinal`: a rank: capture `number`.
pub fn ordinal(build: &Build<'_, '_>) -> Option<Built> {
    let number = build.number("number")?;
    figure(QuantityValue::new(QuantityKind::Ordinal, number.value, None))
}

/// `age`: captures `number`, with `unit` where one stands; or `duration`, which may be a range without a unit. With the
/// setting `least`, a duration set off behind a name: whole years, no fewer than that and no more than people live.
pub fn age(build: &Build<'_, '_>) -> Option<Built> {
    let year = Some(Unit::Named(Name::of("year")));
    if let Some(duration) = build.quantity("duration") {
        let unit = duration.unit.or(year);
        let age = QuantityValue { kind: QuantityKind::Age, unit, ..duration.clone() };
        let Some(least) = build.with("least") else { return figure(age) };
        let (least, part) = (least.parse::<Decimal>().ok()?, build.part("duration")?);
        let lived = |value: &Decimal| value.is_integer() && *value >= least && *value <= OLDEST.into();
        age.value.filter(lived).filter(|_| age.unit == year)?;
        let span = Some((part.first as usize, part.last as usize));
        return Some(Built { value: Value::Quantity(age), span });
    }
    let number = build.number("number").filter(|number| !number.ordinal)?;
    let unit = build.entry("unit").map_or(year, |unit| unit.canon.map(Unit::Named));
    figure(QuantityValue::new(QuantityKind::Age, number.value, unit))
}

/// `age_aside`: a whole number set off behind a name ("Layla Haddad, 47, said"): capture `number`.
pub fn age_aside(build: &Build<'_, '_>) -> Option<Built> {
    let part = build.part("number")?;
    let number = build.number("number").filter(|number| number.digits && !number.ordinal)?;
    let value = number.value.filter(|value| value.is_integer() && *value > Decimal::ZERO && *value <= OLDEST.into())?;
    let before = build.matched.first.checked_sub(1).filter(|&before| before >= build.sentence.first)?;
    let token = build.reading.token(before)?;
    if !(token.kind == TokenKind::Word && token.capital()) {
        return None;
    }
    let unit = Some(Unit::Named(Name::of("year")));
    let value = Value::Quantity(QuantityValue::new(QuantityKind::Age, Some(value), unit));
    Some(Built { value, span: Some((part.first as usize, part.last as usize)) })
}

/// `multiple`: "three times", "threefold", "ضعفي": captures `factor` and, where it needs one, `number`.
pub fn multiple(build: &Build<'_, '_>) -> Option<Built> {
    let factor = build.entry("factor")?;
    let times = match build.number("number") {
        Some(number) => number.value?.checked_mul(factor.value?)?,
        None => factor.value?,
    };
    figure(QuantityValue::new(QuantityKind::Number, Some(times.normalize()), Some(Unit::Named(Name::of("times")))))
}

/// `share`: so many of so many ("one in five", "9 out of 10"): captures `above` and `below`. With the setting `rank` the
/// second is a rank ("one twenty-fifth").
pub fn share(build: &Build<'_, '_>) -> Option<Built> {
    // Smaller ranks are parts by name ("one third").
    const LEAST_RANK: u8 = 20;
    let whole = |part: &str, rank: bool| {
        let number = build.number(part).filter(|number| number.ordinal == rank && !(rank && number.digits))?;
        number.value.filter(Decimal::is_integer)
    };
    let rank = build.with("rank").is_some();
    let (above, below) = (whole("above", false)?, whole("below", rank)?);
    if above.abs() >= below || above.is_zero() || (rank && (above != Decimal::ONE || below < LEAST_RANK.into())) {
        return None;
    }
    let number = NumberValue { fraction: true, digits: false, ..NumberValue::vague() };
    Some(Value::Number(NumberValue { value: Some(above.checked_div(below)?.normalize()), ..number }).into())
}

/// `score`: a result of a game ("3-1"): two small whole numbers, the first no smaller: captures `home` and `away`.
pub fn score(build: &Build<'_, '_>) -> Option<Built> {
    const HIGHEST: u8 = 30;
    let goals = |part: &str| {
        build
            .number(part)
            .filter(|number| number.digits && !number.ordinal)
            .and_then(|number| number.value)
            .filter(|value| value.is_integer() && *value >= Decimal::ZERO && *value <= HIGHEST.into())
    };
    (goals("home")? >= goals("away")?).then(|| Value::Name.into())
}

/// `vague`: "dozens of people", "millions of dollars", "for years": captures `noun` or `unit`, and maybe `number`.
pub fn vague(build: &Build<'_, '_>) -> Option<Built> {
    if build.part("number").is_some() {
        build.number("number").filter(|number| number.value.is_none())?;
    }
    let mut quantity = match build.entry("unit") {
        Some(unit) => QuantityValue {
            open: open(build, unit),
            ..QuantityValue::new(kind_of(build, unit).0, None, Some(Unit::Named(unit.canon?)))
        },
        None => {
            let noun = build.part("noun").map(|noun| Unit::Noun(noun.first, noun.last));
            QuantityValue::new(QuantityKind::Count, None, noun)
        }
    };
    quantity.modifier = Some(Modifier::Approximate);
    figure(quantity)
}
