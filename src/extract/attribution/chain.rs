//! The way of a statement: who carried it, and what its source rests on.

use super::{AttributionValue, SourceRef, StandsFor};
use crate::model::SourceKind;

/// Orders sources, carriers and grounds once their kinds are known.
///
/// The source of a statement is whoever first said it and can be named. An outlet or agency that cites one who can be
/// named only carries his words; documents and unnamed people are what it rests on.
pub fn order(found: &mut [AttributionValue]) {
    for attribution in found.iter_mut() {
        let named = attribution.basis.iter().position(can_be_asked);
        if let (Some(source), Some(named)) = (&attribution.source, named)
            && carries(source)
        {
            let first = attribution.basis.remove(named);
            attribution.via.extend(attribution.source.replace(first));
        } else if attribution.source.as_ref().is_some_and(|source| !carries(source)) {
            // What a minister says "according to the paper" came through the paper.
            let (carriers, grounds): (Vec<_>, Vec<_>) = attribution.basis.drain(..).partition(carries);
            attribution.via.splice(0..0, carriers);
            attribution.basis = grounds;
        }
    }
    nest(found);
    for attribution in found.iter_mut() {
        let AttributionValue { source, via, basis, .. } = attribution;
        let itself = |other: &SourceRef| source.as_ref().is_some_and(|source| source.stands_for == other.stands_for);
        via.retain(|carrier| !itself(carrier) || carrier.stands_for == StandsFor::Itself);
        basis.retain(|ground| !itself(ground) || ground.stands_for == StandsFor::Itself);
    }
}

/// "Reuters reported that the ministry said …": what stands inside an outlet's statement came through it.
fn nest(found: &mut [AttributionValue]) {
    for outer in (0..found.len()).rev() {
        let Some(carrier) = found.get(outer).and_then(|value| value.source.clone()).filter(carries) else { continue };
        let Some(&(from, to)) = found.get(outer).and_then(|value| value.content.first()) else { continue };
        for inner in found.iter_mut().skip(outer + 1).take_while(|inner| start(inner) < to) {
            let inside = inner.cue.is_some_and(|(first, last)| first >= from && last <= to);
            let same = inner.source.as_ref().is_some_and(|source| source.stands_for == carrier.stands_for);
            if inside && !same && inner.source.is_some() {
                inner.via.insert(0, carrier.clone());
            }
        }
    }
}

/// "(Reuters) -": an agency that carried the text stands before all who speak in it.
pub fn carry(found: &mut [AttributionValue], carriers: &[SourceRef]) {
    for attribution in found.iter_mut() {
        let before = carriers.partition_point(|carrier| carrier.first <= start(attribution));
        let Some(carrier) = before.checked_sub(1).and_then(|index| carriers.get(index)) else { continue };
        let same = |source: &SourceRef| source.stands_for == carrier.stands_for;
        if !attribution.source.iter().chain(&attribution.via).any(same) {
            attribution.via.insert(0, carrier.clone());
        }
    }
}

/// First token of what was said.
pub(super) fn start(attribution: &AttributionValue) -> u32 {
    attribution.content.first().map_or(0, |&(first, _)| first)
}

/// Whether a source makes its living from other people's words.
fn carries(source: &SourceRef) -> bool {
    source.kind.is_carrier()
}

/// Whether a source can be named and asked.
fn can_be_asked(source: &SourceRef) -> bool {
    !matches!(source.kind, SourceKind::Document | SourceKind::Unnamed | SourceKind::Group)
}
