//! Which claims go on: those of an older version found again in a newer one, those of one text read again by other rules.

use super::payload::{Continued, Gone, Presence};
use super::query::OldClaim;
use crate::model::ClaimRecord;
use crate::text::fold::fold;

/// What became of the claims that a document had.
#[derive(Default)]
pub(super) struct Continuation {
    /// Those that go on, each with its place among the new ones.
    pub continued: Vec<Continued>,
    /// Those that do not.
    pub gone: Vec<Gone>,
}

impl Continuation {
    /// How many claims were kept, moved, read otherwise, altered, lost.
    pub fn counts(&self) -> Vec<(Presence, usize)> {
        let of = |presence| {
            let continued = self.continued.iter().filter(|one| one.presence == presence).count();
            (presence, continued + self.gone.iter().filter(|one| one.presence == presence).count())
        };
        let all = [Presence::Kept, Presence::Moved, Presence::Reread, Presence::Altered, Presence::Vanished];
        all.into_iter().map(of).collect()
    }
}

/// Finds the claims of an older version among those of a newer one: first word for word, nearest place first,
/// then by likeness.
pub(super) fn of_new_version(old: &[OldClaim], new: &[ClaimRecord]) -> Continuation {
    let mut search = Search::new(new);
    let mut rest = Vec::new();
    for claim in old {
        let here = &claim.record.selector;
        let verbatim = search
            .free()
            .filter(|(_, record)| record.selector.exact == here.exact)
            .min_by_key(|(_, record)| record.selector.start.abs_diff(here.start));
        match verbatim {
            Some((at, record)) => search.go_on(claim, at, presence(claim, record)),
            None => rest.push(claim),
        }
    }
    for claim in rest {
        let alike = search
            .free()
            .map(|(at, record)| (likeness(&claim.record.selector.exact, &record.selector.exact), at))
            .max_by_key(|(likeness, at)| (*likeness, std::cmp::Reverse(*at)));
        match alike {
            Some((likeness, at)) if likeness >= ALIKE => search.go_on(claim, at, Presence::Altered),
            _ => search.lose(claim, Presence::Vanished),
        }
    }
    search.found
}

/// Finds the claims of a text among those that other rules take out of the same text: first on the very same words,
/// then on words that overlap, the longest overlap first.
pub(super) fn of_same_text(old: &[OldClaim], new: &[ClaimRecord]) -> Continuation {
    let mut search = Search::new(new);
    let mut rest = Vec::new();
    for claim in old {
        let place = |record: &ClaimRecord| (record.selector.start, record.selector.end);
        let same_words = search.free().find(|(_, record)| place(record) == place(&claim.record));
        match same_words {
            Some((at, record)) => search.go_on(claim, at, presence(claim, record)),
            None => rest.push(claim),
        }
    }
    let mut overlaps: Vec<(usize, usize, usize)> = Vec::new();
    for (number, claim) in rest.iter().enumerate() {
        let free = search.free().map(|(at, record)| (overlap(&claim.record, record), number, at));
        overlaps.extend(free.filter(|(overlap, ..)| *overlap > 0));
    }
    overlaps.sort_by_key(|(overlap, number, at)| (std::cmp::Reverse(*overlap), *number, *at));
    let mut settled = vec![false; rest.len()];
    for (_, number, at) in overlaps {
        if let (Some(claim), Some(done)) = (rest.get(number), settled.get_mut(number))
            && !*done
            && search.is_free(at)
        {
            *done = true;
            search.go_on(claim, at, Presence::Reread);
        }
    }
    for (claim, _) in rest.iter().zip(&settled).filter(|(_, settled)| !**settled) {
        search.lose(claim, Presence::Dropped);
    }
    search.found
}

/// New claims, those that are some old claim already marked.
struct Search<'a> {
    new: &'a [ClaimRecord],
    taken: Vec<bool>,
    found: Continuation,
}

impl<'a> Search<'a> {
    fn new(new: &'a [ClaimRecord]) -> Search<'a> {
        Search { new, taken: vec![false; new.len()], found: Continuation::default() }
    }

    fn is_free(&self, at: usize) -> bool {
        self.taken.get(at) == Some(&false)
    }

    fn free(&self) -> impl Iterator<Item = (usize, &'a ClaimRecord)> {
        self.new.iter().enumerate().filter(|(at, _)| self.is_free(*at))
    }

    fn go_on(&mut self, claim: &OldClaim, at: usize, presence: Presence) {
        if let Some(taken) = self.taken.get_mut(at) {
            *taken = true;
        }
        let position = u32::try_from(at).unwrap_or(u32::MAX);
        self.found.continued.push(Continued { claim: claim.name.clone(), position, presence });
    }

    fn lose(&mut self, claim: &OldClaim, presence: Presence) {
        self.found.gone.push(Gone { claim: claim.name.clone(), presence });
    }
}

/// What a claim is that stands there word for word.
fn presence(old: &OldClaim, new: &ClaimRecord) -> Presence {
    if !old.record.says_the_same(new) {
        Presence::Reread
    } else if old.record.selector.start == new.selector.start {
        Presence::Kept
    } else {
        Presence::Moved
    }
}

/// Code points that two claims of one text share; 0 unless that is half of the shorter one or more.
fn overlap(one: &ClaimRecord, other: &ClaimRecord) -> usize {
    let (one, other) = (&one.selector, &other.selector);
    let shared = one.end.min(other.end).saturating_sub(one.start.max(other.start));
    let shorter = (one.end.saturating_sub(one.start)).min(other.end.saturating_sub(other.start));
    if shared * 2 >= shorter { shared } else { 0 }
}

/// Hundredths of the words that two claims must share for one to be the other, altered.
const ALIKE: usize = 50;

/// Hundredths of words shared, over all words of the two (Jaccard).
fn likeness(one: &str, other: &str) -> usize {
    let words = |text: &str| {
        let folded = fold(text);
        folded
            .split(|character: char| !character.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect::<std::collections::BTreeSet<String>>()
    };
    let (one, other) = (words(one), words(other));
    let union = one.union(&other).count();
    one.intersection(&other).count() * 100 / union.max(1)
}
