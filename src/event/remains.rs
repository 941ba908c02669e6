//! What remains of a redacted event: where what it said stood (I11).
//!
//! Guarantees: nothing a person wrote, no judgement and no figure; only the ids,
//! period, day and section that say which place of which report is now empty, so
//! that a view can show that something is gone instead of what stood before it.
//! [`Remains::of`] answers for exactly the kinds that may be redacted: those that
//! can hold personal data in their texts. The others name units, plans, lines,
//! frames, decisions, risks, periods and rules, which later events rest on, or
//! carry money and counts, without which totals would change.

use bincode::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::Event;
use super::control::Requirement;
use super::followup::{NarrativeSection, SignificantKind};
use crate::ids::{ControlId, DecisionId, IndicatorId, ItemId, UnitId};
use crate::period::Period;
use crate::time::Date;

/// Where a redacted event stood.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Remains {
    /// A mandate that moved between two units.
    Mandate {
        /// The unit that had it.
        from_unit: UnitId,
        /// The unit that has it afterwards.
        to_unit: UnitId,
        /// The first day the new unit has it.
        valid_from: Date,
    },
    /// A matter that was referred back.
    Referral {
        /// The decision to refer back.
        decision: DecisionId,
    },
    /// An item's new wording.
    Wording {
        /// The item.
        item: ItemId,
    },
    /// An outcome that is missing; the reason is gone.
    MissingOutcome {
        /// The indicator.
        indicator: IndicatorId,
        /// The unit it is missing for.
        unit: UnitId,
        /// The period.
        period: Period,
    },
    /// An assessment; colour, trend and motivation are gone.
    Assessment {
        /// The item.
        item: ItemId,
        /// The unit that assessed.
        unit: UnitId,
        /// The period.
        period: Period,
    },
    /// An assignment's status.
    Status {
        /// The assignment.
        item: ItemId,
        /// The unit that reported.
        unit: UnitId,
        /// The period.
        period: Period,
    },
    /// A text of a report.
    Narrative {
        /// The unit whose report it stood in.
        unit: UnitId,
        /// The period.
        period: Period,
        /// The part of the report.
        section: NarrativeSection,
    },
    /// A significant event or a future challenge.
    Noted {
        /// The unit it concerned.
        unit: UnitId,
        /// Which of the two it was.
        kind: SignificantKind,
        /// The day it was noted for.
        date: Date,
    },
    /// The follow-up of a control action.
    ControlFollowUp {
        /// The control action.
        control: ControlId,
        /// The period.
        period: Period,
    },
    /// The judgement of internal control.
    ControlAssessment {
        /// The unit.
        unit: UnitId,
        /// The year.
        year: u16,
        /// The requirement.
        requirement: Requirement,
    },
}

impl Remains {
    /// What remains of an event when it is redacted; `None` when it may not be.
    pub fn of(event: &Event) -> Option<Self> {
        use Event as E;
        match event {
            E::MandateMoved(e) => Some(Self::Mandate {
                from_unit: e.from_unit.clone(),
                to_unit: e.to_unit.clone(),
                valid_from: e.valid_from,
            }),
            E::MatterReferredBack(e) => Some(Self::Referral {
                decision: e.decision.clone(),
            }),
            E::ItemReworded(e) => Some(Self::Wording {
                item: e.item.clone(),
            }),
            E::OutcomeMissing(e) => Some(Self::MissingOutcome {
                indicator: e.indicator.clone(),
                unit: e.unit.clone(),
                period: e.period,
            }),
            E::AssessmentMade(e) => Some(Self::Assessment {
                item: e.item.clone(),
                unit: e.unit.clone(),
                period: e.period,
            }),
            E::AssignmentStatusReported(e) => Some(Self::Status {
                item: e.item.clone(),
                unit: e.unit.clone(),
                period: e.period,
            }),
            E::NarrativeWritten(e) => Some(Self::Narrative {
                unit: e.unit.clone(),
                period: e.period,
                section: e.section,
            }),
            E::SignificantEventNoted(e) => Some(Self::Noted {
                unit: e.unit.clone(),
                kind: e.kind,
                date: e.date,
            }),
            E::ControlActionFollowedUp(e) => Some(Self::ControlFollowUp {
                control: e.control.clone(),
                period: e.period,
            }),
            E::ControlAssessed(e) => Some(Self::ControlAssessment {
                unit: e.unit.clone(),
                year: e.year,
                requirement: e.requirement,
            }),
            E::UnitEstablished(_)
            | E::UnitMoved(_)
            | E::UnitRenamed(_)
            | E::UnitDissolved(_)
            | E::PlanAdopted(_)
            | E::ObjectiveSet(_)
            | E::StrategySet(_)
            | E::AssignmentGiven(_)
            | E::IndicatorDefined(_)
            | E::TargetSet(_)
            | E::ItemLinked(_)
            | E::ItemWithdrawn(_)
            | E::ReportLineDefined(_)
            | E::FrameDecided(_)
            | E::FrameAdjusted(_)
            | E::BudgetReallocated(_)
            | E::ReserveDisposed(_)
            | E::WishOverridden(_)
            | E::PeriodOpened(_)
            | E::PeriodClosed(_)
            | E::ReportSubmitted(_)
            | E::ReportPublished(_)
            | E::CheckWaived(_)
            | E::RulesAdopted(_)
            | E::OutcomeBooked(_)
            | E::ForecastSubmitted(_)
            | E::OutcomeRestated(_)
            | E::IndicatorOutcomeReported(_)
            | E::OutcomeCorrected(_)
            | E::ActionPlanned(_)
            | E::ActionEffectReported(_)
            | E::InvestmentObjectApproved(_)
            | E::InvestmentSpent(_)
            | E::KeyFigureReported(_)
            | E::FactClaimed(_)
            | E::DecisionTaken(_)
            | E::DecisionReported(_)
            | E::RiskIdentified(_)
            | E::ControlActionPlanned(_)
            | E::PayloadRedacted(_)
            | E::SigningKeyRotated(_)
            | E::WitnessPolicyAdopted(_)
            | E::PublicationWitnessed(_) => None,
        }
    }
}
