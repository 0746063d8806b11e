//! The encoding of an event: what is decoded is encoded to the same bytes again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::ledger::{decode, encode};

fuzz_target!(|bytes: &[u8]| {
    if let Some(event) = decode(bytes) {
        assert_eq!(encode(&event), bytes);
    }
});
