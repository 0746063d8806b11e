//! The stored projections held against those that the events give, and every index against its table.
//!
//! A table or index is read once, in the order of its keys, which must ascend. Its rows are summed up as the
//! projections in memory are ([`Hasher`]), so that nothing is kept of them; what each index should hold is
//! summed up while its table is read. Only where sums differ are the events gone over again to name the rows.

use std::collections::{BTreeMap, HashMap};

use rusqlite::Connection;
use rusqlite::types::Value;

use super::super::projection::{self, Cells, Hasher, Memory, Sum, Table, key_of, spell};
use super::super::{Ledger, Result};
use super::{Audit, search};

/// An index of a table: which columns it holds, by their place in the table, and which rows.
struct Index {
    name: String,
    columns: Vec<(usize, String)>,
    /// The condition of a partial index.
    only: Option<String>,
}

impl Audit {
    pub(super) fn projections(&mut self, ledger: &Ledger) -> Result<()> {
        if !self.applied {
            self.remarks
                .push("the projections were not compared, because the events they come from have faults".to_owned());
            return Ok(());
        }
        self.memory.finish();
        let mut wrong = Vec::new();
        for table in Table::ALL {
            match self.table(&ledger.connection, *table) {
                Ok(true) => {}
                Ok(false) => wrong.push(*table),
                Err(error) => self.fault(None, "projection", format!("a readable table {}", table.name()), error),
            }
        }
        if let Err(error) = self.event_ids(&ledger.connection) {
            self.fault(None, "sqlite", "a readable index of event", error);
        }
        let number = |claim| self.memory.number(claim);
        let known = search::Known { hasher: &self.memory.hasher, number: &number, again: &self.memory.again };
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
    fn table(&mut self, connection: &Connection, table: Table) -> Result<bool> {
        let indexes = indexes(connection, table.name())?;
        let mut sql = String::from("SELECT *");
        for only in indexes.iter().filter_map(|index| index.only.as_ref()) {
            sql.push_str(&format!(", {only}"));
        }
        // The order keeps SQLite from reading another index that holds every column, too.
        sql.push_str(&format!(" FROM {} NOT INDEXED ORDER BY {}", table.name(), table.keys().join(", ")));
        let (found, sums) = read_table(connection, &self.memory.hasher, &sql, &indexes)?;
        for (index, sum) in indexes.iter().zip(sums) {
            self.index(connection, table.name(), index, sum)?;
        }
        if !found.ascending {
            self.fault(None, "sqlite", format!("rows of {} in the order of their keys", table.name()), "another order");
        }
        Ok(found.sum == self.memory.sum(table))
    }

    fn index(&mut self, connection: &Connection, table: &str, index: &Index, expected: Sum) -> Result<()> {
        let columns: Vec<&str> = index.columns.iter().map(|(_, name)| name.as_str()).collect();
        let mut sql = format!("SELECT {} FROM {table} INDEXED BY {}", columns.join(", "), index.name);
        if let Some(only) = &index.only {
            sql.push_str(&format!(" WHERE {only}"));
        }
        let (found, _) = read_table(connection, &self.memory.hasher, &sql, &[])?;
        if found.sum != expected || !found.ascending {
            let found = format!("{}, or others, or in another order", found.sum.rows);
            self.fault(None, "sqlite", format!("index {}: {} rows of its table", index.name, expected.rows), found);
        }
        Ok(())
    }

    /// The index of event ids against the events as they were read.
    fn event_ids(&mut self, connection: &Connection) -> Result<()> {
        let expected = self.ids;
        for index in indexes(connection, "event")? {
            self.index(connection, "event", &index, expected)?;
        }
        Ok(())
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
            let name = table.name();
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
        }
        Ok(())
    }
}

/// What reading a table or an index gave.
struct Found {
    sum: Sum,
    ascending: bool,
}

/// Reads rows in the order in which SQLite keeps them: their sum, whether they ascend, and what the indexes should
/// hold. The statement shows the conditions of partial indexes behind the table's own columns.
fn read_table(connection: &Connection, hasher: &Hasher, sql: &str, indexes: &[Index]) -> Result<(Found, Vec<Sum>)> {
    let mut statement = connection.prepare(sql)?;
    let own = statement.column_count() - indexes.iter().filter(|index| index.only.is_some()).count();
    let mut rows = statement.query([])?;
    let mut found = Found { sum: Sum::default(), ascending: true };
    let mut sums = vec![Sum::default(); indexes.len()];
    let (mut cells, mut before, mut part) = (Cells::default(), Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        cells.clear();
        for column in 0..own {
            cells.push(row.get_ref(column)?);
        }
        found.ascending &= before < cells.bytes;
        found.sum.add(hasher.bytes(&cells.bytes));
        let mut condition = own;
        for (index, sum) in indexes.iter().zip(&mut sums) {
            if index.only.is_some() {
                condition += 1;
                if row.get::<_, Option<bool>>(condition - 1)? != Some(true) {
                    continue;
                }
            }
            part.clear();
            index.columns.iter().for_each(|(column, _)| part.extend_from_slice(cells.cell(*column)));
            sum.add(hasher.bytes(&part));
        }
        std::mem::swap(&mut before, &mut cells.bytes);
    }
    Ok((found, sums))
}

/// The indexes of a table, its primary key aside.
fn indexes(connection: &Connection, table: &str) -> Result<Vec<Index>> {
    let mut statement = connection.prepare(&format!("PRAGMA index_list({table})"))?;
    let names = statement.query_map([], |row| Ok((row.get::<_, String>(1)?, row.get::<_, String>(3)?)))?;
    let names = names.collect::<rusqlite::Result<Vec<_>>>()?;
    let key: String = connection.query_row(
        &format!("SELECT coalesce((SELECT name FROM pragma_table_info('{table}') WHERE pk = 1), 'rowid')"),
        [],
        |row| row.get(0),
    )?;
    let mut indexes = Vec::new();
    for (name, _) in names.into_iter().filter(|(_, origin)| origin == "c") {
        let mut statement = connection.prepare(&format!("PRAGMA index_xinfo({name})"))?;
        let columns = statement.query_map([], |row| Ok((row.get::<_, i64>(1)?, row.get::<_, Option<String>>(2)?)))?;
        let mut of = Vec::new();
        for column in columns {
            let (place, column) = column?;
            // The row's own number is the table's first column.
            of.push((usize::try_from(place).unwrap_or(0), column.unwrap_or_else(|| key.clone())));
        }
        let sql: String =
            connection.query_row("SELECT sql FROM sqlite_schema WHERE name = ?", [&name], |row| row.get(0))?;
        let only = sql.split_once(" WHERE ").map(|(_, only)| only.to_owned());
        indexes.push(Index { name, columns: of, only });
    }
    Ok(indexes)
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
