//! Characters, tokens, sentences and offsets; knows no language.

pub mod fold;
pub mod letter;
pub mod offset;
pub mod sentence;
mod sentence_break;
pub mod token;
pub mod visible;
