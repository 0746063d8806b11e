//! Who carried a statement and what it rests on, as asides of a sentence tell: "citing", "told Reuters", "as saying".

use super::frame::{Act, Frame, SourcePlace};
use super::phrase::Phrase;
use super::read::{Cue, last_speaker, source_ref, spoken_by};
use super::scene::Scene;
use super::tag::Tag;
use super::{AttributionValue, SourceRef};
use crate::extract::dateline;
use crate::lang::lexicon::Entry;
use crate::model::SourceKind;

/// Most grounds that one cue joins.
const GROUNDS: usize = 6;

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
    let place = cue.source.map(|(first, last)| Phrase::of(first, last));
    let Some(phrase) = place.or_else(|| scene.phrase_after(cue.last)) else { return };
    // What only names the way is no part of the statement.
    if let Some(content) = earlier.last_mut().and_then(|last| last.content.last_mut())
        && content.1 as usize == phrase.last
        && (content.0 as usize) < cue.first
    {
        content.1 = cue.first as u32;
    }
    for source in joined(scene, phrase).iter().map(source_ref) {
        match (earlier.last_mut(), frame.act) {
            (Some(last), Act::Relays) => last.via.push(source),
            (Some(last), _) => last.basis.push(source),
            (None, Act::Cites) => waiting.push(source),
            _ => {}
        }
    }
}

/// The phrases that a phrase joins: "documents and an official" are two, as are those joined by a clitic.
fn joined(scene: &Scene<'_, '_>, phrase: Phrase) -> Vec<Phrase> {
    let parts = |at: usize| {
        scene.tag(at) == Tag::Coordinator && scene.tag(at + 1) == Tag::Determiner
            || scene.opens_clause(at) && matches!(scene.tag(at), Tag::SourceNoun | Tag::Role)
    };
    let mut found = Vec::new();
    let mut rest = phrase;
    while let Some(at) = (rest.first + 1..rest.last).find(|&at| parts(at)) {
        found.push(Phrase { last: at, ..rest });
        let first = if scene.tag(at) == Tag::Coordinator { at + 1 } else { at };
        rest = Phrase { first, ..rest };
    }
    found.push(rest);
    list(scene, &mut found);
    // "documents seen by the paper and an official": further on, over what qualifies the first.
    let mut at = rest.last;
    while found.len() < GROUNDS && scene.grammar.settings.subject_follows {
        while scene.tag(at) == Tag::Verb {
            at += 1;
        }
        // "documents that “X” saw"
        if scene.tag_before(at) == Tag::Verb && scene.tag(at) == Tag::QuoteOpen {
            at = scene.quote_around(at).map_or(at, |quote| quote.close);
        }
        if !scene.opens_clause(at) {
            break;
        }
        let first = if scene.tag(at) == Tag::Preposition { at + 1 } else { at };
        let noun = if scene.tag(first) == Tag::Number { first + 1 } else { first };
        let Some(next) = scene.phrase_after(first).filter(|_| matches!(scene.tag(noun), Tag::SourceNoun | Tag::Role))
        else {
            break;
        };
        at = next.last;
        found.push(next);
    }
    found
}

/// "contracts, documents and informed sources": the members of a list behind the first, where commas part them.
fn list(scene: &Scene<'_, '_>, found: &mut Vec<Phrase>) {
    let comma = |at: usize| scene.reading.token(at).is_some_and(|token| token.mark == ',');
    while found.len() < GROUNDS
        && let Some(at) = found.last().map(|last| last.last)
    {
        let first = match (comma(at), scene.tag(at), scene.tag(at + 1)) {
            (true, _, Tag::Coordinator) => at + 2,
            (true, ..) => at + 1,
            (false, Tag::Coordinator, _) if found.len() > 1 => at + 1,
            _ => return,
        };
        let Some(next) = scene.phrase_after(first).filter(|next| is_ground(scene, *next)) else { return };
        match (next.first + 1..next.last).find(|&at| scene.tag(at) == Tag::Coordinator) {
            Some(joint) => {
                let last = Phrase { first: joint + 1, ..next };
                found.push(Phrase { last: joint, ..next });
                found.extend(Some(last).filter(|last| is_ground(scene, *last)));
                return;
            }
            None => found.push(next),
        }
    }
}

/// The grounds that stand beside a source behind what qualifies it ("according to documents that the paper saw and an
/// official").
pub fn further(scene: &Scene<'_, '_>, source: Option<Phrase>) -> Vec<SourceRef> {
    let Some(source) = source.filter(|_| scene.grammar.settings.subject_follows) else { return Vec::new() };
    joined(scene, source).iter().filter(|phrase| phrase.first >= source.last).map(source_ref).collect()
}

/// Whether a noun for a source stands in a phrase that no verb follows.
fn is_ground(scene: &Scene<'_, '_>, phrase: Phrase) -> bool {
    (phrase.first..phrase.last).any(|at| matches!(scene.tag(at), Tag::SourceNoun | Tag::Role))
        && !matches!(scene.tag(phrase.last), Tag::Verb | Tag::Auxiliary | Tag::Cue)
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
    let cited = joined(scene, scene.phrase_after(cue.last)?).iter().map(source_ref).collect();
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

/// The agency of a dateline ("LONDON, June 2 (Reuters) -"): it carried what follows in the document.
pub fn dateline(scene: &Scene<'_, '_>, cue: &Cue) -> Option<SourceRef> {
    if scene.grammar.frame(cue.rule)?.act != Act::Carries {
        return None;
    }
    let (first, last) = cue.source?;
    let line = (0..=first)
        .rev()
        .take(dateline::LENGTH)
        .find(|&at| scene.reading.token(at).is_some_and(|token| token.opens_line()));
    line.map(|_| source_ref(&Phrase::of(first, last)))
}

impl Scene<'_, '_> {
    /// The outlet or agency that is told by a word with a preposition glued to it ("لرويترز", "لصحيفة X").
    pub fn told_at(&self, at: usize) -> Option<Phrase> {
        if self.tag(at) != Tag::Attached || self.reading.lookup(at).clitics & self.grammar.addressee == 0 {
            return None;
        }
        match self.carrier(at, true)? {
            (true, _) => self.source_after(at, true, None),
            (false, length) => Some(Phrase::of(at, at + length)),
        }
    }

    /// The last comma between two tokens behind which a clause is set against what stands before it ("، لكن …").
    fn contrast_between(&self, first: usize, last: usize) -> Option<usize> {
        (first..last).rev().find(|&at| {
            self.tag(at) == Tag::Comma
                && matches!(self.tag(at + 1), Tag::Coordinator | Tag::Subordinator)
                && self.quote_around(at).is_none()
                && self
                    .reading
                    .entry_at(self.lexicon, at + 1, last, |entry| {
                        self.grammar.roles.contrast.is_some_and(|role| entry.has(role))
                    })
                    .is_some()
        })
    }

    /// Whether an outlet, an agency or a document speaks.
    pub fn passes_on(&self, phrase: Phrase) -> bool {
        self.is_document(phrase) || (phrase.first..phrase.last).any(|at| self.carrier(at, true).is_some())
    }

    /// Whether a noun for people without names opens a phrase ("مصادر"): they carry nobody else's words.
    fn is_nameless(&self, phrase: Phrase) -> bool {
        let unnamed = |entry: &Entry| {
            self.grammar.head_class(entry.class) == Some("source_noun")
                && entry.canon.is_some_and(|canon| self.reading.name(canon).parse() == Ok(SourceKind::Unnamed))
        };
        (phrase.first..phrase.last).any(|at| self.reading.entry_at(self.lexicon, at, phrase.last, unnamed).is_some())
    }

    /// Whether the outlet or agency at a token is told by a mere noun, where `nouns` are asked for too, and its length.
    fn carrier(&self, at: usize, nouns: bool) -> Option<(bool, usize)> {
        let carries = |name| self.reading.name(name).parse().is_ok_and(SourceKind::is_carrier);
        let is_noun = |entry: &Entry| self.grammar.head_class(entry.class) == Some("source_noun");
        let wanted = |entry: &Entry| match self.grammar.head_class(entry.class) {
            Some("known_source") => entry.roles.iter().any(|&role| carries(role)),
            Some("source_noun") => nouns && entry.canon.is_some_and(carries),
            _ => false,
        };
        let (_, entry, length) = self.reading.entry_at(self.lexicon, at, self.last, wanted)?;
        Some((is_noun(entry), length))
    }
}

/// The outlet that was told ("told Reuters"): the statement came through it. `behind`: where it may stand with its
/// preposition glued to it.
pub fn told(scene: &Scene<'_, '_>, cue: &Cue, behind: usize) -> Option<SourceRef> {
    if scene.grammar.settings.subject_follows {
        let mut at = behind;
        while matches!(scene.tag(at), Tag::Adverb | Tag::Time) {
            at += 1;
        }
        return scene.told_at(at).as_ref().map(source_ref);
    }
    if !cue.addressee {
        return None;
    }
    let at = if scene.tag(cue.last) == Tag::Determiner { cue.last + 1 } else { cue.last };
    // "told the paper": a noun, where a determiner stands before it.
    let (_, length) = scene.carrier(at, at > cue.last)?;
    Some(source_ref(&Phrase::of(cue.last, at + length)))
}

/// Whoever would be the subject of a verb that relays what somebody else said ("the paper quoted the agency as saying").
pub fn relayed_by(
    scene: &Scene<'_, '_>,
    cue: &Cue,
    frame: &Frame,
    source: Option<Phrase>,
    earlier: &[AttributionValue],
    previous: Option<&AttributionValue>,
) -> Option<SourceRef> {
    let source = source.filter(|_| frame.source.contains(&SourcePlace::Object))?;
    let behind = scene.source_after(cue.last, false, cue.entry).filter(|phrase| phrase.last < source.first);
    let before =
        || (!scene.opens_clause(cue.first)).then(|| scene.subject_before(scene.group_start(cue.first))).flatten();
    let spoken = || last_speaker(earlier).or(previous).and_then(spoken_by).filter(|phrase| !scene.is_nameless(*phrase));
    let carrier = behind.or_else(before).or_else(spoken)?;
    (carrier.first != source.first).then(|| source_ref(&carrier))
}

/// A source told inside another's statement is part of its way: between the verb and what it reports ("the agency quoted the
/// official, according to the paper, as saying") it carried it, at its end ("…, according to documents") the speaker rests
/// on it.
pub fn joins(scene: &Scene<'_, '_>, cue: &Cue, earlier: &mut [AttributionValue]) -> bool {
    let Some(phrase) = scene.source_after(cue.last, true, None) else { return false };
    let behind = |value: &AttributionValue| value.cue.is_some_and(|(_, last)| last as usize <= cue.first);
    for value in earlier.iter_mut().rev().filter(|value| behind(value)) {
        let Some(content) = value.content.last_mut() else { continue };
        if content.0 as usize > cue.last {
            value.via.insert(0, source_ref(&phrase));
            return true;
        }
        if content.1 as usize + 1 >= cue.first && content.1 as usize <= phrase.last {
            // "said that it was shut, but a part of it is open, according to": what is set against it is another's.
            if let Some(comma) = scene.contrast_between(content.0 as usize, cue.first) {
                content.1 = comma as u32;
                return false;
            }
            content.1 = content.1.min(scene.before_comma(cue.first) as u32);
            value.basis.extend(joined(scene, phrase).iter().map(source_ref));
            return true;
        }
    }
    false
}
