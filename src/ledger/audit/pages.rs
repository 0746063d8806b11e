//! The pages of a ledger's file, as SQLite sees them inside the audit's one reading, and the trees they make
//! (sqlite.org/fileformat2.html, section 1).
//!
//! Reading rows from pages takes a tenth of what statements take, which give one value at a time.

use std::io::{Read, Seek, SeekFrom};

use rusqlite::{CachedStatement, Connection, OpenFlags, backup};

use super::super::record::varint;
use super::super::{Ledger, LedgerError, Result, place};

/// Levels of a tree of the largest file that SQLite makes, and more.
const LEVELS: usize = 20;
/// Bytes at the beginning of the first page that belong to no tree.
const FILE_HEADER: usize = 100;

/// Where pages come from.
enum Source<'c> {
    /// SQLite's own table of pages.
    Table(CachedStatement<'c>),
    /// A copy, where SQLite was built without that table.
    Copy(std::fs::File),
}

/// The pages of a ledger.
pub(super) struct Pages<'c> {
    source: Source<'c>,
    size: usize,
    /// Which pages have been read, a bit each: none is part of two trees.
    read: Vec<u64>,
}

fn damaged(page: u32, what: &str) -> LedgerError {
    LedgerError::damaged(format!("page {page}"), what)
}

impl<'c> Pages<'c> {
    /// The pages that the transaction of the ledger's connection sees.
    pub fn open(ledger: &'c Ledger) -> Result<Pages<'c>> {
        let connection = &ledger.connection;
        let sql = "SELECT count(*) FROM pragma_module_list WHERE name = 'sqlite_dbpage'";
        let source = match connection.query_row(sql, [], |row| row.get(0))? {
            0_i64 => Source::Copy(copy(ledger)?),
            _ => Source::Table(connection.prepare_cached("SELECT data FROM sqlite_dbpage WHERE pgno = ?")?),
        };
        Pages::of(connection, source)
    }

    fn of(connection: &Connection, source: Source<'c>) -> Result<Pages<'c>> {
        let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, usize>(0));
        let (size, count) = (number("page_size")?, number("page_count")?);
        Ok(Pages { source, size, read: vec![0; count / 64 + 1] })
    }

    /// Reads a page that has not been read before.
    fn read(&mut self, number: u32, into: &mut Vec<u8>) -> Result<()> {
        let (word, bit) = (number as usize / 64, 1 << (number % 64));
        let seen = self.read.get_mut(word).ok_or_else(|| damaged(number, "there is no such page"))?;
        if number == 0 || *seen & bit != 0 {
            return Err(damaged(number, "it stands in two places"));
        }
        *seen |= bit;
        into.clear();
        match &mut self.source {
            Source::Table(statement) => statement.query_row([number], |row| {
                into.extend_from_slice(row.get_ref(0)?.as_blob()?);
                Ok(())
            })?,
            Source::Copy(file) => {
                let at = u64::from(number - 1) * self.size as u64;
                let length = self.size as u64;
                let read = file.seek(SeekFrom::Start(at)).and_then(|_| file.take(length).read_to_end(into));
                read.map_err(|error| LedgerError::file("the copy that is audited", error))?;
            }
        }
        if into.len() == self.size { Ok(()) } else { Err(damaged(number, "it is cut short")) }
    }
}

/// A copy of what the connection sees, in a file that nobody else can find and that is gone when it is closed.
fn copy(ledger: &Ledger) -> Result<std::fs::File> {
    let mut path = ledger.path.clone().into_os_string();
    path.push(format!(".{}.audit", std::process::id()));
    let path = std::path::PathBuf::from(path);
    drop(place::create_new_private(&path)?);
    let copied = (|| {
        let mut to = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        to.execute_batch("PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF;")?;
        backup::Backup::new(&ledger.connection, &mut to)?.run_to_completion(1_024, std::time::Duration::ZERO, None)?;
        drop(to);
        std::fs::File::open(&path).map_err(|error| LedgerError::file(&path, error))
    })();
    std::fs::remove_file(&path).map_err(|error| LedgerError::file(&path, error))?;
    copied
}

/// What a tree holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Rows by their number.
    Rows,
    /// Records in their own order: indexes, and tables without row numbers.
    Keys,
}

/// Shows every record of a tree in order, with its row's number. Numbers ascend; the order of keys is the visitor's
/// to see to.
pub(super) fn walk(
    pages: &mut Pages<'_>,
    root: u32,
    kind: Kind,
    visit: &mut dyn FnMut(i64, &[u8]) -> Result<()>,
) -> Result<()> {
    let mut walk = Walk { pages, kind, last: None, depth: None, spare: Vec::new(), spilled: Vec::new(), visit };
    walk.page(root, 0)
}

struct Walk<'w, 'c> {
    pages: &'w mut Pages<'c>,
    kind: Kind,
    /// The last row's number.
    last: Option<i64>,
    /// How deep leaves lie.
    depth: Option<usize>,
    /// Buffers that serve again.
    spare: Vec<Vec<u8>>,
    spilled: Vec<u8>,
    visit: &'w mut dyn FnMut(i64, &[u8]) -> Result<()>,
}

fn two(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = bytes.get(at..)?.first_chunk()?;
    Some(usize::from(u16::from_be_bytes(*bytes)))
}

fn four(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

impl Walk<'_, '_> {
    fn page(&mut self, number: u32, depth: usize) -> Result<()> {
        if depth > LEVELS {
            return Err(damaged(number, "its tree has too many levels"));
        }
        let mut page = self.spare.pop().unwrap_or_default();
        self.pages.read(number, &mut page)?;
        let whole = self.cells(number, &page, depth)?;
        self.spare.push(page);
        whole.ok_or_else(|| damaged(number, "it is not as SQLite writes it"))
    }

    /// Shows the records of a page and of those below it; none when it is not as SQLite writes it.
    fn cells(&mut self, number: u32, page: &[u8], depth: usize) -> Result<Option<()>> {
        let start = if number == 1 { FILE_HEADER } else { 0 };
        let header = || Some((*page.get(start)?, two(page, start + 3)?));
        let Some((sort, cells)) = header() else { return Ok(None) };
        let inner = match (self.kind, sort) {
            (Kind::Rows, 0x05) | (Kind::Keys, 0x02) => true,
            (Kind::Rows, 0x0d) | (Kind::Keys, 0x0a) => false,
            _ => return Ok(None),
        };
        if !inner && *self.depth.get_or_insert(depth) != depth {
            return Ok(None);
        }
        let pointers = start + if inner { 12 } else { 8 };
        for cell in 0..cells {
            let Some(mut at) = two(page, pointers + 2 * cell).filter(|at| *at >= pointers + 2 * cells) else {
                return Ok(None);
            };
            if inner {
                let Some(child) = four(page, at) else { return Ok(None) };
                self.page(child, depth + 1)?;
                at += 4;
            }
            let shown = match (self.kind, inner) {
                (Kind::Rows, true) => varint(page, &mut at).filter(|key| self.last <= Some(*key as i64)).map(|key| {
                    self.last = Some(key as i64);
                }),
                _ => self.record(page, at)?,
            };
            if shown.is_none() {
                return Ok(None);
            }
        }
        if inner {
            let Some(child) = four(page, start + 8) else { return Ok(None) };
            self.page(child, depth + 1)?;
        }
        Ok(Some(()))
    }

    /// Shows the record at a place.
    fn record(&mut self, page: &[u8], mut at: usize) -> Result<Option<()>> {
        let Some(length) = varint(page, &mut at).and_then(|length| usize::try_from(length).ok()) else {
            return Ok(None);
        };
        let row = match self.kind {
            Kind::Keys => 0,
            Kind::Rows => {
                let row = varint(page, &mut at).map(|row| row as i64).filter(|row| self.last < Some(*row));
                let Some(row) = row else { return Ok(None) };
                self.last = Some(row);
                row
            }
        };
        let here = local(self.kind, length, self.pages.size);
        let Some(piece) = page.get(at..).and_then(|rest| rest.get(..here)) else { return Ok(None) };
        if here == length {
            return (self.visit)(row, piece).map(Some);
        }
        let mut record = std::mem::take(&mut self.spilled);
        record.clear();
        record.extend_from_slice(piece);
        let Some(next) = four(page, at + here) else { return Ok(None) };
        let whole = self.overflow(next, length, &mut record)?;
        let shown = if whole { (self.visit)(row, &record).map(Some) } else { Ok(None) };
        self.spilled = record;
        shown
    }

    /// Reads the rest of a record from a chain of pages; whether it is as long as it should be.
    fn overflow(&mut self, mut next: u32, length: usize, record: &mut Vec<u8>) -> Result<bool> {
        let mut page = self.spare.pop().unwrap_or_default();
        while next != 0 && record.len() < length {
            self.pages.read(next, &mut page)?;
            let rest = length - record.len();
            next = four(&page, 0).unwrap_or_default();
            let piece = page.get(4..).unwrap_or_default();
            record.extend_from_slice(piece.get(..rest).unwrap_or(piece));
        }
        self.spare.push(page);
        Ok(next == 0 && record.len() == length)
    }
}

/// How much of a record of this length lies in its tree's own page (section 1.6).
fn local(kind: Kind, length: usize, size: usize) -> usize {
    let share = |part: usize| ((size - 12) * part / 255).saturating_sub(23);
    let most = if kind == Kind::Rows { size - 35 } else { share(64) };
    let least = share(32);
    if length <= most {
        return length;
    }
    let fitting = least + (length - least) % (size - 4);
    if fitting <= most { fitting } else { least }
}

#[cfg(test)]
mod tests {
    use super::super::super::{By, Options};
    use super::*;

    /// Every record of some trees, as pages from SQLite and from a copy show them.
    #[test]
    fn a_copy_has_the_same_pages() {
        let directory = tempfile::tempdir().unwrap();
        let by = By::new("nadia", "2026-01-05T09:00:00Z".parse().unwrap());
        let path = directory.path().join("onrecord.db");
        let mut ledger = Ledger::open(&path, &Options::default(), &by).unwrap();
        // Rows that fill many pages, and some that spill over into pages of their own.
        for number in 0..300 {
            ledger.record_failure(&"x".repeat(number * number / 3), "none", &by).unwrap();
        }
        let transaction = ledger.connection.unchecked_transaction().unwrap();
        let sql = "SELECT rootpage, type FROM sqlite_schema WHERE name IN ('event', 'event_id')";
        let mut statement = ledger.connection.prepare(sql).unwrap();
        let trees = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?))).unwrap();
        let mut trees: Vec<(u32, String)> = trees.map(std::result::Result::unwrap).collect();
        trees.push((1, "table".into()));
        let all = |pages: &mut Pages<'_>| {
            let mut records = Vec::new();
            for (root, kind) in &trees {
                let kind = if kind == "table" { Kind::Rows } else { Kind::Keys };
                walk(pages, *root, kind, &mut |row, record| {
                    records.push((row, record.to_vec()));
                    Ok(())
                })
                .unwrap();
            }
            records
        };
        let copied = Source::Copy(copy(&ledger).unwrap());
        let from_copy = all(&mut Pages::of(&ledger.connection, copied).unwrap());
        let mut pages = Pages::open(&ledger).unwrap();
        assert!(matches!(pages.source, Source::Table(_)), "built with SQLite's table of pages");
        assert_eq!(all(&mut pages), from_copy);
        assert!(from_copy.len() > 620, "{}", from_copy.len());
        assert!(walk(&mut pages, 1, Kind::Rows, &mut |_, _| Ok(())).is_err(), "no page stands in two trees");
        drop((transaction, pages, statement));
        let left = std::fs::read_dir(directory.path()).unwrap().map(|entry| entry.unwrap().file_name());
        assert!(left.into_iter().all(|name| !name.to_string_lossy().contains("audit")), "no copy is left behind");
    }
}
