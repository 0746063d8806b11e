//! What a fact-checker would have to check: attributed statements and the figures that nobody is
//! named for, each within one sentence.

use super::attribution::{AttributionValue, StandsFor};
use super::carry::Speaker;
use super::dateline;
use super::edge::{closes_alone, is_edge, opens_alone};
use super::joint::joints;
use super::mention::{Mention, MentionId, NumberValue, Value};
use super::reading::{Reading, Sentence};
use super::time::Open;
use super::worth;
use crate::lang::pattern::MentionKind;
use crate::model::{ClaimKind, NoteKind, QuantityKind};

/// A claim as the reading holds it.
#[derive(Debug, Clone)]
pub struct ClaimValue {
    /// First token.
    pub first: u32,
    /// Token after the last.
    pub last: u32,
    /// Why it is one.
    pub kind: ClaimKind,
    /// Its figures.
    pub quantities: Vec<MentionId>,
    /// Its points and stretches of the calendar.
    pub times: Vec<MentionId>,
    /// Index of its attribution among the reading's.
    pub attribution: Option<usize>,
    /// How much it is worth checking, in hundredths.
    pub worth: u8,
    /// What raised or lowered the worth.
    pub because: Vec<&'static str>,
}

impl ClaimValue {
    /// The name of the way the claim was found; `messages.toml` explains each.
    pub const fn rule(&self) -> &'static str {
        match self.kind {
            ClaimKind::Quantity => "claim.figure",
            ClaimKind::Statement => "claim.statement",
            ClaimKind::Both => "claim.figure_and_statement",
        }
    }
}

/// Fewest words of a statement without a figure.
const SHORTEST_STATEMENT: usize = 3;

/// Most tokens between reporting words and what they report that say when or where.
const ASIDE: u32 = 4;

/// Collects the claims of a document whose attributions have been read.
pub fn read(reading: &mut Reading<'_>) {
    let mut claims = Vec::new();
    let mut contents = Contents::default();
    contents.collect(reading);
    let refusals = refusals(reading);
    let mut mentions = 0;
    let mut speaker = Speaker::default();
    // Mentions were made sentence by sentence; sort once by place to walk both lists together.
    let mut order: Vec<MentionId> = (0..reading.buffers.mentions.len() as MentionId)
        .filter(|&id| reading.mention(id).is_some_and(|mention| !mention.absorbed && matters(mention.kind)))
        .collect();
    order.sort_by_key(|&id| reading.mention(id).map_or((0, 0), |mention| (mention.first, mention.last)));
    for index in 0..reading.buffers.sentences.len() {
        let Some(sentence) = reading.buffers.sentences.get(index).cloned() else { break };
        let from = mentions;
        while order
            .get(mentions)
            .and_then(|&id| reading.mention(id))
            .is_some_and(|mention| (mention.first as usize) < sentence.last)
        {
            mentions += 1;
        }
        if sentence.pack.is_none() {
            continue;
        }
        let inside = order.get(from..mentions).unwrap_or(&[]);
        let begin = claims.len();
        SentenceClaims { reading, sentence: &sentence, mentions: inside, contents: &mut contents, refusals: &refusals }
            .collect(&mut claims);
        speaker.carry(reading, &sentence, claims.get_mut(begin..).unwrap_or(&mut []));
    }
    claims.sort_by_key(|claim: &ClaimValue| (claim.first, claim.last));
    reading.buffers.claims = claims;
}

/// Where somebody is said not to have answered: statuses of the checking, which are no statements to check. In the order
/// of the text; those that overlap are one.
fn refusals(reading: &Reading<'_>) -> Vec<(u32, u32)> {
    let refuses = |mention: &Mention| {
        matches!(mention.value, Value::Note(NoteKind::NoReply | NoteKind::Declined | NoteKind::CouldNotVerify))
    };
    let notes = reading.buffers.mentions.iter().filter(|mention| !mention.absorbed && refuses(mention));
    let mut all: Vec<(u32, u32)> = notes.map(|mention| (mention.first, mention.last)).collect();
    all.sort_unstable();
    all.dedup_by(|next, before| {
        let overlaps = next.0 < before.1;
        if overlaps {
            before.1 = before.1.max(next.1);
        }
        overlaps
    });
    all
}

const fn matters(kind: MentionKind) -> bool {
    matches!(kind, MentionKind::Quantity | MentionKind::Number | MentionKind::Time)
}

/// Every piece of attributed content, in the order of the text, with a cursor.
#[derive(Default)]
struct Contents {
    pieces: Vec<(u32, u32, usize)>,
    open: usize,
}

impl Contents {
    fn collect(&mut self, reading: &Reading<'_>) {
        let attributions = reading.buffers.attributions.iter().enumerate();
        for (index, attribution) in attributions.filter(|(_, attribution)| !are_counted(reading, attribution)) {
            self.pieces.extend(attribution.content.iter().map(|&(first, last)| (first, last, index)));
        }
        self.pieces.sort_unstable();
    }

    /// The pieces that reach into a range, cut to it. Ranges must be asked for in order.
    fn within(&mut self, first: u32, last: u32) -> Vec<(u32, u32, usize)> {
        while self.pieces.get(self.open).is_some_and(|piece| piece.1 <= first) {
            self.open += 1;
        }
        let rest = self.pieces.get(self.open..).unwrap_or(&[]);
        rest.iter()
            .take_while(|piece| piece.0 < last)
            .filter(|piece| piece.1 > first)
            .map(|&(from, to, index)| (from.max(first), to.min(last), index))
            .collect()
    }
}

/// "58 percent of islanders said": how many said so is the figure to check, and they are no source to ask.
fn are_counted(reading: &Reading<'_>, attribution: &AttributionValue) -> bool {
    let Some(source) = &attribution.source else { return false };
    let share = |mention: &Mention| match &mention.value {
        Value::Quantity(quantity) => quantity.kind == QuantityKind::Percent,
        Value::Number(number) => number.fraction,
        _ => false,
    };
    (source.first..source.last)
        .flat_map(|at| reading.mentions_at(at as usize))
        .any(|(_, mention)| !mention.absorbed && share(mention))
}

struct SentenceClaims<'s, 'r, 'a> {
    reading: &'r Reading<'a>,
    sentence: &'s Sentence,
    mentions: &'s [MentionId],
    contents: &'s mut Contents,
    refusals: &'s [(u32, u32)],
}

impl SentenceClaims<'_, '_, '_> {
    fn collect(mut self, claims: &mut Vec<ClaimValue>) {
        let (first, last) = (self.sentence.first as u32, self.sentence.last as u32);
        if self.is_question() {
            return;
        }
        let stretches = self.stretches(first, last);
        let begin = dateline::end(self.reading, self.sentence.first, self.sentence.last) as u32;
        for &(from, to, attribution) in &stretches {
            let mut at = from.max(begin).min(to);
            for (end, next) in self.joints(from, to).into_iter().chain([(to, to)]) {
                let inner = |&&(first, last, other): &&(u32, u32, usize)| {
                    let shared = end.min(last).saturating_sub(at.max(first));
                    other != attribution
                        && (first, last) != (from, to)
                        && first >= from
                        && last <= to
                        && shared * 2 > end - at
                };
                if (at, end) == (from, to) || !stretches.iter().any(|one| inner(&one)) {
                    claims.extend(self.claim(at, end, Some(attribution)));
                }
                at = next;
            }
        }
        let mut at = begin;
        for (from, to) in self.covered(&stretches) {
            if from > at {
                claims.extend(self.left_over(at, from, &stretches));
            }
            at = at.max(to);
        }
        if at < last {
            claims.extend(self.left_over(at, last, &stretches));
        }
    }

    /// What the writer says between what others say. What goes on behind a source in a comma or with a verb is about it:
    /// "Omar Tizi, 34, a shopkeeper with 2 sons".
    fn left_over(&self, first: u32, last: u32, stretches: &[(u32, u32, usize)]) -> Option<ClaimValue> {
        if !self.mentions.iter().any(|&id| self.carries(id)) && !self.ranks(self.mentions, self.mentions) {
            return None;
        }
        let sources = stretches.iter().filter_map(|&(_, end, index)| {
            let source = self.reading.buffers.attributions.get(index)?.source.as_ref()?;
            match source.stands_for {
                // "The plan, which calls for 12 boats, is late": a relative clause within what is said of the plan.
                StandsFor::Elsewhere(noun, to) if to + 1 == source.first && end == first => Some((noun, first)),
                _ => Some((source.first, source.last)),
            }
        });
        let about = sources.filter(|&(from, to)| to == first && from >= self.sentence.first as u32).min();
        let last = self.without_joint(first, last);
        let own = self.claim(first, last, None)?;
        about.and_then(|(from, _)| self.claim(from, last, None)).or(Some(own))
    }

    /// Leaves out the conjunction that joins a stretch to what comes behind it in the sentence ("…, after").
    fn without_joint(&self, first: u32, last: u32) -> u32 {
        let pack = self.sentence.pack.and_then(|pack| self.reading.pack(pack));
        let Some(pack) = pack.filter(|_| (last as usize) < self.sentence.last) else { return last };
        let joins =
            |at: u32| self.reading.lookup(at as usize).classes & pack.joints != 0 || is_edge(self.mark(at as usize));
        (first..last).rev().find(|&at| !joins(at)).map_or(first, |at| at + 1)
    }

    fn mark(&self, at: usize) -> char {
        self.reading.token(at).map_or('\0', |token| token.mark)
    }

    fn is_question(&self) -> bool {
        let end = self.sentence.last;
        (self.sentence.first..end)
            .rev()
            .take(2)
            .any(|at| self.reading.token(at).is_some_and(|token| matches!(token.mark, '?' | '؟')))
    }

    /// One stretch for each attribution: its pieces in this sentence joined where only its own cue and
    /// source stand between; nested content belongs to the inner attribution.
    fn stretches(&mut self, first: u32, last: u32) -> Vec<(u32, u32, usize)> {
        let pieces = self.contents.within(first, last);
        let mut joined: Vec<(u32, u32, usize)> = Vec::new();
        for (from, to, index) in pieces {
            match joined.iter_mut().find(|known| known.2 == index) {
                Some(known) => known.1 = known.1.max(to),
                None => joined.push((from, to, index)),
            }
        }
        let all = joined.clone();
        joined.retain(|outer| {
            let inner: u32 = all
                .iter()
                .filter(|inner| {
                    inner.2 != outer.2
                        && inner.0 >= outer.0
                        && inner.1 <= outer.1
                        && (inner.1 - inner.0) < (outer.1 - outer.0)
                })
                .map(|inner| self.span_with_cue(inner))
                .sum();
            inner == 0 || outer.1 - outer.0 > inner + 4
        });
        joined
    }

    fn joints(&self, first: u32, last: u32) -> Vec<(u32, u32)> {
        let pack = self.sentence.pack.and_then(|pack| self.reading.pack(pack));
        pack.map_or(Vec::new(), |pack| joints(self.reading, pack, first, last))
    }

    /// Number of tokens that an attribution's content, cue and source take.
    fn span_with_cue(&self, stretch: &(u32, u32, usize)) -> u32 {
        let attribution = self.reading.buffers.attributions.get(stretch.2);
        let cue = attribution.and_then(|attribution| attribution.cue).map_or(0, |(first, last)| last - first);
        let source = attribution
            .and_then(|attribution| attribution.source.as_ref())
            .map_or(0, |source| source.last - source.first);
        stretch.1 - stretch.0 + cue + source
    }

    /// The stretches with the cues and sources of this sentence, sorted: what is left over is the writer's own.
    fn covered(&self, stretches: &[(u32, u32, usize)]) -> Vec<(u32, u32)> {
        let (first, last) = (self.sentence.first as u32, self.sentence.last as u32);
        let mut covered: Vec<(u32, u32)> = stretches.iter().map(|&(from, to, _)| (from, to)).collect();
        for &(_, _, index) in stretches {
            let Some(attribution) = self.reading.buffers.attributions.get(index) else { continue };
            let source = attribution.source.as_ref().map(|source| (source.first, source.last));
            let cited = attribution.via.iter().chain(&attribution.basis).map(|cited| (cited.first, cited.last));
            let words = attribution.cue.into_iter().chain(source).filter(|&(from, to)| from >= first && to <= last);
            // When or where it was said, between the reporting words and what was said, is no claim by itself.
            let told = words.clone().map(|(_, to)| to).max().unwrap_or(last);
            let content = attribution.content.iter().map(|&(from, _)| from).find(|&from| from > told);
            covered.extend(words);
            covered.extend(content.filter(|&from| from - told <= ASIDE).map(|from| (told, from)));
            covered.extend(cited.filter(|&(from, to)| from >= first && to <= last));
        }
        covered.sort_unstable();
        covered
    }

    fn claim(&self, from: u32, to: u32, attribution: Option<usize>) -> Option<ClaimValue> {
        let (first, last) = self.trim(from, to, attribution.is_some())?;
        let inside = |id: &&MentionId| {
            self.reading.mention(**id).is_some_and(|mention| mention.first >= first && mention.last <= last)
        };
        let of = |wanted: fn(&Value) -> bool| -> Vec<MentionId> {
            self.mentions
                .iter()
                .filter(inside)
                .copied()
                .filter(|&id| self.reading.mention(id).is_some_and(|mention| wanted(&mention.value)))
                .collect()
        };
        let quantities =
            of(|value| matches!(value, Value::Quantity(_) | Value::Number(NumberValue { value: Some(_), .. })));
        let times = of(|value| matches!(value, Value::Time(_)));
        let words =
            (first..last).filter(|&at| self.reading.token(at as usize).is_some_and(|token| token.is_word())).count();
        let figures = quantities.iter().any(|&id| self.carries(id)) || self.ranks(&quantities, &times);
        if words == 0 || !figures && attribution.is_none() {
            return None;
        }
        if !figures && words < SHORTEST_STATEMENT {
            // "أعلن الوزير استقالته": with the words around it it says enough.
            let begin = self.told_from(first, attribution).filter(|&begin| begin < from)?;
            return self.claim(begin, to, attribution);
        }
        if !figures && self.refused(first, attribution) {
            return None;
        }
        let kind = match (figures, attribution) {
            (true, Some(_)) => ClaimKind::Both,
            (true, None) => ClaimKind::Quantity,
            _ => ClaimKind::Statement,
        };
        let mut claim = ClaimValue { first, last, kind, quantities, times, attribution, worth: 0, because: Vec::new() };
        claim.because = worth::reasons(self.reading, self.sentence, &claim);
        claim.worth = self.reading.packs.worth().of(&claim.because);
        Some(claim)
    }

    /// Where the reporting words and the source begin that stand right before a statement of a noun alone, in a language whose
    /// verbs open their clauses.
    fn told_from(&self, first: u32, attribution: Option<usize>) -> Option<u32> {
        const REACH: u32 = 8;
        let pack = self.sentence.pack.and_then(|pack| self.reading.pack(pack))?;
        let said = self.reading.buffers.attributions.get(attribution?)?;
        let (cue, source) = (said.cue?, said.source.as_ref()?);
        let noun = self.reading.lookup(first as usize).classes & pack.function_words == 0;
        let joined = (cue.0..=first).contains(&source.first) && source.last == first && cue.1 == source.first;
        (pack.settings.attribution.subject_follows && noun && joined && first - cue.0 <= REACH).then_some(cue.0)
    }

    /// Whether the words only say that somebody did not answer ("declined to comment on the deal").
    fn refused(&self, first: u32, attribution: Option<usize>) -> bool {
        let cue = attribution.and_then(|index| self.reading.buffers.attributions.get(index)).and_then(|said| said.cue);
        let overlaps = |from: u32, to: u32| {
            let next = self.refusals.partition_point(|&(_, last)| last <= from);
            self.refusals.get(next).is_some_and(|&(first, _)| first < to)
        };
        overlaps(first, first + 1) || cue.is_some_and(|(from, to)| overlaps(from, to))
    }

    /// "The first famine since 1984": a rank says something to check where a stretch of time is told that goes on to now.
    fn ranks(&self, quantities: &[MentionId], times: &[MentionId]) -> bool {
        let value = |id: &MentionId| self.reading.mention(*id).map(|mention| &mention.value);
        let ordinal = |id: &MentionId| match value(id) {
            Some(Value::Quantity(quantity)) => quantity.kind == QuantityKind::Ordinal,
            Some(Value::Number(number)) => number.ordinal,
            _ => false,
        };
        let open = |id: &MentionId| matches!(value(id), Some(Value::Time(time)) if time.open == Open::End);
        quantities.iter().any(ordinal) && times.iter().any(open)
    }

    /// Whether a figure makes a claim by itself; a rank does not.
    fn carries(&self, id: MentionId) -> bool {
        match self.reading.mention(id).map(|mention| &mention.value) {
            Some(Value::Quantity(quantity)) => quantity.kind != QuantityKind::Ordinal,
            Some(Value::Number(number)) => {
                !number.ordinal
                    && (number.fraction || number.digits || number.value.is_some_and(|value| value > 2.into()))
            }
            _ => false,
        }
    }

    /// Leaves out marks at the ends, and the connector that only joins a statement to its reporting word; gives back
    /// a quotation mark that would be left alone inside.
    fn trim(&self, first: u32, last: u32, attributed: bool) -> Option<(u32, u32)> {
        let mark = |at: usize| self.mark(at);
        let (mut from, mut to) = (first as usize, last as usize);
        loop {
            let edge = is_edge(mark(from));
            let step = if edge {
                1
            } else if attributed {
                self.connector(from, to)
            } else {
                0
            };
            if step == 0 || from + step > to {
                break;
            }
            from += step;
        }
        while to > from && is_edge(mark(to - 1)) {
            to -= 1;
        }
        let (low, high) = (self.sentence.first, self.sentence.last);
        if from > low && closes_alone((from..to).map(mark), mark(from - 1)) {
            from -= 1;
        }
        if to < high && opens_alone((from..to).map(mark), mark(to)) {
            to += 1;
        }
        (to > from).then_some((from as u32, to as u32))
    }

    /// Number of tokens of a bare connector ("that", "إلى أن") at a token; one with a pronoun behind it ("أنه") belongs to
    /// the claim and counts nothing.
    fn connector(&self, at: usize, last: usize) -> usize {
        let Some(pack) = self.sentence.pack.and_then(|pack| self.reading.pack(pack)) else { return 0 };
        let Some(class) = pack.lexicon.find_class("connector") else { return 0 };
        // "That is not my fault.": with a capital it opens a sentence of its own and is a pronoun.
        if self.reading.token(at).is_some_and(|token| token.capital()) {
            return 0;
        }
        self.reading
            .entry_at(&pack.lexicon, at, last, |entry| entry.class == class && entry.roles.is_empty())
            .map_or(0, |(_, _, length)| length)
    }
}
