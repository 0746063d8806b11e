//! What an expression of time means, and what it comes to on the day of its article.

use chrono::NaiveDate;
use icu_calendar::Date;
use icu_calendar::cal::Hijri;

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
            return self.hijri_day().unwrap_or_default();
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
            let third = (high - low) / 3;
            let now = today.filter(|today| low < *today && *today < high);
            (resolved.low, resolved.high) = match stage {
                Stage::Early => (Some(low), Some(low + third)),
                Stage::Mid => (Some(low + third), Some(high - third)),
                Stage::Late => (Some(high - third), Some(high)),
                Stage::Elapsed => (Some(low), Some(now.unwrap_or(high))),
                Stage::Remaining => (Some(now.unwrap_or(low)), Some(high)),
            };
        }
        match self.open {
            Open::Closed => {}
            Open::End => resolved.high = None,
            Open::Begin => resolved.low = None,
        }
    }

    /// A full Hijri date by the Umm al-Qura calendar; anything less has no days of its own here.
    fn hijri_day(&self) -> Option<Resolved> {
        let When::Stretch(Stretch { year: Some(year), part: Part::Day(month @ 1.., day @ 1..) }) = self.when else {
            return None;
        };
        let date = Date::try_new_hijri_with_calendar(year, month, day.unsigned_abs(), Hijri::new_umm_al_qura()).ok()?;
        let days = i32::try_from(date.to_rata_die().to_i64_date()).ok()?;
        Some(one(Stretch::day(NaiveDate::from_num_days_from_ce_opt(days)?)))
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
    fn a_stage_narrows_the_days_and_keeps_the_value() {
        let year = TimeValue::stretch(Stretch { year: Some(2024), part: Part::Year });
        assert_eq!(resolved(TimeValue { stage: Some(Stage::Early), ..year }), "2024 2024-01-01 2024-05-02");
        assert_eq!(resolved(TimeValue { open: Open::End, ..year }), "2024 2024-01-01 -");
    }

    #[test]
    fn only_full_hijri_dates_are_converted() {
        let hijri = |year, part| TimeValue { hijri: true, ..TimeValue::stretch(Stretch { year, part }) };
        assert_eq!(resolved(hijri(Some(1444), Part::Day(12, 10))), "2023-06-28 2023-06-28 2023-06-29");
        assert_eq!(resolved(hijri(Some(1444), Part::Month(12))), "- - -");
    }

    #[test]
    fn a_span_over_the_turn_of_the_year_ends_in_the_next() {
        let month = |month| Stretch { year: None, part: Part::Month(month) };
        assert_eq!(resolved(TimeValue::new(When::Span(month(11), month(3)))), "2025-11/2026-03 2025-11-01 2026-04-01");
    }
}
