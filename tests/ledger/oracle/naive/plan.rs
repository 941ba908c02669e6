//! The plan: its items with their titles, and what belongs to them.

use std::collections::BTreeMap;

use ledger::entry::Entry;
use ledger::event::Event;
use ledger::event::plan::ObjectiveKind;
use ledger::ids::{IndicatorId, ItemId, PlanId, UnitId};
use ledger::period::Period;
use ledger::time::Date;

use super::{events, last, organisation};

/// What an item of a plan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Objective(ObjectiveKind),
    Strategy,
    Assignment,
}

/// An item of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) kind: Kind,
    pub(crate) plan: PlanId,
    pub(crate) label: Option<String>,
    /// The title as last worded.
    pub(crate) title: String,
    pub(crate) owner: Option<UnitId>,
    /// The last day it applies, when it was withdrawn.
    pub(crate) withdrawn: Option<Date>,
}

/// Every item that was set, in every plan.
pub(crate) fn items(log: &[Entry]) -> BTreeMap<ItemId, Item> {
    let mut items = BTreeMap::new();
    for (_, event) in events(log) {
        let (id, kind, plan, label, title, owner) = match event {
            Event::ObjectiveSet(e) => (
                &e.item,
                Kind::Objective(e.kind),
                &e.plan,
                e.label.clone(),
                &e.title,
                Some(e.owner.clone()),
            ),
            Event::StrategySet(e) => (&e.item, Kind::Strategy, &e.plan, None, &e.title, None),
            Event::AssignmentGiven(e) => (
                &e.item,
                Kind::Assignment,
                &e.plan,
                e.label.clone(),
                &e.title,
                Some(e.owner.clone()),
            ),
            _ => continue,
        };
        items.insert(
            id.clone(),
            Item {
                kind,
                plan: plan.clone(),
                label,
                title: title.clone(),
                owner,
                withdrawn: None,
            },
        );
    }
    for (id, item) in &mut items {
        if let Some(title) = last(log, |(_, event)| match event {
            Event::ItemReworded(e) if e.item == *id => Some(e.title.clone()),
            _ => None,
        }) {
            item.title = title;
        }
        item.withdrawn = last(log, |(_, event)| match event {
            Event::ItemWithdrawn(e) if e.item == *id => Some(e.valid_to),
            _ => None,
        });
    }
    items
}

/// The plans of a unit and year, in the order they were adopted.
pub(crate) fn plans(log: &[Entry], unit: &UnitId, year: u16) -> Vec<PlanId> {
    events(log)
        .filter_map(|(_, event)| match event {
            Event::PlanAdopted(e) if e.unit == *unit && e.year == year => Some(e.plan.clone()),
            _ => None,
        })
        .collect()
}

/// The items of a unit's report: those of its own plans of the period's year,
/// and those of that year whose owner belonged to it at any time in the period.
pub(crate) fn items_of(log: &[Entry], unit: &UnitId, period: Period) -> BTreeMap<ItemId, Item> {
    let own = plans(log, unit, period.year());
    let of_year: Vec<PlanId> = events(log)
        .filter_map(|(_, event)| match event {
            Event::PlanAdopted(e) if e.year == period.year() => Some(e.plan.clone()),
            _ => None,
        })
        .collect();
    let subtree = organisation::subtree_in(log, unit, period);
    items(log)
        .into_iter()
        .filter(|(_, item)| {
            let owned = item
                .owner
                .as_ref()
                .is_some_and(|owner| subtree.contains(owner));
            own.contains(&item.plan) || (of_year.contains(&item.plan) && owned)
        })
        .collect()
}

/// The links of an item to others, and of others to it.
pub(crate) fn links(log: &[Entry], item: &ItemId) -> (Vec<ItemId>, Vec<ItemId>) {
    let mut ends = (Vec::new(), Vec::new());
    for (_, event) in events(log) {
        if let Event::ItemLinked(e) = event {
            if e.item == *item {
                ends.0.push(e.to.clone());
            }
            if e.to == *item {
                ends.1.push(e.item.clone());
            }
        }
    }
    for end in [&mut ends.0, &mut ends.1] {
        end.sort();
        end.dedup();
    }
    ends
}

/// The indicators of an item, in the order they were defined.
pub(crate) fn indicators_of(log: &[Entry], item: &ItemId) -> Vec<IndicatorId> {
    events(log)
        .filter_map(|(_, event)| match event {
            Event::IndicatorDefined(e) if e.item == *item => Some(e.indicator.clone()),
            _ => None,
        })
        .collect()
}
