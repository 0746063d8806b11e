//! Times made of times: "early March", "the third quarter of last year", "from Monday to Friday", "since 2019".

use chrono::{Datelike, NaiveDate};

use super::relative::{daypart_of, steps};
use super::stretch::{Lean, Part, Step, Stretch};
use super::value::{Open, Stage, TimeValue, When};
use super::{canon, figure, has, small, time};
use crate::extract::builder::{Build, Built};
use crate::model::{Modifier, TemporalKind};

/// `stage`: "early March", "نهاية العام": captures `stage` (early, mid, late; elapsed, remaining, rest) and `time`.
pub fn stage(build: &Build<'_, '_>) -> Option<Built> {
    let value = *build.time("time")?;
    matches!(value.when, When::Stretch(_)).then_some(())?;
    if canon(build, "stage") == Some("rest") {
        let today = build.reading.date?;
        let (first, end) = value.completed(Some(today))?.days()?;
        (first <= today && today < end).then_some(())?;
        return time(build, TimeValue::new(When::Days(today, end.pred_opt()?)));
    }
    time(build, staged(build, value)?)
}

/// A time of which the capture `stage` names the part that is meant.
pub fn staged(build: &Build<'_, '_>, mut value: TimeValue) -> Option<TimeValue> {
    value.stage = Some(match canon(build, "stage").or_else(|| build.with("stage"))? {
        "early" => Stage::Early,
        "mid" => Stage::Mid,
        "late" => Stage::Late,
        "elapsed" => Stage::Elapsed,
        "remaining" => Stage::Remaining,
        _ => return None,
    });
    if !matches!(value.stage, Some(Stage::Elapsed | Stage::Remaining)) {
        value.modifier = Some(Modifier::Approximate);
    }
    Some(value)
}

/// `daypart`: "Tuesday morning": captures `time`, a day, and `daypart`.
pub fn daypart(build: &Build<'_, '_>) -> Option<Built> {
    let mut value = *build.time("time")?;
    (value.kind == TemporalKind::Date && value.daypart.is_none()).then_some(())?;
    value.daypart = daypart_of(build, canon(build, "daypart")?);
    value.kind = TemporalKind::Time;
    time(build, value)
}

/// `same_day`: "yesterday, Tuesday": captures `day` and `weekday`, two times, one of which is a weekday alone; the other
/// says which day it is.
pub fn same_day(build: &Build<'_, '_>) -> Option<Built> {
    let (one, other) = (*build.time("day")?, *build.time("weekday")?);
    let is_weekday =
        |value: &TimeValue| matches!(value.when, When::Stretch(Stretch { year: None, part: Part::Weekday(_) }));
    match (is_weekday(&one), is_weekday(&other)) {
        (false, true) => time(build, one),
        (true, false) => time(build, other),
        _ => None,
    }
}

/// `within`: "March of last year", "Friday of next week": captures `one` and
/// `other`: one whose year, month or week is open, and one that tells it.
pub fn within(build: &Build<'_, '_>) -> Option<Built> {
    let (one, other) = (build.time("one")?, build.time("other")?);
    let within = |inner: &TimeValue, outer: &TimeValue| {
        let When::Stretch(stretch) = inner.when else { return None };
        let stretch = place(stretch, outer.completed(build.reading.date)?)?;
        Some(TimeValue { when: When::Stretch(stretch), ..*inner })
    };
    time(build, within(one, other).or_else(|| within(other, one))?)
}

/// An open stretch placed in a longer one.
fn place(inner: Stretch, outer: Stretch) -> Option<Stretch> {
    let year = outer.year;
    match (inner.part, outer.part) {
        (Part::Weekday(weekday), Part::Week(week)) => {
            let outer = Stretch { year, part: Part::Week(week) };
            let (monday, _) = outer.days()?;
            Step::Day.shift(monday, i32::from(weekday) - 1).map(Stretch::day)
        }
        (Part::Day(0, day), Part::Month(month)) => {
            Some(Stretch { year, part: Part::Day(month, day) }).filter(|stretch| stretch.exists())
        }
        (Part::NthWeekday(0, weekday, nth), Part::Month(month)) => {
            Some(Stretch { year, part: Part::NthWeekday(month, weekday, nth) })
        }
        (
            Part::Month(1..)
            | Part::Quarter(1..)
            | Part::Half(1..)
            | Part::Season(_)
            | Part::Day(1.., _)
            | Part::Holiday(_)
            | Part::Week(1..)
            | Part::NthWeek(1.., _)
            | Part::NthWeekday(1.., ..),
            Part::Year | Part::FiscalYear,
        ) if inner.year.is_none() => Some(Stretch { year, ..inner }),
        _ => None,
    }
}

/// `nth`: "the first week of May", "the last Friday of October", "the second quarter of next year": captures `nth` (a
/// number; -1 for the last), `unit` or `weekday`, and `time`.
pub fn nth(build: &Build<'_, '_>) -> Option<Built> {
    let nth = i8::try_from(figure(build, "nth")?).ok().filter(|nth| *nth != 0)?;
    let outer = build.time("time")?;
    if outer.hijri {
        return None;
    }
    let When::Stretch(outer) = outer.when else { return None };
    let small_nth = u8::try_from(nth).ok();
    let part = match (outer.part, canon(build, "unit").or_else(|| build.with("unit"))) {
        (Part::Month(month), _) if has(build, "weekday") && nth <= 5 => {
            Part::NthWeekday(month, small(build, "weekday")?, nth)
        }
        (Part::Month(month), Some("day")) => Part::Day(month, nth),
        (Part::Month(month), Some("week")) => Part::NthWeek(month, nth),
        (Part::Year, Some("week")) => Part::NthWeek(0, nth),
        (Part::Year, Some("month")) => Part::Month(small_nth.map_or(12, |nth| nth)),
        (Part::Year | Part::FiscalYear, Some("quarter")) => Part::Quarter(small_nth.map_or(4, |nth| nth)),
        (Part::Year | Part::FiscalYear, Some("half year")) => Part::Half(small_nth.map_or(2, |nth| nth)),
        _ => return None,
    };
    let stretch = Stretch { year: outer.year, part };
    let fits = match part {
        Part::Quarter(quarter) => quarter <= 4,
        Part::Half(half) => half <= 2,
        _ => stretch.exists(),
    };
    fits.then(|| time(build, TimeValue::stretch(stretch))).flatten()
}

/// `edge`: "the first nine months of 2024": captures `nth` (1, or -1 for the last), a duration and `time`.
pub fn edge(build: &Build<'_, '_>) -> Option<Built> {
    let distance = steps(build)?;
    let (first, end) = build.time("time")?.completed(build.reading.date)?.days()?;
    let (from, to) = match figure(build, "nth")? {
        1 => (first, distance.from(first, 1)?),
        -1 => (distance.from(end, -1)?, end),
        _ => return None,
    };
    (first <= from && to <= end && from < to).then_some(())?;
    time(build, TimeValue::new(When::Days(from, to.pred_opt()?)))
}

/// `week_of`: "the week of March 6": capture `time`, a day.
pub fn week_of(build: &Build<'_, '_>) -> Option<Built> {
    let (first, _) = build.time("time")?.completed(build.reading.date)?.days()?;
    time(build, TimeValue::stretch(Step::Week.around(first)))
}

/// `span`: "from Monday to Friday", "July 1 to August 3, 2025": captures `first` and `last`, each a time or a bare day
/// (digits or a number); what the one leaves open the other closes.
pub fn span(build: &Build<'_, '_>) -> Option<Built> {
    let (first, last) = (side(build, "first")?, side(build, "last")?);
    if first.hijri || last.hijri {
        return None;
    }
    if let (When::Stretch(_), When::Reference("PRESENT_REF"), Some(today)) = (first.when, last.when, build.reading.date)
    {
        let (from, _) = first.completed(Some(today))?.days()?;
        return (from < today).then(|| time(build, TimeValue::new(When::Days(from, today))))?;
    }
    let (When::Stretch(mut from), When::Stretch(mut to)) = (first.when, last.when) else { return None };
    if let (Part::Day(0, day), Part::Day(month, _)) = (from.part, to.part) {
        from = Stretch { year: to.year, part: Part::Day(month, day) };
    }
    if let (Part::Day(month, _), Part::Day(0, day)) = (from.part, to.part) {
        // "From April 27 to the third" ends in the month after.
        let later = matches!(from.part, Part::Day(_, first) if first > day);
        let month = if later { month % 12 + 1 } else { month };
        let year = from.year.map(|year| year + i32::from(later && month == 1));
        to = Stretch { year, part: Part::Day(month, day) };
    }
    if matches!(from.part, Part::Day(0, _)) || matches!(to.part, Part::Day(0, _)) {
        return None;
    }
    if let Part::Weekday(to_weekday) = to.part
        && from.is_day()
        && let Some(today) = build.reading.date
    {
        from = from.complete(today, first.lean);
        let ahead = |begin: Stretch| {
            let (begin, _) = begin.days()?;
            let weekday = begin.weekday().number_from_monday();
            Step::Day.shift(begin, ((7 + u32::from(to_weekday) - weekday) % 7) as i32).map(Stretch::day)
        };
        to = ahead(from)?;
    }
    let shares_year =
        |stretch: Stretch| !matches!(stretch.part, Part::Year | Part::Decade | Part::Century | Part::Weekday(_));
    if from.year.is_none() && shares_year(from) && to.year.is_some() {
        let earlier = Stretch { year: to.year, ..from };
        let begins_after = matches!((earlier.days(), to.days()), (Some((begin, _)), Some((end, _))) if begin > end);
        from = if begins_after { Stretch { year: to.year.map(|year| year - 1), ..from } } else { earlier };
    }
    if to.year.is_none() && shares_year(to) && from.year.is_some() {
        to.year = from.year;
    }
    if let Some(today) = build.reading.date
        && first.lean == Lean::News
        && last.lean == Lean::News
        && let Some((begin, end)) = nearest(from, to, today)
    {
        (from, to) = (begin, end);
    }
    if let (Some((begin, _)), Some((_, end))) = (from.days(), to.days())
        && begin >= end
        && first.lean == last.lean
        && from.year == to.year
        && matches!(from.part, Part::Year | Part::Decade)
    {
        return None;
    }
    let mut value = TimeValue::new(When::Span(from, to));
    value.modifier = first.modifier.or(last.modifier);
    time(build, value)
}

/// "between 2 January and 31 August" without a year: the years that bring the whole of it nearest to a day.
fn nearest(from: Stretch, to: Stretch, today: NaiveDate) -> Option<(Stretch, Stretch)> {
    let in_year = |year: i32| {
        let from = Stretch { year: Some(year), ..from };
        let (begin, _) = from.days()?;
        let to = [year, year + 1].map(|year| Stretch { year: Some(year), ..to });
        let (to, (_, end)) =
            to.into_iter().filter_map(|to| Some((to, to.days()?))).find(|&(_, (_, end))| end > begin)?;
        Some((if begin > today { begin - today } else { today - end.min(today) }, from, to))
    };
    let dated =
        |stretch: Stretch| stretch.year.is_none() && matches!(stretch.part, Part::Day(1.., _) | Part::Month(1..));
    let years = (dated(from) && dated(to)).then(|| today.year() - 1..=today.year() + 1);
    let nearest = years.into_iter().flatten().filter_map(in_year).min_by_key(|&(days, ..)| days);
    nearest.map(|(_, from, to)| (from, to))
}

fn side(build: &Build<'_, '_>, name: &str) -> Option<TimeValue> {
    if let Some(value) = build.time(name) {
        return Some(*value);
    }
    let day = i8::try_from(figure(build, name)?).ok().filter(|day| (1..=31).contains(day))?;
    Some(TimeValue::stretch(Stretch { year: None, part: Part::Day(0, day) }))
}

/// `open`: "since 2019", "until Thursday", "after 2016", "2012 or later": captures `border` (since, until, after, before;
/// from, up_to, where the time itself belongs to it) and `time`.
pub fn open(build: &Build<'_, '_>) -> Option<Built> {
    let mut value = *build.time("time")?;
    match canon(build, "border")? {
        "since" => {
            value.open = Open::End;
            let ahead = |today| Some(value.completed(Some(today))?.days()?.0 > today);
            if value.lean == Lean::News && build.reading.date.and_then(ahead) == Some(true) {
                value.lean = Lean::Past;
            }
        }
        "until" => {
            value.open = Open::Begin;
            if matches!(value.when, When::Stretch(Stretch { part: Part::Weekday(_), .. })) {
                value.lean = Lean::Future;
            }
        }
        border @ ("from" | "up_to") => {
            let When::Stretch(stretch) = value.when else { return None };
            value.when = if border == "from" { When::From(stretch) } else { When::UpTo(stretch) };
            if value.lean == Lean::News && matches!(stretch.part, Part::Weekday(_)) {
                value.lean = Lean::Future;
            }
        }
        // Before the end of a time is still within it.
        "before" if value.stage == Some(Stage::Late) => value.open = Open::Begin,
        border => {
            let When::Stretch(stretch) = value.when else { return None };
            matches!(stretch.part, Part::Month(_) | Part::Quarter(_) | Part::Year | Part::Decade).then_some(())?;
            value.when = if border == "after" { When::After(stretch) } else { When::Before(stretch) };
        }
    }
    value.kind = TemporalKind::Period;
    time(build, value)
}
