//! The organisation over time.
mod unit;

use std::collections::BTreeSet;

use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::ids::UnitId;
use ledger::period::Period;
use ledger::time::Date;

use crate::scope::Scope;
pub use unit::{MandateMove, OrganisationChange, TreeUnit, Unit, UnitChange};

/// Every unit, with all its versions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Organisation {}

impl Organisation {
    /// Takes in the next entry. Total (I9).
    pub fn apply(&mut self, _entry: &Entry) {}
    /// The scope of a question about a unit's report.
    pub fn scope(&self, unit: &UnitId, period: Period, size: u64) -> Scope {
        Scope {
            unit: unit.clone(),
            period,
            size,
            subtree: self.subtree_over(unit, period, size),
            ancestors: self.ancestors(unit, period.last_day(), size),
        }
    }
    /// The unit as it was on a day; `None` when it did not exist then.
    pub fn unit(&self, _unit: &UnitId, _on: Date, _size: u64) -> Option<Unit> {
        None
    }
    /// The unit as it was on the day of its existence that is nearest: for its name in a report after it was dissolved.
    pub fn unit_near(&self, _unit: &UnitId, _on: Date, _size: u64) -> Option<Unit> {
        None
    }
    /// The whole tree on a day, parents before children, siblings in natural order.
    pub fn tree(&self, _on: Date, _size: u64) -> Vec<TreeUnit> {
        Vec::new()
    }
    /// The tree below and with a unit on a day.
    pub fn tree_of(&self, _unit: &UnitId, _on: Date, _size: u64) -> Vec<TreeUnit> {
        Vec::new()
    }
    /// The units that belong to a unit on a day, itself included.
    pub fn subtree(&self, _unit: &UnitId, _on: Date, _size: u64) -> BTreeSet<UnitId> {
        BTreeSet::new()
    }
    /// The units that belonged to a unit at any time in a period, itself included.
    pub fn subtree_over(&self, _unit: &UnitId, _period: Period, _size: u64) -> BTreeSet<UnitId> {
        BTreeSet::new()
    }
    /// The units above a unit on a day, the nearest first.
    pub fn ancestors(&self, _unit: &UnitId, _on: Date, _size: u64) -> Vec<UnitId> {
        Vec::new()
    }
    /// The executive board and the committees under the assembly on a day, the board first, then in natural order.
    pub fn committees(&self, _on: Date, _size: u64) -> Vec<Unit> {
        Vec::new()
    }
    /// The mandates that passed to or from a unit of the scope in its period, by day.
    pub fn mandates_moved(&self, _scope: &Scope) -> Vec<MandateMove> {
        Vec::new()
    }
    /// What happened to the units of the scope in its period, by day.
    pub fn changes(&self, _scope: &Scope) -> Vec<OrganisationChange> {
        Vec::new()
    }
}
