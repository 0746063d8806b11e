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

/// The key of one audit.
#[derive(Default)]
pub(in super::super) struct Hasher {
    key: RandomState,
    cells: RefCell<Cells>,
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
        self.key.hash_one(bytes)
    }

    /// The hash of a word of the index.
    pub fn word(&self, word: &[u8]) -> u64 {
        self.key.hash_one(word)
    }

    /// The hash of a word of the index in one claim.
    pub fn word_in(&self, word: u64, claim: i64) -> u64 {
        self.key.hash_one((word, claim))
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
}
