//! An article as it was read.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What is known of an article from outside its text. Nothing here is guessed by the program:
/// each field was given by a person or read from the file's own metadata.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// Headline.
    pub title: Option<String>,
    /// Writer's name as printed.
    pub byline: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Day of publication, ISO 8601 (`2025-07-27`).
    pub published_at: Option<String>,
}

impl Publication {
    /// The day of publication as a date; none where it is not known or is no day.
    pub fn day(&self) -> Option<NaiveDate> {
        NaiveDate::parse_from_str(self.published_at.as_deref()?, "%Y-%m-%d").ok()
    }

    /// These facts, and where one is not known, that of `other`.
    ///
    /// ```
    /// use onrecord::model::Publication;
    /// let given = Publication { title: Some("A".to_owned()), ..Publication::default() };
    /// let page = Publication { title: Some("B".to_owned()), url: Some("https://x.example".to_owned()), ..Publication::default() };
    /// let both = given.or(page);
    /// assert_eq!((both.title.as_deref(), both.url.as_deref()), (Some("A"), Some("https://x.example")));
    /// ```
    pub fn or(self, other: Publication) -> Publication {
        Publication {
            title: self.title.or(other.title),
            byline: self.byline.or(other.byline),
            publisher: self.publisher.or(other.publisher),
            url: self.url.or(other.url),
            published_at: self.published_at.or(other.published_at),
        }
    }

    /// What is known here and not in `other`.
    pub fn without(self, other: &Publication) -> Publication {
        let new = |mine: Option<String>, theirs: &Option<String>| mine.filter(|_| theirs.is_none());
        Publication {
            title: new(self.title, &other.title),
            byline: new(self.byline, &other.byline),
            publisher: new(self.publisher, &other.publisher),
            url: new(self.url, &other.url),
            published_at: new(self.published_at, &other.published_at),
        }
    }

    /// Whether nothing is known.
    pub fn is_unknown(&self) -> bool {
        *self == Publication::default()
    }
}

/// An article: its text and what is known about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The text that all offsets count in, exactly as intake produced it.
    pub text: String,
    /// Lower-case hexadecimal SHA-256 of the text in UTF-8.
    pub text_hash: String,
    /// Lower-case hexadecimal SHA-256 of the bytes that were read.
    pub content_hash: String,
    /// IANA media type of what was read (`text/plain`).
    pub media_type: String,
    /// Character set the bytes were decoded from (`UTF-8`, `windows-1256`).
    pub encoding: String,
    /// BCP 47 tag of the main language.
    pub language: String,
    /// Where it was read from: a path, a URL, `-` for standard input.
    pub origin: String,
    /// What is known from outside the text.
    pub publication: Publication,
}
