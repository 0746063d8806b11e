//! Times told from the day of the article: "yesterday", "last month", "three weeks ago".

use chrono::NaiveDate;
use rust_decimal::prelude::ToPrimitive;

use super::absolute::season;
use super::stretch::{Lean, Part, Step, Stretch};
use super::value::{Open, TimeValue, When};
use super::{canon, figure, has, small, time};
use crate::extract::builder::{Build, Built};
use crate::extract::mention::{Unit, Value};
use crate::model::{Modifier, QuantityKind, TemporalKind};

/// The stretch so many steps from the one the article's day lies in.
fn away(build: &Build<'_, '_>, step: Step, count: i32) -> Stretch {
    let day = build.reading.date.and_then(|today| {
        // From the first of the month: the 31st has no counterpart in a shorter one.
        let anchor = match step {
            Step::Day | Step::Week | Step::Weekend => today,
            _ => step.around(today).days().map_or(today, |(first, _)| first),
        };
        step.shift(anchor, count)
    });
    day.map_or(step.unknown(), |day| step.around(day))
}

/// `day_word`: "yesterday": capture `day`, an entry whose value counts days from the article's.
pub fn day_word(build: &Build<'_, '_>) -> Option<Built> {
    let count = figure(build, "day")?;
    let anaphoric = build.entry("day").is_some_and(|entry| build.has(entry, "anaphoric"));
    let from = if anaphoric { last_named(build, Step::Day) } else { None };
    let from = from.and_then(|day| Step::Day.shift(day.days()?.0, count)).map(Stretch::day);
    let mut value = TimeValue::stretch(from.unwrap_or_else(|| away(build, Step::Day, count)));
    value.daypart =
        build.entry("day").and_then(|entry| daypart_of(build, entry.canon.map(|name| build.reading.name(name))?));
    if value.daypart.is_some() {
        value.kind = TemporalKind::Time;
    }
    time(build, value)
}

/// TIMEX3 spelling of a part of the day.
pub fn daypart_of(_: &Build<'_, '_>, canon: &str) -> Option<&'static str> {
    Some(match canon {
        "dawn" | "morning" => "MO",
        "noon" => "MI",
        "afternoon" => "AF",
        "evening" => "EV",
        "night" => "NI",
        _ => return None,
    })
}

/// `reference`: "now", "in the past": capture `reference`, an entry whose canonical id is past, present or future.
pub fn reference(build: &Build<'_, '_>) -> Option<Built> {
    let value = match canon(build, "reference").or_else(|| build.with("reference"))? {
        "past" => "PAST_REF",
        "present" => "PRESENT_REF",
        "future" => "FUTURE_REF",
        _ => return None,
    };
    time(build, TimeValue::new(When::Reference(value)))
}

/// `relative`: "last month", "next Friday": captures `direction` (value -1, 0 or 1; the setting `direction` where it is
/// not said) and `unit`, `weekday`, `month`, `season`, or `number` and `unit` for a quarter or half.
pub fn relative(build: &Build<'_, '_>) -> Option<Built> {
    let direction = figure(build, "direction").or_else(|| build.with("direction")?.parse().ok())?;
    let lean = match direction {
        ..0 => Lean::Past,
        0 => Lean::Running,
        1.. => Lean::Future,
    };
    let same = build.with("same").is_some() || build.entry("direction").is_some_and(|entry| build.has(entry, "same"));
    let named = if has(build, "weekday") {
        Some(Part::Weekday(small(build, "weekday")?))
    } else if has(build, "month") {
        Some(Part::Month(small(build, "month")?))
    } else if let Some(season) = season(build) {
        Some(Part::Season(season))
    } else if has(build, "number") {
        let number = small(build, "number").filter(|number| (1..=4).contains(number))?;
        Some(if canon(build, "unit") == Some("half year") { Part::Half(number) } else { Part::Quarter(number) })
    } else {
        None
    };
    if let Some(part) = named {
        let stretch = Stretch { year: None, part };
        let stretch = build.reading.date.map_or(stretch, |today| stretch.complete(today, lean));
        return time(build, TimeValue { lean, ..TimeValue::stretch(stretch) });
    }
    let step = Step::named(canon(build, "unit").or_else(|| build.with("unit"))?)?;
    if build.entry("direction").is_some_and(|entry| build.has(entry, "rolling")) {
        return None;
    }
    if same && let Some(stretch) = last_named(build, step) {
        return time(build, TimeValue::stretch(stretch));
    }
    time(build, TimeValue::stretch(away(build, step, direction)))
}

/// The stretch of this length around the time named last before the match: "that year", "the quarter".
fn last_named(build: &Build<'_, '_>, step: Step) -> Option<Stretch> {
    let before = build.matched.first as u32;
    build.reading.buffers.mentions.iter().rev().take(64).find_map(|mention| match &mention.value {
        Value::Time(time) if !mention.absorbed && mention.first < before && !time.hijri => {
            let stretch = time.completed(build.reading.date)?;
            let (first, end) = stretch.days()?;
            let around = step.around(first);
            (around.days()?.1 >= end).then_some(around)
        }
        _ => None,
    })
}

/// A duration as steps: the quantity captured as `duration`, or one `unit`.
pub fn steps(build: &Build<'_, '_>) -> Option<(i32, Step, Option<Modifier>)> {
    if let Some(quantity) = build.quantity("duration") {
        (quantity.kind == QuantityKind::Duration).then_some(())?;
        let Some(Unit::Named(unit)) = quantity.unit else { return None };
        let (times, step) = match build.reading.name(unit) {
            "fortnight" => (2, Step::Week),
            unit => (1, Step::named(unit)?),
        };
        let exact = quantity.low == quantity.high;
        let modifier = if exact { quantity.modifier } else { Some(Modifier::Approximate) };
        let value = quantity.value.or(quantity.low).or(quantity.high)?;
        value.is_integer().then_some(())?;
        return Some((value.to_i32()?.checked_mul(times)?, step, modifier));
    }
    let count = if has(build, "count") { figure(build, "count")? } else { 1 };
    Some((count, Step::named(canon(build, "unit")?)?, None))
}

/// `recent`: "the past three months", "the next two weeks": captures `direction` and `duration`, or `unit` (one of it)
/// or `count` and `unit`.
pub fn recent(build: &Build<'_, '_>) -> Option<Built> {
    let direction =
        figure(build, "direction").or_else(|| build.with("direction")?.parse().ok()).filter(|to| *to != 0)?;
    let (count, step, modifier) = steps(build)?;
    let when = match build.reading.date {
        None => When::Reference(if direction < 0 { "PAST_REF" } else { "FUTURE_REF" }),
        Some(today) if direction < 0 => When::Days(step.shift(today, -count)?, today),
        Some(today) => When::Days(today.succ_opt()?, step.shift(today, count)?),
    };
    time(build, TimeValue { modifier, ..TimeValue::new(when) })
}

/// `distant`: "three weeks ago", "a year earlier", "in two months": captures `duration` (or `unit`) and `distance`, an
/// entry of value -1 or 1. Role `anaphoric`: counted from the time named last; role `open`: it goes on since.
/// A captured `anchor` is what it is counted from.
pub fn distant(build: &Build<'_, '_>) -> Option<Built> {
    let (count, step, modifier) = steps(build)?;
    let entry = build.entry("distance")?;
    let direction = figure(build, "distance")?;
    let count = count.checked_mul(direction)?;
    let mut value = match build.time("anchor") {
        Some(anchor) => from_anchor(build, anchor, step, count)?,
        None if build.has(entry, "anaphoric") || build.with("anaphoric").is_some() => from_last(build, step, count),
        None => TimeValue::stretch(grain(build.reading.date, step, count)),
    };
    value.modifier = modifier;
    if build.has(entry, "open") {
        (value.open, value.kind) = (Open::End, TemporalKind::Period);
    }
    time(build, value)
}

/// So far from today, as exactly as the unit speaks: to the day for days and weeks, to the month, to the year.
fn grain(today: Option<NaiveDate>, step: Step, count: i32) -> Stretch {
    let grain = match step {
        Step::Day | Step::Week | Step::Weekend => Step::Day,
        Step::Month | Step::Quarter | Step::Half => Step::Month,
        Step::Year | Step::FiscalYear | Step::Decade | Step::Century => Step::Year,
    };
    today.and_then(|today| step.shift(today, count)).map_or(grain.unknown(), |day| grain.around(day))
}

fn from_anchor(build: &Build<'_, '_>, anchor: &TimeValue, step: Step, count: i32) -> Option<TimeValue> {
    let today = build.reading.date?;
    let stretch = anchor.completed(Some(today))?;
    let (first, _) = stretch.days()?;
    let day = step.shift(first, count)?;
    let grain = if stretch.is_day() { Stretch::day(day) } else { grain(Some(first), step, count) };
    Some(TimeValue::stretch(grain))
}

/// "A year earlier" after a quarter is that quarter of the year before; else the article's day is the anchor.
fn from_last(build: &Build<'_, '_>, step: Step, count: i32) -> TimeValue {
    let last = build.reading.buffers.mentions.iter().rev().take(64).find_map(|mention| match &mention.value {
        Value::Time(time) => time
            .completed(build.reading.date)
            .filter(|stretch| matches!(stretch.part, Part::Quarter(_) | Part::Half(_))),
        _ => None,
    });
    let moved = last.and_then(|stretch| {
        let (first, _) = stretch.days()?;
        let day = step.shift(first, count)?;
        Some(match stretch.part {
            Part::Half(_) => Step::Half.around(day),
            _ => Step::Quarter.around(day),
        })
    });
    TimeValue::stretch(moved.unwrap_or_else(|| grain(build.reading.date, step, count)))
}

/// `every`: "every Friday", "daily": captures `weekday`, or `unit`, or `cycle`, an entry whose canonical id is a unit.
pub fn every(build: &Build<'_, '_>) -> Option<Built> {
    let when = if has(build, "weekday") {
        When::EveryWeekday(small(build, "weekday")?)
    } else {
        When::Every(match Step::named(canon(build, "cycle").or_else(|| canon(build, "unit"))?)? {
            Step::Day => "P1D",
            Step::Week => "P1W",
            Step::Weekend => "P1WE",
            Step::Month => "P1M",
            Step::Quarter => "P3M",
            Step::Half => "P6M",
            Step::Year | Step::FiscalYear => "P1Y",
            Step::Decade => "P10Y",
            Step::Century => "P100Y",
        })
    };
    time(build, TimeValue::new(when))
}
