//! What the lexicon says of words and phrases, and what a token turned out to be.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::{ClassId, ClassSet, WordId};
use crate::lang::names::Name;
use crate::text::token::{Token, TokenKind};

/// What the lexicon says of one word or phrase in one sense.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its class.
    pub class: ClassId,
    /// Canonical id: ISO code, unit name, month number; `None` when the table has none.
    pub canon: Option<Name>,
    /// Exact value, where it has one.
    pub value: Option<Decimal>,
    /// Words that refine the class.
    pub roles: Arc<[Name]>,
    /// Number of tokens of the form.
    pub length: u8,
    /// How the last word must be written, for entries with the role `case` ("WHO", "Apple", "خُمس").
    pub shape: Shape,
}

/// How a word is written, as far as it tells a name from an ordinary word, or one word from another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// In any way.
    #[default]
    Any,
    /// In Arabic script with a damma as its first vowel sign ("خُمس", a fifth; "خمس" is five).
    Damma,
    /// With a capital first letter.
    Capital,
    /// All in capitals.
    Capitals,
}

impl Shape {
    /// The shape of a token.
    pub const fn of(token: &Token) -> Shape {
        match (token.capital(), token.all_capitals()) {
            (_, true) => Shape::Capitals,
            (true, false) => Shape::Capital,
            _ => Shape::Any,
        }
    }

    /// The shape of a token whose letters are at hand.
    pub fn of_word(token: &Token, word: &str) -> Shape {
        let mut vowels = word.chars().filter(|sign| matches!(sign, '\u{64b}'..='\u{650}' | '\u{652}'));
        match token.kind {
            TokenKind::Arabic if vowels.next() == Some('\u{64f}') => Shape::Damma,
            _ => Shape::of(token),
        }
    }
}

impl Entry {
    /// Whether the entry has this role.
    pub fn has(&self, role: Name) -> bool {
        self.roles.contains(&role)
    }

    /// Whether another form of the same row is known to say the same.
    pub fn says_the_same(&self, other: &Entry) -> bool {
        self.class == other.class && self.canon == other.canon && Arc::ptr_eq(&self.roles, &other.roles)
    }
}

/// What a token turned out to be.
#[derive(Debug, Clone, Copy, Default)]
pub struct Lookup {
    /// The word as it stands.
    pub word: WordId,
    /// The word without its clitics, where the whole word has no entry of its own.
    pub stem: WordId,
    /// Which clitics stand before the stem (bits of `Lexicon::clitic`).
    pub clitics: u16,
    /// Classes of every entry that starts here with either.
    pub classes: ClassSet,
    /// Classes of the entries that stand here, all words of them; of phrases once the sentence is known.
    pub here: ClassSet,
    /// How the token is written.
    pub shape: Shape,
    /// How many tokens from here on are the beginning of an entry; `OPEN` until the sentence is known.
    pub reach: u8,
    /// The strata with a rule that starts at the word alone; the pack knows them.
    pub strata: u32,
    /// Which of the words that patterns ask for it is, each as one of 64 bits; several share a bit.
    pub asked: u64,
}

impl Lookup {
    /// A token that no lexicon knows.
    pub const UNKNOWN: Lookup =
        Lookup { word: 0, stem: 0, clitics: 0, classes: 0, here: 0, shape: Shape::Any, reach: 0, strata: 0, asked: 0 };

    /// The reach of a word that phrases begin with, before the words behind it were asked.
    pub(super) const OPEN: u8 = u8::MAX;

    /// Whether phrases begin with the word and the words behind it were not asked yet.
    pub const fn is_open(&self) -> bool {
        self.reach == Lookup::OPEN
    }
}
