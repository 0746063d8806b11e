//! Quotations that no cue of their sentence took: they go on with what stands right before them, or belong to the last
//! speaker, or to the subject of the sentence that leads to them.

use super::grammar::Grammar;
use super::phrase::Phrase;
use super::quote::Quote;
use super::read::{source_ref, spoken_by};
use super::scene::Scene;
use super::tag::Tag;
use super::{AttributionValue, SourceRef, StandsFor};
use crate::extract::reading::Reading;
use crate::lang::PerPack;
use crate::model::Style;

/// How many sentences without a statement may stand between a speaker and a quotation of his.
const SILENCE: usize = 2;

/// Fewest words of a quotation that ends in a comma and has no verb of its own.
const ASIDE: usize = 4;

/// How far before a quotation its verb may stand, in tokens.
const VERB: usize = 12;

/// Gives the quotations that are left to their speakers.
pub fn read(
    reading: &Reading<'_>,
    grammars: &PerPack<Grammar>,
    tags: &mut [Tag],
    quotes: &[Quote],
    found: &mut Vec<AttributionValue>,
) {
    let mut taken = vec![false; quotes.len()];
    for &(first, last) in found.iter().flat_map(|attribution| &attribution.content) {
        let from = quotes.partition_point(|quote| quote.close <= first as usize);
        for (quote, slot) in quotes.iter().zip(&mut taken).skip(from) {
            if quote.open >= last as usize {
                break;
            }
            *slot = true;
        }
    }
    let mut index = 0;
    let mut next = 0;
    let mut added: Vec<AttributionValue> = Vec::new();
    // The newest attribution that begins before the quotation: among those found, or the last one added here.
    let mut speaker: Option<Place> = None;
    // “super PAC,”: a comma inside the marks makes no statement of two words.
    let aside = |quote: &Quote| {
        quote.words < ASIDE
            && quote.close.checked_sub(2).and_then(|at| reading.token(at)).is_some_and(|token| token.mark == ',')
    };
    let left = |&(quote, taken): &(&Quote, &bool)| !*taken && !quote.scare && !aside(quote);
    for (quote, _) in quotes.iter().zip(&taken).filter(left) {
        while let Some(sentence) = reading.buffers.sentences.get(index)
            && sentence.last <= quote.open
        {
            index += 1;
        }
        while found.get(next).is_some_and(|attribution| start(attribution) < quote.open) {
            speaker = Some(Place::Found(next));
            next += 1;
        }
        let Some(sentence) = reading.buffers.sentences.get(index) else { break };
        let Some(grammar) = sentence.pack.and_then(|pack| grammars.get(pack)) else { continue };
        let (Some(pack), Some(rule)) = (sentence.pack, grammar.quotation) else { continue };
        let Some(data) = reading.pack(pack) else { continue };
        grammar.tag(reading, &data.lexicon, sentence.first, sentence.last, tags);
        let Some(data) = sentence.pack.and_then(|pack| reading.pack(pack)) else { continue };
        let scene = Scene {
            reading,
            grammar,
            lexicon: &data.lexicon,
            tags,
            quotes,
            first: sentence.first,
            last: sentence.last,
        };
        let last_speaker = match speaker {
            Some(Place::Found(at)) => found.get(at),
            Some(Place::Added(at)) => added.get(at),
            None => None,
        };
        let opens = scene.opens_sentence(quote.open);
        if let Some(behind) = scene.signed(quote) {
            added.push(value(quote, Some(source(behind, StandsFor::Itself)), false, rule, pack));
            speaker = Some(Place::Added(added.len() - 1));
            continue;
        }
        if opens && let Some(last) = last_speaker {
            let gap = sentence_gap(reading, index, start(last).max(end(last)));
            if gap <= 1 && !reading.token(quote.open).is_some_and(|token| token.opens_paragraph()) {
                let piece = (quote.open as u32, quote.close as u32);
                match speaker {
                    Some(Place::Found(at)) => found.get_mut(at).map(|last| last.content.push(piece)),
                    Some(Place::Added(at)) => added.get_mut(at).map(|last| last.content.push(piece)),
                    None => None,
                };
                continue;
            }
            if gap <= SILENCE
                && let Some(phrase) = spoken_by(last)
            {
                let kept = last.source.as_ref().map_or(StandsFor::Itself, |source| source.stands_for);
                added.push(value(quote, Some(source((phrase.first, phrase.last), kept)), true, rule, pack));
                speaker = Some(Place::Added(added.len() - 1));
                continue;
            }
        }
        // Where the verb stands first, a quotation in the midst of a clause is mostly a name or a title.
        let led = !grammar.settings.subject_follows || scene.tag_before(quote.open) == Tag::Colon;
        if !opens
            && led
            && let Some(phrase) = scene
                .label(quote.open)
                .or_else(|| scene.nearest_subject(quote.open))
                .or_else(|| scene.clause_subject(quote.open))
        {
            added.push(value(quote, Some(source((phrase.first, phrase.last), StandsFor::Itself)), false, rule, pack));
            speaker = Some(Place::Added(added.len() - 1));
        }
    }
    if !added.is_empty() {
        found.append(&mut added);
    }
}

#[derive(Debug, Clone, Copy)]
enum Place {
    Found(usize),
    Added(usize),
}

fn start(attribution: &AttributionValue) -> usize {
    attribution.content.first().map_or(0, |&(first, _)| first as usize)
}

/// Where the words of an attribution end: its content and its source.
fn end(attribution: &AttributionValue) -> usize {
    let content = attribution.content.last().map_or(0, |&(_, last)| last as usize);
    let source = attribution.source.as_ref().filter(|_| !attribution.carried).map_or(0, |source| source.last as usize);
    content.max(source).saturating_sub(1)
}

/// How many sentences back a token stands.
fn sentence_gap(reading: &Reading<'_>, index: usize, token: usize) -> usize {
    (0..=index)
        .rev()
        .take(SILENCE + 2)
        .position(|at| reading.buffers.sentences.get(at).is_some_and(|sentence| sentence.first <= token))
        .unwrap_or(usize::MAX)
}

fn source((first, last): (usize, usize), stands_for: StandsFor) -> SourceRef {
    SourceRef { stands_for, ..source_ref(&Phrase::of(first, last)) }
}

fn value(quote: &Quote, source: Option<SourceRef>, carried: bool, rule: u16, pack: u8) -> AttributionValue {
    AttributionValue {
        source,
        cue: None,
        content: vec![(quote.open as u32, quote.close as u32)],
        style: Style::Direct,
        carried,
        via: Vec::new(),
        basis: Vec::new(),
        rule,
        pack,
    }
}

impl Scene<'_, '_> {
    /// Whether nothing but marks stands before `at` in the sentence.
    fn opens_sentence(&self, at: usize) -> bool {
        (self.first..at).all(|before| matches!(self.tag(before), Tag::Mark | Tag::Stop | Tag::QuoteClose))
    }

    /// The subject of the reporting verb or auxiliary nearest before a quotation.
    fn nearest_subject(&self, open: usize) -> Option<Phrase> {
        let verb = (self.first..open).rev().take(VERB).find(|&at| matches!(self.tag(at), Tag::Cue | Tag::Verb))?;
        (self.tag(verb) == Tag::Cue).then(|| self.phrase_before(self.group_start(verb))).flatten()
    }

    /// The name before a colon and a quotation: "More from Ms Hill: “…”".
    fn label(&self, open: usize) -> Option<Phrase> {
        let colon = open.checked_sub(1).filter(|&colon| self.tag(colon) == Tag::Colon)?;
        self.phrase_before(colon).filter(|_| self.tag_before(colon) == Tag::Name)
    }

    /// The name behind a quotation and a dash: “…” — A. Name.
    fn signed(&self, quote: &Quote) -> Option<(usize, usize)> {
        let dash = quote.close;
        let token = self.reading.token(dash)?;
        if !matches!(token.mark, '—' | '–' | '―' | '-') {
            return None;
        }
        let first = if self.reading.token(dash + 1)?.mark == '-' { dash + 2 } else { dash + 1 };
        let mut last = first;
        while self.reading.token(last).is_some_and(|token| token.capital() && !token.opens_line()) {
            last += 1;
        }
        (last > first && last - first < 6).then_some((first, last))
    }
}
