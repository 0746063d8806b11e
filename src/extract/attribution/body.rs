//! Bodies that a text names without a word of theirs, by the noun that takes them up later: "شركة “X”" … "الشركة", "Helix Bank" …
//! "the bank".

use super::StandsFor;
use super::grammar::Grammar;
use super::look::Look;
use super::resolve::Resolver;
use super::tag::Tag;
use crate::lang::lexicon::Lookup;

/// How many tokens back a noun may find the body it takes up.
const REACH: u32 = 2_000;
/// Most words of a name behind its noun, without quotation marks.
const WORDS: u32 = 4;
/// Most words of a name in quotation marks.
const QUOTED: u32 = 8;

impl Resolver<'_, '_> {
    /// The body named last before a token by a noun, which takes it up with an article and alone.
    pub(super) fn body_told(&mut self, grammar: &Grammar, look: &Look, token: u32) -> Option<StandsFor> {
        let (first, last) = look.head.filter(|(first, last)| look.definite && last - first == 1)?;
        let stem = self.reading.lookup(first as usize).stem;
        if stem == Lookup::UNKNOWN.stem {
            return None;
        }
        if !grammar.settings.subject_follows {
            return self.body_called(stem, token);
        }
        let reading = self.reading;
        let noun = |at: u32| {
            let lookup = reading.lookup(at as usize);
            lookup.stem == stem && !grammar.has_article(lookup.clitics)
        };
        let (name, end) = (token.saturating_sub(REACH)..token.min(last))
            .rev()
            .filter(|&at| noun(at))
            .find_map(|at| Some((at, self.name_behind(grammar, at + 1)?)))?;
        Some(StandsFor::Elsewhere(name, end))
    }

    /// Where the name of a body ends that begins behind its noun: in quotation marks, or with an article. A bare word behind a noun is as
    /// often an adjective ("شركة صغيرة"), so it names nobody.
    fn name_behind(&self, grammar: &Grammar, first: u32) -> Option<u32> {
        let mark = |at: u32| self.reading.token(at as usize).map_or('\0', |token| token.mark);
        if matches!(mark(first), '"' | '“' | '«') {
            let close = (first + 2..first + QUOTED).find(|&at| matches!(mark(at), '"' | '”' | '»'))?;
            return Some(self.over_definite(grammar, close + 1));
        }
        Some(self.over_definite(grammar, first)).filter(|&last| last > first)
    }

    /// Behind the words with an article that stand at a token.
    fn over_definite(&self, grammar: &Grammar, first: u32) -> u32 {
        let limit = first + WORDS;
        (first..limit).find(|&at| !self.is_definite_word(grammar, at)).unwrap_or(limit)
    }

    fn is_definite_word(&self, grammar: &Grammar, at: u32) -> bool {
        let lookup = self.reading.lookup(at as usize);
        let text = self.reading.slice(at as usize, at as usize + 1);
        matches!(grammar.tag_of(lookup), Tag::Word | Tag::Name) && grammar.shows_article(lookup, text)
    }
}
