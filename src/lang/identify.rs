//! Which language a text or sentence is in.

use super::Packs;
use crate::text::token::{Token, TokenKind};

/// The pack for a text without a single letter ("$5").
const DEFAULT: &str = "en";

/// The number of the pack for one sentence: the document's own unless most of its letters are in the script of another.
pub fn sentence_pack(packs: &Packs, document: Option<u8>, tokens: &[Token]) -> Option<u8> {
    let (mut arabic, mut other) = (0u32, 0u32);
    for token in tokens {
        match token.kind {
            // Arabic letters take two bytes.
            TokenKind::Arabic => arabic += (token.end - token.start) / 2,
            TokenKind::Word => other += token.end - token.start,
            TokenKind::Digits | TokenKind::Mark => {}
        }
    }
    if arabic == 0 && other == 0 {
        return document.or_else(|| packs.number_of(DEFAULT));
    }
    let script = if arabic >= other { "Arab" } else { "Latn" };
    let mut languages = packs.languages();
    match document {
        Some(number) if languages.nth(number as usize).is_some_and(|language| language.script == script) => document,
        _ => packs.languages().position(|language| language.script == script).map(|number| number as u8),
    }
}

/// The BCP 47 tag of a text: `ar` or `en` by its letters, with Persian, Urdu and the commoner
/// Latin-script languages told apart so that they are not read with the wrong rules; `und` for none.
///
/// ```
/// use onrecord::lang::identify::language_of;
/// assert_eq!(language_of("قال الوزير إن 5% كافية"), "ar");
/// assert_eq!(language_of("The minister said 5% was enough."), "en");
/// assert_eq!(language_of("1 2 3"), "und");
/// ```
pub fn language_of(text: &str) -> &'static str {
    let (mut arabic, mut latin, mut other, mut persian, mut urdu) = (0usize, 0usize, 0usize, 0usize, 0usize);
    for character in text.chars().take(20_000) {
        match character {
            'ٹ' | 'ڈ' | 'ڑ' | 'ں' | 'ے' => (arabic, urdu) = (arabic + 1, urdu + 1),
            'پ' | 'چ' | 'گ' | 'ژ' | 'ک' | 'ی' => (arabic, persian) = (arabic + 1, persian + 1),
            '\u{620}'..='\u{6ff}' | '\u{fb50}'..='\u{fefc}' if character.is_alphabetic() => arabic += 1,
            _ if character.is_ascii_alphabetic() => latin += 1,
            '\u{c0}'..='\u{24f}' => latin += 1,
            _ if character.is_alphabetic() => other += 1,
            _ => {}
        }
    }
    if other > arabic + latin {
        return "und";
    }
    if arabic > latin {
        return match (urdu * 50 > arabic, persian * 20 > arabic) {
            (true, _) => "ur",
            (false, true) => "fa",
            _ => "ar",
        };
    }
    if latin == 0 {
        return "und";
    }
    // Too short to tell apart: English, as most of what is read is.
    if latin < 40 {
        return "en";
    }
    match whichlang::detect_language(text) {
        whichlang::Lang::Fra => "fr",
        whichlang::Lang::Deu => "de",
        whichlang::Lang::Spa => "es",
        whichlang::Lang::Ita => "it",
        whichlang::Lang::Por => "pt",
        whichlang::Lang::Nld => "nl",
        whichlang::Lang::Tur => "tr",
        whichlang::Lang::Swe => "sv",
        whichlang::Lang::Vie => "vi",
        _ => "en",
    }
}
