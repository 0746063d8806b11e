//! From the text of a pattern to its steps.

use super::demand::Demand;
use super::shorten::shorten;
use super::{Atom, Make, MentionKind, Pattern, Step};
use crate::lang::lexicon::Lexicon;
use crate::lang::names::{Name, Names};

/// Longest repetition a pattern may ask for.
const REPEAT_CAP: usize = 24;

/// Patterns by the names rule files give them.
pub type Fragments = std::collections::BTreeMap<String, String>;

/// How deep fragments may name fragments.
const FRAGMENT_DEPTH: u8 = 8;

/// Compiles a pattern; words and classes it names become known to the lexicon.
pub fn compile(text: &str, fragments: &Fragments, lexicon: &mut Lexicon, names: &mut Names) -> Result<Pattern, String> {
    let mut parser =
        Parser { rest: text, fragments, depth: 0, lexicon, names, steps: Vec::new(), captures: Vec::new(), slot: None };
    parser.alternatives()?;
    parser.skip_space();
    if !parser.rest.is_empty() {
        return Err(format!("cannot read the pattern from {:?} on", parser.rest));
    }
    parser.steps.push(Step::Accept);
    let Parser { steps, captures, .. } = parser;
    let steps = shorten(steps);
    let demand = Demand::of(&steps, lexicon)
        .ok_or("a pattern must start with something to look for, not with _ or an optional part alone")?;
    for word in demand.first_words() {
        lexicon.mark_rule_word(word);
    }
    Ok(Pattern { steps, captures, demand })
}

struct Parser<'a> {
    rest: &'a str,
    fragments: &'a Fragments,
    depth: u8,
    lexicon: &'a mut Lexicon,
    names: &'a mut Names,
    steps: Vec<Step>,
    captures: Vec<Name>,
    slot: Option<u8>,
}

impl Parser<'_> {
    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn eat(&mut self, mark: char) -> bool {
        match self.rest.strip_prefix(mark) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn here(&self) -> u16 {
        self.steps.len() as u16
    }

    fn set(&mut self, at: u16, step: Step) {
        if let Some(slot) = self.steps.get_mut(at as usize) {
            *slot = step;
        }
    }

    fn alternatives(&mut self) -> Result<(), String> {
        let split = self.here();
        self.steps.push(Step::Jump(split + 1));
        self.sequence()?;
        self.skip_space();
        if self.eat('|') {
            let jump = self.here();
            self.steps.push(Step::Jump(0));
            let other = self.here();
            self.set(split, Step::Split(split + 1, other));
            self.alternatives()?;
            let end = self.here();
            self.set(jump, Step::Jump(end));
            self.join_alternatives(split as usize);
        }
        Ok(())
    }

    /// Two alternatives from a step on that are one token each, as one test.
    fn join_alternatives(&mut self, split: usize) {
        let (one, others) = match self.steps.get(split..) {
            Some([_, Step::Test(one, one_slot), Step::Jump(_), Step::Jump(_), Step::Test(other, slot)])
                if self.is_one_token(one, *one_slot) && self.is_one_token(other, *slot) =>
            {
                (one, std::slice::from_ref(other))
            }
            Some([_, Step::Test(one, slot), Step::Jump(_), Step::Test(Atom::OneOf(others), _)])
                if self.is_one_token(one, *slot) =>
            {
                (one, &**others)
            }
            _ => return,
        };
        let atoms = std::iter::once(one).chain(others).cloned().collect();
        self.steps.truncate(split);
        self.steps.push(Step::Test(Atom::OneOf(atoms), None));
    }

    /// Whether an atom takes one token and leaves nothing to note.
    fn is_one_token(&self, atom: &Atom, slot: Option<u8>) -> bool {
        match atom {
            Atom::Make(_) => true,
            Atom::Words(words) => words.len() == 1,
            Atom::Class { class, .. } => slot.is_none() && self.lexicon.is_single(*class),
            _ => false,
        }
    }

    fn sequence(&mut self) -> Result<(), String> {
        loop {
            self.skip_space();
            if self.rest.is_empty() || self.rest.starts_with(['|', ')']) {
                return Ok(());
            }
            self.item()?;
            if self.steps.len() > 4000 {
                return Err("the pattern is too large".into());
            }
        }
    }

    fn item(&mut self) -> Result<(), String> {
        for (sign, step) in [("!<", Step::NotBefore as fn(Atom) -> Step), ("?<", Step::Before)] {
            if let Some(rest) = self.rest.strip_prefix(sign) {
                self.rest = rest;
                let atom = self.atom()?;
                self.steps.push(step(atom));
                return Ok(());
            }
        }
        if self.eat('!') {
            let not = self.here();
            self.steps.push(Step::Not(0));
            self.primary()?;
            self.steps.push(Step::Accept);
            let after = self.here();
            self.set(not, Step::Not(after));
            return Ok(());
        }
        let begin = self.here() as usize;
        if let Some(name) = self.capture_name() {
            let slot = match self.captures.iter().position(|&known| known == name) {
                Some(slot) => slot as u8,
                None => {
                    self.captures.push(name);
                    (self.captures.len() - 1) as u8
                }
            };
            let outer = self.slot.replace(slot);
            self.steps.push(Step::Open(slot));
            self.primary()?;
            self.steps.push(Step::Close(slot));
            self.slot = outer;
        } else {
            self.primary()?;
        }
        self.repetition(begin)
    }

    fn capture_name(&mut self) -> Option<Name> {
        let end = self.rest.find(|character: char| !(character.is_ascii_lowercase() || character == '_')).unwrap_or(0);
        let (name, after) = self.rest.split_at_checked(end)?;
        let after = after.strip_prefix('=')?;
        if name.is_empty() || name == "_" {
            return None;
        }
        self.rest = after;
        Some(self.names.intern(name))
    }

    fn repetition(&mut self, begin: usize) -> Result<(), String> {
        let (least, most) = if self.eat('?') {
            (0, 1)
        } else if self.eat('{') {
            let (range, rest) = self.rest.split_once('}').ok_or("a { without }")?;
            self.rest = rest;
            let (least, most) = range.split_once(',').unwrap_or((range, range));
            let parse = |number: &str| {
                number.trim().parse::<usize>().map_err(|_| format!("{range:?} is no repetition like 0,4"))
            };
            (parse(least)?, parse(most)?)
        } else {
            return Ok(());
        };
        if most > REPEAT_CAP || least > most || most == 0 {
            return Err(format!("a repetition runs from 0 to {REPEAT_CAP} times"));
        }
        let body = self.steps.split_off(begin);
        let mut skips = Vec::new();
        for turn in 0..most {
            if turn >= least {
                skips.push(self.here());
                self.steps.push(Step::Jump(0));
            }
            let shift = self.here() as i32 - begin as i32;
            let moved = |to: u16| (i32::from(to) + shift) as u16;
            self.steps.extend(body.iter().cloned().map(|step| match step {
                Step::Split(one, other) => Step::Split(moved(one), moved(other)),
                Step::Jump(to) => Step::Jump(moved(to)),
                Step::Not(to) => Step::Not(moved(to)),
                step => step,
            }));
        }
        let end = self.here();
        for skip in skips {
            self.set(skip, Step::Split(skip + 1, end));
        }
        Ok(())
    }

    fn primary(&mut self) -> Result<(), String> {
        if self.eat('(') {
            self.alternatives()?;
            self.skip_space();
            return if self.eat(')') { Ok(()) } else { Err("a ( without )".into()) };
        }
        if self.eat('&') {
            return self.fragment();
        }
        let slot = self.slot;
        let atom = self.atom()?;
        self.steps.push(Step::Test(atom, slot));
        Ok(())
    }

    fn fragment(&mut self) -> Result<(), String> {
        let name = self.word();
        let fragments = self.fragments;
        let Some(text) = fragments.get(&name) else { return Err(format!("&{name} names no fragment")) };
        if self.depth >= FRAGMENT_DEPTH {
            return Err(format!("&{name} stands too deep in other fragments"));
        }
        let outer = std::mem::replace(&mut self.rest, text);
        self.depth += 1;
        self.alternatives()?;
        self.depth -= 1;
        let left = std::mem::replace(&mut self.rest, outer);
        if left.is_empty() { Ok(()) } else { Err(format!("cannot read fragment {name} from {left:?} on")) }
    }

    fn word(&mut self) -> String {
        let end = self
            .rest
            .find(|character: char| !(character.is_ascii_alphanumeric() || character == '_'))
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        let word = word.to_owned();
        self.rest = rest;
        word
    }

    fn atom(&mut self) -> Result<Atom, String> {
        let Some(sign) = self.rest.chars().next() else { return Err("the pattern ends too early".into()) };
        self.rest = self.rest.get(sign.len_utf8()..).unwrap_or("");
        match sign {
            '_' => Ok(Atom::Any),
            '~' => Ok(Atom::Glued),
            '^' => Ok(Atom::Start),
            '$' => Ok(Atom::End),
            '@' => self.class_atom(),
            '#' => {
                let kind = self.word();
                let kind = MentionKind::ALL
                    .into_iter()
                    .find(|known| known.as_str() == kind)
                    .ok_or_else(|| format!("#{kind} is no kind of mention"))?;
                let sub = if self.eat(':') {
                    let sub = self.word();
                    Some(self.names.intern(&sub))
                } else {
                    None
                };
                Ok(Atom::Mention { kind, sub })
            }
            '\'' => {
                let (words, rest) = self.rest.split_once('\'').ok_or("a ' without its pair")?;
                let words = self.lexicon.intern_phrase(words);
                words.iter().for_each(|&word| self.lexicon.mark_asked(word));
                self.rest = rest;
                if words.is_empty() { Err("'' holds no word".into()) } else { Ok(Atom::Words(words.into())) }
            }
            '<' => {
                let make = self.word();
                if !self.eat('>') {
                    return Err("a < without >".into());
                }
                if make == "function" {
                    return Ok(Atom::Function);
                }
                Ok(Atom::Make(match make.as_str() {
                    "word" => Make::Word,
                    "latin" => Make::Latin,
                    "arabic" => Make::Arabic,
                    "digits" => Make::Digits,
                    "short" => Make::Short,
                    "four" => Make::Four,
                    "capital" => Make::Capital,
                    "capitals" => Make::Capitals,
                    "mark" => Make::Mark,
                    "quote" => Make::Quote,
                    other => return Err(format!("<{other}> is no make of token")),
                }))
            }
            other => Err(format!("{other:?} means nothing in a pattern")),
        }
    }

    fn class_atom(&mut self) -> Result<Atom, String> {
        let class = self.word();
        // A class of another language's tables: shared rules name it, and no word of this one has it.
        let class = self.lexicon.find_class(&class).unwrap_or(Lexicon::NOBODY);
        let (mut role, mut canon, mut with, mut without) = (None, None, 0, 0);
        loop {
            if self.eat(':') {
                let word = self.word();
                role = Some(self.names.intern(&word));
            } else if self.eat('=') {
                let word = self.word();
                canon = Some(self.names.intern(&word));
            } else if self.rest.starts_with(['+', '-']) {
                let wanted = self.eat('+') || !self.eat('-');
                let name = self.word();
                let bit = self.lexicon.clitic(&name).ok_or_else(|| format!("{name:?} is no clitic of this pack"))?;
                if wanted { with |= bit } else { without |= bit }
            } else {
                return Ok(Atom::Class { class, role, canon, with, without });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compiled(text: &str) -> Result<Pattern, String> {
        let fragments =
            Fragments::from([("hedged".into(), "h=@hedge #number".into()), ("loop".into(), "&loop".into())]);
        compile(text, &fragments, &mut Lexicon::new(), &mut Names::default())
    }

    #[test]
    fn patterns_compile_with_their_captures() {
        let pattern = compiled("h=@hedge q=#quantity:money ('or' | 'and')? !@unit").unwrap();
        assert_eq!(pattern.captures.len(), 2);
        assert!(matches!(pattern.demand.first.as_slice(), [(Atom::Class { .. }, _)]));
        let optional = compiled("@hedge? #number").unwrap();
        assert!(matches!(optional.demand.first.as_slice(), [(Atom::Class { .. }, _), (Atom::Mention { .. }, _)]));
    }

    #[test]
    fn a_fragment_stands_for_its_pattern() {
        let written = compiled("(h=@hedge #number)? @unit").unwrap();
        let named = compiled("&hedged? @unit").unwrap();
        assert_eq!(named.steps, written.steps);
    }

    #[test]
    fn bad_patterns_say_what_is_wrong() {
        for (pattern, says) in [
            ("@a (", "( without )"),
            ("_ @a", "start"),
            ("#thing", "kind of mention"),
            ("@a{0,99}", "repetition"),
            ("@a+qq", "clitic"),
            ("'a", "pair"),
            ("&nothing", "no fragment"),
            ("&loop", "too deep"),
        ] {
            let error = compiled(pattern).unwrap_err();
            assert!(error.contains(says), "{pattern}: {error}");
        }
    }
}
