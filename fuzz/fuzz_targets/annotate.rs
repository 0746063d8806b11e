//! Any text in either language: no panic, the same bytes twice, and every mention gives back its text.

#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use onrecord::extract::{Engine, Request};
use onrecord::lang::Packs;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(Arc::new(Packs::builtin().unwrap())).unwrap());

fuzz_target!(|text: &str| {
    let mut worker = ENGINE.worker();
    for language in [None, Some("ar"), Some("en")] {
        let request = Request { id: "", text, language, date: None };
        let annotation = worker.annotate(&request);
        let letters: Vec<char> = text.chars().collect();
        let stands = |start: usize, end: usize, text: &str| {
            assert_eq!(letters[start..end].iter().collect::<String>(), text);
        };
        annotation.quantities.iter().for_each(|one| stands(one.start, one.end, &one.text));
        annotation.times.iter().for_each(|one| stands(one.start, one.end, &one.text));
        annotation.claims.iter().for_each(|one| stands(one.start, one.end, &one.text));
        let (mut first, mut second) = (Vec::new(), Vec::new());
        worker.write(&request, &mut first);
        worker.write(&request, &mut second);
        assert_eq!(first, second);
    }
});
