//! Which items stand in which list: of a plan, of an objective, of a unit's report.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use ledger::ids::{ItemId, PlanId};

use super::{Item, ItemKind, PlanView, ReportItems};
use crate::natural_order;
use crate::scope::Scope;

impl PlanView {
    /// The items of a plan, by kind, then by printed number and id in natural order.
    pub fn items_of(&self, plan: &PlanId, size: u64) -> Vec<Item> {
        let members = self.items_by_plan.get(plan).into_iter().flatten();
        let mut items: Vec<Item> = members
            .filter_map(|item| self.item(item, size))
            .filter(|item| item.plan == *plan)
            .collect();
        items.sort_by(|a, b| a.kind.cmp(&b.kind).then_with(|| in_print(a, b)));
        items
    }

    /// The assignments that serve an objective, in natural order.
    pub fn assignments_serving(&self, objective: &ItemId, size: u64) -> Vec<Item> {
        let members = self.assignments_by_objective.get(objective);
        let mut items: Vec<Item> = members
            .into_iter()
            .flatten()
            .filter_map(|item| self.item(item, size))
            .filter(|item| item.objective.as_ref() == Some(objective))
            .collect();
        items.sort_by(in_print);
        items
    }

    /// The items of a unit's report for the year of the scope's period: those of
    /// the unit's own plans, and those of any plan whose owner lies in its
    /// subtree. Withdrawn items are there too; see [`Item::applies_on`].
    pub fn report_items(&self, scope: &Scope) -> ReportItems {
        let year = scope.period.year();
        let own_plans = self.plans_by_unit.get(&(scope.unit.clone(), year));
        let in_own_plans = own_plans
            .into_iter()
            .flatten()
            .filter_map(|plan| self.items_by_plan.get(plan));
        let owned = scope
            .subtree
            .iter()
            .filter_map(|unit| self.items_by_owner.get(unit));
        let candidates: BTreeSet<&ItemId> = in_own_plans.chain(owned).flatten().collect();
        let mut items: Vec<Item> = candidates
            .into_iter()
            .filter(|item| self.stands_in(item, scope))
            .filter_map(|item| self.item(item, scope.size))
            .collect();
        items.sort_by(in_print);
        let mut report = ReportItems::default();
        for item in items {
            match item.kind {
                ItemKind::EffectObjective => &mut report.effect_objectives,
                ItemKind::CommitteeObjective => &mut report.committee_objectives,
                ItemKind::Strategy => &mut report.strategies,
                ItemKind::Assignment => &mut report.assignments,
            }
            .push(item);
        }
        report
    }

    fn stands_in(&self, item: &ItemId, scope: &Scope) -> bool {
        let definition = self
            .items
            .get(item)
            .and_then(|cell| cell.definition.at(scope.size));
        let Some(set) = definition.map(|definition| &definition.value) else {
            return false;
        };
        let plan = self.plans.get(&set.plan);
        let Some(plan) = plan.and_then(|plan| plan.at(scope.size)) else {
            return false;
        };
        let owned = set
            .owner
            .as_ref()
            .is_some_and(|owner| scope.subtree.contains(owner));
        plan.value.year == scope.period.year() && (plan.value.unit == scope.unit || owned)
    }
}

/// By plan, printed number and id, in natural order.
fn in_print(a: &Item, b: &Item) -> Ordering {
    natural_order::compare(a.plan.as_str(), b.plan.as_str())
        .then_with(|| natural_order::compare_labels(a.label.as_deref(), b.label.as_deref()))
        .then_with(|| natural_order::compare(a.item.as_str(), b.item.as_str()))
}
