//! What an event is about, by name: from that its units are found.
//!
//! An event that names a unit concerns that unit. One that names a line, an item
//! or something else concerns the units that answer for it, which whoever holds a
//! read model looks up. What holds for the whole ledger concerns every unit, and
//! so does a redacted event: whom it concerned is destroyed with its payload.

use crate::entry::{Entry, Payload};
use crate::event::Event;
use crate::event::indicator::CorrectedFact;
use crate::ids::{
    ActionId, ControlId, DecisionId, IndicatorId, InvestmentId, ItemId, LineId, PlanId, ReportId,
    UnitId,
};

/// Something that an event is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The ledger itself: rules, keys, redactions and what is redacted.
    Ledger,
    /// A unit.
    Unit(UnitId),
    /// A plan.
    Plan(PlanId),
    /// An item of a plan.
    Item(ItemId),
    /// An indicator.
    Indicator(IndicatorId),
    /// A report line.
    Line(LineId),
    /// A decision.
    Decision(DecisionId),
    /// An action.
    Action(ActionId),
    /// A control action.
    Control(ControlId),
    /// An investment object.
    Object(InvestmentId),
    /// A published report.
    Report(ReportId),
}

impl Subject {
    /// What an entry is about.
    pub fn of(entry: &Entry) -> Vec<Self> {
        match &entry.payload {
            Payload::Present(event) => of_event(event),
            Payload::Redacted(_) => vec![Self::Ledger],
        }
    }
}

fn of_event(event: &Event) -> Vec<Subject> {
    use Event as E;
    use Subject::{Action, Control, Decision, Indicator, Item, Ledger, Line, Object, Plan, Report};
    let unit = |unit: &UnitId| Subject::Unit(unit.clone());
    match event {
        E::UnitEstablished(e) => std::iter::once(&e.unit)
            .chain(&e.parent)
            .map(unit)
            .collect(),
        E::UnitMoved(e) => vec![unit(&e.unit), unit(&e.parent)],
        E::UnitRenamed(e) => vec![unit(&e.unit)],
        E::UnitDissolved(e) => std::iter::once(&e.unit)
            .chain(&e.successor)
            .map(unit)
            .collect(),
        E::MandateMoved(e) => vec![unit(&e.from_unit), unit(&e.to_unit)],
        E::PlanAdopted(e) => vec![unit(&e.unit)],
        E::StrategySet(e) => vec![Plan(e.plan.clone())],
        E::ObjectiveSet(e) => vec![Plan(e.plan.clone()), unit(&e.owner)],
        E::AssignmentGiven(e) => vec![Plan(e.plan.clone()), unit(&e.owner)],
        E::ItemLinked(e) => vec![Item(e.item.clone()), Item(e.to.clone())],
        E::ItemReworded(e) => vec![Item(e.item.clone())],
        E::ItemWithdrawn(e) => vec![Item(e.item.clone())],
        E::MatterReferredBack(e) => {
            let item = e.item.iter().cloned().map(Item);
            std::iter::once(Decision(e.decision.clone()))
                .chain(item)
                .collect()
        }
        E::IndicatorDefined(e) => vec![Item(e.item.clone())],
        E::TargetSet(e) => vec![Indicator(e.indicator.clone())],
        E::DecisionTaken(e) => {
            let committee = e.delegation.iter().map(|delegation| &delegation.committee);
            std::iter::once(&e.unit)
                .chain(committee)
                .map(unit)
                .collect()
        }
        E::DecisionReported(e) => vec![Decision(e.decision.clone()), unit(&e.committee)],
        E::ReportLineDefined(e) => vec![unit(&e.unit)],
        E::FrameDecided(e) => vec![Line(e.line.clone())],
        E::FrameAdjusted(e) => vec![Line(e.line.clone())],
        E::BudgetReallocated(e) => e.postings.iter().map(|p| Line(p.line.clone())).collect(),
        E::ReserveDisposed(e) => vec![Line(e.reserve.clone()), Line(e.line.clone())],
        E::OutcomeBooked(e) => vec![unit(&e.unit), Line(e.line.clone())],
        E::ForecastSubmitted(e) => vec![unit(&e.unit), Line(e.line.clone())],
        E::OutcomeRestated(e) => vec![unit(&e.unit), Line(e.line.clone())],
        E::IndicatorOutcomeReported(e) => vec![unit(&e.unit)],
        E::OutcomeMissing(e) => vec![unit(&e.unit)],
        E::WishOverridden(e) => vec![unit(&e.unit)],
        E::OutcomeCorrected(e) => of_fact(&e.fact),
        E::AssessmentMade(e) => vec![unit(&e.unit)],
        E::AssignmentStatusReported(e) => vec![unit(&e.unit)],
        E::NarrativeWritten(e) => vec![unit(&e.unit)],
        E::SignificantEventNoted(e) => vec![unit(&e.unit)],
        E::ActionPlanned(e) => vec![unit(&e.unit)],
        E::ActionEffectReported(e) => vec![Action(e.action.clone())],
        E::RiskIdentified(e) => vec![unit(&e.unit)],
        E::ControlActionPlanned(e) => vec![unit(&e.unit)],
        E::ControlActionFollowedUp(e) => vec![Control(e.control.clone())],
        E::ControlAssessed(e) => vec![unit(&e.unit)],
        E::InvestmentObjectApproved(e) => vec![unit(&e.unit), Line(e.line.clone())],
        E::InvestmentSpent(e) => vec![Object(e.object.clone())],
        E::KeyFigureReported(e) => vec![unit(&e.unit)],
        E::PeriodOpened(e) => vec![unit(&e.unit)],
        E::PeriodClosed(e) => vec![unit(&e.unit)],
        E::ReportSubmitted(e) => vec![unit(&e.unit), unit(&e.to)],
        E::ReportPublished(e) => vec![unit(&e.unit)],
        E::CheckWaived(e) => vec![unit(&e.unit)],
        E::FactClaimed(e) => vec![unit(&e.unit)],
        E::PublicationWitnessed(e) => vec![Report(e.report.clone())],
        E::RulesAdopted(_)
        | E::PayloadRedacted(_)
        | E::SigningKeyRotated(_)
        | E::WitnessPolicyAdopted(_) => vec![Ledger],
    }
}

fn of_fact(fact: &CorrectedFact) -> Vec<Subject> {
    let unit = |unit: &UnitId| Subject::Unit(unit.clone());
    match fact {
        CorrectedFact::Indicator { unit: of, .. } => vec![unit(of)],
        CorrectedFact::Booking { unit: of, line, .. } => {
            vec![unit(of), Subject::Line(line.clone())]
        }
        CorrectedFact::KeyFigure(figure) => vec![unit(&figure.unit)],
        CorrectedFact::Spending { object, .. } => vec![Subject::Object(object.clone())],
    }
}
