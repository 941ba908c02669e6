//! Cells: what is booked, as a running total per line, month and unit.
//!
//! A version of a cell is the total after the event that made it, so the
//! amount at a size is a binary search, and the effect of an event is the
//! difference between two versions that lie side by side.

use std::collections::{BTreeMap, BinaryHeap};

use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::event::investment::InvestmentObjectApproved;
use ledger::ids::{InvestmentId, LineId, Position, UnitId};
use ledger::money::Ore;
use ledger::period::{Month, Period};

pub use super::cell::{CellCause, CellHistory, CellVersion, CellVersions};
use super::month_cells::{MonthCells, Moved};
use super::tally::{self, Tally};

/// A change of a cell.
#[derive(Debug, Clone, Copy)]
pub struct Movement<'a> {
    /// The line.
    pub line: &'a LineId,
    /// The unit that bears it.
    pub unit: &'a UnitId,
    /// The month.
    pub month: Month,
    /// By how much.
    pub amount: Ore,
    /// What kind of event.
    pub cause: CellCause,
}

/// What one event made of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellMove {
    /// Where the event stands.
    pub position: Position,
    /// The line.
    pub line: LineId,
    /// The unit that bears it.
    pub unit: UnitId,
    /// The month.
    pub month: Month,
    /// By how much.
    pub amount: Ore,
    /// What kind of event.
    pub cause: CellCause,
}

/// What moved some cells, a stretch at a time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CellMoves {
    /// How many there are in all.
    pub count: usize,
    /// Those that were asked for, the newest first.
    pub moves: Vec<CellMove>,
}

/// The cells of a line, by month.
type LineCells = BTreeMap<Month, MonthCells>;

/// What is booked on every line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Cells {
    lines: BTreeMap<LineId, LineCells>,
    objects: BTreeMap<InvestmentId, (LineId, UnitId)>,
}

impl Cells {
    /// Takes in a change of a cell.
    pub fn book(&mut self, entry: &Entry, movement: Movement<'_>) {
        let months = self.lines.entry(movement.line.clone()).or_default();
        let moved = CellVersion {
            total: Tally::new(movement.amount, entry.provenance),
            cause: movement.cause,
        };
        let cells = months.entry(movement.month).or_default();
        cells.book(entry.position, movement.unit, moved);
    }

    /// Takes in an investment object, whose spending counts on its line.
    pub fn approve(&mut self, approved: &InvestmentObjectApproved) {
        self.objects.insert(
            approved.object.clone(),
            (approved.line.clone(), approved.unit.clone()),
        );
    }

    /// Takes in spending on an object, or the difference a correction of it makes; without an approved object there is no line to put it on.
    pub fn spend(
        &mut self,
        entry: &Entry,
        object: &InvestmentId,
        (month, amount): (Month, Ore),
        cause: CellCause,
    ) {
        let Some((line, unit)) = self.objects.get(object).cloned() else {
            return;
        };
        self.book(
            entry,
            Movement {
                line: &line,
                unit: &unit,
                month,
                amount,
                cause,
            },
        );
    }

    /// What is booked on a line itself in a period, its children apart.
    pub fn own(&self, line: &LineId, period: Period, size: u64) -> Option<Tally> {
        let months = self.months(line, period);
        tally::total(months.flat_map(|(_, cells)| cells.own(size)))
    }

    /// What a unit has booked on a line itself in a period.
    pub fn own_of_unit(
        &self,
        line: &LineId,
        unit: &UnitId,
        period: Period,
        size: u64,
    ) -> Option<Tally> {
        tally::total(
            self.histories(line, period)
                .filter(|(_, bearer, _)| *bearer == unit)
                .map(|(_, _, cell)| cell.at(size).map(|version| version.total)),
        )
    }

    /// What is known to have moved the cells of some lines in a period, the newest
    /// first: `take` events after the first `skip`. It costs what is passed and
    /// taken, however many there are.
    pub fn newest_moves<'a>(
        &'a self,
        lines: impl IntoIterator<Item = &'a LineId>,
        period: Period,
        size: u64,
        (skip, take): (usize, usize),
    ) -> CellMoves {
        let cells: Vec<_> = lines
            .into_iter()
            .flat_map(|line| {
                self.histories(line, period)
                    .map(move |(month, unit, cell)| (line, month, unit, cell.between(0, size)))
            })
            .collect();
        let version = |versions: CellVersions<'_>, left: usize| versions.get(left.checked_sub(1)?);
        // The newest version that is left of each cell.
        let mut newest: BinaryHeap<(Position, usize, usize)> = BinaryHeap::new();
        for (cell, (.., versions)) in cells.iter().enumerate() {
            if let Some((position, _)) = version(*versions, versions.len()) {
                newest.push((position, cell, versions.len()));
            }
        }
        let mut moves = Vec::new();
        let mut passed = 0;
        while moves.len() < take
            && let Some((position, cell, left)) = newest.pop()
        {
            let Some((line, month, unit, versions)) = cells.get(cell) else {
                continue;
            };
            if let Some((earlier, _)) = version(*versions, left - 1) {
                newest.push((earlier, cell, left - 1));
            }
            passed += 1;
            if let Some((_, after)) = version(*versions, left).filter(|_| passed > skip) {
                let before = version(*versions, left - 1)
                    .map_or(Ore::ZERO, |(_, before)| before.total.amount);
                moves.push(CellMove {
                    position,
                    line: (*line).clone(),
                    unit: (*unit).clone(),
                    month: *month,
                    amount: after.total.amount - before,
                    cause: after.cause,
                });
            }
        }
        CellMoves {
            count: cells.iter().map(|(.., versions)| versions.len()).sum(),
            moves,
        }
    }

    /// The cells of a line in a period with all their versions.
    pub fn histories(
        &self,
        line: &LineId,
        period: Period,
    ) -> impl Iterator<Item = (Month, &UnitId, &CellHistory)> {
        self.months(line, period).flat_map(|(month, cells)| {
            let units = cells.units();
            units.map(move |(unit, cell)| (month, unit, cell))
        })
    }

    /// What moved a line itself, its children apart, in each month of a period, by the
    /// events from one size to before another.
    pub fn moved(
        &self,
        line: &LineId,
        period: Period,
        (from, to): (u64, u64),
    ) -> impl Iterator<Item = (Month, Moved)> {
        let months = self.months(line, period);
        months.map(move |(month, cells)| (month, cells.moved(from, to)))
    }

    fn months(&self, line: &LineId, period: Period) -> impl Iterator<Item = (Month, &MonthCells)> {
        let months = self.lines.get(line).into_iter();
        months
            .flat_map(move |months| months.range(period.first()..=period.last()))
            .map(|(month, cells)| (*month, cells))
    }
}

#[cfg(test)]
mod tests {
    use ledger::event::budget::Breakdown;

    use crate::scenario::{Scenario, line, period};

    /// Positions and amounts of the moves of two lines.
    fn newest(
        scenario: &Scenario,
        of: &str,
        size: u64,
        stretch: (usize, usize),
    ) -> (usize, Vec<(u64, i64)>) {
        let model = scenario.model();
        let lines = [line("A"), line("B")];
        let found = model
            .economy
            .cells
            .newest_moves(&lines, period(of), size, stretch);
        let shown = found.moves.iter();
        let shown = shown.map(|one| (one.position.0, one.amount.0));
        (found.count, shown.collect())
    }

    #[test]
    fn moves_are_told_newest_first_a_stretch_at_a_time_and_only_the_known_ones() {
        let mut scenario = Scenario::default();
        scenario.line("A", None, Breakdown::None, 1);
        scenario.line("B", None, Breakdown::None, 2);
        for (id, month, ore) in [
            ("A", "2024-01", -100),
            ("B", "2024-01", -7),
            ("A", "2024-01", -20),
            ("A", "2024-03", -3),
            ("A", "2023-12", -9),
        ] {
            scenario.book(id, month, ore);
        }
        let first = scenario.size() - 5;
        let at = |place: u64, ore: i64| (first + place, ore);
        let size = scenario.size();
        assert_eq!(
            newest(&scenario, "2024", size, (0, 9)),
            (4, vec![at(3, -3), at(2, -20), at(1, -7), at(0, -100)])
        );
        assert_eq!(
            newest(&scenario, "2024", size, (1, 2)),
            (4, vec![at(2, -20), at(1, -7)])
        );
        assert_eq!(
            newest(&scenario, "2024-01", first + 2, (0, 9)),
            (2, vec![at(1, -7), at(0, -100)])
        );
        assert_eq!(newest(&scenario, "2024", size, (4, 9)), (4, vec![]));
    }
}
