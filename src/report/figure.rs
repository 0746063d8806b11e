//! Figures and dates in the words of the reader's language.

use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralOperands, PluralRules, PluralRulesOptions};
use rust_decimal::Decimal;

use crate::lang::messages::Messages;
use crate::model::{Modifier, Quantity, QuantityKind, TemporalExpression, TemporalKind};

/// A figure as a reader would say it: "over 1,000,000,000 USD".
pub fn figure(quantity: &Quantity, messages: &Messages) -> String {
    let unit = unit(quantity, messages);
    let number = |value: Decimal| {
        let number = group(value, messages);
        match unit.as_str() {
            "" => number,
            "%" => messages.fill("figure.percent", &[("number", &number)]),
            _ => messages.fill("figure.with_unit", &[("number", &number), ("unit", &unit)]),
        }
    };
    let words = match (quantity.low, quantity.high) {
        (Some(low), Some(high)) if low == high && quantity.kind == QuantityKind::Ordinal => {
            messages.fill("figure.rank", &[("number", &number(low))])
        }
        (Some(low), Some(high)) if low == high => number(low),
        (Some(low), Some(high)) => {
            messages.fill("figure.range", &[("low", &group(low, messages)), ("high", &number(high))])
        }
        (Some(low), None) => messages
            .fill(if quantity.low_open { "figure.over" } else { "figure.at_least" }, &[("number", &number(low))]),
        (None, Some(high)) => messages
            .fill(if quantity.high_open { "figure.under" } else { "figure.at_most" }, &[("number", &number(high))]),
        (None, None) => messages.fill("figure.vague", &[("text", &quantity.text)]),
    };
    match quantity.modifier {
        Some(Modifier::Approximate) => messages.fill("figure.about", &[("number", &words)]),
        None => words,
    }
}

/// A date as a reader would see it: its ISO value, or its words where the value is not known.
pub fn date(time: &TemporalExpression, messages: &Messages) -> String {
    match (&time.value, time.modifier) {
        // "P1Y" says nothing to a reader; "سنويا" does.
        _ if time.kind == TemporalKind::Set => messages.fill("figure.vague", &[("text", &time.text)]),
        (Some(value), Some(Modifier::Approximate)) => messages.fill("figure.about", &[("number", value)]),
        (Some(value), None) => value.clone(),
        (None, _) => messages.fill("figure.vague", &[("text", &time.text)]),
    }
}

fn unit(quantity: &Quantity, messages: &Messages) -> String {
    let Some(unit) = &quantity.unit else { return String::new() };
    let word = |name: &str| {
        let many = messages.find(&format!("units.{name}")).filter(|_| takes_plural(quantity, messages));
        many.or_else(|| messages.find(&format!("unit.{name}"))).unwrap_or(name).to_owned()
    };
    let unit = word(unit);
    match &quantity.per {
        Some(per) => {
            let per = messages.word("unit", per).to_owned();
            messages.fill("figure.per", &[("unit", &unit), ("per", &per)])
        }
        None => unit,
    }
}

/// Whether the number before a unit takes the words of `[units]`: by the plural rules of CLDR, and the category that
/// `figure.plural` names ("3 أطنان", but "25,000 طن").
fn takes_plural(quantity: &Quantity, messages: &Messages) -> bool {
    let number = quantity.high.or(quantity.low).map(|number| number.normalize().abs().to_string());
    let category = || {
        let locale: Locale = messages.language().parse().ok()?;
        let rules = PluralRules::try_new((&locale).into(), PluralRulesOptions::default()).ok()?;
        Some(rules.category_for(PluralOperands::from(&number?.parse::<fixed_decimal::Decimal>().ok()?)))
    };
    let wanted = PluralCategory::get_for_cldr_string(messages.get("figure.plural"));
    category().unwrap_or(PluralCategory::Other) == wanted.unwrap_or(PluralCategory::Other)
}

/// An exact decimal with its thousands set apart.
fn group(value: Decimal, messages: &Messages) -> String {
    let text = value.normalize().to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, part)| (whole, Some(part)));
    let mut out = sign.to_owned();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push_str(messages.get("figure.group"));
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push_str(messages.get("figure.decimal"));
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_decides_the_form_of_its_unit() {
        let toml = "[figure]\ngroup = ','\ndecimal = '.'\nplural = 'few'\nwith_unit = '{number} {unit}'\n[unit]\nmonth = 'S'\n\
                    [units]\nmonth = 'P'";
        let messages = Messages::parse("ar", toml).unwrap();
        let told = ["1", "2", "3", "10", "11", "100", "103", "25000", "2.5"]
            .map(|number| figure(&quantity(number, "month"), &messages));
        assert_eq!(told, ["1 S", "2 S", "3 P", "10 P", "11 S", "100 S", "103 P", "25,000 S", "2.5 S"]);
    }

    fn messages() -> Messages {
        Messages::parse(
            "en",
            "[figure]\nplural = 'other'\ngroup = ','\ndecimal = '.'\nwith_unit = '{number} {unit}'\nover = 'over {number}'\n\
             range = '{low} to {high}'\nabout = 'about {number}'\nper = '{unit}/{per}'\nvague = '({text})'\n\
             [unit]\nmonth = 'month'\n[units]\nmonth = 'months'",
        )
        .unwrap()
    }

    fn quantity(value: &str, unit: &str) -> Quantity {
        let mut quantity = Quantity::exact(QuantityKind::Count, value.parse().unwrap());
        quantity.unit = Some(unit.to_owned());
        quantity
    }

    #[test]
    fn a_figure_is_told_in_words() {
        let mut over = quantity("1000000000", "USD");
        over.high = None;
        over.low_open = true;
        assert_eq!(figure(&over, &messages()), "over 1,000,000,000 USD");
        assert_eq!(figure(&quantity("3", "month"), &messages()), "3 months");
        assert_eq!(figure(&quantity("1", "month"), &messages()), "1 month");
        assert_eq!(figure(&quantity("1.5", "month"), &messages()), "1.5 months");
        let mut range = quantity("1250.50", "month");
        (range.value, range.high, range.per) = (None, Some(2000.into()), Some("month".into()));
        range.modifier = Some(Modifier::Approximate);
        assert_eq!(figure(&range, &messages()), "about 1,250.5 to 2,000 months/month");
    }
}
