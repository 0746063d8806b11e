//! Joins cues, sources and contents of a document.

use super::cite::{as_cited, aside, citation, dateline, further, joins, relayed_by, told};
use super::fill::{content_of, passive_content, source_of};
use super::frame::{Act, ContentPlace, Frame};
use super::grammar::{Grammar, in_compound};
use super::label;
use super::phrase::Phrase;
use super::quote::{self, Quote};
use super::quoted;
use super::resolve;
use super::scene::Scene;
use super::tag::Tag;
use super::tail::Tail;
use super::{AttributionValue, SourceRef, StandsFor};
use crate::extract::mention::{Filled, Mention, Value};
use crate::extract::reading::Reading;
use crate::lang::PerPack;
use crate::lang::lexicon::EntryId;
use crate::lang::names::Name;
use crate::lang::rule::RuleId;
use crate::model::{SourceKind, Style};

/// Buffers of the reader, kept from document to document.
#[derive(Debug, Default)]
pub struct Work {
    tags: Vec<Tag>,
    quotes: Vec<Quote>,
    cues: Vec<Cue>,
}

/// A cue as a rule found it.
#[derive(Debug, Clone, Copy)]
pub struct Cue {
    /// First token.
    pub first: usize,
    /// Token after the last.
    pub last: usize,
    /// The rule that found it.
    pub rule: RuleId,
    /// The pack of the rule.
    pub pack: u8,
    /// What the rule captured as source.
    pub source: Option<(usize, usize)>,
    /// What the rule captured as content.
    pub content: Option<(usize, usize)>,
    /// Whether the person told may stand before what is said.
    pub addressee: bool,
    /// Whether the verb may stand before its subject.
    pub inverts: bool,
    /// Whether the form is another word as well.
    pub ambiguous: bool,
    /// Whether the cue is an entry of the lexicon with roles of its own.
    pub lexical: bool,
    /// Whether the form is a participle.
    pub participle: bool,
    /// Whether the form is a passive with its auxiliary.
    pub passive: bool,
    /// Whether it tells whom its subject rests on ("quoted an official").
    pub cites: bool,
    /// Whether the form is a verb only behind an auxiliary ("known").
    pub perfect: bool,
    /// Several speak.
    pub plural: bool,
    /// Whether it is a preposition or a noun and no verb.
    pub nominal: bool,
    /// The lexicon entry of the cue.
    pub entry: Option<EntryId>,
}

/// Reads the attributions of a document whose sentences have been read.
pub fn read(reading: &mut Reading<'_>, grammars: &PerPack<Grammar>, work: &mut Work) {
    let Work { tags, quotes, cues } = work;
    tags.clear();
    tags.resize(reading.buffers.tokens.len(), Tag::default());
    quote::find(&reading.buffers.tokens, tags, quotes);
    cues.clear();
    cues.extend(reading.buffers.mentions.iter().filter_map(|mention| cue_of(reading, grammars, mention)));
    let mut found: Vec<AttributionValue> = Vec::new();
    let mut carriers: Vec<SourceRef> = Vec::new();
    let mut next = 0;
    for index in 0..reading.buffers.sentences.len() {
        let Some(sentence) = reading.buffers.sentences.get(index) else { break };
        let (first, last) = (sentence.first, sentence.last);
        let from = next;
        while cues.get(next).is_some_and(|cue| cue.first < last) {
            next += 1;
        }
        let here = cues.get(from..next).unwrap_or(&[]);
        if here.is_empty() {
            continue;
        }
        let Some(pack) = sentence.pack else { continue };
        let (Some(grammar), Some(data)) = (grammars.get(pack), reading.pack(pack)) else { continue };
        grammar.tag(reading, &data.lexicon, first, last, tags);
        let scene = Scene { reading, grammar, lexicon: &data.lexicon, tags, quotes, first, last };
        carriers.extend(here.iter().filter_map(|cue| dateline(&scene, cue)));
        read_sentence(&scene, here, &mut found);
    }
    quoted::read(reading, grammars, tags, quotes, &mut found);
    label::read(reading, grammars, &mut found);
    found.sort_by_key(|attribution| attribution.content.first().map_or(0, |&(first, _)| first));
    reading.buffers.grounded = resolve::resolve(reading, grammars, &mut found, &mut carriers);
    reading.buffers.attributions.append(&mut found);
}

fn cue_of(reading: &Reading<'_>, grammars: &PerPack<Grammar>, mention: &Mention) -> Option<Cue> {
    if mention.absorbed || !matches!(mention.value, Value::Cue) {
        return None;
    }
    let parts = reading.buffers.parts.get(mention.parts.0 as usize..mention.parts.1 as usize)?;
    let roles = &grammars.get(mention.pack)?.roles;
    let names = &roles.captures;
    let part = |name: Option<Name>| parts.iter().find(|part| Some(part.name) == name);
    let span = |name: Option<Name>| part(name).map(|part| (part.first as usize, part.last as usize));
    let (first, last) = span(names.cue).unwrap_or((mention.first as usize, mention.last as usize));
    let id = match part(names.cue).map(|part| part.what) {
        Some(Filled::Entry(id)) => Some(id),
        _ => None,
    };
    let entry = id.and_then(|id| reading.pack(mention.pack)?.lexicon.entry(id));
    let has = |role: Option<_>| entry.zip(role).is_some_and(|(entry, role)| entry.has(role));
    Some(Cue {
        first,
        last,
        rule: mention.rule,
        pack: mention.pack,
        source: span(names.source),
        content: span(names.content),
        addressee: has(roles.addressee),
        inverts: has(roles.inverts),
        ambiguous: has(roles.ambiguous),
        lexical: entry.is_some(),
        participle: has(roles.participle),
        passive: has(roles.passive),
        cites: has(roles.cites),
        perfect: has(roles.perfect),
        plural: has(roles.plural),
        nominal: entry.is_some_and(|entry| {
            reading.pack(mention.pack).is_some_and(|pack| pack.lexicon.class_name(entry.class) != "report_verb")
        }),
        entry: id,
    })
}

fn read_sentence(scene: &Scene<'_, '_>, cues: &[Cue], found: &mut Vec<AttributionValue>) {
    let begin = found.len();
    // "Citing officials, the paper said": grounds that stand before their speaker.
    let mut waiting = Vec::new();
    let mut citations = Vec::new();
    // Verbs with the place of what they report: one statement has one.
    let mut rivals: Vec<(usize, u8)> = Vec::new();
    for cue in cues {
        let Some(frame) = scene.grammar.frame(cue.rule) else { continue };
        // What somebody says that others said stays inside his words.
        if scene.quote_around(cue.first).is_some_and(|quote| !quote.scare && cue.first > quote.open) {
            continue;
        }
        if frame.act == Act::Carries {
            continue;
        }
        if frame.act != Act::Says {
            aside(scene, cue, frame, found.get_mut(begin..).unwrap_or(&mut []), &mut waiting);
            continue;
        }
        if scene.grammar.settings.subject_follows
            && frame.content.contains(&ContentPlace::Around)
            && joins(scene, cue, found.get_mut(begin..).unwrap_or(&mut []))
        {
            continue;
        }
        citations.extend(citation(scene, cue));
        let (before, earlier) = found.split_at_checked(begin).unwrap_or((&[], &[]));
        if is_thought(scene, cue, earlier) {
            continue;
        }
        if let Some(mut attribution) = read_cue(scene, cue, frame, earlier, last_speaker(before)) {
            if let Some(force) = force(scene, cue) {
                let start = |at: usize| found.get(at).and_then(|one| one.content.first()).map(|content| content.0);
                let same = |&&(at, _): &&(usize, u8)| start(at) == attribution.content.first().map(|content| content.0);
                if let Some(&(at, other)) = rivals.iter().find(same) {
                    if force > other
                        && let Some(slot) = found.get_mut(at)
                    {
                        *slot = attribution;
                    }
                    continue;
                }
                rivals.push((found.len(), force));
            }
            attribution.basis.append(&mut waiting);
            if let Some(edge) = joint(scene, cue)
                .filter(|&edge| !goes_over(scene, cue, edge, &attribution, found.get(begin..).unwrap_or(&[])))
            {
                end_before(edge, found.get_mut(begin..).unwrap_or(&mut []));
            }
            if cue.participle {
                as_cited(scene, &mut attribution, &mut citations, found, begin);
            }
            found.push(attribution);
        }
    }
}

/// Whether somebody only says what another thinks ("the ministers said that the government expects 5% growth"): it is his
/// statement. What an outlet or a document says of it is not.
fn is_thought(scene: &Scene<'_, '_>, cue: &Cue, earlier: &[AttributionValue]) -> bool {
    let thinks = |verb| scene.verb_has(verb, scene.grammar.roles.thinks);
    if !scene.grammar.settings.subject_follows || !cue.entry.is_some_and(thinks) || joint(scene, cue).is_some() {
        return false;
    }
    let speaks = |one: &AttributionValue| spoken_by(one).is_some_and(|source| !scene.passes_on(source));
    let holds = |one: &AttributionValue| {
        one.content.iter().any(|&(from, to)| (from as usize) < cue.first && cue.last <= to as usize)
    };
    earlier.iter().any(|one| holds(one) && speaks(one) && !is_around(scene, one))
}

/// How strongly a verb asks for what it reports, where verbs may stand far from it: a participle right before it most, a
/// weak verb least. None where no other verb can take its statement.
fn force(scene: &Scene<'_, '_>, cue: &Cue) -> Option<u8> {
    let roles = &scene.grammar.roles;
    let entry = cue.entry.filter(|_| scene.grammar.settings.subject_follows && !cue.nominal)?;
    let has = |role| u8::from(scene.verb_has(entry, role));
    let joined = cue.participle && scene.tag(cue.last) == Tag::Connector;
    Some(2 * u8::from(joined) + has(roles.strong).max(has(roles.inverts)))
}

/// The last statement that does not stand inside another.
pub fn last_speaker(found: &[AttributionValue]) -> Option<&AttributionValue> {
    const DEPTH: usize = 6;
    let mut last = found.last()?;
    for outer in found.iter().rev().skip(1).take(DEPTH) {
        // One who says all that "according to" another stands before is the speaker.
        let inside = last.cue.is_some_and(|(at, _)| outer.content.iter().any(|&(from, to)| from < at && at < to));
        if inside {
            last = outer;
        }
    }
    Some(last)
}

/// Where a cue that goes on in its sentence parts what was said before it from its own statement: at its conjunction or
/// participle, or at the comma before "but" and "while"; only where verbs open their clauses.
fn joint(scene: &Scene<'_, '_>, cue: &Cue) -> Option<usize> {
    if !scene.grammar.settings.subject_follows || !cue.lexical {
        return None;
    }
    let mut edge = cue.first;
    while matches!(scene.tag_before(edge), Tag::Coordinator | Tag::Subordinator | Tag::Adverb) {
        edge -= 1;
    }
    if scene.tag_before(edge) == Tag::Comma {
        return Some(edge - 1);
    }
    (scene.opens_clause(cue.first) || cue.participle).then_some(cue.first)
}

/// Whether a statement began before the joint: its subject stands there ("said that two officials who were there, confirmed").
fn goes_over(
    scene: &Scene<'_, '_>,
    cue: &Cue,
    edge: usize,
    statement: &AttributionValue,
    earlier: &[AttributionValue],
) -> bool {
    let Some(source) = statement.source.as_ref().filter(|_| !cue.participle && !scene.opens_clause(cue.first)) else {
        return false;
    };
    let holds = |content: &(u32, u32)| content.0 <= source.first && content.1 as usize > edge;
    (source.last as usize) <= edge && earlier.iter().flat_map(|one| &one.content).any(holds)
}

/// What was said before ends where the next statement begins.
fn end_before(end: usize, earlier: &mut [AttributionValue]) {
    for value in earlier {
        for content in &mut value.content {
            if (content.0 as usize) < end && content.1 as usize > end {
                content.1 = end as u32;
            }
        }
    }
}

fn read_cue(
    scene: &Scene<'_, '_>,
    cue: &Cue,
    frame: &Frame,
    earlier: &[AttributionValue],
    previous: Option<&AttributionValue>,
) -> Option<AttributionValue> {
    let verb_first = scene.grammar.settings.subject_follows && cue.lexical && !cue.nominal;
    if scene.grammar.has_article(scene.reading.lookup(cue.first).clitics) {
        return None;
    }
    let reports = match (verb_first, cue.participle) {
        (true, true) => {
            // "…, calling on the government to": behind a comma, before its object.
            let calls = frame.content.contains(&ContentPlace::Object) && scene.tag_before(cue.first) == Tag::Comma;
            scene.goes_on(cue.first, cue.last, cue.ambiguous && !calls)
        }
        (true, false) => scene.opens_report(cue.first, cue.last, cue.ambiguous),
        (false, _) => !cue.ambiguous || scene.is_verb(cue.first, cue.last),
    };
    if !reports {
        return None;
    }
    // "the Associated Press", "court-ordered": a part of a name or of another word.
    if cue.lexical && (scene.tag(cue.first) == Tag::Name || in_compound(scene.reading, cue.first)) {
        return None;
    }
    let group = scene.group_start(cue.first);
    // "the oldest known name": without its auxiliary no verb.
    if cue.perfect && group == cue.first {
        return None;
    }
    if !verb_first && cue.participle && !scene.is_participle(cue.first, cue.last, group) {
        return None;
    }
    let turned = !verb_first && !cue.participle && scene.is_passive(group, cue.first);
    if turned || cue.passive {
        let by = scene.agent(cue.last).and_then(|at| scene.phrase_after(at));
        if by.is_some() || turned || cue.addressee {
            let content = passive_content(scene, cue, group, by)?;
            return Some(value(scene, cue, (group, cue.last), by, content));
        }
    }
    let (mut source, mut inverted) = source_of(scene, cue, frame, group, earlier, previous);
    // "And denied the charges": nothing but the object stands behind the verb.
    if inverted
        && frame.content.contains(&ContentPlace::Object)
        && scene.opens_clause(cue.first)
        && source.is_some_and(|phrase| {
            scene.is_bare_object(phrase) || cue.entry.is_some_and(|verb| scene.disagrees(verb, phrase))
        })
        && let Some(speaker) = last_speaker(earlier).or(previous).and_then(spoken_by)
    {
        (source, inverted) = (Some(speaker), false);
    }
    if frame.required && source.is_none() {
        return None;
    }
    let behind = match (inverted, source) {
        (true, Some(source)) => source.last,
        _ => cue.last,
    };
    let tail = if scene.grammar.settings.subject_follows && !cue.nominal {
        scene.tail_behind_subject(behind, cue.entry, cue.participle)
    } else if inverted && scene.tag(behind) == Tag::Relative {
        // "…, said two officials who were not allowed to speak": a clause of theirs.
        Tail::default()
    } else {
        scene.tail(behind, cue.addressee)
    };
    // "In a letter that he wrote to the ministry, which the paper saw, it says that".
    let tail = match frame.content.first() {
        Some(ContentPlace::Connector) if scene.grammar.settings.subject_follows && cue.nominal => {
            Some(scene.tail_behind_subject(behind, None, false)).filter(|far| far.connector.is_some()).unwrap_or(tail)
        }
        _ => tail,
    };
    // "he said that …, as he put it": nothing new is said.
    let covers = |value: &AttributionValue| {
        value.content.iter().any(|&(from, to)| from as usize <= cue.first && cue.first <= to as usize)
    };
    if frame.elsewhere() && frame.content.contains(&ContentPlace::Around) && earlier.iter().any(covers) {
        return None;
    }
    // "In a poll, 58 percent said": who answered is no source of the poll's figures.
    let answers = source.is_some_and(|source| !inverted && scene.tag(source.first) == Tag::Number);
    if answers && earlier.iter().any(|value| covers(value) && is_around(scene, value)) {
        return None;
    }
    let taken = previous.into_iter().chain(earlier.last()).flat_map(|one| &one.content).map(|piece| piece.1).max();
    // "The firm will unveil a phone": what will be told is not told yet.
    if scene.reading.lookup(cue.first).clitics & scene.grammar.future != 0
        && tail.connector.or(tail.colon).or(tail.quote).is_none()
    {
        return None;
    }
    let mut content = content_of(scene, cue, frame, source, inverted, &tail, taken.unwrap_or(0) as usize)?;
    // "Ms Hill, who said it was safe, will leave": the statement ends with the insertion.
    if let Some(source) = source.filter(|source| source.antecedent.is_some())
        && scene.tag_before(source.first) == Tag::Comma
        && let Some(last) = content.last_mut()
    {
        last.1 = scene.insertion_end(last.0, last.1);
    }
    if content.iter().all(|&(first, last)| scene.is_ellipsis(first, last)) {
        return None;
    }
    let mut found = value(scene, cue, (if inverted { cue.first } else { group }, cue.last), source, content);
    found.via.extend(relayed_by(scene, cue, frame, source, earlier, previous));
    if frame.content.contains(&ContentPlace::Around) {
        found.basis.extend(further(scene, source));
    }
    Some(found)
}

/// Whether a statement holds the clause around its cue ("In a poll, …").
fn is_around(scene: &Scene<'_, '_>, value: &AttributionValue) -> bool {
    scene.grammar.frame(value.rule).is_some_and(|frame| frame.content.contains(&ContentPlace::Around))
}

/// An attribution of a cue whose words are `words`, with the outlet that was told.
pub fn value(
    scene: &Scene<'_, '_>,
    cue: &Cue,
    words: (usize, usize),
    source: Option<Phrase>,
    content: Vec<(usize, usize)>,
) -> AttributionValue {
    AttributionValue {
        source: source.map(|phrase| source_ref(&phrase)),
        cue: Some((words.0 as u32, words.1 as u32)),
        style: style_of(scene, &content),
        content: content.into_iter().map(|(first, last)| (first as u32, last as u32)).collect(),
        carried: source.is_some_and(|source| source.last <= scene.first),
        via: told(scene, cue, source.map_or(cue.last, |source| source.last.max(cue.last))).into_iter().collect(),
        basis: Vec::new(),
        rule: cue.rule,
        pack: cue.pack,
    }
}

/// The source of an earlier attribution, to be carried on.
pub fn spoken_by(attribution: &AttributionValue) -> Option<Phrase> {
    let source = attribution.source.as_ref()?;
    Some(Phrase::of(source.first as usize, source.last as usize))
}

pub fn source_ref(phrase: &Phrase) -> SourceRef {
    SourceRef {
        first: phrase.first as u32,
        last: phrase.last as u32,
        kind: SourceKind::Person,
        plural: false,
        unresolved: false,
        stands_for: phrase
            .antecedent
            .map_or(StandsFor::Itself, |(first, last)| StandsFor::Elsewhere(first as u32, last as u32)),
    }
}

/// Direct when the content is all quotation, mixed when some of it is.
fn style_of(scene: &Scene<'_, '_>, content: &[(usize, usize)]) -> Style {
    let quoted = |at: usize| scene.quote_around(at).is_some();
    let all = content.iter().all(|&(first, last)| quoted(first) && quoted(last.saturating_sub(1)));
    let any = content.iter().any(|&(first, last)| scene.quote_from(first).is_some_and(|quote| quote.open < last));
    match (all, any) {
        (true, _) => Style::Direct,
        (_, true) => Style::Mixed,
        _ => Style::Indirect,
    }
}
