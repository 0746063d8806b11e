//! `onrecord rules`: the rules in force.

use clap::{Args, Subcommand};

use super::context::Global;
use super::exit::{Done, Failure};
use super::output::{self, Format, FormatOption};
use crate::app::{Finding, RuleView, rules};
use crate::extract::Engine;
use crate::lang::Messages;

const EXAMPLES: &str = "\
Examples:
  onrecord rules
  onrecord rules show ar.bound
  onrecord rules test
  onrecord rules test --rules newsroom/";

/// List the rules in force, show one, run their examples
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    format: FormatOption,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List all rules, or those whose id begins with ID
    List {
        /// Beginning of the id, up to a dot
        id: Option<String>,
    },
    /// Show one rule with its pattern, examples and reason
    Show {
        /// Its id
        id: String,
    },
    /// Run the examples of all rules, or of one
    Test {
        /// Id, or its beginning up to a dot
        id: Option<String>,
    },
    /// Find rules without a reason or without a text in which they must not fire
    Lint {
        /// Id, or its beginning up to a dot
        id: Option<String>,
    },
}

pub fn run(global: &Global, arguments: &Arguments) -> Result<Done, Failure> {
    let packs = global.packs()?;
    let messages = global.messages(&packs)?;
    let format = arguments.format.format;
    let all = || Action::List { id: None };
    let action = arguments.action.as_ref().map_or_else(all, |action| match action {
        Action::List { id } => Action::List { id: id.clone() },
        Action::Show { id } => Action::Show { id: id.clone() },
        Action::Test { id } => Action::Test { id: id.clone() },
        Action::Lint { id } => Action::Lint { id: id.clone() },
    });
    let (Action::List { id } | Action::Test { id } | Action::Lint { id }) = &action else {
        let Action::Show { id } = &action else { return Ok(Done::Clean) };
        return show(&rules::list(&packs, Some(id)), id, format, &messages);
    };
    let named = rules::list(&packs, id.as_deref());
    if let (true, Some(id)) = (named.is_empty(), id) {
        return Err(unknown(id));
    }
    if matches!(action, Action::List { .. }) {
        let columns = &["id", "stratum", "build", "doc"];
        let row = |rule: &RuleView| vec![rule.id.clone(), rule.stratum.clone(), rule.build.clone(), rule.doc.clone()];
        output::list(format, &messages, &named, columns, row, "list.none")?;
        return Ok(Done::Clean);
    }
    let findings = match &action {
        Action::Test { id } => rules::test(&Engine::new(packs)?, id.as_deref())?,
        _ => rules::lint(&packs, id.as_deref()),
    };
    report(&findings, named.len(), format, &messages)
}

fn unknown(id: &str) -> Failure {
    Failure::Refused(format!("there is no rule {id:?}; `onrecord rules list` lists all"))
}

fn report(findings: &[Finding], rules: usize, format: Format, messages: &Messages) -> Result<Done, Failure> {
    if format == Format::Table && findings.is_empty() {
        output::lines([messages.fill("rules.kept", &[("rules", &rules.to_string())])])?;
        return Ok(Done::Clean);
    }
    let columns = &["rule", "text", "expected", "found"];
    let row = |one: &Finding| vec![one.rule.clone(), one.text.clone(), one.expected.clone(), one.found.clone()];
    output::list(format, messages, findings, columns, row, "list.none")?;
    Ok(Done::with(!findings.is_empty()))
}

fn show(found: &[RuleView], id: &str, format: Format, messages: &Messages) -> Result<Done, Failure> {
    let rule = found.iter().find(|rule| rule.id == id).or(found.first()).ok_or_else(|| unknown(id))?;
    if format != Format::Table {
        output::object(format, rule)?;
        return Ok(Done::Clean);
    }
    let mut lines = vec![rule.id.clone()];
    let everywhere = messages.get("rules.everywhere").to_owned();
    for (key, value) in [
        ("language", rule.language.clone().unwrap_or(everywhere)),
        ("stratum", rule.stratum.clone()),
        ("pattern", rule.pattern.clone()),
        ("build", format!("{}: {}", rule.build, messages.word("builder", &rule.build))),
        ("doc", rule.doc.clone()),
    ] {
        lines.push(format!("    {}: {value}", messages.word("column", key)));
    }
    for (text, value) in &rule.yes {
        lines.push(format!("    {}", messages.fill("rules.fires", &[("text", text), ("value", value)])));
    }
    for text in &rule.no {
        lines.push(format!("    {}", messages.fill("rules.silent", &[("text", text)])));
    }
    output::lines(lines)?;
    Ok(Done::Clean)
}
