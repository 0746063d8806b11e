//! Who carried a statement and what it rests on, as asides of a sentence tell: "citing", "told Reuters", "as saying".

use super::frame::{Act, Frame};
use super::grammar::Tag;
use super::phrase::Phrase;
use super::read::{Cue, source_ref};
use super::scene::Scene;
use super::{AttributionValue, SourceRef};

/// "The paper quoted an official": who rests on whom.
#[derive(Debug)]
pub struct Citation {
    speaker: SourceRef,
    cited: Vec<SourceRef>,
    /// The reporting word, to take back what it was read as by itself.
    cue: u32,
}

/// Who or what the last statement of the sentence rests on, or came through.
pub fn aside(
    scene: &Scene<'_, '_>,
    cue: &Cue,
    frame: &Frame,
    earlier: &mut [AttributionValue],
    waiting: &mut Vec<SourceRef>,
) {
    let place = cue.source.map(|(first, last)| Phrase { first, last, antecedent: None, apart: false });
    let Some(phrase) = place.or_else(|| scene.phrase_after(cue.last)) else { return };
    // What only names the way is no part of the statement.
    if let Some(content) = earlier.last_mut().and_then(|last| last.content.last_mut())
        && content.1 as usize == phrase.last
        && (content.0 as usize) < cue.first
    {
        content.1 = cue.first as u32;
    }
    for source in joined(scene, phrase) {
        match (earlier.last_mut(), frame.act) {
            (Some(last), Act::Relays) => last.via.push(source),
            (Some(last), _) => last.basis.push(source),
            (None, Act::Cites) => waiting.push(source),
            _ => {}
        }
    }
}

/// "documents and an official" are two.
fn joined(scene: &Scene<'_, '_>, phrase: Phrase) -> impl Iterator<Item = SourceRef> + use<> {
    let joint = (phrase.first..phrase.last)
        .find(|&at| scene.tag(at) == Tag::Coordinator && scene.tag(at + 1) == Tag::Determiner);
    let whole = [Some(phrase), None];
    let halves = joint.map(|at| [Some(Phrase { last: at, ..phrase }), Some(Phrase { first: at + 1, ..phrase })]);
    halves.unwrap_or(whole).into_iter().flatten().map(|phrase| source_ref(&phrase))
}

/// Who cites whom with a finite verb ("The paper quoted an official").
pub fn citation(scene: &Scene<'_, '_>, cue: &Cue) -> Option<Citation> {
    if !cue.cites || scene.is_passive(scene.group_start(cue.first), cue.first) {
        return None;
    }
    let mut speaker = scene.phrase_before(scene.group_start(cue.first))?;
    // "a dispatch by the agency, which quoted": the agency quotes.
    if let Some((first, last)) = speaker.antecedent
        && let Some(by) = (first..last).find(|&at| scene.has_role(at, &[scene.grammar.roles.agent]))
    {
        speaker.antecedent = Some((by + 1, last));
    }
    let speaker = source_ref(&speaker);
    let cited = joined(scene, scene.phrase_after(cue.last)?).collect();
    Some(Citation { speaker, cited, cue: cue.last as u32 })
}

/// "… quoted an official as saying that": the statement belongs to the last one cited, through all who cite.
pub fn as_cited(
    scene: &Scene<'_, '_>,
    statement: &mut AttributionValue,
    citations: &mut Vec<Citation>,
    earlier: &mut Vec<AttributionValue>,
    begin: usize,
) {
    let Some((first, _)) = statement.cue else { return };
    if scene.tag_before(first as usize) != Tag::Subordinator {
        return;
    }
    let Some(Citation { speaker, cited, cue }) = citations.pop() else { return };
    let taken = |one: &AttributionValue, cue: u32| one.cue.is_some_and(|(_, last)| last == cue);
    let mut cues = vec![cue];
    statement.source = Some(speaker);
    statement.basis = cited;
    for citation in citations.drain(..) {
        cues.push(citation.cue);
        statement.via.push(citation.speaker);
    }
    let mut here = earlier.split_off(begin.min(earlier.len()));
    here.retain(|one| !cues.iter().any(|&cue| taken(one, cue)));
    earlier.append(&mut here);
}

/// How far from the beginning of its line the agency of a dateline may stand, in tokens.
const DATELINE: usize = 14;

/// The agency of a dateline ("LONDON, June 2 (Reuters) -"): it carried what follows in the document.
pub fn dateline(scene: &Scene<'_, '_>, cue: &Cue) -> Option<SourceRef> {
    if scene.grammar.frame(cue.rule)?.act != Act::Carries {
        return None;
    }
    let (first, last) = cue.source?;
    let line =
        (0..=first).rev().take(DATELINE).find(|&at| scene.reading.token(at).is_some_and(|token| token.opens_line()));
    line.map(|_| source_ref(&Phrase { first, last, antecedent: None, apart: false }))
}

/// The outlet that was told ("told Reuters"): the statement came through it.
pub fn told(scene: &Scene<'_, '_>, cue: &Cue) -> Option<SourceRef> {
    if !cue.addressee {
        return None;
    }
    let at = if scene.tag(cue.last) == Tag::Determiner { cue.last + 1 } else { cue.last };
    let data = scene.reading.pack(cue.pack)?;
    let (_, _, length) = scene.reading.entry_at(&data.lexicon, at, scene.last, |entry| {
        let outlet = |name| matches!(scene.reading.name(name), "outlet" | "agency");
        match scene.grammar.head_class(entry.class) {
            Some("known_source") => entry.roles.iter().any(|&role| outlet(role)),
            // "told the paper"
            Some("source_noun") => at > cue.last && entry.canon.is_some_and(outlet),
            _ => false,
        }
    })?;
    Some(source_ref(&Phrase { first: cue.last, last: at + length, antecedent: None, apart: false }))
}
