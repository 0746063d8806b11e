//! Bytes in any character set.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for label in [None, Some("windows-1256"), Some("utf-16le")] {
        let _ = onrecord::intake::decode("file.txt", bytes, label);
    }
});
