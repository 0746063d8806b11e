//! What commands share: the rules in force, the ledger, the reader's language.

use std::path::PathBuf;
use std::sync::Arc;

use super::exit::Failure;
use crate::app::App;
use crate::intake::{Limits, Sandbox};
use crate::lang::{Messages, Packs};

/// Options of every command.
#[derive(Debug, Clone, clap::Args)]
pub struct Global {
    /// The ledger's file
    #[arg(long, global = true, value_name = "PATH", env = "ONRECORD_LEDGER", default_value = "onrecord.db")]
    pub ledger: PathBuf,
    /// Who does this, for the record [default: the login name]
    #[arg(long, global = true, value_name = "NAME", env = "ONRECORD_ACTOR")]
    pub actor: Option<String>,
    /// Language of tables, explanations and reports, whatever the language of the articles
    #[arg(long = "in", global = true, value_name = "TAG", env = "ONRECORD_LANGUAGE")]
    pub reader: Option<String>,
    /// Folder with a newsroom's own rules, words and aliases
    #[arg(long, global = true, value_name = "DIR", env = "ONRECORD_RULES")]
    pub rules: Option<PathBuf>,
}

impl Global {
    /// The built-in rules, with the newsroom's own where `--rules` names a folder.
    pub fn packs(&self) -> Result<Arc<Packs>, Failure> {
        Ok(Arc::new(match &self.rules {
            Some(folder) => Packs::with_rules(folder)?,
            None => Packs::builtin()?,
        }))
    }

    /// The words for the reader.
    pub fn messages(&self, packs: &Packs) -> Result<Messages, Failure> {
        let tag = self.reader.as_deref().unwrap_or(crate::lang::DEFAULT_READER);
        packs.messages(tag).cloned().ok_or_else(|| {
            let known: Vec<&str> = packs.message_languages().collect();
            Failure::Usage(format!("{tag:?} is no language of readers; --in takes {}", known.join(" or ")))
        })
    }

    /// Whoever works on the ledger.
    pub fn actor(&self) -> String {
        let login = || ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
        let named = self.actor.clone().or_else(login).filter(|name| !name.trim().is_empty());
        named.unwrap_or_else(|| "unknown".to_owned())
    }

    /// The ledger, to be written; begun where there is none.
    pub fn open(&self, packs: Arc<Packs>) -> Result<App, Failure> {
        warned(App::open(&self.ledger, packs, &self.actor())?)
    }

    /// The ledger, to be read only.
    pub fn open_read_only(&self, packs: Arc<Packs>) -> Result<App, Failure> {
        warned(App::open_read_only(&self.ledger, packs, &self.actor())?)
    }
}

fn warned(app: App) -> Result<App, Failure> {
    for warning in app.ledger().warnings() {
        super::exit::complain(warning);
    }
    Ok(app)
}

/// What holds for files from outside: formats that are not trusted are parsed by this program in a process of its own.
pub fn limits() -> Limits {
    Limits { sandbox: std::env::current_exe().ok().map(Sandbox::of), ..Limits::default() }
}

/// Refuses a language that no rules read.
pub fn check_language(packs: &Packs, tag: Option<&str>) -> Result<(), Failure> {
    match tag {
        Some(tag) if packs.number_of(tag).is_none() => {
            let known: Vec<&str> = packs.languages().map(|language| language.language.as_str()).collect();
            Err(Failure::Usage(format!("{tag:?} is no language that is read; --lang takes {}", known.join(" or "))))
        }
        _ => Ok(()),
    }
}
