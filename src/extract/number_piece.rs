//! One piece of a number: a word of the lexicon or digits with what is glued to them.

use rust_decimal::Decimal;

use super::digits;
use super::number::Composer;
use super::sum::{Piece, Sum};
use crate::lang::lexicon::Entry;
use crate::text::fold::{digit_value, is_ignorable};
use crate::text::token::TokenKind;

/// A piece and what is known of it beyond its worth.
pub struct Found {
    pub piece: Piece,
    pub ordinal: bool,
    pub compound: bool,
    /// Whether it counts roughly.
    pub rough: bool,
    pub length: usize,
}

impl Found {
    const fn plain(piece: Piece, length: usize) -> Found {
        Found { piece, ordinal: false, compound: false, rough: false, length }
    }
}

impl Composer<'_, '_> {
    /// The piece that stands at a token, given what was read before it.
    pub(super) fn piece(&self, at: usize, sum: &Sum, joined: bool) -> Option<Found> {
        if at >= self.end {
            return None;
        }
        let token = self.reading.token(at)?;
        if token.mark == '.' && sum.value() == Some(Decimal::ZERO) {
            return self.bare_decimals(at);
        }
        if token.kind == TokenKind::Digits {
            return self.digits(at, sum);
        }
        if matches!(token.mark, '(' | '«') && sum.value() == Some(Decimal::ZERO) {
            return self.in_brackets(at);
        }
        let words = self.words;
        if self.reading.lookup(at).classes & words.pieces == 0 {
            return None;
        }
        if let Some(found) = self.fraction(at, sum, joined) {
            return Some(found);
        }
        let group_is_empty = sum.empty_group();
        let construct = |entry: &Entry| entry.has(words.construct);
        if let Some(found) = self.money_scale(at) {
            return Some(found);
        }
        let (entry, length) = self
            .entry(at, |entry| entry.class == words.numeral && construct(entry) && group_is_empty)
            .or_else(|| self.entry(at, |entry| entry.class == words.numeral && !construct(entry)))?;
        let value = entry.value?;
        if entry.has(words.symbol) && !self.fits_symbol(at, length, sum) {
            return None;
        }
        let piece = match () {
            () if entry.has(words.dual) => Piece::Dual(value),
            () if entry.has(words.scale) => Piece::Scale(value),
            () if entry.has(words.hundreds) => Piece::Hundreds(value),
            () if entry.has(words.hundred) => Piece::Hundred(value),
            () if entry.has(words.dozen) => Piece::Dozen(value),
            () if entry.has(words.teen) => Piece::Teen(value),
            () if entry.has(words.ten) => Piece::Ten(value),
            () => Piece::Unit(value),
        };
        Some(Found {
            piece,
            ordinal: entry.has(words.ordinal),
            compound: entry.has(words.compound),
            rough: entry.has(words.dozen) || entry.has(words.rough),
            length,
        })
    }

    /// Whether a short scale stands right behind digits: one small letter must touch them ("12 m" is a length) and be of
    /// less than a thousand or of money ("3000m" is a length), and nothing may be glued behind ("32m2").
    fn fits_symbol(&self, at: usize, length: usize, sum: &Sum) -> bool {
        let Some(token) = self.reading.token(at) else { return false };
        let one_small_letter = token.end - token.start == 1 && !token.capital();
        let glued_behind = self
            .reading
            .token(at + length)
            .is_some_and(|next| at + length < self.end && next.kind == TokenKind::Digits && !next.spaced());
        let large = sum.value().is_some_and(|value| value >= Decimal::ONE_THOUSAND);
        let also_unit = self.class_at(self.words.measure, at).is_some();
        // "6.7m high"
        let extent =
            self.entry(at + length, |entry| entry.class == self.words.figure_word && entry.has(self.words.extent));
        let measure = (large || extent.is_some()) && also_unit && !self.beside_currency(at, length);
        self.digits_before(at) && !(one_small_letter && (token.spaced() || measure)) && !glued_behind
    }

    fn digits_before(&self, at: usize) -> bool {
        at > self.start && self.reading.token(at - 1).is_some_and(|before| before.kind == TokenKind::Digits)
    }

    /// "t" in "$1.2t": a scale right behind digits with a currency on either side.
    fn money_scale(&self, at: usize) -> Option<Found> {
        let length = self.class_at(self.words.scale_money, at).filter(|_| self.digits_before(at))?;
        let (entry, _) = self.entry(at, |entry| entry.class == self.words.scale_money)?;
        self.beside_currency(at, length).then_some(Found::plain(Piece::Scale(entry.value?), length))
    }

    /// Whether a currency stands behind a scale or before the digits that it stands behind.
    fn beside_currency(&self, at: usize, length: usize) -> bool {
        let is_currency = |at: usize| {
            self.reading.lookup(at).classes & self.pack.currencies != 0 && (self.start..self.end).contains(&at)
        };
        is_currency(at + length) || at.checked_sub(2).is_some_and(is_currency)
    }

    /// A part of one: "half"; "third" only after its numerator.
    fn fraction(&self, at: usize, sum: &Sum, joined: bool) -> Option<Found> {
        let words = self.words;
        if self.reading.lookup(at).classes & (1 << words.fraction) == 0 {
            return None;
        }
        let (entry, length) = self.entry(at, |entry| entry.class == words.fraction)?;
        let value = entry.value?;
        // "Twenty-three fifths" are 23 of them, not twenty and three fifths.
        if length > 1 && !joined && !sum.empty_group() && sum.counts_parts() {
            return None;
        }
        if entry.has(words.symbol) {
            return Some(Found::plain(
                if sum.empty_group() { Piece::Fraction(value) } else { Piece::Mixed(value) },
                length,
            ));
        }
        if !entry.has(words.part) {
            return Some(Found::plain(Piece::Fraction(value), length));
        }
        let also_ordinal =
            || self.entry(at, |entry| entry.class == words.numeral && entry.has(words.ordinal)).is_some();
        // Two quarters are lengths of time, three quarters a part.
        let part_only = |numerator| {
            let length_of_time = self.reading.lookup(at).classes & (1 << words.duration) != 0;
            !length_of_time || in_lowest_terms(numerator, value)
        };
        let counted = match sum.numerator() {
            _ if joined => self.article_before(at),
            Some(numerator) if entry.has(words.plural) => numerator != Decimal::ONE && part_only(numerator),
            Some(numerator) => {
                numerator == Decimal::ONE || (self.hyphen_before(at) && in_lowest_terms(numerator, value))
            }
            None if entry.has(words.plural) && !sum.empty_group() => {
                sum.counts_parts() && self.reading.lookup(at).classes & (1 << words.duration) == 0
            }
            None => {
                sum.empty_group()
                    && (self.article_before(at)
                        || self.scale_after(at + length)
                        || self.unit_after(at, at + length, also_ordinal()))
            }
        };
        // "a third of" is a part, "a third man" a rank.
        let counted = counted && (!self.article_before(at) || !also_ordinal() || !self.noun_after(at + length));
        counted.then_some(Found::plain(Piece::Fraction(value), length))
    }

    fn article_before(&self, at: usize) -> bool {
        let at = at - usize::from(self.hyphen_before(at));
        at > self.start && self.class_at(self.words.article, at - 1).is_some()
    }

    fn hyphen_before(&self, at: usize) -> bool {
        at > self.start && self.reading.token(at - 1).is_some_and(|before| before.mark == '-')
    }

    /// Whether a unit follows a part that no numerator stands before: "quarter mile", "quarter-litre"; behind a word that
    /// may be a rank only with "of" ("tenth of a mile").
    fn unit_after(&self, at: usize, next: usize, needs_of: bool) -> bool {
        let words = self.words;
        let counted = at > self.start && self.reading.lookup(at - 1).classes & words.pieces != 0;
        let of = self.class_at(words.of, next);
        if counted || self.hyphen_before(at) || (needs_of && of.is_none()) {
            return false;
        }
        let hyphen = self.reading.token(next).is_some_and(|token| token.mark == '-' && !token.spaced());
        let unit = next + of.unwrap_or(usize::from(hyphen));
        self.class_at(words.measure, unit).is_some() || (of.is_some() && self.class_at(words.duration, unit).is_some())
    }

    fn scale_after(&self, at: usize) -> bool {
        let words = self.words;
        let next = at + self.class_at(words.of, at).unwrap_or(0);
        next < self.end
            && self.reading.lookup(next).classes & (1 << words.numeral) != 0
            && self
                .entry(next, |entry| entry.class == words.numeral && entry.has(words.scale) && !entry.has(words.symbol))
                .is_some()
    }

    /// Whether a word that could be a noun follows: any word but those the lexicon lists as little words.
    fn noun_after(&self, at: usize) -> bool {
        let hyphen = self.reading.token(at).is_some_and(|next| next.mark == '-' && !next.spaced());
        at < self.end && hyphen
            || at < self.end
                && self.reading.token(at).is_some_and(|token| token.is_word())
                && self.reading.lookup(at).classes & self.pack.function_words == 0
    }

    /// Digits, with what is glued to them: the groups of "1 350 000", "1/2", "th".
    fn digits(&self, at: usize, sum: &Sum) -> Option<Found> {
        if let Some((part, length)) = self.slash_fraction(at) {
            return Some(Found::plain(
                if sum.empty_group() { Piece::Fraction(part) } else { Piece::Mixed(part) },
                length,
            ));
        }
        if let Some((value, length)) = self.mirrored(at) {
            return Some(Found::plain(Piece::Digits(value), length));
        }
        let style = &self.pack.settings.numbers;
        let text = self.reading.slice(at, at + 1);
        if is_telephone(text) {
            return None;
        }
        let value = digits::parse(text, style, self.scale_after(at + 1))?;
        if let Some((value, length)) = self.power(at + 1, value) {
            return Some(Found::plain(Piece::Digits(value), 1 + length));
        }
        if let Some((value, length)) = self.spaced_groups(at, value) {
            return Some(Found::plain(Piece::Digits(value), length));
        }
        // "3 1/2", "26-3/4".
        let glued = |at: usize| self.reading.token(at).is_some_and(|token| !token.spaced());
        let hyphen = usize::from(
            self.reading.token(at + 1).is_some_and(|token| token.mark == '-') && glued(at + 1) && glued(at + 2),
        );
        if let Some((part, length)) = self.slash_fraction(at + 1 + hyphen).filter(|_| value.is_integer()) {
            return Some(Found::plain(Piece::Digits(value.checked_add(part)?), 1 + hyphen + length));
        }
        let suffix = self.reading.token(at + 1).is_some_and(|next| !next.spaced());
        let suffix = suffix.then(|| self.class_at(self.words.ordinal_suffix, at + 1)).flatten();
        Some(Found {
            piece: Piece::Digits(value),
            ordinal: suffix.is_some(),
            compound: false,
            rough: false,
            length: 1 + suffix.unwrap_or(0),
        })
    }

    /// "5ر4" for 4.5: parted by a letter or mark of the other direction, the digits stand in the order they are shown, the
    /// decimals first.
    fn mirrored(&self, at: usize) -> Option<(Decimal, usize)> {
        let words = self.words;
        let parts = |at: usize| {
            (self.start..self.end).contains(&at)
                && self.reading.token(at).is_some_and(|token| !token.spaced())
                && self.entry(at, |entry| entry.class == words.figure_word && entry.has(words.mirror)).is_some()
        };
        let glued = |at: usize| self.reading.token(at).filter(|token| at < self.end && !token.spaced());
        if !parts(at + 1) || parts(at + 3) || at.checked_sub(1).is_some_and(parts) {
            return None;
        }
        glued(at + 2).filter(|whole| whole.kind == TokenKind::Digits)?;
        let integer = |at: usize| {
            let digits = self.reading.slice(at, at + 1).chars().filter(|digit| !is_ignorable(*digit));
            digits.map(digit_value).try_fold((0i128, 0u32), |(sum, length), digit| {
                Some((sum.checked_mul(10)?.checked_add(i128::from(digit?))?, length + 1)).filter(|_| length < 12)
            })
        };
        let ((decimals, length), (whole, _)) = (integer(at)?, integer(at + 2)?);
        let mantissa = whole.checked_mul(10i128.checked_pow(length)?)?.checked_add(decimals)?;
        Some((Decimal::try_from_i128_with_scale(mantissa, length).ok()?.normalize(), 3))
    }

    /// "(2.2)" before "million", as Saudi papers write.
    fn in_brackets(&self, at: usize) -> Option<Found> {
        let closed = at + 2 < self.end && matches!(self.reading.token(at + 2)?.mark, ')' | '»');
        let digits = closed && self.reading.token(at + 1)?.kind == TokenKind::Digits;
        let text = digits.then(|| self.reading.slice(at + 1, at + 2))?;
        let value = digits::parse(text, &self.pack.settings.numbers, self.scale_after(at + 3))?;
        Some(Found::plain(Piece::Digits(value), 3))
    }

    /// ".75".
    fn bare_decimals(&self, at: usize) -> Option<Found> {
        let digits = self.reading.token(at + 1).filter(|next| next.kind == TokenKind::Digits && !next.spaced())?;
        if at > self.start && !self.reading.token(at)?.spaced() || at + 2 > self.end {
            return None;
        }
        let text = self.reading.text.get(digits.range())?;
        let value = digits::parse(text, &self.pack.settings.numbers, false).filter(Decimal::is_integer)?;
        let shown = text.chars().filter(|character| character.is_numeric()).count();
        let value = Decimal::try_from_i128_with_scale(value.mantissa(), u32::try_from(shown).ok()?).ok()?;
        Some(Found::plain(Piece::Digits(value), 2))
    }

    /// "1.5e6", "2^10", "1.5×10^6": the value, and how many tokens stand behind its first digits.
    fn power(&self, at: usize, value: Decimal) -> Option<(Decimal, usize)> {
        let glued = |at: usize| self.reading.token(at).filter(|token| at < self.end && !token.spaced());
        let sign = glued(at)?;
        let times = matches!(sign.mark, '×' | '*') || matches!(self.reading.slice(at, at + 1), "x" | "X");
        if times && self.reading.slice(at + 1, at + 2) == "10" && glued(at + 1).is_some() {
            let caret = usize::from(glued(at + 2).is_some_and(|token| token.mark == '^'));
            let (exponent, length) = self.exponent(at + 2 + caret)?;
            return Some((raise(Decimal::TEN, exponent)?.checked_mul(value)?, 2 + caret + length));
        }
        let (exponent, length) = self.exponent(at + 1)?;
        let scientific = sign.kind == TokenKind::Word && matches!(self.reading.slice(at, at + 1), "e" | "E");
        match scientific {
            true => Some((raise(Decimal::TEN, exponent)?.checked_mul(value)?, 1 + length)),
            false if sign.mark == '^' => Some((raise(value, exponent)?, 1 + length)),
            false => None,
        }
    }

    /// A whole exponent glued to what stands before it, with its sign.
    fn exponent(&self, at: usize) -> Option<(i32, usize)> {
        let token = self.reading.token(at).filter(|token| at < self.end && !token.spaced())?;
        let signed = matches!(token.mark, '-' | '−' | '+');
        let digits = at + usize::from(signed);
        let here = self.reading.token(digits).filter(|token| digits < self.end && !token.spaced())?;
        if here.kind != TokenKind::Digits {
            return None;
        }
        let text = self.reading.slice(digits, digits + 1);
        let value = text.chars().try_fold(0i32, |sum, character| {
            sum.checked_mul(10)?.checked_add(i32::from(crate::text::fold::digit_value(character)?))
        })?;
        Some((if token.mark == '+' || !signed { value } else { -value }, 1 + usize::from(signed)))
    }

    /// "1 350 000": groups of three digits with one space each; one group only when it ends in 00.
    fn spaced_groups(&self, at: usize, value: Decimal) -> Option<(Decimal, usize)> {
        if self.width(at) > 3 || !value.is_integer() || value.is_zero() {
            return None;
        }
        let mut sum = value;
        let mut length = 1;
        let mut round = false;
        while at + length < self.end && length < 6 && self.width(at + length) == 3 {
            let text = self.reading.slice(at + length, at + length + 1);
            let group = Decimal::from_str_exact(text).ok()?;
            sum = sum.checked_mul(Decimal::ONE_THOUSAND)?.checked_add(group)?;
            round = text.ends_with("00");
            length += 1;
        }
        (length > 2 || (length == 2 && round)).then_some((sum, length))
    }

    /// How many ASCII digits a token has; 9 when it is anything else.
    fn width(&self, at: usize) -> usize {
        let text = self.reading.slice(at, at + 1);
        if text.len() <= 3 && !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            text.len()
        } else {
            9
        }
    }

    /// "1/2", "3/4", "1/40": a numerator below a denominator that parts of things have.
    fn slash_fraction(&self, at: usize) -> Option<(Decimal, usize)> {
        let slash = self.reading.token(at + 1)?;
        if !matches!(slash.mark, '/' | '\u{2044}') || slash.spaced() || at + 2 >= self.end {
            return None;
        }
        let below = self.reading.token(at + 2)?;
        if below.kind != TokenKind::Digits || below.spaced() || self.reading.token(at)?.kind != TokenKind::Digits {
            return None;
        }
        let more = |at: usize| self.reading.token(at).is_some_and(|next| matches!(next.mark, '/') && !next.spaced());
        if (at > self.start && more(at - 1)) || more(at + 3) {
            return None;
        }
        let style = &self.pack.settings.numbers;
        let above = digits::parse(self.reading.slice(at, at + 1), style, false)?;
        let below = digits::parse(self.reading.slice(at + 2, at + 3), style, false)?;
        let small = [2u8, 3, 4, 5, 6, 8, 10, 16].iter().any(|&known| below == Decimal::from(known));
        let fits = above < below
            && above.is_integer()
            && !above.is_zero()
            && (small || (above == Decimal::ONE && below.is_integer()));
        fits.then(|| above.checked_div(below)).flatten().map(|part| (part, 3))
    }
}

/// Whether digits are those of a telephone: nine or more, in no groups, the first a zero.
fn is_telephone(text: &str) -> bool {
    const SHORTEST: usize = 9;
    let mut digits = text.chars().filter(|character| !is_ignorable(*character)).map(digit_value);
    let first = digits.next().flatten();
    first == Some(0) && digits.clone().all(|digit| digit.is_some()) && digits.count() + 1 >= SHORTEST
}

/// Whether so many of a part are less than one and cannot be told in larger parts: "three quarters", not "two".
fn in_lowest_terms(numerator: Decimal, part: Decimal) -> bool {
    let below = Decimal::ONE.checked_div(part).map_or(Decimal::ONE, |below| below.round());
    let divides = |by: u8| (numerator % Decimal::from(by)).is_zero() && (below % Decimal::from(by)).is_zero();
    numerator < below && !(2..20).any(divides)
}

/// A whole power; `None` when it leaves 28 digits.
fn raise(base: Decimal, exponent: i32) -> Option<Decimal> {
    const LARGEST: u32 = 64;
    let times = exponent.unsigned_abs();
    if times > LARGEST {
        return None;
    }
    let power = (0..times).try_fold(Decimal::ONE, |product, _| product.checked_mul(base))?;
    if exponent < 0 { Decimal::ONE.checked_div(power) } else { Some(power) }
}
