//! The work on claims: progress, evidence, right of reply, assignment, tags, sign-off; what comes next.

use std::path::Path;

use serde::Serialize;

use super::{App, AppError};
use crate::extract::Request;
use crate::intake::{self, Input, Limits};
use crate::ledger::{By, Evidence, QueueEntry, Reply};
use crate::model::{Event, Progress};

/// A sentence that has a figure or a reporting word and gave no claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Uncovered {
    /// First code point.
    pub start: usize,
    /// Code point after.
    pub end: usize,
    /// The sentence.
    pub text: String,
    /// The figures and reporting words in it.
    pub because: Vec<String>,
}

/// How much of a document became claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// `D3`.
    pub document: String,
    /// How many sentences it has.
    pub sentences: usize,
    /// How many of them hold a figure or a reporting word.
    pub candidates: usize,
    /// How many of those hold a claim.
    pub covered: usize,
    /// The others.
    pub uncovered: Vec<Uncovered>,
}

impl App {
    /// Moves a claim's progress.
    ///
    /// # Errors
    /// There is no such claim, or the ledger cannot be written.
    pub fn set_progress(&mut self, claim: &str, progress: Progress, note: Option<&str>) -> Result<Event, AppError> {
        let by = By::new(&self.actor, (self.clock)());
        let done = self.ledger.set_progress(claim, progress, note, &by);
        self.told(done)
    }

    /// Gives a claim to a person, or to nobody.
    ///
    /// # Errors
    /// There is no such claim, or the ledger cannot be written.
    pub fn assign(&mut self, claim: &str, to: Option<&str>) -> Result<Event, AppError> {
        let by = By::new(&self.actor, (self.clock)());
        let done = self.ledger.assign(claim, to, &by);
        self.told(done)
    }

    /// Puts a word on a claim, or takes it off.
    ///
    /// # Errors
    /// There is no such claim, or the ledger cannot be written.
    pub fn tag(&mut self, claim: &str, tag: &str, removed: bool) -> Result<Event, AppError> {
        let by = By::new(&self.actor, (self.clock)());
        let done = self.ledger.tag(claim, tag, removed, &by);
        self.told(done)
    }

    /// Signs a claim's verdicts off.
    ///
    /// # Errors
    /// There is nothing to sign off, another person must do it, or the ledger cannot be written.
    pub fn sign_off(&mut self, claim: &str, note: Option<&str>) -> Result<Event, AppError> {
        let by = By::new(&self.actor, (self.clock)());
        let done = self.ledger.sign_off(claim, note, &by);
        self.told(done)
    }

    /// Demands, or no longer demands, that another person signs off.
    ///
    /// # Errors
    /// The ledger cannot be written.
    pub fn demand_second_person(&mut self, demanded: bool) -> Result<Event, AppError> {
        let by = By::new(&self.actor, (self.clock)());
        let value = if demanded { "true" } else { "false" };
        let done = self.ledger.set_setting("sign_off_by_second_person", value, &by);
        self.told(done)
    }

    /// Records a right of reply.
    ///
    /// # Errors
    /// There is no such claim, or the ledger cannot be written.
    pub fn record_reply(&mut self, claim: &str, reply: &Reply) -> Result<Event, AppError> {
        let by = By::new(&self.actor, (self.clock)());
        let done = self.ledger.record_reply(claim, reply, &by);
        self.told(done)
    }

    /// Puts evidence to a claim: a file, which is kept, or a URL. A quotation must stand word for word in the file.
    ///
    /// # Errors
    /// The file cannot be read, the quotation does not stand in it or has no file, there is neither file nor
    /// URL, there is no such claim, or the ledger cannot be written.
    pub fn add_evidence(
        &mut self,
        claim: &str,
        evidence: Evidence,
        file: Option<&Path>,
        limits: &Limits,
    ) -> Result<Event, AppError> {
        let by = By::new(&self.actor, (self.clock)());
        let Some(file) = file else {
            if evidence.url.is_none() {
                return Err(AppError::Refused("evidence is a file or a URL; give --file or --url".to_owned()));
            }
            if evidence.quote.is_some() {
                let reason = "a quotation is held against the file it stands in; save the page and give it with --file";
                return Err(AppError::Refused(reason.to_owned()));
            }
            let done = self.ledger.add_evidence(claim, &evidence, &by);
            return self.told(done);
        };
        let bytes = intake::read_bytes(&Input::File(file.to_owned()), limits)?;
        // A picture has no text; it can be kept, but not quoted.
        let text = match intake::read_from(&file.display().to_string(), &bytes, limits, None) {
            Ok(read) => read.reading.text,
            Err(error) if evidence.quote.is_some() => return Err(error.into()),
            Err(_) => String::new(),
        };
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
        let evidence = Evidence { file_name: name, ..evidence };
        let done = self.ledger.add_evidence_file(claim, &evidence, &bytes, &text, &by);
        self.told(done)
    }

    /// The evidence put to a claim, with the event that brought each.
    ///
    /// # Errors
    /// There is no such claim, or the ledger cannot be read.
    pub fn evidence(&self, claim: &str) -> Result<Vec<(Event, Evidence)>, AppError> {
        self.told(self.ledger.claim(claim).and_then(|_| self.ledger.evidence(claim)))
    }

    /// The claims to check next, the most pressing first.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn queue(&self, limit: usize) -> Result<Vec<QueueEntry>, AppError> {
        let today = (self.clock)().format("%Y-%m-%d").to_string();
        Ok(self.ledger.queue(limit, &today)?)
    }

    /// The sentences of a document that have a figure or a reporting word and gave no claim.
    ///
    /// # Errors
    /// There is no such document, or the ledger cannot be read.
    pub fn coverage(&self, document: &str) -> Result<Coverage, AppError> {
        let stored = self.told(self.ledger.document(document))?;
        let request = Request {
            id: document,
            text: &stored.document.text,
            language: Some(&stored.document.language),
            date: stored.document.publication.day(),
        };
        let annotation = self.engine.worker().annotate(&request);
        let mut claims = Vec::new();
        for id in &stored.claims {
            let record = self.ledger.claim(id)?.record;
            claims.push((record.selector.start, record.selector.end));
        }
        let letters: Vec<char> = stored.document.text.chars().collect();
        let mut coverage = Coverage {
            document: stored.head.id,
            sentences: annotation.sentences.len(),
            candidates: 0,
            covered: 0,
            uncovered: Vec::new(),
        };
        for sentence in &annotation.sentences {
            let inside = |start: usize| (sentence.start..sentence.end).contains(&start);
            let figures = annotation.quantities.iter().filter(|one| inside(one.start)).map(|one| one.text.clone());
            let cues = annotation.attributions.iter().filter_map(|one| one.cue.as_ref());
            let cues = cues.filter(|cue| inside(cue.start)).map(|cue| cue.text.clone());
            let because: Vec<String> = figures.chain(cues).collect();
            if because.is_empty() {
                continue;
            }
            coverage.candidates += 1;
            if claims.iter().any(|(start, end)| *start < sentence.end && sentence.start < *end) {
                coverage.covered += 1;
                continue;
            }
            let text = letters.get(sentence.start..sentence.end).unwrap_or_default().iter().collect();
            coverage.uncovered.push(Uncovered { start: sentence.start, end: sentence.end, text, because });
        }
        Ok(coverage)
    }

    /// Refuses what would begin a ledger only to look for something in it.
    pub fn has_claim(&self, claim: &str) -> Result<(), AppError> {
        self.told(self.ledger.claim(claim)).map(|_| ())
    }
}
