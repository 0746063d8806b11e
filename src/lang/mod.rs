//! Languages as data: packs of words and rules, loaded once, checked, hashed.
//!
//! A pack is a folder (`ar/`, `en/`): `pack.toml`, `lexicon/*.tsv`, `rules/*.toml`, `messages.toml`.
//! `_shared/` belongs to every pack. `README.md` there is a short tour of the notation.

mod assets;
pub mod identify;
pub mod lexicon;
pub mod messages;
pub mod names;
pub mod number_words;
pub mod pack;
mod packs;
pub mod pattern;
pub mod recent;
pub mod rule;
pub mod sources;
pub mod starts;
mod worth;

pub use messages::Messages;
pub use pack::{NumberStyle, Pack, Settings};
pub use packs::{PackError, Packs, PerPack};
pub use worth::Worth;

/// The language of readers who name none.
pub const DEFAULT_READER: &str = "en";
