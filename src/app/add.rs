//! Articles into the ledger.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::Serialize;

use super::{App, AppError, pipeline};
use crate::extract::{Engine, Request, Worker};
use crate::intake::{self, Input, Intake, Limits};
use crate::ledger::By;
use crate::model::{ClaimRecord, Document, Publication};

/// Documents that are entered in one transaction.
const TOGETHER: usize = 32;

/// What holds for every article added together.
#[derive(Debug, Clone, Default)]
pub struct AddOptions {
    /// What is known from outside the text.
    pub publication: Publication,
    /// BCP 47 tag; none to identify the language.
    pub language: Option<String>,
    /// Character set; none to detect it.
    pub charset: Option<String>,
    /// How much is read.
    pub limits: Limits,
    /// Threads to read on.
    pub threads: usize,
}

/// What became of one input, in the shape of `CONTRACT.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AddResult {
    /// The input as it was named.
    pub input: String,
    /// Id of the document; none when it failed.
    pub document: Option<String>,
    /// `added`, `unchanged`, `new_version`, `failed`.
    pub status: &'static str,
    /// How many claims it has.
    pub claims: usize,
    /// For a new version: how many claims of the version before were kept, moved, read otherwise, altered, vanished.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub changes: BTreeMap<&'static str, usize>,
    /// BCP 47 tag of its main language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Character set it was decoded from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// What the file says of its publication and nobody else did; given by a person, it is not told again.
    #[serde(skip_serializing_if = "Publication::is_unknown")]
    pub says: Publication,
    /// Whether the day of its publication is known.
    #[serde(skip)]
    pub dated: bool,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// An article that was read, with its claims and what the file says of itself, or why it was not.
type Prepared = (String, Result<(Document, Vec<ClaimRecord>, Publication), AppError>);

impl App {
    /// Adds every input, on several threads; what each became is told in the order of the inputs, and
    /// only after it is safely in the ledger. A bad input costs one input.
    ///
    /// # Errors
    /// The ledger cannot be written. What was told before stays.
    pub fn add(
        &mut self,
        inputs: Vec<Input>,
        options: &AddOptions,
        mut tell: impl FnMut(AddResult),
    ) -> Result<(), AppError> {
        let (engine, settings) = (self.engine.clone(), options.clone());
        let make_worker = move || {
            let (engine, settings) = (engine.clone(), settings.clone());
            let mut worker = engine.worker();
            move |input: Input| (input.name(), prepare(&engine, &mut worker, &input, &settings))
        };
        let (mut waiting, mut result) = (Vec::new(), Ok(()));
        let threads = options.threads.min(inputs.len());
        pipeline::ordered(threads, inputs.into_iter(), make_worker, |prepared: Prepared| {
            waiting.push(prepared);
            if waiting.len() >= TOGETHER {
                result = self.enter(std::mem::take(&mut waiting), &mut tell);
            }
            if result.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        result?;
        self.enter(waiting, &mut tell)
    }

    /// Enters what was prepared in one transaction, then tells.
    fn enter(&mut self, prepared: Vec<Prepared>, tell: &mut impl FnMut(AddResult)) -> Result<(), AppError> {
        let by = By::new(&self.actor, (self.clock)());
        let rules = self.engine.packs().hash().to_owned();
        let good: Vec<(&Document, &[ClaimRecord])> = prepared
            .iter()
            .filter_map(|(_, read)| read.as_ref().ok())
            .map(|(document, claims, _)| (document, claims.as_slice()))
            .collect();
        let mut added = self.ledger.add_documents(&good, &rules, &by)?.into_iter();
        for (input, read) in prepared {
            let (document, says, error) = match read {
                Ok((document, _, says)) => (Some(document), says, None),
                Err(error) => (None, Publication::default(), Some(error.to_string())),
            };
            let entered = document.as_ref().and_then(|_| added.next());
            if let Some(error) = &error {
                self.ledger.record_failure(&input, error, &by)?;
            }
            tell(AddResult {
                input,
                status: entered.as_ref().map_or("failed", |added| added.status.as_str()),
                claims: entered.as_ref().map_or(0, |added| added.claims),
                changes: entered
                    .iter()
                    .flat_map(|added| &added.changes)
                    .map(|(presence, count)| (presence.as_str(), *count))
                    .collect(),
                document: entered.map(|added| added.document),
                says,
                dated: document.as_ref().is_some_and(|document| document.publication.day().is_some()),
                language: document.as_ref().map(|document| document.language.clone()),
                encoding: document.map(|document| document.encoding),
                error,
            });
        }
        Ok(())
    }
}

/// Reads an input and takes its claims out. An article that makes the program fail costs one article.
fn prepare(
    engine: &Engine,
    worker: &mut Worker,
    input: &Input,
    options: &AddOptions,
) -> Result<(Document, Vec<ClaimRecord>, Publication), AppError> {
    let read = intake::read(input, &options.limits, options.charset.as_deref())?;
    let says = read.reading.publication.clone().without(&options.publication);
    let origin = origin(&input.name());
    let outcome = catch_unwind(AssertUnwindSafe(|| take(worker, read, origin, options)));
    outcome.map(|(document, claims)| (document, claims, says)).map_err(|_| {
        *worker = engine.worker();
        AppError::Refused(format!("{}: the program failed on this text; please report it with the text", input.name()))
    })
}

/// Where an input was read from: its whole path, so that two files of one name are two.
fn origin(name: &str) -> String {
    match std::path::absolute(name) {
        Ok(path) if name != "-" => path.display().to_string(),
        _ => name.to_owned(),
    }
}

/// A document of what was read, with its claims.
pub(super) fn take(
    worker: &mut Worker,
    read: Intake,
    origin: String,
    options: &AddOptions,
) -> (Document, Vec<ClaimRecord>) {
    let publication = options.publication.clone().or(read.reading.publication);
    let language = options.language.as_deref();
    let request = Request { id: &origin, text: &read.reading.text, language, date: publication.day() };
    let (annotation, claims) = worker.records(&request, &publication);
    let document = Document {
        text: read.reading.text,
        text_hash: read.text_hash,
        content_hash: read.content_hash,
        media_type: read.reading.media_type.into_owned(),
        encoding: read.reading.encoding.into_owned(),
        language: annotation.language,
        origin,
        publication,
    };
    (document, claims)
}
