//! A text for every decimal that sorts as the decimals do, so that SQLite's index compares exactly.

use rust_decimal::Decimal;

/// Sorts before the key of every number: an open lower end.
pub(super) const LOWEST: &str = "a";
/// Sorts after the key of every number: an open upper end.
pub(super) const HIGHEST: &str = "z";

/// The key of a number: equal numbers have equal keys, and keys compare as bytes the way the numbers
/// compare. `p`, exponent and digits for a positive number; `o` for zero; `n` and the complements for
/// a negative one, closed by `~` so that the longer sorts first.
pub(super) fn number_key(number: Decimal) -> String {
    let number = number.normalize();
    if number.is_zero() {
        return "o".to_owned();
    }
    let digits = number.mantissa().unsigned_abs().to_string();
    // Place of the first digit before the point, shifted to stay positive: 0.1 has 0.
    let exponent = digits.len() as i64 - i64::from(number.scale()) + 100;
    let digits = digits.trim_end_matches('0');
    if number.is_sign_negative() {
        let complement: String = digits.bytes().map(|digit| char::from(b'0' + (b'9' - digit.min(b'9')))).collect();
        format!("n{:03}{complement}~", 999 - exponent)
    } else {
        format!("p{exponent:03}{digits}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decimal() -> impl Strategy<Value = Decimal> {
        (-79_228_162_514_264_337_593_543_950_335_i128..=79_228_162_514_264_337_593_543_950_335, 0_u32..=28, 0_u32..=28)
            .prop_map(|(mantissa, shift, scale)| Decimal::from_i128_with_scale(mantissa / 10_i128.pow(shift), scale))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn keys_compare_as_numbers(a in decimal(), b in decimal()) {
            prop_assert_eq!(number_key(a).cmp(&number_key(b)), a.cmp(&b), "{} {}", a, b);
            prop_assert!(number_key(a).as_str() > LOWEST && number_key(a).as_str() < HIGHEST);
        }
    }

    #[test]
    fn neighbours_keep_their_order() {
        let numbers = ["-10", "-9.99", "-1.01", "-1", "-0.5", "-0.05", "0", "0.05", "0.5", "1", "1.01", "9.99", "10"];
        let keys: Vec<String> = numbers.iter().map(|text| number_key(text.parse().unwrap())).collect();
        assert!(keys.is_sorted(), "{keys:?}");
        assert_eq!(number_key("1.50".parse().unwrap()), number_key("1.5".parse().unwrap()));
    }
}
