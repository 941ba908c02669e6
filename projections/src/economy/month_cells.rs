//! The cells of a line in a month: one for each unit that books, and their sum.
//!
//! Guarantee: what the bookings between two sizes made together is told from the running
//! totals at both, and is the sum of what each of them made. It costs the number of
//! units and of what is no booking, however many bookings there are.

use std::collections::BTreeMap;

use bincode::{Decode, Encode};
use ledger::event::Provenance;
use ledger::ids::{Position, UnitId};
use ledger::money::Ore;

use super::cell::{CellCause, CellHistory, CellVersion};
use super::tally::{self, Tally};

/// The cells of a line in a month.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(super) struct MonthCells {
    units: BTreeMap<UnitId, CellHistory>,
    /// All units together, so that the line's own amount is one lookup; none from when
    /// no [`Ore`] holds it on, though it may be held again when more is booked.
    whole: Option<CellHistory>,
    /// The events that are no booking of an amount: corrections, restatements, and
    /// bookings of nothing.
    apart: Vec<Position>,
}

/// What moved a line in a month.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moved {
    /// Its bookings and what was spent on its objects, if anything was.
    pub bookings: Option<Bookings>,
    /// The corrections and restatements, each with the amount that it moved.
    pub apart: Vec<(Position, Ore)>,
}

/// Some bookings, none of them of nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bookings {
    /// How many they are.
    pub count: usize,
    /// Where the first stands.
    pub first: Position,
    /// Where the last stands.
    pub last: Position,
    /// The exact sum of their amounts.
    pub amount: Ore,
    /// The weakest provenance of what their cells held after the last of them.
    pub provenance: Option<Provenance>,
}

impl Default for MonthCells {
    fn default() -> Self {
        Self {
            units: BTreeMap::new(),
            whole: Some(CellHistory::default()),
            apart: Vec::new(),
        }
    }
}

impl MonthCells {
    /// Takes in what an event moved the cell of a unit by.
    pub(super) fn book(&mut self, position: Position, unit: &UnitId, moved: CellVersion) {
        if !self.units.contains_key(unit) {
            self.units.insert(unit.clone(), CellHistory::default());
        }
        if let Some(cell) = self.units.get_mut(unit) {
            let total = |last: CellVersion| last.total.plus(moved.total);
            let total = cell.last().map_or(moved.total, total);
            cell.set(position, CellVersion { total, ..moved });
        }
        if let Some(whole) = &mut self.whole {
            let parts = [whole.last().map(|last| last.total), Some(moved.total)];
            match tally::total(parts) {
                Some(total) => whole.set(position, CellVersion { total, ..moved }),
                None => self.whole = None,
            }
        }
        let is_booking = matches!(moved.cause, CellCause::Booked | CellCause::Spent);
        if !is_booking || moved.total.amount == Ore::ZERO {
            self.apart.push(position);
        }
    }

    /// What each unit has booked.
    pub(super) fn units(&self) -> impl Iterator<Item = (&UnitId, &CellHistory)> {
        self.units.iter()
    }

    /// What is booked by all units, as known at a size.
    pub(super) fn own(&self, size: u64) -> impl Iterator<Item = Option<Tally>> {
        self.cells()
            .map(move |cell| cell.at(size).map(|version| version.total))
    }

    /// What the events from one size to before another moved.
    pub(super) fn moved(&self, from: u64, to: u64) -> Moved {
        let apart = self.apart_between(from, to);
        let mut moved = Moved::default();
        for cell in self.cells() {
            let effects = apart
                .iter()
                .filter_map(|at| Some((*at, effect(cell, *at)?)));
            let effects: Vec<_> = effects.collect();
            if let Some(bookings) = bookings(cell, (from, to), &effects) {
                match &mut moved.bookings {
                    Some(all) => all.join(bookings),
                    none => *none = Some(bookings),
                }
            }
            let told = effects.into_iter().filter(|(_, by)| *by != Ore::ZERO);
            moved.apart.extend(told);
        }
        if let Some(bookings) = &mut moved.bookings {
            bookings.provenance = self.provenance((from, to), apart);
        }
        moved
    }

    /// The cells that are the line's own together: the sum, or each unit's where there
    /// is none.
    fn cells(&self) -> impl Iterator<Item = &CellHistory> {
        let units = if self.whole.is_some() {
            None
        } else {
            Some(self.units.values())
        };
        self.whole.iter().chain(units.into_iter().flatten())
    }

    fn apart_between(&self, from: u64, to: u64) -> &[Position] {
        let before = |size| self.apart.partition_point(|at| at.0 < size);
        self.apart.get(before(from)..before(to)).unwrap_or(&[])
    }

    /// The weakest provenance of what the units that booked had booked then.
    fn provenance(&self, (from, to): (u64, u64), apart: &[Position]) -> Option<Provenance> {
        // No unit's is weaker than that of all of them together.
        let together = |whole: &CellHistory| whole.at(to).and_then(|all| all.total.provenance);
        let weakest = self.whole.as_ref().map(together);
        let mut found = None;
        let mut units = self.units.values();
        while weakest != Some(found)
            && let Some(cell) = units.next()
        {
            let mut newest = cell.between(from, to).iter().rev();
            let booked = newest.find(|(at, _)| apart.binary_search(at).is_err());
            found = found.max(booked.and_then(|(_, version)| version.total.provenance));
        }
        found
    }
}

impl Bookings {
    /// Adds other bookings to these.
    pub fn join(&mut self, other: Self) {
        self.count += other.count;
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        self.amount = self.amount + other.amount;
        self.provenance = self.provenance.max(other.provenance);
    }
}

/// What an event moved a cell by; none when it did not.
fn effect(cell: &CellHistory, at: Position) -> Option<Ore> {
    let (_, after) = cell.between(at.0, at.0 + 1).get(0)?;
    Some(after.total.amount - amount_at(cell, at.0))
}

/// The bookings of a cell, in order of position, less what else moved it; where they
/// come from is not said.
fn bookings(
    cell: &CellHistory,
    (from, to): (u64, u64),
    apart: &[(Position, Ore)],
) -> Option<Bookings> {
    let versions = cell.between(from, to);
    let is_booking =
        |(at, _): &(Position, _)| apart.binary_search_by_key(at, |(at, _)| *at).is_err();
    let others: Ore = apart.iter().map(|(_, by)| *by).sum();
    Some(Bookings {
        count: versions.len() - apart.len(),
        first: versions.iter().find(is_booking)?.0,
        last: versions.iter().rev().find(is_booking)?.0,
        amount: amount_at(cell, to) - amount_at(cell, from) - others,
        provenance: None,
    })
}

fn amount_at(cell: &CellHistory, size: u64) -> Ore {
    cell.at(size).map_or(Ore::ZERO, |known| known.total.amount)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::unit;

    fn of(ore: i64) -> Tally {
        Tally::new(Ore(ore), None)
    }

    fn book(cells: &mut MonthCells, position: u64, id: &str, ore: i64, cause: CellCause) {
        let moved = CellVersion {
            total: of(ore),
            cause,
        };
        cells.book(Position(position), &unit(id), moved);
    }

    /// The sum of a month is kept beside its parts: parts that no amount holds together
    /// must still be summed exactly where other months bring them back.
    #[test]
    fn what_no_amount_holds_in_a_month_is_exact_over_several() {
        let mut cells = MonthCells::default();
        book(&mut cells, 0, "A", i64::MAX, CellCause::Booked);
        assert_eq!(tally::total(cells.own(1)), Some(of(i64::MAX)));
        book(&mut cells, 1, "B", 5, CellCause::Booked);
        book(&mut cells, 2, "A", -9, CellCause::Booked);
        assert_eq!(tally::total(cells.own(0)), None);
        assert_eq!(tally::total(cells.own(1)), Some(of(i64::MAX)));
        assert_eq!(tally::total(cells.own(2)), None);
        assert_eq!(tally::total(cells.own(3)), Some(of(i64::MAX - 4)));
        let back = std::iter::once(Some(of(-5)));
        assert_eq!(tally::total(cells.own(2).chain(back)), Some(of(i64::MAX)));
    }

    /// Where no amount holds the sum, the units are told from one by one.
    #[test]
    fn what_moved_a_month_is_told_with_its_sum_and_without() {
        let all = Bookings {
            count: 3,
            first: Position(1),
            last: Position(7),
            amount: Ore(40),
            provenance: None,
        };
        for without_sum in [false, true] {
            let mut cells = MonthCells::default();
            if without_sum {
                book(&mut cells, 0, "A", i64::MAX, CellCause::Booked);
                book(&mut cells, 0, "B", i64::MAX, CellCause::Booked);
            }
            book(&mut cells, 1, "C", 10, CellCause::Booked);
            book(&mut cells, 2, "C", 0, CellCause::Booked);
            book(&mut cells, 4, "D", 25, CellCause::Spent);
            book(&mut cells, 5, "C", -3, CellCause::Corrected);
            book(&mut cells, 7, "C", 5, CellCause::Booked);
            book(&mut cells, 8, "D", 6, CellCause::Restated);
            assert_eq!(cells.whole.is_none(), without_sum);
            let mut moved = cells.moved(1, 9);
            moved.apart.sort_unstable();
            assert_eq!(moved.bookings, Some(all));
            let apart = vec![(Position(5), Ore(-3)), (Position(8), Ore(6))];
            assert_eq!(moved.apart, apart);
            assert_eq!(cells.moved(2, 4), Moved::default());
        }
    }
}
