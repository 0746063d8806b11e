//! All packs together, and their hash.

use std::path::Path;
use std::sync::OnceLock;

use sha2::{Digest, Sha256};

use super::assets::{self, Files};
use super::messages::{Messages, MessagesError};
use super::names::Name;
use super::pack::{Pack, Settings};
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

/// Every language onrecord reads, the sources it knows, and the hash of it all. The words and rules of a language are
/// made ready when the first text needs them.
#[derive(Debug)]
pub struct Packs {
    files: Vec<Files>,
    languages: Vec<Language>,
    packs: PerPack<Pack>,
    sources: Sources,
    messages: Vec<Messages>,
    worth: Worth,
    hash: String,
}

/// A language and how it is written.
#[derive(Debug)]
struct Language {
    tag: String,
    settings: Settings,
}

/// Something made of each pack, when it is needed for the first time.
#[derive(Debug)]
pub struct PerPack<T>(Vec<OnceLock<Option<T>>>);

impl<T> PerPack<T> {
    /// None of them made yet.
    pub fn of(packs: usize) -> Self {
        PerPack(std::iter::repeat_with(OnceLock::new).take(packs).collect())
    }

    /// That of a pack, made now if it is needed for the first time.
    pub fn get_or(&self, pack: u8, make: impl FnOnce() -> Option<T>) -> Option<&T> {
        self.0.get(pack as usize)?.get_or_init(make).as_ref()
    }

    /// That of a pack, when it was made.
    pub fn get(&self, pack: u8) -> Option<&T> {
        self.0.get(pack as usize)?.get()?.as_ref()
    }
}

impl Packs {
    /// The packs built into the program.
    ///
    /// ```
    /// let packs = onrecord::lang::Packs::builtin().unwrap();
    /// assert!(packs.number_of("ar-EG").is_some() && packs.number_of("en").is_some());
    /// ```
    pub fn builtin() -> Result<Packs, PackError> {
        let packs = Packs::load(vec![assets::built_in()?])?;
        // What was built in was tested; while it is being written, it may be wrong.
        if cfg!(debug_assertions) {
            packs.check()?;
        }
        Ok(packs)
    }

    /// The built-in packs with a newsroom's own words, rules and aliases added.
    pub fn with_rules(folder: &Path) -> Result<Packs, PackError> {
        let packs = Packs::load(vec![assets::built_in()?, assets::from_folder(folder)?])?;
        packs.check()?;
        Ok(packs)
    }

    fn load(files: Vec<Files>) -> Result<Packs, PackError> {
        let sources = Sources::read(&files)?;
        let tags = files.iter().flat_map(|files| files.keys()).filter_map(|path| path.strip_suffix("/pack.toml"));
        let mut tags: Vec<&str> = tags.collect();
        tags.sort_unstable();
        tags.dedup();
        let language = |tag: &&str| Ok(Language { tag: (*tag).to_owned(), settings: Settings::read(tag, &files)? });
        let languages = tags.iter().map(language).collect::<Result<Vec<_>, _>>()?;
        let packs = PerPack::of(languages.len());
        let (messages, worth, hash) = (messages(&files)?, Worth::read(&files)?, hash(&files));
        Ok(Packs { files, languages, packs, sources, messages, worth, hash })
    }

    /// Makes every pack ready.
    ///
    /// # Errors
    /// When a table or rule cannot be read; the error names file and line.
    pub fn check(&self) -> Result<(), PackError> {
        for number in 0..self.languages.len() as u8 {
            if self.packs.get(number).is_none() {
                let pack = self.build(number)?;
                self.packs.get_or(number, || pack);
            }
        }
        Ok(())
    }

    fn build(&self, number: u8) -> Result<Option<Pack>, PackError> {
        let Some(language) = self.languages.get(number as usize) else { return Ok(None) };
        Pack::build(language.settings.clone(), &language.tag, &self.files, &self.sources).map(Some)
    }

    /// Lower-case hexadecimal SHA-256 over every file in force.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The settings of every language, by number.
    pub fn languages(&self) -> impl ExactSizeIterator<Item = &Settings> {
        self.languages.iter().map(|language| &language.settings)
    }

    /// A pack by its number.
    pub fn pack(&self, number: u8) -> Option<&Pack> {
        self.packs.get_or(number, || self.build(number).ok().flatten())
    }

    /// The number of the pack for a BCP 47 tag ("ar-EG" finds `ar`).
    pub fn number_of(&self, tag: &str) -> Option<u8> {
        let language = tag.split('-').next().unwrap_or(tag);
        self.languages().position(|known| known.language.eq_ignore_ascii_case(language)).map(|number| number as u8)
    }

    /// The packs that are ready, with their numbers.
    pub fn ready(&self) -> impl Iterator<Item = (u8, &Pack)> {
        (0..self.languages.len() as u8).filter_map(|number| Some((number, self.packs.get(number)?)))
    }

    /// A name in letters, from whichever pack knows it.
    pub fn text(&self, name: Name) -> &str {
        self.ready().find_map(|(_, pack)| pack.names.text(name)).unwrap_or("")
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
        let packs = || (0..self.languages.len() as u8).filter_map(|number| self.pack(number));
        let is_shared = |rule: &&Rule| rule.language == "_shared";
        let shared = packs().take(1).flat_map(move |pack| pack.rules.iter().filter(is_shared));
        shared.chain(packs().flat_map(move |pack| pack.rules.iter().filter(move |rule| !is_shared(rule))))
    }
}

/// The words for readers; a newsroom's own file replaces single messages.
fn messages(files: &[Files]) -> Result<Vec<Messages>, PackError> {
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

fn hash(files: &[Files]) -> String {
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
