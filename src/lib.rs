//! onrecord reads news articles in Arabic and English, takes out every claim that a fact-checker
//! would have to check, and keeps it in a ledger that nobody can quietly change.
//!
//! Layers, each using only those before it:
//! `text → model → lang → extract → { intake | ledger | report } → app → cli`.
//! `src/README.md` is the map.

#![cfg_attr(test, allow(clippy::string_slice))]

pub mod app;
pub mod cli;
pub mod extract;
pub mod intake;
pub mod lang;
pub mod ledger;
pub mod model;
pub mod report;
pub mod text;
