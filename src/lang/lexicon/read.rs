//! Filling a lexicon: tables of words and of clitics.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::{ClassId, Entry, EntryId, Lexicon, Node, RULE_WORD, Shape, WordId, child_bit};
use crate::lang::PackError;
use crate::lang::names::{Name, Names};
use crate::text::fold::fold_into;
use crate::text::token::{Token, is_plain_word, tokenize};

impl Lexicon {
    /// Reads a table (see `README.md` of this layer for the columns).
    pub fn read(&mut self, path: &str, text: &str, names: &mut Names) -> Result<(), PackError> {
        let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
        let Some((_, header)) = lines.next() else { return Ok(()) };
        if header.split('\t').map(str::trim).take(5).ne(["form", "class", "canon", "value", "role"]) {
            return Err(PackError::new(
                path,
                Some(1),
                "the header must read: form, class, canon, value, role, note (tab separated)",
            ));
        }
        let case = names.intern("case");
        for (index, line) in lines {
            let problem = |what: &str| PackError::new(path, Some(index + 1), what);
            let mut cells = line.split('\t').map(str::trim);
            let (Some(forms), Some(class)) = (cells.next(), cells.next()) else {
                return Err(problem("a row needs at least form and class"));
            };
            let canon = cells.next().filter(|cell| !cell.is_empty()).map(|cell| names.intern(cell));
            let value = match cells.next().filter(|cell| !cell.is_empty()) {
                Some(cell) => Some(parse_value(cell).ok_or_else(|| problem(&format!("{cell:?} is no exact number")))?),
                None => None,
            };
            let roles: Arc<[Name]> =
                cells.next().unwrap_or("").split_whitespace().map(|role| names.intern(role)).collect();
            if class.is_empty() {
                return Err(problem("the class is missing"));
            }
            let class = self.class(class).ok_or_else(|| problem("more than 128 classes"))?;
            for form in forms.split('|').map(str::trim).filter(|form| !form.is_empty()) {
                let shape = if roles.contains(&case) { shape_of(form) } else { Shape::Any };
                self.add(form, Entry { class, canon, value, roles: roles.clone(), length: 0, shape });
            }
        }
        Ok(())
    }

    /// Reads the table of clitics: `text`, `names` (space separated), one combination a line.
    pub fn read_clitics(&mut self, path: &str, text: &str) -> Result<(), PackError> {
        for (index, line) in
            text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#')).skip(1)
        {
            let (prefix, listed) = line
                .split_once('\t')
                .ok_or_else(|| PackError::new(path, Some(index + 1), "a row needs text and names"))?;
            let mut bits = 0u16;
            for name in listed.split_whitespace() {
                bits |= self
                    .clitics
                    .name(name)
                    .ok_or_else(|| PackError::new(path, Some(index + 1), "more than 16 clitics"))?;
            }
            let mut folded = String::new();
            fold_into(prefix, &mut folded);
            self.clitics.add(&folded, bits);
        }
        self.article = self.clitics.find("al");
        Ok(())
    }

    /// Adds one word or phrase.
    pub fn add(&mut self, form: &str, mut entry: Entry) {
        if let Some(affix) = form.strip_prefix('*').or_else(|| form.strip_suffix('*')).filter(|affix| !affix.is_empty())
        {
            self.add_affix(affix, form.starts_with('*'), entry.class);
            return;
        }
        let mut words = std::mem::take(&mut self.scratch.words);
        self.intern_into(form, &mut words);
        if let Some((&head, rest)) = words.split_first() {
            entry.length = words.len().min(255) as u8;
            self.add_phrase(head, rest, entry);
        }
        self.scratch.words = words;
    }

    fn add_phrase(&mut self, head: WordId, rest: &[WordId], entry: Entry) {
        let bit = 1u128 << entry.class;
        let mut node = self.first.get(head as usize).copied().unwrap_or(0);
        if node == 0 {
            node = self.new_node();
            if let Some(slot) = self.first.get_mut(head as usize) {
                *slot = node;
            }
        }
        let root = node;
        for &word in rest {
            node = match self.edges.get(&(node, word)) {
                Some(&next) => next,
                None => {
                    let next = self.new_node();
                    self.edges.insert((node, word), next);
                    if let Some(parent) = self.nodes.get_mut(node as usize) {
                        parent.children |= child_bit(word);
                    }
                    next
                }
            };
        }
        let id = self.entries.len() as EntryId;
        if entry.length > 1 {
            self.phrases |= bit;
        }
        let particular = entry.shape != Shape::Any;
        if particular {
            self.shaped |= bit;
        }
        self.entries.push(entry);
        self.ends.push((node, id));
        if let Some(last) = self.nodes.get_mut(node as usize) {
            last.own |= bit;
            if !std::mem::replace(&mut last.filled, true) {
                (last.first, last.last) = (id, id);
            } else if particular {
                // Who writes a word so means this entry before all others.
                if let Some((_, next)) = self.ends.get_mut(id as usize) {
                    *next = std::mem::replace(&mut last.first, id);
                }
            } else {
                if let Some((_, next)) = self.ends.get_mut(last.last as usize) {
                    *next = id;
                }
                last.last = id;
            }
        }
        if let Some(first) = self.nodes.get_mut(root as usize) {
            first.classes |= bit;
        }
    }

    /// "*ies" and "un*": words that end or begin so; the longest of each kind decides.
    fn add_affix(&mut self, affix: &str, end: bool, class: ClassId) {
        let mut folded = String::new();
        fold_into(affix, &mut folded);
        self.affixes.add(&folded, end, class);
    }

    /// Marks a word that a pattern asks for.
    pub fn mark_asked(&mut self, word: WordId) {
        let word = word as usize;
        if word >= self.asked.len() {
            self.asked.resize(word + 1, false);
        }
        if let Some(asked) = self.asked.get_mut(word) {
            *asked = true;
        }
    }

    /// Marks a word that a rule's pattern starts with, so that the engine stops at it.
    pub fn mark_rule_word(&mut self, word: WordId) {
        let known = self.first.get(word as usize).copied().unwrap_or(0);
        let node = if known == 0 { self.new_node() } else { known };
        if let Some(slot) = self.first.get_mut(word as usize) {
            *slot = node;
        }
        if let Some(node) = self.nodes.get_mut(node as usize) {
            node.classes |= 1 << RULE_WORD;
        }
    }

    fn new_node(&mut self) -> u32 {
        self.nodes.push(Node::default());
        (self.nodes.len() - 1) as u32
    }

    /// The words of a phrase, new ones made known.
    pub fn intern_phrase(&mut self, form: &str) -> Vec<WordId> {
        let mut words = Vec::new();
        self.intern_into(form, &mut words);
        words
    }

    fn intern_into(&mut self, form: &str, words: &mut Vec<WordId>) {
        words.clear();
        let Scratch { mut tokens, mut folded, .. } = std::mem::take(&mut self.scratch);
        // Most forms are plain words, of which each is a token.
        if form.split(' ').all(is_plain_word) {
            for word in form.split(' ') {
                fold_into(word, &mut folded);
                words.push(self.intern(&folded, '\0'));
            }
        } else {
            tokens.clear();
            tokenize(form, &mut tokens);
            for token in &tokens {
                fold_into(form.get(token.range()).unwrap_or(""), &mut folded);
                words.push(self.intern(&folded, token.mark));
            }
        }
        self.scratch = Scratch { tokens, folded, words: Vec::new() };
    }

    fn intern(&mut self, folded: &str, mark: char) -> WordId {
        let (word, new) = self.words.intern(folded);
        if new {
            self.first.push(0);
            if mark != '\0' {
                self.marks.insert(mark, word);
            }
        }
        word
    }
}

/// What reading tables needs again and again.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    tokens: Vec<Token>,
    folded: String,
    words: Vec<WordId>,
}

/// How the last word of a form is written.
pub fn shape_of(form: &str) -> Shape {
    let mut tokens = Vec::new();
    let last = form.rsplit(' ').next().unwrap_or(form);
    tokenize(last, &mut tokens);
    tokens.last().map_or(Shape::Any, |token| Shape::of_word(token, last.get(token.range()).unwrap_or_default()))
}

/// A decimal ("0.5"), or a fraction ("2/3") to 28 digits.
fn parse_value(cell: &str) -> Option<Decimal> {
    match cell.split_once('/') {
        Some((above, below)) => {
            Decimal::from_str_exact(above.trim()).ok()?.checked_div(Decimal::from_str_exact(below.trim()).ok()?)
        }
        None => Decimal::from_str_exact(cell).ok().or_else(|| Decimal::from_scientific(cell).ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::lexicon::Lookup;

    fn lexicon() -> (Lexicon, Names) {
        let mut names = Names::default();
        let mut lexicon = Lexicon::new();
        lexicon
            .read("t.tsv", "form\tclass\tcanon\tvalue\trole\tnote\nجنيه مصري|جنيهات مصرية\tcurrency\tEGP\nجنيه\tcurrency\tpound\t\tgeneric\nفي المئة\tpercent\t%\nمئة|مائة\tnumeral\t\t100\thundred\n", &mut names)
            .unwrap();
        lexicon.read_clitics("c.tsv", "text\tnames\nال\tal\nو\twa\nوال\twa al\nب\tbi\nبال\tbi al\n").unwrap();
        (lexicon, names)
    }

    fn found(text: &str, class: &str) -> Option<(String, usize)> {
        let (lexicon, names) = lexicon();
        let mut tokens = Vec::new();
        tokenize(text, &mut tokens);
        let mut buffer = String::new();
        let lookups: Vec<Lookup> = tokens.iter().map(|token| lexicon.look_up(text, token, &mut buffer)).collect();
        let class = lexicon.find_class(class)?;
        let (entry, length) = lexicon.longest(&lookups, 0, lookups.len(), |entry| entry.class == class)?;
        Some((lexicon.entry(entry)?.canon.and_then(|canon| names.text(canon)).unwrap_or_default().to_owned(), length))
    }

    #[test]
    fn the_longest_phrase_wins_and_clitics_are_seen_through() {
        assert_eq!(found("جنيه مصري", "currency"), Some(("EGP".into(), 2)));
        assert_eq!(found("والجنيه المصري", "currency"), Some(("EGP".into(), 2)));
        assert_eq!(found("الجنيه هبط", "currency"), Some(("pound".into(), 1)));
        assert_eq!(found("المئة", "numeral"), Some(("".into(), 1)));
        assert_eq!(found("في المئة", "percent"), Some(("%".into(), 2)));
        assert_eq!(found("مصري", "currency"), None);
    }

    #[test]
    fn a_bad_table_says_where() {
        let error = Lexicon::new()
            .read("x.tsv", "form\tclass\tcanon\tvalue\trole\tnote\nten\tnumeral\t\tabc\n", &mut Names::default())
            .unwrap_err();
        assert!(error.to_string().contains("x.tsv:2") && error.to_string().contains("abc"), "{error}");
    }
}
