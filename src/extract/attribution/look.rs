//! What the words of a source mention say by themselves: its kind, its number, names in it.

use super::grammar::Grammar;
use super::resolve::Resolver;
use super::tag::Tag;
use crate::lang::lexicon::{Entry, Lexicon};
use crate::lang::names::Name;
use crate::model::SourceKind;

/// What the words of a mention say by themselves.
#[derive(Debug, Clone, Default)]
pub(super) struct Look {
    pub kind: Option<SourceKind>,
    pub plural: bool,
    pub fem: Option<bool>,
    pub canon: Option<Name>,
    /// The noun that told its kind.
    pub head: Option<(u32, u32)>,
    /// A run of names in it.
    pub run: Option<(u32, u32)>,
    pub known: Option<Name>,
    /// A known outlet named beside another noun.
    pub outlet: Option<Name>,
    pub pronoun: bool,
    /// Whether it is whoever speaks or is spoken to ("I", "you"), whom nobody named before.
    pub speaker: bool,
    pub definite: bool,
    /// Whether a mark or a number makes a name of its noun, in a language without capitals.
    pub marked: bool,
    /// Whether "the same" stands beside the noun.
    pub same: bool,
    /// Whether no word of it told its kind.
    pub kind_by_default: bool,
}

impl Resolver<'_, '_> {
    /// What the words from `first` to `last` are.
    pub(super) fn look(&self, grammar: &Grammar, pack: u8, first: u32, last: u32) -> Look {
        let marked = grammar.settings.subject_follows && (first..last).any(|at| self.is_name_mark(at));
        let mut look = Look { marked, ..Look::default() };
        let Some(data) = self.reading.pack(pack) else { return look };
        let mut at = first as usize;
        let end = self.without_clause(grammar, &data.lexicon, first as usize, last as usize);
        let mut head_open = true;
        // A title or role stands right before: the name behind it is whose it is. Two joined by "and" are one person's.
        let (mut titled, mut offices) = (false, false);
        while at < end {
            let lookup = self.reading.lookup(at);
            let token_capital = self.reading.token(at).is_some_and(|token| token.capital());
            let mut step = 1;
            let tag = grammar.tag_of(lookup);
            match tag {
                Tag::Pronoun if end - at == 1 => {
                    look.pronoun = true;
                    if let Some((_, entry, _)) = self
                        .reading
                        .entry_at(&data.lexicon, at, end, |entry| data.lexicon.class_name(entry.class) == "pronoun")
                    {
                        self.gender(grammar, entry, &mut look);
                    }
                    return look;
                }
                // "لكنه أضاف": the subject is glued to the word that opens the clause.
                Tag::Connector | Tag::Coordinator | Tag::Subordinator if end - at == 1 && at == first as usize => {
                    if let Some((_, entry, _)) =
                        self.reading.entry_at(&data.lexicon, at, end, |entry| grammar.holds_subject(entry))
                    {
                        look.pronoun = true;
                        self.gender(grammar, entry, &mut look);
                        return look;
                    }
                }
                // "his claim": whose it is.
                Tag::Determiner if end - first as usize == 1 => {
                    let possessive = |entry: &Entry| grammar.roles.possessive.is_some_and(|role| entry.has(role));
                    if let Some((_, entry, _)) = self.reading.entry_at(&data.lexicon, at, end, possessive) {
                        look.pronoun = true;
                        self.gender(grammar, entry, &mut look);
                        return look;
                    }
                }
                Tag::Preposition | Tag::Relative if at > first as usize => head_open = false,
                Tag::Determiner | Tag::Adverb
                    if self
                        .reading
                        .entry_at(&data.lexicon, at, end, |entry| {
                            grammar.roles.same.is_some_and(|role| entry.has(role))
                        })
                        .is_some() =>
                {
                    look.same = true;
                }
                Tag::Coordinator if titled && look.run.is_none() && self.is_office(grammar, at + 1) => offices = true,
                Tag::Coordinator => look.plural |= head_open || look.run.is_some(),
                // "Ms Hill's lawyer": whose it is says nothing of what it is.
                Tag::Possessive if at + 1 < end && head_open => look = Look::default(),
                Tag::Determiner if at == first as usize => {
                    look.definite = grammar.is_article(self.reading, &data.lexicon, at);
                }
                _ => {}
            }
            // "estimates that the newspaper published" are the newspaper's word.
            if look.kind == Some(SourceKind::Document)
                && grammar.has_article(lookup.clitics)
                && let Some(outlet) = self.carrier_at(grammar, &data.lexicon, at, end)
            {
                (look.kind, look.canon, look.definite, look.run) = (Some(outlet), None, true, None);
                return look;
            }
            if head_open
                && let Some((_, entry, length)) =
                    self.reading.entry_at(&data.lexicon, at, end, |entry| grammar.head_class(entry.class).is_some())
            {
                step = length;
                if grammar.roles.honorific.is_some_and(|role| entry.has(role)) {
                    at += step;
                    continue;
                }
                // "a person close to the board"
                let leads = grammar.tag_of(self.reading.lookup(at + length - 1));
                head_open = length == 1 || !matches!(leads, Tag::Preposition | Tag::Infinitive);
                // Where nouns stand before what qualifies them, the first is the head.
                let qualifies = grammar.settings.subject_follows
                    && look.kind.is_some()
                    && grammar.head_class(entry.class) != Some("known_source");
                let quoted =
                    self.reading.token(at + length).is_some_and(|token| matches!(token.mark, '"' | '”' | '»' | '’'));
                let covers = at <= first as usize + 1 && at + length + usize::from(quoted) == end;
                titled = matches!(grammar.head_class(entry.class), Some("title" | "role"));
                if !qualifies {
                    self.head(grammar, entry, covers, &mut look);
                    if grammar.head_class(entry.class) == Some("source_noun") {
                        look.head = Some((at as u32, (at + length) as u32));
                    }
                }
                look.definite |= grammar.has_article(lookup.clitics);
            } else if token_capital && tag == Tag::Word && head_open {
                let run = look.run.get_or_insert((at as u32, at as u32 + 1));
                // "Portland police lieutenant Ann Hill"
                if std::mem::take(&mut titled) {
                    *run = (at as u32, at as u32 + 1);
                }
                if run.1 == at as u32 || self.joins(run.1 as usize, at) {
                    run.1 = at as u32 + 1;
                }
            }
            at += step;
        }
        look.plural |= offices && look.run.is_none();
        // A report that a known outlet made ("a Financial Times investigation"): its word is the outlet's.
        if look.known.is_none() && look.kind == Some(SourceKind::Document) && look.outlet.is_some() {
            (look.known, look.kind) = (look.outlet, Some(SourceKind::Outlet));
        }
        if look.kind.is_none() {
            look.kind_by_default = true;
            look.kind = self.by_run(&look, first, last);
            // Where no capitals tell names, words without an article that no class tells of are mostly one.
            let unmarked = |at: u32| {
                let lookup = self.reading.lookup(at as usize);
                let text = self.reading.slice(at as usize, at as usize + 1);
                let plural = grammar.settings.plural_endings.iter().any(|ending| text.ends_with(ending.as_str()));
                grammar.tag_of(lookup) == Tag::Word && !grammar.shows_article(lookup, text) && !plural
            };
            if grammar.settings.subject_follows && look.run.is_none() && !look.plural && unmarked(first) {
                look.kind = Some(SourceKind::Person);
            }
        }
        if look.run.is_some_and(|(from, to)| to - from > 1)
            && matches!(look.kind, Some(SourceKind::Unnamed | SourceKind::Group))
            && !look.plural
        {
            look.kind = Some(SourceKind::Person);
        }
        look
    }

    /// Where the words end that name a source, before a clause on who saw it or asked not to be named ("وثيقة اطلعت عليها الوكالة").
    fn without_clause(&self, grammar: &Grammar, lexicon: &Lexicon, first: usize, last: usize) -> usize {
        if !grammar.settings.subject_follows {
            return last;
        }
        let told = |entry: &Entry| matches!(lexicon.class_name(entry.class), "seen_by" | "anonymity");
        (first + 1..last).find(|&at| self.reading.entry_at(lexicon, at, last, told).is_some()).unwrap_or(last)
    }

    /// Whether a title or role stands at a token.
    fn is_office(&self, grammar: &Grammar, at: usize) -> bool {
        matches!(grammar.tag_of(self.reading.lookup(at)), Tag::Title | Tag::Role)
    }

    /// Whether only marks of a name stand between two words of it ("J. K. Rowling", "Jean-Marc").
    fn joins(&self, from: usize, to: usize) -> bool {
        (from..=from + 2).contains(&to)
            && (from..to)
                .all(|at| self.reading.token(at).is_some_and(|token| matches!(token.mark, '.' | '-' | '’' | '\'')))
    }

    fn gender(&self, grammar: &Grammar, entry: &Entry, look: &mut Look) {
        let has = |role: Option<Name>| role.is_some_and(|role| entry.has(role));
        look.speaker |= has(grammar.roles.first) || has(grammar.roles.second);
        look.plural |= has(grammar.roles.plural);
        if has(grammar.roles.fem) {
            look.fem = Some(true);
        } else if has(grammar.roles.masc) {
            look.fem = Some(false);
        }
    }

    /// What a noun of the lexicon makes of the mention.
    fn head(&self, grammar: &Grammar, entry: &Entry, covers: bool, look: &mut Look) {
        let has = |role: Option<Name>| role.is_some_and(|role| entry.has(role));
        match grammar.head_class(entry.class) {
            Some("known_source") if covers || self.named_by_noun(look, entry) => {
                look.known = entry.canon;
                look.kind = self.kind_of(entry);
            }
            Some("known_source") => {
                look.outlet =
                    look.outlet.or(Some(entry).filter(|entry| self.is_outlet(entry)).and_then(|entry| entry.canon))
            }
            Some("source_noun") => {
                look.kind = entry.canon.and_then(|canon| self.reading.name(canon).parse().ok());
                look.canon = entry.canon;
                look.plural |= has(grammar.roles.plural);
            }
            Some("title" | "role") => {
                self.gender(grammar, entry, look);
                look.same |= has(grammar.roles.same);
                look.canon = entry.canon;
                look.kind = Some(match (look.plural, has(grammar.roles.unnamed_ok)) {
                    (_, true) => SourceKind::Unnamed,
                    (true, false) => SourceKind::Group,
                    (false, false) => SourceKind::Person,
                });
            }
            Some("territory") if covers => look.kind = Some(SourceKind::Government),
            Some("demonym") if covers => look.kind = Some(SourceKind::Group),
            _ => {}
        }
    }

    /// The kind of a common noun for an outlet or agency ("the newspaper").
    fn carrier_at(&self, grammar: &Grammar, lexicon: &Lexicon, at: usize, end: usize) -> Option<SourceKind> {
        let noun = |entry: &Entry| grammar.head_class(entry.class) == Some("source_noun");
        let (_, entry, _) = self.reading.entry_at(lexicon, at, end, noun)?;
        let kind = self.reading.name(entry.canon?).parse().ok()?;
        SourceKind::is_carrier(kind).then_some(kind)
    }

    fn kind_of(&self, entry: &Entry) -> Option<SourceKind> {
        entry.roles.iter().find_map(|&role| self.reading.name(role).parse().ok())
    }

    fn is_outlet(&self, entry: &Entry) -> bool {
        self.kind_of(entry).is_some_and(SourceKind::is_carrier)
    }

    /// Whether a known outlet or body stands behind a noun of its own kind ("صحيفة “X” البريطانية", "the newspaper X").
    fn named_by_noun(&self, look: &Look, entry: &Entry) -> bool {
        let kind = self.kind_of(entry);
        let alike = |noun: SourceKind| kind.is_some_and(|kind| kind == noun || kind.is_carrier() && noun.is_carrier());
        look.known.is_none() && look.kind.is_some_and(alike)
    }

    /// Names alone: several words are a person's, one in capitals an organisation's.
    fn by_run(&self, look: &Look, first: u32, last: u32) -> Option<SourceKind> {
        let Some((from, to)) = look.run else { return (last > first).then_some(SourceKind::Group) };
        let capitals = self.reading.token(from as usize).is_some_and(|token| token.all_capitals());
        Some(match (to - from, capitals) {
            (1, true) => SourceKind::Organisation,
            _ if look.definite => SourceKind::Organisation,
            _ => SourceKind::Person,
        })
    }
}
