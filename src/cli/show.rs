//! `onrecord show`: one claim, document or source with everything known of it.

use clap::Args;
use serde_json::json;

use super::context::Global;
use super::exit::{Done, Failure};
use super::output::{self, Format, FormatOption};
use super::{chain, claims, work};
use crate::app::App;
use crate::lang::Messages;
use crate::model::ClaimFilter;
use crate::report::figure::{date, figure};
use crate::report::view::ClaimView;

const EXAMPLES: &str = "\
Examples:
  onrecord show C7
  onrecord show D3
  onrecord show D3 --text > article.txt
  onrecord show S2 --format json";

/// Show one claim (C7), document (D3) or source (S2)
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Its id
    #[arg(value_name = "C7|D3|S2")]
    id: String,
    /// Print the document's text as it was read, byte for byte
    #[arg(long)]
    text: bool,
    #[command(flatten)]
    format: FormatOption,
}

pub fn run(global: &Global, arguments: &Arguments) -> Result<Done, Failure> {
    let packs = global.packs()?;
    let messages = global.messages(&packs)?;
    let kind = arguments.id.chars().next().map(|letter| letter.to_ascii_uppercase());
    let format = arguments.format.format;
    if arguments.text && kind != Some('D') {
        return Err(Failure::Usage("--text shows a document; give its id, such as D3".to_owned()));
    }
    if !matches!(kind, Some('C' | 'D' | 'S')) {
        return Err(Failure::Usage(format!(
            "{:?} is no id; ids are C7 (claim), D3 (document), S2 (source)",
            arguments.id
        )));
    }
    let app = global.open_read_only(packs)?;
    match kind {
        Some('C') => claim(&app.claim(&arguments.id)?, format, &messages)?,
        Some('D') => document(&app, arguments, &messages)?,
        _ => source(&app, arguments, &messages)?,
    }
    Ok(Done::Clean)
}

fn claim(claim: &ClaimView, format: Format, messages: &Messages) -> Result<(), Failure> {
    match format {
        Format::Table => {}
        Format::Csv => return claims::print(format, messages, std::slice::from_ref(claim)),
        _ => return output::object(format, claim),
    }
    let (start, end) = (claim.start.to_string(), claim.end.to_string());
    let place =
        messages.fill("show.place", &[("start", &start), ("end", &end), ("document", claim.document.id.as_str())]);
    let mut lines = vec![format!("{}  {}", claim.id, claim.text), format!("    {place}")];
    let mut facts = |key: &str, values: Vec<String>| {
        if !values.is_empty() {
            // A question keeps its own mark.
            let heading = messages.get(key);
            let colon = if heading.ends_with(char::is_alphanumeric) { ":" } else { "" };
            lines.push(format!("{heading}{colon}"));
            lines.extend(values.into_iter().map(|value| format!("    {value}")));
        }
    };
    let figures = claim.quantities.iter().map(|quantity| figure(quantity, messages));
    facts("column.figures", figures.chain(claim.times.iter().map(|time| date(time, messages))).collect());
    facts("column.sentence", vec![claim.sentence.clone()]);
    facts("column.chain", chain::lines(claim, messages));
    let word = |vocabulary: &str, value: &str| messages.word(vocabulary, value).to_owned();
    let grade = claim.source.as_ref().and_then(|source| Some((source, source.grade.as_deref()?)));
    facts(
        "column.grade",
        grade
            .iter()
            .map(|(source, letter)| {
                let values =
                    [("source", source.name.as_str()), ("letter", letter), ("meaning", messages.word("grade", letter))];
                messages.fill("sources.graded", &values)
            })
            .collect(),
    );
    facts("column.attribution", vec![word("verdict", claim.verdict.attribution.as_str())]);
    let stale = claim.stale.then(|| messages.get("show.stale").to_owned());
    let verdict = word("verdict", claim.verdict.content.as_str());
    facts("column.content", std::iter::once(verdict).chain(stale).collect());
    let presence = messages.word("presence", &claim.presence);
    let presence = match &claim.successor {
        Some(successor) => messages.fill("show.successor", &[("presence", presence), ("claim", successor)]),
        None => presence.to_owned(),
    };
    facts("column.presence", if claim.presence == "kept" { Vec::new() } else { vec![presence] });
    let others = claim.other_verdicts.iter().map(|other| {
        let (attribution, content) = (other.verdict.attribution, other.verdict.content);
        let (attribution, content) = (word("verdict", attribution.as_str()), word("verdict", content.as_str()));
        let values = [("ledger", other.ledger.as_str()), ("attribution", &attribution), ("content", &content)];
        messages.fill("show.other_verdict", &values)
    });
    facts("column.other_verdicts", others.collect());
    facts("column.signed_off", claim.signed_off.clone());
    facts("column.progress", vec![word("progress", claim.progress.as_str())]);
    facts("column.assignee", claim.assignee.iter().cloned().collect());
    facts("column.tags", claim.tags.clone());
    facts("column.replies", claim.replies.iter().map(|reply| work::reply_line(reply, messages)).collect());
    facts("column.evidence", crate::report::evidence_lines(claim, messages));
    facts("column.remarks", crate::report::remark_lines(claim, messages));
    output::lines(lines)
}

fn document(app: &App, arguments: &Arguments, messages: &Messages) -> Result<(), Failure> {
    let stored = app.document(&arguments.id)?;
    if arguments.text {
        return output::print(|out| out.write_all(stored.document.text.as_bytes()));
    }
    let filter = ClaimFilter { document: Some(arguments.id.clone()), ..ClaimFilter::default() };
    let claims = app.claims(&filter)?;
    match arguments.format.format {
        Format::Table => {}
        Format::Csv => return claims::print(Format::Csv, messages, &claims),
        format => {
            let head = &stored.head;
            let document = &stored.document;
            return output::object(
                format,
                &json!({
                    "id": head.id, "title": head.title, "byline": document.publication.byline,
                    "publisher": head.publisher, "url": head.url, "published_at": head.published_at,
                    "language": head.language, "version": head.version, "versions": stored.versions,
                    "origin": head.origin, "encoding": document.encoding, "media_type": document.media_type,
                    "text_hash": document.text_hash, "content_hash": document.content_hash,
                    "added_at": stored.added_at, "claims": stored.claims,
                }),
            );
        }
    }
    let head = &stored.head;
    let title = head.title.clone().or_else(|| stored.document.text.lines().next().map(str::to_owned));
    let mut lines = vec![format!("{}  {}", head.id, title.unwrap_or_default())];
    let known = [&head.publisher, &head.published_at, &head.url];
    let known: Vec<String> = known.into_iter().flatten().cloned().collect();
    lines.push(format!("    {}", [known.as_slice(), std::slice::from_ref(&head.language)].concat().join(" · ")));
    let origin = [("origin", head.origin.as_str()), ("encoding", &stored.document.encoding)];
    lines.push(format!("    {}", messages.fill("show.origin", &origin)));
    lines.push(format!("    {}", messages.fill("show.hash", &[("hash", &stored.document.text_hash)])));
    output::lines(lines)?;
    claims::print(Format::Table, messages, &claims)
}

fn source(app: &App, arguments: &Arguments, messages: &Messages) -> Result<(), Failure> {
    let source = app.source(&arguments.id)?;
    if matches!(arguments.format.format, Format::Json | Format::Jsonl) {
        return output::object(arguments.format.format, &source);
    }
    let filter = ClaimFilter { source: Some(source.id.clone()), ..ClaimFilter::default() };
    let claims = app.claims(&filter)?;
    if arguments.format.format == Format::Table {
        let kind = messages.word("source_kind", source.kind.as_str());
        let mut lines = vec![
            format!("{}  {} ({kind})", source.id, source.name),
            format!("    {}: {}", messages.get("column.aliases"), source.aliases.join(messages.get("list.comma"))),
        ];
        lines.extend(
            source
                .merged_into
                .iter()
                .map(|into| format!("    {}", messages.fill("sources.merged_into", &[("into", into)]))),
        );
        lines.extend(source.grade.iter().map(|letter| {
            let (day, reason) = (source.graded_at.as_deref(), source.grade_reason.as_deref());
            let grade = messages.word("grade", letter);
            let values = [
                ("letter", letter.as_str()),
                ("meaning", grade),
                ("day", day.unwrap_or_default()),
                ("reason", reason.unwrap_or_default()),
            ];
            format!("    {}", messages.fill("sources.grade", &values))
        }));
        output::lines(lines)?;
    }
    claims::print(arguments.format.format, messages, &claims)
}
