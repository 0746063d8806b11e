//! What people do to claims.

use super::super::{
    Result,
    payload::{Assigned, ClaimRef, ProgressSet, Tagged, VerdictSet},
};
use super::row::{Row, StateRow, VerdictRow};
use super::store::{Origin, Store};
use crate::model::{Verdict, Verdicts};

/// Notes that an event touched a claim.
pub(super) fn touched(store: &mut dyn Store, origin: &Origin<'_>, claim: &ClaimRef) -> Result<StateRow> {
    let claim = store.claim_at(claim)?;
    store.replace(Row::Touched { claim, event: origin.seq })?;
    store.state(claim)
}

pub(super) fn progress(store: &mut dyn Store, origin: &Origin<'_>, payload: &ProgressSet) -> Result<()> {
    let mut state = touched(store, origin, &payload.claim)?;
    state.progress = payload.progress;
    store.replace(Row::State(state))
}

/// Verdicts of each ledger are kept apart. A claim shows this ledger's own; where this ledger has
/// none, the last that another brought.
pub(super) fn verdict(store: &mut dyn Store, origin: &Origin<'_>, payload: &VerdictSet) -> Result<()> {
    let mut state = touched(store, origin, &payload.claim)?;
    let before = store.verdict(state.claim, origin.ledger)?;
    let before =
        before.map_or_else(Verdicts::default, |row| Verdicts { attribution: row.attribution, content: row.content });
    let row = VerdictRow {
        claim: state.claim,
        ledger: origin.ledger.to_owned(),
        attribution: payload.attribution.unwrap_or(before.attribution),
        content: payload.content.unwrap_or(before.content),
        event: origin.seq,
    };
    let own = if origin.ledger.is_empty() { Some(row.clone()) } else { store.verdict(state.claim, "")? };
    let shown = own.unwrap_or_else(|| row.clone());
    if origin.ledger.is_empty() {
        state.stale = false;
    }
    store.replace(Row::Verdict(row))?;
    (state.attribution, state.content) = (shown.attribution, shown.content);
    store.replace(Row::State(state))
}

pub(super) fn assigned(store: &mut dyn Store, origin: &Origin<'_>, payload: &Assigned) -> Result<()> {
    let mut state = touched(store, origin, &payload.claim)?;
    state.assignee.clone_from(&payload.to);
    store.replace(Row::State(state))
}

pub(super) fn tagged(store: &mut dyn Store, origin: &Origin<'_>, payload: &Tagged) -> Result<()> {
    let claim = touched(store, origin, &payload.claim)?.claim;
    let row = Row::Tag { tag: payload.tag.clone(), claim };
    match (payload.removed, store.has_tag(&payload.tag, claim)?) {
        (true, true) => store.remove(row),
        (false, false) => store.put(row),
        _ => Ok(()),
    }
}

/// Whether anybody has judged the claim.
pub(super) fn judged(state: &StateRow) -> bool {
    state.attribution != Verdict::Unverified || state.content != Verdict::Unverified
}
