//! A claim that a person writes down in a line.

use super::add::{AddOptions, take};
use super::{App, AppError};
use crate::intake::{self, Limits};
use crate::ledger::By;
use crate::model::{ClaimKind, ClaimRecord, Derivation, Hop, Publication, Selector, SourceKind};

/// A claim in a person's own words.
#[derive(Debug, Clone, Default)]
pub struct LogRequest {
    /// The words, read by the same rules as an article.
    pub text: String,
    /// Who says it, where the words do not name anybody.
    pub source: Option<String>,
    /// Where it was found.
    pub url: Option<String>,
    /// Day it was published, ISO 8601.
    pub date: Option<String>,
    /// BCP 47 tag; none to identify the language.
    pub language: Option<String>,
}

impl App {
    /// Writes the claims of a line down; their ids.
    ///
    /// # Errors
    /// The words hold nothing to check, or the ledger cannot be written.
    pub fn log(&mut self, request: &LogRequest) -> Result<Vec<String>, AppError> {
        let read = intake::read_from("-", request.text.as_bytes(), &Limits::default(), None).map_err(|_| {
            AppError::Refused("there are no words to log; write the claim between quotation marks".into())
        })?;
        let publication =
            Publication { url: request.url.clone(), published_at: request.date.clone(), ..Publication::default() };
        let options = AddOptions { publication, language: request.language.clone(), ..AddOptions::default() };
        let (document, mut claims) = take(&mut self.engine.worker(), read, "-".to_owned(), &options);
        if let Some(source) = &request.source {
            let hop = self.hop(source);
            if claims.is_empty() {
                claims.push(whole(&document.text, self.engine.packs().hash()));
            }
            for claim in claims.iter_mut().filter(|claim| claim.roots.is_empty()) {
                claim.roots = vec![hop.name.clone()];
                claim.chain.push(hop.clone());
            }
        }
        if claims.is_empty() {
            let reason =
                "nothing to check was found in these words; name a figure in them, or who says it with --source";
            return Err(AppError::Refused(reason.to_owned()));
        }
        let rules = self.engine.packs().hash().to_owned();
        let by = By::new(&self.actor, (self.clock)());
        let (_, ids) = self.ledger.log_claim(&document, &claims, &rules, &by)?;
        Ok(ids)
    }

    /// A source as a person names it: known to the ledger, to the registry, or new.
    fn hop(&self, name: &str) -> Hop {
        let known = self.ledger.source(name).ok().map(|source| (source.summary.name, source.summary.kind));
        let known = known.or_else(|| self.packs().sources().find(name).map(|found| (found.name.clone(), found.kind)));
        let (name, kind) = known.unwrap_or_else(|| (name.trim().to_owned(), SourceKind::Organisation));
        Hop::named(name, kind)
    }
}

/// The whole text as one statement, when no rule took anything out of it.
fn whole(text: &str, rules: &str) -> ClaimRecord {
    let end = text.chars().count();
    ClaimRecord {
        selector: Selector { exact: text.to_owned(), prefix: String::new(), suffix: String::new(), start: 0, end },
        sentence: text.to_owned(),
        kind: ClaimKind::Statement,
        quantities: Vec::new(),
        times: Vec::new(),
        chain: Vec::new(),
        basis: Vec::new(),
        roots: Vec::new(),
        worth: 0.5,
        because: Vec::new(),
        summary: String::new(),
        derivation: Derivation {
            rule: "logged".to_owned(),
            builder: "logged".to_owned(),
            start: 0,
            end,
            text: text.to_owned(),
            value: String::new(),
            parts: Vec::new(),
        },
        rules: rules.to_owned(),
    }
}
