//! Why a mention was read the way it was: the tree of rules, words and values below it.

use super::attribution::AttributionValue;
use super::mention::{Filled, Mention, Value};
use super::output::{Places, rule_id};
use super::reading::Reading;
use crate::model::{Derivation, Extent, Part};

/// The derivation of a mention, down to the words.
pub fn derivation(reading: &Reading<'_>, places: &Places<'_, '_>, mention: &Mention) -> Derivation {
    let Extent { start, end } = places.extent(mention.first, mention.last);
    let rule = reading.pack(mention.pack).and_then(|pack| pack.rule(mention.rule));
    let parts = reading.buffers.parts.get(mention.parts.0 as usize..mention.parts.1 as usize).unwrap_or(&[]);
    Derivation {
        rule: rule_id(reading, mention),
        builder: rule.map(|rule| rule.text.build.clone()).unwrap_or_default(),
        start,
        end,
        text: places.text(mention.first, mention.last).to_owned(),
        value: spelling(reading, places, mention),
        parts: parts
            .iter()
            .map(|part| {
                let Extent { start, end } = places.extent(part.first, part.last);
                Part {
                    name: reading.name(part.name).to_owned(),
                    text: places.text(part.first, part.last).to_owned(),
                    start,
                    end,
                    entry: match part.what {
                        Filled::Entry(id) => entry_text(reading, mention, id),
                        _ => None,
                    },
                    from: match part.what {
                        Filled::Mention(id) => {
                            reading.mention(id).map(|inner| Box::new(derivation(reading, places, inner)))
                        }
                        _ => None,
                    },
                }
            })
            .collect(),
    }
}

fn entry_text(reading: &Reading<'_>, mention: &Mention, id: u32) -> Option<String> {
    let lexicon = &reading.pack(mention.pack)?.lexicon;
    let entry = lexicon.entry(id)?;
    let mut text = lexicon.class_name(entry.class).to_owned();
    let words = entry.canon.into_iter().chain(entry.roles.iter().copied()).map(|name| reading.name(name).to_owned());
    for word in words.chain(entry.value.map(|value| value.normalize().to_string())) {
        text.push(' ');
        text.push_str(&word);
    }
    Some(text)
}

/// A mention's value in its one spelling.
pub fn spelling(reading: &Reading<'_>, places: &Places<'_, '_>, mention: &Mention) -> String {
    match &mention.value {
        Value::Number(number) => {
            number.value.map_or("?".to_owned(), |value| format!("{value}{}", if number.ordinal { "th" } else { "" }))
        }
        Value::Quantity(value) => super::output::quantity(reading, places, mention, value).to_string(),
        Value::Time(value) => super::output::time(reading, places, mention, value).to_string(),
        Value::Note(kind) => kind.to_string(),
        Value::Cue => said(reading, mention),
        Value::Name | Value::Carries => mention.value.sub_kind().to_owned(),
    }
}

/// The attribution that a cue led to or added somebody to, in its one spelling; empty when it led to none.
fn said(reading: &Reading<'_>, cue: &Mention) -> String {
    let ours = |attribution: &&AttributionValue| {
        let added = attribution.source.iter().chain(&attribution.via).chain(&attribution.basis);
        let begins = attribution.content.iter().any(|&(first, _)| first == cue.first);
        let leads = attribution.rule == cue.rule
            && attribution.cue.map_or(begins, |(first, last)| first <= cue.last && cue.first < last);
        leads || added.into_iter().any(|source| (cue.first + 1..=cue.last + 1).contains(&source.first))
    };
    let found = reading.buffers.attributions.iter().find(ours);
    found.map(|attribution| super::attribution::spelling(reading, attribution)).unwrap_or_default()
}
