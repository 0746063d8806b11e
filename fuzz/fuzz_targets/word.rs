//! Word files. What is read has text in it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::intake::{Limits, read_from};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(intake) = read_from("file.docx", bytes, &Limits::default(), None) {
        assert!(!intake.reading.text.trim().is_empty());
    }
});
