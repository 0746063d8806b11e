//! What the reader of attributions must know of a language: word classes of its lexicon as tags, and its frames.

use super::frame::Frame;
use super::roles::Roles;
use super::tag::{CLASSES, Lines, Tag, is_function, mark};
use crate::extract::reading::Reading;
use crate::lang::lexicon::{ClassSet, Entry, Lexicon, Lookup};
use crate::lang::names::{Name, Names};
use crate::lang::pack::AttributionSettings;
use crate::lang::rule::RuleId;
use crate::lang::{Pack, PackError};
use crate::text::token::{Token, TokenKind};

/// Classes of nouns that tell what a source is.
const HEADS: [&str; 6] = ["known_source", "source_noun", "title", "role", "territory", "demonym"];

/// One language as the reader of attributions sees it.
#[derive(Debug)]
pub struct Grammar {
    /// `[attribution]` of `pack.toml`.
    pub settings: AttributionSettings,
    /// By word: the tag of the word alone.
    tag_of_word: Vec<Tag>,
    /// By word: its tag where an article stands before it, as before no verb.
    tag_of_noun: Vec<Tag>,
    /// By entry: its tag.
    tag_of_entry: Vec<Tag>,
    frames: Vec<Option<Frame>>,
    /// Classes of nouns that tell what a source is, by class.
    heads: Vec<Option<&'static str>>,
    /// The bit of the definite article where it is a clitic.
    article: u16,
    /// The role of articles among determiners.
    definite: Option<Name>,
    /// The rule for quotations without a cue of their own.
    pub quotation: Option<RuleId>,
    /// The rule for labels of speakers.
    pub label: Option<RuleId>,
    /// Clitics that make a noun part of a prepositional phrase.
    prepositions: u16,
    /// Prepositions that are clitics, with the role of verbs that take them.
    glued: Vec<(u16, Name)>,
    /// The same with their letters.
    glued_texts: Vec<(Box<str>, Name)>,
    /// The roles of verbs that take a preposition of their own before a noun.
    pub prepositional: Vec<Name>,
    /// The class of adjectives, as a set.
    adjectives: ClassSet,
    /// Classes of words that open clauses, to which a subject pronoun may be glued.
    openers: ClassSet,
    /// Clitics that lead to whoever is told.
    pub addressee: u16,
    /// Clitics that open a clause.
    pub conjunctions: u16,
    /// Clitics of verbs that tell what will be.
    pub future: u16,
    /// The class of reporting verbs, as a set.
    report: ClassSet,
    /// The class of nouns that tell events, as a set.
    events: ClassSet,
    /// A class whose phrases only keep rules away and say nothing of a sentence.
    untagged: Option<u8>,
    /// Canonical ids of connectors, which verbs name as roles.
    pub connectors: Vec<Name>,
    /// Roles by name.
    pub roles: Roles,
}

impl Grammar {
    /// The grammar of a pack.
    ///
    /// # Errors
    /// When a rule declares a frame that cannot be read.
    pub fn new(pack: &Pack, names: &Names) -> Result<Grammar, PackError> {
        let ambiguous = names.find("ambiguous");
        let lines = Lines::of(pack, names);
        let ranks: Vec<usize> = pack.lexicon.entries().iter().map(|entry| lines.rank(ambiguous, entry)).collect();
        let tag = |rank: usize| CLASSES.get(rank).map_or(Tag::Word, |&(_, _, tag)| tag);
        let tag_of_entry = ranks.iter().map(|&rank| tag(rank)).collect();
        let best = |word: u32, noun: bool| {
            let alone = pack.lexicon.entries_of(word).filter_map(|entry| ranks.get(entry as usize));
            let fitting = alone.filter(|&&rank| !noun || !matches!(tag(rank), Tag::Cue | Tag::Verb | Tag::Auxiliary));
            fitting.min().map_or(Tag::Word, |&rank| tag(rank))
        };
        let tag_of_word = (0..pack.lexicon.words()).map(|word| best(word, false)).collect();
        let tag_of_noun = (0..pack.lexicon.words()).map(|word| best(word, true)).collect();
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
        let built =
            |build: &str| pack.rules.iter().position(|rule| rule.text.build == build).map(|rule| rule as RuleId);
        let (quotation, label) = (built("quotation"), built("label"));
        let roles = Roles::of(names);
        let report = pack.lexicon.find_class("report_verb").map_or(0, |class| 1 << class);
        let events = pack.lexicon.find_class("event_noun").map_or(0, |class| 1 << class);
        let untagged = pack.lexicon.find_class("false_friend");
        let heads = (0..=u8::MAX)
            .map(|class| {
                let class = pack.lexicon.class_name(class);
                HEADS.iter().find(|&&head| head == class).copied()
            })
            .collect();
        let settings = pack.settings.attribution.clone();
        let bits = |clitics: &[String]| {
            clitics.iter().filter_map(|name| pack.lexicon.clitic(name)).fold(0, |all, bit| all | bit)
        };
        let (prepositions, conjunctions) = (bits(&settings.prepositions), bits(&settings.conjunctions));
        let addressee = bits(&settings.addressee);
        let future = bits(&settings.future);
        let glued = settings.glued_prepositions.iter();
        let glued: Vec<(u16, Name)> =
            glued.filter_map(|(clitic, role)| pack.lexicon.clitic(clitic).zip(names.find(role))).collect();
        let texts = |&(bit, role): &(u16, Name)| pack.lexicon.clitic_text(bit).map(|text| (text.into(), role));
        let glued_texts = glued.iter().filter_map(texts).collect();
        let canons = |class: &str| {
            let class = pack.lexicon.find_class(class);
            let entries = pack.lexicon.entries().iter().filter(move |entry| Some(entry.class) == class);
            entries.filter_map(|entry| entry.canon)
        };
        let mut connectors: Vec<Name> = canons("connector").collect();
        connectors.sort_unstable();
        connectors.dedup();
        let prepositional = glued.iter().map(|&(_, role)| role).chain(canons("noun_preposition")).collect();
        let openers = ["connector", "conjunction", "subordinator"];
        let openers =
            openers.iter().filter_map(|class| pack.lexicon.find_class(class)).fold(0, |all, class| all | 1 << class);
        let adjectives = pack.lexicon.find_class("adjective").map_or(0, |class| 1 << class);
        let article = pack.lexicon.clitic(&pack.settings.attribution.article).unwrap_or(0);
        let definite = names.find("definite");
        Ok(Grammar {
            settings,
            tag_of_word,
            tag_of_noun,
            tag_of_entry,
            prepositions,
            glued,
            glued_texts,
            prepositional,
            adjectives,
            openers,
            addressee,
            conjunctions,
            future,
            heads,
            article,
            definite,
            frames,
            quotation,
            report,
            events,
            untagged,
            connectors,
            label,
            roles,
        })
    }

    /// The tag of a word alone.
    pub fn tag_of(&self, lookup: &Lookup) -> Tag {
        let tags = if self.has_article(lookup.clitics) { &self.tag_of_noun } else { &self.tag_of_word };
        let alone = |word: u32| tags.get(word as usize).copied().unwrap_or_default();
        match alone(lookup.word) {
            Tag::Word if lookup.stem != lookup.word => alone(lookup.stem),
            tag => tag,
        }
    }

    /// The class of a noun that tells what a source is.
    pub fn head_class(&self, class: u8) -> Option<&'static str> {
        self.heads.get(class as usize).copied().flatten()
    }

    /// Whether a token is a word for "the".
    pub fn is_article(&self, reading: &Reading<'_>, lexicon: &Lexicon, at: usize) -> bool {
        reading.entry_at(lexicon, at, at + 1, |entry| self.definite.is_some_and(|role| entry.has(role))).is_some()
    }

    /// Whether the clitics of a word hold the article.
    pub fn has_article(&self, clitics: u16) -> bool {
        clitics & self.article != 0
    }

    /// Whether a word carries the article: as a clitic, or by how it begins where no table lists it.
    pub fn shows_article(&self, lookup: &Lookup, text: &str) -> bool {
        self.has_article(lookup.clitics) || self.begins_with_article(text)
    }

    /// Whether a word begins as those with an article do, in a language that glues it on.
    pub fn begins_with_article(&self, text: &str) -> bool {
        let beginning = &self.settings.article_beginning;
        !beginning.is_empty() && text.starts_with(beginning.as_str())
    }

    /// Whether the language lists nouns that tell events.
    pub const fn has_events(&self) -> bool {
        self.events != 0
    }

    /// Whether a word is a noun that tells an event and carries no article or preposition.
    pub const fn is_event(&self, lookup: &Lookup) -> bool {
        lookup.classes & self.events != 0 && !self.is_nominal(lookup.clitics)
    }

    /// Whether an entry opens a clause and holds its subject ("لكنه").
    pub fn holds_subject(&self, entry: &Entry) -> bool {
        let roles = &self.roles;
        self.openers & (1 << entry.class) != 0
            && [roles.masc, roles.fem, roles.plural].iter().flatten().any(|&role| entry.has(role))
    }

    /// Whether a word, by its ending or by itself, is an adjective more likely than a noun.
    pub fn is_adjective(&self, lookup: &Lookup, text: &str) -> bool {
        lookup.classes & self.adjectives != 0
            || self.settings.adjective_endings.iter().any(|ending| text.ends_with(ending.as_str()))
    }

    /// Whether a word is a noun that tells an event, whatever is glued to it.
    pub const fn names_event(&self, lookup: &Lookup) -> bool {
        lookup.classes & self.events != 0
    }

    /// Whether a word that no table lists may begin with a preposition of one letter that the verb takes.
    pub fn may_be_glued(&self, lookup: &Lookup, text: &str, verb: &Entry) -> bool {
        const SHORTEST: usize = 4;
        lookup.classes == 0
            && lookup.clitics == 0
            && text.chars().nth(SHORTEST).is_some()
            && self.glued_texts.iter().any(|(letter, role)| text.starts_with(&**letter) && verb.has(*role))
    }

    /// The roles of verbs that take the preposition glued to a word.
    pub fn glued(&self, clitics: u16) -> impl Iterator<Item = Name> {
        self.glued.iter().filter(move |&&(bit, _)| clitics & bit != 0).map(|&(_, role)| role)
    }

    /// Whether a word is a verb of reporting.
    pub fn is_report(&self, lookup: &Lookup) -> bool {
        lookup.classes & self.report != 0
    }

    /// Whether the clitics of a word hold the article or a preposition, as no finite verb's do.
    pub const fn is_nominal(&self, clitics: u16) -> bool {
        clitics & (self.article | self.prepositions) != 0
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
                    // A preposition has a noun behind it: before a mark the word is a name ("علي،").
                    let tag = if tag == Tag::Preposition && length == 1 && self.is_stranded(reading, at + 1, last) {
                        Tag::Word
                    } else {
                        tag
                    };
                    if self.is_attached(reading, at, tag) {
                        self.set(tags, at, 1, Tag::Attached);
                        at += 1;
                        continue;
                    }
                    (self.by_case(reading, token, tag, at == first || shouting, at), length)
                }
            };
            // "an unnamed official": between an article and a noun a form in -ed is an adjective.
            let adjective = tag == Tag::Verb
                && at > first
                && matches!(tags.get(at - 1), Some(Tag::Determiner | Tag::Possessive))
                && matches!(
                    self.tag_of(reading.lookup(at + length)),
                    Tag::Word | Tag::Role | Tag::SourceNoun | Tag::Title
                );
            // "the ranking", "an estimated": behind an article nothing reports.
            let noun = tag == Tag::Cue
                && at > first
                && length == 1
                && tags.get(at - 1) == Some(&Tag::Determiner)
                && reading
                    .entry_at(lexicon, at - 1, at, |entry| {
                        [self.roles.article, self.roles.possessive].iter().flatten().any(|&role| entry.has(role))
                    })
                    .is_some();
            // "the early voting suggests": behind an article, with a verb behind it, a participle is a noun.
            let gerund = tag == Tag::Cue
                && length == 1
                && at > first + 1
                && matches!(tags.get(at - 1), Some(Tag::Word | Tag::Adverb | Tag::Time))
                && tags.get(at - 2) == Some(&Tag::Determiner)
                && self.settings.participle_endings.iter().any(|end| reading.slice(at, at + 1).ends_with(end.as_str()))
                && matches!(self.tag_of(reading.lookup(at + 1)), Tag::Cue | Tag::Verb | Tag::Auxiliary);
            let tag = if adjective || noun || gerund || length == 1 && is_function(tag) && in_compound(reading, at) {
                Tag::Word
            } else {
                tag
            };
            let tag = if tag == Tag::Possessive && at > first && self.is_contracted(reading, lexicon, at - 1, tags) {
                Tag::Auxiliary
            } else {
                tag
            };
            // "to" before a name, a figure or "the" leads to no verb.
            if at > first
                && matches!(tag, Tag::Determiner | Tag::Name | Tag::Title | Tag::Number)
                && tags.get(at - 1) == Some(&Tag::Infinitive)
            {
                self.set(tags, at - 1, 1, Tag::Preposition);
            }
            self.set(tags, at, length, tag);
            at += length;
        }
    }

    /// Whether what looks like the possessive mark behind the word at `at` is a verb ("he's said", "that's", "there's").
    fn is_contracted(&self, reading: &Reading<'_>, lexicon: &Lexicon, at: usize, tags: &[Tag]) -> bool {
        match tags.get(at) {
            Some(Tag::Pronoun | Tag::Relative | Tag::Connector | Tag::Subordinator) => true,
            Some(Tag::Determiner) => {
                let pronoun = |class| lexicon.class_name(class) == "pronoun";
                reading.entry_at(lexicon, at, at + 1, |entry| pronoun(entry.class)).is_some()
            }
            _ => false,
        }
    }

    /// Whether a comma, colon or full stop is at `at`, in a language where prepositions stand before their nouns.
    fn is_stranded(&self, reading: &Reading<'_>, at: usize, last: usize) -> bool {
        self.settings.subject_follows
            && (at >= last
                || reading.token(at).is_some_and(|token| matches!(token.mark, ',' | '،' | ':' | '؛' | '.' | '!' | '؟')))
    }

    fn set(&self, tags: &mut [Tag], at: usize, length: usize, tag: Tag) {
        for slot in tags.iter_mut().skip(at).take(length) {
            if !matches!(slot, Tag::QuoteOpen | Tag::QuoteClose) {
                *slot = tag;
            }
        }
    }

    /// Whether a noun carries a preposition glued to it, or the token is the bare preposition before a name or figure.
    fn is_attached(&self, reading: &Reading<'_>, at: usize, tag: Tag) -> bool {
        matches!(tag, Tag::Word | Tag::Role | Tag::Title | Tag::SourceNoun | Tag::Name)
            && self.prepositions != 0
            && reading.lookup(at).clitics & self.prepositions != 0
    }

    fn word(&self, reading: &Reading<'_>, lexicon: &Lexicon, at: usize, last: usize) -> (Tag, usize) {
        let lookup = reading.lookup(at);
        if lookup.classes == 0 {
            return (Tag::Word, 1);
        }
        if lookup.reach > 1
            && let Some((id, entry)) = reading
                .entry_at(lexicon, at, last, |entry| entry.length > 1 && Some(entry.class) != self.untagged)
                .map(|(id, entry, _)| (id, entry))
            && let Some(&tag) = self.tag_of_entry.get(id as usize)
            && tag != Tag::Word
        {
            return (tag, entry.length as usize);
        }
        (self.tag_of(lookup), 1)
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
    pub fn is_headline(&self, reading: &Reading<'_>, first: usize, last: usize) -> bool {
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

/// Whether a word is a part of another ("in-flight", "court-ordered").
pub fn in_compound(reading: &Reading<'_>, at: usize) -> bool {
    let glued = |mark: usize, next: usize| {
        reading.token(mark).is_some_and(|token| matches!(token.mark, '-' | '‑') && !token.spaced())
            && reading.token(next).is_some_and(|token| token.is_word() && !token.spaced())
    };
    glued(at + 1, at + 2) || at >= 2 && glued(at - 1, at)
}
