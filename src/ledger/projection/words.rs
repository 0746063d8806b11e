//! The words of a sentence as the search knows them and as matching knows them; knows no language.

use crate::text::fold::fold;

use super::super::payload::Facts;

/// Fewest letters of a word that says what a claim is about.
const CONTENT_LETTERS: usize = 4;
const CONTENT_WORDS: usize = 24;
/// Most letters of a prefix that a word is found behind, in scripts that write prefixes to the word.
const TAIL_STEPS: usize = 3;
const TAIL_LETTERS: usize = 3;
/// Words longer than this are cut: no word of a language is, and SQLite's index need not hold one.
const WORD_LETTERS: usize = 64;

/// Whether a folded character belongs to a word; the usual letters are known without asking Unicode's tables.
fn in_word(character: char) -> bool {
    match character {
        '\u{0}'..='\u{7f}' => character.is_ascii_alphanumeric(),
        '\u{621}'..='\u{63a}' | '\u{641}'..='\u{64a}' => true,
        _ => character.is_alphanumeric(),
    }
}

fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|character: char| !in_word(character)).filter(|word| !word.is_empty()).map(|word| {
        let end = word.char_indices().nth(WORD_LETTERS).map_or(word.len(), |(at, _)| at);
        word.get(..end).unwrap_or(word)
    })
}

/// Shows everything a sentence can be found by: each folded word and, for words that are not ASCII, its tails
/// after one to three letters, so that a search for a word finds it behind what is written to its front.
pub(super) fn each_search_word(sentence: &str, show: &mut dyn FnMut(&str)) {
    let folded = fold(sentence);
    for word in words(&folded) {
        show(word);
        if !word.is_ascii() {
            let letters = word.chars().count();
            for (step, (at, _)) in word.char_indices().enumerate().skip(1).take(TAIL_STEPS) {
                if letters - step >= TAIL_LETTERS {
                    show(word.get(at..).unwrap_or_default());
                }
            }
        }
    }
}

/// Everything a sentence can be found by, separated by one space.
pub(super) fn search_words(sentence: &str) -> String {
    let mut out = String::with_capacity(sentence.len() * 2);
    each_search_word(sentence, &mut |word| {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    });
    out
}

/// An FTS5 query for all the words, each also as the beginning of a longer one; none without a word.
pub(in super::super) fn query_words(query: &str) -> Option<String> {
    let folded = fold(query);
    let terms: Vec<String> = words(&folded)
        .map(|word| if word.chars().count() < TAIL_LETTERS { format!("\"{word}\"") } else { format!("\"{word}\" *") })
        .collect();
    (!terms.is_empty()).then(|| terms.join(" AND "))
}

/// What a claim is about: its folded words of four letters or more, and words that mix letters and
/// digits, without its figures, times and sources; sorted, each once.
pub(super) fn content_words(facts: &Facts<'_>) -> String {
    let start = facts.selector.start;
    let mut spans: Vec<(usize, usize)> =
        facts.quantities.iter().map(|quantity| (quantity.start, quantity.end)).collect();
    spans.extend(facts.times.iter().map(|time| (time.start, time.end)));
    spans.extend(facts.chain.iter().chain(&facts.basis).filter_map(|hop| hop.start.zip(hop.end)));
    spans.sort_unstable();
    let folded = fold(&without(&facts.selector.exact, start, &spans));
    let mut content: Vec<&str> = words(&folded).filter(|word| tells(word)).take(CONTENT_WORDS).collect();
    content.sort_unstable();
    content.dedup();
    content.join(" ")
}

/// A text that begins at a place, with a space for each of some sorted stretches.
fn without(text: &str, start: usize, spans: &[(usize, usize)]) -> String {
    let (mut left, mut rest, mut place) = (String::with_capacity(text.len()), text, start);
    for (first, last) in spans {
        let (before, behind) = split_letters(rest, first.saturating_sub(place));
        left.push_str(before);
        place = place.max(*first);
        if *last > place {
            left.push(' ');
            rest = split_letters(behind, last - place).1;
            place = *last;
        } else {
            rest = behind;
        }
    }
    left.push_str(rest);
    left
}

/// A text cut behind so many letters.
fn split_letters(text: &str, letters: usize) -> (&str, &str) {
    let at = text.char_indices().nth(letters).map_or(text.len(), |(at, _)| at);
    text.split_at_checked(at).unwrap_or((text, ""))
}

/// Whether a word is long enough, or letters and digits in one.
fn tells(word: &str) -> bool {
    let (mut letters, mut digits) = (0, 0);
    for character in word.chars() {
        *(if character.is_ascii_digit() { &mut digits } else { &mut letters }) += 1;
    }
    if digits > 0 { letters > 0 } else { letters >= CONTENT_LETTERS }
}

/// Which beginnings and endings a claim's content words have, as bits of their hashes, and how many words there are.
#[derive(Debug, Clone, Copy, Default)]
pub(in super::super) struct Sketch {
    bits: [u64; 4],
    pub words: usize,
}

impl Sketch {
    /// Of words as a claim keeps them.
    pub fn new(words: &str) -> Sketch {
        Words::new(words).sketch()
    }
}

/// The bit of a beginning (0) or ending (1).
fn place(end: u64, bytes: &[u8; 4]) -> (usize, u64) {
    let hash = (u64::from(u32::from_le_bytes(*bytes)) << 1 | end).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56;
    ((hash >> 6) as usize, 1 << (hash & 63))
}

/// The content words of a claim, taken apart for comparing.
pub(super) struct Words<'w> {
    words: Vec<(Ends, &'w str)>,
}

/// The first and last four bytes of a word: words that share neither cannot be akin.
type Ends = ([u8; 4], [u8; 4]);

fn ends(word: &str) -> Ends {
    let bytes = word.as_bytes();
    let padded = || {
        let mut padded = [0; 4];
        padded.iter_mut().zip(bytes).for_each(|(slot, byte)| *slot = *byte);
        padded
    };
    match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => (*first, *last),
        _ => (padded(), padded()),
    }
}

impl<'w> Words<'w> {
    /// Of words as a claim keeps them, separated by one space.
    pub fn new(words: &'w str) -> Words<'w> {
        Words { words: words.split(' ').map(|word| (ends(word), word)).collect() }
    }

    pub fn count(&self) -> usize {
        self.words.len()
    }

    /// Which beginnings and endings they have.
    pub fn sketch(&self) -> Sketch {
        let mut sketch = Sketch::default();
        for ((first, last), _) in &self.words {
            for (end, bytes) in [(0, first), (1, last)] {
                let (slot, bit) = place(end, bytes);
                sketch.bits.get_mut(slot).into_iter().for_each(|bits| *bits |= bit);
            }
        }
        sketch.words = self.words.len();
        sketch
    }

    /// No fewer than those that the others have too, told from their sketch.
    pub fn shared_at_most(&self, others: &Sketch) -> usize {
        let has = |end, bytes| {
            let (slot, bit) = place(end, bytes);
            others.bits.get(slot).is_some_and(|bits| bits & bit != 0)
        };
        self.words.iter().filter(|((first, last), _)| has(0, first) || has(1, last)).count()
    }

    /// Those that the other has too, or one akin to them.
    pub fn shared(&self, other: &Words<'_>) -> Vec<&'w str> {
        let mut shared = Vec::new();
        for ((first, last), word) in &self.words {
            let near = |ends: &Ends| ends.0 == *first || ends.1 == *last;
            if other.words.iter().any(|(ends, candidate)| near(ends) && akin(word, candidate)) {
                shared.push(*word);
            }
        }
        shared
    }
}

/// Whether two folded words are one but for a short beginning or ending.
fn akin(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    // The cheap question first: nearly all pairs fail it.
    (long.starts_with(short) || long.ends_with(short))
        && short.chars().count() >= CONTENT_LETTERS
        && long.chars().count() <= short.chars().count() + TAIL_STEPS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_behind_its_prefixes() {
        let indexed = search_words("والصِّينُ وبالنفط 2025");
        let indexed: Vec<&str> = indexed.split(' ').collect();
        for word in ["الصين", "النفط", "بالنفط", "2025"] {
            assert!(indexed.contains(&fold(word).as_str()), "{word} in {indexed:?}");
        }
        assert_eq!(query_words("الصين و"), Some("\"الصين\" * AND \"و\"".to_owned()));
        assert_eq!(query_words(" - "), None);
        assert_eq!(query_words("a\" OR b"), Some("\"a\" AND \"or\" AND \"b\"".to_owned()));
    }

    #[test]
    fn words_are_shared_as_if_each_were_held_against_each() {
        let texts = ["", "b200 chip oil", "chips soil wall walls", "الصين والصين سعر", "a1 chip chipmaking الصينيه"];
        for one in texts {
            for other in texts {
                let slow: Vec<&str> = one.split(' ').filter(|one| other.split(' ').any(|two| akin(one, two))).collect();
                assert_eq!(Words::new(one).shared(&Words::new(other)), slow, "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn stretches_are_left_out_wherever_they_begin_and_end() {
        for spans in
            [&[][..], &[(10, 12)], &[(8, 11), (9, 10), (11, 13)], &[(12, 12), (14, 99)], &[(3, 99)], &[(99, 100)]]
        {
            let text = "ab دهـ cé";
            let slow: String = (10..)
                .zip(text.chars())
                .map(
                    |(at, letter)| {
                        if spans.iter().any(|(first, last)| (*first..*last).contains(&at)) { ' ' } else { letter }
                    },
                )
                .collect();
            let words =
                |text: &str| text.split(' ').map(str::to_owned).filter(|word| !word.is_empty()).collect::<Vec<_>>();
            assert_eq!(words(&without(text, 10, spans)), words(&slow), "{spans:?}");
        }
    }

    #[test]
    fn a_sketch_never_counts_too_few() {
        let texts = [
            "",
            "b200 chip oil",
            "chips soil wall walls",
            "الصين والصين سعر",
            "a1 chip chipmaking الصينيه",
            "النفط",
            "بالنفط",
        ];
        for (one, other) in
            texts.iter().flat_map(|one| texts.iter().map(move |other| (Words::new(one), Words::new(other))))
        {
            assert!(one.shared_at_most(&other.sketch()) >= one.shared(&other).len());
        }
        assert_eq!(Words::new("production").shared_at_most(&Words::new("الصادرات").sketch()), 0);
    }

    #[test]
    fn akin_words_differ_by_a_short_end() {
        assert!(akin("الصين", "والصين") && akin("chip", "chips") && akin("b200", "b200"));
        assert!(!akin("chip", "chipmaking") && !akin("oil", "soil") && !akin("سعر", "سعرا"));
    }
}
