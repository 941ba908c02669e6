//! The economic tables: outcome, budget, previous year, forecast, line by line.

use std::collections::BTreeMap;

use ledger::entry::Entry;
use ledger::event::Event;
use ledger::event::budget::{Breakdown, LineTable};
use ledger::event::indicator::CorrectedFact;
use ledger::ids::{InvestmentId, LineId, UnitId};
use ledger::period::{Month, Period};

use super::{events, frames};

/// A line as last defined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) table: LineTable,
    pub(super) unit: UnitId,
    pub(super) title: String,
    pub(super) parent: Option<LineId>,
    pub(super) breakdown: Breakdown,
    pub(super) order: u32,
}

/// Every line.
pub(super) fn lines(log: &[Entry]) -> BTreeMap<LineId, Line> {
    let mut lines = BTreeMap::new();
    for (_, event) in events(log) {
        if let Event::ReportLineDefined(e) = event {
            lines.insert(
                e.line.clone(),
                Line {
                    table: e.table,
                    unit: e.unit.clone(),
                    title: e.title.clone(),
                    parent: e.parent.clone(),
                    breakdown: e.breakdown,
                    order: e.order,
                },
            );
        }
    }
    lines
}

/// The lines right under a line, in the order they are shown.
pub(super) fn children(log: &[Entry], line: &LineId) -> Vec<LineId> {
    let mut children: Vec<_> = lines(log)
        .into_iter()
        .filter(|(_, known)| known.parent.as_ref() == Some(line))
        .map(|(id, known)| (known.order, id))
        .collect();
    children.sort();
    children.into_iter().map(|(_, id)| id).collect()
}

/// What was booked on the line itself in the months of a period, in öre:
/// bookings, the difference that corrections make, and restatements.
pub(super) fn own_outcome(log: &[Entry], line: &LineId, period: Period) -> i64 {
    let on = |other: &LineId, month: Month| other == line && period.contains(month);
    events(log)
        .map(|(_, event)| match event {
            Event::OutcomeBooked(e) if on(&e.line, e.month) => e.amount_ore.0,
            Event::OutcomeRestated(e) if on(&e.line, e.month) => e.amount_ore.0,
            Event::OutcomeCorrected(e) => match &e.fact {
                CorrectedFact::Booking {
                    line,
                    month,
                    was_ore,
                    amount_ore,
                    ..
                } if on(line, *month) => amount_ore.0 - was_ore.0,
                _ => 0,
            },
            Event::InvestmentSpent(e) if period.contains(e.month) => {
                match object(log, &e.object) {
                    Some(known) if known.line == *line => e.amount_ore.0,
                    _ => 0,
                }
            }
            _ => 0,
        })
        .sum()
}

/// A line's figure: its own and those of all lines under it.
pub(super) fn with_children(
    log: &[Entry],
    line: &LineId,
    own: &impl Fn(&LineId) -> i64,
) -> i64 {
    own(line)
        + children(log, line)
            .iter()
            .map(|child| with_children(log, child, own))
            .sum::<i64>()
}

/// Utfall.
pub(super) fn outcome(log: &[Entry], line: &LineId, period: Period) -> i64 {
    with_children(log, line, &|line| own_outcome(log, line, period))
}

/// Budget.
pub(super) fn budget(log: &[Entry], line: &LineId, period: Period) -> i64 {
    with_children(log, line, &|line| frames::budget(log, line, period))
}

/// Each forecast of a line's year by the follow-up it was made for, in the order they came.
pub(super) fn forecasts(log: &[Entry], line: &LineId, year: u16) -> Vec<(Period, i64)> {
    events(log)
        .filter_map(|(_, event)| match event {
            Event::ForecastSubmitted(e) if e.line == *line && e.basis_period.year() == year => {
                Some((e.basis_period, e.amount_ore.0))
            }
            _ => None,
        })
        .collect()
}

/// An investment object as last approved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Object {
    pub(super) unit: UnitId,
    pub(super) line: LineId,
    pub(super) title: String,
    pub(super) budget: BTreeMap<u16, i64>,
}

/// The object with an id.
pub(super) fn object(log: &[Entry], id: &InvestmentId) -> Option<Object> {
    objects(log).remove(id)
}

/// Every investment object.
pub(super) fn objects(log: &[Entry]) -> BTreeMap<InvestmentId, Object> {
    events(log)
        .filter_map(|(_, event)| match event {
            Event::InvestmentObjectApproved(e) => Some((
                e.object.clone(),
                Object {
                    unit: e.unit.clone(),
                    line: e.line.clone(),
                    title: e.title.clone(),
                    budget: e
                        .budget
                        .iter()
                        .map(|part| (part.year, part.amount_ore.0))
                        .collect(),
                },
            )),
            _ => None,
        })
        .collect()
}

/// What was spent on an object in a period, in öre.
pub(super) fn spent(log: &[Entry], id: &InvestmentId, period: Period) -> i64 {
    events(log)
        .map(|(_, event)| match event {
            Event::InvestmentSpent(e) if e.object == *id && period.contains(e.month) => {
                e.amount_ore.0
            }
            _ => 0,
        })
        .sum()
}
