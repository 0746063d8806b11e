//! Reading stored documents again by other rules: what would change, and writing it down.

use super::continuation::{self, Continuation};
use super::documents::{document_by_id, event_id, extract};
use super::payload::{ClaimRef, Presence};
use super::query::{self, OldClaim};
use super::{By, Ledger, LedgerError, Result};
use crate::model::{ClaimRecord, string_enum};

string_enum! {
    /// What other rules do to a stored claim.
    Difference, "difference" {
        /// They take it; the rules before did not.
        Added = "added",
        /// They do not take it.
        Removed = "removed",
        /// They read it otherwise: other words, figures, times, or another source.
        Altered = "altered",
        /// They only weigh it otherwise.
        Reweighed = "reweighed",
    }
}

/// A claim that other rules change.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimDifference {
    /// `D3`.
    pub document: String,
    /// `C7`; none for a claim that is not written down yet.
    pub claim: Option<String>,
    /// What they do to it.
    pub difference: Difference,
    /// Whether a person has judged what is no longer read that way.
    pub stale: bool,
    /// As it is stored.
    pub before: Option<ClaimRecord>,
    /// As the other rules read it.
    pub after: Option<ClaimRecord>,
}

impl Ledger {
    /// The documents whose claims rules took out, each in its newest version. What a person wrote down is not among
    /// them.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn extracted_documents(&self) -> Result<Vec<String>> {
        let sql = "SELECT newest.id FROM document AS newest JOIN event ON event.seq = newest.event
                   WHERE NOT EXISTS (SELECT 1 FROM document AS later
                                     WHERE later.family = newest.family AND later.version > newest.version)
                     AND iif(kind = 'event.imported', json_extract(payload, '$.event.kind'), kind) <> 'claim.logged'
                   ORDER BY newest.id";
        let mut statement = self.connection.prepare_cached(sql)?;
        let ids = statement.query_map([], |row| Ok(format!("D{}", row.get::<_, i64>(0)?)))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }

    /// What would change if a document's claims were these; nothing is written.
    ///
    /// # Errors
    /// There is no such document, or the ledger cannot be read.
    pub fn differences(&self, document: &str, claims: &[ClaimRecord]) -> Result<Vec<ClaimDifference>> {
        let old = query::claims_of(&self.connection, query::parse_id("document", 'D', document)?)?;
        Ok(differences(document, &old, claims, &continuation::of_same_text(&old, claims)))
    }

    /// Replaces the claims of a document by what other rules take out of it, unless nothing changes. A claim that
    /// stands on the same or overlapping words stays the same claim and keeps all work done on it; a verdict on what is
    /// read otherwise is marked stale and stays. No verdict is set or taken back.
    ///
    /// # Errors
    /// There is no such document, it is not the newest version, a person wrote its claims down, or the ledger cannot be
    /// written.
    pub fn reextract(
        &mut self,
        document: &str,
        claims: &[ClaimRecord],
        rules: &str,
        by: &By<'_>,
    ) -> Result<Vec<ClaimDifference>> {
        let id = query::parse_id("document", 'D', document)?;
        self.write(|connection| {
            let row = document_by_id(connection, id)?;
            let old = query::claims_of(connection, row.id)?;
            let plan = continuation::of_same_text(&old, claims);
            let mut found = differences(document, &old, claims, &plan);
            if found.is_empty() {
                return Ok(found);
            }
            extract(connection, event_id(connection, row.event)?, claims, rules, plan, by)?;
            let mut number = connection
                .prepare_cached("SELECT id FROM claim WHERE event = (SELECT max(seq) FROM event) AND position = ?")?;
            for one in found.iter_mut().filter(|one| one.difference == Difference::Added) {
                let position = claims.iter().position(|record| Some(record) == one.after.as_ref());
                let id: i64 = number.query_row([position], |row| row.get(0))?;
                one.claim = Some(format!("C{id}"));
            }
            Ok(found)
        })
    }

    /// Refuses a document whose claims are not taken out by rules, or not any more.
    ///
    /// # Errors
    /// There is no such document, it is not the newest version, or a person wrote its claims down.
    pub fn check_extracted(&self, document: &str) -> Result<()> {
        let id = query::parse_id("document", 'D', document)?;
        document_by_id(&self.connection, id)?;
        if self.extracted_documents()?.iter().any(|known| *known == format!("D{id}")) {
            return Ok(());
        }
        let reason =
            "a newer version has taken its place, or a person wrote its claims down; no rules are at work there";
        Err(LedgerError::Refused(format!("D{id} is not read again: {reason}")))
    }
}

/// Every difference in the order of the text: by where the claim stands now or, when it is lost, stood.
fn differences(document: &str, old: &[OldClaim], new: &[ClaimRecord], plan: &Continuation) -> Vec<ClaimDifference> {
    let by_name = |name: &ClaimRef| old.iter().find(|claim| claim.name == *name);
    let one = |difference, before: Option<&OldClaim>, after: Option<&ClaimRecord>| ClaimDifference {
        document: document.to_owned(),
        claim: before.map(|claim| format!("C{}", claim.id)),
        difference,
        stale: difference == Difference::Altered && before.is_some_and(|claim| claim.judged),
        before: before.map(|claim| claim.record.clone()),
        after: after.cloned(),
    };
    let mut found = Vec::new();
    let mut fresh = vec![true; new.len()];
    for continued in &plan.continued {
        let at = continued.position as usize;
        fresh.get_mut(at).into_iter().for_each(|fresh| *fresh = false);
        let (Some(before), Some(after)) = (by_name(&continued.claim), new.get(at)) else { continue };
        let reweighed = format!("{:.2}", before.record.worth) != format!("{:.2}", after.worth);
        match continued.presence {
            Presence::Reread => found.push(one(Difference::Altered, Some(before), Some(after))),
            _ if reweighed => found.push(one(Difference::Reweighed, Some(before), Some(after))),
            _ => {}
        }
    }
    let gone = plan.gone.iter().filter_map(|gone| by_name(&gone.claim));
    found.extend(gone.map(|claim| one(Difference::Removed, Some(claim), None)));
    let added = new.iter().zip(&fresh).filter(|(_, fresh)| **fresh);
    found.extend(added.map(|(record, _)| one(Difference::Added, None, Some(record))));
    found.sort_by_key(|one| {
        one.after.as_ref().or(one.before.as_ref()).map(|record| (record.selector.start, record.selector.end))
    });
    found
}
