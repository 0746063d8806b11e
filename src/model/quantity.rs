//! Figures as the text states them: amount, bounds, unit.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::string_enum;

string_enum! {
    /// What sort of figure a quantity is.
    QuantityKind, "quantity kind" {
        /// A plain number.
        Number = "number",
        /// A rank or position ("third").
        Ordinal = "ordinal",
        /// A percentage or a distance in percentage points.
        Percent = "percent",
        /// An amount of money; the unit is an ISO 4217 code.
        Money = "money",
        /// A physical measure.
        Measure = "measure",
        /// A temperature.
        Temperature = "temperature",
        /// The age of a person or thing.
        Age = "age",
        /// A length of time; `iso` holds its ISO 8601 form.
        Duration = "duration",
        /// A count of things; the unit is the counted noun as the text has it.
        Count = "count",
        /// A range of plain numbers.
        Range = "range",
    }
}

string_enum! {
    /// How the text hedges a figure.
    Modifier, "modifier" {
        /// "about", "nearly", "نحو", "قرابة".
        Approximate = "approximate",
    }
}

/// One mention of a figure.
///
/// `value` is the figure stated, where the text states one ("over $1bn": 1000000000; none for
/// "5 to 7"); `low` and `high` are what it means: equal for an exact value, none for unbounded,
/// `*_open` for a bound that is itself excluded ("more than"); both none for a vague "dozens".
///
/// ```
/// use onrecord::model::{Quantity, QuantityKind};
/// let mut over = Quantity::exact(QuantityKind::Money, 1_000_000_000.into());
/// over.unit = Some("USD".into());
/// over.high = None;
/// over.low_open = true;
/// assert_eq!(over.to_string(), ">1000000000 USD");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quantity {
    /// First code point of the mention.
    pub start: usize,
    /// Code point after the mention.
    pub end: usize,
    /// The mention as it stands in the document.
    pub text: String,
    /// What sort of figure it is.
    pub kind: QuantityKind,
    /// The figure stated, if one is.
    pub value: Option<Decimal>,
    /// Lower bound, if there is one.
    pub low: Option<Decimal>,
    /// Upper bound, if there is one.
    pub high: Option<Decimal>,
    /// Whether the lower bound itself is excluded.
    pub low_open: bool,
    /// Whether the upper bound itself is excluded.
    pub high_open: bool,
    /// The hedge, if there is one.
    pub modifier: Option<Modifier>,
    /// ISO 4217 code, `%`, `percentage point`, singular English unit name, or the counted noun.
    pub unit: Option<String>,
    /// The denominator of a rate ("a day": `day`).
    pub per: Option<String>,
    /// What is measured, where the sentence says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<String>,
    /// ISO 8601 form of a duration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iso: Option<String>,
    /// Index of the mention that states the same measure in another unit ("$2.5bn (£1.9bn)").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<usize>,
    /// The rule that read it.
    pub rule: String,
}

impl Quantity {
    /// The figure alone, without its place and the rule that read it.
    pub fn bare(&self) -> Quantity {
        Quantity { start: 0, end: 0, same_as: None, rule: String::new(), ..self.clone() }
    }

    /// An exact quantity without place, unit or rule: the starting point of builders and tests.
    pub fn exact(kind: QuantityKind, value: Decimal) -> Quantity {
        Quantity {
            start: 0,
            end: 0,
            text: String::new(),
            kind,
            value: Some(value),
            low: Some(value),
            high: Some(value),
            low_open: false,
            high_open: false,
            modifier: None,
            unit: None,
            per: None,
            entity: None,
            iso: None,
            same_as: None,
            rule: String::new(),
        }
    }
}

/// The one spelling of a value, used in rule examples: `~40 person`, `>1000000000 USD`, `5..7 %`,
/// `>=12 day`, `? dozens` (vague), `3 USD/barrel`.
impl std::fmt::Display for Quantity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.modifier == Some(Modifier::Approximate) {
            f.write_str("~")?;
        }
        match (self.low, self.high) {
            (Some(low), Some(high)) if low == high => write!(f, "{}", low.normalize())?,
            (Some(low), Some(high)) => write!(f, "{}..{}", low.normalize(), high.normalize())?,
            (Some(low), None) => {
                write!(f, "{}{}", if self.low_open { ">" } else { ">=" }, low.normalize())?;
            }
            (None, Some(high)) => {
                write!(f, "{}{}", if self.high_open { "<" } else { "<=" }, high.normalize())?;
            }
            (None, None) => f.write_str("?")?,
        }
        if self.kind == QuantityKind::Ordinal {
            f.write_str("th")?;
        }
        if let Some(unit) = &self.unit {
            write!(f, " {unit}")?;
        }
        if let Some(per) = &self.per {
            write!(f, "/{per}")?;
        }
        Ok(())
    }
}
