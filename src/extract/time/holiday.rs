//! Days that every year has by name, and the rule for their date. The canonical id of a `holiday` in the lexicon is that
//! rule: an anchor, then what moves it, parted by spaces.
//!
//! | notation | anchor |
//! |---|---|
//! | `12-25` | month and day |
//! | `11-4#4`, `05-1#-1` | the n-th weekday of a month (1 = Monday), counted from its end when negative |
//! | `easter`, `orthodox` | Easter Sunday of the western or the eastern churches |
//! | `hijri-10-01` | a day of the Umm al-Qura calendar |
//! | `hebrew-01-10`, `chinese-01-01`, `persian-01-01` | a day of that calendar; Hebrew months count from Tishri |
//! | `hindu-07-30@18` | a lunar day of an amanta month, as it stands at that hour in India |
//! | `sun-270` | the day on which the sun comes to that sidereal longitude, in degrees |
//!
//! Then, in this order: `7<=`, `1>=` (the weekday on or before, on or after), `workday` (a day off moves to the nearest
//! weekday), `+1` or `-47` (days), `8d` (how long it lasts), `eve` (it begins at the sunset before).

use chrono::{Datelike, NaiveDate};
use icu_calendar::cal::{ChineseTraditional, Hebrew, Hijri, Persian};
use icu_calendar::types::Month;
use icu_calendar::{AsCalendar, Date};

use super::moon;
use super::stretch::{Part, Step, Stretch};

/// The rule for the date of a holiday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holiday {
    anchor: Anchor,
    roll: Option<Roll>,
    shift: i16,
    days: u8,
    eve: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Anchor {
    Day(u8, u8),
    NthWeekday(u8, u8, i8),
    Easter,
    Orthodox,
    Calendar(Calendar, u8, u8),
    LunarDay(u8, u8, u8),
    Sun(u16),
}

/// Calendars in which holidays have their day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calendar {
    /// Umm al-Qura.
    Hijri,
    /// Hebrew, months from Tishri.
    Hebrew,
    /// Chinese.
    Chinese,
    /// Solar Hijri.
    Persian,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Roll {
    OnOrBefore(u8),
    OnOrAfter(u8),
    Workday,
}

impl Holiday {
    /// Reads the notation above.
    pub fn parse(rule: &str) -> Option<Holiday> {
        let mut words = rule.split(' ');
        let anchor = Anchor::parse(words.next()?)?;
        let mut holiday = Holiday { anchor, roll: None, shift: 0, days: 1, eve: false };
        for word in words {
            match word {
                "workday" => holiday.roll = Some(Roll::Workday),
                "eve" => holiday.eve = true,
                _ => {
                    if let Some(weekday) = word.strip_suffix("<=") {
                        holiday.roll = Some(Roll::OnOrBefore(weekday.parse().ok()?));
                    } else if let Some(weekday) = word.strip_suffix(">=") {
                        holiday.roll = Some(Roll::OnOrAfter(weekday.parse().ok()?));
                    } else if let Some(days) = word.strip_suffix('d') {
                        holiday.days = days.parse().ok()?;
                    } else {
                        holiday.shift = word.parse().ok()?;
                    }
                }
            }
        }
        Some(holiday)
    }

    /// Its days in a year: the first and the day after the last.
    pub fn in_year(self, year: i32) -> Option<(NaiveDate, NaiveDate)> {
        let mut day = self.anchor.in_year(year)?;
        day = match self.roll {
            None => day,
            Some(Roll::OnOrBefore(weekday)) => Step::Day.shift(day, -(days_from(weekday, day)))?,
            Some(Roll::OnOrAfter(weekday)) => Step::Day.shift(day, (7 - days_from(weekday, day)) % 7)?,
            Some(Roll::Workday) => match day.weekday().number_from_monday() {
                6 => day.pred_opt()?,
                7 => day.succ_opt()?,
                _ => day,
            },
        };
        let first = Step::Day.shift(day, self.shift.into())?;
        let end = Step::Day.shift(first, self.days.into())?;
        Some((if self.eve { first.pred_opt()? } else { first }, end))
    }

    /// The n-th of its days, from 1.
    pub fn nth_day(self, nth: i32) -> Option<Holiday> {
        let before = nth.checked_sub(1).filter(|before| (0..30).contains(before))?;
        Some(Holiday { shift: self.shift.checked_add(i16::try_from(before).ok()?)?, days: 1, eve: false, ..self })
    }

    /// Whether it is no longer than a day.
    pub const fn is_day(self) -> bool {
        self.days == 1 && !self.eve
    }

    /// Whether its day hangs on the sight of the moon, so that countries may differ by one.
    pub const fn is_approximate(self) -> bool {
        matches!(self.anchor, Anchor::Calendar(Calendar::Hijri, ..) | Anchor::LunarDay(..))
    }

    /// The TIMEX3 value while the year is open.
    pub fn timex(self) -> String {
        match self.anchor {
            Anchor::Day(month, day) if self.shift == 0 && self.roll.is_none() && self.is_day() => {
                format!("XXXX-{month:02}-{day:02}")
            }
            Anchor::NthWeekday(month, weekday, nth) if self.shift == 0 && self.is_day() => {
                format!("XXXX-{month:02}-WXX-{weekday}-{nth}")
            }
            _ => "XXXX-XX-XX".to_owned(),
        }
    }
}

/// How many days a weekday lies back from a day, 0 to 6.
fn days_from(weekday: u8, day: NaiveDate) -> i32 {
    (7 + day.weekday().number_from_monday() as i32 - i32::from(weekday)) % 7
}

impl Anchor {
    fn parse(word: &str) -> Option<Anchor> {
        let (name, rest) = word.split_once('-').unwrap_or((word, ""));
        let pair = |text: &str| {
            let (month, day) = text.split_once('-')?;
            Some((month.parse().ok()?, day.parse().ok()?))
        };
        let of = |calendar: Calendar| pair(rest).map(|(month, day)| Anchor::Calendar(calendar, month, day));
        match name {
            "easter" => Some(Anchor::Easter),
            "orthodox" => Some(Anchor::Orthodox),
            "hijri" => of(Calendar::Hijri),
            "hebrew" => of(Calendar::Hebrew),
            "chinese" => of(Calendar::Chinese),
            "persian" => of(Calendar::Persian),
            "sun" => Some(Anchor::Sun(rest.parse().ok()?)),
            "hindu" => {
                let (lunar, hour) = rest.split_once('@')?;
                let (month, day) = pair(lunar)?;
                Some(Anchor::LunarDay(month, day, hour.parse().ok()?))
            }
            _ => match rest.split_once('#') {
                Some((weekday, nth)) => {
                    Some(Anchor::NthWeekday(name.parse().ok()?, weekday.parse().ok()?, nth.parse().ok()?))
                }
                None => pair(word).map(|(month, day)| Anchor::Day(month, day)),
            },
        }
    }

    fn in_year(self, year: i32) -> Option<NaiveDate> {
        match self {
            Anchor::Day(month, day) => NaiveDate::from_ymd_opt(year, month.into(), day.into()),
            Anchor::NthWeekday(month, weekday, nth) => {
                Stretch { year: Some(year), part: Part::NthWeekday(month, weekday, nth) }.days().map(|(day, _)| day)
            }
            Anchor::Easter => easter(year),
            Anchor::Orthodox => orthodox_easter(year),
            Anchor::Calendar(calendar, month, day) => calendar.in_gregorian_year(year, month, day),
            Anchor::LunarDay(month, day, hour) => moon::lunar_day(year, month, day, hour),
            Anchor::Sun(longitude) => moon::sun_reaches(year, longitude),
        }
    }
}

impl Calendar {
    /// A day of this calendar, given by its own year.
    pub fn day(self, year: i32, month: u8, day: u8) -> Option<NaiveDate> {
        fn on<C: AsCalendar>(year: i32, month: u8, day: u8, calendar: C) -> Option<NaiveDate> {
            let date = Date::try_new(year.into(), Month::new(month), day, calendar).ok()?;
            NaiveDate::from_num_days_from_ce_opt(i32::try_from(date.to_rata_die().to_i64_date()).ok()?)
        }
        match self {
            Calendar::Hijri => on(year, month, day, Hijri::new_umm_al_qura()),
            Calendar::Hebrew => on(year, month, day, Hebrew),
            Calendar::Chinese => on(year, month, day, ChineseTraditional::new()),
            Calendar::Persian => on(year, month, day, Persian),
        }
    }

    /// The day after the month that a day begins.
    pub fn month_end(self, first: NaiveDate) -> Option<NaiveDate> {
        let next = |length: i32| Step::Day.shift(first, length).filter(|day| self.day_of_month(*day) == Some(1));
        (28..=31).find_map(next)
    }

    fn day_of_month(self, day: NaiveDate) -> Option<u8> {
        fn of<C: AsCalendar>(day: NaiveDate, calendar: C) -> Option<u8> {
            let iso =
                Date::try_new_iso(day.year(), u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?).ok()?;
            Some(iso.to_calendar(calendar).day_of_month().0)
        }
        match self {
            Calendar::Hijri => of(day, Hijri::new_umm_al_qura()),
            Calendar::Hebrew => of(day, Hebrew),
            Calendar::Chinese => of(day, ChineseTraditional::new()),
            Calendar::Persian => of(day, Persian),
        }
    }

    /// The first such day that a Gregorian year has.
    pub fn in_gregorian_year(self, year: i32, month: u8, day: u8) -> Option<NaiveDate> {
        let first = match self {
            // 33 years of the moon are 32 of the sun.
            Calendar::Hijri => (year - 622) * 33 / 32,
            Calendar::Hebrew => year + 3760,
            Calendar::Chinese => year - 1,
            Calendar::Persian => year - 622,
        };
        (first..=first + 2).filter_map(|own| self.day(own, month, day)).find(|day| day.year() == year)
    }
}

/// Easter Sunday by the Gregorian computus (Meeus, Jones and Butcher).
fn easter(year: i32) -> Option<NaiveDate> {
    let (golden, century, rest) = (year % 19, year / 100, year % 100);
    let moon = (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    let sunday = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7;
    let late = (golden + 11 * moon + 22 * sunday) / 451;
    let days = moon + sunday - 7 * late + 114;
    NaiveDate::from_ymd_opt(year, u32::try_from(days / 31).ok()?, u32::try_from(days % 31 + 1).ok()?)
}

/// Easter Sunday by the Julian computus, told in the Gregorian calendar.
fn orthodox_easter(year: i32) -> Option<NaiveDate> {
    let moon = (19 * (year % 19) + 15) % 30;
    let sunday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7;
    let days = moon + sunday + 114;
    let julian = NaiveDate::from_ymd_opt(year, u32::try_from(days / 31).ok()?, u32::try_from(days % 31 + 1).ok()?)?;
    Step::Day.shift(julian, year / 100 - year / 400 - 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(rule: &str, year: i32) -> String {
        let (first, end) = Holiday::parse(rule).unwrap().in_year(year).unwrap();
        let last = end.pred_opt().unwrap();
        if first == last { first.to_string() } else { format!("{first}/{last}") }
    }

    #[test]
    fn holidays_have_the_dates_that_calendars_print() {
        for (rule, year, expected) in [
            ("12-25", 2025, "2025-12-25"),
            ("11-4#4", 2025, "2025-11-27"),
            ("11-4#4 +1", 2010, "2010-11-26"),
            ("05-1#-1", 2024, "2024-05-27"),
            ("easter", 2024, "2024-03-31"),
            ("easter", 1954, "1954-04-18"),
            ("easter -47", 2025, "2025-03-04"),
            ("orthodox", 2024, "2024-05-05"),
            ("05-24 1<=", 2025, "2025-05-19"),
            ("10-16 workday", 2021, "2021-10-15"),
            ("hijri-10-01", 2025, "2025-03-30"),
            ("hijri-09-01 30d", 2025, "2025-03-01/2025-03-30"),
            ("hebrew-01-10 eve", 2025, "2025-10-01/2025-10-02"),
            ("hebrew-03-25 eve 8d", 2024, "2024-12-25/2025-01-02"),
            ("chinese-01-01", 2025, "2025-01-29"),
            ("persian-01-01", 2025, "2025-03-21"),
            ("hindu-07-30@18", 2023, "2023-11-12"),
            ("hindu-07-30@18", 2025, "2025-10-20"),
            ("hindu-12-15@18 +1", 2024, "2024-03-25"),
            ("hindu-01-01@6", 2018, "2018-03-18"),
            ("hindu-06-04@12", 2023, "2023-09-19"),
            ("sun-270", 2025, "2025-01-14"),
        ] {
            assert_eq!(day(rule, year), expected, "{rule} {year}");
        }
        assert_eq!(Holiday::parse("12-"), None);
        assert_eq!(Holiday::parse("noruz"), None);
    }
}
