//! Printing: one list in every format, and text on standard output.

use std::io::Write;

use clap::ValueEnum;
use serde::Serialize;

use super::exit::Failure;
use super::table;
use crate::lang::Messages;
use crate::report::csv;
use crate::text::visible::{isolated, visible};

/// How a list is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// For people; never parse it
    #[default]
    Table,
    /// One JSON array
    Json,
    /// One JSON object a line
    Jsonl,
    /// Comma-separated values
    Csv,
}

/// The option of every command that lists.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct FormatOption {
    /// How to print it
    #[arg(long, value_enum, default_value_t, global = true)]
    pub format: Format,
}

/// The columns of a list: keys below `column` in `messages.toml`.
pub type Columns = &'static [&'static str];

/// A list in the format asked for. `row` gives the cells under `columns`; `none` is the message for an
/// empty table.
pub fn list<T: Serialize>(
    format: Format,
    messages: &Messages,
    items: &[T],
    columns: Columns,
    row: impl Fn(&T) -> Vec<String>,
    none: &str,
) -> Result<(), Failure> {
    print(|out| match format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, items)?;
            writeln!(out)
        }
        Format::Jsonl => items.iter().try_for_each(|item| {
            serde_json::to_writer(&mut *out, item)?;
            writeln!(out)
        }),
        Format::Csv => {
            let header: Vec<String> = columns.iter().map(|key| (*key).to_owned()).collect();
            csv::write(out, &header, items.iter().map(row))
        }
        Format::Table if items.is_empty() => writeln!(out, "{}", messages.get(none)),
        Format::Table => {
            let header: Vec<String> = columns.iter().map(|key| messages.word("column", key).to_owned()).collect();
            let rows: Vec<Vec<String>> = items.iter().map(row).collect();
            out.write_all(table::render(&header, &rows).as_bytes())
        }
    })
}

/// One object as JSON.
pub fn object<T: Serialize>(format: Format, item: &T) -> Result<(), Failure> {
    print(|out| {
        if format == Format::Jsonl {
            serde_json::to_writer(&mut *out, item)?;
        } else {
            serde_json::to_writer_pretty(&mut *out, item)?;
        }
        writeln!(out)
    })
}

/// Lines for people; what comes from outside is made safe and kept from turning what stands around it.
pub fn lines(lines: impl IntoIterator<Item = String>) -> Result<(), Failure> {
    print(|out| {
        lines.into_iter().try_for_each(|line| {
            let safe = visible(&line);
            let indent: String = safe.chars().take_while(|letter| *letter == ' ').collect();
            writeln!(out, "{indent}{}", isolated(safe.trim_start()))
        })
    })
}

/// Writes to standard output at once.
pub fn print(write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<(), Failure> {
    let mut buffer = Vec::new();
    let mut stdout = std::io::stdout().lock();
    write(&mut buffer)
        .and_then(|()| stdout.write_all(&buffer))
        .and_then(|()| stdout.flush())
        .map_err(|error| Failure::output("-", &error))
}
