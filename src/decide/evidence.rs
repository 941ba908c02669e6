//! Evidence: which events can carry an assessment, and whether they concern it.

use crate::decide::case::Case;
use crate::entry::Entry;
use crate::event::Event;
use crate::event::indicator::CorrectedFact;
use crate::ids::{IndicatorId, ItemId, LineId, UnitId};
use crate::refusal::{Refusal, RefusalCode as Code};
use crate::time::Date;

/// What is assessed, by whom, and the last day that it concerns.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) item: &'a ItemId,
    pub(super) owner: &'a UnitId,
    pub(super) assessor: &'a UnitId,
    pub(super) day: Date,
}

/// Refuses an entry that cannot carry the assessment.
pub(super) fn bears_on(case: Case<'_>, entry: &Entry, subject: Subject<'_>) -> Result<(), Refusal> {
    match concerns(case, entry, subject) {
        Some(true) => Ok(()),
        Some(false) => Err(Refusal::new(
            Code::EvidenceUnrelated,
            "",
            format!(
                "Händelsen {} ({}) gäller varken {} eller {}.",
                entry.position,
                entry.kind().name(),
                subject.item,
                subject.owner
            ),
        )),
        None => Err(Refusal::new(
            Code::EvidenceKind,
            "",
            format!(
                "Händelsen {} ({}) kan inte vara underlag.",
                entry.position,
                entry.kind().name()
            ),
        )),
    }
}

/// Whether the entry concerns the subject; `None` when its kind carries nothing
/// to assess by, or when its payload has been destroyed.
fn concerns(case: Case<'_>, entry: &Entry, subject: Subject<'_>) -> Option<bool> {
    use Event as E;
    let unit = |unit: &UnitId| Some(near(case, unit, subject));
    let line = |line: &LineId| {
        let line = case.state.budget.line(line)?;
        Some(near(case, &line.unit, subject))
    };
    match entry.event()? {
        E::IndicatorOutcomeReported(e) => Some(measures(case, &e.indicator, subject)),
        E::OutcomeMissing(e) => Some(measures(case, &e.indicator, subject)),
        E::OutcomeCorrected(e) => match &e.fact {
            CorrectedFact::Indicator { indicator, .. } => Some(measures(case, indicator, subject)),
            CorrectedFact::Booking { unit: of, .. } => unit(of),
            CorrectedFact::KeyFigure(figure) => unit(&figure.unit),
            CorrectedFact::Spending { object, .. } => unit(&case.state.budget.object(object)?.unit),
        },
        E::AssignmentStatusReported(e) => Some(case.state.plans.serves(&e.item, subject.item)),
        E::AssessmentMade(e) => Some(case.state.plans.serves(&e.item, subject.item)),
        E::DecisionTaken(e) => unit(&e.unit),
        E::DecisionReported(e) => unit(&e.committee),
        E::MatterReferredBack(e) => match &e.item {
            Some(item) => Some(case.state.plans.serves(item, subject.item)),
            None => unit(&case.state.decisions.get(&e.decision)?.unit),
        },
        E::FrameDecided(e) => line(&e.line),
        E::FrameAdjusted(e) => line(&e.line),
        E::BudgetReallocated(e) => Some(
            e.postings
                .iter()
                .any(|posting| line(&posting.line) == Some(true)),
        ),
        E::ReserveDisposed(e) => Some(
            [&e.reserve, &e.line]
                .into_iter()
                .any(|l| line(l) == Some(true)),
        ),
        E::OutcomeBooked(e) => unit(&e.unit),
        E::ForecastSubmitted(e) => unit(&e.unit),
        E::OutcomeRestated(e) => unit(&e.unit),
        E::NarrativeWritten(e) => unit(&e.unit),
        E::SignificantEventNoted(e) => unit(&e.unit),
        E::ActionPlanned(e) => unit(&e.unit),
        E::ActionEffectReported(e) => unit(case.state.control.action(&e.action)?),
        E::ControlActionFollowedUp(e) => unit(&case.state.control.control(&e.control)?.unit),
        E::ControlAssessed(e) => unit(&e.unit),
        E::InvestmentSpent(e) => unit(&case.state.budget.object(&e.object)?.unit),
        E::KeyFigureReported(e) => unit(&e.unit),
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
        | E::ReportLineDefined(_)
        | E::WishOverridden(_)
        | E::RiskIdentified(_)
        | E::ControlActionPlanned(_)
        | E::InvestmentObjectApproved(_)
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
        | E::PublicationWitnessed(_) => None,
    }
}

/// Whether the indicator measures the item or one that serves it.
fn measures(case: Case<'_>, indicator: &IndicatorId, subject: Subject<'_>) -> bool {
    case.state
        .indicators
        .get(indicator)
        .is_some_and(|indicator| case.state.plans.serves(&indicator.item, subject.item))
}

/// Whether the unit lies under or above the one that answers for the item, or under the assessor.
fn near(case: Case<'_>, unit: &UnitId, subject: Subject<'_>) -> bool {
    let within = |unit, above| case.state.units.lies_within(unit, above, subject.day);
    within(unit, subject.owner) || within(subject.owner, unit) || within(unit, subject.assessor)
}
