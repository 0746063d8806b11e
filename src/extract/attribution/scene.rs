//! A sentence as the reader of attributions sees it.

use super::grammar::Grammar;
use super::quote::Quote;
use super::tag::Tag;
use crate::extract::dateline;
use crate::extract::reading::Reading;
use crate::lang::lexicon::Lexicon;

/// One sentence with the tags of its words and the quotations of its document.
pub struct Scene<'s, 'a> {
    /// The document.
    pub reading: &'s Reading<'a>,
    /// The language.
    pub grammar: &'s Grammar,
    /// Its words.
    pub lexicon: &'s Lexicon,
    /// Tags of the document's tokens; those of this sentence and the ones before are set.
    pub tags: &'s [Tag],
    /// Quotations of the document in order.
    pub quotes: &'s [Quote],
    /// First token of the sentence.
    pub first: usize,
    /// Token after its last.
    pub last: usize,
}

impl Scene<'_, '_> {
    /// The tag of a token of the sentence; a stop outside of it.
    pub fn tag(&self, at: usize) -> Tag {
        if at < self.first || at >= self.last {
            return Tag::Stop;
        }
        self.tags.get(at).copied().unwrap_or_default()
    }

    /// The tag of the token before `at`.
    pub fn tag_before(&self, at: usize) -> Tag {
        at.checked_sub(1).map_or(Tag::Stop, |before| self.tag(before))
    }

    /// The quotation that a token stands in, its marks included.
    pub fn quote_around(&self, at: usize) -> Option<&Quote> {
        let next = self.quotes.partition_point(|quote| quote.open <= at);
        next.checked_sub(1).and_then(|index| self.quotes.get(index)).filter(|quote| at < quote.close)
    }

    /// The statement in quotation marks that closes right before a token of the same line.
    pub fn quote_before(&self, at: usize) -> Option<&Quote> {
        let close = at.checked_sub(1)?;
        if self.reading.token(at)?.opens_line() {
            return None;
        }
        self.quote_around(close).filter(|quote| quote.close == at && !quote.scare)
    }

    /// The first quotation that opens at or behind a token.
    pub fn quote_from(&self, at: usize) -> Option<&Quote> {
        self.quotes.get(self.quotes.partition_point(|quote| quote.open < at))
    }

    /// Whether the stop at `at` belongs to an abbreviation inside the sentence.
    pub fn inner_stop(&self, at: usize) -> bool {
        self.tag(at) == Tag::Stop
            && at > self.first
            && at + 1 < self.last
            && self.tags.get(at + 1).is_some_and(|next| !matches!(next, Tag::QuoteClose | Tag::Close | Tag::Stop))
            && self.reading.token(at).is_some_and(|token| token.mark == '.')
    }

    /// Where the sentence proper begins: behind its dateline ("LONDON (Reuters) -", "القاهرة (رويترز) -").
    pub fn begin(&self) -> usize {
        dateline::end(self.reading, self.first, self.last)
    }

    /// The same place, before the comma that stands right before it.
    pub fn before_comma(&self, at: usize) -> usize {
        if self.tag_before(at) == Tag::Comma { at - 1 } else { at }
    }

    /// The token after the last word of the sentence: without its full stop and closing marks.
    pub fn end(&self) -> usize {
        let mut end = self.last;
        while end > self.first && matches!(self.tag(end - 1), Tag::Stop | Tag::Close) {
            end -= 1;
        }
        end
    }
}
