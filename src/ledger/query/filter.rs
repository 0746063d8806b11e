//! Which claims meet a filter: their numbers, in order.
//!
//! Each condition can test a claim. Most can also list the claims that meet it from an index, and many can list
//! them in the order of their numbers. A condition that lists few drives the question. Where all list many, those
//! that list in order are read side by side until enough claims stand in all of them and have passed the tests of the
//! others.

use std::collections::HashSet;

use rusqlite::types::Value;
use rusqlite::{CachedStatement, Connection, params_from_iter};

use super::super::number_key::number_key;
use super::super::projection::query_words;
use super::super::{Ledger, Result};
use super::meet::{Stream, meet};
use super::{parse_id, sources};
use crate::model::ClaimFilter;

/// A list longer than this drives no question where claims come in order from an index, too.
const FEW: i64 = 500;
/// The same where they do not, and claims would be tested one after the other.
const FEW_UNORDERED: i64 = 2_000;

struct Condition {
    /// Lists the claims that meet it, from an index.
    list: Option<String>,
    /// Together they list the claims that meet it, each in order.
    streams: Vec<Stream>,
    /// Holds of `c` (claim) and `s` (state).
    test: String,
    values: Vec<Value>,
}

impl Condition {
    fn test(test: &str, values: Vec<Value>) -> Condition {
        Condition { list: None, streams: Vec::new(), test: test.to_owned(), values }
    }

    fn listed(list: &str, test: &str, values: Vec<Value>) -> Condition {
        Condition { list: Some(list.to_owned()), ..Condition::test(test, values) }
    }

    /// One whose list is one stream, with the same values.
    fn streamed(list: &'static str, test: &str, values: Vec<Value>) -> Condition {
        let streams = vec![Stream { sql: list, values: values.clone() }];
        let list = list.replace(" AND claim > ?", "");
        Condition { streams, ..Condition::listed(&list, test, values) }
    }
}

fn text(value: impl ToString) -> Value {
    Value::Text(value.to_string())
}

/// Numbers of the claims that meet the filter, ascending.
pub(super) fn matching(ledger: &Ledger, filter: &ClaimFilter) -> Result<Vec<i64>> {
    let Some(conditions) = conditions(ledger, filter)? else { return Ok(Vec::new()) };
    let after = match &filter.after {
        Some(after) => parse_id("claim", 'C', after)?,
        None => i64::MIN,
    };
    let connection = &ledger.connection;
    let limit = filter.limit.unwrap_or(usize::MAX);
    let driver = best_driver(connection, &conditions)?;
    if let Some(words) = filter.words.as_deref().filter(|words| !words.trim().is_empty()) {
        let Some(query) = query_words(words) else { return Ok(Vec::new()) };
        let streams = vec![Stream { sql: FULL_TEXT, values: vec![Value::Text(query)] }];
        let few = match driver.and_then(|at| conditions.get(at)) {
            Some(condition) => Some(listed(connection, condition)?),
            None => None,
        };
        return walk(connection, &streams, &conditions, few.as_ref(), after, limit);
    }
    if driver.is_none() && conditions.iter().any(|condition| !condition.streams.is_empty()) {
        let (ordered, tests) = conditions.into_iter().partition(|condition| !condition.streams.is_empty());
        return side_by_side(connection, ordered, tests, after, limit);
    }
    // A list is shorter than the claims after some number: the plus sign keeps SQLite from walking over those.
    let beyond = if driver.is_some() { "+c.id" } else { "c.id" };
    let mut sql = format!("SELECT c.id FROM claim c CROSS JOIN state s ON s.claim = c.id WHERE {beyond} > ?1");
    let mut values = vec![Value::Integer(after)];
    for (at, condition) in conditions.iter().enumerate() {
        match &condition.list {
            Some(list) if driver == Some(at) => {
                sql.push_str(&format!(" AND c.id IN ({})", numbered(list, values.len())));
            }
            _ => sql.push_str(&format!(" AND {}", numbered(&condition.test, values.len()))),
        }
        values.extend(condition.values.iter().cloned());
    }
    sql.push_str(&format!(" ORDER BY c.id LIMIT {}", i64::try_from(limit).unwrap_or(i64::MAX)));
    let mut statement = connection.prepare_cached(&sql)?;
    let ids = statement.query_map(params_from_iter(values), |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(ids)
}

const FULL_TEXT: &str = "SELECT rowid FROM claim_text WHERE claim_text MATCH ? AND rowid > ? ORDER BY rowid";

/// The claims that a condition lists.
fn listed(connection: &Connection, condition: &Condition) -> Result<HashSet<i64>> {
    let mut statement = connection.prepare_cached(condition.list.as_deref().unwrap_or_default())?;
    let ids = statement.query_map(params_from_iter(&condition.values), |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// The claims that stand in the lists of all the ordered conditions and meet the others.
fn side_by_side(
    connection: &Connection,
    ordered: Vec<Condition>,
    tests: Vec<Condition>,
    after: i64,
    limit: usize,
) -> Result<Vec<i64>> {
    let mut found = Vec::new();
    if limit == 0 {
        return Ok(found);
    }
    let mut test = Test::new(connection, &tests)?;
    let lists = ordered.into_iter().map(|condition| condition.streams).collect();
    meet(connection, lists, after, |id| {
        if test.passes(id)? {
            found.push(id);
        }
        Ok(found.len() < limit)
    })?;
    Ok(found)
}

/// Walks over the claims of some streams in order, and takes those that are among the few and meet the conditions.
fn walk(
    connection: &Connection,
    streams: &[Stream],
    conditions: &[Condition],
    few: Option<&HashSet<i64>>,
    after: i64,
    limit: usize,
) -> Result<Vec<i64>> {
    let mut test = Test::new(connection, conditions)?;
    let mut statements: Vec<CachedStatement<'_>> =
        streams.iter().map(|stream| connection.prepare_cached(stream.sql)).collect::<rusqlite::Result<_>>()?;
    let mut open = Vec::with_capacity(streams.len());
    for (statement, stream) in statements.iter_mut().zip(streams) {
        let mut rows = statement.query(params_from_iter(stream.values.iter().chain([&Value::Integer(after)])))?;
        let first = rows.next()?.map(|row| row.get::<_, i64>(0)).transpose()?;
        open.push((first, rows));
    }
    let mut found: Vec<i64> = Vec::new();
    while found.len() < limit {
        let Some(id) = open.iter().filter_map(|(next, _)| *next).min() else { break };
        for (next, rows) in &mut open {
            while *next == Some(id) {
                *next = rows.next()?.map(|row| row.get(0)).transpose()?;
            }
        }
        let among = few.is_none_or(|few| few.contains(&id));
        if among && test.passes(id)? {
            found.push(id);
        }
    }
    Ok(found)
}

/// Conditions put to one claim after the other.
struct Test<'c> {
    statement: CachedStatement<'c>,
    /// The claim, then what the conditions compare.
    values: Vec<Value>,
}

impl<'c> Test<'c> {
    fn new(connection: &'c Connection, conditions: &[Condition]) -> Result<Test<'c>> {
        let mut sql = String::from("SELECT 1 FROM claim c CROSS JOIN state s ON s.claim = c.id WHERE c.id = ?1");
        let mut values = vec![Value::Null];
        for condition in conditions {
            sql.push_str(&format!(" AND {}", numbered(&condition.test, values.len())));
            values.extend(condition.values.iter().cloned());
        }
        Ok(Test { statement: connection.prepare_cached(&sql)?, values })
    }

    fn passes(&mut self, id: i64) -> Result<bool> {
        if self.values.len() == 1 {
            return Ok(true);
        }
        self.values.first_mut().into_iter().for_each(|first| *first = Value::Integer(id));
        Ok(self.statement.exists(params_from_iter(self.values.iter()))?)
    }
}

/// The text with its parameters, numbered or not, numbered after the `before` ones that stand before it.
fn numbered(sql: &str, before: usize) -> String {
    let mut out = String::with_capacity(sql.len() + 16);
    let mut next = 0;
    let mut parts = sql.split('?');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let digits = part.len() - part.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
        let (own, rest) = part.split_at_checked(digits).unwrap_or(("", part));
        next = own.parse().unwrap_or(next + 1);
        out.push_str(&format!("?{}{rest}", before + next));
    }
    out
}

/// The condition that lists fewest claims, if it lists few.
fn best_driver(connection: &Connection, conditions: &[Condition]) -> Result<Option<usize>> {
    let mut best: Option<(i64, usize)> = None;
    for (at, condition) in conditions.iter().enumerate() {
        let Some(list) = &condition.list else { continue };
        let few = if condition.streams.is_empty() { FEW_UNORDERED } else { FEW };
        let limit = best.map_or(few, |(rows, _)| rows);
        let sql = format!("SELECT count(*) FROM (SELECT 1 FROM ({list}) LIMIT {limit})");
        let rows: i64 =
            connection.prepare_cached(&sql)?.query_row(params_from_iter(condition.values.iter()), |row| row.get(0))?;
        if rows < limit {
            best = Some((rows, at));
        }
    }
    Ok(best.map(|(_, at)| at))
}

/// The conditions of a filter; none when one of them names something that is not in the ledger.
fn conditions(ledger: &Ledger, filter: &ClaimFilter) -> Result<Option<Vec<Condition>>> {
    let mut all = Vec::new();
    for (name, place) in [(&filter.source, ""), (&filter.root, " AND place = 'root'")] {
        let Some(name) = name else { continue };
        let ids = sources::ids_named(ledger, name)?;
        if ids.is_empty() {
            return Ok(None);
        }
        let marks = vec!["?"; ids.len()].join(",");
        let wanted: &[&str] = if place.is_empty() { &["basis", "chain", "root"] } else { &["root"] };
        let streams = ids.iter().flat_map(|id| {
            wanted.iter().map(|place| Stream {
                sql: "SELECT claim FROM claim_source WHERE source = ? AND place = ? AND claim > ? ORDER BY claim",
                values: vec![Value::Integer(*id), text(place)],
            })
        });
        let streams = streams.collect();
        let list = format!("SELECT claim FROM claim_source WHERE source IN ({marks}){place}");
        let places = if place.is_empty() { "place IN ('basis', 'chain', 'root')" } else { "place = 'root'" };
        let test = format!(
            "EXISTS (SELECT 1 FROM claim_source x WHERE x.source IN ({marks}) AND x.{places} AND x.claim = c.id)"
        );
        let values = ids.into_iter().map(Value::Integer).collect();
        all.push(Condition { streams, ..Condition::listed(&list, &test, values) });
    }
    if let Some(document) = &filter.document {
        let id = parse_id("document", 'D', document)?;
        let list = "SELECT id FROM claim WHERE document = ?";
        all.push(Condition::listed(list, "c.document = ?", vec![Value::Integer(id)]));
    }
    all.extend(work_conditions(filter));
    all.extend(quantity_condition(filter));
    if let Some(day) = &filter.since {
        let list = "SELECT id FROM claim WHERE published_at >= ?";
        all.push(Condition::listed(list, "c.published_at >= ?", vec![text(day)]));
    }
    if let Some(day) = &filter.until {
        // Days compare as text; a time after the day is still on it.
        let list = "SELECT id FROM claim WHERE published_at <= ?";
        all.push(Condition::listed(list, "c.published_at <= ?", vec![text(format!("{day}\u{7f}"))]));
    }
    if let Some(language) = &filter.language {
        let like = format!("{}-%", language.replace(['%', '_'], ""));
        all.push(Condition::test("(c.language = ? OR c.language LIKE ?)", vec![text(language), text(like)]));
    }
    if filter.unnamed_only {
        all.push(Condition::test("c.unnamed = 1", Vec::new()));
    }
    Ok(Some(all))
}

fn work_conditions(filter: &ClaimFilter) -> Vec<Condition> {
    let mut all = Vec::new();
    if let Some(progress) = filter.progress {
        let list = "SELECT claim FROM state WHERE progress = ? AND claim > ? ORDER BY claim";
        all.push(Condition::streamed(list, "s.progress = ?", vec![text(progress)]));
    }
    if let Some(verdict) = filter.verdict {
        let list = "SELECT claim FROM state WHERE attribution = ?1 UNION SELECT claim FROM state WHERE content = ?1";
        let streams = vec![
            Stream {
                sql: "SELECT claim FROM state WHERE attribution = ? AND claim > ? ORDER BY claim",
                values: vec![text(verdict)],
            },
            Stream {
                sql: "SELECT claim FROM state WHERE content = ? AND claim > ? ORDER BY claim",
                values: vec![text(verdict)],
            },
        ];
        let test = "(s.attribution = ?1 OR s.content = ?1)";
        all.push(Condition { streams, ..Condition::listed(list, test, vec![text(verdict)]) });
    }
    if let Some(corroboration) = filter.corroboration {
        let list = "SELECT claim FROM state WHERE corroboration = ? AND claim > ? ORDER BY claim";
        all.push(Condition::streamed(list, "s.corroboration = ?", vec![text(corroboration)]));
    }
    if let Some(assignee) = &filter.assignee {
        let list = "SELECT claim FROM state WHERE assignee = ? AND claim > ? ORDER BY claim";
        all.push(Condition::streamed(list, "s.assignee = ?", vec![text(assignee)]));
    }
    if let Some(tag) = &filter.tag {
        let list = "SELECT claim FROM tag WHERE tag = ? AND claim > ? ORDER BY claim";
        let test = "EXISTS (SELECT 1 FROM tag x WHERE x.tag = ? AND x.claim = c.id)";
        all.push(Condition::streamed(list, test, vec![text(tag)]));
    }
    all
}

/// One quantity must meet unit, least and most together. Keys at a bound count only where the bound is closed.
fn quantity_condition(filter: &ClaimFilter) -> Option<Condition> {
    let (min, max) = (filter.min.map(number_key), filter.max.map(number_key));
    if filter.unit.is_none() && min.is_none() && max.is_none() {
        return None;
    }
    let mut values = Vec::new();
    let mut parameter = |value: &Option<String>| {
        value.as_ref().map(|value| {
            values.push(text(value));
            format!("?{}", values.len())
        })
    };
    let (unit, least, most) = (parameter(&filter.unit), parameter(&min), parameter(&max));
    let when = |bound: &Option<String>, clause: &str| {
        bound.as_ref().map_or_else(String::new, |bound| format!(" AND {}", clause.replace('$', bound)))
    };
    // A plus sign keeps a test away from the indexes.
    let reaches = when(&least, "+x.high_key >= $ AND (x.high_key > $ OR x.high_open = 0)");
    let begins = when(&most, "+x.low_key <= $ AND (x.low_key < $ OR x.low_open = 0)");
    let within = when(&least, "x.low_key >= $") + &when(&most, "x.low_key <= $");
    let (low, reach) = if unit.is_some() { ("low", "range") } else { ("value", "reach") };
    let of = |index: &str| {
        let unit = when(&unit, "x.unit = $");
        format!("SELECT x.claim FROM quantity x INDEXED BY quantity_{index} WHERE true{unit}")
    };
    let exact = format!("{}{within}{reaches}{begins}", of(low));
    // Ranges that begin below the least and reach it come from an index of their own.
    let from_below = when(&least, "x.low_key <> x.high_key AND x.high_key >= $ AND +x.low_key < $");
    let list =
        if least.is_some() { format!("{exact} UNION ALL {}{from_below}{reaches}{begins}", of(reach)) } else { exact };
    let unit = when(&unit, "+x.unit = $");
    let test = format!("EXISTS (SELECT 1 FROM quantity x WHERE x.claim = c.id{unit}{reaches}{begins})");
    let streams = match &filter.unit {
        Some(unit) => {
            let bound = |bound: Option<String>| bound.map_or(Value::Null, Value::Text);
            vec![Stream { sql: BY_UNIT, values: vec![text(unit), bound(min), bound(max)] }]
        }
        None => Vec::new(),
    };
    Some(Condition { list: Some(list), streams, test, values })
}

/// The claims of a unit within bounds, where there are any.
const BY_UNIT: &str = "SELECT x.claim FROM quantity x INDEXED BY quantity_unit WHERE x.unit = ?1
    AND (?2 IS NULL OR (x.high_key >= ?2 AND (x.high_key > ?2 OR x.high_open = 0)))
    AND (?3 IS NULL OR (x.low_key <= ?3 AND (x.low_key < ?3 OR x.low_open = 0)))
    AND x.claim > ?4 ORDER BY x.claim";
