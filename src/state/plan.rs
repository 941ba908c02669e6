//! Plans, their items and how the items are linked.

use std::collections::{BTreeMap, BTreeSet};

use bincode::{Decode, Encode};

use crate::event::plan::{
    AssignmentGiven, ItemLinked, ItemReworded, ItemWithdrawn, ObjectiveSet, PlanAdopted, Relation,
    StrategySet,
};
use crate::ids::{ItemId, PlanId, UnitId};
use crate::time::Date;

/// Plans, items and links.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Plans {
    adopted: BTreeMap<PlanId, Plan>,
    items: BTreeMap<ItemId, Item>,
    links: BTreeSet<(ItemId, ItemId, Relation)>,
}

/// A plan.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Plan {
    /// Whose it is.
    pub unit: UnitId,
    /// The year it is for.
    pub year: u16,
}

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub enum ItemKind {
    /// Mål.
    Objective,
    /// Strategi.
    Strategy,
    /// Uppdrag.
    Assignment,
}

/// An item of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// The plan it stands in.
    pub plan: PlanId,
    /// Its wording.
    pub title: String,
    /// The unit that answers for it: its own owner, or for a strategy the plan's unit.
    pub owner: Option<UnitId>,
    /// The objective it serves.
    pub objective: Option<ItemId>,
    /// The last day it applies, once it is withdrawn.
    pub withdrawn: Option<Date>,
}

impl Plans {
    /// The plan.
    pub fn plan(&self, plan: &PlanId) -> Option<&Plan> {
        self.adopted.get(plan)
    }

    /// The item.
    pub fn item(&self, item: &ItemId) -> Option<&Item> {
        self.items.get(item)
    }

    /// Whether the first item is linked to the second.
    pub fn has_link(&self, item: &ItemId, to: &ItemId, relation: Relation) -> bool {
        self.links.contains(&(item.clone(), to.clone(), relation))
    }

    /// Whether one item serves another: is it, is an assignment of it, or is linked as contributing to it.
    pub fn serves(&self, item: &ItemId, served: &ItemId) -> bool {
        item == served
            || self
                .item(item)
                .is_some_and(|item| item.objective.as_ref() == Some(served))
            || self.has_link(item, served, Relation::ContributesTo)
    }

    pub(super) fn adopted(&mut self, e: &PlanAdopted) {
        let (unit, year) = (e.unit.clone(), e.year);
        self.adopted.insert(e.plan.clone(), Plan { unit, year });
    }

    pub(super) fn objective_set(&mut self, e: &ObjectiveSet) {
        self.items.insert(
            e.item.clone(),
            Item {
                kind: ItemKind::Objective,
                plan: e.plan.clone(),
                title: e.title.clone(),
                owner: Some(e.owner.clone()),
                objective: None,
                withdrawn: None,
            },
        );
    }

    pub(super) fn strategy_set(&mut self, e: &StrategySet) {
        self.items.insert(
            e.item.clone(),
            Item {
                kind: ItemKind::Strategy,
                plan: e.plan.clone(),
                title: e.title.clone(),
                owner: self.adopted.get(&e.plan).map(|plan| plan.unit.clone()),
                objective: None,
                withdrawn: None,
            },
        );
    }

    pub(super) fn assignment_given(&mut self, e: &AssignmentGiven) {
        self.items.insert(
            e.item.clone(),
            Item {
                kind: ItemKind::Assignment,
                plan: e.plan.clone(),
                title: e.title.clone(),
                owner: Some(e.owner.clone()),
                objective: e.objective.clone(),
                withdrawn: None,
            },
        );
    }

    pub(super) fn linked(&mut self, e: &ItemLinked) {
        self.links
            .insert((e.item.clone(), e.to.clone(), e.relation));
    }

    pub(super) fn reworded(&mut self, e: &ItemReworded) {
        if let Some(item) = self.items.get_mut(&e.item) {
            item.title.clone_from(&e.title);
        }
    }

    pub(super) fn withdrawn(&mut self, e: &ItemWithdrawn) {
        if let Some(item) = self.items.get_mut(&e.item) {
            item.withdrawn = Some(e.valid_to);
        }
    }
}
