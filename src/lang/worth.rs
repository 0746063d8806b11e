//! `_shared/worth.toml`: what raises or lowers a claim's worth.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::PackError;
use super::assets::Files;

/// Weights in hundredths.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worth {
    /// Where every claim starts.
    pub base: i32,
    /// What each reason adds.
    pub reason: BTreeMap<String, i32>,
}

impl Worth {
    /// Reads the last file that stands: a newsroom's own, else the built-in one.
    pub fn read(files: &[Files]) -> Result<Worth, PackError> {
        let path = "_shared/worth.toml";
        let text = files
            .iter()
            .rev()
            .find_map(|files| files.get(path))
            .ok_or_else(|| PackError::new(path, None, "is missing"))?;
        toml::from_str(text).map_err(|error| PackError::in_toml(path, text, &error))
    }

    /// The worth in hundredths, 0 to 100, of a claim with these reasons.
    pub fn of(&self, reasons: &[&str]) -> u8 {
        let sum: i32 = reasons.iter().filter_map(|reason| self.reason.get(*reason)).sum();
        (self.base + sum).clamp(0, 100) as u8
    }
}
