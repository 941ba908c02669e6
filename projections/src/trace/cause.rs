//! Causes: what an event is to a change, told from its entry.

use ledger::entry::Entry;
use ledger::event::Event;
use ledger::ids::{DecisionId, Position};

use super::reading::Reading;
use super::sentence::Words;
use super::{Cause, CauseKind, DecisionRef, Effect};
use crate::model::ReadModel;

/// What causes are told from.
#[derive(Clone, Copy)]
pub(super) struct Teller<'a> {
    pub(super) model: &'a ReadModel,
    pub(super) entries: &'a Reading<'a>,
    /// What is known: the later of the two sizes.
    pub(super) size: u64,
}

impl Teller<'_> {
    /// The cause that the event at a position is; none when the position holds none.
    pub(super) fn cause(&self, position: Position, effect: Effect) -> Option<Cause> {
        let entry = self.entries.entry(position)?;
        Some(self.cause_of(&entry, effect))
    }

    /// The cause that an entry is.
    pub(super) fn cause_of(&self, entry: &Entry, effect: Effect) -> Cause {
        let (kind, text) = self.told(entry);
        Cause {
            kind,
            position: entry.position,
            event_id: entry.event_id,
            event_kind: entry.kind(),
            recorded_at: entry.commit.recorded_at,
            actor: entry.commit.actor.clone(),
            decision: entry
                .commit
                .decision
                .as_ref()
                .map(|decision| self.decision(decision)),
            reason: entry.commit.reason.clone(),
            provenance: entry.provenance,
            provenance_before: None,
            effect,
            text,
            evidence: Vec::new(),
        }
    }

    /// What an entry is to a change, and what it says in a sentence.
    pub(super) fn told(&self, entry: &Entry) -> (CauseKind, String) {
        let words = Words {
            model: self.model,
            size: self.size,
        };
        let kind = entry.event().map_or(CauseKind::Redaction, kind);
        (kind, words.sentence(entry))
    }

    fn decision(&self, decision: &DecisionId) -> DecisionRef {
        DecisionRef {
            decision: decision.clone(),
            title: self
                .model
                .decisions
                .decision(decision, self.size)
                .map(|decision| decision.title),
        }
    }
}

fn kind(event: &Event) -> CauseKind {
    use Event as E;
    use ledger::event::followup::AssessmentBasis;
    match event {
        E::OutcomeCorrected(_) => CauseKind::Correction,
        E::OutcomeRestated(_) => CauseKind::Restatement,
        E::BudgetReallocated(_) | E::ReserveDisposed(_) => CauseKind::Reallocation,
        E::FrameDecided(_) | E::FrameAdjusted(_) | E::InvestmentObjectApproved(_) => {
            CauseKind::FrameChange
        }
        E::ForecastSubmitted(_) => CauseKind::Forecast,
        E::WishOverridden(_) => CauseKind::Override,
        E::AssessmentMade(e) => match e.basis {
            AssessmentBasis::Override => CauseKind::Override,
            AssessmentBasis::Rule | AssessmentBasis::Judgement => CauseKind::Assessment,
        },
        E::RulesAdopted(_) => CauseKind::RuleChange,
        E::PayloadRedacted(_) => CauseKind::Redaction,
        E::DecisionTaken(_) | E::DecisionReported(_) | E::MatterReferredBack(_) => {
            CauseKind::Decision
        }
        E::ReportLineDefined(_)
        | E::UnitEstablished(_)
        | E::UnitMoved(_)
        | E::UnitRenamed(_)
        | E::UnitDissolved(_)
        | E::MandateMoved(_)
        | E::ItemLinked(_)
        | E::ItemReworded(_)
        | E::ItemWithdrawn(_) => CauseKind::Structure,
        E::PlanAdopted(_)
        | E::ObjectiveSet(_)
        | E::StrategySet(_)
        | E::AssignmentGiven(_)
        | E::IndicatorDefined(_)
        | E::TargetSet(_)
        | E::ActionPlanned(_)
        | E::RiskIdentified(_)
        | E::ControlActionPlanned(_) => CauseKind::Plan,
        E::OutcomeBooked(_)
        | E::InvestmentSpent(_)
        | E::IndicatorOutcomeReported(_)
        | E::OutcomeMissing(_)
        | E::AssignmentStatusReported(_)
        | E::NarrativeWritten(_)
        | E::SignificantEventNoted(_)
        | E::ActionEffectReported(_)
        | E::ControlActionFollowedUp(_)
        | E::ControlAssessed(_)
        | E::KeyFigureReported(_)
        | E::PeriodOpened(_)
        | E::PeriodClosed(_)
        | E::ReportSubmitted(_)
        | E::ReportPublished(_)
        | E::CheckWaived(_)
        | E::FactClaimed(_)
        | E::SigningKeyRotated(_)
        | E::WitnessPolicyAdopted(_)
        | E::PublicationWitnessed(_) => CauseKind::NewFact,
    }
}
