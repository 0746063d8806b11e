//! What the program prints as JSON has the shape that `schema/*.schema.json` promise, nothing more and nothing less.
//!
//! The schemas are JSON Schema 2020-12. They use few of its words, so the checker here knows few; it refuses to guess
//! at others. A checker from a registry would cost the tests more to compile than all else they depend on.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unreachable
)]

use std::path::Path;
use std::process::Command;

use onrecord::model::{Corroboration, Progress, SourceKind, Verdict};
use serde_json::{Value, json};

struct Schema(Value);

impl Schema {
    fn named(name: &str) -> Schema {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema").join(name);
        Schema(serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
    }

    fn faults(&self, value: &Value) -> Vec<String> {
        let mut faults = Vec::new();
        self.check(&self.0, value, "", &mut faults);
        faults
    }

    fn check(&self, schema: &Value, value: &Value, place: &str, faults: &mut Vec<String>) {
        let rules = schema.as_object().unwrap();
        for (word, rule) in rules {
            match word.as_str() {
                "$schema" | "$id" | "$defs" | "title" | "description" | "required" | "additionalProperties" => {}
                "type" if is_of(value, rule.as_str().unwrap()) => {}
                "type" => faults.push(format!("{place}: {value} is no {rule}")),
                "const" if value == rule => {}
                "enum" if rule.as_array().unwrap().contains(value) => {}
                "const" | "enum" => faults.push(format!("{place}: {value} is not {rule}")),
                "minimum" | "maximum" => {
                    let (number, bound) = (value.as_f64().unwrap_or(f64::NAN), rule.as_f64().unwrap());
                    if (word == "minimum" && number < bound) || (word == "maximum" && number > bound) {
                        faults.push(format!("{place}: {value} lies beyond {word} {rule}"));
                    }
                }
                "pattern" => {
                    let pattern = regex::Regex::new(rule.as_str().unwrap()).unwrap();
                    if value.as_str().is_some_and(|text| !pattern.is_match(text)) {
                        faults.push(format!("{place}: {value} does not match {rule}"));
                    }
                }
                "$ref" => {
                    let target = rule.as_str().unwrap().strip_prefix('#').unwrap();
                    self.check(self.0.pointer(target).expect(target), value, place, faults);
                    continue;
                }
                "anyOf" => {
                    let fits = |one: &Value| {
                        let mut own = Vec::new();
                        self.check(one, value, place, &mut own);
                        own.is_empty()
                    };
                    if !rule.as_array().unwrap().iter().any(fits) {
                        faults.push(format!("{place}: {value} is none of {rule}"));
                    }
                }
                "prefixItems" => {
                    for (at, (rule, item)) in rule.as_array().unwrap().iter().zip(value.as_array().unwrap()).enumerate()
                    {
                        self.check(rule, item, &format!("{place}/{at}"), faults);
                    }
                    continue;
                }
                "items" if rules.contains_key("prefixItems") => {
                    let wanted = rules["prefixItems"].as_array().unwrap().len();
                    if *rule == json!(false) && value.as_array().is_some_and(|items| items.len() > wanted) {
                        faults.push(format!("{place}: {value} has more than {wanted} items"));
                    }
                }
                "items" => {
                    for (at, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.check(rule, item, &format!("{place}/{at}"), faults);
                    }
                    continue;
                }
                "properties" => {
                    for (key, item) in value.as_object().into_iter().flatten() {
                        match rule.get(key) {
                            Some(rule) => self.check(rule, item, &format!("{place}/{key}"), faults),
                            None if rules.get("additionalProperties") == Some(&json!(false)) => {
                                faults.push(format!("{place}: {key} is not promised"));
                            }
                            None => {}
                        }
                    }
                    let required = rules.get("required").and_then(Value::as_array).into_iter().flatten();
                    for key in required.filter(|key| value.get(key.as_str().unwrap()).is_none()) {
                        faults.push(format!("{place}: {key} is missing"));
                    }
                    continue;
                }
                _ => panic!("the checker does not know {word:?}"),
            }
        }
    }
}

fn is_of(value: &Value, sort: &str) -> bool {
    match sort {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        _ => panic!("{sort:?} is no type of JSON Schema"),
    }
}

fn onrecord(arguments: &[&str]) -> String {
    let program = Command::new(env!("CARGO_BIN_EXE_onrecord")).args(arguments).output().unwrap();
    assert!(program.status.success(), "{}", String::from_utf8_lossy(&program.stderr));
    String::from_utf8(program.stdout).unwrap()
}

/// The value with one place of it changed, which must then be refused.
fn refused(schema: &Schema, value: &Value, place: &str, key: &str, planted: Option<Value>) {
    let mut wrong = value.clone();
    let object = wrong.pointer_mut(place).unwrap_or_else(|| panic!("{place}")).as_object_mut().unwrap();
    match planted {
        Some(planted) => object.insert(key.to_owned(), planted),
        None => object.remove(key),
    };
    assert!(!schema.faults(&wrong).is_empty(), "{key} at {place} went unnoticed");
}

#[test]
fn annotations_have_their_shape() {
    let schema = Schema::named("annotation.schema.json");
    let articles = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/articles");
    let mut paths: Vec<String> = std::fs::read_dir(articles)
        .unwrap()
        .map(|entry| entry.unwrap().path().to_str().unwrap().to_owned())
        .filter(|path| path.ends_with(".txt"))
        .collect();
    paths.sort();
    let mut arguments = vec!["annotate", "--date", "2025-07-27"];
    arguments.extend(paths.iter().map(String::as_str));
    let lines = onrecord(&arguments);
    assert_eq!(lines.lines().count(), paths.len());
    for line in lines.lines() {
        let value: Value = serde_json::from_str(line).unwrap();
        assert_eq!(schema.faults(&value), [] as [String; 0]);
        refused(&schema, &value, "", "claims", None);
        refused(&schema, &value, "", "surprise", Some(json!(1)));
        refused(&schema, &value, "", "schema", Some(json!(2)));
        refused(&schema, &value, "/quantities/0", "low", Some(json!(1.5)));
        refused(&schema, &value, "/quantities/0", "low", Some(json!("1,000")));
        refused(&schema, &value, "/sentences/0", "start", Some(json!(-1)));
        refused(&schema, &value, "/claims/0", "worth", Some(json!(1.2)));
    }
}

#[test]
fn claims_have_their_shape_whatever_was_done_to_them() {
    let schema = Schema::named("claims.schema.json");
    let folder = tempfile::tempdir().unwrap();
    let demo = folder.path().join("demo");
    onrecord(&["demo", demo.to_str().unwrap()]);
    let at = |name: &str| demo.join(name).to_str().unwrap().to_owned();
    let (ledger, other, bundle, file) = (at("demo.db"), at("other.db"), at("bundle.jsonl"), at("table.txt"));
    std::fs::write(&file, "total 41.7").unwrap();
    let on =
        |ledger: &str, arguments: &[&str]| onrecord(&[&["--ledger", ledger, "--actor", "lina"], arguments].concat());
    on(&ledger, &["assign", "C1", "omar"]);
    on(&ledger, &["tag", "C1", "trade"]);
    on(
        &ledger,
        &["reply", "C1", "--to", "Ministry", "--by", "letter", "--asked", "2026-03-01", "--deadline", "2026-03-02"],
    );
    on(&ledger, &["reply", "C1", "--to", "Ministry", "--answer", "No.", "--answered", "2026-03-02"]);
    let evidence = ["--stance", "supports", "--file", &file, "--quote", "41.7", "--primary", "--note", "page 2"];
    on(&ledger, &[&["evidence", "add", "C1"], &evidence[..]].concat());
    on(&ledger, &["evidence", "add", "C1", "--stance", "context", "--url", "https://example.org/a"]);
    on(&ledger, &["verify", "C1", "--content", "false", "--note", "table 3"]);
    on(&ledger, &["signoff", "C1"]);
    on(&ledger, &["source", "grade", "S1", "B", "--reason", "often right"]);
    on(&ledger, &["export", "-o", &bundle]);
    on(&other, &["import", &bundle]);
    for (ledger, key) in [(&ledger, "signed_off"), (&other, "other_verdicts")] {
        let claims: Value = serde_json::from_str(&on(ledger, &["claims", "--format", "json"])).unwrap();
        assert!(claims.as_array().unwrap().len() > 100);
        assert_eq!(schema.faults(&claims), [] as [String; 0]);
        let worked: Vec<&str> = claims[0].as_object().unwrap().keys().map(String::as_str).collect();
        assert!(["assignee", "tags", "replies", key].iter().all(|key| worked.contains(key)), "{worked:?}");
        refused(&schema, &claims, "/0", "corroboration", None);
        refused(&schema, &claims, "/0", "stale", Some(json!("no")));
        refused(&schema, &claims, "/0", "presence", Some(json!("here")));
        refused(&schema, &claims, "/0/document", "id", Some(json!("C1")));
        refused(&schema, &claims, "/0/replies/0", "to", None);
        refused(&schema, &claims, "/0/replies/0", "phone", Some(json!("1")));
        refused(&schema, &claims, "/0/evidence/0", "stance", Some(json!("proves")));
        refused(&schema, &claims, "/0/verdict", "content", Some(json!("true")));
    }
}

#[test]
fn histories_have_their_shape() {
    let schema = Schema::named("history.schema.json");
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (ledger, other, bundle, article) = (at("ours.db"), at("theirs.db"), at("bundle.jsonl"), at("a.txt"));
    std::fs::write(&article, "The port handled 40 ships in May, the mayor said.").unwrap();
    let on =
        |ledger: &str, arguments: &[&str]| onrecord(&[&["--ledger", ledger, "--actor", "lina"], arguments].concat());
    on(&ledger, &["add", &article]);
    on(&ledger, &["verify", "C1", "--content", "false", "--note", "table 3"]);
    on(&ledger, &["verify", "C1", "--content", "verified", "--note", "table 4", "--reason", "a newer table"]);
    let days = ["--by", "letter", "--asked", "2026-03-01", "--answer", "No.", "--answered", "2026-03-02"];
    on(&ledger, &[&["reply", "C1", "--to", "Ministry"], &days[..]].concat());
    on(&ledger, &["export", "-o", &bundle]);
    on(&other, &["import", &bundle]);
    for ledger in [&ledger, &other] {
        let history: Value = serde_json::from_str(&on(ledger, &["history", "C1", "--format", "json"])).unwrap();
        assert_eq!(schema.faults(&history), [] as [String; 0]);
        let asked = history.as_array().unwrap().iter().position(|entry| entry.get("reply").is_some()).unwrap();
        let place = format!("/{asked}/reply");
        assert_eq!(history.pointer(&place).unwrap()["to"], "Ministry");
        refused(&schema, &history, &place, "to", None);
        refused(&schema, &history, &place, "phone", Some(json!("1")));
        refused(&schema, &history, &format!("/{asked}"), "hash", Some(json!("0")));
        refused(&schema, &history, &format!("/{asked}"), "note", None);
    }
}

#[test]
fn closed_vocabularies_are_those_of_the_program() {
    let schema = Schema::named("claims.schema.json").0;
    let words =
        |place: &str| -> Vec<String> { serde_json::from_value(schema.pointer(place).unwrap().clone()).unwrap() };
    fn spelled(words: &[impl ToString]) -> Vec<String> {
        words.iter().map(ToString::to_string).collect()
    }
    assert_eq!(words("/$defs/verdict/enum"), spelled(Verdict::ALL));
    assert_eq!(words("/$defs/source_kind/enum"), spelled(SourceKind::ALL));
    assert_eq!(words("/$defs/claim/properties/progress/enum"), spelled(Progress::ALL));
    assert_eq!(words("/$defs/claim/properties/corroboration/enum"), spelled(Corroboration::ALL));
}
