//! Sources: made when a claim first names them, moved by what people say of them.

use super::super::{
    Result,
    error::LedgerError,
    payload::{SourceAliased, SourceGraded, SourceKindSet, SourcesMerged, SourcesSplit},
};
use super::row::{Row, SourceRow};
use super::store::{Origin, Store};
use super::{Table, corroboration};
use crate::model::SourceKind;
use crate::text::fold::fold;

/// Longest chain of mergers followed; a merger into itself is refused, so no chain is longer than this.
const MERGERS: usize = 1000;

/// The source with this name or alias, made if there is none.
pub(super) fn named(store: &mut dyn Store, name: &str, kind: SourceKind) -> Result<i64> {
    if let Some(id) = store.source_named(name)? {
        return Ok(id);
    }
    let id = store.next(Table::Source)?;
    let folded = fold(name);
    let row = SourceRow { id, name: name.to_owned(), folded, kind, merged: None, grade: None, graded: None };
    store.put(Row::Source(row))?;
    Ok(id)
}

/// The source of this name; another ledger may speak of one that has no claim here yet.
fn known(store: &mut dyn Store, origin: &Origin<'_>, name: &str) -> Result<SourceRow> {
    let id = match store.source_named(name)? {
        Some(id) => id,
        None if origin.ledger.is_empty() => return Err(LedgerError::not_found("source", name)),
        None => named(store, name, SourceKind::Organisation)?,
    };
    store.source(id)
}

/// The source that this one has been merged into, or itself.
pub(super) fn resolved(store: &mut dyn Store, id: i64) -> Result<i64> {
    let mut id = id;
    for _ in 0..MERGERS {
        match store.merged(id)? {
            Some(next) => id = next,
            None => return Ok(id),
        }
    }
    Ok(id)
}

pub(super) fn aliased(store: &mut dyn Store, origin: &Origin<'_>, payload: &SourceAliased) -> Result<()> {
    let source = named(store, &payload.source, SourceKind::Organisation)?;
    let folded = fold(&payload.alias);
    if payload.removed {
        return unaliased(store, origin, payload, source, folded);
    }
    if let Some(taken) = store.source_named(&payload.alias)? {
        if taken == source {
            return Ok(());
        }
        let name = store.source(taken)?.name;
        return refused_or_skipped(
            origin,
            format!(
                "{:?} already names the source {name:?}; merge the two with `onrecord source merge`",
                payload.alias
            ),
        );
    }
    store.put(Row::Alias { folded, alias: payload.alias.clone(), source })
}

/// Takes back a name that was given, never a source's own.
fn unaliased(
    store: &mut dyn Store,
    origin: &Origin<'_>,
    payload: &SourceAliased,
    source: i64,
    folded: String,
) -> Result<()> {
    let owner = store.source_named(&folded)?;
    if owner != Some(source) || store.source(source)?.folded == folded {
        let reason =
            format!("{:?} was not given to {:?} as another name in this ledger", payload.alias, payload.source);
        return refused_or_skipped(origin, reason);
    }
    store.remove(Row::Alias { folded, alias: payload.alias.clone(), source })
}

pub(super) fn merged(store: &mut dyn Store, origin: &Origin<'_>, payload: &SourcesMerged) -> Result<()> {
    let mut row = known(store, origin, &payload.source)?;
    let into = known(store, origin, &payload.into)?.id;
    let end = resolved(store, into)?;
    if end == row.id {
        return refused_or_skipped(
            origin,
            format!("{:?} and {:?} are one source already", payload.source, payload.into),
        );
    }
    if row.merged.is_some() {
        return refused_or_skipped(origin, format!("{:?} has been merged already; split it first", payload.source));
    }
    row.merged = Some(end);
    let id = row.id;
    store.replace(Row::Source(row))?;
    recount(store, id)
}

pub(super) fn split(store: &mut dyn Store, origin: &Origin<'_>, payload: &SourcesSplit) -> Result<()> {
    let mut row = known(store, origin, &payload.source)?;
    if row.merged.is_none() {
        return refused_or_skipped(origin, format!("{:?} has not been merged", payload.source));
    }
    row.merged = None;
    let id = row.id;
    store.replace(Row::Source(row))?;
    recount(store, id)
}

/// What cannot be done twice is refused to a person and passed over when another ledger did it too.
fn refused_or_skipped(origin: &Origin<'_>, reason: String) -> Result<()> {
    if origin.ledger.is_empty() { Err(LedgerError::Refused(reason)) } else { Ok(()) }
}

/// Counts corroboration anew for every claim that a merger or its end may touch.
fn recount(store: &mut dyn Store, id: i64) -> Result<()> {
    let mut group = vec![id];
    let mut at = 0;
    while let Some(source) = group.get(at).copied() {
        group.extend(store.merged_into(source)?);
        at += 1;
    }
    let mut claims = Vec::new();
    for source in group {
        claims.extend(store.rooted_in(source)?);
    }
    let mut touched = claims.clone();
    for claim in claims {
        touched.extend(store.matches(claim)?.iter().map(|found| found.beyond(claim)));
    }
    touched.sort_unstable();
    touched.dedup();
    touched.into_iter().try_for_each(|claim| corroboration::recount(store, claim))
}

pub(super) fn kind_set(store: &mut dyn Store, origin: &Origin<'_>, payload: &SourceKindSet) -> Result<()> {
    let mut row = known(store, origin, &payload.source)?;
    row.kind = payload.kind;
    store.replace(Row::Source(row))
}

pub(super) fn graded(store: &mut dyn Store, origin: &Origin<'_>, payload: &SourceGraded) -> Result<()> {
    let mut row = known(store, origin, &payload.source)?;
    // A grade is a desk's own judgement: another ledger's stands where this one has none.
    if !origin.ledger.is_empty() && row.grade.is_some() {
        return Ok(());
    }
    row.grade = Some(payload.grade.clone());
    row.graded = Some(payload.date.clone());
    store.replace(Row::Source(row))
}
