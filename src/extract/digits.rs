//! Numbers in digits: which mark groups, which is the decimal point.

use rust_decimal::Decimal;

use crate::lang::NumberStyle;
use crate::text::fold::{digit_value, is_ignorable};

/// Most groups of digits one number may have.
const RUNS: usize = 16;

/// Reads digits with the separators a language's outlets use; `None` for what is no number (an IP address, a
/// date, a list) or has more than 28 digits. `scaled` says that a scale word follows ("1.135 مليار"): then a mark
/// that could be either is the decimal point.
pub fn parse(text: &str, style: &NumberStyle, scaled: bool) -> Option<Decimal> {
    let (mut lengths, mut marks) = ([0u8; RUNS], ['\0'; RUNS]);
    let (mut run, mut mantissa, mut total) = (0usize, 0i128, 0u32);
    for character in text.chars() {
        match digit_value(character) {
            Some(digit) => {
                total += 1;
                if total > 28 {
                    return None;
                }
                mantissa = mantissa * 10 + i128::from(digit);
                *lengths.get_mut(run)? += 1;
            }
            None if is_ignorable(character) => {}
            None => {
                *marks.get_mut(run)? = character;
                run += 1;
            }
        }
    }
    let leading_zero = text.chars().find_map(digit_value) == Some(0);
    let runs = lengths.get(..=run)?;
    let marks = marks.get(..run)?;
    let decimals = match marks {
        [] => 0,
        [mark] => {
            let grouped = groups_by_three(runs) && !leading_zero && !(scaled && style.either.contains(*mark));
            if style.decimal.contains(*mark) || !grouped { *runs.last()? } else { 0 }
        }
        [first, .., last] if first != last => {
            let (whole, inner) = (runs.get(..run)?, marks.get(..run - 1)?);
            if !inner.iter().all(|mark| mark == first) || !(groups_by_three(whole) || groups_as_in_india(whole)) {
                return None;
            }
            *runs.last()?
        }
        [first, ..] => {
            if !marks.iter().all(|mark| mark == first) || !(groups_by_three(runs) || groups_as_in_india(runs)) {
                return None;
            }
            0
        }
    };
    Decimal::try_from_i128_with_scale(mantissa, u32::from(decimals)).ok()
}

/// 1,350,000.
fn groups_by_three(runs: &[u8]) -> bool {
    runs.split_first().is_some_and(|(first, rest)| (1..=3).contains(first) && rest.iter().all(|&run| run == 3))
}

/// 12,34,567.
fn groups_as_in_india(runs: &[u8]) -> bool {
    match runs {
        [first, inner @ .., last] => (1..=2).contains(first) && inner.iter().all(|&run| run == 2) && *last == 3,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(group: &str, decimal: &str, either: &str) -> NumberStyle {
        NumberStyle { group: group.into(), decimal: decimal.into(), either: either.into() }
    }

    #[test]
    fn each_language_reads_its_own_marks() {
        let (english, arabic) = (style(",٬", ".٫", ""), style("٬,،", "٫", "."));
        for (text, style, value) in [
            ("1,350,000", &english, "1350000"),
            ("12,34,567.8", &english, "1234567.8"),
            ("3.141", &english, "3.141"),
            ("1,3", &english, "1.3"),
            ("1.350.000", &english, "1350000"),
            ("236.190", &arabic, "236190"),
            ("708.57", &arabic, "708.57"),
            ("0.125", &arabic, "0.125"),
            ("٦٫٥", &arabic, "6.5"),
            ("7,5", &arabic, "7.5"),
            ("26،013,94", &arabic, "26013.94"),
            ("1.234,5", &arabic, "1234.5"),
        ] {
            assert_eq!(parse(text, style, false).map(|value| value.to_string()).as_deref(), Some(value), "{text}");
        }
        assert_eq!(parse("1.135", &arabic, true), Some(Decimal::new(1135, 3)));
    }

    #[test]
    fn what_is_no_number_is_none() {
        let english = style(",٬", ".٫", "");
        for text in ["192.168.1.1", "24.07.2025", "1,2,3", "1.2.3", "1,23,4", "12345678901234567890123456789"] {
            assert_eq!(parse(text, &english, false), None, "{text}");
        }
    }
}
