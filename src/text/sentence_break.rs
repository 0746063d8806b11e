//! Where UAX #29 lets a sentence end, told from the neighbourhood of each terminator.
//!
//! ICU is the authority; it reads every character of a text to find the few that matter. Here the rules (SB3 to SB11) are
//! asked only where a terminator or a line break stands, for the characters that news is written in. A text that holds any
//! other character in such a place is left to ICU.

use super::token::Token;

/// `Sentence_Break` of a character, as far as the rules tell the values apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Property {
    /// CR, LF or Sep: the paragraph ends.
    Paragraph,
    Space,
    /// Passed over by every rule (SB5).
    Format,
    Lower,
    Upper,
    OtherLetter,
    Numeric,
    /// A full stop, which may also stand inside a sentence.
    AmbiguousTerminator,
    Terminator,
    Continues,
    Close,
    Other,
}

/// The property of a character; none for those that ICU is asked for.
fn property(character: char) -> Option<Property> {
    Some(match character {
        '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Property::Paragraph,
        ' ' | '\t' | '\u{b}' | '\u{c}' | '\u{a0}' | '\u{2009}' | '\u{202f}' => Property::Space,
        'a'..='z' => Property::Lower,
        'A'..='Z' => Property::Upper,
        '0'..='9' | '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}' => Property::Numeric,
        '.' => Property::AmbiguousTerminator,
        '!' | '?' | '\u{61f}' | '\u{6d4}' => Property::Terminator,
        ',' | '-' | ':' | ';' | '\u{60c}' | '\u{2013}' | '\u{2014}' => Property::Continues,
        '"' | '\'' | '(' | ')' | '[' | ']' | '{' | '}' | '\u{ab}' | '\u{bb}' => Property::Close,
        '\u{2018}'..='\u{201f}' | '\u{2039}' | '\u{203a}' => Property::Close,
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' => Property::Format,
        '\u{21}'..='\u{7e}' | '\u{61b}' | '\u{66a}' | '\u{66d}' | '\u{d7}' | '\u{f7}' => Property::Other,
        '\u{a2}'..='\u{a9}' | '\u{ae}' | '\u{b0}'..='\u{b1}' | '\u{b7}' | '\u{bc}'..='\u{be}' => Property::Other,
        '\u{2020}'..='\u{2022}' | '\u{2026}' | '\u{2032}' | '\u{2033}' | '\u{20a0}'..='\u{20bf}' | '\u{2122}' => {
            Property::Other
        }
        '\u{621}'..='\u{64a}' | '\u{671}'..='\u{6d3}' => Property::OtherLetter,
        '\u{c0}'..='\u{17f}' if character.is_lowercase() => Property::Lower,
        '\u{c0}'..='\u{17f}' if character.is_uppercase() => Property::Upper,
        _ => return None,
    })
}

/// A text whose terminators are asked one after the other.
#[derive(Debug, Clone, Copy)]
pub struct Terminators<'a> {
    text: &'a str,
    /// Whether a single line break stands for a space.
    wrapped: bool,
}

/// A character outside of what this module knows: ICU must say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unknown;

impl<'a> Terminators<'a> {
    /// `wrapped`: single line breaks only wrap the text.
    pub const fn new(text: &'a str, wrapped: bool) -> Self {
        Terminators { text, wrapped }
    }

    /// Appends the tokens before which UAX #29 breaks, in order.
    ///
    /// # Errors
    /// When a character near a terminator is not known here.
    pub fn breaks(&self, tokens: &[Token], out: &mut Vec<usize>) -> Result<(), Unknown> {
        if self.has_odd_line() {
            return Err(Unknown);
        }
        let mut end = 0;
        // The token that a terminator already passed decided on.
        let mut decided = 0;
        for (index, token) in tokens.iter().enumerate() {
            if index > 0 && token.opens_line() && self.ends_paragraph(end, token) && decided < index {
                out.push(index);
                decided = index;
            }
            end = token.end as usize;
            let ends = match token.mark {
                '\0' => token.is_word() && self.text.as_bytes().get(end - 1) == Some(&b'.'),
                mark => match property(mark) {
                    Some(property) => matches!(property, Property::AmbiguousTerminator | Property::Terminator),
                    None => return Err(Unknown),
                },
            };
            if !ends {
                continue;
            }
            let Some(offset) = self.break_after(end)? else { continue };
            let next = tokens.iter().skip(index + 1).position(|next| next.start as usize >= offset);
            let next = next.map_or(tokens.len(), |behind| index + 1 + behind);
            if next > decided {
                out.push(next);
                decided = next;
            }
        }
        Ok(())
    }

    /// Whether a line begins with a mark of direction, a combining mark or another character that no rule here is made for.
    fn has_odd_line(&self) -> bool {
        let mut rest = self.text;
        while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'\n' | b'\r')) {
            let line = rest
                .get(at..)
                .unwrap_or("")
                .trim_start_matches(|letter| matches!(property(letter), Some(Property::Paragraph | Property::Space)));
            let first = line.chars().next();
            if first.is_some_and(|letter| matches!(property(letter), Some(Property::Format) | None)) {
                return true;
            }
            rest = line;
        }
        false
    }

    /// Whether the line breaks between the end of a token and the next token end a paragraph.
    fn ends_paragraph(&self, end: usize, next: &Token) -> bool {
        let gap = self.text.get(end..next.start as usize).unwrap_or("");
        !self.wrapped || next.opens_paragraph() || gap.contains(['\r', '\u{85}', '\u{2028}', '\u{2029}'])
    }

    /// Where the sentence ends behind the terminator that ends at byte `end`, if it does.
    fn break_after(&self, end: usize) -> Result<Option<usize>, Unknown> {
        let (before, after) = self.text.split_at_checked(end).ok_or(Unknown)?;
        let mut back = before.chars().rev();
        let ambiguous = back.next().and_then(property) == Some(Property::AmbiguousTerminator);
        let mut rest = Rest { text: after, wrapped: self.wrapped };
        if ambiguous {
            let next = rest.peek()?;
            if next == Some(Property::Numeric) {
                return Ok(None);
            }
            if next == Some(Property::Upper) {
                let letter = back.map(property).find(|property| *property != Some(Property::Format));
                let letter = letter.map_or(Ok(Property::Other), |property| property.ok_or(Unknown))?;
                if matches!(letter, Property::Upper | Property::Lower) {
                    return Ok(None);
                }
            }
        }
        while rest.peek()? == Some(Property::Close) {
            rest.step();
        }
        while rest.peek()? == Some(Property::Space) {
            rest.step();
        }
        let offset = self.text.len() - rest.text.len();
        if ambiguous && rest.goes_on_in_lower_case()? {
            return Ok(None);
        }
        match rest.peek()? {
            Some(Property::Continues | Property::AmbiguousTerminator | Property::Terminator) => Ok(None),
            _ => Ok(Some(offset)),
        }
    }
}

/// What is left of a text behind a terminator.
#[derive(Clone, Copy)]
struct Rest<'a> {
    text: &'a str,
    wrapped: bool,
}

impl Rest<'_> {
    /// The property of the next character that is not passed over.
    fn peek(&mut self) -> Result<Option<Property>, Unknown> {
        loop {
            let Some(character) = self.text.chars().next() else { return Ok(None) };
            match property(character).ok_or(Unknown)? {
                Property::Format => self.step(),
                Property::Paragraph if character == '\n' && self.wrapped && self.is_wrap() => {
                    return Ok(Some(Property::Space));
                }
                property => return Ok(Some(property)),
            }
        }
    }

    fn step(&mut self) {
        let mut characters = self.text.chars();
        characters.next();
        self.text = characters.as_str();
    }

    /// Whether the line break here is the only one before the next word.
    fn is_wrap(&self) -> bool {
        let mut behind = self.text.chars().skip(1);
        behind
            .find(|character| !matches!(character, ' ' | '\t'))
            .is_some_and(|next| !matches!(property(next), Some(Property::Paragraph | Property::Format) | None))
    }

    /// SB8: no letter but a lower-case one follows before the next terminator or paragraph.
    fn goes_on_in_lower_case(mut self) -> Result<bool, Unknown> {
        loop {
            match self.peek()? {
                Some(Property::Lower) => return Ok(true),
                None
                | Some(
                    Property::Upper
                    | Property::OtherLetter
                    | Property::Paragraph
                    | Property::AmbiguousTerminator
                    | Property::Terminator,
                ) => return Ok(false),
                Some(_) => self.step(),
            }
        }
    }
}
