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
pub(crate) fn cells(log: &[Entry], unit: &UnitId, measure: Measure, period: Period) -> Cells {
    all(log)
        .into_iter()
        .filter(|figure| {
            figure.unit == *unit && figure.measure == measure && figure.period == period
        })
        .map(|figure| (figure.dimensions, figure.value))
        .collect()
}

/// Everything said of key figures, in order, corrections included.
pub(crate) fn all(log: &[Entry]) -> Vec<KeyFigureReported> {
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
pub(crate) fn scalar(value: FigureValue) -> i128 {
    match value {
        FigureValue::Amount { amount_ore } => i128::from(amount_ore.0),
        FigureValue::Number { value } => value.millionths(),
    }
}

/// Values by what they are for.
pub(crate) type Cells = BTreeMap<BTreeMap<Dimension, String>, FigureValue>;

/// The figure of several units for the wanted parts: the sum over all parts of
/// the other dimensions, for what may be added. A share may not: only what was
/// said of the whole counts, and by no more than one unit. Nor may volumes of
/// several categories, which count different things.
pub(crate) fn total(
    units: &[Cells],
    measure: Measure,
    wanted: &BTreeMap<Dimension, String>,
) -> Option<i128> {
    let said = |cells: &Cells, of_whole: bool| -> Vec<i128> {
        cells
            .iter()
            .filter(|(parts, _)| {
                wanted
                    .iter()
                    .all(|(dimension, part)| parts.get(dimension) == Some(part))
            })
            .filter(|(parts, _)| {
                parts
                    .iter()
                    .filter(|(dimension, _)| !wanted.contains_key(dimension))
                    .all(|(_, part)| (part == "all") == of_whole)
            })
            .map(|(_, value)| scalar(*value))
            .collect()
    };
    let of_units: Vec<i128> = units
        .iter()
        .filter_map(|cells| {
            let unlike = measure == Measure::Volume && !wanted.contains_key(&Dimension::Category);
            if measure == Measure::SickLeave || unlike {
                return said(cells, true).first().copied();
            }
            let parts = said(cells, false);
            if parts.is_empty() {
                return said(cells, true).first().copied();
            }
            Some(parts.iter().sum())
        })
        .collect();
    match &of_units[..] {
        [] => None,
        [_, _, ..] if measure == Measure::SickLeave => None,
        several => Some(several.iter().sum()),
    }
}

/// A change in per cent with one decimal, rounded half away from zero, in tenths;
/// `None` from nothing.
pub(crate) fn change_in_tenths(from: i128, to: i128) -> Option<i128> {
    if from == 0 {
        return None;
    }
    let (over, under) = ((to - from) * 1000 * from.signum(), from.abs());
    let rounded = (over.abs() * 2 + under) / (under * 2);
    Some(rounded * over.signum())
}
