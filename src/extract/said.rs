//! Attributions and notes as the contract prints them.

use super::attribution::{AttributionValue, SourceRef, StandsFor};
use super::mention::Mention;
use super::output::{Places, rule_id};
use super::reading::Reading;
use crate::model::{Attribution, Cue, Extent, Note, NoteKind, SourceMention};

/// An attribution in code points and words.
pub fn attribution(reading: &Reading<'_>, places: &Places<'_, '_>, value: &AttributionValue) -> Attribution {
    let all = |list: &[SourceRef]| list.iter().map(|item| source(reading, places, item)).collect();
    Attribution {
        source: value.source.as_ref().map(|value| source(reading, places, value)),
        cue: value.cue.map(|(first, last)| {
            let Extent { start, end } = places.extent(first, last);
            Cue { start, end, text: places.text(first, last).to_owned() }
        }),
        content: value.content.iter().map(|&(first, last)| places.extent(first, last)).collect(),
        style: value.style,
        carried: value.carried,
        via: all(&value.via),
        basis: all(&value.basis),
        rule: reading
            .pack(value.pack)
            .and_then(|pack| pack.rule(value.rule))
            .map(|rule| rule.text.id.clone())
            .unwrap_or_default(),
    }
}

/// A source with the name it resolves to.
fn source(reading: &Reading<'_>, places: &Places<'_, '_>, value: &SourceRef) -> SourceMention {
    let Extent { start, end } = places.extent(value.first, value.last);
    let text = places.text(value.first, value.last).to_owned();
    let (name, antecedent) = name(reading, places, value);
    SourceMention {
        start,
        end,
        text,
        name: name.to_owned(),
        kind: value.kind,
        plural: value.plural,
        unresolved: value.unresolved,
        antecedent,
    }
}

/// The name that a source resolves to, and where it stands when that is elsewhere in the text.
pub fn name<'a>(
    reading: &Reading<'a>,
    places: &Places<'_, 'a>,
    value: &SourceRef,
) -> (&'a str, Option<(usize, usize)>) {
    match value.stands_for {
        StandsFor::Itself => (unglued(reading, value.first, places.text(value.first, value.last)), None),
        StandsFor::Known(name) => (reading.name(name), None),
        StandsFor::Elsewhere(first, last) => {
            let Extent { start, end } = places.extent(first, last);
            (unglued(reading, first, places.text(first, last)), Some((start, end)))
        }
    }
}

/// A name without the little words written glued before it ("ووثائق", "لوزير").
fn unglued<'a>(reading: &Reading<'_>, first: u32, text: &'a str) -> &'a str {
    let clitics = reading.lookup(first as usize).clitics;
    if clitics == 0 {
        return text;
    }
    let pack = reading.sentence_at(first as usize).and_then(|sentence| reading.pack(sentence.pack?));
    let glued = pack.map_or(0, |pack| pack.lexicon.glued_letters(clitics));
    text.char_indices().nth(glued).map_or("", |(at, _)| text.get(at..).unwrap_or(""))
}

/// A note on verification.
pub fn note(reading: &Reading<'_>, places: &Places<'_, '_>, mention: &Mention, kind: NoteKind) -> Note {
    let Extent { start, end } = places.extent(mention.first, mention.last);
    Note {
        start,
        end,
        text: places.text(mention.first, mention.last).to_owned(),
        kind,
        rule: rule_id(reading, mention),
    }
}
