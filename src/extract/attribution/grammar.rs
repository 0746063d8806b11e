//! What the reader of attributions must know of a language: word classes of its lexicon as tags, and its frames.

use super::frame::Frame;
use crate::extract::reading::Reading;
use crate::lang::lexicon::{ClassSet, Lexicon};
use crate::lang::names::{Name, Names};
use crate::lang::pack::AttributionSettings;
use crate::lang::{Pack, PackError};
use crate::text::token::{Token, TokenKind};

/// What a word does in a sentence, as far as sources and contents need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord)]
#[repr(u8)]
pub enum Tag {
    /// A word that no class tells of: mostly a noun or adjective.
    #[default]
    Word,
    /// A word with a capital that no class tells of.
    Name,
    /// Digits or a number word.
    Number,
    /// A subject pronoun ("he", "هو").
    Pronoun,
    /// Opens a relative clause ("who", "الذي").
    Relative,
    /// Opens a noun phrase ("the", "its", "هذا").
    Determiner,
    /// Opens a prepositional phrase.
    Preposition,
    /// Joins words or clauses ("and", "or", "but").
    Coordinator,
    /// Opens a clause of its own ("while", "because", "فيما").
    Subordinator,
    /// Opens a clause of content ("that", "أن").
    Connector,
    /// "to" before a verb.
    Infinitive,
    /// "has", "will", "كان".
    Auxiliary,
    /// "not", "لم".
    Negation,
    /// "also", "later", "أيضا".
    Adverb,
    /// A finite verb that reports nothing.
    Verb,
    /// A reporting verb or noun.
    Cue,
    /// "Mr", "Gen".
    Title,
    /// "minister", "spokeswoman", "متحدث".
    Role,
    /// "report", "poll", "بيان".
    SourceNoun,
    /// The possessive mark.
    Possessive,
    /// "Monday", "last week".
    Time,
    /// A comma.
    Comma,
    /// A colon.
    Colon,
    /// A semicolon.
    Semicolon,
    /// A dash between spaces or a long one.
    Dash,
    /// An opening bracket.
    Open,
    /// A closing bracket.
    Close,
    /// An opening quotation mark.
    QuoteOpen,
    /// A closing quotation mark.
    QuoteClose,
    /// A full stop, question or exclamation mark.
    Stop,
    /// A hyphen, ampersand or another mark inside a phrase.
    Mark,
}

/// Lexicon classes by the tag they give; where a word has several, the first counts.
const CLASSES: [(&str, Tag); 22] = [
    ("pronoun", Tag::Pronoun),
    ("auxiliary", Tag::Auxiliary),
    ("infinitive", Tag::Infinitive),
    ("connector", Tag::Connector),
    ("relative", Tag::Relative),
    ("possessive_mark", Tag::Possessive),
    ("determiner", Tag::Determiner),
    ("demonstrative", Tag::Determiner),
    ("preposition", Tag::Preposition),
    ("conjunction", Tag::Coordinator),
    ("subordinator", Tag::Subordinator),
    ("negation", Tag::Negation),
    ("adverb", Tag::Adverb),
    ("report_verb", Tag::Cue),
    ("title", Tag::Title),
    ("role", Tag::Role),
    ("source_noun", Tag::SourceNoun),
    ("weekday", Tag::Time),
    ("verb", Tag::Verb),
    ("numeral", Tag::Number),
    ("quantifier", Tag::Determiner),
    ("report_noun", Tag::SourceNoun),
];

/// The roles that the reader asks lexicon entries for.
#[derive(Debug, Clone, Copy)]
pub struct Roles {
    /// The verb takes the person told before its content.
    pub addressee: Option<Name>,
    /// The form is also another word.
    pub ambiguous: Option<Name>,
    /// The verb may stand before its subject behind the content.
    pub inverts: Option<Name>,
    /// Refers to a man.
    pub masc: Option<Name>,
    /// Refers to a woman.
    pub fem: Option<Name>,
    /// Several are meant.
    pub plural: Option<Name>,
}

/// One language as the reader of attributions sees it.
#[derive(Debug)]
pub struct Grammar {
    /// `[attribution]` of `pack.toml`.
    pub settings: AttributionSettings,
    tag_of_class: [Tag; 128],
    tagged: ClassSet,
    frames: Vec<Option<Frame>>,
    /// Roles by name.
    pub roles: Roles,
}

impl Grammar {
    /// The grammar of a pack.
    ///
    /// # Errors
    /// When a rule declares a frame that cannot be read.
    pub fn new(pack: &Pack, names: &Names) -> Result<Grammar, PackError> {
        let mut tag_of_class = [Tag::Word; 128];
        let mut tagged: ClassSet = 0;
        for (name, tag) in CLASSES {
            if let Some(class) = pack.lexicon.find_class(name)
                && let Some(slot) = tag_of_class.get_mut(class as usize)
            {
                *slot = tag;
                tagged |= 1 << class;
            }
        }
        let frames = pack
            .rules
            .iter()
            .map(|rule| match rule.text.build.as_str() {
                "cue" => {
                    Frame::read(&rule.text.with).map(Some).map_err(|what| PackError::in_rule(&rule.text.id, &what))
                }
                _ => Ok(None),
            })
            .collect::<Result<_, _>>()?;
        let roles = Roles {
            addressee: names.find("addressee"),
            ambiguous: names.find("ambiguous"),
            inverts: names.find("inverts"),
            masc: names.find("masc"),
            fem: names.find("fem"),
            plural: names.find("plural"),
        };
        Ok(Grammar { settings: pack.settings.attribution.clone(), tag_of_class, tagged, frames, roles })
    }

    /// The frame that a rule declares.
    pub fn frame(&self, rule: u16) -> Option<&Frame> {
        self.frames.get(rule as usize)?.as_ref()
    }

    /// Tags the tokens of a sentence; marks of quotations have their tags already.
    pub fn tag(&self, reading: &Reading<'_>, lexicon: &Lexicon, first: usize, last: usize, tags: &mut [Tag]) {
        let shouting = self.is_headline(reading, first, last);
        let mut at = first;
        while at < last {
            let Some(token) = reading.token(at) else { return };
            let (tag, length) = match token.kind {
                TokenKind::Mark => (mark(token, reading.token(at + 1)), 1),
                TokenKind::Digits => (Tag::Number, 1),
                TokenKind::Word | TokenKind::Arabic => {
                    let (tag, length) = self.word(reading, lexicon, at, last);
                    (self.by_case(reading, token, tag, at == first || shouting, at), length)
                }
            };
            for slot in tags.iter_mut().skip(at).take(length) {
                if !matches!(slot, Tag::QuoteOpen | Tag::QuoteClose) {
                    *slot = tag;
                }
            }
            at += length;
        }
    }

    fn word(&self, reading: &Reading<'_>, lexicon: &Lexicon, at: usize, last: usize) -> (Tag, usize) {
        let lookup = reading.lookup(at);
        let known = lookup.classes & self.tagged;
        if known == 0 {
            return (Tag::Word, 1);
        }
        if lexicon.opens_phrase(&lookup)
            && let Some((_, entry, length)) =
                reading.entry_at(lexicon, at, last, |entry| self.tagged & (1 << entry.class) != 0 && entry.length > 1)
        {
            return (self.tag_of(entry.class), length);
        }
        let mut own = lexicon.alone(&lookup) & self.tagged;
        let mut best = Tag::Word;
        let mut rank = usize::MAX;
        while own != 0 {
            let tag = self.tag_of(own.trailing_zeros() as u8);
            own &= own - 1;
            let here = CLASSES.iter().position(|&(_, known)| known == tag).unwrap_or(usize::MAX);
            if here < rank {
                (best, rank) = (tag, here);
            }
        }
        (best, 1)
    }

    fn tag_of(&self, class: u8) -> Tag {
        self.tag_of_class.get(class as usize).copied().unwrap_or_default()
    }

    /// What the capital letter or the ending adds.
    fn by_case(&self, reading: &Reading<'_>, token: &Token, tag: Tag, blind: bool, at: usize) -> Tag {
        if token.capital() && !blind {
            return match tag {
                Tag::Word | Tag::Auxiliary | Tag::Verb | Tag::Cue | Tag::Adverb | Tag::Number => Tag::Name,
                tag => tag,
            };
        }
        if tag != Tag::Word {
            return tag;
        }
        let text = reading.slice(at, at + 1);
        if token.capital() {
            return Tag::Name;
        }
        if self.settings.verb_endings.iter().any(|ending| text.ends_with(ending.as_str())) {
            return Tag::Verb;
        }
        if self.settings.adverb_endings.iter().any(|ending| text.ends_with(ending.as_str())) {
            return Tag::Adverb;
        }
        Tag::Word
    }

    /// Whether nearly every word has a capital, so that capitals say nothing.
    fn is_headline(&self, reading: &Reading<'_>, first: usize, last: usize) -> bool {
        if last - first > 30 {
            return false;
        }
        let words = (first..last).filter_map(|at| reading.token(at)).filter(|token| token.kind == TokenKind::Word);
        let (mut capitals, mut all) = (0, 0);
        for token in words {
            all += usize::from(token.end - token.start > 3);
            capitals += usize::from(token.capital() && token.end - token.start > 3);
        }
        all > 3 && capitals * 10 >= all * 9
    }
}

/// The tag of a punctuation mark.
fn mark(token: &Token, next: Option<&Token>) -> Tag {
    match token.mark {
        ',' | '،' => Tag::Comma,
        ':' => Tag::Colon,
        ';' | '؛' => Tag::Semicolon,
        '—' | '–' | '―' => Tag::Dash,
        '-' if token.spaced() && next.is_none_or(Token::spaced) => Tag::Dash,
        '-' if next.is_some_and(|next| next.mark == '-' && !next.spaced()) => Tag::Dash,
        '(' | '[' => Tag::Open,
        ')' | ']' => Tag::Close,
        '.' | '!' | '?' | '؟' | '…' => Tag::Stop,
        _ => Tag::Mark,
    }
}
