//! Times told from the day of the article: "yesterday", "last month", "three weeks ago".

use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::absolute::{holiday_of, of_holiday, season};
use super::compose::staged;
use super::stretch::{Lean, Part, Step, Stretch};
use super::value::{Open, TimeValue, When};
use super::{canon, figure, has, small, time};
use crate::extract::builder::{Build, Built};
use crate::extract::mention::{QuantityValue, Unit, Value};
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
    let from = if anaphoric { last_named(build, Step::Day, 0) } else { None };
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

/// `relative`: "last month", "next Friday", "year-end": captures `direction` (value -1, 0 or 1; the setting `direction` where it is
/// not said) and `unit`, `weekday`, `month`, `season`, `holiday`, or `number` and `unit` for a quarter or half; a captured `stage` is the
/// part of the unit that is meant.
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
    } else if let Some(holiday) = holiday_of(build) {
        Some(Part::Holiday(holiday))
    } else if has(build, "number") {
        let number = small(build, "number").filter(|number| (1..=4).contains(number))?;
        Some(if canon(build, "unit") == Some("half year") { Part::Half(number) } else { Part::Quarter(number) })
    } else {
        None
    };
    if let Some(part) = named {
        let stretch = Stretch { year: None, part };
        let of_week = build.entry("direction").is_some_and(|entry| build.has(entry, "week"));
        let stretch = build.reading.date.map_or(stretch, |today| match part {
            // "Next Friday" is that of the next week.
            Part::Weekday(_) if of_week => {
                Step::Week.shift(today, direction).map_or(stretch, |then| stretch.complete(then, Lean::Running))
            }
            _ => stretch.complete(today, lean),
        });
        let value = match part {
            Part::Holiday(holiday) => of_holiday(holiday, stretch.year),
            _ => TimeValue::stretch(stretch),
        };
        return time(build, TimeValue { lean, ..value });
    }
    let step = Step::named(canon(build, "unit").or_else(|| build.with("unit"))?)?;
    if build.entry("direction").is_some_and(|entry| build.has(entry, "rolling")) {
        return None;
    }
    // "That year" takes up a year of any sentence before; "the end of the year" only one of its own.
    let floor = if build.with("same") == Some("sentence") { build.sentence.first } else { 0 };
    let named = if same { last_named(build, step, floor) } else { None };
    let value = TimeValue::stretch(named.unwrap_or_else(|| away(build, step, direction)));
    time(build, if has(build, "stage") || build.with("stage").is_some() { staged(build, value)? } else { value })
}

/// The stretch of this length around the time named last before the match, from token `floor` on: "that year", "the quarter".
fn last_named(build: &Build<'_, '_>, step: Step, floor: usize) -> Option<Stretch> {
    let before = build.matched.first as u32;
    build.reading.buffers.mentions.iter().rev().take(64).find_map(|mention| match &mention.value {
        Value::Time(time) if !mention.absorbed && (floor as u32..before).contains(&mention.first) && !time.hijri => {
            let stretch = time.completed(build.reading.date)?;
            let (first, end) = stretch.days()?;
            let around = step.around(first);
            (around.days()?.1 >= end).then_some(around)
        }
        _ => None,
    })
}

/// How far: so many steps, and days beside them ("two months and three days").
#[derive(Clone, Copy)]
pub struct Distance {
    /// The steps.
    pub step: Step,
    /// How many of them.
    pub count: i32,
    days: i32,
    modifier: Option<Modifier>,
}

impl Distance {
    /// The day so far ahead of another, or back from it.
    pub fn from(self, day: NaiveDate, direction: i32) -> Option<NaiveDate> {
        let day = self.step.shift(day, self.count.checked_mul(direction)?)?;
        Step::Day.shift(day, self.days.checked_mul(direction)?)
    }

    /// So far from today, as exactly as the unit speaks: to the day for days and weeks, to the month, to the year.
    fn grain(self, today: Option<NaiveDate>, direction: i32) -> Stretch {
        let grain = match self.step {
            _ if self.days != 0 => Step::Day,
            Step::Day | Step::Week | Step::Weekend => Step::Day,
            Step::Month | Step::Quarter | Step::Half => Step::Month,
            Step::Year | Step::FiscalYear | Step::Decade | Step::Century => Step::Year,
        };
        today.and_then(|today| self.from(today, direction)).map_or(grain.unknown(), |day| grain.around(day))
    }
}

/// A duration as steps: the quantity captured as `duration`, or one `unit`, or `count` of them.
pub fn steps(build: &Build<'_, '_>) -> Option<Distance> {
    let Some(quantity) = build.quantity("duration") else {
        let count = if has(build, "count") { figure(build, "count")? } else { 1 };
        let (times, step) = named_step(canon(build, "unit")?)?;
        return Some(Distance { step, count: count.checked_mul(times)?, days: 0, modifier: None });
    };
    (quantity.kind == QuantityKind::Duration).then_some(())?;
    let whole = |value: Decimal, unit: Unit| {
        let Unit::Named(unit) = unit else { return None };
        let (times, step) = named_step(build.reading.name(unit))?;
        match step {
            // Half years are whole months.
            Step::Year | Step::Decade if !value.is_integer() => {
                let months = if step == Step::Year { 12 } else { 120 };
                let months = value.checked_mul(months.into()).filter(Decimal::is_integer)?;
                Some((months.to_i32()?, Step::Month))
            }
            _ => Some((value.is_integer().then(|| value.to_i32())??.checked_mul(times)?, step)),
        }
    };
    let exact = quantity.low == quantity.high;
    let ((count, step), days) = match quantity.compound {
        Some([(months, long), (rest, short)]) => match whole(rest, Unit::Named(short))? {
            (days, Step::Day) => (whole(months, Unit::Named(long))?, days),
            (weeks, Step::Week) => (whole(months, Unit::Named(long))?, weeks.checked_mul(7)?),
            _ => return None,
        },
        None => (whole(quantity.value.or(quantity.low).or(quantity.high)?, quantity.unit?)?, 0),
    };
    Some(Distance { step, count, days, modifier: if exact { quantity.modifier } else { Some(Modifier::Approximate) } })
}

/// A unit as steps of the calendar.
fn named_step(unit: &str) -> Option<(i32, Step)> {
    if unit == "fortnight" { Some((2, Step::Week)) } else { Some((1, Step::named(unit)?)) }
}

/// `recent`: "the past three months", "the next two weeks": captures `direction` and `duration`, or `unit` (one of it)
/// or `count` and `unit`. A vague duration ("the past few weeks") is the past or future at large. With the setting
/// `today` what lies ahead begins today ("within two weeks").
pub fn recent(build: &Build<'_, '_>) -> Option<Built> {
    let direction =
        figure(build, "direction").or_else(|| build.with("direction")?.parse().ok()).filter(|to| *to != 0)?;
    if has(build, "vague") || build.quantity("duration").is_some_and(QuantityValue::is_vague) {
        return time(build, at_large(direction));
    }
    let distance = steps(build)?;
    let value = match build.reading.date {
        None => at_large(direction),
        Some(today) if distance.step == Step::Quarter => TimeValue::new(quarters(today, distance.count, direction)?),
        Some(today) if direction < 0 => TimeValue::new(When::Days(distance.from(today, -1)?, today)),
        Some(today) if build.with("today").is_some() => TimeValue::new(When::Days(today, distance.from(today, 1)?)),
        Some(today) => TimeValue::new(When::Days(today.succ_opt()?, distance.from(today, 1)?)),
    };
    time(build, TimeValue { modifier: distance.modifier, ..value })
}

/// The past or the future, no one knows how far.
const fn at_large(direction: i32) -> TimeValue {
    TimeValue::new(When::Reference(if direction < 0 { "PAST_REF" } else { "FUTURE_REF" }))
}

/// Whole quarters: those just over, or those to come.
fn quarters(today: NaiveDate, count: i32, direction: i32) -> Option<When> {
    let (first, end) = Step::Quarter.around(today).days()?;
    let (from, to) = if direction < 0 {
        (Step::Quarter.shift(first, -count)?, first)
    } else {
        (end, Step::Quarter.shift(end, count)?)
    };
    Some(When::Days(from, to.pred_opt()?))
}

/// `lasting`: "three days from Monday on": captures `duration` and `time`, the beginning.
pub fn lasting(build: &Build<'_, '_>) -> Option<Built> {
    let distance = steps(build)?;
    let (first, _) = build.time("time")?.completed(build.reading.date)?.days()?;
    let last = distance.from(first, 1)?.pred_opt()?;
    (first < last)
        .then(|| time(build, TimeValue { modifier: distance.modifier, ..TimeValue::new(When::Days(first, last)) }))?
}

/// `ahead`: a weekday or month after words that speak of what is to come, or with `tense = "past"` of what is over:
/// captures `time`, and covers it alone; or with the `direction` that stands behind it ("15 يوليو الماضي").
pub fn ahead(build: &Build<'_, '_>) -> Option<Built> {
    let mut value = *build.time("time")?;
    let When::Stretch(Stretch { year: None, part: Part::Weekday(_) | Part::Month(_) | Part::Day(..) }) = value.when
    else {
        return None;
    };
    (value.lean == Lean::News && !value.hijri).then_some(())?;
    value.lean = match figure(build, "direction") {
        Some(..0) => Lean::Past,
        Some(0) => Lean::Running,
        Some(1..) => Lean::Future,
        None if build.with("tense") == Some("past") => Lean::Behind,
        None => Lean::Ahead,
    };
    time(build, value)
}

/// `distant`: "three weeks ago", "a year earlier", "in two months": captures `duration` (or `unit`) and `distance`, an
/// entry of value -1 or 1. Role `anaphoric`: counted from the time named last; role `open`: it goes on since.
/// A vague duration ("several years ago") is the past or future at large. A captured `anchor` is what it is counted from. Or `count` and `weekday` ("two Fridays ago").
pub fn distant(build: &Build<'_, '_>) -> Option<Built> {
    if has(build, "weekday") {
        return weekdays_away(build);
    }
    let entry = build.entry("distance")?;
    let direction = figure(build, "distance")?;
    if build.quantity("duration").is_some_and(QuantityValue::is_vague) && !has(build, "anchor") {
        return time(build, at_large(direction));
    }
    let distance = steps(build)?;
    let mut value = match build.time("anchor") {
        Some(anchor) => from_anchor(build, anchor, distance, direction)?,
        None if build.has(entry, "anaphoric") || build.with("anaphoric").is_some() => {
            from_last(build, distance, direction)
        }
        None => TimeValue::stretch(distance.grain(build.reading.date, direction)),
    };
    value.modifier = distance.modifier;
    if build.has(entry, "open") {
        (value.open, value.kind) = (Open::End, TemporalKind::Period);
    }
    time(build, value)
}

/// "Two Fridays ago": captures `count`, `weekday` and `distance`.
fn weekdays_away(build: &Build<'_, '_>) -> Option<Built> {
    let (count, direction) = (figure(build, "count")?, figure(build, "distance")?);
    let lean = if direction < 0 { Lean::Past } else { Lean::Future };
    let weekday = Stretch { year: None, part: Part::Weekday(small(build, "weekday")?) };
    let (nearest, _) = weekday.complete(build.reading.date?, lean).days()?;
    time(build, TimeValue::stretch(Stretch::day(Step::Week.shift(nearest, (count - 1).checked_mul(direction)?)?)))
}

fn from_anchor(build: &Build<'_, '_>, anchor: &TimeValue, distance: Distance, direction: i32) -> Option<TimeValue> {
    let stretch = anchor.completed(build.reading.date)?;
    let (first, _) = stretch.days()?;
    let day = distance.from(first, direction)?;
    let grain = if stretch.is_day() { Stretch::day(day) } else { distance.grain(Some(first), direction) };
    Some(TimeValue::stretch(grain))
}

/// "A year earlier" after a quarter is that quarter of the year before; else the article's day is the anchor.
fn from_last(build: &Build<'_, '_>, distance: Distance, direction: i32) -> TimeValue {
    let last = build.reading.buffers.mentions.iter().rev().take(64).find_map(|mention| match &mention.value {
        Value::Time(time) => time
            .completed(build.reading.date)
            .filter(|stretch| matches!(stretch.part, Part::Quarter(_) | Part::Half(_))),
        _ => None,
    });
    let moved = last.and_then(|stretch| {
        let (first, _) = stretch.days()?;
        let day = distance.from(first, direction)?;
        Some(match stretch.part {
            Part::Half(_) => Step::Half.around(day),
            _ => Step::Quarter.around(day),
        })
    });
    TimeValue::stretch(moved.unwrap_or_else(|| distance.grain(build.reading.date, direction)))
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
