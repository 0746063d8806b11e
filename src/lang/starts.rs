//! Which rules can start at a token: found once for every word and phrase of a pack, so that the engine asks for what
//! stands there and not for rules by class.

use rustc_hash::FxHashMap;

use super::lexicon::{ClassSet, Entry, Lexicon, Lookup, NodeId};
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
    /// By node of the phrase tree: the set of its entries; most start nothing and have the empty set 0.
    of_node: Vec<u32>,
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
        let mut sets = Sets::default();
        let mut of_node = vec![0; lexicon.nodes()];
        let mut add = |sets: &mut Sets, node: NodeId, set: u32| {
            if let Some(slot) = of_node.get_mut(node as usize) {
                *slot = sets.union(*slot, set);
            }
        };
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
                        let set = sets.intern(vec![start]);
                        add(&mut sets, lexicon.root(words.first().copied().unwrap_or(0)), set);
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
        // The forms of a row stand one behind the other and start the same rules.
        let mut row: Option<(&Entry, u32)> = None;
        for (node, entry) in lexicon.entries_by_node() {
            let Some(list) = by_class.get(entry.class as usize).filter(|list| !list.is_empty()) else { continue };
            let set = match row {
                Some((last, set)) if last.says_the_same(entry) => set,
                _ => sets.intern(list.iter().filter(|start| start.fits(entry)).map(|start| start.start).collect()),
            };
            row = Some((entry, set));
            add(&mut sets, node, set);
        }
        Starts { of_node, sets: sets.list, ..starts }
    }

    fn set(&self, node: NodeId) -> Option<&StartSet> {
        let set = *self.of_node.get(node as usize)?;
        if set == 0 { None } else { self.sets.get(set as usize) }
    }

    /// The strata in which a rule can start at what a node stands for.
    pub fn strata_of(&self, node: NodeId) -> StratumSet {
        self.set(node).map_or(0, |set| set.strata)
    }

    /// The strata in which a rule can start by the beginning or ending of a word.
    pub fn strata_of_affixes(&self, lookup: &Lookup) -> StratumSet {
        match lookup.classes & self.affixes {
            0 => 0,
            affixed => self.affixed(affixed).fold(0, |all, (stratum, _)| all | 1 << stratum),
        }
    }

    fn affixed(&self, classes: ClassSet) -> impl Iterator<Item = Start> {
        self.of_affix.iter().filter(move |(class, _)| class & classes != 0).map(|(_, start)| *start)
    }

    /// Appends the rules of a stratum that can start at what a node stands for.
    pub fn rules_at(&self, node: NodeId, stratum: usize, rules: &mut Vec<RuleId>) {
        let Some(set) = self.set(node).filter(|set| set.strata & 1 << stratum != 0) else { return };
        rules.extend(set.rules.iter().filter(|(here, _)| *here as usize == stratum).map(|(_, rule)| *rule));
    }

    /// Appends the rules of a stratum that can start by the beginning or ending of a word.
    pub fn rules_at_affixes(&self, lookup: &Lookup, stratum: usize, rules: &mut Vec<RuleId>) {
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

/// Sets of rules while they are collected, each once.
struct Sets {
    list: Vec<StartSet>,
    known: FxHashMap<Box<[Start]>, u32>,
    unions: FxHashMap<(u32, u32), u32>,
}

impl Default for Sets {
    fn default() -> Self {
        let known = std::iter::once((Box::default(), 0)).collect();
        Sets { list: vec![StartSet::default()], known, unions: FxHashMap::default() }
    }
}

impl Sets {
    fn intern(&mut self, mut rules: Vec<Start>) -> u32 {
        rules.sort_unstable();
        rules.dedup();
        *self.known.entry(rules.into_boxed_slice()).or_insert_with_key(|rules| {
            let strata = rules.iter().fold(0, |all, (stratum, _)| all | 1 << stratum);
            self.list.push(StartSet { strata, rules: rules.clone() });
            (self.list.len() - 1) as u32
        })
    }

    fn union(&mut self, one: u32, other: u32) -> u32 {
        if one == 0 || one == other {
            return other;
        }
        if other == 0 {
            return one;
        }
        if let Some(&known) = self.unions.get(&(one, other)) {
            return known;
        }
        let of = |set: u32| self.list.get(set as usize).map_or(&[][..], |set| &set.rules);
        let rules = [of(one), of(other)].concat();
        let union = self.intern(rules);
        self.unions.insert((one, other), union);
        union
    }
}
