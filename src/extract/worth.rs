//! Why a claim is worth checking: reasons by name, weighed in `_shared/worth.toml`.

use super::attribution::SourceRef;
use super::claim::ClaimValue;
use super::mention::Value;
use super::reading::{Reading, Sentence};
use crate::model::{QuantityKind, SourceKind};

/// The classes of words that are reasons of the same name.
const WORDS: [&str; 5] = ["superlative", "comparison", "change", "opinion", "wish"];

/// The reasons that hold for a claim, each once, in the order of the table.
pub fn reasons(reading: &Reading<'_>, sentence: &Sentence, claim: &ClaimValue) -> Vec<&'static str> {
    let mut reasons = Vec::new();
    figures(reading, claim, &mut reasons);
    if let Some(source) = claim
        .attribution
        .and_then(|index| reading.buffers.attributions.get(index))
        .and_then(|attribution| attribution.source.as_ref())
    {
        reasons.push(source_reason(source));
    }
    if let Some(pack) = sentence.pack.and_then(|pack| reading.pack(pack)) {
        let present = (claim.first..claim.last).fold(0, |all, at| all | reading.lookup(at as usize).here);
        for word in WORDS {
            let Some(class) = pack.lexicon.find_class(word).filter(|class| present & (1 << class) != 0) else {
                continue;
            };
            let last = claim.last as usize;
            if (claim.first as usize..last).any(|at| reading.has_class(&pack.lexicon, at, last, class)) {
                reasons.push(word);
            }
        }
    }
    if claim.last - claim.first < 5 {
        reasons.push("short");
    }
    reasons
}

fn figures(reading: &Reading<'_>, claim: &ClaimValue, reasons: &mut Vec<&'static str>) {
    let values = || claim.quantities.iter().filter_map(|&id| reading.mention(id)).map(|mention| &mention.value);
    let quantities = || {
        values().filter_map(|value| match value {
            Value::Quantity(quantity) => Some(quantity),
            _ => None,
        })
    };
    if claim.quantities.is_empty() {
        return;
    }
    reasons.push("figure");
    if claim.quantities.len() > 1 {
        reasons.push("several_figures");
    }
    if quantities().any(|quantity| quantity.kind == QuantityKind::Money) {
        reasons.push("money");
    }
    if quantities().any(|quantity| quantity.kind == QuantityKind::Percent) {
        reasons.push("percent");
    }
    if quantities().any(|quantity| quantity.low != quantity.high) {
        reasons.push("bound");
    }
    if quantities().count() == claim.quantities.len() {
        if quantities().all(|quantity| quantity.low.is_none() && quantity.high.is_none()) {
            reasons.push("vague_figure");
        }
        if quantities().all(|quantity| quantity.kind == QuantityKind::Duration) {
            reasons.push("duration_only");
        }
    }
    let rank = |value: &Value| match value {
        Value::Quantity(quantity) => quantity.kind == QuantityKind::Ordinal,
        Value::Number(number) => number.ordinal,
        _ => false,
    };
    if values().all(rank) {
        reasons.push("rank_only");
    }
}

const fn source_reason(source: &SourceRef) -> &'static str {
    match source.kind {
        SourceKind::Unnamed | SourceKind::Group => "unnamed_source",
        SourceKind::Document => "document_source",
        _ => "named_source",
    }
}
