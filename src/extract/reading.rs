//! One document while it is read: tokens, look-ups, sentences and mentions. Buffers are kept from
//! document to document, so that reading allocates nothing for each token.

use chrono::NaiveDate;

use super::attribution::AttributionValue;
use super::claim::ClaimValue;
use super::mention::{Mention, MentionId, NONE, PartOf};
use crate::lang::lexicon::{ClassId, Entry, EntryId, Lexicon, Lookup};
use crate::lang::names::Name;
use crate::lang::pattern::{Glance, Sight};
use crate::lang::recent::Recent;
use crate::lang::starts::StratumSet;
use crate::lang::{Pack, Packs};
use crate::text::token::Token;

/// A sentence and the pack it is read with.
#[derive(Debug, Clone)]
pub struct Sentence {
    /// First token.
    pub first: usize,
    /// Token after the last.
    pub last: usize,
    /// Index of its pack; none when no pack reads its language.
    pub pack: Option<u8>,
}

/// What can start at a token, as one set: strata with a rule that starts at its word, its makes, and the kinds of the
/// mentions that start there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sign(u64);

impl Sign {
    /// The set of these.
    pub const fn new(strata: StratumSet, makes: u16, mentions: u16) -> Sign {
        Sign(strata as u64 | (makes as u64) << 32 | (mentions as u64) << 48)
    }

    /// What is in both.
    pub const fn and(self, other: Sign) -> Sign {
        Sign(self.0 & other.0)
    }

    /// Whether nothing is in it.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Strata with a rule that starts at the word.
    pub const fn strata(self) -> StratumSet {
        self.0 as StratumSet
    }

    /// The makes of the token.
    pub const fn makes(self) -> u16 {
        (self.0 >> 32) as u16
    }

    /// Kinds of the mentions that start at the token.
    pub const fn mentions(self) -> u16 {
        (self.0 >> 48) as u16
    }
}

/// Buffers that outlive one document.
#[derive(Debug, Default)]
pub struct Buffers {
    /// Tokens of the document.
    pub tokens: Vec<Token>,
    /// What each token turned out to be.
    pub lookups: Vec<Lookup>,
    /// Its sentences.
    pub sentences: Vec<Sentence>,
    /// All mentions.
    pub mentions: Vec<Mention>,
    /// By token: the mention that starts there, newest first.
    pub starting: Vec<MentionId>,
    /// By token: what can start there.
    pub signs: Vec<Sign>,
    /// Parts of all mentions.
    pub parts: Vec<PartOf>,
    /// Who said what, in the order of the text.
    pub attributions: Vec<AttributionValue>,
    /// Sentences that say what somebody bases himself on, by their first token, with his last statement before them.
    pub grounded: Vec<(u32, usize)>,
    /// What a fact-checker would have to check, in the order of the text.
    pub claims: Vec<ClaimValue>,
    /// By pack: its words that were looked up lately.
    pub recent: Vec<Recent>,
}

/// One document while it is read.
pub struct Reading<'a> {
    /// The text.
    pub text: &'a str,
    /// The day the article is from.
    pub date: Option<NaiveDate>,
    /// All packs.
    pub packs: &'a Packs,
    /// The growing result.
    pub buffers: &'a mut Buffers,
}

impl<'a> Reading<'a> {
    /// A token.
    pub fn token(&self, at: usize) -> Option<&Token> {
        self.buffers.tokens.get(at)
    }

    /// A token's look-up; that of an unknown word outside the text.
    pub fn lookup(&self, at: usize) -> &Lookup {
        self.buffers.lookups.get(at).unwrap_or(&Lookup::UNKNOWN)
    }

    /// What can start at a token.
    pub fn sign(&self, at: usize) -> Sign {
        self.buffers.signs.get(at).copied().unwrap_or_default()
    }

    /// What a token shows.
    pub fn glance(&self, at: usize) -> Glance {
        let (lookup, sign) = (self.lookup(at), self.sign(at));
        Glance {
            classes: lookup.here,
            words: lookup.asked,
            makes: sign.makes() | Glance::END.makes,
            mentions: sign.mentions(),
        }
    }

    /// What can be seen in a sentence around the tokens from `at` to `last`.
    pub fn sight<'s>(&self, sentence: &Sentence, at: usize, last: usize, present: &'s Glance) -> Sight<'s> {
        Sight {
            before: if at > sentence.first { self.glance(at - 1) } else { Glance::END },
            behind: if last < sentence.last { self.glance(last) } else { Glance::END },
            sentence: present,
        }
    }

    /// Index of the sentence that a token stands in; behind the last one for a token of none.
    pub fn sentence_index(&self, token: usize) -> usize {
        self.buffers.sentences.partition_point(|sentence| sentence.last <= token)
    }

    /// The sentence that a token stands in.
    pub fn sentence_at(&self, token: usize) -> Option<&Sentence> {
        self.buffers.sentences.get(self.sentence_index(token))
    }

    /// The text of a range of tokens.
    pub fn slice(&self, first: usize, last: usize) -> &'a str {
        let (Some(from), Some(to)) = (self.token(first), last.checked_sub(1).and_then(|last| self.token(last))) else {
            return "";
        };
        self.text.get(from.start as usize..to.end as usize).unwrap_or("")
    }

    /// A pack by its index.
    pub fn pack(&self, index: u8) -> Option<&'a Pack> {
        self.packs.pack(index)
    }

    /// A mention.
    pub fn mention(&self, id: MentionId) -> Option<&Mention> {
        self.buffers.mentions.get(id as usize)
    }

    /// The mentions that start at a token, newest first.
    pub fn mentions_at(&self, at: usize) -> impl Iterator<Item = (MentionId, &Mention)> {
        let mut next = self.buffers.starting.get(at).copied().unwrap_or(NONE);
        std::iter::from_fn(move || {
            let id = next;
            let mention = self.mention(id)?;
            next = mention.next;
            Some((id, mention))
        })
    }

    /// Adds a mention; those among its parts that are figures, numbers or times are taken in.
    pub fn add(&mut self, mut mention: Mention) -> MentionId {
        let id = self.buffers.mentions.len() as MentionId;
        if let Some(slot) = self.buffers.starting.get_mut(mention.first as usize) {
            mention.next = std::mem::replace(slot, id);
        }
        if let Some(sign) = self.buffers.signs.get_mut(mention.first as usize) {
            sign.0 |= Sign::new(0, 0, mention.kind.bit()).0;
        }
        self.buffers.mentions.push(mention);
        id
    }

    /// Marks a mention as taken in by another.
    pub fn absorb(&mut self, id: MentionId) {
        if let Some(mention) = self.buffers.mentions.get_mut(id as usize) {
            mention.absorbed = true;
        }
    }

    /// The longest lexicon entry of a class at a token, within `end`.
    pub fn entry_at<'l>(
        &self,
        lexicon: &'l Lexicon,
        at: usize,
        end: usize,
        wanted: impl Fn(&Entry) -> bool,
    ) -> Option<(EntryId, &'l Entry, usize)> {
        let (id, length) = lexicon.longest(&self.buffers.lookups, at, end, wanted)?;
        lexicon.entry(id).map(|entry| (id, entry, length))
    }

    /// Whether a word or phrase of a class stands at `at` and ends by `end`.
    pub fn has_class(&self, lexicon: &Lexicon, at: usize, end: usize, class: ClassId) -> bool {
        self.lookup(at).here & (1 << class) != 0
            && self.entry_at(lexicon, at, end, |entry| entry.class == class).is_some()
    }

    /// A name in letters.
    pub fn name(&self, name: Name) -> &'a str {
        self.packs.text(name)
    }
}
