//! Late entries: after a period was closed, only corrections and restatements concern it.
//!
//! The decider refuses anything else; this check asks the history itself, so
//! that a record which came about in another way is found. It looks at what is
//! booked on the report's lines and at the outcomes of its indicators, from the
//! last closing of each period on.

use std::collections::BTreeSet;

use ledger::ids::{Position, UnitId};
use ledger::period::Period;

use super::{Context, Finding, Verdict, economy};
use crate::economy::cells::CellCause;
use crate::indicators::StatedOutcome;
use crate::reporting::PeriodState;

/// A period that was closed, with the unit it was closed for and all below it.
struct Closed {
    unit: UnitId,
    period: Period,
    position: Position,
    subtree: BTreeSet<UnitId>,
}

impl Closed {
    fn concerns(&self, unit: &UnitId) -> bool {
        *unit == self.unit || self.subtree.contains(unit)
    }
}

/// Late entries in closed periods are corrections.
pub(super) fn late_entries_are_corrections(context: &Context<'_>) -> Verdict {
    let closed = closed_periods(context);
    if closed.is_empty() {
        return Verdict::not_applicable();
    }
    let mut late: BTreeSet<(Position, String)> = BTreeSet::new();
    for closed in &closed {
        bookings(context, closed, &mut late);
        outcomes(context, closed, &mut late);
    }
    let findings: Vec<_> = late
        .into_iter()
        .map(|(position, place)| {
            Finding::words(
                &format!("{position} {place}"),
                "kom efter att perioden stängdes, utan att vara en rättelse eller omräkning".into(),
            )
        })
        .collect();
    Verdict::of(findings.is_empty(), findings)
}

/// The closed periods of the report's year: of its units, and of those above them.
fn closed_periods(context: &Context<'_>) -> Vec<Closed> {
    let model = context.model;
    let mut units: BTreeSet<UnitId> = context.table_units().into_iter().collect();
    units.extend(context.scope().ancestors);
    units
        .iter()
        .flat_map(|unit| model.reporting.periods(unit, context.size))
        .filter(|row| row.period.year() == context.period.year())
        .filter_map(|row| match row.state {
            PeriodState::Closed { closed } => Some(Closed {
                subtree: model
                    .organisation
                    .subtree_over(&row.unit, row.period, context.size),
                unit: row.unit,
                period: row.period,
                position: closed.position,
            }),
            PeriodState::Open { .. } => None,
        })
        .collect()
}

fn bookings(context: &Context<'_>, closed: &Closed, late: &mut BTreeSet<(Position, String)>) {
    let cells = &context.model.economy.cells;
    for line in economy::lines(context) {
        for (month, unit, cell) in cells.histories(&line.line, closed.period) {
            if !closed.concerns(unit) {
                continue;
            }
            let since = closed.position.0 + 1;
            for (position, version) in cell.between(since, context.size).iter() {
                match version.cause {
                    CellCause::Booked | CellCause::Spent => {
                        late.insert((position, format!("{} {month}", line.line)));
                    }
                    CellCause::Corrected | CellCause::Restated => {}
                }
            }
        }
    }
}

fn outcomes(context: &Context<'_>, closed: &Closed, late: &mut BTreeSet<(Position, String)>) {
    let model = context.model;
    let items = model.plan.report_items(&context.scope());
    let indicators = items
        .objectives()
        .flat_map(|item| model.indicators.of_item(&item.item, context.size));
    for indicator in indicators {
        for unit in closed.subtree.iter().chain([&closed.unit]) {
            let stated = model.indicators.outcome_versions(
                &indicator,
                unit,
                closed.period,
                closed.position.0 + 1,
                context.size,
            );
            for (position, fact) in stated {
                match fact.value {
                    StatedOutcome::Value {
                        corrects: Some(_), ..
                    } => {}
                    StatedOutcome::Value { corrects: None, .. } | StatedOutcome::Missing { .. } => {
                        late.insert((*position, format!("{indicator} {}", closed.period)));
                    }
                }
            }
        }
    }
}
