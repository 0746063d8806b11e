//! Documents and settings.

use std::rc::Rc;

use super::super::{
    Result,
    error::LedgerError,
    payload::{Added, Created, SettingChanged},
};
use super::row::{DocumentRow, Row};
use super::store::{Origin, Store};
use super::{Table, sources};
use crate::model::{Document, SourceKind};

/// Name of the setting that holds this ledger's own name.
pub(in super::super) const LEDGER_NAME: &str = "ledger";

pub(in super::super) fn apply_created(store: &mut dyn Store, origin: &Origin<'_>, payload: &Created) -> Result<()> {
    if origin.ledger.is_empty() {
        store.replace(Row::Setting { name: LEDGER_NAME.to_owned(), value: payload.ledger.clone() })?;
    }
    Ok(())
}

pub(super) fn setting(store: &mut dyn Store, origin: &Origin<'_>, payload: &SettingChanged) -> Result<()> {
    if origin.ledger.is_empty() {
        store.replace(Row::Setting { name: payload.name.clone(), value: payload.value.clone() })?;
    }
    Ok(())
}

pub(super) fn added(store: &mut dyn Store, origin: &Origin<'_>, payload: &Added) -> Result<()> {
    let before = match &payload.revises {
        Some(event) => Some(store.document_of(event)?.ok_or_else(|| {
            LedgerError::damaged(format!("event {}", origin.seq), format!("it revises {event:?}, which is no document"))
        })?),
        None => None,
    };
    enter(store, origin, &payload.document, before.as_ref()).map(|_| ())
}

/// Enters a document; the one it is, when another ledger brings what this one has already.
pub(super) fn enter(
    store: &mut dyn Store,
    origin: &Origin<'_>,
    document: &Document,
    before: Option<&DocumentRow>,
) -> Result<DocumentRow> {
    let mut row = DocumentRow {
        id: 0,
        event: origin.seq,
        family: 0,
        version: 1,
        origin: document.origin.clone(),
        url: document.publication.url.clone(),
        text_hash: document.text_hash.clone(),
        language: document.language.as_str().into(),
        title: document.publication.title.clone(),
        publisher: document.publication.publisher.clone(),
        published_at: document.publication.published_at.as_deref().map(Rc::from),
    };
    if !origin.ledger.is_empty()
        && let Some(same) = store.document_like(&row)?
    {
        store.replace(Row::Twin { event: origin.seq, position: -1, target: same.id })?;
        return Ok(same);
    }
    row.id = store.next(Table::Document)?;
    row.family = before.map_or(row.id, |before| before.family);
    row.version = before.map_or(1, |before| before.version + 1);
    store.put(Row::Document(row.clone()))?;
    if let Some(publisher) = &row.publisher {
        sources::named(store, publisher, SourceKind::Outlet)?;
    }
    Ok(row)
}
