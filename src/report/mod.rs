//! What is handed on: one view of the ledger, rendered in several formats.
//!
//! A format is one file and one line in [`RENDERERS`].

pub mod csv;
pub mod figure;
mod html;
mod json;
mod markdown;
mod passage;
mod question;
#[cfg(test)]
mod sample;
mod sheet;
pub mod view;

use std::io::{self, Write};

use crate::lang::messages::Messages;
use view::{ClaimView, Report};

/// One format of report.
pub trait Renderer: Sync {
    /// Name of the format on the command line.
    fn name(&self) -> &'static str;
    /// Writes the report in the words of `messages`.
    fn render(&self, report: &Report, messages: &Messages, out: &mut dyn Write) -> io::Result<()>;
}

/// All formats, in the order of the help text.
pub static RENDERERS: &[&dyn Renderer] = &[&html::Html, &markdown::Markdown, &json::Json, &csv::Csv];

/// The renderer of a format.
pub fn renderer(name: &str) -> Option<&'static dyn Renderer> {
    RENDERERS.iter().copied().find(|renderer| renderer.name() == name)
}

/// The evidence and remarks of a claim in the reader's words, one a line.
pub fn evidence_lines(claim: &ClaimView, messages: &Messages) -> Vec<String> {
    claim.evidence.iter().map(|piece| sheet::evidence(piece, messages)).collect()
}

/// What people wrote when they set a verdict, moved progress or signed off, a line each.
pub fn remark_lines(claim: &ClaimView, messages: &Messages) -> Vec<String> {
    claim.remarks.iter().map(|remark| sheet::remark(remark, messages)).collect()
}
