//! The rules in force, and whether each keeps its examples.

use chrono::NaiveDate;
use serde::Serialize;

use super::AppError;
use crate::extract::{Engine, Request};
use crate::lang::Packs;
use crate::lang::rule::Rule;

/// A rule as a reader sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleView {
    /// Stable id.
    pub id: String,
    /// Language tag; none for a rule of every language.
    pub language: Option<String>,
    /// When it runs.
    pub stratum: String,
    /// What it looks for.
    pub pattern: String,
    /// Which builder makes the value.
    pub build: String,
    /// Texts in which it fires, each with its value.
    pub yes: Vec<(String, String)>,
    /// Texts in which it must not fire.
    pub no: Vec<String>,
    /// Why it exists.
    pub doc: String,
}

/// Something wrong with a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule's id.
    pub rule: String,
    /// The example's text; empty where the rule itself is meant.
    pub text: String,
    /// What should be.
    pub expected: String,
    /// What is.
    pub found: String,
}

/// The day on which every example was written (a Wednesday): relative dates are read against it.
const EXAMPLE_DAY: Option<NaiveDate> = NaiveDate::from_ymd_opt(2025, 7, 23);

/// Every rule, or those of one id or of ids that begin with it and a dot.
pub fn list(packs: &Packs, id: Option<&str>) -> Vec<RuleView> {
    packs.rules().filter(|rule| id.is_none_or(|id| is_named(rule, id))).map(view).collect()
}

fn is_named(rule: &Rule, id: &str) -> bool {
    rule.text.id.strip_prefix(id).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The tag of a rule's own language; none for a rule of every language.
fn language(rule: &Rule) -> Option<&str> {
    Some(rule.language.as_str()).filter(|language| !language.starts_with('_'))
}

fn view(rule: &Rule) -> RuleView {
    let text = &rule.text;
    RuleView {
        id: text.id.clone(),
        language: language(rule).map(str::to_owned),
        stratum: text.stratum.clone(),
        pattern: text.pattern.clone(),
        build: text.build.clone(),
        yes: text.yes.clone(),
        no: text.no.clone(),
        doc: text.doc.clone(),
    }
}

/// Runs every example of the rules named; each that is not kept is a finding.
///
/// # Errors
/// The engine cannot be built from the rules.
pub fn test(engine: &Engine, id: Option<&str>) -> Result<Vec<Finding>, AppError> {
    let mut worker = engine.worker();
    let mut findings = Vec::new();
    for rule in engine.packs().rules().filter(|rule| id.is_none_or(|id| is_named(rule, id))) {
        let mut fired = |text: &str| -> Vec<String> {
            let trace = worker.trace(&Request { id: "", text, language: language(rule), date: EXAMPLE_DAY });
            trace.into_iter().filter(|step| step.rule == rule.text.id).map(|step| step.value).collect()
        };
        let mut find = |text: &str, expected: &str, found: Vec<String>| {
            findings.push(Finding {
                rule: rule.text.id.clone(),
                text: text.to_owned(),
                expected: expected.to_owned(),
                found: found.join(", "),
            });
        };
        for (text, value) in &rule.text.yes {
            let values = fired(text);
            if !values.contains(value) {
                find(text, value, values);
            }
        }
        for text in &rule.text.no {
            let values = fired(text);
            if !values.is_empty() {
                find(text, "", values);
            }
        }
    }
    Ok(findings)
}

/// What a rule should have and does not: a reason, a text in which it must not fire.
pub fn lint(packs: &Packs, id: Option<&str>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in packs.rules().filter(|rule| id.is_none_or(|id| is_named(rule, id))) {
        let missing = [(rule.text.doc.trim().is_empty(), "doc"), (rule.text.no.is_empty(), "no")];
        for key in missing.into_iter().filter_map(|(missing, key)| missing.then_some(key)) {
            findings.push(Finding {
                rule: rule.text.id.clone(),
                text: String::new(),
                expected: key.to_owned(),
                found: String::new(),
            });
        }
    }
    findings
}
