//! Every rule fires where its examples say so, with the value they say, and nowhere they say not.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unreachable
)]

use std::sync::Arc;

use onrecord::extract::{Engine, Request};
use onrecord::lang::Packs;

#[test]
fn every_rule_keeps_its_examples() {
    let packs = Arc::new(Packs::builtin().expect("the packs load"));
    let mut worker = Engine::new(packs.clone()).expect("the engine builds").worker();
    let mut broken = Vec::new();
    for rule in packs.rules() {
        let language = (rule.language != "_shared").then_some(rule.language.as_str());
        // 2025-07-23 is a Wednesday: the day on which every example was written.
        let date = chrono::NaiveDate::from_ymd_opt(2025, 7, 23);
        let mut fired = |text: &str| -> Vec<String> {
            let trace = worker.trace(&Request { id: "", text, language, date });
            trace.into_iter().filter(|step| step.rule == rule.text.id).map(|step| step.value).collect()
        };
        for (text, value) in &rule.text.yes {
            let values = fired(text);
            if !values.contains(value) {
                broken.push(format!("{}: {text:?} should give {value:?}, gave {values:?}", rule.text.id));
            }
        }
        for text in &rule.text.no {
            let values = fired(text);
            if !values.is_empty() {
                broken.push(format!("{}: {text:?} should give nothing, gave {values:?}", rule.text.id));
            }
        }
    }
    assert!(broken.is_empty(), "{} examples broken:\n{}", broken.len(), broken.join("\n"));
}

/// `explain` puts every step into the reader's words: none may show the inner name of a builder, a part or a reason.
#[test]
fn every_builder_part_and_reason_has_its_words_in_every_language() {
    let packs = Packs::builtin().expect("the packs load");
    let mut wanted: Vec<String> = Vec::new();
    for rule in packs.rules() {
        wanted.push(format!("builder.{}", rule.text.build));
        let parts = rule.text.pattern.split([' ', '(', '|']).filter_map(|item| item.split_once('='));
        let named = parts.filter(|(name, _)| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase()));
        wanted.extend(named.map(|(name, _)| format!("part.{name}")));
    }
    wanted.extend(packs.worth().reason.keys().map(|reason| format!("because.{reason}")));
    wanted.sort_unstable();
    wanted.dedup();
    for language in packs.message_languages() {
        let messages = packs.messages(language).expect("a listed language has its messages");
        let missing: Vec<&String> = wanted.iter().filter(|key| messages.find(key).is_none()).collect();
        assert!(missing.is_empty(), "{language}/messages.toml lacks {missing:?}");
    }
}
