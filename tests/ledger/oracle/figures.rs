//! Key figures: one value per unit, measure, period and set of dimensions.

use std::collections::BTreeMap;

use ledger::entry::Entry;
use ledger::event::Event;
use ledger::event::figure::{Dimension, FigureValue, KeyFigureReported, Measure};
use ledger::event::indicator::CorrectedFact;
use ledger::ids::UnitId;
use ledger::period::Period;

use super::events;

/// The values of a unit's measure in a period, by dimensions, as last said.
pub(super) fn cells(
    log: &[Entry],
    unit: &UnitId,
    measure: Measure,
    period: Period,
) -> BTreeMap<BTreeMap<Dimension, String>, FigureValue> {
    all(log)
        .into_iter()
        .filter(|figure| {
            figure.unit == *unit && figure.measure == measure && figure.period == period
        })
        .map(|figure| (figure.dimensions, figure.value))
        .collect()
}

/// Everything said of key figures, in order, corrections included.
pub(super) fn all(log: &[Entry]) -> Vec<KeyFigureReported> {
    events(log)
        .filter_map(|(_, event)| match event {
            Event::KeyFigureReported(figure) => Some(figure.clone()),
            Event::OutcomeCorrected(e) => match &e.fact {
                CorrectedFact::KeyFigure(figure) => Some(figure.clone()),
                _ => None,
            },
            _ => None,
        })
        .collect()
}

/// A value as one number: öre for money, millionths for other numbers.
pub(super) fn scalar(value: FigureValue) -> i128 {
    match value {
        FigureValue::Amount { amount_ore } => i128::from(amount_ore.0),
        FigureValue::Number { value } => value.millionths(),
    }
}

/// The sum of the cells whose dimensions include all of `part`; `None` without cells.
pub(super) fn sum(
    cells: &BTreeMap<BTreeMap<Dimension, String>, FigureValue>,
    part: &BTreeMap<Dimension, String>,
) -> Option<i128> {
    let parts: Vec<i128> = cells
        .iter()
        .filter(|(dimensions, _)| {
            part.iter()
                .all(|(dimension, name)| dimensions.get(dimension) == Some(name))
        })
        .map(|(_, value)| scalar(*value))
        .collect();
    (!parts.is_empty()).then(|| parts.iter().sum())
}

/// A change in per cent with one decimal, rounded half away from zero, in tenths;
/// `None` from nothing.
pub(super) fn change_in_tenths(from: i128, to: i128) -> Option<i128> {
    if from == 0 {
        return None;
    }
    let (over, under) = ((to - from) * 1000 * from.signum(), from.abs());
    let rounded = (over.abs() * 2 + under) / (under * 2);
    Some(rounded * over.signum())
}
