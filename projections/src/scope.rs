//! Scope: whose report is asked for, for which period, with what known.
//!
//! Made once per question by [`crate::organisation::Organisation::scope`] and
//! given to every view, so that all of them speak of the same units.

use std::collections::{BTreeMap, BTreeSet};

use ledger::ids::UnitId;
use ledger::period::Period;

/// Whose report, for which period, with what known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The unit whose report it is.
    pub unit: UnitId,
    /// The period it concerns.
    pub period: Period,
    /// How many events are known.
    pub size: u64,
    /// Every unit that belonged to the unit at any time in the period, itself included.
    pub subtree: BTreeSet<UnitId>,
    /// The units above it on the period's last day, the nearest first.
    pub ancestors: Vec<UnitId>,
    /// The parent of each unit of the subtree, and of those above it, on the
    /// period's last day, or on the last day the unit existed.
    pub parents: BTreeMap<UnitId, UnitId>,
}

impl Scope {
    /// A unit of the subtree and the units above it, the nearest first; for
    /// another unit, itself alone.
    pub fn upwards<'a>(&'a self, unit: &'a UnitId) -> Vec<&'a UnitId> {
        let mut chain = vec![unit];
        if !self.subtree.contains(unit) {
            return chain;
        }
        let mut below = unit;
        while let Some(parent) = self.parents.get(below) {
            if chain.contains(&parent) {
                return chain;
            }
            chain.push(parent);
            below = parent;
        }
        if chain.contains(&&self.unit) {
            let above = self.ancestors.iter();
            let missing: Vec<_> = above.filter(|unit| !chain.contains(unit)).collect();
            chain.extend(missing);
        }
        chain
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{id, period};

    #[test]
    fn upwards_leads_from_a_unit_below_through_the_report_to_the_assembly() {
        let scope = Scope {
            unit: id("RS"),
            period: period("2024"),
            size: 0,
            subtree: [id("RS"), id("RS-KANSLI")].into(),
            ancestors: vec![id("RF")],
            parents: [(id("RS-KANSLI"), id("RS")), (id("RS"), id("RF"))].into(),
        };
        let upwards = |unit: &str| {
            let unit = id(unit);
            let chain = scope.upwards(&unit).into_iter().map(ToString::to_string);
            chain.collect::<Vec<_>>()
        };
        assert_eq!(upwards("RS-KANSLI"), ["RS-KANSLI", "RS", "RF"]);
        assert_eq!(upwards("RF"), ["RF"]);
        assert_eq!(upwards("SN"), ["SN"]);
    }
}
