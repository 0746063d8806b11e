//! The words a reader sees, one `messages.toml` for each language. Code names a message by its key;
//! no word of any language stands in the code.

use rustc_hash::FxHashMap;

use super::PackError;
use crate::text::visible::is_right_to_left;

/// Which way a language is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Left to right.
    LeftToRight,
    /// Right to left.
    RightToLeft,
}

impl Direction {
    /// The value of HTML's `dir` attribute.
    pub fn as_str(self) -> &'static str {
        match self {
            Direction::LeftToRight => "ltr",
            Direction::RightToLeft => "rtl",
        }
    }
}

/// A `messages.toml` that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MessagesError {
    /// It is not TOML.
    #[error("{0}")]
    Syntax(#[from] PackError),
    /// A value that is neither text nor a table of texts.
    #[error("messages of {language}: {key} is not a text")]
    NotText {
        /// Tag of the language.
        language: String,
        /// The key.
        key: String,
    },
}

/// All words shown to people in one language.
#[derive(Debug, Clone)]
pub struct Messages {
    language: String,
    texts: FxHashMap<String, String>,
}

impl Messages {
    /// Reads a `messages.toml`. Tables become dotted keys (`verdict.verified`).
    pub fn parse(language: &str, toml: &str) -> Result<Messages, MessagesError> {
        let table: toml::Table = toml::from_str(toml)
            .map_err(|error| PackError::in_toml(&format!("{language}/messages.toml"), toml, &error))?;
        let mut messages = Messages { language: language.to_owned(), texts: FxHashMap::default() };
        messages.take("", table)?;
        Ok(messages)
    }

    fn take(&mut self, prefix: &str, table: toml::Table) -> Result<(), MessagesError> {
        for (key, value) in table {
            let key = if prefix.is_empty() { key } else { format!("{prefix}.{key}") };
            match value {
                toml::Value::String(text) => {
                    self.texts.insert(key, text);
                }
                toml::Value::Table(table) => self.take(&key, table)?,
                _ => return Err(MessagesError::NotText { language: self.language.clone(), key }),
            }
        }
        Ok(())
    }

    /// Puts the texts of `other` in the place of those with the same key.
    pub fn lay_over(&mut self, other: Messages) {
        self.texts.extend(other.texts);
    }

    /// BCP 47 tag of the language.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// Which way it is written (`direction = "rtl"` in the file).
    pub fn direction(&self) -> Direction {
        match self.find("direction") {
            Some("rtl") => Direction::RightToLeft,
            _ => Direction::LeftToRight,
        }
    }

    /// The text of a key, if there is one.
    pub fn find(&self, key: &str) -> Option<&str> {
        self.texts.get(key).map(String::as_str)
    }

    /// The text of a key; the key itself when the file lacks it, so that a gap is seen and not hidden.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.find(key).unwrap_or(key)
    }

    /// The word for a value of a closed vocabulary (`verdict`, `partly_verified`); the value itself
    /// where the file has none.
    pub fn word<'a>(&'a self, vocabulary: &str, value: &'a str) -> &'a str {
        self.find(&format!("{vocabulary}.{value}")).unwrap_or(value)
    }

    /// The text of a key with each `{name}` replaced by its value. A value that is written the other way
    /// than the message is isolated (U+2068, U+2069), so that neither turns the other.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        let text = self.get(key);
        let mut out = String::with_capacity(text.len() + 32);
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                out.push('{');
                rest = after;
                continue;
            };
            match values.iter().find(|(known, _)| *known == name) {
                Some((_, value)) => self.push_isolated(value, &mut out),
                None => {
                    out.push('{');
                    out.push_str(name);
                    out.push('}');
                }
            }
            rest = after;
        }
        out.push_str(rest);
        out
    }

    fn push_isolated(&self, value: &str, out: &mut String) {
        let turns = match self.direction() {
            Direction::LeftToRight => is_right_to_left(value),
            Direction::RightToLeft => {
                let has = |wanted: fn(char) -> bool| value.contains(wanted);
                has(|letter| letter.is_ascii_alphabetic())
                    || (has(|letter| letter.is_ascii_digit()) && has(|letter| "-/:+".contains(letter)))
            }
        };
        if turns {
            out.extend(["\u{2068}", value, "\u{2069}"]);
        } else {
            out.push_str(value);
        }
    }

    /// Every key with its text, sorted by key.
    pub fn entries(&self) -> Vec<(&str, &str)> {
        let mut entries: Vec<_> = self.texts.iter().map(|(key, text)| (key.as_str(), text.as_str())).collect();
        entries.sort_unstable();
        entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn placeholders_are_filled_once() {
        let messages = Messages::parse("x", "a = \"{n} of {total}, {other} {\"").unwrap();
        assert_eq!(messages.fill("a", &[("n", "{total}"), ("total", "3")]), "{total} of 3, {other} {");
    }

    #[test]
    fn values_of_the_other_direction_are_isolated() {
        let right = Messages::parse("x", "direction = \"rtl\"\na = \"{n}\"").unwrap();
        let left = Messages::parse("x", "a = \"{n}\"").unwrap();
        let arabic = "\u{628}";
        for (messages, value, isolated) in [
            (&right, "B200", true),
            (&right, "2025-07-24", true),
            (&right, "1,000.5", false),
            (&right, arabic, false),
            (&left, arabic, true),
            (&left, "B200", false),
        ] {
            let wanted = if isolated { format!("\u{2068}{value}\u{2069}") } else { value.to_owned() };
            assert_eq!(messages.fill("a", &[("n", value)]), wanted);
        }
    }

    #[test]
    fn nested_tables_become_dotted_keys() {
        let messages = Messages::parse("x", "[a.b]\nc = \"d\"").unwrap();
        assert_eq!(messages.get("a.b.c"), "d");
        assert_eq!(messages.get("a.b.x"), "a.b.x");
        assert_eq!(messages.word("a.b", "c"), "d");
        assert!(matches!(Messages::parse("x", "a = 1"), Err(MessagesError::NotText { .. })));
    }

    /// Every language says the same things: equal keys, and equal placeholders in each.
    #[test]
    fn all_languages_have_the_same_keys_and_placeholders() {
        let holders = |text: &str| -> BTreeSet<String> {
            text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name.to_owned()).collect()
        };
        let mut files = Vec::new();
        for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/lang")).unwrap() {
            let path = entry.unwrap().path().join("messages.toml");
            if let Ok(text) = std::fs::read_to_string(&path) {
                let language = path.parent().unwrap().file_name().unwrap().to_str().unwrap().to_owned();
                let messages = Messages::parse(&language, &text).unwrap();
                let keys: Vec<_> = messages.entries().iter().map(|(k, t)| ((*k).to_owned(), holders(t))).collect();
                files.push((language, keys));
            }
        }
        assert!(files.len() >= 2, "no messages found");
        let (first, wanted) = &files[0];
        for (language, keys) in &files[1..] {
            for pair in wanted {
                assert!(keys.contains(pair), "{language} lacks {pair:?}, which {first} has");
            }
            for pair in keys {
                assert!(wanted.contains(pair), "{first} lacks {pair:?}, which {language} has");
            }
        }
    }
}
