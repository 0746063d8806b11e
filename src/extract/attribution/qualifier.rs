//! What qualifies the noun of a source where verbs open their clauses: bodies and places that a preposition adds, and clauses that
//! need no pronoun.

use super::phrase::Phrase;
use super::scene::Scene;
use super::tag::Tag;

impl Scene<'_, '_> {
    /// Whether a noun with a preposition glued to it ends a name in quotation marks, or of a body and its adjective:
    /// وكالة "المشرق" للأنباء, المديرية العامة للأرصاد.
    pub(super) fn ends_name(&self, first: usize, at: usize) -> bool {
        let clitics = self.reading.lookup(at).clitics;
        let adjective = |at: usize| {
            self.tag(at) == Tag::Word
                && self.grammar.is_adjective(self.reading.lookup(at), self.reading.slice(at, at + 1))
                && matches!(self.tag_before(at), Tag::SourceNoun | Tag::Attached)
        };
        at > first + 1
            && (self.tag_before(at) == Tag::QuoteClose || adjective(at - 1))
            && self.grammar.has_article(clitics)
            && clitics & self.grammar.addressee != 0
    }

    /// Whether the noun at `at` names the body that a document of an adjective belongs to: حصيلة أولية لديوان الحبوب.
    pub(super) fn is_of_body(&self, first: usize, at: usize) -> bool {
        let lookup = self.reading.lookup(at);
        let adjective = self.grammar.is_adjective(self.reading.lookup(at - 1), self.reading.slice(at - 1, at));
        adjective
            && at == first + 2
            && self.tag(first) == Tag::SourceNoun
            && lookup.clitics & self.grammar.addressee != 0
            && matches!(self.grammar.tag_of(lookup), Tag::SourceNoun | Tag::Role)
    }

    /// Whether a preposition of one letter parts a document from the name in quotation marks of whoever made it.
    pub(super) fn is_document_of(&self, first: usize, preposition: usize) -> bool {
        preposition > first
            && self.tag(preposition + 1) == Tag::QuoteOpen
            && self.has_role(preposition, &[self.grammar.roles.addressee])
            && self.is_document(Phrase::of(first, preposition))
    }

    /// Whether a preposition stands behind a number and before those that it counts among: اثنان من هؤلاء الموظفين.
    pub(super) fn counts_among(&self, preposition: usize) -> bool {
        self.tag(preposition) == Tag::Preposition
            && self.tag_before(preposition) == Tag::Number
            && (self.is_definite(preposition + 1) || self.tag(preposition + 1) == Tag::Determiner)
    }

    /// Whether a preposition adds the place or body of somebody without a name whom an adjective describes: مسؤول بارز بالبنك.
    pub(super) fn is_place_of(&self, first: usize, preposition: usize) -> bool {
        preposition == first + 2
            && self.tag(first) == Tag::Role
            && self.tag(first + 1) == Tag::Word
            && !self.is_definite(first)
            && !self.is_definite(first + 1)
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

    /// Where the phrase of a source ends with a clause that tells of it, where no pronoun opens that: a document, or people
    /// without names, with a verb right behind ("وثيقة اطلعت عليها الوكالة", "مسؤول طلب عدم ذكر اسمه").
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
}
