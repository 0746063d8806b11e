//! What was said: where the content of a cue begins and ends.

use super::phrase::Phrase;
use super::scene::Scene;
use super::tag::Tag;
use crate::lang::lexicon::EntryId;
use crate::lang::names::Name;

/// What follows a cue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tail {
    /// A connector ("that") that opens the content.
    pub connector: Option<usize>,
    /// A colon or dash before the content.
    pub colon: Option<usize>,
    /// A quotation.
    pub quote: Option<usize>,
    /// The subject of a clause without connector.
    pub clause: Option<usize>,
    /// An infinitive.
    pub infinitive: Option<usize>,
    /// Whatever stands right behind the cue.
    pub phrase: Option<usize>,
}

/// How far behind its cue a content may begin, in tokens.
const REACH: usize = 24;

/// Longest subject of a clause without connector, in tokens.
const SUBJECT: usize = 16;
/// The same where a long subject stands between, and where the verb is a weak one.
const FAR_REACH: usize = 60;
const WEAK_REACH: usize = 14;

/// Longest paragraph that a colon leads to, in tokens.
const PARAGRAPH: usize = 200;

impl Scene<'_, '_> {
    /// Looks at what follows the cue that ends at `at`; `addressee`: a phrase of the person told may stand first.
    pub fn tail(&self, at: usize, addressee: bool) -> Tail {
        let mut tail = Tail { connector: None, colon: None, quote: None, clause: None, infinitive: None, phrase: None };
        let mut here = at;
        // In a phrase of place, time or manner, or of the person told, no clause begins.
        let mut inside = false;
        let mut told = !addressee;
        // Behind a phrase of place an infinitive belongs to that ("floating around the world to").
        let mut far = false;
        while here < self.last && here - at < REACH {
            let tag = self.tag(here);
            match tag {
                // "spoke at a base that overlooks the bay": a relative clause of the phrase.
                Tag::Connector
                    if inside
                        && !self.grammar.settings.subject_follows
                        && matches!(self.tag(here + 1), Tag::Verb | Tag::Auxiliary | Tag::Cue) =>
                {
                    return tail;
                }
                Tag::Connector => {
                    tail.connector = Some(here);
                    return tail;
                }
                Tag::Colon => {
                    tail.colon = Some(here + 1);
                    return tail;
                }
                Tag::Dash if here + 1 < self.last && self.tag(here + 1) == Tag::QuoteOpen => {
                    tail.colon = Some(here + 1);
                    return tail;
                }
                Tag::QuoteOpen => {
                    tail.quote = Some(here);
                    return tail;
                }
                Tag::Infinitive => {
                    if !far {
                        tail.infinitive.get_or_insert(here);
                    }
                    tail.phrase.get_or_insert(here);
                    return tail;
                }
                Tag::Coordinator if here == at => return tail,
                Tag::Stop if !self.inner_stop(here) => return tail,
                Tag::Semicolon => return tail,
                Tag::Dash | Tag::Verb | Tag::Auxiliary | Tag::Cue if inside => return tail,
                Tag::Comma => {
                    // "said, however, that" and "said, “…": a short insertion, or a quotation, may follow.
                    let close = (here + 1..self.last)
                        .take(9)
                        .find(|&next| matches!(self.tag(next), Tag::Comma | Tag::QuoteOpen));
                    match close {
                        Some(close) if self.tag(close) == Tag::QuoteOpen && close == here + 1 => here = close,
                        Some(close) if self.tag(close + 1) == Tag::Connector => here = close + 1,
                        _ => return tail,
                    }
                    continue;
                }
                Tag::Preposition | Tag::Attached => {
                    far |= tail.phrase.is_none();
                    tail.phrase.get_or_insert(here);
                    inside = true;
                }
                Tag::Adverb | Tag::Time | Tag::Negation => inside = inside || tag == Tag::Time,
                Tag::Subordinator | Tag::Relative => {
                    if here == at || !inside || self.has_role(here, &[self.grammar.roles.question]) {
                        tail.clause.get_or_insert(here);
                        tail.phrase.get_or_insert(here);
                    }
                    return tail;
                }
                // "said Monday Ms Hill would go"
                Tag::Name | Tag::Title | Tag::Role if inside && !far && told && self.tag_before(here) == Tag::Time => {
                    tail.clause.get_or_insert(here);
                    tail.phrase.get_or_insert(here);
                    return tail;
                }
                Tag::Pronoun | Tag::Determiner if inside => {
                    let opens = !matches!(
                        self.tag_before(here),
                        Tag::Preposition | Tag::Determiner | Tag::Coordinator | Tag::Number
                    );
                    if opens {
                        tail.clause.get_or_insert(here);
                        tail.phrase.get_or_insert(here);
                        return tail;
                    }
                }
                _ if !inside => {
                    tail.phrase.get_or_insert(here);
                    if told {
                        tail.clause.get_or_insert(here);
                        return tail;
                    }
                    told = true;
                    inside = true;
                }
                _ => {}
            }
            here += 1;
        }
        tail
    }

    /// Looks for what opens the content behind a verb whose subject follows it: over the subject with its relative
    /// clauses, places and insertions, to a connector of the verb, a colon or a quotation.
    pub fn tail_behind_subject(&self, at: usize, verb: Option<EntryId>, participle: bool) -> Tail {
        let phrase = Some(at);
        let mut tail = Tail { connector: None, colon: None, quote: None, clause: None, infinitive: None, phrase };
        let strong = verb.is_none_or(|verb| self.verb_has(verb, self.grammar.roles.strong));
        let weak = participle || !strong && !verb.is_some_and(|verb| self.verb_has(verb, self.grammar.roles.inverts));
        let reach = if weak { WEAK_REACH } else { FAR_REACH };
        // A name in quotation marks, or the whole statement if nothing else follows.
        let mut short_quote = None;
        let mut here = at;
        while here < self.last && here - at < reach {
            match self.tag(here) {
                Tag::Connector if self.takes_connector(verb, here) => {
                    tail.connector = Some(here);
                    return tail;
                }
                // Another verb's connector, with all its words.
                Tag::Connector => {
                    while self.tag(here + 1) == Tag::Connector {
                        here += 1;
                    }
                }
                Tag::Colon => {
                    tail.colon = Some(here + 1);
                    return tail;
                }
                Tag::QuoteOpen => match self.quote_around(here) {
                    Some(quote)
                        if quote.scare
                            && (quote.close < self.last || !strong)
                            && self.tag(here + 1) != Tag::Connector =>
                    {
                        if here == at && strong {
                            short_quote = Some(here);
                        }
                        here = quote.close;
                        continue;
                    }
                    _ => {
                        tail.quote = Some(here);
                        return tail;
                    }
                },
                Tag::Stop if !self.inner_stop(here) => break,
                Tag::Semicolon => break,
                Tag::Relative | Tag::Comma if weak => break,
                Tag::Verb | Tag::Subordinator if weak => break,
                Tag::Cue
                    if weak
                        || self.grammar.is_report(self.reading.lookup(here))
                            && (self.opens_clause(here)
                                || self.tag_before(here) == Tag::Comma
                                || self.has_role(here, &[self.grammar.roles.participle])) =>
                {
                    break;
                }
                _ => {}
            }
            here += 1;
        }
        // "… said “no”": nothing else was said.
        tail.quote = short_quote.filter(|&open| {
            let close = self.quote_around(open).map_or(open, |quote| quote.close);
            here == close || matches!(self.tag(close), Tag::Comma | Tag::Stop | Tag::Cue | Tag::QuoteClose)
        });
        tail
    }

    /// Whether the verb takes the connector at `here`; one that names none takes all.
    fn takes_connector(&self, verb: Option<EntryId>, here: usize) -> bool {
        let Some(verb) = verb.and_then(|verb| self.lexicon.entry(verb)) else { return true };
        let connectors = &self.grammar.connectors;
        if !connectors.iter().any(|&connector| verb.has(connector)) {
            return true;
        }
        let Some(class) = self.lexicon.find_class("connector") else { return true };
        self.reading
            .entry_at(self.lexicon, here, self.last, |entry| entry.class == class)
            .is_none_or(|(_, entry, _)| entry.canon.is_none_or(|canon| verb.has(canon)))
    }

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

    fn verb_has(&self, verb: EntryId, role: Option<Name>) -> bool {
        self.lexicon.entry(verb).zip(role).is_some_and(|(entry, role)| entry.has(role))
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
