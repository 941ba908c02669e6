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

/// What a line speaks of: itself, and unless its parts are mere examples (a
/// partial breakdown) each of them too. Of each, whether it has a value.
pub(crate) fn spoken_of(
    log: &[Entry],
    line: &LineId,
    own: &dyn Fn(&LineId) -> Option<i64>,
) -> BTreeMap<LineId, bool> {
    if lines(log)[line].breakdown == Breakdown::Partial {
        return [(line.clone(), with_children(log, line, own).is_some())].into();
    }
    let mut spoken: BTreeMap<_, _> = [(line.clone(), own(line).is_some())].into();
    for child in children(log, line) {
        spoken.extend(spoken_of(log, &child, own));
    }
    spoken
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
    let outcome = |line: &LineId| own_outcome(log, line, period);
    let previous = |line: &LineId| own_outcome(log, line, period.previous_year());
    let budget = |line: &LineId| frames::budget(log, line, period);
    let budget_year = |line: &LineId| frames::budget(log, line, period.full_year());
    let forecast = |line: &LineId| own_forecast(log, line, period);
    let compare = |a: &dyn Fn(&LineId) -> Option<i64>, b: &dyn Fn(&LineId) -> Option<i64>| {
        let alike = !whole || spoken_of(log, line, a) == spoken_of(log, line, b);
        less(read(a), read(b)).filter(|_| alike)
    };
    Figures {
        outcome: read(&outcome),
        budget: read(&budget),
        variance: compare(&outcome, &budget),
        previous: read(&previous),
        change: compare(&outcome, &previous),
        forecast: read(&forecast),
        budget_year: read(&budget_year),
        forecast_variance: compare(&forecast, &budget_year),
    }
}

/// Whether outcome and budget, and outcome and previous, are of the same lines.
pub(crate) fn alike(log: &[Entry], line: &LineId, period: Period) -> (bool, bool) {
    let outcome = spoken_of(log, line, &|line| own_outcome(log, line, period));
    let earlier = period.previous_year();
    (
        outcome == spoken_of(log, line, &|line| frames::budget(log, line, period)),
        outcome == spoken_of(log, line, &|line| own_outcome(log, line, earlier)),
    )
}

/// The topmost lines of a unit's table, in the order they are shown: those
/// under no other line of the unit.
pub(crate) fn roots(log: &[Entry], unit: &UnitId, table: LineTable) -> Vec<LineId> {
    let known = lines(log);
    let own = |id: &LineId| known[id].unit == *unit && known[id].table == table;
    let mut roots: Vec<_> = known
        .iter()
        .filter(|(id, line)| {
            let above = std::iter::successors(line.parent.clone(), |id| {
                known.get(id).and_then(|line| line.parent.clone())
            });
            own(id)
                && !above
                    .take(known.len())
                    .any(|id| known.contains_key(&id) && own(&id))
        })
        .map(|(id, line)| (line.order, id.clone()))
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
/// latest follow-up that ends no later than the period, of those the longest;
/// of several, the last.
pub(crate) fn own_forecast(log: &[Entry], line: &LineId, period: Period) -> Option<i64> {
    let made: Vec<((u8, usize), i64)> = events(log)
        .filter_map(|(_, event)| match event {
            Event::ForecastSubmitted(e)
                if e.line == *line
                    && e.basis_period.year() == period.year()
                    && e.basis_period.last() <= period.last() =>
            {
                let place = (
                    e.basis_period.last().month(),
                    e.basis_period.months().count(),
                );
                Some((place, e.amount_ore.0))
            }
            _ => None,
        })
        .collect();
    let latest = made.iter().map(|(place, _)| *place).max()?;
    made.iter()
        .rfind(|(place, _)| *place == latest)
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
