//! Whose money it is: "pounds" and "دينار" belong to the one country of theirs that the text names; where it names none or
//! several, they stay open.

use super::mention::{Unit, Value};
use super::reading::{Reading, Sentence};
use crate::lang::lexicon::{ClassId, Entry, EntryId};
use crate::lang::names::Name;

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
    let countries = Countries::of(reading);
    for index in 0..reading.buffers.mentions.len() {
        let currency = reading.buffers.mentions.get(index).and_then(|mention| {
            let Value::Quantity(quantity) = &mention.value else { return None };
            let sentence = reading.sentence_at(mention.first as usize)?;
            currency(reading, &countries, sentence, mention.pack, quantity.open?)
        });
        let mention = reading.buffers.mentions.get_mut(index);
        if let (Some(currency), Some(Value::Quantity(quantity))) = (currency, mention.map(|mention| &mut mention.value))
        {
            quantity.unit = Some(Unit::Named(currency));
        }
    }
}

/// The countries and nationalities of a text.
struct Countries {
    /// Where each stands, in order.
    named: Vec<Country>,
    /// Each once.
    all: Vec<Name>,
}

impl Countries {
    fn of(reading: &Reading<'_>) -> Countries {
        let mut named = Vec::new();
        for sentence in &reading.buffers.sentences {
            let Some(lexicon) = sentence.pack.and_then(|pack| reading.pack(pack)).map(|pack| &pack.lexicon) else {
                continue;
            };
            let classes: Vec<ClassId> =
                ["territory", "demonym"].iter().filter_map(|class| lexicon.find_class(class)).collect();
            let any = classes.iter().fold(0u128, |set, class| set | 1 << class);
            for at in (sentence.first..sentence.last).filter(|&at| reading.lookup(at).classes & any != 0) {
                let entry = reading.entry_at(lexicon, at, sentence.last, |entry| classes.contains(&entry.class));
                named.extend(entry.and_then(|(_, entry, _)| entry.canon).map(|code| Country { at, code }));
            }
        }
        let mut all: Vec<Name> = named.iter().map(|country| country.code).collect();
        all.sort_unstable();
        all.dedup();
        Countries { named, all }
    }

    /// Those of a sentence.
    fn within(&self, sentence: &Sentence) -> impl Iterator<Item = Name> + Clone {
        let from = self.named.partition_point(|country| country.at < sentence.first);
        let rest = self.named.get(from..).unwrap_or(&[]);
        rest.iter().take_while(|country| country.at < sentence.last).map(|country| country.code)
    }
}

/// The only one of a money word's candidates (its roles) whose country the sentence names, else the only one in the text.
/// ISO 4217 codes begin with the country's code of ISO 3166.
fn currency(
    reading: &Reading<'_>,
    countries: &Countries,
    sentence: &Sentence,
    pack: u8,
    open: EntryId,
) -> Option<Name> {
    let entry = reading.pack(pack)?.lexicon.entry(open)?;
    let here = countries.within(sentence);
    only(reading, entry, here).or_else(|| only(reading, entry, countries.all.iter().copied()))
}

/// The only one of a money word's candidates that belongs to one of these countries.
fn only(reading: &Reading<'_>, money: &Entry, countries: impl Iterator<Item = Name> + Clone) -> Option<Name> {
    let named = |code: Name| countries.clone().any(|country| is_of(reading.name(code), reading.name(country)));
    let mut candidates = money.roles.iter().copied().filter(|&role| named(role));
    candidates.next().filter(|_| candidates.next().is_none())
}

/// The money of a country among a money word's candidates.
pub fn of_country(reading: &Reading<'_>, money: &Entry, country: Name) -> Option<Name> {
    money.roles.iter().copied().find(|&role| is_of(reading.name(role), reading.name(country)))
}

fn is_of(currency: &str, country: &str) -> bool {
    currency.len() == 3 && country.len() == 2 && currency.starts_with(country)
}
