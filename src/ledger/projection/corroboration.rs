//! How many independent roots say a claim: counted over the claim and those that say the same.

use std::rc::Rc;

use super::super::Result;
use super::row::{ClaimRow, MatchRow, Row};
use super::store::Store;
use super::{Relation, matching, sources};
use crate::model::Corroboration;

/// Counts anew for one claim.
pub(super) fn recount(store: &mut dyn Store, claim: i64) -> Result<()> {
    let own = store.claim(claim)?;
    let matches = store.matches(claim)?;
    let counted = assess(store, &own, &matches)?;
    let mut state = store.state(claim)?;
    if counted == (state.corroboration, state.roots, state.outlets) {
        return Ok(());
    }
    (state.corroboration, state.roots, state.outlets) = counted;
    store.replace(Row::State(state))
}

/// Corroboration of a claim with these matches, its independent roots and its outlets.
pub(super) fn assess(
    store: &mut dyn Store,
    own: &Rc<ClaimRow>,
    matches: &[Rc<MatchRow>],
) -> Result<(Corroboration, i64, i64)> {
    let mut group = Vec::with_capacity(matches.len() + 1);
    let mut contradicted = false;
    for found in matches {
        let other = store.claim(found.beyond(own.id))?;
        if found.relation.is_same() {
            group.push(other);
        } else if found.relation == Relation::Differs {
            contradicted |= conflicts(store, own, &other)?;
        }
    }
    group.push(own.clone());
    let (roots, outlets) = count(store, &group)?;
    let corroboration = match (contradicted, roots, outlets) {
        (true, _, _) => Corroboration::Contradicted,
        (_, 0, _) => Corroboration::Unsourced,
        (_, 1, 0 | 1) => Corroboration::SingleSource,
        (_, 1, _) => Corroboration::OneRootManyOutlets,
        _ => Corroboration::IndependentRoots,
    };
    Ok((corroboration, roots, outlets))
}

/// Independent roots and outlets of a group of claims that say the same. A root that elsewhere in the
/// group passes on another root is no root of its own.
pub(in super::super) fn count(store: &mut dyn Store, group: &[Rc<ClaimRow>]) -> Result<(i64, i64)> {
    let (mut roots, mut passing_on, mut outlets) = (Vec::new(), Vec::new(), Vec::new());
    for claim in group {
        let mut own = resolve_all(store, &claim.roots)?;
        let carriers = resolve_all(store, &claim.carriers)?;
        if !own.is_empty() {
            passing_on.extend(carriers.into_iter().filter(|source| !own.contains(source)));
        }
        roots.append(&mut own);
        outlets.push(match claim.publisher {
            Some(publisher) => (true, sources::resolved(store, publisher)?),
            None => (false, claim.document),
        });
    }
    for list in [&mut roots, &mut passing_on] {
        list.sort_unstable();
        list.dedup();
    }
    outlets.sort_unstable();
    outlets.dedup();
    let independent = roots.iter().filter(|root| !passing_on.contains(root)).count().max(roots.len().min(1));
    Ok((independent as i64, outlets.len() as i64))
}

fn resolve_all(store: &mut dyn Store, sources: &[i64]) -> Result<Vec<i64>> {
    let mut resolved = Vec::with_capacity(sources.len());
    for source in sources {
        let source = sources::resolved(store, *source)?;
        if !resolved.contains(&source) {
            resolved.push(source);
        }
    }
    Ok(resolved)
}

/// Figures that differ are a conflict when other roots gave them at about the same time; else the
/// later one brings the earlier up to date.
fn conflicts(store: &mut dyn Store, one: &ClaimRow, other: &ClaimRow) -> Result<bool> {
    let near = matching::conflict_days(one.published_at.as_deref(), other.published_at.as_deref());
    Ok(near && resolve_all(store, &one.roots)? != resolve_all(store, &other.roots)?)
}
