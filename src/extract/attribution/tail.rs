//! What follows a cue: a connector, a colon, a quotation or a clause, over the words that may stand between.

use super::scene::Scene;
use super::tag::Tag;
use crate::lang::lexicon::EntryId;
use crate::lang::names::Name;

/// What follows a cue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
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
pub(super) const REACH: usize = 24;

/// The same where a long subject stands between, and where the verb is a weak one.
const FAR_REACH: usize = 60;
const WEAK_REACH: usize = 14;

impl Scene<'_, '_> {
    /// Looks at what follows the cue that ends at `at`; `addressee`: a phrase of the person told may stand first.
    pub fn tail(&self, at: usize, addressee: bool) -> Tail {
        let mut tail = Tail::default();
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
                // "says the Blood Service (BS).": what stands in brackets begins nothing.
                Tag::Open => {
                    here = (here..self.last).take(REACH).find(|&close| self.tag(close) == Tag::Close).unwrap_or(here);
                }
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
        let mut tail = Tail { phrase, ..Tail::default() };
        let strong = verb.is_none_or(|verb| self.verb_has(verb, self.grammar.roles.strong));
        let weak = participle || !strong && !verb.is_some_and(|verb| self.verb_has(verb, self.grammar.roles.inverts));
        let reach = if weak { WEAK_REACH } else { FAR_REACH };
        // A name in quotation marks, or the whole statement if nothing else follows.
        let mut short_quote = None;
        let mut here = at;
        while here < self.last && here - at < reach {
            match self.tag(here) {
                // "said X, so that is why": with a conjunction glued to it, it opens a clause of its own.
                Tag::Connector if here > at && self.opens_clause(here) => break,
                // "said X, who expects that": that of the verb right before it.
                Tag::Connector if here > at && self.tag_before(here) == Tag::Cue => {}
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
                // "found himself lost and made sure that": another verb goes on.
                Tag::Word if weak && here > at && self.opens_clause(here) && !self.is_nominal(here) => break,
                // "a document that the paper saw shows that": where relative clauses need no pronoun.
                Tag::Verb
                    if weak
                        && !self.opens_clause(here)
                        && (here > at || matches!(self.tag_before(here), Tag::SourceNoun | Tag::Role | Tag::Word))
                        && (here == at || self.tag_before(here) == Tag::Verb) => {}
                Tag::Verb | Tag::Subordinator if weak => break,
                // "denied X, holding that": a participle has its own.
                _ if here > at
                    && self.tag(here + 1) == Tag::Connector
                    && self.grammar.is_report(self.reading.lookup(here))
                    && self.has_role(here, &[self.grammar.roles.participle]) =>
                {
                    break;
                }
                // "announced their return, according to Mr Hill, who said that": what it said stands right behind.
                Tag::Cue if self.tag_before(here) == Tag::Relative && self.event_behind(at).is_some() => break,
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
    pub(super) fn takes_connector(&self, verb: Option<EntryId>, here: usize) -> bool {
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

    /// Whether the entry of a verb has a role.
    pub(super) fn verb_has(&self, verb: EntryId, role: Option<Name>) -> bool {
        self.lexicon.entry(verb).zip(role).is_some_and(|(entry, role)| entry.has(role))
    }
}
