//! Report lines, frames, investment objects and the running totals of what is booked.
//!
//! Guarantee: a booking changes a total and leaves nothing else behind.

use std::collections::BTreeMap;

use bincode::{Decode, Encode};

use crate::event::budget::{Breakdown, FrameDecided, LineTable, ReportLineDefined};
use crate::event::investment::InvestmentObjectApproved;
use crate::ids::{InvestmentId, LineId, UnitId};
use crate::money::Ore;
use crate::period::Month;

/// Lines, frames, objects and totals.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Budget {
    lines: BTreeMap<LineId, Line>,
    frames: BTreeMap<LineId, BTreeMap<u16, Ore>>,
    outcomes: BTreeMap<LineId, BTreeMap<u16, YearOutcome>>,
    objects: BTreeMap<InvestmentId, Object>,
}

/// What is booked on a line in a year: per unit, January first.
type YearOutcome = BTreeMap<UnitId, [Ore; 12]>;

/// A report line.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Line {
    /// The table it stands in.
    pub table: LineTable,
    /// The unit that answers for it.
    pub unit: UnitId,
    /// What its parts are to it.
    pub breakdown: Breakdown,
    /// The line it is a part of.
    pub parent: Option<LineId>,
}

/// An investment object.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Object {
    /// The unit that carries it out.
    pub unit: UnitId,
    /// The line it stands under.
    pub line: LineId,
}

impl Budget {
    /// The line.
    pub fn line(&self, line: &LineId) -> Option<&Line> {
        self.lines.get(line)
    }

    /// The unit of the topmost line that a line is a part of: whose table it stands in.
    pub fn table_unit<'a>(&'a self, line: &'a Line) -> &'a UnitId {
        // A line is defined after the one it is a part of, so this ends.
        let mut topmost = line;
        while let Some(above) = topmost.parent.as_ref().and_then(|line| self.line(line)) {
            topmost = above;
        }
        &topmost.unit
    }

    /// A line's frame for a year, as all decisions have left it.
    pub fn frame(&self, line: &LineId, year: u16) -> Option<Ore> {
        self.frames.get(line)?.get(&year).copied()
    }

    /// The investment object.
    pub fn object(&self, object: &InvestmentId) -> Option<&Object> {
        self.objects.get(object)
    }

    /// What is booked on a line for a unit in a month.
    pub fn cell(&self, line: &LineId, unit: &UnitId, month: Month) -> Ore {
        self.outcomes
            .get(line)
            .and_then(|years| years.get(&month.year()))
            .and_then(|units| units.get(unit))
            .and_then(|months| months.get(usize::from(month.month() - 1)))
            .copied()
            .unwrap_or_default()
    }

    /// What is booked on a line itself in a year, by all units.
    pub fn outcome(&self, line: &LineId, year: u16) -> Ore {
        self.outcomes
            .get(line)
            .and_then(|years| years.get(&year))
            .into_iter()
            .flat_map(|units| units.values().flatten().copied())
            .sum()
    }

    pub(super) fn line_defined(&mut self, e: &ReportLineDefined) {
        self.lines.insert(
            e.line.clone(),
            Line {
                table: e.table,
                unit: e.unit.clone(),
                breakdown: e.breakdown,
                parent: e.parent.clone(),
            },
        );
    }

    pub(super) fn frame_decided(&mut self, e: &FrameDecided) {
        self.frames
            .entry(e.line.clone())
            .or_default()
            .insert(e.year, e.amount_ore);
    }

    pub(super) fn frame_changed(&mut self, line: &LineId, year: u16, change: Ore) {
        let frames = self.frames.entry(line.clone()).or_default();
        let frame = frames.entry(year).or_default();
        *frame = *frame + change;
    }

    pub(super) fn outcome_added(&mut self, line: &LineId, unit: &UnitId, month: Month, added: Ore) {
        if !self.outcomes.contains_key(line) {
            self.outcomes.insert(line.clone(), BTreeMap::new());
        }
        let Some(years) = self.outcomes.get_mut(line) else {
            return;
        };
        let units = years.entry(month.year()).or_default();
        if !units.contains_key(unit) {
            units.insert(unit.clone(), [Ore::ZERO; 12]);
        }
        let cell = units
            .get_mut(unit)
            .and_then(|months| months.get_mut(usize::from(month.month() - 1)));
        if let Some(cell) = cell {
            *cell = *cell + added;
        }
    }

    pub(super) fn object_approved(&mut self, e: &InvestmentObjectApproved) {
        let (unit, line) = (e.unit.clone(), e.line.clone());
        self.objects.insert(e.object.clone(), Object { unit, line });
    }

    pub(super) fn object_spent(&mut self, object: &InvestmentId, month: Month, added: Ore) {
        if let Some(Object { unit, line }) = self.objects.get(object).cloned() {
            self.outcome_added(&line, &unit, month, added);
        }
    }
}
