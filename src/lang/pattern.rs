//! The one-line patterns of rules, compiled to a small backtracking program.
//!
//! ```text
//! @class        an entry of the lexicon (a word or phrase); @class:role asks for a role,
//!               @class=canon for a canonical id, @class+al / @class-al for a clitic or its absence
//! #kind         an earlier mention; #quantity:money asks for its kind
//! 'word'        these very words, folded
//! <digits>      a token by its make: word latin arabic digits short four capital capitals mark quote
//! <function>    a little word: one of the classes that `pack.rs` lists as function words
//! _             any token
//! ~             no space here        ^ $   start, end of the sentence
//! &name         a fragment: a pattern that rule files give a name to
//! name=item     captures             item?  item{0,4}   bounded repetition
//! ( a | b )     alternatives         !item  not followed by    !<item  not preceded by (one token)
//!                                                              ?<item  preceded by (one token)
//! ```

use super::lexicon::{ClassId, ClassSet, Lexicon, RULE_WORD, WordId};
use super::names::{Name, Names};
use crate::text::token::{Token, TokenKind};

/// A mention kind as patterns name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum MentionKind {
    /// A bare number, before it is known what of.
    Number = 0,
    /// A figure.
    Quantity = 1,
    /// A point or stretch of the calendar.
    Time = 2,
    /// Somebody or something that can be a source.
    Source = 3,
    /// Reporting words.
    Cue = 4,
    /// A statement on verification.
    Note = 5,
    /// Text that is no quantity in spite of its looks.
    Name = 6,
    /// Who said what.
    Attribution = 7,
    /// A claim.
    Claim = 8,
}

impl MentionKind {
    /// Every kind.
    pub const ALL: [MentionKind; 9] = [
        MentionKind::Number,
        MentionKind::Quantity,
        MentionKind::Time,
        MentionKind::Source,
        MentionKind::Cue,
        MentionKind::Note,
        MentionKind::Name,
        MentionKind::Attribution,
        MentionKind::Claim,
    ];

    /// The word patterns use.
    pub const fn as_str(self) -> &'static str {
        match self {
            MentionKind::Number => "number",
            MentionKind::Quantity => "quantity",
            MentionKind::Time => "time",
            MentionKind::Source => "source",
            MentionKind::Cue => "cue",
            MentionKind::Note => "note",
            MentionKind::Name => "name",
            MentionKind::Attribution => "attribution",
            MentionKind::Claim => "claim",
        }
    }

    /// One bit for sets of kinds.
    pub const fn bit(self) -> u16 {
        1 << self as u8
    }
}

/// What a token is made of, as patterns ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Make {
    /// Any word.
    Word,
    /// A word not in Arabic script.
    Latin,
    /// A word in Arabic script.
    Arabic,
    /// Digits.
    Digits,
    /// One or two digits: a day, a month.
    Short,
    /// Four digits: a year.
    Four,
    /// A word with a capital first letter.
    Capital,
    /// A word all in capitals.
    Capitals,
    /// A punctuation mark or symbol.
    Mark,
    /// A quotation mark.
    Quote,
}

impl Make {
    /// One bit for sets of makes.
    pub const fn bit(self) -> u16 {
        1 << self as u8
    }

    /// The makes a token is of.
    pub const fn bits_of(token: &Token) -> u16 {
        match token.kind {
            TokenKind::Word => {
                let capital = if token.capital() { Make::Capital.bit() } else { 0 };
                let capitals = if token.all_capitals() { Make::Capitals.bit() } else { 0 };
                Make::Word.bit() | Make::Latin.bit() | capital | capitals
            }
            TokenKind::Arabic => Make::Word.bit() | Make::Arabic.bit(),
            TokenKind::Digits => {
                let short = if token.short_digits() { Make::Short.bit() } else { 0 };
                let four = if token.four_digits() { Make::Four.bit() } else { 0 };
                Make::Digits.bit() | short | four
            }
            TokenKind::Mark if is_quote(token.mark) => Make::Mark.bit() | Make::Quote.bit(),
            TokenKind::Mark => Make::Mark.bit(),
        }
    }

    /// Whether a token is of this make.
    pub const fn fits(self, token: &Token) -> bool {
        Make::bits_of(token) & self.bit() != 0
    }
}

/// Whether a mark is a quotation mark of any style.
pub const fn is_quote(mark: char) -> bool {
    matches!(mark, '"' | '“' | '”' | '„' | '«' | '»' | '‘' | '’' | '\'')
}

/// One test on the text at a position.
#[derive(Debug, Clone, PartialEq)]
pub enum Atom {
    /// An entry of a class.
    Class {
        /// The class.
        class: ClassId,
        /// Role the entry must have.
        role: Option<Name>,
        /// Canonical id the entry must have.
        canon: Option<Name>,
        /// Clitics that must stand before it.
        with: u16,
        /// Clitics that must not.
        without: u16,
    },
    /// An earlier mention.
    Mention {
        /// Its kind.
        kind: MentionKind,
        /// Its sub-kind (`money`), as the mention spells it.
        sub: Option<Name>,
    },
    /// Words as they stand.
    Words(Box<[WordId]>),
    /// A token by its make.
    Make(Make),
    /// A little word.
    Function,
    /// Any token.
    Any,
    /// No white space before this token.
    Glued,
    /// The sentence starts here.
    Start,
    /// The sentence ends here.
    End,
}

/// One step of a compiled pattern.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Test and consume; the slot is the capture to note the result in.
    Test(Atom, Option<u8>),
    /// Opens a capture.
    Open(u8),
    /// Closes a capture.
    Close(u8),
    /// Try the first, then the second.
    Split(u16, u16),
    /// Go on elsewhere.
    Jump(u16),
    /// The steps up to the index must not match here.
    Not(u16),
    /// The token before must not satisfy the atom.
    NotBefore(Atom),
    /// The token before must satisfy the atom.
    Before(Atom),
    /// Matched.
    Accept,
}

/// A compiled pattern.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// The steps, from 0.
    pub steps: Vec<Step>,
    /// Capture names by slot.
    pub captures: Vec<Name>,
    /// What can start a match.
    pub first: First,
}

/// What a match can start with.
#[derive(Debug, Clone, Default)]
pub struct First {
    /// Lexicon classes.
    pub classes: ClassSet,
    /// Mention kinds.
    pub mentions: u16,
    /// Words.
    pub words: Vec<WordId>,
    /// Token makes.
    pub makes: Vec<Make>,
    /// Anything.
    pub any: bool,
}

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
    let mut first = First::default();
    collect_first(&steps, 0, &mut first, 0);
    if first.any {
        return Err("a pattern must start with something to look for, not with _ or an optional part alone".into());
    }
    for &word in &first.words {
        lexicon.mark_rule_word(word);
        first.classes |= 1 << RULE_WORD;
    }
    Ok(Pattern { steps, captures, first })
}

fn collect_first(steps: &[Step], at: usize, first: &mut First, depth: usize) {
    if depth > 64 {
        first.any = true;
        return;
    }
    match steps.get(at) {
        Some(Step::Open(_) | Step::Close(_) | Step::NotBefore(_) | Step::Before(_)) => {
            collect_first(steps, at + 1, first, depth + 1)
        }
        Some(Step::Split(one, other)) => {
            collect_first(steps, *one as usize, first, depth + 1);
            collect_first(steps, *other as usize, first, depth + 1);
        }
        Some(Step::Jump(to) | Step::Not(to)) => collect_first(steps, *to as usize, first, depth + 1),
        Some(Step::Test(atom, _)) => match atom {
            Atom::Class { class, .. } => first.classes |= 1 << class,
            Atom::Mention { kind, .. } => first.mentions |= kind.bit(),
            Atom::Words(words) => first.words.extend(words.first()),
            Atom::Make(make) => first.makes.push(*make),
            Atom::Glued | Atom::Start => collect_first(steps, at + 1, first, depth + 1),
            Atom::Any | Atom::End | Atom::Function => first.any = true,
        },
        Some(Step::Accept) | None => first.any = true,
    }
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
        }
        Ok(())
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
        let class = self.lexicon.class(&class).ok_or("more than 128 classes")?;
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
        assert!(pattern.first.classes != 0 && pattern.first.mentions == 0);
        let optional = compiled("@hedge? #number").unwrap();
        assert!(optional.first.classes != 0 && optional.first.mentions == MentionKind::Number.bit());
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
