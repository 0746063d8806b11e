//! Points and stretches of the calendar (TIMEX3).

use serde::{Deserialize, Serialize};

use super::{Modifier, string_enum};

string_enum! {
    /// The TIMEX3 type of a temporal expression, as `CONTRACT.md` names them.
    TemporalKind, "temporal kind" {
        /// A calendar day.
        Date = "date",
        /// A week, month, quarter, year, decade or any stretch between two dates.
        Period = "period",
        /// A repetition ("every Friday").
        Set = "set",
        /// A time of day.
        Time = "time",
    }
}

/// One mention of a point or stretch of the calendar. Durations stand among the quantities.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemporalExpression {
    /// First code point of the mention.
    pub start: usize,
    /// Code point after the mention.
    pub end: usize,
    /// The mention as it stands in the document.
    pub text: String,
    /// TIMEX3 type.
    pub kind: TemporalKind,
    /// TIMEX3 value (`2025-07-24`, `2025-W30`, `2013-Q2`, `2025-07-01/2025-07-15`), if it can be known.
    pub value: Option<String>,
    /// First day covered, ISO 8601; none when open.
    pub low: Option<String>,
    /// Day after the last covered, ISO 8601; none when open.
    pub high: Option<String>,
    /// The hedge, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modifier: Option<Modifier>,
    /// Set when the date is named in another calendar than the Gregorian (`hijri`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<String>,
    /// The rule that read it.
    pub rule: String,
}

impl TemporalExpression {
    /// The time alone, without its place and the rule that read it.
    pub fn bare(&self) -> TemporalExpression {
        TemporalExpression { start: 0, end: 0, rule: String::new(), ..self.clone() }
    }
}

impl std::fmt::Display for TemporalExpression {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.modifier.is_some() {
            f.write_str("~")?;
        }
        f.write_str(self.value.as_deref().unwrap_or("?"))
    }
}
