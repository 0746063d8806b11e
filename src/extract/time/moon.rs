//! Lunar days of the Hindu calendar, by the places of sun and moon to about a twentieth of a degree: enough to tell the
//! day, except in years where a lunar day turns within minutes of the hour that counts.
//! Mean elements and terms: Meeus, *Astronomical Algorithms*, chapters 25 and 47, shortened.

use chrono::NaiveDate;

/// Degrees that the elongation of the moon grows in a day, and degrees of one lunar day.
const GROWTH: f64 = 12.190_749;
const LUNAR_DAY: f64 = 12.0;

/// Days since noon of 1 January 2000 (UTC) at an hour of Indian time.
fn instant(day: NaiveDate, hour: f64) -> Option<f64> {
    let epoch = NaiveDate::from_ymd_opt(2000, 1, 1)?;
    Some((day - epoch).num_days() as f64 + (hour - 5.5 - 12.0) / 24.0)
}

fn sine(degrees: f64) -> f64 {
    degrees.to_radians().sin()
}

fn sun_longitude(time: f64) -> f64 {
    let anomaly = 357.528 + 0.985_600_3 * time;
    280.460 + 0.985_647_4 * time + 1.915 * sine(anomaly) + 0.020 * sine(2.0 * anomaly)
}

fn moon_longitude(time: f64) -> f64 {
    let sun = 357.528 + 0.985_600_3 * time;
    let moon = 134.963 + 13.064_993 * time;
    let node = 93.272 + 13.229_350 * time;
    let elongation = 297.850 + GROWTH * time;
    218.316
        + 13.176_396 * time
        + 6.289 * sine(moon)
        + 1.274 * sine(2.0 * elongation - moon)
        + 0.658 * sine(2.0 * elongation)
        + 0.214 * sine(2.0 * moon)
        - 0.186 * sine(sun)
        - 0.114 * sine(2.0 * node)
        + 0.059 * sine(2.0 * elongation - 2.0 * moon)
        + 0.057 * sine(2.0 * elongation - sun - moon)
        + 0.053 * sine(2.0 * elongation + moon)
        + 0.046 * sine(2.0 * elongation - sun)
        - 0.041 * sine(sun - moon)
        - 0.035 * sine(elongation)
        - 0.030 * sine(sun + moon)
}

fn elongation(time: f64) -> f64 {
    (moon_longitude(time) - sun_longitude(time)).rem_euclid(360.0)
}

/// Longitude of the sun from the star that Indian calendars count from (Lahiri).
fn sidereal_sun(time: f64) -> f64 {
    (sun_longitude(time) - 23.853 - 3.824_7e-5 * time).rem_euclid(360.0)
}

/// The amanta month, 1 = Chaitra, that an instant lies in: named by the sign of the sun at the new moon before.
fn month(time: f64) -> u8 {
    let mut new_moon = time - elongation(time) / GROWTH;
    for _ in 0..3 {
        let off = elongation(new_moon);
        new_moon -= if off > 180.0 { off - 360.0 } else { off } / GROWTH;
    }
    ((sidereal_sun(new_moon) / 30.0) as u8 + 1) % 12 + 1
}

/// The day of a year on which a lunar day (1 to 30) of a month stands at an hour in India. In a leap month it is the
/// second of the two.
pub fn lunar_day(year: i32, wanted: u8, lunar_day: u8, hour: u8) -> Option<NaiveDate> {
    let target = f64::from(lunar_day) * LUNAR_DAY;
    let mut found: Option<NaiveDate> = None;
    for day in NaiveDate::from_ymd_opt(year, 1, 1)?.iter_days().take(366) {
        let time = instant(day, hour.into())?;
        // It has not ended at this hour, and had not begun or ended a day before.
        let left = (target - elongation(time)).rem_euclid(360.0);
        if left <= 0.0 || left > GROWTH + 3.0 {
            continue;
        }
        let stands = left <= LUNAR_DAY;
        let skipped = !stands && (target - elongation(time + 1.0)).rem_euclid(360.0) > 180.0;
        let close = found.is_none_or(|before| (day - before).num_days() > 1);
        // Where it has not begun yet, its month is that of its middle.
        let middle = time + (left - LUNAR_DAY / 2.0).max(0.0) / GROWTH;
        if (stands || skipped) && close && month(middle) == wanted {
            match found {
                Some(before) if (day - before).num_days() > 31 => break,
                _ => found = Some(day),
            }
        }
    }
    found
}

/// The first day of a year by whose sunset in India the sun has come to a sidereal longitude.
pub fn sun_reaches(year: i32, longitude: u16) -> Option<NaiveDate> {
    let past = |time: f64| (sidereal_sun(time) - f64::from(longitude)).rem_euclid(360.0) < 180.0;
    let first = NaiveDate::from_ymd_opt(year, 1, 1)?;
    first.iter_days().take(366).find(|day| {
        let (Some(now), Some(before)) = (instant(*day, 18.0), instant(*day, -6.0)) else { return false };
        past(now) && !past(before)
    })
}
