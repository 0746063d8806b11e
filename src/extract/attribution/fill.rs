//! Fills the frame of a cue: where its source stands, and what of the places that may hold its content does.

use super::AttributionValue;
use super::frame::{ContentPlace, Frame, SourcePlace};
use super::phrase::Phrase;
use super::read::{Cue, last_speaker, spoken_by};
use super::scene::Scene;
use super::subject::Wanted;
use super::tag::Tag;
use super::tail::Tail;

/// What is said in a passive: the clause behind it, or its subject and what its agent makes of that ("was described by
/// Ms Hill as “a risk”").
pub fn passive_content(
    scene: &Scene<'_, '_>,
    cue: &Cue,
    group: usize,
    agent: Option<Phrase>,
) -> Option<Vec<(usize, usize)>> {
    let behind = agent.map_or(cue.last, |agent| agent.last);
    // "was told her child was ill": the person told stands before the verb.
    let told = cue.addressee && agent.is_none();
    let tail = scene.tail(behind, cue.addressee && !told);
    let clause = || tail.clause.filter(|&from| told && scene.opens_finite(from));
    if let Some(from) = tail.connector.or(tail.colon).or(tail.quote).or_else(clause) {
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

/// The source, and whether it stands behind the cue.
pub fn source_of(
    scene: &Scene<'_, '_>,
    cue: &Cue,
    frame: &Frame,
    group: usize,
    earlier: &[AttributionValue],
    previous: Option<&AttributionValue>,
) -> (Option<Phrase>, bool) {
    if frame.source.contains(&SourcePlace::Before)
        && let Some(at) = scene.glued_subject(group)
    {
        let speaker = last_speaker(earlier).or(previous).and_then(spoken_by);
        let antecedent = speaker.map(|speaker| (speaker.first, speaker.last));
        return (Some(Phrase { antecedent, ..Phrase::of(at, at + 1) }), false);
    }
    if scene.grammar.settings.subject_follows
        && !cue.nominal
        && frame.source.contains(&SourcePlace::Before)
        && let Some(subject) = scene.subject_apart(group)
    {
        return (Some(subject), false);
    }
    let inverted = cue.inverts && group == cue.first && scene.is_inverted(cue.first, cue.last);
    for place in &frame.source {
        let phrase = match place {
            SourcePlace::Captured => cue.source.map(|(first, last)| Phrase::of(first, last)),
            SourcePlace::Possessor => scene.possessor(cue.first),
            SourcePlace::Object => {
                let object = cue.entry.and_then(|entry| scene.object(entry, cue.last));
                match object.and_then(|at| scene.phrase_after(at)) {
                    Some(phrase) => return (Some(phrase), true),
                    None => None,
                }
            }
            SourcePlace::Before if scene.opens_clause(cue.first) => None,
            SourcePlace::Before if scene.grammar.settings.subject_follows => scene.subject_before(group),
            SourcePlace::Before => {
                if inverted && frame.source.contains(&SourcePlace::After) {
                    continue;
                }
                let phrase = scene.phrase_before(group);
                let extracted = matches!(scene.tag(cue.last), Tag::Auxiliary | Tag::Verb) && !cue.participle;
                if extracted { phrase.map(|phrase| scene.speaker_in(phrase)) } else { phrase }
            }
            // "the analysts say" agree; a verb before its subject does not.
            SourcePlace::After if cue.plural && frame.source.contains(&SourcePlace::Before) => {
                match scene.subject_before(group) {
                    Some(phrase) if !scene.opens_clause(cue.first) => return (Some(phrase), false),
                    _ => None,
                }
            }
            SourcePlace::After if scene.event_behind(cue.last) == Some(cue.last) => None,
            SourcePlace::After if scene.grammar.settings.subject_follows || inverted || !cue.lexical => {
                match scene.source_after(cue.last, frame.content.contains(&ContentPlace::Around), cue.entry) {
                    Some(phrase) => return (Some(with_clause(scene, without_object(scene, frame, phrase))), true),
                    None => None,
                }
            }
            SourcePlace::After => None,
            // "is calling for", "who is saying": a participle with an auxiliary has its subject before it.
            SourcePlace::Carried | SourcePlace::Subject
                if cue.participle && group < cue.first && !scene.grammar.settings.subject_follows =>
            {
                scene.phrase_before(group)
            }
            // "Warning that it was unsafe, he closed the road": the subject stands behind the clause.
            SourcePlace::Subject if cue.participle && scene.opens_with(cue.first) => {
                scene.main_clause(cue.last).and_then(|at| scene.phrase_after(at))
            }
            // "recent polls showing", "people talking about": no comma stands between, so the noun does it; of a document
            // that somebody makes ("issued a statement saying") he is the source.
            SourcePlace::Carried if scene.grammar.settings.subject_follows => {
                last_speaker(earlier).and_then(spoken_by).or_else(|| earlier.iter().rev().find_map(spoken_by))
            }
            SourcePlace::Carried => {
                let noun = if cue.participle { scene.noun_of_participle(cue.first) } else { None };
                noun.or_else(|| {
                    let subject = scene.clause_subject(cue.first);
                    earlier.iter().rev().find(|one| leads(one, subject)).and_then(spoken_by)
                })
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

/// The subject with a clause that tells of it, where what was said, or a comma, stands right behind that.
fn with_clause(scene: &Scene<'_, '_>, phrase: Phrase) -> Phrase {
    let last = if scene.grammar.settings.subject_follows { scene.told_of(phrase) } else { phrase.last };
    let closed = matches!(scene.tag(last), Tag::Connector | Tag::Colon | Tag::QuoteOpen | Tag::Comma);
    if closed { Phrase { last, ..phrase } } else { phrase }
}

/// The subject alone, where the object or the event told stands right behind it.
fn without_object(scene: &Scene<'_, '_>, frame: &Frame, phrase: Phrase) -> Phrase {
    let allows = |place| frame.content.contains(&place);
    let wanted = match (allows(ContentPlace::Object), allows(ContentPlace::Event) || allows(ContentPlace::Noun)) {
        (true, true) => Wanted::Some,
        (true, false) => Wanted::Must,
        (false, true) => Wanted::Event,
        (false, false) => return phrase,
    };
    if !scene.grammar.settings.subject_follows {
        return phrase;
    }
    scene.object_in(phrase, wanted).map_or(phrase, |last| Phrase { last, ..phrase })
}

/// What was said: the first place of the frame that holds something. Behind `taken` a quotation is nobody's yet.
pub fn content_of(
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
        if scene.ends_at_comma(cue.last) {
            return Some(vec![first]);
        }
        return Some(vec![first, (cue.last + 1, scene.clause_end(cue.last + 1))]);
    }
    if quoted_before && allows(ContentPlace::Before) {
        let mut content = vec![before()?];
        if let Some(open) = tail.quote.or(tail.colon) {
            content.push((open, scene.clause_end(open)));
        }
        return Some(content);
    }
    if !inverted
        && tail.connector.or(tail.infinitive).or(tail.clause).is_none()
        && let Some(content) = source.and_then(|source| told_around(scene, cue, source))
    {
        return Some(content);
    }
    let object = tail.phrase.filter(|&from| may_have_object(scene, from, source));
    for place in &frame.content {
        let behind = match place {
            ContentPlace::Captured => return cue.content.map(|content| vec![content]),
            ContentPlace::Connector => tail.connector,
            ContentPlace::Colon => tail.colon,
            ContentPlace::Quote => tail.quote,
            ContentPlace::Clause => {
                let end = |from| scene.before_running(from, scene.clause_end(from).min(scene.last));
                tail.clause.filter(|&from| scene.has_verb(from, end(from)))
            }
            ContentPlace::Phrase => object.filter(|&from| scene.tag(from) != Tag::Preposition),
            ContentPlace::Figure => object.filter(|&from| scene.has_number(from, scene.clause_end(from))),
            ContentPlace::Datum => object.filter(|&from| {
                scene.has_number(from, scene.clause_end(from)) && source.is_some_and(|source| scene.is_document(source))
            }),
            ContentPlace::Inserted => None,
            ContentPlace::Stating => object.filter(|&from| scene.has_statement(from, scene.clause_end(from))),
            ContentPlace::Naming => tail.phrase.filter(|&from| scene.names_object(from)),
            ContentPlace::Question => tail.clause.filter(|&from| scene.has_role(from, &[scene.grammar.roles.question])),
            ContentPlace::Finite => tail.clause.filter(|&from| scene.opens_finite(from)),
            ContentPlace::Finding => object.filter(|&from| {
                scene.tag(from) != Tag::Preposition && source.is_some_and(|source| scene.is_document(source))
            }),
            ContentPlace::Infinitive => tail.infinitive,
            ContentPlace::ObjectInfinitive => tail.clause.filter(|&from| scene.opens_infinitive(from)),
            ContentPlace::Noun => cue
                .entry
                .and_then(|entry| {
                    scene.object(entry, source.filter(|_| inverted).map_or(cue.last, |source| source.last))
                })
                .filter(|&from| {
                    let calls =
                        allows(ContentPlace::Object) && !scene.is_definite(from) && scene.tag(from) == Tag::Word;
                    // "stressed the importance of “not rushing”": his own words in marks.
                    let quoted = || {
                        scene.grammar.settings.subject_follows
                            && scene.grammar.names_event(scene.reading.lookup(from))
                            && scene.has_quote(from, scene.clause_end(from))
                    };
                    scene.tells_event(from) || calls || reveals(scene, cue, source) || quoted()
                }),
            ContentPlace::Object => cue.entry.and_then(|entry| {
                scene.object_behind(source.filter(|_| inverted).map_or(cue.last, |source| source.last), entry)
            }),
            ContentPlace::Event => {
                let takes = cue.entry.is_some_and(|entry| scene.verb_has(entry, scene.grammar.roles.told_event));
                let behind = source.filter(|_| inverted).map_or(cue.last, |source| source.last);
                if takes { scene.event_behind(behind) } else { None }
            }
            ContentPlace::Before => match before() {
                Some((first, last))
                    if (scene.has_verb(first, last) || is_said_last(scene, cue, (first, last)))
                        && tail.clause.is_none()
                        && !scene.qualifies(cue.last, cue.entry, source) =>
                {
                    return Some(vec![(first, last)]);
                }
                _ => None,
            },
            ContentPlace::Around => {
                if source.is_some_and(|source| orders(scene, cue, source)) {
                    return None;
                }
                let mut content: Vec<_> = before().into_iter().collect();
                // What somebody else said before in the sentence is his.
                if scene.grammar.settings.subject_follows
                    && let Some(first) = content.first_mut()
                    && first.0 < taken
                    && taken + 1 < first.1
                {
                    first.0 = taken;
                }
                let behind = source.map_or(cue.last, |source| source.last.max(cue.last));
                // "According to the mayor the road was closed."
                if content.is_empty() && scene.opens_apart(behind) {
                    return Some(vec![(behind, scene.clause_end(behind))]);
                }
                let behind = if scene.tag(behind) == Tag::Adverb { behind + 1 } else { behind };
                // Without a comma before it the cue ends its clause: what follows is another.
                let trails = !content.is_empty() && scene.tag_before(cue.first) != Tag::Comma;
                // "…, according to figures that the ministry published, …": so does a clause that needs no pronoun.
                let inserted = !content.is_empty() && scene.tag_before(cue.first) == Tag::Comma;
                let behind = match (content.is_empty(), inserted) {
                    (true, _) => scene.comma_behind(behind),
                    (_, true) => scene.comma_behind_clause(behind),
                    _ => behind,
                };
                // "According to the firm, which makes chips, sales fell": the insertion belongs to the source.
                let behind = if content.is_empty() { scene.behind_relative(behind) } else { behind };
                // "…, according to Mr Hill, who said": a clause on the source behind it.
                let trails = trails
                    || scene.grammar.settings.subject_follows
                        && !content.is_empty()
                        && scene.tag(behind + 1) == Tag::Relative;
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
            if cue.participle && scene.opens_with(cue.first) {
                return scene.main_clause(from).map(|main| vec![(from, scene.before_comma(main))]);
            }
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

/// "Is reckoned according to the old calendar": the way that something is done, and nobody who says so. Right before the cue
/// stands the verb, and nothing of a source behind it.
fn orders(scene: &Scene<'_, '_>, cue: &Cue, source: Phrase) -> bool {
    !scene.grammar.settings.subject_follows
        && source.first >= cue.last
        && matches!(scene.tag_before(cue.first), Tag::Verb | Tag::Cue)
        && scene.tag_before(source.last) == Tag::Word
        && !(source.first..source.last)
            .any(|at| matches!(scene.tag(at), Tag::Role | Tag::Title | Tag::SourceNoun | Tag::Cue | Tag::Verb))
}

/// Whether the cue ends its sentence and a stretch before it is long enough to be a clause whose verb no list knows ("Prices
/// double, ministers warn").
fn is_said_last(scene: &Scene<'_, '_>, cue: &Cue, (first, last): (usize, usize)) -> bool {
    const CLAUSE: usize = 4;
    let rest = (cue.last..scene.end()).all(|at| scene.tag(at) == Tag::Time);
    rest && !cue.nominal && last - first >= CLAUSE && scene.tag_before(last + 1) == Tag::Comma
}

/// What a clause with "as" tells of: what stands before it and behind it ("As the mayor put it, the road is closed").
fn told_around(scene: &Scene<'_, '_>, cue: &Cue, source: Phrase) -> Option<Vec<(usize, usize)>> {
    let opening = source.first.checked_sub(1).filter(|&at| scene.has_role(at, &[scene.grammar.roles.clause]))?;
    // "…, as shops ordered more": with an object it tells a reason.
    if !matches!(scene.tag(cue.last), Tag::Comma | Tag::Stop | Tag::Time | Tag::Preposition | Tag::Adverb) {
        return None;
    }
    let comma = scene.tag_before(opening) == Tag::Comma;
    let behind = scene.comma_behind(cue.last);
    let closed = scene.tag(behind) == Tag::Comma;
    let clause = |at| matches!(scene.tag(at), Tag::Verb | Tag::Auxiliary | Tag::Cue | Tag::Connector | Tag::Pronoun);
    if !(comma || opening == scene.begin()) || !closed && (cue.last..scene.end()).any(clause) {
        return None;
    }
    let before = (scene.begin(), scene.before_comma(opening));
    let mut content = Vec::new();
    content.extend(Some(before).filter(|before| comma && before.1 > before.0));
    content.extend(Some((behind + 1, scene.clause_end(behind + 1))).filter(|rest| closed && rest.1 > rest.0));
    (!content.is_empty()).then_some(content)
}

/// Whether what follows a verb can be its object: it is no passive that only qualifies the noun before it ("a report
/// released by", "of the boats requested since March").
fn may_have_object(scene: &Scene<'_, '_>, from: usize, source: Option<Phrase>) -> bool {
    let led = |source: Phrase| scene.tag_before(source.first) == Tag::Preposition;
    let aside = matches!(scene.tag(from), Tag::Preposition | Tag::Time | Tag::Subordinator) && source.is_some_and(led);
    !aside && !scene.has_role(from, &[scene.grammar.roles.agent])
}

/// Whether whatever noun stands behind the verb's preposition is a statement: of a verb that reveals, with a subject that can
/// speak ("the firm unveiled a new system", not "the rain laid bare the road").
fn reveals(scene: &Scene<'_, '_>, cue: &Cue, source: Option<Phrase>) -> bool {
    cue.entry.is_some_and(|entry| scene.verb_has(entry, scene.grammar.roles.reveals))
        && source.is_some_and(|source| scene.tag(source.first) != Tag::Word || !scene.is_definite(source.first))
}

/// Whether an earlier statement is the main clause of its sentence: its speaker is the subject, or stands behind his words.
fn leads(one: &AttributionValue, subject: Option<Phrase>) -> bool {
    let Some(source) = &one.source else { return false };
    one.content.first().is_some_and(|content| content.0 < source.first)
        || subject.is_none_or(|subject| (source.first as usize) < subject.last && subject.first < source.last as usize)
}
