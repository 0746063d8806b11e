//! Names of people in a language without capitals: where they begin behind an office, and who bears them.

use super::grammar::Grammar;
use super::look::Look;
use super::resolve::{Entity, Resolver};
use super::tag::Tag;
use super::{SourceRef, StandsFor};
use crate::model::SourceKind;
use crate::text::token::TokenKind;

/// How many tokens back a surname may find the whole name.
const REACH: u32 = 2_000;

/// Most words between an office and the last word of a name.
const NAME: u32 = 4;

impl Resolver<'_, '_> {
    /// The name behind an office in the words between two tokens ("وزير الاقتصاد | سعد العتيق"): it begins with the first word that no
    /// class tells of behind a definite one, a title or a comma.
    pub(super) fn personal_name(&self, grammar: &Grammar, (first, last): (u32, u32)) -> Option<(u32, u32)> {
        if !grammar.settings.subject_follows {
            return None;
        }
        let begins = |at: u32| self.is_plain(grammar, at) && self.closes(grammar, at - 1);
        let begin = (first + 1..last).find(|&at| begins(at))?;
        Some((begin, last))
    }

    /// Whether a word may begin a name: no class tells of it, and it is not definite.
    fn is_plain(&self, grammar: &Grammar, at: u32) -> bool {
        let lookup = self.reading.lookup(at as usize);
        let text = self.reading.slice(at as usize, at as usize + 1);
        self.reading.token(at as usize).is_some_and(|token| token.is_word())
            && grammar.tag_of(lookup) == Tag::Word
            && lookup.clitics == 0
            && !grammar.begins_with_article(text)
    }

    /// Whether a word ends an office: it is definite, a title, or the comma behind.
    fn closes(&self, grammar: &Grammar, at: u32) -> bool {
        let lookup = self.reading.lookup(at as usize);
        let text = self.reading.slice(at as usize, at as usize + 1);
        grammar.shows_article(lookup, text)
            || grammar.tag_of(lookup) == Tag::Title
            || self.reading.token(at as usize).is_some_and(|token| matches!(token.mark, '،' | ','))
    }

    /// Whether a token makes a name of a noun: "صحيفة “الملعب”", "القناة 12".
    pub(super) fn is_name_mark(&self, at: u32) -> bool {
        self.reading
            .token(at as usize)
            .is_some_and(|token| matches!(token.mark, '"' | '“' | '«') || token.kind == TokenKind::Digits)
    }

    /// Whoever was named before with the first and the last word of a name.
    pub(super) fn bearer(&self, name: (u32, u32)) -> Option<&Entity> {
        let word = |at: u32| self.reading.slice(at as usize, at as usize + 1);
        let (first, last) = (word(name.0), word(name.1 - 1));
        self.recent().map(|(_, entity)| entity).find(|entity| match entity.stands_for {
            StandsFor::Elsewhere(from, to) if entity.kind == SourceKind::Person && to <= name.0 => {
                (from..to).any(|at| word(at) == first) && (from..to).any(|at| word(at) == last)
            }
            _ => false,
        })
    }

    /// "وزير الاقتصاد سعد العتيق" after "وزير الاقتصاد": whoever had only the office has the name now.
    pub(super) fn name_office(&mut self, look: &Look, source: &SourceRef) {
        let words = match source.stands_for {
            StandsFor::Elsewhere(first, last) => (first, last),
            _ => (source.first, source.last),
        };
        let stem = |at: u32| self.reading.lookup(at as usize).stem;
        let within = |entity: &Entity| {
            (entity.words.0..entity.words.1)
                .all(|at| (words.0..words.1).any(|word| stem(word) == stem(at) && stem(at) != 0))
        };
        let same = self.recent().find(|(_, entity)| {
            entity.since < source.first
                && !entity.named
                && !entity.plural
                && entity.canon == look.canon
                && matches!(entity.kind, SourceKind::Person | SourceKind::Government)
                && within(entity)
        });
        let stands_for = StandsFor::Elsewhere(words.0, words.1);
        if let Some(index) = same.map(|(index, _)| index)
            && let Some(entity) = self.entities.get_mut(index)
        {
            self.named_later.push((entity.stands_for, stands_for));
            (entity.stands_for, entity.named, entity.kind) = (stands_for, true, SourceKind::Person);
        }
    }

    /// The words of a name that end at `at`: all that no class tells of, from the beginning of the sentence or a mark.
    fn name_before(&self, grammar: &Grammar, at: u32) -> Option<(u32, u32)> {
        let plain = |at: u32| {
            let lookup = self.reading.lookup(at as usize);
            self.reading.token(at as usize).is_some_and(|token| token.is_word())
                && matches!(grammar.tag_of(lookup), Tag::Word)
        };
        let first = (at.saturating_sub(NAME)..at).rev().take_while(|&before| plain(before)).last()?;
        (at - first < NAME).then_some((first, at + 1))
    }

    /// The whole name that one word ends, told before behind an office of somebody who had not spoken ("المهاجم رامي الخطيب" … "قال
    /// الخطيب").
    pub(super) fn told_before(&self, grammar: &Grammar, surname: u32) -> Option<(u32, u32)> {
        let text = self.reading.slice(surname as usize, surname as usize + 1);
        let office = |at: u32| matches!(grammar.tag_of(self.reading.lookup(at as usize)), Tag::Role | Tag::Title);
        (surname.saturating_sub(REACH).max(2)..surname).rev().find_map(|at| {
            if self.reading.slice(at as usize, at as usize + 1) != text {
                return None;
            }
            // "عبد الرزاق الإدريسي، الكاتب الوطني": the office behind the name.
            let comma = self.reading.token(at as usize + 1).is_some_and(|token| matches!(token.mark, '،' | ','));
            if comma && (office(at + 2) || self.closes(grammar, at + 2)) {
                return self.name_before(grammar, at);
            }
            if !self.is_plain(grammar, at - 1) {
                return None;
            }
            let floor = at.saturating_sub(NAME);
            let behind = (floor..at - 1).rev().find(|&before| office(before) || self.closes(grammar, before))?;
            (floor..=behind).any(office).then_some((behind + 1, at + 1))
        })
    }
}
