//! The plan: its items with their titles, and what belongs to them.

use std::collections::BTreeMap;

use ledger::entry::Entry;
use ledger::event::Event;
use ledger::event::plan::ObjectiveKind;
use ledger::ids::{IndicatorId, ItemId, PlanId, UnitId};
use ledger::time::Date;

use super::{events, last};

/// What an item of a plan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Objective(ObjectiveKind),
    Strategy,
    Assignment,
}

/// An item of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) kind: Kind,
    pub(super) plan: PlanId,
    pub(super) label: Option<String>,
    /// The title as last worded.
    pub(super) title: String,
    pub(super) owner: Option<UnitId>,
    /// The last day it applies, when it was withdrawn.
    pub(super) withdrawn: Option<Date>,
}

/// Every item that was set, in every plan.
pub(super) fn items(log: &[Entry]) -> BTreeMap<ItemId, Item> {
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
pub(super) fn plans(log: &[Entry], unit: &UnitId, year: u16) -> Vec<PlanId> {
    events(log)
        .filter_map(|(_, event)| match event {
            Event::PlanAdopted(e) if e.unit == *unit && e.year == year => Some(e.plan.clone()),
            _ => None,
        })
        .collect()
}

/// The items of a unit's plans of a year.
pub(super) fn items_of(log: &[Entry], unit: &UnitId, year: u16) -> BTreeMap<ItemId, Item> {
    let plans = plans(log, unit, year);
    items(log)
        .into_iter()
        .filter(|(_, item)| plans.contains(&item.plan))
        .collect()
}

/// The indicators of an item, in the order they were defined.
pub(super) fn indicators_of(log: &[Entry], item: &ItemId) -> Vec<IndicatorId> {
    events(log)
        .filter_map(|(_, event)| match event {
            Event::IndicatorDefined(e) if e.item == *item => Some(e.indicator.clone()),
            _ => None,
        })
        .collect()
}
