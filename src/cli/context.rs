//! What commands share: the rules in force.

use std::sync::Arc;

use super::Global;
use super::exit::Failure;
use crate::lang::Packs;

/// The built-in rules, with the newsroom's own where `--rules` names a folder.
pub fn packs(global: &Global) -> Result<Arc<Packs>, Failure> {
    Ok(Arc::new(match &global.rules {
        Some(folder) => Packs::with_rules(folder)?,
        None => Packs::builtin()?,
    }))
}
