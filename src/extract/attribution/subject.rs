//! Subjects and verbs where a clause may open with its verb: whether a form is a verb there, and who its subject is.

use super::phrase::{Phrase, REACH};
use super::scene::Scene;
use super::tag::Tag;
use crate::lang::lexicon::{Entry, EntryId};
use crate::lang::names::Name;

/// What a verb may have behind its subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// A noun that tells an event.
    Event,
    /// Any object, or none.
    Some,
    /// An object that it cannot be without.
    Must,
}

impl Scene<'_, '_> {
    /// Where the name ends that stands between commas behind an office at `at..last` ("the minister of X, Name, said"), in
    /// a language without capitals; `last` where none does.
    pub fn named_apart(&self, at: usize, last: usize) -> usize {
        const NAME: std::ops::RangeInclusive<usize> = 2..=4;
        let office = (at..last).any(|here| matches!(self.tag(here), Tag::Role | Tag::Title));
        if !self.grammar.settings.subject_follows || !office || self.tag(last) != Tag::Comma {
            return last;
        }
        let mut end = last + 1;
        while self.tag(end) == Tag::Word && !self.opens_clause(end) {
            end += 1;
        }
        let closed = matches!(self.tag(end), Tag::Comma | Tag::Connector | Tag::Colon);
        if closed && NAME.contains(&(end - last - 1)) { end } else { last }
    }

    /// The pronoun glued to the word that opens a clause right before its verb at `at` ("لكنه أضاف"): its subject.
    pub fn glued_subject(&self, at: usize) -> Option<usize> {
        if !self.grammar.settings.subject_follows || self.opens_clause(at) {
            return None;
        }
        let before = at.checked_sub(1).filter(|&before| before >= self.first)?;
        self.reading.entry_at(self.lexicon, before, at, |entry| self.grammar.holds_subject(entry)).map(|_| before)
    }

    /// Whether a word carries the article.
    pub fn is_definite(&self, at: usize) -> bool {
        let lookup = self.reading.lookup(at);
        self.grammar.has_article(lookup.clitics)
            || lookup.classes != 0 && self.has_role(at, &[self.grammar.roles.possessed])
            || lookup.classes == 0 && self.grammar.begins_with_article(self.reading.slice(at, at + 1))
    }

    /// Where the object begins in words behind a verb that hold its subject and its object ("accused the deputy X | the
    /// company"): at the noun phrase behind a definite one, or behind a name.
    pub fn object_in(&self, phrase: Phrase, wanted: Wanted) -> Option<usize> {
        let body = (phrase.first..phrase.last).take(2).any(|at| matches!(self.tag(at), Tag::SourceNoun | Tag::Name));
        let mut closed = false;
        let mut found: Option<usize> = None;
        let mut at = phrase.first;
        while at < phrase.last {
            if self.tag(at) == Tag::QuoteOpen {
                at = self.quote_around(at).map_or(at + 1, |quote| quote.close);
                closed = true;
                continue;
            }
            let definite = self.is_definite(at);
            let tag = self.tag(at);
            if !matches!(tag, Tag::Word | Tag::SourceNoun | Tag::Role | Tag::Title | Tag::Name) {
                closed = definite;
                at += 1;
                continue;
            }
            if closed && !self.opens_clause(at) {
                if self.grammar.names_event(self.reading.lookup(at)) {
                    return Some(at);
                }
                // A name stands between an office and its further titles; without one another begins.
                let adjective = self.grammar.is_adjective(self.reading.lookup(at), self.reading.slice(at, at + 1));
                let head = |class| self.grammar.head_class(class).is_some();
                let names = matches!(tag, Tag::SourceNoun | Tag::Role)
                    && !adjective
                    && self.reading.entry_at(self.lexicon, at, phrase.last, |entry| head(entry.class)).is_some()
                    && (self.tag_before(at) != Tag::Title || self.has_role(at - 1, &[self.grammar.roles.office]))
                    && (definite || self.is_definite(at - 1) && self.is_definite(at + 1));
                if names && wanted != Wanted::Event {
                    return found.filter(|&found| found + 1 < at || !self.is_definite(found)).or(Some(at));
                }
                let noun = match (definite, self.is_definite(at - 1)) {
                    (true, true) => !(adjective || found == Some(at - 1) && self.is_definite(at - 2)),
                    (true, false) => true,
                    // "security sources | their number", "the World Bank | the cost of"
                    (false, _) => body && at + 1 < phrase.last && self.is_definite(at + 1),
                };
                if matches!(tag, Tag::Word | Tag::SourceNoun | Tag::Role) && noun && !(body && found.is_some()) {
                    found = Some(at);
                }
            }
            // Inside an office of several words ("المتحدث باسم") a noun is still to come.
            let inside = tag == Tag::Role && !definite && self.tag_before(at) == Tag::Role;
            closed = definite || closed && !inside;
            at += 1;
        }
        match wanted {
            Wanted::Event => None,
            Wanted::Some => found,
            // "experts | the losses", "sources | their number"
            Wanted::Must => found.or_else(|| {
                let endings = &self.grammar.settings.pronoun_endings;
                let last = phrase.last.checked_sub(1).filter(|&at| at > phrase.first)?;
                let text = self.reading.slice(last, last + 1);
                endings.iter().any(|ending| text.ends_with(ending.as_str())).then_some(last).or_else(|| {
                    (phrase.first + 1..phrase.last)
                        .find(|&at| self.tag(at) == Tag::Word && self.is_definite(at))
                        .filter(|&at| !self.is_definite(at - 1))
                })
            }),
        }
    }

    /// Whether a verb and the noun right behind it cannot be verb and subject: a verb before its subject is singular and of
    /// the subject's gender ("ودعا الحكومة إلى": whoever spoke before called on her).
    pub fn disagrees(&self, verb: EntryId, phrase: Phrase) -> bool {
        let roles = &self.grammar.roles;
        let head = |class| matches!(self.grammar.head_class(class), Some("source_noun" | "role"));
        let noun = self.reading.entry_at(self.lexicon, phrase.first, phrase.first + 1, |entry| head(entry.class));
        let Some((_, noun, _)) = noun else { return false };
        let has = |entry: &Entry, role: Option<Name>| role.is_some_and(|role| entry.has(role));
        let Some(verb) = self.lexicon.entry(verb) else { return false };
        has(verb, roles.plural) || !has(noun, roles.plural) && has(verb, roles.fem) != has(noun, roles.fem)
    }

    /// Whether words behind a verb are an object without a subject: nobody who can speak, and nothing behind them that the
    /// verb might say.
    pub fn is_bare_object(&self, phrase: Phrase) -> bool {
        let thing = self.tag(phrase.first) == Tag::Word && self.is_definite(phrase.first);
        thing && !matches!(self.tag(phrase.last), Tag::Word | Tag::SourceNoun | Tag::Role | Tag::Name | Tag::Connector)
    }

    /// The noun whose relative clause ends right before the verb at `at` ("the papers that the daily saw show").
    fn related_subject(&self, at: usize) -> Option<Phrase> {
        const CLAUSE: usize = 14;
        let relative = (self.first..at)
            .rev()
            .take(CLAUSE)
            .take_while(|&here| {
                !matches!(
                    self.tag(here),
                    Tag::Comma
                        | Tag::Colon
                        | Tag::Semicolon
                        | Tag::Dash
                        | Tag::Stop
                        | Tag::Connector
                        | Tag::Subordinator
                )
            })
            .find(|&here| self.tag(here) == Tag::Relative)?;
        let noun = self.subject_before(relative)?;
        (noun.antecedent.is_none()).then(|| self.phrase(noun.first, relative))
    }

    /// The subject that something parts from its verb at `at`, in a language where it mostly follows: it stands behind an
    /// auxiliary ("وكان الاتحاد قد اتهم") or before a relative clause between commas ("الطبيبة، التي شاركت، وصفت").
    pub fn subject_apart(&self, at: usize) -> Option<Phrase> {
        if self.opens_clause(at) {
            return None;
        }
        if self.tag_before(at) == Tag::Comma {
            return self.phrase_before(at).filter(|_| self.closes_relative(at - 1));
        }
        let subject = self.subject_before(at)?;
        (self.tag_before(subject.first) == Tag::Auxiliary && !self.is_object(subject.first)).then_some(subject)
    }

    /// Whether a noun without an article is an object by its ending ("ووجه كلمة"), and no office or body.
    fn is_object(&self, at: usize) -> bool {
        const SHORTEST: usize = 3;
        let text = self.reading.slice(at, at + 1);
        self.tag(at) == Tag::Word
            && !self.is_definite(at)
            && text.chars().nth(SHORTEST).is_some()
            && self.grammar.settings.object_endings.iter().any(|ending| text.ends_with(ending.as_str()))
    }

    /// The token behind pronouns with their prepositions ("قال لي الوزير").
    pub fn over_pronouns(&self, mut at: usize) -> usize {
        while self.tag(at) == Tag::Adverb && self.has_role(at, &[self.grammar.roles.pronoun]) {
            at += 1;
        }
        at
    }

    /// Whether the word at `at` is written as a pronoun with its preposition and begins a name of several words behind a noun or
    /// an adjective ("رئيس الوزراء الصيني لي تشيانغ").
    pub fn is_name_like_pronoun(&self, at: usize) -> bool {
        let unknown = |at: usize| {
            self.reading.lookup(at).classes == 0 && self.reading.token(at).is_some_and(|token| token.is_word())
        };
        let noun =
            |at: usize| !matches!(self.grammar.tag_of(self.reading.lookup(at)), Tag::Verb | Tag::Cue | Tag::Auxiliary);
        at > 0 && unknown(at + 1) && noun(at - 1) && self.has_role(at, &[self.grammar.roles.pronoun])
    }

    /// Whether a word stood before in such a name.
    fn is_part_of_name(&self, at: usize) -> bool {
        const BACK: usize = 400;
        let word = self.reading.slice(at, at + 1);
        let same = |before: usize| self.reading.slice(before, before + 1) == word;
        (1..at).rev().take(BACK).any(|before| same(before) && self.is_name_like_pronoun(before))
    }

    /// The word behind a verb that may be a pronoun with its preposition, where it is a name instead.
    pub fn name_like_pronoun(&self, at: usize) -> Option<Phrase> {
        (self.over_pronouns(at) > at && self.is_part_of_name(at)).then(|| Phrase::of(at, at + 1))
    }

    /// The subject that stands before a verb at `at`, in a language where it mostly follows: a noun phrase between the
    /// edge of the clause and the verb.
    pub fn subject_before(&self, at: usize) -> Option<Phrase> {
        if matches!(self.tag_before(at), Tag::Relative | Tag::Pronoun | Tag::Close) {
            return self.phrase_before(at);
        }
        let begin = self.begin();
        let mut first = at;
        while first > begin {
            match self.tag(first - 1) {
                Tag::QuoteClose => match self.quote_around(first - 1) {
                    Some(quote) if quote.open >= begin => first = quote.open,
                    _ => break,
                },
                Tag::Comma if first == at => return self.phrase_before(at),
                Tag::Comma | Tag::Colon | Tag::Semicolon | Tag::Dash | Tag::Stop | Tag::Connector => break,
                Tag::Subordinator | Tag::Coordinator | Tag::Auxiliary | Tag::QuoteOpen => break,
                Tag::Verb | Tag::Cue | Tag::Negation => return self.related_subject(first - 1),
                Tag::Relative => return None,
                _ => first -= 1,
            }
        }
        while first < at && matches!(self.tag(first), Tag::Adverb | Tag::Time | Tag::Mark) {
            first += 1;
        }
        let opens = self.tag(first);
        (first < at && !matches!(opens, Tag::Preposition | Tag::Attached | Tag::Number | Tag::QuoteClose))
            .then(|| self.phrase(first, at))
    }

    /// The subject of the clause that `at` goes on ("X opened the door and said").
    pub fn clause_subject(&self, at: usize) -> Option<Phrase> {
        let mut start = self.begin();
        // A phrase or clause that only opens the sentence ends at its comma.
        let participle =
            !self.grammar.settings.subject_follows && (self.tag(start) == Tag::Verb || self.is_running(start));
        if participle
            || matches!(self.tag(start), Tag::Preposition | Tag::Subordinator | Tag::Adverb | Tag::Time | Tag::Number)
        {
            let comma = (start..at).take(REACH).find(|&here| self.tag(here) == Tag::Comma);
            let main = match participle {
                true => self.main_clause(start).filter(|&main| main < at),
                false => comma.map(|comma| comma + 1),
            };
            start = main.unwrap_or(start);
        }
        if self.tag(start) == Tag::Coordinator {
            start += 1;
        }
        if self.tag(start) == Tag::Pronoun {
            return Some(self.phrase(start, start + 1));
        }
        // What stands inside a quotation is no subject of the writer's.
        if self.grammar.settings.subject_follows && self.quote_around(start).is_some_and(|quote| !quote.scare) {
            return None;
        }
        // The verb stands first: its subject is the noun behind it.
        if self.grammar.settings.subject_follows {
            let opening = start;
            while start < at && matches!(self.tag(start), Tag::Verb | Tag::Cue | Tag::Auxiliary | Tag::Negation) {
                start += 1;
            }
            // A form that may be another word, or one that no table knows.
            let verb = matches!(self.tag(start), Tag::Word | Tag::SourceNoun)
                && !self.is_definite(start)
                && (matches!(self.tag(start + 1), Tag::Title | Tag::Role | Tag::SourceNoun | Tag::Name)
                    || self.grammar.is_report(self.reading.lookup(start)) && self.opens_clause(start));
            if start == opening && verb {
                start += 1;
            }
            if start > opening {
                start = self.over_pronouns(start);
            }
            if start > opening && (self.is_event(start) || self.tag(start) == Tag::Attached) {
                return None;
            }
            if start > opening && self.opens_clause(opening) && self.is_object(start) {
                return None;
            }
        }
        let phrase = self.phrase_after(start)?;
        let object = || self.object_in(phrase, Wanted::Some).filter(|_| phrase.last >= at);
        let last = self.object_in(phrase, Wanted::Event).or_else(object).unwrap_or(phrase.last);
        (last < at).then_some(Phrase { last, ..phrase })
    }
}
