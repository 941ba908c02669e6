//! Decisions: what a command leads to, given what has been recorded.
//!
//! [`decide`] is the only way from a [`Submission`] to events. Each subject has
//! its file; `case` holds the questions that all of them ask.
//!
//! Guarantees: pure, total and in one step: the same state, submission and
//! resolved references give the same answer, and a refused command leads to
//! nothing. Every refusal has a code of the catalogue, the place in the command,
//! and what to do, in Swedish (`REFUSALS.md`).
//! It deliberately leaves to the writer what needs the log: that a command id
//! is new (I8), that expectations hold, and which entries references name.

mod amount;
mod assessment;
mod budget;
mod case;
mod choice;
mod control;
mod correction;
mod decision;
mod economy;
mod evidence;
mod figure;
mod followup;
mod indicator;
mod organisation;
mod plan;
mod proof;
mod redaction;
mod reporting;
pub mod text;

use std::collections::BTreeMap;

use crate::command::{Command, EventRef, Submission};
use crate::entry::Entry;
use crate::event::{Event, MAX_PAYLOAD_BYTES, Provenance};
use crate::ids::EventId;
use crate::refusal::{Refusal, RefusalCode};
use crate::state::State;
use case::{Case, Decided};
pub(crate) use proof::own_key;

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
    state: &State,
    submission: &Submission,
    resolved: &Resolved,
) -> Result<Vec<NewEvent>, Refusal> {
    let case = Case {
        state,
        submission,
        resolved,
    };
    text::optional_text(submission.reason.as_deref(), "reason")?;
    if let Some(decision) = &submission.decision {
        case.decision(decision, "decision")?;
    }
    dispatch(case)?
        .into_iter()
        .map(|event| {
            event.encoded_bytes().map_err(|_| {
                Refusal::new(
                    RefusalCode::PayloadTooLarge,
                    "command",
                    format!(
                        "Händelsen {} blir större än {MAX_PAYLOAD_BYTES} byte.",
                        event.kind().name()
                    ),
                )
            })?;
            Ok(NewEvent {
                causation_id: cause(&event),
                event,
                provenance: submission.provenance,
            })
        })
        .collect()
}

fn dispatch(case: Case<'_>) -> Decided {
    use Command as C;
    match &case.submission.command {
        C::EstablishUnit(c) => organisation::establish(case, c),
        C::MoveUnit(c) => organisation::relocate(case, c),
        C::RenameUnit(c) => organisation::rename(case, c),
        C::DissolveUnit(c) => organisation::dissolve(case, c),
        C::MoveMandate(c) => organisation::move_mandate(case, c),
        C::AdoptPlan(c) => plan::adopt(case, c),
        C::SetObjective(c) => plan::set_objective(case, c),
        C::SetStrategy(c) => plan::set_strategy(case, c),
        C::GiveAssignment(c) => plan::give_assignment(case, c),
        C::DefineIndicator(c) => plan::define_indicator(case, c),
        C::SetTarget(c) => plan::set_target(case, c),
        C::LinkItems(c) => plan::link(case, c),
        C::RewordItem(c) => plan::reword(case, c),
        C::WithdrawItem(c) => plan::withdraw(case, c),
        C::ReferBackMatter(c) => decision::refer_back(case, c),
        C::TakeDecision(c) => decision::take(case, c),
        C::ReportDecision(c) => decision::report(case, c),
        C::DefineReportLines(c) => budget::define_lines(case, &c.rows),
        C::DecideFrames(c) => budget::decide_frames(case, &c.rows),
        C::AdjustFrame(c) => budget::adjust(case, c),
        C::ReallocateBudget(c) => budget::reallocate(case, c),
        C::DisposeReserve(c) => budget::dispose_reserve(case, c),
        C::BookOutcomes(c) => economy::book(case, &c.rows),
        C::SubmitForecast(c) => economy::forecast(case, &c.rows),
        C::RestateOutcome(c) => economy::restate(case, c),
        C::ReportIndicatorOutcomes(c) => indicator::report(case, &c.rows),
        C::ReportMissingOutcome(c) => indicator::report_missing(case, c),
        C::CorrectOutcome(c) => correction::correct(case, c),
        C::OverrideWish(c) => indicator::override_wish(case, c),
        C::MakeAssessment(c) => assessment::assess(case, c),
        C::ReportAssignmentStatus(c) => followup::report_status(case, c),
        C::WriteNarrative(c) => followup::write_narrative(case, c),
        C::NoteSignificantEvent(c) => followup::note_event(case, c),
        C::PlanAction(c) => control::plan_action(case, c),
        C::ReportActionEffect(c) => control::report_effect(case, c),
        C::IdentifyRisk(c) => control::identify_risk(case, c),
        C::PlanControlAction(c) => control::plan_control(case, c),
        C::FollowUpControlAction(c) => control::follow_up(case, c),
        C::AssessControl(c) => control::assess(case, c),
        C::ApproveInvestmentObject(c) => economy::approve_object(case, c),
        C::SpendInvestment(c) => economy::spend(case, &c.rows),
        C::ReportKeyFigures(c) => figure::report(case, &c.rows),
        C::OpenPeriod(c) => reporting::open(case, c),
        C::ClosePeriod(c) => reporting::close(case, c),
        C::SubmitReport(c) => reporting::submit(case, c),
        C::PublishReport(c) => reporting::publish(case, c),
        C::WaiveCheck(c) => reporting::waive(case, c),
        C::ClaimFacts(c) => reporting::claim(case, &c.rows),
        C::AdoptRules(c) => reporting::adopt_rules(case, c),
        C::RedactPayload(c) => redaction::redact(case, c),
        C::RotateSigningKey(c) => proof::rotate(case, c),
        C::AdoptWitnessPolicy(c) => proof::adopt_policy(case, c),
    }
}

/// The event that an event answers to: what it corrects or restates, or the
/// first that an assessment rests on.
fn cause(event: &Event) -> Option<EventId> {
    match event {
        Event::OutcomeCorrected(e) => Some(e.corrects),
        Event::OutcomeRestated(e) => e.restates,
        Event::AssessmentMade(e) => e.evidence.first().copied(),
        Event::PayloadRedacted(e) => Some(e.event),
        _ => None,
    }
}
