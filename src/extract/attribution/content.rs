//! What was said: where the content of a cue begins and ends.

use super::phrase::Phrase;
use super::scene::Scene;
use super::tag::Tag;
use super::tail::REACH;
use crate::lang::lexicon::EntryId;

/// Longest subject of a clause without connector, in tokens.
const SUBJECT: usize = 16;

/// Longest paragraph that a colon leads to, in tokens.
const PARAGRAPH: usize = 200;

impl Scene<'_, '_> {
    /// The noun that tells an event at `at`, over words of time and manner.
    pub fn event_behind(&self, mut at: usize) -> Option<usize> {
        while matches!(self.tag(at), Tag::Adverb | Tag::Time) {
            at += 1;
        }
        self.is_event(at).then_some(at)
    }

    /// Whether a noun phrase at `from` tells what happened: by its noun, or by a figure in it.
    pub fn tells_event(&self, from: usize) -> bool {
        !self.grammar.has_events() || self.is_event(from) || self.has_number(from, self.clause_end(from))
    }

    /// Whether the noun at `at` tells an event and begins its phrase.
    pub fn is_event(&self, at: usize) -> bool {
        at < self.last && self.grammar.is_event(self.reading.lookup(at))
    }

    /// Whether the word at `here` is a preposition that the verb takes before what it reports ("كشف عن", "دعا إلى").
    pub fn takes(&self, verb: EntryId, here: usize) -> bool {
        let Some((class, verb)) = self.lexicon.find_class("noun_preposition").zip(self.lexicon.entry(verb)) else {
            return false;
        };
        self.reading.lookup(here).classes & (1 << class) != 0
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
            .map(|here| here + 1)
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
    fn ends_at_comma(&self, at: usize) -> bool {
        let next = at + 1;
        match self.tag(next) {
            Tag::Coordinator => {
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
            Tag::Cue => true,
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
                Tag::Verb | Tag::Auxiliary | Tag::Cue => return at > from,
                Tag::Negation | Tag::Adverb | Tag::Time => {}
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

    /// Whether a quotation opens in a stretch.
    pub fn has_quote(&self, first: usize, last: usize) -> bool {
        (first..last).any(|at| self.tag(at) == Tag::QuoteOpen)
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
        (first..last).any(|at| self.tag(at) == Tag::Number)
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
