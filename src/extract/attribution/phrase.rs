//! Noun phrases that can be sources: before a cue, behind it, and the subject of a clause.

use super::scene::Scene;
use super::tag::Tag;
use crate::lang::lexicon::EntryId;

/// A phrase that can be a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phrase {
    /// First token.
    pub first: usize,
    /// Token after the last.
    pub last: usize,
    /// What a relative pronoun stands for.
    pub antecedent: Option<(usize, usize)>,
    /// Whether nothing but a comma, a dash or a quotation stands right before it.
    pub apart: bool,
}

/// How far a phrase may reach, in tokens.
pub(super) const REACH: usize = 36;

/// Longest beginning of a relative clause up to its verb, in tokens.
const CLAUSE: usize = 8;

impl Phrase {
    /// The tokens of a phrase whose neighbours say nothing of it.
    pub const fn of(first: usize, last: usize) -> Phrase {
        Phrase { first, last, antecedent: None, apart: false }
    }
}

impl Scene<'_, '_> {
    /// Where the verb group that ends at `at` begins: auxiliaries, negations and adverbs belong to it.
    pub fn group_start(&self, mut at: usize) -> usize {
        // "went on to say", "appeared to blame", "was forced to admit".
        if self.tag_before(at) == Tag::Infinitive {
            let mut back = at - 1;
            while back > self.first && at - back < 5 && matches!(self.tag_before(back), Tag::Adverb | Tag::Preposition)
            {
                back -= 1;
            }
            if matches!(self.tag_before(back), Tag::Verb | Tag::Cue | Tag::Auxiliary) {
                at = back - 1;
            }
        }
        while at > self.first
            && matches!(self.tag_before(at), Tag::Auxiliary | Tag::Negation | Tag::Adverb)
            // "Later he said": an adverb that opens the sentence belongs to nobody.
            && at - 1 > self.first
        {
            at -= 1;
        }
        at
    }

    /// The noun phrase that ends right before `at`, insertions between commas stepped over.
    pub fn phrase_before(&self, at: usize) -> Option<Phrase> {
        match self.tag_before(at) {
            Tag::Pronoun => Some(self.phrase(at - 1, at)),
            Tag::Relative | Tag::Connector => {
                let mut noun_end = at - 1;
                if self.tag_before(noun_end) == Tag::Comma {
                    noun_end -= 1;
                }
                let antecedent = self.plain(noun_end).map(|phrase| (phrase.first, phrase.last));
                antecedent?;
                Some(Phrase { antecedent, ..self.phrase(at - 1, at) })
            }
            Tag::Comma | Tag::Dash | Tag::Close => {
                let start = self.insertion_start(at - 1)?;
                if self.tag_before(start) == Tag::Pronoun {
                    return Some(self.phrase(start - 1, start));
                }
                let mut phrase = self.plain(start)?;
                // "Ms Hill, facing a long campaign in Leeds, a city, said": a participle opens the insertion.
                if phrase.first > self.first + 1
                    && self.is_running(phrase.first)
                    && self.tag_before(phrase.first) == Tag::Comma
                {
                    return self.phrase_before(phrase.first).or_else(|| self.plain(phrase.first - 1));
                }
                // "of 12 Ashby Road"
                while phrase.first > self.first && self.tag_before(phrase.first) == Tag::Number {
                    phrase.first -= 1;
                }
                // "Ms Hill, at a meeting in Leeds, England, said": a place within the insertion.
                if phrase.first > self.first + 2
                    && self.tag_before(phrase.first) == Tag::Preposition
                    && self.tag(phrase.first - 2) == Tag::Comma
                {
                    return self.phrase_before(phrase.first - 1);
                }
                // "Ms Hill, a lawyer for the firm, a builder, said": the first of several insertions tells the name.
                if phrase.first > self.first + 1
                    && self.tag(phrase.first) == Tag::Determiner
                    && self.tag_before(phrase.first) == Tag::Comma
                    && let Some(name) = self.phrase_before(phrase.first).or_else(|| self.plain(phrase.first - 1))
                    && self.tag_before(name.last) == Tag::Name
                    && self.tag_before(name.first) != Tag::Preposition
                {
                    return Some(name);
                }
                Some(phrase)
            }
            Tag::Coordinator => self.clause_subject(at - 1),
            _ => {
                let phrase = self.plain(at)?;
                // "opened the road and on Monday said": a phrase of time between, no subject.
                if phrase.first > self.first + 1
                    && self.tag_before(phrase.first) == Tag::Preposition
                    && self.tag_before(phrase.first - 1) == Tag::Coordinator
                {
                    return self.clause_subject(phrase.first - 2);
                }
                Some(phrase)
            }
        }
    }

    pub(super) fn phrase(&self, first: usize, last: usize) -> Phrase {
        let apart = matches!(self.tag_before(first), Tag::Comma | Tag::QuoteClose | Tag::Dash);
        Phrase { first, last, antecedent: None, apart }
    }

    /// The mark that opens the insertion which the mark at `at` closes.
    pub(super) fn insertion_start(&self, at: usize) -> Option<usize> {
        let closing = self.tag(at);
        let opening = if closing == Tag::Close { Tag::Open } else { closing };
        let mut back = at;
        while back > self.first && at - back < REACH {
            back -= 1;
            let tag = self.tag(back);
            if tag == opening {
                return (back > self.first).then_some(back);
            }
            if matches!(tag, Tag::QuoteClose | Tag::QuoteOpen | Tag::Colon | Tag::Semicolon) {
                return None;
            }
        }
        None
    }

    /// The noun phrase that ends right before `at`, without insertions.
    pub(super) fn plain(&self, at: usize) -> Option<Phrase> {
        let at = self.before_time(at);
        let mut first = at;
        let mut coordinator = None;
        let floor = self.first.max(at.saturating_sub(REACH));
        while first > floor {
            let tag = self.tag(first - 1);
            let goes_on = match tag {
                Tag::Word | Tag::Name | Tag::Number | Tag::Role | Tag::Title | Tag::SourceNoun | Tag::Possessive => {
                    true
                }
                Tag::Mark | Tag::Time | Tag::Determiner | Tag::Preposition | Tag::Adverb => true,
                Tag::Coordinator => {
                    coordinator = coordinator.or(Some(first));
                    first - 1 > floor && !matches!(self.tag(first - 2), Tag::Comma | Tag::Verb | Tag::Auxiliary)
                }
                Tag::Stop => self.inner_stop(first - 1),
                // "لمعدي الدراسة، الذين": the noun that a preposition is glued to, and whose it is.
                Tag::Attached => {
                    self.grammar.settings.subject_follows && self.is_definite(first) && !self.is_definite(first - 1)
                }
                Tag::Verb | Tag::Cue => self.is_reduced_relative(first),
                // "the World Food Programme (WFP)"
                Tag::Close if first < at => {
                    let open = self.bracket(first - 1);
                    first = open.map_or(first, |open| open + 1);
                    open.is_some()
                }
                _ => false,
            };
            if !goes_on {
                // "won gold and officials said": the object of another verb is no part of the subject.
                if matches!(tag, Tag::Verb | Tag::Auxiliary | Tag::Cue)
                    && let Some(after) = coordinator
                {
                    first = after;
                } else if let Some(noun) = self.relative_noun(first) {
                    return self.plain(noun);
                }
                break;
            }
            first -= 1;
        }
        let first = self.listed(first, at, floor).unwrap_or(first);
        let first = self.trim(first, at)?;
        // "his recently revealed": a phrase without a noun is none, nor is "the paper's", nor what stands behind "to".
        let head = self.tag(at - 1);
        if self.opens_only(first, at) || head == Tag::Possessive || self.tag_before(first) == Tag::Infinitive {
            return None;
        }
        if matches!(head, Tag::Determiner | Tag::Preposition | Tag::Adverb) && at - first > 1
            || head == Tag::Preposition
        {
            return None;
        }
        Some(self.phrase(first, at))
    }

    /// Before the words of time that end at `at` and belong to the verb behind them ("Tom Robinson later described", "the firm
    /// on Monday said"), unless a verb of the phrase has them ("a study published on Tuesday").
    fn before_time(&self, at: usize) -> usize {
        let mut noun = at;
        while noun > self.first + 1 && self.tag_before(noun) == Tag::Time {
            noun -= 1;
        }
        if noun < at && self.tag_before(noun) == Tag::Preposition {
            // "on Monday he said", "the firm, in May said": nothing of the phrase stands before it.
            let named = noun > self.first + 1 && matches!(self.tag(noun - 2), Tag::Name | Tag::Close);
            noun = if named { noun - 1 } else { at };
        }
        let qualified = noun < at && matches!(self.tag_before(noun), Tag::Verb | Tag::Cue);
        if qualified { at } else { noun }
    }

    /// Where the bracket opens that closes at `close`.
    fn bracket(&self, close: usize) -> Option<usize> {
        const BRACKET: usize = 8;
        (self.first..close).rev().take(BRACKET).find(|&at| self.tag(at) == Tag::Open)
    }

    /// Where a phrase begins that ends in a list of who made something ("a report by the A, the B and the C"), over the
    /// commas of the list: at the noun that they made.
    fn listed(&self, first: usize, last: usize, floor: usize) -> Option<usize> {
        let joins = (first..last).any(|at| self.tag(at) == Tag::Coordinator);
        if self.grammar.settings.subject_follows || !joins || self.tag_before(first) != Tag::Comma {
            return None;
        }
        let mut at = first - 1;
        while at > floor {
            match self.tag(at - 1) {
                Tag::Word | Tag::Name | Tag::Role | Tag::Title | Tag::SourceNoun | Tag::Possessive => {}
                Tag::Mark | Tag::Determiner | Tag::Comma => {}
                Tag::Close => at = self.bracket(at - 1)? + 1,
                Tag::Preposition if self.has_role(at - 1, &[self.grammar.roles.agent]) => {
                    let made = matches!(self.tag_before(at - 1), Tag::Verb | Tag::Cue);
                    let noun = if made { at - 2 } else { at - 1 };
                    return self.plain(noun).map(|phrase| phrase.first);
                }
                _ => return None,
            }
            at -= 1;
        }
        None
    }

    /// Who speaks in a phrase that begins with what is spoken of ("a move officials say will save money"): its last noun,
    /// where another determiner or a noun of many behind a noun of one tells that two phrases meet.
    pub fn speaker_in(&self, phrase: Phrase) -> Phrase {
        let last = phrase.last;
        let inner = (phrase.first + 1..last).rev().find(|&at| {
            self.tag(at) == Tag::Determiner && !matches!(self.tag_before(at), Tag::Preposition | Tag::Coordinator)
        });
        let mut noun = last;
        while noun > phrase.first
            && matches!(self.tag_before(noun), Tag::Role | Tag::SourceNoun | Tag::Name | Tag::Title)
        {
            noun -= 1;
        }
        let many = self.has_role(last - 1, &[self.grammar.roles.plural]) || self.tag_before(last) == Tag::Name;
        let meets = many && noun > phrase.first && self.tag_before(noun) == Tag::Word;
        match inner.or(Some(noun).filter(|&noun| noun < last && meets)) {
            Some(first) => Phrase::of(first, last),
            None => phrase,
        }
    }

    /// Where the noun ends whose relative clause the verb before `after` belongs to ("the people who met Mr Hill said").
    fn relative_noun(&self, after: usize) -> Option<usize> {
        if self.grammar.settings.subject_follows {
            return None;
        }
        let floor = self.first.max(after.saturating_sub(CLAUSE));
        let mut at = after;
        while at > floor {
            at -= 1;
            match self.tag(at) {
                Tag::Relative => {
                    return matches!(self.tag_before(at), Tag::Word | Tag::Name | Tag::Role | Tag::SourceNoun)
                        .then_some(at);
                }
                Tag::Verb | Tag::Auxiliary | Tag::Negation | Tag::Adverb | Tag::Word | Tag::Name | Tag::Determiner => {}
                _ => return None,
            }
        }
        None
    }

    /// Whether a phrase is a bare article or possessive.
    fn opens_only(&self, first: usize, last: usize) -> bool {
        let roles = &self.grammar.roles;
        last == first + 1
            && self.tag(first) == Tag::Determiner
            && self.has_role(first, &[roles.article, roles.possessive])
    }

    /// Whether the verb before `after` only qualifies the noun before it ("officials briefed on the matter").
    fn is_reduced_relative(&self, after: usize) -> bool {
        matches!(self.tag(after), Tag::Preposition | Tag::Time)
            && after >= 2
            && matches!(
                self.tag(after - 2),
                Tag::Word | Tag::Name | Tag::Role | Tag::SourceNoun | Tag::Relative | Tag::Adverb
            )
    }

    /// Drops what stands before the phrase proper: conjunctions, adverbs, a phrase of place or time.
    fn trim(&self, mut first: usize, last: usize) -> Option<usize> {
        loop {
            if first >= last {
                return None;
            }
            match self.tag(first) {
                Tag::Coordinator | Tag::Adverb | Tag::Mark | Tag::Possessive | Tag::Time | Tag::Stop => first += 1,
                Tag::Preposition => first = self.after_opening(first, last),
                Tag::Number | Tag::Determiner if last - first == 1 => return Some(first),
                _ => return Some(first),
            }
        }
    }

    /// Behind a prepositional phrase that opens a clause without a comma ("In a statement the company").
    fn after_opening(&self, preposition: usize, last: usize) -> usize {
        let mut at = preposition + 1;
        while at + 1 < last {
            at += 1;
            let before = self.tag(at - 1);
            let starts = match self.tag(at) {
                Tag::Determiner | Tag::Pronoun => {
                    !matches!(before, Tag::Preposition | Tag::Determiner | Tag::Coordinator)
                }
                Tag::Name | Tag::Title | Tag::Role => matches!(before, Tag::Time | Tag::Number | Tag::Word),
                _ => before == Tag::Time && !matches!(self.tag(at), Tag::Preposition),
            };
            if starts {
                return at;
            }
        }
        preposition + 1
    }

    /// Whether the word at `at` opens a clause by a clitic, so that nothing before it is its subject.
    pub fn opens_clause(&self, at: usize) -> bool {
        self.reading.lookup(at).clitics & self.grammar.conjunctions != 0
    }

    /// Whose noun stands at `noun`: "Ms Hill's claim", "his claim".
    pub fn possessor(&self, noun: usize) -> Option<Phrase> {
        let mark = noun.checked_sub(1)?;
        match self.tag(mark) {
            Tag::Possessive => self.plain(mark),
            Tag::Determiner if self.has_role(mark, &[self.grammar.roles.possessive]) => Some(self.phrase(mark, noun)),
            _ => None,
        }
    }

    /// The noun phrase that begins at `at`, behind a cue; `attached`: its first noun may carry a preposition.
    pub fn source_after(&self, at: usize, attached: bool, verb: Option<EntryId>) -> Option<Phrase> {
        let told = self.over_pronouns(at);
        if told > at && self.grammar.settings.subject_follows {
            return self.source_after(told, attached, verb).or_else(|| self.name_like_pronoun(at));
        }
        match self.tag(at) {
            Tag::Attached if attached => {
                let rest = self.phrase_after(at + 1);
                Some(self.phrase(at, rest.map_or(at + 1, |rest| rest.last)))
            }
            _ if attached => {
                let phrase = self.phrase_behind(at, verb)?;
                Some(Phrase { last: self.qualified(phrase), ..phrase })
            }
            _ => self.phrase_behind(at, verb),
        }
    }

    /// The noun phrase that begins at `at`, behind an inverted verb.
    pub fn phrase_after(&self, at: usize) -> Option<Phrase> {
        self.phrase_behind(at, None)
    }

    /// Whether a noun with a preposition glued to it ends a name in quotation marks, or of a body and its adjective:
    /// وكالة "المشرق" للأنباء, المديرية العامة للأرصاد.
    fn ends_name(&self, first: usize, at: usize) -> bool {
        let clitics = self.reading.lookup(at).clitics;
        let adjective = |at: usize| {
            self.tag(at) == Tag::Word
                && self.grammar.is_adjective(self.reading.lookup(at), self.reading.slice(at, at + 1))
                && matches!(self.tag_before(at), Tag::SourceNoun | Tag::Attached)
        };
        at > first + 1
            && (self.tag_before(at) == Tag::QuoteClose || adjective(at - 1))
            && self.grammar.has_article(clitics)
            && clitics & self.grammar.addressee != 0
    }

    /// Whether the noun at `at` names the body that a document of an adjective belongs to: حصيلة أولية لديوان الحبوب.
    fn is_of_body(&self, first: usize, at: usize) -> bool {
        let lookup = self.reading.lookup(at);
        let adjective = self.grammar.is_adjective(self.reading.lookup(at - 1), self.reading.slice(at - 1, at));
        adjective
            && at == first + 2
            && self.tag(first) == Tag::SourceNoun
            && lookup.clitics & self.grammar.addressee != 0
            && matches!(self.grammar.tag_of(lookup), Tag::SourceNoun | Tag::Role)
    }

    /// Whether a preposition of one letter parts a document from the name in quotation marks of whoever made it.
    fn is_document_of(&self, first: usize, preposition: usize) -> bool {
        preposition > first
            && self.tag(preposition + 1) == Tag::QuoteOpen
            && self.has_role(preposition, &[self.grammar.roles.addressee])
            && self.is_document(Phrase::of(first, preposition))
    }

    /// Whether a preposition stands behind a number and before those that it counts among: اثنان من هؤلاء الموظفين.
    fn counts_among(&self, preposition: usize) -> bool {
        self.tag(preposition) == Tag::Preposition
            && self.tag_before(preposition) == Tag::Number
            && (self.is_definite(preposition + 1) || self.tag(preposition + 1) == Tag::Determiner)
    }

    /// The same, behind a verb that may take a preposition of its own.
    fn phrase_behind(&self, at: usize, verb: Option<EntryId>) -> Option<Phrase> {
        let mut last = at;
        let mut named = false;
        // "and said that": a word that only points is nobody.
        if self.grammar.settings.subject_follows
            && self.tag(at) == Tag::Determiner
            && !matches!(
                self.tag(at + 1),
                Tag::Word | Tag::Role | Tag::SourceNoun | Tag::Title | Tag::Name | Tag::Number
            )
        {
            return None;
        }
        while last < self.last && last - at < REACH {
            let tag = self.tag(last);
            // "announced the company the closing of": the event is what was said.
            if last > at && self.is_event(last) {
                break;
            }
            let goes_on = match tag {
                Tag::Pronoun if last == at => return Some(self.phrase(at, at + 1)),
                Tag::Name => {
                    named = true;
                    true
                }
                Tag::Word | Tag::Number | Tag::Role | Tag::Title | Tag::SourceNoun | Tag::Possessive | Tag::Mark => {
                    true
                }
                Tag::Determiner => {
                    last == at
                        || matches!(self.tag(last - 1), Tag::Preposition | Tag::Coordinator | Tag::Determiner)
                        // "a person close to the board": the last word of an entry for sources
                        || self.tag(last - 1) == Tag::SourceNoun
                            && matches!(
                                self.grammar.tag_of(self.reading.lookup(last - 1)),
                                Tag::Preposition | Tag::Infinitive
                            )
                }
                // "تقرير لـ“الصحيفة”": whose document it is.
                Tag::Preposition if self.is_document_of(at, last) => {
                    match self.quote_around(last + 1).filter(|quote| quote.scare && quote.close < self.last) {
                        Some(quote) => {
                            last = quote.close;
                            break;
                        }
                        None => false,
                    }
                }
                // A name has no further place; a role or a body has ("an official at the ministry").
                Tag::Preposition | Tag::Attached if self.grammar.settings.subject_follows => {
                    last > at
                        && self.tag(last + 1) != Tag::QuoteOpen
                        && self.told_at(last).is_none()
                        && (matches!(self.tag(last - 1), Tag::Role | Tag::SourceNoun)
                            || self.ends_name(at, last)
                            || self.is_of_body(at, last)
                            || self.counts_among(last))
                        && !verb.is_some_and(|verb| self.takes(verb, last))
                }
                Tag::Attached => false,
                // "النقابة الوطنية للصحفيين": elsewhere whoever is told.
                Tag::Time if self.grammar.settings.subject_follows => self.ends_name(at, last),
                // "رئيس الوزراء لي تشيانغ": a name written as a pronoun with its preposition.
                Tag::Adverb => last > at && self.is_name_like_pronoun(last),
                // A name in quotation marks behind what it names: the newspaper “X”; a body that opens the phrase.
                Tag::QuoteOpen
                    if last > at && matches!(self.tag(last - 1), Tag::SourceNoun | Tag::Role)
                        || last == at
                            && self.grammar.settings.subject_follows
                            && self.tag(at + 1) != Tag::Connector =>
                {
                    match self.quote_around(last).filter(|quote| quote.scare && quote.close < self.last) {
                        Some(quote) => {
                            named = true;
                            last = quote.close;
                            continue;
                        }
                        None => false,
                    }
                }
                Tag::Preposition => last > at && !named,
                Tag::Coordinator => {
                    last > at
                        && matches!(
                            self.tag(last + 1),
                            Tag::Name | Tag::Determiner | Tag::Word | Tag::Title | Tag::Role
                        )
                }
                Tag::Stop => last > at && self.inner_stop(last),
                _ => false,
            };
            if !goes_on {
                break;
            }
            last += 1;
        }
        while last > at
            && matches!(self.tag(last - 1), Tag::Preposition | Tag::Coordinator | Tag::Mark | Tag::Determiner)
        {
            last -= 1;
        }
        (last > at).then(|| self.phrase(at, self.named_apart(at, last)))
    }
}
