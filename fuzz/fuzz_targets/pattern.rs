//! The pattern of a rule.

#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::lang::lexicon::Lexicon;
use onrecord::lang::names::Names;
use onrecord::lang::pattern::{Fragments, compile};

fuzz_target!(|text: &str| {
    let _ = compile(text, &Fragments::default(), &mut Lexicon::new(), &mut Names::default());
});
