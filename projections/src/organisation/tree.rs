//! The tree of units on a day and over a period.

use std::collections::{BTreeMap, BTreeSet};

use ledger::event::organisation::UnitKind;
use ledger::ids::UnitId;
use ledger::period::Period;
use ledger::time::Date;

use super::{Organisation, TreeUnit, Unit};
use crate::natural_order;
use crate::scope::Scope;

impl Organisation {
    /// The scope of a question about a unit's report for a period, with the
    /// first `size` events known.
    pub fn scope(&self, unit: &UnitId, period: Period, size: u64) -> Scope {
        let subtree = self.subtree_over(unit, period, size);
        let last_day = period.last_day();
        let mut parents = BTreeMap::new();
        for member in &subtree {
            // Also above a unit that has left the report's within the period.
            let mut below = member.clone();
            while !parents.contains_key(&below)
                && let Some(near) = self.unit_near(&below, last_day, size)
                && let Some(parent) = near.parent
            {
                parents.insert(below, parent.clone());
                below = parent;
            }
        }
        Scope {
            unit: unit.clone(),
            period,
            size,
            ancestors: self.ancestors(unit, last_day, size),
            subtree,
            parents,
        }
    }

    /// The whole tree on a day, parents before children, siblings in natural order of their ids.
    pub fn tree(&self, on: Date, size: u64) -> Vec<TreeUnit> {
        let mut walk = Walk::new(self, on, size);
        for root in self.roots_on(on, size) {
            walk.visit(root, 0, |_| true);
        }
        walk.found
    }

    /// The tree of a unit on a day, itself first.
    pub fn tree_of(&self, unit: &UnitId, on: Date, size: u64) -> Vec<TreeUnit> {
        let mut walk = Walk::new(self, on, size);
        if let Some(unit) = self.unit(unit, on, size) {
            walk.visit(unit, 0, |_| true);
        }
        walk.found
    }

    /// The units that belong to a unit on a day, itself included.
    pub fn subtree(&self, unit: &UnitId, on: Date, size: u64) -> BTreeSet<UnitId> {
        let tree = self.tree_of(unit, on, size);
        tree.into_iter().map(|member| member.unit.unit).collect()
    }

    /// The units that belonged to a unit at any time in a period, itself included.
    pub fn subtree_over(&self, unit: &UnitId, period: Period, size: u64) -> BTreeSet<UnitId> {
        let mut seen = BTreeSet::new();
        let days = (period.first_day(), period.last_day());
        self.gather(unit, days, size, &mut seen);
        seen.into_iter().map(|(unit, _)| unit).collect()
    }

    /// Notes the unit and, below it, who belonged to it within the stretch of days.
    fn gather(
        &self,
        unit: &UnitId,
        (from, to): (Date, Date),
        size: u64,
        seen: &mut BTreeSet<(UnitId, (Date, Date))>,
    ) {
        let Some(life) = self.units.get(unit).and_then(|cell| cell.life.at(size)) else {
            return;
        };
        let from = from.max(life.value.from);
        let to = to.min(life.value.to.unwrap_or(to));
        // A stretch seen before has been walked: in a circle of units, too, there are finitely many.
        if from > to || !seen.insert((unit.clone(), (from, to))) {
            return;
        }
        for child in self.children.get(unit).into_iter().flatten() {
            let Some(cell) = self.units.get(child) else {
                continue;
            };
            for (from, to, parent) in cell.parents.stretches(from, to, size) {
                if parent.as_ref() == Some(unit) {
                    self.gather(child, (from, to), size, seen);
                }
            }
        }
    }

    /// The units above a unit on a day, the nearest first. For a day on which
    /// the unit does not exist, those on the nearest day on which it does.
    pub fn ancestors(&self, unit: &UnitId, on: Date, size: u64) -> Vec<UnitId> {
        let mut above = Vec::new();
        let Some(life) = self.units.get(unit).and_then(|cell| cell.life.at(size)) else {
            return above;
        };
        let on = life.value.nearest(on);
        let mut below = unit;
        while let Some(parent) = self
            .units
            .get(below)
            .and_then(|cell| cell.parent_on(on, size))
        {
            if parent == unit || above.contains(parent) {
                break;
            }
            above.push(parent.clone());
            below = parent;
        }
        above
    }

    /// The executive board and the committees under the assembly at any time in
    /// a period, the board first, then in natural order of their ids. Each as
    /// it was on the period's last day, or on the last day that it existed: a
    /// committee that is dissolved in the year has a part of it all the same.
    pub fn committees(&self, period: Period, size: u64) -> Vec<Unit> {
        let last_day = period.last_day();
        let mut committees: Vec<Unit> = self
            .units
            .keys()
            .filter_map(|unit| self.unit_near(unit, last_day, size))
            .filter(|unit| is_committee(unit.kind) && exists_in(unit, period))
            .filter(|unit| !self.is_under_a_committee(unit, period, size))
            .collect();
        committees.sort_by(|a, b| {
            (a.kind != UnitKind::ExecutiveBoard)
                .cmp(&(b.kind != UnitKind::ExecutiveBoard))
                .then_with(|| natural_order::compare(a.unit.as_str(), b.unit.as_str()))
        });
        committees
    }

    /// Whether a committee stands under another one, which then speaks for it.
    fn is_under_a_committee(&self, unit: &Unit, period: Period, size: u64) -> bool {
        self.ancestors(&unit.unit, period.last_day(), size)
            .iter()
            .filter_map(|above| self.unit_near(above, period.last_day(), size))
            .any(|above| is_committee(above.kind))
    }

    /// The units that belong to none on a day, in natural order.
    fn roots_on(&self, on: Date, size: u64) -> Vec<Unit> {
        let roots = self.roots.iter();
        in_natural_order(
            roots
                .filter_map(|root| self.unit(root, on, size))
                .filter(|root| root.parent.is_none()),
        )
    }

    /// The units that belong directly to a unit on a day, in natural order.
    fn children_on(&self, parent: &UnitId, on: Date, size: u64) -> Vec<Unit> {
        let children = self.children.get(parent).into_iter().flatten();
        in_natural_order(
            children
                .filter_map(|child| self.unit(child, on, size))
                .filter(|child| child.parent.as_ref() == Some(parent)),
        )
    }
}

fn in_natural_order(units: impl Iterator<Item = Unit>) -> Vec<Unit> {
    let mut units: Vec<Unit> = units.collect();
    units.sort_by(|a, b| natural_order::compare(a.unit.as_str(), b.unit.as_str()));
    units
}

fn exists_in(unit: &Unit, period: Period) -> bool {
    unit.valid_from <= period.last_day()
        && unit.valid_to.is_none_or(|last| last >= period.first_day())
}

fn is_committee(kind: UnitKind) -> bool {
    matches!(kind, UnitKind::ExecutiveBoard | UnitKind::Committee)
}

/// A walk down the tree on a day, that visits no unit twice.
struct Walk<'a> {
    organisation: &'a Organisation,
    on: Date,
    size: u64,
    seen: BTreeSet<UnitId>,
    found: Vec<TreeUnit>,
}

impl<'a> Walk<'a> {
    fn new(organisation: &'a Organisation, on: Date, size: u64) -> Self {
        Self {
            organisation,
            on,
            size,
            seen: BTreeSet::new(),
            found: Vec::new(),
        }
    }

    fn visit(&mut self, unit: Unit, level: u8, descend: fn(&Unit) -> bool) {
        if !self.seen.insert(unit.unit.clone()) {
            return;
        }
        let children = if descend(&unit) {
            self.organisation
                .children_on(&unit.unit, self.on, self.size)
        } else {
            Vec::new()
        };
        self.found.push(TreeUnit { level, unit });
        for child in children {
            self.visit(child, level.saturating_add(1), descend);
        }
    }
}
