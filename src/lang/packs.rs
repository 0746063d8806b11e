//! All packs together, and their hash.

use std::path::Path;

use sha2::{Digest, Sha256};

use super::assets::{self, Files};
use super::messages::{Messages, MessagesError};
use super::names::Names;
use super::pack::Pack;
use super::rule::Rule;
use super::sources::Sources;
use super::worth::Worth;

/// A pack that cannot be used: where, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}{}: {what}", line.map(|line| format!(":{line}")).unwrap_or_default())]
pub struct PackError {
    path: String,
    line: Option<usize>,
    what: String,
}

impl PackError {
    pub(super) fn new(path: &str, line: Option<usize>, what: &str) -> Self {
        PackError { path: path.to_owned(), line, what: what.trim().to_owned() }
    }

    /// A file that is no TOML, or not of the shape it must have: the line, and the first thing that is wrong.
    pub(super) fn in_toml(path: &str, text: &str, error: &toml::de::Error) -> Self {
        let line = error.span().and_then(|span| text.get(..span.start)).map(|before| before.matches('\n').count() + 1);
        PackError::new(path, line, error.message().lines().next().unwrap_or_default())
    }

    /// A rule that cannot be used.
    pub fn in_rule(id: &str, what: &str) -> Self {
        PackError::new(&format!("rule {id}"), None, what)
    }
}

/// Every language onrecord reads, the sources it knows, and the hash of it all.
#[derive(Debug)]
pub struct Packs {
    packs: Vec<Pack>,
    names: Names,
    sources: Sources,
    messages: Vec<Messages>,
    worth: Worth,
    hash: String,
}

impl Packs {
    /// The packs built into the program.
    ///
    /// ```
    /// let packs = onrecord::lang::Packs::builtin().unwrap();
    /// assert!(packs.pack("ar").is_some() && packs.pack("en").is_some());
    /// ```
    pub fn builtin() -> Result<Packs, PackError> {
        Packs::load(&[&assets::built_in()?])
    }

    /// The built-in packs with a newsroom's own words, rules and aliases added.
    pub fn with_rules(folder: &Path) -> Result<Packs, PackError> {
        Packs::load(&[&assets::built_in()?, &assets::from_folder(folder)?])
    }

    fn load(files: &[&Files]) -> Result<Packs, PackError> {
        let mut names = Names::default();
        let sources = Sources::read(files)?;
        let tags = files.iter().flat_map(|files| files.keys()).filter_map(|path| path.strip_suffix("/pack.toml"));
        let mut tags: Vec<&str> = tags.collect();
        tags.sort_unstable();
        tags.dedup();
        let packs =
            tags.iter().map(|tag| Pack::build(tag, files, &sources, &mut names)).collect::<Result<Vec<_>, _>>()?;
        Ok(Packs { packs, names, sources, messages: messages(files)?, worth: Worth::read(files)?, hash: hash(files) })
    }

    /// Lower-case hexadecimal SHA-256 over every file in force.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// All packs, by tag.
    pub fn all(&self) -> &[Pack] {
        &self.packs
    }

    /// The pack of a BCP 47 tag ("ar-EG" finds `ar`).
    pub fn pack(&self, tag: &str) -> Option<&Pack> {
        let language = tag.split('-').next().unwrap_or(tag);
        self.packs.iter().find(|pack| pack.settings.language.eq_ignore_ascii_case(language))
    }

    /// The names all packs share.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The outlets, agencies, institutions known by name.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The words shown to readers of a language, by BCP 47 tag.
    pub fn messages(&self, tag: &str) -> Option<&Messages> {
        let language = tag.split('-').next().unwrap_or(tag);
        self.messages.iter().find(|messages| messages.language().eq_ignore_ascii_case(language))
    }

    /// The languages that have messages, by tag.
    pub fn message_languages(&self) -> impl Iterator<Item = &str> {
        self.messages.iter().map(Messages::language)
    }

    /// What raises or lowers a claim's worth.
    pub fn worth(&self) -> &Worth {
        &self.worth
    }

    /// Every rule once, shared ones first.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        let shared =
            self.packs.first().into_iter().flat_map(|pack| pack.rules.iter().filter(|rule| rule.language == "_shared"));
        shared.chain(self.packs.iter().flat_map(|pack| pack.rules.iter().filter(|rule| rule.language != "_shared")))
    }
}

/// The words for readers; a newsroom's own file replaces single messages.
fn messages(files: &[&Files]) -> Result<Vec<Messages>, PackError> {
    let mut all: Vec<Messages> = Vec::new();
    for (path, text) in files.iter().flat_map(|files| files.iter()) {
        let Some(language) = path.strip_suffix("/messages.toml") else { continue };
        let read = Messages::parse(language, text).map_err(|error| match error {
            MessagesError::Syntax(error) => error,
            error @ MessagesError::NotText { .. } => PackError::new(path, None, &error.to_string()),
        })?;
        match all.iter_mut().find(|known| known.language() == language) {
            Some(known) => known.lay_over(read),
            None => all.push(read),
        }
    }
    Ok(all)
}

fn hash(files: &[&Files]) -> String {
    let mut digest = Sha256::new();
    for (path, text) in files.iter().flat_map(|files| files.iter()) {
        if path.ends_with("messages.toml") {
            continue;
        }
        for piece in [path.as_bytes(), text.as_bytes()] {
            digest.update((piece.len() as u64).to_be_bytes());
            digest.update(piece);
        }
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
