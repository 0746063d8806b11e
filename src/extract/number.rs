//! Numbers in digits and words, composed by one grammar for every language: the lexicon says what
//! each word is worth and what part it plays (`numeral` with the roles unit, teen, ten, hundred,
//! hundreds, scale, dual, ordinal; `fraction`; `vague`).

use rust_decimal::Decimal;

use super::builder::{Build, Built};
use super::mention::{NumberValue, Value};
use super::reading::Reading;
use crate::lang::Pack;
use crate::lang::lexicon::Entry;
use crate::text::fold::{digit_value, is_ignorable};
use crate::text::token::TokenKind;

/// `numeral`: the longest number that starts at the match.
pub fn numeral(build: &Build<'_, '_>) -> Option<Built> {
    let first = build.matched.first;
    let mut composer =
        Composer { reading: build.reading, pack: build.pack, end: build.sentence.last, words: Words::of(build) };
    let (value, last) = composer.compose(first)?;
    Some(Built { value: Value::Number(value), span: Some((first, last)) })
}

/// The role names the grammar speaks of.
struct Words {
    numeral: Option<u8>,
    fraction: Option<u8>,
    vague: Option<u8>,
    and: Option<u8>,
    wa: u16,
}

impl Words {
    fn of(build: &Build<'_, '_>) -> Words {
        let lexicon = &build.pack.lexicon;
        Words {
            numeral: lexicon.find_class("numeral"),
            fraction: lexicon.find_class("fraction"),
            vague: lexicon.find_class("vague"),
            and: lexicon.find_class("number_and"),
            wa: lexicon.clitic("wa").unwrap_or(0),
        }
    }
}

struct Composer<'r, 'a> {
    reading: &'r Reading<'a>,
    pack: &'r Pack,
    end: usize,
    words: Words,
}

/// One piece of a number.
#[derive(Debug, Clone, Copy)]
enum Piece {
    Digits(Decimal),
    Unit(Decimal),
    Teen(Decimal),
    Ten(Decimal),
    Hundred(Decimal),
    Hundreds(Decimal),
    Scale(Decimal),
    /// A scale word that stands only right after digits ("bn", "m").
    Suffix(Decimal),
    /// A dual ("ألفان"): two of a scale in one word.
    Dual(Decimal),
    Fraction(Decimal),
}

#[derive(Debug, Default)]
struct Sum {
    total: Decimal,
    group: Decimal,
    ones: bool,
    tens: bool,
    hundreds: bool,
    digits: bool,
    any: bool,
    last_scale: Option<Decimal>,
    /// The piece before was a scale with nothing after it.
    after_scale: bool,
    fraction: bool,
}

impl Composer<'_, '_> {
    fn compose(&mut self, first: usize) -> Option<(NumberValue, usize)> {
        let mut sum = Sum::default();
        let (mut at, mut last) = (first, first);
        let mut ordinal = false;
        let mut digits = false;
        if let Some((_, length)) = self.vague(first) {
            return Some((
                NumberValue { value: None, ordinal: false, digits: false, fraction: false, scaled: false },
                first + length,
            ));
        }
        loop {
            let (joined, start) = if at == first { (false, at) } else { self.joiner(at) };
            let Some((piece, is_ordinal, length)) = self.piece(start) else { break };
            let joined = joined || self.reading.lookup(start).clitics & self.words.wa != 0;
            if at != first && matches!(piece, Piece::Digits(_)) && !joined {
                break;
            }
            if !sum.push(piece, joined) {
                break;
            }
            digits |= matches!(piece, Piece::Digits(_));
            at = start + length;
            last = at;
            if is_ordinal {
                ordinal = true;
                break;
            }
        }
        if last == first {
            return None;
        }
        let value = sum.total.checked_add(sum.group)?;
        Some((
            NumberValue {
                value: Some(value.normalize()),
                ordinal,
                digits,
                fraction: sum.fraction && sum.last_scale.is_none() && !digits,
                scaled: sum.last_scale.is_some(),
            },
            last,
        ))
    }

    fn vague(&self, at: usize) -> Option<(u32, usize)> {
        let class = self.words.vague?;
        self.pack.lexicon.longest(&self.reading.buffers.lookups, at, self.end, |entry| entry.class == class)
    }

    /// Skips "and", a hyphen or a comma between two pieces; says whether an "and" stood there.
    fn joiner(&self, at: usize) -> (bool, usize) {
        let Some(token) = self.reading.token(at) else { return (false, at) };
        if at >= self.end {
            return (false, at);
        }
        match token.mark {
            '-' | '\u{2010}' | '\u{2011}'
                if !token.spaced()
                    && self.reading.token(at + 1).is_some_and(|next| next.is_word() && !next.spaced()) =>
            {
                (false, at + 1)
            }
            _ if self.words.and.is_some_and(|class| self.reading.lookup(at).classes & (1 << class) != 0) => {
                let lexicon = &self.pack.lexicon;
                let class = self.words.and;
                let length = lexicon
                    .longest(&self.reading.buffers.lookups, at, self.end, |entry| Some(entry.class) == class)
                    .map_or(1, |(_, length)| length);
                (true, at + length)
            }
            _ => (false, at),
        }
    }

    fn piece(&self, at: usize) -> Option<(Piece, bool, usize)> {
        if at >= self.end {
            return None;
        }
        let token = self.reading.token(at)?;
        if token.kind == TokenKind::Digits {
            let value = parse_digits(self.reading.slice(at, at + 1), &self.pack.settings.numbers)?;
            return Some((Piece::Digits(value), false, 1));
        }
        let (numeral, fraction) = (self.words.numeral, self.words.fraction);
        let (_, entry, length) = self.reading.entry_at(&self.pack.lexicon, at, self.end, |entry| {
            Some(entry.class) == numeral || Some(entry.class) == fraction
        })?;
        let value = entry.value?;
        if Some(entry.class) == fraction {
            return Some((Piece::Fraction(value), false, length));
        }
        let has = |role: &str| self.has(entry, role);
        let piece = match () {
            () if has("scale") && has("symbol") => Piece::Suffix(value),
            () if has("dual") => Piece::Dual(value),
            () if has("scale") => Piece::Scale(value),
            () if has("hundreds") => Piece::Hundreds(value),
            () if has("hundred") => Piece::Hundred(value),
            () if has("teen") => Piece::Teen(value),
            () if has("ten") => Piece::Ten(value),
            () if has("dozen") => Piece::Hundreds(value),
            () => Piece::Unit(value),
        };
        if matches!(piece, Piece::Suffix(_)) && (at == 0 || !super::engine::is_digits(self.reading, at - 1)) {
            return None;
        }
        Some((piece, has("ordinal"), length))
    }

    fn has(&self, entry: &Entry, role: &str) -> bool {
        self.reading.names().find(role).is_some_and(|role| entry.has(role))
    }
}

impl Sum {
    /// Adds a piece; false when it cannot belong to the same number.
    fn push(&mut self, piece: Piece, joined: bool) -> bool {
        let fits = match piece {
            Piece::Digits(value) => self.empty_group() && self.add(value) && set(&mut self.digits),
            Piece::Unit(value) => {
                !self.ones && !self.digits && (joined || !self.ones) && self.add(value) && set(&mut self.ones)
            }
            Piece::Teen(value) => {
                !self.ones
                    && !self.tens
                    && !self.digits
                    && self.add(value)
                    && set(&mut self.ones)
                    && set(&mut self.tens)
            }
            Piece::Ten(value) => {
                !self.tens && !self.digits && (!self.ones || joined) && self.add(value) && set(&mut self.tens)
            }
            Piece::Hundreds(value) => self.empty_group() && self.add(value) && set(&mut self.hundreds),
            Piece::Hundred(value) => self.hundred(value, joined),
            Piece::Scale(value) | Piece::Suffix(value) => self.scale(value, joined),
            Piece::Dual(value) => self.dual(value),
            Piece::Fraction(value) => self.fraction(value, joined),
        };
        if fits {
            self.any = true;
            self.after_scale = matches!(piece, Piece::Scale(_) | Piece::Suffix(_) | Piece::Dual(_));
        }
        fits
    }

    fn empty_group(&self) -> bool {
        self.group.is_zero() && !self.ones && !self.tens && !self.hundreds && !self.digits
    }

    fn add(&mut self, value: Decimal) -> bool {
        match self.group.checked_add(value) {
            Some(sum) => {
                self.group = sum;
                true
            }
            None => false,
        }
    }

    fn clear_group(&mut self) {
        (self.group, self.ones, self.tens, self.hundreds, self.digits) = (Decimal::ZERO, false, false, false, false);
    }

    fn hundred(&mut self, value: Decimal, joined: bool) -> bool {
        if self.hundreds {
            return false;
        }
        if self.empty_group() {
            return self.add(value) && set(&mut self.hundreds);
        }
        if joined || self.group >= Decimal::ONE_HUNDRED {
            return false;
        }
        match self.group.checked_mul(value) {
            Some(product) => {
                (self.group, self.ones, self.tens, self.hundreds, self.digits) = (product, false, false, true, false);
                true
            }
            None => false,
        }
    }

    fn scale(&mut self, value: Decimal, joined: bool) -> bool {
        let descends = self.last_scale.is_none_or(|last| value < last);
        if self.empty_group() {
            if self.any && !joined && self.after_scale {
                // "thousand million".
                let Some(product) = self.total.checked_mul(value) else { return false };
                (self.total, self.last_scale) = (product, Some(value));
                return true;
            }
            if self.any && (!joined || !descends) {
                return false;
            }
            let Some(total) = self.total.checked_add(value) else { return false };
            (self.total, self.last_scale) = (total, Some(value));
            return true;
        }
        if !descends || joined {
            return false;
        }
        let Some(total) = self.group.checked_mul(value).and_then(|product| self.total.checked_add(product)) else {
            return false;
        };
        (self.total, self.last_scale) = (total, Some(value));
        self.clear_group();
        true
    }

    fn dual(&mut self, value: Decimal) -> bool {
        if !self.empty_group() || self.last_scale.is_some_and(|last| value >= last) {
            return false;
        }
        let Some(total) = self.total.checked_add(value) else { return false };
        (self.total, self.last_scale) = (total, value.checked_div(Decimal::TWO));
        true
    }

    fn fraction(&mut self, value: Decimal, joined: bool) -> bool {
        if self.fraction {
            return false;
        }
        self.fraction = true;
        if !self.any {
            return self.add(value);
        }
        if self.empty_group() {
            // "a million and a half", "مليون ونصف".
            let Some(part) = self.last_scale.filter(|_| joined).and_then(|scale| scale.checked_mul(value)) else {
                return false;
            };
            return match self.total.checked_add(part) {
                Some(total) => {
                    self.total = total;
                    true
                }
                None => false,
            };
        }
        if joined {
            return self.add(value);
        }
        // "two-thirds", "ثلاثة أرباع".
        match self.group.checked_mul(value) {
            Some(product) if self.ones && !self.tens && !self.hundreds => {
                self.group = product;
                true
            }
            _ => false,
        }
    }
}

fn set(flag: &mut bool) -> bool {
    *flag = true;
    true
}

/// Reads digits with the separators a language's outlets use; `None` for more than 28 digits.
pub fn parse_digits(text: &str, style: &crate::lang::NumberStyle) -> Option<Decimal> {
    let mut digits = String::with_capacity(text.len());
    let marks: Vec<(char, usize)> = text
        .char_indices()
        .filter(|(_, mark)| digit_value(*mark).is_none() && !is_ignorable(*mark))
        .map(|(at, mark)| (mark, at))
        .collect();
    let runs: Vec<usize> = text
        .split(|mark: char| digit_value(mark).is_none() && !is_ignorable(mark))
        .map(|run| run.chars().filter(|digit| digit_value(*digit).is_some()).count())
        .collect();
    let grouped = |from: usize| {
        runs.get(from + 1..).is_some_and(|rest| rest.iter().all(|&run| run == 3))
            && runs.get(from).is_some_and(|&run| (1..=3).contains(&run))
    };
    let point = match marks.as_slice() {
        [] => None,
        [(mark, at)] => {
            let decimal = style.decimal.contains(*mark)
                || (style.either.contains(*mark) && !grouped(0))
                || (!style.decimal.contains(*mark) && !grouped(0));
            decimal.then_some(*at)
        }
        [rest @ .., (last, at)] => {
            let same = rest.iter().all(|(mark, _)| mark == last);
            (!same).then_some(*at)
        }
    };
    for (at, mark) in text.char_indices() {
        match digit_value(mark) {
            Some(value) => digits.push((b'0' + value) as char),
            None if Some(at) == point => digits.push('.'),
            None => {}
        }
    }
    Decimal::from_str_exact(&digits).ok()
}
