//! Claims on their own feet, for the ledger.

use super::reading::Reading;
use crate::model::{Annotation, ClaimRecord, Publication};

/// Every claim of the annotation with all that belongs to it.
pub fn records(_reading: &Reading<'_>, _annotation: &Annotation, _publication: &Publication) -> Vec<ClaimRecord> {
    Vec::new()
}
