//! Labels of speakers: a name and a colon that open a line, as transcripts, interviews and headlines have them.

use rustc_hash::FxHashMap;

use super::grammar::Grammar;
use super::phrase::Phrase;
use super::read::source_ref;
use super::resolve::name_runs;
use super::tag::Tag;
use super::{AttributionValue, StandsFor};
use crate::extract::reading::Reading;
use crate::lang::PerPack;
use crate::model::Style;
use crate::text::token::{Token, TokenKind};

/// Most words of a label.
const WORDS: usize = 5;

/// Fewest words of a headline behind its label.
const HEADLINE: usize = 3;

/// Most lines that a speaker goes on before the next label.
const LINES: usize = 6;

/// A line that a label opens: tokens.
#[derive(Debug, Clone, Copy)]
struct Line {
    /// First token of the label.
    first: usize,
    /// Its colon.
    colon: usize,
    /// Token after the line, or after those that go on before the next label.
    last: usize,
    /// How many lines that is.
    lines: usize,
}

/// Gives the lines of a conversation to those whose labels open them.
///
/// One label proves nothing ("Update:", "Analysis:"): they are read where at least two lines have labels in capitals, or
/// where a label names somebody for the second time; and in a headline whose label is an outlet, an office or a document.
/// "Q:" and "A:" are an interview: a question states nothing, and an answer is given by whom the text names first before it.
pub fn read(reading: &Reading<'_>, grammars: &PerPack<Grammar>, found: &mut Vec<AttributionValue>) {
    let lines = lines(reading);
    if lines.is_empty() {
        return;
    }
    let headline = lines.first().and_then(|line| headline(reading, grammars, line));
    let text = |line: &Line| reading.slice(line.first, line.colon);
    let shouted = |line: &Line| {
        (line.first..line.colon)
            .all(|at| reading.token(at).is_none_or(|token| !token.is_word() || token.all_capitals()))
    };
    let capitals = lines.iter().filter(|line| shouted(line)).count();
    let mut times: FxHashMap<&str, usize> = FxHashMap::default();
    for line in &lines {
        *times.entry(text(line)).or_default() += 1;
    }
    let names = |line: &Line| (line.first..line.colon).all(|at| !is_clause_word(reading, grammars, at));
    let labels = |line: &Line| Some(&grammars.get(rule_at(reading, grammars, line.first)?.1)?.settings);
    let is_one_of = |line: &Line, list: &[String]| list.iter().any(|label| label == text(line));
    let asks = |line: &Line| labels(line).is_some_and(|settings| is_one_of(line, &settings.question_labels));
    let answers = |line: &Line| labels(line).is_some_and(|settings| is_one_of(line, &settings.answer_labels));
    let interview = lines.iter().any(asks) && lines.iter().any(answers);
    let spoken = |line: &Line| {
        interview && (asks(line) || answers(line))
            || names(line) && times.get(text(line)).is_some_and(|&count| count > 1)
            || capitals > 1 && shouted(line)
    };
    let lines: Vec<Line> = lines.iter().copied().filter(|line| spoken(line)).collect();
    let interviewed = lines.first().filter(|_| interview).and_then(|line| first_name(reading, grammars, line.first));
    // What a quotation in such a line was taken for goes to the label.
    let inside = |&(from, to): &(u32, u32)| {
        let next = lines.partition_point(|line| line.colon < from as usize);
        next.checked_sub(1).and_then(|index| lines.get(index)).is_some_and(|line| to as usize <= line.last)
    };
    found.retain(|one| one.cue.is_some() || !one.content.iter().all(inside));
    found.extend(headline.filter(|one| !one.content.iter().any(inside)));
    for line in &lines {
        let content = (line.colon as u32 + 1, line.last as u32);
        let Some((rule, pack)) = rule_at(reading, grammars, line.first) else { continue };
        if interview && asks(line) {
            continue;
        }
        let mut source = source_ref(&Phrase::of(line.first, line.colon));
        if interview && answers(line) {
            source.unresolved = interviewed.is_none();
            source.stands_for = interviewed.unwrap_or(StandsFor::Itself);
        }
        found.push(AttributionValue {
            source: Some(source),
            cue: Some((line.colon as u32, line.colon as u32 + 1)),
            content: vec![content],
            style: Style::Direct,
            carried: false,
            via: Vec::new(),
            basis: Vec::new(),
            rule,
            pack,
        });
    }
}

/// The first full name before a token.
fn first_name(reading: &Reading<'_>, grammars: &PerPack<Grammar>, before: usize) -> Option<StandsFor> {
    let mut first = None;
    name_runs(reading, grammars, |from, to| {
        first = first.or((to as usize <= before).then_some(StandsFor::Elsewhere(from, to)));
    });
    first
}

/// Whether a token does something in a clause, as none of a label does.
fn is_clause_word(reading: &Reading<'_>, grammars: &PerPack<Grammar>, at: usize) -> bool {
    let grammar = reading.sentence_at(at).and_then(|sentence| grammars.get(sentence.pack?));
    let uncased = reading.token(at).is_some_and(|token| token.kind == TokenKind::Arabic);
    uncased
        && grammar.is_some_and(|grammar| {
            let lookup = reading.lookup(at);
            matches!(
                grammar.tag_of(lookup),
                Tag::Cue
                    | Tag::Verb
                    | Tag::Auxiliary
                    | Tag::Connector
                    | Tag::Negation
                    | Tag::Adverb
                    | Tag::Subordinator
            ) || grammar.is_report(lookup)
        })
}

/// What the first line of a document says when its label names an outlet, an office or a document ("Reuters: …", "X quoting
/// Y: …").
fn headline(reading: &Reading<'_>, grammars: &PerPack<Grammar>, line: &Line) -> Option<AttributionValue> {
    if line.first > 1 || (line.first..line.colon).any(|at| is_clause_word(reading, grammars, at)) {
        return None;
    }
    let (rule, pack) = rule_at(reading, grammars, line.first)?;
    let (grammar, data) = (grammars.get(pack)?, reading.pack(pack)?);
    let speaks = |first: usize| {
        let source =
            |class| matches!(grammar.head_class(class), Some("known_source" | "source_noun" | "role" | "title"));
        (first..line.colon)
            .take(2)
            .any(|at| reading.entry_at(&data.lexicon, at, line.colon, |entry| source(entry.class)).is_some())
    };
    // "X quoting Y": behind the preposition stands who said it.
    let joint = (line.first + 1..line.colon).find(|&at| grammar.tag_of(reading.lookup(at)) == Tag::Preposition);
    let from = joint.filter(|&at| speaks(at + 1)).map_or(line.first, |at| at + 1);
    let last = (line.colon + 1..).find(|&at| reading.token(at).is_none_or(Token::opens_line))?;
    let words = (line.colon + 1..last).filter(|&at| reading.token(at).is_some_and(Token::is_word)).count();
    if words < HEADLINE || !speaks(line.first) {
        return None;
    }
    let via = (from > line.first).then(|| source_ref(&Phrase::of(line.first, from - 1)));
    Some(AttributionValue {
        source: Some(source_ref(&Phrase::of(from, line.colon))),
        cue: Some((line.colon as u32, line.colon as u32 + 1)),
        content: vec![(line.colon as u32 + 1, last as u32)],
        style: Style::Indirect,
        carried: false,
        via: via.into_iter().collect(),
        basis: Vec::new(),
        rule,
        pack,
    })
}

fn rule_at(reading: &Reading<'_>, grammars: &PerPack<Grammar>, token: usize) -> Option<(u16, u8)> {
    let pack = reading.sentence_at(token)?.pack?;
    Some((grammars.get(pack)?.label?, pack))
}

/// Whether a token may stand in a label: a word with a capital, or of a script without capitals, or a mark of a name.
fn is_label(token: &Token) -> bool {
    token.is_word() && (token.capital() || token.kind == TokenKind::Arabic)
        || matches!(token.mark, '.' | '-' | '"' | '“' | '”' | '«' | '»')
}

/// The lines that begin with up to five capitalised words and a colon.
fn lines(reading: &Reading<'_>) -> Vec<Line> {
    let tokens = &reading.buffers.tokens;
    let mut lines: Vec<Line> = Vec::new();
    for (first, token) in tokens.iter().enumerate() {
        if !token.opens_line() {
            continue;
        }
        if let Some(open) = lines.last_mut() {
            open.lines += 1;
            if open.lines == 1 {
                open.last = first;
            }
        }
        // "KHAN: …": a transcript in quotation marks.
        let quoted = matches!(token.mark, '"' | '“' | '”' | '«');
        let start = if quoted { first + 1 } else { first };
        let colon = (start..start + WORDS + 1).find(|&at| tokens.get(at).is_none_or(|token| !is_label(token)));
        if let Some(colon) = colon.filter(|&colon| colon > start)
            && tokens.get(colon).is_some_and(|token| token.mark == ':')
            && tokens.get(colon + 1).is_some_and(|next| !next.opens_line() && next.spaced())
        {
            if let Some(before) = lines.last_mut().filter(|before| before.lines <= LINES) {
                before.last = first;
            }
            lines.push(Line { first: start, colon, last: usize::MAX, lines: 0 });
        }
    }
    for line in &mut lines {
        line.last = line.last.min(tokens.len());
    }
    lines
}
