//! Dates that say themselves which they are: "July 24, 2025", "Q3 2024", "the 1990s".

use super::holiday::Holiday;
use super::stretch::{Lean, Part, Stretch};
use super::value::{Open, TimeValue, When};
use super::{canon, digits, figure, has, small, time};
use crate::extract::builder::{Build, Built};
use crate::extract::mention::{Filled, NumberValue, Value};
use crate::lang::pattern::MentionKind;
use crate::model::{Modifier, TemporalKind};
use crate::text::fold::digit_value;
use crate::text::token::TokenKind;

/// Years that a bare figure of two digits can mean: 40 to 99 lie in the last century, the rest in this one.
const fn full_year(year: i32, short: bool) -> i32 {
    match year {
        40..=99 if short => year + 1900,
        0..=39 if short => year + 2000,
        _ => year,
    }
}

/// The year a capture states.
fn year_of(build: &Build<'_, '_>, name: &str) -> Option<i32> {
    let part = build.part(name)?;
    let (first, last) = (part.first as usize, part.last as usize);
    if let Filled::Mention(_) = part.what
        && let Some(year) = figure(build, name)
    {
        return Some(year).filter(|year| (1000..=2999).contains(year)).or_else(|| spoken_year(build, first, last));
    }
    let token = (first..last).filter_map(|at| build.reading.token(at)).find(|token| token.kind == TokenKind::Digits);
    let Some(token) = token else { return spoken_year(build, first, last) };
    let year = full_year(figure(build, name)?, token.short_digits() && !has(build, "era"));
    (1..=2999).contains(&year).then_some(year)
}

fn spoken_year(build: &Build<'_, '_>, first: usize, last: usize) -> Option<i32> {
    let number = |at: usize| {
        build.reading.mentions_at(at).find_map(|(_, mention)| match &mention.value {
            Value::Number(NumberValue { value: Some(value), .. }) => {
                Some((i32::try_from(*value).ok()?, mention.last as usize))
            }
            _ => None,
        })
    };
    let (century, middle) = number(first)?;
    let (rest, end) = number(middle)?;
    (end == last && (10..=20).contains(&century) && (1..=99).contains(&rest)).then(|| century * 100 + rest)
}

/// Whether the entry of a capture is marked Hijri.
fn hijri(build: &Build<'_, '_>) -> bool {
    build.entry("month").is_some_and(|month| build.has(month, "hijri"))
        || build.entry("era").is_some_and(|era| build.canon(era) == Some("hijri"))
}

/// An abbreviation ("Mar", "Sat") is a date only beside a figure.
fn is_abbreviation(build: &Build<'_, '_>, name: &str) -> bool {
    build.entry(name).is_some_and(|entry| build.has(entry, "abbr") || build.has(entry, "plural"))
}

/// `date`: captures `weekday`, `day`, `last_day`, `month`, `last_month`, `year`, `era`, all optional. With `but = "season"`
/// a month that could be the end of two years is none.
pub fn date(build: &Build<'_, '_>) -> Option<Built> {
    let alone = !has(build, "day") && !has(build, "year");
    if alone
        && build.with("abbreviated").is_none()
        && (is_abbreviation(build, "month") || is_abbreviation(build, "weekday"))
    {
        return None;
    }
    let mut year = match has(build, "year") {
        true => Some(year_of(build, "year")?),
        false => None,
    };
    if canon(build, "era") == Some("bc") {
        year = year.map(|year| -year);
    }
    let month = match has(build, "month") {
        true => Some(small(build, "month")?),
        false => None,
    };
    let stretch = |day: &str, month: Option<u8>| -> Option<Stretch> {
        let part = match (has(build, day), month) {
            (true, month) => Part::Day(month.unwrap_or(0), i8::try_from(small(build, day)?).ok()?),
            (false, Some(month)) => Part::Month(month),
            (false, None) => match small(build, "weekday") {
                Some(weekday) => Part::Weekday(weekday),
                None => Part::Year,
            },
        };
        let stretch = Stretch { year, part };
        let day_of_week = matches!(part, Part::Day(0, _)).then(|| small(build, "weekday")).flatten();
        let hijri = hijri(build);
        // "2009-10" may be a season as well.
        let season = build.with("but").is_some_and(|but| but == "season")
            && matches!((year, month), (Some(year), Some(month)) if (year + 1) % 100 == i32::from(month));
        let fits = part != Part::Day(month.unwrap_or(0), 0) && part != Part::Month(0) && !season;
        (fits && (hijri || stretch.exists())).then(|| day_of_week.map_or(stretch, |day| near(build, stretch, day)))
    };
    let first = stretch("day", month)?;
    let mut value = TimeValue::stretch(first);
    if has(build, "last_day") {
        let last_month = small(build, "last_month").or(month);
        let last = stretch("last_day", last_month)?;
        if month == last_month && small(build, "day") >= small(build, "last_day") {
            return None;
        }
        value = TimeValue::new(When::Span(first, last));
    }
    value.hijri = hijri(build);
    if build.with("lean") == Some("past") {
        value.lean = Lean::Past;
    }
    time(build, value)
}

/// "Friday 31": the month in which the day falls on the weekday, the last such one; the running month without one.
fn near(build: &Build<'_, '_>, stretch: Stretch, weekday: u8) -> Stretch {
    use chrono::{Datelike, Months};
    let (Some(today), Part::Day(0, day)) = (build.reading.date, stretch.part) else { return stretch };
    let fits = |back: i32| {
        let month = if back < 0 {
            today.checked_add_months(Months::new(back.unsigned_abs()))?
        } else {
            today.checked_sub_months(Months::new(back.unsigned_abs()))?
        };
        let date = month.with_day(day.unsigned_abs().into())?;
        (date.weekday().number_from_monday() == u32::from(weekday)).then(|| Stretch::day(date))
    };
    [0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6].into_iter().find_map(fits).unwrap_or(stretch)
}

/// `numeric_date`: captures `first`, `second` and maybe `third`, or `whole`, one token with its points ("24.7.2025").
/// With the setting `basic` the whole is eight digits. The pack says which stands first where both can be a month. Under the setting `padded` it is a date only if that
/// capture has two digits (`third`), or one of both a zero before (`any`).
pub fn numeric_date(build: &Build<'_, '_>) -> Option<Built> {
    let mut parts = [None; 3];
    if let Some(whole) = build.part("whole") {
        let text = build.reading.slice(whole.first as usize, whole.last as usize);
        if build.with("basic").is_some() {
            let stretch = basic(text)?;
            return time(build, TimeValue::stretch(stretch));
        }
        let mut pieces = text.split('.');
        parts = [(); 3].map(|()| pieces.next().and_then(|piece| Some((digits(piece)?, piece.chars().count()))));
        if pieces.next().is_some() || parts.contains(&None) {
            return None;
        }
    } else {
        for (slot, name) in parts.iter_mut().zip(["first", "second", "third"]) {
            let Some(part) = build.part(name) else { continue };
            let token = build.reading.token(part.first as usize)?;
            let length = if token.four_digits() { 4 } else { 2 };
            *slot = Some((figure(build, name)?, length));
        }
    }
    if build.with("padded").is_some_and(|name| !padded(build, name)) {
        return None;
    }
    let day_first = build.pack.settings.dates.day_first;
    let (year, month, day) = order(parts, day_first)?;
    let stretch = Stretch { year, part: Part::Day(u8::try_from(month).ok()?, i8::try_from(day).ok()?) };
    (month > 0 && day > 0 && stretch.exists()).then_some(())?;
    time(build, TimeValue::stretch(stretch))
}

/// Whether a capture (or, for `any`, the first or second) is written with two digits, a zero before.
fn padded(build: &Build<'_, '_>, name: &str) -> bool {
    let zero = |name: &str| {
        build.part(name).is_some_and(|part| {
            let text = build.reading.slice(part.first as usize, part.last as usize);
            text.chars().filter(|&digit| digit_value(digit).is_some()).count() == 2
                && (name == "third" || text.chars().find_map(digit_value) == Some(0))
        })
    };
    if name == "any" { zero("first") || zero("second") } else { zero(name) }
}

/// "20250724": a day of the last two centuries in eight digits.
fn basic(text: &str) -> Option<Stretch> {
    let mut figures = text.chars().map(digit_value);
    let mut take =
        |count: usize| (0..count).try_fold(0i32, |sum, _| Some(sum * 10 + i32::from(figures.next().flatten()?)));
    let (year, month, day) = (take(4)?, take(2)?, take(2)?);
    let stretch = Stretch { year: Some(year), part: Part::Day(u8::try_from(month).ok()?, i8::try_from(day).ok()?) };
    let fits = figures.next().is_none() && (1900..2100).contains(&year) && month > 0 && day > 0;
    (fits && stretch.exists()).then_some(stretch)
}

type Piece = Option<(i32, usize)>;

/// Year, month and day of figures in the order of the text.
fn order([first, second, third]: [Piece; 3], day_first: bool) -> Option<(Option<i32>, i32, i32)> {
    let ((first, length), (second, second_length)) = (first?, second?);
    let two = |first: i32, second: i32| match (first, second) {
        (13.., _) => (second, first),
        (_, 13..) => (first, second),
        _ if day_first => (second, first),
        _ => (first, second),
    };
    if length == 4 {
        let (third, _) = third?;
        let (month, day) = if second > 12 { (third, second) } else { (second, third) };
        return Some((Some(first), month, day));
    }
    if second_length > 2 {
        return None;
    }
    let (month, day) = two(first, second);
    let year = match third {
        Some((year, length)) if length == 2 || length == 4 => Some(full_year(year, length == 2)),
        Some(_) => return None,
        None => None,
    };
    Some((year, month, day))
}

/// Whether the figure at a token is the start of something larger ("2000 million").
fn is_larger(build: &Build<'_, '_>, at: usize) -> bool {
    build
        .reading
        .mentions_at(at)
        .any(|(_, mention)| mention.kind == MentionKind::Number && mention.last as usize > at + 1)
}

/// `year`: captures `year` and maybe `era`; settings `low` and `high` bound a year in digits, `fiscal` makes it a business year.
pub fn year(build: &Build<'_, '_>) -> Option<Built> {
    let part = build.part("year")?;
    let mut year = year_of(build, "year")?;
    let bound = |key: &str| build.with(key).and_then(|bound| bound.parse::<i32>().ok());
    let token = part.last.saturating_sub(1) as usize;
    let digits = build.reading.token(token).is_some_and(|token| token.four_digits());
    if (digits && is_larger(build, token))
        || bound("low").is_some_and(|low| year < low)
        || bound("high").is_some_and(|high| year > high)
    {
        return None;
    }
    let era = canon(build, "era");
    if era == Some("bc") {
        year = -year;
    }
    let part = if build.with("fiscal").is_some() { Part::FiscalYear } else { Part::Year };
    let mut value = TimeValue::stretch(Stretch { year: Some(year), part });
    value.hijri = era == Some("hijri");
    time(build, value)
}

/// `years`: "2019-2021", "between 2019 and 2021": captures `first` and `last`, which may leave out its century.
pub fn years(build: &Build<'_, '_>) -> Option<Built> {
    let first = year_of(build, "first")?;
    let mut last = figure(build, "last")?;
    if last < 100 {
        last += first.div_euclid(100) * 100;
    }
    let fits = (1000..=2999).contains(&first) && (first + 1..=first + 300).contains(&last);
    let part = if build.with("fiscal").is_some() && last == first + 1 { Part::FiscalYear } else { Part::Year };
    let year = |year: i32| Stretch { year: Some(year), part };
    fits.then(|| time(build, TimeValue::new(When::Span(year(first), year(last))))).flatten()
}

/// `decade`: captures `decade`, its first year in digits ("1990", "90") or an entry with that value.
pub fn decade(build: &Build<'_, '_>) -> Option<Built> {
    let first = figure(build, "decade")?;
    let first = if first < 100 { first + if first < 30 { 2000 } else { 1900 } } else { first };
    (first % 10 == 0).then_some(())?;
    let mut value = TimeValue::stretch(Stretch { year: Some(first), part: Part::Decade });
    if let Some(century) = figure(build, "century") {
        let first = if build.with("spoken").is_some() { century } else { century - 1 } * 100 + first % 100;
        value = TimeValue::stretch(Stretch { year: Some(first), part: Part::Decade });
    }
    time(build, value)
}

/// `century`: capture `century`, its number.
pub fn century(build: &Build<'_, '_>) -> Option<Built> {
    let century = figure(build, "century").filter(|century| (1..=30).contains(century))?;
    time(build, TimeValue::stretch(Stretch { year: Some((century - 1) * 100), part: Part::Century }))
}

/// `week`: "week 31": captures `number` and maybe `year`.
pub fn week(build: &Build<'_, '_>) -> Option<Built> {
    let number = small(build, "number").filter(|number| (1..=53).contains(number))?;
    let year = if has(build, "year") { Some(year_of(build, "year")?) } else { None };
    time(build, TimeValue::stretch(Stretch { year, part: Part::Week(number) }))
}

/// `part_of_year`: captures `number` (which) and `unit` (quarter or half), or `season`; maybe `year`.
pub fn part_of_year(build: &Build<'_, '_>) -> Option<Built> {
    let year = match has(build, "year") {
        true => Some(year_of(build, "year")?),
        false => None,
    };
    let unit = canon(build, "unit").or_else(|| build.with("unit"));
    let number = match figure(build, "number") {
        Some(-1) if unit == Some("quarter") => 4,
        Some(-1) => 2,
        number => number.and_then(|number| u8::try_from(number).ok()).unwrap_or(0),
    };
    let part = match (season(build), unit) {
        (Some(season), _) => Part::Season(season),
        (None, Some("quarter")) if number <= 4 => Part::Quarter(number),
        (None, Some("half year")) if number <= 2 => Part::Half(number),
        _ => return None,
    };
    (part != Part::Quarter(0) && part != Part::Half(0)).then_some(())?;
    time(build, TimeValue::stretch(Stretch { year, part }))
}

/// The season a capture names, 1 = spring.
pub fn season(build: &Build<'_, '_>) -> Option<u8> {
    ["spring", "summer", "autumn", "winter"]
        .iter()
        .zip(1..)
        .find_map(|(season, number)| (canon(build, "season")? == *season).then_some(number))
}

/// `holiday`: captures `holiday`, an entry whose canonical id is the rule for its date, and maybe `year` and `nth`, which
/// of its days. Days that hang on the sight of the moon are approximate.
pub fn holiday(build: &Build<'_, '_>) -> Option<Built> {
    let mut holiday = holiday_of(build)?;
    if let Some(nth) = figure(build, "nth") {
        holiday = holiday.nth_day(nth)?;
    }
    let year = if has(build, "year") { Some(year_of(build, "year")?) } else { None };
    time(build, of_holiday(holiday, year))
}

/// The holiday a capture names.
pub fn holiday_of(build: &Build<'_, '_>) -> Option<Holiday> {
    canon(build, "holiday").and_then(Holiday::parse)
}

/// A holiday of a year, or of one that is open.
pub fn of_holiday(holiday: Holiday, year: Option<i32>) -> TimeValue {
    let modifier = holiday.is_approximate().then_some(Modifier::Approximate);
    TimeValue { modifier, ..TimeValue::stretch(Stretch { year, part: Part::Holiday(holiday) }) }
}

/// `clock`: captures `hour`, which may hold the minute after a point ("10.30") or right behind ("0401"), maybe `minute`
/// and `meridiem`.
pub fn clock(build: &Build<'_, '_>) -> Option<Built> {
    let (mut hour, mut minute) = (small(build, "hour"), if has(build, "minute") { small(build, "minute")? } else { 0 });
    let text = build.part("hour").map(|part| build.reading.slice(part.first as usize, part.last as usize))?;
    let glued = text.split_once('.').or_else(|| text.split_at_checked(2).filter(|_| text.len() == 4));
    if let Some((before, after)) = glued.and_then(|(before, after)| Some((digits(before)?, digits(after)?))) {
        (hour, minute) = (u8::try_from(before).ok(), u8::try_from(after).ok()?);
    }
    let mut hour = hour?;
    match canon(build, "meridiem") {
        Some("pm") if hour < 12 => hour += 12,
        Some("am") if hour == 12 => hour = 0,
        Some(_) if hour > 12 => return None,
        _ => {}
    }
    (hour <= 24 && minute < 60).then_some(())?;
    let value = TimeValue { kind: TemporalKind::Time, open: Open::Closed, ..TimeValue::new(When::Clock(hour, minute)) };
    time(build, value)
}
