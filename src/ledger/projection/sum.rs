//! Rows counted up in any order: how many there are, and a product that stands for all of them. It is made with
//! secret numbers that are drawn anew for every audit, so no row can be forged to fit.

use std::cell::RefCell;
use std::hash::{BuildHasher, RandomState};

use rusqlite::types::{Value, ValueRef};

use super::super::record::Encoder;

/// A row for comparison: every value with its type.
pub(in super::super) fn spell(values: &[Value]) -> String {
    let cell = |value: &Value| match value {
        Value::Null => "NULL".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Text(text) => format!("{text:?}"),
        other => format!("{other:?}"),
    };
    values.iter().map(cell).collect::<Vec<_>>().join(", ")
}

/// The prime that all is counted by: 2^61 - 1.
const PRIME: u64 = (1 << 61) - 1;
/// As much of a number as seven bytes hold, which is always below the prime.
const SEVEN_BYTES: u64 = (1 << 56) - 1;

/// A product of two numbers below the prime, and a third number up to the prime's square, by the prime.
fn multiply_add(one: u64, other: u64, more: u64) -> u64 {
    let product = u128::from(one) * u128::from(other) + u128::from(more);
    let folded = (product as u64 & PRIME) + (product >> 61) as u64;
    if folded >= PRIME { folded - PRIME } else { folded }
}

/// A sum of two numbers below the prime, by the prime.
fn add(one: u64, other: u64) -> u64 {
    let sum = one + other;
    if sum >= PRIME { sum - PRIME } else { sum }
}

/// Rows in any order: how many, and the product of their numbers, which a [`Hasher`] gives. Two lists that differ have
/// the same product for no more keys than there are words of seven bytes in them, of 2^61: the product is a polynomial
/// whose roots are the rows (Schwartz and Zippel).
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Sum {
    pub rows: u64,
    product: u64,
    /// The product of those that were taken out again.
    without: u64,
}

impl Default for Sum {
    fn default() -> Sum {
        Sum { rows: 0, product: 1, without: 1 }
    }
}

impl PartialEq for Sum {
    fn eq(&self, other: &Sum) -> bool {
        let across = |one: &Sum, two: &Sum| multiply_add(one.product, two.without, 0);
        self.rows == other.rows && across(self, other) == across(other, self)
    }
}

impl Sum {
    /// Counts a number in.
    pub fn add(&mut self, number: u64) {
        self.rows = self.rows.wrapping_add(1);
        self.product = multiply_add(self.product, number, 0);
    }

    /// Takes a number out again.
    pub fn subtract(&mut self, number: u64) {
        self.rows = self.rows.wrapping_sub(1);
        self.without = multiply_add(self.without, number, 0);
    }

    /// Counts all that another counts in.
    pub fn join(&mut self, other: &Sum) {
        self.rows = self.rows.wrapping_add(other.rows);
        self.product = multiply_add(self.product, other.product, 0);
        self.without = multiply_add(self.without, other.without, 0);
    }

    /// Takes all that another counts out again.
    pub fn part(&mut self, other: &Sum) {
        self.rows = self.rows.wrapping_sub(other.rows);
        self.product = multiply_add(self.product, other.without, 0);
        self.without = multiply_add(self.without, other.product, 0);
    }
}

/// The key of one audit: secret numbers below the prime.
pub(in super::super) struct Hasher {
    /// Where the polynomials of rows are evaluated.
    point: u64,
    /// What the number of a claim is multiplied by where it stands with a word.
    claim: u64,
    /// What is added to every number, so that their product says what they are.
    shift: u64,
    scratch: RefCell<Scratch>,
}

/// Buffers that serve again.
#[derive(Default)]
struct Scratch {
    encoder: Encoder,
    record: Vec<u8>,
}

impl Default for Hasher {
    fn default() -> Hasher {
        let key = RandomState::new();
        let secret = |name: &str| key.hash_one(name) % PRIME;
        let (point, claim, shift) = (secret("point"), secret("claim"), secret("shift"));
        Hasher { point, claim, shift, scratch: RefCell::default() }
    }
}

impl Hasher {
    /// The number of a row whose values are shown one after the other. SQLite keeps the first aside where it numbers rows.
    pub fn row(&self, numbered: bool, values: impl FnOnce(&mut dyn FnMut(ValueRef<'_>))) -> u64 {
        let Scratch { encoder, record } = &mut *self.scratch.borrow_mut();
        let (mut number, mut first) = (None, numbered);
        encoder.clear();
        values(&mut |value| {
            if std::mem::take(&mut first) {
                number = value.as_i64().ok();
                encoder.push(ValueRef::Null);
            } else {
                encoder.push(value);
            }
        });
        record.clear();
        encoder.write(record);
        self.record(number, record)
    }

    /// The number of a record, with its row's number where SQLite numbers rows.
    pub fn record(&self, number: Option<i64>, record: &[u8]) -> u64 {
        let first = number.map_or(1, |number| {
            let (high, low) = (number as u64 >> 32, number as u64 & u64::from(u32::MAX));
            multiply_add(multiply_add(1, self.point, high), self.point, low)
        });
        add(self.polynomial(first, record), self.shift)
    }

    /// A term of the index as a number: `0` and a word, or `1` and the beginning of one.
    pub fn term(&self, sort: u8, text: &[u8]) -> u64 {
        self.polynomial(u64::from(sort), text)
    }

    /// What a claim below 2^56 adds to the terms it is found by.
    pub fn claim(&self, claim: i64) -> u64 {
        multiply_add(claim as u64 & SEVEN_BYTES, self.claim, self.shift)
    }

    /// The number of a term that a claim is found by.
    pub fn pair(&self, term: u64, claim: u64) -> u64 {
        add(term, claim)
    }

    /// Bytes as the coefficients of a polynomial, evaluated at the secret point. The first coefficient is not zero, so
    /// texts of two lengths differ as well.
    fn polynomial(&self, first: u64, bytes: &[u8]) -> u64 {
        let (mut value, mut rest) = (first, bytes);
        while let Some(eight) = rest.first_chunk() {
            value = multiply_add(value, self.point, u64::from_le_bytes(*eight) & SEVEN_BYTES);
            rest = rest.get(7..).unwrap_or_default();
        }
        // The last word is told from a longer one by how many bytes it has.
        let mut last = [0, 0, 0, 0, 0, 0, 0, rest.len() as u8];
        last.iter_mut().zip(rest).for_each(|(slot, byte)| *slot = *byte);
        multiply_add(value, self.point, u64::from_le_bytes(last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_numbers_of_their_own() {
        let hasher = Hasher::default();
        // A table's rows are all numbered by SQLite, or none is.
        for numbers in [&[None][..], &[Some(0), Some(1), Some(1 << 40), Some(-1), Some(1 << 61)]] {
            let mut seen = std::collections::HashSet::new();
            for length in 0..40 {
                let mut text = vec![0_u8; length];
                for number in numbers {
                    assert!(seen.insert(hasher.record(*number, &text)), "{number:?}: {length} zeros");
                    for at in 0..length {
                        text[at] = 1;
                        assert!(seen.insert(hasher.record(*number, &text)), "{number:?}: {length} zeros, one at {at}");
                        text[at] = 0;
                    }
                }
            }
        }
        let other = Hasher::default().record(None, b"text");
        assert_ne!(other, hasher.record(None, b"text"), "another audit has another key");
    }

    #[test]
    fn rows_are_counted_up_in_any_order_and_never_mistaken() {
        let hasher = Hasher::default();
        let sum = |pairs: &[(&str, i64)]| {
            let mut sum = Sum::default();
            for (word, claim) in pairs {
                sum.add(hasher.pair(hasher.term(b'0', word.as_bytes()), hasher.claim(*claim)));
            }
            sum
        };
        let whole = sum(&[("oil", 1), ("price", 1), ("oil", 2)]);
        let mut other = sum(&[("oil", 2), ("price", 1)]);
        assert_ne!(other, whole);
        other.join(&sum(&[("oil", 1)]));
        assert_eq!(other, whole);
        other.join(&sum(&[("gas", 3)]));
        assert_ne!(other, whole);
        other.part(&sum(&[("gas", 3)]));
        assert_eq!(other, whole);
        other.subtract(hasher.pair(hasher.term(b'0', b"oil"), hasher.claim(2)));
        assert_eq!(other, sum(&[("price", 1), ("oil", 1)]));
        // As many words and claims, each as often, joined otherwise; and letters that change their places.
        assert_ne!(sum(&[("oil", 1), ("price", 2)]), sum(&[("oil", 2), ("price", 1)]));
        assert_ne!(sum(&[("oil", 1), ("oil", 1)]), sum(&[("oil", 1), ("oil", 2)]));
        assert_ne!(
            sum(&[("sevenlefirstly", 1), ("rightmosecond", 1)]),
            sum(&[("sevenlesecond", 1), ("rightmofirstly", 1)])
        );
    }
}
