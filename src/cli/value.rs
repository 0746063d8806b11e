//! Values of options, read with errors that say what would do.

use chrono::NaiveDate;
use rust_decimal::Decimal;

/// A day, ISO 8601.
pub fn day(text: &str) -> Result<NaiveDate, String> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| text.len() == 10);
    day.ok_or_else(|| "give a day as YYYY-MM-DD, for example 2025-07-24".to_owned())
}

/// An amount: `1000000000`, `1,000,000,000` or `1e9`.
pub fn amount(text: &str) -> Result<Decimal, String> {
    let plain = text.replace([',', '_'], "");
    Decimal::from_str_exact(&plain)
        .or_else(|_| Decimal::from_scientific(&plain))
        .map_err(|_| "give a number, for example 1000000000 or 1e9".to_owned())
}

/// A web address.
pub fn url(text: &str) -> Result<String, String> {
    let scheme = text.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    match scheme.as_deref() {
        Some("http" | "https") if !text.contains(|letter: char| letter.is_control() || letter.is_whitespace()) => {
            Ok(text.to_owned())
        }
        _ => Err("give a web address that begins with https:// or http://".to_owned()),
    }
}
