//! Words and phrases with what is known of them, found in one step from a folded token.

use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use super::PackError;
use super::names::{Name, Names};
use crate::text::fold::fold_into;
use crate::text::token::{Token, TokenKind, tokenize};

/// A class of words (`currency`, `month`, `report_verb`).
pub type ClassId = u8;
/// A set of classes, one bit each.
pub type ClassSet = u128;
/// Number of a word; 0 is every word the lexicon does not know.
pub type WordId = u32;
/// Number of an entry.
pub type EntryId = u32;

/// The class of words that some rule's pattern starts with; it has no entries.
pub const RULE_WORD: ClassId = 0;

/// What the lexicon says of one word or phrase in one sense.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its class.
    pub class: ClassId,
    /// Canonical id: ISO code, unit name, month number; `None` when the table has none.
    pub canon: Option<Name>,
    /// Exact value, where it has one.
    pub value: Option<Decimal>,
    /// Words that refine the class.
    pub roles: Box<[Name]>,
    /// Number of tokens of the form.
    pub length: u8,
    /// How the last word must be written, for entries with the role `case` ("WHO", "Apple").
    pub shape: Shape,
}

/// How a word is written, as far as it tells a name from an ordinary word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// In any way.
    #[default]
    Any,
    /// With a capital first letter.
    Capital,
    /// All in capitals.
    Capitals,
}

impl Shape {
    /// The shape of a token.
    pub const fn of(token: &Token) -> Shape {
        match (token.capital(), token.all_capitals()) {
            (_, true) => Shape::Capitals,
            (true, false) => Shape::Capital,
            _ => Shape::Any,
        }
    }
}

impl Entry {
    /// Whether the entry has this role.
    pub fn has(&self, role: Name) -> bool {
        self.roles.contains(&role)
    }
}

/// What a token turned out to be.
#[derive(Debug, Clone, Copy, Default)]
pub struct Lookup {
    /// The word as it stands.
    pub word: WordId,
    /// The word without its clitics, where the whole word has no entry of its own.
    pub stem: WordId,
    /// Which clitics stand before the stem (bits of `Lexicon::clitic`).
    pub clitics: u16,
    /// Classes of every entry that starts here with either.
    pub classes: ClassSet,
    /// How the token is written.
    pub shape: Shape,
}

/// Bytes of the shortest stem that may stand behind a clitic: two Arabic letters.
const SHORTEST_STEM: usize = 4;

#[derive(Debug, Clone, Default)]
struct Node {
    entries: Vec<EntryId>,
    classes: ClassSet,
    children: bool,
}

/// All words of one pack.
#[derive(Debug, Default)]
pub struct Lexicon {
    numbers: FxHashMap<Box<str>, WordId>,
    /// By word: the phrase tree's node for the word as a first word; 0 when none starts with it.
    first: Vec<u32>,
    nodes: Vec<Node>,
    edges: FxHashMap<(u32, WordId), u32>,
    entries: Vec<Entry>,
    /// By entry: its first word.
    heads: Vec<WordId>,
    classes: Vec<Box<str>>,
    /// Classes with an entry of several words.
    phrases: ClassSet,
    /// The classes by name: builders ask for them while reading.
    class_numbers: FxHashMap<Box<str>, ClassId>,
    marks: FxHashMap<char, WordId>,
    clitics: Vec<(Box<str>, u16)>,
    clitic_names: Vec<Box<str>>,
    /// Beginnings and endings of words that give a class to words nobody lists: text, at the end, class.
    affixes: Vec<(Box<str>, bool, ClassId)>,
    affix_classes: ClassSet,
}

impl Lexicon {
    /// An empty lexicon.
    pub fn new() -> Self {
        Lexicon {
            first: vec![0],
            nodes: vec![Node::default()],
            classes: vec!["rule_word".into()],
            class_numbers: std::iter::once(("rule_word".into(), RULE_WORD)).collect(),
            ..Lexicon::default()
        }
    }

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
            let roles: Box<[Name]> =
                cells.next().unwrap_or("").split_whitespace().map(|role| names.intern(role)).collect();
            if class.is_empty() {
                return Err(problem("the class is missing"));
            }
            let class = self.class(class).ok_or_else(|| problem("more than 128 classes"))?;
            for form in forms.split('|').map(str::trim).filter(|form| !form.is_empty()) {
                let shape = if names.find("case").is_some_and(|case| roles.contains(&case)) {
                    shape_of(form)
                } else {
                    Shape::Any
                };
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
                    .clitic_new(name)
                    .ok_or_else(|| PackError::new(path, Some(index + 1), "more than 16 clitics"))?;
            }
            let mut folded = String::new();
            fold_into(prefix, &mut folded);
            self.clitics.push((folded.into(), bits));
        }
        // Shorter first: the longest stem wins.
        self.clitics.sort_by_key(|(prefix, _)| prefix.len());
        Ok(())
    }

    fn clitic_new(&mut self, name: &str) -> Option<u16> {
        let index = self.clitic_names.iter().position(|known| &**known == name).unwrap_or_else(|| {
            self.clitic_names.push(name.into());
            self.clitic_names.len() - 1
        });
        (index < 16).then(|| 1 << index)
    }

    /// How many letters of a word with these clitics stand before the word itself and its article; none where the two
    /// have grown together ("لل").
    pub fn glued_letters(&self, clitics: u16) -> usize {
        let letters = |bits: u16| {
            self.clitics.iter().find(|(_, known)| *known == bits).map_or(0, |(prefix, _)| prefix.chars().count())
        };
        let article = self.clitic("al").unwrap_or(0) & clitics;
        letters(clitics).saturating_sub(letters(article))
    }

    /// The bit of a clitic by its name (`al`).
    pub fn clitic(&self, name: &str) -> Option<u16> {
        self.clitic_names.iter().position(|known| &**known == name).map(|index| 1 << index)
    }

    /// The number of a class, new or known; `None` when there are too many.
    pub fn class(&mut self, name: &str) -> Option<ClassId> {
        if let Some(class) = self.find_class(name) {
            return Some(class);
        }
        let class = ClassId::try_from(self.classes.len()).ok().filter(|&class| class < 128)?;
        self.classes.push(name.into());
        self.class_numbers.insert(name.into(), class);
        Some(class)
    }

    /// The number of a class that has entries or is named by a rule.
    pub fn find_class(&self, name: &str) -> Option<ClassId> {
        self.class_numbers.get(name).copied()
    }

    /// A class's name.
    pub fn class_name(&self, class: ClassId) -> &str {
        self.classes.get(class as usize).map_or("", |name| name)
    }

    /// Adds one word or phrase.
    pub fn add(&mut self, form: &str, mut entry: Entry) {
        if let Some(affix) = form.strip_prefix('*').or_else(|| form.strip_suffix('*')).filter(|affix| !affix.is_empty())
        {
            self.add_affix(affix, form.starts_with('*'), entry.class);
            return;
        }
        let words = self.intern_phrase(form);
        let Some((&head, rest)) = words.split_first() else { return };
        entry.length = words.len().min(255) as u8;
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
                        parent.children = true;
                    }
                    next
                }
            };
        }
        let id = self.entries.len() as EntryId;
        if entry.length > 1 {
            self.phrases |= bit;
        }
        self.entries.push(entry);
        self.heads.push(head);
        if let Some(last) = self.nodes.get_mut(node as usize) {
            last.entries.push(id);
        }
        if let Some(first) = self.nodes.get_mut(root as usize) {
            first.classes |= bit;
        }
    }

    /// "*ies" and "un*": words that end or begin so; the longest of each kind decides.
    fn add_affix(&mut self, affix: &str, end: bool, class: ClassId) {
        let mut folded = String::new();
        fold_into(affix, &mut folded);
        self.affixes.push((folded.into(), end, class));
        self.affixes.sort_by_key(|(affix, _, _)| std::cmp::Reverse(affix.len()));
        self.affix_classes |= 1 << class;
    }

    /// The classes that a word's beginning and ending give it.
    fn classes_of_affixes(&self, folded: &str) -> ClassSet {
        let longest = |wanted: bool| {
            let fits = |(affix, end, _): &&(Box<str>, bool, ClassId)| {
                *end == wanted
                    && folded.len() > affix.len() + 2
                    && if wanted { folded.ends_with(&**affix) } else { folded.starts_with(&**affix) }
            };
            self.affixes.iter().find(fits).map_or(0, |(_, _, class)| 1 << class)
        };
        longest(true) | longest(false)
    }

    /// Whether a word may be of the class by its beginning or ending alone.
    pub const fn has_affix(&self, class: ClassId) -> bool {
        self.affix_classes & (1 << class) != 0
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
        let mut tokens = Vec::new();
        tokenize(form, &mut tokens);
        let mut folded = String::new();
        tokens
            .iter()
            .map(|token| {
                fold_into(form.get(token.range()).unwrap_or(""), &mut folded);
                self.intern(&folded, token.mark)
            })
            .collect()
    }

    fn intern(&mut self, folded: &str, mark: char) -> WordId {
        if let Some(&word) = self.numbers.get(folded) {
            return word;
        }
        let word = self.first.len() as WordId;
        self.first.push(0);
        self.numbers.insert(folded.into(), word);
        if mark != '\0' {
            self.marks.insert(mark, word);
        }
        word
    }

    /// Looks a token up; `buffer` is scratch.
    pub fn look_up(&self, text: &str, token: &Token, buffer: &mut String) -> Lookup {
        let word = match token.kind {
            TokenKind::Digits => return Lookup::default(),
            TokenKind::Mark => self.marks.get(&token.mark).copied().unwrap_or(0),
            TokenKind::Word | TokenKind::Arabic => {
                fold_into(text.get(token.range()).unwrap_or(""), buffer);
                self.numbers.get(buffer.as_str()).copied().unwrap_or(0)
            }
        };
        let mut lookup =
            Lookup { word, stem: word, clitics: 0, classes: self.classes_of(word), shape: Shape::of(token) };
        if token.kind == TokenKind::Arabic && !self.has_single(word) {
            self.strip(buffer, &mut lookup);
        }
        if token.is_word() && !self.affixes.is_empty() {
            lookup.classes |= self.classes_of_affixes(buffer);
        }
        lookup
    }

    /// Finds the stem: the longest that has an entry, else the longest that stands inside a phrase.
    fn strip(&self, folded: &str, lookup: &mut Lookup) {
        let mut inner = None;
        for (prefix, bits) in &self.clitics {
            let Some(rest) = folded.strip_prefix(&**prefix) else { continue };
            if rest.len() < SHORTEST_STEM {
                continue;
            }
            let Some(&stem) = self.numbers.get(rest) else { continue };
            let classes = self.classes_of(stem);
            if classes != 0 {
                (lookup.stem, lookup.clitics) = (stem, *bits);
                lookup.classes |= classes;
                return;
            }
            inner = inner.or(Some((stem, *bits)));
        }
        if let Some(found) = inner {
            (lookup.stem, lookup.clitics) = found;
        }
    }

    fn node_of(&self, word: WordId) -> Option<&Node> {
        match self.first.get(word as usize) {
            Some(&node) if node != 0 => self.nodes.get(node as usize),
            _ => None,
        }
    }

    fn classes_of(&self, word: WordId) -> ClassSet {
        self.node_of(word).map_or(0, |node| node.classes)
    }

    fn has_single(&self, word: WordId) -> bool {
        self.node_of(word).is_some_and(|node| !node.entries.is_empty())
    }

    /// All entries by number.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// All entries, each with its first word.
    pub fn entries_by_head(&self) -> impl Iterator<Item = (WordId, &Entry)> {
        self.heads.iter().copied().zip(&self.entries)
    }

    /// Whether every entry of a class is one word.
    pub const fn is_single(&self, class: ClassId) -> bool {
        self.phrases & (1 << class) == 0
    }

    /// How many words there are; their numbers run from 0.
    pub fn words(&self) -> WordId {
        self.first.len() as WordId
    }

    /// The entries that are this one word.
    pub fn entries_of(&self, word: WordId) -> &[EntryId] {
        self.node_of(word).map_or(&[], |node| &node.entries)
    }

    /// Whether an entry of several words starts with this one.
    pub fn opens_phrase(&self, lookup: &Lookup) -> bool {
        let opens = |word| self.node_of(word).is_some_and(|node| node.children);
        opens(lookup.word) || (lookup.stem != lookup.word && opens(lookup.stem))
    }

    /// The longest entry that starts at token `at` and satisfies `wanted`, with its number of tokens.
    pub fn longest(
        &self,
        lookups: &[Lookup],
        at: usize,
        end: usize,
        wanted: impl Fn(&Entry) -> bool,
    ) -> Option<(EntryId, usize)> {
        let first = lookups.get(at)?;
        let mut best = None;
        for start in [first.word, first.stem] {
            let Some(&root) = self.first.get(start as usize) else { continue };
            if root == 0 {
                continue;
            }
            let (mut node, mut length) = (root, 1);
            while let Some(here) = self.nodes.get(node as usize) {
                if best.is_none_or(|(_, longest)| length > longest)
                    && let Some(shape) = lookups.get(at + length - 1).map(|last| last.shape)
                    && let Some(&entry) = here
                        .entries
                        .iter()
                        .find(|&&entry| self.entry(entry).is_some_and(|entry| entry.shape <= shape && wanted(entry)))
                {
                    best = Some((entry, length));
                }
                if !here.children || at + length >= end {
                    break;
                }
                let Some(next) = lookups.get(at + length) else { break };
                let step = self.edges.get(&(node, next.word)).or_else(|| {
                    // Later words of a phrase may carry the article, and nothing else.
                    (next.stem != next.word && Some(next.clitics) == self.clitic("al"))
                        .then(|| self.edges.get(&(node, next.stem)))
                        .flatten()
                });
                match step {
                    Some(&deeper) => node = deeper,
                    None => break,
                }
                length += 1;
            }
            if first.stem == first.word {
                break;
            }
        }
        best
    }

    /// An entry by its number.
    pub fn entry(&self, id: EntryId) -> Option<&Entry> {
        self.entries.get(id as usize)
    }
}

/// How the last word of a form is written.
pub fn shape_of(form: &str) -> Shape {
    let mut tokens = Vec::new();
    tokenize(form, &mut tokens);
    tokens.last().map_or(Shape::Any, Shape::of)
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
        Some((lexicon.entry(entry)?.canon.map(|canon| names.text(canon).to_owned()).unwrap_or_default(), length))
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
