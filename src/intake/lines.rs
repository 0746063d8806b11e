//! Lines in batches: what is there is handed on at once, so a stream is answered while it runs.

use std::io::Read;

/// Bytes asked for at once.
const BATCH: usize = 256 << 10;

/// Whole lines, or one line that is too long to keep.
#[derive(Debug, PartialEq, Eq)]
pub enum Lines {
    /// Bytes of whole lines, and the number of the first, from 1.
    Batch(Vec<u8>, u64),
    /// The line of this number is longer than the limit and was passed over.
    TooLong(u64),
    /// The system refused to read on, in its own words.
    Broken(String),
}

/// Cuts a source into [`Lines`].
pub struct LineBatches<R> {
    source: R,
    limit: usize,
    rest: Vec<u8>,
    line: u64,
    skipping: bool,
    ended: bool,
}

impl<R: Read> LineBatches<R> {
    /// `limit` is the largest number of bytes of one line.
    pub fn new(source: R, limit: u64) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        LineBatches { source, limit, rest: Vec::new(), line: 1, skipping: false, ended: false }
    }

    /// Appends what can be read at once to `buffer`; 0 at the end.
    fn fill(&mut self, buffer: &mut Vec<u8>) -> std::io::Result<usize> {
        let before = buffer.len();
        buffer.resize(before + BATCH, 0);
        let read = loop {
            match self.source.read(buffer.get_mut(before..).unwrap_or_default()) {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                result => break result,
            }
        };
        buffer.truncate(before + *read.as_ref().unwrap_or(&0));
        read
    }

    fn batch(&mut self, bytes: Vec<u8>) -> Lines {
        let first = self.line;
        self.line += bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
        Lines::Batch(bytes, first)
    }
}

impl<R: Read> Iterator for LineBatches<R> {
    type Item = Lines;

    fn next(&mut self) -> Option<Lines> {
        while !self.ended {
            let mut buffer = std::mem::take(&mut self.rest);
            let known = buffer.len();
            match self.fill(&mut buffer) {
                Ok(0) => {
                    self.ended = true;
                    return (!buffer.is_empty() && !self.skipping).then(|| self.batch(buffer));
                }
                Err(error) => {
                    self.ended = true;
                    return Some(Lines::Broken(error.to_string()));
                }
                Ok(_) => {}
            }
            if self.skipping {
                let Some(end) = buffer.iter().position(|byte| *byte == b'\n') else { continue };
                buffer.drain(..=end);
                self.skipping = false;
                self.line += 1;
            }
            let searched = if known < buffer.len() { known } else { 0 };
            let last = buffer.get(searched..).unwrap_or_default().iter().rposition(|byte| *byte == b'\n');
            if let Some(last) = last {
                self.rest = buffer.split_off(searched + last + 1);
                return Some(self.batch(buffer));
            }
            if buffer.len() > self.limit {
                self.skipping = true;
                return Some(Lines::TooLong(self.line));
            }
            self.rest = buffer;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives the bytes in pieces of `step`, as a pipe may.
    struct Pieces<'a>(&'a [u8], usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let length = self.1.min(self.0.len()).min(buffer.len());
            buffer[..length].copy_from_slice(&self.0[..length]);
            self.0 = &self.0[length..];
            Ok(length)
        }
    }

    #[test]
    fn every_line_keeps_its_number_whatever_the_pieces() {
        let text = b"one\ntwo\n\nfour\nlast";
        for step in 1..=text.len() {
            let mut lines = Vec::new();
            for batch in LineBatches::new(Pieces(text, step), 100) {
                let Lines::Batch(bytes, first) = batch else { panic!("{batch:?}") };
                let bytes = bytes.strip_suffix(b"\n").unwrap_or(&bytes).to_vec();
                lines.extend((first..).zip(bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec)));
            }
            let expected = (1..).zip(text.split(|byte| *byte == b'\n').map(<[u8]>::to_vec)).collect::<Vec<_>>();
            assert_eq!(lines, expected, "pieces of {step}");
        }
    }

    #[test]
    fn a_line_too_long_costs_one_line() {
        let text = [b"a\n".as_slice(), &[b'x'; 50], b"\nb\n"].concat();
        for step in [1, 3, 7] {
            let (mut long, mut kept) = (Vec::new(), Vec::new());
            for lines in LineBatches::new(Pieces(&text, step), 10) {
                match lines {
                    Lines::TooLong(number) => long.push(number),
                    Lines::Batch(bytes, first) => kept.push((String::from_utf8(bytes).unwrap(), first)),
                    Lines::Broken(error) => panic!("{error}"),
                }
            }
            assert_eq!(long, [2]);
            assert_eq!(kept, [("a\n".to_owned(), 1), ("b\n".to_owned(), 3)]);
        }
    }
}
