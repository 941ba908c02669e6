//! Cells: what is booked, as a running total per line, month and unit.
//!
//! A version of a cell is the total after the event that made it, so the
//! amount at a size is a binary search, and the effect of an event is the
//! difference between two versions that lie side by side.

use std::collections::BTreeMap;

use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::event::investment::InvestmentObjectApproved;
use ledger::ids::{InvestmentId, LineId, UnitId};
use ledger::money::Ore;
use ledger::period::{Month, Period};

use super::tally::{self, Tally};
use crate::temporal::History;

/// What kind of event moved a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum CellCause {
    /// A booking.
    Booked,
    /// Spending on an investment object.
    Spent,
    /// A correction of a booking.
    Corrected,
    /// A restatement.
    Restated,
}

/// A cell after an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct CellVersion {
    /// All that is booked so far.
    pub total: Tally,
    /// What kind of event came last.
    pub cause: CellCause,
}

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

/// The cells of a line, by month and unit.
type LineCells = BTreeMap<Month, BTreeMap<UnitId, History<CellVersion>>>;

/// What is booked on every line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Cells {
    lines: BTreeMap<LineId, LineCells>,
    objects: BTreeMap<InvestmentId, (LineId, UnitId)>,
}

impl Cells {
    /// Takes in a change of a cell.
    pub fn book(&mut self, entry: &Entry, movement: Movement<'_>) {
        let cell = self
            .lines
            .entry(movement.line.clone())
            .or_default()
            .entry(movement.month)
            .or_default()
            .entry(movement.unit.clone())
            .or_default();
        let moved = Tally::new(movement.amount, entry.provenance);
        let total = cell.last().map_or(moved, |last| last.total.plus(moved));
        cell.set(
            entry.position,
            CellVersion {
                total,
                cause: movement.cause,
            },
        );
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
        tally::total(
            self.histories(line, period)
                .map(|(_, _, cell)| cell.at(size).map(|version| version.total)),
        )
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

    /// The cells of a line in a period with all their versions.
    pub fn histories(
        &self,
        line: &LineId,
        period: Period,
    ) -> impl Iterator<Item = (Month, &UnitId, &History<CellVersion>)> {
        self.lines
            .get(line)
            .into_iter()
            .flat_map(move |months| months.range(period.first()..=period.last()))
            .flat_map(|(month, units)| units.iter().map(|(unit, cell)| (*month, unit, cell)))
    }
}
