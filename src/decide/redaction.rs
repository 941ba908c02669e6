//! Redaction (gallring): a payload is destroyed, the event and every proof remain (I11).

use crate::command::RedactPayload;
use crate::decide::case::{Case, Decided};
use crate::decide::text;
use crate::entry::Payload;
use crate::event::EventKind;
use crate::event::decision::DecisionKind;
use crate::event::reporting::PayloadRedacted;
use crate::refusal::{Refusal, RefusalCode as Code};

pub(super) fn redact(case: Case<'_>, redact: &RedactPayload) -> Decided {
    let decision = case.decision_required()?;
    if decision.kind != DecisionKind::Disposal {
        return Err(Refusal::new(
            Code::WrongDecisionKind,
            "decision",
            "Beslutet är inte ett beslut om gallring.",
        )
        .with_remedy("Ange ett beslut av slaget disposal."));
    }
    text::title(&redact.legal_ground, "legal_ground")?;
    let entry = case.entry(&redact.event, "event")?;
    let destroyed = matches!(entry.payload, Payload::Redacted(_));
    if destroyed || case.state.reporting.is_redacted(entry.event_id) {
        return Err(Refusal::new(
            Code::AlreadyRedacted,
            "event",
            format!("Händelsen {} är redan gallrad.", entry.position),
        ));
    }
    if !redactable(entry.kind()) {
        return Err(Refusal::new(
            Code::RedactionForbidden,
            "event",
            format!(
                "Händelsen {} ({}) kan inte gallras.",
                entry.position,
                entry.kind().name()
            ),
        ));
    }
    Ok(vec![
        PayloadRedacted {
            event: entry.event_id,
            legal_ground: redact.legal_ground.clone(),
        }
        .into(),
    ])
}

/// Whether an event of the kind can hold personal data in its texts. The others
/// name units, plans, lines, frames, decisions, risks, periods and rules, which
/// later events rest on, or carry money and counts, without which totals would change.
fn redactable(kind: EventKind) -> bool {
    use EventKind as K;
    match kind {
        K::MandateMoved
        | K::MatterReferredBack
        | K::ItemReworded
        | K::OutcomeMissing
        | K::AssessmentMade
        | K::AssignmentStatusReported
        | K::NarrativeWritten
        | K::SignificantEventNoted
        | K::ControlActionFollowedUp
        | K::ControlAssessed => true,
        K::UnitEstablished
        | K::UnitMoved
        | K::UnitRenamed
        | K::UnitDissolved
        | K::PlanAdopted
        | K::ObjectiveSet
        | K::StrategySet
        | K::AssignmentGiven
        | K::IndicatorDefined
        | K::TargetSet
        | K::ItemLinked
        | K::ItemWithdrawn
        | K::ReportLineDefined
        | K::FrameDecided
        | K::FrameAdjusted
        | K::BudgetReallocated
        | K::ReserveDisposed
        | K::WishOverridden
        | K::PeriodOpened
        | K::PeriodClosed
        | K::ReportSubmitted
        | K::ReportPublished
        | K::CheckWaived
        | K::RulesAdopted
        | K::OutcomeBooked
        | K::ForecastSubmitted
        | K::OutcomeRestated
        | K::IndicatorOutcomeReported
        | K::OutcomeCorrected
        | K::ActionPlanned
        | K::ActionEffectReported
        | K::InvestmentObjectApproved
        | K::InvestmentSpent
        | K::KeyFigureReported
        | K::FactClaimed
        | K::DecisionTaken
        | K::DecisionReported
        | K::RiskIdentified
        | K::ControlActionPlanned
        | K::PayloadRedacted
        | K::SigningKeyRotated
        | K::WitnessPolicyAdopted
        | K::PublicationWitnessed => false,
    }
}
