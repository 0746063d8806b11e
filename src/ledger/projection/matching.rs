//! Which claims of different documents speak of the same thing, and how their figures relate.
//!
//! Candidates are found by keys (each figure, the longest words, the root with the first figure): whoever
//! shares two is compared. What decides is written beside the match, so that `same` can say why.

use std::rc::Rc;

use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};
use sha2::{Digest, Sha256};

use super::super::Result;
use super::row::{ClaimRow, MatchRow, QuantityRow, Row};
use super::store::{PER_KEY, Store};
use super::words;
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
/// Places for the claims of all keys, so that none is ever full.
const COUNTED: usize = 512;
/// Most candidates compared.
const CANDIDATES: usize = 8;
/// Figures that differ by more days of publication than this are news, not a conflict.
const CONFLICT_DAYS: i64 = 14;

/// Finds and enters the matches of a new claim.
pub(super) fn find(
    store: &mut dyn Store,
    claim: &ClaimRow,
    family: i64,
    quantities: &[QuantityRow],
) -> Result<Vec<Rc<MatchRow>>> {
    let mut shared = Vec::new();
    for key in keys(claim, quantities) {
        store.keyed(key, &mut shared)?;
        store.put(Row::MatchKey { key, claim: claim.id })?;
    }
    let candidates = candidates(&shared, claim.id);
    if candidates.is_empty() {
        return Ok(Vec::new());
    }
    let words = words::Words::new(&claim.words);
    let mut matched = Vec::new();
    for id in candidates {
        let other = store.claim(id)?;
        if other.document == claim.document || apart(claim, &other) {
            continue;
        }
        let theirs = store.quantities(id)?;
        if let Some(found) = compare(claim, quantities, &words, &other, &theirs)
            && store.family(other.document)? != family
        {
            let found = Rc::new(found);
            store.put(Row::Match(found.clone()))?;
            matched.push(found);
        }
    }
    Ok(matched)
}

/// The claims that share most keys, at least two: those that share more first, then the later.
fn candidates(shared: &[i64], own: i64) -> Vec<i64> {
    // An open table of how often each claim is shared by: sorting them all takes several times as long.
    const { assert!((FIGURES + 1 + KEY_WORDS) * PER_KEY * 2 <= COUNTED) };
    // A place holds how often a claim came, and where it came first, so that emptying the table costs little.
    let mut counted = [(0_u16, 0_u16); COUNTED];
    let mut found = Vec::new();
    for (number, id) in (0..).zip(shared).filter(|(_, id)| **id != own) {
        let mut at = *id as usize % COUNTED;
        while let Some(slot) = counted.get_mut(at) {
            if slot.0 == 0 || shared.get(usize::from(slot.1)) == Some(id) {
                *slot = (slot.0 + 1, if slot.0 == 0 { number } else { slot.1 });
                if slot.0 == 2 {
                    found.push(at);
                }
                break;
            }
            at = (at + 1) % COUNTED;
        }
    }
    let counts = found.into_iter().filter_map(|at| counted.get(at));
    let mut found: Vec<(u16, i64)> =
        counts.filter_map(|(count, number)| Some((*count, *shared.get(usize::from(*number))?))).collect();
    found.sort_unstable_by(|one, other| other.cmp(one));
    found.truncate(CANDIDATES);
    found.into_iter().map(|(_, id)| id).collect()
}

fn stated(quantity: &QuantityRow) -> Option<String> {
    let unit = quantity.unit.as_deref().unwrap_or_default();
    let per = quantity.per.as_deref().unwrap_or_default();
    if quantity.kind == QuantityKind::Ordinal {
        return None;
    }
    match quantity.value {
        Some(value) => Some(format!("{value}\u{1f}{unit}\u{1f}{per}")),
        None => quantity.keys().map(|(low, high)| format!("{low}..{high}\u{1f}{unit}\u{1f}{per}")),
    }
}

/// The keys by which a claim is found.
pub(super) fn keys(claim: &ClaimRow, quantities: &[QuantityRow]) -> Vec<i64> {
    let mut texts: Vec<String> = Vec::with_capacity(FIGURES + 1);
    for figure in quantities.iter().filter_map(stated) {
        let text = format!("=\u{1f}{figure}");
        if texts.len() < FIGURES && !texts.contains(&text) {
            texts.push(text);
        }
    }
    if let (Some(figure), Some(root)) = (texts.first(), claim.source) {
        texts.push(format!("^{figure}\u{1f}{root}"));
    }
    let mut longest: Vec<(std::cmp::Reverse<usize>, &str)> = claim
        .words
        .split(' ')
        .map(|word| (std::cmp::Reverse(word.chars().count()), word))
        .filter(|(letters, word)| letters.0 >= KEY_WORD_LETTERS || word.bytes().any(|byte| byte.is_ascii_digit()))
        .collect();
    longest.sort_unstable();
    let figures = texts.iter().map(|text| key("", text));
    let mut keys: Vec<i64> =
        figures.chain(longest.into_iter().take(KEY_WORDS).map(|(_, word)| key("~\u{1f}", word))).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn key(sort: &str, text: &str) -> i64 {
    let digest = Sha256::new().chain_update(sort).chain_update(text).finalize();
    let (head, _) = digest.split_at(8);
    head.try_into().map_or(0, i64::from_be_bytes)
}

/// How two claims relate, if they speak of the same thing.
fn compare(
    claim: &ClaimRow,
    own: &[QuantityRow],
    words: &words::Words<'_>,
    other: &ClaimRow,
    theirs: &[QuantityRow],
) -> Option<MatchRow> {
    let pairs = pairs(own, theirs);
    let (relation, one, two) = *pairs.first()?;
    let agreeing = pairs.iter().filter(|(relation, ..)| relation.is_same());
    let told = agreeing.clone().any(|(_, one, _)| telling(one));
    let agreed = agreeing.count();
    let root = claim.roots.iter().any(|root| other.roots.contains(root));
    let fewest = words.count().min(other.sketch.words);
    let same_thing = |shared: usize| {
        if relation.is_same() {
            (shared >= 2 && shared * 3 >= fewest) || (told && (agreed >= 2 || root))
        } else {
            shared >= 3 && shared * 2 >= fewest
        }
    };
    // The cheap question first: nearly all pairs fail it.
    if !same_thing(words.shared_at_most(&other.sketch)) {
        return None;
    }
    let shared = words.shared(&words::Words::new(&other.words));
    same_thing(shared.len()).then(|| MatchRow {
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
        (!relation.is_same(), std::cmp::Reverse(telling(one)), std::cmp::Reverse(one.low))
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
    let Some(number) = quantity.value.or(quantity.low) else { return false };
    number.abs() >= Decimal::ONE_THOUSAND || number.normalize().mantissa().unsigned_abs() >= 100
}

fn spelled(quantity: &QuantityRow) -> String {
    let text = |number: Option<Decimal>| number.map(|number| number.to_string()).unwrap_or_default();
    let amount = if quantity.low == quantity.high {
        text(quantity.low)
    } else {
        match (quantity.low, quantity.high) {
            (Some(low), None) => format!("{}{low}", if quantity.low_open { ">" } else { ">=" }),
            (None, Some(high)) => format!("{}{high}", if quantity.high_open { "<" } else { "<=" }),
            (low, high) => format!("{}..{}", text(low), text(high)),
        }
    };
    let hedge = if quantity.approximate { "~" } else { "" };
    let unit = quantity.unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default();
    let per = quantity.per.as_ref().map(|per| format!("/{per}")).unwrap_or_default();
    format!("{hedge}{amount}{unit}{per}")
}

/// How two figures of one unit relate; none when one of them is vague.
fn relate(one: &QuantityRow, two: &QuantityRow) -> Option<Relation> {
    if one.is_vague() || two.is_vague() {
        return None;
    }
    if (one.low, one.high, one.low_open, one.high_open, one.approximate)
        == (two.low, two.high, two.low_open, two.high_open, two.approximate)
    {
        return Some(Relation::Equal);
    }
    if one.value.is_some() && one.value == two.value {
        return Some(Relation::Drift);
    }
    if rounds(one, two) || rounds(two, one) {
        return Some(Relation::Rounding);
    }
    Some(if below(one, two) || below(two, one) { Relation::Differs } else { Relation::Subset })
}

/// Whether one range ends before the other begins, or in a point that one of them leaves out.
fn below(one: &QuantityRow, two: &QuantityRow) -> bool {
    let (Some(high), Some(low)) = (one.high, two.low) else { return false };
    high < low || (high == low && (one.high_open || two.low_open))
}

/// Whether `round` is `exact` with fewer digits that count.
fn rounds(round: &QuantityRow, exact: &QuantityRow) -> bool {
    let bounded = |quantity: &QuantityRow| quantity.low != quantity.high && !quantity.approximate;
    let (Some(short), Some(long)) = (round.value, exact.value) else { return false };
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
    let mut mantissa = number.normalize().mantissa().unsigned_abs();
    while mantissa > 0 && mantissa.is_multiple_of(10) {
        mantissa /= 10;
    }
    mantissa.checked_ilog10().map_or(0, |log| log + 1)
}

/// Whether two days of publication are near enough for figures to contradict each other; an unknown day is.
pub(in super::super) fn conflict_days(one: Option<&str>, other: Option<&str>) -> bool {
    let day = |text: Option<&str>| text.and_then(|text| text.get(..10)).and_then(|text| text.parse::<NaiveDate>().ok());
    match (day(one), day(other)) {
        (Some(one), Some(other)) => (one - other).num_days().abs() <= CONFLICT_DAYS,
        _ => true,
    }
}
