//! Rows of the projections as they are read back from SQLite.

use std::str::FromStr;

use rusqlite::Row as SqlRow;
use rusqlite::types::Type;
use rust_decimal::Decimal;

use super::super::payload::Presence;
use super::row::{ClaimRow, DocumentRow, MatchRow, QuantityRow, SourceRow, StateRow};
use super::words::Sketch;

/// A word of a closed vocabulary from a column.
pub(in super::super) fn word<T: FromStr>(row: &SqlRow<'_>, column: usize) -> rusqlite::Result<T> {
    let text = row.get_ref(column)?.as_str()?;
    text.parse().map_err(|_| {
        let reason = format!("{text:?} is not in the vocabulary of this column");
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, reason.into())
    })
}

fn decimal(row: &SqlRow<'_>, column: usize) -> rusqlite::Result<Option<Decimal>> {
    let Some(text) = row.get_ref(column)?.as_str_or_null()? else { return Ok(None) };
    let number = text.parse().map_err(|error: rust_decimal::Error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
    })?;
    Ok(Some(number))
}

fn ids_of(row: &SqlRow<'_>, column: usize) -> rusqlite::Result<Vec<i64>> {
    let text = row.get_ref(column)?.as_str()?;
    Ok(text.split(' ').filter_map(|id| id.parse().ok()).collect())
}

/// A document from `SELECT * FROM document`.
pub(in super::super) fn document_from(row: &SqlRow<'_>) -> rusqlite::Result<DocumentRow> {
    Ok(DocumentRow {
        id: row.get(0)?,
        event: row.get(1)?,
        family: row.get(2)?,
        version: row.get(3)?,
        origin: row.get(4)?,
        url: row.get(5)?,
        text_hash: row.get(6)?,
        language: row.get(7)?,
        title: row.get(8)?,
        publisher: row.get(9)?,
        published_at: row.get(10)?,
    })
}

/// A claim from `SELECT * FROM claim`.
pub(in super::super) fn claim_from(row: &SqlRow<'_>) -> rusqlite::Result<ClaimRow> {
    let words: String = row.get(19)?;
    Ok(ClaimRow {
        id: row.get(0)?,
        event: row.get(1)?,
        position: row.get(2)?,
        text_event: row.get(3)?,
        text_position: row.get(4)?,
        document: row.get(5)?,
        first: row.get(6)?,
        last: row.get(7)?,
        source: row.get(8)?,
        publisher: row.get(9)?,
        roots: ids_of(row, 10)?,
        carriers: ids_of(row, 11)?,
        basis: ids_of(row, 12)?,
        language: row.get(13)?,
        published_at: row.get(14)?,
        period_low: row.get(15)?,
        period_high: row.get(16)?,
        worth: row.get(17)?,
        unnamed: row.get(18)?,
        sketch: Sketch::new(&words),
        words,
    })
}

/// The work on a claim from `SELECT * FROM state`.
pub(in super::super) fn state_from(row: &SqlRow<'_>) -> rusqlite::Result<StateRow> {
    Ok(StateRow {
        claim: row.get(0)?,
        progress: word(row, 1)?,
        attribution: word(row, 2)?,
        content: word(row, 3)?,
        stale: row.get(4)?,
        presence: word::<Presence>(row, 5)?,
        successor: row.get(6)?,
        assignee: row.get(7)?,
        corroboration: word(row, 8)?,
        outlets: row.get(9)?,
        roots: row.get(10)?,
    })
}

/// A source from `SELECT * FROM source`.
pub(in super::super) fn source_from(row: &SqlRow<'_>) -> rusqlite::Result<SourceRow> {
    Ok(SourceRow {
        id: row.get(0)?,
        name: row.get(1)?,
        folded: row.get(2)?,
        kind: word(row, 3)?,
        merged: row.get(4)?,
        grade: row.get(5)?,
        graded: row.get(6)?,
    })
}

/// A figure from `SELECT * FROM quantity`; its keys follow from its bounds.
pub(super) fn quantity_from(row: &SqlRow<'_>) -> rusqlite::Result<QuantityRow> {
    Ok(QuantityRow {
        claim: row.get(0)?,
        position: row.get(1)?,
        kind: word(row, 2)?,
        unit: row.get(3)?,
        per: row.get(4)?,
        value: decimal(row, 5)?,
        low: decimal(row, 6)?,
        high: decimal(row, 7)?,
        low_open: row.get(8)?,
        high_open: row.get(9)?,
        approximate: row.get(10)?,
    })
}

/// A match from `SELECT * FROM match`.
pub(in super::super) fn match_from(row: &SqlRow<'_>) -> rusqlite::Result<MatchRow> {
    Ok(MatchRow {
        claim: row.get(0)?,
        other: row.get(1)?,
        relation: word(row, 2)?,
        figures: row.get(3)?,
        shared: row.get(4)?,
    })
}
