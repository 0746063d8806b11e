//! Which characters words and numbers are made of.

/// Whether the character may stand inside a number, between two digits.
pub const fn is_separator(character: char) -> bool {
    matches!(character, '.' | ',' | '\u{66b}' | '\u{66c}' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{2019}' | '\u{60c}')
}

/// Whether the character belongs to a word in Arabic script.
pub const fn is_arabic(character: char) -> bool {
    matches!(character, '\u{610}'..='\u{61a}' | '\u{620}'..='\u{65f}' | '\u{66e}'..='\u{6d3}' | '\u{6d5}'..='\u{6ef}' | '\u{6fa}'..='\u{6ff}'
        | '\u{750}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// The Arabic block, U+0600 to U+06FF: whether each of its characters belongs to a word.
const ARABIC_BLOCK: [bool; 256] = {
    let mut block = [false; 256];
    let mut at = 0;
    while at < 256 {
        if let Some(character) = char::from_u32(0x600 + at as u32)
            && let Some(slot) = block.as_mut_slice().split_at_mut(at).1.first_mut()
        {
            *slot = is_arabic(character);
        }
        at += 1;
    }
    block
};

/// Whether two bytes of UTF-8 are a character of the Arabic block that belongs to a word.
pub fn is_arabic_pair(lead: u8, trail: u8) -> bool {
    lead & 0xfc == 0xd8
        && ARABIC_BLOCK.get((lead as usize & 3) << 6 | (trail as usize & 0x3f)).copied().unwrap_or(false)
}

/// Whether the character belongs to a word of any script.
pub fn is_word_char(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphabetic();
    }
    is_arabic(character) || character.is_alphabetic() || unicode_normalization::char::is_combining_mark(character)
}
