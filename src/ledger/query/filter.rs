//! Which claims meet a filter: their numbers, in order.
//!
//! Each condition can test a claim, and most can also list the claims that meet it from an index. The one
//! that lists fewest drives the question; where all list many, claims are tested in order until enough are found.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::super::number_key::number_key;
use super::super::projection::query_words;
use super::super::{Ledger, Result};
use super::{parse_id, sources};
use crate::model::ClaimFilter;

/// A list longer than this drives no question.
const DRIVER_ROWS: i64 = 20_000;

struct Condition {
    /// Lists the claims that meet it, from an index.
    list: Option<String>,
    /// Holds of `c` (claim) and `s` (state).
    test: String,
    values: Vec<Value>,
}

impl Condition {
    fn test(test: &str, values: Vec<Value>) -> Condition {
        Condition { list: None, test: test.to_owned(), values }
    }

    fn listed(list: &str, test: &str, values: Vec<Value>) -> Condition {
        Condition { list: Some(list.to_owned()), test: test.to_owned(), values }
    }
}

fn text(value: impl ToString) -> Value {
    Value::Text(value.to_string())
}

/// Numbers of the claims that meet the filter, ascending.
pub(super) fn matching(ledger: &Ledger, filter: &ClaimFilter) -> Result<Vec<i64>> {
    let Some(conditions) = conditions(ledger, filter)? else { return Ok(Vec::new()) };
    let words = match &filter.words {
        Some(words) if !words.trim().is_empty() => match query_words(words) {
            Some(query) => Some(query),
            None => return Ok(Vec::new()),
        },
        _ => None,
    };
    let driver = if words.is_some() { None } else { best_driver(&ledger.connection, &conditions)? };
    let mut sql = String::from(if words.is_some() {
        "SELECT c.id FROM claim_text t CROSS JOIN claim c ON c.id = t.rowid CROSS JOIN state s ON s.claim = c.id WHERE claim_text MATCH ?1"
    } else {
        "SELECT c.id FROM claim c CROSS JOIN state s ON s.claim = c.id WHERE true"
    });
    let mut values: Vec<Value> = words.map(Value::Text).into_iter().collect();
    for (at, condition) in conditions.iter().enumerate() {
        match (&condition.list, driver) {
            (Some(list), Some(best)) if best == at => {
                sql.push_str(&format!(" AND c.id IN ({})", numbered(list, values.len())));
            }
            _ => sql.push_str(&format!(" AND {}", numbered(&condition.test, values.len()))),
        }
        values.extend(condition.values.iter().cloned());
    }
    sql.push_str(" ORDER BY c.id");
    if let Some(limit) = filter.limit {
        sql.push_str(&format!(" LIMIT {limit}"));
    }
    let mut statement = ledger.connection.prepare_cached(&sql)?;
    let ids = statement.query_map(params_from_iter(values), |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(ids)
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

fn best_driver(connection: &Connection, conditions: &[Condition]) -> Result<Option<usize>> {
    let mut best: Option<(i64, usize)> = None;
    for (at, condition) in conditions.iter().enumerate() {
        let Some(list) = &condition.list else { continue };
        let limit = best.map_or(DRIVER_ROWS, |(rows, _)| rows);
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
        let list = format!("SELECT claim FROM claim_source WHERE source IN ({marks}){place}");
        let places = if place.is_empty() { "place IN ('basis', 'chain', 'root')" } else { "place = 'root'" };
        let test = format!(
            "EXISTS (SELECT 1 FROM claim_source x WHERE x.source IN ({marks}) AND x.{places} AND x.claim = c.id)"
        );
        all.push(Condition::listed(&list, &test, ids.into_iter().map(Value::Integer).collect()));
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
    if let Some(after) = &filter.after {
        all.push(Condition::test("c.id > ?", vec![Value::Integer(parse_id("claim", 'C', after)?)]));
    }
    Ok(Some(all))
}

fn work_conditions(filter: &ClaimFilter) -> Vec<Condition> {
    let mut all = Vec::new();
    if let Some(progress) = filter.progress {
        let list = "SELECT claim FROM state WHERE progress = ?";
        all.push(Condition::listed(list, "s.progress = ?", vec![text(progress)]));
    }
    if let Some(verdict) = filter.verdict {
        let list = "SELECT claim FROM state WHERE attribution = ? UNION SELECT claim FROM state WHERE content = ?";
        all.push(Condition::listed(list, "(s.attribution = ? OR s.content = ?)", vec![text(verdict), text(verdict)]));
    }
    if let Some(corroboration) = filter.corroboration {
        let list = "SELECT claim FROM state WHERE corroboration = ?";
        all.push(Condition::listed(list, "s.corroboration = ?", vec![text(corroboration)]));
    }
    if let Some(assignee) = &filter.assignee {
        let list = "SELECT claim FROM state WHERE assignee = ?";
        all.push(Condition::listed(list, "s.assignee = ?", vec![text(assignee)]));
    }
    if let Some(tag) = &filter.tag {
        let list = "SELECT claim FROM tag WHERE tag = ?";
        let test = "EXISTS (SELECT 1 FROM tag x WHERE x.tag = ? AND x.claim = c.id)";
        all.push(Condition::listed(list, test, vec![text(tag)]));
    }
    all
}

/// One quantity must meet unit, least and most together. Keys at a bound count only where the bound is closed.
fn quantity_condition(filter: &ClaimFilter) -> Option<Condition> {
    let (min, max) = (filter.min.map(number_key), filter.max.map(number_key));
    let (mut test, mut values) = (String::new(), Vec::new());
    // A plus sign keeps the test on the claim's own rows, away from the indexes of the list.
    if let Some(unit) = &filter.unit {
        test.push_str(" AND +x.unit = ?1");
        values.push(text(unit));
    }
    if let Some(min) = &min {
        let at = values.len() + 1;
        test.push_str(&format!(" AND +x.high_key >= ?{at} AND (x.high_key > ?{at} OR x.high_open = 0)"));
        values.push(text(min));
    }
    if let Some(max) = &max {
        let at = values.len() + 1;
        test.push_str(&format!(" AND +x.low_key <= ?{at} AND (x.low_key < ?{at} OR x.low_open = 0)"));
        values.push(text(max));
    }
    if values.is_empty() {
        return None;
    }
    let list = filter.unit.is_some().then(|| {
        let within = match (&min, &max) {
            (Some(_), Some(_)) => " AND x.low_key >= ?2 AND x.low_key <= ?3",
            (Some(_), None) => " AND x.low_key >= ?2",
            (None, Some(_)) => " AND x.low_key <= ?2",
            (None, None) => "",
        };
        let all = format!("SELECT x.claim FROM quantity x WHERE x.unit = ?1{within}{test}");
        match min {
            // Ranges that begin below the least and reach it.
            Some(_) => format!(
                "{all} UNION ALL SELECT x.claim FROM quantity x WHERE x.unit = ?1 AND x.low_key <> x.high_key
                 AND x.high_key >= ?2{test}"
            ),
            None => all,
        }
    });
    let test = format!("EXISTS (SELECT 1 FROM quantity x WHERE x.claim = c.id{test})");
    Some(Condition { list, test, values })
}
