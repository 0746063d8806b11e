//! What every match of a pattern needs, found once when it is compiled, so that the engine runs a pattern only where it
//! can succeed: what it starts with, what stands behind that, and what the sentence must hold anywhere.

use super::{Atom, Make, Step};
use crate::lang::lexicon::{ClassSet, Lexicon, WordId};

/// How many needs are kept for one pattern.
const NEEDS: usize = 4;

/// What a token (or all tokens of a sentence together) shows at a glance; also a wish for one of several such signs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Glance {
    /// Lexicon classes.
    pub classes: ClassSet,
    /// Words, each as one of 64 bits; several share a bit.
    pub words: u64,
    /// Token makes.
    pub makes: u16,
    /// Kinds of mentions that start there.
    pub mentions: u16,
}

/// A make that no token has and everything shows, the end of a sentence too.
const ALWAYS: u16 = 1 << 15;

impl Glance {
    /// What the end of a sentence shows.
    pub const END: Glance = Glance { classes: 0, words: 0, makes: ALWAYS, mentions: 0 };

    /// Every token meets it.
    const ANY: Glance = Glance { classes: 0, words: 0, makes: !ALWAYS, mentions: 0 };

    /// The bit of a word.
    pub const fn word(word: WordId) -> u64 {
        1 << (word & 63)
    }

    /// Whether some sign is in both.
    pub const fn meets(&self, other: &Glance) -> bool {
        self.classes & other.classes != 0
            || self.words & other.words != 0
            || self.makes & other.makes != 0
            || self.mentions & other.mentions != 0
    }

    /// The signs of both.
    pub const fn or(self, other: Glance) -> Glance {
        Glance {
            classes: self.classes | other.classes,
            words: self.words | other.words,
            makes: self.makes | other.makes,
            mentions: self.mentions | other.mentions,
        }
    }

    /// The signs of which a token shows one where the atom consumes it; none where the atom consumes nothing.
    fn of(atom: &Atom) -> Option<Glance> {
        Some(match atom {
            Atom::OneOf(atoms) => atoms.iter().filter_map(Glance::of).fold(Glance::default(), Glance::or),
            Atom::Class { class, .. } => Glance { classes: 1 << class, ..Glance::default() },
            Atom::Mention { kind, .. } => Glance { mentions: kind.bit(), ..Glance::default() },
            Atom::Words(words) => {
                Glance { words: words.first().map_or(u64::MAX, |&word| Glance::word(word)), ..Glance::default() }
            }
            Atom::Make(make) => Glance { makes: make.bit(), ..Glance::default() },
            Atom::Any | Atom::Function => Glance::ANY,
            Atom::Glued | Atom::Start | Atom::End => return None,
        })
    }

    /// How many sentences are likely to hold one of the signs: the fewer, the better the need.
    fn commonness(&self) -> u32 {
        const DIGITS: u16 = Make::Digits.bit() | Make::Short.bit() | Make::Four.bit();
        let words = if self.makes & !DIGITS != 0 { 1000 } else { 0 };
        let digits = if self.makes & DIGITS != 0 { 30 } else { 0 };
        let mentions = self.mentions.count_ones() * 30;
        words + digits + mentions + self.words.count_ones() * 10 + self.classes.count_ones() * 20
    }
}

/// What every match of a pattern needs.
#[derive(Debug, Clone)]
pub struct Demand {
    /// What a match can start with, each atom once, and what can be asked there before anything else.
    pub first: Vec<(Atom, Gate)>,
    /// What the sentence must hold, one sign of each.
    needs: Box<[Glance]>,
}

/// What can be seen where a match may start.
#[derive(Debug, Clone, Copy)]
pub struct Sight<'s> {
    /// What stands before the first atom.
    pub before: Glance,
    /// What stands behind it.
    pub behind: Glance,
    /// What stands anywhere in the sentence.
    pub sentence: &'s Glance,
}

/// What keeps most patterns from being run at all.
#[derive(Debug, Clone, Copy)]
pub struct Gate {
    /// What must stand before the first atom.
    before: Glance,
    /// What must stand behind it, where it is one token or a mention.
    behind: Glance,
    /// The rarest of what the sentence must hold.
    rarest: Glance,
}

impl Gate {
    /// Lets everything through that one of the two lets.
    pub const fn or(self, other: Gate) -> Gate {
        Gate {
            before: self.before.or(other.before),
            behind: self.behind.or(other.behind),
            rarest: self.rarest.or(other.rarest),
        }
    }

    /// Whether a match may start here once all mentions of the sentence are found.
    pub const fn may_let(&self, sight: &Sight<'_>) -> bool {
        self.before.meets(&sight.before)
            && (self.behind.mentions != 0 || self.behind.meets(&sight.behind))
            && (self.rarest.mentions != 0 || self.rarest.meets(sight.sentence))
    }

    /// Whether a match may start where this can be seen.
    pub const fn lets(&self, sight: &Sight<'_>) -> bool {
        self.behind.meets(&sight.behind) && self.before.meets(&sight.before) && self.rarest.meets(sight.sentence)
    }
}

impl Demand {
    /// The demand of a program; `None` when it can match nothing or start with any token.
    pub(super) fn of(steps: &[Step], lexicon: &Lexicon) -> Option<Demand> {
        let needs = needs(steps);
        let rarest = needs.first().copied().unwrap_or(Glance::END);
        let mut first: Vec<(Atom, Gate)> = Vec::new();
        for (at, before) in entries(steps, 0)? {
            let Some(Step::Test(atom, _)) = steps.get(at) else { continue };
            if matches!(atom, Atom::Any | Atom::Function) {
                return None;
            }
            let behind = if has_known_end(atom, lexicon) { following(steps, at + 1) } else { None };
            let gate = Gate { before, behind: behind.unwrap_or(Glance::END), rarest };
            let atoms = match atom {
                Atom::OneOf(atoms) => atoms,
                atom => std::slice::from_ref(atom),
            };
            for atom in atoms {
                match first.iter_mut().find(|(known, _)| known == atom) {
                    Some((_, known)) => *known = known.or(gate),
                    None => first.push((atom.clone(), gate)),
                }
            }
        }
        Some(Demand { first, needs: needs.into() })
    }

    /// The words that a match can start with.
    pub fn first_words(&self) -> impl Iterator<Item = WordId> {
        self.first.iter().filter_map(|(atom, _)| match atom {
            Atom::Words(words) => words.first().copied(),
            _ => None,
        })
    }

    /// Whether a sentence that shows these signs can hold a match.
    pub fn met_by(&self, sentence: &Glance) -> bool {
        self.needs.iter().all(|need| need.meets(sentence))
    }
}

/// Whether it can be told where an atom ends before it runs: it takes one token, or a mention that stands there.
fn has_known_end(atom: &Atom, lexicon: &Lexicon) -> bool {
    match atom {
        Atom::Make(_) | Atom::OneOf(_) | Atom::Mention { .. } => true,
        Atom::Words(words) => words.len() == 1,
        Atom::Class { class, .. } => lexicon.is_single(*class),
        _ => false,
    }
}

/// The tests that can be the first to consume from a step on, each with what must stand before it; `None` when a match may
/// end before any does. Steps only lead onwards, so one walk finds them.
fn entries(steps: &[Step], from: usize) -> Option<Vec<(usize, Glance)>> {
    let mut found = Vec::new();
    // By step: whether and behind what it is reached.
    let mut reached: Vec<Option<Glance>> = vec![None; steps.len()];
    *reached.get_mut(from)? = Some(Glance::END);
    for (at, step) in steps.iter().enumerate().skip(from) {
        let Some(before) = reached.get(at).copied().flatten() else { continue };
        let mut lead = |to: usize, before: Glance| {
            let slot = reached.get_mut(to)?;
            *slot = Some(slot.map_or(before, |known| known.or(before)));
            Some(())
        };
        match step {
            // A mention that ends there may have begun anywhere.
            Step::Before(Atom::Mention { .. }) => lead(at + 1, before)?,
            Step::Before(atom) => lead(at + 1, Glance::of(atom).filter(|_| before == Glance::END).unwrap_or(before))?,
            Step::Open(_) | Step::Close(_) | Step::NotHere(_) | Step::NotBefore(_) => lead(at + 1, before)?,
            Step::Test(Atom::Glued | Atom::Start, _) => lead(at + 1, before)?,
            Step::Split(one, other) => {
                lead(*one as usize, before)?;
                lead(*other as usize, before)?;
            }
            Step::Jump(to) | Step::Not(to) => lead(*to as usize, before)?,
            Step::Test(Atom::End, _) | Step::Accept => return None,
            Step::Test(..) => found.push((at, before)),
        }
    }
    Some(found)
}

/// What the next token must show from a step on; none when a match may end there.
fn following(steps: &[Step], at: usize) -> Option<Glance> {
    let glances = entries(steps, at)?.into_iter().filter_map(|(at, _)| match steps.get(at) {
        Some(Step::Test(atom, _)) => Glance::of(atom),
        _ => None,
    });
    Some(glances.fold(Glance::default(), Glance::or))
}

/// What every way through the steps needs. Steps only lead onwards, so one walk from the end finds it.
fn needs(steps: &[Step]) -> Vec<Glance> {
    let mut behind: Vec<Vec<Glance>> = vec![Vec::new(); steps.len() + 1];
    for (at, step) in steps.iter().enumerate().rev() {
        let of = |to: usize| behind.get(to).map_or(&[][..], Vec::as_slice);
        let here = match step {
            Step::Accept => Vec::new(),
            Step::Jump(to) | Step::Not(to) => of(*to as usize).to_vec(),
            Step::Split(one, other) => either(of(*one as usize), of(*other as usize)),
            Step::Test(atom, _) | Step::Before(atom) => with(Glance::of(atom), of(at + 1)),
            Step::Open(_) | Step::Close(_) | Step::NotHere(_) | Step::NotBefore(_) => of(at + 1).to_vec(),
        };
        if let Some(slot) = behind.get_mut(at) {
            *slot = here;
        }
    }
    behind.swap_remove(0)
}

/// One need more; the rarest are kept.
fn with(need: Option<Glance>, others: &[Glance]) -> Vec<Glance> {
    let mut all = others.to_vec();
    if let Some(need) = need.filter(|need| need.makes != Glance::ANY.makes && !all.contains(need)) {
        all.push(need);
        all.sort_by_key(Glance::commonness);
        all.truncate(NEEDS);
    }
    all
}

/// What both ways need, and one of the rarest that each needs alone.
fn either(one: &[Glance], other: &[Glance]) -> Vec<Glance> {
    let both = one.iter().filter(|need| other.contains(need)).copied();
    let alone = |here: &[Glance], there: &[Glance]| here.iter().find(|need| !there.contains(need)).copied();
    let rarest = alone(one, other).zip(alone(other, one)).map(|(one, other)| one.or(other));
    let both: Vec<Glance> = both.collect();
    with(rarest, &both)
}

#[cfg(test)]
mod tests {
    use super::super::{Fragments, compile};
    use super::*;
    use crate::lang::names::Names;

    fn demand(pattern: &str) -> (Demand, Lexicon) {
        let mut lexicon = Lexicon::new();
        for class in ["unit", "month", "weekday", "other", "hedge"] {
            lexicon.class(class).unwrap();
        }
        let compiled = compile(pattern, &Fragments::new(), &mut lexicon, &mut Names::default()).unwrap();
        (compiled.demand, lexicon)
    }

    fn class(lexicon: &Lexicon, name: &str) -> Glance {
        Glance { classes: 1 << lexicon.find_class(name).unwrap(), ..Glance::default() }
    }

    #[test]
    fn what_every_way_needs_is_needed() {
        let (demand, lexicon) = demand("'the' @unit? (@month | @weekday) !@other");
        let either = class(&lexicon, "month").or(class(&lexicon, "weekday"));
        assert!(demand.needs.contains(&either), "{demand:?}");
        assert!(!demand.met_by(&Glance { words: u64::MAX, ..class(&lexicon, "unit") }));
        assert!(demand.met_by(&Glance { words: u64::MAX, ..class(&lexicon, "month") }));
        assert_eq!(demand.first[0].1.behind, either.or(class(&lexicon, "unit")));
    }

    #[test]
    fn what_stands_beside_the_first_atom_is_asked_for() {
        let (demand, lexicon) = demand("?<@hedge #number (@unit | @month) | @other");
        let sentence = Glance { classes: ClassSet::MAX, mentions: u16::MAX, ..Glance::END };
        let sees = |before: &str, behind: &str| Sight {
            before: class(&lexicon, before),
            behind: class(&lexicon, behind),
            sentence: &sentence,
        };
        let gate = &demand.first[0].1;
        assert!(gate.lets(&sees("hedge", "month")));
        assert!(!gate.lets(&sees("hedge", "other")) && !gate.lets(&sees("other", "month")));
        assert!(!gate.lets(&Sight { behind: Glance::END, ..sees("hedge", "month") }));
    }

    #[test]
    fn what_may_be_left_out_is_not_needed() {
        let (demand, lexicon) = demand("@hedge (#number @unit){0,3}");
        assert_eq!(*demand.needs, [class(&lexicon, "hedge")]);
        assert_eq!(demand.first[0].1.behind, Glance::END);
    }
}
