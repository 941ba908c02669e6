//! The action plan: planned effects, what they have been and what they are expected to be.
//!
//! An effect is an improvement of the result in öre, or a number of FTE fewer,
//! or both. The follow-up that counts for a period is the latest of its year
//! that ends no later than the period; of two that end in the same month, the
//! longer one.

use std::collections::{BTreeMap, BTreeSet};

use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::event::action::{
    ActionCategory, ActionEffectReported, ActionPlanned, Consequence, YearEffect,
};
use ledger::event::{Event, Provenance};
use ledger::ids::{ActionId, Position, UnitId};
use ledger::money::Ore;
use ledger::period::Period;
use ledger::quantity::Quantity;
use serde::Serialize;

use crate::follow_up::FollowUpOrder;
use crate::temporal::History;

/// A follow-up with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Reported {
    /// What was reported.
    pub effect: ActionEffectReported,
    /// Where it comes from.
    pub provenance: Option<Provenance>,
}

/// A plan with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Planned {
    /// What was planned.
    pub action: ActionPlanned,
    /// Where it comes from.
    pub provenance: Option<Provenance>,
}

/// Actions over time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Actions {
    planned: BTreeMap<ActionId, History<Planned>>,
    /// By the follow-up.
    reported: BTreeMap<ActionId, BTreeMap<FollowUpOrder, History<Reported>>>,
    by_unit: BTreeMap<UnitId, BTreeSet<ActionId>>,
}

/// Money and FTE of an effect; each none when nothing is stated, never zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ActionEffect))]
pub struct Effect {
    /// The improvement of the result.
    #[cfg_attr(feature = "schema", schema(value_type = Option<i64>))]
    pub amount: Option<Ore>,
    /// How many FTE fewer.
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>))]
    pub fte: Option<Quantity>,
}

impl Effect {
    /// What some effects are in a year.
    pub fn of_year(effects: &[YearEffect], year: u16) -> Self {
        effects
            .iter()
            .filter(|effect| effect.year == year)
            .map(|effect| Self {
                amount: effect.amount_ore,
                fte: effect.fte,
            })
            .fold(Self::default(), Self::plus)
    }

    /// The sum; what only one of them states is kept.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            amount: joined(self.amount, other.amount, |a, b| a + b),
            fte: joined(self.fte, other.fte, Quantity::plus),
        }
    }

    /// What is missing to this effect when the other is reached; none where either is not stated.
    #[must_use]
    pub fn less(self, other: Self) -> Self {
        Self {
            amount: self.amount.zip(other.amount).map(|(a, b)| a - b),
            fte: self.fte.zip(other.fte).map(|(a, b)| a.minus(b)),
        }
    }
}

fn joined<T>(a: Option<T>, b: Option<T>, plus: impl Fn(T, T) -> T) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(plus(a, b)),
        (one, other) => one.or(other),
    }
}

/// An action as a report shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ActionRow {
    /// The action.
    pub action: ActionId,
    /// What it is.
    pub title: String,
    /// The unit that carries it out.
    pub unit: UnitId,
    /// What it works on.
    pub category: ActionCategory,
    /// What it means for the work.
    pub consequence: Option<Consequence>,
    /// The planned effect of the year.
    pub planned: Effect,
    /// The effect so far in the year.
    pub outcome: Effect,
    /// The effect expected in later years.
    #[cfg_attr(feature = "schema", schema(value_type = BTreeMap<String, Effect>))]
    pub forecast: BTreeMap<u16, Effect>,
    /// Planned less outcome.
    pub shortfall: Effect,
    /// The follow-up's comment.
    pub comment: Option<String>,
    /// The weakest provenance of what it rests on.
    pub provenance: Option<Provenance>,
}

/// The action plan of a unit, with its sums.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ActionPlan {
    /// The actions: by what they work on, then by id.
    pub rows: Vec<ActionRow>,
    /// The sum of what was planned.
    pub planned: Effect,
    /// The sum of what it has been.
    pub outcome: Effect,
    /// The sums of what is expected, for every later year that any action names.
    #[cfg_attr(feature = "schema", schema(value_type = BTreeMap<String, Effect>))]
    pub forecast: BTreeMap<u16, Effect>,
    /// The sum planned less the sum reached.
    pub shortfall: Effect,
}

impl Actions {
    /// Takes in the next entry. Total: it neither fails nor panics (I9).
    pub fn apply(&mut self, entry: &Entry) {
        use Event as E;
        let Some(event) = entry.event() else { return };
        match event {
            E::ActionPlanned(e) => {
                self.by_unit
                    .entry(e.unit.clone())
                    .or_default()
                    .insert(e.action.clone());
                self.planned.entry(e.action.clone()).or_default().set(
                    entry.position,
                    Planned {
                        action: e.clone(),
                        provenance: entry.provenance,
                    },
                );
            }
            E::ActionEffectReported(e) => {
                self.reported
                    .entry(e.action.clone())
                    .or_default()
                    .entry(FollowUpOrder::of(e.period))
                    .or_default()
                    .set(
                        entry.position,
                        Reported {
                            effect: e.clone(),
                            provenance: entry.provenance,
                        },
                    );
            }
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
            | E::PayloadRedacted(_)
            | E::SigningKeyRotated(_)
            | E::WitnessPolicyAdopted(_)
            | E::PublicationWitnessed(_) => {}
        }
    }

    /// What is known of an action.
    pub fn action(&self, action: &ActionId, size: u64) -> Option<&Planned> {
        self.planned.get(action)?.at(size)
    }

    /// The follow-up that counts for a period.
    pub fn follow_up(&self, action: &ActionId, period: Period, size: u64) -> Option<&Reported> {
        self.follow_ups(action, period)
            .filter_map(|history| history.at(size))
            .last()
    }

    /// Every follow-up of an action that is known, by what it was made for, with the
    /// position that made it.
    pub fn all_follow_ups(&self, action: &ActionId, size: u64) -> Vec<(Position, &Reported)> {
        let made = self.reported.get(action).into_iter().flatten();
        made.filter_map(|(_, history)| history.version_at(size))
            .collect()
    }

    /// The actions of a unit.
    pub fn of_unit(&self, unit: &UnitId, size: u64) -> Vec<&ActionPlanned> {
        self.by_unit
            .get(unit)
            .into_iter()
            .flatten()
            .filter_map(|action| self.action(action, size))
            .map(|planned| &planned.action)
            .filter(|action| action.unit == *unit)
            .collect()
    }

    /// The action plan of some units: every action with an effect planned or
    /// followed up in the period's year.
    pub fn plan(&self, units: &[UnitId], period: Period, size: u64) -> ActionPlan {
        let mut rows: Vec<_> = units
            .iter()
            .flat_map(|unit| self.of_unit(unit, size))
            .filter_map(|action| self.row(&action.action, period, size))
            .collect();
        rows.sort_by(|a, b| (a.category, &a.action).cmp(&(b.category, &b.action)));
        let sum = |part: fn(&ActionRow) -> Effect| {
            rows.iter().map(part).fold(Effect::default(), Effect::plus)
        };
        let (planned, outcome) = (sum(|row| row.planned), sum(|row| row.outcome));
        let mut forecast: BTreeMap<u16, Effect> = BTreeMap::new();
        for (year, effect) in rows.iter().flat_map(|row| &row.forecast) {
            let total = forecast.entry(*year).or_default();
            *total = total.plus(*effect);
        }
        ActionPlan {
            planned,
            outcome,
            forecast,
            shortfall: planned.less(outcome),
            rows,
        }
    }

    /// Every event that an action's row for a period may rest on, by position.
    pub fn positions(&self, action: &ActionId, period: Period) -> Vec<Position> {
        let planned = self.planned.get(action).into_iter();
        let mut positions: Vec<_> = planned
            .flat_map(History::versions)
            .map(|(position, _)| *position)
            .chain(
                self.follow_ups(action, period)
                    .flat_map(History::versions)
                    .map(|(position, _)| *position),
            )
            .collect();
        positions.sort_unstable();
        positions
    }

    /// Every action that has ever been a unit's.
    pub fn ever_of_unit(&self, unit: &UnitId) -> impl Iterator<Item = &ActionId> {
        self.by_unit.get(unit).into_iter().flatten()
    }

    fn follow_ups(
        &self,
        action: &ActionId,
        period: Period,
    ) -> impl Iterator<Item = &History<Reported>> {
        self.reported
            .get(action)
            .into_iter()
            .flat_map(move |made| made.range(FollowUpOrder::within(period)))
            .map(|(_, history)| history)
    }

    fn row(&self, action: &ActionId, period: Period, size: u64) -> Option<ActionRow> {
        let Planned { action, provenance } = self.action(action, size)?;
        let reported = self.follow_up(&action.action, period, size);
        let concerns_year = action
            .effects
            .iter()
            .any(|effect| effect.year == period.year());
        if !concerns_year && reported.is_none() {
            return None;
        }
        let planned = Effect::of_year(&action.effects, period.year());
        let outcome = reported.map_or_else(Effect::default, |reported| {
            Effect::of_year(
                std::slice::from_ref(&reported.effect.outcome),
                period.year(),
            )
        });
        let mut forecast: BTreeMap<u16, Effect> = BTreeMap::new();
        for expected in reported
            .iter()
            .flat_map(|reported| &reported.effect.forecast)
        {
            let total = forecast.entry(expected.year).or_default();
            *total = total.plus(Effect {
                amount: expected.amount_ore,
                fte: expected.fte,
            });
        }
        Some(ActionRow {
            action: action.action.clone(),
            title: action.title.clone(),
            unit: action.unit.clone(),
            category: action.category,
            consequence: action.consequence,
            planned,
            outcome,
            forecast,
            shortfall: planned.less(outcome),
            comment: reported.and_then(|reported| reported.effect.comment.clone()),
            provenance: (*provenance).max(reported.and_then(|reported| reported.provenance)),
        })
    }
}
