//! Claims: out of a document, or as a person wrote them down.

use std::borrow::Cow;
use std::rc::Rc;

use rust_decimal::Decimal;

use super::super::{
    Result,
    error::LedgerError,
    payload::{ClaimRef, Continued, Extracted, Facts, Figure, Logged, Name, Presence},
};
use super::row::{ClaimRow, DocumentRow, MatchRow, QuantityRow, Row, StateRow};
use super::store::{Origin, Store};
use super::{Table, corroboration, documents, matching, sources, words, work};
use crate::model::{Event, Progress, SourceKind, Verdict};

pub(super) fn logged(store: &mut dyn Store, origin: &Origin<'_>, payload: &Logged<Facts<'_>>) -> Result<()> {
    let document = documents::enter(store, origin, &payload.document, None)?;
    for (position, facts) in payload.claims.iter().enumerate() {
        enter(store, origin, &document, position, facts)?;
    }
    Ok(())
}

pub(super) fn extracted(store: &mut dyn Store, origin: &Origin<'_>, payload: &Extracted<Facts<'_>>) -> Result<()> {
    let document = store.document_of(&payload.document)?.ok_or_else(|| {
        let reason = format!("its claims belong to {:?}, which is no document", payload.document);
        LedgerError::damaged(format!("event {}", origin.seq), reason)
    })?;
    for (position, facts) in payload.claims.iter().enumerate() {
        let goes_on = payload.continued.iter().find(|continued| continued.position as usize == position);
        match goes_on {
            Some(continued) if continued.presence != Presence::Altered => {
                carry_on(store, origin, &document, continued, facts)?;
            }
            Some(continued) => {
                let new = enter(store, origin, &document, position, facts)?;
                leave(store, origin, &continued.claim, continued.presence, Some(new))?;
            }
            None => {
                enter(store, origin, &document, position, facts)?;
            }
        }
    }
    payload.gone.iter().try_for_each(|gone| leave(store, origin, &gone.claim, gone.presence, None))
}

/// A claim goes on: it stays the same claim, with its newest record. Where that says something else, verdicts on it are
/// about what it said before.
fn carry_on(
    store: &mut dyn Store,
    origin: &Origin<'_>,
    document: &DocumentRow,
    continued: &Continued,
    facts: &Facts<'_>,
) -> Result<()> {
    let id = work::touched(store, origin, &continued.claim)?.claim;
    let before = store.claim(id)?;
    let mut neighbours = clear(store, &before)?;
    let mut claim = claim_row(store, origin, document, continued.position as usize, facts, id)?;
    (claim.event, claim.position) = (before.event, before.position);
    let claim = Rc::new(claim);
    store.replace(Row::Claim(claim.clone()))?;
    store.index_again(&before, &facts.sentence)?;
    neighbours.extend(fill(store, &claim, document, facts)?.iter().map(|found| found.other));
    let mut state = store.state(id)?;
    state.presence = continued.presence;
    state.stale |= continued.presence == Presence::Reread && work::judged(&state);
    store.replace(Row::State(state))?;
    neighbours.push(id);
    neighbours.into_iter().try_for_each(|claim| corroboration::recount(store, claim))
}

/// A claim does not go on as it was; where the words changed, its verdicts are about words that stand there no more.
fn leave(
    store: &mut dyn Store,
    origin: &Origin<'_>,
    claim: &ClaimRef,
    presence: Presence,
    successor: Option<i64>,
) -> Result<()> {
    let mut state = work::touched(store, origin, claim)?;
    state.presence = presence;
    state.successor = successor;
    state.stale = presence != Presence::Dropped && work::judged(&state);
    store.replace(Row::State(state))
}

fn offset(place: usize) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX)
}

/// Enters a claim; its own number, or that of the claim it is, when another ledger brings it again.
fn enter(
    store: &mut dyn Store,
    origin: &Origin<'_>,
    document: &DocumentRow,
    position: usize,
    facts: &Facts<'_>,
) -> Result<i64> {
    let (first, last) = (offset(facts.selector.start), offset(facts.selector.end));
    if !origin.ledger.is_empty()
        && let Some(target) = store.claim_standing(document.id, first, last)?
    {
        store.replace(Row::Twin { event: origin.seq, position: offset(position), target })?;
        return Ok(target);
    }
    let id = store.next(Table::Claim)?;
    let claim = Rc::new(claim_row(store, origin, document, position, facts, id)?);
    store.put(Row::Claim(claim.clone()))?;
    store.index_words(id, &facts.sentence)?;
    let matched = fill(store, &claim, document, facts)?;
    let (corroboration, roots, outlets) = corroboration::assess(store, &claim, &matched)?;
    store.put(Row::State(StateRow {
        claim: id,
        progress: Progress::New,
        attribution: Verdict::Unverified,
        content: Verdict::Unverified,
        stale: false,
        presence: Presence::Kept,
        successor: None,
        assignee: None,
        corroboration,
        outlets,
        roots,
    }))?;
    matched.iter().try_for_each(|found| corroboration::recount(store, found.other))?;
    Ok(id)
}

/// Enters what a claim's record says; its matches.
fn fill(
    store: &mut dyn Store,
    claim: &ClaimRow,
    document: &DocumentRow,
    facts: &Facts<'_>,
) -> Result<Vec<Rc<MatchRow>>> {
    let quantities = quantity_rows(claim.id, &facts.quantities);
    for row in places(claim).chain(quantities.iter().cloned().map(Row::Quantity)) {
        store.put(row)?;
    }
    matching::find(store, claim, document.family, &quantities)
}

/// Takes out what a claim's record said; the claims it matched.
fn clear(store: &mut dyn Store, claim: &ClaimRow) -> Result<Vec<i64>> {
    let quantities = store.quantities(claim.id)?;
    let matches = store.matches(claim.id)?;
    let neighbours = matches.iter().map(|found| found.beyond(claim.id)).collect();
    let keys = matching::keys(claim, &quantities).into_iter().map(|key| Row::MatchKey { key, claim: claim.id });
    let rows = places(claim).chain(keys).chain(matches.into_iter().map(Row::Match));
    for row in rows.chain(quantities.iter().cloned().map(Row::Quantity)) {
        store.remove(row)?;
    }
    Ok(neighbours)
}

fn claim_row(
    store: &mut dyn Store,
    origin: &Origin<'_>,
    document: &DocumentRow,
    position: usize,
    facts: &Facts<'_>,
    id: i64,
) -> Result<ClaimRow> {
    let mut roots = Vec::with_capacity(facts.roots.len());
    for name in &facts.roots {
        let kind = facts.chain.iter().find(|hop| hop.name == *name).map_or(SourceKind::Organisation, |hop| hop.kind);
        push_new(&mut roots, sources::named(store, name, kind)?);
    }
    let mut carriers = Vec::new();
    for hop in &facts.chain {
        let source = sources::named(store, &hop.name, hop.kind)?;
        if !roots.contains(&source) {
            push_new(&mut carriers, source);
        }
    }
    let mut basis = Vec::new();
    for hop in &facts.basis {
        push_new(&mut basis, sources::named(store, &hop.name, hop.kind)?);
    }
    let publisher = match &document.publisher {
        Some(name) => Some(sources::named(store, name, SourceKind::Outlet)?),
        None => None,
    };
    let low = facts.times.iter().map(|time| time.low.as_ref()).min().flatten();
    let high = facts
        .times
        .iter()
        .map(|time| time.high.as_ref())
        .collect::<Option<Vec<_>>>()
        .and_then(|days| days.into_iter().max());
    let words = words::content_words(facts);
    Ok(ClaimRow {
        id,
        event: origin.seq,
        position: offset(position),
        text_event: origin.seq,
        text_position: offset(position),
        document: document.id,
        first: offset(facts.selector.start),
        last: offset(facts.selector.end),
        source: roots.first().copied(),
        publisher,
        roots,
        carriers,
        basis,
        language: document.language.clone(),
        published_at: document.published_at.clone(),
        period_low: low.cloned(),
        period_high: high.cloned(),
        worth: hundredths(facts.worth),
        unnamed: rests_on_unnamed(&facts.chain, &facts.basis),
        sketch: words::Sketch::new(&words),
        words,
    })
}

/// The sentence of a claim as its record in an event gives it.
pub(super) fn sentence(event: &Event, position: i64) -> Result<String> {
    #[derive(serde::Deserialize)]
    struct Recorded {
        claims: Vec<Sentence>,
    }
    #[derive(serde::Deserialize)]
    struct Sentence {
        sentence: String,
    }
    let damaged = |reason: String| LedgerError::damaged(format!("event {}", event.seq), reason);
    let recorded: Recorded = serde_json::from_str(&event.payload).map_err(|error| damaged(error.to_string()))?;
    let mut claims = recorded.claims.into_iter();
    let found = usize::try_from(position).ok().and_then(|position| claims.nth(position));
    found.map(|claim| claim.sentence).ok_or_else(|| damaged(format!("it holds no claim at position {position}")))
}

fn push_new(list: &mut Vec<i64>, id: i64) {
    if !list.contains(&id) {
        list.push(id);
    }
}

fn hundredths(worth: f64) -> i64 {
    (worth.clamp(0.0, 1.0) * 100.0).round() as i64
}

fn rests_on_unnamed(chain: &[Name<'_>], basis: &[Name<'_>]) -> bool {
    let unnamed = |hop: &Name<'_>| hop.kind == SourceKind::Unnamed;
    chain.last().is_some_and(unnamed) || (!basis.is_empty() && basis.iter().all(unnamed))
}

/// Every source of the claim by where it stands; publishers stand in the chain.
fn places(claim: &ClaimRow) -> impl Iterator<Item = Row> {
    let at = |place: &'static str| move |source: i64| Row::ClaimSource { source, place, claim: claim.id };
    let unlisted = claim.publisher.filter(|id| !claim.carriers.contains(id));
    let roots = claim.roots.iter().copied().map(at("root"));
    let carriers = claim.carriers.iter().copied().chain(unlisted).map(at("chain"));
    roots.chain(carriers).chain(claim.basis.iter().copied().map(at("basis")))
}

/// The figures of a claim as rows.
fn quantity_rows(claim: i64, figures: &[Figure<'_>]) -> Vec<QuantityRow> {
    let plain = |number: Option<Decimal>| number.map(|number| number.normalize());
    let shared = |text: &Option<Cow<'_, str>>| text.as_deref().map(Rc::from);
    let row = |(position, figure): (usize, &Figure<'_>)| QuantityRow {
        claim,
        position: offset(position),
        kind: figure.kind,
        unit: shared(&figure.unit),
        per: shared(&figure.per),
        value: plain(figure.value),
        low: plain(figure.low),
        high: plain(figure.high),
        low_open: figure.low_open,
        high_open: figure.high_open,
        approximate: figure.modifier.is_some(),
    };
    figures.iter().enumerate().map(row).collect()
}
