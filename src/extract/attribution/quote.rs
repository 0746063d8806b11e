//! Quotations of a document: where each opens and closes, over sentences and paragraphs.

use super::tag::Tag;
use crate::text::token::{Token, TokenKind};

/// A quotation: tokens `open..close`, marks included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote {
    /// Its opening mark.
    pub open: usize,
    /// Token after its closing mark.
    pub close: usize,
    /// Number of words and numbers inside.
    pub words: usize,
    /// Whether it is a statement or some other piece of a clause: only quoted words ("so-called").
    pub scare: bool,
}

/// Longest single-quoted stretch, in tokens: an apostrophe must not swallow the text.
const SINGLE_CAP: usize = 90;
/// A quotation of fewer words, without an end of its own, only quotes words.
const STATEMENT: usize = 5;

/// Longest word that titles of works write without a capital, in bytes.
const SHORT: u32 = 4;

/// Bytes of the longest word that is written glued to the next: a letter, perhaps lengthened, or two.
const GLUED: u32 = 4;

/// Which marks belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Straight,
    Curly,
    Angle,
    Single,
}

/// Whether one double mark may close what another opened: texts mix “ and ".
fn alike(close: Style, open: Style) -> bool {
    close == open || matches!((close, open), (Style::Straight, Style::Curly) | (Style::Curly, Style::Straight))
}

/// Finds the quotations and tags their marks.
pub fn find(tokens: &[Token], tags: &mut [Tag], out: &mut Vec<Quote>) {
    out.clear();
    let mut open: Option<(usize, Style)> = None;
    // Another style that opened inside: what closes it closes no more than that.
    let mut nested: Option<Style> = None;
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if let Some((start, style)) = open
            && (token.opens_paragraph()
                || style == Style::Straight && (opens_sentence_line(tokens, at) || ends_headline(tokens, start, at)))
            && !continues(tokens, at, style)
        {
            // Never closed: it ends with its paragraph.
            push(tokens, start, at, out);
            open = None;
            nested = None;
        }
        if token.mark == '\0' {
            at += 1;
            continue;
        }
        let double = double_apostrophe(tokens, at);
        let length = if double { 2 } else { 1 };
        match (mark_of(tokens, at, double, open.is_some()), open) {
            (Some((style, true)), None) if style != Style::Single || single_end(tokens, at).is_some() => {
                open = Some((at, style));
                set(tags, at, length, Tag::QuoteOpen);
            }
            (Some((style, true)), Some((_, inner))) if style == inner && token.opens_paragraph() => {
                set(tags, at, length, Tag::QuoteOpen);
            }
            (Some((style, true)), Some((_, inner))) if style != inner && style != Style::Single => nested = Some(style),
            (Some((style, false)), Some((_, inner))) if style != inner && nested == Some(style) => nested = None,
            (Some((style, false)), Some((start, inner)))
                if alike(style, inner) && (style != Style::Single || single_end(tokens, start) == Some(at)) =>
            {
                set(tags, at, length, Tag::QuoteClose);
                push(tokens, start, at + length, out);
                open = None;
                nested = None;
            }
            _ => {}
        }
        at += length;
    }
    if let Some((start, _)) = open {
        push(tokens, start, tokens.len(), out);
    }
}

fn set(tags: &mut [Tag], at: usize, length: usize, tag: Tag) {
    for slot in tags.iter_mut().skip(at).take(length) {
        *slot = tag;
    }
}

fn push(tokens: &[Token], open: usize, close: usize, out: &mut Vec<Quote>) {
    let inside = tokens.get(open..close).unwrap_or(&[]);
    let words = inside.iter().filter(|token| token.mark == '\0').count();
    let ended = inside.iter().rev().take(3).any(|token| matches!(token.mark, '.' | '!' | '?' | '؟' | ',' | '،' | '…'));
    let scare = words < STATEMENT && !(ended && words > 1) || is_title(inside) && !in_headline(tokens, open);
    out.push(Quote { open, close, words, scare });
}

/// Whether every long word has a capital and some word is not all capitals: the title of a work.
fn is_title(inside: &[Token]) -> bool {
    let mut capitals = 0;
    let mut lower = false;
    for token in inside.iter().filter(|token| token.kind == TokenKind::Word) {
        if token.capital() {
            capitals += 1;
            lower |= !token.all_capitals();
        } else if token.end - token.start > SHORT {
            return false;
        }
    }
    lower && capitals > 1
}

/// Whether the words before a quotation have capitals as those of a title have, or there are none.
fn in_headline(tokens: &[Token], open: usize) -> bool {
    let line = (0..open).rev().take(8).find(|&at| tokens.get(at).is_some_and(Token::opens_line)).unwrap_or(0);
    let before = tokens.get(line..open).unwrap_or(&[]);
    before.iter().filter(|token| token.kind == TokenKind::Word && token.end - token.start > SHORT).all(Token::capital)
}

/// Two apostrophes typed for one double quotation mark.
fn double_apostrophe(tokens: &[Token], at: usize) -> bool {
    let (Some(one), Some(two)) = (tokens.get(at), tokens.get(at + 1)) else { return false };
    matches!(one.mark, '\'' | '`' | '’' | '‘') && two.mark == one.mark && one.end == two.start
}

/// Whether the paragraph that starts here goes on with an open quotation.
fn continues(tokens: &[Token], at: usize, style: Style) -> bool {
    mark_of(tokens, at, double_apostrophe(tokens, at), false).is_some_and(|(here, opens)| here == style && opens)
}

/// The style of a quotation mark and whether it opens; `inside`: whether a quotation is open already.
fn mark_of(tokens: &[Token], at: usize, double: bool, inside: bool) -> Option<(Style, bool)> {
    let token = tokens.get(at)?;
    let behind = if double { at + 2 } else { at + 1 };
    let loose = tokens.get(behind).is_none_or(Token::spaced);
    let before = at.checked_sub(1).and_then(|before| tokens.get(before));
    let opens = match (token.spaced(), loose) {
        // With space on both sides only the order tells.
        (true, true) => !inside && !matches!(token.mark, '\'' | '’'),
        // `… word ".`: space before a mark that ends a clause opens nothing.
        (true, false) => !(inside && ends_clause(tokens, behind)),
        // `و" word "`: a word of one letter is written glued.
        (false, _) => before.is_some_and(|before| {
            !loose && matches!(before.mark, '(' | '[' | '—' | '–' | '-' | ':' | '‘' | '\'')
                || !inside && is_glued(before)
        }),
    };
    match token.mark {
        // Typed the wrong way round at the end: “so.“
        '“' if !token.spaced() && loose => Some((Style::Curly, false)),
        '“' | '„' => Some((Style::Curly, true)),
        '”' => Some((Style::Curly, false)),
        '«' => Some((Style::Angle, true)),
        '»' => Some((Style::Angle, false)),
        '"' | '＂' => Some((Style::Straight, opens)),
        _ if double => Some((Style::Straight, opens)),
        '‘' => Some((Style::Single, true)),
        '\'' if opens => Some((Style::Single, true)),
        '’' | '\'' if !token.spaced() => Some((Style::Single, false)),
        _ => None,
    }
}

/// Whether a line starts here behind a full stop: a straight mark that never closed must not turn all others over.
fn opens_sentence_line(tokens: &[Token], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| tokens.get(before));
    tokens.get(at).is_some_and(Token::opens_line)
        && before.is_some_and(|token| matches!(token.mark, '.' | '!' | '?' | '؟'))
}

/// Whether the document's first line ends before `at` with a straight mark open at `open`, and the next has as many that
/// open as close.
fn ends_headline(tokens: &[Token], open: usize, at: usize) -> bool {
    let line = |from: usize| (from + 1..).take_while(|&at| tokens.get(at).is_some_and(|token| !token.opens_line()));
    let marked = |at: usize| tokens.get(at).is_some_and(|token| matches!(token.mark, '"' | '＂'));
    tokens.get(at).is_some_and(Token::opens_line)
        && !tokens.get(1..=open).unwrap_or(&[]).iter().any(Token::opens_line)
        && std::iter::once(at).chain(line(at)).filter(|&at| marked(at)).count() % 2 == 0
}

/// Whether the token is a letter or two of a script that writes some words glued to the next.
fn is_glued(token: &Token) -> bool {
    token.kind == TokenKind::Arabic && token.end - token.start <= GLUED
}

/// Whether a comma or full stop that belongs to what stands before it is at `at`.
fn ends_clause(tokens: &[Token], at: usize) -> bool {
    tokens
        .get(at)
        .is_some_and(|token| matches!(token.mark, '.' | ',' | '،' | '؛' | ';' | ':' | '!' | '?' | '؟' | ')' | '-'))
        && tokens.get(at + 1).is_none_or(Token::spaced)
}

/// Where a single-quoted stretch that opens here ends: at a mark behind punctuation, or before it.
fn single_end(tokens: &[Token], open: usize) -> Option<usize> {
    let style = tokens.get(open)?.mark;
    for at in open + 1..open + SINGLE_CAP {
        let token = tokens.get(at)?;
        if token.opens_paragraph() {
            return None;
        }
        let closes = token.mark == '’' || (style == '\'' && token.mark == '\'');
        if closes && !token.spaced() && tokens.get(at + 1).is_none_or(|next| next.spaced() || next.mark != '\0') {
            let behind = tokens.get(at - 1).is_some_and(|before| matches!(before.mark, '.' | ',' | '!' | '?'));
            let before = tokens.get(at + 1).is_none_or(|next| matches!(next.mark, '.' | ',' | '!' | '?' | ';'));
            if behind || before || at - open <= 8 {
                return Some(at);
            }
        }
    }
    None
}
