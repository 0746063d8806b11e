//! Stored documents read again by the rules now in force: what would change, and writing it down.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::Serialize;

use super::{App, AppError};
use crate::extract::{Request, Worker};
use crate::ledger::{By, ClaimDifference, Difference};
use crate::model::{ClaimKind, ClaimRecord, Document, Hop, Quantity, TemporalExpression};

/// A claim as rules read it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reading {
    /// The claim as it stands.
    pub text: String,
    /// First code point in the document's text.
    pub start: usize,
    /// Code point after.
    pub end: usize,
    /// Why it is one.
    pub kind: ClaimKind,
    /// Its figures.
    pub quantities: Vec<Quantity>,
    /// Its points and stretches of the calendar.
    pub times: Vec<TemporalExpression>,
    /// From the document's publisher to the root.
    pub chain: Vec<Hop>,
    /// What the root says it rests on.
    pub basis: Vec<Hop>,
    /// Names of the roots.
    pub roots: Vec<String>,
    /// How much it is worth checking, 0.0 to 1.0.
    pub worth: f64,
}

/// A claim that the rules now in force change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DifferenceRow {
    /// `D3`.
    pub document: String,
    /// `C7`; none for a claim that is not written down yet.
    pub claim: Option<String>,
    /// What they do to it.
    pub difference: Difference,
    /// What of it changes (`text`, `kind`, `figures`, `times`, `chain`, `basis`, `worth`).
    pub fields: Vec<&'static str>,
    /// Whether a verdict on it becomes stale.
    pub stale: bool,
    /// As it is stored.
    pub before: Option<Reading>,
    /// As the rules now in force read it.
    pub after: Option<Reading>,
}

/// What reading again found.
#[derive(Debug, Clone, PartialEq)]
pub struct Reread {
    /// How many documents were read.
    pub documents: usize,
    /// Every claim that changes, by document and place.
    pub differences: Vec<DifferenceRow>,
}

impl Reread {
    /// How many claims change in this way.
    pub fn count(&self, difference: Difference) -> usize {
        self.differences.iter().filter(|row| row.difference == difference).count()
    }

    /// How many verdicts become stale.
    pub fn stale(&self) -> usize {
        self.differences.iter().filter(|row| row.stale).count()
    }
}

impl App {
    /// Which stored claims would change under the rules now in force; nothing is written. No document named: all.
    ///
    /// # Errors
    /// There is no such document, no rules are at work on it, or the ledger cannot be read.
    pub fn differences(&self, documents: &[String]) -> Result<Reread, AppError> {
        let mut worker = self.engine.worker();
        let documents = self.to_reread(documents)?;
        let mut differences = Vec::new();
        for id in &documents {
            let claims = self.read_again(&mut worker, id)?;
            differences.extend(self.ledger.differences(id, &claims)?.into_iter().map(row));
        }
        Ok(Reread { documents: documents.len(), differences })
    }

    /// Writes down what the rules now in force change, one event a document; no verdict is touched. No document
    /// named: all.
    ///
    /// # Errors
    /// There is no such document, no rules are at work on it, or the ledger cannot be written.
    pub fn reextract(&mut self, documents: &[String]) -> Result<Reread, AppError> {
        let mut worker = self.engine.worker();
        let documents = self.to_reread(documents)?;
        let rules = self.packs().hash().to_owned();
        let mut differences = Vec::new();
        for id in &documents {
            let claims = self.read_again(&mut worker, id)?;
            let by = By::new(&self.actor, (self.clock)());
            differences.extend(self.ledger.reextract(id, &claims, &rules, &by)?.into_iter().map(row));
        }
        Ok(Reread { documents: documents.len(), differences })
    }

    /// The documents named, each checked, or all.
    fn to_reread(&self, documents: &[String]) -> Result<Vec<String>, AppError> {
        if documents.is_empty() {
            return Ok(self.ledger.extracted_documents()?);
        }
        for id in documents {
            self.told(self.ledger.check_extracted(id))?;
        }
        Ok(documents.iter().map(|id| id.to_ascii_uppercase()).collect())
    }

    fn read_again(&self, worker: &mut Worker, id: &str) -> Result<Vec<ClaimRecord>, AppError> {
        let document = self.ledger.document(id)?.document;
        catch_unwind(AssertUnwindSafe(|| records(worker, &document))).map_err(|_| {
            AppError::Refused(format!("{id}: the program failed on this text; please report it with the text"))
        })
    }
}

/// The claims of a stored document, as adding it now would take them out.
fn records(worker: &mut Worker, document: &Document) -> Vec<ClaimRecord> {
    let request = Request {
        id: &document.origin,
        text: &document.text,
        language: Some(&document.language),
        date: document.publication.day(),
    };
    worker.records(&request, &document.publication).1
}

fn row(found: ClaimDifference) -> DifferenceRow {
    let fields = match (&found.before, &found.after) {
        (Some(before), Some(after)) => fields(before, after),
        _ => Vec::new(),
    };
    DifferenceRow {
        document: found.document,
        claim: found.claim,
        difference: found.difference,
        fields,
        stale: found.stale,
        before: found.before.map(reading),
        after: found.after.map(reading),
    }
}

fn fields(before: &ClaimRecord, after: &ClaimRecord) -> Vec<&'static str> {
    let figures = |one: &ClaimRecord| -> Vec<Quantity> { one.quantities.iter().map(Quantity::bare).collect() };
    let times =
        |one: &ClaimRecord| -> Vec<TemporalExpression> { one.times.iter().map(TemporalExpression::bare).collect() };
    let changed = [
        ("text", before.selector.exact != after.selector.exact),
        ("kind", before.kind != after.kind),
        ("figures", figures(before) != figures(after)),
        ("times", times(before) != times(after)),
        ("chain", !Hop::same_way(&before.chain, &after.chain)),
        ("roots", before.roots != after.roots),
        ("basis", !Hop::same_way(&before.basis, &after.basis)),
        ("worth", format!("{:.2}", before.worth) != format!("{:.2}", after.worth)),
    ];
    changed.into_iter().filter_map(|(field, changed)| changed.then_some(field)).collect()
}

fn reading(record: ClaimRecord) -> Reading {
    Reading {
        text: record.selector.exact,
        start: record.selector.start,
        end: record.selector.end,
        kind: record.kind,
        quantities: record.quantities,
        times: record.times,
        chain: record.chain,
        basis: record.basis,
        roots: record.roots,
        worth: record.worth,
    }
}
