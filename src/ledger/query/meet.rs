//! Where several lists of claims meet: each is read in the order of its numbers, and jumps over what another leaves out.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::super::Result;

/// Fewest and most claims read of a stream at once.
const LEAST: usize = 8;
const MOST: usize = 1_024;

/// Claims by an index, ascending: the last parameter is the number they come after.
pub(super) struct Stream {
    pub sql: &'static str,
    pub values: Vec<Value>,
}

/// Hands on the claims that stand in some stream of every list, in order, until `visit` has enough.
pub(super) fn meet(
    connection: &Connection,
    lists: Vec<Vec<Stream>>,
    after: i64,
    mut visit: impl FnMut(i64) -> Result<bool>,
) -> Result<()> {
    let reader = |stream| Reader { connection, stream, read: Vec::new(), at: 0, used: 0, most: LEAST, ended: false };
    let mut lists: Vec<Vec<Reader<'_>>> =
        lists.into_iter().map(|streams| streams.into_iter().map(reader).collect()).collect();
    let Some(mut wanted) = after.checked_add(1) else { return Ok(()) };
    loop {
        let mut found = wanted;
        for list in &mut lists {
            let mut first = None;
            for reader in list {
                first = [first, reader.from(found)?].into_iter().flatten().min();
            }
            let Some(first) = first else { return Ok(()) };
            found = first;
        }
        if found > wanted {
            // Some list has nothing before this; the others may have nothing here.
            wanted = found;
        } else if visit(found)? {
            wanted = found + 1;
        } else {
            return Ok(());
        }
    }
}

/// A stream read in pieces, which are longer where nearly all of it is wanted.
struct Reader<'c> {
    connection: &'c Connection,
    stream: Stream,
    read: Vec<i64>,
    at: usize,
    /// How many questions the present piece has answered.
    used: usize,
    most: usize,
    ended: bool,
}

impl Reader<'_> {
    /// The first claim with this number or a later one.
    fn from(&mut self, id: i64) -> Result<Option<i64>> {
        loop {
            let rest = self.read.get(self.at..).unwrap_or_default();
            self.at += rest.partition_point(|claim| *claim < id);
            if let Some(claim) = self.read.get(self.at) {
                self.used += 1;
                return Ok(Some(*claim));
            }
            if self.ended {
                return Ok(None);
            }
            self.read_from(id)?;
        }
    }

    fn read_from(&mut self, id: i64) -> Result<()> {
        self.most = if self.used * 4 >= self.read.len() { self.most * 4 } else { self.most / 4 }.clamp(LEAST, MOST);
        let mut statement = self.connection.prepare_cached(self.stream.sql)?;
        let mut rows = statement.query(params_from_iter(self.stream.values.iter().chain([&Value::Integer(id - 1)])))?;
        (self.at, self.used) = (0, 0);
        self.read.clear();
        while self.read.len() < self.most {
            match rows.next()? {
                Some(row) => self.read.push(row.get(0)?),
                None => {
                    self.ended = true;
                    break;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const SQL: &str = "SELECT claim FROM list WHERE name = ? AND claim > ? ORDER BY claim";

    fn lists(names: &[&[&str]]) -> Vec<Vec<Stream>> {
        let stream = |name: &&str| Stream { sql: SQL, values: vec![Value::Text((*name).to_owned())] };
        names.iter().map(|names| names.iter().map(stream).collect()).collect()
    }

    #[test]
    fn lists_meet_where_sets_would() {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch("CREATE TABLE list (name TEXT, claim INTEGER); CREATE INDEX i ON list (name, claim)")
            .unwrap();
        let holds = |name: &str, claim: i64| match name {
            "all" => true,
            "even" => claim % 2 == 0,
            "odd" => claim % 2 == 1,
            "late" => claim > 2_900,
            "rare" => claim % 977 == 5,
            "blocks" => claim / 100 % 7 == 3,
            _ => false,
        };
        let names = ["all", "even", "odd", "late", "rare", "blocks", "none"];
        for name in names {
            for claim in (1..=3_000).filter(|claim| holds(name, *claim)) {
                // A claim may stand in a stream more than once.
                for _ in 0..1 + claim % 3 {
                    connection.execute("INSERT INTO list VALUES (?, ?)", rusqlite::params![name, claim]).unwrap();
                }
            }
        }
        let mut asked: Vec<Vec<&[&str]>> = vec![vec![&["rare", "late"], &["even", "blocks"], &["all"]]];
        for one in &names {
            asked.push(vec![std::slice::from_ref(one)]);
            asked.extend(names.iter().map(|two| vec![std::slice::from_ref(one), std::slice::from_ref(two)]));
        }
        for names in asked {
            for (after, most) in [(i64::MIN, usize::MAX), (1_500, 20), (2_999, 1), (i64::MAX, 1)] {
                let expected: BTreeSet<i64> = (1..=3_000)
                    .filter(|claim| *claim > after)
                    .filter(|claim| names.iter().all(|list| list.iter().any(|name| holds(name, *claim))))
                    .collect();
                let expected: Vec<i64> = expected.into_iter().take(most).collect();
                let mut found = Vec::new();
                meet(&connection, lists(&names), after, |claim| {
                    found.push(claim);
                    Ok(found.len() < most)
                })
                .unwrap();
                assert_eq!(found, expected, "{names:?} after {after}");
            }
        }
    }
}
