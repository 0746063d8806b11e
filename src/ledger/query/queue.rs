//! What to check next, and why.

use super::super::{Ledger, Result};
use crate::model::{Corroboration, string_enum};

string_enum! {
    /// What puts a claim forward in the queue.
    QueueReason, "reason to check" {
        /// Another root says something that cannot hold at the same time.
        Contradicted = "contradicted",
        /// Its words changed after it was judged.
        Stale = "stale",
        /// Somebody took it up again.
        Reopened = "reopened",
        /// It rests on unnamed sources alone.
        Unnamed = "unnamed",
        /// Nobody else says it.
        SingleSource = "single_source",
        /// No source is named.
        Unsourced = "unsourced",
        /// Several outlets carry it, all from one root.
        OneRoot = "one_root",
        /// Its figure is large: a million or more.
        LargeFigure = "large_figure",
        /// It has waited for more than a week.
        Waiting = "waiting",
    }
}

/// A claim that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueEntry {
    /// `C7`.
    pub claim: String,
    /// Its place in the queue comes from this: worth in hundredths, and so much for each reason.
    pub score: u64,
    /// Why.
    pub reasons: Vec<QueueReason>,
}

const WEEK: i64 = 7;

impl Ledger {
    /// The claims to check next, the most pressing first. `today` is an ISO day.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn queue(&self, limit: usize, today: &str) -> Result<Vec<QueueEntry>> {
        let sql = "SELECT c.id, c.worth, c.unnamed, s.stale, s.progress = 'reopened', s.corroboration, c.published_at,
                          EXISTS (SELECT 1 FROM quantity q WHERE q.claim = c.id AND q.low_key > 'p1070' AND q.low_key < 'q')
                   FROM state s CROSS JOIN claim c ON c.id = s.claim
                   WHERE (s.progress IN ('new', 'queued', 'reopened') OR s.stale = 1)
                     AND s.successor IS NULL AND s.presence NOT IN ('vanished', 'dropped')";
        let altered = self.altered_after_a_verdict()?;
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()? {
            let corroboration: Corroboration = super::super::projection::word(row, 5)?;
            let published: Option<String> = row.get(6)?;
            let waited = published.is_some_and(|day| days_between(&day, today).is_some_and(|days| days > WEEK));
            let reasons = [
                (corroboration == Corroboration::Contradicted, QueueReason::Contradicted),
                (row.get(3)? || altered.contains(&row.get(0)?), QueueReason::Stale),
                (row.get(4)?, QueueReason::Reopened),
                (row.get(2)?, QueueReason::Unnamed),
                (corroboration == Corroboration::SingleSource, QueueReason::SingleSource),
                (corroboration == Corroboration::Unsourced, QueueReason::Unsourced),
                (corroboration == Corroboration::OneRootManyOutlets, QueueReason::OneRoot),
                (row.get(7)?, QueueReason::LargeFigure),
                (waited, QueueReason::Waiting),
            ];
            let reasons: Vec<QueueReason> =
                reasons.into_iter().filter_map(|(holds, reason)| holds.then_some(reason)).collect();
            let score = row.get::<_, u64>(1)? + reasons.iter().map(|reason| weight(*reason)).sum::<u64>();
            entries.push((score, row.get::<_, i64>(0)?, reasons));
        }
        entries.sort_by_key(|(score, id, _)| (std::cmp::Reverse(*score), *id));
        entries.truncate(limit);
        let entry = |(score, id, reasons)| QueueEntry { claim: format!("C{id}"), score, reasons };
        Ok(entries.into_iter().map(entry).collect())
    }
}

impl Ledger {
    /// Claims, not judged themselves, that took the place of one that was.
    fn altered_after_a_verdict(&self) -> Result<std::collections::BTreeSet<i64>> {
        let sql = "SELECT now.claim FROM state AS before CROSS JOIN state AS now ON now.claim = before.successor
                   WHERE before.successor IS NOT NULL AND before.stale = 1
                     AND now.attribution = 'unverified' AND now.content = 'unverified'";
        let mut statement = self.connection.prepare_cached(sql)?;
        let claims = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok(claims)
    }
}

fn weight(reason: QueueReason) -> u64 {
    match reason {
        QueueReason::Contradicted => 60,
        QueueReason::Stale => 50,
        QueueReason::Reopened => 30,
        QueueReason::Unnamed | QueueReason::LargeFigure => 20,
        QueueReason::SingleSource | QueueReason::Unsourced | QueueReason::OneRoot => 10,
        QueueReason::Waiting => 5,
    }
}

fn days_between(day: &str, today: &str) -> Option<i64> {
    let date = |text: &str| text.get(..10)?.parse::<chrono::NaiveDate>().ok();
    Some((date(today)? - date(day)?).num_days())
}
