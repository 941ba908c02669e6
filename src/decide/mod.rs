//! Decisions: what a command leads to, given what has been recorded.

use std::collections::BTreeMap;

use crate::command::{Command, EventRef, Rows, Submission};
use crate::entry::Entry;
use crate::event::economy::OutcomeRestated;
use crate::event::followup::{AssessmentBasis, AssessmentMade};
use crate::event::indicator::OutcomeCorrected;
use crate::event::reporting::{PayloadRedacted, ReportPublished, RulesAdopted};
use crate::event::{Event, Provenance};
use crate::ids::EventId;
use crate::refusal::{Refusal, RefusalCode};
use crate::state::State;

/// The entries that a command's references name; a reference that is not here names nothing.
pub type Resolved = BTreeMap<EventRef, Entry>;

/// An event that is about to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// What it says.
    pub event: Event,
    /// The event that caused it.
    pub causation_id: Option<EventId>,
    /// Where its figures come from.
    pub provenance: Option<Provenance>,
}

/// Decides a command. Pure: the same state and submission give the same answer.
///
/// # Errors
/// [`Refusal`] when a rule forbids it; nothing is recorded, and the refusal says what to do.
pub fn decide(
    _state: &State,
    submission: &Submission,
    resolved: &Resolved,
) -> Result<Vec<NewEvent>, Refusal> {
    use Command as C;
    let events: Vec<Event> = match submission.command.clone() {
        C::EstablishUnit(e) => vec![e.into()],
        C::MoveUnit(e) => vec![e.into()],
        C::RenameUnit(e) => vec![e.into()],
        C::DissolveUnit(e) => vec![e.into()],
        C::MoveMandate(e) => vec![e.into()],
        C::AdoptPlan(e) => vec![e.into()],
        C::SetObjective(e) => vec![e.into()],
        C::SetStrategy(e) => vec![e.into()],
        C::GiveAssignment(e) => vec![e.into()],
        C::DefineIndicator(e) => vec![e.into()],
        C::SetTarget(e) => vec![e.into()],
        C::LinkItems(e) => vec![e.into()],
        C::RewordItem(e) => vec![e.into()],
        C::WithdrawItem(e) => vec![e.into()],
        C::ReferBackMatter(e) => vec![e.into()],
        C::TakeDecision(e) => vec![e.into()],
        C::ReportDecision(e) => vec![e.into()],
        C::DefineReportLines(rows) => each(rows),
        C::DecideFrames(rows) => each(rows),
        C::AdjustFrame(e) => vec![e.into()],
        C::ReallocateBudget(e) => vec![e.into()],
        C::DisposeReserve(e) => vec![e.into()],
        C::BookOutcomes(rows) => each(rows),
        C::SubmitForecast(rows) => each(rows),
        C::RestateOutcome(c) => vec![
            OutcomeRestated {
                unit: c.unit,
                line: c.line,
                month: c.month,
                amount_ore: c.amount_ore,
                policy: c.policy,
                recommendation: c.recommendation,
                restates: match &c.restates {
                    Some(reference) => Some(named(resolved, reference, "restates")?.event_id),
                    None => None,
                },
            }
            .into(),
        ],
        C::ReportIndicatorOutcomes(rows) => each(rows),
        C::ReportMissingOutcome(e) => vec![e.into()],
        C::CorrectOutcome(c) => vec![
            OutcomeCorrected {
                corrects: named(resolved, &c.corrects, "corrects")?.event_id,
                fact: c.fact,
            }
            .into(),
        ],
        C::OverrideWish(e) => vec![e.into()],
        C::MakeAssessment(c) => {
            let mut evidence = Vec::new();
            for reference in &c.evidence {
                evidence.push(named(resolved, reference, "evidence")?.event_id);
            }
            vec![
                AssessmentMade {
                    item: c.item,
                    unit: c.unit,
                    period: c.period,
                    colour: c.colour,
                    trend: c.trend,
                    evidence,
                    basis: AssessmentBasis::Judgement,
                    suggested: None,
                    motivation: c.motivation,
                }
                .into(),
            ]
        }
        C::ReportAssignmentStatus(e) => vec![e.into()],
        C::WriteNarrative(e) => vec![e.into()],
        C::NoteSignificantEvent(e) => vec![e.into()],
        C::PlanAction(e) => vec![e.into()],
        C::ReportActionEffect(e) => vec![e.into()],
        C::IdentifyRisk(e) => vec![e.into()],
        C::PlanControlAction(e) => vec![e.into()],
        C::FollowUpControlAction(e) => vec![e.into()],
        C::AssessControl(e) => vec![e.into()],
        C::ApproveInvestmentObject(e) => vec![e.into()],
        C::SpendInvestment(rows) => each(rows),
        C::ReportKeyFigures(rows) => each(rows),
        C::OpenPeriod(e) => vec![e.into()],
        C::ClosePeriod(e) => vec![e.into()],
        C::SubmitReport(e) => vec![e.into()],
        C::PublishReport(c) => match c.pinned {
            Some(pinned) => vec![
                ReportPublished {
                    report: c.report,
                    kind: c.kind,
                    unit: c.unit,
                    period: c.period,
                    basis: pinned.basis,
                    view_sha256: pinned.view_sha256,
                    sections: pinned.sections,
                    waived: pinned.failed_checks,
                }
                .into(),
            ],
            None => {
                return Err(Refusal::new(
                    RefusalCode::UsePublish,
                    "pinned",
                    "Rapporten är inte pinnad till något underlag.",
                ));
            }
        },
        C::WaiveCheck(e) => vec![e.into()],
        C::ClaimFacts(rows) => each(rows),
        C::AdoptRules(rules) => vec![RulesAdopted { rules }.into()],
        C::RedactPayload(c) => vec![
            PayloadRedacted {
                event: named(resolved, &c.event, "event")?.event_id,
                legal_ground: c.legal_ground,
            }
            .into(),
        ],
    };
    Ok(events
        .into_iter()
        .map(|event| NewEvent {
            event,
            causation_id: None,
            provenance: submission.provenance,
        })
        .collect())
}

fn each<T: Into<Event>>(rows: Rows<T>) -> Vec<Event> {
    rows.rows.into_iter().map(Into::into).collect()
}

fn named<'a>(
    resolved: &'a Resolved,
    reference: &EventRef,
    place: &str,
) -> Result<&'a Entry, Refusal> {
    resolved.get(reference).ok_or_else(|| {
        Refusal::new(
            RefusalCode::UnknownEvent,
            place,
            format!("{:?} pekar inte på någon händelse.", reference.0),
        )
    })
}
