//! The state that deciders see: what has been recorded so far, as far as rules ask for it.
//!
//! Guarantees: [`State::apply`] is total and depends on nothing but the entries
//! (I9); a redacted payload is skipped, its place in its stream is not. It grows
//! with the organisation, the plan and the tables, never with the number of
//! bookings: those are kept as a running total a cell.
//! It deliberately keeps no history of figures: answers as of a moment come from
//! the projections. A redaction does not undo what was folded before it: until
//! the log is next folded, rules still count what the payload said.

pub mod budget;
pub mod control;
pub mod decision;
pub mod figure;
pub mod indicator;
pub mod organisation;
pub mod plan;
pub mod proof;
pub mod reporting;
mod streams;

use bincode::{Decode, Encode};

use crate::entry::Entry;
use crate::event::Event;
use crate::event::indicator::CorrectedFact;
use crate::stream::StreamId;

/// What has been recorded so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct State {
    size: u64,
    streams: streams::Streams,
    /// The organisation over time.
    pub units: organisation::Units,
    /// Plans, their items and links.
    pub plans: plan::Plans,
    /// Indicators with targets and latest outcomes.
    pub indicators: indicator::Indicators,
    /// Lines, frames and running totals.
    pub budget: budget::Budget,
    /// Actions, risks and control actions.
    pub control: control::Control,
    /// Decisions and which have been reported.
    pub decisions: decision::Decisions,
    /// How key figures are divided, and the latest event of each.
    pub figures: figure::Figures,
    /// Periods, reports, waivers, claims, rules and redactions.
    pub reporting: reporting::Reporting,
    /// The key that signs the log and the witnesses that publications need.
    pub proof: proof::Proof,
}

impl State {
    /// Takes in the next entry. Total: it neither fails nor panics.
    pub fn apply(&mut self, entry: &Entry) {
        self.size = entry.position.0 + 1;
        self.streams.apply(entry);
        if let Some(event) = entry.event() {
            self.take(entry, event);
        }
    }

    /// How many events have been taken in.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// How many events a stream has.
    pub fn stream_version(&self, stream: &StreamId) -> u64 {
        self.streams.version(stream)
    }

    #[expect(clippy::too_many_lines, reason = "an arm for every kind of event")]
    fn take(&mut self, entry: &Entry, event: &Event) {
        use Event as E;
        match event {
            E::UnitEstablished(e) => self.units.established(e),
            E::UnitMoved(e) => self.units.moved(e),
            E::UnitRenamed(e) => self.units.renamed(e),
            E::UnitDissolved(e) => self.units.dissolved(e),
            E::PlanAdopted(e) => self.plans.adopted(e),
            E::ObjectiveSet(e) => self.plans.objective_set(e),
            E::StrategySet(e) => self.plans.strategy_set(e),
            E::AssignmentGiven(e) => self.plans.assignment_given(e),
            E::ItemLinked(e) => self.plans.linked(e),
            E::ItemReworded(e) => self.plans.reworded(e),
            E::ItemWithdrawn(e) => self.plans.withdrawn(e),
            E::IndicatorDefined(e) => self.indicators.defined(e),
            E::TargetSet(e) => self.indicators.target_set(entry.position, e),
            E::IndicatorOutcomeReported(e) => self.indicators.reported(
                (entry.event_id, entry.position),
                &e.indicator,
                &e.unit,
                e.period,
                &e.outcome,
            ),
            E::OutcomeMissing(e) => self.indicators.missing((entry.event_id, entry.position), e),
            E::WishOverridden(e) => self.indicators.wish_overridden(e),
            E::DecisionTaken(e) => self.decisions.taken(e),
            E::DecisionReported(e) => self.decisions.reported(e),
            E::ReportLineDefined(e) => self.budget.line_defined(e),
            E::FrameDecided(e) => self.budget.frame_decided(e),
            E::FrameAdjusted(e) => self.budget.frame_changed(&e.line, e.year, e.amount_ore),
            E::BudgetReallocated(e) => {
                for posting in &e.postings {
                    self.budget
                        .frame_changed(&posting.line, e.year, posting.amount_ore);
                }
            }
            E::ReserveDisposed(e) => {
                self.budget.frame_changed(&e.reserve, e.year, e.amount_ore);
                self.budget.frame_changed(&e.line, e.year, -e.amount_ore);
            }
            E::OutcomeBooked(e) => {
                self.budget
                    .outcome_added(&e.line, &e.unit, e.month, e.amount_ore);
            }
            E::OutcomeRestated(e) => {
                self.budget
                    .outcome_added(&e.line, &e.unit, e.month, e.amount_ore);
            }
            E::OutcomeCorrected(e) => {
                self.reporting.corrected(e.corrects, entry.event_id);
                match &e.fact {
                    CorrectedFact::Indicator {
                        indicator,
                        unit,
                        period,
                        outcome,
                    } => {
                        self.indicators.reported(
                            (entry.event_id, entry.position),
                            indicator,
                            unit,
                            *period,
                            outcome,
                        );
                    }
                    CorrectedFact::Booking {
                        unit,
                        line,
                        month,
                        was_ore,
                        amount_ore,
                    } => self
                        .budget
                        .outcome_added(line, unit, *month, *amount_ore - *was_ore),
                    CorrectedFact::KeyFigure(figure) => self.figures.stated(entry.event_id, figure),
                    CorrectedFact::Spending {
                        object,
                        month,
                        was_ore,
                        amount_ore,
                    } => self
                        .budget
                        .object_spent(object, *month, *amount_ore - *was_ore),
                }
            }
            E::ActionPlanned(e) => self.control.action_planned(e),
            E::RiskIdentified(e) => self.control.risk_identified(e),
            E::ControlActionPlanned(e) => self.control.control_planned(e),
            E::InvestmentObjectApproved(e) => self.budget.object_approved(e),
            E::InvestmentSpent(e) => self.budget.object_spent(&e.object, e.month, e.amount_ore),
            E::KeyFigureReported(e) => self.figures.stated(entry.event_id, e),
            E::PeriodOpened(e) => self.reporting.opened(e),
            E::PeriodClosed(e) => self.reporting.closed(e),
            E::ReportSubmitted(e) => self.reporting.submitted(e),
            E::ReportPublished(e) => self.reporting.published(e),
            E::CheckWaived(e) => self.reporting.waived(e),
            E::FactClaimed(e) => self.reporting.claimed(e),
            E::RulesAdopted(e) => self.reporting.rules_adopted(e),
            E::PayloadRedacted(e) => self.reporting.redacted(e),
            E::SigningKeyRotated(e) => self.proof.rotated(entry.position, e),
            E::WitnessPolicyAdopted(e) => self.proof.policy_adopted(e),
            // No rule asks for these: they stand on their own.
            E::MandateMoved(_)
            | E::MatterReferredBack(_)
            | E::ForecastSubmitted(_)
            | E::AssessmentMade(_)
            | E::AssignmentStatusReported(_)
            | E::NarrativeWritten(_)
            | E::SignificantEventNoted(_)
            | E::ActionEffectReported(_)
            | E::ControlActionFollowedUp(_)
            | E::ControlAssessed(_)
            | E::PublicationWitnessed(_) => {}
        }
    }
}
