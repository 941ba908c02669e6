//! The rule set in force: rules are dated data.
//!
//! Guarantee: the rules at a log size are the last adopted before it, so a
//! later adoption never changes an older report.

use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::event::Event as E;
use ledger::ids::Position;
use ledger::rules::RuleSet;
use serde::Serialize;

use crate::fact::{Fact, Grounds};
use crate::temporal::History;

/// Every adopted rule set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Rules {
    adopted: History<Fact<RuleSet>>,
}

/// The rules in force at a log size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RulesInForce {
    /// The rules.
    pub rules: RuleSet,
    /// Their version as a basis states it; 0 when none was adopted and the
    /// rules are those that a new ledger starts with.
    pub version: u32,
    /// What the answer rests on; nothing when none was adopted.
    pub grounds: Grounds,
}

impl Rules {
    /// Takes in the next entry. Total: it neither fails nor panics (I9).
    pub fn apply(&mut self, entry: &Entry) {
        let Some(event) = entry.event() else { return };
        match event {
            E::RulesAdopted(e) => {
                self.adopted
                    .set(entry.position, Fact::of(entry, e.rules.clone()));
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
            | E::FactClaimed(_)
            | E::PayloadRedacted(_)
            | E::SigningKeyRotated(_)
            | E::WitnessPolicyAdopted(_)
            | E::PublicationWitnessed(_) => {}
        }
    }

    /// The rules in force at a log size.
    pub fn at(&self, size: u64) -> RulesInForce {
        match self.adopted.version_at(size) {
            Some((position, fact)) => RulesInForce {
                rules: fact.value.clone(),
                version: fact.value.version,
                grounds: Grounds::on(position, fact),
            },
            None => RulesInForce {
                rules: RuleSet::first(),
                version: 0,
                grounds: Grounds::default(),
            },
        }
    }

    /// The rule sets adopted at positions from `from` to before `to`, for a trace.
    pub fn between(&self, from: u64, to: u64) -> &[(Position, Fact<RuleSet>)] {
        self.adopted.between(from, to)
    }
}

#[cfg(test)]
mod tests {
    use ledger::event::Event;
    use ledger::event::reporting::RulesAdopted;
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{answers_as_a_replay_would, entries, fold, quickly};

    fn adopted(version: u32) -> Event {
        let rules = RuleSet {
            version,
            ..RuleSet::first()
        };
        RulesAdopted { rules }.into()
    }

    #[test]
    fn a_later_rule_set_leaves_older_answers_alone() {
        let rules = fold(&entries([adopted(1), adopted(2)]), Rules::apply);
        let versions = [0, 1, 2].map(|size| rules.at(size).version);
        assert_eq!(versions, [0, 1, 2]);
        assert_eq!(rules.at(0).rules, RuleSet::first());
        assert_eq!(rules.between(1, 2).len(), 1);
    }

    proptest! {
        #![proptest_config(quickly())]

        #[test]
        fn every_answer_is_that_of_a_replay(versions in prop::collection::vec(1..9_u32, 0..9)) {
            let log = entries(versions.into_iter().map(adopted));
            answers_as_a_replay_would(&log, Rules::apply, Rules::at);
        }
    }
}
