//! Sums of key figures, and the comparison of two.

use std::collections::{BTreeMap, BTreeSet};

use ledger::event::figure::{Dimension, FigureValue, Measure};
use ledger::ids::UnitId;
use ledger::period::Period;
use ledger::quantity::Quantity;

use super::{Divided, Figure, FigureCell, Figures, Parts, WHOLE};
use crate::fact::Grounds;

impl Figures {
    /// The units' figures for the wanted parts, added up over all parts of the
    /// other dimensions; `None` when there is none or they may not be added.
    pub(super) fn sum(
        &self,
        units: &BTreeSet<UnitId>,
        measure: Measure,
        period: Period,
        wanted: &BTreeMap<Dimension, &str>,
        size: u64,
    ) -> Option<Figure> {
        let figures = units
            .iter()
            .filter_map(|unit| self.divided(unit, measure, period))
            .filter_map(|cells| of_unit(cells, measure, wanted, size));
        added(measure, figures)
    }
}

/// One unit's figure for the wanted parts.
fn of_unit(
    cells: &Divided,
    measure: Measure,
    wanted: &BTreeMap<Dimension, &str>,
    size: u64,
) -> Option<Figure> {
    let matching: Vec<(&Parts, Figure)> = cells
        .iter()
        .filter(|(parts, _)| {
            wanted
                .iter()
                .all(|(dimension, part)| parts.get(dimension).is_some_and(|of| of == part))
        })
        .filter_map(|(parts, cell)| {
            let (position, fact) = cell.version_at(size)?;
            let figure = Figure {
                value: fact.value,
                parts: 1,
                grounds: Grounds::on(position, fact),
            };
            Some((parts, figure))
        })
        .collect();
    let rest = |parts: &Parts, whole: bool| {
        parts
            .iter()
            .filter(|(dimension, _)| !wanted.contains_key(dimension))
            .all(|(_, part)| (part == WHOLE) == whole)
    };
    let of_the_whole = || matching.iter().filter(|(parts, _)| rest(parts, true));
    let of_the_parts = || matching.iter().filter(|(parts, _)| rest(parts, false));
    let may_add = !is_rate(measure)
        // Volumes of different categories count different things.
        && (measure != Measure::Volume || wanted.contains_key(&Dimension::Category));
    let figure = |(_, figure): &(&Parts, Figure)| figure.clone();
    if may_add {
        // A figure for the whole stands beside its parts only as what they sum to.
        added(measure, of_the_parts().map(figure))
            .or_else(|| added(measure, of_the_whole().map(figure)))
    } else {
        of_the_whole().map(figure).next()
    }
}

/// The figures added together; `None` for none, for several rates, and for
/// amounts among numbers.
fn added(measure: Measure, figures: impl Iterator<Item = Figure>) -> Option<Figure> {
    let mut total: Option<Figure> = None;
    for figure in figures {
        total = match total {
            None => Some(figure),
            Some(_) if is_rate(measure) => return None,
            Some(mut total) => {
                total.value = plus(total.value, figure.value)?;
                total.parts += figure.parts;
                total.grounds.merge(&figure.grounds);
                Some(total)
            }
        };
    }
    total
}

/// Whether the measure is a share, which cannot be added.
fn is_rate(measure: Measure) -> bool {
    match measure {
        Measure::SickLeave => true,
        Measure::FullTimeEquivalents
        | Measure::FullTimeEquivalentsNetOfLeave
        | Measure::PayrollCost
        | Measure::ListedPatients
        | Measure::Turnover
        | Measure::Volume => false,
    }
}

fn plus(a: FigureValue, b: FigureValue) -> Option<FigureValue> {
    match (a, b) {
        (FigureValue::Amount { amount_ore: a }, FigureValue::Amount { amount_ore: b }) => {
            Some(FigureValue::Amount { amount_ore: a + b })
        }
        (FigureValue::Number { value: a }, FigureValue::Number { value: b }) => {
            Some(FigureValue::Number { value: a.plus(b) })
        }
        (FigureValue::Amount { .. }, FigureValue::Number { .. })
        | (FigureValue::Number { .. }, FigureValue::Amount { .. }) => None,
    }
}

fn minus(a: FigureValue, b: FigureValue) -> Option<FigureValue> {
    match (a, b) {
        (FigureValue::Amount { amount_ore: a }, FigureValue::Amount { amount_ore: b }) => {
            Some(FigureValue::Amount { amount_ore: a - b })
        }
        (FigureValue::Number { value: a }, FigureValue::Number { value: b }) => {
            Some(FigureValue::Number { value: a.minus(b) })
        }
        (FigureValue::Amount { .. }, FigureValue::Number { .. })
        | (FigureValue::Number { .. }, FigureValue::Amount { .. }) => None,
    }
}

impl FigureCell {
    /// The figures of two periods with their difference.
    pub(super) fn comparing(current: Option<Figure>, previous: Option<Figure>) -> Self {
        let values = current.as_ref().zip(previous.as_ref());
        let difference =
            values.and_then(|(current, previous)| minus(current.value, previous.value));
        let percent = difference
            .zip(previous.as_ref())
            .and_then(|(difference, previous)| percent(difference, previous.value));
        Self {
            current,
            previous,
            difference,
            percent,
        }
    }
}

/// The difference in per cent of the base, with one decimal, rounded half away from zero.
fn percent(difference: FigureValue, base: FigureValue) -> Option<Quantity> {
    let (difference, base) = (exact(difference), exact(base));
    if base == 0 {
        return None;
    }
    let (numerator, base) = if base < 0 {
        (-difference * 1000, -base)
    } else {
        (difference * 1000, base)
    };
    let half = if numerator < 0 { -base } else { base };
    let tenths = (2 * numerator + half) / (2 * base);
    i64::try_from(tenths)
        .ok()
        .map(|tenths| Quantity::new(tenths, 1))
}

/// The value as an integer: öre, or millionths of a number.
fn exact(value: FigureValue) -> i128 {
    match value {
        FigureValue::Amount { amount_ore } => i128::from(amount_ore.0),
        FigureValue::Number { value } => value.millionths(),
    }
}
