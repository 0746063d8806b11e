//! Whom a text names without a word of theirs: people and bodies that a pronoun, "the company" or a part of the name takes
//! up later.

use super::grammar::Grammar;
use super::resolve::{NAME_WORDS, Resolver};
use super::tag::Tag;
use super::{SourceRef, StandsFor};
use crate::extract::reading::{Reading, Sentence};
use crate::lang::PerPack;
use crate::lang::lexicon::{Entry, Lexicon};
use crate::lang::names::Name;
use crate::model::SourceKind;

/// How many sentences back a pronoun may find a person, and a body.
const PERSON: usize = 2;
const BODY: usize = 1;

/// Somebody whom a sentence names in capitals.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named {
    /// First token, with a title before it.
    pub first: u32,
    /// Token after the last.
    pub last: u32,
    /// What a noun in the name tells: a ministry, a company, an outlet. None is a person, where several words stand in it.
    pub body: Option<SourceKind>,
    /// The registry's name for it.
    known: Option<Name>,
    /// Whether the name ends as those of companies do.
    company: bool,
    /// Whether it opens its sentence or a part of it.
    subject: bool,
    /// Whether an office or trade stands before it ("professor Ann Hill").
    introduced: bool,
    /// Whether it is one word, as a surname is.
    surname: bool,
    fem: Option<bool>,
}

impl Named {
    const fn stands_for(&self) -> StandsFor {
        match self.known {
            Some(name) => StandsFor::Known(name),
            None => StandsFor::Elsewhere(self.first, self.last),
        }
    }
}

impl Resolver<'_, '_> {
    /// Whoever is named in the sentence of a token, before it, or in the ones before, and may be a "she" or "he" there: the
    /// subject before others, and nobody whose name stands beside the pronoun.
    pub(super) fn person_named(&mut self, token: u32, fem: Option<bool>) -> Option<StandsFor> {
        let reading = self.reading;
        let here = reading.sentence_at(token as usize)?;
        let beside = |one: &&Named| {
            let name = reading.slice(one.last as usize - 1, one.last as usize);
            (token as usize + 1..here.last).any(|at| reading.slice(at, at + 1) == name)
        };
        let full = |surname: &Named| {
            let word = |one: &Named| reading.slice(one.last as usize - 1, one.last as usize);
            self.names().iter().any(|one| one.body.is_none() && !one.surname && word(one) == word(surname))
        };
        let fits = |one: &&Named| {
            one.body.is_none()
                && (one.subject || one.introduced)
                && (one.fem.is_none() || one.fem == fem)
                && !beside(one)
                && (!one.surname || full(one))
        };
        let back =
            |count: usize| self.named_in(reading.sentence_index(token as usize).checked_sub(count)?, token, &fits);
        let one = (0..=PERSON).find_map(back)?;
        match self.full_name((one.last - 1, one.last)).filter(|_| one.surname) {
            Some((first, last)) => Some(StandsFor::Elsewhere(first, last)),
            None => Some(one.stands_for()),
        }
    }

    /// The body that a sentence begins with, for an "it" in it or in the next: where first, and what it is.
    pub(super) fn body_named(&mut self, token: u32) -> Option<(u32, SourceKind, StandsFor)> {
        let reading = self.reading;
        let fits = |one: &&Named| one.body.is_some() && one.subject;
        let back =
            |count: usize| self.named_in(reading.sentence_index(token as usize).checked_sub(count)?, token, &fits);
        let one = (0..=BODY).find_map(back)?;
        Some((one.first, one.body?, one.stands_for()))
    }

    /// The company that "the company" takes up: the last that a sentence begins with, or the first that is named.
    pub(super) fn company_named(&mut self, token: u32) -> Option<StandsFor> {
        let before = self.names().iter().filter(|one| one.company && one.last <= token);
        let opens = before.clone().rev().find(|one| one.subject);
        opens.or_else(|| before.into_iter().next()).map(Named::stands_for)
    }

    /// The body named last before a token with this word in its name.
    pub(super) fn body_called(&mut self, stem: u32, token: u32) -> Option<StandsFor> {
        let reading = self.reading;
        let holds = |one: &&Named| {
            one.body.is_some()
                && one.last <= token
                && one.last - one.first > 1
                && (one.first..one.last).any(|at| reading.lookup(at as usize).stem == stem)
        };
        self.names().iter().rev().find(holds).map(Named::stands_for)
    }

    /// The company whose name begins or ends with a word, but for the words that only tell that it is one.
    pub(super) fn company_called(&mut self, (first, last): (u32, u32)) -> Option<StandsFor> {
        let reading = self.reading;
        let text = reading.slice(first as usize, last as usize);
        let called = |one: &&Named| {
            one.company
                && one.last - one.first > 1
                && [one.first, one.last - 2].iter().any(|&at| reading.slice(at as usize, at as usize + 1) == text)
        };
        self.names().iter().find(called).map(Named::stands_for)
    }

    /// Whoever spoke last, if all that is known is one name that no person bears in full: "the company" says what it is.
    fn bare_name(&mut self) -> Option<StandsFor> {
        let (index, entity) = self.recent().next()?;
        let StandsFor::Elsewhere(first, last) = entity.stands_for else { return None };
        let bare = entity.kind == SourceKind::Person && !entity.plural && entity.canon.is_none() && last - first == 1;
        let name = entity.stands_for;
        if !bare || entity.fem.is_some() || self.full_name((first, last)).is_some() {
            return None;
        }
        self.entities.get_mut(index)?.kind = SourceKind::Organisation;
        Some(name)
    }

    fn named_in(&self, sentence: usize, token: u32, fits: &dyn Fn(&&Named) -> bool) -> Option<Named> {
        let sentence = self.reading.buffers.sentences.get(sentence)?;
        let all = self.named.get_or_init(|| collect(self.reading, self.grammars));
        let from = all.partition_point(|one| (one.first as usize) < sentence.first);
        let end = token.min(sentence.last as u32);
        let here = all.get(from..)?.iter().take_while(|one| one.last <= end);
        here.clone().filter(fits).find(|one| one.subject).or_else(|| here.clone().find(fits)).copied()
    }

    fn names(&self) -> &[Named] {
        self.named.get_or_init(|| collect(self.reading, self.grammars))
    }

    /// What a source is whose only word is a part of a company's name, or "the company" itself.
    pub(super) fn as_company(&mut self, source: &mut SourceRef, words: Option<(u32, u32)>) -> bool {
        let found = match words {
            Some(words) => self.company_called(words),
            None => self.company_named(source.first).or_else(|| self.bare_name()),
        };
        if let Some(found) = found.filter(|&found| found != StandsFor::Elsewhere(source.first, source.last)) {
            (source.stands_for, source.kind) = (found, SourceKind::Organisation);
        }
        found.is_some()
    }
}

/// Everybody whom the document names, in the order of the text.
fn collect(reading: &Reading<'_>, grammars: &PerPack<Grammar>) -> Vec<Named> {
    let mut all = Vec::new();
    for sentence in &reading.buffers.sentences {
        let Some((pack, grammar)) = sentence.pack.and_then(|pack| Some((pack, grammars.get(pack)?))) else { continue };
        let Some(lexicon) = reading.pack(pack).map(|pack| &pack.lexicon) else { continue };
        if !grammar.is_headline(reading, sentence.first, sentence.last) {
            Names { reading, grammar, lexicon, sentence }.collect(&mut all);
        }
    }
    all
}

struct Names<'s, 'a> {
    reading: &'s Reading<'a>,
    grammar: &'s Grammar,
    lexicon: &'s Lexicon,
    sentence: &'s Sentence,
}

impl Names<'_, '_> {
    fn collect(&self, all: &mut Vec<Named>) {
        let mut at = self.sentence.first;
        while at < self.sentence.last {
            let last = self.run(at);
            if last > at {
                all.extend(self.named(at, last));
            }
            at = last.max(at + 1);
        }
    }

    fn capital(&self, at: usize) -> bool {
        at < self.sentence.last && self.reading.token(at).is_some_and(|token| token.capital())
    }

    fn tag(&self, at: usize) -> Tag {
        self.grammar.tag_of(self.reading.lookup(at))
    }

    /// Where the run of words with capitals ends that begins at a token.
    fn run(&self, first: usize) -> usize {
        let names = |at: usize| {
            self.capital(at)
                && matches!(
                    self.tag(at),
                    Tag::Word | Tag::Name | Tag::Cue | Tag::Verb | Tag::Auxiliary | Tag::SourceNoun
                )
        };
        let glued = |at: usize| self.reading.token(at).is_some_and(|token| !token.spaced() && token.is_word());
        let mut at = first;
        while names(at) {
            at += 1;
            // "Ban Ki-moon", "J. Hill", "Crane & Lowe"
            let mark = self.reading.token(at).map_or('\0', |token| token.mark);
            match mark {
                '-' if glued(at + 1) => at += 2,
                '.' if at - first == 1 && names(at + 1) => at += 1,
                '&' if names(at + 1) => at += 1,
                // "the Ministry of Health", "the University of Leeds"
                _ if self.tag(at) == Tag::Preposition && self.tag(at - 1) == Tag::SourceNoun && names(at + 1) => {
                    at += 1
                }
                _ => {}
            }
        }
        at.min(self.sentence.last)
    }

    fn named(&self, from: usize, last: usize) -> Option<Named> {
        let (mut body, mut known, mut company) = (None, None, false);
        for at in from..last {
            let noun =
                |entry: &Entry| matches!(self.grammar.head_class(entry.class), Some("source_noun" | "known_source"));
            let Some((_, entry, _)) = self.reading.entry_at(self.lexicon, at, last, noun) else { continue };
            let kind = |name: Name| self.reading.name(name).parse::<SourceKind>().ok();
            let is_known = self.grammar.head_class(entry.class) == Some("known_source");
            let told =
                if is_known { entry.roles.iter().find_map(|&role| kind(role)) } else { entry.canon.and_then(kind) };
            body = told.filter(|kind| !matches!(kind, SourceKind::Document | SourceKind::Unnamed)).or(body);
            known = entry.canon.filter(|_| is_known && at == from).or(known);
            company |= last - from > 1 && self.grammar.roles.company.is_some_and(|role| entry.has(role));
        }
        let place = |entry: &Entry| matches!(self.grammar.head_class(entry.class), Some("territory" | "demonym"));
        if self.reading.entry_at(self.lexicon, from, last, place).is_some_and(|(.., length)| from + length == last) {
            return None;
        }
        let mut first = from;
        let mut fem = None;
        let mut introduced = false;
        while first > self.sentence.first {
            match self.tag(first - 1) {
                Tag::Title if self.capital(first - 1) => {
                    let has = |role: Option<Name>| {
                        role.is_some_and(|role| {
                            self.reading.entry_at(self.lexicon, first - 1, first, |entry| entry.has(role)).is_some()
                        })
                    };
                    let roles = &self.grammar.roles;
                    fem = if has(roles.fem) { Some(true) } else { has(roles.masc).then_some(false) };
                    introduced = true;
                    first -= 1;
                }
                Tag::Role => {
                    introduced = true;
                    break;
                }
                _ => break,
            }
        }
        let words = last - first;
        let surname = body.is_none() && words == 1;
        if body.is_none() && !(1..=NAME_WORDS as usize).contains(&words) || surname && !self.opens(first) {
            return None;
        }
        let article = first > self.sentence.first && self.capital(first - 1) && self.tag(first - 1) == Tag::Determiner;
        let first = if body.is_some() && article { first - 1 } else { first };
        Some(Named {
            first: first as u32,
            last: last as u32,
            body,
            known,
            company,
            subject: self.opens(first),
            introduced,
            surname,
            fem,
        })
    }

    /// Whether a phrase begins its sentence, or a part of it behind a comma.
    fn opens(&self, first: usize) -> bool {
        let Some(before) = first.checked_sub(1).filter(|&before| before >= self.sentence.first) else { return true };
        let mark = self.reading.token(before).map_or('\0', |token| token.mark);
        matches!(mark, ',' | '،' | '-' | '–' | '—' | '"' | '“' | '”')
            || matches!(self.tag(before), Tag::Determiner if before == self.sentence.first)
            || matches!(self.tag(before), Tag::Subordinator | Tag::Coordinator | Tag::Connector)
    }
}
