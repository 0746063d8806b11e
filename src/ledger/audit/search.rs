//! The search index as it lies in FTS5's own tables: every word, and every beginning of three letters, with the claims
//! it stands in. Read from the pages themselves, because no question to FTS5 shows the beginnings, and none is as fast.
//!
//! The format is that of `fts5_index.c` for `detail = none`: a structure record names the segments; a leaf page has
//! the place of its first claim and the size of its content in two bytes each, then terms and claims; behind the
//! content stand the places of the terms. A term shares a beginning with the one before on its page; claims are
//! written as differences, the first of a term or page whole. A term begins with `0` for a word, `1` for a beginning.
//! A zero behind a claim takes it out, a second one enters it anew. What the newest segment says of a term and a claim
//! holds; older segments may still tell otherwise of a claim that was indexed again, and only of such a one.

use rusqlite::{Connection, OptionalExtension};
use rustc_hash::FxHashSet;

use super::super::projection::{Hasher, Side, WordSum};
use super::super::{LedgerError, Result};

/// Row of the structure record.
const STRUCTURE: i64 = 10;
/// Bits of a row's number that are the page's, below its segment's.
const SEGMENT_SHIFT: u32 = 37;

/// What the events tell of the claims in the index.
pub(super) struct Known<'k> {
    pub hasher: &'k Hasher,
    /// The number of a claim.
    pub number: &'k dyn Fn(i64) -> u64,
    /// The claims that were indexed again.
    pub again: &'k FxHashSet<i64>,
}

/// The sum over every term and claim of the index.
pub(super) fn sum(connection: &Connection, known: &Known<'_>) -> Result<WordSum> {
    let sql = "SELECT block FROM claim_text_data WHERE id = ?";
    let structure: Option<Vec<u8>> = connection.query_row(sql, [STRUCTURE], |row| row.get(0)).optional()?;
    let segments = segments(&structure.unwrap_or_default()).ok_or_else(|| damaged("its structure"))?;
    let mut reader = Reader::new(known);
    let mut page = connection.prepare(sql)?;
    for (segment, first, last) in segments {
        reader.begin();
        for number in first..=last {
            let id = i64::from(segment) << SEGMENT_SHIFT | i64::from(number);
            let read = page.query_row([id], |row| Ok(reader.page(row.get_ref(0)?.as_blob()?)));
            read?.ok_or_else(|| damaged(&format!("page {number} of segment {segment}")))?;
        }
    }
    reader.close();
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

/// The segments of a structure record, the newest first: number, first and last page.
fn segments(structure: &[u8]) -> Option<Vec<(u32, u32, u32)>> {
    // Four bytes are a counter of changes.
    let mut at = 4;
    let mut next = || u32::try_from(varint(structure, &mut at)?).ok();
    let (levels, total, _written) = (next()?, next()?, next()?);
    let mut segments = Vec::new();
    for _ in 0..levels {
        let (_merging, count) = (next()?, next()?);
        let level = segments.len();
        for _ in 0..count {
            segments.push((next()?, next()?, next()?));
        }
        segments.get_mut(level..)?.reverse();
    }
    (segments.len() == total as usize).then_some(segments)
}

struct Reader<'k> {
    known: &'k Known<'k>,
    sum: WordSum,
    term: Vec<u8>,
    /// The term as a number, and its claims so far.
    word: u64,
    claims: Side,
    claim: i64,
    /// The term before this one in the segment: terms ascend.
    last: Vec<u8>,
    /// Of claims indexed again: the terms that a newer segment has told of.
    settled: FxHashSet<(u64, i64)>,
}

impl<'k> Reader<'k> {
    fn new(known: &'k Known<'k>) -> Reader<'k> {
        let (sum, claims) = (WordSum::default(), Side::default());
        let (term, last, settled) = (Vec::new(), Vec::new(), FxHashSet::default());
        Reader { known, sum, term, word: 0, claims, claim: 0, last, settled }
    }

    /// Begins a segment.
    fn begin(&mut self) {
        self.close();
        self.term.clear();
        self.last.clear();
    }

    /// Counts the claims of the present term in.
    fn close(&mut self) {
        self.sum.add(Side::of(self.word), std::mem::take(&mut self.claims));
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
        self.close();
        let (sort, text) = self.term.split_first()?;
        self.word = self.known.hasher.term(*sort, text);
        self.claim = 0;
        Some(at + more)
    }

    /// Reads claims of the present term.
    fn claims(&mut self, bytes: &[u8], mut whole: bool) -> Option<()> {
        let mut at = 0;
        while at < bytes.len() {
            let number = i64::try_from(varint(bytes, &mut at)?).ok()?;
            let claim = if whole { number } else { self.claim.checked_add(number)? };
            (claim > self.claim).then_some(())?;
            (self.claim, whole) = (claim, false);
            let mut zero = || bytes.get(at).filter(|byte| **byte == 0).map(|_| at += 1).is_some();
            let taken_out = zero();
            let there = !taken_out || zero();
            let again = !self.known.again.is_empty() && self.known.again.contains(&claim);
            (again || !taken_out).then_some(())?;
            let newest = !again || self.settled.insert((self.word, claim));
            if there && newest {
                self.claims.add((self.known.number)(claim));
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Every word and beginning of some claims, as the events would give them.
    fn expected(hasher: &Hasher, claims: &[(i64, String)]) -> WordSum {
        let mut sum = WordSum::default();
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
                let (sort, text) = term.as_bytes().split_first().unwrap();
                sum.add(Side::of(hasher.term(*sort, text)), Side::of(hasher.claim(*claim)));
            }
        }
        sum
    }

    #[test]
    fn the_pages_hold_what_was_written() {
        let connection = super::super::super::open::reference_schema().unwrap();
        let hasher = Hasher::default();
        let (number, again) = (|claim| hasher.claim(claim), FxHashSet::default());
        let known = Known { hasher: &hasher, number: &number, again: &again };
        let sum = |connection: &Connection| sum(connection, &known).unwrap();
        assert_eq!(sum(&connection), WordSum::default());
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
                assert_eq!(sum(&connection), expected(&hasher, &claims), "{batch}");
            }
        }
        assert_eq!(sum(&connection), expected(&hasher, &claims));
        connection.execute_batch("INSERT INTO claim_text (claim_text) VALUES ('optimize')").unwrap();
        assert_eq!(sum(&connection), expected(&hasher, &claims));
        claims.pop();
        assert_ne!(sum(&connection), expected(&hasher, &claims));
    }

    #[test]
    fn what_was_taken_out_or_entered_anew_counts_as_the_search_shows_it() {
        let connection = super::super::super::open::reference_schema().unwrap();
        let hasher = Hasher::default();
        let number = |claim| hasher.claim(claim);
        let sum = |connection: &Connection, again: &FxHashSet<i64>| {
            sum(connection, &Known { hasher: &hasher, number: &number, again })
        };
        let mut again = FxHashSet::default();
        let enter = "INSERT INTO claim_text (rowid, words) VALUES (?1, ?2)";
        let take_out = "INSERT INTO claim_text (claim_text, rowid, words) VALUES ('delete', ?1, ?2)";
        let mut claims: Vec<(i64, String)> = Vec::new();
        for number in 1..400_i64 {
            claims.push((number, format!("everywhere w{number} common{}", number % 7)));
            connection.execute(enter, rusqlite::params![number, claims.last().unwrap().1]).unwrap();
            // Now and then an earlier claim gets other words, some of them as before; some again and again.
            if number % 5 == 0 {
                let other = if number % 2 == 0 { 3 } else { number / 2 };
                let (claim, words) = claims.iter_mut().find(|(claim, _)| *claim == other).unwrap();
                connection.execute(take_out, rusqlite::params![*claim, *words]).unwrap();
                again.insert(*claim);
                *words = format!("everywhere again{number} common{}", number % 3);
                connection.execute(enter, rusqlite::params![*claim, *words]).unwrap();
            }
            if number % 23 == 0 {
                assert_eq!(sum(&connection, &again).unwrap(), expected(&hasher, &claims), "{number}");
            }
        }
        // Nobody takes a claim out that was not indexed again.
        assert!(sum(&connection, &FxHashSet::default()).is_err());
        let (claim, words) = claims.remove(200);
        again.insert(claim);
        connection.execute(take_out, rusqlite::params![claim, words]).unwrap();
        assert_eq!(sum(&connection, &again).unwrap(), expected(&hasher, &claims));
        connection.execute_batch("INSERT INTO claim_text (claim_text) VALUES ('optimize')").unwrap();
        assert_eq!(sum(&connection, &again).unwrap(), expected(&hasher, &claims));
    }
}
