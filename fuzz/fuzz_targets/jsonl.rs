//! Lines of JSONL: each gives one line of JSON, whatever stands in it.

#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use onrecord::app::annotate::{Annotator, Defaults};
use onrecord::extract::Engine;
use onrecord::lang::Packs;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(Arc::new(Packs::builtin().unwrap())).unwrap());

fuzz_target!(|bytes: &[u8]| {
    let mut out = Vec::new();
    Annotator::new(ENGINE.clone(), Defaults::default()).lines(bytes, 1, &mut out);
    for line in out.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        serde_json::from_slice::<serde_json::Value>(line).unwrap();
    }
});
