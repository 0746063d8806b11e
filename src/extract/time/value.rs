//! What an expression of time means, and what it comes to on the day of its article.

use chrono::{Datelike, Days, NaiveDate};

use super::holiday::Calendar;
use super::stretch::{Lean, Part, Stretch};
use crate::model::{Modifier, TemporalKind};

/// A point or stretch of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeValue {
    /// TIMEX3 type.
    pub kind: TemporalKind,
    /// What is named.
    pub when: When,
    /// The part of it that is meant.
    pub stage: Option<Stage>,
    /// Whether it goes on at one end.
    pub open: Open,
    /// Which of several that fit.
    pub lean: Lean,
    /// The part of the day, as TIMEX3 spells it (`MO`).
    pub daypart: Option<&'static str>,
    /// The hedge.
    pub modifier: Option<Modifier>,
    /// Whether it is named in the Hijri calendar.
    pub hijri: bool,
}

/// What an expression names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// One stretch.
    Stretch(Stretch),
    /// From the first to the last, both included.
    Span(Stretch, Stretch),
    /// From a day up to and including another.
    Days(NaiveDate, NaiveDate),
    /// What comes after a stretch.
    After(Stretch),
    /// What comes before it.
    Before(Stretch),
    /// A stretch and what comes after it.
    From(Stretch),
    /// A stretch and what comes before it.
    UpTo(Stretch),
    /// The past, present or future at large, as TIMEX3 spells it (`PAST_REF`).
    Reference(&'static str),
    /// Again and again: the TIMEX3 value of a set.
    Every(&'static str),
    /// On every such weekday.
    EveryWeekday(u8),
    /// A time of day: hour, minute.
    Clock(u8, u8),
}

/// Part of a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Its first third.
    Early,
    /// Its middle.
    Mid,
    /// Its last third.
    Late,
    /// Up to the article's day.
    Elapsed,
    /// From the article's day on.
    Remaining,
}

/// Whether a time goes on at one end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Open {
    /// No.
    #[default]
    Closed,
    /// "Since": it goes on.
    End,
    /// "Until": nobody says from when.
    Begin,
}

/// What a time comes to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Resolved {
    /// TIMEX3 value.
    pub value: Option<String>,
    /// First day covered.
    pub low: Option<NaiveDate>,
    /// Day after the last covered.
    pub high: Option<NaiveDate>,
}

impl TimeValue {
    /// Something named, without more.
    pub const fn new(when: When) -> TimeValue {
        let kind = match when {
            When::Stretch(stretch) if stretch.is_day() => TemporalKind::Date,
            When::Every(_) | When::EveryWeekday(_) => TemporalKind::Set,
            When::Clock(..) => TemporalKind::Time,
            _ => TemporalKind::Period,
        };
        TimeValue {
            kind,
            when,
            stage: None,
            open: Open::Closed,
            lean: Lean::News,
            daypart: None,
            modifier: None,
            hijri: false,
        }
    }

    /// One stretch.
    pub const fn stretch(stretch: Stretch) -> TimeValue {
        TimeValue::new(When::Stretch(stretch))
    }

    /// The stretch it names, if it names just one, with what is open closed from the article's day.
    pub fn completed(&self, today: Option<NaiveDate>) -> Option<Stretch> {
        let When::Stretch(stretch) = self.when else { return None };
        Some(today.map_or(stretch, |today| stretch.complete(today, self.lean)))
    }

    /// What it comes to on the article's day.
    pub fn resolve(&self, today: Option<NaiveDate>) -> Resolved {
        if self.hijri {
            return self.hijri_days(today).unwrap_or_default();
        }
        let complete = |stretch: Stretch| today.map_or(stretch, |today| stretch.complete(today, self.lean));
        let mut resolved = match self.when {
            When::Stretch(stretch) => one(complete(stretch)),
            When::Span(first, last) => {
                let (first, last) = ordered(complete(first), complete(last));
                span(first, last)
            }
            When::Days(first, last) => {
                Resolved { value: Some(format!("{first}/{last}")), low: Some(first), high: last.succ_opt() }
            }
            When::After(stretch) => {
                let low = complete(stretch).days().map(|(_, end)| end);
                Resolved { value: low.map(|low| format!("{low}/")), low, high: None }
            }
            When::Before(stretch) => {
                let high = complete(stretch).days().map(|(first, _)| first);
                Resolved { value: high.map(|high| format!("/{high}")), low: None, high }
            }
            When::From(stretch) => {
                let low = complete(stretch).days().map(|(first, _)| first);
                Resolved { value: low.map(|low| format!("{low}/")), low, high: None }
            }
            When::UpTo(stretch) => {
                let high = complete(stretch).days().map(|(_, end)| end);
                let last = high.and_then(|high| high.pred_opt());
                Resolved { value: last.map(|last| format!("/{last}")), low: None, high }
            }
            When::Reference(value) | When::Every(value) => {
                Resolved { value: Some(value.to_owned()), ..Resolved::default() }
            }
            When::EveryWeekday(weekday) => {
                Resolved { value: Some(format!("XXXX-WXX-{weekday}")), ..Resolved::default() }
            }
            When::Clock(hour, minute) => {
                Resolved { value: Some(format!("T{hour:02}:{minute:02}")), ..Resolved::default() }
            }
        };
        self.narrow(&mut resolved, today);
        resolved
    }

    fn narrow(&self, resolved: &mut Resolved, today: Option<NaiveDate>) {
        if let (Some(daypart), Some(value)) = (self.daypart, resolved.value.as_mut()) {
            value.push('T');
            value.push_str(daypart);
        }
        if let (Some(stage), Some(low), Some(high)) = (self.stage, resolved.low, resolved.high) {
            // A week has no parts with names of their own: its first, middle or last three days are told as such.
            let week = matches!(self.when, When::Stretch(Stretch { part: Part::Week(_) | Part::NthWeek(..), .. }));
            let third = if week { Days::new(3) } else { Days::new(((high - low).num_days() / 3).unsigned_abs()) };
            let now = today.filter(|today| low < *today && *today < high);
            (resolved.low, resolved.high) = match stage {
                Stage::Early => (Some(low), low.checked_add_days(third)),
                Stage::Mid if week => (low.checked_add_days(Days::new(1)), high.checked_sub_days(third)),
                Stage::Mid => (low.checked_add_days(third), high.checked_sub_days(third)),
                Stage::Late => (high.checked_sub_days(third), Some(high)),
                Stage::Elapsed => (Some(low), Some(now.unwrap_or(high))),
                Stage::Remaining => (Some(now.unwrap_or(low)), Some(high)),
            };
            if week && matches!(stage, Stage::Early | Stage::Mid | Stage::Late) {
                let last = resolved.high.and_then(|high| high.pred_opt());
                resolved.value = resolved.low.zip(last).map(|(first, last)| format!("{first}/{last}"));
            }
        }
        match self.open {
            Open::Closed => {}
            Open::End => resolved.high = None,
            Open::Begin => resolved.low = None,
        }
    }

    /// A Hijri day or month by the Umm al-Qura calendar: of its Hijri year, of a Gregorian one ("Ramadan 2018"), or else
    /// the one nearest to the article. A Hijri year alone has no days of its own here.
    fn hijri_days(&self, today: Option<NaiveDate>) -> Option<Resolved> {
        const FIRST_GREGORIAN: i32 = 1700;
        let When::Stretch(Stretch { year, part }) = self.when else { return None };
        let (month, day) = match part {
            Part::Day(month @ 1.., day @ 1..) => (month, day.unsigned_abs()),
            Part::Month(month @ 1..) => (month, 1),
            _ => return None,
        };
        let first = match year {
            Some(year @ FIRST_GREGORIAN..) => Calendar::Hijri.in_gregorian_year(year, month, day),
            Some(year) => Calendar::Hijri.day(year, month, day),
            None => {
                let today = today?;
                let years = today.year() - 1..=today.year() + 1;
                years
                    .filter_map(|year| Calendar::Hijri.in_gregorian_year(year, month, day))
                    .min_by_key(|first| (*first - today).num_days().abs())
            }
        }?;
        if matches!(part, Part::Day(..)) {
            return Some(one(Stretch::day(first)));
        }
        let end = Calendar::Hijri.month_end(first)?;
        Some(Resolved { value: Some(format!("{first}/{}", end.pred_opt()?)), low: Some(first), high: Some(end) })
    }
}

fn one(stretch: Stretch) -> Resolved {
    let days = stretch.days();
    Resolved { value: Some(stretch.timex()), low: days.map(|days| days.0), high: days.map(|days| days.1) }
}

fn span(first: Stretch, last: Stretch) -> Resolved {
    Resolved {
        value: Some(format!("{}/{}", first.timex(), last.timex())),
        low: first.days().map(|days| days.0),
        high: last.days().map(|days| days.1),
    }
}

/// "November to March": the last part lies after the first.
fn ordered(first: Stretch, last: Stretch) -> (Stretch, Stretch) {
    match (first.days(), last.days()) {
        (Some((begin, _)), Some((end, _))) if end < begin => {
            (first, Stretch { year: last.year.map(|year| year + 1), ..last })
        }
        _ => (first, last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(value: TimeValue) -> String {
        let Resolved { value, low, high } = value.resolve("2025-07-23".parse().ok());
        let day = |day: Option<NaiveDate>| day.map_or("-".to_owned(), |day| day.to_string());
        format!("{} {} {}", value.unwrap_or("-".into()), day(low), day(high))
    }

    #[test]
    fn a_stage_narrows_the_days_and_keeps_the_value_of_all_but_weeks() {
        let year = TimeValue::stretch(Stretch { year: Some(2024), part: Part::Year });
        assert_eq!(resolved(TimeValue { stage: Some(Stage::Early), ..year }), "2024 2024-01-01 2024-05-02");
        assert_eq!(resolved(TimeValue { open: Open::End, ..year }), "2024 2024-01-01 -");
        let week = TimeValue::stretch(Stretch { year: Some(2025), part: Part::Week(31) });
        let part = |stage| resolved(TimeValue { stage: Some(stage), ..week });
        assert_eq!(part(Stage::Early), "2025-07-28/2025-07-30 2025-07-28 2025-07-31");
        assert_eq!(part(Stage::Mid), "2025-07-29/2025-07-31 2025-07-29 2025-08-01");
        assert_eq!(part(Stage::Late), "2025-08-01/2025-08-03 2025-08-01 2025-08-04");
    }

    #[test]
    fn hijri_days_and_months_are_converted() {
        let hijri = |year, part| TimeValue { hijri: true, ..TimeValue::stretch(Stretch { year, part }) };
        assert_eq!(resolved(hijri(Some(1444), Part::Day(12, 10))), "2023-06-28 2023-06-28 2023-06-29");
        assert_eq!(resolved(hijri(Some(1444), Part::Month(12))), "2023-06-19/2023-07-18 2023-06-19 2023-07-19");
        assert_eq!(resolved(hijri(Some(2018), Part::Month(9))), "2018-05-16/2018-06-14 2018-05-16 2018-06-15");
        assert_eq!(resolved(hijri(None, Part::Month(9))), "2025-03-01/2025-03-29 2025-03-01 2025-03-30");
        assert_eq!(resolved(hijri(Some(1444), Part::Year)), "- - -");
    }

    #[test]
    fn a_span_over_the_turn_of_the_year_ends_in_the_next() {
        let month = |month| Stretch { year: None, part: Part::Month(month) };
        assert_eq!(resolved(TimeValue::new(When::Span(month(11), month(3)))), "2025-11/2026-03 2025-11-01 2026-04-01");
    }
}
