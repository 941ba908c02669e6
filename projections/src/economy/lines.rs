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

    /// The last totals of a table that a unit answers for, in the order of the table.
    pub fn roots(&self, unit: &UnitId, table: LineTable, size: u64) -> Vec<&ReportLineDefined> {
        let mut roots = self.standing_under(None, size);
        roots.retain(|line| line.table == table && line.unit == *unit);
        roots
    }

    /// The lines that have ever been a last total of a unit's table, up to a size.
    pub fn ever_roots(&self, unit: &UnitId, table: LineTable, size: u64) -> Vec<LineId> {
        self.under
            .get(&None)
            .into_iter()
            .flatten()
            .filter(|line| {
                let versions = self.history(line).map(|history| history.between(0, size));
                versions.into_iter().flatten().any(|(_, defined)| {
                    defined.parent.is_none() && defined.table == table && defined.unit == *unit
                })
            })
            .cloned()
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

    /// The lines of a table in a unit's report: those under the roots it answers for.
    pub fn of_unit(&self, unit: &UnitId, table: LineTable, size: u64) -> Vec<&ReportLineDefined> {
        self.roots(unit, table, size)
            .into_iter()
            .flat_map(|root| self.subtree(&root.line, size))
            .map(|(_, line)| line)
            .collect()
    }

    /// The last total that a line is part of, itself when it is one.
    pub fn root_of(&self, line: &LineId, size: u64) -> Option<&ReportLineDefined> {
        let mut seen = BTreeSet::new();
        let mut at = self.definition(line, size)?;
        while let Some(parent) = at.parent.as_ref().and_then(|p| self.definition(p, size)) {
            if !seen.insert(&at.line) {
                return None;
            }
            at = parent;
        }
        Some(at)
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
