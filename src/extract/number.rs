//! Numbers in digits and words, composed by one grammar for every language: the lexicon says what
//! each word is worth and what part it plays (`lang::number_words`), `Sum` whether the parts fit.

use rust_decimal::Decimal;

use super::builder::{Build, Built};
use super::mention::{NumberValue, Value};
use super::reading::Reading;
use super::sum::{Piece, Sum};
use crate::lang::Pack;
use crate::lang::lexicon::{ClassId, Entry};
use crate::lang::number_words::NumberWords;
use crate::text::token::TokenKind;

/// `numeral`: the longest number that starts at the match.
pub fn numeral(build: &Build<'_, '_>) -> Option<Built> {
    let first = build.matched.first;
    let composer = Composer {
        reading: build.reading,
        pack: build.pack,
        words: &build.pack.number_words,
        start: build.sentence.first,
        end: build.sentence.last,
    };
    let (value, last) = composer.number(first)?;
    Some(Built { value: Value::Number(value), span: Some((first, last)) })
}

/// Reads numbers in one sentence.
pub struct Composer<'r, 'a> {
    pub(super) reading: &'r Reading<'a>,
    pub(super) pack: &'r Pack,
    pub(super) words: &'r NumberWords,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The pieces of a number, added up.
struct Read {
    sum: Sum,
    ordinal: bool,
    digits: bool,
    rough: bool,
    last: usize,
}

/// How far a number goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// To its end; "two million, three hundred thousand" is one.
    Whole,
    /// To the first comma.
    Group,
    /// To the first comma or scale: decimals.
    BelowScale,
}

/// What stands between two pieces.
struct Joint {
    and: bool,
    /// The "and" may stand anywhere between pieces, as Arabic writes numbers.
    anywhere: bool,
    /// Digits may follow.
    digits: bool,
    next: usize,
}

impl Composer<'_, '_> {
    fn number(&self, first: usize) -> Option<(NumberValue, usize)> {
        if self.class_at(self.words.vague, first).is_some() {
            // "Several" and "few" only determine a noun; "dozens" and "several hundred" count loosely.
            let loose = |entry: &Entry| entry.class == self.words.vague && !entry.has(self.words.determiner);
            return self.entry(first, loose).map(|(_, length)| (NumberValue::vague(), first + length));
        }
        match self.class_at(self.words.minus, first) {
            Some(length) => {
                let hyphen =
                    |at: usize| self.reading.token(at).is_some_and(|token| token.mark == '-' && !token.spaced());
                let length = length + usize::from(hyphen(first + length));
                let (mut value, last) = self.compose(first + length)?;
                self.before_is_free(first)?;
                value.value = value.value.map(|value| -value);
                Some((value, last))
            }
            None => self.compose(first),
        }
    }

    /// A minus sign is none when a word or number is glued to it from the left.
    fn before_is_free(&self, at: usize) -> Option<()> {
        let glued = !self.reading.token(at)?.spaced() && at > self.start;
        (!glued || self.reading.token(at.checked_sub(1)?)?.kind == TokenKind::Mark).then_some(())
    }

    /// A number, with decimals behind a spoken point.
    fn compose(&self, first: usize) -> Option<(NumberValue, usize)> {
        let Read { sum, ordinal, digits, rough, last } = self.read(first, Reach::Whole)?;
        let mut value = sum.value()?;
        let (decimals, last) = if sum.empty_group() { (Decimal::ZERO, last) } else { self.decimals(last) };
        value = value.checked_add(decimals)?;
        let (scale, last) = self.scale_of_decimals(decimals, last);
        value = value.checked_mul(scale)?.normalize();
        let fraction = sum.is_fraction() && !digits;
        let last = self.repeated_scale(&sum, last);
        let last = self.said_again(value, digits, last);
        Some((NumberValue { value: Some(value), ordinal, digits, fraction, scale: sum.single_scale(), rough }, last))
    }

    /// The number of words or digits at a token.
    fn read(&self, first: usize, reach: Reach) -> Option<Read> {
        let mut sum = Sum::default();
        let (mut at, mut ordinal, mut digits, mut compound) = (self.skip_article(first), false, false, false);
        let mut rough = false;
        let mut last = first;
        // Where an "and" was last crossed: what follows it is given up when it turns out to be a number of its own.
        let mut before_and: Option<(Sum, usize)> = None;
        loop {
            let joint = if last == first {
                Joint { and: false, anywhere: true, digits: true, next: at }
            } else {
                self.joint(at, &sum, reach == Reach::Whole && !digits)
            };
            let Some(found) = self.piece(joint.next, &sum, joint.and) else { break };
            let is_fraction = matches!(found.piece, Piece::Fraction(_) | Piece::Mixed(_));
            if joint.and && !joint.anywhere && !sum.open_to_and() && !is_fraction {
                break;
            }
            if matches!(found.piece, Piece::Digits(_))
                && last != first
                && !self.digits_go_on(&sum, &joint, found.length)
            {
                break;
            }
            let scale = matches!(found.piece, Piece::Scale(_) | Piece::Dual(_));
            if (reach == Reach::BelowScale && scale) || (found.ordinal && digits && !joint.and) {
                break;
            }
            let crossed = (sum, last);
            if !sum.push(found.piece, joint.and) {
                if !joint.and && matches!(found.piece, Piece::Scale(_) | Piece::Hundred(_) | Piece::Dozen(_)) {
                    (sum, last) = before_and.unwrap_or((sum, last));
                }
                break;
            }
            if joint.and {
                before_and = Some(crossed);
            }
            digits |= matches!(found.piece, Piece::Digits(_));
            rough |= found.rough;
            compound = found.compound;
            at = joint.next + found.length;
            last = at;
            if found.ordinal {
                ordinal = true;
                if !self.joint(at, &sum, false).anywhere {
                    break;
                }
            }
        }
        if last == first || compound {
            return None;
        }
        Some(Read { sum, ordinal, digits, rough, last })
    }

    /// Whether digits may follow what was read: behind an "and" that lets them ("111 ألفا و65"), behind hundreds ("3
    /// hundred and 21"), or where they count a smaller scale ("2 million 500 thousand").
    fn digits_go_on(&self, sum: &Sum, joint: &Joint, length: usize) -> bool {
        if joint.and {
            return joint.digits || sum.after_hundreds();
        }
        let words = self.words;
        let smaller = |entry: &Entry| {
            entry.class == words.numeral
                && !entry.has(words.symbol)
                && !entry.has(words.ordinal)
                && (entry.has(words.scale) || entry.has(words.hundred))
                && entry.value < sum.last_scale()
        };
        sum.after_scale() && self.multiplies(joint.next + length) && self.entry(joint.next + length, smaller).is_some()
    }

    /// The length of an entry of the class at a token.
    pub(super) fn class_at(&self, class: ClassId, at: usize) -> Option<usize> {
        if at >= self.end || self.reading.lookup(at).classes & (1 << class) == 0 {
            return None;
        }
        self.entry(at, |entry| entry.class == class).map(|(_, length)| length)
    }

    pub(super) fn entry(&self, at: usize, wanted: impl Fn(&Entry) -> bool) -> Option<(&Entry, usize)> {
        self.reading.entry_at(&self.pack.lexicon, at, self.end, wanted).map(|(_, entry, length)| (entry, length))
    }

    /// "a" before "million", "dozen" or a part; anywhere else it is no number.
    fn skip_article(&self, at: usize) -> usize {
        match self.class_at(self.words.article, at) {
            Some(length) if self.multiplies(at + length) => at + length,
            Some(_) => self.end,
            None => at,
        }
    }

    /// Whether a word stands here that a number or an article may stand before: a scale, hundred, dozen or part.
    fn multiplies(&self, at: usize) -> bool {
        let words = self.words;
        if at >= self.end || self.reading.lookup(at).classes & words.pieces == 0 {
            return false;
        }
        self.entry(at, |entry| {
            (entry.class == words.numeral
                && !entry.has(words.ordinal)
                && (entry.has(words.scale) || entry.has(words.hundred) || entry.has(words.dozen)))
                || entry.class == words.fraction
        })
        .is_some()
    }

    fn joint(&self, at: usize, sum: &Sum, commas: bool) -> Joint {
        let none = Joint { and: false, anywhere: false, digits: false, next: at };
        let (Some(token), true) = (self.reading.token(at), at < self.end) else { return none };
        if matches!(token.mark, '-' | '\u{2010}' | '\u{2011}' | '\u{2013}' | '\u{2014}') {
            let next = self.reading.token(at + 1).filter(|next| next.is_word() && !next.spaced() && !token.spaced());
            if let Some(length) = next.and_then(|_| self.class_at(self.words.and, at + 1)) {
                return Joint { and: true, next: self.skip_hyphened_article(at + 1 + length), ..none };
            }
            return if next.is_some() { Joint { next: at + 1, ..none } } else { none };
        }
        if token.mark == ',' {
            let goes_on = commas && sum.after_scale() && self.smaller_group(at + 1, sum);
            return if goes_on { Joint { next: at + 1, ..none } } else { none };
        }
        let lookup = self.reading.lookup(at);
        if lookup.classes & (1 << self.words.and) != 0
            && let Some((entry, length)) = self.entry(at, |entry| entry.class == self.words.and)
        {
            let (anywhere, digits) = (entry.has(self.words.any), entry.has(self.words.digits));
            let next = at + length;
            let next = if self.multiplies(next) { next } else { self.skip_article(next).min(self.end) };
            return Joint { and: true, anywhere, digits, next: if next == self.end { at + length } else { next } };
        }
        if let Some(length) = self.class_at(self.words.of, at) {
            return Joint { next: at + length, ..none };
        }
        let and = lookup.clitics & self.words.wa != 0;
        let other = lookup.clitics & !(self.words.wa | self.words.al) != 0;
        let article = self.class_at(self.words.article, at).unwrap_or(0);
        Joint { and, anywhere: and, digits: false, next: if other { self.end } else { at + article } }
    }

    /// "-a-" of "two-and-a-half", as far as it stands there.
    fn skip_hyphened_article(&self, at: usize) -> usize {
        let behind_hyphen = |at: usize| {
            let glued = |at: usize| self.reading.token(at).filter(|token| at < self.end && !token.spaced());
            at + usize::from(glued(at).is_some_and(|token| token.mark == '-') && glued(at + 1).is_some())
        };
        let word = behind_hyphen(at);
        match self.class_at(self.words.article, word) {
            Some(length) if word > at => behind_hyphen(word + length),
            _ => word,
        }
    }

    /// Whether hundreds or a smaller scale in words follow.
    fn smaller_group(&self, at: usize, sum: &Sum) -> bool {
        let value =
            self.read(at, Reach::Group).filter(|read| !read.digits && !read.ordinal).and_then(|read| read.sum.value());
        value.is_some_and(|value| value >= Decimal::ONE_HUNDRED && sum.last_scale().is_some_and(|last| value < last))
    }

    /// "two point two million".
    fn scale_of_decimals(&self, decimals: Decimal, last: usize) -> (Decimal, usize) {
        let words = self.words;
        let scale = || {
            self.entry(last, |entry| {
                entry.class == words.numeral
                    && entry.has(words.scale)
                    && !entry.has(words.symbol)
                    && !entry.has(words.dual)
            })
        };
        match (!decimals.is_zero()).then(scale).flatten() {
            Some((entry, length)) => (entry.value.unwrap_or(Decimal::ONE), last + length),
            None => (Decimal::ONE, last),
        }
    }

    /// "point seven one": the decimals in words or digits (0 when there are none), and the token after them.
    fn decimals(&self, last: usize) -> (Decimal, usize) {
        let none = (Decimal::ZERO, last);
        let Some(length) = self.class_at(self.words.point, last) else { return none };
        let (mut at, mut mantissa, mut scale) = (last + length, 0i128, 0u32);
        while let Some(read) = self.read(at, Reach::BelowScale).filter(|read| !read.ordinal) {
            let Some(value) = read.sum.value().filter(Decimal::is_integer) else { break };
            let shown = value.to_string().len() as u32;
            if scale + shown > 12 {
                break;
            }
            mantissa = mantissa * 10i128.pow(shown) + value.trunc().mantissa() / 10i128.pow(value.trunc().scale());
            (scale, at) = (scale + shown, read.last);
        }
        match Decimal::try_from_i128_with_scale(mantissa, scale) {
            Ok(decimals) if scale > 0 => (decimals, at),
            _ => none,
        }
    }

    /// "five (5) years": the number once more in brackets, in digits where it stood in words or the other way round.
    fn said_again(&self, value: Decimal, digits: bool, last: usize) -> usize {
        let is =
            |at: usize, mark: char| at < self.end && self.reading.token(at).is_some_and(|token| token.mark == mark);
        if !is(last, '(') {
            return last;
        }
        let again = self.read(last + 1, Reach::Group).filter(|again| again.digits != digits && is(again.last, ')'));
        let same = again.filter(|again| again.sum.value() == Some(value) && !self.multiplies(again.last + 1));
        same.map_or(last, |again| again.last + 1)
    }

    /// "مليون ونصف المليون": the scale said once more with its article.
    fn repeated_scale(&self, sum: &Sum, last: usize) -> usize {
        let words = self.words;
        if !sum.is_pending() || last >= self.end || self.reading.lookup(last).clitics != words.al {
            return last;
        }
        let same = self.entry(last, |entry| entry.class == words.numeral && entry.value == sum.last_scale());
        last + same.map_or(0, |(_, length)| length)
    }
}
