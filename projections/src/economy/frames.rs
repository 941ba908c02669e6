//! Frames as a report shows them: each line's own frame with its changes, what
//! is used and what is left; the reallocations and the reserves of a year.
//!
//! A frame belongs to the line itself: children have frames of their own.

use std::collections::{BTreeMap, BTreeSet};

use ledger::event::Provenance;
use ledger::event::budget::LineTable;
use ledger::ids::{DecisionId, LineId, Position, UnitId};
use ledger::money::Ore;
use ledger::period::Period;
use serde::Serialize;

use super::Economy;
use super::budget::{FrameChange, FrameChangeKind, Reallocation};
use super::spread;

/// A change of a frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FrameMove {
    /// Where it stands.
    pub position: Position,
    /// What changed the frame.
    pub kind: FrameChangeKind,
    /// By how much, over the year.
    #[cfg_attr(feature = "schema", schema(value_type = i64))]
    pub amount: Ore,
    /// The decision it rests on.
    pub decision: Option<DecisionId>,
}

/// A line's frame of a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FrameRow {
    /// The line.
    pub line: LineId,
    /// Its title.
    pub title: String,
    /// What was decided, all decisions of the frame itself together; none when it only was moved.
    #[cfg_attr(feature = "schema", schema(value_type = Option<i64>))]
    pub decided: Option<Ore>,
    /// Every change in order, the decision of the frame among them.
    pub changes: Vec<FrameMove>,
    /// The frame now.
    #[cfg_attr(feature = "schema", schema(value_type = i64))]
    pub current: Ore,
    /// What is booked on the line itself from January to the period's end.
    #[cfg_attr(feature = "schema", schema(value_type = Option<i64>))]
    pub used: Option<Ore>,
    /// The frame less what is used: negative while there is room to spend.
    #[cfg_attr(feature = "schema", schema(value_type = i64))]
    pub left: Ore,
    /// The weakest provenance of what it rests on.
    pub provenance: Option<Provenance>,
}

/// A reallocation with its sum, which is zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ReallocationRow {
    /// What was recorded.
    pub reallocation: Reallocation,
    /// The sum of its postings.
    #[cfg_attr(feature = "schema", schema(value_type = i64))]
    pub sum: Ore,
}

/// A planning reserve of a year: a line that has been disposed of in part or whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ReserveRow {
    /// The reserve's line.
    pub line: LineId,
    /// Its title.
    pub title: String,
    /// The frame before any disposal.
    #[cfg_attr(feature = "schema", schema(value_type = i64))]
    pub decided: Ore,
    /// How much was put to use, positive.
    #[cfg_attr(feature = "schema", schema(value_type = i64))]
    pub disposed: Ore,
    /// What is left of the frame: negative while there is room.
    #[cfg_attr(feature = "schema", schema(value_type = i64))]
    pub left: Ore,
    /// The disposals.
    pub disposals: Vec<FrameMove>,
}

impl Economy {
    /// The frames of a unit's lines in the year of a period.
    pub fn frames(
        &self,
        unit: &UnitId,
        table: LineTable,
        period: Period,
        size: u64,
    ) -> Vec<FrameRow> {
        self.lines
            .of_unit(unit, table, size)
            .into_iter()
            .filter_map(|line| {
                let moves = self.frame_moves(&line.line, period.year(), size);
                let (_, newest) = *moves.last()?;
                let current: Ore = newest.after.iter().copied().sum();
                let used = self.cells.own(&line.line, to_date(period), size);
                let decided: Vec<_> = moves
                    .iter()
                    .filter(|(_, change)| change.kind == FrameChangeKind::Decided)
                    .map(|(_, change)| change.amount)
                    .collect();
                Some(FrameRow {
                    line: line.line.clone(),
                    title: line.title.clone(),
                    decided: (!decided.is_empty()).then(|| decided.into_iter().sum()),
                    changes: moves.iter().map(|(p, change)| shown(*p, change)).collect(),
                    current,
                    used: used.map(|used| used.amount),
                    left: current - used.map_or(Ore::ZERO, |used| used.amount),
                    provenance: newest.provenance.max(used.and_then(|used| used.provenance)),
                })
            })
            .collect()
    }

    /// The reallocations that touch a unit's lines in a year, in order.
    pub fn reallocations(&self, unit: &UnitId, year: u16, size: u64) -> Vec<ReallocationRow> {
        let positions: BTreeSet<Position> = ALL_TABLES
            .into_iter()
            .flat_map(|table| self.lines.of_unit(unit, table, size))
            .flat_map(|line| self.frame_moves(&line.line, year, size))
            .filter(|(_, change)| change.kind == FrameChangeKind::Reallocated)
            .map(|(position, _)| position)
            .collect();
        positions
            .into_iter()
            .filter_map(|position| self.budgets.reallocation(position))
            .map(|reallocation| ReallocationRow {
                reallocation: reallocation.clone(),
                sum: reallocation
                    .moved
                    .postings
                    .iter()
                    .map(|posting| posting.amount_ore)
                    .sum(),
            })
            .collect()
    }

    /// The planning reserves of a unit that have been put to use in a year.
    pub fn reserves(&self, unit: &UnitId, year: u16, size: u64) -> Vec<ReserveRow> {
        let lines: BTreeMap<_, _> = ALL_TABLES
            .into_iter()
            .flat_map(|table| self.lines.of_unit(unit, table, size))
            .map(|line| (&line.line, line))
            .collect();
        lines
            .into_values()
            .filter_map(|line| {
                let moves = self.frame_moves(&line.line, year, size);
                let disposals: Vec<_> = moves
                    .iter()
                    .filter(|(_, change)| {
                        matches!(change.kind, FrameChangeKind::ReserveGiven { .. })
                    })
                    .map(|(position, change)| shown(*position, change))
                    .collect();
                let (_, newest) = *moves.last()?;
                if disposals.is_empty() {
                    return None;
                }
                let left: Ore = newest.after.iter().copied().sum();
                let disposed: Ore = disposals.iter().map(|change| change.amount).sum();
                Some(ReserveRow {
                    line: line.line.clone(),
                    title: line.title.clone(),
                    decided: left - disposed,
                    disposed,
                    left,
                    disposals,
                })
            })
            .collect()
    }

    fn frame_moves(&self, line: &LineId, year: u16, size: u64) -> Vec<(Position, &FrameChange)> {
        self.budgets
            .frame(line, year)
            .into_iter()
            .flat_map(|frame| frame.between(0, size))
            .map(|(position, change)| (*position, change))
            .collect()
    }

    /// The months of a line's own frame of a year, when it has one.
    pub fn frame_months(&self, line: &LineId, year: u16, size: u64) -> Option<spread::Months> {
        self.budgets
            .frame(line, year)?
            .at(size)
            .map(|frame| frame.after)
    }
}

/// Every economic table.
pub const ALL_TABLES: [LineTable; 4] = [
    LineTable::OperatingResult,
    LineTable::IncomeStatement,
    LineTable::Investment,
    LineTable::BalanceRequirement,
];

fn to_date(period: Period) -> Period {
    Period::months_of(period.year(), 1, period.last().month()).unwrap_or(period)
}

fn shown(position: Position, change: &FrameChange) -> FrameMove {
    FrameMove {
        position,
        kind: change.kind.clone(),
        amount: change.amount,
        decision: change.decision.clone(),
    }
}
