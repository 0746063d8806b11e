//! What is still open about a claim, from facts alone.

use super::view::ClaimView;
use crate::model::{Corroboration, Directness, Hop, Note, NoteKind, Progress};

/// Keys below `question` in `messages.toml`, in the order a checker would work. What has no verdict yet is
/// seen by its verdicts and is no question here.
pub fn open_questions(claim: &ClaimView, notes: &[Note]) -> Vec<&'static str> {
    let dated = claim.times.iter().any(|time| time.value.is_none());
    let denied = notes.iter().any(|note| matches!(note.kind, NoteKind::Denied | NoteKind::Retracted));
    let asked = [
        (claim.chain.iter().all(|hop| hop.start.is_none()) && claim.basis.is_empty(), "no_source"),
        (claim.is_unnamed(), "unnamed_only"),
        (!claim.gaps().is_empty(), "gap"),
        (Hop::cycle(&claim.chain, &claim.basis).is_some(), "cycle"),
        (claim.corroboration == Corroboration::OneRootManyOutlets, "one_root"),
        (claim.corroboration == Corroboration::Contradicted, "contradicted"),
        (!claim.evidence.iter().any(|piece| piece.directness == Directness::Primary), "no_primary_evidence"),
        (dated, "date_unknown"),
        (claim.progress == Progress::AwaitingReply, "reply_awaited"),
        (denied, "denied_in_text"),
    ];
    asked.into_iter().filter_map(|(open, key)| open.then_some(key)).collect()
}
