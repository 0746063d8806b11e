//! The house stays as it is drawn: which layer may use which, no circles, languages only in packs, files of
//! a readable length, and a map that is true.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unreachable
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Each layer and the layers it may use.
const LAYERS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("model", &["text"]),
    ("lang", &["text", "model"]),
    ("extract", &["text", "model", "lang"]),
    ("intake", &["text", "model", "lang"]),
    ("ledger", &["text", "model", "lang"]),
    ("report", &["text", "model", "lang"]),
    ("app", &["text", "model", "lang", "extract", "intake", "ledger", "report"]),
    ("cli", &["text", "model", "lang", "extract", "intake", "ledger", "report", "app"]),
];

/// Lines of code (without comments and tests) above which a file must be cut.
const LONGEST: usize = 600;
/// Lines above which a file is named, so that somebody cuts it in time.
const LONG: usize = 400;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder, by its path from the root, with its text.
fn files(folder: &Path, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            let name = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
            found.insert(name, String::from_utf8(fs::read(&path).unwrap()).unwrap_or_default());
        }
    }
}

fn source_files() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    files(&root().join("src"), &mut found);
    found.retain(|name, _| !name.contains("__pycache__"));
    found
}

fn rust_files() -> BTreeMap<String, String> {
    let mut found = source_files();
    found.retain(|name, _| name.ends_with(".rs"));
    found
}

/// Code without comments and without its tests, which stand at the end of a file.
fn code(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text);
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn layer_of(file: &str) -> Option<&str> {
    let rest = file.strip_prefix("src/")?;
    rest.split_once('/').map(|(layer, _)| layer)
}

/// The top modules that a text names after `crate::`, also inside one pair of braces.
fn used_layers(text: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(group) => {
                let group = group.split('}').next().unwrap_or(group);
                used.extend(group.split(',').map(|name| first_word(name.trim())));
            }
            None => {
                used.insert(first_word(rest));
            }
        }
    }
    used
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
}

#[test]
fn a_layer_uses_only_the_layers_below_it() {
    let known: BTreeSet<&str> = LAYERS.iter().map(|(layer, _)| *layer).collect();
    let mut wrong = Vec::new();
    for (name, text) in rust_files() {
        let Some(layer) = layer_of(&name) else { continue };
        let Some((_, allowed)) = LAYERS.iter().find(|(known, _)| *known == layer) else {
            wrong.push(format!("{name}: {layer} is no layer; add it to LAYERS and to the picture in src/README.md"));
            continue;
        };
        let used = used_layers(&code(&text));
        let outside = used.iter().filter(|used| known.contains(used.as_str()));
        for used in outside.filter(|used| *used != layer && !allowed.contains(&used.as_str())) {
            wrong.push(format!("{name} uses crate::{used}"));
        }
    }
    assert!(wrong.is_empty(), "a layer is crossed:\n{}", wrong.join("\n"));
}

#[test]
fn the_allowed_uses_go_in_no_circle() {
    for (index, (layer, allowed)) in LAYERS.iter().enumerate() {
        let below: Vec<&str> = LAYERS[..index].iter().map(|(layer, _)| *layer).collect();
        for used in *allowed {
            assert!(below.contains(used), "{layer} may use {used}, which is not below it");
        }
    }
}

/// Folds the spellings of one letter together: orthography of the script, the same for every language in it.
const SCRIPT: &str = "src/text/fold.rs";

#[test]
fn no_language_stands_outside_its_pack() {
    let mut tags: Vec<String> = fs::read_dir(root().join("src/lang"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("pack.toml").is_file())
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    tags.sort();
    assert!(tags.len() >= 2, "no packs found");
    let mut wrong = Vec::new();
    for (name, text) in rust_files().into_iter().filter(|(name, _)| !name.starts_with("src/lang/") && name != SCRIPT) {
        for (number, line) in code(&text).lines().enumerate() {
            let tag = tags.iter().find(|tag| line.contains(&format!("\"{tag}\"")));
            let letter = line.chars().find(|letter| is_arabic_letter(*letter));
            if let Some(found) = tag.cloned().or(letter.map(String::from)) {
                wrong.push(format!("{name}: {found:?} in code line {}: {}", number + 1, line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "language outside src/lang:\n{}", wrong.join("\n"));
}

/// Letters and digits of the Arabic blocks; marks of punctuation belong to no language.
fn is_arabic_letter(letter: char) -> bool {
    let block = matches!(u32::from(letter), 0x0600..=0x06FF | 0x0750..=0x077F | 0x08A0..=0x08FF | 0xFB50..=0xFDFF | 0xFE70..=0xFEFC);
    block && letter.is_alphanumeric()
}

#[test]
fn files_stay_readable() {
    let long = rust_files().into_iter().map(|(name, text)| (code(&text).lines().count(), name));
    let long: Vec<(usize, String)> = long.filter(|(lines, _)| *lines > LONG).collect();
    for (lines, name) in &long {
        println!("{name} has {lines} lines: cut it soon");
    }
    let too_long: Vec<_> = long.iter().filter(|(lines, _)| *lines > LONGEST).collect();
    assert!(too_long.is_empty(), "longer than {LONGEST} lines: {too_long:?}");
}

/// A map line is `- \`path\`: what it is`. A path that ends in `/` stands for all files of data in it.
#[test]
fn the_map_names_every_file_and_no_other() {
    let map = fs::read_to_string(root().join("src/README.md")).unwrap();
    let named: Vec<String> = map
        .lines()
        .filter_map(|line| line.strip_prefix("- `")?.split_once("`: "))
        .map(|(path, what)| {
            assert!(!what.trim().is_empty(), "{path} stands in the map without a word on what it is");
            format!("src/{path}")
        })
        .collect();
    let twice: Vec<&String> =
        named.iter().filter(|path| named.iter().filter(|other| other == path).count() > 1).collect();
    assert!(twice.is_empty(), "in the map twice: {twice:?}");

    let there = source_files();
    let covered = |file: &str| {
        let data = !file.ends_with(".rs");
        named.iter().any(|path| path == file || (data && path.ends_with('/') && file.starts_with(path.as_str())))
    };
    let missing: Vec<&String> = there.keys().filter(|file| *file != "src/README.md" && !covered(file)).collect();
    let gone: Vec<&String> = named
        .iter()
        .filter(|path| {
            !there.keys().any(|file| file == *path || (path.ends_with('/') && file.starts_with(path.as_str())))
        })
        .collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "src/README.md lacks {missing:#?} and names {gone:#?}, which is not there"
    );
}
