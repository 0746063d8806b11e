//! Which claims of different documents speak of the same thing, and how their figures relate.
//!
//! Candidates are found by keys (each figure, the longest words, the root with the first figure): whoever
//! shares two is compared. What decides is written beside the match, so that `same` can say why.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};
use sha2::{Digest, Sha256};

use super::super::Result;
use super::row::{ClaimRow, MatchRow, QuantityRow, Row};
use super::store::Store;
use super::words::akin;
use crate::model::{QuantityKind, string_enum};

string_enum! {
    /// How the figures of two claims about the same thing relate.
    Relation, "relation" {
        /// The same figure.
        Equal = "equal",
        /// The same number behind another bound or hedge.
        Drift = "drift",
        /// One is the other, rounded.
        Rounding = "rounding",
        /// One range lies within the other.
        Subset = "subset",
        /// They cannot both hold.
        Differs = "differs",
    }
}

impl Relation {
    /// Whether the two claims say the same thing.
    pub fn is_same(self) -> bool {
        matches!(self, Relation::Equal | Relation::Drift | Relation::Rounding)
    }
}

const FIGURES: usize = 3;
const KEY_WORDS: usize = 4;
const KEY_WORD_LETTERS: usize = 5;
/// Latest claims looked at for one key, and most candidates compared.
const PER_KEY: usize = 24;
const CANDIDATES: usize = 8;
/// Figures that differ by more days of publication than this are news, not a conflict.
const CONFLICT_DAYS: i64 = 14;

/// Finds and enters the matches of a new claim; the claims matched.
pub(super) fn find(
    store: &mut dyn Store,
    claim: &ClaimRow,
    family: i64,
    quantities: &[QuantityRow],
) -> Result<Vec<i64>> {
    let mut shared: BTreeMap<i64, usize> = BTreeMap::new();
    for key in keys(claim, quantities) {
        for other in store.keyed(key, PER_KEY)? {
            *shared.entry(other).or_default() += 1;
        }
        store.put(Row::MatchKey { key, claim: claim.id })?;
    }
    let mut candidates: Vec<(usize, i64)> = shared
        .into_iter()
        .filter(|(other, keys)| *keys > 1 && *other != claim.id)
        .map(|(other, keys)| (keys, other))
        .collect();
    candidates.sort_unstable_by(|one, other| other.cmp(one));
    candidates.truncate(CANDIDATES);
    let mut matched = Vec::new();
    for (_, id) in candidates {
        let other = store.claim(id)?;
        if other.document == claim.document {
            continue;
        }
        if let Some(found) = compare(claim, quantities, &other, &store.quantities(id)?)
            && store.document(other.document)?.family != family
        {
            store.put(Row::Match(found))?;
            matched.push(id);
        }
    }
    Ok(matched)
}

fn stated(quantity: &QuantityRow) -> Option<String> {
    let unit = quantity.unit.as_deref().unwrap_or_default();
    let per = quantity.per.as_deref().unwrap_or_default();
    let figure = match (&quantity.value, &quantity.low_key, &quantity.high_key) {
        (Some(value), _, _) => value.clone(),
        (None, Some(low), Some(high)) => format!("{low}..{high}"),
        _ => return None,
    };
    (quantity.kind != QuantityKind::Ordinal.as_str()).then(|| format!("{figure}\u{1f}{unit}\u{1f}{per}"))
}

/// The keys by which a claim is found.
pub(super) fn keys(claim: &ClaimRow, quantities: &[QuantityRow]) -> Vec<i64> {
    let mut texts: Vec<String> = Vec::new();
    for figure in quantities.iter().filter_map(stated) {
        let text = format!("=\u{1f}{figure}");
        if texts.len() < FIGURES && !texts.contains(&text) {
            texts.push(text);
        }
    }
    if let (Some(figure), Some(root)) = (texts.first().cloned(), claim.source) {
        texts.push(format!("^{figure}\u{1f}{root}"));
    }
    let telling =
        |word: &&str| word.chars().count() >= KEY_WORD_LETTERS || word.bytes().any(|byte| byte.is_ascii_digit());
    let mut words: Vec<&str> = claim.words.split(' ').filter(telling).collect();
    words.sort_by_key(|word| (std::cmp::Reverse(word.chars().count()), *word));
    texts.extend(words.into_iter().take(KEY_WORDS).map(|word| format!("~\u{1f}{word}")));
    let mut keys: Vec<i64> = texts.iter().map(|text| key(text)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn key(text: &str) -> i64 {
    let digest = Sha256::digest(text.as_bytes());
    let (head, _) = digest.split_at(8);
    head.try_into().map_or(0, i64::from_be_bytes)
}

/// How two claims relate, if they speak of the same thing.
fn compare(claim: &ClaimRow, own: &[QuantityRow], other: &ClaimRow, theirs: &[QuantityRow]) -> Option<MatchRow> {
    if apart(claim, other) {
        return None;
    }
    let pairs = pairs(own, theirs);
    let agreeing = pairs.iter().filter(|(relation, ..)| relation.is_same());
    let told = agreeing.clone().any(|(_, one, _)| telling(one));
    let agreed = agreeing.count();
    let (relation, one, two) = *pairs.first()?;
    let shared: Vec<&str> =
        claim.words.split(' ').filter(|word| other.words.split(' ').any(|candidate| akin(word, candidate))).collect();
    let fewest = claim.words.split(' ').count().min(other.words.split(' ').count());
    let root = claim.roots.iter().any(|root| other.roots.contains(root));
    let same_thing = if relation.is_same() {
        (shared.len() >= 2 && shared.len() * 3 >= fewest) || (told && (agreed >= 2 || root))
    } else {
        shared.len() >= 3 && shared.len() * 2 >= fewest
    };
    same_thing.then(|| MatchRow {
        claim: claim.id,
        other: other.id,
        relation,
        figures: format!("{} / {}", spelled(one), spelled(two)),
        shared: shared.join(" "),
    })
}

/// Each figure of the one with the figure of the other that fits it best: those that agree first, and among
/// them the largest number, which tells more than a duration or a small count.
fn pairs<'q>(own: &'q [QuantityRow], theirs: &'q [QuantityRow]) -> Vec<(Relation, &'q QuantityRow, &'q QuantityRow)> {
    let alike =
        |one: &QuantityRow, two: &QuantityRow| two.unit == one.unit && two.per == one.per && two.kind == one.kind;
    let mut pairs: Vec<_> = own
        .iter()
        .filter_map(|one| {
            let candidates = theirs.iter().filter(|two| alike(one, two));
            candidates.filter_map(|two| Some((relate(one, two)?, one, two))).min_by_key(|(relation, ..)| *relation)
        })
        .collect();
    pairs.sort_by_key(|(relation, one, _)| {
        (!relation.is_same(), std::cmp::Reverse(telling(one)), std::cmp::Reverse(one.low_key.clone()))
    });
    pairs
}

/// Whether the claims are about periods that share no day.
fn apart(one: &ClaimRow, other: &ClaimRow) -> bool {
    let before = |high: &Option<String>, low: &Option<String>| high.is_some() && low.is_some() && high <= low;
    before(&one.period_high, &other.period_low) || before(&other.period_high, &one.period_low)
}

/// Whether a figure is rare enough to tell a story by: three digits that count, or a thousand and more.
fn telling(quantity: &QuantityRow) -> bool {
    let Some(number) =
        quantity.value.as_deref().or(quantity.low.as_deref()).and_then(|text| text.parse::<Decimal>().ok())
    else {
        return false;
    };
    number.abs() >= Decimal::ONE_THOUSAND || number.normalize().mantissa().unsigned_abs() >= 100
}

fn spelled(quantity: &QuantityRow) -> String {
    let text = |number: &Option<String>| number.clone().unwrap_or_default();
    let amount = if quantity.low == quantity.high {
        text(&quantity.low)
    } else {
        match (&quantity.low, &quantity.high) {
            (Some(low), None) => format!("{}{low}", if quantity.low_open { ">" } else { ">=" }),
            (None, Some(high)) => format!("{}{high}", if quantity.high_open { "<" } else { "<=" }),
            _ => format!("{}..{}", text(&quantity.low), text(&quantity.high)),
        }
    };
    let hedge = if quantity.approximate { "~" } else { "" };
    let unit = quantity.unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default();
    let per = quantity.per.as_ref().map(|per| format!("/{per}")).unwrap_or_default();
    format!("{hedge}{amount}{unit}{per}")
}

/// How two figures of one unit relate; none when one of them is vague.
fn relate(one: &QuantityRow, two: &QuantityRow) -> Option<Relation> {
    let (low1, high1) = (one.low_key.as_ref()?, one.high_key.as_ref()?);
    let (low2, high2) = (two.low_key.as_ref()?, two.high_key.as_ref()?);
    if (low1, high1, one.low_open, one.high_open, one.approximate)
        == (low2, high2, two.low_open, two.high_open, two.approximate)
    {
        return Some(Relation::Equal);
    }
    if one.value.is_some() && one.value == two.value {
        return Some(Relation::Drift);
    }
    if rounds(one, two) || rounds(two, one) {
        return Some(Relation::Rounding);
    }
    if high1 < low2 || high2 < low1 || touches_open(one, two) || touches_open(two, one) {
        return Some(Relation::Differs);
    }
    Some(Relation::Subset)
}

/// Whether the two ranges only meet in a point that one of them leaves out.
fn touches_open(one: &QuantityRow, two: &QuantityRow) -> bool {
    one.high_key == two.low_key && (one.high_open || two.low_open)
}

/// Whether `round` is `exact` with fewer digits that count.
fn rounds(round: &QuantityRow, exact: &QuantityRow) -> bool {
    let number = |quantity: &QuantityRow| quantity.value.as_deref().and_then(|text| text.parse::<Decimal>().ok());
    let bounded = |quantity: &QuantityRow| quantity.low_key != quantity.high_key && !quantity.approximate;
    let (Some(short), Some(long)) = (number(round), number(exact)) else { return false };
    if short.is_zero() || long.is_zero() || bounded(round) || bounded(exact) {
        return false;
    }
    let digits = digits_that_count(short);
    digits < digits_that_count(long)
        && long
            .round_sf_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero)
            .is_some_and(|rounded| rounded == short)
        // One digit after rounding says little: 1 million is no rounding of 1.4 million unless hedged.
        && (digits > 1 || round.approximate || exact.approximate)
}

fn digits_that_count(number: Decimal) -> u32 {
    let digits = number.normalize().mantissa().unsigned_abs().to_string();
    digits.trim_end_matches('0').len() as u32
}

/// Whether two days of publication are near enough for figures to contradict each other; an unknown day is.
pub(in super::super) fn conflict_days(one: Option<&str>, other: Option<&str>) -> bool {
    let day = |text: Option<&str>| text.and_then(|text| text.get(..10)).and_then(|text| text.parse::<NaiveDate>().ok());
    match (day(one), day(other)) {
        (Some(one), Some(other)) => (one - other).num_days().abs() <= CONFLICT_DAYS,
        _ => true,
    }
}
