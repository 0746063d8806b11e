//! The article's text cut where claims begin and end, for underlining.

use super::view::ArticleView;

/// A stretch of text that lies in the same claims throughout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage<'a> {
    /// The words.
    pub text: &'a str,
    /// Numbers (from 1, in the order of the report) of the claims it lies in.
    pub claims: Vec<usize>,
    /// Numbers of the claims that begin here.
    pub begins: Vec<usize>,
}

/// The lines of the text, each cut into passages. Empty lines are left out.
pub fn lines<'a>(article: &'a ArticleView) -> Vec<Vec<Passage<'a>>> {
    let bounds: Vec<(usize, usize, usize)> =
        article.claims.iter().enumerate().map(|(index, claim)| (claim.start, claim.end, index + 1)).collect();
    let mut cuts: Vec<usize> = bounds.iter().flat_map(|&(start, end, _)| [start, end]).collect();
    cuts.sort_unstable();
    cuts.dedup();

    let mut cuts = cuts.into_iter().peekable();
    let (mut lines, mut place) = (Vec::new(), 0);
    for line in article.text.split_inclusive('\n') {
        let mut passages = Vec::new();
        let mut rest = line;
        while !rest.is_empty() {
            while cuts.next_if(|cut| *cut <= place).is_some() {}
            let length = cuts.peek().map_or(usize::MAX, |cut| cut - place);
            let (words, after) = split_at_letter(rest, length);
            let within = |&&(start, end, _): &&(usize, usize, usize)| start <= place && place < end;
            let claims: Vec<usize> = bounds.iter().filter(within).map(|bound| bound.2).collect();
            let begins = bounds.iter().filter(|bound| bound.0 == place).map(|bound| bound.2).collect();
            place += words.chars().count();
            rest = after;
            let words = words.trim_end_matches(['\n', '\r']);
            if !words.is_empty() {
                passages.push(Passage { text: words, claims, begins });
            }
        }
        if passages.iter().any(|passage| !passage.text.trim().is_empty()) {
            lines.push(passages);
        }
    }
    lines
}

/// The first `count` letters of a text, and the rest.
fn split_at_letter(text: &str, count: usize) -> (&str, &str) {
    let offset = text.char_indices().nth(count).map_or(text.len(), |(offset, _)| offset);
    text.split_at_checked(offset).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn passages_are_cut_at_claims_and_add_up_to_the_text() {
        let article = sample::article("Sales rose 5%.\n\nThe firm said so.", &[(0, 13), (6, 10), (16, 33)]);
        let show = |part: Passage<'_>| format!("{}|{:?}|{:?}", part.text, part.claims, part.begins);
        let cut: Vec<Vec<String>> =
            lines(&article).into_iter().map(|line| line.into_iter().map(show).collect()).collect();
        assert_eq!(
            cut,
            [vec!["Sales |[1]|[1]", "rose|[1, 2]|[2]", " 5%|[1]|[]", ".|[]|[]"], vec!["The firm said so.|[3]|[3]"]]
        );
    }
}
