//! Report lines: the trees that economic tables are made of, over time.
//!
//! A line may be defined anew: under another parent, with another title or
//! breakdown. The tree at a size is made of each line's definition at it.

use std::collections::{BTreeMap, BTreeSet};

use bincode::{Decode, Encode};
use ledger::event::budget::{LineTable, ReportLineDefined};
use ledger::ids::{LineId, Position, UnitId};

use crate::temporal::History;

/// The lines and what they have been.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Lines {
    definitions: BTreeMap<LineId, History<ReportLineDefined>>,
    /// Every line that has ever stood under a parent (or under none); the
    /// definition at the asked size says whether it does.
    under: BTreeMap<Option<LineId>, BTreeSet<LineId>>,
}

impl Lines {
    /// Takes in a definition.
    pub fn define(&mut self, position: Position, defined: &ReportLineDefined) {
        self.under
            .entry(defined.parent.clone())
            .or_default()
            .insert(defined.line.clone());
        self.definitions
            .entry(defined.line.clone())
            .or_default()
            .set(position, defined.clone());
    }

    /// What a line is.
    pub fn definition(&self, line: &LineId, size: u64) -> Option<&ReportLineDefined> {
        self.definitions.get(line)?.at(size)
    }

    /// All that a line has been, by position.
    pub fn history(&self, line: &LineId) -> Option<&History<ReportLineDefined>> {
        self.definitions.get(line)
    }

    /// The lines that have ever stood under a parent.
    pub fn ever_under(&self, parent: &LineId) -> impl Iterator<Item = &LineId> {
        self.under.get(&Some(parent.clone())).into_iter().flatten()
    }

    /// The lines under a line, in the order of the table.
    pub fn children(&self, line: &LineId, size: u64) -> Vec<&ReportLineDefined> {
        self.standing_under(Some(line), size)
    }

    /// The topmost lines of a table that units answer for: those that stand
    /// under no other line of theirs. Unit by unit, in the order of the table.
    /// For a committee they are its last totals; a unit below it has its part
    /// of the committee's lines.
    pub fn roots(&self, units: &[UnitId], table: LineTable, size: u64) -> Vec<&ReportLineDefined> {
        let theirs: BTreeMap<&LineId, &ReportLineDefined> = self
            .definitions
            .iter()
            .filter_map(|(id, history)| Some((id, history.at(size)?)))
            .filter(|(_, line)| line.table == table && units.contains(&line.unit))
            .collect();
        let topmost: Vec<_> = theirs
            .values()
            .filter(|line| !self.stands_under(line, &theirs, size))
            .collect();
        units
            .iter()
            .flat_map(|unit| {
                let mut own: Vec<&ReportLineDefined> = topmost
                    .iter()
                    .filter(|line| line.unit == *unit)
                    .map(|line| **line)
                    .collect();
                own.sort_by(|a, b| (a.order, &a.line).cmp(&(b.order, &b.line)));
                own
            })
            .collect()
    }

    /// Whether a line stands, however deep, under one of these.
    fn stands_under(
        &self,
        line: &ReportLineDefined,
        these: &BTreeMap<&LineId, &ReportLineDefined>,
        size: u64,
    ) -> bool {
        let mut seen = BTreeSet::from([&line.line]);
        let mut above = line.parent.as_ref();
        while let Some(parent) = above {
            if these.contains_key(parent) {
                return true;
            }
            if !seen.insert(parent) {
                return false;
            }
            above = self
                .definition(parent, size)
                .and_then(|defined| defined.parent.as_ref());
        }
        false
    }

    /// The lines of a table that a unit has ever answered for, up to a size: its
    /// topmost lines at any time are among them.
    pub fn ever_of_unit(&self, unit: &UnitId, table: LineTable, size: u64) -> Vec<LineId> {
        self.definitions
            .iter()
            .filter(|(_, history)| {
                let mut versions = history.between(0, size).iter();
                versions.any(|(_, defined)| defined.table == table && defined.unit == *unit)
            })
            .map(|(line, _)| line.clone())
            .collect()
    }

    /// A line and all lines below it, each with how deep it lies; a line that
    /// would stand below itself is left out.
    pub fn subtree(&self, root: &LineId, size: u64) -> Vec<(u8, &ReportLineDefined)> {
        let mut found = Vec::new();
        let mut seen = BTreeSet::new();
        let mut waiting: Vec<(u8, &ReportLineDefined)> = self
            .definition(root, size)
            .map(|line| (0, line))
            .into_iter()
            .collect();
        while let Some((depth, line)) = waiting.pop() {
            if !seen.insert(&line.line) {
                continue;
            }
            found.push((depth, line));
            let below = self.children(&line.line, size);
            waiting.extend(
                below
                    .into_iter()
                    .rev()
                    .map(|child| (depth.saturating_add(1), child)),
            );
        }
        found
    }

    /// The lines of a table in a unit's report: those under its topmost lines.
    pub fn of_unit(&self, unit: &UnitId, table: LineTable, size: u64) -> Vec<&ReportLineDefined> {
        self.roots(std::slice::from_ref(unit), table, size)
            .into_iter()
            .flat_map(|root| self.subtree(&root.line, size))
            .map(|(_, line)| line)
            .collect()
    }

    /// A line and the lines that it is part of, the nearest first.
    pub fn upwards(&self, line: &LineId, size: u64) -> Vec<&ReportLineDefined> {
        let mut found: Vec<&ReportLineDefined> = Vec::new();
        let mut at = self.definition(line, size);
        while let Some(defined) = at.filter(|at| !found.contains(at)) {
            found.push(defined);
            let above = defined.parent.as_ref();
            at = above.and_then(|parent| self.definition(parent, size));
        }
        found
    }

    /// The last total that a line is part of, itself when it is one.
    pub fn root_of(&self, line: &LineId, size: u64) -> Option<&ReportLineDefined> {
        let last = self.upwards(line, size).pop()?;
        let is_in_a_ring = last
            .parent
            .as_ref()
            .is_some_and(|above| self.definition(above, size).is_some());
        (!is_in_a_ring).then_some(last)
    }

    fn standing_under(&self, parent: Option<&LineId>, size: u64) -> Vec<&ReportLineDefined> {
        let mut lines: Vec<_> = self
            .under
            .get(&parent.cloned())
            .into_iter()
            .flatten()
            .filter_map(|line| self.definition(line, size))
            .filter(|line| line.parent.as_ref() == parent)
            .collect();
        lines.sort_by(|a, b| (a.order, &a.line).cmp(&(b.order, &b.line)));
        lines
    }
}
