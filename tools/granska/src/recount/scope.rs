//! Scope: whose report, for which period, and the units that it speaks of.

use std::collections::BTreeSet;

use super::calendar::Period;
use super::organisation::Organisation;

/// Whose report, and for which period.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    /// The unit whose report it is.
    pub(super) unit: String,
    /// The period it concerns.
    pub(super) period: Period,
    /// The units that belonged to it at any time in the period, itself among them.
    pub(super) below: BTreeSet<String>,
    /// The units above it on the period's last day, the nearest first.
    pub(super) above: Vec<String>,
}

impl Scope {
    /// The scope of a unit's report.
    pub(super) fn of(organisation: &Organisation, unit: &str, period: Period) -> Self {
        Self {
            unit: unit.into(),
            period,
            below: organisation.below(unit, period),
            above: organisation.above(unit, period.last_day()),
        }
    }

    /// A unit and those above it, the nearest first; a unit of another tree alone.
    pub(super) fn upwards(&self, organisation: &Organisation, unit: &str) -> Vec<String> {
        let mut chain: Vec<String> = vec![unit.into()];
        let mut at = unit.to_owned();
        while self.below.contains(unit)
            && let Some(parent) = organisation.parent(&at, self.period.last_day())
        {
            if chain.iter().any(|unit| unit == parent) {
                return chain;
            }
            at = parent.into();
            chain.push(at.clone());
        }
        if chain.contains(&self.unit) {
            for above in &self.above {
                if !chain.contains(above) {
                    chain.push(above.clone());
                }
            }
        }
        chain
    }
}
