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

use super::super::projection::{Hasher, Sum};
use super::super::record::varint;
use super::super::{LedgerError, Result};

/// Row of the structure record.
const STRUCTURE: i64 = 10;
/// Bits of a row's number that are the page's, below its segment's.
const SEGMENT_SHIFT: u32 = 37;
/// The bit of a row's number that says it is a list of first claims.
const LIST: i64 = 1 << 36;
/// No claim has this number or a higher one.
const CLAIMS: i64 = 1 << 56;

/// What the events tell of the claims in the index.
pub(super) struct Known<'k> {
    pub hasher: &'k Hasher,
    /// The claims that were indexed again.
    pub again: &'k FxHashSet<i64>,
}

/// The sum over every term and claim of the index. Its own ways to a term and to a claim are followed as well: the
/// table of first terms must lead to every page, and so must the lists of first claims, which long terms have.
pub(super) fn sum(connection: &Connection, known: &Known<'_>) -> Result<Sum> {
    let sql = "SELECT block FROM claim_text_data WHERE id = ?";
    let structure: Option<Vec<u8>> = connection.query_row(sql, [STRUCTURE], |row| row.get(0)).optional()?;
    let segments = segments(&structure.unwrap_or_default()).ok_or_else(|| damaged("its structure"))?;
    let mut reader = Reader::new(known);
    let (mut page, mut list) = (connection.prepare(sql)?, connection.prepare(sql)?);
    let mut ways = connection.prepare("SELECT term, pgno FROM claim_text_idx WHERE segid = ? ORDER BY term")?;
    for (segment, first, last) in segments {
        reader.begin();
        let mut ways = ways.query([segment])?;
        let base = i64::from(segment) << SEGMENT_SHIFT;
        for number in first..=last {
            let wrong = || damaged(&format!("page {number} of segment {segment}"));
            let id = base | i64::from(number);
            page.query_row([id], |row| Ok(reader.page(row.get_ref(0)?.as_blob()?)))?.ok_or_else(wrong)?;
            reader.follow(number).ok_or_else(wrong)?;
            if reader.first.is_empty() {
                continue;
            }
            let mut way = ways.next()?;
            while let Some(row) = way {
                // Pages before the first one have been merged away, and their ways may still stand there.
                if row.get::<_, i64>(1)? >> 1 >= i64::from(first) {
                    break;
                }
                way = ways.next()?;
            }
            let row = way.ok_or_else(wrong)?;
            let (term, way) = (row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?, row.get::<_, i64>(1)?);
            if way >> 1 != i64::from(number) || !reader.leads_here(term) {
                return Err(wrong());
            }
            if way & 1 == 1 {
                let read = list
                    .query_row([base | LIST | i64::from(number)], |row| Ok(reader.list(row.get_ref(0)?.as_blob()?)));
                reader.long = read?.ok_or_else(wrong)?;
            }
        }
        if ways.next()?.is_some() || !reader.long.is_empty() {
            return Err(damaged(&format!("the table of first terms of segment {segment}")));
        }
    }
    if reader.deep {
        // Then FTS5 is asked, which takes longer.
        let ok: String = connection.query_row("PRAGMA quick_check(claim_text)", [], |row| row.get(0))?;
        (ok == "ok").then_some(()).ok_or_else(|| damaged(&ok))?;
    }
    Ok(reader.sum)
}

fn damaged(what: &str) -> LedgerError {
    LedgerError::damaged("claim_text", format!("{what} is not as FTS5 writes it"))
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
    sum: Sum,
    term: Vec<u8>,
    /// The term as a number.
    word: u64,
    claim: i64,
    /// The term before this one in the segment: terms ascend.
    last: Vec<u8>,
    /// The first term that begins on the page, and the last one before it.
    first: Vec<u8>,
    before: Vec<u8>,
    /// The first claim of the page.
    leading: Option<u64>,
    /// Pages on which the present term goes on, and their first claims, as its list has them; the nearest last.
    long: Vec<(u32, u64)>,
    /// Whether some list has a list of its own, as happens with many millions of claims.
    deep: bool,
    /// Of claims indexed again: the terms that a newer segment has told of.
    settled: FxHashSet<(u64, i64)>,
}

impl<'k> Reader<'k> {
    fn new(known: &'k Known<'k>) -> Reader<'k> {
        Reader {
            known,
            sum: Sum::default(),
            term: Vec::new(),
            word: 0,
            claim: 0,
            last: Vec::new(),
            first: Vec::new(),
            before: Vec::new(),
            leading: None,
            long: Vec::new(),
            deep: false,
            settled: FxHashSet::default(),
        }
    }

    /// Begins a segment.
    fn begin(&mut self) {
        self.term.clear();
        self.last.clear();
    }

    /// Holds the first claim of a page against the list that tells of it, if one does.
    fn follow(&mut self, page: u32) -> Option<()> {
        match self.long.last() {
            Some((number, claim)) if *number == page => {
                (self.leading == Some(*claim)).then_some(())?;
                self.long.pop();
            }
            // A term's list ends before another begins.
            Some(_) => self.first.is_empty().then_some(())?,
            None => {}
        }
        Some(())
    }

    /// Whether a search for a term on the page comes to it by this way, and one for a term before it does not.
    fn leads_here(&self, way: &[u8]) -> bool {
        way <= self.first.as_slice() && (self.before.is_empty() || way > self.before.as_slice())
    }

    /// The pages and first claims of a list; none when it is not as FTS5 writes it.
    fn list(&mut self, list: &[u8]) -> Option<Vec<(u32, u64)>> {
        let mut at = 0;
        let (levels, page, mut claim) = (varint(list, &mut at)?, varint(list, &mut at)?, varint(list, &mut at)?);
        if levels > 0 {
            self.deep = true;
            return Some(Vec::new());
        }
        let mut page = u32::try_from(page).ok()?;
        let mut long = vec![(page, claim)];
        while at < list.len() {
            let more = varint(list, &mut at)?;
            page = page.checked_add(1)?;
            if more > 0 {
                claim = claim.checked_add(more)?;
                long.push((page, claim));
            }
        }
        long.reverse();
        Some(long)
    }

    /// Reads one leaf page; none when it is not as FTS5 writes it.
    fn page(&mut self, page: &[u8]) -> Option<()> {
        let [a, b, c, d] = *page.first_chunk()?;
        let (first_claim, size) = (usize::from(u16::from_be_bytes([a, b])), usize::from(u16::from_be_bytes([c, d])));
        let (content, places) = page.split_at_checked(size)?;
        self.leading = if first_claim == 0 { None } else { Some(varint(content, &mut { first_claim })?) };
        self.before.clone_from(&self.term);
        self.first.clear();
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
            if std::mem::take(&mut first) {
                self.first.clone_from(&self.term);
            }
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
            (claim > self.claim && claim < CLAIMS).then_some(())?;
            (self.claim, whole) = (claim, false);
            let mut zero = || bytes.get(at).filter(|byte| **byte == 0).map(|_| at += 1).is_some();
            let taken_out = zero();
            let there = !taken_out || zero();
            let again = !self.known.again.is_empty() && self.known.again.contains(&claim);
            (again || !taken_out).then_some(())?;
            let newest = !again || self.settled.insert((self.word, claim));
            if there && newest {
                let hasher = self.known.hasher;
                self.sum.add(hasher.pair(self.word, hasher.claim(claim)));
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
                let (sort, text) = term.as_bytes().split_first().unwrap();
                sum.add(hasher.pair(hasher.term(*sort, text), hasher.claim(*claim)));
            }
        }
        sum
    }

    #[test]
    fn the_pages_hold_what_was_written() {
        let connection = super::super::super::open::reference_schema().unwrap();
        let hasher = Hasher::default();
        let again = FxHashSet::default();
        let known = Known { hasher: &hasher, again: &again };
        let sum = |connection: &Connection| sum(connection, &known).unwrap();
        assert_eq!(sum(&connection), Sum::default());
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
        let sum = |connection: &Connection, again: &FxHashSet<i64>| sum(connection, &Known { hasher: &hasher, again });
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

    /// Small pages, so that a word that stands everywhere fills many of them.
    fn long_lists(page: usize) -> Connection {
        let connection = super::super::super::open::reference_schema().unwrap();
        connection.execute("INSERT INTO claim_text (claim_text, rank) VALUES ('pgsz', ?)", [page as i64]).unwrap();
        connection.execute_batch("BEGIN").unwrap();
        for claim in 1..3_000_i64 {
            let words = format!("everywhere w{} often{}", claim * 7919 % 97, claim % 3);
            let sql = "INSERT INTO claim_text (rowid, words) VALUES (?, ?)";
            connection.execute(sql, rusqlite::params![claim, words]).unwrap();
        }
        connection.execute_batch("COMMIT; INSERT INTO claim_text (claim_text) VALUES ('optimize')").unwrap();
        connection
    }

    #[test]
    fn ways_that_lead_elsewhere_are_found() {
        let (hasher, again) = (Hasher::default(), FxHashSet::default());
        let known = Known { hasher: &hasher, again: &again };
        for page in [64, 512, 4_050] {
            let connection = long_lists(page);
            let whole = sum(&connection, &known).unwrap();
            let lists: i64 = connection
                .query_row("SELECT count(*) FROM claim_text_data WHERE id >> 36 & 1", [], |row| row.get(0))
                .unwrap();
            assert_eq!(lists > 0, page < 4_050, "{page}");
            let mut harms = vec![
                "UPDATE claim_text_idx SET pgno = pgno + 2 WHERE term = (SELECT max(term) FROM claim_text_idx)",
                "UPDATE claim_text_idx SET term = x'7a' WHERE term = (SELECT max(term) FROM claim_text_idx)",
                "DELETE FROM claim_text_idx WHERE term = (SELECT max(term) FROM claim_text_idx)",
                "INSERT INTO claim_text_idx SELECT segid, x'7a', pgno + 2 FROM claim_text_idx LIMIT 1",
            ];
            if lists > 0 {
                // The first claim of a page, and the last but one byte of a list.
                harms.push("UPDATE claim_text_data SET block = substr(block, 1, length(block) - 1) || x'01' WHERE id >> 36 & 1");
                harms.push("DELETE FROM claim_text_data WHERE id >> 36 & 1");
            }
            for harm in harms {
                connection.execute_batch(&format!("SAVEPOINT harm; {harm}")).unwrap();
                assert!(sum(&connection, &known).is_err(), "{page}: {harm}");
                connection.execute_batch("ROLLBACK TO harm; RELEASE harm").unwrap();
            }
            assert_eq!(sum(&connection, &known).unwrap(), whole);
        }
    }
}
