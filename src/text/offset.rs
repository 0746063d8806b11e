//! From byte offsets to Unicode code points, once for a whole document.

/// Turns byte offsets into code point offsets.
///
/// Holds one count for each 64 bytes, so a lookup reads at most 64 bytes.
///
/// ```
/// use onrecord::text::offset::CodePoints;
/// let points = CodePoints::new("في 2025");
/// assert_eq!(points.at(5), 3);
/// ```
#[derive(Debug, Default)]
pub struct CodePoints<'a> {
    bytes: &'a [u8],
    ascii: bool,
    blocks: Vec<u32>,
}

const BLOCK: usize = 64;

impl<'a> CodePoints<'a> {
    /// Counts through the text.
    pub fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        if bytes.is_ascii() {
            return CodePoints { bytes, ascii: true, blocks: Vec::new() };
        }
        let mut total = 0u32;
        let blocks = bytes
            .chunks(BLOCK)
            .map(|chunk| {
                let before = total;
                total += starts(chunk) as u32;
                before
            })
            .collect();
        CodePoints { bytes, ascii: false, blocks }
    }

    /// The number of code points before byte `offset`; past the end counts as the end.
    pub fn at(&self, offset: usize) -> usize {
        let offset = offset.min(self.bytes.len());
        if self.ascii {
            return offset;
        }
        let block = offset / BLOCK;
        match self.blocks.get(block) {
            Some(&before) => before as usize + self.bytes.get(block * BLOCK..offset).map_or(0, starts),
            None => {
                self.blocks.last().map_or(0, |&before| before as usize)
                    + self.bytes.get((block.saturating_sub(1)) * BLOCK..offset).map_or(0, starts)
            }
        }
    }
}

/// How many code points start in these bytes.
fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| (byte as i8) >= -0x40).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_counting(text in "\\PC{0,200}") {
            let points = CodePoints::new(&text);
            for (index, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(points.at(byte), index);
            }
            prop_assert_eq!(points.at(text.len()), text.chars().count());
        }
    }
}
