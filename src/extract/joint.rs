//! Where statements that share one reporting word are joined: each is a claim of its own.

use super::reading::Reading;
use crate::lang::Pack;
use crate::lang::lexicon::{ClassId, Entry};
use crate::lang::names::Name;

/// Fewest tokens of a clause that is parted from another.
const CLAUSE: u32 = 4;

/// The joints of what somebody said between two tokens: the token behind each clause, and the first of the next.
///
/// "said that it was shut and that nobody was hurt"; where conjunctions are glued to their words also "وأن …", and, outside
/// of quotations, the comma before a clause that opens with its verb ("، وانهارت …") or with a word of contrast ("، فيما …").
pub fn joints(reading: &Reading<'_>, pack: &Pack, first: u32, last: u32) -> Vec<(u32, u32)> {
    let Some(words) = Words::of(reading, pack, last) else { return Vec::new() };
    let mut found: Vec<(u32, u32)> = Vec::new();
    // A connector that opens it is no part of its first clause.
    let (mut begin, mut quoted) = (first + u32::from(words.is(first, words.connector)), false);
    for at in first..last.saturating_sub(2) {
        quoted = words.quoted_behind(at, quoted);
        let next = match at > first {
            true if words.joins_connector(at) => Some(at + 1),
            true if !quoted && at >= begin + CLAUSE && words.is_behind_comma(at) && words.contrast_at(at).is_some() => {
                words.contrast_at(at).map(|length| at + length)
            }
            true if words.is_glued_connector(at) || !quoted && at >= begin + CLAUSE && words.opens_clause(at) => {
                Some(at)
            }
            _ => None,
        };
        if let Some(next) = next {
            found.push((at, next));
            begin = next;
        }
    }
    found
}

/// The words of one sentence as joints ask for them.
struct Words<'s, 'a> {
    reading: &'s Reading<'a>,
    pack: &'s Pack,
    last: u32,
    conjunction: ClassId,
    connector: ClassId,
    auxiliary: ClassId,
    subordinator: ClassId,
    verbs: [Option<ClassId>; 2],
    ambiguous: Option<Name>,
    contrast: Option<Name>,
}

impl<'s, 'a> Words<'s, 'a> {
    fn of(reading: &'s Reading<'a>, pack: &'s Pack, last: u32) -> Option<Self> {
        let class = |name: &str| pack.lexicon.find_class(name);
        Some(Words {
            reading,
            pack,
            last,
            conjunction: class("conjunction")?,
            connector: class("connector")?,
            auxiliary: class("auxiliary")?,
            subordinator: class("subordinator")?,
            verbs: [class("verb"), class("report_verb")],
            ambiguous: pack.names.find("ambiguous"),
            contrast: pack.names.find("contrast"),
        })
    }

    fn is(&self, at: u32, class: ClassId) -> bool {
        self.reading.has_class(&self.pack.lexicon, at as usize, self.last as usize, class)
    }

    /// Whether a conjunction and a connector stand here; "and that was all" is a pronoun.
    fn joins_connector(&self, at: u32) -> bool {
        self.is(at, self.conjunction) && self.is(at + 1, self.connector) && !self.is(at + 2, self.auxiliary)
    }

    fn is_glued(&self, at: u32) -> bool {
        self.reading.lookup(at as usize).clitics & self.pack.joining_clitics != 0
    }

    /// Whether a connector with its conjunction glued to it stands here; "وإن كان" ("even if it was") and parts of longer
    /// words ("لا سيما وأن") are none.
    fn is_glued_connector(&self, at: u32) -> bool {
        let bare = |entry: &Entry| entry.class == self.connector && entry.roles.is_empty();
        let even_if = || self.is(at + 1, self.auxiliary) && self.entry(at, bare).is_some();
        let inside = || {
            (1..=2).any(|back| at >= back && self.entry(at - back, |entry| u32::from(entry.length) > back).is_some())
        };
        self.is_glued(at) && self.is(at, self.connector) && !even_if() && !inside()
    }

    /// Whether a clause of its own opens here with its verb, behind a comma.
    fn opens_clause(&self, at: u32) -> bool {
        let verb = |entry: &Entry| {
            self.ambiguous.is_none_or(|role| !entry.has(role))
                && (entry.class == self.auxiliary || self.verbs.contains(&Some(entry.class)))
        };
        let nominal = self.reading.lookup(at as usize).clitics & !self.pack.joining_clitics != 0;
        self.is_glued(at) && !nominal && self.is_behind_comma(at) && self.entry(at, verb).is_some()
    }

    fn is_behind_comma(&self, at: u32) -> bool {
        at.checked_sub(1).is_some_and(|comma| matches!(self.mark(comma), ',' | '،'))
    }

    /// The length of a word of contrast, where conjunctions are glued to their words; none of one with its subject glued on
    /// ("لكنه"), which belongs to its clause.
    fn contrast_at(&self, at: u32) -> Option<u32> {
        let contrast = |entry: &Entry| {
            matches!(entry.class, class if class == self.subordinator || class == self.conjunction)
                && self.contrast.is_some_and(|role| entry.has(role))
        };
        let bare = |entry: &Entry| contrast(entry) && entry.roles.len() == 1;
        let joined = self.pack.joining_clitics != 0;
        self.entry(at, contrast).filter(|_| joined)?;
        Some(self.entry(at, bare).map_or(0, |length| length as u32))
    }

    fn entry(&self, at: u32, wanted: impl Fn(&Entry) -> bool) -> Option<usize> {
        let found = self.reading.entry_at(&self.pack.lexicon, at as usize, self.last as usize, wanted);
        found.map(|(_, _, length)| length)
    }

    fn mark(&self, at: u32) -> char {
        self.reading.token(at as usize).map_or('\0', |token| token.mark)
    }

    /// Whether the words behind the token at `at` stand in quotation marks.
    fn quoted_behind(&self, at: u32, quoted: bool) -> bool {
        match self.mark(at) {
            '"' => !quoted,
            '“' | '«' | '„' => true,
            '”' | '»' => false,
            _ => quoted,
        }
    }
}
