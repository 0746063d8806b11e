//! The registry of outlets, agencies and institutions: one name, many spellings, two scripts.

use std::str::FromStr;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::PackError;
use super::assets::Files;
use super::lexicon::{Entry, Lexicon, Shape, shape_of};
use super::names::Names;
use crate::model::SourceKind;
use crate::text::fold::fold;

/// One known source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownSource {
    /// Canonical English name.
    pub name: String,
    /// What it is.
    pub kind: SourceKind,
    /// Every spelling, the canonical name first.
    pub aliases: Vec<String>,
}

/// All known sources.
#[derive(Debug, Default)]
pub struct Sources {
    list: Vec<KnownSource>,
    by_alias: FxHashMap<String, usize>,
    /// Spellings that count only with their capitals ("WHO").
    cased: FxHashSet<String>,
}

impl Sources {
    /// Reads every `_shared/sources.tsv`; a newsroom's own rows add aliases or sources.
    pub fn read(files: &[Files]) -> Result<Sources, PackError> {
        let mut sources = Sources::default();
        for (path, text) in files.iter().filter_map(|files| files.get_key_value("_shared/sources.tsv")) {
            let rows =
                text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#')).skip(1);
            for (index, row) in rows {
                let mut cells = row.split('\t').map(str::trim);
                let (Some(name), Some(kind)) = (cells.next(), cells.next()) else {
                    return Err(PackError::new(path, Some(index + 1), "a row needs at least name and kind"));
                };
                let kind = SourceKind::from_str(kind)
                    .map_err(|error| PackError::new(path, Some(index + 1), &error.to_string()))?;
                let cells: Vec<&str> = cells.collect();
                if let Some(note) = cells.get(3) {
                    sources.cased.extend(written_so(note).map(str::to_owned));
                }
                let aliases = cells
                    .into_iter()
                    .take(2)
                    .flat_map(|cell| cell.split('|'))
                    .map(str::trim)
                    .filter(|alias| !alias.is_empty());
                sources.add(name, kind, aliases);
            }
        }
        Ok(sources)
    }

    fn add<'a>(&mut self, name: &str, kind: SourceKind, aliases: impl Iterator<Item = &'a str>) {
        let at = match self.by_alias.get(&fold(name)) {
            Some(&at) => at,
            None => {
                self.list.push(KnownSource { name: name.to_owned(), kind, aliases: vec![name.to_owned()] });
                self.by_alias.insert(fold(name), self.list.len() - 1);
                self.list.len() - 1
            }
        };
        for alias in aliases {
            self.by_alias.entry(fold(alias)).or_insert(at);
            if let Some(source) = self.list.get_mut(at)
                && !source.aliases.iter().any(|known| known == alias)
            {
                source.aliases.push(alias.to_owned());
            }
        }
    }

    /// Puts every spelling into a lexicon as class `known_source`.
    pub fn add_to(&self, lexicon: &mut Lexicon, names: &mut Names) {
        let Some(class) = lexicon.class("known_source") else { return };
        for source in &self.list {
            let canon = Some(names.intern(&source.name));
            let roles: Arc<[_]> = Arc::new([names.intern(source.kind.as_str())]);
            for alias in &source.aliases {
                let written = shape_of(alias);
                let counts = written == Shape::Capitals || (written != Shape::Any && self.cased.contains(alias));
                let shape = if counts { written } else { Shape::Any };
                lexicon.add(alias, Entry { class, canon, value: None, roles: roles.clone(), length: 0, shape });
            }
        }
    }

    /// The source that goes by this name, in any spelling and script.
    pub fn find(&self, name: &str) -> Option<&KnownSource> {
        self.by_alias.get(&fold(name)).and_then(|&at| self.list.get(at))
    }

    /// All of them, in the order of the table.
    pub fn all(&self) -> &[KnownSource] {
        &self.list
    }
}

/// The spellings that a row's note says count only as written (`case:WHO|Fed; weak:…`).
fn written_so(note: &str) -> impl Iterator<Item = &str> {
    let list = note.split("; ").find_map(|part| part.strip_prefix("case:")).unwrap_or("");
    list.split('|').map(str::trim).filter(|alias| !alias.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Packs;

    #[test]
    fn every_spelling_finds_the_one_name() {
        let packs = Packs::builtin().unwrap();
        for alias in ["FT", "ft.com", "The Financial Times", "فاينانشال تايمز", "فايننشال تايمز", "فاينانشيال تايمز"]
        {
            assert_eq!(
                packs.sources().find(alias).map(|source| source.name.as_str()),
                Some("Financial Times"),
                "{alias}"
            );
        }
        assert_eq!(packs.sources().find("رويترز").map(|source| source.kind), Some(SourceKind::Agency));
    }

    #[test]
    fn a_name_that_is_a_word_counts_only_with_its_capitals() {
        let packs = Packs::builtin().unwrap();
        let lexicon = &packs.pack(packs.number_of("en").unwrap()).unwrap().lexicon;
        let class = lexicon.find_class("known_source").unwrap();
        let found = |text: &str| {
            let (mut tokens, mut buffer) = (Vec::new(), String::new());
            crate::text::token::tokenize(text, &mut tokens);
            let lookups: Vec<_> = tokens.iter().map(|token| lexicon.look_up(text, token, &mut buffer)).collect();
            lexicon.longest(&lookups, 0, lookups.len(), |entry| entry.class == class).is_some()
        };
        assert!(found("WHO") && found("Apple") && found("Reuters"));
        assert!(!found("who") && !found("apple"));
    }

    #[test]
    fn there_are_enough_sources_in_both_scripts() {
        let packs = Packs::builtin().unwrap();
        let both = packs.sources().all().iter().filter(|source| {
            source.aliases.iter().any(|alias| alias.chars().any(crate::text::letter::is_arabic))
                && source.aliases.iter().any(|alias| alias.is_ascii())
        });
        assert!(both.count() >= 150);
    }
}
