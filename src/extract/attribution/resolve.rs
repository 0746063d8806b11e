//! What sources are, and whom their words stand for, over the whole document: surnames, pronouns, "the paper".

use std::cell::OnceCell;

use rustc_hash::FxHashMap;

use super::grammar::Grammar;
use super::look::Look;
use super::named::Named;
use super::tag::Tag;
use super::{AttributionValue, SourceRef, StandsFor};
use crate::extract::reading::Reading;
use crate::lang::PerPack;
use crate::lang::lexicon::Lookup;
use crate::lang::names::Name;
use crate::model::SourceKind;

/// Longest apposition behind a name, in tokens.
const APPOSITION: u32 = 10;
/// Most words of a full name.
pub(super) const NAME_WORDS: u32 = 6;
/// How many mentions back words may find whom they stand for; keeps the time linear in the length of the text.
pub(super) const MENTIONS: usize = 512;

/// Somebody or something named earlier in the document.
#[derive(Debug, Clone)]
pub(super) struct Entity {
    /// Where it was spoken of first.
    pub(super) since: u32,
    /// Where it was spoken of last.
    pub(super) seen: u32,
    /// Its last place among the mentions.
    mention: usize,
    /// Its fullest words.
    pub(super) stands_for: StandsFor,
    pub(super) kind: SourceKind,
    pub(super) plural: bool,
    /// Canonical id of its role or noun.
    pub(super) canon: Option<Name>,
    pub(super) fem: Option<bool>,
    /// The words that told of it first.
    pub(super) words: (u32, u32),
    /// Whether a name stands in them.
    pub(super) named: bool,
    /// Whether they take up something told before ("the paper").
    pub(super) definite: bool,
}

/// Resolves the sources of attributions in the order of the text. Gives back the sentences that say what somebody bases
/// himself on, by their first token, with his last statement before them.
pub fn resolve(
    reading: &Reading<'_>,
    grammars: &PerPack<Grammar>,
    found: &mut [AttributionValue],
    carriers: &mut [SourceRef],
) -> Vec<(u32, usize)> {
    let mut resolver = Resolver {
        reading,
        grammars,
        full: None,
        named: OnceCell::new(),
        entities: Vec::new(),
        mentions: Vec::new(),
        named_later: Vec::new(),
        by_words: FxHashMap::default(),
    };
    for attribution in found.iter_mut() {
        let pack = attribution.pack;
        let listed = attribution.via.iter_mut().chain(&mut attribution.basis);
        for source in attribution.source.iter_mut().chain(listed) {
            resolver.source(source, pack);
        }
    }
    if let Some(pack) = found.first().map(|first| first.pack) {
        for carrier in carriers.iter_mut() {
            resolver.source(carrier, pack);
        }
    }
    super::late::name(&resolver, found, carriers);
    super::chain::order(found);
    super::chain::carry(found, carriers);
    resolver.grounds(found)
}

/// Whom the text has spoken of so far.
pub(super) struct Resolver<'r, 'a> {
    pub(super) reading: &'r Reading<'a>,
    pub(super) grammars: &'r PerPack<Grammar>,
    /// Full names by their last word, when somebody has asked for them.
    full: Option<FxHashMap<&'a str, (u32, u32)>>,
    /// Everybody whom the text names, when somebody has asked for them.
    pub(super) named: OnceCell<Vec<Named>>,
    pub(super) entities: Vec<Entity>,
    /// Who was spoken of, in the order of the text, by index.
    mentions: Vec<usize>,
    /// Descriptions that were given a name later: what they stood for, and the name.
    pub(super) named_later: Vec<(StandsFor, StandsFor)>,
    /// Index of each entity by its fullest words.
    by_words: FxHashMap<&'a str, usize>,
}

impl<'a> Resolver<'_, 'a> {
    pub(super) fn source(&mut self, source: &mut SourceRef, pack: u8) {
        let Some(grammar) = self.grammars.get(pack) else { return };
        // A relative pronoun has its antecedent already; what that is decides.
        let (first, last) = match source.stands_for {
            StandsFor::Elsewhere(first, last) => (first, last),
            _ => (source.first, source.last),
        };
        let look = self.look(grammar, pack, first, last);
        if look.pronoun {
            if !look.speaker {
                self.pronoun(source, &look);
            }
            source.unresolved = source.stands_for == StandsFor::Itself;
            return;
        }
        source.kind = self.apposed(grammar, pack, last, &look).or(look.kind).unwrap_or(SourceKind::Person);
        source.plural = look.plural;
        let office = look.canon.is_some()
            && !look.plural
            && matches!(source.kind, SourceKind::Person | SourceKind::Unnamed)
            && look.head.is_none();
        let named = if office { self.personal_name(grammar, (first, last)) } else { None };
        if named.is_some() {
            source.kind = SourceKind::Person;
        }
        if let Some(known) = look.known {
            source.stands_for = StandsFor::Known(known);
        } else if let Some(run) = look.run.filter(|_| source.kind == SourceKind::Person) {
            let one = run.1 - run.0 == 1;
            let company = one && run.1 - run.0 == last - first && self.as_company(source, Some(run));
            let full = if company {
                None
            } else if one {
                self.full_name(run)
            } else {
                Some(run)
            };
            match full {
                Some(full) if full != (source.first, source.last) => {
                    source.stands_for = StandsFor::Elsewhere(full.0, full.1);
                }
                _ => {}
            }
        } else if look.run.is_none()
            && look.canon.is_some()
            && let Some(name) = self.named_behind(grammar, last)
        {
            source.stands_for = StandsFor::Elsewhere(name.0, name.1);
            if look.definite {
                self.name(&look, source);
            }
        } else if let Some(name) = named {
            if let Some(entity) = self.bearer(name) {
                (source.kind, source.stands_for) = (entity.kind, entity.stands_for);
            } else {
                self.name_office(&look, source);
            }
        } else if let Some(entity) = self.taken_up(&look, source, (first, last)) {
            (source.kind, source.stands_for) = (entity.kind, entity.stands_for);
        } else if grammar.settings.subject_follows
            && last - first == 1
            && look.head.is_none()
            && look.known.is_none()
            && let Some((from, to)) = self.told_before(grammar, first)
        {
            (source.kind, source.stands_for) = (SourceKind::Person, StandsFor::Elsewhere(from, to));
        } else if self.is_bare(&look, source)
            && let Some(body) = self.body_told(grammar, &look, source.first)
        {
            source.stands_for = body;
        } else if source.kind == SourceKind::Organisation && look.definite && self.only_points(&look, source, grammar) {
            self.as_company(source, None);
        }
        self.same_name(source, grammar);
        source.unresolved |= source.stands_for == StandsFor::Itself && self.only_points(&look, source, grammar);
        self.remember(source, &look, grammar, named.is_some());
    }

    /// "the Daily Ledger" after "The Daily Ledger", or "Daily Ledger": one name.
    fn same_name(&self, source: &mut SourceRef, grammar: &Grammar) {
        if source.stands_for != StandsFor::Itself {
            return;
        }
        let known = self.by_words.get(self.bare(grammar, (source.first, source.last)));
        if let Some(entity) = known.and_then(|&index| self.entities.get(index)) {
            (source.stands_for, source.kind) = (entity.stands_for, entity.kind);
        }
    }

    /// The words between two tokens, without the article of a name.
    fn bare(&self, grammar: &Grammar, (first, last): (u32, u32)) -> &'a str {
        let article = grammar.tag_of(self.reading.lookup(first as usize)) == Tag::Determiner
            && last - first > 1
            && self.reading.token(first as usize + 1).is_some_and(|token| token.capital());
        self.reading.slice(first as usize + usize::from(article), last as usize)
    }

    /// "The newspaper, the Daily Ledger,": whatever was only described as a newspaper before has its name now.
    fn name(&mut self, look: &Look, source: &SourceRef) {
        let stands_for = source.stands_for;
        let same = self
            .recent()
            .filter(|(_, entity)| entity.since < source.first && entity.kind == source.kind && !entity.named)
            .filter(|(_, entity)| entity.canon == look.canon && !entity.plural && entity.kind.is_carrier())
            .max_by_key(|(_, entity)| entity.seen)
            .map(|(index, _)| index);
        if let Some(entity) = same.and_then(|index| self.entities.get_mut(index)) {
            self.named_later.push((entity.stands_for, stands_for));
            (entity.stands_for, entity.named) = (stands_for, true);
        }
    }

    /// Whether a noun stands alone, or with its article: a noun with a capital behind the article is a name ("the Chamber of Commerce").
    fn is_bare(&self, look: &Look, source: &SourceRef) -> bool {
        let name = |first: u32| {
            first > source.first && self.reading.token(first as usize).is_some_and(|token| token.capital())
        };
        look.head.is_some_and(|(first, last)| last == source.last && first <= source.first + 1 && !name(first))
    }

    /// Whether words only point at somebody: a pronoun, or a bare noun for an outlet, agency or organisation.
    fn only_points(&self, look: &Look, source: &SourceRef, grammar: &Grammar) -> bool {
        let bare = self.is_bare(look, source);
        // Where no capitals tell names, any word beside the noun may be one.
        let nameless = look.run.is_none()
            && look.known.is_none()
            && look.outlet.is_none()
            && (bare || !grammar.settings.subject_follows);
        look.pronoun
            || nameless && source.kind.is_carrier()
            || nameless && bare && look.definite && source.kind == SourceKind::Organisation
    }

    /// "the finance minister, Andreas Pavlides,": the name in the insertion behind a noun.
    fn named_behind(&self, grammar: &Grammar, comma: u32) -> Option<(u32, u32)> {
        let token = |at: u32| self.reading.token(at as usize);
        if !matches!(token(comma)?.mark, ',' | '،') {
            return None;
        }
        let first = (comma + 1..comma + 3).find(|&at| token(at).is_some_and(|token| token.capital()))?;
        let last = (first..first + NAME_WORDS).find(|&at| !token(at).is_some_and(|token| token.capital()))?;
        let article = first == comma + 1 || grammar.tag_of(self.reading.lookup(comma as usize + 1)) == Tag::Determiner;
        (article && last - first > 1 && matches!(token(last)?.mark, ',' | '،' | '.')).then_some((comma + 1, last))
    }

    /// "Al-Mirsad, an Arabic daily,": the noun behind a bare name tells that it is no person.
    fn apposed(&self, grammar: &Grammar, pack: u8, last: u32, look: &Look) -> Option<SourceKind> {
        if look.run.is_none() || look.canon.is_some() || look.known.is_some() || look.outlet.is_some() {
            return None;
        }
        let mark = |at: u32| self.reading.token(at as usize).map(|token| token.mark);
        if !matches!(mark(last), Some(',' | '،')) {
            return None;
        }
        let close = (last + 1..last + APPOSITION).find(|&at| mark(at).is_none_or(|mark| mark != '\0'))?;
        matches!(mark(close), Some(',' | '،')).then_some(())?;
        let noun = self.look(grammar, pack, last + 1, close);
        if noun.run.is_some_and(|(first, _)| first == last + 1) {
            return None;
        }
        noun.kind.filter(|kind| kind.is_carrier() || matches!(kind, SourceKind::Organisation | SourceKind::Government))
    }

    /// Whom the text spoke of lately, the last one first.
    pub(super) fn recent(&self) -> impl Iterator<Item = (usize, &Entity)> {
        let latest = self.mentions.iter().enumerate().rev().take(MENTIONS);
        latest.filter_map(|(mention, &index)| {
            self.entities.get(index).filter(|entity| entity.mention == mention).map(|entity| (index, entity))
        })
    }

    /// Notes that somebody known was spoken of again.
    pub(super) fn mention(&mut self, index: usize, at: u32) -> Option<&mut Entity> {
        let entity = self.entities.get_mut(index)?;
        entity.seen = entity.seen.max(at);
        entity.mention = self.mentions.len();
        self.mentions.push(index);
        Some(entity)
    }

    /// Whether the words that told of somebody first hold all words of a noun.
    pub(super) fn has_words(&self, entity: &Entity, noun: (u32, u32)) -> bool {
        let stem = |at: u32| self.reading.lookup(at as usize).stem;
        let holds = |at: u32| {
            (entity.words.0..entity.words.1).any(|word| stem(word) == stem(at) && stem(at) != Lookup::UNKNOWN.stem)
        };
        (noun.0..noun.1).all(holds)
    }

    fn remember(&mut self, source: &SourceRef, look: &Look, grammar: &Grammar, named: bool) {
        let stands_for = match source.stands_for {
            StandsFor::Itself => StandsFor::Elsewhere(source.first, source.last),
            known => known,
        };
        let reading = self.reading;
        let words = match stands_for {
            StandsFor::Elsewhere(first, last) => self.bare(grammar, (first, last)),
            StandsFor::Known(name) => reading.name(name),
            StandsFor::Itself => "",
        };
        let next = self.entities.len();
        let index = *self.by_words.entry(words).or_insert(next);
        if index == next {
            self.entities.push(Entity {
                since: source.first,
                seen: source.first,
                mention: 0,
                stands_for,
                kind: source.kind,
                plural: source.plural,
                canon: look.canon,
                fem: look.fem,
                words: (source.first, source.last),
                named: look.run.is_some()
                    || named
                    || look.marked
                    || look.known.is_some()
                    || matches!(source.stands_for, StandsFor::Elsewhere(..)),
                definite: look.definite,
            });
        }
        if let Some(entity) = self.mention(index, source.first) {
            entity.canon = entity.canon.or(look.canon);
            entity.fem = entity.fem.or(look.fem);
        }
    }

    /// The full name that ends in a surname.
    pub(super) fn full_name(&mut self, run: (u32, u32)) -> Option<(u32, u32)> {
        let surname = self.reading.slice(run.0 as usize, run.1 as usize);
        let reading = self.reading;
        let grammars = self.grammars;
        self.full.get_or_insert_with(|| full_names(reading, grammars)).get(surname).copied()
    }
}

/// Every run of two and more names by its last word, the first such run of the document.
fn full_names<'a>(reading: &Reading<'a>, grammars: &PerPack<Grammar>) -> FxHashMap<&'a str, (u32, u32)> {
    let mut full = FxHashMap::default();
    name_runs(reading, grammars, |first, last| {
        full.entry(reading.slice(last as usize - 1, last as usize)).or_insert((first, last));
    });
    full
}

/// Hands on every run of two and more names, in the order of the text.
pub(super) fn name_runs(reading: &Reading<'_>, grammars: &PerPack<Grammar>, mut run: impl FnMut(u32, u32)) {
    for sentence in &reading.buffers.sentences {
        let Some(grammar) = sentence.pack.and_then(|pack| grammars.get(pack)) else { continue };
        // In a headline of capitals every word looks like a name.
        if grammar.is_headline(reading, sentence.first, sentence.last) {
            continue;
        }
        let mut start: Option<u32> = None;
        for at in sentence.first..=sentence.last {
            let named = at < sentence.last
                && reading.token(at).is_some_and(|token| token.capital())
                && matches!(grammar.tag_of(reading.lookup(at)), Tag::Word | Tag::Cue | Tag::Verb | Tag::Auxiliary);
            let initial = at < sentence.last
                && reading.token(at).is_some_and(|token| matches!(token.mark, '.' | '-'))
                && start.is_some();
            if named {
                start.get_or_insert(at as u32);
            } else if !initial && let Some(first) = start.take() {
                let last = at as u32;
                if (2..=NAME_WORDS).contains(&(last - first)) {
                    run(first, last);
                }
            }
        }
    }
}
