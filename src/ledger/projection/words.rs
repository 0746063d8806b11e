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

/// Everything a sentence can be found by: each folded word and, for words that are not ASCII, its tails
/// after one to three letters, so that a search for a word finds it behind what is written to its front.
pub(in super::super) fn search_words(sentence: &str) -> String {
    let folded = fold(sentence);
    let mut out = String::with_capacity(folded.len() * 2);
    for word in words(&folded) {
        push_word(&mut out, word);
        if !word.is_ascii() {
            let letters = word.chars().count();
            for (step, (at, _)) in word.char_indices().enumerate().skip(1).take(TAIL_STEPS) {
                if letters - step >= TAIL_LETTERS {
                    push_word(&mut out, word.get(at..).unwrap_or_default());
                }
            }
        }
    }
    out
}

fn push_word(out: &mut String, word: &str) {
    if !out.is_empty() {
        out.push(' ');
    }
    out.push_str(word);
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
pub(super) fn content_words(facts: &Facts<'_>) -> Vec<String> {
    let start = facts.selector.start;
    let mut spans: Vec<(usize, usize)> =
        facts.quantities.iter().map(|quantity| (quantity.start, quantity.end)).collect();
    spans.extend(facts.times.iter().map(|time| (time.start, time.end)));
    spans.extend(facts.chain.iter().chain(&facts.basis).filter_map(|hop| hop.start.zip(hop.end)));
    let about: String = facts
        .selector
        .exact
        .chars()
        .enumerate()
        .map(|(at, character)| {
            let place = start + at;
            if spans.iter().any(|(first, last)| (*first..*last).contains(&place)) { ' ' } else { character }
        })
        .collect();
    let folded = fold(&about);
    let mut content: Vec<String> = words(&folded)
        .filter(|word| {
            let digits = word.chars().any(|character| character.is_ascii_digit());
            let letters = word.chars().filter(|character| !character.is_ascii_digit()).count();
            (digits && letters > 0) || (!digits && letters >= CONTENT_LETTERS)
        })
        .take(CONTENT_WORDS)
        .map(str::to_owned)
        .collect();
    content.sort_unstable();
    content.dedup();
    content
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
    fn akin_words_differ_by_a_short_end() {
        assert!(akin("الصين", "والصين") && akin("chip", "chips") && akin("b200", "b200"));
        assert!(!akin("chip", "chipmaking") && !akin("oil", "soil") && !akin("سعر", "سعرا"));
    }
}
