//! Orthographic folding: one key for all spellings of a word.
//!
//! Folding lower-cases, drops marks that carry no letter (tashkil, tatweel, Latin accents, bidi and
//! zero-width controls), unifies alef, hamza, ya and ta-marbuta forms, resolves presentation forms
//! (NFKC) and writes every decimal digit in ASCII. It never changes the text itself: tokens keep
//! their byte offsets into the original, so nothing needs to be mapped back.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Folds a whole string; runs of white space become one space.
///
/// ```
/// use onrecord::text::fold::fold;
/// assert_eq!(fold("الصِّينُ"), fold("الصين"));
/// assert_eq!(fold("إنفيديا"), fold("انفيديا"));
/// assert_eq!(fold("Café\u{a0}٣٥"), "cafe 35");
/// ```
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    if text.is_ascii() {
        for word in text.split(char::is_whitespace).filter(|word| !word.is_empty()) {
            if !folded.is_empty() {
                folded.push(' ');
            }
            folded.push_str(word);
        }
        folded.make_ascii_lowercase();
        return folded;
    }
    let mut space = false;
    for character in text.chars() {
        // Nearly all characters need not be looked at twice.
        let quick = match character {
            '!'..='~' => Some(character.to_ascii_lowercase()),
            '\u{621}'..='\u{6ff}' => ARABIC.get(character as usize & 0xff).copied(),
            _ => None,
        };
        if let Some(quick) = quick {
            if quick != '\0' {
                if std::mem::take(&mut space) {
                    folded.push(' ');
                }
                folded.push(quick);
            }
        } else if character.is_whitespace() {
            space = !folded.is_empty();
        } else {
            let before = folded.len();
            if space {
                folded.push(' ');
            }
            let mark = folded.len();
            fold_char(character, &mut folded);
            if folded.len() == mark {
                folded.truncate(before);
            } else {
                space = false;
            }
        }
    }
    folded
}

/// Folds one word into `out`, which is cleared first.
pub fn fold_into(word: &str, out: &mut String) {
    out.clear();
    if word.is_ascii() {
        out.push_str(word);
        out.make_ascii_lowercase();
        return;
    }
    out.reserve(word.len());
    // Nearly all other words are letters of the Arabic block: run through them by pairs of bytes.
    let mut pairs = word.as_bytes().chunks_exact(2);
    let mut known = 0;
    while let Some(&[lead @ 0xd8..=0xdb, trail]) = pairs.next()
        && let Some(folded) = ARABIC.get((lead as usize & 3) << 6 | (trail as usize & 0x3f))
        && (lead, trail) >= (0xd8, 0xa1)
    {
        if *folded != '\0' {
            out.push(*folded);
        }
        known += 2;
    }
    for character in word.get(known..).unwrap_or("").chars() {
        fold_char(character, out);
    }
}

/// Whether the character is an invisible mark of direction or joining.
pub const fn is_ignorable(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// Whether the character is a vowel sign, tatweel or another mark inside an Arabic word.
pub const fn is_arabic_mark(character: char) -> bool {
    matches!(character, '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}')
}

/// The value of a decimal digit in any of the three scripts that news uses.
pub const fn digit_value(character: char) -> Option<u8> {
    match character {
        '0'..='9' => Some(character as u8 - b'0'),
        '\u{660}'..='\u{669}' => Some((character as u32 - 0x660) as u8),
        '\u{6f0}'..='\u{6f9}' => Some((character as u32 - 0x6f0) as u8),
        _ => None,
    }
}

fn fold_char(character: char, out: &mut String) {
    match character {
        'a'..='z' | '0'..='9' => out.push(character),
        'A'..='Z' => out.push(character.to_ascii_lowercase()),
        '\u{0}'..='\u{7f}' => out.push(character),
        '\u{621}'..='\u{6ff}' => fold_arabic(character, out),
        '\u{2018}' | '\u{2019}' | '\u{2bc}' => out.push('\''),
        _ if is_ignorable(character) => {}
        _ => {
            for part in std::iter::once(character).nfkd() {
                match part {
                    '\u{621}'..='\u{6ff}' => fold_arabic(part, out),
                    _ if is_combining_mark(part) || is_ignorable(part) => {}
                    _ => out.extend(part.to_lowercase()),
                }
            }
        }
    }
}

fn fold_arabic(character: char, out: &mut String) {
    match ARABIC.get(character as usize & 0xff) {
        Some('\0') | None => {}
        Some(folded) => out.push(*folded),
    }
}

/// What each character from U+0600 to U+06FF folds to; NUL for those that fold to nothing.
const ARABIC: [char; 256] = {
    let mut table = ['\0'; 256];
    let mut at = 0;
    while at < 256 {
        if let Some(character) = char::from_u32(0x600 + at as u32)
            && let Some(slot) = table.as_mut_slice().split_at_mut(at).1.first_mut()
        {
            *slot = arabic(character);
        }
        at += 1;
    }
    table
};

const fn arabic(character: char) -> char {
    if is_arabic_mark(character) {
        return '\0';
    }
    match character {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ئ' | 'ی' => 'ي',
        'ؤ' => 'و',
        'ة' => 'ه',
        'ک' => 'ك',
        'ھ' | 'ہ' => 'ه',
        _ => match digit_value(character) {
            Some(value) => (b'0' + value) as char,
            None => character,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word_share_a_key() {
        for (one, other) in [
            ("سنُخفِّض", "سنخفض"),
            ("مسؤول", "مسوول"),
            ("شركـــة", "شركه"),
            ("ﻻ", "لا"),
            ("فاينانشال‏", "فاينانشال"),
            ("مستشفى", "مستشفي"),
            ("۱۲۳", "123"),
            ("e\u{301}", "é"),
            ("O’Brien", "o'brien"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} / {other}");
        }
    }

    #[test]
    fn words_fold_as_texts_do() {
        let mut word = String::new();
        for character in '\u{600}'..='\u{6ff}' {
            for text in [format!("{character}قa"), format!("ق{character}")] {
                fold_into(&text, &mut word);
                let mut slow = String::new();
                text.chars().for_each(|character| fold_char(character, &mut slow));
                assert_eq!(word, slow, "{text:?}");
            }
        }
    }

    #[test]
    fn folding_a_fold_changes_nothing() {
        for text in ["قال  المتحدّث", "ﷺ", "İstanbul", "１２％"] {
            assert_eq!(fold(&fold(text)), fold(text));
        }
    }
}
