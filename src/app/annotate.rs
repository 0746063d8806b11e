//! Documents in, annotations out, without a ledger: the hot path.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::{Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::extract::{Engine, Request, Worker};

/// What holds for every document that does not say otherwise.
#[derive(Debug, Clone, Default)]
pub struct Defaults {
    /// BCP 47 tag; none to identify the language.
    pub language: Option<String>,
    /// Day that relative dates are read against.
    pub date: Option<NaiveDate>,
    /// Largest number of bytes of one line; 0 for any.
    pub line_bytes: u64,
}

/// Annotates one document after another; one for each thread.
pub struct Annotator {
    engine: Engine,
    worker: Worker,
    defaults: Defaults,
}

/// One line of JSONL input.
struct Line<'a> {
    id: Cow<'a, str>,
    text: Cow<'a, str>,
    language: Option<Cow<'a, str>>,
    date: Option<NaiveDate>,
    /// Keys that mean nothing here, untouched.
    meta: Vec<(Cow<'a, str>, &'a RawValue)>,
}

impl Annotator {
    /// An annotator for one thread.
    pub fn new(engine: Engine, defaults: Defaults) -> Annotator {
        Annotator { worker: engine.worker(), engine, defaults }
    }

    /// Appends one line of JSON for each line of `batch` to `out`; returns how many were bad. Empty
    /// lines are passed over. `first` is the number of the first line, from 1, as errors tell it.
    pub fn lines(&mut self, batch: &[u8], first: u64, out: &mut Vec<u8>) -> u64 {
        let mut bad = 0;
        for (number, line) in (first..).zip(batch.split(|byte| *byte == b'\n')) {
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let result = match serde_json::from_slice::<Line<'_>>(line) {
                _ if self.is_too_long(line) => Err(too_long(self.defaults.line_bytes)),
                Ok(line) => self.line(&line, out),
                Err(error) => Err(without_position(&error)),
            };
            if let Err(error) = result {
                write_error(out, None, Some(number), &error);
                bad += 1;
            }
        }
        bad
    }

    fn is_too_long(&self, line: &[u8]) -> bool {
        self.defaults.line_bytes > 0 && line.len() as u64 > self.defaults.line_bytes
    }

    /// Appends the annotation of one text to `out`; `published` is the day that the file itself gives.
    pub fn text(
        &mut self,
        id: &str,
        text: &str,
        published: Option<NaiveDate>,
        out: &mut Vec<u8>,
    ) -> Result<(), String> {
        // What the caller says of all documents holds against what a file says of itself.
        let date = self.defaults.date.or(published);
        let line = Line { id: Cow::Borrowed(id), text: Cow::Borrowed(text), language: None, date, meta: Vec::new() };
        self.line(&line, out)
    }

    /// A document that makes the program fail costs one document: the rest goes on.
    fn line(&mut self, line: &Line<'_>, out: &mut Vec<u8>) -> Result<(), String> {
        let before = out.len();
        let language = line.language.as_deref().or(self.defaults.language.as_deref());
        if let Some(tag) = language.filter(|tag| self.engine.packs().number_of(tag).is_none()) {
            return Err(format!("\"lang\" is {tag:?}, which no rules read"));
        }
        let request = Request { id: &line.id, text: &line.text, language, date: line.date.or(self.defaults.date) };
        let worker = &mut self.worker;
        match catch_unwind(AssertUnwindSafe(|| worker.write(&request, out))) {
            Ok(()) => {
                append_meta(out, &line.meta);
                out.push(b'\n');
                Ok(())
            }
            Err(_) => {
                out.truncate(before);
                self.worker = self.engine.worker();
                Err("the program failed on this text; please report it with the text".to_owned())
            }
        }
    }
}

/// Why a line was passed over unread.
pub fn too_long(limit: u64) -> String {
    format!("longer than {limit} bytes; raise the limit with --max-bytes")
}

/// Appends the object that stands in the place of a document that could not be read.
pub fn write_error(out: &mut Vec<u8>, id: Option<&str>, line: Option<u64>, error: &str) {
    let mut object = serde_json::Map::new();
    object.insert("id".into(), id.into());
    if let Some(line) = line {
        object.insert("line".into(), line.into());
    }
    object.insert("error".into(), error.into());
    out.extend_from_slice(serde_json::Value::Object(object).to_string().as_bytes());
    out.push(b'\n');
}

/// Opens the object just written again and adds `"meta"`, byte for byte as it came.
fn append_meta(out: &mut Vec<u8>, meta: &[(Cow<'_, str>, &RawValue)]) {
    if meta.is_empty() || out.pop() != Some(b'}') {
        return;
    }
    out.extend_from_slice(b",\"meta\":{");
    for (index, (key, value)) in meta.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        out.extend_from_slice(serde_json::Value::from(key.as_ref()).to_string().as_bytes());
        out.push(b':');
        out.extend_from_slice(value.get().as_bytes());
    }
    out.extend_from_slice(b"}}");
}

/// serde_json counts lines in what it was given, which is one line here: only the column helps.
fn without_position(error: &serde_json::Error) -> String {
    let text = if error.is_data() { error.to_string() } else { format!("not JSON: {error}") };
    match text.rsplit_once(" at line ") {
        Some((what, _)) if error.column() > 0 => format!("{what} at column {}", error.column()),
        Some((what, _)) => what.to_owned(),
        None => text,
    }
}

impl<'de> Deserialize<'de> for Line<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(LineVisitor)
    }
}

/// A string that borrows from the input where it holds no escape.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

struct LineVisitor;

impl<'de> Visitor<'de> for LineVisitor {
    type Value = Line<'de>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object {\"id\": \"...\", \"text\": \"...\"}")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Line<'de>, A::Error> {
        let (mut id, mut text, mut language, mut date, mut meta) = (None, None, None, None, Vec::new());
        while let Some(Text(key)) = map.next_key::<Text<'de>>()? {
            let twice = match key.as_ref() {
                "id" => id.replace(map.next_value::<Text<'de>>()?.0).is_some(),
                "text" => text.replace(map.next_value::<Text<'de>>()?.0).is_some(),
                "lang" => language.replace(map.next_value::<Option<Text<'de>>>()?.map(|text| text.0)).is_some(),
                "date" => date.replace(read_date(map.next_value::<Option<Text<'de>>>()?)?).is_some(),
                _ => {
                    meta.push((key, map.next_value::<&'de RawValue>()?));
                    continue;
                }
            };
            if twice {
                return Err(A::Error::custom(format_args!("{key:?} stands twice")));
            }
        }
        Ok(Line {
            id: id.ok_or_else(|| A::Error::missing_field("id"))?,
            text: text.ok_or_else(|| A::Error::missing_field("text"))?,
            language: language.flatten(),
            date: date.flatten(),
            meta,
        })
    }
}

/// The day that relative dates are read against. A month or a year alone is a date too, but no such day: the document is
/// read without one.
fn read_date<E: serde::de::Error>(text: Option<Text<'_>>) -> Result<Option<NaiveDate>, E> {
    let Some(Text(text)) = text else { return Ok(None) };
    let first = |rest: &str| NaiveDate::parse_from_str(&format!("{text}{rest}"), "%Y-%m-%d");
    match first("") {
        Ok(day) => Ok(Some(day)),
        Err(_) if text.len() == 7 && first("-01").is_ok() => Ok(None),
        Err(_) if text.len() == 4 && first("-01-01").is_ok() => Ok(None),
        Err(_) => Err(E::custom(format_args!("\"date\" is {text:?}, not a day like 2025-07-24"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Result<Option<NaiveDate>, String> {
        let line = format!("{{\"id\":\"a\",\"text\":\"\",\"date\":{text}}}");
        serde_json::from_str::<Line<'_>>(&line).map(|line| line.date).map_err(|error| error.to_string())
    }

    #[test]
    fn a_month_or_a_year_is_a_date_without_a_day() {
        assert_eq!(date("\"2025-07-24\""), Ok(NaiveDate::from_ymd_opt(2025, 7, 24)));
        assert_eq!(date("\"2014-05\""), Ok(None));
        assert_eq!(date("\"2014\""), Ok(None));
        assert_eq!(date("null"), Ok(None));
        for wrong in ["\"2014-13\"", "\"14\"", "\"May 2014\"", "\"2014-05-32\"", "\"\""] {
            assert!(date(wrong).is_err_and(|error| error.contains("not a day like 2025-07-24")), "{wrong}");
        }
    }
}
