//! The words of a tree of HTML elements, block by block, as a reader sees them.
//!
//! A block that is nothing but a link points to another page ("Read more: …") and is no part of the article.

use dom_query::{Document, NodeRef};

use super::text::{end_block, end_line};

/// The text of all elements below the body of a document.
pub fn text_of(document: &Document) -> String {
    let mut walk = Walk::default();
    let mut open: Vec<Step<'_>> = document.body().map(Step::Enter).into_iter().collect();
    // A stack of our own: pages nest as deep as they like.
    while let Some(step) = open.pop() {
        match step {
            Step::Leave(node) => walk.leave(&node),
            Step::Enter(node) if node.is_text() => walk.words(&node.text()),
            Step::Enter(node) if walk.enter(&node) => {
                open.push(Step::Leave(node));
                open.extend(node.children_it(true).map(Step::Enter));
            }
            Step::Enter(_) => {}
        }
    }
    walk.end(Shape::Block);
    walk.text
}

/// What is still to be done with an element.
enum Step<'a> {
    Enter(NodeRef<'a>),
    Leave(NodeRef<'a>),
}

/// How an element stands among the words around it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Apart, with an empty line before and behind it.
    Block,
    /// On a line of its own.
    Line,
    /// A cell of a row.
    Cell,
    /// Within the line.
    Inline,
    /// Not at all.
    Hidden,
}

fn shape(name: &str) -> Shape {
    match name {
        "p" | "div" | "article" | "section" | "main" | "aside" | "blockquote" | "figure" | "figcaption" | "h1"
        | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "dl" | "table" | "caption" | "pre" | "hr" | "header"
        | "footer" | "address" | "details" | "summary" | "body" => Shape::Block,
        "li" | "dt" | "dd" | "tr" | "br" | "option" => Shape::Line,
        "td" | "th" => Shape::Cell,
        "script" | "style" | "noscript" | "template" | "head" | "nav" | "form" | "button" | "select" | "iframe"
        | "object" | "svg" | "math" | "audio" | "video" => Shape::Hidden,
        _ => Shape::Inline,
    }
}

/// Where a walk through the elements stands.
#[derive(Default)]
struct Walk {
    text: String,
    /// The words of the block or line that is open, white space collapsed.
    line: String,
    /// Letters of it, and how many of them are those of links.
    letters: (usize, usize),
    /// Links that are open, and elements that are set above the line.
    links: usize,
    raised: usize,
}

impl Walk {
    /// Whether the words inside an element count.
    fn enter(&mut self, node: &NodeRef<'_>) -> bool {
        let name = node.node_name().unwrap_or_default();
        match shape(&name) {
            Shape::Hidden => return false,
            Shape::Inline | Shape::Cell => {}
            shape => self.end(shape),
        }
        match name.as_ref() {
            _ if node.has_attr("hidden") => return false,
            "a" => self.links += 1,
            "sup" => self.raised += 1,
            // A reader sees marks around it that stand in no text.
            "q" => self.line.push('"'),
            _ => {}
        }
        true
    }

    fn leave(&mut self, node: &NodeRef<'_>) {
        let name = node.node_name().unwrap_or_default();
        match name.as_ref() {
            "a" => self.links = self.links.saturating_sub(1),
            "sup" => self.raised = self.raised.saturating_sub(1),
            "q" => self.line.push('"'),
            _ => {}
        }
        match shape(&name) {
            Shape::Cell => self.line.push('\t'),
            shape @ (Shape::Block | Shape::Line) => self.end(shape),
            Shape::Inline | Shape::Hidden => {}
        }
    }

    fn words(&mut self, words: &str) {
        // "[1]": the number of a note.
        if self.links > 0 && self.raised > 0 {
            return;
        }
        for letter in words.chars() {
            // A space that does not break is a letter of the text.
            if letter != '\u{A0}' && letter.is_whitespace() {
                if !self.line.is_empty() && !self.line.ends_with([' ', '\t']) {
                    self.line.push(' ');
                }
                continue;
            }
            self.line.push(if self.raised > 0 { raised(letter) } else { letter });
            self.letters.0 += 1;
            self.letters.1 += usize::from(self.links > 0);
        }
    }

    /// Ends what is open.
    fn end(&mut self, shape: Shape) {
        let (letters, linked) = std::mem::take(&mut self.letters);
        let line = std::mem::take(&mut self.line);
        if letters > linked {
            self.text.push_str(line.trim());
            end_line(&mut self.text);
        }
        if shape == Shape::Block {
            end_block(&mut self.text);
        }
    }
}

/// A digit above the line is no digit of the number before it: "10⁶" is not 106.
fn raised(letter: char) -> char {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    letter.to_digit(10).and_then(|digit| RAISED.get(digit as usize).copied()).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(html: &str) -> String {
        text_of(&Document::from(html)).trim_end().to_owned()
    }

    #[test]
    fn blocks_lines_and_rows_stand_apart() {
        let html = "<p>One <b>and</b>\n two.</p><ul><li>Three</li><li>Four</li></ul><table><tr><th>A</th><th>B</th></tr>\
                    <tr><td>1</td><td>2</td></tr></table>Five<br>six";
        assert_eq!(text(html), "One and two.\n\nThree\nFour\n\nA\tB\n1\t2\n\nFive\nsix");
    }

    #[test]
    fn a_block_that_is_only_a_link_points_elsewhere() {
        assert_eq!(text("<p>It <a href=x>paid $3m</a>.</p><div><a href=y>Read more: up 9%</a></div>"), "It paid $3m.");
    }

    #[test]
    fn notes_go_and_quotation_marks_stay() {
        assert_eq!(
            text("<p>He said <q>no</q><sup><a href=x>[1]</a></sup> 10<sup>6</sup> km<sup>2</sup></p>"),
            "He said \"no\" 10⁶ km²"
        );
    }
}
