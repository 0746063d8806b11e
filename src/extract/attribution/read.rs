//! Joins cues, sources and contents of a document.

use super::content::Tail;
use super::frame::{Act, ContentPlace, Frame, SourcePlace};
use super::grammar::{Grammar, Tag, in_compound};
use super::phrase::Phrase;
use super::quote::{self, Quote};
use super::quoted;
use super::resolve;
use super::scene::Scene;
use super::{AttributionValue, SourceRef, StandsFor};
use crate::extract::mention::{Filled, Mention, Value};
use crate::extract::reading::Reading;
use crate::lang::lexicon::EntryId;
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
struct Cue {
    first: usize,
    last: usize,
    rule: RuleId,
    pack: u8,
    source: Option<(usize, usize)>,
    content: Option<(usize, usize)>,
    addressee: bool,
    inverts: bool,
    ambiguous: bool,
    /// Whether the cue is an entry of the lexicon with roles of its own.
    lexical: bool,
    participle: bool,
    passive: bool,
    /// Several speak.
    plural: bool,
    /// Whether it is a preposition or a noun and no verb.
    nominal: bool,
    /// The lexicon entry of the cue.
    entry: Option<EntryId>,
}

/// Reads the attributions of a document whose sentences have been read.
pub fn read(reading: &mut Reading<'_>, grammars: &[Grammar], work: &mut Work) {
    let Work { tags, quotes, cues } = work;
    tags.clear();
    tags.resize(reading.buffers.tokens.len(), Tag::default());
    quote::find(&reading.buffers.tokens, tags, quotes);
    cues.clear();
    cues.extend(reading.buffers.mentions.iter().filter_map(|mention| cue_of(reading, grammars, mention)));
    let mut found: Vec<AttributionValue> = Vec::new();
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
        let (Some(grammar), Some(data)) = (grammars.get(pack as usize), reading.pack(pack)) else { continue };
        grammar.tag(reading, &data.lexicon, first, last, tags);
        let scene = Scene { reading, grammar, lexicon: &data.lexicon, tags, quotes, first, last };
        read_sentence(&scene, here, &mut found);
    }
    quoted::read(reading, grammars, tags, quotes, &mut found);
    found.sort_by_key(|attribution| attribution.content.first().map_or(0, |&(first, _)| first));
    reading.buffers.grounded = resolve::resolve(reading, grammars, &mut found);
    reading.buffers.attributions.append(&mut found);
}

fn cue_of(reading: &Reading<'_>, grammars: &[Grammar], mention: &Mention) -> Option<Cue> {
    if mention.absorbed || !matches!(mention.value, Value::Cue) {
        return None;
    }
    let parts = reading.buffers.parts.get(mention.parts.0 as usize..mention.parts.1 as usize)?;
    let part = |name: &str| {
        let name = reading.names().find(name)?;
        parts.iter().find(|part| part.name == name)
    };
    let span = |name: &str| part(name).map(|part| (part.first as usize, part.last as usize));
    let (first, last) = span("cue").unwrap_or((mention.first as usize, mention.last as usize));
    let roles = &grammars.get(mention.pack as usize)?.roles;
    let id = match part("cue").map(|part| part.what) {
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
        source: span("source"),
        content: span("content"),
        addressee: has(roles.addressee),
        inverts: has(roles.inverts),
        ambiguous: has(roles.ambiguous),
        lexical: entry.is_some(),
        participle: has(roles.participle),
        passive: has(roles.passive),
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
    for cue in cues {
        let Some(frame) = scene.grammar.frame(cue.rule) else { continue };
        // What somebody says that others said stays inside his words.
        if scene.quote_around(cue.first).is_some_and(|quote| !quote.scare && cue.first > quote.open) {
            continue;
        }
        if frame.act != Act::Says {
            aside(scene, cue, frame, found.get_mut(begin..).unwrap_or(&mut []), &mut waiting);
            continue;
        }
        let (before, earlier) = found.split_at_checked(begin).unwrap_or((&[], &[]));
        if let Some(mut attribution) = read_cue(scene, cue, frame, earlier, last_speaker(before)) {
            attribution.basis.append(&mut waiting);
            if let Some(edge) = joint(scene, cue) {
                end_before(edge, found.get_mut(begin..).unwrap_or(&mut []));
            }
            found.push(attribution);
        }
    }
}

/// The last statement that does not stand inside another.
fn last_speaker(found: &[AttributionValue]) -> Option<&AttributionValue> {
    const DEPTH: usize = 6;
    let mut last = found.last()?;
    for outer in found.iter().rev().skip(1).take(DEPTH) {
        let inside = last.cue.is_some_and(|(at, _)| outer.content.iter().any(|&(from, to)| from <= at && at < to));
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

/// Who or what the last statement of the sentence rests on, or came through.
fn aside(
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
    // "documents and an official" are two.
    let joint = (phrase.first..phrase.last)
        .find(|&at| scene.tag(at) == Tag::Coordinator && scene.tag(at + 1) == Tag::Determiner);
    let whole = [Some(phrase), None];
    let halves = joint.map(|at| [Some(Phrase { last: at, ..phrase }), Some(Phrase { first: at + 1, ..phrase })]);
    for source in halves.unwrap_or(whole).into_iter().flatten().map(|phrase| source_ref(&phrase)) {
        match (earlier.last_mut(), frame.act) {
            (Some(last), Act::Relays) => last.via.push(source),
            (Some(last), _) => last.basis.push(source),
            (None, Act::Cites) => waiting.push(source),
            _ => {}
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
        (true, true) => scene.goes_on(cue.first, cue.last, cue.ambiguous),
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
    if !verb_first && cue.participle && !scene.is_participle(cue.first, group) {
        return None;
    }
    let turned = !verb_first && !cue.participle && scene.is_passive(group, cue.first);
    if turned || cue.passive {
        let by = scene.agent(cue.last).and_then(|at| scene.phrase_after(at));
        if by.is_some() || turned {
            let content = passive_content(scene, cue, group, by)?;
            return Some(value(scene, cue, (group, cue.last), by, content));
        }
    }
    let (source, inverted) = source_of(scene, cue, frame, group, earlier, previous);
    if frame.required && source.is_none() {
        return None;
    }
    let behind = match (inverted, source) {
        (true, Some(source)) => source.last,
        _ => cue.last,
    };
    let tail = if verb_first {
        scene.tail_behind_subject(behind, cue.entry, cue.participle)
    } else {
        scene.tail(behind, cue.addressee)
    };
    // "he said that …, as he put it": nothing new is said.
    let covers = |value: &AttributionValue| {
        value.content.iter().any(|&(from, to)| from as usize <= cue.first && cue.first <= to as usize)
    };
    if frame.elsewhere() && frame.content.contains(&ContentPlace::Around) && earlier.iter().any(covers) {
        return None;
    }
    let taken = previous.into_iter().chain(earlier.last()).flat_map(|one| &one.content).map(|piece| piece.1).max();
    let mut content = content_of(scene, cue, frame, source, inverted, &tail, taken.unwrap_or(0) as usize)?;
    // "Ms Hill, who said it was safe, will leave": the statement ends with the insertion.
    if let Some(source) = source.filter(|source| source.antecedent.is_some())
        && scene.tag_before(source.first) == Tag::Comma
        && let Some(last) = content.last_mut()
    {
        last.1 = scene.insertion_end(last.0, last.1);
    }
    Some(value(scene, cue, (if inverted { cue.first } else { group }, cue.last), source, content))
}

fn value(
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
        via: told(scene, cue).into_iter().collect(),
        basis: Vec::new(),
        rule: cue.rule,
        pack: cue.pack,
    }
}

/// What is said in a passive: the clause behind it, or its subject and what its agent makes of that ("was described by
/// Ms Hill as “a risk”").
fn passive_content(
    scene: &Scene<'_, '_>,
    cue: &Cue,
    group: usize,
    agent: Option<Phrase>,
) -> Option<Vec<(usize, usize)>> {
    let behind = agent.map_or(cue.last, |agent| agent.last);
    let tail = scene.tail(behind, cue.addressee);
    if let Some(from) = tail.connector.or(tail.colon).or(tail.quote) {
        return Some(vec![(from, scene.clause_end(from))]);
    }
    agent?;
    let subject = scene.phrase_before(group)?;
    let subject = subject.antecedent.unwrap_or((subject.first, subject.last));
    let mut content = vec![subject];
    if !matches!(scene.tag(behind), Tag::Comma | Tag::Stop) {
        content.push((behind, scene.clause_end(behind)));
    }
    let told = content.get(1)?;
    (scene.has_number(told.0, told.1) || scene.has_quote(told.0, told.1)).then_some(content)
}

/// The outlet that was told ("told Reuters"): the statement came through it.
fn told(scene: &Scene<'_, '_>, cue: &Cue) -> Option<SourceRef> {
    if !cue.addressee {
        return None;
    }
    let at = if scene.tag(cue.last) == Tag::Determiner { cue.last + 1 } else { cue.last };
    let data = scene.reading.pack(cue.pack)?;
    let (_, _, length) = scene.reading.entry_at(&data.lexicon, at, scene.last, |entry| {
        scene.grammar.head_class(entry.class) == Some("known_source")
            && entry.roles.iter().any(|&role| matches!(scene.reading.name(role), "outlet" | "agency"))
    })?;
    Some(source_ref(&Phrase { first: cue.last, last: at + length, antecedent: None, apart: false }))
}

/// The source, and whether it stands behind the cue.
fn source_of(
    scene: &Scene<'_, '_>,
    cue: &Cue,
    frame: &Frame,
    group: usize,
    earlier: &[AttributionValue],
    previous: Option<&AttributionValue>,
) -> (Option<Phrase>, bool) {
    let inverted = cue.inverts && group == cue.first && scene.is_inverted(cue.first, cue.last);
    for place in &frame.source {
        let phrase = match place {
            SourcePlace::Captured => {
                cue.source.map(|(first, last)| Phrase { first, last, antecedent: None, apart: false })
            }
            SourcePlace::Before if scene.opens_clause(cue.first) => None,
            SourcePlace::Before if scene.grammar.settings.subject_follows => scene.subject_before(group),
            SourcePlace::Before => {
                if inverted && frame.source.contains(&SourcePlace::After) {
                    continue;
                }
                scene.phrase_before(group)
            }
            // "the analysts say" agree; a verb before its subject does not.
            SourcePlace::After if cue.plural && frame.source.contains(&SourcePlace::Before) => {
                match scene.subject_before(group) {
                    Some(phrase) if !scene.opens_clause(cue.first) => return (Some(phrase), false),
                    _ => None,
                }
            }
            SourcePlace::After if scene.grammar.settings.subject_follows || inverted || !cue.lexical => {
                match scene.source_after(cue.last, frame.content.contains(&ContentPlace::Around), cue.entry) {
                    Some(phrase) => return (Some(phrase), true),
                    None => None,
                }
            }
            SourcePlace::After => None,
            // "is calling for", "who is saying": a participle with an auxiliary has its subject before it.
            SourcePlace::Carried | SourcePlace::Subject if cue.participle && group < cue.first => {
                scene.phrase_before(group)
            }
            // "recent polls showing", "people talking about": no comma stands between, so the noun does it; of a document
            // that somebody makes ("issued a statement saying") he is the source.
            SourcePlace::Carried if scene.grammar.settings.subject_follows => {
                last_speaker(earlier).and_then(spoken_by).or_else(|| earlier.iter().rev().find_map(spoken_by))
            }
            SourcePlace::Carried if cue.participle && scene.goes_with_noun(cue.first) => scene.phrase_before(cue.first),
            SourcePlace::Carried => {
                let subject = scene.clause_subject(cue.first);
                earlier.iter().rev().find(|one| leads(one, subject)).and_then(spoken_by)
            }
            SourcePlace::Subject => scene.clause_subject(cue.first),
            SourcePlace::Previous => previous.and_then(spoken_by),
        };
        if phrase.is_some() {
            let behind = *place == SourcePlace::Captured && phrase.is_some_and(|phrase| phrase.first >= cue.last);
            return (phrase, behind);
        }
    }
    (None, false)
}

fn content_of(
    scene: &Scene<'_, '_>,
    cue: &Cue,
    frame: &Frame,
    source: Option<Phrase>,
    inverted: bool,
    tail: &Tail,
    taken: usize,
) -> Option<Vec<(usize, usize)>> {
    let before = || {
        // A source from elsewhere, or behind the cue, leaves the cue as the edge.
        let edge = if inverted || frame.elsewhere() {
            Phrase { first: cue.first, last: cue.last, antecedent: None, apart: true }
        } else {
            source?
        };
        if !edge.apart {
            return None;
        }
        scene.content_before(edge)
    };
    let edge = source.map(|source| if inverted { cue.first } else { source.first });
    let quoted_before = edge.is_some_and(|edge| {
        let edge = if matches!(scene.tag_before(edge), Tag::Comma | Tag::Dash) { edge - 1 } else { edge };
        scene.tag_before(edge) == Tag::QuoteClose
    });
    let allows = |place| frame.content.contains(&place);
    // “Is it safe?” she asked: the sentence of the quotation ended with it.
    if edge == Some(scene.first)
        && tail.connector.is_none()
        && tail.clause.is_none()
        && let Some(quote) = scene.quote_before(scene.first).filter(|quote| quote.open >= taken)
    {
        let goes_on = tail.quote.or(tail.colon).map(|open| (open, scene.clause_end(open)));
        return Some([(quote.open, quote.close)].into_iter().chain(goes_on).collect());
    }
    // "The museum, Mr Khan said, celebrated …": a statement that goes on around its source.
    if !inverted
        && (allows(ContentPlace::Before) || allows(ContentPlace::Inserted))
        && scene.tag(cue.last) == Tag::Comma
        && source.is_some_and(|source| source.apart && scene.tag_before(source.first) == Tag::Comma)
        && !matches!(scene.tag(cue.last + 1), Tag::Cue | Tag::QuoteOpen)
        && let Some(first) = before()
    {
        return Some(vec![first, (cue.last + 1, scene.clause_end(cue.last + 1))]);
    }
    if quoted_before && allows(ContentPlace::Before) {
        let mut content = vec![before()?];
        if let Some(open) = tail.quote.or(tail.colon) {
            content.push((open, scene.clause_end(open)));
        }
        return Some(content);
    }
    for place in &frame.content {
        let behind = match place {
            ContentPlace::Captured => return cue.content.map(|content| vec![content]),
            ContentPlace::Connector => tail.connector,
            ContentPlace::Colon => tail.colon,
            ContentPlace::Quote => tail.quote,
            ContentPlace::Clause => {
                tail.clause.filter(|&from| scene.has_verb(from, scene.clause_end(from).min(scene.last)))
            }
            ContentPlace::Phrase => tail.phrase.filter(|&from| scene.tag(from) != Tag::Preposition),
            ContentPlace::Figure => tail.phrase.filter(|&from| scene.has_number(from, scene.clause_end(from))),
            ContentPlace::Inserted => None,
            ContentPlace::Stating => tail.phrase.filter(|&from| scene.has_statement(from, scene.clause_end(from))),
            ContentPlace::Finite => tail.clause.filter(|&from| scene.opens_finite(from)),
            ContentPlace::Finding => tail.phrase.filter(|&from| {
                scene.tag(from) != Tag::Preposition && source.is_some_and(|source| scene.is_document(source))
            }),
            ContentPlace::Infinitive => tail.infinitive,
            ContentPlace::Noun => cue.entry.and_then(|entry| {
                scene.object(entry, source.filter(|_| inverted).map_or(cue.last, |source| source.last))
            }),
            ContentPlace::Before => match before() {
                Some((first, last)) if scene.has_verb(first, last) && tail.clause.is_none() => {
                    return Some(vec![(first, last)]);
                }
                _ => None,
            },
            ContentPlace::Around => {
                let mut content: Vec<_> = before().into_iter().collect();
                let behind = source.map_or(cue.last, |source| source.last.max(cue.last));
                let behind = if scene.tag(behind) == Tag::Adverb { behind + 1 } else { behind };
                // Without a comma before it the cue ends its clause: what follows is another.
                let trails = !content.is_empty() && scene.tag_before(cue.first) != Tag::Comma;
                let behind = if content.is_empty() { scene.comma_behind(behind) } else { behind };
                if !trails && scene.tag(behind) == Tag::Comma && behind + 1 < scene.end() {
                    content.push((behind + 1, scene.clause_end(behind + 1)));
                }
                if content.is_empty() {
                    return None;
                }
                return Some(content);
            }
        };
        if let Some(from) = behind {
            if from >= scene.last {
                return scene.next_paragraph().map(|content| vec![content]);
            }
            let end = scene.clause_end(from);
            if end > from {
                return Some(vec![(from, end)]);
            }
        }
    }
    None
}

/// Whether an earlier statement is the main clause of its sentence: its speaker is the subject, or stands behind his words.
fn leads(one: &AttributionValue, subject: Option<Phrase>) -> bool {
    let Some(source) = &one.source else { return false };
    one.content.first().is_some_and(|content| content.0 < source.first)
        || subject.is_none_or(|subject| (source.first as usize) < subject.last && subject.first < source.last as usize)
}

/// The source of an earlier attribution, to be carried on.
pub fn spoken_by(attribution: &AttributionValue) -> Option<Phrase> {
    let source = attribution.source.as_ref()?;
    Some(Phrase { first: source.first as usize, last: source.last as usize, antecedent: None, apart: false })
}

fn source_ref(phrase: &Phrase) -> SourceRef {
    SourceRef {
        first: phrase.first as u32,
        last: phrase.last as u32,
        kind: SourceKind::Person,
        plural: false,
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
