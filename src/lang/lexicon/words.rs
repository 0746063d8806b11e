//! Words to numbers: one table over one string, looked up without a copy of the word.

use super::WordId;

/// What tells words apart in one comparison: whole words of up to 16 bytes, the beginning and a hash of longer ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Key {
    head: u64,
    tail: u64,
    length: u32,
}

/// Longest word that its key tells whole.
const WHOLE: usize = 16;

impl Key {
    /// The key of a folded word.
    pub fn of(word: &[u8]) -> Key {
        let (head, tail) = ends(word);
        let tail =
            if word.len() > WHOLE { word.chunks(8).fold(tail, |hash, chunk| mix(hash, ends(chunk).0)) } else { tail };
        Key { head, tail, length: word.len() as u32 }
    }

    /// The key of what an ASCII word of up to 16 bytes folds to; `None` for any other.
    pub fn of_ascii(word: &[u8]) -> Option<Key> {
        let (head, tail) = ends(word);
        if word.len() > WHOLE || (head | tail) & HIGH != 0 {
            return None;
        }
        Some(Key { head: lower(head), tail: lower(tail), length: word.len() as u32 })
    }

    /// Whether the key alone tells the word.
    const fn is_whole(self) -> bool {
        self.length as usize <= WHOLE
    }

    /// The first eight bytes; fewer for shorter words.
    const fn hash(self) -> u64 {
        mix(self.head ^ self.length as u64, self.tail)
    }
}

/// The high bit of each of eight bytes.
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Eight bytes in lower case, when all are ASCII.
const fn lower(bytes: u64) -> u64 {
    // Adding takes the high bit of a byte from 'A' on, and from behind 'Z' on.
    let from_a = bytes.wrapping_add(0x3f3f_3f3f_3f3f_3f3f);
    let behind_z = bytes.wrapping_add(0x2525_2525_2525_2525);
    bytes | (from_a & !behind_z & HIGH) >> 2
}

const fn mix(one: u64, other: u64) -> u64 {
    let product = (one ^ 0x9e37_79b9_7f4a_7c15) as u128 * (other ^ 0xe703_7ed1_a0b4_28db) as u128;
    (product >> 64) as u64 ^ product as u64
}

/// The first and the last bytes of a word as two numbers that tell words of one length up to 16 apart.
fn ends(word: &[u8]) -> (u64, u64) {
    if let (Some(first), Some(last)) = (word.first_chunk(), word.last_chunk()) {
        (u64::from_le_bytes(*first), if word.len() > 8 { u64::from_le_bytes(*last) } else { 0 })
    } else if let (Some(first), Some(last)) = (word.first_chunk(), word.last_chunk()) {
        (u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32, 0)
    } else {
        (word.iter().rev().fold(0, |bytes, byte| bytes << 8 | u64::from(*byte)), 0)
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    key: Key,
    /// 0 for an empty slot.
    word: WordId,
}

/// Numbered words; numbers run from 1.
#[derive(Debug)]
pub struct Words {
    /// Open addressing; a power of two, at most half full.
    slots: Vec<Slot>,
    texts: String,
    /// By word: where its text ends.
    ends: Vec<u32>,
}

impl Default for Words {
    fn default() -> Self {
        Words { slots: vec![Slot::default(); 1 << 12], texts: String::new(), ends: vec![0] }
    }
}

impl Words {
    /// The number of a known word; 0 for others. `text` is asked for only where the key does not tell the word whole.
    pub fn find<'t>(&self, key: Key, text: impl FnOnce() -> &'t str) -> WordId {
        match self.slots.get(self.place(key, text)) {
            Some(slot) => slot.word,
            None => 0,
        }
    }

    /// The number of a word, new or known; whether it is new.
    pub fn intern(&mut self, word: &str) -> (WordId, bool) {
        let key = Key::of(word.as_bytes());
        let place = self.place(key, || word);
        let known = self.slots.get(place).map_or(0, |slot| slot.word);
        if known != 0 {
            return (known, false);
        }
        let number = self.ends.len() as WordId;
        self.texts.push_str(word);
        self.ends.push(self.texts.len() as u32);
        if let Some(slot) = self.slots.get_mut(place) {
            *slot = Slot { key, word: number };
        }
        if self.ends.len() * 2 > self.slots.len() {
            self.grow();
        }
        (number, true)
    }

    /// Where a word stands, or the empty slot where it would.
    fn place<'t>(&self, key: Key, text: impl FnOnce() -> &'t str) -> usize {
        let mask = self.slots.len() - 1;
        let mut place = key.hash() as usize & mask;
        let mut text = Some(text);
        let mut word = None;
        while let Some(slot) = self.slots.get(place).filter(|slot| slot.word != 0) {
            if slot.key == key {
                if key.is_whole() {
                    break;
                }
                word = word.or_else(|| text.take().map(|text| text()));
                if word == Some(self.text(slot.word)) {
                    break;
                }
            }
            place = (place + 1) & mask;
        }
        place
    }

    fn text(&self, word: WordId) -> &str {
        let end = |word: usize| self.ends.get(word).map_or(0, |&end| end as usize);
        let word = word as usize;
        self.texts.get(end(word.saturating_sub(1))..end(word)).unwrap_or("")
    }

    fn grow(&mut self) {
        let larger = vec![Slot::default(); self.slots.len() * 4];
        let mask = larger.len() - 1;
        for slot in std::mem::replace(&mut self.slots, larger).into_iter().filter(|slot| slot.word != 0) {
            let mut place = slot.key.hash() as usize & mask;
            while self.slots.get(place).is_some_and(|taken| taken.word != 0) {
                place = (place + 1) & mask;
            }
            if let Some(empty) = self.slots.get_mut(place) {
                *empty = slot;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold_into;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_are_found_by_what_they_fold_to(words in prop::collection::vec("[a-cA-Cé]{1,20}|[ab]{14,18}", 1..60)) {
            let mut table = Words::default();
            let mut known = std::collections::HashMap::new();
            let mut folded = String::new();
            for word in &words {
                fold_into(word, &mut folded);
                let (number, new) = table.intern(&folded);
                prop_assert_eq!(new, !known.contains_key(&folded));
                prop_assert_eq!(*known.entry(folded.clone()).or_insert(number), number);
                prop_assert_eq!(table.text(number), &folded);
                if let Some(key) = Key::of_ascii(word.as_bytes()) {
                    prop_assert_eq!(table.find(key, || ""), number);
                }
                prop_assert_eq!(table.find(Key::of(folded.as_bytes()), || &folded), number);
                let longer = format!("{folded}d");
                prop_assert_eq!(table.find(Key::of(longer.as_bytes()), || &longer), 0);
            }
        }
    }

    #[test]
    fn lower_case_is_that_of_ascii() {
        for byte in 0..128u8 {
            assert_eq!(lower(u64::from_le_bytes([byte; 8])), u64::from_le_bytes([byte.to_ascii_lowercase(); 8]));
        }
    }
}
