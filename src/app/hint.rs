//! "Did you mean …": the next thing to try when a name or an id is not known.

use super::{App, AppError};
use crate::ledger::LedgerError;
use crate::text::fold::fold;

/// How alike two names must be, 0 to 1, for one to be suggested for the other.
const ALIKE: f64 = 0.78;
/// How much less alike than the best a name may be and still be suggested.
const BEHIND: f64 = 0.1;
/// Most names suggested.
const MOST: usize = 3;

impl App {
    /// The same error with a hint, where something was not found.
    pub(super) fn hinted(&self, error: LedgerError) -> AppError {
        let LedgerError::NotFound { what, name } = error else { return AppError::Ledger(error) };
        let hint = match what {
            "source" => self.source_hint(&name),
            "document" => {
                let documents = self.ledger.documents().map_or(0, |documents| documents.len());
                counted(documents, "D", "`onrecord claims` shows which documents hold claims")
            }
            _ => {
                let claims = self.ledger.claim_ids(&Default::default()).map_or(0, |ids| ids.len());
                counted(claims, "C", "`onrecord claims` lists them")
            }
        };
        AppError::NotFound { what, name, hint }
    }

    fn source_hint(&self, name: &str) -> String {
        let known = self.ledger.sources().unwrap_or_default();
        let registry = self.packs().sources().all();
        let spellings = registry
            .iter()
            .flat_map(|source| source.aliases.iter().map(|alias| (alias.as_str(), source.name.as_str())))
            .filter(|(_, canonical)| known.iter().any(|source| source.name == *canonical))
            .chain(known.iter().map(|source| (source.name.as_str(), source.name.as_str())));
        let near = nearest(name, spellings);
        if near.is_empty() {
            "`onrecord sources` lists the sources it knows".to_owned()
        } else {
            format!("did you mean {}? `onrecord sources` lists all", near.join(" or "))
        }
    }
}

fn counted(count: usize, letter: &str, list: &str) -> String {
    match count {
        0 => "it is empty; `onrecord add FILE` adds an article".to_owned(),
        1 => format!("the only one is {letter}1"),
        _ => format!("ids go from {letter}1 to {letter}{count}; {list}"),
    }
}

/// The names that look most like `wanted`, best first: spellings are compared folded, their canonical
/// names returned.
fn nearest<'a>(wanted: &str, spellings: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<String> {
    let wanted = fold(wanted);
    let mut found: Vec<(f64, &str)> = spellings
        .map(|(spelling, canonical)| (strsim::jaro_winkler(&wanted, &fold(spelling)), canonical))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .collect();
    found.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(other.1)));
    let best = found.first().map_or(0.0, |(likeness, _)| *likeness);
    let mut names: Vec<String> = Vec::new();
    for (likeness, name) in found {
        if likeness >= best - BEHIND && names.len() < MOST && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_the_name_meant_once() {
        let spellings =
            [("Financial Times", "Financial Times"), ("Finacial Times", "Financial Times"), ("Reuters", "Reuters")];
        assert_eq!(nearest("financal times", spellings.into_iter()), ["Financial Times"]);
        assert_eq!(nearest("xyz", spellings.into_iter()), Vec::<String>::new());
    }
}
