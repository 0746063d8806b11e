//! Claims on their own feet, for the ledger: with selector, chain, basis, roots and derivation.

use rustc_hash::FxHashMap;

use super::attribution::{AttributionValue, SourceRef};
use super::claim::ClaimValue;
use super::derive;
use super::output::Places;
use super::reading::Reading;
use crate::model::{
    Annotation, Attribution, Claim, ClaimRecord, Derivation, Extent, Hop, Part, Publication, Selector, SourceKind,
    SourceMention,
};

/// Most sources that one is remembered to cite.
const CITED: usize = 32;

/// Code points of context kept before and after a claim.
const CONTEXT: usize = 32;

/// Every claim of the annotation with all that belongs to it.
pub fn records(reading: &Reading<'_>, annotation: &Annotation, publication: &Publication) -> Vec<ClaimRecord> {
    let places = Places::new(reading);
    let characters: Vec<usize> =
        reading.text.char_indices().map(|(byte, _)| byte).chain([reading.text.len()]).collect();
    let text = Characters { text: reading.text, starts: &characters };
    let citations = citations(&annotation.attributions);
    annotation
        .claims
        .iter()
        .zip(&reading.buffers.claims)
        .map(|(claim, value)| {
            let attribution = claim.attribution.and_then(|index| annotation.attributions.get(index));
            let (mut chain, basis) = chain(attribution, publication);
            close_cycle(&mut chain, &citations);
            let roots = roots(&chain);
            let quantities: Vec<_> =
                claim.quantities.iter().filter_map(|&index| annotation.quantities.get(index)).cloned().collect();
            let times: Vec<_> = claim.times.iter().filter_map(|&index| annotation.times.get(index)).cloned().collect();
            ClaimRecord {
                selector: selector(&text, claim),
                sentence: sentence(&text, annotation, claim),
                kind: claim.kind,
                summary: summary(&quantities, &times),
                quantities,
                times,
                chain,
                basis,
                roots,
                worth: claim.worth,
                because: claim.because.clone(),
                derivation: derivation(reading, &places, annotation, claim, value),
                rules: annotation.rules.clone(),
            }
        })
        .collect()
}

/// A text addressed by code points.
struct Characters<'a> {
    text: &'a str,
    starts: &'a [usize],
}

impl Characters<'_> {
    fn slice(&self, start: usize, end: usize) -> String {
        let last = self.starts.len().saturating_sub(1);
        let at = |point: usize| self.starts.get(point.min(last)).copied().unwrap_or(0);
        self.text.get(at(start)..at(end)).unwrap_or("").to_owned()
    }
}

fn selector(text: &Characters<'_>, claim: &Claim) -> Selector {
    Selector {
        exact: claim.text.clone(),
        prefix: text.slice(claim.start.saturating_sub(CONTEXT), claim.start),
        suffix: text.slice(claim.end, claim.end + CONTEXT),
        start: claim.start,
        end: claim.end,
    }
}

fn sentence(text: &Characters<'_>, annotation: &Annotation, claim: &Claim) -> String {
    let sentence = annotation.sentences.partition_point(|sentence| sentence.end <= claim.start);
    annotation
        .sentences
        .get(sentence)
        .map_or_else(|| claim.text.clone(), |sentence| text.slice(sentence.start, sentence.end))
}

/// The way from the publisher to whoever said it first, and what that one rests on.
///
/// Unnamed people vouch for nothing by themselves, and documents that a carrier cites are known by its word alone:
/// whoever cites them is the root and they are its basis, unless nobody stands before them.
fn chain(attribution: Option<&Attribution>, publication: &Publication) -> (Vec<Hop>, Vec<Hop>) {
    let mut chain: Vec<Hop> = publication.publisher.iter().map(|name| publisher(name)).collect();
    let mut basis = Vec::new();
    let Some(attribution) = attribution else { return (chain, basis) };
    let cue = attribution.cue.as_ref().map(|cue| cue.text.clone());
    for via in &attribution.via {
        push_hop(&mut chain, hop(via, None, attribution.carried));
    }
    if let Some(source) = &attribution.source {
        let hop = hop(source, cue, attribution.carried);
        let cited = match source.kind {
            SourceKind::Unnamed => !chain.is_empty(),
            SourceKind::Document => !attribution.via.is_empty(),
            _ => false,
        };
        if cited {
            basis.push(hop);
        } else {
            push_hop(&mut chain, hop);
        }
    }
    basis.extend(attribution.basis.iter().map(|source| hop(source, None, attribution.carried)));
    (chain, basis)
}

/// Where the last of a chain cites, elsewhere in the text, one whom the chain has passed, that one stands at its end again:
/// the chain has no beginning.
fn close_cycle(chain: &mut Vec<Hop>, citations: &Citations<'_>) {
    let Some(last) = chain.last().filter(|last| last.is_named() && last.text.is_some()) else { return };
    let passed =
        |one: &&&SourceMention| chain.iter().any(|hop| hop.name == one.name && hop.name != last.name && hop.is_named());
    let cited = citations.get(last.name.as_str()).and_then(|cited| cited.iter().find(passed));
    if let Some(cited) = cited {
        let cited = hop(cited, None, true);
        chain.push(cited);
    }
}

/// Whom everybody cites in a text, by name.
type Citations<'a> = FxHashMap<&'a str, Vec<&'a SourceMention>>;

fn citations(attributions: &[Attribution]) -> Citations<'_> {
    let mut citations = Citations::default();
    for said in attributions.iter().filter(|said| !said.via.is_empty() || !said.basis.is_empty()) {
        let way: Vec<&SourceMention> = said.via.iter().chain(&said.source).chain(&said.basis).collect();
        for (at, one) in way.iter().enumerate() {
            let behind = way.iter().skip(at + 1).copied();
            let known = citations.entry(one.name.as_str()).or_default();
            // Once for each name: a text that says the same on every line stays linear.
            for cited in behind {
                if known.len() < CITED && !known.iter().any(|known| known.name == cited.name) {
                    known.push(cited);
                }
            }
        }
    }
    citations
}

/// A publisher that reports its own words is one hop, not two.
fn push_hop(chain: &mut Vec<Hop>, hop: Hop) {
    match chain.last_mut() {
        Some(last) if last.name == hop.name => *last = hop,
        _ => chain.push(hop),
    }
}

fn publisher(name: &str) -> Hop {
    Hop::named(name, SourceKind::Outlet)
}

fn hop(source: &SourceMention, cue: Option<String>, carried: bool) -> Hop {
    Hop {
        name: source.name.clone(),
        kind: source.kind,
        cue,
        text: Some(source.text.clone()),
        start: Some(source.start),
        end: Some(source.end),
        carried,
        plural: source.plural,
        unresolved: source.unresolved,
    }
}

/// The last hop that can be named and asked. Of those who cite each other it is the first by name, wherever the chain
/// enters their circle, so that they count as one.
fn roots(chain: &[Hop]) -> Vec<String> {
    if let Some(name) = Hop::cycle(chain, &[]) {
        let circle = chain.iter().skip_while(|hop| hop.name != name).filter(|hop| hop.is_named());
        return circle.map(|hop| hop.name.clone()).min().into_iter().collect();
    }
    chain
        .iter()
        .rev()
        .find(|hop| hop.kind != SourceKind::Unnamed && !hop.unresolved)
        .or(chain.last())
        .map(|hop| hop.name.clone())
        .into_iter()
        .collect()
}

fn summary(quantities: &[crate::model::Quantity], times: &[crate::model::TemporalExpression]) -> String {
    let figures = quantities.iter().map(ToString::to_string);
    let times = times.iter().filter(|time| time.value.is_some()).map(ToString::to_string);
    figures.chain(times).collect::<Vec<_>>().join("; ")
}

/// Why the claim was taken: its figures, times and attribution, each with its own derivation.
fn derivation(
    reading: &Reading<'_>,
    places: &Places<'_, '_>,
    annotation: &Annotation,
    claim: &Claim,
    value: &ClaimValue,
) -> Derivation {
    let mut parts = Vec::new();
    for (name, ids) in [("quantity", &value.quantities), ("time", &value.times)] {
        for mention in ids.iter().filter_map(|&id| reading.mention(id)) {
            let inner = derive::derivation(reading, places, mention);
            parts.push(Part {
                name: name.to_owned(),
                text: inner.text.clone(),
                start: inner.start,
                end: inner.end,
                entry: None,
                from: Some(Box::new(inner)),
            });
        }
    }
    parts.sort_by_key(|part| part.start);
    let found = claim
        .attribution
        .and_then(|index| Some((annotation.attributions.get(index)?, reading.buffers.attributions.get(index)?)));
    if let Some((attribution, value)) = found {
        let inner = attribution_derivation(places, attribution, value);
        parts.push(Part {
            name: "attribution".to_owned(),
            text: inner.text.clone(),
            start: inner.start,
            end: inner.end,
            entry: None,
            from: Some(Box::new(inner)),
        });
    }
    Derivation {
        rule: claim.rule.clone(),
        builder: "claim".to_owned(),
        start: claim.start,
        end: claim.end,
        text: claim.text.clone(),
        value: claim.kind.to_string(),
        parts,
    }
}

fn attribution_derivation(places: &Places<'_, '_>, attribution: &Attribution, value: &AttributionValue) -> Derivation {
    let mut parts = Vec::new();
    if let (Some(source), Some(reference)) = (&attribution.source, &value.source) {
        parts.push(source_part("source", places, source, reference));
    }
    if let Some(cue) = &attribution.cue {
        parts.push(Part {
            name: "cue".to_owned(),
            text: cue.text.clone(),
            start: cue.start,
            end: cue.end,
            entry: None,
            from: None,
        });
    }
    for (name, mentions, references) in
        [("via", &attribution.via, &value.via), ("basis", &attribution.basis, &value.basis)]
    {
        parts.extend(
            mentions.iter().zip(references).map(|(mention, reference)| source_part(name, places, mention, reference)),
        );
    }
    for &(first, last) in &value.content {
        let Extent { start, end } = places.extent(first, last);
        parts.push(Part {
            name: "content".to_owned(),
            text: places.text(first, last).to_owned(),
            start,
            end,
            entry: None,
            from: None,
        });
    }
    let (start, end) =
        (parts.iter().map(|part| part.start).min().unwrap_or(0), parts.iter().map(|part| part.end).max().unwrap_or(0));
    Derivation {
        rule: attribution.rule.clone(),
        builder: if attribution.carried { "carried".to_owned() } else { "attribution".to_owned() },
        start,
        end,
        text: attribution.cue.as_ref().map(|cue| cue.text.clone()).unwrap_or_default(),
        value: attribution.source.as_ref().map(|source| source.name.clone()).unwrap_or_default(),
        parts,
    }
}

fn source_part(name: &str, places: &Places<'_, '_>, source: &SourceMention, reference: &SourceRef) -> Part {
    let from = (source.name != source.text).then(|| {
        let antecedent = source.antecedent.map(|(start, end)| Part {
            name: "antecedent".to_owned(),
            text: source.name.clone(),
            start,
            end,
            entry: None,
            from: None,
        });
        let Extent { start, end } = places.extent(reference.first, reference.last);
        Box::new(Derivation {
            rule: if antecedent.is_some() { "source.resolved".to_owned() } else { "source.alias".to_owned() },
            builder: if antecedent.is_some() { "resolved".to_owned() } else { "alias".to_owned() },
            start,
            end,
            text: source.text.clone(),
            value: source.name.clone(),
            parts: antecedent.into_iter().collect(),
        })
    });
    Part {
        name: name.to_owned(),
        text: source.text.clone(),
        start: source.start,
        end: source.end,
        entry: Some(source.kind.to_string()),
        from,
    }
}
