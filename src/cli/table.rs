//! Tables for people: fitted to the window, safe against what stands in them, and with text that is
//! written from right to left kept inside its cell.

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{ContentArrangement, Table};

use crate::text::visible::{is_right_to_left, isolated, one_line};

/// What stands between cells; a cell that holds it would look like two.
const BORDER: char = '│';
const HEADER_BORDER: char = '┆';
/// Width where there is no window.
const WIDTH: u16 = 120;

/// The table as text. Cells come from outside.
pub fn render(header: &[String], rows: &[Vec<String>]) -> String {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(width());
    table.set_header(header.iter().map(|cell| safe(cell)));
    for row in rows {
        table.add_row(row.iter().map(|cell| safe(cell)));
    }
    let mut out = String::new();
    for line in table.to_string().lines() {
        isolate_cells(line, &mut out);
        out.push('\n');
    }
    out
}

/// The window's width, or that of `$COLUMNS`.
fn width() -> u16 {
    let named = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    named.or_else(|| comfy_table::Table::new().width()).filter(|width| *width >= 20).unwrap_or(WIDTH)
}

fn safe(cell: &str) -> String {
    one_line(cell).replace([BORDER, HEADER_BORDER], "|")
}

/// Each line of a terminal is laid out on its own, so the isolates must stand around each cell of it.
fn isolate_cells(line: &str, out: &mut String) {
    if !is_right_to_left(line) {
        out.push_str(line);
        return;
    }
    let mut rest = line;
    while let Some(at) = rest.find([BORDER, HEADER_BORDER]) {
        let (cell, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
        push_isolated(cell, out);
        let border = after.chars().next().unwrap_or(BORDER);
        out.push(border);
        rest = after.strip_prefix(border).unwrap_or("");
    }
    push_isolated(rest, out);
}

/// The cell with its words isolated and its spaces left where they are.
fn push_isolated(cell: &str, out: &mut String) {
    let words = cell.trim();
    let (before, after) = cell.split_once(words).unwrap_or((cell, ""));
    out.push_str(before);
    if !words.is_empty() {
        out.push_str(&isolated(words));
    }
    out.push_str(after);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_isolated_line_by_line_and_made_safe() {
        let arabic = "\u{628}\u{62A} 200".to_owned();
        let text = render(&["a".into(), "b".into()], &[vec![arabic.clone(), "x│y\u{1b}[31m\nz".into()]]);
        assert!(text.contains(&format!("\u{2068}{arabic}\u{2069}")), "{text}");
        assert!(text.contains("x|y⟨U+001B⟩[31m z"), "{text}");
        assert!(text.lines().all(|line| line.matches('\u{2068}').count() == line.matches('\u{2069}').count()));
    }
}
