//! Touches: what each event did to an economic figure.

use std::collections::BTreeSet;

use ledger::event::Provenance;
use ledger::ids::{LineId, Position};
use ledger::money::Ore;
use ledger::period::{Month, Period};

use super::economic::EconomicFigure;
use crate::economy::cells::CellCause;
use crate::economy::column::Column;
use crate::economy::spread;

/// What an event did to a figure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Touch {
    pub(super) amount: Ore,
    /// What it booked, for grouping; none for anything else.
    pub(super) booked: Option<(Month, CellCause)>,
    pub(super) provenance: Option<Provenance>,
}

/// What each event did in all, in order of position; what it is said to have booked is
/// the first of it.
fn summed(mut found: Vec<(Position, Touch)>) -> Vec<(Position, Touch)> {
    found.sort_by_key(|(position, _)| *position);
    found.dedup_by(|(position, touch), (before, sum)| {
        let is_same = position == before;
        if is_same {
            sum.amount = sum.amount + touch.amount;
        }
        is_same
    });
    found
}

impl EconomicFigure<'_> {
    /// What each event from one size to another did to the figure; events without effect are left out.
    pub(super) fn touches(&self, from: u64, to: u64) -> Vec<(Position, Touch)> {
        let mut touches = Vec::new();
        let mut start = from;
        for position in self.structure(from, to) {
            self.touches_within(start, position, &mut touches);
            let effect = self.effect(position);
            touches.push((Position(position), effect));
            start = position + 1;
        }
        self.touches_within(start, to, &mut touches);
        touches.retain(|(_, touch)| touch.amount != Ore::ZERO);
        touches
    }

    /// Where the tree changes from one size to another.
    pub(super) fn structure(&self, from: u64, to: u64) -> BTreeSet<u64> {
        self.ever_lines(to)
            .iter()
            .filter_map(|line| self.economy.lines.history(line))
            .flat_map(|history| history.between(from, to))
            .map(|(position, _)| position.0)
            .collect()
    }

    /// The same between two changes of the tree.
    fn touches_within(&self, from: u64, to: u64, touches: &mut Vec<(Position, Touch)>) {
        if from >= to {
            return;
        }
        let lines = self.lines(from);
        let mut found: Vec<(Position, Touch)> = Vec::new();
        // Where a line gets its first value in a column, which may give a
        // difference its value or take it away.
        let mut turns = BTreeSet::new();
        let terms = self.column.terms();
        for (column, adds) in terms {
            for line in &lines {
                let mut first = None;
                self.deltas(line, *column, (from, to), &mut |position, touch| {
                    first = Some(first.map_or(position, |first: Position| first.min(position)));
                    let amount = if *adds { touch.amount } else { -touch.amount };
                    found.push((position, Touch { amount, ..touch }));
                });
                if terms.len() > 1 && !self.economy.has(line, *column, self.period, from) {
                    turns.extend(first);
                }
            }
        }
        let mut valued = self.ledger_value(from).is_some();
        for (position, mut touch) in summed(found) {
            if turns.contains(&position) {
                touch.amount = self.effect(position.0).amount;
                valued = self.ledger_value(position.0 + 1).is_some();
            } else if terms.len() > 1 && !valued {
                touch.amount = Ore::ZERO;
            }
            touches.push((position, touch));
        }
    }

    /// The effect of an event, asked at both its sides.
    pub(super) fn effect(&self, position: u64) -> Touch {
        let at = |size| self.ledger_value(size).unwrap_or_default();
        Touch {
            amount: at(position + 1) - at(position),
            booked: None,
            provenance: None,
        }
    }

    /// What each event from one size to another did to a line itself in a single column.
    pub(super) fn deltas(
        &self,
        line: &LineId,
        column: Column,
        (from, to): (u64, u64),
        tell: &mut impl FnMut(Position, Touch),
    ) {
        match column {
            Column::Outcome => self.booked(line, self.period, (from, to), tell),
            Column::Previous => self.booked(line, self.period.previous_year(), (from, to), tell),
            Column::Budget => self.budgeted(line, self.period, (from, to), tell),
            Column::BudgetYear => self.budgeted(line, self.period.full_year(), (from, to), tell),
            Column::Forecast => {
                let forecasts = &self.economy.forecasts;
                let own = |size| {
                    forecasts
                        .own(line, self.period, size)
                        .map_or(Ore::ZERO, |tally| tally.amount)
                };
                for history in forecasts.histories(line, self.period) {
                    for (position, tally) in history.between(from, to) {
                        let amount = own(position.0 + 1) - own(position.0);
                        let touch = Touch {
                            amount,
                            booked: None,
                            provenance: tally.provenance,
                        };
                        tell(*position, touch);
                    }
                }
            }
            Column::Variance | Column::Change | Column::ForecastVariance => {}
        }
    }

    fn booked(
        &self,
        line: &LineId,
        period: Period,
        (from, to): (u64, u64),
        tell: &mut impl FnMut(Position, Touch),
    ) {
        for (month, _, cell) in self.economy.cells.histories(line, period) {
            let mut before = cell
                .at(from)
                .map_or(Ore::ZERO, |version| version.total.amount);
            for (position, version) in cell.between(from, to).iter() {
                let after = version.total.amount;
                let touch = Touch {
                    amount: after - before,
                    booked: Some((month, version.cause)),
                    provenance: version.total.provenance,
                };
                tell(position, touch);
                before = after;
            }
        }
    }

    fn budgeted(
        &self,
        line: &LineId,
        period: Period,
        (from, to): (u64, u64),
        tell: &mut impl FnMut(Position, Touch),
    ) {
        let Some(frame) = self.economy.budgets.frame(line, period.year()) else {
            return;
        };
        let mut before = frame
            .at(from)
            .map_or(Ore::ZERO, |change| spread::within(&change.after, period));
        for (position, change) in frame.between(from, to) {
            let after = spread::within(&change.after, period);
            let touch = Touch {
                amount: after - before,
                booked: None,
                provenance: change.provenance,
            };
            tell(*position, touch);
            before = after;
        }
    }
}
