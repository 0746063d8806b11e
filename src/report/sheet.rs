//! A claim in the words of the reader, as it stands on a check sheet: what HTML and Markdown share.

use super::figure::{date, figure};
use super::question::open_questions;
use super::view::{ArticleView, ClaimView, EvidenceView, RemarkView, Report};
use crate::lang::messages::Messages;
use crate::model::{Hop, Verdict};
use crate::text::visible::visible;

/// One step of the chain, or one thing that the root rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Name of the source.
    pub name: String,
    /// What sort of source it is.
    pub kind: String,
    /// The reporting words.
    pub cue: Option<String>,
    /// The words that name the source in the text, where they differ from the name.
    pub words: Option<String>,
    /// Whether it was carried over from another sentence.
    pub carried: bool,
    /// Whether it is a root.
    pub root: bool,
}

/// A row of the check sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Id of the claim.
    pub id: String,
    /// The claim as it stands.
    pub text: String,
    /// Where it stands.
    pub place: String,
    /// Its figures and dates.
    pub figures: Vec<String>,
    /// From the publisher to the root.
    pub chain: Vec<Step>,
    /// What the root says it rests on.
    pub basis: Vec<Step>,
    /// How many say it.
    pub corroboration: String,
    /// Outlets and roots in numbers.
    pub outlets: String,
    /// Verdict on the attribution, in words.
    pub attribution: String,
    /// Verdict on the content, in words.
    pub content: String,
    /// The two verdicts as values, for the style sheet.
    pub marks: (Verdict, Verdict),
    /// How far the checking has come.
    pub progress: String,
    /// Evidence and remarks.
    pub evidence: Vec<String>,
    /// What was noted with the verdicts.
    pub remarks: Vec<String>,
    /// What is still open.
    pub questions: Vec<String>,
}

/// The rows of an article.
pub fn rows(article: &ArticleView, messages: &Messages) -> Vec<Row> {
    article.claims.iter().map(|claim| row(claim, article, messages)).collect()
}

fn row(claim: &ClaimView, article: &ArticleView, messages: &Messages) -> Row {
    let notes: Vec<_> = article
        .notes
        .iter()
        .filter(|note| claim.sentence.contains(&note.text) || claim.text.contains(&note.text))
        .cloned()
        .collect();
    let figures = claim.quantities.iter().map(|quantity| figure(quantity, messages));
    let figures = figures.chain(claim.times.iter().map(|time| date(time, messages)));
    let numbers = [("outlets", claim.outlets.to_string()), ("roots", claim.independent_roots.to_string())];
    Row {
        id: claim.id.clone(),
        text: shown(&claim.text),
        place: place(claim, messages),
        figures: figures.map(|figure| shown(&figure)).collect(),
        chain: claim.chain.iter().map(|hop| graded(step(hop, &claim.roots, messages), claim, messages)).collect(),
        basis: claim.basis.iter().map(|hop| step(hop, &[], messages)).collect(),
        corroboration: messages.word("corroboration", claim.corroboration.as_str()).to_owned(),
        outlets: messages.fill("report.outlets", &numbers.each_ref().map(|(name, value)| (*name, value.as_str()))),
        attribution: messages.word("verdict", claim.verdict.attribution.as_str()).to_owned(),
        content: messages.word("verdict", claim.verdict.content.as_str()).to_owned(),
        marks: (claim.verdict.attribution, claim.verdict.content),
        progress: messages.word("progress", claim.progress.as_str()).to_owned(),
        evidence: claim.evidence.iter().map(|piece| evidence(piece, messages)).collect(),
        remarks: claim.remarks.iter().map(|one| remark(one, messages)).collect(),
        questions: open_questions(claim, &notes)
            .into_iter()
            .map(|key| messages.get(&format!("question.{key}")).to_owned())
            .collect(),
    }
}

fn place(claim: &ClaimView, messages: &Messages) -> String {
    let (start, end) = (claim.start.to_string(), claim.end.to_string());
    messages.fill("report.characters", &[("start", &start), ("end", &end)])
}

fn step(hop: &Hop, roots: &[String], messages: &Messages) -> Step {
    Step {
        name: shown(&hop.name),
        kind: messages.word("source_kind", hop.kind.as_str()).to_owned(),
        cue: hop.cue.as_deref().map(shown),
        words: hop.text.as_deref().filter(|words| *words != hop.name).map(shown),
        carried: hop.carried,
        root: roots.contains(&hop.name),
    }
}

/// The step with the grade of its source, where it is the claim's own and somebody graded it.
fn graded(step: Step, claim: &ClaimView, messages: &Messages) -> Step {
    let own = claim.source.as_ref().filter(|source| shown(&source.name) == step.name);
    match own.and_then(|source| source.grade.as_deref()) {
        Some(letter) => Step { kind: [step.kind.as_str(), letter].join(messages.get("list.comma")), ..step },
        None => step,
    }
}

/// A piece of evidence in words.
pub fn evidence(piece: &EvidenceView, messages: &Messages) -> String {
    let mut parts = vec![
        messages.word("stance", piece.stance.as_str()).to_owned(),
        messages.word("directness", piece.directness.as_str()).to_owned(),
    ];
    if let Some(quote) = &piece.quote {
        parts.push(messages.fill("report.evidence_quote", &[("quote", &shown(quote))]));
    }
    parts.extend([&piece.url, &piece.file, &piece.note].into_iter().flatten().map(|text| shown(text)));
    parts.join(" · ")
}

/// A remark in words.
pub fn remark(remark: &RemarkView, messages: &Messages) -> String {
    let (actor, at, note) = (shown(&remark.actor), day(&remark.at), shown(&remark.note));
    messages.fill("report.remark", &[("actor", &actor), ("at", &at), ("note", &note)])
}

/// The day of an RFC 3339 time, which is enough on paper.
fn day(at: &str) -> String {
    at.split('T').next().unwrap_or(at).to_owned()
}

/// Text from outside, with what could deceive shown as marks.
pub fn shown(text: &str) -> String {
    visible(text.trim()).into_owned()
}

/// The line under a headline: id, publisher, day.
pub fn imprint(article: &ArticleView) -> Vec<String> {
    let document = &article.document;
    [Some(&document.id), document.publisher.as_ref(), document.published_at.as_ref()]
        .into_iter()
        .flatten()
        .map(|text| shown(text))
        .collect()
}

/// The headline, or the first line of the text.
pub fn headline(article: &ArticleView) -> String {
    let first = || article.text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    shown(article.document.title.as_deref().unwrap_or_else(first))
}

/// How many articles and claims, and how many of them are checked.
pub fn summary(report: &Report, messages: &Messages) -> String {
    let open = report.claims().filter(|claim| claim.verdict.content == Verdict::Unverified).count();
    let all = report.claims().count();
    let values = [
        ("articles", report.articles.len().to_string()),
        ("claims", all.to_string()),
        ("checked", (all - open).to_string()),
        ("open", open.to_string()),
    ];
    messages.fill("report.summary", &values.each_ref().map(|(name, value)| (*name, value.as_str())))
}

/// The conditions that the claims were asked for with.
pub fn filter(report: &Report, messages: &Messages) -> String {
    if report.filter.is_empty() {
        return messages.get("report.all").to_owned();
    }
    report.filter.iter().map(|(name, value)| format!("{name}: {}", shown(value))).collect::<Vec<_>>().join("; ")
}

/// Who made the report, when, with what.
pub fn made(report: &Report, messages: &Messages) -> String {
    let seal = &report.ledger;
    messages.fill(
        "report.made",
        &[("made_at", &seal.made_at), ("made_by", &shown(&seal.made_by)), ("program", &seal.program)],
    )
}
