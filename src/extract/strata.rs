//! The strata of rules over one sentence: what can start where, the longest match at each token, and what it takes in.

use super::builder::{Build, Builder};
use super::matcher::{Ground, Match, Scratch};
use super::mention::{Filled, Mention, NONE, Value};
use super::reading::{Buffers, Reading, Sentence, Sign};
use crate::lang::lexicon::Lookup;
use crate::lang::names::Name;
use crate::lang::pattern::{Glance, Make};
use crate::lang::rule::RuleId;
use crate::lang::starts::{StratumSet, StratumStarts};
use crate::lang::{Pack, PerPack};
use crate::model::QuantityKind;

/// Runs every stratum of a sentence's pack over it.
pub fn read_sentence(
    builders: &PerPack<Vec<Builder>>,
    reading: &mut Reading<'_>,
    sentence: &Sentence,
    scratch: &mut Scratch,
) {
    let Some((number, pack)) = sentence.pack.and_then(|number| Some((number, reading.pack(number)?))) else { return };
    let Some(builders) = builders.get(number) else { return };
    let (mut present, strata) = survey(reading, pack, sentence);
    for (stratum, starts) in pack.starts.strata().iter().enumerate() {
        let mut here = Stratum { pack, builders, number: stratum, starts, sought: Sign::default() };
        here.seek(&present);
        if strata & 1 << stratum == 0
            && present.makes & here.sought.makes() == 0
            && present.mentions & starts.mentions == 0
        {
            continue;
        }
        let mut at = sentence.first;
        while let Some(start) = here.next_start(reading, at, sentence.last) {
            at = start + 1;
            let Some(found) = here.best(reading, sentence, start, &present, scratch) else { continue };
            at = at.max(scratch.longest.last);
            let kind = found.value.kind().bit();
            if present.mentions & kind == 0 {
                present.mentions |= kind;
                here.seek(&present);
            }
            store(reading, number, found, &scratch.longest);
        }
    }
}

/// Notes what can start at each token of a sentence; gives what the sentence shows anywhere, and the strata that can start
/// at its words.
fn survey(reading: &mut Reading<'_>, pack: &Pack, sentence: &Sentence) -> (Glance, StratumSet) {
    let (mut present, mut all) = (Glance::END, 0);
    let Buffers { tokens, lookups, signs, .. } = &mut *reading.buffers;
    for at in sentence.first..sentence.last {
        let mut strata = 0;
        if lookups.get(at).is_some_and(Lookup::is_open) {
            pack.lexicon.settle(lookups, at, sentence.last, |node| strata |= pack.starts.strata_of(node));
        }
        let (Some(token), Some(lookup), Some(sign)) = (tokens.get(at), lookups.get(at), signs.get_mut(at)) else {
            break;
        };
        let makes = Make::bits_of(token);
        *sign = Sign::new(strata | lookup.strata, makes, 0);
        present.classes |= lookup.here;
        present.words |= lookup.asked;
        present.makes |= makes;
    }
    for at in sentence.first..sentence.last {
        let sign = reading.sign(at);
        if sign.strata() == 0 {
            continue;
        }
        let sight = reading.sight(sentence, at, at + 1, &present);
        let mut strata = pack.starts.strata_of_affixes(reading.lookup(at));
        pack.lexicon.nodes_at(&reading.buffers.lookups, at, sentence.last, |node| {
            strata |= pack.starts.strata_in(node, &sight);
        });
        if let Some(slot) = reading.buffers.signs.get_mut(at) {
            *slot = Sign::new(strata, sign.makes(), 0);
        }
        all |= strata;
    }
    (present, all)
}

/// A stratum while a sentence is read.
struct Stratum<'e> {
    pack: &'e Pack,
    builders: &'e [Builder],
    number: usize,
    starts: &'e StratumStarts,
    /// What its rules can start at.
    sought: Sign,
}

struct Found {
    rule: RuleId,
    value: Value,
}

impl Stratum<'_> {
    /// Notes what the rules can start at in a sentence that shows these signs. Nearly every token is of some make, so rules
    /// that start at one count only when the sentence can hold them.
    fn seek(&mut self, present: &Glance) {
        let mut makes = present.makes & self.starts.makes;
        if makes != 0 {
            let may_hold = |rule: RuleId| self.pack.rule(rule).is_some_and(|rule| rule.pattern.demand.met_by(present));
            let held = self.starts.by_make.iter().filter(|(_, (rule, _))| may_hold(*rule));
            makes &= held.fold(0, |all, (make, _)| all | make.bit());
        }
        self.sought = Sign::new(1 << self.number, makes, self.starts.mentions);
    }

    /// The next token from `at` on at which a rule can start.
    fn next_start(&self, reading: &Reading<'_>, at: usize, last: usize) -> Option<usize> {
        let signs = reading.buffers.signs.get(at..last)?;
        signs.iter().position(|sign| !sign.and(self.sought).is_empty()).map(|behind| at + behind)
    }

    /// Collects the rules that can start at a token, as far as a glance tells.
    fn candidates(
        &self,
        reading: &Reading<'_>,
        sentence: &Sentence,
        at: usize,
        present: &Glance,
        rules: &mut Vec<RuleId>,
    ) {
        let starts = &self.pack.starts;
        let here = reading.sign(at).and(self.sought);
        let sight = reading.sight(sentence, at, at + 1, present);
        rules.clear();
        if here.strata() != 0 {
            self.pack.lexicon.nodes_at(&reading.buffers.lookups, at, sentence.last, |node| {
                let listed = starts.rules_at(node, self.number).iter().copied();
                rules.extend(starts.let_through(listed, &sight));
            });
            let affixed = starts.rules_at_affixes(reading.lookup(at), self.number);
            rules.extend(starts.let_through(affixed, &sight));
        }
        if here.mentions() != 0 {
            for (_, mention) in reading.mentions_at(at).filter(|(_, mention)| !mention.absorbed) {
                let sight = reading.sight(sentence, at, mention.last as usize, present);
                let listed = self.starts.by_mention.get(mention.kind as usize).into_iter().flatten().copied();
                rules.extend(starts.let_through(listed, &sight));
            }
        }
        if here.makes() != 0 {
            let listed = self.starts.by_make.iter().filter(|(make, _)| make.bit() & here.makes() != 0);
            rules.extend(starts.let_through(listed.map(|(_, candidate)| *candidate), &sight));
        }
        if rules.len() > 1 {
            rules.sort_unstable();
            rules.dedup();
        }
    }

    /// The longest match at a token, left in `scratch.longest`; among equals the one written first.
    fn best(
        &self,
        reading: &Reading<'_>,
        sentence: &Sentence,
        at: usize,
        present: &Glance,
        scratch: &mut Scratch,
    ) -> Option<Found> {
        self.candidates(reading, sentence, at, present, &mut scratch.rules);
        if scratch.rules.is_empty() {
            return None;
        }
        let ground = Ground { reading, pack: self.pack, first: sentence.first, last: sentence.last };
        let rules = std::mem::take(&mut scratch.rules);
        let mut best: Option<Found> = None;
        for &number in &rules {
            let Some(rule) = self.pack.rule(number) else { continue };
            if !rule.pattern.demand.met_by(present)
                || !ground.run(&rule.pattern, at, scratch)
                || (best.is_some() && scratch.matched.last <= scratch.longest.last)
            {
                continue;
            }
            let Some(builder) = self.builders.get(number as usize) else { continue };
            let build = Build { reading, pack: self.pack, sentence, rule: &rule.text, matched: &scratch.matched };
            if let Some(built) = builder(&build) {
                std::mem::swap(&mut scratch.matched, &mut scratch.longest);
                if let Some((first, last)) = built.span {
                    (scratch.longest.first, scratch.longest.last) = (first, last);
                }
                best = Some(Found { rule: number, value: built.value });
            }
        }
        scratch.rules = rules;
        best
    }
}

fn store(reading: &mut Reading<'_>, pack: u8, found: Found, matched: &Match) {
    let Found { rule, value } = found;
    let from = reading.buffers.parts.len() as u32;
    for part in &matched.parts {
        if let Filled::Mention(id) = part.what
            && part.first as usize >= matched.first
            && part.last as usize <= matched.last
            && !(matches!(value, Value::Time(_)) && reading.mention(id).is_some_and(|part| is_duration(&part.value)))
        {
            reading.absorb(id);
        }
    }
    match value {
        Value::Time(_) | Value::Name => absorb_inside(reading, matched, |value| !is_duration(value)),
        Value::Quantity(_) => absorb_inside(reading, matched, |value| matches!(value, Value::Number(_))),
        _ => {}
    }
    reading.buffers.parts.extend_from_slice(&matched.parts);
    let to = reading.buffers.parts.len() as u32;
    reading.add(Mention {
        kind: value.kind(),
        sub: Name::of(value.sub_kind()),
        first: matched.first as u32,
        last: matched.last as u32,
        rule,
        pack,
        value,
        parts: (from, to),
        next: NONE,
        absorbed: false,
    });
}

/// What stands inside a time or a name is part of it, except a duration: "the past three months" is a stretch of the
/// calendar, and its three months are a figure all the same. A bare number inside a figure is part of its unit.
fn absorb_inside(reading: &mut Reading<'_>, matched: &Match, belongs: impl Fn(&Value) -> bool) {
    for at in matched.first..matched.last {
        let mut next = reading.buffers.starting.get(at).copied().unwrap_or(NONE);
        while let Some(mention) = reading.buffers.mentions.get_mut(next as usize) {
            mention.absorbed |= belongs(&mention.value);
            next = mention.next;
        }
    }
}

fn is_duration(value: &Value) -> bool {
    matches!(value, Value::Quantity(quantity) if quantity.kind == QuantityKind::Duration)
}
