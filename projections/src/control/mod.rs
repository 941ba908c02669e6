//! Internal control (KL 6:6): risks, control actions with their follow-up, and
//! the judgement of requirements a to e.
//!
//! Guarantee: a control action shows the follow-up of the latest period that
//! ends no later than the report's; one without any is shown as such, and so is
//! a requirement that nobody has judged.
//!
//! It deliberately keeps no wording of the requirements: the law's words change
//! and belong to whoever shows them.

mod action;

use std::collections::{BTreeMap, BTreeSet};

use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::event::Event as E;
use ledger::event::control::{
    ControlActionFollowedUp, ControlActionPlanned, ControlAssessed, Requirement, RiskIdentified,
};
use ledger::event::remains::Remains;
use ledger::event::reporting::PayloadRedacted;
use ledger::ids::{ControlId, Position, RiskId, UnitId};
use ledger::period::Period;
use ledger::time::Date;

use crate::fact::{Fact, Grounds, Source};
use crate::natural_order;
use crate::redacted::{Redaction, Said};
use crate::scope::Scope;
use crate::temporal::History;
pub use action::{ControlAction, ControlAssessment, ControlCounts, FollowUp, Risk};

/// The requirements in order.
const REQUIREMENTS: [Requirement; 5] = [
    Requirement::A,
    Requirement::B,
    Requirement::C,
    Requirement::D,
    Requirement::E,
];

/// The versions of a unit's judgement of each requirement.
type Judgements = BTreeMap<Requirement, History<Fact<Said<ControlAssessed>>>>;

/// Every risk and control action, with all their versions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Control {
    risks: BTreeMap<RiskId, History<Fact<RiskIdentified>>>,
    controls: BTreeMap<ControlId, ControlCell>,
    /// Every risk that ever stood in a unit's plan of a year.
    risks_by_plan: BTreeMap<(UnitId, u16), BTreeSet<RiskId>>,
    /// Every control action that ever stood in a unit's plan of a year.
    controls_by_plan: BTreeMap<(UnitId, u16), BTreeSet<ControlId>>,
    assessed: BTreeMap<(UnitId, u16), Judgements>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
struct ControlCell {
    planned: History<Fact<ControlActionPlanned>>,
    followed_up: BTreeMap<Period, History<Fact<Said<ControlActionFollowedUp>>>>,
}

impl Control {
    /// Takes in the next entry. Total: it neither fails nor panics (I9).
    pub fn apply(&mut self, entry: &Entry) {
        let Some(event) = entry.event() else { return };
        let position = entry.position;
        match event {
            E::RiskIdentified(e) => {
                self.risks_by_plan
                    .entry((e.unit.clone(), e.year))
                    .or_default()
                    .insert(e.risk.clone());
                self.risks
                    .entry(e.risk.clone())
                    .or_default()
                    .set(position, Fact::of(entry, e.clone()));
            }
            E::ControlActionPlanned(e) => {
                self.controls_by_plan
                    .entry((e.unit.clone(), e.year))
                    .or_default()
                    .insert(e.control.clone());
                self.controls
                    .entry(e.control.clone())
                    .or_default()
                    .planned
                    .set(position, Fact::of(entry, e.clone()));
            }
            E::ControlActionFollowedUp(e) => self
                .controls
                .entry(e.control.clone())
                .or_default()
                .followed_up
                .entry(e.period)
                .or_default()
                .set(position, Fact::of(entry, Said::Present(e.clone()))),
            E::ControlAssessed(e) => self
                .assessed
                .entry((e.unit.clone(), e.year))
                .or_default()
                .entry(e.requirement)
                .or_default()
                .set(position, Fact::of(entry, Said::Present(e.clone()))),
            E::PayloadRedacted(e) => self.redact(e, &Redaction::of(entry, e)),
            E::UnitEstablished(_)
            | E::UnitMoved(_)
            | E::UnitRenamed(_)
            | E::UnitDissolved(_)
            | E::MandateMoved(_)
            | E::PlanAdopted(_)
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

    /// Says that a follow-up or a judgement is gone.
    fn redact(&mut self, redacted: &PayloadRedacted, redaction: &Redaction) {
        match &redacted.remains {
            Remains::ControlFollowUp { control, period } => {
                let cell = self.controls.entry(control.clone()).or_default();
                let versions = cell.followed_up.entry(*period).or_default();
                versions.redact(redaction, Said::Redacted(redaction.clone()));
            }
            Remains::ControlAssessment {
                unit,
                year,
                requirement,
            } => {
                let judged = self.assessed.entry((unit.clone(), *year)).or_default();
                let versions = judged.entry(*requirement).or_default();
                versions.redact(redaction, Said::Redacted(redaction.clone()));
            }
            Remains::Mandate { .. }
            | Remains::Referral { .. }
            | Remains::Wording { .. }
            | Remains::MissingOutcome { .. }
            | Remains::Assessment { .. }
            | Remains::Status { .. }
            | Remains::Narrative { .. }
            | Remains::Noted { .. } => {}
        }
    }

    /// The risks in the plans of the scope's units for its period's year, in
    /// natural order of their ids.
    pub fn risks(&self, scope: &Scope) -> Vec<Risk> {
        let year = scope.period.year();
        let mut risks: Vec<Risk> = in_plans(&self.risks_by_plan, scope)
            .filter_map(|risk| self.risks.get(risk)?.version_at(scope.size))
            .filter(|(_, fact)| fact.value.year == year && scope.subtree.contains(&fact.value.unit))
            .map(|(position, fact)| Risk {
                risk: fact.value.risk.clone(),
                unit: fact.value.unit.clone(),
                area: fact.value.area.clone(),
                title: fact.value.title.clone(),
                likelihood: fact.value.likelihood,
                impact: fact.value.impact,
                grounds: Grounds::on(position, fact),
            })
            .collect();
        risks.sort_by(|a, b| natural_order::compare(a.risk.as_str(), b.risk.as_str()));
        risks
    }

    /// The control actions in the plans of the scope's units for its period's
    /// year, in natural order of their ids.
    pub fn actions(&self, scope: &Scope) -> Vec<ControlAction> {
        let year = scope.period.year();
        let mut actions: Vec<ControlAction> = in_plans(&self.controls_by_plan, scope)
            .filter(|control| {
                let planned = self.controls.get(control);
                planned
                    .and_then(|cell| cell.planned.at(scope.size))
                    .is_some_and(|fact| {
                        fact.value.year == year && scope.subtree.contains(&fact.value.unit)
                    })
            })
            .filter_map(|control| self.action(control, scope.period, scope.size))
            .collect();
        actions.sort_by(|a, b| natural_order::compare(a.control.as_str(), b.control.as_str()));
        actions
    }

    /// A control action, followed up to a period's end.
    pub fn action(&self, control: &ControlId, period: Period, size: u64) -> Option<ControlAction> {
        let cell = self.controls.get(control)?;
        let (position, fact) = cell.planned.version_at(size)?;
        let planned = &fact.value;
        let mut grounds = Grounds::on(position, fact);
        let risk = self.risks.get(&planned.risk);
        let risk = risk.and_then(|risk| risk.version_at(size));
        if let Some((position, fact)) = risk {
            grounds.add(position, fact);
        }
        let follow_up = cell.follow_up(period, size);
        if let Some(follow_up) = &follow_up {
            grounds.add(follow_up.position, follow_up.fact);
        }
        Some(ControlAction {
            control: control.clone(),
            unit: planned.unit.clone(),
            risk: planned.risk.clone(),
            area: risk.map(|(_, fact)| fact.value.area.clone()),
            risk_title: risk.map(|(_, fact)| fact.value.title.clone()),
            title: planned.title.clone(),
            scope: planned.scope,
            follow_up: follow_up.as_ref().map(Made::told),
            grounds,
        })
    }

    /// Every known follow-up of a control action in a period's year, up to the
    /// period's end: the earliest first.
    pub fn follow_ups(&self, control: &ControlId, period: Period, size: u64) -> Vec<FollowUp> {
        let Some(cell) = self.controls.get(control) else {
            return Vec::new();
        };
        let year = period.year();
        let mut made: Vec<_> = cell
            .made(period, size)
            .filter(|follow_up| follow_up.period.year() == year)
            .collect();
        made.sort_by_key(Made::order);
        made.iter().map(Made::told).collect()
    }

    /// A unit's judgement of each requirement for a year, a to e, judged or not.
    pub fn assessment(&self, unit: &UnitId, year: u16, size: u64) -> Vec<ControlAssessment> {
        let judged = self.assessed.get(&(unit.clone(), year));
        REQUIREMENTS
            .into_iter()
            .map(|requirement| {
                let version = judged
                    .and_then(|judged| judged.get(&requirement))
                    .and_then(|versions| versions.version_at(size));
                let said = version.and_then(|(_, fact)| fact.value.present());
                ControlAssessment {
                    requirement,
                    judgement: said.map(|said| said.judgement),
                    motivation: said.and_then(|said| said.motivation.clone()),
                    redacted: version.and_then(|(_, fact)| fact.value.redaction().cloned()),
                    grounds: version
                        .map(|(position, fact)| Grounds::on(position, fact))
                        .unwrap_or_default(),
                }
            })
            .collect()
    }

    /// The follow-ups of a control action for a period at positions from `from`
    /// to before `to`, for a trace.
    pub fn follow_up_versions(
        &self,
        control: &ControlId,
        period: Period,
        from: u64,
        to: u64,
    ) -> &[(Position, Fact<Said<ControlActionFollowedUp>>)] {
        self.controls
            .get(control)
            .and_then(|cell| cell.followed_up.get(&period))
            .map_or(&[], |versions| versions.between(from, to))
    }
}

impl ControlCell {
    /// The known follow-up of the latest period that ends no later than a period.
    fn follow_up(&self, period: Period, size: u64) -> Option<Made<'_>> {
        self.made(period, size).max_by_key(Made::order)
    }

    /// The known follow-ups of periods that end no later than a period.
    fn made(&self, period: Period, size: u64) -> impl Iterator<Item = Made<'_>> {
        let last_day = period.last_day();
        self.followed_up
            .iter()
            .filter(move |(of, _)| of.last_day() <= last_day)
            .filter_map(move |(of, versions)| {
                let (position, fact) = versions.version_at(size)?;
                Some(Made {
                    period: *of,
                    position,
                    fact,
                })
            })
    }
}

/// A follow-up with where it stands.
struct Made<'a> {
    period: Period,
    position: Position,
    fact: &'a Fact<Said<ControlActionFollowedUp>>,
}

impl Made<'_> {
    /// Which of two counts: the one that ends last, and then the longer one.
    fn order(&self) -> (Date, u8) {
        (self.period.last_day(), self.period.length())
    }

    fn told(&self) -> FollowUp {
        let said = self.fact.value.present();
        FollowUp {
            period: self.period,
            status: said.map(|said| said.status),
            effect: said.and_then(|said| said.effect),
            comment: said.and_then(|said| said.comment.clone()),
            redacted: self.fact.value.redaction().cloned(),
            source: Source {
                position: self.position,
                event: self.fact.event,
            },
        }
    }
}

/// What ever stood in the plans of the scope's units for its period's year; each once.
fn in_plans<'a, T: Ord>(
    plans: &'a BTreeMap<(UnitId, u16), BTreeSet<T>>,
    scope: &Scope,
) -> impl Iterator<Item = &'a T> + use<'a, T> {
    let year = scope.period.year();
    let members: BTreeSet<&T> = scope
        .subtree
        .iter()
        .filter_map(|unit| plans.get(&(unit.clone(), year)))
        .flatten()
        .collect();
    members.into_iter()
}

#[cfg(test)]
mod tests;
