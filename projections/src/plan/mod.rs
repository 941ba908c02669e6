//! The plan cascade.
mod item;

use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::ids::{ItemId, PlanId, Position, UnitId};

use crate::fact::Fact;
use crate::scope::Scope;
pub use item::{AdoptedPlan, Item, ItemKind, Link, ReportItems};

/// Every plan and item, with all their versions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct PlanView {}

impl PlanView {
    /// Takes in the next entry. Total (I9).
    pub fn apply(&mut self, _entry: &Entry) {}
    /// A plan.
    pub fn plan(&self, _plan: &PlanId, _size: u64) -> Option<AdoptedPlan> {
        None
    }
    /// The plans of a unit for a year, in natural order.
    pub fn plans_of(&self, _unit: &UnitId, _year: u16, _size: u64) -> Vec<AdoptedPlan> {
        Vec::new()
    }
    /// An item.
    pub fn item(&self, _item: &ItemId, _size: u64) -> Option<Item> {
        None
    }
    /// The items of a plan, by kind, printed number and id in natural order.
    pub fn items_of(&self, _plan: &PlanId, _size: u64) -> Vec<Item> {
        Vec::new()
    }
    /// The assignments that serve an objective, in natural order.
    pub fn assignments_serving(&self, _objective: &ItemId, _size: u64) -> Vec<Item> {
        Vec::new()
    }
    /// The items of a unit's report for the year of the scope's period: those of its
    /// own plans, and those whose owner lies in its subtree. Withdrawn items are there too; see [`Item::applies_on`].
    pub fn report_items(&self, _scope: &Scope) -> ReportItems {
        ReportItems::default()
    }
    /// The wordings that an item got at positions from `from` to before `to`, for a trace.
    pub fn wordings(&self, _item: &ItemId, _from: u64, _to: u64) -> &[(Position, Fact<String>)] {
        &[]
    }
}
