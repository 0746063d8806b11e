//! What sources rest on, told in a sentence of its own: "The newspaper based its account on contracts".

use rustc_hash::FxHashMap;

use super::phrase::Phrase;
use super::read::source_ref;
use super::resolve::Resolver;
use super::{AttributionValue, SourceRef, StandsFor};
use crate::lang::lexicon::Lexicon;
use crate::model::SourceKind;

/// Most words of a subject that says what it rests on ("The newspaper based its account on").
const SUBJECT: usize = 4;

impl Resolver<'_, '_> {
    /// "The newspaper based itself on contracts and informed sources": what it is said to rest on once holds for all it
    /// says in the document.
    pub(super) fn grounds(&mut self, found: &mut [AttributionValue]) -> Vec<(u32, usize)> {
        let stated = self.stated_grounds();
        if stated.is_empty() {
            return Vec::new();
        }
        let mut of_speaker: FxHashMap<StandsFor, Vec<usize>> = FxHashMap::default();
        for (index, value) in found.iter().enumerate() {
            if let Some(source) = &value.source {
                of_speaker.entry(source.stands_for).or_default().push(index);
            }
        }
        let mut grounded = Vec::new();
        let mut grounds: FxHashMap<StandsFor, Vec<SourceRef>> = FxHashMap::default();
        for (sentence, speaker, stated) in stated {
            let Some(statements) = of_speaker.get(&speaker) else { continue };
            let before = statements
                .partition_point(|&index| found.get(index).is_some_and(|value| super::chain::start(value) < sentence));
            grounded.extend(before.checked_sub(1).and_then(|last| statements.get(last)).map(|&last| (sentence, last)));
            let known = grounds.entry(speaker).or_default();
            for ground in stated {
                let words = |source: &SourceRef| self.reading.slice(source.first as usize, source.last as usize);
                if !known.iter().any(|known| words(known) == words(&ground)) {
                    known.push(ground);
                }
            }
        }
        for (speaker, grounds) in grounds {
            for &index in of_speaker.get(&speaker).into_iter().flatten() {
                if let Some(attribution) = found.get_mut(index) {
                    attribution.basis.extend(grounds.iter().cloned());
                }
            }
        }
        grounded
    }

    /// The sentences that say what somebody bases himself on: first token, who, and what.
    fn stated_grounds(&mut self) -> Vec<(u32, StandsFor, Vec<SourceRef>)> {
        let reading = self.reading;
        let mut stated = Vec::new();
        for sentence in &reading.buffers.sentences {
            let Some((number, data)) = sentence.pack.and_then(|pack| Some((pack, reading.pack(pack)?))) else {
                continue;
            };
            let Some(class) = data.lexicon.find_class("basis_verb") else { continue };
            let follows = data.settings.attribution.subject_follows;
            // Where the subject stands before its verb, it opens the sentence.
            let reach = if follows { sentence.last } else { sentence.last.min(sentence.first + SUBJECT) };
            let here = |at: &usize| reading.lookup(*at).here & (1 << class) != 0;
            let Some((verb, length)) = (sentence.first..reach).filter(here).find_map(|at| {
                let entry = reading.entry_at(&data.lexicon, at, sentence.last, |entry| entry.class == class);
                entry.map(|(_, _, length)| (at, length))
            }) else {
                continue;
            };
            let (subject, behind) = if follows {
                (Phrase::of(verb + 1, verb + 2), verb + 2)
            } else {
                (Phrase::of(sentence.first, verb), verb + length)
            };
            let mut speaker = source_ref(&subject);
            self.source(&mut speaker, number);
            if speaker.stands_for != StandsFor::Itself {
                let grounds = self.nouns(number, &data.lexicon, behind, sentence.last);
                stated.push((sentence.first as u32, speaker.stands_for, grounds));
            }
        }
        stated
    }

    /// The documents and unnamed people between two tokens.
    fn nouns(&self, pack: u8, lexicon: &Lexicon, first: usize, last: usize) -> Vec<SourceRef> {
        let Some(class) = lexicon.find_class("source_noun") else { return Vec::new() };
        let connector = lexicon.find_class("connector");
        let joins = |at: usize| connector.is_some_and(|class| self.reading.has_class(lexicon, at, last, class));
        let mut found = Vec::new();
        let mut at = first;
        while at < last && !joins(at) {
            let entry = self.reading.entry_at(lexicon, at, last, |entry| entry.class == class);
            let Some((_, entry, length)) = entry else {
                at += 1;
                continue;
            };
            let kind = entry.canon.and_then(|canon| self.reading.name(canon).parse().ok());
            if let Some(kind @ (SourceKind::Document | SourceKind::Unnamed)) = kind {
                let role = self.grammars.get(pack).and_then(|grammar| grammar.roles.plural);
                let plural = role.is_some_and(|role| entry.has(role));
                found.push(SourceRef { kind, plural, ..source_ref(&Phrase::of(at, at + length)) });
            }
            at += length;
        }
        found
    }
}
