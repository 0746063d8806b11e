//! From a reading to the annotation of the contract: code points instead of bytes, words instead of numbers.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use super::claim::ClaimValue;
use super::mention::{Mention, MentionId, NONE, NumberValue, QuantityValue, Unit, Value};
use super::reading::Reading;
use super::said;
use super::time::{Resolved, TimeValue};
use crate::lang::Pack;
use crate::model::{Annotation, Claim, Extent, Quantity, QuantityKind, TemporalExpression};
use crate::text::fold::is_ignorable;
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

/// Where each mention goes in the lists of the annotation.
pub struct Order {
    /// The figures, in the order of the text.
    pub quantities: Vec<MentionId>,
    /// The points and stretches of the calendar.
    pub times: Vec<MentionId>,
    /// The notes on verification.
    pub notes: Vec<MentionId>,
    /// By mention: its index in its list; `NONE` for those that go nowhere.
    index: Vec<u32>,
}

impl Order {
    /// The order of a reading's mentions.
    pub fn of(reading: &Reading<'_>) -> Order {
        let mentions = &reading.buffers.mentions;
        let mut sorted: Vec<(u32, u32, MentionId)> = (0..)
            .zip(mentions)
            .filter(|(_, mention)| !mention.absorbed && !matches!(mention.value, Value::Cue | Value::Name))
            .map(|(id, mention)| (mention.first, mention.last, id))
            .collect();
        sorted.sort_unstable();
        let (quantities, times, notes) = (Vec::new(), Vec::new(), Vec::new());
        let mut order = Order { quantities, times, notes, index: vec![NONE; mentions.len()] };
        for (_, _, id) in sorted {
            let list = match mentions.get(id as usize).map(|mention| &mention.value) {
                Some(Value::Quantity(_) | Value::Number(NumberValue { value: Some(_), .. })) => &mut order.quantities,
                Some(Value::Time(_)) => &mut order.times,
                Some(Value::Note(_)) => {
                    order.notes.push(id);
                    continue;
                }
                _ => continue,
            };
            if let Some(slot) = order.index.get_mut(id as usize) {
                *slot = list.len() as u32;
            }
            list.push(id);
        }
        order
    }

    /// The index of a figure or time in its list.
    pub fn place(&self, id: MentionId) -> Option<usize> {
        self.index.get(id as usize).filter(|&&place| place != NONE).map(|&place| place as usize)
    }
}

/// The whole annotation.
pub fn annotation(reading: &Reading<'_>, id: &str, language: &str) -> Annotation {
    let (places, order) = (Places::new(reading), Order::of(reading));
    let buffers = &*reading.buffers;
    let mentions = |ids: &[MentionId]| -> Vec<&Mention> { ids.iter().filter_map(|&id| reading.mention(id)).collect() };
    Annotation {
        schema: 1,
        id: id.to_owned(),
        language: language.to_owned(),
        rules: reading.packs.hash().to_owned(),
        sentences: buffers
            .sentences
            .iter()
            .map(|sentence| places.extent(sentence.first as u32, sentence.last as u32))
            .collect(),
        quantities: mentions(&order.quantities)
            .into_iter()
            .filter_map(|mention| Some((mention, figure(&mention.value)?)))
            .map(|(mention, value)| Quantity {
                same_as: value.same_as.and_then(|stated| order.place(stated)),
                ..quantity(reading, &places, mention, &value)
            })
            .collect(),
        times: mentions(&order.times)
            .into_iter()
            .filter_map(|mention| match &mention.value {
                Value::Time(value) => Some(time(reading, &places, mention, value)),
                _ => None,
            })
            .collect(),
        attributions: buffers.attributions.iter().map(|value| said::attribution(reading, &places, value)).collect(),
        notes: mentions(&order.notes)
            .into_iter()
            .filter_map(|mention| match mention.value {
                Value::Note(kind) => Some(said::note(reading, &places, mention, kind)),
                _ => None,
            })
            .collect(),
        claims: buffers.claims.iter().map(|claim| claim_out(&places, claim, &order)).collect(),
        meta: None,
    }
}

/// A mention's value as a figure; a number that nothing took in stands for itself, a vague one alone says nothing.
pub fn figure(value: &Value) -> Option<Cow<'_, QuantityValue>> {
    match value {
        Value::Quantity(value) => Some(Cow::Borrowed(value)),
        Value::Number(number) => {
            number.value?;
            let kind = if number.ordinal { QuantityKind::Ordinal } else { QuantityKind::Number };
            Some(Cow::Owned(QuantityValue {
                modifier: number.modifier(),
                ..QuantityValue::new(kind, number.value, None)
            }))
        }
        _ => None,
    }
}

fn claim_out(places: &Places<'_, '_>, claim: &ClaimValue, order: &Order) -> Claim {
    let Extent { start, end } = places.extent(claim.first, claim.last);
    let pointed = |ids: &[MentionId]| ids.iter().filter_map(|&id| order.place(id)).collect();
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

/// A figure's unit in letters; a noun without the little words glued before it.
pub fn unit_text<'a>(reading: &Reading<'a>, pack: Option<&Pack>, unit: Unit) -> &'a str {
    match unit {
        Unit::Named(name) => reading.name(name),
        Unit::Noun(first, last) => {
            let text = reading.slice(first as usize, last as usize);
            let clitics = reading.lookup(first as usize).clitics;
            // A question's letter is never glued to a counted noun; it only looks so.
            let lexicon = pack.map(|pack| &pack.lexicon);
            let asks = lexicon.and_then(|lexicon| lexicon.clitic("a")).is_some_and(|asks| clitics & asks != 0);
            let glued = lexicon.filter(|_| !asks).map_or(0, |lexicon| lexicon.glued_letters(clitics));
            if glued == 0 {
                return text;
            }
            let mut letters = text.char_indices().filter(|(_, letter)| !is_ignorable(*letter));
            let start = letters.nth(glued).map_or(0, |(start, _)| start);
            text.get(start..).unwrap_or(text)
        }
    }
}

pub fn quantity(reading: &Reading<'_>, places: &Places<'_, '_>, mention: &Mention, value: &QuantityValue) -> Quantity {
    let Extent { start, end } = places.extent(mention.first, mention.last);
    let pack = reading.pack(mention.pack);
    let unit = value.unit.map(|unit| unit_text(reading, pack, unit));
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
        unit: unit.map(str::to_owned),
        per: value.per.map(|per| unit_text(reading, pack, per).to_owned()),
        entity: value.entity.map(|(first, last)| places.text(first, last).to_owned()),
        iso: iso(reading, value, unit),
        same_as: None,
        rule: rule_id(reading, mention),
    }
}

/// ISO 8601 form of a length of time; TIMEX3's `X` where the text gives no figure ("several weeks").
pub fn iso(reading: &Reading<'_>, value: &QuantityValue, unit: Option<&str>) -> Option<String> {
    if value.kind != QuantityKind::Duration {
        return None;
    }
    if let Some([(long, long_unit), (short, short_unit)]) = value.compound {
        let short = iso_duration(short, reading.name(short_unit))?;
        return Some(iso_duration(long, reading.name(long_unit))? + short.strip_prefix('P')?);
    }
    match value.value {
        Some(amount) => iso_duration(amount, unit?),
        None if value.is_vague() => Some(match unit? {
            "decade" => "PXDE".to_owned(),
            "century" => "PXCE".to_owned(),
            "fortnight" => "PXW".to_owned(),
            "quarter" => "PXQ".to_owned(),
            unit => iso_duration(Decimal::ONE, unit)?.replace('1', "X"),
        }),
        None => None,
    }
}

/// ISO 8601 form of so many units of time.
fn iso_duration(amount: Decimal, unit: &str) -> Option<String> {
    let amount = amount.normalize();
    let times = |factor: u32| amount.checked_mul(factor.into()).map(|amount| amount.normalize());
    Some(match unit {
        "year" => format!("P{amount}Y"),
        "month" => format!("P{amount}M"),
        "week" => format!("P{amount}W"),
        "fortnight" => format!("P{}W", times(2)?),
        "day" | "night" => format!("P{amount}D"),
        // TIMEX3's own.
        "weekend" => format!("P{amount}WE"),
        "hour" => format!("PT{amount}H"),
        "minute" => format!("PT{amount}M"),
        "second" => format!("PT{amount}S"),
        "quarter" => format!("P{}M", times(3)?),
        "decade" => format!("P{}Y", times(10)?),
        "century" => format!("P{}Y", times(100)?),
        _ => return None,
    })
}

/// ISO 8601 form of a day.
pub fn day(day: NaiveDate) -> String {
    let Ok(year @ ..=9999) = u32::try_from(day.year()) else { return day.format("%Y-%m-%d").to_string() };
    let mut text = String::with_capacity(10);
    for (number, width) in [(year, 4), (day.month(), 2), (day.day(), 2)] {
        if !text.is_empty() {
            text.push('-');
        }
        for place in (0..width).rev() {
            text.push((b'0' + (number / 10u32.pow(place) % 10) as u8) as char);
        }
    }
    text
}

/// The calendar that a time is told in, where it is not the common one.
pub fn calendar(value: &TimeValue) -> Option<&'static str> {
    value.hijri.then_some("hijri")
}

pub fn time(
    reading: &Reading<'_>,
    places: &Places<'_, '_>,
    mention: &Mention,
    value: &TimeValue,
) -> TemporalExpression {
    let Extent { start, end } = places.extent(mention.first, mention.last);
    let Resolved { value: timex, low, high } = value.resolve(reading.date);
    TemporalExpression {
        start,
        end,
        text: places.text(mention.first, mention.last).to_owned(),
        kind: value.kind,
        value: timex,
        low: low.map(day),
        high: high.map(day),
        modifier: value.modifier,
        calendar: calendar(value).map(str::to_owned),
        rule: rule_id(reading, mention),
    }
}
