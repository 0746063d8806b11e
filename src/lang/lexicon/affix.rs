//! What the beginning or ending of a word tells: classes of words that nobody lists, and clitics.

use super::{ClassId, ClassSet};

/// Beginnings and endings of words that give a class to words nobody lists.
#[derive(Debug, Default)]
pub struct Affixes {
    /// Longest first.
    beginnings: Vec<(Beginning, ClassId)>,
    /// Longest first.
    endings: Vec<(Box<str>, ClassId)>,
    first: ByteSet,
    last: ByteSet,
    classes: ClassSet,
}

/// Fewest bytes that a word must have beside its affix, less one.
const REST: usize = 2;

impl Affixes {
    /// Adds a folded beginning or ending.
    pub fn add(&mut self, text: &str, ending: bool, class: ClassId) {
        if ending {
            self.endings.push((text.into(), class));
            self.endings.sort_by_key(|(affix, _)| std::cmp::Reverse(affix.len()));
            self.last.add(text.as_bytes().last().copied().unwrap_or(0));
        } else {
            self.beginnings.push((Beginning::new(text), class));
            self.beginnings.sort_by_key(|(affix, _)| std::cmp::Reverse(affix.text.len()));
            self.first.add(telling(text.as_bytes()));
        }
        self.classes |= 1 << class;
    }

    /// Every class that some affix gives.
    pub const fn classes(&self) -> ClassSet {
        self.classes
    }

    /// Whether some affix may fit a word, by two of its bytes. ASCII letters may be capitals.
    pub fn may_fit(&self, word: &[u8]) -> bool {
        let last = word.last().copied().unwrap_or(0).to_ascii_lowercase();
        self.last.holds(last) || self.first.holds(telling(word).to_ascii_lowercase())
    }

    /// The classes that a folded word's beginning and ending give it; the longest of each kind decides.
    pub fn of(&self, folded: &str) -> ClassSet {
        let long = |affix: &str| folded.len() > affix.len() + REST;
        let head = head(folded.as_bytes());
        let begins = |(affix, _): &&(Beginning, ClassId)| long(&affix.text) && affix.begins(head, folded);
        let ends = |(affix, _): &&(Box<str>, ClassId)| long(affix) && folded.ends_with(&**affix);
        let beginning = self.beginnings.iter().find(begins).map_or(0, |(_, class)| 1 << class);
        beginning | self.endings.iter().find(ends).map_or(0, |(_, class)| 1 << class)
    }
}

/// Letters written glued before a word.
#[derive(Debug, Default)]
pub struct Clitics {
    /// Shorter first: the longest stem wins.
    list: Vec<(Beginning, u16)>,
    names: Vec<Box<str>>,
    first: ByteSet,
}

impl Clitics {
    /// Adds a folded combination of letters and the bits of its clitics.
    pub fn add(&mut self, text: &str, bits: u16) {
        self.first.add(telling(text.as_bytes()));
        self.list.push((Beginning::new(text), bits));
        self.list.sort_by_key(|(beginning, _)| beginning.text.len());
    }

    /// The bit of a clitic, new or known; `None` when there are too many.
    pub fn name(&mut self, name: &str) -> Option<u16> {
        if let Some(bit) = self.find(name) {
            return Some(bit);
        }
        self.names.push(name.into());
        (self.names.len() <= u16::BITS as usize).then(|| 1 << (self.names.len() - 1))
    }

    /// The bit of a clitic by its name (`al`).
    pub fn find(&self, name: &str) -> Option<u16> {
        self.names.iter().position(|known| &**known == name).filter(|&index| index < 16).map(|index| 1 << index)
    }

    /// How many letters a combination of clitics has; 0 for none that is known.
    pub fn letters(&self, bits: u16) -> usize {
        self.text(bits).map_or(0, |text| text.chars().count())
    }

    /// The letters of a combination of clitics.
    pub fn text(&self, bits: u16) -> Option<&str> {
        self.list.iter().find(|(_, known)| *known == bits).map(|(beginning, _)| &*beginning.text)
    }

    /// What is left of a folded word behind each combination that it may begin with, and the bits of the combination.
    pub fn stems<'w>(&self, folded: &'w str) -> impl Iterator<Item = (&'w str, u16)> {
        let list = if self.first.holds(telling(folded.as_bytes())) { self.list.as_slice() } else { &[] };
        let head = head(folded.as_bytes());
        let begins = move |(beginning, _): &&(Beginning, u16)| beginning.begins(head, folded);
        list.iter().filter(begins).filter_map(|(beginning, bits)| Some((folded.get(beginning.text.len()..)?, *bits)))
    }
}

/// The beginning of a word, compared by its first eight bytes at once.
#[derive(Debug)]
struct Beginning {
    text: Box<str>,
    head: u64,
    mask: u64,
}

impl Beginning {
    fn new(text: &str) -> Beginning {
        let mask = if text.len() < 8 { (1 << (8 * text.len())) - 1 } else { u64::MAX };
        Beginning { text: text.into(), head: head(text.as_bytes()), mask }
    }

    /// Whether a word with these first eight bytes begins so.
    fn begins(&self, head: u64, word: &str) -> bool {
        (head ^ self.head) & self.mask == 0 && (self.text.len() <= 8 || word.starts_with(&*self.text))
    }
}

/// The first eight bytes of a word; zeros behind its end.
fn head(word: &[u8]) -> u64 {
    match word.first_chunk() {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => word.iter().rev().fold(0, |bytes, byte| bytes << 8 | u64::from(*byte)),
    }
}

/// The byte that tells most of how a word begins: the second of a character of several.
fn telling(word: &[u8]) -> u8 {
    match word {
        [first, ..] if first.is_ascii() => *first,
        [_, second, ..] => *second,
        _ => 0,
    }
}

/// A set of bytes.
#[derive(Debug, Default)]
struct ByteSet([u128; 2]);

impl ByteSet {
    fn add(&mut self, byte: u8) {
        if let Some(half) = self.0.get_mut(byte as usize >> 7) {
            *half |= 1 << (byte & 127);
        }
    }

    fn holds(&self, byte: u8) -> bool {
        self.0.get(byte as usize >> 7).is_some_and(|half| half >> (byte & 127) & 1 != 0)
    }
}
