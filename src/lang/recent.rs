//! Words looked up lately, as they were written: a text says few different words, and most of them again and again.

use super::lexicon::Lookup;
use super::pack::Pack;
use crate::text::token::{Token, TokenKind};

/// How many words are kept; each has one place, and the newer one takes it.
const PLACES: usize = 1 << 12;

/// Longest word that is kept, in bytes.
const LONGEST: usize = 32;

/// The words of one pack that were looked up lately.
#[derive(Debug, Default)]
pub struct Recent {
    places: Vec<Place>,
    fold: String,
}

#[derive(Debug, Clone, Copy, Default)]
struct Place {
    written: Written,
    lookup: Lookup,
}

/// A word of at most `LONGEST` bytes as it is written, filled up with zeros.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Written([u64; LONGEST / 8]);

impl Written {
    fn of(word: &[u8]) -> Option<Written> {
        let mut bytes = [0; LONGEST];
        bytes.get_mut(..word.len())?.copy_from_slice(word);
        let mut written = Written::default();
        for (eight, chunk) in written.0.iter_mut().zip(bytes.as_chunks().0) {
            *eight = u64::from_le_bytes(*chunk);
        }
        Some(written)
    }

    fn place(&self) -> usize {
        let hash =
            self.0.iter().fold(0u64, |hash, eight| (hash.rotate_left(5) ^ eight).wrapping_mul(0x517c_c1b7_2722_0a95));
        (hash >> 40) as usize % PLACES
    }
}

impl Recent {
    /// Looks a token up in a pack: always the same one.
    pub fn look_up(&mut self, pack: &Pack, text: &str, token: &Token) -> Lookup {
        // Of a number every figure is another word, and nothing is known of it.
        let repeats = token.kind != TokenKind::Digits;
        let written = text.as_bytes().get(token.range()).filter(|_| repeats).and_then(Written::of);
        let Some(written) = written else { return pack.look_up(text, token, &mut self.fold) };
        if self.places.is_empty() {
            self.places.resize(PLACES, Place::default());
        }
        let Some(place) = self.places.get_mut(written.place()) else { return Lookup::UNKNOWN };
        if place.written != written {
            *place = Place { written, lookup: pack.look_up(text, token, &mut self.fold) };
        }
        place.lookup
    }
}
