//! Which rules can start at a token: found once for every word of a pack, so that the engine asks for a word's number and
//! not for rules by class.

use rustc_hash::FxHashMap;

use super::lexicon::{ClassSet, Entry, Lexicon, Lookup, WordId};
use super::names::Name;
use super::pattern::{Atom, Make, MentionKind};
use super::rule::{Rule, RuleId, STRATA};

/// A set of strata, one bit each.
pub type StratumSet = u32;

/// A rule and its stratum.
type Start = (u8, RuleId);

/// The rules that can start at a token, by what the token is.
#[derive(Debug, Default)]
pub struct Starts {
    /// By word: number of its set; most words start nothing and have the empty set 0.
    of_word: Vec<u32>,
    sets: Vec<StartSet>,
    /// Rules that start at a class which the beginning or ending of a word can give.
    of_affix: Vec<(ClassSet, Start)>,
    affixes: ClassSet,
    strata: Vec<StratumStarts>,
}

/// Rules in the order of strata and priority.
#[derive(Debug, Default)]
struct StartSet {
    strata: StratumSet,
    rules: Box<[Start]>,
}

/// The rules of a stratum that start at something else than words.
#[derive(Debug, Default, Clone)]
pub struct StratumStarts {
    /// Union of the rules' first mention kinds.
    pub mentions: u16,
    /// Rules by first mention kind.
    pub by_mention: Vec<(MentionKind, RuleId)>,
    /// Union of the rules' first token makes.
    pub makes: u16,
    /// Rules by first token make.
    pub by_make: Vec<(Make, RuleId)>,
}

/// A rule that starts at a class, and what it asks of the entry.
struct ClassStart {
    role: Option<Name>,
    canon: Option<Name>,
    start: Start,
}

impl Starts {
    /// The starts of rules over a lexicon that knows all their words.
    pub(super) fn of(rules: &[Rule], lexicon: &Lexicon) -> Starts {
        let mut by_class: Vec<Vec<ClassStart>> = Vec::new();
        by_class.resize_with(ClassSet::BITS as usize, Vec::new);
        let mut by_word: FxHashMap<WordId, Vec<Start>> = FxHashMap::default();
        let mut starts = Starts { strata: vec![StratumStarts::default(); STRATA.len()], ..Starts::default() };
        for (number, rule) in rules.iter().enumerate() {
            let start = (rule.stratum as u8, number as RuleId);
            let Some(stratum) = starts.strata.get_mut(rule.stratum) else { continue };
            for atom in &rule.pattern.demand.first {
                match atom {
                    Atom::Class { class, role, canon, .. } => {
                        if role.is_none() && canon.is_none() && lexicon.has_affix(*class) {
                            starts.affixes |= 1 << class;
                            starts.of_affix.push((1 << class, start));
                        }
                        if let Some(list) = by_class.get_mut(*class as usize) {
                            list.push(ClassStart { role: *role, canon: *canon, start });
                        }
                    }
                    Atom::Words(words) => {
                        by_word.entry(words.first().copied().unwrap_or(0)).or_default().push(start);
                    }
                    Atom::Mention { kind, .. } => {
                        stratum.mentions |= kind.bit();
                        stratum.by_mention.push((*kind, start.1));
                    }
                    Atom::Make(make) => {
                        stratum.makes |= make.bit();
                        stratum.by_make.push((*make, start.1));
                    }
                    Atom::Function | Atom::Any | Atom::Glued | Atom::Start | Atom::End => {}
                }
            }
        }
        for (head, entry) in lexicon.entries_by_head() {
            let Some(list) = by_class.get(entry.class as usize).filter(|list| !list.is_empty()) else { continue };
            let fitting = list.iter().filter(|start| start.fits(entry)).map(|start| start.start);
            by_word.entry(head).or_default().extend(fitting);
        }
        starts.intern(by_word, lexicon.words());
        starts
    }

    /// Gives every word its set; words with the same rules share one.
    fn intern(&mut self, by_word: FxHashMap<WordId, Vec<Start>>, words: WordId) {
        self.of_word = vec![0; words as usize];
        let mut known: FxHashMap<Box<[Start]>, u32> = FxHashMap::default();
        self.sets.push(StartSet::default());
        known.insert(Box::default(), 0);
        for (word, mut rules) in by_word {
            rules.sort_unstable();
            rules.dedup();
            let set = *known.entry(rules.into_boxed_slice()).or_insert_with_key(|rules| {
                let strata = rules.iter().fold(0, |all, (stratum, _)| all | 1 << stratum);
                self.sets.push(StartSet { strata, rules: rules.clone() });
                (self.sets.len() - 1) as u32
            });
            if let Some(slot) = self.of_word.get_mut(word as usize) {
                *slot = set;
            }
        }
    }

    fn set(&self, word: WordId) -> Option<&StartSet> {
        let set = *self.of_word.get(word as usize)?;
        if set == 0 { None } else { self.sets.get(set as usize) }
    }

    /// The strata in which a rule can start at a word.
    pub fn strata_of(&self, lookup: &Lookup) -> StratumSet {
        let of = |word| self.set(word).map_or(0, |set| set.strata);
        let stem = if lookup.stem == lookup.word { 0 } else { of(lookup.stem) };
        let affixed = lookup.classes & self.affixes;
        let affix =
            if affixed == 0 { 0 } else { self.affixed(affixed).fold(0, |all, (stratum, _)| all | 1 << stratum) };
        of(lookup.word) | stem | affix
    }

    fn affixed(&self, classes: ClassSet) -> impl Iterator<Item = Start> {
        self.of_affix.iter().filter(move |(class, _)| class & classes != 0).map(|(_, start)| *start)
    }

    /// Appends the rules of a stratum that can start at a word.
    pub fn rules_at(&self, lookup: &Lookup, stratum: usize, rules: &mut Vec<RuleId>) {
        let stem = if lookup.stem == lookup.word { None } else { self.set(lookup.stem) };
        for set in self.set(lookup.word).into_iter().chain(stem) {
            if set.strata & 1 << stratum != 0 {
                rules.extend(set.rules.iter().filter(|(here, _)| *here as usize == stratum).map(|(_, rule)| *rule));
            }
        }
        let affixed = lookup.classes & self.affixes;
        if affixed != 0 {
            rules.extend(self.affixed(affixed).filter(|(here, _)| *here as usize == stratum).map(|(_, rule)| rule));
        }
    }

    /// The strata in the order they run.
    pub fn strata(&self) -> &[StratumStarts] {
        &self.strata
    }
}

impl ClassStart {
    fn fits(&self, entry: &Entry) -> bool {
        self.role.is_none_or(|role| entry.has(role)) && self.canon.is_none_or(|canon| entry.canon == Some(canon))
    }
}
