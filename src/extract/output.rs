//! From a reading to the annotation of the contract: code points instead of bytes, words instead of numbers.

use super::claim::ClaimValue;
use super::mention::{Mention, MentionId, NumberValue, QuantityValue, Unit, Value};
use super::reading::Reading;
use super::said;
use super::time::{Resolved, TimeValue};
use crate::model::{Annotation, Claim, Extent, Quantity, QuantityKind, TemporalExpression};
use crate::text::offset::CodePoints;

/// Turns places in a reading into places in the text.
pub struct Places<'r, 'a> {
    reading: &'r Reading<'a>,
    points: CodePoints<'a>,
}

impl<'r, 'a> Places<'r, 'a> {
    /// Counts through the reading's text.
    pub fn new(reading: &'r Reading<'a>) -> Self {
        Places { reading, points: CodePoints::new(reading.text) }
    }

    /// The code points that a range of tokens covers.
    pub fn extent(&self, first: u32, last: u32) -> Extent {
        let start = self.reading.token(first as usize).map_or(0, |token| token.start as usize);
        let end = (last as usize)
            .checked_sub(1)
            .and_then(|last| self.reading.token(last))
            .map_or(start, |token| token.end as usize);
        Extent { start: self.points.at(start), end: self.points.at(end) }
    }

    /// The text of a range of tokens.
    pub fn text(&self, first: u32, last: u32) -> &'a str {
        self.reading.slice(first as usize, last as usize)
    }
}

/// The whole annotation.
pub fn annotation(reading: &Reading<'_>, id: &str, language: &str) -> Annotation {
    let places = Places::new(reading);
    let mut quantities: Vec<Quantity> = Vec::new();
    let mut times = Vec::new();
    let mut notes = Vec::new();
    // Figures that say another one in a second unit, and which one.
    let mut same: Vec<(usize, MentionId)> = Vec::new();
    // Where each mention went, for the claims to point at.
    let mut index = vec![usize::MAX; reading.buffers.mentions.len()];
    let mut order: Vec<(usize, &Mention)> =
        reading.buffers.mentions.iter().enumerate().filter(|(_, mention)| !mention.absorbed).collect();
    order.sort_by_key(|(_, mention)| (mention.first, mention.last));
    for (id, mention) in order {
        let place = match &mention.value {
            Value::Quantity(value) => {
                let place = push(&mut quantities, quantity(reading, &places, mention, value));
                same.extend(value.same_as.map(|stated| (place, stated)));
                place
            }
            Value::Number(value) => match bare_number(reading, &places, mention, value) {
                Some(number) => push(&mut quantities, number),
                None => continue,
            },
            Value::Time(value) => push(&mut times, time(reading, &places, mention, value)),
            Value::Note(kind) => {
                notes.push(said::note(reading, &places, mention, *kind));
                continue;
            }
            Value::Cue | Value::Name | Value::Carries => continue,
        };
        if let Some(slot) = index.get_mut(id) {
            *slot = place;
        }
    }
    for (place, stated) in same {
        let stated = index.get(stated as usize).copied().filter(|&place| place != usize::MAX);
        if let Some(quantity) = quantities.get_mut(place) {
            quantity.same_as = stated;
        }
    }
    let claims = reading.buffers.claims.iter().map(|claim| claim_out(&places, claim, &index)).collect();
    Annotation {
        schema: 1,
        id: id.to_owned(),
        language: language.to_owned(),
        rules: reading.packs.hash().to_owned(),
        sentences: reading
            .buffers
            .sentences
            .iter()
            .map(|sentence| places.extent(sentence.first as u32, sentence.last as u32))
            .collect(),
        quantities,
        times,
        attributions: reading
            .buffers
            .attributions
            .iter()
            .map(|value| said::attribution(reading, &places, value))
            .collect(),
        notes,
        claims,
        meta: None,
    }
}

/// Appends and says where.
fn push<T>(list: &mut Vec<T>, item: T) -> usize {
    list.push(item);
    list.len() - 1
}

fn claim_out(places: &Places<'_, '_>, claim: &ClaimValue, index: &[usize]) -> Claim {
    let Extent { start, end } = places.extent(claim.first, claim.last);
    let pointed = |ids: &[MentionId]| {
        ids.iter().filter_map(|&id| index.get(id as usize).copied()).filter(|&place| place != usize::MAX).collect()
    };
    Claim {
        start,
        end,
        text: places.text(claim.first, claim.last).to_owned(),
        kind: claim.kind,
        quantities: pointed(&claim.quantities),
        times: pointed(&claim.times),
        attribution: claim.attribution,
        worth: f64::from(claim.worth) / 100.0,
        because: claim.because.iter().map(|&reason| reason.to_owned()).collect(),
        rule: claim.rule().to_owned(),
    }
}

/// The id of the rule that found a mention.
pub fn rule_id(reading: &Reading<'_>, mention: &Mention) -> String {
    reading
        .pack(mention.pack)
        .and_then(|pack| pack.rule(mention.rule))
        .map(|rule| rule.text.id.clone())
        .unwrap_or_default()
}

/// A figure's unit in letters.
pub fn unit_text(reading: &Reading<'_>, unit: Unit) -> String {
    match unit {
        Unit::Named(name) => reading.name(name).to_owned(),
        Unit::Noun(first, last) => reading.slice(first as usize, last as usize).to_owned(),
    }
}

pub fn quantity(reading: &Reading<'_>, places: &Places<'_, '_>, mention: &Mention, value: &QuantityValue) -> Quantity {
    let Extent { start, end } = places.extent(mention.first, mention.last);
    let unit = value.unit.map(|unit| unit_text(reading, unit));
    let iso = match (value.kind, value.value, unit.as_deref()) {
        (QuantityKind::Duration, Some(amount), Some(unit)) => iso_duration(amount, unit),
        _ => None,
    };
    Quantity {
        start,
        end,
        text: places.text(mention.first, mention.last).to_owned(),
        kind: value.kind,
        value: value.value,
        low: value.low,
        high: value.high,
        low_open: value.low_open,
        high_open: value.high_open,
        modifier: value.modifier,
        unit,
        per: value.per.map(|per| unit_text(reading, per)),
        entity: value.entity.map(|(first, last)| places.text(first, last).to_owned()),
        iso,
        same_as: None,
        rule: rule_id(reading, mention),
    }
}

/// ISO 8601 form of so many units of time.
fn iso_duration(amount: rust_decimal::Decimal, unit: &str) -> Option<String> {
    let amount = amount.normalize();
    Some(match unit {
        "year" => format!("P{amount}Y"),
        "month" => format!("P{amount}M"),
        "week" => format!("P{amount}W"),
        "day" => format!("P{amount}D"),
        "hour" => format!("PT{amount}H"),
        "minute" => format!("PT{amount}M"),
        "second" => format!("PT{amount}S"),
        "quarter" => format!("P{}M", amount.checked_mul(3.into())?),
        "decade" => format!("P{}Y", amount.checked_mul(10.into())?),
        "century" => format!("P{}Y", amount.checked_mul(100.into())?),
        _ => return None,
    })
}

/// A number that nothing took in stands for itself; a vague one alone says nothing.
fn bare_number(
    reading: &Reading<'_>,
    places: &Places<'_, '_>,
    mention: &Mention,
    number: &NumberValue,
) -> Option<Quantity> {
    number.value?;
    let kind = if number.ordinal { QuantityKind::Ordinal } else { QuantityKind::Number };
    Some(quantity(reading, places, mention, &QuantityValue::new(kind, number.value, None)))
}

pub fn time(
    reading: &Reading<'_>,
    places: &Places<'_, '_>,
    mention: &Mention,
    value: &TimeValue,
) -> TemporalExpression {
    let Extent { start, end } = places.extent(mention.first, mention.last);
    let Resolved { value: timex, low, high } = value.resolve(reading.date);
    let day = |day: chrono::NaiveDate| day.format("%Y-%m-%d").to_string();
    TemporalExpression {
        start,
        end,
        text: places.text(mention.first, mention.last).to_owned(),
        kind: value.kind,
        value: timex,
        low: low.map(day),
        high: high.map(day),
        modifier: value.modifier,
        calendar: value.hijri.then(|| "hijri".to_owned()),
        rule: rule_id(reading, mention),
    }
}
