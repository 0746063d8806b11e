//! The shipped articles against what a careful editor logged by hand (`fixtures/articles/*.expected.json`).
//!
//! `FLOORS` only ever goes up. To see what is missing, and the claims that no editor logged:
//! `ONRECORD_ARTICLES=show cargo test --test articles -- --nocapture`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unreachable
)]

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use onrecord::extract::{Engine, Request};
use onrecord::lang::Packs;
use serde_json::Value;

/// Fewest that must come out as logged, in hundredths of what was logged, by kind; `extra` is the highest share of claims that
/// no editor logged.
const FLOORS: [(&str, usize); 6] =
    [("claims", 91), ("sources", 94), ("quantities", 96), ("times", 91), ("not_quantities", 92), ("notes", 97)];

#[derive(Default)]
struct Score {
    found: BTreeMap<&'static str, (usize, usize)>,
    missed: Vec<String>,
}

impl Score {
    fn count(&mut self, kind: &'static str, found: bool, what: impl FnOnce() -> String) {
        let (hits, all) = self.found.entry(kind).or_default();
        *all += 1;
        *hits += usize::from(found);
        if !found {
            self.missed.push(format!("  {kind}: {}", what()));
        }
    }
}

#[test]
fn articles_come_out_as_an_editor_logs_them() {
    let engine = Engine::new(Arc::new(Packs::builtin().unwrap())).unwrap();
    let show = std::env::var_os("ONRECORD_ARTICLES").is_some();
    let mut total = Score::default();
    for path in articles() {
        let logged: Value =
            serde_json::from_str(&fs::read_to_string(path.with_extension("expected.json")).unwrap()).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let date = logged["date"].as_str().unwrap().parse().unwrap();
        let read = engine.worker().annotate(&Request { id: "a", text: &text, language: None, date: Some(date) });
        let mut article = Article { text: &text, read: serde_json::to_value(read).unwrap(), score: Score::default() };
        article.compare(&logged);
        if show {
            println!("{}\n{}", path.file_stem().unwrap().display(), article.score.missed.join("\n"));
        }
        for (kind, (hits, all)) in article.score.found {
            let sum = total.found.entry(kind).or_default();
            *sum = (sum.0 + hits, sum.1 + all);
        }
    }
    println!("{:#?}", total.found);
    for (kind, floor) in FLOORS {
        let (hits, all) = total.found[kind];
        assert!(hits * 100 >= floor * all, "{kind}: {hits} of {all} come out as logged, and {floor} % did before");
    }
}

fn articles() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/articles");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    paths
}

struct Article<'a> {
    text: &'a str,
    read: Value,
    score: Score,
}

impl Article<'_> {
    fn compare(&mut self, logged: &Value) {
        let mut matched = Vec::new();
        for claim in logged["claims"].as_array().unwrap() {
            matched.extend(self.claim(claim));
        }
        for (index, claim) in self.list("claims").into_iter().enumerate() {
            let found = matched.contains(&index);
            self.score.count("extra", found, || claim["text"].to_string());
        }
        for time in logged["times"].as_array().unwrap() {
            let place = self.place(time["text"].as_str().unwrap(), 0);
            let found =
                self.list("times").iter().any(|read| overlap(&range(read), &place) && read["value"] == time["value"]);
            let read =
                || self.list("times").into_iter().filter(|read| overlap(&range(read), &place)).collect::<Vec<_>>();
            let beside = if found { Vec::new() } else { read() };
            self.score.count("times", found, || format!("{time} but {}", Value::from(beside)));
        }
        for name in logged["not_quantities"].as_array().unwrap() {
            let place = self.place(name.as_str().unwrap(), 0);
            let found = self.list("quantities").iter().any(|read| overlap(&range(read), &place));
            self.score.count("not_quantities", !found, || name.to_string());
        }
        for note in logged["notes"].as_array().unwrap() {
            let place = self.place(note["quote"].as_str().unwrap(), 0);
            let found =
                self.list("notes").iter().any(|read| overlap(&range(read), &place) && read["kind"] == note["kind"]);
            self.score.count("notes", found, || note.to_string());
        }
    }

    /// The index of the claim that was read where this one was logged.
    fn claim(&mut self, logged: &Value) -> Option<usize> {
        let place = self.place(logged["quote"].as_str().unwrap(), 0);
        for quantity in logged["quantities"].as_array().unwrap() {
            let at = self.place(quantity["text"].as_str().unwrap(), place.start);
            let found =
                self.list("quantities").iter().any(|read| overlap(&range(read), &at) && same_figure(read, quantity));
            let read =
                || self.list("quantities").into_iter().filter(|read| overlap(&range(read), &at)).collect::<Vec<_>>();
            let beside = if found { Vec::new() } else { read() };
            self.score.count("quantities", found, || format!("{quantity} but {}", Value::from(beside)));
        }
        let claims = self.list("claims");
        let best = (0..claims.len()).max_by_key(|&index| shared(&range(&claims[index]), &place))?;
        let union = range(&claims[best]).len() + place.len() - shared(&range(&claims[best]), &place);
        let found = 2 * shared(&range(&claims[best]), &place) >= union;
        self.score.count("claims", found, || logged["quote"].to_string());
        if !found {
            return None;
        }
        let source = claims[best]["attribution"]
            .as_u64()
            .map_or(Value::Null, |index| self.read["attributions"][index as usize]["source"]["name"].clone());
        let wanted = &logged["source"];
        let same = [&wanted["name"], &wanted["canonical"]].contains(&&source) || same_person(&source, wanted);
        self.score.count("sources", same, || format!("{source} for {} in {}", wanted["name"], logged["quote"]));
        Some(best)
    }

    fn list(&self, kind: &str) -> Vec<Value> {
        self.read[kind].as_array().unwrap().clone()
    }

    /// The code points of the first occurrence at or behind a place.
    fn place(&self, words: &str, from: usize) -> Range<usize> {
        let skip = self.text.char_indices().nth(from).map_or(self.text.len(), |(byte, _)| byte);
        let byte = skip + self.text[skip..].find(words).unwrap_or_else(|| panic!("{words} stands nowhere"));
        let start = self.text[..byte].chars().count();
        start..start + words.chars().count()
    }
}

/// Same bounds and unit; what is counted is named in the article's words and not compared.
fn same_figure(read: &Value, logged: &Value) -> bool {
    let known = !matches!(read["kind"].as_str(), Some("count" | "number" | "ordinal"));
    let number = |value: &Value| value.as_str().map(|text| text.parse::<rust_decimal::Decimal>().unwrap());
    ["low", "high"].iter().all(|bound| number(&read[*bound]) == number(&logged[*bound]))
        && ["low_open", "high_open"].iter().all(|bound| read[*bound] == logged[*bound])
        && (!known || read["unit"] == logged["unit"])
}

/// "Dr Salma Idris" and "Salma Idris".
fn same_person(read: &Value, logged: &Value) -> bool {
    let (Some(read), Some(name)) = (read.as_str(), logged["name"].as_str()) else { return false };
    logged["kind"] == "person" && read.contains(' ') && (name.contains(read) || read.contains(name))
}

fn range(value: &Value) -> Range<usize> {
    value["start"].as_u64().unwrap() as usize..value["end"].as_u64().unwrap() as usize
}

fn shared(one: &Range<usize>, other: &Range<usize>) -> usize {
    one.end.min(other.end).saturating_sub(one.start.max(other.start))
}

fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    shared(one, other) > 0
}
