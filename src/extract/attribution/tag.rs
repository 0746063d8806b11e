//! Word classes of the lexicon as tags: what a word does in its sentence.

use crate::lang::Pack;
use crate::lang::lexicon::Entry;
use crate::lang::names::{Name, Names};
use crate::text::token::Token;

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
    /// A noun with a preposition written glued to it.
    Attached,
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

/// Lexicon classes, and roles within them, by the tag they give; where a word has several, the first counts.
pub const CLASSES: [(&str, &str, Tag); 38] = [
    ("object_pronoun", "", Tag::Word),
    ("reflexive", "", Tag::Adverb),
    ("possessive_mark", "", Tag::Possessive),
    ("pronoun", "indefinite", Tag::Determiner),
    ("pronoun", "", Tag::Pronoun),
    ("infinitive", "", Tag::Infinitive),
    ("negation", "", Tag::Negation),
    ("auxiliary", "subject", Tag::Pronoun),
    ("auxiliary", "", Tag::Auxiliary),
    ("connector", "", Tag::Connector),
    ("relative", "", Tag::Relative),
    ("conjunction", "", Tag::Coordinator),
    ("preposition", "", Tag::Preposition),
    ("subordinator", "", Tag::Subordinator),
    ("determiner", "", Tag::Determiner),
    ("demonstrative", "", Tag::Determiner),
    ("adverb", "time", Tag::Time),
    ("adverb", "", Tag::Adverb),
    ("speaker_change", "", Tag::Adverb),
    ("statement_place", "", Tag::Time),
    ("according", "", Tag::Cue),
    ("citing", "", Tag::Cue),
    ("basis", "", Tag::Cue),
    ("contained_in", "", Tag::Cue),
    ("seen_by", "", Tag::Verb),
    ("report_verb", "", Tag::Cue),
    ("verb", "", Tag::Verb),
    ("title", "", Tag::Title),
    ("role", "", Tag::Role),
    ("source_noun", "company", Tag::Name),
    ("source_noun", "", Tag::SourceNoun),
    ("report_noun", "", Tag::SourceNoun),
    ("weekday", "", Tag::Time),
    ("month", "", Tag::Time),
    ("numeral", "", Tag::Number),
    ("known_source", "", Tag::Name),
    ("anonymity", "", Tag::Verb),
    ("report_verb", "with_object", Tag::Verb),
];

/// Whether a tag stands for a word that does something in its clause.
pub fn is_function(tag: Tag) -> bool {
    !matches!(tag, Tag::Word | Tag::Name | Tag::Number | Tag::Title | Tag::Role | Tag::SourceNoun)
}

/// The tag of a punctuation mark.
pub fn mark(token: &Token, next: Option<&Token>) -> Tag {
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

/// The lines of `CLASSES` by class of a pack.
pub struct Lines {
    /// Line and role, by class.
    by_class: Vec<Vec<(usize, Option<Name>)>>,
    report_verb: Option<u8>,
    /// The role of verbs with their object glued on.
    with_object: Option<Name>,
}

impl Lines {
    /// The lines of a pack.
    pub fn of(pack: &Pack, names: &Names) -> Lines {
        let mut by_class = vec![Vec::new(); 128];
        for (line, &(class, role, _)) in CLASSES.iter().enumerate() {
            let role = if role.is_empty() { Some(None) } else { names.find(role).map(Some) };
            let lines = pack.lexicon.find_class(class).and_then(|class| by_class.get_mut(class as usize));
            if let (Some(lines), Some(role)) = (lines, role) {
                lines.push((line, role));
            }
        }
        let with_object = names.find("with_object");
        Lines { by_class, report_verb: pack.lexicon.find_class("report_verb"), with_object }
    }

    /// Which line an entry falls under; beyond the end of `CLASSES` for none.
    pub fn rank(&self, ambiguous: Option<Name>, entry: &Entry) -> usize {
        // A form that is a noun or another word as well is a verb only where a rule says so.
        if Some(entry.class) == self.report_verb && ambiguous.is_some_and(|role| entry.has(role)) {
            return usize::MAX;
        }
        // One with its object glued on leaves what it reports behind it, and is written as a noun may be.
        if Some(entry.class) == self.report_verb && self.with_object.is_some_and(|role| entry.has(role)) {
            return CLASSES.len() - 1;
        }
        let lines = self.by_class.get(entry.class as usize).into_iter().flatten();
        let mut fitting = lines.filter(|(_, role)| role.is_none_or(|role| entry.has(role)));
        fitting.next().map_or(usize::MAX, |(line, _)| *line)
    }
}
