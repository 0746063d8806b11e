//! A signed checkpoint (C2SP).

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = onrecord::ledger::Checkpoint::parse(text);
});
