//! Claims: what sources state, kept apart from what is computed (I5).
//!
//! A claim is compared with its parts by [`crate::checks`] and never added in.

use std::collections::{BTreeMap, BTreeSet};

use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::event::figure::FigureValue;
use ledger::event::reporting::{Claim, FactClaimed};
use ledger::event::{Event, Provenance};
use ledger::ids::{ClaimId, Position, UnitId};
use ledger::money::Ore;
use ledger::period::Period;
use ledger::quantity::Quantity;
use serde::Serialize;

use crate::temporal::History;

/// A claim as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ClaimRecord {
    /// Where it stands.
    pub position: Position,
    /// What it states.
    pub claimed: FactClaimed,
    /// Where it comes from.
    pub provenance: Option<Provenance>,
}

/// Claims over time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Claims {
    claims: BTreeMap<ClaimId, History<ClaimRecord>>,
    by_unit: BTreeMap<UnitId, BTreeSet<ClaimId>>,
}

/// The value that a claim states or that its parts give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClaimValue {
    /// Money.
    #[cfg_attr(feature = "schema", schema(value_type = i64))]
    Amount(Ore),
    /// A number.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    Number(Quantity),
    /// A count of things.
    Count(i64),
}

impl ClaimValue {
    /// The difference, when both are of the same kind.
    pub fn minus(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::Amount(a), Self::Amount(b)) => Some(Self::Amount(a - b)),
            (Self::Number(a), Self::Number(b)) => Some(Self::Number(a.minus(b))),
            (Self::Count(a), Self::Count(b)) => Some(Self::Count(a.saturating_sub(b))),
            (Self::Amount(_) | Self::Number(_) | Self::Count(_), _) => None,
        }
    }

    /// How large it is: in öre, in millionths, or as a count.
    pub fn magnitude(self) -> i128 {
        match self {
            Self::Amount(amount) => i128::from(amount.0).abs(),
            Self::Number(number) => number.millionths().abs(),
            Self::Count(count) => i128::from(count).abs(),
        }
    }
}

impl From<FigureValue> for ClaimValue {
    fn from(value: FigureValue) -> Self {
        match value {
            FigureValue::Amount { amount_ore } => Self::Amount(amount_ore),
            FigureValue::Number { value } => Self::Number(value),
        }
    }
}

/// A claim beside what its parts give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ClaimResult {
    /// The claim.
    pub claim: ClaimId,
    /// The document and table that states it.
    pub source: String,
    /// What it is about, in Swedish.
    pub place: String,
    /// What is stated.
    pub stated: ClaimValue,
    /// What the parts give; none when there are no parts.
    pub computed: Option<ClaimValue>,
    /// Stated less computed.
    pub difference: Option<ClaimValue>,
    /// How many parts it was computed from.
    pub parts: usize,
    /// Whether there is no difference.
    pub agrees: bool,
    /// Whether the rounding of the stated value and of its parts explains the difference.
    pub rounding_explains: bool,
}

impl Claims {
    /// Takes in the next entry. Total: it neither fails nor panics (I9).
    pub fn apply(&mut self, entry: &Entry) {
        use Event as E;
        let Some(event) = entry.event() else { return };
        match event {
            E::FactClaimed(e) => {
                self.by_unit
                    .entry(e.unit.clone())
                    .or_default()
                    .insert(e.id.clone());
                self.claims.entry(e.id.clone()).or_default().set(
                    entry.position,
                    ClaimRecord {
                        position: entry.position,
                        claimed: e.clone(),
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
            | E::RulesAdopted(_)
            | E::PayloadRedacted(_)
            | E::SigningKeyRotated(_)
            | E::WitnessPolicyAdopted(_)
            | E::PublicationWitnessed(_) => {}
        }
    }

    /// A claim.
    pub fn claim(&self, claim: &ClaimId, size: u64) -> Option<&ClaimRecord> {
        self.claims.get(claim)?.at(size)
    }

    /// The claims that a unit's documents make of the year of a period, or of
    /// the year it is compared with, up to the period's end.
    pub fn of_unit(&self, unit: &UnitId, period: Period, size: u64) -> Vec<&ClaimRecord> {
        let before = period.previous_year().year();
        self.by_unit
            .get(unit)
            .into_iter()
            .flatten()
            .filter_map(|claim| self.claim(claim, size))
            .filter(|record| record.claimed.unit == *unit)
            .filter(|record| {
                let claimed = claimed_period(&record.claimed.claim);
                claimed.year() == before
                    || (claimed.year() == period.year() && claimed.last() <= period.last())
            })
            .collect()
    }
}

/// The period that a claim is about.
pub fn claimed_period(claim: &Claim) -> Period {
    match claim {
        Claim::LineAmount { period, .. }
        | Claim::ColourCount { period, .. }
        | Claim::ActionTotal { period, .. } => *period,
        Claim::KeyFigureTotal { figure, .. } | Claim::KeyFigureChange { figure, .. } => {
            figure.period
        }
    }
}
