//! Verbs: whether a form that may be another word reports here, and how it stands to its subject.

use super::phrase::Phrase;
use super::scene::Scene;
use super::tag::Tag;
use crate::lang::lexicon::EntryId;
use crate::lang::names::Name;

/// Longest noun phrase before a participle, in tokens.
const NOUN: usize = 10;

impl Scene<'_, '_> {
    /// Whether a form can be a verb where verbs open their clauses: without an article or a preposition glued to it, and
    /// where it is another word as well (`ambiguous`) at the edge of a clause with what it reports in sight.
    pub fn opens_report(&self, first: usize, last: usize, ambiguous: bool) -> bool {
        if self.grammar.is_nominal(self.reading.lookup(first).clitics) {
            return false;
        }
        if !ambiguous {
            return true;
        }
        let joined = matches!(self.tag(last), Tag::Connector | Tag::Colon | Tag::QuoteOpen);
        let edge = self.opens_clause(first)
            || first == self.begin()
            || matches!(
                self.tag_before(first),
                Tag::Stop
                    | Tag::Comma
                    | Tag::Dash
                    | Tag::Close
                    | Tag::Colon
                    | Tag::Semicolon
                    | Tag::QuoteClose
                    | Tag::Subordinator
                    | Tag::Coordinator
                    | Tag::Connector
                    | Tag::Relative
                    | Tag::Auxiliary
                    | Tag::Adverb
                    | Tag::Time
                    | Tag::Negation
            );
        let subject = matches!(self.tag(last), Tag::Role | Tag::Title | Tag::SourceNoun | Tag::Pronoun | Tag::Name);
        // A verb that opens its sentence may have a long subject.
        let reach = if first == self.begin() || self.opens_clause(first) { 16 } else { 9 };
        let near = (last..self.last)
            .take(reach)
            .take_while(|&at| !matches!(self.tag(at), Tag::Verb | Tag::Cue | Tag::Comma | Tag::Stop))
            .any(|at| matches!(self.tag(at), Tag::Connector | Tag::Colon | Tag::QuoteOpen));
        // "وبين الوزير أن": a preposition as well, which has no clause behind its noun.
        if matches!(self.tag(first), Tag::Preposition | Tag::Determiner) {
            return edge && (joined || self.opens_clause(first) && first == self.begin() && subject && near);
        }
        // "وصفه خبراء بأنه": a verb with its object glued on, or a noun with its possessor.
        if self.tag(first) == Tag::Adverb {
            return joined && edge || subject && near;
        }
        edge && (joined || subject || near)
            || joined && self.tag_before(first) != Tag::Preposition
            || near && self.subject_before(first).is_some()
    }

    /// Whether a participle goes on with a statement here and is no adjective or noun.
    pub fn goes_on(&self, first: usize, last: usize, ambiguous: bool) -> bool {
        let joined = |at| matches!(self.tag(at), Tag::Connector | Tag::Colon | Tag::QuoteOpen);
        !self.grammar.is_nominal(self.reading.lookup(first).clitics)
            && (!ambiguous || joined(last) || self.tag_before(first) == Tag::Comma && (last..last + 4).any(joined))
    }

    /// Whether a form that is also a noun is a verb here: behind a subject that is clear, and no part of a noun phrase.
    pub fn is_verb(&self, first: usize, last: usize) -> bool {
        let mut subject = first;
        while subject > self.first && self.tag_before(subject) == Tag::Adverb {
            subject -= 1;
        }
        let before = match self.tag_before(subject) {
            Tag::Pronoun | Tag::Relative | Tag::Auxiliary | Tag::Negation | Tag::Infinitive | Tag::QuoteClose => true,
            // "Coastal states": the capital of the first word tells nothing.
            Tag::Name => self.tag(first) != Tag::Name && subject - 1 > self.first && self.agrees(subject - 1, first),
            Tag::Comma | Tag::Close => true,
            Tag::Role => self.agrees(subject - 1, first),
            Tag::Word | Tag::SourceNoun if !self.grammar.settings.subject_follows => {
                self.agrees(subject - 1, first)
                    && (matches!(self.tag(last), Tag::Colon | Tag::QuoteOpen)
                        || self.tag(last) == Tag::Connector
                            && !matches!(self.tag(last + 1), Tag::Verb | Tag::Auxiliary | Tag::Cue))
            }
            Tag::Determiner | Tag::Preposition | Tag::Verb | Tag::Possessive if subject < first => false,
            _ => subject < first || self.grammar.settings.subject_follows,
        };
        // "secretary of state": a part of another entry.
        let part = matches!(self.tag(first), Tag::Title | Tag::Role) && self.tag_before(first) == self.tag(first);
        before && !part && !matches!(self.tag(last), Tag::Auxiliary | Tag::Verb | Tag::Possessive)
    }

    /// Whether a noun and the form behind it agree as subject and verb ("critics claim", "the critic claims").
    fn agrees(&self, noun: usize, verb: usize) -> bool {
        let ending = self.grammar.settings.plural_ending.as_str();
        if ending.is_empty() {
            return true;
        }
        let ends = |at: usize| self.reading.slice(at, at + 1).trim_end_matches(['\'', '’']).ends_with(ending);
        let plural = ends(noun) || self.has_role(noun, &[self.grammar.roles.plural]);
        match self.tag(noun) {
            Tag::Name => ends(verb) || plural || self.tag_before(noun) == Tag::Coordinator,
            _ => ends(verb) != plural,
        }
    }

    /// Whether the word at `at` has one of some roles in the lexicon.
    pub fn has_role(&self, at: usize, roles: &[Option<Name>]) -> bool {
        self.reading
            .entry_at(self.lexicon, at, at + 1, |entry| roles.iter().flatten().any(|&role| entry.has(role)))
            .is_some()
    }

    /// Whether the verb at `first`, whose group begins at `group`, is a passive: "was" stands before it.
    pub fn is_passive(&self, group: usize, first: usize) -> bool {
        let mut before = first;
        while before > group && matches!(self.tag_before(before), Tag::Adverb | Tag::Negation) {
            before -= 1;
        }
        before > group
            && self.tag_before(before) == Tag::Auxiliary
            && self.has_role(before - 1, &[self.grammar.roles.passive])
    }

    /// Where the agent of a passive begins, behind "by".
    pub fn agent(&self, at: usize) -> Option<usize> {
        let by = (at..self.last).take(3).find(|&here| !matches!(self.tag(here), Tag::Adverb | Tag::Time))?;
        self.has_role(by, &[self.grammar.roles.agent]).then_some(by + 1)
    }

    /// Whether a participle goes on with a clause, or has its auxiliary; a noun or adjective it is elsewhere.
    pub fn is_participle(&self, first: usize, last: usize, group: usize) -> bool {
        // "the latest posting is": a noun before its verb.
        if group == first && matches!(self.tag(last), Tag::Auxiliary | Tag::Verb | Tag::Cue) {
            return false;
        }
        let joined = matches!(self.tag(last), Tag::Connector | Tag::Colon | Tag::QuoteOpen);
        match self.tag_before(group) {
            Tag::Stop if self.opens_with(first) && joined => self.main_clause(last).is_some(),
            Tag::Comma | Tag::Dash | Tag::Coordinator | Tag::QuoteClose | Tag::Subordinator => true,
            _ if group < first => true,
            Tag::Name | Tag::Time | Tag::Number => true,
            // "issued a statement saying that"
            Tag::SourceNoun | Tag::Word | Tag::Role | Tag::Pronoun | Tag::Cue => self.tag(first + 1) != Tag::Word,
            _ => false,
        }
    }

    /// Whether a verb that opens its sentence is a participle there, in a language whose clauses open with their subjects.
    pub fn opens_with(&self, at: usize) -> bool {
        !self.grammar.settings.subject_follows && at == self.begin()
    }

    /// Where the main clause begins behind a clause that opens the sentence: at the subject behind the first comma with
    /// a verb of its own.
    pub fn main_clause(&self, from: usize) -> Option<usize> {
        (from..self.last)
            .filter(|&at| {
                self.tag(at) == Tag::Comma && self.quote_around(at).is_none()
                    || self.tag(at) == Tag::QuoteClose && matches!(self.tag_before(at), Tag::Comma)
            })
            .map(|at| at + 1)
            .find(|&at| !matches!(self.tag(at), Tag::Coordinator | Tag::Subordinator) && self.opens_finite(at))
    }

    /// Whether the word at `at` is a participle that is no reporting verb ("facing"): by its ending alone.
    pub fn is_running(&self, at: usize) -> bool {
        let endings = &self.grammar.settings.participle_endings;
        let verb = match self.tag(at) {
            Tag::Word | Tag::Verb | Tag::Cue => true,
            // The capital of the first word tells nothing: what stands behind it does.
            Tag::Name => {
                at == self.begin()
                    && matches!(
                        self.tag(at + 1),
                        Tag::Determiner | Tag::Preposition | Tag::Adverb | Tag::Name | Tag::Number
                    )
            }
            _ => false,
        };
        verb && endings.iter().any(|ending| self.reading.slice(at, at + 1).ends_with(ending.as_str()))
    }

    /// Whether the verb before `at` only qualifies the noun before it ("the protein found in cells"): a preposition stands
    /// behind it, the verb is one that seldom reports, and no name or pronoun stands before it.
    pub fn qualifies(&self, at: usize, verb: Option<EntryId>, source: Option<Phrase>) -> bool {
        self.tag(at) == Tag::Preposition
            && verb.is_some_and(|verb| self.verb_has(verb, self.grammar.roles.weak))
            && source.is_some_and(|source| {
                matches!(self.tag(source.first), Tag::Determiner | Tag::Word)
                    && !(source.first..source.last)
                        .any(|at| matches!(self.tag(at), Tag::Role | Tag::SourceNoun | Tag::Name))
            })
    }

    /// The noun right before the participle at `first` that does what it says: "with experts saying", "polls showing".
    pub fn noun_of_participle(&self, first: usize) -> Option<Phrase> {
        if self.grammar.settings.subject_follows {
            return None;
        }
        let roles = &self.grammar.roles;
        let mut at = first;
        while at > self.first && first - at < NOUN {
            match self.tag_before(at) {
                Tag::Preposition if at < first && self.has_role(at - 1, &[roles.absolute]) => {
                    return Some(Phrase::of(at, first));
                }
                Tag::Word | Tag::Name | Tag::Role | Tag::SourceNoun | Tag::Title => {}
                Tag::Number | Tag::Determiner | Tag::Possessive | Tag::Preposition | Tag::Mark => {}
                _ => break,
            }
            at -= 1;
        }
        let noun = self.phrase_before(first)?;
        (self.tag_before(first) != Tag::Comma && self.has_role(first, &[roles.finds]) && self.is_document(noun))
            .then_some(noun)
    }

    /// Whether the subject follows the verb at `first..last`: behind a quotation, or behind the comma that ends a clause
    /// when nothing but the subject follows.
    pub fn is_inverted(&self, first: usize, last: usize) -> bool {
        let Some(subject) = self.phrase_after(last) else { return false };
        let quoted = match self.tag_before(first) {
            Tag::QuoteClose => true,
            _ if first == self.first => self.quote_before(first).is_some(),
            Tag::Comma | Tag::Dash => first >= 2 && self.tag(first - 2) == Tag::QuoteClose,
            _ => false,
        };
        if quoted {
            return true;
        }
        self.tag_before(first) == Tag::Comma
            && !self.closes_relative(first - 1)
            && (matches!(self.tag(subject.last), Tag::Comma | Tag::Stop | Tag::QuoteOpen | Tag::Relative)
                || (subject.last..self.last).all(|at| {
                    !matches!(self.tag(at), Tag::Verb | Tag::Auxiliary | Tag::Cue | Tag::Connector | Tag::Pronoun)
                }))
            && (self.first..first).any(|at| matches!(self.tag(at), Tag::Verb | Tag::Auxiliary))
    }

    /// Whether the comma at `comma` closes a relative clause ("Ms Hill, who left, recalled").
    pub(super) fn closes_relative(&self, comma: usize) -> bool {
        self.insertion_start(comma).is_some_and(|open| self.tag(open + 1) == Tag::Relative)
    }

    /// Whether a phrase names a document, data or another body of text.
    pub fn is_document(&self, phrase: Phrase) -> bool {
        let document = self.grammar.roles.document;
        (phrase.first..phrase.last).any(|at| {
            self.tag(at) == Tag::SourceNoun
                && self
                    .reading
                    .entry_at(self.lexicon, at, phrase.last, |entry| entry.canon.is_some() && entry.canon == document)
                    .is_some()
        })
    }
}
