//! What can be done, one use case a file; the doors (command line, web) only ask and show.

mod add;
pub mod annotate;
mod audit;
mod claims;
mod copies;
pub mod demo;
mod error;
mod explain;
mod hint;
mod history;
mod log;
pub mod pipeline;
mod reextract;
mod report;
pub mod rules;
mod sources;
mod work;

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};

pub use add::{AddOptions, AddResult};
pub use copies::default_key;
pub use error::AppError;
pub use explain::{Explanation, Line};
pub use history::{ChangeRow, HistoryRow};
pub use log::LogRequest;
pub use reextract::{DifferenceRow, Reading, Reread};
pub use report::ReportRequest;
pub use rules::{Finding, RuleView};
pub use sources::SourceRow;
pub use work::{Coverage, Uncovered};

use crate::extract::Engine;
use crate::lang::Packs;
use crate::ledger::{AliasTable, By, Ledger, Options};

/// An open ledger with the rules in force and the person who works on it.
pub struct App {
    ledger: Ledger,
    engine: Engine,
    actor: String,
    clock: fn() -> DateTime<Utc>,
}

impl App {
    /// Opens the ledger for writing; begins one where there is none.
    pub fn open(path: &Path, packs: Arc<Packs>, actor: &str) -> Result<App, AppError> {
        let clock = Utc::now;
        let ledger = Ledger::open(path, &options(&packs), &By::new(actor, clock()))?;
        Ok(App { ledger, engine: Engine::new(packs)?, actor: actor.to_owned(), clock })
    }

    /// Opens the ledger for reading: nothing is created or written.
    pub fn open_read_only(path: &Path, packs: Arc<Packs>, actor: &str) -> Result<App, AppError> {
        let ledger = Ledger::open_read_only(path, &options(&packs))?;
        Ok(App { ledger, engine: Engine::new(packs)?, actor: actor.to_owned(), clock: Utc::now })
    }

    /// The ledger itself, for questions that need no more.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The rules in force.
    pub fn packs(&self) -> &Packs {
        self.engine.packs()
    }
}

/// The registry of known sources, so that a question by any name finds a source.
fn options(packs: &Packs) -> Options {
    let mut aliases = AliasTable::default();
    for source in packs.sources().all() {
        aliases.add(&source.name, source.aliases.iter().map(String::as_str));
    }
    Options { aliases, ..Options::default() }
}
