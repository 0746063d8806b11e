//! `onrecord chain`: from the publisher to the root, and what the root rests on.

use clap::Args;
use serde_json::json;

use super::context::Global;
use super::exit::{Done, Failure};
use super::output::{self, Format, FormatOption};
use crate::lang::Messages;
use crate::model::Hop;
use crate::report::view::ClaimView;

const EXAMPLES: &str = "\
Examples:
  onrecord chain C7
  onrecord chain C7 --in ar";

/// Show who a claim came from: each hop with its words, the root, and what the root rests on
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Id of the claim
    #[arg(value_name = "C7")]
    claim: String,
    #[command(flatten)]
    format: FormatOption,
}

pub fn run(global: &Global, arguments: &Arguments) -> Result<Done, Failure> {
    let packs = global.packs()?;
    let messages = global.messages(&packs)?;
    let claim = global.open_read_only(packs)?.claim(&arguments.claim)?;
    match arguments.format.format {
        Format::Table => {
            let first = format!("{}  {}", claim.id, claim.text);
            output::lines(std::iter::once(first).chain(lines(&claim, &messages)))?;
        }
        Format::Csv => {
            let hops: Vec<&Hop> = claim.chain.iter().chain(&claim.basis).collect();
            let row = |hop: &&Hop| {
                let cue = hop.cue.clone().unwrap_or_default();
                vec![hop.name.clone(), hop.kind.to_string(), cue, hop.text.clone().unwrap_or_default()]
            };
            output::list(Format::Csv, &messages, &hops, &["name", "kind", "cue", "text"], row, "")?;
        }
        format => output::object(
            format,
            &json!({
                "claim": claim.id, "chain": claim.chain, "basis": claim.basis, "roots": claim.roots,
                "corroboration": claim.corroboration, "outlets": claim.outlets,
                "independent_roots": claim.independent_roots,
                "cycle": Hop::cycle(&claim.chain, &claim.basis), "gaps": claim.gaps(),
            }),
        )?,
    }
    Ok(Done::Clean)
}

/// The chain as a tree.
pub fn lines(claim: &ClaimView, messages: &Messages) -> Vec<String> {
    let mut lines = Vec::new();
    let mut depth = 0;
    let cycle = Hop::cycle(&claim.chain, &claim.basis);
    for hop in &claim.chain {
        let is_root =
            cycle.is_none() && !hop.unresolved && (claim.roots.contains(&hop.name) || claim.chain.last() == Some(hop));
        let root = if is_root && !claim.roots.is_empty() && hop.text.is_some() {
            format!(" ← {}", messages.get("chain.root"))
        } else {
            String::new()
        };
        lines.push(format!("{}{}{root}", branch(depth), spoken(hop, messages)));
        mention(hop, &"   ".repeat(depth + 1), messages, &mut lines);
        depth += 1;
    }
    if !claim.basis.is_empty() {
        lines.push(format!("{}{}:", branch(depth), messages.get("chain.basis")));
    }
    for (index, hop) in claim.basis.iter().enumerate() {
        let last = index + 1 == claim.basis.len();
        let (fork, beside) = if last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        let margin = "   ".repeat(depth);
        lines.push(format!("{margin}{fork}{}", spoken(hop, messages)));
        mention(hop, &format!("{margin}{beside}"), messages, &mut lines);
    }
    if claim.chain.iter().all(|hop| hop.text.is_none()) && claim.basis.is_empty() && claim.roots.is_empty() {
        lines.push(format!("{}{}", branch(depth), messages.get("chain.none")));
    }
    if let Some(name) = cycle {
        lines.push(messages.fill("chain.cycle", &[("name", name)]));
    }
    let (roots, outlets) = (claim.independent_roots.to_string(), claim.outlets.to_string());
    let corroboration = messages.word("corroboration", claim.corroboration.as_str());
    let count = messages.fill("chain.count", &[("roots", &roots), ("outlets", &outlets)]);
    lines.push(format!("{corroboration}{}{count}", messages.get("list.semicolon")));
    lines
}

fn branch(depth: usize) -> String {
    match depth {
        0 => String::new(),
        _ => format!("{}└─ ", "   ".repeat(depth - 1)),
    }
}

fn spoken(hop: &Hop, messages: &Messages) -> String {
    let kind = messages.word("source_kind", hop.kind.as_str());
    match (&hop.text, &hop.cue) {
        (None, _) => messages.fill("chain.publisher", &[("name", &hop.name)]),
        (Some(_), Some(cue)) => messages.fill("chain.hop", &[("name", &hop.name), ("kind", kind), ("cue", cue)]),
        (Some(_), None) => messages.fill("chain.hop_bare", &[("name", &hop.name), ("kind", kind)]),
    }
}

fn mention(hop: &Hop, margin: &str, messages: &Messages, lines: &mut Vec<String>) {
    let (Some(text), Some(start), Some(end)) = (&hop.text, hop.start, hop.end) else { return };
    let (start, end) = (start.to_string(), end.to_string());
    let mut line = messages.fill("chain.mention", &[("text", text), ("start", &start), ("end", &end)]);
    let flags = [(hop.plural, "chain.plural"), (hop.carried, "chain.carried"), (hop.unresolved, "chain.unresolved")];
    for key in flags.into_iter().filter_map(|(holds, key)| holds.then_some(key)) {
        line.push_str(messages.get("list.comma"));
        line.push_str(messages.get(key));
    }
    lines.push(format!("{margin}{line}"));
}
