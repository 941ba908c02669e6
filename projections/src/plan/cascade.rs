//! The cascade: the items of a unit's report as a tree, each under what it serves.
//!
//! An assignment stands under its objective, an objective under those it contributes
//! to, and what serves nothing under its strategy. What is served stands there too when
//! it is another's: it is what the unit's own items are for.
//!
//! Guarantee: every item that applies on the period's last day stands somewhere, and
//! its own branches are told once, where it stands first.

use std::collections::{BTreeMap, BTreeSet};

use ledger::event::plan::Relation;
use ledger::ids::ItemId;

use super::{Item, ItemKind, PlanView};
use crate::natural_order;
use crate::scope::Scope;

/// An item with what stands under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// The item.
    pub item: Item,
    /// How it stands there.
    pub place: Place,
    /// What serves it, by kind, printed number and id.
    pub branches: Vec<Branch>,
}

/// How an item stands in a cascade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// It is the report's own.
    Own,
    /// It is the report's own, and what stands under it is told where it stands first.
    Again,
    /// It is another's, which the report's own items serve.
    Above,
}

/// What is made of the items on the way to the tree.
struct Growing<'a> {
    items: &'a BTreeMap<ItemId, (Item, Place)>,
    below: &'a BTreeMap<ItemId, Vec<ItemId>>,
    told: BTreeSet<ItemId>,
}

impl PlanView {
    /// The items of a unit's report as a tree.
    pub fn cascade(&self, scope: &Scope) -> Vec<Branch> {
        let report = self.report_items(scope);
        let last_day = scope.period.last_day();
        let own = report
            .objectives()
            .chain(&report.strategies)
            .chain(&report.assignments)
            .filter(|item| item.applies_on(last_day));
        let mut items: BTreeMap<ItemId, (Item, Place)> = own
            .map(|item| (item.item.clone(), (item.clone(), Place::Own)))
            .collect();
        let mut below: BTreeMap<ItemId, Vec<ItemId>> = BTreeMap::new();
        let mut roots = Vec::new();
        let own: Vec<Item> = items.values().map(|(item, _)| item.clone()).collect();
        for item in own {
            let served = self.served(&item, scope.size);
            if served.is_empty() {
                roots.push(item.item.clone());
            }
            for above in served {
                let serving = below.entry(above.item.clone()).or_default();
                serving.push(item.item.clone());
                if !items.contains_key(&above.item) {
                    roots.push(above.item.clone());
                    items.insert(above.item.clone(), (above, Place::Above));
                }
            }
        }
        let mut growing = Growing {
            items: &items,
            below: &below,
            told: BTreeSet::new(),
        };
        growing.in_order(&mut roots);
        let mut tree: Vec<Branch> = roots
            .iter()
            .filter_map(|root| growing.branch(root, &mut Vec::new()))
            .collect();
        // Items that serve each other in a ring have no end to begin from.
        let mut left: Vec<ItemId> = items.keys().cloned().collect();
        growing.in_order(&mut left);
        for item in left {
            if !growing.told.contains(&item) {
                tree.extend(growing.branch(&item, &mut Vec::new()));
            }
        }
        tree
    }

    /// What an item serves: its objective, else what it contributes to, else its strategy.
    fn served(&self, item: &Item, size: u64) -> Vec<Item> {
        let contributes = item.links.iter();
        let contributes = contributes
            .filter(|link| link.relation == Relation::ContributesTo)
            .map(|link| &link.item);
        let known = |ids: Vec<&ItemId>| -> Vec<Item> {
            let found = ids.into_iter().filter(|id| **id != item.item);
            found.filter_map(|id| self.item(id, size)).collect()
        };
        [
            item.objective.iter().collect(),
            contributes.collect(),
            item.strategy.iter().collect(),
        ]
        .into_iter()
        .map(known)
        .find(|served| !served.is_empty())
        .unwrap_or_default()
    }
}

impl Growing<'_> {
    /// An item with all under it; `None` when it stands above itself.
    fn branch(&mut self, id: &ItemId, above: &mut Vec<ItemId>) -> Option<Branch> {
        let (item, place) = self.items.get(id)?;
        if above.contains(id) {
            return None;
        }
        let mut branch = Branch {
            item: item.clone(),
            place: *place,
            branches: Vec::new(),
        };
        let mut serving = self.below.get(id).cloned().unwrap_or_default();
        if !self.told.insert(id.clone()) {
            if !serving.is_empty() {
                branch.place = Place::Again;
            }
            return Some(branch);
        }
        self.in_order(&mut serving);
        above.push(id.clone());
        for one in &serving {
            branch.branches.extend(self.branch(one, above));
        }
        above.pop();
        Some(branch)
    }

    /// Sorts by kind, perspective, printed number and id; strategies stand last but for
    /// the assignments.
    fn in_order(&self, ids: &mut [ItemId]) {
        let rank = |kind: ItemKind| match kind {
            ItemKind::EffectObjective => 0,
            ItemKind::CommitteeObjective => 1,
            ItemKind::Strategy => 2,
            ItemKind::Assignment => 3,
        };
        let key = |id: &ItemId| self.items.get(id).map(|(item, _)| item);
        ids.sort_by(|a, b| match (key(a), key(b)) {
            (Some(a), Some(b)) => rank(a.kind)
                .cmp(&rank(b.kind))
                .then_with(|| natural_order::compare_labels(a.label.as_deref(), b.label.as_deref()))
                .then_with(|| natural_order::compare(a.item.as_str(), b.item.as_str())),
            _ => a.cmp(b),
        });
    }
}
