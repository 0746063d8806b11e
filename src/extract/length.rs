//! Lengths of time made of several figures: "two years and three months"; a measure and a part of its unit: "an hour and
//! a half".

use rust_decimal::Decimal;

use super::builder::{Build, Built};
use super::mention::{QuantityValue, Unit, Value};
use crate::lang::names::Name;
use crate::model::QuantityKind;

/// One figure of a length: its unit, and how many of the smallest unit of its family that is.
#[derive(Clone, Copy)]
struct Piece {
    unit: Name,
    size: Size,
    value: Decimal,
}

/// Months or seconds: no number of the one is always the same number of the other.
#[derive(Clone, Copy)]
enum Size {
    Months(u32),
    Seconds(u32),
}

impl Size {
    fn of(unit: &str) -> Option<Size> {
        Some(match unit {
            "century" => Size::Months(1200),
            "decade" => Size::Months(120),
            "year" => Size::Months(12),
            "quarter" => Size::Months(3),
            "month" => Size::Months(1),
            "week" => Size::Seconds(604_800),
            "day" => Size::Seconds(86_400),
            "hour" => Size::Seconds(3600),
            "minute" => Size::Seconds(60),
            "second" => Size::Seconds(1),
            _ => return None,
        })
    }

    /// Whether so many of another unit are less than one of this.
    fn exceeds(self, value: Decimal, other: Size) -> bool {
        let less = |whole: u32, part: u32| {
            part <= whole && value.checked_mul(part.into()).is_some_and(|value| value < whole.into())
        };
        match (self, other) {
            (Size::Months(whole), Size::Months(part)) | (Size::Seconds(whole), Size::Seconds(part)) => {
                less(whole, part)
            }
            (Size::Months(whole), Size::Seconds(part)) => less(whole.saturating_mul(30 * 86_400), part),
            (Size::Seconds(_), Size::Months(_)) => false,
        }
    }
}

/// `length`: captures `first` and then `second`, `third`, `fourth`, each a shorter length than one of the unit before;
/// or `first`, which may be another measure too, and `part`, a fraction of its unit.
pub fn length(build: &Build<'_, '_>) -> Option<Built> {
    let first = build.quantity("first")?;
    if build.part("part").is_some() {
        let part = build.number("part").filter(|number| number.fraction)?.value.filter(|part| *part < Decimal::ONE)?;
        let whole = first.value.filter(|value| value.is_integer() && first.low == first.high)?;
        let Some(Unit::Named(unit)) = first.unit.filter(|_| first.compound.is_none() && first.per.is_none()) else {
            return None;
        };
        return built(first, whole.checked_add(part)?, unit, None);
    }
    let mut last = piece(build, first)?;
    let (mut months, mut rest) = (Sum::default(), Sum::default());
    let mut add = |piece: Piece| match piece.size {
        Size::Months(size) => months.add(piece, size),
        Size::Seconds(size) => rest.add(piece, size),
    };
    add(last)?;
    for name in ["second", "third", "fourth"] {
        let Some(quantity) = build.quantity(name) else { continue };
        let next = piece(build, quantity)?;
        (last.value.is_integer() && last.size.exceeds(next.value, next.size)).then_some(())?;
        add(next)?;
        last = next;
    }
    match (months.figure(), rest.figure()) {
        (Some((value, unit)), rest) => built(first, value, unit, rest),
        (None, Some((value, unit))) => built(first, value, unit, None),
        (None, None) => None,
    }
}

fn built(first: &QuantityValue, value: Decimal, unit: Name, beside: Option<(Decimal, Name)>) -> Option<Built> {
    let figure = Some(value.normalize());
    let value = figure.filter(|_| beside.is_none());
    let compound = figure.zip(beside).map(|(figure, beside)| [(figure, unit), beside]);
    let unit = Some(Unit::Named(unit));
    Some(Value::Quantity(QuantityValue { value, low: value, high: value, unit, compound, ..first.clone() }).into())
}

fn piece(build: &Build<'_, '_>, quantity: &QuantityValue) -> Option<Piece> {
    (quantity.kind == QuantityKind::Duration && quantity.low == quantity.high).then_some(())?;
    let Some(Unit::Named(unit)) = quantity.unit else { return None };
    Some(Piece { unit, size: Size::of(build.reading.name(unit))?, value: quantity.value? })
}

/// Figures of one family added up: in its smallest unit, and the unit named last, in which the sum is told.
#[derive(Default)]
struct Sum {
    total: Decimal,
    told_in: Option<(u32, Name)>,
}

impl Sum {
    fn add(&mut self, piece: Piece, size: u32) -> Option<()> {
        self.total = self.total.checked_add(piece.value.checked_mul(size.into())?)?;
        self.told_in = Some((size, piece.unit));
        Some(())
    }

    fn figure(&self) -> Option<(Decimal, Name)> {
        let (size, unit) = self.told_in?;
        Some((self.total.checked_div(size.into())?.normalize(), unit))
    }
}
