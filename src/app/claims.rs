//! Claims as `CONTRACT.md` shows them.

use super::{App, AppError};
use crate::ledger::{DocumentHead, Reply, StoredClaim};
use crate::model::{ClaimFilter, EventKind};
use crate::report::view::{ClaimView, DocumentView, EvidenceView, OtherVerdictView, RemarkView, ReplyView, SourceView};

impl App {
    /// The claims that meet the filter, by number.
    ///
    /// # Errors
    /// A source or document of the filter is unknown, or the ledger cannot be read.
    pub fn claims(&self, filter: &ClaimFilter) -> Result<Vec<ClaimView>, AppError> {
        for name in [&filter.source, &filter.root].into_iter().flatten() {
            self.known_source(name)?;
        }
        if let Some(document) = &filter.document {
            self.ledger.document(document).map_err(|error| self.hinted(error))?;
        }
        let claims = self.ledger.claims(filter).map_err(|error| self.hinted(error))?;
        claims.into_iter().map(|claim| self.claim_view(claim)).collect()
    }

    /// One claim by id.
    ///
    /// # Errors
    /// There is no such claim, or the ledger cannot be read.
    pub fn claim(&self, id: &str) -> Result<ClaimView, AppError> {
        let claim = self.ledger.claim(id).map_err(|error| self.hinted(error))?;
        self.claim_view(claim)
    }

    /// A source that the ledger or the registry knows. The registry's sources may have no claim yet.
    fn known_source(&self, name: &str) -> Result<(), AppError> {
        match self.ledger.source(name) {
            Ok(_) => Ok(()),
            Err(_) if self.packs().sources().find(name).is_some() => Ok(()),
            Err(error) => Err(self.hinted(error)),
        }
    }

    /// Everything known about a claim.
    pub(super) fn claim_view(&self, claim: StoredClaim) -> Result<ClaimView, AppError> {
        let evidence = self.ledger.evidence(&claim.id)?.into_iter().map(|(_, evidence)| EvidenceView {
            stance: evidence.stance,
            directness: evidence.directness,
            quote: evidence.quote,
            url: evidence.url,
            file: evidence.file_name,
            note: evidence.note,
        });
        let evidence = evidence.collect();
        let remarks = self.ledger.history(&claim.id)?.into_iter().filter_map(|entry| {
            // Evidence and replies stand on their own.
            let apart = matches!(entry.event.kind, EventKind::EvidenceAdded | EventKind::ReplyRecorded);
            let note = entry.note.filter(|_| !apart)?;
            Some(RemarkView { actor: entry.event.actor, at: entry.event.recorded_at, note })
        });
        let replies = self.ledger.replies(&claim.id)?.into_iter().map(|(_, reply)| reply_view(reply));
        let record = claim.record;
        Ok(ClaimView {
            document: document_view(claim.document),
            text: record.selector.exact,
            start: record.selector.start,
            end: record.selector.end,
            sentence: record.sentence,
            kind: record.kind,
            quantities: record.quantities,
            times: record.times,
            source: claim.source.map(|source| SourceView {
                id: source.id,
                name: source.name,
                kind: source.kind,
                grade: source.grade,
            }),
            chain: record.chain,
            basis: record.basis,
            roots: claim.roots,
            corroboration: claim.corroboration,
            outlets: claim.outlets,
            independent_roots: claim.independent_roots,
            progress: claim.progress,
            verdict: claim.verdicts,
            stale: claim.stale,
            presence: claim.presence.to_string(),
            successor: claim.successor,
            assignee: claim.assignee,
            tags: claim.tags,
            signed_off: claim.signed_off,
            other_verdicts: claim
                .other_verdicts
                .into_iter()
                .map(|(ledger, verdict)| OtherVerdictView { ledger, verdict })
                .collect(),
            replies: replies.collect(),
            worth: record.worth,
            because: record.because,
            summary: record.summary,
            rule: record.derivation.rule,
            evidence,
            remarks: remarks.collect(),
            id: claim.id,
        })
    }
}

/// A document without its text.
pub(super) fn document_view(head: DocumentHead) -> DocumentView {
    DocumentView {
        id: head.id,
        title: head.title,
        publisher: head.publisher,
        url: head.url,
        published_at: head.published_at,
        language: head.language,
    }
}

/// A right of reply as the reader wants it.
pub(super) fn reply_view(reply: Reply) -> ReplyView {
    ReplyView {
        to: reply.to,
        by: reply.by,
        asked_at: reply.asked_at,
        deadline: reply.deadline,
        answer: reply.answer,
        answered_at: reply.answered_at,
    }
}
