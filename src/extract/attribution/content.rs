//! What was said: where the content of a cue begins and ends.

use super::phrase::Phrase;
use super::scene::Scene;
use super::tag::Tag;
use super::tail::REACH;
use crate::extract::mention::{Mention, Value};
use crate::lang::lexicon::{Entry, EntryId};

/// Longest subject of a clause without connector, in tokens.
const SUBJECT: usize = 16;

/// Longest paragraph that a colon leads to, in tokens.
const PARAGRAPH: usize = 200;

impl Scene<'_, '_> {
    /// The noun that tells an event at `at`, over words of time and manner.
    pub fn event_behind(&self, at: usize) -> Option<usize> {
        const INSERTION: usize = 10;
        let over = |mut at: usize| {
            while matches!(self.tag(at), Tag::Adverb | Tag::Time) {
                at += 1;
            }
            at
        };
        let mut here = over(at);
        // "announced the bank, on Sunday, the raising of": an insertion between commas.
        if self.tag(here) == Tag::Comma
            && let Some(close) = (here + 1..self.last).take(INSERTION).find(|&close| self.tag(close) == Tag::Comma)
            && !(here + 1..close)
                .any(|inside| matches!(self.tag(inside), Tag::Verb | Tag::Cue | Tag::Connector | Tag::Stop))
        {
            here = over(close + 1);
        }
        (here < self.last
            && matches!(self.tag(here), Tag::Word | Tag::SourceNoun)
            && self.grammar.names_event(self.reading.lookup(here))
            && !self.is_nominal(here))
        .then_some(here)
    }

    /// Whether an article or a preposition is glued to the word at `at`.
    pub(super) fn is_nominal(&self, at: usize) -> bool {
        self.grammar.is_nominal(self.reading.lookup(at).clitics)
    }

    /// Where the object of a verb begins behind its subject, or behind the verb itself, if a noun stands there: with the
    /// preposition that the verb takes, if it takes one, in the same clause.
    pub fn object_behind(&self, at: usize, verb: EntryId) -> Option<usize> {
        let noun = matches!(
            self.tag(at),
            Tag::Word | Tag::SourceNoun | Tag::Role | Tag::Title | Tag::Name | Tag::Determiner | Tag::Number
        );
        let entry = self.lexicon.entry(verb)?;
        let plain = !self.grammar.prepositional.iter().any(|&role| entry.has(role));
        let completes = |here: usize| {
            self.takes(verb, here)
                || self.tag(here) == Tag::Connector && self.takes_connector(Some(verb), here)
                || here > at
                    && self.grammar.may_be_glued(self.reading.lookup(here), self.reading.slice(here, here + 1), entry)
        };
        let mut reach = (at..self.clause_end(at)).take(REACH);
        (noun && (plain || reach.any(completes))).then_some(at)
    }

    /// Whether a noun phrase at `from` tells what happened: by its noun, or by a figure in it.
    pub fn tells_event(&self, from: usize) -> bool {
        !self.grammar.has_events()
            || self.grammar.names_event(self.reading.lookup(from)) && !self.has_role(from, &[self.grammar.roles.stance])
            || self.has_number(from, self.clause_end(from))
    }

    /// Whether the noun at `at` tells an event and begins its phrase.
    pub fn is_event(&self, at: usize) -> bool {
        at < self.last
            && self.grammar.is_event(self.reading.lookup(at))
            && !self.has_role(at, &[self.grammar.roles.office])
    }

    /// Whether the word at `here` is a preposition that the verb takes before what it reports ("كشف عن", "دعا إلى").
    pub fn takes(&self, verb: EntryId, here: usize) -> bool {
        let Some((class, verb)) = self.lexicon.find_class("noun_preposition").zip(self.lexicon.entry(verb)) else {
            return false;
        };
        let lookup = self.reading.lookup(here);
        if self.tag(here) == Tag::Attached && self.grammar.glued(lookup.clitics).any(|role| verb.has(role)) {
            return true;
        }
        lookup.classes & (1 << class) != 0
            && self
                .reading
                .entry_at(self.lexicon, here, self.last, |entry| entry.class == class)
                .is_some_and(|(_, entry, _)| entry.canon.is_some_and(|canon| verb.has(canon)))
    }

    /// Where the noun begins that a verb takes behind a preposition of its own.
    pub fn object(&self, verb: EntryId, at: usize) -> Option<usize> {
        (at..self.last)
            .take(REACH)
            .take_while(|&here| !matches!(self.tag(here), Tag::Stop | Tag::Semicolon | Tag::Cue | Tag::Connector))
            .find(|&here| self.takes(verb, here))
            .map(|here| if self.tag(here) == Tag::Attached { here } else { here + 1 })
    }

    /// Where a clause of content that begins at `from` ends.
    pub fn clause_end(&self, from: usize) -> usize {
        let end = self.end();
        let mut at = from;
        while at < end {
            match self.tag(at) {
                Tag::QuoteOpen => {
                    if let Some(quote) = self.quote_around(at) {
                        // A statement in quotation marks goes on in the next sentence.
                        if quote.close >= self.last {
                            return if at == from { quote.close } else { self.last.min(quote.close) };
                        }
                        // "He said: “…”, and of his plans he said: “…”": the writer goes on.
                        if at == from && self.ends_quoted(quote.close, quote.scare) {
                            return quote.close;
                        }
                        at = quote.close;
                        continue;
                    }
                }
                Tag::Open => {
                    at = (at..end).take(60).find(|&close| self.tag(close) == Tag::Close).unwrap_or(at);
                }
                Tag::Comma if at > from && self.ends_at_comma(at) => return at,
                _ => {}
            }
            at += 1;
        }
        // A quotation that closes with the sentence keeps its mark.
        let mut end = end;
        while end < self.last && self.tag(end) == Tag::QuoteClose {
            end += 1;
        }
        end
    }

    /// Whether the writer goes on with a clause of his own behind a statement in quotation marks that closes before `at`.
    fn ends_quoted(&self, at: usize, scare: bool) -> bool {
        self.grammar.settings.subject_follows
            && !scare
            && self.tag(at) == Tag::Comma
            && self.opens_clause(at + 1)
            && (at + 1..self.last).any(|here| self.tag(here) == Tag::Cue)
    }

    /// The comma between two tokens behind which the clause around goes on with its verb, or the end.
    pub fn insertion_end(&self, first: usize, last: usize) -> usize {
        (first + 1..last)
            .find(|&at| {
                self.tag(at) == Tag::Comma
                    && matches!(self.tag(at + 1), Tag::Verb | Tag::Auxiliary | Tag::Cue)
                    && self.quote_around(at).is_none()
            })
            .unwrap_or(last)
    }

    /// Whether the comma at `at` ends a content: another statement, or a contrast of the writer, begins behind it.
    pub(super) fn ends_at_comma(&self, at: usize) -> bool {
        let next = at + 1;
        match self.tag(next) {
            Tag::Coordinator | Tag::Subordinator
                if self.tag(next) == Tag::Coordinator || self.has_role(next, &[self.grammar.roles.contrast]) =>
            {
                let after = next + 1;
                let mut verb = after;
                while verb < self.last
                    && verb - after < 8
                    && !matches!(self.tag(verb), Tag::Verb | Tag::Auxiliary | Tag::Cue | Tag::Comma)
                {
                    verb += 1;
                }
                self.tag(verb) == Tag::Cue && self.tag(after) != Tag::Cue
            }
            // "…, as he put it, six months": an aside, and the statement goes on.
            Tag::Cue => self
                .reading
                .entry_at(self.lexicon, next, self.last, |entry| {
                    self.grammar.roles.anaphor.is_some_and(|role| entry.has(role))
                })
                .is_none(),
            _ => self.is_said_behind(next),
        }
    }

    /// Whether the sentence ends with who said it ("…, the paper said on Monday.").
    fn is_said_behind(&self, at: usize) -> bool {
        if self.grammar.settings.subject_follows {
            return false;
        }
        let Some(source) = self.phrase_after(at) else { return false };
        let end = self.end();
        self.tag(source.last) == Tag::Cue
            && source.last < end
            && (source.last + 1..end).all(|at| {
                matches!(
                    self.tag(at),
                    Tag::Time | Tag::Number | Tag::Preposition | Tag::Determiner | Tag::Word | Tag::Adverb
                )
            })
            && end - source.last <= 7
            && self.tag(end.saturating_sub(1)) != Tag::Connector
    }

    /// Whether nothing but a pronoun and its auxiliaries stands in a stretch ("she said she would").
    pub fn is_ellipsis(&self, first: usize, last: usize) -> bool {
        (first..last).all(|at| {
            matches!(self.tag(at), Tag::Pronoun | Tag::Auxiliary | Tag::Negation | Tag::Adverb | Tag::Connector)
        })
    }

    /// The content before a source that stands apart: the quotation that closes there, or the clause.
    pub fn content_before(&self, source: Phrase) -> Option<(usize, usize)> {
        let mut end = source.first;
        if matches!(self.tag_before(end), Tag::Comma | Tag::Dash) {
            end -= 1;
        }
        if end <= self.first {
            return None;
        }
        if self.tag_before(end) == Tag::QuoteClose
            && let Some(quote) = self.quote_around(end - 1)
            && (quote.open <= self.first
                || self.tag_before(quote.open) == Tag::Colon
                || !quote.scare && self.tag_before(quote.open) == Tag::Stop)
        {
            return Some((quote.open, end));
        }
        let mut first = self.begin();
        while first < end && matches!(self.tag(first), Tag::Coordinator | Tag::Stop | Tag::Mark) {
            first += 1;
        }
        (end > first + 1).then_some((first, end))
    }

    /// The comma that ends the phrase of a source at `at`, over places and further words of it.
    pub fn comma_behind(&self, at: usize) -> usize {
        const PLACE: usize = 12;
        (at..self.last.min(at + PLACE))
            .take_while(|&here| {
                !matches!(self.tag(here), Tag::Verb | Tag::Cue | Tag::Auxiliary | Tag::Stop | Tag::Connector)
            })
            .find(|&here| self.tag(here) == Tag::Comma)
            .unwrap_or(at)
    }

    /// The comma that ends the phrase of a source at `at` over a clause that tells of it ("figures the ministry published,"), in a
    /// language whose relative clauses need no pronoun; `at` where none does.
    pub fn comma_behind_clause(&self, at: usize) -> usize {
        const CLAUSE: usize = 12;
        if !self.grammar.settings.subject_follows || self.opens_clause(at) {
            return at;
        }
        (at..self.last.min(at + CLAUSE))
            .take_while(|&here| {
                !matches!(self.tag(here), Tag::Stop | Tag::Semicolon | Tag::Connector | Tag::Cue | Tag::QuoteOpen)
            })
            .find(|&here| self.tag(here) == Tag::Comma)
            .unwrap_or(at)
    }

    /// The comma that closes the relative clause which the comma at `comma` opens, or that comma.
    pub fn behind_relative(&self, comma: usize) -> usize {
        if self.grammar.settings.subject_follows || self.tag(comma + 1) != Tag::Relative {
            return comma;
        }
        (comma + 1..self.last).take(REACH).find(|&at| self.tag(at) == Tag::Comma).unwrap_or(comma)
    }

    /// Whether a stretch has a verb, as a clause must.
    pub fn has_verb(&self, first: usize, last: usize) -> bool {
        (first..last).any(|at| matches!(self.tag(at), Tag::Verb | Tag::Auxiliary | Tag::Cue | Tag::Pronoun))
    }

    /// Whether a clause with its own subject and finite verb begins at `from` ("the plan will fail").
    pub fn opens_finite(&self, from: usize) -> bool {
        if self.has_role(from, &[self.grammar.roles.question]) {
            return true;
        }
        let mut at = from;
        while at < self.last && at - from < SUBJECT {
            match self.tag(at) {
                // "about having too much"
                Tag::Auxiliary if self.is_running(at) => {}
                // "forecasts based on them": no verb of its own.
                Tag::Cue if !self.grammar.is_report(self.reading.lookup(at)) => {}
                Tag::Verb | Tag::Auxiliary | Tag::Cue => return at > from,
                Tag::Negation | Tag::Adverb | Tag::Time => {}
                // "they harm the plan": a form that no list knows is the verb of a pronoun.
                Tag::Word if at > from && self.follows_pronoun(at) => return true,
                // "the plan to raise taxes would fail"
                Tag::Infinitive if at > from => at += 1,
                Tag::Word | Tag::Name | Tag::Number | Tag::Pronoun | Tag::Determiner | Tag::Preposition => {}
                Tag::Title | Tag::Role | Tag::SourceNoun | Tag::Possessive | Tag::Mark | Tag::Coordinator => {}
                _ => return false,
            }
            at += 1;
        }
        false
    }

    /// Whether a noun phrase and what it is to do begin at `from` ("the plan to fail").
    pub fn opens_infinitive(&self, from: usize) -> bool {
        (from..self.last)
            .take(SUBJECT)
            .take_while(|&at| {
                !matches!(
                    self.tag(at),
                    Tag::Verb
                        | Tag::Auxiliary
                        | Tag::Cue
                        | Tag::Comma
                        | Tag::Stop
                        | Tag::Relative
                        | Tag::Connector
                        | Tag::Subordinator
                )
            })
            .any(|at| self.tag(at) == Tag::Infinitive && at > from)
    }

    /// Whether the word at `at` stands behind a pronoun that is never an object ("they", "she"), or agrees with one that
    /// may be ("it seems").
    fn follows_pronoun(&self, at: usize) -> bool {
        let mut before = at;
        while before > self.first && matches!(self.tag_before(before), Tag::Adverb | Tag::Negation) {
            before -= 1;
        }
        let roles = &self.grammar.roles;
        self.tag_before(before) == Tag::Pronoun
            && !self.grammar.settings.subject_follows
            && (self.has_role(before - 1, &[roles.masc, roles.fem, roles.plural, roles.first])
                || self.reading.slice(at, at + 1).ends_with(self.grammar.settings.plural_ending.as_str()))
    }

    /// Whether a clause with its own subject begins at `from` where no comma parts it from a source before it: with a word
    /// that goes on with no noun phrase.
    pub fn opens_apart(&self, from: usize) -> bool {
        matches!(self.tag(from), Tag::Determiner | Tag::Pronoun)
            && !self.grammar.settings.subject_follows
            && self.opens_finite(from)
    }

    /// Whether a noun stands at `from` and behind it, before anything else happens, what it is called ("the plan a
    /// mistake").
    pub fn names_object(&self, from: usize) -> bool {
        const OBJECT: usize = 14;
        let indefinite = |at: usize| {
            self.tag(at) == Tag::Determiner
                && self.has_role(at, &[self.grammar.roles.article])
                && !self.grammar.is_article(self.reading, self.lexicon, at)
        };
        let inside = |at: &usize| {
            matches!(
                self.tag(*at),
                Tag::Word
                    | Tag::Name
                    | Tag::Role
                    | Tag::Title
                    | Tag::SourceNoun
                    | Tag::Possessive
                    | Tag::Determiner
                    | Tag::Preposition
                    | Tag::Coordinator
                    | Tag::Mark
                    | Tag::Number
                    | Tag::Pronoun
            )
        };
        !indefinite(from)
            && !matches!(self.tag(from), Tag::Preposition | Tag::Number)
            && (from + 1..self.last).take(OBJECT).take_while(inside).any(|at| {
                indefinite(at)
                    && matches!(self.tag_before(at), Tag::Word | Tag::Name | Tag::Role | Tag::SourceNoun | Tag::Pronoun)
            })
    }

    /// Where the phrase of a source ends with what qualifies its noun ("a study published on Tuesday in the Annals"): at
    /// the comma or the end of the sentence, if no other clause begins before.
    pub fn qualified(&self, phrase: Phrase) -> usize {
        let at = phrase.last;
        if self.grammar.settings.subject_follows {
            return self.told_of(phrase);
        }
        let relative = self.tag(at) == Tag::Relative;
        let participle = matches!(self.tag(at), Tag::Verb | Tag::Cue)
            && (matches!(self.tag(at + 1), Tag::Preposition | Tag::Time)
                || self.has_role(at + 1, &[self.grammar.roles.agent]));
        if !relative && !participle {
            return at;
        }
        let mut last = at + 1;
        while last < self.end() && last - at < REACH {
            match self.tag(last) {
                Tag::Comma => return last,
                Tag::Verb | Tag::Auxiliary | Tag::Cue if relative => {}
                Tag::Word | Tag::Name | Tag::Number | Tag::Role | Tag::Title | Tag::SourceNoun | Tag::Possessive => {}
                Tag::Mark | Tag::Determiner | Tag::Preposition | Tag::Time | Tag::Coordinator | Tag::Adverb => {}
                Tag::Stop if self.inner_stop(last) => {}
                _ => return at,
            }
            last += 1;
        }
        if last == self.end() && participle { last } else { at }
    }

    /// The same in a language whose relative clauses need no pronoun: a document, or people without names, with a verb right
    /// behind ("وثيقة اطلعت عليها الوكالة", "مسؤول طلب عدم ذكر اسمه").
    pub fn told_of(&self, phrase: Phrase) -> usize {
        const CLAUSE: usize = 12;
        let at = phrase.last;
        let nouns = |at: usize| matches!(self.tag(at), Tag::SourceNoun | Tag::Role);
        let indefinite = !self.is_definite(phrase.first) && (phrase.first..at).take(2).any(nouns);
        if !indefinite || self.tag(at) != Tag::Verb || self.opens_clause(at) {
            return at;
        }
        let mut last = at;
        while last < self.end() && last - at < CLAUSE {
            match self.tag(last) {
                Tag::QuoteOpen => match self.quote_around(last).filter(|quote| quote.scare) {
                    Some(quote) => {
                        last = quote.close;
                        continue;
                    }
                    None => break,
                },
                _ if last > at && self.opens_clause(last) => break,
                Tag::Verb | Tag::Word | Tag::Name | Tag::Number | Tag::Role | Tag::Title | Tag::SourceNoun => {}
                Tag::Adverb | Tag::Attached | Tag::Time | Tag::Preposition | Tag::Negation | Tag::Mark => {}
                _ => break,
            }
            last += 1;
        }
        last
    }

    /// Whether a quotation opens in a stretch.
    pub fn has_quote(&self, first: usize, last: usize) -> bool {
        (first..last).any(|at| self.tag(at) == Tag::QuoteOpen)
    }

    /// Where a clause with a participle behind a comma goes on ("declared victory, leaving many confused"), or the end.
    pub fn before_running(&self, first: usize, last: usize) -> usize {
        (first..last).find(|&at| self.tag(at) == Tag::Comma && self.is_running(at + 1)).unwrap_or(last)
    }

    /// Whether a quotation, or a clause behind a noun and a connector, stands in a stretch.
    pub fn has_statement(&self, first: usize, last: usize) -> bool {
        (first..last).any(|at| match self.tag(at) {
            Tag::QuoteOpen => true,
            Tag::Connector => !matches!(self.tag(at + 1), Tag::Verb | Tag::Auxiliary | Tag::Cue | Tag::Adverb),
            _ => false,
        })
    }

    /// Whether a number stands in a stretch.
    pub fn has_number(&self, first: usize, last: usize) -> bool {
        let mut at = first;
        while let Some(number) = (at..last).find(|&at| self.tag(at) == Tag::Number) {
            // "a number of books" tells none.
            let vague = |entry: &Entry| self.grammar.roles.vague.is_some_and(|role| entry.has(role));
            match self.reading.entry_at(self.lexicon, number, last, vague) {
                Some((_, _, length)) => at = number + length,
                None if !self.is_year(number) && !self.is_in_time(number) => return true,
                None => at = number + 1,
            }
        }
        false
    }

    /// Whether the number at `at` is a part of a point in the calendar ("April 6").
    fn is_in_time(&self, at: usize) -> bool {
        const LENGTH: usize = 4;
        (self.first..=at).rev().take(LENGTH).any(|first| {
            let covers = |mention: &Mention| !mention.absorbed && mention.last as usize > at;
            let here = || self.reading.mentions_at(first).map(|(_, mention)| mention).filter(|mention| covers(mention));
            here().any(|mention| matches!(mention.value, Value::Time(_)))
                && !here().any(|mention| matches!(mention.value, Value::Quantity(_)))
        })
    }

    /// Whether the number at `at` is a year: four digits behind a preposition, a month or an opening bracket.
    fn is_year(&self, at: usize) -> bool {
        self.reading.token(at).is_some_and(|token| token.four_digits())
            && matches!(self.tag_before(at), Tag::Preposition | Tag::Time | Tag::Open)
    }

    /// What a colon at the end of the sentence leads to: the quotation that opens behind it, or the paragraph.
    pub fn next_paragraph(&self) -> Option<(usize, usize)> {
        let first = self.last;
        if let Some(quote) = self.quote_from(first)
            && quote.open == first
        {
            return Some((quote.open, quote.close));
        }
        self.reading.token(first)?;
        let mut last = first + 1;
        while last - first < PARAGRAPH && self.reading.token(last).is_some_and(|token| !token.opens_line()) {
            last += 1;
        }
        Some((first, last))
    }
}
