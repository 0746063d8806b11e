//! The registry of outlets, agencies and institutions: one name, many spellings, two scripts.

use std::str::FromStr;

use rustc_hash::FxHashMap;

use super::PackError;
use super::assets::Files;
use super::lexicon::{Entry, Lexicon};
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
}

impl Sources {
    /// Reads every `_shared/sources.tsv`; a newsroom's own rows add aliases or sources.
    pub fn read(files: &[&Files]) -> Result<Sources, PackError> {
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
                let aliases =
                    cells.take(2).flat_map(|cell| cell.split('|')).map(str::trim).filter(|alias| !alias.is_empty());
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
            let roles: Box<[_]> = Box::new([names.intern(source.kind.as_str())]);
            for alias in &source.aliases {
                lexicon.add(alias, Entry { class, canon, value: None, roles: roles.clone(), length: 0 });
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
