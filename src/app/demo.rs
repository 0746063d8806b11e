//! The articles that come with the program, for a first look.

use rust_embed::RustEmbed;

/// Written for this project; see `fixtures/README.md`.
#[derive(RustEmbed)]
#[folder = "fixtures/articles/"]
#[include = "*.txt"]
#[include = "index.tsv"]
struct Shipped;

/// An article with what is known about it from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoArticle {
    /// Name of its file.
    pub file: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Day it was published.
    pub date: String,
    /// Who published it.
    pub publisher: String,
    /// Where.
    pub url: String,
    /// Headline.
    pub title: String,
}

/// All articles that are listed in the index and there.
pub fn articles() -> Vec<DemoArticle> {
    let index = Shipped::get("index.tsv").map(|file| file.data.into_owned()).unwrap_or_default();
    let index = String::from_utf8_lossy(&index).into_owned();
    index.lines().skip(1).filter_map(article).collect()
}

fn article(row: &str) -> Option<DemoArticle> {
    let mut cells = row.split('\t').map(str::to_owned);
    let (file, _language, date, publisher, url, title) =
        (cells.next()?, cells.next()?, cells.next()?, cells.next()?, cells.next()?, cells.next()?);
    let bytes = Shipped::get(&file)?.data.into_owned();
    Some(DemoArticle { file, bytes, date, publisher, url, title })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_article_of_the_index_is_there() {
        let listed = include_str!("../../fixtures/articles/index.tsv").lines().skip(1).count();
        assert_eq!(articles().len(), listed);
        assert!(listed >= 12);
    }
}
