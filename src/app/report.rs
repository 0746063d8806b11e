//! A report: the claims asked for, with the articles they stand in.

use super::claims::document_view;
use super::{App, AppError};
use crate::extract::Request;
use crate::model::ClaimFilter;
use crate::report::view::{ArticleView, ClaimView, Report, Seal};

/// Which claims a report shows.
#[derive(Debug, Clone, Default)]
pub struct ReportRequest {
    /// The claims.
    pub filter: ClaimFilter,
    /// The same conditions as a reader knows them: option and value.
    pub conditions: Vec<(String, String)>,
}

impl App {
    /// Everything the report shows. Notes on verification are read anew from the articles' text.
    ///
    /// # Errors
    /// As [`App::claims`].
    pub fn report(&self, request: &ReportRequest) -> Result<Report, AppError> {
        let mut worker = self.engine.worker();
        let mut articles: Vec<ArticleView> = Vec::new();
        for claim in self.claims(&request.filter)? {
            match articles.iter_mut().find(|article| article.document.id == claim.document.id) {
                Some(article) => article.claims.push(claim),
                None => {
                    let stored = self.ledger.document(&claim.document.id)?;
                    let annotation = worker.annotate(&Request {
                        id: &claim.document.id,
                        text: &stored.document.text,
                        language: Some(&stored.document.language),
                        date: stored.document.publication.day(),
                    });
                    articles.push(ArticleView {
                        document: document_view(stored.head),
                        text: stored.document.text,
                        claims: vec![claim],
                        notes: annotation.notes,
                    });
                }
            }
        }
        for article in &mut articles {
            article.claims.sort_by_key(|claim: &ClaimView| (claim.start, claim.end));
        }
        Ok(Report { schema: 1, filter: request.conditions.clone(), ledger: self.seal()?, articles, proof: None })
    }

    /// What the report is drawn from.
    fn seal(&self) -> Result<Seal, AppError> {
        let (events, head) = self.ledger.head()?;
        Ok(Seal {
            events,
            head,
            made_at: (self.clock)().format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            made_by: self.actor.clone(),
            program: concat!("onrecord ", env!("CARGO_PKG_VERSION")).to_owned(),
        })
    }
}
