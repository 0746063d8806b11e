//! Names that a text gives only after the words for them: "a newspaper reported …" before "the Daily Ledger".

use rustc_hash::FxHashMap;

use super::resolve::{Entity, MENTIONS, Resolver};
use super::{AttributionValue, SourceRef, StandsFor};
use crate::model::SourceKind;

/// Gives descriptions the names that the document tells later.
///
/// A description that an insertion names ("The newspaper, the Daily Ledger,") has that name from the beginning. An outlet or
/// agency that opens a document without a name ("a newspaper", "paper" in a headline) is the only one of its kind that it
/// names, if there is just one; a report in a headline is the document told of behind it, or its outlet's.
pub fn name(resolver: &Resolver<'_, '_>, found: &mut [AttributionValue], carriers: &mut [SourceRef]) {
    let only = [SourceKind::Outlet, SourceKind::Agency].map(|kind| (kind, only_one(resolver, kind)));
    let mut names: FxHashMap<StandsFor, StandsFor> = resolver.named_later.iter().copied().collect();
    names.extend(resolver.entities.iter().filter_map(|entity| {
        let only = only.iter().find(|(kind, _)| *kind == entity.kind).and_then(|(_, only)| *only);
        Some((entity.stands_for, named_behind(resolver, entity, only)?))
    }));
    if names.is_empty() {
        return;
    }
    let listed = found.iter_mut().flat_map(|one| one.source.iter_mut().chain(&mut one.via).chain(&mut one.basis));
    for source in listed.chain(carriers) {
        let known = match source.stands_for {
            StandsFor::Itself => StandsFor::Elsewhere(source.first, source.last),
            known => known,
        };
        if let Some(&name) = names.get(&known) {
            source.stands_for = name;
            source.unresolved = false;
        }
    }
}

/// The only one of a kind that the document names: where first, and its name.
fn only_one(resolver: &Resolver<'_, '_>, kind: SourceKind) -> Option<(u32, StandsFor)> {
    let mut named = resolver.entities.iter().filter(|entity| entity.named && !entity.plural && entity.kind == kind);
    let first = named.next()?;
    named.all(|other| other.stands_for == first.stands_for).then_some((first.since, first.stands_for))
}

/// What a description without a name turns out to be.
fn named_behind(resolver: &Resolver<'_, '_>, entity: &Entity, only: Option<(u32, StandsFor)>) -> Option<StandsFor> {
    if entity.named || entity.plural || entity.definite {
        return None;
    }
    if entity.kind.is_carrier() {
        return only.filter(|(since, _)| *since > entity.since).map(|(_, name)| name);
    }
    if entity.kind != SourceKind::Document || resolver.reading.sentence_index(entity.since as usize) > 0 {
        return None;
    }
    let later = || {
        let all = resolver.entities.iter().take(MENTIONS);
        all.filter(|other| other.since > entity.since && !other.plural && other.stands_for != entity.stands_for)
    };
    later()
        .find(|other| other.kind == SourceKind::Document && resolver.has_words(other, entity.words))
        .or_else(|| later().find(|other| other.kind.is_carrier() && other.named))
        .map(|other| other.stands_for)
}
