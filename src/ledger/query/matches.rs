//! Claims that say the same, and claims that cannot all hold.

use std::fmt;

use super::super::projection::{MatchRow, Relation, Sqlite, Store, conflict_days, count_group, match_from};
use super::super::{Ledger, Result};
use super::{parse_id, sources};
use crate::model::string_enum;

string_enum! {
    /// How two claims about one thing fall apart.
    DisagreementKind, "kind of disagreement" {
        /// Different roots give figures that cannot both hold, at about the same time.
        Conflict = "conflict",
        /// The same number behind another bound or hedge: "at least" became "more than".
        Drift = "drift",
        /// A later figure for the same thing.
        Update = "update",
        /// One is the other, rounded.
        Rounding = "rounding",
        /// One range lies within the other.
        Subset = "subset",
    }
}

/// Why two claims were matched: facts in their one spelling, the same for every reader's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchFact {
    /// The one claim.
    pub claim: String,
    /// The other claim.
    pub other: String,
    /// `equal`, `drift`, `rounding`, `subset`, `differs`.
    pub relation: Relation,
    /// The figures that were compared, the first claim's first.
    pub figures: String,
    /// Folded words that both claims use.
    pub shared: Vec<String>,
}

impl fmt::Display for MatchFact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}: {} ({})", self.claim, self.other, self.figures, self.relation)?;
        if self.shared.is_empty() { Ok(()) } else { write!(f, "; {}", self.shared.join(", ")) }
    }
}

/// The claims that say the same as one claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SameReport {
    /// All of them, the one asked for included, by number.
    pub claims: Vec<String>,
    /// How many outlets carry it.
    pub outlets: u64,
    /// How many independent roots say it.
    pub independent_roots: u64,
    /// Names of all roots.
    pub roots: Vec<String>,
    /// Why each was matched.
    pub why: Vec<MatchFact>,
}

/// Two claims that fall apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// `X1`, by order in the list.
    pub id: String,
    /// How.
    pub kind: DisagreementKind,
    /// The claims, the earlier first.
    pub claims: [String; 2],
    /// Why.
    pub why: MatchFact,
}

impl From<&MatchRow> for MatchFact {
    fn from(row: &MatchRow) -> MatchFact {
        MatchFact {
            claim: format!("C{}", row.claim),
            other: format!("C{}", row.other),
            relation: row.relation,
            figures: row.figures.clone(),
            shared: row.shared.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect(),
        }
    }
}

impl Ledger {
    /// The claims that say the same as this one, with their outlets and independent roots.
    ///
    /// # Errors
    /// There is no such claim, or the ledger cannot be read.
    pub fn same(&self, claim: &str) -> Result<SameReport> {
        let id = parse_id("claim", 'C', claim)?;
        let mut store = Sqlite::new(&self.connection);
        let mut group = vec![store.claim(id)?];
        let mut why = Vec::new();
        for found in store.matches(id)?.iter().filter(|found| found.relation.is_same()) {
            group.push(store.claim(found.beyond(id))?);
            why.push(MatchFact::from(&**found));
        }
        group.sort_by_key(|claim| claim.id);
        let (independent, outlets) = count_group(&mut store, &group)?;
        let mut roots: Vec<String> = Vec::new();
        for root in group.iter().flat_map(|claim| &claim.roots) {
            let name = sources::resolved(&self.connection, *root)?.name;
            if !roots.contains(&name) {
                roots.push(name);
            }
        }
        Ok(SameReport {
            claims: group.iter().map(|claim| format!("C{}", claim.id)).collect(),
            outlets: u64::try_from(outlets).unwrap_or(0),
            independent_roots: u64::try_from(independent).unwrap_or(0),
            roots,
            why,
        })
    }

    /// Every pair of claims that fall apart, by number.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn conflicts(&self) -> Result<Vec<Disagreement>> {
        let sql = "SELECT * FROM match WHERE relation <> 'equal' ORDER BY claim, other";
        let rows = {
            let mut statement = self.connection.prepare_cached(sql)?;
            statement.query_map([], match_from)?.collect::<rusqlite::Result<Vec<_>>>()?
        };
        let mut found = Vec::with_capacity(rows.len());
        for row in &rows {
            let Some(kind) = self.kind_of(row)? else { continue };
            let (first, second) = (row.claim.min(row.other), row.claim.max(row.other));
            found.push(Disagreement {
                id: format!("X{}", found.len() + 1),
                kind,
                claims: [format!("C{first}"), format!("C{second}")],
                why: MatchFact::from(row),
            });
        }
        Ok(found)
    }

    fn kind_of(&self, row: &MatchRow) -> Result<Option<DisagreementKind>> {
        Ok(match row.relation {
            Relation::Equal => None,
            Relation::Drift => Some(DisagreementKind::Drift),
            Relation::Rounding => Some(DisagreementKind::Rounding),
            Relation::Subset => Some(DisagreementKind::Subset),
            Relation::Differs => {
                let mut store = Sqlite::new(&self.connection);
                let (one, other) = (store.claim(row.claim)?, store.claim(row.other)?);
                let roots = |ids: &[i64]| -> Result<Vec<i64>> {
                    ids.iter().map(|id| Ok(sources::resolved(&self.connection, *id)?.id)).collect()
                };
                let near = conflict_days(one.published_at.as_deref(), other.published_at.as_deref());
                let conflict = near && roots(&one.roots)? != roots(&other.roots)?;
                Some(if conflict { DisagreementKind::Conflict } else { DisagreementKind::Update })
            }
        })
    }
}
