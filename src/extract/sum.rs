//! The arithmetic of number words: what a piece adds to the number so far, and whether it can belong to it.

use rust_decimal::Decimal;

/// One piece of a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Piece {
    /// Digits.
    Digits(Decimal),
    /// 0 to 9.
    Unit(Decimal),
    /// 10 to 19.
    Teen(Decimal),
    /// 20 to 90.
    Ten(Decimal),
    /// The word "hundred", which multiplies what stands before it.
    Hundred(Decimal),
    /// Hundreds in one word ("ثلاثمائة"), or a dozen.
    Hundreds(Decimal),
    /// A dozen: multiplies what stands before it.
    Dozen(Decimal),
    /// Thousand, million: multiplies what stands before it and closes the group.
    Scale(Decimal),
    /// Two of a scale in one word ("ألفان").
    Dual(Decimal),
    /// A part of one ("half"), or the part that the number before it counts ("thirds").
    Fraction(Decimal),
    /// A part written with its number ("3 1/2", "3½").
    Mixed(Decimal),
}

/// A number while it is read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sum {
    total: Decimal,
    group: Decimal,
    ones: bool,
    tens: bool,
    hundreds: bool,
    digits: bool,
    any: bool,
    last_scale: Option<Decimal>,
    after_scale: bool,
    /// The group is a part of one after a scale: "a million and a half".
    pending: bool,
    fraction: bool,
    joined: bool,
    scales: u8,
    groups: u8,
}

impl Sum {
    /// The number; `None` when it is too large.
    pub fn value(&self) -> Option<Decimal> {
        let group = match self.last_scale {
            Some(scale) if self.pending => self.group.checked_mul(scale)?,
            _ => self.group,
        };
        Some(self.total.checked_add(group)?.normalize())
    }

    /// Whether only a part of one was read.
    pub fn is_fraction(&self) -> bool {
        self.fraction && self.last_scale.is_none() && self.total.is_zero() && self.group < Decimal::ONE
    }

    /// The scale, where the number is one group times one scale ("4.5 million"): what a range shares.
    pub fn single_scale(&self) -> Option<Decimal> {
        self.last_scale.filter(|_| self.scales == 1 && self.groups == 1 && self.empty_group())
    }

    /// Whether the last piece was a scale.
    pub const fn after_scale(&self) -> bool {
        self.after_scale
    }

    /// Whether the last piece was a scale or hundreds, after which "and" may join smaller pieces in any language.
    pub fn open_to_and(&self) -> bool {
        self.after_scale || self.after_hundreds()
    }

    /// The number before a denominator, one to nineteen ("two" of "two thirds").
    pub fn numerator(&self) -> Option<Decimal> {
        (self.ones && !self.hundreds && self.group < Decimal::from(20) && self.total.is_zero() && !self.fraction)
            .then_some(self.group)
    }

    /// Whether a larger number in words, without an "and", may be counted in parts ("ninety-five hundredths").
    pub fn counts_parts(&self) -> bool {
        self.any && !self.joined && !self.digits && !self.fraction && !self.pending
    }

    /// Whether the last piece was hundreds, which tens or ones may follow.
    pub const fn after_hundreds(&self) -> bool {
        self.hundreds && !self.ones && !self.tens && !self.digits
    }

    /// Whether nothing stands in the group that a scale would multiply.
    pub fn empty_group(&self) -> bool {
        self.group.is_zero() && !self.ones && !self.tens && !self.hundreds && !self.digits
    }

    /// Whether a part of the last scale was read, which may be said once more.
    pub const fn is_pending(&self) -> bool {
        self.pending
    }

    /// The last scale.
    pub const fn last_scale(&self) -> Option<Decimal> {
        self.last_scale
    }

    /// Adds a piece; false when it cannot belong to the same number.
    pub fn push(&mut self, piece: Piece, joined: bool) -> bool {
        self.try_push(piece, joined).is_some()
    }

    fn try_push(&mut self, piece: Piece, joined: bool) -> Option<()> {
        match piece {
            Piece::Digits(value) => {
                self.require(self.empty_group() || (self.after_hundreds() && joined && Self::below_hundred(value)))?;
                self.add(value)?;
                self.digits = true;
            }
            Piece::Unit(value) => {
                self.require(!self.ones && !self.digits && !self.pending)?;
                self.add(value)?;
                self.ones = true;
            }
            Piece::Teen(value) => {
                self.require(!self.ones && !self.tens && !self.digits && !self.pending)?;
                self.add(value)?;
                (self.ones, self.tens) = (true, true);
            }
            Piece::Ten(value) => {
                self.require(!self.tens && !self.digits && !self.pending && (!self.ones || joined))?;
                self.add(value)?;
                self.tens = true;
            }
            Piece::Hundreds(value) => {
                self.require(self.empty_group())?;
                self.add(value)?;
                self.hundreds = true;
            }
            Piece::Hundred(value) => self.hundred(value, joined)?,
            Piece::Dozen(value) => {
                self.require(!self.hundreds && !self.pending)?;
                self.group =
                    if self.empty_group() { value } else { self.group.checked_mul(value).filter(|_| !joined)? };
                self.hundreds = true;
            }
            Piece::Scale(value) => self.scale(value, joined)?,
            Piece::Dual(value) => {
                let one = value.checked_div(Decimal::TWO)?;
                self.require(self.empty_group() && self.last_scale.is_none_or(|last| one < last))?;
                self.total = self.total.checked_add(value)?;
                self.last_scale = Some(one);
                (self.scales, self.groups) = (self.scales + 1, self.groups + 1);
            }
            Piece::Fraction(value) => self.fraction(value, joined)?,
            Piece::Mixed(value) => {
                self.require(!self.fraction)?;
                self.add(value)?;
                self.fraction = true;
                self.digits = true;
            }
        }
        self.any = true;
        self.joined |= joined;
        self.after_scale = matches!(piece, Piece::Scale(_) | Piece::Dual(_));
        Some(())
    }

    fn below_hundred(value: Decimal) -> bool {
        value.is_integer() && value > Decimal::ZERO && value < Decimal::ONE_HUNDRED
    }

    fn require(&self, condition: bool) -> Option<()> {
        condition.then_some(())
    }

    fn add(&mut self, value: Decimal) -> Option<()> {
        self.group = self.group.checked_add(value)?;
        Some(())
    }

    fn clear_group(&mut self) {
        (self.group, self.ones, self.tens, self.hundreds, self.digits) = (Decimal::ZERO, false, false, false, false);
        self.pending = false;
    }

    fn hundred(&mut self, value: Decimal, joined: bool) -> Option<()> {
        self.require(!self.hundreds && !self.pending)?;
        if self.empty_group() {
            self.add(value)?;
        } else {
            self.require(!joined && self.group < Decimal::ONE_HUNDRED)?;
            self.group = self.group.checked_mul(value)?;
        }
        (self.ones, self.tens, self.hundreds, self.digits) = (false, false, true, false);
        Some(())
    }

    fn scale(&mut self, value: Decimal, joined: bool) -> Option<()> {
        let smaller = self.last_scale.is_none_or(|last| value < last || (self.pending && value == last));
        if self.empty_group() {
            if self.any && !joined && self.after_scale {
                // "thousand million": of what was read last only.
                self.require(self.scales == 1)?;
                self.total = self.total.checked_mul(value)?;
                self.last_scale = self.last_scale.and_then(|last| last.checked_mul(value));
                return Some(());
            }
            self.require(!self.any || (joined && smaller))?;
            self.total = self.total.checked_add(value)?;
        } else {
            self.require(smaller && !joined)?;
            self.total = self.group.checked_mul(value).and_then(|product| self.total.checked_add(product))?;
            self.clear_group();
        }
        self.last_scale = Some(value);
        (self.scales, self.groups) = (self.scales + 1, self.groups + 1);
        Some(())
    }

    fn fraction(&mut self, value: Decimal, joined: bool) -> Option<()> {
        self.require(!self.fraction)?;
        if !self.any {
            self.add(value)?;
        } else if self.empty_group() {
            self.require(joined && self.last_scale.is_some())?;
            self.group = value;
            self.pending = true;
        } else if joined {
            self.add(value)?;
        } else {
            // "two-thirds", "ثلاثة أرباع", "ninety-five hundredths".
            self.require(self.numerator().is_some() || self.counts_parts())?;
            self.group = self.total.checked_add(self.group)?.checked_mul(value)?;
            (self.total, self.last_scale) = (Decimal::ZERO, None);
        }
        self.fraction = true;
        Some(())
    }
}
