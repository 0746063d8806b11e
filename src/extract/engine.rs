//! Reads a document: tokens, sentences, then every stratum of rules.

use std::sync::Arc;

use chrono::NaiveDate;

use super::attribution::{self, Grammar, Work};
use super::builder::{self, Builder};
use super::matcher::Scratch;
use super::mention::NONE;
use super::reading::{Buffers, Reading, Sentence, Sign};
use super::{claim, currency, derive, json, output, records, strata};
use crate::lang::identify;
use crate::lang::lexicon::{Lexicon, Lookup};
use crate::lang::names::Name;
use crate::lang::recent::Recent;
use crate::lang::{Pack, PackError, Packs, PerPack};
use crate::model::{Annotation, ClaimRecord, Derivation, Publication};
use crate::text::sentence::{self, Stop, StopWords};
use crate::text::token;

/// A document to read.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Its id, passed through.
    pub id: &'a str,
    /// Its text.
    pub text: &'a str,
    /// BCP 47 tag of its language; found out when none is given.
    pub language: Option<&'a str>,
    /// The day it is from, for "yesterday" and "last month".
    pub date: Option<NaiveDate>,
}

/// The compiled rules; cheap to clone, shared by all threads.
#[derive(Clone)]
pub struct Engine {
    packs: Arc<Packs>,
    /// By rule.
    builders: Arc<PerPack<Vec<Builder>>>,
    grammars: Arc<PerPack<Grammar>>,
}

impl Engine {
    /// Joins the packs' rules with their builders; those of packs that are ready now, of others when they are needed.
    ///
    /// # Errors
    /// When a rule names a builder that does not exist, or declares a frame that cannot be read.
    pub fn new(packs: Arc<Packs>) -> Result<Engine, PackError> {
        let languages = packs.languages().len();
        let (builders, grammars) = (PerPack::of(languages), PerPack::of(languages));
        for (number, pack) in packs.ready() {
            let (built, grammar) = (builder::for_pack(pack)?, Grammar::new(pack, &pack.names)?);
            builders.get_or(number, || Some(built));
            grammars.get_or(number, || Some(grammar));
        }
        Ok(Engine { packs, builders: Arc::new(builders), grammars: Arc::new(grammars) })
    }

    /// A pack with everything that reads with it.
    fn pack(&self, number: u8) -> Option<&Pack> {
        let pack = self.packs.pack(number)?;
        self.builders.get_or(number, || builder::for_pack(pack).ok())?;
        self.grammars.get_or(number, || Grammar::new(pack, &pack.names).ok())?;
        Some(pack)
    }

    /// A reader for one thread.
    pub fn worker(&self) -> Worker {
        Worker { engine: self.clone(), buffers: Buffers::default(), scratch: Scratch::default(), work: Work::default() }
    }

    /// The packs in force.
    pub fn packs(&self) -> &Packs {
        &self.packs
    }
}

/// Reads documents one after the other, keeping its buffers.
pub struct Worker {
    engine: Engine,
    buffers: Buffers,
    scratch: Scratch,
    work: Work,
}

impl Worker {
    /// Everything the rules read in the document.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use onrecord::{extract::{Engine, Request}, lang::Packs};
    /// let engine = Engine::new(Arc::new(Packs::builtin().unwrap())).unwrap();
    /// let request = Request { id: "1", text: "It paid $3 million.", language: None, date: None };
    /// let annotation = engine.worker().annotate(&request);
    /// assert_eq!(annotation.quantities[0].to_string(), "3000000 USD");
    /// ```
    pub fn annotate(&mut self, request: &Request<'_>) -> Annotation {
        let Worker { engine, buffers, scratch, work } = self;
        let (reading, language) = read(engine, buffers, scratch, work, request);
        output::annotation(&reading, request.id, &language)
    }

    /// Appends the same as JSON to `out`, as one line without its break.
    pub fn write(&mut self, request: &Request<'_>, out: &mut Vec<u8>) {
        let Worker { engine, buffers, scratch, work } = self;
        let (reading, language) = read(engine, buffers, scratch, work, request);
        json::write(&reading, request.id, &language, out);
    }

    /// Every mention with the rule that found it, those taken in by others too: what rule examples are checked against.
    pub fn trace(&mut self, request: &Request<'_>) -> Vec<Derivation> {
        let Worker { engine, buffers, scratch, work } = self;
        let (reading, _) = read(engine, buffers, scratch, work, request);
        let places = output::Places::new(&reading);
        reading
            .buffers
            .mentions
            .iter()
            .map(|mention| derive::derivation(&reading, &places, mention))
            // A cue that led to no attribution says nothing.
            .filter(|step| !step.value.is_empty())
            .collect()
    }

    /// The same, and each claim on its own feet for the ledger.
    pub fn records(&mut self, request: &Request<'_>, publication: &Publication) -> (Annotation, Vec<ClaimRecord>) {
        let Worker { engine, buffers, scratch, work } = self;
        let (reading, language) = read(engine, buffers, scratch, work, request);
        let annotation = output::annotation(&reading, request.id, &language);
        let records = records::records(&reading, &annotation, publication);
        (annotation, records)
    }
}

fn read<'a>(
    engine: &'a Engine,
    buffers: &'a mut Buffers,
    scratch: &mut Scratch,
    work: &mut Work,
    request: &Request<'a>,
) -> (Reading<'a>, String) {
    let packs = &*engine.packs;
    let text = request.text;
    let language = request.language.map_or_else(|| identify::language_of(text).to_owned(), str::to_owned);
    let number = packs.number_of(&language);
    buffers.tokens.clear();
    buffers.mentions.clear();
    buffers.parts.clear();
    buffers.sentences.clear();
    buffers.attributions.clear();
    buffers.claims.clear();
    token::tokenize(text, &mut buffers.tokens);
    look_up_all(engine, number, text, buffers);
    split_sentences(engine, number, text, buffers);
    buffers.starting.clear();
    buffers.starting.resize(buffers.tokens.len(), NONE);
    buffers.signs.clear();
    buffers.signs.resize(buffers.tokens.len(), Sign::default());
    let mut reading = Reading { text, date: request.date, packs, buffers };
    for index in 0..reading.buffers.sentences.len() {
        let Some(sentence) = reading.buffers.sentences.get(index).cloned() else { break };
        strata::read_sentence(&engine.builders, &mut reading, &sentence, scratch);
    }
    currency::resolve(&mut reading);
    attribution::read(&mut reading, &engine.grammars, work);
    claim::read(&mut reading);
    (reading, language)
}

fn look_up_all(engine: &Engine, document: Option<u8>, text: &str, buffers: &mut Buffers) {
    let Buffers { tokens, lookups, recent, .. } = buffers;
    lookups.clear();
    match document.and_then(|number| engine.pack(number)).zip(recent_of(recent, document)) {
        Some((pack, recent)) => lookups.extend(tokens.iter().map(|token| recent.look_up(pack, text, token))),
        None => lookups.resize(tokens.len(), Lookup::default()),
    }
}

/// The words of a pack that were looked up lately.
fn recent_of(recent: &mut Vec<Recent>, pack: Option<u8>) -> Option<&mut Recent> {
    let number = pack? as usize;
    if number >= recent.len() {
        recent.resize_with(number + 1, Recent::default);
    }
    recent.get_mut(number)
}

struct PackStops<'a> {
    lexicon: Option<&'a Lexicon>,
    lookups: &'a [Lookup],
    class: Option<u8>,
    may_end: Name,
    opener: u128,
}

impl StopWords for PackStops<'_> {
    fn stop_after(&self, index: usize) -> Stop {
        let (Some(class), Some(lexicon), Some(lookup)) = (self.class, self.lexicon, self.lookups.get(index)) else {
            return Stop::Ends;
        };
        if lookup.classes & (1 << class) == 0 {
            return Stop::Ends;
        }
        match lexicon
            .longest(self.lookups, index, index + 1, |entry| entry.class == class)
            .and_then(|(entry, _)| lexicon.entry(entry))
        {
            Some(entry) if entry.has(self.may_end) => Stop::MayEnd,
            Some(_) => Stop::Belongs,
            None => Stop::Ends,
        }
    }

    fn opens(&self, index: usize) -> bool {
        self.lookups.get(index).is_some_and(|lookup| lookup.classes & self.opener != 0)
    }
}

fn split_sentences(engine: &Engine, document: Option<u8>, text: &str, buffers: &mut Buffers) {
    let lexicon = document.and_then(|number| engine.pack(number)).map(|pack| &pack.lexicon);
    let bit = |name: &str| lexicon.and_then(|lexicon| lexicon.find_class(name)).map_or(0u128, |class| 1 << class);
    let stops = PackStops {
        lexicon,
        lookups: &buffers.lookups,
        class: lexicon.and_then(|lexicon| lexicon.find_class("abbreviation")),
        may_end: Name::of("may_end"),
        opener: bit("pronoun") | bit("determiner") | bit("conjunction") | bit("preposition") | bit("demonstrative"),
    };
    let mut ranges = Vec::new();
    sentence::split(text, &buffers.tokens, &stops, &mut ranges);
    for range in ranges {
        let tokens = buffers.tokens.get(range.clone()).unwrap_or(&[]);
        let number = identify::sentence_pack(&engine.packs, document, tokens);
        if number != document {
            let Buffers { tokens, lookups, recent, .. } = &mut *buffers;
            let mut reader = number.and_then(|number| engine.pack(number)).zip(recent_of(recent, number));
            for (token, slot) in tokens.iter().zip(lookups).take(range.end).skip(range.start) {
                let look_up = |(pack, recent): &mut (&Pack, &mut Recent)| recent.look_up(pack, text, token);
                *slot = reader.as_mut().map_or_else(Lookup::default, look_up);
            }
        }
        buffers.sentences.push(Sentence { first: range.start, last: range.end, pack: number });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_grows_with_the_text() {
        let mut worker = Engine::new(Arc::new(Packs::builtin().unwrap())).unwrap().worker();
        let mut steps = |text: &str| {
            let before = worker.scratch.taken;
            worker.annotate(&Request { id: "", text, language: Some("en"), date: None });
            worker.scratch.taken - before
        };
        for piece in
            ["1,", "x", "1-", "\"He said ", "between 3 and ", "The firm said it paid $3 million in May. ", "((", "3 "]
        {
            let (half, whole) = (steps(&piece.repeat(1_000)), steps(&piece.repeat(2_000)));
            assert!(whole <= half * 9 / 4 + 4_096, "{piece:?}: {half} steps, twice the text {whole}");
        }
    }
}
