//! Reports for tests.

use super::view::{ArticleView, ClaimView, DocumentView, EvidenceView, RemarkView, Report, Seal, SourceView};
use crate::model::{
    ClaimKind, Corroboration, Directness, Hop, Progress, Quantity, QuantityKind, SourceKind, Stance, Verdicts,
};

/// A document of this text with claims at these places.
pub fn article(text: &str, places: &[(usize, usize)]) -> ArticleView {
    let document = DocumentView {
        id: "D1".into(),
        title: Some("Sales & <b>profits</b>".into()),
        publisher: Some("The Lantern".into()),
        url: Some("https://lantern.example.org/1".into()),
        published_at: Some("2025-01-22".into()),
        language: "und".to_owned(),
    };
    let claims = (1..).zip(places).map(|(number, place)| claim(number, text, *place, &document)).collect();
    ArticleView { document, text: text.to_owned(), claims, notes: Vec::new() }
}

/// A report of one article.
pub fn report(article: ArticleView) -> Report {
    let ledger = Seal {
        events: 4,
        head: "ab".repeat(32),
        made_at: "2026-01-05T09:00:00Z".into(),
        made_by: "nadia".into(),
        program: "onrecord 0".into(),
    };
    Report { schema: 1, filter: vec![("source".into(), "=FT".into())], ledger, articles: vec![article], proof: None }
}

fn claim(number: usize, text: &str, (start, end): (usize, usize), document: &DocumentView) -> ClaimView {
    let words: String = text.chars().skip(start).take(end - start).collect();
    let mut over = Quantity::exact(QuantityKind::Money, 1_000_000_000.into());
    (over.unit, over.high, over.low_open, over.text) = (Some("USD".into()), None, true, words.clone());
    let hop = |name: &str, start| Hop {
        cue: Some("said".into()),
        text: Some("the paper".into()),
        start,
        end: start.map(|start| start + 9),
        carried: true,
        ..Hop::named(name, SourceKind::Outlet)
    };
    ClaimView {
        id: format!("C{number}"),
        document: document.clone(),
        text: words,
        start,
        end,
        sentence: text.to_owned(),
        kind: ClaimKind::Both,
        quantities: vec![over],
        times: Vec::new(),
        source: Some(SourceView {
            id: "S2".into(),
            name: "Financial Times".into(),
            kind: SourceKind::Outlet,
            grade: None,
        }),
        chain: vec![hop("The Lantern", None), hop("Financial Times", Some(3))],
        basis: Vec::new(),
        roots: vec!["Financial Times".into()],
        corroboration: Corroboration::SingleSource,
        outlets: 1,
        independent_roots: 1,
        progress: Progress::New,
        verdict: Verdicts::default(),
        stale: false,
        presence: "kept".into(),
        successor: None,
        assignee: None,
        tags: Vec::new(),
        signed_off: Vec::new(),
        other_verdicts: Vec::new(),
        replies: Vec::new(),
        worth: 0.87,
        because: vec!["figure".into()],
        summary: "over 1,000,000,000 USD".into(),
        rule: "claim".into(),
        evidence: vec![EvidenceView {
            stance: Stance::Supports,
            directness: Directness::Primary,
            quote: Some("=1+2".into()),
            url: None,
            file: Some("a.txt".into()),
            note: None,
        }],
        remarks: vec![RemarkView { actor: "nadia".into(), at: "2026-01-05T09:00:00Z".into(), note: "seen".into() }],
    }
}
