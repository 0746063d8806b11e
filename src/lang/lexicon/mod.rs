//! Words and phrases with what is known of them, found in one step from a folded token.

use rustc_hash::FxHashMap;

mod affix;
mod entry;
mod read;
mod words;

use affix::{Affixes, Clitics};
use words::{Key, Words};

use crate::text::fold::fold_into;
use crate::text::token::{Token, TokenKind};

pub use entry::{Entry, Lookup, Shape};
pub use read::shape_of;

/// A class of words (`currency`, `month`, `report_verb`).
pub type ClassId = u8;
/// A set of classes, one bit each.
pub type ClassSet = u128;
/// Number of a word; 0 is every word the lexicon does not know.
pub type WordId = u32;
/// Number of an entry.
pub type EntryId = u32;

/// The class of words that some rule's pattern starts with; it has no entries.
pub const RULE_WORD: ClassId = 0;

/// Number of a node of the phrase tree; 0 for none.
pub type NodeId = u32;

/// Bytes of the shortest stem that may stand behind a clitic: two Arabic letters.
const SHORTEST_STEM: usize = 4;

/// The same behind an article, of a word that nobody lists: three letters.
const UNKNOWN_STEM: usize = 6;

#[derive(Debug, Clone, Default)]
struct Node {
    /// The entries that end here: the first, and whether there are any.
    first: EntryId,
    last: EntryId,
    filled: bool,
    /// The words that lead on from here, each as one of 64 bits; several share a bit.
    children: u64,
    /// Classes of the entries that end here.
    own: ClassSet,
    /// Of a first word: classes of all entries that start with it.
    classes: ClassSet,
}

/// The bit of a word among the children of a node; none of a word that nobody lists.
const fn child_bit(word: WordId) -> u64 {
    if word == 0 { 0 } else { 1 << (word & 63) }
}

/// All words of one pack.
#[derive(Debug, Default)]
pub struct Lexicon {
    words: Words,
    /// By word: the phrase tree's node for the word as a first word; 0 when none starts with it.
    first: Vec<u32>,
    nodes: Vec<Node>,
    edges: FxHashMap<(u32, WordId), u32>,
    entries: Vec<Entry>,
    /// By entry: the node it ends at, and the next entry that ends there; itself for the last.
    ends: Vec<(NodeId, EntryId)>,
    classes: Vec<Box<str>>,
    /// Classes with an entry of several words.
    phrases: ClassSet,
    /// Classes with an entry that must be written in one way.
    shaped: ClassSet,
    /// The classes by name: builders ask for them while reading.
    class_numbers: FxHashMap<Box<str>, ClassId>,
    /// By word: whether some pattern asks for it.
    asked: Vec<bool>,
    marks: FxHashMap<char, WordId>,
    clitics: Clitics,
    /// The clitic that later words of a phrase may carry.
    article: Option<u16>,
    affixes: Affixes,
    scratch: read::Scratch,
}

impl Lexicon {
    /// An empty lexicon.
    pub fn new() -> Self {
        Lexicon {
            first: vec![0],
            nodes: vec![Node::default()],
            classes: vec!["rule_word".into()],
            class_numbers: std::iter::once(("rule_word".into(), RULE_WORD)).collect(),
            ..Lexicon::default()
        }
    }

    /// How many letters of a word with these clitics stand before the word itself and its article; none where the two
    /// have grown together ("لل").
    pub fn glued_letters(&self, clitics: u16) -> usize {
        let article = self.article.unwrap_or(0) & clitics;
        self.clitics.letters(clitics).saturating_sub(self.clitics.letters(article))
    }

    /// The letters of a combination of clitics.
    pub fn clitic_text(&self, clitics: u16) -> Option<&str> {
        self.clitics.text(clitics)
    }

    /// The bit of a clitic by its name (`al`).
    pub fn clitic(&self, name: &str) -> Option<u16> {
        self.clitics.find(name)
    }

    /// The class that no word has: what a rule gets that names a class of no table.
    pub const NOBODY: ClassId = 127;

    /// The number of a class, new or known; `None` when there are too many.
    pub fn class(&mut self, name: &str) -> Option<ClassId> {
        if let Some(class) = self.find_class(name) {
            return Some(class);
        }
        let class = ClassId::try_from(self.classes.len()).ok().filter(|&class| class < Lexicon::NOBODY)?;
        self.classes.push(name.into());
        self.class_numbers.insert(name.into(), class);
        Some(class)
    }

    /// The number of a class that a table or the loader has named.
    pub fn find_class(&self, name: &str) -> Option<ClassId> {
        self.class_numbers.get(name).copied()
    }

    /// A class's name.
    pub fn class_name(&self, class: ClassId) -> &str {
        self.classes.get(class as usize).map_or("", |name| name)
    }

    /// Whether a word may be of the class by its beginning or ending alone.
    pub const fn has_affix(&self, class: ClassId) -> bool {
        self.affixes.classes() & (1 << class) != 0
    }

    /// Looks a token up; `buffer` is scratch.
    pub fn look_up(&self, text: &str, token: &Token, buffer: &mut String) -> Lookup {
        let mut lookup = match token.kind {
            // A digit never begins a phrase, but may go on with one ("km2").
            TokenKind::Digits if token.end - token.start == 1 => {
                let word = self.find_word(text.get(token.range()).unwrap_or(""));
                Lookup { classes: 0, ..self.known(word, token) }
            }
            TokenKind::Digits => return Lookup::default(),
            TokenKind::Mark => self.known(self.marks.get(&token.mark).copied().unwrap_or(0), token),
            TokenKind::Word | TokenKind::Arabic => {
                self.look_up_word(text.get(token.range()).unwrap_or(""), token, buffer)
            }
        };
        lookup.here |= lookup.classes & self.affixes.classes();
        lookup.asked = self.asked_bit(lookup.word) | self.asked_bit(lookup.stem);
        lookup
    }

    /// The bit of a word that some pattern asks for; none of another.
    fn asked_bit(&self, word: WordId) -> u64 {
        if self.asked.get(word as usize).is_some_and(|asked| *asked) { 1 << (word & 63) } else { 0 }
    }

    fn known(&self, word: WordId, token: &Token) -> Lookup {
        let mut lookup = Lookup { word, stem: word, shape: Shape::of(token), ..Lookup::UNKNOWN };
        self.note(word, &mut lookup);
        lookup
    }

    /// Notes what is known of a word of a token; false when no entry starts with it.
    fn note(&self, word: WordId, lookup: &mut Lookup) -> bool {
        let Some(node) = self.node_of(word) else { return false };
        lookup.classes |= node.classes;
        lookup.here |= node.own;
        lookup.reach = lookup.reach.max(if node.children != 0 { Lookup::OPEN } else { 1 });
        true
    }

    fn look_up_word(&self, word: &str, token: &Token, buffer: &mut String) -> Lookup {
        let ascii = Key::of_ascii(word.as_bytes());
        let mut lookup = match ascii {
            Some(key) => self.known(self.words.find(key, || ""), token),
            None => {
                fold_into(word, buffer);
                self.known(self.find_word(buffer), token)
            }
        };
        if token.kind == TokenKind::Arabic {
            // Only a word that folding made shorter can hold vowel signs.
            if buffer.len() < word.len() {
                lookup.shape = Shape::of_word(token, word);
            }
            if !self.has_single(lookup.word) {
                self.strip(buffer, &mut lookup);
            }
        }
        if self.affixes.may_fit(if ascii.is_some() { word.as_bytes() } else { buffer.as_bytes() }) {
            if ascii.is_some() {
                fold_into(word, buffer);
            }
            lookup.classes |= self.affixes.of(buffer);
        }
        lookup
    }

    /// The number of a folded word; 0 for one that nobody lists.
    fn find_word(&self, folded: &str) -> WordId {
        self.words.find(Key::of(folded.as_bytes()), || folded)
    }

    /// Finds the stem: the longest that has an entry, else the longest that stands inside a phrase. A word that nobody
    /// lists still shows an article glued to it, with what stands before that.
    fn strip(&self, folded: &str, lookup: &mut Lookup) {
        let article = self.article.unwrap_or(0);
        let mut inner = None;
        for (rest, bits) in self.clitics.stems(folded).filter(|(rest, _)| rest.len() >= SHORTEST_STEM) {
            let stem = self.find_word(rest);
            if stem == 0 {
                if bits & article != 0 && rest.len() >= UNKNOWN_STEM && lookup.classes == 0 {
                    lookup.clitics = bits;
                }
                continue;
            }
            if self.note(stem, lookup) {
                (lookup.stem, lookup.clitics) = (stem, bits);
                return;
            }
            inner = inner.or(Some((stem, bits)));
        }
        if let Some(found) = inner {
            (lookup.stem, lookup.clitics) = found;
        }
    }

    fn node_of(&self, word: WordId) -> Option<&Node> {
        match self.first.get(word as usize) {
            Some(&node) if node != 0 => self.nodes.get(node as usize),
            _ => None,
        }
    }

    fn has_single(&self, word: WordId) -> bool {
        self.node_of(word).is_some_and(|node| node.filled)
    }

    /// All entries by number.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// All entries, each with the node that its words lead to.
    pub fn entries_by_node(&self) -> impl Iterator<Item = (NodeId, &Entry)> {
        self.ends.iter().map(|(node, _)| *node).zip(&self.entries)
    }

    /// How many nodes there are; their numbers run from 0.
    pub fn nodes(&self) -> usize {
        self.nodes.len()
    }

    /// The node of a word alone.
    pub fn root(&self, word: WordId) -> NodeId {
        self.first.get(word as usize).copied().unwrap_or(0)
    }

    /// Whether every entry of a class is one word.
    pub const fn is_single(&self, class: ClassId) -> bool {
        self.phrases & (1 << class) == 0
    }

    /// Whether every entry of a class is one word written in any way, so that its bit in `Lookup::here` tells all.
    pub const fn is_plain(&self, class: ClassId) -> bool {
        (self.phrases | self.shaped) & (1 << class) == 0
    }

    /// How many words there are; their numbers run from 0.
    pub fn words(&self) -> WordId {
        self.first.len() as WordId
    }

    /// The entries that are this one word, by number.
    pub fn entries_of(&self, word: WordId) -> impl Iterator<Item = EntryId> {
        self.node_of(word).into_iter().flat_map(|node| self.entries_at(node))
    }

    fn entries_at(&self, node: &Node) -> impl Iterator<Item = EntryId> {
        let mut next = node.filled.then_some(node.first);
        std::iter::from_fn(move || {
            let here = next?;
            next = self.ends.get(here as usize).map(|(_, next)| *next).filter(|&next| next != here);
            Some(here)
        })
    }

    /// Follows the words from token `at` on through the phrase tree, first as they stand, then without clitics: `visit` is
    /// given each node and how many tokens lead to it.
    fn follow(&self, lookups: &[Lookup], at: usize, end: usize, mut visit: impl FnMut(NodeId, &Node, usize)) {
        let Some(first) = lookups.get(at) else { return };
        // Once it is known how far the words lead, nothing is asked beyond.
        let end = if first.is_open() { end } else { end.min(at + first.reach as usize) };
        for start in [first.word, first.stem] {
            let (mut node, mut length) = (self.root(start), 1);
            while node != 0
                && let Some(here) = self.nodes.get(node as usize)
            {
                visit(node, here, length);
                if here.children == 0 || at + length >= end {
                    break;
                }
                let Some(next) = lookups.get(at + length) else { break };
                node = self.step(node, here, next);
                length += 1;
            }
            if first.stem == first.word {
                break;
            }
        }
    }

    /// The node behind another by a word of the text; 0 for none.
    fn step(&self, number: NodeId, node: &Node, next: &Lookup) -> NodeId {
        let edge = |word: WordId| match node.children & child_bit(word) {
            0 => 0,
            _ => self.edges.get(&(number, word)).copied().unwrap_or(0),
        };
        match edge(next.word) {
            // Later words of a phrase may carry the article, and nothing else.
            0 if next.stem != next.word && Some(next.clitics) == self.article => edge(next.stem),
            deeper => deeper,
        }
    }

    /// Notes which phrases stand at a token of a sentence that ends at `end`; `visit` is given each node that its words
    /// lead to.
    pub fn settle(&self, lookups: &mut [Lookup], at: usize, end: usize, mut visit: impl FnMut(NodeId)) {
        let (mut here, mut reach) = (0, 0);
        self.follow(lookups, at, end, |number, node, length| {
            here |= node.own;
            reach = reach.max(length);
            visit(number);
        });
        if let Some(lookup) = lookups.get_mut(at) {
            lookup.here |= here;
            lookup.reach = reach.min(Lookup::OPEN as usize - 1) as u8;
        }
    }

    /// Gives `visit` each node that the words from a token on lead to.
    pub fn nodes_at(&self, lookups: &[Lookup], at: usize, end: usize, mut visit: impl FnMut(NodeId)) {
        self.follow(lookups, at, end, |number, _, _| visit(number));
    }

    /// The longest entry that starts at token `at` and satisfies `wanted`, with its number of tokens.
    pub fn longest(
        &self,
        lookups: &[Lookup],
        at: usize,
        end: usize,
        wanted: impl Fn(&Entry) -> bool,
    ) -> Option<(EntryId, usize)> {
        // Nearly everywhere no entry stands at all.
        let first = lookups.get(at)?;
        if first.here == 0 && !first.is_open() {
            return None;
        }
        if first.reach == 1 {
            let found = |word| self.entry_of(word, first.shape, &wanted);
            let stem = || if first.stem == first.word { None } else { found(first.stem) };
            return found(first.word).or_else(stem).map(|entry| (entry, 1));
        }
        let mut best = None;
        self.follow(lookups, at, end, |_, node, length| {
            if !node.filled || best.is_some_and(|(_, longest)| length <= longest) {
                return;
            }
            let shape = lookups.get(at + length - 1).map_or(Shape::Any, |last| last.shape);
            best = self.entry_at(node, shape, &wanted).map(|entry| (entry, length)).or(best);
        });
        best
    }

    /// The first entry of a node that can be written so and satisfies `wanted`.
    fn entry_at(&self, node: &Node, shape: Shape, wanted: impl Fn(&Entry) -> bool) -> Option<EntryId> {
        let fits = |entry: &Entry| entry.shape <= shape && wanted(entry);
        self.entries_at(node).find(|&entry| self.entry(entry).is_some_and(fits))
    }

    /// The same of a word alone.
    fn entry_of(&self, word: WordId, shape: Shape, wanted: impl Fn(&Entry) -> bool) -> Option<EntryId> {
        self.node_of(word).and_then(|node| self.entry_at(node, shape, wanted))
    }

    /// An entry by its number.
    pub fn entry(&self, id: EntryId) -> Option<&Entry> {
        self.entries.get(id as usize)
    }
}
