//! The same program in fewer steps: no jump to the step behind, no jump to a jump, no call for what one test can tell.

use super::Step;

/// Leaves out the steps that do nothing.
pub(super) fn shorten(steps: Vec<Step>) -> Vec<Step> {
    let idle = |at: usize, step: &Step| matches!(step, Step::Jump(to) if *to as usize == at + 1);
    let kept: Vec<bool> = steps.iter().enumerate().map(|(at, step)| !idle(at, step)).collect();
    let mut steps = keep(steps, &kept);
    let mut kept = vec![true; steps.len()];
    for at in 0..steps.len() {
        let single = match steps.get(at..at + 3) {
            Some([Step::Not(after), Step::Test(atom, _), Step::Accept]) if *after as usize == at + 3 => {
                Step::NotHere(atom.clone())
            }
            _ => continue,
        };
        if let Some(slot) = steps.get_mut(at) {
            *slot = single;
            kept.iter_mut().skip(at + 1).take(2).for_each(|kept| *kept = false);
        }
    }
    let mut steps = keep(steps, &kept);
    for at in 0..steps.len() {
        let end = |to: u16| end_of_jumps(&steps, to);
        let threaded = match steps.get(at) {
            Some(Step::Jump(to)) => Step::Jump(end(*to)),
            Some(Step::Split(one, other)) => Step::Split(end(*one), end(*other)),
            _ => continue,
        };
        if let Some(slot) = steps.get_mut(at) {
            *slot = threaded;
        }
    }
    steps
}

/// The steps that are kept, leading to where they led.
fn keep(steps: Vec<Step>, kept: &[bool]) -> Vec<Step> {
    let places: Vec<u16> = kept
        .iter()
        .scan(0u16, |place, &kept| {
            let here = *place;
            *place += u16::from(kept);
            Some(here)
        })
        .collect();
    let moved = |to: u16| places.get(to as usize).copied().unwrap_or(to);
    let kept_steps = steps.into_iter().zip(kept).filter(|(_, kept)| **kept);
    let moved_steps = kept_steps.map(|(step, _)| match step {
        Step::Split(one, other) => Step::Split(moved(one), moved(other)),
        Step::Jump(to) => Step::Jump(moved(to)),
        Step::Not(to) => Step::Not(moved(to)),
        step => step,
    });
    moved_steps.collect()
}

/// Where a step that may be a jump leads to. Jumps only lead onwards.
fn end_of_jumps(steps: &[Step], mut to: u16) -> u16 {
    while let Some(Step::Jump(next)) = steps.get(to as usize) {
        to = *next;
    }
    to
}

#[cfg(test)]
mod tests {
    use super::super::{Atom, Fragments, Make, compile};
    use super::*;
    use crate::lang::lexicon::Lexicon;
    use crate::lang::names::Names;

    #[test]
    fn steps_that_do_nothing_are_left_out() {
        let fragments = Fragments::new();
        let compiled = compile(
            "!(<capital>) (<word>) (<digits> ~ | <mark>)",
            &fragments,
            &mut Lexicon::new(),
            &mut Names::default(),
        );
        let make = |make| Step::Test(Atom::Make(make), None);
        let expected = [
            Step::NotHere(Atom::Make(Make::Capital)),
            make(Make::Word),
            Step::Split(3, 6),
            make(Make::Digits),
            Step::Test(Atom::Glued, None),
            Step::Jump(7),
            make(Make::Mark),
            Step::Accept,
        ];
        assert_eq!(compiled.unwrap().steps, expected);
    }
}
