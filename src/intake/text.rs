//! The shape of a text made of blocks: a line break ends a line, an empty line a block.

/// Ends the line, if one is open.
pub fn end_line(text: &mut String) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}

/// Ends the block, if one is open.
pub fn end_block(text: &mut String) {
    end_line(text);
    if !text.is_empty() && !text.ends_with("\n\n") {
        text.push('\n');
    }
}

/// Appends a block, with the white space around it left out; nothing when there is nothing else.
pub fn push_block(text: &mut String, block: &str) {
    let block = block.trim();
    if !block.is_empty() {
        end_block(text);
        text.push_str(block);
        end_block(text);
    }
}

/// Ends the text with its last line.
pub fn finish(mut text: String) -> String {
    text.truncate(text.trim_end().len());
    end_line(&mut text);
    text
}
