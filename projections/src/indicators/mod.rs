//! Indicators: definitions, targets, outcomes and wishes, with all their versions.
//!
//! Guarantee: an outcome for a unit and period is the last known of what was
//! reported, declared missing or corrected for it; a missing value never
//! becomes a number. How far a target is met is not stored: it is derived by
//! [`ledger::fulfilment`] with the rules in force, when a report asks.
//!
//! It deliberately does not decide which units a report is about; see
//! [`crate::scope::Scope`].

mod choice;
mod report;
mod row;
mod series;

use std::collections::{BTreeMap, BTreeSet};

use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::event::Event as E;
use ledger::event::indicator::{CorrectedFact, IndicatorValue, OutcomeCorrected};
use ledger::event::plan::{Desired, IndicatorDefined, Target};
use ledger::event::remains::Remains;
use ledger::event::reporting::PayloadRedacted;
use ledger::ids::{EventId, IndicatorId, ItemId, Position, UnitId};
use ledger::period::Period;

use crate::fact::Fact;
use crate::natural_order;
use crate::redacted::Redaction;
use crate::temporal::History;
pub use row::{
    AppliedTarget, Correction, FulfilmentCounts, IndicatorRow, Outcome, Previous, Reported, Wish,
};
pub use series::{OutcomeStory, Story, TargetStory, WishStory};

/// Every indicator, with all its versions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Indicators {
    indicators: BTreeMap<IndicatorId, IndicatorCell>,
    /// Every indicator that was ever defined for an objective.
    by_item: BTreeMap<ItemId, BTreeSet<IndicatorId>>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
struct IndicatorCell {
    definition: History<Fact<IndicatorDefined>>,
    targets: BTreeMap<Period, History<Fact<Target>>>,
    outcomes: BTreeMap<UnitId, BTreeMap<Period, History<Fact<StatedOutcome>>>>,
    wishes: BTreeMap<UnitId, History<Fact<StatedWish>>>,
}

/// What an event states of an outcome.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum StatedOutcome {
    /// A value.
    Value {
        /// The value.
        value: IndicatorValue,
        /// The event it corrects, when it is a correction.
        corrects: Option<EventId>,
        /// Why, as the commit says.
        reason: Option<String>,
    },
    /// There is none.
    Missing {
        /// Why.
        reason: String,
    },
}

/// What an event states of a unit's wish.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct StatedWish {
    /// The direction it wishes.
    pub desired: Desired,
    /// Why, as the commit says.
    pub reason: Option<String>,
}

impl Indicators {
    /// Takes in the next entry. Total: it neither fails nor panics (I9).
    pub fn apply(&mut self, entry: &Entry) {
        let Some(event) = entry.event() else { return };
        let position = entry.position;
        match event {
            E::IndicatorDefined(e) => {
                self.by_item
                    .entry(e.item.clone())
                    .or_default()
                    .insert(e.indicator.clone());
                self.cell(&e.indicator)
                    .definition
                    .set(position, Fact::of(entry, e.clone()));
            }
            E::TargetSet(e) => self
                .cell(&e.indicator)
                .targets
                .entry(e.period)
                .or_default()
                .set(position, Fact::of(entry, e.target.clone())),
            E::IndicatorOutcomeReported(e) => {
                let stated = StatedOutcome::Value {
                    value: e.outcome.clone(),
                    corrects: None,
                    reason: None,
                };
                self.state(entry, &e.indicator, &e.unit, e.period, stated);
            }
            E::OutcomeMissing(e) => {
                let stated = StatedOutcome::Missing {
                    reason: e.missing_reason.clone(),
                };
                self.state(entry, &e.indicator, &e.unit, e.period, stated);
            }
            E::OutcomeCorrected(e) => self.correct(entry, e),
            E::WishOverridden(e) => {
                let wish = StatedWish {
                    desired: e.desired,
                    reason: entry.commit.reason.clone(),
                };
                self.cell(&e.indicator)
                    .wishes
                    .entry(e.unit.clone())
                    .or_default()
                    .set(position, Fact::of(entry, wish));
            }
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

    fn cell(&mut self, indicator: &IndicatorId) -> &mut IndicatorCell {
        self.indicators.entry(indicator.clone()).or_default()
    }

    /// Says that why an outcome is missing is gone; that it is missing stands.
    fn redact(&mut self, redacted: &PayloadRedacted, redaction: &Redaction) {
        match &redacted.remains {
            Remains::MissingOutcome {
                indicator,
                unit,
                period,
            } => {
                let missing = StatedOutcome::Missing {
                    reason: redaction.words(),
                };
                let units = &mut self.cell(indicator).outcomes;
                let periods = units.entry(unit.clone()).or_default();
                periods
                    .entry(*period)
                    .or_default()
                    .redact(redaction, missing);
            }
            Remains::Mandate { .. }
            | Remains::Referral { .. }
            | Remains::Wording { .. }
            | Remains::Assessment { .. }
            | Remains::Status { .. }
            | Remains::Narrative { .. }
            | Remains::Noted { .. }
            | Remains::ControlFollowUp { .. }
            | Remains::ControlAssessment { .. } => {}
        }
    }

    fn correct(&mut self, entry: &Entry, correction: &OutcomeCorrected) {
        match &correction.fact {
            CorrectedFact::Indicator {
                indicator,
                unit,
                period,
                outcome,
            } => {
                let stated = StatedOutcome::Value {
                    value: outcome.clone(),
                    corrects: Some(correction.corrects),
                    reason: entry.commit.reason.clone(),
                };
                self.state(entry, indicator, unit, *period, stated);
            }
            CorrectedFact::Booking { .. }
            | CorrectedFact::KeyFigure(_)
            | CorrectedFact::Spending { .. } => {}
        }
    }

    fn state(
        &mut self,
        entry: &Entry,
        indicator: &IndicatorId,
        unit: &UnitId,
        period: Period,
        stated: StatedOutcome,
    ) {
        self.cell(indicator)
            .outcomes
            .entry(unit.clone())
            .or_default()
            .entry(period)
            .or_default()
            .set(entry.position, Fact::of(entry, stated));
    }

    /// An indicator's definition.
    pub fn definition(
        &self,
        indicator: &IndicatorId,
        size: u64,
    ) -> Option<&Fact<IndicatorDefined>> {
        self.indicators.get(indicator)?.definition.at(size)
    }

    /// The indicators of an objective, by printed number and id in natural order.
    pub fn of_item(&self, item: &ItemId, size: u64) -> Vec<IndicatorId> {
        let mut defined: Vec<&IndicatorDefined> = self
            .by_item
            .get(item)
            .into_iter()
            .flatten()
            .filter_map(|indicator| self.definition(indicator, size))
            .map(|fact| &fact.value)
            .filter(|defined| defined.item == *item)
            .collect();
        defined.sort_by(|a, b| {
            natural_order::compare_labels(a.label.as_deref(), b.label.as_deref())
                .then_with(|| natural_order::compare(a.indicator.as_str(), b.indicator.as_str()))
        });
        defined
            .into_iter()
            .map(|defined| defined.indicator.clone())
            .collect()
    }

    /// What was stated of an indicator's outcome for a unit and period at
    /// positions from `from` to before `to`, for a trace.
    pub fn outcome_versions(
        &self,
        indicator: &IndicatorId,
        unit: &UnitId,
        period: Period,
        from: u64,
        to: u64,
    ) -> &[(Position, Fact<StatedOutcome>)] {
        self.indicators
            .get(indicator)
            .and_then(|cell| cell.outcomes.get(unit)?.get(&period))
            .map_or(&[], |versions| versions.between(from, to))
    }

    /// The targets that were set for a period at positions from `from` to
    /// before `to`, for a trace.
    pub fn target_versions(
        &self,
        indicator: &IndicatorId,
        period: Period,
        from: u64,
        to: u64,
    ) -> &[(Position, Fact<Target>)] {
        self.indicators
            .get(indicator)
            .and_then(|cell| cell.targets.get(&period))
            .map_or(&[], |versions| versions.between(from, to))
    }

    /// A unit's wishes that were stated at positions from `from` to before `to`, for a trace.
    pub fn wish_versions(
        &self,
        indicator: &IndicatorId,
        unit: &UnitId,
        from: u64,
        to: u64,
    ) -> &[(Position, Fact<StatedWish>)] {
        self.indicators
            .get(indicator)
            .and_then(|cell| cell.wishes.get(unit))
            .map_or(&[], |versions| versions.between(from, to))
    }
}

#[cfg(test)]
mod tests;
