//! Periods, published reports and claims.

use std::collections::BTreeMap;

use ledger::entry::Entry;
use ledger::event::Event;
use ledger::event::reporting::{FactClaimed, LineColumn, ReportPublished};
use ledger::ids::{ClaimId, LineId, Position, UnitId};
use ledger::period::Period;

use super::{economy, events};

/// The published reports with the positions of their publication, in order.
pub(super) fn published(log: &[Entry]) -> Vec<(Position, ReportPublished)> {
    events(log)
        .filter_map(|(position, event)| match event {
            Event::ReportPublished(e) => Some((position, e.clone())),
            _ => None,
        })
        .collect()
}

/// The periods that are closed for a unit itself.
pub(super) fn closed(log: &[Entry], unit: &UnitId) -> Vec<Period> {
    events(log)
        .filter_map(|(_, event)| match event {
            Event::PeriodClosed(e) if e.unit == *unit => Some(e.period),
            _ => None,
        })
        .collect()
}

/// Every claim as last stated.
pub(super) fn claims(log: &[Entry]) -> BTreeMap<ClaimId, FactClaimed> {
    events(log)
        .filter_map(|(_, event)| match event {
            Event::FactClaimed(e) => Some((e.id.clone(), e.clone())),
            _ => None,
        })
        .collect()
}

/// The figure of an economic table that a claim is compared with.
pub(super) fn line_figure(
    log: &[Entry],
    line: &LineId,
    period: Period,
    column: LineColumn,
) -> Option<i64> {
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
