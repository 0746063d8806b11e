//! Characters, tokens, sentences and offsets; knows no language.

pub mod fold;
pub mod offset;
pub mod sentence;
pub mod token;
pub mod visible;
