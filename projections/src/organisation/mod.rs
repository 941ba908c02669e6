//! The organisation over time: which units there are, what they are called and
//! where they belong, on any day and as known at any log size.
//!
//! Guarantee: a unit belongs on a day where the latest known change with a first
//! day up to it puts it; of two changes for the same day the later recorded
//! holds. A unit whose chain upwards is broken that day stands in no tree.
//!
//! It deliberately judges nothing: a unit without a parent or a circle is the
//! decider's to refuse, and here it is only never walked twice.

mod since;
mod tree;
mod unit;

use std::collections::{BTreeMap, BTreeSet};

use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::event::Event as E;
use ledger::event::organisation::{MandateMoved, UnitKind};
use ledger::event::remains::Remains;
use ledger::event::reporting::PayloadRedacted;
use ledger::ids::UnitId;
use ledger::time::Date;

use crate::fact::{Fact, Grounds};
use crate::redacted::Redaction;
use crate::scope::Scope;
use crate::temporal::History;
use since::Since;
pub use unit::{MandateMove, OrganisationChange, TreeUnit, Unit, UnitChange};

/// Every unit, with all its versions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Organisation {
    units: BTreeMap<UnitId, UnitCell>,
    /// Every unit that ever had the key as its parent, by any known or later change.
    children: BTreeMap<UnitId, BTreeSet<UnitId>>,
    /// Every unit that was ever established without a parent.
    roots: BTreeSet<UnitId>,
    mandates: BTreeMap<Date, History<Fact<MandateMoved>>>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
struct UnitCell {
    kind: History<Fact<UnitKind>>,
    life: History<Fact<Life>>,
    names: Since<String>,
    parents: Since<Option<UnitId>>,
}

/// From when to when a unit exists.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
struct Life {
    from: Date,
    to: Option<Date>,
    successor: Option<UnitId>,
}

impl Life {
    fn covers(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|last| day <= last)
    }

    /// The day itself when the unit exists then, otherwise the nearest on which it does.
    fn nearest(&self, day: Date) -> Date {
        day.min(self.to.unwrap_or(day)).max(self.from)
    }
}

impl Organisation {
    /// Takes in the next entry. Total: it neither fails nor panics (I9).
    pub fn apply(&mut self, entry: &Entry) {
        let Some(event) = entry.event() else { return };
        let position = entry.position;
        match event {
            E::UnitEstablished(e) => {
                let cell = self.units.entry(e.unit.clone()).or_default();
                cell.kind.set(position, Fact::of(entry, e.kind));
                let life = Life {
                    from: e.valid_from,
                    to: None,
                    successor: None,
                };
                cell.life.set(position, Fact::of(entry, life));
                cell.names
                    .set(e.valid_from, position, Fact::of(entry, e.name.clone()));
                self.belongs(entry, &e.unit, e.parent.as_ref(), e.valid_from);
            }
            E::UnitMoved(e) => self.belongs(entry, &e.unit, Some(&e.parent), e.valid_from),
            E::UnitRenamed(e) => {
                let cell = self.units.entry(e.unit.clone()).or_default();
                cell.names
                    .set(e.valid_from, position, Fact::of(entry, e.name.clone()));
            }
            E::UnitDissolved(e) => {
                let cell = self.units.entry(e.unit.clone()).or_default();
                if let Some(from) = cell.life.last().map(|life| life.value.from) {
                    let life = Life {
                        from,
                        to: Some(e.valid_to),
                        successor: e.successor.clone(),
                    };
                    cell.life.set(position, Fact::of(entry, life));
                }
            }
            E::MandateMoved(e) => self
                .mandates
                .entry(e.valid_from)
                .or_default()
                .set(position, Fact::of(entry, e.clone())),
            E::PayloadRedacted(e) => self.redact(e, &Redaction::of(entry, e)),
            E::PlanAdopted(_)
            | E::ObjectiveSet(_)
            | E::StrategySet(_)
            | E::AssignmentGiven(_)
            | E::IndicatorDefined(_)
            | E::TargetSet(_)
            | E::ItemLinked(_)
            | E::ItemReworded(_)
            | E::ItemWithdrawn(_)
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

    fn belongs(&mut self, entry: &Entry, unit: &UnitId, parent: Option<&UnitId>, from: Date) {
        let cell = self.units.entry(unit.clone()).or_default();
        cell.parents
            .set(from, entry.position, Fact::of(entry, parent.cloned()));
        match parent {
            Some(parent) => {
                self.children
                    .entry(parent.clone())
                    .or_default()
                    .insert(unit.clone());
            }
            None => {
                self.roots.insert(unit.clone());
            }
        }
    }

    /// The unit as it was on a day; `None` when it did not exist then, or is not known.
    pub fn unit(&self, unit: &UnitId, on: Date, size: u64) -> Option<Unit> {
        let near = self.unit_near(unit, on, size)?;
        let exists = near.valid_from <= on && near.valid_to.is_none_or(|last| on <= last);
        exists.then_some(near)
    }

    /// Every unit that is known, as on the day of its existence that is nearest, in
    /// order of id.
    pub fn known(&self, on: Date, size: u64) -> impl Iterator<Item = Unit> {
        let units = self.units.keys();
        units.filter_map(move |unit| self.unit_near(unit, on, size))
    }

    /// The unit's name on the day of its existence that is nearest; its id when it is
    /// not known.
    pub fn name_near(&self, unit: &UnitId, on: Date, size: u64) -> String {
        let near = self.unit_near(unit, on, size);
        near.map_or_else(|| unit.to_string(), |unit| unit.name)
    }

    /// The unit as it was on the day of its existence that is nearest: for the
    /// name, in a report, of a unit that has been dissolved.
    pub fn unit_near(&self, unit: &UnitId, on: Date, size: u64) -> Option<Unit> {
        let cell = self.units.get(unit)?;
        let (life_position, life) = cell.life.version_at(size)?;
        let (kind_position, kind) = cell.kind.version_at(size)?;
        let on = life.value.nearest(on);
        let name = cell.names.on(on, size)?;
        let parent = cell.parents.on(on, size);
        let mut grounds = Grounds::on(kind_position, kind);
        grounds.add(life_position, life);
        grounds.add(name.position, name.fact);
        if let Some(parent) = &parent {
            grounds.add(parent.position, parent.fact);
        }
        Some(Unit {
            unit: unit.clone(),
            name: name.fact.value.clone(),
            kind: kind.value,
            parent: parent.and_then(|parent| parent.fact.value.clone()),
            valid_from: life.value.from,
            valid_to: life.value.to,
            successor: life.value.successor.clone(),
            grounds,
        })
    }

    /// Says that what a moved mandate was is gone.
    fn redact(&mut self, redacted: &PayloadRedacted, redaction: &Redaction) {
        match &redacted.remains {
            Remains::Mandate {
                from_unit,
                to_unit,
                valid_from,
            } => {
                let moved = MandateMoved {
                    mandate: redaction.title(),
                    from_unit: from_unit.clone(),
                    to_unit: to_unit.clone(),
                    valid_from: *valid_from,
                };
                let that_day = self.mandates.entry(*valid_from).or_default();
                that_day.redact(redaction, moved);
            }
            Remains::Referral { .. }
            | Remains::Wording { .. }
            | Remains::MissingOutcome { .. }
            | Remains::Assessment { .. }
            | Remains::Status { .. }
            | Remains::Narrative { .. }
            | Remains::Noted { .. }
            | Remains::ControlFollowUp { .. }
            | Remains::ControlAssessment { .. } => {}
        }
    }

    /// The mandates that passed to or from a unit of the scope in its period, by day.
    pub fn mandates_moved(&self, scope: &Scope) -> Vec<MandateMove> {
        self.mandates
            .range(scope.period.first_day()..=scope.period.last_day())
            .flat_map(|(_, moves)| moves.between(0, scope.size))
            .filter(|(_, fact)| {
                scope.subtree.contains(&fact.value.from_unit)
                    || scope.subtree.contains(&fact.value.to_unit)
            })
            .map(|(position, fact)| MandateMove {
                mandate: fact.value.mandate.clone(),
                from_unit: fact.value.from_unit.clone(),
                to_unit: fact.value.to_unit.clone(),
                valid_from: fact.value.valid_from,
                grounds: Grounds::on(*position, fact),
            })
            .collect()
    }

    /// What happened to the units of the scope in its period, by day and unit.
    pub fn changes(&self, scope: &Scope) -> Vec<OrganisationChange> {
        let mut changes: Vec<_> = scope
            .subtree
            .iter()
            .filter_map(|unit| Some((unit, self.units.get(unit)?)))
            .flat_map(|(unit, cell)| cell.changes(unit, scope))
            .collect();
        changes.sort_by(|a, b| (a.date, &a.unit).cmp(&(b.date, &b.unit)));
        changes
    }
}

impl UnitCell {
    fn changes(&self, unit: &UnitId, scope: &Scope) -> Vec<OrganisationChange> {
        let (first, last) = (scope.period.first_day(), scope.period.last_day());
        let Some((position, life)) = self.life.version_at(scope.size) else {
            return Vec::new();
        };
        let change = |date, change, grounds| OrganisationChange {
            unit: unit.clone(),
            date,
            change,
            grounds,
        };
        let born = life.value.from;
        let mut changes = Vec::new();
        if (first..=last).contains(&born) {
            let grounds = self
                .kind
                .version_at(scope.size)
                .map(|(position, kind)| Grounds::on(position, kind));
            changes.push(change(
                born,
                UnitChange::Established,
                grounds.unwrap_or_default(),
            ));
        }
        let moves: Vec<_> = self.parents.known(last, scope.size).collect();
        for (index, step) in moves.iter().enumerate() {
            let Some(to) = step.fact.value.clone() else {
                continue;
            };
            if step.from >= first && step.from != born {
                let before = index.checked_sub(1).and_then(|before| moves.get(before));
                let from = before.and_then(|before| before.fact.value.clone());
                changes.push(change(
                    step.from,
                    UnitChange::Moved { from, to },
                    Grounds::on(step.position, step.fact),
                ));
            }
        }
        let names: Vec<_> = self.names.known(last, scope.size).collect();
        for (index, step) in names.iter().enumerate() {
            if step.from >= first && step.from != born {
                let before = index.checked_sub(1).and_then(|before| names.get(before));
                let renamed = UnitChange::Renamed {
                    from: before.map(|before| before.fact.value.clone()),
                    to: step.fact.value.clone(),
                };
                changes.push(change(
                    step.from,
                    renamed,
                    Grounds::on(step.position, step.fact),
                ));
            }
        }
        if let Some(end) = life.value.to.filter(|end| (first..=last).contains(end)) {
            let dissolved = UnitChange::Dissolved {
                successor: life.value.successor.clone(),
            };
            changes.push(change(end, dissolved, Grounds::on(position, life)));
        }
        changes
    }

    /// The unit's parent on a day on which it exists; `None` otherwise.
    fn parent_on(&self, on: Date, size: u64) -> Option<&UnitId> {
        self.life.at(size).filter(|life| life.value.covers(on))?;
        self.parents.on(on, size)?.fact.value.as_ref()
    }
}

#[cfg(test)]
mod tests;
