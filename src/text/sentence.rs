//! Sentences: the breaks of UAX #29 (ICU), mended where a full stop belongs to an abbreviation and
//! where a line break only wraps the text.

use icu_segmenter::SentenceSegmenter;
use icu_segmenter::options::SentenceBreakInvariantOptions;

use super::sentence_break::Terminators;
use super::token::{Token, TokenKind};

/// A sentence as a half-open range of token indices.
pub type TokenRange = std::ops::Range<usize>;

/// A sentence longer than this many tokens is cut, so that no rule ever sees a longer one.
pub const SENTENCE_CAP: usize = 400;

/// What a word does to the full stop after it; told by the language pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The stop ends the sentence.
    Ends,
    /// The stop may end the sentence: it does before a word that opens sentences.
    MayEnd,
    /// The stop belongs to the word ("Dr.").
    Belongs,
}

/// What the splitter must know of a language.
pub trait StopWords {
    /// What the full stop after token `index` does.
    fn stop_after(&self, index: usize) -> Stop;
    /// Whether token `index` is a word that usually opens a sentence ("The", "He").
    fn opens(&self, index: usize) -> bool;
}

/// Appends the sentences of a text to `out`. Linear in the text.
pub fn split(text: &str, tokens: &[Token], words: &impl StopWords, out: &mut Vec<TokenRange>) {
    let wrapped = is_wrapped(text);
    let mut candidates = Vec::with_capacity(tokens.len() / 16);
    if Terminators::new(text, wrapped).breaks(tokens, &mut candidates).is_err() {
        candidates.clear();
        breaks_of_icu(text, tokens, wrapped, &mut candidates);
    }
    let mut first = 0;
    for next in candidates {
        if next > first && (next == tokens.len() || breaks(tokens, next, wrapped, words)) {
            push_capped(tokens, first..next, out);
            first = next;
        }
    }
    push_capped(tokens, first..tokens.len(), out);
}

/// The tokens before which ICU breaks, in order.
fn breaks_of_icu(text: &str, tokens: &[Token], wrapped: bool, out: &mut Vec<usize>) {
    let joined;
    let source = if wrapped {
        joined = join_lines(text);
        joined.as_str()
    } else {
        text
    };
    let segmenter = SentenceSegmenter::new(SentenceBreakInvariantOptions::default());
    let mut next = 0;
    for offset in segmenter.segment_str(source) {
        let before = next;
        while tokens.get(next).is_some_and(|token| (token.start as usize) < offset) {
            next += 1;
        }
        if next > before {
            out.push(next);
        }
    }
}

/// Whether the break before token `next` is one.
fn breaks(tokens: &[Token], next: usize, wrapped: bool, words: &impl StopWords) -> bool {
    let Some(token) = tokens.get(next) else { return true };
    if token.opens_paragraph() || (token.opens_line() && !wrapped) {
        return true;
    }
    let Some(stop) =
        (0..next).rev().take(4).find(|&index| tokens.get(index).is_some_and(|token| !is_closing(token.mark)))
    else {
        return false;
    };
    let Some(mark) = tokens.get(stop) else { return false };
    if is_closing(token.mark) && !token.spaced() {
        return false;
    }
    // "U.S." holds its own stop; "Dr" is followed by one.
    let word = match mark.mark {
        '.' => stop.checked_sub(1),
        '\0' => Some(stop),
        _ => None,
    };
    let Some(word) = word else { return true };
    if mark.mark == '.' && tokens.get(word).is_some_and(|before| before.mark == '.') {
        return true;
    }
    if tokens.get(word).is_some_and(|before| {
        before.kind == TokenKind::Word && before.capital() && before.end - before.start == 1 && mark.mark == '.'
    }) {
        // An initial: "J. Smith"; the pronoun "I." ends a sentence only before a word that opens one.
        return words.opens(next);
    }
    match words.stop_after(word) {
        Stop::Ends => true,
        Stop::MayEnd => words.opens(next),
        Stop::Belongs => false,
    }
}

const fn is_closing(mark: char) -> bool {
    matches!(mark, '"' | '”' | '’' | '\'' | ')' | ']' | '»' | '}')
}

/// Pushes one sentence, cut where it is longer than the cap: at the last comma-like mark, else at the cap.
fn push_capped(tokens: &[Token], range: TokenRange, out: &mut Vec<TokenRange>) {
    let mut first = range.start;
    while range.end - first > SENTENCE_CAP {
        let cap = first + SENTENCE_CAP;
        let cut = (first + SENTENCE_CAP / 2..cap)
            .rev()
            .find(|&index| {
                tokens.get(index).is_some_and(|token| matches!(token.mark, ';' | '؛' | ',' | '،' | '.' | ':'))
            })
            .map_or(cap, |index| index + 1);
        out.push(first..cut);
        first = cut;
    }
    if range.end > first {
        out.push(first..range.end);
    }
}

/// Whether single line breaks only wrap the text: most lines are of one middling length, as in mail
/// and old wire copy, and few of them end a sentence.
fn is_wrapped(text: &str) -> bool {
    let mut lines = 0usize;
    let mut middling = 0usize;
    let mut open = 0usize;
    for line in text.lines().take(200) {
        let line = line.trim_end();
        if line.is_empty() {
            continue;
        }
        let length = length_up_to(line, 120);
        lines += 1;
        if (45..=95).contains(&length) {
            middling += 1;
            open += usize::from(line.ends_with(|last: char| last.is_alphanumeric() || last == ','));
        } else if length > 100 {
            return false;
        }
    }
    lines >= 4 && middling * 10 >= lines * 6 && open * 10 >= middling * 6
}

/// The number of characters of a line, counted up to `most`.
fn length_up_to(line: &str, most: usize) -> usize {
    // A character takes four bytes at most.
    let head = line.as_bytes().get(..4 * most).unwrap_or(line.as_bytes());
    head.iter().filter(|&&byte| (byte as i8) >= -0x40).count().min(most)
}

/// The text with each single line break as a space; as many bytes, so offsets stay.
fn join_lines(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    let mut blank = true;
    while let Some(character) = rest.next() {
        let wraps = character == '\n' && !blank && !rest.peek().is_none_or(|&next| next == '\n' || next == '\r');
        joined.push(if wraps { ' ' } else { character });
        if character == '\n' {
            blank = true;
        } else if !character.is_whitespace() {
            blank = false;
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::token::tokenize;

    struct Words<'a>(&'a str, &'a [Token]);
    impl StopWords for Words<'_> {
        fn stop_after(&self, index: usize) -> Stop {
            match &self.0[self.1[index].range()] {
                "Dr" | "Jan" | "No" | "د" => Stop::Belongs,
                "U.S." | "p.m." | "Inc" => Stop::MayEnd,
                _ => Stop::Ends,
            }
        }
        fn opens(&self, index: usize) -> bool {
            matches!(&self.0[self.1[index].range()], "The" | "He" | "It")
        }
    }

    fn sentences(text: &str) -> Vec<&str> {
        let mut tokens = Vec::new();
        tokenize(text, &mut tokens);
        let mut out = Vec::new();
        split(text, &tokens, &Words(text, &tokens), &mut out);
        out.iter().map(|range| &text[tokens[range.start].start as usize..tokens[range.end - 1].end as usize]).collect()
    }

    #[test]
    fn full_stops_of_abbreviations_and_initials_do_not_end_a_sentence() {
        assert_eq!(
            sentences("Dr. Smith met J. Doe on Jan. 6. He left."),
            ["Dr. Smith met J. Doe on Jan. 6.", "He left."]
        );
        assert_eq!(
            sentences("It grew 3.5 percent in the U.S. Army. It fell in the U.S. The end."),
            ["It grew 3.5 percent in the U.S. Army.", "It fell in the U.S.", "The end."]
        );
    }

    #[test]
    fn quotes_close_after_the_stop() {
        assert_eq!(
            sentences("\"We won.\" He smiled. “Yes!” It was."),
            ["\"We won.\"", "He smiled.", "“Yes!”", "It was."]
        );
    }

    #[test]
    fn arabic_sentences_end_without_capitals() {
        assert_eq!(
            sentences("هل وصل؟ نعم. وأضاف د. سامي أن 3.5 كثير! انتهى"),
            ["هل وصل؟", "نعم.", "وأضاف د. سامي أن 3.5 كثير!", "انتهى"]
        );
    }

    #[test]
    fn a_headline_is_a_sentence_and_wrapped_lines_are_not() {
        assert_eq!(
            sentences("Prices rise\nThe bank said so.\nMore soon"),
            ["Prices rise", "The bank said so.", "More soon"]
        );
        let wrapped = "The ministry said on Monday that it had found the missing\nboxes in a warehouse near the harbour and that a team from the\ncapital would count them before the end of the week at the\nlatest. It gave no reason for the loss and would not say who\nhad signed for them.";
        assert_eq!(sentences(wrapped).len(), 2);
    }

    /// The breaks told from the terminators, where they can be, and those of ICU.
    fn both(text: &str, wrapped: bool) -> (Option<Vec<usize>>, Vec<usize>) {
        let mut tokens = Vec::new();
        tokenize(text, &mut tokens);
        let (mut told, mut icu) = (Vec::new(), Vec::new());
        let known = Terminators::new(text, wrapped).breaks(&tokens, &mut told).is_ok();
        breaks_of_icu(text, &tokens, wrapped, &mut icu);
        told.retain(|&next| next < tokens.len());
        icu.retain(|&next| next < tokens.len());
        (known.then_some(told), icu)
    }

    #[test]
    fn every_character_near_a_terminator_is_read_as_icu_reads_it() {
        let blocks = [
            '\0'..='\u{24f}',
            '\u{600}'..='\u{6ff}',
            '\u{2000}'..='\u{206f}',
            '\u{20a0}'..='\u{20bf}',
            '\u{2100}'..='\u{214f}',
        ];
        let mut known = 0;
        for one in blocks.into_iter().flatten() {
            for text in [
                format!("A {one}. B"),
                format!("A {one}.B c"),
                format!("A c.{one}B c. D"),
                format!("A c. {one} b c. D"),
                format!("A c! {one} b c. D"),
                format!("A c.{one} {one}B! c"),
                format!("A 1 {one} B"),
                format!("A c? {one}\n{one}B"),
            ] {
                for wrapped in [false, true] {
                    if let (Some(told), icu) = both(&text, wrapped) {
                        assert_eq!(told, icu, "{text:?} {one:?} {wrapped}");
                        known += 1;
                    }
                }
            }
        }
        assert!(known > 4000, "{known}");
    }

    /// Found by the property below: a combining mark that opens a line belongs to nothing before it.
    #[test]
    fn a_mark_that_opens_a_line_stands_alone() {
        for text in ["?\n\u{64b}", "a.\n\u{64b}b", ".\r\n\u{64b}", "?\n \u{64b}A"] {
            for wrapped in [false, true] {
                if let (Some(told), icu) = both(text, wrapped) {
                    assert_eq!(told, icu, "{text:?} {wrapped}");
                }
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn terminators_tell_what_icu_tells(text in "[aZ5 .!?,;:'\"()\n\r\t\u{a0}«»“”’…–—éÉقى٣،؛؟ً\u{200f}\u{61c}-]{0,40}", wrapped: bool) {
            if let (Some(told), icu) = both(&text, wrapped) {
                proptest::prop_assert_eq!(told, icu);
            }
        }
    }

    #[test]
    fn very_long_lines_are_cut() {
        let text = "word ".repeat(1000);
        assert!(sentences(&text).iter().all(|sentence| sentence.split(' ').count() <= SENTENCE_CAP));
    }
}
