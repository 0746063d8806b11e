//! `onrecord rules`: the rules in force.

use clap::{Args, Subcommand};

use super::context::Global;
use super::exit::{Done, Failure};
use super::output::{self, Format, FormatOption};
use crate::app::{Finding, RuleView, rules};
use crate::extract::Engine;
use crate::lang::{Messages, Packs};

const EXAMPLES: &str = "\
Examples:
  onrecord rules
  onrecord rules show ar.bound
  onrecord rules test
  onrecord rules test --rules newsroom/
  onrecord rules diff --rules newsroom/

`diff` reads the stored documents again and writes nothing; exit code 1 when claims would change.";

/// List the rules in force, show one, run their examples, see what they would change in the ledger
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
    /// Show which stored claims would change under the rules in force; `onrecord reextract` writes it
    Diff {
        /// Ids of documents; all when left out
        #[arg(value_name = "D3")]
        documents: Vec<String>,
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
    match &arguments.action {
        None => list(&packs, None, format, &messages),
        Some(Action::List { id }) => list(&packs, id.as_deref(), format, &messages),
        Some(Action::Show { id }) => show(&rules::list(&packs, Some(id)), id, format, &messages),
        Some(Action::Test { id }) => {
            let named = named(&packs, id.as_deref())?.len();
            report(&rules::test(&Engine::new(packs)?, id.as_deref())?, named, format, &messages)
        }
        Some(Action::Lint { id }) => {
            let named = named(&packs, id.as_deref())?.len();
            report(&rules::lint(&packs, id.as_deref()), named, format, &messages)
        }
        Some(Action::Diff { documents }) => {
            let reread = global.open_read_only(packs)?.differences(documents)?;
            super::reextract::tell(&reread, format, &messages, "reextract.would")?;
            Ok(Done::with(!reread.differences.is_empty()))
        }
    }
}

/// The rules whose id is this or begins with it.
fn named(packs: &Packs, id: Option<&str>) -> Result<Vec<RuleView>, Failure> {
    let found = rules::list(packs, id);
    match id {
        Some(id) if found.is_empty() => Err(unknown(id)),
        _ => Ok(found),
    }
}

fn list(packs: &Packs, id: Option<&str>, format: Format, messages: &Messages) -> Result<Done, Failure> {
    let columns = &["id", "stratum", "build", "doc"];
    let row = |rule: &RuleView| vec![rule.id.clone(), rule.stratum.clone(), rule.build.clone(), rule.doc.clone()];
    output::list(format, messages, &named(packs, id)?, columns, row, "list.none")?;
    Ok(Done::Clean)
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
