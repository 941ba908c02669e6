//! Touches: what each event did to an economic figure.

use std::collections::{BTreeMap, BTreeSet};

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

impl EconomicFigure<'_> {
    /// What each event from one size to another did to the figure; events without effect are left out.
    pub(super) fn touches(&self, from: u64, to: u64) -> BTreeMap<Position, Touch> {
        let structure: BTreeSet<u64> = self
            .ever_lines(to)
            .iter()
            .filter_map(|line| self.economy.lines.history(line))
            .flat_map(|history| history.between(from, to))
            .map(|(position, _)| position.0)
            .collect();
        let mut touches = BTreeMap::new();
        let mut start = from;
        for position in structure {
            self.touches_within(start, position, &mut touches);
            let effect = self.effect(position);
            touches.insert(Position(position), effect);
            start = position + 1;
        }
        self.touches_within(start, to, &mut touches);
        touches.retain(|_, touch| touch.amount != Ore::ZERO);
        touches
    }

    /// The same between two changes of the tree.
    fn touches_within(&self, from: u64, to: u64, touches: &mut BTreeMap<Position, Touch>) {
        if from >= to {
            return;
        }
        let lines = self.lines(from);
        let mut found: BTreeMap<Position, Touch> = BTreeMap::new();
        for (column, adds) in self.column.terms() {
            for line in &lines {
                self.deltas(line, *column, (from, to), &mut |position, touch| {
                    let amount = if *adds { touch.amount } else { -touch.amount };
                    let sum = found.entry(position).or_insert(Touch {
                        amount: Ore::ZERO,
                        ..touch
                    });
                    sum.amount = sum.amount + amount;
                });
            }
        }
        let first = self.first_valued(from, &found);
        for (position, mut touch) in found {
            match first {
                Some(first) if position.0 < first => touch.amount = Ore::ZERO,
                Some(first) if position.0 == first => {
                    touch.amount = self.effect(position.0).amount;
                }
                Some(_) | None => {}
            }
            touches.insert(position, touch);
        }
    }

    /// The event that gives the figure its first value: those before it have no
    /// effect. None when it has a value from the start.
    fn first_valued(&self, from: u64, found: &BTreeMap<Position, Touch>) -> Option<u64> {
        if self.ledger_value(from).is_some() {
            return None;
        }
        let positions: Vec<u64> = found.keys().map(|position| position.0).collect();
        let first = positions.partition_point(|size| self.ledger_value(size + 1).is_none());
        Some(positions.get(first).copied().unwrap_or(u64::MAX))
    }

    /// The effect of an event, asked at both its sides.
    fn effect(&self, position: u64) -> Touch {
        let at = |size| self.ledger_value(size).unwrap_or_default();
        Touch {
            amount: at(position + 1) - at(position),
            booked: None,
            provenance: None,
        }
    }

    fn deltas(
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
            for (position, version) in cell.between(from, to) {
                let after = version.total.amount;
                let touch = Touch {
                    amount: after - before,
                    booked: Some((month, version.cause)),
                    provenance: version.total.provenance,
                };
                tell(*position, touch);
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
