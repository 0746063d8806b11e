//! The search index as it lies in FTS5's own tables: every word, and every beginning of three letters, with the claims
//! it stands in. Read from the pages themselves, because no question to FTS5 shows the beginnings, and none is as fast.
//!
//! The format is that of `fts5_index.c` for `detail = none`: a structure record names the segments; a leaf page has
//! the place of its first claim and the size of its content in two bytes each, then terms and claims; behind the
//! content stand the places of the terms. A term shares a beginning with the one before on its page; claims are
//! written as differences, the first of a term or page whole. A term begins with `0` for a word, `1` for a beginning.

use rusqlite::{Connection, OptionalExtension};

use super::super::projection::{Hasher, Sum};
use super::super::{LedgerError, Result};

/// Row of the structure record.
const STRUCTURE: i64 = 10;
/// Bits of a row's number that are the page's, below its segment's.
const SEGMENT_SHIFT: u32 = 37;

/// The sum over every term and claim of the index.
pub(super) fn sum(connection: &Connection, hasher: &Hasher) -> Result<Sum> {
    let sql = "SELECT block FROM claim_text_data WHERE id = ?";
    let structure: Option<Vec<u8>> = connection.query_row(sql, [STRUCTURE], |row| row.get(0)).optional()?;
    let segments = segments(&structure.unwrap_or_default()).ok_or_else(|| damaged("its structure"))?;
    let mut reader = Reader { hasher, sum: Sum::default(), term: Vec::new(), hash: 0, claim: 0, last: Vec::new() };
    let mut page = connection.prepare(sql)?;
    for (segment, first, last) in segments {
        reader.begin();
        for number in first..=last {
            let id = i64::from(segment) << SEGMENT_SHIFT | i64::from(number);
            let read = page.query_row([id], |row| Ok(reader.page(row.get_ref(0)?.as_blob()?)));
            read?.ok_or_else(|| damaged(&format!("page {number} of segment {segment}")))?;
        }
    }
    Ok(reader.sum)
}

fn damaged(what: &str) -> LedgerError {
    LedgerError::damaged("claim_text", format!("{what} is not as FTS5 writes it"))
}

/// A big-endian number of seven bits a byte, at most eight such bytes and a whole ninth.
fn varint(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let mut value = 0_u64;
    for _ in 0..8 {
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

/// The segments of a structure record: number, first and last page.
fn segments(structure: &[u8]) -> Option<Vec<(u32, u32, u32)>> {
    // Four bytes are a counter of changes.
    let mut at = 4;
    let mut next = || u32::try_from(varint(structure, &mut at)?).ok();
    let (levels, total, _written) = (next()?, next()?, next()?);
    let mut segments = Vec::new();
    for _ in 0..levels {
        let (_merging, count) = (next()?, next()?);
        for _ in 0..count {
            segments.push((next()?, next()?, next()?));
        }
    }
    (segments.len() == total as usize).then_some(segments)
}

struct Reader<'h> {
    hasher: &'h Hasher,
    sum: Sum,
    term: Vec<u8>,
    hash: u64,
    claim: i64,
    /// The term before this one in the segment: terms ascend.
    last: Vec<u8>,
}

impl Reader<'_> {
    /// Begins a segment.
    fn begin(&mut self) {
        self.term.clear();
        self.last.clear();
    }

    /// Reads one leaf page; none when it is not as FTS5 writes it.
    fn page(&mut self, page: &[u8]) -> Option<()> {
        let [a, b, c, d] = *page.first_chunk()?;
        let (first_claim, size) = (usize::from(u16::from_be_bytes([a, b])), usize::from(u16::from_be_bytes([c, d])));
        let (content, places) = page.split_at_checked(size)?;
        let (mut at, mut place, mut start) = (4, 0, 0);
        let mut first = true;
        // Where the next term begins; the content's end when there is none.
        let mut next = |start: &mut usize| -> Option<usize> {
            if place == places.len() {
                return Some(size);
            }
            *start += usize::try_from(varint(places, &mut place)?).ok()?;
            (*start < size).then_some(*start)
        };
        let mut end = next(&mut start)?;
        // Claims of the term that the page before ended with.
        if at < end {
            (first_claim == at && !self.term.is_empty()).then_some(())?;
            self.claims(content.get(at..end)?, true)?;
            at = end;
        }
        while at < size {
            (at == end).then_some(())?;
            end = next(&mut start)?;
            at = self.term(content, at, first)?;
            first = false;
            self.claims(content.get(at..end)?, true)?;
            at = end;
        }
        Some(())
    }

    /// Reads a term; the place behind it.
    fn term(&mut self, content: &[u8], mut at: usize, whole: bool) -> Option<usize> {
        let shared = if whole { 0 } else { usize::try_from(varint(content, &mut at)?).ok()? };
        let more = usize::try_from(varint(content, &mut at)?).ok()?;
        self.last.clone_from(&self.term);
        (shared <= self.term.len()).then_some(())?;
        self.term.truncate(shared);
        self.term.extend_from_slice(content.get(at..at.checked_add(more)?)?);
        (self.last < self.term).then_some(())?;
        self.hash = self.hasher.word(&self.term);
        self.claim = 0;
        Some(at + more)
    }

    /// Reads claims of the present term.
    fn claims(&mut self, bytes: &[u8], mut whole: bool) -> Option<()> {
        let mut at = 0;
        while at < bytes.len() {
            let number = i64::try_from(varint(bytes, &mut at)?).ok()?;
            // A zero would mark a claim that was taken out; none ever is.
            let claim = if whole { number } else { self.claim.checked_add(number)? };
            (claim > self.claim).then_some(())?;
            (self.claim, whole) = (claim, false);
            self.sum.add(self.hasher.word_in(self.hash, claim));
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Every word and beginning of some claims, as the events would give them.
    fn expected(hasher: &Hasher, claims: &[(i64, String)]) -> Sum {
        let mut sum = Sum::default();
        for (claim, words) in claims {
            let terms: BTreeSet<String> = words
                .split(' ')
                .flat_map(|word| {
                    let beginning = word.char_indices().nth(2).map(|(at, letter)| &word[..at + letter.len_utf8()]);
                    [Some(format!("0{word}")), beginning.map(|beginning| format!("1{beginning}"))]
                })
                .flatten()
                .collect();
            for term in terms {
                sum.add(hasher.word_in(hasher.word(term.as_bytes()), *claim));
            }
        }
        sum
    }

    #[test]
    fn the_pages_hold_what_was_written() {
        let connection = super::super::super::open::reference_schema().unwrap();
        let hasher = Hasher::default();
        assert_eq!(sum(&connection, &hasher).unwrap(), Sum::default());
        let mut claims = Vec::new();
        for batch in 0..40_i64 {
            connection.execute_batch("BEGIN").unwrap();
            for number in 0..100_i64 {
                let claim = 1 + batch * 100 + number;
                // One word everywhere, so that its claims fill pages; others rare, long, short and not Latin.
                let (many, rare) = (claim * 7919 % 97, "x".repeat((claim % 60) as usize + 1));
                let words = format!("everywhere w{many} {rare}{claim} نفط{many} ab {claim}");
                let sql = "INSERT INTO claim_text (rowid, words) VALUES (?, ?)";
                connection.execute(sql, rusqlite::params![claim, words]).unwrap();
                claims.push((claim, words));
            }
            connection.execute_batch("COMMIT").unwrap();
            if batch % 13 == 0 {
                assert_eq!(sum(&connection, &hasher).unwrap(), expected(&hasher, &claims), "{batch}");
            }
        }
        assert_eq!(sum(&connection, &hasher).unwrap(), expected(&hasher, &claims));
        connection.execute_batch("INSERT INTO claim_text (claim_text) VALUES ('optimize')").unwrap();
        assert_eq!(sum(&connection, &hasher).unwrap(), expected(&hasher, &claims));
        claims.pop();
        assert_ne!(sum(&connection, &hasher).unwrap(), expected(&hasher, &claims));
    }
}
