//! A table of words.

#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::lang::lexicon::Lexicon;
use onrecord::lang::names::Names;

fuzz_target!(|text: &str| {
    let _ = Lexicon::new().read("words.tsv", text, &mut Names::default());
});
