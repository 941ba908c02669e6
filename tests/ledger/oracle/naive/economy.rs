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
pub(crate) struct Line {
    pub(crate) table: LineTable,
    pub(crate) unit: UnitId,
    pub(crate) title: String,
    pub(crate) parent: Option<LineId>,
    pub(crate) breakdown: Breakdown,
    pub(crate) order: u32,
}

/// Every line.
pub(crate) fn lines(log: &[Entry]) -> BTreeMap<LineId, Line> {
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
pub(crate) fn children(log: &[Entry], line: &LineId) -> Vec<LineId> {
    let mut children: Vec<_> = lines(log)
        .into_iter()
        .filter(|(_, known)| known.parent.as_ref() == Some(line))
        .map(|(id, known)| (known.order, id))
        .collect();
    children.sort();
    children.into_iter().map(|(_, id)| id).collect()
}

/// What was booked on the line itself in the months of a period, in öre:
/// bookings, the difference that corrections make, restatements, and spending on
/// the line's investment objects. `None` when nothing was: that is not zero.
pub(crate) fn own_outcome(log: &[Entry], line: &LineId, period: Period) -> Option<i64> {
    let on = |other: &LineId, month: Month| other == line && period.contains(month);
    let objects = objects(log);
    sum(events(log).map(|(_, event)| match event {
        Event::OutcomeBooked(e) if on(&e.line, e.month) => Some(e.amount_ore.0),
        Event::OutcomeRestated(e) if on(&e.line, e.month) => Some(e.amount_ore.0),
        Event::OutcomeCorrected(e) => match &e.fact {
            CorrectedFact::Booking {
                line,
                month,
                was_ore,
                amount_ore,
                ..
            } if on(line, *month) => Some(amount_ore.0 - was_ore.0),
            CorrectedFact::Spending {
                object,
                month,
                was_ore,
                amount_ore,
            } => {
                let known = objects.get(object)?;
                on(&known.line, *month).then_some(amount_ore.0 - was_ore.0)
            }
            _ => None,
        },
        Event::InvestmentSpent(e) => {
            let known = objects.get(&e.object)?;
            on(&known.line, e.month).then_some(e.amount_ore.0)
        }
        _ => None,
    }))
}

/// The sum of what there is; `None` of nothing.
pub(crate) fn sum(parts: impl IntoIterator<Item = Option<i64>>) -> Option<i64> {
    let parts: Vec<i64> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.iter().sum())
}

/// A difference, when both are known.
pub(crate) fn less(minuend: Option<i64>, subtrahend: Option<i64>) -> Option<i64> {
    Some(minuend? - subtrahend?)
}

/// A line's figure: its own with those of all lines under it.
pub(crate) fn with_children(
    log: &[Entry],
    line: &LineId,
    own: &dyn Fn(&LineId) -> Option<i64>,
) -> Option<i64> {
    let below = children(log, line)
        .into_iter()
        .map(|child| with_children(log, &child, own));
    sum(std::iter::once(own(line)).chain(below))
}

/// The figures of a row of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Figures {
    pub(crate) outcome: Option<i64>,
    pub(crate) budget: Option<i64>,
    pub(crate) variance: Option<i64>,
    pub(crate) previous: Option<i64>,
    pub(crate) change: Option<i64>,
    pub(crate) forecast: Option<i64>,
    pub(crate) budget_year: Option<i64>,
    pub(crate) forecast_variance: Option<i64>,
}

/// The figures of a line, with all lines under it or of itself alone (the remainder).
pub(crate) fn figures(log: &[Entry], line: &LineId, period: Period, whole: bool) -> Figures {
    let read = |own: &dyn Fn(&LineId) -> Option<i64>| {
        if whole {
            with_children(log, line, own)
        } else {
            own(line)
        }
    };
    let outcome = read(&|line| own_outcome(log, line, period));
    let previous = read(&|line| own_outcome(log, line, period.previous_year()));
    let budget = read(&|line| frames::budget(log, line, period));
    let budget_year = read(&|line| frames::budget(log, line, period.full_year()));
    let forecast = read(&|line| own_forecast(log, line, period));
    Figures {
        outcome,
        budget,
        variance: less(outcome, budget),
        previous,
        change: less(outcome, previous),
        forecast,
        budget_year,
        forecast_variance: less(forecast, budget_year),
    }
}

/// The last totals of a unit's table, in the order they are shown.
pub(crate) fn roots(log: &[Entry], unit: &UnitId, table: LineTable) -> Vec<LineId> {
    let mut roots: Vec<_> = lines(log)
        .into_iter()
        .filter(|(_, line)| line.parent.is_none() && line.unit == *unit && line.table == table)
        .map(|(id, line)| (line.order, id))
        .collect();
    roots.sort();
    roots.into_iter().map(|(_, id)| id).collect()
}

/// A line and all lines under it, in no order that means anything.
pub(crate) fn below(log: &[Entry], line: &LineId) -> Vec<LineId> {
    let mut found = vec![line.clone()];
    for child in children(log, line) {
        found.extend(below(log, &child));
    }
    found
}

/// The forecast of the line itself for the period's year: the one made for the
/// latest follow-up that ends no later than the period; of several, the last.
pub(crate) fn own_forecast(log: &[Entry], line: &LineId, period: Period) -> Option<i64> {
    let made: Vec<(u8, i64)> = events(log)
        .filter_map(|(_, event)| match event {
            Event::ForecastSubmitted(e)
                if e.line == *line
                    && e.basis_period.year() == period.year()
                    && e.basis_period.last() <= period.last() =>
            {
                Some((e.basis_period.last().month(), e.amount_ore.0))
            }
            _ => None,
        })
        .collect();
    let latest = made.iter().map(|(month, _)| *month).max()?;
    made.iter()
        .rfind(|(month, _)| *month == latest)
        .map(|(_, amount)| *amount)
}

/// An investment object as last approved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Object {
    pub(crate) unit: UnitId,
    pub(crate) line: LineId,
    pub(crate) title: String,
    pub(crate) budget: BTreeMap<u16, i64>,
}

/// Every investment object.
pub(crate) fn objects(log: &[Entry]) -> BTreeMap<InvestmentId, Object> {
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

/// What was spent on an object from one month to another, in öre, with the
/// difference that corrections of its spending make; `None` when nothing was.
pub(crate) fn spent(log: &[Entry], id: &InvestmentId, first: Month, last: Month) -> Option<i64> {
    let within = |month: Month| (first..=last).contains(&month);
    sum(events(log).map(|(_, event)| match event {
        Event::InvestmentSpent(e) if e.object == *id => within(e.month).then_some(e.amount_ore.0),
        Event::OutcomeCorrected(e) => match &e.fact {
            CorrectedFact::Spending {
                object,
                month,
                was_ore,
                amount_ore,
            } if object == id => within(*month).then_some(amount_ore.0 - was_ore.0),
            _ => None,
        },
        _ => None,
    }))
}
