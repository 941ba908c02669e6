//! Scope: whose report is asked for, for which period, with what known.
//!
//! Made once per question by [`crate::organisation::Organisation::scope`] and
//! given to every view, so that all of them speak of the same units.

use std::collections::BTreeSet;

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
}
