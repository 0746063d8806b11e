//! The options that choose claims, shared by every command that does.

use chrono::NaiveDate;
use clap::Args;
use rust_decimal::Decimal;

use super::value;
use crate::model::{ClaimFilter, Corroboration, Progress, Verdict};

/// Every condition given must hold.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Which claims")]
pub struct FilterOptions {
    /// Words that stand in the claim's sentence
    #[arg(value_name = "WORDS")]
    words: Vec<String>,
    /// A source anywhere in the chain or its basis, by any name or alias, in any script
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// A source at the end of the chain
    #[arg(long, value_name = "NAME")]
    root: Option<String>,
    /// The document it stands in
    #[arg(long, value_name = "D3")]
    doc: Option<String>,
    /// Either verdict: unverified, verified, partly_verified, disputed, false, misleading, unverifiable, outdated
    #[arg(long, value_name = "VERDICT")]
    verdict: Option<Verdict>,
    /// new, queued, in_progress, awaiting_reply, done, reopened
    #[arg(long, value_name = "STATE")]
    progress: Option<Progress>,
    /// unsourced, single_source, one_root_many_outlets, independent_roots, contradicted
    #[arg(long, value_name = "KIND")]
    corroboration: Option<Corroboration>,
    /// Unit of a figure: USD, %, month …
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    /// A figure reaches at least this
    #[arg(long, value_name = "N", value_parser = value::amount, allow_hyphen_values = true)]
    min: Option<Decimal>,
    /// A figure starts at or below this
    #[arg(long, value_name = "N", value_parser = value::amount, allow_hyphen_values = true)]
    max: Option<Decimal>,
    /// Published on or after this day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = value::day)]
    since: Option<NaiveDate>,
    /// Published on or before this day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = value::day)]
    until: Option<NaiveDate>,
    /// Language of the document
    #[arg(long, value_name = "TAG")]
    pub lang: Option<String>,
    /// Only claims that rest on unnamed people alone
    #[arg(long)]
    unnamed_only: bool,
}

impl FilterOptions {
    /// As the ledger wants it.
    pub fn filter(&self) -> ClaimFilter {
        ClaimFilter {
            words: (!self.words.is_empty()).then(|| self.words.join(" ")),
            source: self.source.clone(),
            root: self.root.clone(),
            document: self.doc.clone(),
            verdict: self.verdict,
            progress: self.progress,
            corroboration: self.corroboration,
            unit: self.unit.as_deref().map(code),
            min: self.min,
            max: self.max,
            since: self.since.map(|day| day.to_string()),
            until: self.until.map(|day| day.to_string()),
            language: self.lang.clone(),
            unnamed_only: self.unnamed_only,
            ..ClaimFilter::default()
        }
    }

    /// As a reader of a report sees it: option and value.
    pub fn conditions(&self) -> Vec<(String, String)> {
        let filter = self.filter();
        let text = |value: &Option<String>| value.clone();
        let pairs = [
            ("words", text(&filter.words)),
            ("source", text(&filter.source)),
            ("root", text(&filter.root)),
            ("doc", text(&filter.document)),
            ("verdict", filter.verdict.map(|value| value.to_string())),
            ("progress", filter.progress.map(|value| value.to_string())),
            ("corroboration", filter.corroboration.map(|value| value.to_string())),
            ("unit", text(&filter.unit)),
            ("min", filter.min.map(|value| value.to_string())),
            ("max", filter.max.map(|value| value.to_string())),
            ("since", text(&filter.since)),
            ("until", text(&filter.until)),
            ("lang", text(&filter.language)),
            ("unnamed-only", filter.unnamed_only.then(|| "yes".to_owned())),
        ];
        pairs.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
    }
}

/// Currency codes are written in capitals; everything else as the ledger has it.
fn code(unit: &str) -> String {
    let is_code = unit.len() == 3 && unit.bytes().all(|letter| letter.is_ascii_alphabetic()) && unit != "day";
    if is_code { unit.to_ascii_uppercase() } else { unit.to_owned() }
}
