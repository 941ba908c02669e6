//! Periods, published reports and claims.

use std::collections::BTreeMap;

use ledger::entry::Entry;
use ledger::event::Event;
use ledger::event::figure::KeyFigureReported;
use ledger::event::reporting::{Claim, FactClaimed, LineColumn, ReportKind, ReportPublished};
use ledger::ids::{ClaimId, LineId, Position, UnitId};
use ledger::period::Period;

use super::plan::{self, Kind};
use super::{actions, economy, events, figures, organisation, texts};

/// The published reports with the positions of their publication, in order.
pub(crate) fn published(log: &[Entry]) -> Vec<(Position, ReportPublished)> {
    events(log)
        .filter_map(|(position, event)| match event {
            Event::ReportPublished(e) => Some((position, e.clone())),
            _ => None,
        })
        .collect()
}

/// The reporting periods of a unit, and whether each is closed.
pub(crate) fn periods(log: &[Entry], unit: &UnitId) -> BTreeMap<(Period, ReportKind), bool> {
    events(log)
        .filter_map(|(_, event)| match event {
            Event::PeriodOpened(e) if e.unit == *unit => Some(((e.period, e.report), false)),
            Event::PeriodClosed(e) if e.unit == *unit => Some(((e.period, e.report), true)),
            _ => None,
        })
        .collect()
}

/// Every claim as last stated.
pub(crate) fn claims(log: &[Entry]) -> BTreeMap<ClaimId, FactClaimed> {
    events(log)
        .filter_map(|(_, event)| match event {
            Event::FactClaimed(e) => Some((e.id.clone(), e.clone())),
            _ => None,
        })
        .collect()
}

/// The figure of an economic table that a claim is compared with.
fn line_figure(log: &[Entry], line: &LineId, period: Period, column: LineColumn) -> Option<i64> {
    let figures = economy::figures(log, line, period, true);
    match column {
        LineColumn::Outcome => figures.outcome,
        LineColumn::Budget => figures.budget,
        LineColumn::PreviousOutcome => figures.previous,
        LineColumn::Variance => figures.variance,
        LineColumn::Change => figures.change,
        LineColumn::Forecast => figures.forecast,
    }
}

/// What is stated beside what the parts give: öre, millionths or a count. A
/// change that is also stated in per cent gives two.
pub(crate) fn compared(log: &[Entry], claim: &Claim) -> Vec<(i128, Option<i128>)> {
    match claim {
        Claim::LineAmount {
            line,
            period,
            column,
            amount_ore,
            ..
        } => {
            let computed = line_figure(log, line, *period, *column);
            vec![(i128::from(amount_ore.0), computed.map(i128::from))]
        }
        Claim::KeyFigureTotal { figure, .. } => {
            let computed = figure_of(log, figure, figure.period);
            vec![(figures::scalar(figure.value), computed)]
        }
        Claim::KeyFigureChange {
            figure,
            since,
            percent,
            ..
        } => {
            let both = figure_of(log, figure, figure.period).zip(figure_of(log, figure, *since));
            let change = both.map(|(now, before)| now - before);
            let tenths = both.and_then(|(now, before)| figures::change_in_tenths(before, now));
            let mut compared = vec![(figures::scalar(figure.value), change)];
            compared.extend(
                percent.map(|stated| (stated.millionths(), tenths.map(|tenths| tenths * 100_000))),
            );
            compared
        }
        Claim::ColourCount {
            unit,
            period,
            kind,
            colour,
            count,
        } => {
            let kind = kind.map_or(Kind::Assignment, Kind::Objective);
            let counted = plan::items_of(log, unit, *period)
                .into_iter()
                .filter(|(_, item)| item.kind == kind)
                .filter(|(_, item)| item.withdrawn.is_none_or(|last| period.last_day() <= last))
                .filter(|(id, item)| {
                    let made = texts::shown(log, id, item.owner.as_ref(), unit, *period);
                    colour.is_none() || made.map(|made| made.colour) == *colour
                })
                .count();
            vec![(i128::from(*count), i128::try_from(counted).ok())]
        }
        Claim::ActionTotal {
            unit,
            period,
            year,
            planned,
            amount_ore,
            ..
        } => {
            let units = organisation::subtree_in(log, unit, *period);
            let of_units: Vec<_> = actions::planned(log)
                .into_iter()
                .filter(|(_, action)| units.contains(&action.unit))
                .collect();
            let mut effects = Vec::new();
            for (id, action) in of_units {
                if *planned {
                    effects.extend(action.effects);
                } else if let Some(said) = actions::follow_up(log, &id, *period) {
                    if *year == period.year() {
                        effects.push(said.outcome);
                    } else {
                        effects.extend(said.forecast);
                    }
                }
            }
            let computed = actions::amount(&effects, *year);
            vec![(i128::from(amount_ore.0), computed.map(i128::from))]
        }
    }
}

/// The figure that a unit's report shows for the parts of a claim.
fn figure_of(log: &[Entry], figure: &KeyFigureReported, period: Period) -> Option<i128> {
    let units: Vec<_> = organisation::subtree_in(log, &figure.unit, figure.period)
        .iter()
        .map(|unit| figures::cells(log, unit, figure.measure, period))
        .filter(|cells| !cells.is_empty())
        .collect();
    let wanted = figure
        .dimensions
        .iter()
        .filter(|(_, part)| *part != "all")
        .map(|(dimension, part)| (*dimension, part.clone()))
        .collect();
    figures::total(&units, figure.measure, &wanted)
}
