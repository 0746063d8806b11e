//! Words that take up somebody spoken of before: pronouns, surnames, "the paper", "the ministry".

use super::look::Look;
use super::resolve::{Entity, Resolver};
use super::{SourceRef, StandsFor};
use crate::model::SourceKind;

/// How many tokens back a pronoun may find its person.
const REACH: u32 = 400;
/// How many words at the beginning of a sentence may name whom it is about.
const TOPIC: usize = 4;
/// How many of those spoken of last it may be.
const TOPICS: usize = 64;
/// Most words of a part of a name that stands for the whole.
const NAME_PART: u32 = 3;

impl Resolver<'_, '_> {
    /// Whom words take up that name nobody in full: "the paper", a surname, a part of a name.
    pub(super) fn taken_up(&self, look: &Look, source: &SourceRef, (first, last): (u32, u32)) -> Option<&Entity> {
        // A name in quotation marks is a name: "صحيفة “الملعب” المحلية".
        let described = || {
            let bare = look.definite && look.run.is_none() && !look.marked;
            bare.then(|| self.same_kind(look, source)).flatten()
        };
        let ending = || (last - first == 1 && look.known.is_none()).then(|| self.ends_in(first)).flatten();
        let part =
            || (last - first <= NAME_PART && look.kind_by_default).then(|| self.part_of_name(first, last)).flatten();
        described().or_else(ending).or_else(part)
    }

    /// "he", "she", "they": whoever of that sort was spoken of last.
    pub(super) fn pronoun(&mut self, source: &mut SourceRef, look: &Look) {
        source.plural = look.plural;
        source.kind = if look.plural { SourceKind::Group } else { SourceKind::Person };
        let at = source.first;
        let person = !look.plural && look.fem.is_some();
        if person {
            self.see_topics(at);
        }
        let found = self
            .recent()
            .filter(|(_, entity)| entity.seen < at && at - entity.seen <= REACH)
            .filter(|(_, entity)| {
                if person {
                    entity.kind == SourceKind::Person
                        && !entity.plural
                        && entity.fem.is_none_or(|fem| Some(fem) == look.fem)
                } else if look.plural {
                    entity.plural
                } else {
                    !entity.plural && !matches!(entity.kind, SourceKind::Person | SourceKind::Group)
                }
            })
            .max_by_key(|&(index, entity)| (entity.seen, index))
            .map(|(index, _)| index);
        // "it": a body that a sentence begins with behind whoever was spoken of last.
        if !person
            && !look.plural
            && let Some((first, kind, stands_for)) = self.body_named(at)
            && found.is_none_or(|index| self.entities.get(index).is_none_or(|entity| entity.seen < first))
        {
            (source.kind, source.stands_for) = (kind, stands_for);
            return;
        }
        let Some(index) = found else {
            if person && let Some(stands_for) = self.person_named(at, look.fem) {
                source.stands_for = stands_for;
            }
            return;
        };
        let Some(entity) = self.mention(index, at) else { return };
        entity.fem = entity.fem.or(look.fem);
        source.kind = entity.kind;
        source.stands_for = entity.stands_for;
    }

    /// Whoever's surname opens the sentence of the token or the one before it has been spoken of there.
    fn see_topics(&mut self, token: u32) {
        let reading = self.reading;
        let here = reading.sentence_index(token as usize);
        for sentence in (here.saturating_sub(1)..=here).filter_map(|index| reading.buffers.sentences.get(index)) {
            let topics = (sentence.first..sentence.last.min(token as usize)).take(TOPIC);
            for at in topics.filter(|&at| reading.token(at).is_some_and(|token| token.capital())) {
                let word = reading.slice(at, at + 1);
                let surname = |(_, entity): &(usize, &Entity)| match entity.stands_for {
                    StandsFor::Elsewhere(_, last) if entity.kind == SourceKind::Person => {
                        reading.slice(last as usize - 1, last as usize) == word
                    }
                    _ => false,
                };
                let known = self.recent().take(TOPICS).find(surname).map(|(index, _)| index);
                if let Some(index) = known {
                    self.mention(index, at as u32);
                }
            }
        }
    }

    /// Whoever's fuller name ends in this one word.
    fn ends_in(&self, word: u32) -> Option<&Entity> {
        let text = self.reading.slice(word as usize, word as usize + 1);
        self.recent().map(|(_, entity)| entity).find(|entity| match entity.stands_for {
            StandsFor::Elsewhere(first, last) => {
                last - first > 1 && last <= word && self.reading.slice(last as usize - 1, last as usize) == text
            }
            _ => false,
        })
    }

    /// Whoever's fuller name has these words in it, where no capitals tell names: "لي" for "لي تشيانج".
    fn part_of_name(&self, first: u32, last: u32) -> Option<&Entity> {
        let length = last - first;
        let text = self.reading.slice(first as usize, last as usize);
        self.recent().map(|(_, entity)| entity).find(|entity| match entity.stands_for {
            StandsFor::Elsewhere(from, to) if to - from > length && to <= first => {
                (from..=to - length).any(|at| self.reading.slice(at as usize, (at + length) as usize) == text)
            }
            _ => false,
        })
    }

    /// "the paper", "the ministry", "the minister": the last one of the same sort; "the report", where no document was
    /// spoken of, is that of the outlet cited last.
    fn same_kind(&self, look: &Look, source: &SourceRef) -> Option<&Entity> {
        // "the service" after "the weather service": a noun that no list knows.
        if look.kind_by_default {
            let noun = (source.last - 1, source.last);
            let named = |entity: &Entity| entity.since < source.first && entity.plural == look.plural;
            return self
                .recent()
                .map(|(_, entity)| entity)
                .find(|entity| named(entity) && self.has_words(entity, noun));
        }
        let last = |wanted: &dyn Fn(&Entity) -> bool| {
            self.recent()
                .filter(|(_, entity)| entity.since <= source.first && entity.plural == look.plural && wanted(entity))
                .max_by_key(|&(index, entity)| (entity.seen, index))
                .map(|(_, entity)| entity)
        };
        match source.kind {
            SourceKind::Person => last(&|entity| {
                entity.kind == SourceKind::Person && entity.canon.is_some() && entity.canon == look.canon
            })
            // "the same speaker": whoever spoke last.
            .or_else(|| {
                let bare = look.same && source.last - source.first <= 2;
                last(&|entity| bare && matches!(entity.kind, SourceKind::Person | SourceKind::Unnamed))
            }),
            SourceKind::Unnamed if look.same => {
                last(&|entity| matches!(entity.kind, SourceKind::Person | SourceKind::Unnamed))
            }
            SourceKind::Document => {
                last(&|entity| entity.kind == SourceKind::Document).or_else(|| last(&|entity| entity.kind.is_carrier()))
            }
            // "the ministry" is no court: the noun must be one of its words, or it has a name and no noun of its own.
            kind @ (SourceKind::Government | SourceKind::Organisation) => {
                let noun = look.head?;
                let bare = noun.1 - noun.0 == 1 && source.last == noun.1 && noun.0 <= source.first + 1;
                let named =
                    |entity: &Entity| entity.named && (entity.canon.is_none() || kind == SourceKind::Organisation);
                last(&|entity| entity.kind == kind && self.has_words(entity, noun))
                    .or_else(|| last(&|entity| bare && entity.kind == kind && named(entity)))
            }
            kind => last(&|entity| entity.kind == kind),
        }
    }
}
