//! Other names of sources that the ledger is told from outside.

use rustc_hash::FxHashMap;

use crate::text::fold::fold;

/// Names by which sources are known, in any script; compared folded. The ledger keeps none of them:
/// they only help to find a source by another name than the one a claim gives it.
#[derive(Debug, Clone, Default)]
pub struct AliasTable {
    canonical: FxHashMap<String, String>,
    aliases: FxHashMap<String, Vec<String>>,
}

impl AliasTable {
    /// Adds a source's canonical name and its other names; a name given twice stays with its first source.
    pub fn add<'a>(&mut self, canonical: &'a str, aliases: impl IntoIterator<Item = &'a str>) {
        let key = fold(canonical);
        for alias in std::iter::once(canonical).chain(aliases) {
            let folded = fold(alias);
            if !folded.is_empty() && !self.canonical.contains_key(&folded) {
                self.canonical.insert(folded.clone(), canonical.to_owned());
                self.aliases.entry(key.clone()).or_default().push(folded);
            }
        }
    }

    /// The canonical name behind a name, if the table knows it.
    pub fn canonical(&self, name: &str) -> Option<&str> {
        self.canonical.get(&fold(name)).map(String::as_str)
    }

    /// Every folded name of the source that this name belongs to, the name itself included.
    pub(super) fn folded_names(&self, name: &str) -> Vec<String> {
        let own = fold(name);
        let known = self.canonical.get(&own).and_then(|canonical| self.aliases.get(&fold(canonical)));
        let mut names = known.cloned().unwrap_or_default();
        if !names.contains(&own) {
            names.push(own);
        }
        names
    }
}
