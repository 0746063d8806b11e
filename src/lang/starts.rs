//! Which rules can start at a token: found once for every word and phrase of a pack, so that the engine asks for what
//! stands there and not for rules by class.

use rustc_hash::FxHashMap;

use super::lexicon::{ClassSet, Entry, Lexicon, Lookup, NodeId};
use super::names::Name;
use super::pattern::{Atom, Gate, Make, MentionKind, Sight};
use super::rule::{Rule, RuleId, STRATA};

/// A set of strata, one bit each.
pub type StratumSet = u32;

/// Where a rule can start: its stratum, the rule, and the number of the gate there.
type Start = (u8, RuleId, GateId);

/// Number of a gate.
type GateId = u16;

/// A rule that can start somewhere, and the number of its gate there.
type Candidate = (RuleId, GateId);

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
    /// One behind the other, as they are asked all the time.
    gates: Vec<Gate>,
}

/// Rules in the order of strata and priority.
#[derive(Debug, Default)]
struct StartSet {
    strata: StratumSet,
    /// For each stratum of the set in their order: where its rules end, and what lets one of them through.
    runs: Box<[(u16, Gate)]>,
    rules: Box<[Candidate]>,
}

impl StartSet {
    fn new(starts: &[Start], gates: &[Gate]) -> StartSet {
        let strata = starts.iter().fold(0, |all, (stratum, ..)| all | 1 << stratum);
        let runs = starts.chunk_by(|one, other| one.0 == other.0).scan(0, |end, run| {
            *end += run.len() as u16;
            let gates = run.iter().filter_map(|(.., gate)| gates.get(*gate as usize).copied());
            Some((*end, gates.reduce(Gate::or)?))
        });
        StartSet { strata, runs: runs.collect(), rules: starts.iter().map(|&(_, rule, gate)| (rule, gate)).collect() }
    }

    /// The strata whose rules may start once all mentions of the sentence are found.
    fn strata_in(&self, sight: &Sight<'_>) -> StratumSet {
        let mut left = self.strata;
        let mut open = 0;
        for (_, gate) in &self.runs {
            let stratum = left & left.wrapping_neg();
            left ^= stratum;
            if gate.may_let(sight) {
                open |= stratum;
            }
        }
        open
    }

    /// Its rules of one stratum.
    fn of(&self, stratum: usize) -> &[Candidate] {
        if self.strata & 1 << stratum == 0 {
            return &[];
        }
        let before = (self.strata & ((1 << stratum) - 1)).count_ones() as usize;
        let end = |run: usize| self.runs.get(run).map_or(0, |&(end, _)| end as usize);
        let from = before.checked_sub(1).map_or(0, end);
        self.rules.get(from..end(before)).unwrap_or(&[])
    }
}

/// The rules of a stratum that start at something else than words.
#[derive(Debug, Default, Clone)]
pub struct StratumStarts {
    /// Union of the rules' first mention kinds.
    pub mentions: u16,
    /// Rules by first mention kind.
    pub by_mention: [Vec<Candidate>; MentionKind::ALL.len()],
    /// Union of the rules' first token makes.
    pub makes: u16,
    /// Rules by first token make.
    pub by_make: Vec<(Make, Candidate)>,
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
            let Some(stratum) = starts.strata.get_mut(rule.stratum) else { continue };
            for (atom, gate) in &rule.pattern.demand.first {
                let candidate = (number as RuleId, sets.gates.len() as GateId);
                let start = (rule.stratum as u8, candidate.0, candidate.1);
                sets.gates.push(*gate);
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
                        if let Some(list) = stratum.by_mention.get_mut(*kind as usize) {
                            list.push(candidate);
                        }
                    }
                    Atom::Make(make) => {
                        stratum.makes |= make.bit();
                        stratum.by_make.push((*make, candidate));
                    }
                    Atom::OneOf(_) | Atom::Function | Atom::Any | Atom::Glued | Atom::Start | Atom::End => {}
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
        Starts { of_node, sets: sets.list, gates: sets.gates, ..starts }
    }

    fn set(&self, node: NodeId) -> Option<&StartSet> {
        let set = *self.of_node.get(node as usize)?;
        if set == 0 { None } else { self.sets.get(set as usize) }
    }

    /// The strata in which a rule can start at what a node stands for.
    pub fn strata_of(&self, node: NodeId) -> StratumSet {
        self.set(node).map_or(0, |set| set.strata)
    }

    /// The strata in which a rule can start at a word alone, by what it is or by its beginning or ending.
    pub fn strata_of_word(&self, lexicon: &Lexicon, lookup: &Lookup) -> StratumSet {
        let of = |word| self.strata_of(lexicon.root(word));
        self.strata_of_affixes(lookup) | of(lookup.word) | of(lookup.stem)
    }

    /// The strata in which a rule can start by the beginning or ending of a word.
    pub fn strata_of_affixes(&self, lookup: &Lookup) -> StratumSet {
        self.affixed(lookup.classes & self.affixes).fold(0, |all, (stratum, ..)| all | 1 << stratum)
    }

    fn affixed(&self, classes: ClassSet) -> impl Iterator<Item = Start> {
        let list = if classes == 0 { &[] } else { self.of_affix.as_slice() };
        list.iter().filter(move |(class, _)| class & classes != 0).map(|(_, start)| *start)
    }

    /// The strata in which a rule may start at what a node stands for, where this can be seen, once all mentions are found.
    pub fn strata_in(&self, node: NodeId, sight: &Sight<'_>) -> StratumSet {
        self.set(node).map_or(0, |set| set.strata_in(sight))
    }

    /// The rules of a stratum that can start at what a node stands for.
    pub fn rules_at(&self, node: NodeId, stratum: usize) -> &[Candidate] {
        self.set(node).map_or(&[], |set| set.of(stratum))
    }

    /// The rules of a stratum that can start by the beginning or ending of a word.
    pub fn rules_at_affixes(&self, lookup: &Lookup, stratum: usize) -> impl Iterator<Item = Candidate> {
        let affixed = self.affixed(lookup.classes & self.affixes);
        affixed.filter(move |(here, ..)| *here as usize == stratum).map(|(_, rule, gate)| (rule, gate))
    }

    /// Those of some rules that may match where this can be seen.
    pub fn let_through(
        &self,
        rules: impl IntoIterator<Item = Candidate>,
        sight: &Sight<'_>,
    ) -> impl Iterator<Item = RuleId> {
        let lets = |gate: GateId| self.gates.get(gate as usize).is_some_and(|gate| gate.lets(sight));
        rules.into_iter().filter(move |&(_, gate)| lets(gate)).map(|(rule, _)| rule)
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
    /// By set: its rules with their strata.
    starts: Vec<Box<[Start]>>,
    known: FxHashMap<Box<[Start]>, u32>,
    unions: FxHashMap<(u32, u32), u32>,
    gates: Vec<Gate>,
}

impl Default for Sets {
    /// No set but the empty one.
    fn default() -> Self {
        Sets {
            list: vec![StartSet::default()],
            starts: vec![Box::default()],
            known: std::iter::once((Box::default(), 0)).collect(),
            unions: FxHashMap::default(),
            gates: Vec::new(),
        }
    }
}

impl Sets {
    fn intern(&mut self, mut rules: Vec<Start>) -> u32 {
        rules.sort_unstable();
        rules.dedup();
        *self.known.entry(rules.into_boxed_slice()).or_insert_with_key(|rules| {
            self.list.push(StartSet::new(rules, &self.gates));
            self.starts.push(rules.clone());
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
        let of = |set: u32| self.starts.get(set as usize).map_or(&[][..], |starts| starts);
        let rules = [of(one), of(other)].concat();
        let union = self.intern(rules);
        self.unions.insert((one, other), union);
        union
    }
}
