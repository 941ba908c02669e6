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

/// The figure of an economic table that a claim is compared with; `None` for a
/// forecast, whose choice among several is the table's.
pub(super) fn line_figure(
    log: &[Entry],
    line: &LineId,
    period: Period,
    column: LineColumn,
) -> Option<i64> {
    let outcome = economy::outcome(log, line, period);
    let budget = economy::budget(log, line, period);
    let previous = economy::outcome(log, line, period.previous_year());
    match column {
        LineColumn::Outcome => Some(outcome),
        LineColumn::Budget => Some(budget),
        LineColumn::PreviousOutcome => Some(previous),
        LineColumn::Variance => Some(outcome - budget),
        LineColumn::Change => Some(outcome - previous),
        LineColumn::Forecast => None,
    }
}
