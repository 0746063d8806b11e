//! The stored projections held against those that the events give, and every index against its table.
//!
//! A table or index is read once from its pages, in the order of its keys, which must ascend. Its rows, as SQLite
//! writes them, are summed up as the projections in memory are ([`Hasher`]), so that nothing is kept of them; what each index should hold is
//! summed up while its table is read. Only where sums differ are the events gone over again to name the rows.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

use rusqlite::Connection;
use rusqlite::types::{Value, ValueRef};

use super::super::projection::{self, Hasher, Memory, Sum, Table, key_of, spell};
use super::super::record::{Encoder, Field, compare, fields};
use super::super::{Ledger, LedgerError, Result};
use super::pages::{self, Kind, Pages};
use super::{Audit, search};

impl Audit {
    pub(super) fn projections(&mut self, ledger: &Ledger) -> Result<()> {
        if !self.applied {
            self.remarks
                .push("the projections were not compared, because the events they come from have faults".to_owned());
            return Ok(());
        }
        self.memory.finish();
        let mut pages = Pages::open(ledger)?;
        let mut wrong = Vec::new();
        for table in Table::ALL {
            match self.table(&ledger.connection, &mut pages, *table) {
                Ok(true) => {}
                Ok(false) => wrong.push(*table),
                Err(error) => self.fault(None, "projection", format!("a readable table {}", table.name()), error),
            }
        }
        if let Err(error) = self.event_ids(&ledger.connection, &mut pages) {
            self.fault(None, "sqlite", "a readable index of event", error);
        }
        let known = search::Known { hasher: &self.memory.hasher, again: &self.memory.again };
        match search::sum(&ledger.connection, &known) {
            Ok(sum) if sum == self.memory.words => {}
            Ok(sum) => {
                let (expected, found) = (self.memory.words.rows, sum.rows);
                let expected = format!("claim_text: {expected} words of claims");
                self.fault(None, "projection", expected, format!("{found}, or others"));
            }
            Err(error) => self.fault(None, "projection", "a readable index claim_text", error),
        }
        if wrong.is_empty() { Ok(()) } else { self.name_rows(ledger, &wrong) }
    }

    /// Whether a table holds what the events give; its indexes must hold what the table holds.
    fn table(&mut self, connection: &Connection, pages: &mut Pages<'_>, table: Table) -> Result<bool> {
        let indexes = Index::all(connection, table.name())?;
        let from = tree(connection, table.name())?;
        let (found, sums) = read_tree(pages, &self.memory.hasher, from, Some(table.keys().len()), &indexes)?;
        for (index, sum) in indexes.iter().zip(sums) {
            self.index(pages, index, sum)?;
        }
        if !found.ascending {
            self.fault(None, "sqlite", format!("rows of {} in the order of their keys", table.name()), "another order");
        }
        Ok(found.sum == self.memory.sum(table))
    }

    fn index(&mut self, pages: &mut Pages<'_>, index: &Index, expected: Sum) -> Result<()> {
        let (found, _) =
            read_tree(pages, &self.memory.hasher, (index.root, Kind::Keys), Some(index.columns.len()), &[])?;
        if found.sum != expected || !found.ascending {
            let found = format!("{}, or others, or in another order", found.sum.rows);
            self.fault(None, "sqlite", format!("index {}: {} rows of its table", index.name, expected.rows), found);
        }
        Ok(())
    }

    /// The index of event ids against the events as they were read.
    fn event_ids(&mut self, connection: &Connection, pages: &mut Pages<'_>) -> Result<()> {
        let expected = self.ids;
        Index::all(connection, "event")?.iter().try_for_each(|index| self.index(pages, index, expected))
    }

    /// Goes over the events a second time with every row of the wrong tables kept, and says which rows differ.
    fn name_rows(&mut self, ledger: &Ledger, wrong: &[Table]) -> Result<()> {
        let mut memory = Memory::default();
        memory.detailed = wrong.iter().map(|table| (*table, BTreeMap::new())).collect();
        ledger.each_event(|event| {
            memory.begin(&event.id, i64::try_from(event.seq).unwrap_or(i64::MAX));
            projection::apply(&mut memory, event)
        })?;
        memory.finish();
        for table in wrong {
            let mut stored: HashMap<String, String> = HashMap::new();
            each_row(ledger, *table, |values| {
                stored.insert(key_of(*table, &values), spell(&values));
            })?;
            let (name, before) = (table.name(), self.faults.len());
            for (key, expected) in memory.detailed.remove(table).unwrap_or_default() {
                match stored.remove(&key) {
                    Some(found) if found == expected => {}
                    found => {
                        let found = found.unwrap_or_else(|| "no such row".to_owned());
                        self.fault(None, "projection", format!("{name}: {expected}"), found);
                    }
                }
            }
            let mut rest: Vec<String> = stored.into_values().collect();
            rest.sort_unstable();
            for found in rest {
                self.fault(None, "projection", format!("{name}: no such row"), found);
            }
            if self.faults.len() == before {
                // The values are right, and SQLite would not have written them so.
                self.fault(None, "projection", format!("{name}: rows as SQLite writes them"), "others");
            }
        }
        Ok(())
    }
}

/// What reading a table or an index gave.
struct Found {
    sum: Sum,
    ascending: bool,
}

/// Reads a tree in the order of its keys, which are so many values of each record: its sum, whether they ascend, and
/// what the indexes should hold.
fn read_tree(
    pages: &mut Pages<'_>,
    hasher: &Hasher,
    (root, kind): (u32, Kind),
    keys: Option<usize>,
    indexes: &[Index],
) -> Result<(Found, Vec<Sum>)> {
    let mut found = Found { sum: Sum::default(), ascending: true };
    let mut sums = vec![Sum::default(); indexes.len()];
    let (mut before, mut values, mut part) = (Vec::new(), Vec::new(), Vec::new());
    let mut encoder = Encoder::default();
    pages::walk(pages, root, kind, &mut |row, record| {
        found.sum.add(hasher.record((kind == Kind::Rows).then_some(row), record));
        if let Kind::Keys = kind {
            let key = keys.unwrap_or(usize::MAX);
            found.ascending &= before.is_empty() || compare(&before, record, key) == Some(Ordering::Less);
            before.clear();
            before.extend_from_slice(record);
        }
        if indexes.is_empty() {
            return Ok(());
        }
        if !fields(record, &mut values) {
            return Err(LedgerError::damaged("a row", "it is not as SQLite writes it"));
        }
        for (index, sum) in indexes.iter().zip(&mut sums) {
            if index.holds(&values, record) {
                part.clear();
                index.key(row, &values, record, &mut encoder);
                encoder.write(&mut part);
                sum.add(hasher.record(None, &part));
            }
        }
        Ok(())
    })?;
    Ok((found, sums))
}

/// An index of a table: which values of a row it holds, and of which rows.
struct Index {
    name: String,
    root: u32,
    /// Places of its columns in the table's records; none for the row's number.
    columns: Vec<Option<usize>>,
    only: Option<Only>,
}

/// The condition of a partial index.
enum Only {
    /// This column is not NULL.
    There(usize),
    /// These columns differ, and neither is NULL.
    Differ(usize, usize),
}

impl Index {
    /// The indexes of a table, its primary key aside.
    fn all(connection: &Connection, table: &str) -> Result<Vec<Index>> {
        let sql =
            "SELECT name, rootpage, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql NOT NULL";
        let mut statement = connection.prepare(sql)?;
        let found = statement.query_map([table], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?)))?;
        let mut place = connection.prepare("SELECT cid FROM pragma_table_info(?) WHERE name = ?")?;
        let mut place =
            |column: &str| Ok::<_, LedgerError>(place.query_row((table, column), |row| row.get::<_, usize>(0))?);
        let mut indexes = Vec::new();
        for index in found {
            let (name, root, sql): (String, u32, String) = index?;
            let mut statement = connection.prepare("SELECT cid FROM pragma_index_xinfo(?) ORDER BY seqno")?;
            let columns = statement.query_map([&name], |row| Ok(usize::try_from(row.get::<_, i64>(0)?).ok()))?;
            let columns = columns.collect::<rusqlite::Result<_>>()?;
            let only = match sql.split_once(" WHERE ").map(|(_, only)| only.split(' ').collect::<Vec<_>>()) {
                None => None,
                Some(words) => Some(match words.as_slice() {
                    [column, "IS", "NOT", "NULL"] => Only::There(place(column)?),
                    [one, "<>", other] => Only::Differ(place(one)?, place(other)?),
                    _ => return Err(LedgerError::damaged(name, "its condition is unknown here")),
                }),
            };
            indexes.push(Index { name, root, columns, only });
        }
        Ok(indexes)
    }

    /// Whether it holds this row.
    fn holds(&self, values: &[Field], record: &[u8]) -> bool {
        let there = |column: &usize| values.get(*column).copied().filter(|value| !value.is_null());
        match &self.only {
            None => true,
            Some(Only::There(column)) => there(column).is_some(),
            Some(Only::Differ(one, other)) => {
                there(one).zip(there(other)).is_some_and(|(one, other)| one.bytes(record) != other.bytes(record))
            }
        }
    }

    /// What it holds of a row.
    fn key(&self, row: i64, values: &[Field], record: &[u8], encoder: &mut Encoder) {
        encoder.clear();
        for column in &self.columns {
            match column.map(|column| values.get(column)) {
                Some(Some(value)) => encoder.copy(*value, record),
                Some(None) => encoder.push(ValueRef::Null),
                None => encoder.push(ValueRef::Integer(row)),
            }
        }
    }
}

/// Where a table's tree begins, and its kind.
fn tree(connection: &Connection, table: &str) -> Result<(u32, Kind)> {
    let sql = "SELECT rootpage, sql LIKE '%WITHOUT ROWID' FROM sqlite_schema WHERE type = 'table' AND name = ?";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, if row.get(1)? { Kind::Keys } else { Kind::Rows }));
    Ok(connection.query_row(sql, [table], read)?)
}

fn each_row(ledger: &Ledger, table: Table, mut visit: impl FnMut(Vec<Value>)) -> Result<()> {
    let mut statement = ledger.connection.prepare(table.scan())?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let values = (0..columns).map(|column| row.get::<_, Value>(column)).collect::<rusqlite::Result<Vec<_>>>();
        visit(values?);
    }
    Ok(())
}
