//! What reading costs, layer by layer and whole, over the fixture articles of each language.
//! `cargo bench --bench extract`; the figures are bytes of article text per second of one core.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a bench may stop")]

use std::sync::{Arc, LazyLock};

use divan::{Bencher, counter::BytesCount};
use onrecord::extract::{Engine, Request};
use onrecord::lang::Packs;
use onrecord::text::sentence::{self, Stop, StopWords};
use onrecord::text::token::{self, Token};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(Arc::new(Packs::builtin().unwrap())).unwrap());

/// The fixture articles of a language, one behind the other.
fn article(language: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/articles");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let wanted = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        name.starts_with(language) && name.ends_with(".txt")
    };
    let texts: Vec<String> =
        paths.iter().filter(|path| wanted(path)).map(|path| std::fs::read_to_string(path).unwrap()).collect();
    texts.join("\n\n")
}

/// No word keeps its full stop.
struct Plain;

impl StopWords for Plain {
    fn stop_after(&self, _: usize) -> Stop {
        Stop::Ends
    }
    fn opens(&self, _: usize) -> bool {
        true
    }
}

fn tokens_of(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    token::tokenize(text, &mut tokens);
    tokens
}

#[divan::bench(args = ["en", "ar"])]
fn tokens(bencher: Bencher<'_, '_>, language: &str) {
    let text = article(language);
    let mut tokens = Vec::new();
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        tokens.clear();
        token::tokenize(&text, &mut tokens);
    });
}

#[divan::bench(args = ["en", "ar"])]
fn sentences(bencher: Bencher<'_, '_>, language: &str) {
    let text = article(language);
    let tokens = tokens_of(&text);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        let mut sentences = Vec::new();
        sentence::split(&text, &tokens, &Plain, &mut sentences);
        sentences
    });
}

#[divan::bench(args = ["en", "ar"])]
fn words(bencher: Bencher<'_, '_>, language: &str) {
    let text = article(language);
    let tokens = tokens_of(&text);
    let lexicon = &ENGINE.packs().pack(ENGINE.packs().number_of(language).unwrap()).unwrap().lexicon;
    let mut folded = String::new();
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| tokens.iter().fold(0, |all, token| all | lexicon.look_up(&text, token, &mut folded).classes));
}

/// Tokens, sentences, rules, attributions and claims, as values.
#[divan::bench(args = ["en", "ar"])]
fn annotation(bencher: Bencher<'_, '_>, language: &str) {
    let text = article(language);
    let mut worker = ENGINE.worker();
    let request = Request { id: "", text: &text, language: Some(language), date: None };
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| worker.annotate(&request));
}

/// The same, written as JSON: what `onrecord annotate` does for each document.
#[divan::bench(args = ["en", "ar"])]
fn json(bencher: Bencher<'_, '_>, language: &str) {
    let text = article(language);
    let mut worker = ENGINE.worker();
    let request = Request { id: "", text: &text, language: Some(language), date: None };
    let mut out = Vec::new();
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        out.clear();
        worker.write(&request, &mut out);
    });
}

/// Reading the rules: what every command pays at its start.
#[divan::bench]
fn start() -> Engine {
    Engine::new(Arc::new(Packs::builtin().unwrap())).unwrap()
}

fn main() {
    divan::main();
}
