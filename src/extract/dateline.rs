//! Datelines: the place, day and agency before the first sentence of a story ("GENEVA, 19 June 2025 –"), which are no part
//! of what it says.

use super::reading::Reading;
use crate::text::token::TokenKind;

/// Most tokens of a dateline.
pub const LENGTH: usize = 14;

/// The token behind the dateline of the sentence from `first` to `last`, or its first.
///
/// A dateline opens a line and ends in a dash between spaces. Before the dash closes the bracket of an agency, or the words
/// before it are names, one of them all in capitals, beside commas and the parts of a date.
pub fn end(reading: &Reading<'_>, first: usize, last: usize) -> usize {
    if !reading.token(first).is_some_and(|token| token.opens_line()) {
        return first;
    }
    // A word all in capitals; a word of a script without capitals.
    let (mut capitals, mut plain) = (false, false);
    for at in first..last.min(first + LENGTH) {
        let Some(token) = reading.token(at) else { return first };
        let apart = token.spaced() && reading.token(at + 1).is_some_and(|next| next.spaced());
        match token.mark {
            '-' | '–' | '—' | '―' if apart => {
                let bracket = at > first && reading.token(at - 1).is_some_and(|before| before.mark == ')');
                if bracket || capitals && !plain {
                    return at + 1;
                }
            }
            '(' | ')' | '.' | ',' | '،' | '/' | '-' | '‑' => {}
            '\0' if token.kind == TokenKind::Arabic => plain = true,
            '\0' if token.capital() || !token.is_word() => {
                capitals |= token.all_capitals() && token.end - token.start > 2;
            }
            _ => return first,
        }
    }
    first
}
