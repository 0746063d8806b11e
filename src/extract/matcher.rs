//! Runs one compiled pattern at one token.

use super::mention::{Filled, PartOf};
use super::reading::Reading;
use crate::lang::Pack;
use crate::lang::pattern::{Atom, Pattern, Step};
use crate::lang::rule::RuleId;

/// How many steps one attempt may take: enough for every pattern the loader accepts, and a bound for all.
const STEP_CAP: usize = 4096;

/// A match: what it covers and what it captured.
#[derive(Debug, Clone, Default)]
pub struct Match {
    /// First token.
    pub first: usize,
    /// Token after the last.
    pub last: usize,
    /// Captures in the order of the text.
    pub parts: Vec<PartOf>,
}

#[derive(Debug, Clone, Copy)]
enum Trail {
    Open(u8, u32),
    Noted(u8, Filled),
    Close(u8, u32),
}

/// The scratch of a matcher, reused from attempt to attempt.
#[derive(Debug, Default)]
pub struct Scratch {
    trail: Vec<Trail>,
    choices: Vec<(u16, u32, u32)>,
    steps: usize,
    /// Steps of all attempts so far: what matching costs, counted.
    pub taken: u64,
    /// The match found last.
    pub matched: Match,
    /// The longest match at the token in hand; the engine's own scratch.
    pub longest: Match,
    /// Rules that can start at the token in hand; the engine's own scratch.
    pub rules: Vec<RuleId>,
}

/// Where a match may run: a sentence of a document, read with one pack.
pub struct Ground<'r, 'a> {
    /// The document.
    pub reading: &'r Reading<'a>,
    /// The pack whose lexicon the pattern speaks of.
    pub pack: &'r Pack,
    /// First token of the sentence.
    pub first: usize,
    /// Token after its last.
    pub last: usize,
}

impl Ground<'_, '_> {
    /// Matches `pattern` at token `at`; greedy, first alternative first. The match stands in `scratch`.
    pub fn run(&self, pattern: &Pattern, at: usize, scratch: &mut Scratch) -> bool {
        scratch.trail.clear();
        scratch.choices.clear();
        scratch.steps = 0;
        let last = self.walk(&pattern.steps, 0, at, scratch);
        scratch.taken += scratch.steps as u64;
        let Some(last) = last.filter(|&last| last > at) else { return false };
        let Scratch { trail, matched: Match { parts, .. }, .. } = scratch;
        parts.clear();
        for step in trail {
            let (Trail::Open(slot, _) | Trail::Noted(slot, _) | Trail::Close(slot, _)) = *step;
            let Some(&name) = pattern.captures.get(slot as usize) else { continue };
            match *step {
                Trail::Open(_, first) => parts.push(PartOf { name, first, last: first, what: Filled::Tokens }),
                Trail::Noted(_, what) => {
                    if let Some(part) = parts.iter_mut().rev().find(|part| part.name == name) {
                        part.what = what;
                    }
                }
                Trail::Close(_, last) => {
                    if let Some(part) = parts.iter_mut().rev().find(|part| part.name == name) {
                        part.last = last;
                    }
                }
            }
        }
        parts.retain(|part| part.last > part.first);
        (scratch.matched.first, scratch.matched.last) = (at, last);
        true
    }

    /// Runs the steps from `at_step`; gives the token after the match.
    fn walk(&self, steps: &[Step], at_step: u16, at: usize, scratch: &mut Scratch) -> Option<usize> {
        let floor = scratch.choices.len();
        let (mut pc, mut position) = (at_step, at);
        loop {
            scratch.steps += 1;
            if scratch.steps > STEP_CAP {
                scratch.choices.truncate(floor);
                return None;
            }
            let ok = match steps.get(pc as usize)? {
                Step::Accept => {
                    scratch.choices.truncate(floor);
                    return Some(position);
                }
                Step::Jump(to) => {
                    pc = *to;
                    continue;
                }
                Step::Split(one, other) => {
                    scratch.choices.push((*other, position as u32, scratch.trail.len() as u32));
                    pc = *one;
                    continue;
                }
                Step::Open(slot) => {
                    scratch.trail.push(Trail::Open(*slot, position as u32));
                    true
                }
                Step::Close(slot) => {
                    scratch.trail.push(Trail::Close(*slot, position as u32));
                    true
                }
                Step::Not(after) => {
                    let trail = scratch.trail.len();
                    let found = self.walk(steps, pc + 1, position, scratch).is_some();
                    scratch.trail.truncate(trail);
                    if !found {
                        pc = *after;
                        continue;
                    }
                    false
                }
                Step::NotHere(atom) => self.test(atom, position, false).is_none(),
                Step::NotBefore(atom) => position == self.first || !self.before(atom, position),
                Step::Before(atom) => position > self.first && self.before(atom, position),
                Step::Test(atom, slot) => match self.test(atom, position, slot.is_some()) {
                    Some((next, what)) => {
                        if let Some(slot) = slot
                            && what != Filled::Tokens
                        {
                            scratch.trail.push(Trail::Noted(*slot, what));
                        }
                        position = next;
                        true
                    }
                    None => false,
                },
            };
            if ok {
                pc += 1;
                continue;
            }
            if scratch.choices.len() <= floor {
                return None;
            }
            let (choice, back, trail) = scratch.choices.pop()?;
            (pc, position) = (choice, back as usize);
            scratch.trail.truncate(trail as usize);
        }
    }

    /// Whether the token before `at` satisfies the atom.
    fn before(&self, atom: &Atom, at: usize) -> bool {
        match atom {
            Atom::Mention { kind, .. } => (self.first..at).rev().take(8).any(|start| {
                self.reading
                    .mentions_at(start)
                    .any(|(_, mention)| mention.kind == *kind && mention.last as usize == at && !mention.absorbed)
            }),
            _ => at
                .checked_sub(1)
                .is_some_and(|before| self.test(atom, before, false).is_some_and(|(next, _)| next == at)),
        }
    }

    /// Where an atom ends that stands at a token, and what it is; `noted`: somebody asks for the entry.
    fn test(&self, atom: &Atom, at: usize, noted: bool) -> Option<(usize, Filled)> {
        let reading = self.reading;
        match atom {
            Atom::Glued => (at < self.last && !reading.token(at)?.spaced()).then_some((at, Filled::Tokens)),
            Atom::Start => (at == self.first).then_some((at, Filled::Tokens)),
            Atom::End => (at == self.last).then_some((at, Filled::Tokens)),
            _ if at >= self.last => None,
            Atom::Any => Some((at + 1, Filled::Tokens)),
            Atom::OneOf(atoms) => atoms.iter().find_map(|atom| self.test(atom, at, false)),
            Atom::Make(make) => make.fits(reading.token(at)?).then_some((at + 1, Filled::Tokens)),
            Atom::Function => {
                (reading.lookup(at).classes & self.pack.function_words != 0).then_some((at + 1, Filled::Tokens))
            }
            Atom::Words(words) => {
                for (offset, &word) in words.iter().enumerate() {
                    let lookup = reading.lookup(at + offset);
                    if at + offset >= self.last || word == 0 || (lookup.word != word && lookup.stem != word) {
                        return None;
                    }
                }
                Some((at + words.len(), Filled::Tokens))
            }
            Atom::Mention { kind, sub } => {
                let (id, mention) = reading.mentions_at(at).find(|(_, mention)| {
                    mention.kind == *kind
                        && !mention.absorbed
                        && mention.last as usize <= self.last
                        && sub.is_none_or(|sub| sub == mention.sub)
                })?;
                Some((mention.last as usize, Filled::Mention(id)))
            }
            Atom::Class { class, role, canon, with, without } => {
                let lookup = reading.lookup(at);
                if lookup.here & (1 << class) == 0 || lookup.clitics & without != 0 || lookup.clitics & with != *with {
                    return None;
                }
                if !noted && role.is_none() && canon.is_none() && self.pack.lexicon.is_plain(*class) {
                    return Some((at + 1, Filled::Tokens));
                }
                let entry = reading.entry_at(&self.pack.lexicon, at, self.last, |entry| {
                    entry.class == *class
                        && role.is_none_or(|role| entry.has(role))
                        && canon.is_none_or(|canon| entry.canon == Some(canon))
                });
                match entry {
                    Some((entry, _, length)) => Some((at + length, Filled::Entry(entry))),
                    None if role.is_none() && canon.is_none() && self.pack.lexicon.has_affix(*class) => {
                        Some((at + 1, Filled::Tokens))
                    }
                    None => None,
                }
            }
        }
    }
}
