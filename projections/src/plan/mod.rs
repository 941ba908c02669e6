//! The plan cascade: plans, objectives, strategies and assignments, with the
//! wording, links and withdrawals known at any log size.
//!
//! Guarantee: the answer at a log size is made of what was set, reworded,
//! linked and withdrawn before it; the printed number is a label and never
//! tells which item is meant.
//!
//! Indicators and their targets are [`crate::indicators`]'; what an item is
//! assessed as is [`crate::assessments`]'.

mod cascade;
mod item;
mod report;

use std::collections::{BTreeMap, BTreeSet};

use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::event::Event as E;
use ledger::event::plan::{
    AssignmentGiven, ObjectiveKind, ObjectiveSet, Perspective, PlanAdopted, Relation, StrategySet,
};
use ledger::event::remains::Remains;
use ledger::event::reporting::PayloadRedacted;
use ledger::ids::{ItemId, PlanId, Position, UnitId};
use ledger::time::Date;

use crate::fact::{Fact, Grounds};
use crate::natural_order;
use crate::redacted::Redaction;
use crate::temporal::History;
pub use cascade::{Branch, Place};
pub use item::{AdoptedPlan, Item, ItemKind, Link, ReportItems};

/// Every plan and item, with all their versions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct PlanView {
    plans: BTreeMap<PlanId, History<Fact<PlanAdopted>>>,
    items: BTreeMap<ItemId, ItemCell>,
    /// Every plan that was ever adopted by a unit for a year.
    plans_by_unit: BTreeMap<(UnitId, u16), BTreeSet<PlanId>>,
    /// Every item that was ever set in a plan.
    items_by_plan: BTreeMap<PlanId, BTreeSet<ItemId>>,
    /// Every item that was ever owned by a unit.
    items_by_owner: BTreeMap<UnitId, BTreeSet<ItemId>>,
    /// Every assignment that ever served an objective.
    assignments_by_objective: BTreeMap<ItemId, BTreeSet<ItemId>>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
struct ItemCell {
    definition: History<Fact<Definition>>,
    wording: History<Fact<String>>,
    /// `None` where a later definition puts a withdrawn item back.
    withdrawn: History<Fact<Option<Date>>>,
    links: BTreeMap<(ItemId, Relation), History<Fact<()>>>,
    linked_from: BTreeMap<(ItemId, Relation), History<Fact<()>>>,
}

/// What sets an item, but for its wording.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
struct Definition {
    kind: ItemKind,
    plan: PlanId,
    label: Option<String>,
    perspective: Perspective,
    strategy: Option<ItemId>,
    objective: Option<ItemId>,
    owner: Option<UnitId>,
    due: Option<Date>,
}

impl Definition {
    fn objective(e: &ObjectiveSet) -> Self {
        Self {
            kind: match e.kind {
                ObjectiveKind::EffectObjective => ItemKind::EffectObjective,
                ObjectiveKind::CommitteeObjective => ItemKind::CommitteeObjective,
            },
            plan: e.plan.clone(),
            label: e.label.clone(),
            perspective: e.perspective,
            strategy: e.strategy.clone(),
            objective: None,
            owner: Some(e.owner.clone()),
            due: None,
        }
    }

    fn strategy(e: &StrategySet) -> Self {
        Self {
            kind: ItemKind::Strategy,
            plan: e.plan.clone(),
            label: None,
            perspective: e.perspective,
            strategy: None,
            objective: None,
            owner: None,
            due: None,
        }
    }

    fn assignment(e: &AssignmentGiven) -> Self {
        Self {
            kind: ItemKind::Assignment,
            plan: e.plan.clone(),
            label: e.label.clone(),
            perspective: e.perspective,
            strategy: e.strategy.clone(),
            objective: e.objective.clone(),
            owner: Some(e.owner.clone()),
            due: e.due,
        }
    }
}

impl PlanView {
    /// Takes in the next entry. Total: it neither fails nor panics (I9).
    pub fn apply(&mut self, entry: &Entry) {
        let Some(event) = entry.event() else { return };
        let position = entry.position;
        match event {
            E::PlanAdopted(e) => {
                self.plans_by_unit
                    .entry((e.unit.clone(), e.year))
                    .or_default()
                    .insert(e.plan.clone());
                self.plans
                    .entry(e.plan.clone())
                    .or_default()
                    .set(position, Fact::of(entry, e.clone()));
            }
            E::ObjectiveSet(e) => self.define(entry, &e.item, &e.title, Definition::objective(e)),
            E::StrategySet(e) => self.define(entry, &e.item, &e.title, Definition::strategy(e)),
            E::AssignmentGiven(e) => {
                self.define(entry, &e.item, &e.title, Definition::assignment(e));
            }
            E::ItemLinked(e) => {
                let link = |cell: &mut BTreeMap<_, History<_>>, end: &ItemId| {
                    cell.entry((end.clone(), e.relation))
                        .or_default()
                        .set(position, Fact::of(entry, ()));
                };
                link(&mut self.cell(&e.item).links, &e.to);
                link(&mut self.cell(&e.to).linked_from, &e.item);
            }
            E::ItemReworded(e) => self
                .cell(&e.item)
                .wording
                .set(position, Fact::of(entry, e.title.clone())),
            E::ItemWithdrawn(e) => self
                .cell(&e.item)
                .withdrawn
                .set(position, Fact::of(entry, Some(e.valid_to))),
            E::PayloadRedacted(e) => self.redact(e, &Redaction::of(entry, e)),
            E::UnitEstablished(_)
            | E::UnitMoved(_)
            | E::UnitRenamed(_)
            | E::UnitDissolved(_)
            | E::MandateMoved(_)
            | E::IndicatorDefined(_)
            | E::TargetSet(_)
            | E::MatterReferredBack(_)
            | E::DecisionTaken(_)
            | E::DecisionReported(_)
            | E::ReportLineDefined(_)
            | E::FrameDecided(_)
            | E::FrameAdjusted(_)
            | E::BudgetReallocated(_)
            | E::ReserveDisposed(_)
            | E::OutcomeBooked(_)
            | E::ForecastSubmitted(_)
            | E::OutcomeRestated(_)
            | E::IndicatorOutcomeReported(_)
            | E::OutcomeMissing(_)
            | E::OutcomeCorrected(_)
            | E::WishOverridden(_)
            | E::AssessmentMade(_)
            | E::AssignmentStatusReported(_)
            | E::NarrativeWritten(_)
            | E::SignificantEventNoted(_)
            | E::ActionPlanned(_)
            | E::ActionEffectReported(_)
            | E::RiskIdentified(_)
            | E::ControlActionPlanned(_)
            | E::ControlActionFollowedUp(_)
            | E::ControlAssessed(_)
            | E::InvestmentObjectApproved(_)
            | E::InvestmentSpent(_)
            | E::KeyFigureReported(_)
            | E::PeriodOpened(_)
            | E::PeriodClosed(_)
            | E::ReportSubmitted(_)
            | E::ReportPublished(_)
            | E::CheckWaived(_)
            | E::FactClaimed(_)
            | E::RulesAdopted(_)
            | E::SigningKeyRotated(_)
            | E::WitnessPolicyAdopted(_)
            | E::PublicationWitnessed(_) => {}
        }
    }

    fn cell(&mut self, item: &ItemId) -> &mut ItemCell {
        self.items.entry(item.clone()).or_default()
    }

    /// Says that a wording is gone: the item has none until it is worded anew.
    fn redact(&mut self, redacted: &PayloadRedacted, redaction: &Redaction) {
        match &redacted.remains {
            Remains::Wording { item } => {
                let wording = &mut self.cell(item).wording;
                wording.redact(redaction, redaction.title());
            }
            Remains::Mandate { .. }
            | Remains::Referral { .. }
            | Remains::MissingOutcome { .. }
            | Remains::Assessment { .. }
            | Remains::Status { .. }
            | Remains::Narrative { .. }
            | Remains::Noted { .. }
            | Remains::ControlFollowUp { .. }
            | Remains::ControlAssessment { .. } => {}
        }
    }

    fn define(&mut self, entry: &Entry, item: &ItemId, title: &str, definition: Definition) {
        let position = entry.position;
        let index = |members: &mut BTreeSet<ItemId>| {
            members.insert(item.clone());
        };
        index(
            self.items_by_plan
                .entry(definition.plan.clone())
                .or_default(),
        );
        if let Some(owner) = &definition.owner {
            index(self.items_by_owner.entry(owner.clone()).or_default());
        }
        if let Some(objective) = &definition.objective {
            index(
                self.assignments_by_objective
                    .entry(objective.clone())
                    .or_default(),
            );
        }
        let cell = self.cell(item);
        cell.wording
            .set(position, Fact::of(entry, title.to_owned()));
        if cell.withdrawn.last().is_some() {
            cell.withdrawn.set(position, Fact::of(entry, None));
        }
        cell.definition.set(position, Fact::of(entry, definition));
    }

    /// A plan.
    pub fn plan(&self, plan: &PlanId, size: u64) -> Option<AdoptedPlan> {
        let (position, fact) = self.plans.get(plan)?.version_at(size)?;
        Some(AdoptedPlan {
            plan: fact.value.plan.clone(),
            unit: fact.value.unit.clone(),
            year: fact.value.year,
            title: fact.value.title.clone(),
            grounds: Grounds::on(position, fact),
        })
    }

    /// The plans of a unit for a year, in natural order of their ids.
    pub fn plans_of(&self, unit: &UnitId, year: u16, size: u64) -> Vec<AdoptedPlan> {
        let mut plans: Vec<AdoptedPlan> = self
            .plans_by_unit
            .get(&(unit.clone(), year))
            .into_iter()
            .flatten()
            .filter_map(|plan| self.plan(plan, size))
            .filter(|plan| plan.unit == *unit && plan.year == year)
            .collect();
        plans.sort_by(|a, b| natural_order::compare(a.plan.as_str(), b.plan.as_str()));
        plans
    }

    /// An item.
    pub fn item(&self, item: &ItemId, size: u64) -> Option<Item> {
        let cell = self.items.get(item)?;
        let (defined_at, definition) = cell.definition.version_at(size)?;
        let (worded_at, wording) = cell.wording.version_at(size)?;
        let mut grounds = Grounds::on(defined_at, definition);
        grounds.add(worded_at, wording);
        let withdrawn = cell.withdrawn.version_at(size);
        if let Some((position, fact)) = withdrawn {
            grounds.add(position, fact);
        }
        let plan = self
            .plans
            .get(&definition.value.plan)
            .and_then(|plan| plan.at(size));
        let set = &definition.value;
        Some(Item {
            item: item.clone(),
            kind: set.kind,
            plan: set.plan.clone(),
            plan_unit: plan.map(|plan| plan.value.unit.clone()),
            year: plan.map(|plan| plan.value.year),
            label: set.label.clone(),
            title: wording.value.clone(),
            perspective: set.perspective,
            strategy: set.strategy.clone(),
            objective: set.objective.clone(),
            owner: set.owner.clone(),
            due: set.due,
            links: known_links(&cell.links, size),
            linked_from: known_links(&cell.linked_from, size),
            withdrawn: withdrawn.and_then(|(_, fact)| fact.value),
            grounds,
        })
    }

    /// Every item that is known, in order of id.
    pub fn known(&self, size: u64) -> impl Iterator<Item = Item> {
        let items = self.items.keys();
        items.filter_map(move |item| self.item(item, size))
    }

    /// The wordings that an item got at positions from `from` to before `to`, for a trace.
    pub fn wordings(&self, item: &ItemId, from: u64, to: u64) -> &[(Position, Fact<String>)] {
        self.items
            .get(item)
            .map_or(&[], |cell| cell.wording.between(from, to))
    }

    /// When an item was withdrawn (or, as `None`, put back) at positions from
    /// `from` to before `to`, for a trace.
    pub fn withdrawals(
        &self,
        item: &ItemId,
        from: u64,
        to: u64,
    ) -> &[(Position, Fact<Option<Date>>)] {
        self.items
            .get(item)
            .map_or(&[], |cell| cell.withdrawn.between(from, to))
    }
}

fn known_links(links: &BTreeMap<(ItemId, Relation), History<Fact<()>>>, size: u64) -> Vec<Link> {
    let mut known: Vec<Link> = links
        .iter()
        .filter(|(_, versions)| versions.at(size).is_some())
        .map(|((item, relation), _)| Link {
            item: item.clone(),
            relation: *relation,
        })
        .collect();
    known.sort_by(|a, b| {
        natural_order::compare(a.item.as_str(), b.item.as_str())
            .then_with(|| a.relation.cmp(&b.relation))
    });
    known
}

#[cfg(test)]
mod tests;
