//! A bundle from another desk.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = onrecord::ledger::check_bundle(&mut &*bytes);
});
