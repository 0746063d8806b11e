//! Rows summed up: how many there are, and the sum of their keyed hashes. The key is drawn anew for every audit, so
//! no row can be forged to fit.

use std::cell::RefCell;
use std::hash::{BuildHasher, RandomState};

use rusqlite::types::{Value, ValueRef};

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

/// How many rows, and the sum of their hashes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in super::super) struct Sum {
    pub rows: u64,
    hashes: u64,
}

impl Sum {
    /// Counts a hash in.
    pub fn add(&mut self, hash: u64) {
        self.rows = self.rows.wrapping_add(1);
        self.hashes = self.hashes.wrapping_add(hash);
    }

    /// Takes a hash out again.
    pub fn subtract(&mut self, hash: u64) {
        self.rows = self.rows.wrapping_sub(1);
        self.hashes = self.hashes.wrapping_sub(hash);
    }
}

/// The values of a row as bytes that compare as SQLite compares the values.
#[derive(Default)]
pub(in super::super) struct Cells {
    pub bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Cells {
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    pub fn push(&mut self, value: ValueRef<'_>) {
        match value {
            ValueRef::Null => self.bytes.push(0),
            ValueRef::Integer(number) => {
                self.bytes.push(1);
                self.bytes.extend_from_slice(&(number as u64 ^ (1 << 63)).to_be_bytes());
            }
            ValueRef::Real(number) => {
                self.bytes.push(2);
                self.bytes.extend_from_slice(&number.to_bits().to_be_bytes());
            }
            ValueRef::Text(text) => {
                self.bytes.push(3);
                self.push_bytes(text);
            }
            ValueRef::Blob(blob) => {
                self.bytes.push(4);
                self.push_bytes(blob);
            }
        }
        self.ends.push(self.bytes.len());
    }

    /// Bytes closed by a zero that sorts before all that could follow; a zero within is marked as such.
    fn push_bytes(&mut self, bytes: &[u8]) {
        if bytes.contains(&0) {
            bytes.iter().for_each(|byte| {
                self.bytes.extend_from_slice(if *byte == 0 { &[0, 255] } else { std::slice::from_ref(byte) })
            });
        } else {
            self.bytes.extend_from_slice(bytes);
        }
        self.bytes.extend_from_slice(&[0, 1]);
    }

    /// The bytes of one value.
    pub fn cell(&self, column: usize) -> &[u8] {
        let start = column.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.ends.get(column).and_then(|end| self.bytes.get(start..*end)).unwrap_or_default()
    }
}

/// The prime that sums of words are taken by: 2^61 - 1.
const PRIME: u64 = (1 << 61) - 1;
/// As much of a number as seven bytes hold, which is always below the prime.
const SEVEN_BYTES: u64 = (1 << 56) - 1;

/// A product of two numbers below the prime, and a third number up to the prime's square, by the prime.
fn multiply_add(one: u64, other: u64, more: u64) -> u64 {
    let product = u128::from(one) * u128::from(other) + u128::from(more);
    let folded = (product as u64 & PRIME) + (product >> 61) as u64;
    if folded >= PRIME { folded - PRIME } else { folded }
}

/// How many words of claims there are, and over all of them the sum of word times claim, each as a random number
/// below the prime. Two lists that differ have the same sum for one in 2^60 keys (Freivalds).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in super::super) struct WordSum {
    pub rows: u64,
    products: u64,
}

impl WordSum {
    /// Counts in every pair of the words on one side with the claims on the other, each side summed up already.
    pub fn add(&mut self, words: Side, claims: Side) {
        self.rows = self.rows.wrapping_add(words.count.wrapping_mul(claims.count));
        self.products = multiply_add(words.sum, claims.sum, self.products);
    }

    /// Takes them out again.
    pub fn subtract(&mut self, words: Side, claims: Side) {
        self.rows = self.rows.wrapping_sub(words.count.wrapping_mul(claims.count));
        self.products = multiply_add(words.sum, PRIME - claims.sum, self.products);
    }
}

/// Words or claims, summed up as numbers below the prime.
#[derive(Debug, Clone, Copy, Default)]
pub(in super::super) struct Side {
    count: u64,
    sum: u64,
}

impl Side {
    /// Counts one more in.
    pub fn add(&mut self, number: u64) {
        self.count += 1;
        self.sum += number;
        if self.sum >= PRIME {
            self.sum -= PRIME;
        }
    }

    /// One word or claim alone.
    pub fn of(number: u64) -> Side {
        Side { count: 1, sum: number }
    }
}

/// The key of one audit.
pub(in super::super) struct Hasher {
    key: RandomState,
    claims: RandomState,
    /// Where polynomials are evaluated, below the prime.
    point: u64,
    cells: RefCell<Cells>,
}

impl Default for Hasher {
    fn default() -> Hasher {
        let key = RandomState::new();
        let point = key.hash_one("point") % PRIME;
        Hasher { key, claims: RandomState::new(), point, cells: RefCell::default() }
    }
}

impl Hasher {
    /// The hash of a row whose values are shown one after the other.
    pub fn row(&self, values: impl FnOnce(&mut dyn FnMut(ValueRef<'_>))) -> u64 {
        let mut cells = self.cells.borrow_mut();
        cells.clear();
        values(&mut |value| cells.push(value));
        self.bytes(&cells.bytes)
    }

    /// The hash of a row's [`Cells`].
    pub fn bytes(&self, bytes: &[u8]) -> u64 {
        self.key.hash_one(self.polynomial(1, bytes))
    }

    /// The number of a term of the index: `0` and a word, or `1` and the beginning of one.
    pub fn term(&self, sort: u8, text: &[u8]) -> u64 {
        self.key.hash_one(self.polynomial(u64::from(sort), text)) % PRIME
    }

    /// The number of a claim that words stand in.
    pub fn claim(&self, claim: i64) -> u64 {
        self.claims.hash_one(claim) % PRIME
    }

    /// Bytes as the coefficients of a polynomial, evaluated at the secret point: two texts of `n` bytes have one value
    /// at no more than `n` of 2^61 points. What is summed up is the keyed hash of that value. The first coefficient
    /// is not zero, so texts of two lengths differ as well.
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

    fn cells(values: &[ValueRef<'_>]) -> Vec<u8> {
        let mut cells = Cells::default();
        values.iter().for_each(|value| cells.push(*value));
        cells.bytes
    }

    #[test]
    fn cells_compare_as_sqlite_compares_values() {
        use ValueRef::{Integer, Null, Text};
        let ascending: &[&[ValueRef<'_>]] = &[
            &[Null, Text(b"z")],
            &[Integer(i64::MIN)],
            &[Integer(-1)],
            &[Integer(0)],
            &[Integer(256)],
            &[Text(b"")],
            &[Text(b"a"), Integer(9)],
            &[Text(b"a\0")],
            &[Text(b"a\0b")],
            &[Text(b"a\x01")],
            &[Text(b"ab"), Null],
            &[Text("ي".as_bytes())],
        ];
        let bytes: Vec<Vec<u8>> = ascending.iter().map(|values| cells(values)).collect();
        assert!(bytes.is_sorted_by(|one, other| one < other), "{bytes:?}");
        // Where one value ends and the next begins is part of the row.
        assert_ne!(cells(&[Text(b"1"), Text(b"12")]), cells(&[Text(b"11"), Text(b"2")]));
    }

    #[test]
    fn texts_of_any_length_have_hashes_of_their_own() {
        let hasher = Hasher::default();
        let mut seen = std::collections::HashSet::new();
        for length in 0..40 {
            let mut text = vec![0_u8; length];
            assert!(seen.insert(hasher.bytes(&text)), "{length} zeros");
            for at in 0..length {
                text[at] = 1;
                assert!(seen.insert(hasher.bytes(&text)), "{length} zeros, one at {at}");
                text[at] = 0;
            }
        }
        assert_ne!(Hasher::default().bytes(b"text"), hasher.bytes(b"text"), "another audit has another key");
    }

    #[test]
    fn words_and_claims_are_summed_up_in_any_order_and_never_mistaken() {
        let hasher = Hasher::default();
        let sum = |pairs: &[(&str, i64)]| {
            let mut sum = WordSum::default();
            for (word, claim) in pairs {
                sum.add(Side::of(hasher.term(b'0', word.as_bytes())), Side::of(hasher.claim(*claim)));
            }
            sum
        };
        let whole = sum(&[("oil", 1), ("price", 1), ("oil", 2)]);
        // By claims, as the events give them; by words, as the index does.
        let mut by_claim = WordSum::default();
        let mut words = Side::of(hasher.term(b'0', b"oil"));
        by_claim.add(words, Side::of(hasher.claim(2)));
        words.add(hasher.term(b'0', b"price"));
        by_claim.add(words, Side::of(hasher.claim(1)));
        assert_eq!(by_claim, whole);
        by_claim.add(words, Side::of(hasher.claim(3)));
        assert_ne!(by_claim, whole);
        by_claim.subtract(words, Side::of(hasher.claim(3)));
        assert_eq!(by_claim, whole);
        // As many words and claims, each as often, joined otherwise.
        assert_ne!(sum(&[("oil", 1), ("price", 2)]), sum(&[("oil", 2), ("price", 1)]));
        assert_ne!(sum(&[("oil", 1), ("oil", 1)]), sum(&[("oil", 1), ("oil", 2)]));
    }
}
