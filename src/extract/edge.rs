//! The edges of a claim: marks that are no part of it, and quotation marks that would be left alone inside.

/// Whether tokens hold a quotation mark that only `before` opens.
pub fn closes_alone(marks: impl Iterator<Item = char> + Clone, before: char) -> bool {
    match closing(before) {
        Some(close) if close == before => count(marks, before) % 2 == 1,
        Some(close) => count(marks.clone(), close) > count(marks, before),
        None => false,
    }
}

/// Whether tokens hold a quotation mark that only `behind` closes.
pub fn opens_alone(marks: impl Iterator<Item = char> + Clone, behind: char) -> bool {
    let open = QUOTATION_MARKS.iter().find(|(_, close)| *close == behind).map(|(open, _)| *open);
    match open {
        Some(open) if open == behind => count(marks, behind) % 2 == 1,
        Some(open) => count(marks.clone(), open) > count(marks, behind),
        None => false,
    }
}

fn count(marks: impl Iterator<Item = char>, wanted: char) -> usize {
    marks.filter(|&mark| mark == wanted).count()
}

/// The mark that closes what this one opens.
fn closing(open: char) -> Option<char> {
    QUOTATION_MARKS.iter().find(|(known, _)| *known == open).map(|(_, close)| *close)
}

/// Quotation marks that open, each with the one that closes; brackets alike.
const QUOTATION_MARKS: [(char, char); 6] = [('"', '"'), ('“', '”'), ('«', '»'), ('‘', '’'), ('(', ')'), ('[', ']')];

/// Whether a mark at the end of a claim is no part of it.
pub const fn is_edge(mark: char) -> bool {
    matches!(
        mark,
        '.' | ','
            | '،'
            | ';'
            | '؛'
            | ':'
            | '"'
            | '“'
            | '”'
            | '«'
            | '»'
            | '‘'
            | '’'
            | '\''
            | '!'
            | '-'
            | '–'
            | '—'
            | '…'
            | '('
            | '['
            | '•'
            | '*'
    )
}
