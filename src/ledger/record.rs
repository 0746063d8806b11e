//! SQLite's record format (sqlite.org/fileformat2.html, section 2.1): rows as they lie in the file's pages.
//!
//! SQLite writes the same values as the same bytes, so rows can be held against each other without taking them apart.

use std::cmp::Ordering;

use rusqlite::types::ValueRef;

/// A big-endian number of seven bits a byte, at most eight such bytes and a whole ninth.
pub(super) fn varint(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let first = *bytes.get(*at)?;
    *at += 1;
    if first < 0x80 {
        return Some(u64::from(first));
    }
    let mut value = u64::from(first & 0x7f);
    for _ in 1..8 {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value = value << 7 | u64::from(byte & 0x7f);
        if byte < 0x80 {
            return Some(value);
        }
    }
    let byte = *bytes.get(*at)?;
    *at += 1;
    Some(value << 8 | u64::from(byte))
}

/// Writes a number below 2^56, as all lengths are.
fn push_varint(out: &mut Vec<u8>, value: u64) {
    let bytes = (u64::BITS - value.leading_zeros()).div_ceil(7).max(1);
    for step in (1..bytes).rev() {
        out.push((value >> (7 * step)) as u8 | 0x80);
    }
    out.push(value as u8 & 0x7f);
}

/// How many bytes a value of a serial type takes; none for a type that SQLite does not write.
fn length(serial: u64) -> Option<usize> {
    match serial {
        0 | 8 | 9 => Some(0),
        1..=4 => Some(serial as usize),
        5 => Some(6),
        6 | 7 => Some(8),
        10 | 11 => None,
        _ => usize::try_from((serial - 12) / 2).ok(),
    }
}

/// Writes records.
#[derive(Default)]
pub(super) struct Encoder {
    header: Vec<u8>,
    body: Vec<u8>,
}

impl Encoder {
    /// Begins a record.
    pub fn clear(&mut self) {
        self.header.clear();
        self.body.clear();
    }

    /// Adds a value.
    pub fn push(&mut self, value: ValueRef<'_>) {
        match value {
            ValueRef::Null => self.header.push(0),
            ValueRef::Integer(number) => self.integer(number),
            ValueRef::Real(number) => {
                self.header.push(7);
                self.body.extend_from_slice(&number.to_bits().to_be_bytes());
            }
            ValueRef::Text(text) => {
                push_varint(&mut self.header, 13 + 2 * text.len() as u64);
                self.body.extend_from_slice(text);
            }
            ValueRef::Blob(blob) => {
                push_varint(&mut self.header, 12 + 2 * blob.len() as u64);
                self.body.extend_from_slice(blob);
            }
        }
    }

    /// As few bytes as hold it: one, two, three, four, six or eight, and none for 0 and 1.
    fn integer(&mut self, number: i64) {
        let bits = 65 - (number ^ (number >> 63)).leading_zeros();
        let (serial, bytes) = match bits {
            _ if number == 0 || number == 1 => (8 + number as u8, 0),
            0..=8 => (1, 1),
            9..=16 => (2, 2),
            17..=24 => (3, 3),
            25..=32 => (4, 4),
            33..=48 => (5, 6),
            _ => (6, 8),
        };
        self.header.push(serial);
        self.body.extend_from_slice(number.to_be_bytes().get(8 - bytes..).unwrap_or_default());
    }

    /// Adds a value as it stands in another record.
    pub fn copy(&mut self, field: Field, record: &[u8]) {
        push_varint(&mut self.header, field.serial);
        self.body.extend_from_slice(field.bytes(record));
    }

    /// The record.
    pub fn write(&self, out: &mut Vec<u8>) {
        // The header's length counts itself; headers longer than two such bytes can tell do not come up.
        let length = self.header.len() as u64;
        push_varint(out, if length < 127 { length + 1 } else { length + 2 });
        out.extend_from_slice(&self.header);
        out.extend_from_slice(&self.body);
    }
}

/// A value of a record: its serial type, and where its bytes stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Field {
    serial: u64,
    start: usize,
    length: usize,
}

impl Field {
    pub fn bytes(self, record: &[u8]) -> &[u8] {
        record.get(self.start..self.start + self.length).unwrap_or_default()
    }

    pub fn is_null(self) -> bool {
        self.serial == 0
    }

    /// The whole number, where it is one.
    pub fn integer(self, record: &[u8]) -> Option<i64> {
        match self.serial {
            8 | 9 => Some(self.serial as i64 - 8),
            1..=6 => {
                let bytes = self.bytes(record);
                let first = i64::from(*bytes.first()? as i8);
                Some(bytes.iter().skip(1).fold(first, |number, byte| number << 8 | i64::from(*byte)))
            }
            _ => None,
        }
    }

    /// NULL, then numbers, then text, then blobs.
    fn rank(self) -> u8 {
        match self.serial {
            0 => 0,
            1..=9 => 1,
            serial => 3 - (serial % 2) as u8,
        }
    }

    /// As SQLite compares values, reals aside: no table of a ledger has any.
    fn compare(self, record: &[u8], other: Field, others: &[u8]) -> Ordering {
        self.rank().cmp(&other.rank()).then_with(|| match (self.integer(record), other.integer(others)) {
            (Some(one), Some(two)) => one.cmp(&two),
            _ => self.bytes(record).cmp(other.bytes(others)),
        })
    }
}

/// The values of a record, one after the other.
struct Fields<'r> {
    record: &'r [u8],
    at: usize,
    end: usize,
    start: usize,
}

impl<'r> Fields<'r> {
    fn new(record: &'r [u8]) -> Option<Fields<'r>> {
        let mut at = 0;
        let end = usize::try_from(varint(record, &mut at)?).ok()?;
        (at <= end && end <= record.len()).then_some(Fields { record, at, end, start: end })
    }

    /// The next value; none at the end, or where the record is not as SQLite writes it.
    fn next(&mut self) -> Option<Field> {
        if self.at >= self.end {
            return None;
        }
        let serial = varint(self.record, &mut self.at)?;
        let field = Field { serial, start: self.start, length: length(serial)? };
        self.start = self.start.checked_add(field.length).filter(|end| *end <= self.record.len())?;
        Some(field)
    }
}

/// Takes a record apart; false when it is not as SQLite writes it.
pub(super) fn fields(record: &[u8], into: &mut Vec<Field>) -> bool {
    into.clear();
    let Some(mut fields) = Fields::new(record) else { return false };
    while let Some(field) = fields.next() {
        into.push(field);
    }
    fields.at == fields.end && fields.start == record.len()
}

/// Compares the first values of two records, as SQLite orders them; none when one has fewer.
pub(super) fn compare(one: &[u8], other: &[u8], values: usize) -> Option<Ordering> {
    let (mut ours, mut theirs) = (Fields::new(one)?, Fields::new(other)?);
    for _ in 0..values {
        match ours.next()?.compare(one, theirs.next()?, other) {
            Ordering::Equal => {}
            unequal => return Some(unequal),
        }
    }
    Some(Ordering::Equal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(values: &[ValueRef<'_>]) -> Vec<u8> {
        let mut encoder = Encoder::default();
        values.iter().for_each(|value| encoder.push(*value));
        let mut out = Vec::new();
        encoder.write(&mut out);
        out
    }

    #[test]
    fn records_compare_as_sqlite_compares_values() {
        use ValueRef::{Integer, Null, Text};
        let ascending: &[&[ValueRef<'_>]] = &[
            &[Null, Text(b"z")],
            &[Integer(i64::MIN), Null],
            &[Integer(-129), Null],
            &[Integer(-1), Null],
            &[Integer(0), Null],
            &[Integer(1), Null],
            &[Integer(256), Null],
            &[Integer(i64::MAX), Null],
            &[Text(b""), Null],
            &[Text(b"a"), Integer(9)],
            &[Text(b"a\0"), Null],
            &[Text(b"a\0b"), Null],
            &[Text(b"a\x01"), Null],
            &[Text(b"ab"), Null],
            &[Text("ي".as_bytes()), Null],
            &[ValueRef::Blob(b""), Null],
        ];
        for (at, one) in ascending.iter().enumerate() {
            for (place, other) in ascending.iter().enumerate() {
                assert_eq!(compare(&record(one), &record(other), 2), Some(at.cmp(&place)), "{one:?} {other:?}");
            }
        }
        assert_eq!(compare(&record(&[Null]), &record(&[Null]), 2), None);
    }

    #[test]
    fn records_come_apart_into_what_went_in() {
        let numbers = [0, 1, 2, -1, 127, 128, -128, -129, 32_767, 32_768, 1 << 23, (1 << 31) - 1, 1 << 31, 1 << 47];
        let numbers = numbers.into_iter().chain([i64::MAX, i64::MIN, -(1 << 47) - 1, (1 << 47) - 1]);
        let long = "x".repeat(20_000);
        let mut values: Vec<ValueRef<'_>> = numbers.map(ValueRef::Integer).collect();
        values.extend([ValueRef::Null, ValueRef::Text(b""), ValueRef::Text(long.as_bytes())]);
        // Headers of one and of two bytes' length.
        for times in [1, 20] {
            let all = values.repeat(times);
            let (record, mut apart) = (record(&all), Vec::new());
            assert!(fields(&record, &mut apart));
            assert_eq!(apart.len(), all.len());
            for (field, value) in apart.iter().zip(&all) {
                match value {
                    ValueRef::Integer(number) => assert_eq!(field.integer(&record), Some(*number)),
                    ValueRef::Text(text) => assert_eq!(field.bytes(&record), *text),
                    _ => assert!(field.is_null()),
                }
            }
            assert!(!fields(&record[..record.len() - 1], &mut apart));
            assert!(!fields(&[&record[..], b"x"].concat(), &mut apart));
        }
    }
}
