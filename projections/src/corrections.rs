//! Corrections: which events correct or restate another (I6).
//!
//! Guarantee: as of a log size, every event before it that names the other, in order.
//! Neither kind can be redacted ([`ledger::event::remains`]), so none is ever gone.
//! Deliberately not here: what the figures become. The views of the facts hold that.

use std::collections::BTreeMap;

use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::event::Event as E;
use ledger::ids::{EventId, Position};

use crate::temporal::History;

/// Every corrected event, with what corrects it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Corrections {
    by_corrected: BTreeMap<EventId, History<Correction>>,
}

/// How an event is corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub enum Correction {
    /// It was wrong.
    Corrected,
    /// It is computed anew under a changed accounting policy.
    Restated,
}

impl Corrections {
    /// Takes in the next entry. Total: it neither fails nor panics (I9).
    pub fn apply(&mut self, entry: &Entry) {
        let Some(event) = entry.event() else { return };
        let found = match event {
            E::OutcomeCorrected(e) => Some((e.corrects, Correction::Corrected)),
            E::OutcomeRestated(e) => e.restates.map(|event| (event, Correction::Restated)),
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
            | E::IndicatorOutcomeReported(_)
            | E::OutcomeMissing(_)
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
            | E::FactClaimed(_)
            | E::PayloadRedacted(_)
            | E::SigningKeyRotated(_)
            | E::WitnessPolicyAdopted(_)
            | E::PublicationWitnessed(_)
            | E::RulesAdopted(_) => None,
        };
        if let Some((corrected, how)) = found {
            let history = self.by_corrected.entry(corrected).or_default();
            history.set(entry.position, how);
        }
    }

    /// What corrects an event, in order, as known.
    pub fn of(&self, event: EventId, size: u64) -> &[(Position, Correction)] {
        let history = self.by_corrected.get(&event);
        history.map_or(&[], |history| history.between(0, size))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Scenario, event_id, line, unit};
    use ledger::event::indicator::{CorrectedFact, OutcomeCorrected};
    use ledger::money::Ore;

    /// The page of an event looked through the next 500 of its stream, which a line's
    /// bookings of a year fill, and said nothing of a correction further on.
    #[test]
    fn a_correction_is_found_however_much_of_its_stream_stands_between() {
        let mut scenario = Scenario::default();
        scenario.region();
        scenario.line("L1", None, ledger::event::budget::Breakdown::None, 1);
        let wrong = scenario.book("L1", "2024-03", 100);
        for _ in 0..600 {
            scenario.book("L1", "2024-03", 1);
        }
        let before = scenario.size();
        let correct = |scenario: &mut Scenario, ore| {
            scenario.record(OutcomeCorrected {
                corrects: event_id(wrong.0),
                fact: CorrectedFact::Booking {
                    unit: unit("RS"),
                    line: line("L1"),
                    month: "2024-03".parse().unwrap(),
                    was_ore: Ore(100),
                    amount_ore: Ore(ore),
                },
            })
        };
        let first = correct(&mut scenario, 90);
        let second = correct(&mut scenario, 80);
        let model = scenario.model();
        let found = |size| -> Vec<Position> {
            let found = model.corrections.of(event_id(wrong.0), size).iter();
            found.map(|(position, _)| *position).collect()
        };
        assert_eq!(found(before), []);
        assert_eq!(found(first.0 + 1), [first]);
        assert_eq!(found(model.size()), [first, second]);
    }
}
