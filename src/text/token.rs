//! Words, numbers and marks with their places in the text.

use super::fold::{digit_value, is_arabic_mark, is_ignorable};
use super::letter::{is_arabic, is_arabic_pair, is_separator, is_word_char};

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A word in Latin or another cased or unknown script.
    Word,
    /// A word in Arabic script.
    Arabic,
    /// Digits with their inner separators ("1,350.5", "٢٠٢٥").
    Digits,
    /// A punctuation mark or symbol, one character.
    Mark,
}

/// A token: bytes `start..end` of the text.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
    /// What it is made of.
    pub kind: TokenKind,
    flags: u8,
    /// The character of a mark; 0 otherwise.
    pub mark: char,
}

const SPACE: u8 = 1;
const LINE: u8 = 2;
const PARAGRAPH: u8 = 4;
const CAPITAL: u8 = 8;
const ALL_CAPITALS: u8 = 16;
const SHORT: u8 = 32;
const FOUR: u8 = 64;

impl Token {
    /// Whether white space stands before the token (or it opens the text).
    pub const fn spaced(&self) -> bool {
        self.flags & (SPACE | LINE | PARAGRAPH) != 0
    }
    /// Whether a line break stands before the token.
    pub const fn opens_line(&self) -> bool {
        self.flags & (LINE | PARAGRAPH) != 0
    }
    /// Whether a blank line stands before the token.
    pub const fn opens_paragraph(&self) -> bool {
        self.flags & PARAGRAPH != 0
    }
    /// Whether the first letter is a capital.
    pub const fn capital(&self) -> bool {
        self.flags & CAPITAL != 0
    }
    /// Whether it has at least two letters and all are capitals.
    pub const fn all_capitals(&self) -> bool {
        self.flags & ALL_CAPITALS != 0
    }
    /// Whether it is one or two digits and nothing else, as a day of the month is.
    pub const fn short_digits(&self) -> bool {
        self.flags & SHORT != 0
    }
    /// Whether it is four digits and nothing else, as a year is.
    pub const fn four_digits(&self) -> bool {
        self.flags & FOUR != 0
    }
    /// Whether it is a word in any script.
    pub const fn is_word(&self) -> bool {
        matches!(self.kind, TokenKind::Word | TokenKind::Arabic)
    }
    /// The token's bytes as a range.
    pub const fn range(&self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// How many bytes of digits and separators may form one number; longer runs are cut.
const DIGITS_CAP: usize = 64;

/// Appends the tokens of `text` to `tokens`. Linear in the text; texts over 4 GiB are cut.
///
/// ```
/// use onrecord::text::token::tokenize;
/// let text = "the U.S.'s $1.5bn F-16";
/// let mut tokens = Vec::new();
/// tokenize(text, &mut tokens);
/// let words: Vec<&str> = tokens.iter().map(|token| &text[token.range()]).collect();
/// assert_eq!(words, ["the", "U.S.", "'s", "$", "1.5", "bn", "F", "-", "16"]);
/// ```
pub fn tokenize(text: &str, tokens: &mut Vec<Token>) {
    tokens.reserve(text.len() / 6);
    let mut scanner = Scanner { text, bytes: text.as_bytes(), at: 0, flags: PARAGRAPH };
    while let Some(token) = scanner.next_token() {
        tokens.push(token);
    }
}

struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    flags: u8,
}

impl Scanner<'_> {
    fn peek(&self, at: usize) -> Option<char> {
        match self.bytes.get(at) {
            Some(&byte) if byte < 0x80 => Some(byte as char),
            Some(_) => self.text.get(at..).and_then(|rest| rest.chars().next()),
            None => None,
        }
    }

    fn next_token(&mut self) -> Option<Token> {
        self.skip_space();
        let start = self.at;
        let first = self.peek(start)?;
        let flags = std::mem::take(&mut self.flags);
        let (kind, shape) = if first.is_ascii_alphabetic() {
            self.scan_plain_word().unwrap_or_else(|| self.scan_word(first))
        } else if self.scan_plain_arabic() {
            (TokenKind::Arabic, 0)
        } else if digit_value(first).is_some() {
            (TokenKind::Digits, self.scan_digits())
        } else if is_word_char(first) {
            self.scan_word(first)
        } else if matches!(first, '\'' | '’') && self.possessive(start) {
            self.at += first.len_utf8() + 1;
            (TokenKind::Word, 0)
        } else {
            self.at += first.len_utf8();
            (TokenKind::Mark, 0)
        };
        let mark = if kind == TokenKind::Mark { first } else { '\0' };
        Some(Token { start: start as u32, end: u32::try_from(self.at).ok()?, kind, flags: flags | shape, mark })
    }

    fn skip_space(&mut self) {
        // Most tokens stand behind one space.
        if self.bytes.get(self.at) == Some(&b' ') {
            self.flags |= SPACE;
            self.at += 1;
        }
        // A letter of either script ends the space.
        match self.bytes.get(self.at..) {
            Some([byte, ..]) if byte.is_ascii_graphic() => return,
            Some([lead @ 0xd8..=0xd9, trail, ..]) if is_arabic_pair(*lead, *trail) => return,
            _ => {}
        }
        let mut breaks = 0;
        while let Some(character) = self.peek(self.at) {
            match character {
                '\n' | '\u{2028}' | '\u{85}' => breaks += 1,
                '\r' => breaks += usize::from(self.bytes.get(self.at + 1) != Some(&b'\n')),
                '\u{2029}' => breaks += 2,
                _ if character.is_whitespace() => {}
                _ if is_ignorable(character) || character == '\0' => {
                    self.at += character.len_utf8();
                    continue;
                }
                _ => break,
            }
            self.flags |= SPACE;
            self.at += character.len_utf8();
        }
        match breaks {
            0 => {}
            1 => self.flags |= LINE,
            _ => self.flags |= LINE | PARAGRAPH,
        }
    }

    /// Digits, and separators that have a digit on either side (invisible marks may stand between).
    fn scan_digits(&mut self) -> u8 {
        let cap = self.at + DIGITS_CAP;
        let mut end = self.at;
        let mut at = self.at;
        let mut separator = false;
        let (mut digits, mut separators) = (0, false);
        while let Some(character) = self.peek(at) {
            if digit_value(character).is_some() {
                end = at + character.len_utf8();
                digits += 1;
                separators |= separator;
                separator = false;
                if end >= cap {
                    break;
                }
            } else if is_separator(character) && !separator {
                separator = true;
            } else if !is_ignorable(character) || separator {
                break;
            }
            at += character.len_utf8();
        }
        self.at = end;
        match digits {
            1 | 2 if !separators => SHORT,
            4 if !separators => FOUR,
            _ => 0,
        }
    }

    /// A word of nothing but ASCII letters, as most of English are; none when something may go on with it.
    fn scan_plain_word(&mut self) -> Option<(TokenKind, u8)> {
        let rest = self.bytes.get(self.at..)?;
        let length = rest.iter().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(rest.len());
        let (word, behind) = rest.split_at_checked(length)?;
        if behind.first().is_some_and(|byte| !byte.is_ascii() || matches!(byte, b'\'' | b'.')) {
            return None;
        }
        self.at += length;
        let capital = word.first().is_some_and(u8::is_ascii_uppercase);
        let capitals = capital && length > 1 && word.iter().all(u8::is_ascii_uppercase);
        Some((TokenKind::Word, if capital { CAPITAL } else { 0 } | if capitals { ALL_CAPITALS } else { 0 }))
    }

    /// The same of nothing but characters of the Arabic block that belong to words: whether there is one.
    fn scan_plain_arabic(&mut self) -> bool {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = 2 * rest.as_chunks().0.iter().take_while(|[lead, trail]| is_arabic_pair(*lead, *trail)).count();
        let ends = match rest.get(length..) {
            // The invisible mark of the block joins, all else of it ends a word.
            Some([lead @ 0xd8..=0xdb, trail, ..]) => (*lead, *trail) != (0xd8, 0x9c),
            Some([byte, ..]) => byte.is_ascii(),
            _ => true,
        };
        if length > 0 && ends {
            self.at += length;
        }
        length > 0 && ends
    }

    fn scan_word(&mut self, first: char) -> (TokenKind, u8) {
        let arabic = is_arabic(first);
        let mut end = self.at + first.len_utf8();
        let mut letters = 1usize;
        let mut capitals = usize::from(first.is_uppercase());
        let mut at = end;
        loop {
            // Most words are plain letters of ASCII or of the Arabic block: run through them by bytes.
            let from = at;
            if arabic {
                while let Some(&[lead, trail]) = self.bytes.get(at..).and_then(|rest| rest.first_chunk())
                    && is_arabic_pair(lead, trail)
                {
                    at += 2;
                }
                letters += (at - from) / 2;
            } else {
                let rest = self.bytes.get(at..).unwrap_or_default();
                let run = rest.iter().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(rest.len());
                // Capitals are counted for words that may be all capitals.
                if capitals == letters {
                    let run = rest.get(..run).unwrap_or_default();
                    capitals += run.iter().filter(|byte| byte.is_ascii_uppercase()).count();
                }
                at += run;
                letters += run;
            }
            if at > from {
                end = at;
            }
            // An ASCII mark or a space ends most words; only these two may go on with one.
            let goes_on = |byte: &u8| !byte.is_ascii() || !arabic && matches!(byte, b'\'' | b'.');
            if !self.bytes.get(at).is_some_and(goes_on) {
                break;
            }
            let Some(character) = self.peek(at) else { break };
            let next = at + character.len_utf8();
            if character.is_ascii_alphabetic() || is_word_char(character) {
                if is_arabic(character) != arabic && !is_arabic_mark(character) {
                    break;
                }
                letters += 1;
                capitals += usize::from(character.is_uppercase());
                end = next;
            } else if is_ignorable(character) {
                // Inside a word an invisible mark joins; at its end it is left out.
            } else if matches!(character, '\'' | '’') && !arabic {
                if self.possessive(at) || !self.peek(next).is_some_and(char::is_alphabetic) {
                    break;
                }
            } else if character == '.' && !arabic && self.dotted(self.at, at) {
                end = next;
            } else {
                break;
            }
            at = next;
        }
        self.at = end;
        let kind = if arabic { TokenKind::Arabic } else { TokenKind::Word };
        let mut shape = 0;
        if first.is_uppercase() {
            shape |= CAPITAL;
        }
        if letters > 1 && capitals == letters {
            shape |= ALL_CAPITALS;
        }
        (kind, shape)
    }

    /// "'s" at the end of a word.
    fn possessive(&self, at: usize) -> bool {
        let Some(quote) = self.peek(at) else { return false };
        let after = at + quote.len_utf8();
        matches!(self.bytes.get(after), Some(b's' | b'S'))
            && !self.peek(after + 1).is_some_and(|next| next.is_alphanumeric())
            // By itself it is the mark alone, as word lists have it.
            && at.checked_sub(1).is_none_or(|before| {
                let before = self.bytes.get(before);
                before.is_some_and(|&before| before.is_ascii_alphanumeric() || before >= 0x80 || before == b'.')
            })
    }

    /// Single letters each followed by a full stop: "U.S.", "a.m.", "J.P.".
    fn dotted(&self, start: usize, dot: usize) -> bool {
        let Some(word) = self.bytes.get(start..dot) else { return false };
        let initials = word.len() <= 11
            && word.len() % 2 == 1
            && word
                .iter()
                .enumerate()
                .all(|(index, &byte)| if index % 2 == 0 { byte.is_ascii_alphabetic() } else { byte == b'.' });
        let letter_after = self.bytes.get(dot + 1).is_some_and(u8::is_ascii_alphabetic)
            && !self.bytes.get(dot + 2).is_some_and(u8::is_ascii_alphabetic);
        initials && (word.len() > 1 || letter_after)
    }
}

/// Whether a text is nothing but letters of ASCII, or nothing but characters of the Arabic block that belong to words: one
/// token for sure. False says nothing.
///
/// ```
/// use onrecord::text::token::is_plain_word;
/// assert!(is_plain_word("dollar") && is_plain_word("دولار"));
/// assert!(!is_plain_word("per cent") && !is_plain_word("U.S.") && !is_plain_word(""));
/// ```
pub fn is_plain_word(text: &str) -> bool {
    let pairs = text.as_bytes().chunks_exact(2);
    let arabic = || {
        pairs.remainder().is_empty()
            && pairs.clone().all(|pair| matches!(pair, [lead, trail] if is_arabic_pair(*lead, *trail)))
    };
    !text.is_empty() && (text.bytes().all(|byte| byte.is_ascii_alphabetic()) || arabic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<&str> {
        let mut tokens = Vec::new();
        tokenize(text, &mut tokens);
        tokens.iter().map(|token| &text[token.range()]).collect()
    }

    #[test]
    fn numbers_keep_their_separators_and_leave_letters() {
        assert_eq!(
            words("1,350,000.50, ٦٫٥٪ و12 5آلاف B200 2010s"),
            ["1,350,000.50", ",", "٦٫٥", "٪", "و", "12", "5", "آلاف", "B", "200", "2010", "s"]
        );
    }

    #[test]
    fn a_number_ends_where_its_digits_end() {
        assert_eq!(words("in 2019. Then 3, 4"), ["in", "2019", ".", "Then", "3", ",", "4"]);
    }

    #[test]
    fn digits_that_can_be_a_day_or_a_year_are_told_apart() {
        let mut tokens = Vec::new();
        tokenize("7 24 ٢٠٢٥ 2.5 1.25 350", &mut tokens);
        let shapes: Vec<_> = tokens.iter().map(|token| (token.short_digits(), token.four_digits())).collect();
        let (day, year, neither) = ((true, false), (false, true), (false, false));
        assert_eq!(shapes, [day, day, year, neither, neither, neither]);
    }

    #[test]
    fn words_keep_marks_and_apostrophes() {
        assert_eq!(words("don’t Rifa'i's المُهرّبة“بي"), ["don’t", "Rifa'i", "'s", "المُهرّبة", "“", "بي"]);
    }

    #[test]
    fn the_arabic_block_is_known_by_bytes() {
        for character in '\u{600}'..='\u{6ff}' {
            let mut bytes = [0; 2];
            character.encode_utf8(&mut bytes);
            assert_eq!(is_arabic_pair(bytes[0], bytes[1]), is_arabic(character), "{character:?}");
            if !is_arabic(character) {
                assert!(!is_word_char(character), "{character:?}");
            }
        }
    }

    #[test]
    fn initials_are_one_word() {
        assert_eq!(
            words("J.P. Morgan at 5 p.m. in the U.S."),
            ["J.P.", "Morgan", "at", "5", "p.m.", "in", "the", "U.S."]
        );
        assert_eq!(words("It was I. Then"), ["It", "was", "I", ".", "Then"]);
    }

    proptest! {
        #[test]
        fn a_plain_word_is_one_token(text in "[a-cA-C]{0,4}[\u{621}-\u{64a}\u{651}\u{660}\u{60c} .'a]{0,5}") {
            if is_plain_word(&text) {
                prop_assert_eq!(words(&text), [&*text]);
            }
        }
    }

    #[test]
    fn line_breaks_of_every_kind_are_seen() {
        let text = "a\r\nb\rc\u{2028}d\n\ne";
        let mut tokens = Vec::new();
        tokenize(text, &mut tokens);
        let seen: Vec<(bool, bool)> =
            tokens.iter().map(|token| (token.opens_line(), token.opens_paragraph())).collect();
        assert_eq!(seen, [(true, true), (true, false), (true, false), (true, false), (true, true)]);
    }

    proptest! {
        #[test]
        fn tokens_stand_in_order_on_character_boundaries(text in "\\PC{0,120}") {
            let mut tokens = Vec::new();
            tokenize(&text, &mut tokens);
            let mut last = 0;
            for token in tokens {
                prop_assert!(token.start as usize >= last && token.end > token.start);
                prop_assert!(text.get(token.range()).is_some());
                last = token.end as usize;
            }
        }
    }
}
