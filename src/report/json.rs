//! The whole report as one JSON object.

use std::io::{self, Write};

use super::Renderer;
use super::view::Report;
use crate::lang::messages::Messages;

/// For programs: values as in `CONTRACT.md`, never words.
pub struct Json;

impl Renderer for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn render(&self, report: &Report, _messages: &Messages, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, report)?;
        writeln!(out)
    }
}
