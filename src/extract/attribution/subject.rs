//! Subjects and verbs where a clause may open with its verb: whether a form is a verb there, and who its subject is.

use super::phrase::{Phrase, REACH};
use super::scene::Scene;
use super::tag::Tag;

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
        while self.tag(end) == Tag::Word && !self.grammar.is_nominal(self.reading.lookup(end).clitics) {
            end += 1;
        }
        let closed = matches!(self.tag(end), Tag::Comma | Tag::Connector | Tag::Colon);
        if closed && NAME.contains(&(end - last - 1)) { end } else { last }
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
                Tag::Verb | Tag::Cue | Tag::Relative | Tag::Negation => return None,
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
        if self.grammar.settings.subject_follows
            && (matches!(self.tag(start), Tag::Verb | Tag::Cue | Tag::Auxiliary)
                || self.tag(start) == Tag::Word
                    && matches!(self.tag(start + 1), Tag::Title | Tag::Role | Tag::SourceNoun | Tag::Name))
        {
            start += 1;
        }
        let phrase = self.phrase_after(start)?;
        (phrase.last < at).then_some(phrase)
    }
}
