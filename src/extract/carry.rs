//! Figures that go on with the source of the sentence before: "Of that number, 40 were children."

use super::attribution::AttributionValue;
use super::claim::ClaimValue;
use super::mention::{Mention, Value};
use super::reading::{Reading, Sentence};
use super::worth;
use crate::model::{ClaimKind, Style};

/// Who spoke last in the paragraph.
#[derive(Debug, Default)]
pub struct Speaker {
    attribution: Option<usize>,
}

impl Speaker {
    /// Gives the unsourced figures of a sentence the source of the one before, where a rule of builder
    /// `carry` fires in it; then notes who speaks last in this one.
    pub fn carry(&mut self, reading: &mut Reading<'_>, sentence: &Sentence, claims: &mut [ClaimValue]) {
        if reading.token(sentence.first).is_some_and(|token| token.opens_line()) {
            self.attribution = None;
        }
        for claim in claims.iter_mut().filter(|claim| claim.attribution.is_none()) {
            // A writer who has begun to speak for himself goes on doing so.
            let Some(carried) = self.carried(reading, sentence, claim) else { break };
            reading.buffers.attributions.push(carried);
            let index = reading.buffers.attributions.len() - 1;
            (claim.attribution, claim.kind) = (Some(index), ClaimKind::Both);
            claim.because = worth::reasons(reading, sentence, claim);
            claim.worth = reading.packs.worth().of(&claim.because);
        }
        let last = claims.last().and_then(|claim| claim.attribution);
        let grounded = &reading.buffers.grounded;
        let found = || grounded.binary_search_by_key(&(sentence.first as u32), |&(first, _)| first).ok();
        let last = last.or_else(|| found().and_then(|index| grounded.get(index)).map(|&(_, attribution)| attribution));
        self.attribution = last.filter(|&index| source_of(reading, index).is_some());
    }

    fn carried(&self, reading: &Reading<'_>, sentence: &Sentence, claim: &ClaimValue) -> Option<AttributionValue> {
        let speaker = reading.buffers.attributions.get(self.attribution?)?;
        let kind = speaker.source.as_ref()?.kind.as_str();
        let allows = |mention: &&Mention| {
            let rule = reading.pack(mention.pack).and_then(|pack| pack.rule(mention.rule));
            rule.is_some_and(|rule| {
                rule.text.with.get("from").is_none_or(|kinds| kinds.split(' ').any(|known| known == kind))
            })
        };
        let cue = (sentence.first..claim.last as usize)
            .flat_map(|at| reading.mentions_at(at))
            .map(|(_, mention)| mention)
            .filter(|mention| matches!(mention.value, Value::Carries))
            .find(allows)?;
        Some(AttributionValue {
            cue: None,
            content: vec![(claim.first, claim.last)],
            style: Style::Indirect,
            carried: true,
            rule: cue.rule,
            pack: cue.pack,
            ..speaker.clone()
        })
    }
}

fn source_of<'r>(reading: &'r Reading<'_>, index: usize) -> Option<&'r super::attribution::SourceRef> {
    reading.buffers.attributions.get(index).and_then(|attribution| attribution.source.as_ref())
}
