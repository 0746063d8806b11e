//! The one-line patterns of rules, compiled to a small backtracking program.
//!
//! ```text
//! @class        an entry of the lexicon (a word or phrase); @class:role asks for a role,
//!               @class=canon for a canonical id, @class+al / @class-al for a clitic or its absence
//! #kind         an earlier mention; #quantity:money asks for its kind
//! 'word'        these very words, folded
//! <digits>      a token by its make: word latin arabic digits short four capital capitals mark quote
//! <function>    a little word: one of the classes that `pack.rs` lists as function words
//! _             any token
//! ~             no space here        ^ $   start, end of the sentence
//! &name         a fragment: a pattern that rule files give a name to
//! name=item     captures             item?  item{0,4}   bounded repetition
//! ( a | b )     alternatives         !item  not followed by    !<item  not preceded by (one token)
//!                                                              ?<item  preceded by (one token)
//! ```

mod compile;
mod demand;
mod shorten;

use super::lexicon::{ClassId, WordId};
use super::names::Name;
use crate::text::token::{Token, TokenKind};

pub use compile::{Fragments, compile};
pub use demand::{Demand, Gate, Glance, Sight};

/// A mention kind as patterns name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum MentionKind {
    /// A bare number, before it is known what of.
    Number = 0,
    /// A figure.
    Quantity = 1,
    /// A point or stretch of the calendar.
    Time = 2,
    /// Somebody or something that can be a source.
    Source = 3,
    /// Reporting words.
    Cue = 4,
    /// A statement on verification.
    Note = 5,
    /// Text that is no quantity in spite of its looks.
    Name = 6,
    /// Who said what.
    Attribution = 7,
    /// A claim.
    Claim = 8,
}

impl MentionKind {
    /// Every kind.
    pub const ALL: [MentionKind; 9] = [
        MentionKind::Number,
        MentionKind::Quantity,
        MentionKind::Time,
        MentionKind::Source,
        MentionKind::Cue,
        MentionKind::Note,
        MentionKind::Name,
        MentionKind::Attribution,
        MentionKind::Claim,
    ];

    /// The word patterns use.
    pub const fn as_str(self) -> &'static str {
        match self {
            MentionKind::Number => "number",
            MentionKind::Quantity => "quantity",
            MentionKind::Time => "time",
            MentionKind::Source => "source",
            MentionKind::Cue => "cue",
            MentionKind::Note => "note",
            MentionKind::Name => "name",
            MentionKind::Attribution => "attribution",
            MentionKind::Claim => "claim",
        }
    }

    /// One bit for sets of kinds.
    pub const fn bit(self) -> u16 {
        1 << self as u8
    }
}

/// What a token is made of, as patterns ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Make {
    /// Any word.
    Word,
    /// A word not in Arabic script.
    Latin,
    /// A word in Arabic script.
    Arabic,
    /// Digits.
    Digits,
    /// One or two digits: a day, a month.
    Short,
    /// Four digits: a year.
    Four,
    /// A word with a capital first letter.
    Capital,
    /// A word all in capitals.
    Capitals,
    /// A punctuation mark or symbol.
    Mark,
    /// A quotation mark.
    Quote,
}

impl Make {
    /// One bit for sets of makes.
    pub const fn bit(self) -> u16 {
        1 << self as u8
    }

    /// The makes a token is of.
    pub const fn bits_of(token: &Token) -> u16 {
        match token.kind {
            TokenKind::Word => {
                let capital = if token.capital() { Make::Capital.bit() } else { 0 };
                let capitals = if token.all_capitals() { Make::Capitals.bit() } else { 0 };
                Make::Word.bit() | Make::Latin.bit() | capital | capitals
            }
            TokenKind::Arabic => Make::Word.bit() | Make::Arabic.bit(),
            TokenKind::Digits => {
                let short = if token.short_digits() { Make::Short.bit() } else { 0 };
                let four = if token.four_digits() { Make::Four.bit() } else { 0 };
                Make::Digits.bit() | short | four
            }
            TokenKind::Mark if is_quote(token.mark) => Make::Mark.bit() | Make::Quote.bit(),
            TokenKind::Mark => Make::Mark.bit(),
        }
    }

    /// Whether a token is of this make.
    pub const fn fits(self, token: &Token) -> bool {
        Make::bits_of(token) & self.bit() != 0
    }
}

/// Whether a mark is a quotation mark of any style.
pub const fn is_quote(mark: char) -> bool {
    matches!(mark, '"' | '“' | '”' | '„' | '«' | '»' | '‘' | '’' | '\'')
}

/// One test on the text at a position.
#[derive(Debug, Clone, PartialEq)]
pub enum Atom {
    /// An entry of a class.
    Class {
        /// The class.
        class: ClassId,
        /// Role the entry must have.
        role: Option<Name>,
        /// Canonical id the entry must have.
        canon: Option<Name>,
        /// Clitics that must stand before it.
        with: u16,
        /// Clitics that must not.
        without: u16,
    },
    /// An earlier mention.
    Mention {
        /// Its kind.
        kind: MentionKind,
        /// Its sub-kind (`money`), as the mention spells it.
        sub: Option<Name>,
    },
    /// Words as they stand.
    Words(Box<[WordId]>),
    /// A token by its make.
    Make(Make),
    /// A little word.
    Function,
    /// One token of several sorts.
    OneOf(Box<[Atom]>),
    /// Any token.
    Any,
    /// No white space before this token.
    Glued,
    /// The sentence starts here.
    Start,
    /// The sentence ends here.
    End,
}

/// One step of a compiled pattern.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Test and consume; the slot is the capture to note the result in.
    Test(Atom, Option<u8>),
    /// Opens a capture.
    Open(u8),
    /// Closes a capture.
    Close(u8),
    /// Try the first, then the second.
    Split(u16, u16),
    /// Go on elsewhere.
    Jump(u16),
    /// The steps up to the index must not match here.
    Not(u16),
    /// The token here must not satisfy the atom.
    NotHere(Atom),
    /// The token before must not satisfy the atom.
    NotBefore(Atom),
    /// The token before must satisfy the atom.
    Before(Atom),
    /// Matched.
    Accept,
}

/// A compiled pattern.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// The steps, from 0.
    pub steps: Vec<Step>,
    /// Capture names by slot.
    pub captures: Vec<Name>,
    /// What can start a match, and what it needs beside.
    pub demand: Demand,
}
