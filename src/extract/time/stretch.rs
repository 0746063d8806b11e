//! A stretch of the calendar as a text names it, and its arithmetic. What the text leaves open (the year of "July 24")
//! stays open until the day of the article closes it.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::holiday::Holiday;

/// A stretch of the calendar; `year` is the ISO week year for weeks, the first year for decades and centuries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Its year, where it is known.
    pub year: Option<i32>,
    /// Which part of the year.
    pub part: Part,
}

/// A part of a year, the year itself, or more. Months and days count from 1, ISO weekdays from 1 = Monday; a 0 is not
/// known. `nth` counts from 1, or from -1 backwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A hundred years.
    Century,
    /// Ten years.
    Decade,
    /// A year.
    Year,
    /// Somebody's business year, whose days nobody says.
    FiscalYear,
    /// Six months.
    Half(u8),
    /// Three months.
    Quarter(u8),
    /// A season of the northern hemisphere, 1 = spring.
    Season(u8),
    /// A month.
    Month(u8),
    /// An ISO week.
    Week(u8),
    /// Saturday and Sunday of an ISO week.
    Weekend(u8),
    /// The n-th week of a month, or of the year when the month is 0.
    NthWeek(u8, i8),
    /// A day of a month; counted from the end when negative.
    Day(u8, i8),
    /// A weekday, no one knows of which week.
    Weekday(u8),
    /// The n-th such weekday of a month: month, weekday, n.
    NthWeekday(u8, u8, i8),
    /// A day or days that every year has by name.
    Holiday(Holiday),
}

/// Units that relative words count in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Days.
    Day,
    /// ISO weeks.
    Week,
    /// Weekends.
    Weekend,
    /// Months.
    Month,
    /// Quarters.
    Quarter,
    /// Half years.
    Half,
    /// Years.
    Year,
    /// Business years.
    FiscalYear,
    /// Ten years.
    Decade,
    /// A hundred years.
    Century,
}

impl Step {
    /// The step a lexicon entry's canonical id means.
    pub fn named(canon: &str) -> Option<Step> {
        Some(match canon {
            "day" => Step::Day,
            "week" => Step::Week,
            "weekend" => Step::Weekend,
            "month" => Step::Month,
            "quarter" => Step::Quarter,
            "half year" => Step::Half,
            "year" => Step::Year,
            "fiscal_year" => Step::FiscalYear,
            "decade" => Step::Decade,
            "century" => Step::Century,
            _ => return None,
        })
    }

    /// The day so many steps away; months end early where they are shorter.
    pub fn shift(self, day: NaiveDate, count: i32) -> Option<NaiveDate> {
        let days = |each: i32| {
            let days = Days::new(count.checked_mul(each)?.unsigned_abs().into());
            if count < 0 { day.checked_sub_days(days) } else { day.checked_add_days(days) }
        };
        let months = |each: i32| {
            let months = Months::new(count.checked_mul(each)?.unsigned_abs());
            if count < 0 { day.checked_sub_months(months) } else { day.checked_add_months(months) }
        };
        match self {
            Step::Day => days(1),
            Step::Week | Step::Weekend => days(7),
            Step::Month => months(1),
            Step::Quarter => months(3),
            Step::Half => months(6),
            Step::Year | Step::FiscalYear => months(12),
            Step::Decade => months(120),
            Step::Century => months(1200),
        }
    }

    /// The stretch of this length that a day lies in.
    pub fn around(self, day: NaiveDate) -> Stretch {
        let (year, month) = (day.year(), day.month() as u8);
        let week = day.iso_week();
        let (year, part) = match self {
            Step::Day => (year, Part::Day(month, day.day() as i8)),
            Step::Week => (week.year(), Part::Week(week.week() as u8)),
            Step::Weekend => (week.year(), Part::Weekend(week.week() as u8)),
            Step::Month => (year, Part::Month(month)),
            Step::Quarter => (year, Part::Quarter(month.div_ceil(3))),
            Step::Half => (year, Part::Half(month.div_ceil(6))),
            Step::Year => (year, Part::Year),
            Step::FiscalYear => (year, Part::FiscalYear),
            Step::Decade => (year.div_euclid(10) * 10, Part::Decade),
            Step::Century => (year.div_euclid(100) * 100, Part::Century),
        };
        Stretch { year: Some(year), part }
    }

    /// A stretch of this length, no one knows which.
    pub const fn unknown(self) -> Stretch {
        let part = match self {
            Step::Day => Part::Day(0, 0),
            Step::Week => Part::Week(0),
            Step::Weekend => Part::Weekend(0),
            Step::Month => Part::Month(0),
            Step::Quarter => Part::Quarter(0),
            Step::Half => Part::Half(0),
            Step::Year => Part::Year,
            Step::FiscalYear => Part::FiscalYear,
            Step::Decade => Part::Decade,
            Step::Century => Part::Century,
        };
        Stretch { year: None, part }
    }
}

/// Which of the stretches that fit an open name is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lean {
    /// The nearest for dates and months; the last begun for weekdays, quarters and seasons: news looks back.
    #[default]
    News,
    /// The last one over before the article's day.
    Past,
    /// The first one to begin after the article's day.
    Future,
    /// The one of the running week or year.
    Running,
    /// The first one not over on the article's day: the words around speak of what is to come.
    Ahead,
    /// The last one begun by the article's day: the words around speak of what is past.
    Behind,
}

impl Stretch {
    /// A day.
    pub fn day(day: NaiveDate) -> Stretch {
        Step::Day.around(day)
    }

    /// Whether it is no longer than a day.
    pub const fn is_day(self) -> bool {
        match self.part {
            Part::Day(..) | Part::Weekday(_) | Part::NthWeekday(..) => true,
            Part::Holiday(holiday) => holiday.is_day(),
            _ => false,
        }
    }

    /// Whether the calendar has such a stretch in some year.
    pub fn exists(self) -> bool {
        let month = |month: u8| month <= 12;
        match self.part {
            Part::Day(number, day) => {
                let longest = match number {
                    2 => 29,
                    4 | 6 | 9 | 11 => 30,
                    _ => 31,
                };
                month(number)
                    && day.unsigned_abs() <= longest
                    && (self.year.is_none() || number == 0 || day <= 0 || self.days().is_some())
            }
            Part::Month(number) | Part::NthWeek(number, _) | Part::NthWeekday(number, ..) => month(number),
            _ => true,
        }
    }

    /// First day and the day after the last; `None` while something is open.
    pub fn days(self) -> Option<(NaiveDate, NaiveDate)> {
        let year = self.year?;
        let first = |month: u8| NaiveDate::from_ymd_opt(year, month.into(), 1);
        let months = |month: u8, count: u32| {
            let first = first(month)?;
            Some((first, first.checked_add_months(Months::new(count))?))
        };
        let week = |week: u8| NaiveDate::from_isoywd_opt(year, week.into(), Weekday::Mon);
        let one_day = |day: NaiveDate| Some((day, day.succ_opt()?));
        match self.part {
            Part::Century => months(1, 1200),
            Part::Decade => months(1, 120),
            Part::Year => months(1, 12),
            Part::FiscalYear => None,
            Part::Half(half @ 1..) => months(half * 6 - 5, 6),
            Part::Quarter(quarter @ 1..) => months(quarter * 3 - 2, 3),
            Part::Season(season @ 1..) => months(season * 3, 3),
            Part::Month(month @ 1..) => months(month, 1),
            Part::Week(number @ 1..) => Some((week(number)?, week(number)?.checked_add_days(Days::new(7))?)),
            Part::Weekend(number @ 1..) => {
                Some((week(number)?.checked_add_days(Days::new(5))?, week(number)?.checked_add_days(Days::new(7))?))
            }
            Part::NthWeek(0, nth) => {
                let monday = if nth < 0 { nth_weekday(first(12)?, 4, nth)? } else { nth_weekday(first(1)?, 4, nth)? };
                Step::Week.around(monday).days()
            }
            // A week belongs to the month that has its Thursday, as in ISO 8601.
            Part::NthWeek(month, nth) => Step::Week.around(nth_weekday(first(month)?, 4, nth)?).days(),
            Part::Day(month @ 1.., day @ 1..) => {
                one_day(NaiveDate::from_ymd_opt(year, month.into(), day.unsigned_abs().into())?)
            }
            Part::Day(month @ 1.., back @ ..=-1) => {
                let (_, end) = months(month, 1)?;
                one_day(end.checked_sub_days(Days::new(back.unsigned_abs().into()))?)
            }
            Part::NthWeekday(month @ 1.., weekday, nth) => one_day(nth_weekday(first(month)?, weekday, nth)?),
            Part::Holiday(holiday) => holiday.in_year(year),
            _ => None,
        }
    }

    /// The same with what is open closed from the article's day.
    pub fn complete(self, today: NaiveDate, lean: Lean) -> Stretch {
        if self.year.is_some() {
            return self;
        }
        match self.part {
            Part::Weekday(weekday) => weekday_near(today, weekday, lean).map_or(self, Stretch::day),
            Part::Day(0, day) if day != 0 => day_near(today, day),
            Part::NthWeekday(0, weekday, nth) => {
                Stretch { year: Some(today.year()), part: Part::NthWeekday(today.month() as u8, weekday, nth) }
            }
            Part::Century | Part::Decade | Part::Week(0) | Part::Weekend(_) | Part::Day(0, _) | Part::Year => self,
            _ => self.in_year_near(today, lean),
        }
    }

    fn in_year_near(self, today: NaiveDate, lean: Lean) -> Stretch {
        let in_year = |year: i32| Stretch { year: Some(year), ..self };
        let years = [-1, 0, 1].map(|offset| in_year(today.year() + offset));
        let mut known = years.into_iter().filter_map(|stretch| Some((stretch, stretch.days()?)));
        let found = match lean {
            Lean::Running => None,
            Lean::Past => known.rfind(|(_, (_, end))| *end <= today),
            Lean::Future => known.find(|(_, (first, _))| *first > today),
            Lean::Ahead => known.find(|(_, (_, end))| *end > today),
            Lean::Behind => known.rfind(|(_, (first, _))| *first <= today),
            Lean::News if matches!(self.part, Part::Quarter(_) | Part::Half(_) | Part::Season(_)) => {
                known.rfind(|(_, (first, _))| *first <= today)
            }
            // The nearest; months that lie ahead are told less often, and weigh almost twice their days.
            Lean::News => known.min_by_key(|(_, (first, end))| {
                let days = (*first + (*end - *first) / 2 - today).num_days();
                if days > 0 && matches!(self.part, Part::Month(_)) { days * 7 } else { days.abs() * 4 }
            }),
        };
        found.map_or_else(|| in_year(today.year()), |(stretch, _)| stretch)
    }

    /// Writes the TIMEX3 value.
    pub fn timex(self) -> String {
        let year = match self.year {
            Some(year @ 0..) => format!("{year:04}"),
            Some(year) => format!("BC{:04}", -year),
            None => "XXXX".to_owned(),
        };
        let two = |number: u8| if number == 0 { "XX".to_owned() } else { format!("{number:02}") };
        let one = |number: u8| if number == 0 { "X".to_owned() } else { number.to_string() };
        match self.part {
            Part::Century => year.get(..2).unwrap_or("XX").to_owned(),
            Part::Decade => year.get(..3).unwrap_or("XXX").to_owned(),
            Part::Year => year,
            Part::FiscalYear => format!("FY{year}"),
            Part::Half(half) => format!("{year}-H{}", one(half)),
            Part::Quarter(quarter) => format!("{year}-Q{}", one(quarter)),
            Part::Season(season) => {
                let season = match season {
                    1 => "SP",
                    2 => "SU",
                    3 => "FA",
                    _ => "WI",
                };
                format!("{year}-{season}")
            }
            Part::Month(month) => format!("{year}-{}", two(month)),
            Part::Week(week) => format!("{year}-W{}", two(week)),
            Part::Weekend(week) => format!("{year}-W{}-WE", two(week)),
            Part::Weekday(weekday) => format!("{year}-WXX-{weekday}"),
            Part::Day(month, day @ 0..) => format!("{year}-{}-{}", two(month), two(day.unsigned_abs())),
            Part::Holiday(holiday) => match self.days() {
                Some((first, end)) if end - first == chrono::Duration::days(1) => first.to_string(),
                Some((first, end)) => format!("{first}/{}", end.pred_opt().unwrap_or(first)),
                None => holiday.timex(),
            },
            Part::NthWeek(..) | Part::Day(..) | Part::NthWeekday(..) => match (self.days(), self.part) {
                (Some((first, _)), Part::NthWeek(..)) => Step::Week.around(first).timex(),
                (Some((first, _)), _) => Stretch::day(first).timex(),
                (None, Part::NthWeekday(month, weekday, nth)) => format!("{year}-{}-WXX-{weekday}-{nth}", two(month)),
                (None, Part::NthWeek(month, _)) => format!("{year}-{}-WXX", two(month)),
                (None, _) => format!("{year}-XX-XX"),
            },
        }
    }
}

/// The n-th such weekday of the month that begins on `first`.
fn nth_weekday(first: NaiveDate, weekday: u8, nth: i8) -> Option<NaiveDate> {
    let weekday = u32::from(weekday);
    if nth > 0 {
        let ahead = (7 + weekday - first.weekday().number_from_monday()) % 7;
        let day = first.checked_add_days(Days::new(u64::from(ahead) + 7 * (u64::from(nth.unsigned_abs()) - 1)))?;
        return Some(day);
    }
    let last = first.checked_add_months(Months::new(1))?.pred_opt()?;
    let behind = (7 + last.weekday().number_from_monday() - weekday) % 7;
    last.checked_sub_days(Days::new(u64::from(behind) + 7 * (u64::from(nth.unsigned_abs()).saturating_sub(1))))
}

/// The day of a month that is not said: of the running one, or of the one before or after when that is nearer.
fn day_near(today: NaiveDate, day: i8) -> Stretch {
    let in_month = |offset: i32| {
        let month = Step::Month.shift(today.with_day(1)?, offset)?;
        let stretch = Stretch { year: Some(month.year()), part: Part::Day(month.month() as u8, day) };
        stretch.days().map(|(date, _)| (stretch, (date - today).num_days().abs()))
    };
    let nearest = [0, -1, 1].into_iter().filter_map(in_month).min_by_key(|(_, days)| *days);
    let running = Stretch { year: Some(today.year()), part: Part::Day(today.month() as u8, day) };
    nearest.map_or(running, |(stretch, _)| stretch)
}

/// The weekday that is meant on an article's day: within the seven days up to it, unless the text leans elsewhere.
fn weekday_near(today: NaiveDate, weekday: u8, lean: Lean) -> Option<NaiveDate> {
    let (now, wanted) = (today.weekday().number_from_monday(), u32::from(weekday));
    let behind = (7 + now - wanted) % 7;
    let ahead = (7 + wanted - now) % 7;
    let or_week = |days: u32| if days == 0 { 7 } else { days };
    match lean {
        Lean::News | Lean::Behind => today.checked_sub_days(Days::new(behind.into())),
        Lean::Past => today.checked_sub_days(Days::new(or_week(behind).into())),
        Lean::Future => today.checked_add_days(Days::new(or_week(ahead).into())),
        Lean::Ahead => today.checked_add_days(Days::new(ahead.into())),
        Lean::Running => NaiveDate::from_isoywd_opt(
            today.iso_week().year(),
            today.iso_week().week(),
            Weekday::try_from(u8::try_from(wanted.checked_sub(1)?).ok()?).ok()?,
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn completed(part: Part, today: &str, lean: Lean) -> String {
        Stretch { year: None, part }.complete(day(today), lean).timex()
    }

    #[test]
    fn open_years_are_closed_from_the_articles_day() {
        let news = |part, today| completed(part, today, Lean::News);
        assert_eq!(news(Part::Day(1, 3), "2025-12-20"), "2026-01-03");
        assert_eq!(news(Part::Day(12, 24), "2025-01-02"), "2024-12-24");
        assert_eq!(news(Part::Month(7), "2025-07-23"), "2025-07");
        assert_eq!(news(Part::Quarter(4), "2025-01-20"), "2024-Q4");
        assert_eq!(news(Part::Season(4), "2025-07-23"), "2024-WI");
        assert_eq!(completed(Part::Month(7), "2025-07-23", Lean::Past), "2024-07");
        assert_eq!(completed(Part::Month(7), "2025-07-23", Lean::Future), "2026-07");
    }

    #[test]
    fn weekdays_lie_in_the_week_up_to_the_article() {
        let wednesday = "2025-07-23";
        assert_eq!(completed(Part::Weekday(3), wednesday, Lean::News), "2025-07-23");
        assert_eq!(completed(Part::Weekday(4), wednesday, Lean::News), "2025-07-17");
        assert_eq!(completed(Part::Weekday(3), wednesday, Lean::Past), "2025-07-16");
        assert_eq!(completed(Part::Weekday(3), wednesday, Lean::Future), "2025-07-30");
        assert_eq!(completed(Part::Weekday(5), wednesday, Lean::Running), "2025-07-25");
    }

    #[test]
    fn stretches_know_their_days() {
        let days = |year, part| {
            let (first, end) = Stretch { year: Some(year), part }.days().unwrap();
            format!("{first}/{end}")
        };
        assert_eq!(days(2024, Part::Quarter(4)), "2024-10-01/2025-01-01");
        assert_eq!(days(2024, Part::Season(4)), "2024-12-01/2025-03-01");
        assert_eq!(days(2024, Part::Day(2, -1)), "2024-02-29/2024-03-01");
        assert_eq!(days(2025, Part::Weekend(30)), "2025-07-26/2025-07-28");
        assert_eq!(days(2014, Part::NthWeekday(9, 2, 3)), "2014-09-16/2014-09-17");
        assert_eq!(days(2013, Part::NthWeekday(3, 1, -1)), "2013-03-25/2013-03-26");
        assert_eq!(days(2014, Part::NthWeek(9, -1)), "2014-09-22/2014-09-29");
        assert!(!Stretch { year: Some(2025), part: Part::Day(2, 29) }.exists());
    }
}
