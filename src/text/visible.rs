//! Text from outside, made safe to look at: what is invisible and could deceive becomes a mark.

use std::borrow::Cow;
use std::fmt::Write;

/// The text with control characters, bidirectional controls, tag characters and the like shown as
/// `⟨U+202E⟩`. Line breaks and tabs stay. The marks of direction (U+200E, U+200F, U+061C), common and
/// harmless between Arabic words, are shown only beside a digit, where they can turn a figure round.
///
/// ```
/// use onrecord::text::visible::visible;
/// assert_eq!(visible("12\u{202E}34%"), "12⟨U+202E⟩34%");
/// assert_eq!(visible("plain"), "plain");
/// ```
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(may_hide) {
        return Cow::Borrowed(text);
    }
    let keep_isolates = isolates_are_sound(text);
    let mut out = String::with_capacity(text.len() + 16);
    let mut before = None;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if keep_isolates && is_isolate(letter) {
            out.push(letter);
        } else if hides(letter)
            || (is_direction_mark(letter) && (is_digit(before) || is_digit(letters.peek().copied())))
        {
            // Writing to a string cannot fail.
            let _ = write!(out, "⟨U+{:04X}⟩", u32::from(letter));
        } else {
            out.push(letter);
        }
        before = Some(letter);
    }
    Cow::Owned(out)
}

/// The text on one line: breaks and runs of white space become one space, then [`visible`].
pub fn one_line(text: &str) -> String {
    visible(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

/// Whether the text holds a letter that is written from right to left.
pub fn is_right_to_left(text: &str) -> bool {
    text.chars().any(|letter| {
        matches!(u32::from(letter), 0x0590..=0x08FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFF | 0x10800..=0x10FFF | 0x1E800..=0x1EFFF)
    })
}

/// The text between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE where it needs it, so that it
/// turns nothing around it.
pub fn isolated(text: &str) -> Cow<'_, str> {
    if is_right_to_left(text) { Cow::Owned(format!("\u{2068}{text}\u{2069}")) } else { Cow::Borrowed(text) }
}

const fn is_isolate(letter: char) -> bool {
    matches!(letter, '\u{2068}' | '\u{2069}')
}

/// Whether every isolate is closed and none touches a digit outside it: such isolates keep text in order,
/// and the program's own are of this kind.
fn isolates_are_sound(text: &str) -> bool {
    let (mut open, mut before) = (0usize, None);
    for letter in text.chars() {
        let sound = match letter {
            '\u{2068}' => {
                open += 1;
                !is_digit(before)
            }
            '\u{2069}' => {
                let closes = open > 0;
                open = open.saturating_sub(1);
                closes
            }
            _ => !(is_digit(Some(letter)) && before == Some('\u{2069}')),
        };
        if !sound {
            return false;
        }
        before = Some(letter);
    }
    open == 0
}

fn may_hide(letter: char) -> bool {
    hides(letter) || is_direction_mark(letter)
}

fn is_digit(letter: Option<char>) -> bool {
    letter.is_some_and(char::is_numeric)
}

fn is_direction_mark(letter: char) -> bool {
    matches!(letter, '\u{200E}' | '\u{200F}' | '\u{061C}')
}

/// Characters that are not seen and change what is seen or what a terminal does.
fn hides(letter: char) -> bool {
    match letter {
        '\n' | '\t' => false,
        '\u{200B}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' => true,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{206F}' => true,
        '\u{2028}' | '\u{2029}' | '\u{FFF9}'..='\u{FFFB}' => true,
        '\u{E0000}'..='\u{E007F}' => true,
        _ => letter.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_of_a_terminal_are_neutralised() {
        assert_eq!(visible("a\u{1b}[31mred\u{7}"), "a⟨U+001B⟩[31mred⟨U+0007⟩");
        assert_eq!(visible("\u{9b}2J"), "⟨U+009B⟩2J");
    }

    #[test]
    fn marks_of_direction_are_shown_only_beside_digits() {
        assert_eq!(visible("a\u{200F} b"), "a\u{200F} b");
        assert_eq!(visible("5\u{200F}%"), "5⟨U+200F⟩%");
        assert_eq!(visible("\u{61C}5"), "⟨U+061C⟩5");
    }

    #[test]
    fn only_sound_isolates_stay() {
        assert_eq!(visible("a \u{2068}B\u{2069}."), "a \u{2068}B\u{2069}.");
        for text in ["12\u{2068}34\u{2069}", "\u{2068}12\u{2069}34", "\u{2069}a\u{2068}", "\u{2068}a"] {
            assert!(visible(text).contains("⟨U+20"), "{text:?}");
        }
    }

    #[test]
    fn hidden_tags_are_shown() {
        assert_eq!(visible("a\u{E0041}"), "a⟨U+E0041⟩");
    }

    #[test]
    fn only_right_to_left_text_is_isolated() {
        assert_eq!(isolated("B200"), "B200");
        assert_eq!(isolated("\u{628} 200"), "\u{2068}\u{628} 200\u{2069}");
    }

    #[test]
    fn one_line_is_one_line() {
        assert_eq!(one_line(" a\r\n\tb "), "a b");
    }
}
