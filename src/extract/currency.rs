//! Whose money it is: "pounds" and "دينار" belong to the one country of theirs that the text names; where it names none or
//! several, they stay open.

use super::mention::{Unit, Value};
use super::reading::{Reading, Sentence};
use crate::lang::lexicon::{ClassId, Entry, EntryId};
use crate::lang::names::{Name, Names};

/// A country the text names, and the token where it does.
struct Country {
    at: usize,
    code: Name,
}

/// Gives every open currency its country, as far as the text tells.
pub fn resolve(reading: &mut Reading<'_>) {
    let open = |value: &Value| matches!(value, Value::Quantity(quantity) if quantity.open.is_some());
    if !reading.buffers.mentions.iter().any(|mention| open(&mention.value)) {
        return;
    }
    let countries = countries(reading);
    for index in 0..reading.buffers.mentions.len() {
        let currency = reading.buffers.mentions.get(index).and_then(|mention| {
            let Value::Quantity(quantity) = &mention.value else { return None };
            let sentence = sentence_of(reading, mention.first as usize)?;
            currency(reading, &countries, sentence, mention.pack, quantity.open?)
        });
        let mention = reading.buffers.mentions.get_mut(index);
        if let (Some(currency), Some(Value::Quantity(quantity))) = (currency, mention.map(|mention| &mut mention.value))
        {
            quantity.unit = Some(Unit::Named(currency));
        }
    }
}

fn sentence_of<'r>(reading: &'r Reading<'_>, at: usize) -> Option<&'r Sentence> {
    let sentences = &reading.buffers.sentences;
    sentences.get(sentences.partition_point(|sentence| sentence.last <= at))
}

/// Every country and nationality in the text.
fn countries(reading: &Reading<'_>) -> Vec<Country> {
    let mut found = Vec::new();
    for sentence in &reading.buffers.sentences {
        let Some(lexicon) = sentence.pack.and_then(|pack| reading.pack(pack)).map(|pack| &pack.lexicon) else {
            continue;
        };
        let classes: Vec<ClassId> =
            ["territory", "demonym"].iter().filter_map(|class| lexicon.find_class(class)).collect();
        let any = classes.iter().fold(0u128, |set, class| set | 1 << class);
        for at in (sentence.first..sentence.last).filter(|&at| reading.lookup(at).classes & any != 0) {
            let entry = reading.entry_at(lexicon, at, sentence.last, |entry| classes.contains(&entry.class));
            found.extend(entry.and_then(|(_, entry, _)| entry.canon).map(|code| Country { at, code }));
        }
    }
    found
}

/// The only one of a money word's candidates (its roles) whose country the sentence names, else the only one in the text.
/// ISO 4217 codes begin with the country's code of ISO 3166.
fn currency(
    reading: &Reading<'_>,
    countries: &[Country],
    sentence: &Sentence,
    pack: u8,
    open: EntryId,
) -> Option<Name> {
    let entry = reading.pack(pack)?.lexicon.entry(open)?;
    let only = |from: usize, to: usize| {
        let named = |code: Name| {
            countries
                .iter()
                .filter(|country| (from..to).contains(&country.at))
                .any(|country| is_of(reading.name(code), reading.name(country.code)))
        };
        let mut candidates = entry.roles.iter().copied().filter(|&role| named(role));
        candidates.next().filter(|_| candidates.next().is_none())
    };
    only(sentence.first, sentence.last).or_else(|| only(0, reading.buffers.tokens.len()))
}

/// The money of a country among a money word's candidates.
pub fn of_country(names: &Names, money: &Entry, country: Name) -> Option<Name> {
    money.roles.iter().copied().find(|&role| is_of(names.text(role), names.text(country)))
}

fn is_of(currency: &str, country: &str) -> bool {
    currency.len() == 3 && country.len() == 2 && currency.starts_with(country)
}
