//! Decisions: what was decided, what it referred back, and whether a delegated
//! one has been reported to the committee that delegated it (KL 6:40).
//!
//! Guarantee: the open list at a log size has exactly the delegated decisions
//! known then whose reporting to that committee was not yet recorded.
//!
//! It deliberately keeps no deadline: an urgent decision (KL 6:39) is marked,
//! and when the committee next meets is not a fact of the ledger.

use std::collections::{BTreeMap, BTreeSet};

use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::event::Event as E;
use ledger::event::decision::{
    DecisionKind, DecisionReported, DecisionTaken, Delegation, Precision,
};
use ledger::event::plan::MatterReferredBack;
use ledger::ids::{DecisionId, ItemId, Position, UnitId};
use ledger::money::Ore;
use ledger::time::Date;

use crate::fact::{Fact, Grounds};
use crate::natural_order;
use crate::scope::Scope;
use crate::temporal::History;

/// Every decision, with all its versions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Decisions {
    decisions: BTreeMap<DecisionId, DecisionCell>,
    /// Every decision that was ever taken in a unit's matters, by the year of its date.
    by_unit: BTreeMap<(UnitId, u16), BTreeSet<DecisionId>>,
    /// Every decision that was ever taken by delegation from a committee.
    delegated: BTreeMap<UnitId, BTreeSet<DecisionId>>,
    /// Every decision that ever referred an item back.
    by_item: BTreeMap<ItemId, BTreeSet<DecisionId>>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
struct DecisionCell {
    taken: History<Fact<DecisionTaken>>,
    reported: BTreeMap<UnitId, History<Fact<DecisionReported>>>,
    /// Not versions of one referral: each event refers a matter back.
    referrals: History<Fact<MatterReferredBack>>,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The decision.
    pub decision: DecisionId,
    /// The unit whose matter it is.
    pub unit: UnitId,
    /// The organ or official that decided.
    pub organ: String,
    /// What it is about.
    pub kind: DecisionKind,
    /// What was decided.
    pub title: String,
    /// When, as exactly as `precision` says.
    pub date: Date,
    /// How exactly the date is known.
    pub precision: Precision,
    /// Diarienummer.
    pub case_number: Option<String>,
    /// Paragraph of the minutes.
    pub paragraph: Option<String>,
    /// The amount it decides over; costs negative.
    pub amount_ore: Option<Ore>,
    /// The delegation it was taken under.
    pub delegation: Option<Delegation>,
    /// When and where it was reported to the committee that delegated.
    pub reported: Option<DecisionReport>,
    /// What it referred back.
    pub referrals: Vec<ReferralBack>,
    /// What the answer rests on.
    pub grounds: Grounds,
}

/// The reporting of a delegated decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionReport {
    /// The committee.
    pub committee: UnitId,
    /// The day of the meeting.
    pub date: Date,
    /// Paragraph of that meeting's minutes.
    pub paragraph: Option<String>,
}

/// A matter that was referred back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferralBack {
    /// The decision to refer back.
    pub decision: DecisionId,
    /// What the matter is.
    pub matter: String,
    /// The item of the plan it concerns.
    pub item: Option<ItemId>,
    /// Whether a minority referred it back.
    pub by_minority: bool,
    /// Why.
    pub motivation: String,
    /// What the answer rests on.
    pub grounds: Grounds,
}

impl Decisions {
    /// Takes in the next entry. Total: it neither fails nor panics (I9).
    pub fn apply(&mut self, entry: &Entry) {
        let Some(event) = entry.event() else { return };
        let position = entry.position;
        match event {
            E::DecisionTaken(e) => {
                self.by_unit
                    .entry((e.unit.clone(), e.date.year()))
                    .or_default()
                    .insert(e.decision.clone());
                if let Some(delegation) = &e.delegation {
                    self.delegated
                        .entry(delegation.committee.clone())
                        .or_default()
                        .insert(e.decision.clone());
                }
                self.cell(&e.decision)
                    .taken
                    .set(position, Fact::of(entry, e.clone()));
            }
            E::DecisionReported(e) => self
                .cell(&e.decision)
                .reported
                .entry(e.committee.clone())
                .or_default()
                .set(position, Fact::of(entry, e.clone())),
            E::MatterReferredBack(e) => {
                if let Some(item) = &e.item {
                    self.by_item
                        .entry(item.clone())
                        .or_default()
                        .insert(e.decision.clone());
                }
                self.cell(&e.decision)
                    .referrals
                    .set(position, Fact::of(entry, e.clone()));
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
            | E::RulesAdopted(_)
            | E::PayloadRedacted(_) => {}
        }
    }

    fn cell(&mut self, decision: &DecisionId) -> &mut DecisionCell {
        self.decisions.entry(decision.clone()).or_default()
    }

    /// A decision.
    pub fn decision(&self, decision: &DecisionId, size: u64) -> Option<Decision> {
        self.decisions.get(decision)?.decision(size)
    }

    /// The decisions of a year in a unit's own matters, by date and id.
    pub fn of_unit(&self, unit: &UnitId, year: u16, size: u64) -> Vec<Decision> {
        let decisions = self.by_unit.get(&(unit.clone(), year));
        by_date(
            decisions
                .into_iter()
                .flatten()
                .filter_map(|decision| self.decision(decision, size))
                .filter(|decision| decision.unit == *unit && decision.date.year() == year),
        )
    }

    /// The decisions of the year of the scope's period in the matters of its
    /// units, by date and id.
    pub fn of_year(&self, scope: &Scope) -> Vec<Decision> {
        let year = scope.period.year();
        by_date(
            scope
                .subtree
                .iter()
                .flat_map(|unit| self.of_unit(unit, year, scope.size)),
        )
    }

    /// The delegated decisions that are not reported to their committee, by date
    /// and id: those of one committee, or of all.
    pub fn unreported(&self, committee: Option<&UnitId>, size: u64) -> Vec<Decision> {
        by_date(
            self.delegated
                .iter()
                .filter(|(delegating, _)| committee.is_none_or(|wanted| wanted == *delegating))
                .flat_map(|(delegating, decisions)| {
                    decisions
                        .iter()
                        .filter_map(|decision| self.decision(decision, size))
                        .filter(|decision| decision.awaits(delegating))
                }),
        )
    }

    /// The referrals back of an item of the plan, in order of position.
    pub fn referrals_of(&self, item: &ItemId, size: u64) -> Vec<ReferralBack> {
        let decisions = self.by_item.get(item).into_iter().flatten();
        let mut referrals: Vec<ReferralBack> = decisions
            .filter_map(|decision| self.decisions.get(decision))
            .flat_map(|cell| cell.referrals(size))
            .filter(|referral| referral.item.as_ref() == Some(item))
            .collect();
        referrals.sort_by_key(|referral| referral.grounds.positions());
        referrals
    }
}

impl Decision {
    /// Whether it was taken by delegation from the committee and is not reported to it.
    pub fn awaits(&self, committee: &UnitId) -> bool {
        let delegation = self.delegation.as_ref();
        self.reported.is_none()
            && delegation.is_some_and(|delegation| delegation.committee == *committee)
    }
}

impl DecisionCell {
    fn decision(&self, size: u64) -> Option<Decision> {
        let (position, fact) = self.taken.version_at(size)?;
        let taken = &fact.value;
        let mut grounds = Grounds::on(position, fact);
        let reported = taken
            .delegation
            .as_ref()
            .and_then(|delegation| self.reported.get(&delegation.committee)?.version_at(size));
        if let Some((position, fact)) = reported {
            grounds.add(position, fact);
        }
        Some(Decision {
            decision: taken.decision.clone(),
            unit: taken.unit.clone(),
            organ: taken.organ.clone(),
            kind: taken.kind,
            title: taken.title.clone(),
            date: taken.date,
            precision: taken.precision,
            case_number: taken.case_number.clone(),
            paragraph: taken.paragraph.clone(),
            amount_ore: taken.amount_ore,
            delegation: taken.delegation.clone(),
            reported: reported.map(|(_, fact)| DecisionReport {
                committee: fact.value.committee.clone(),
                date: fact.value.date,
                paragraph: fact.value.paragraph.clone(),
            }),
            referrals: self.referrals(size),
            grounds,
        })
    }

    fn referrals(&self, size: u64) -> Vec<ReferralBack> {
        let referral = |(position, fact): &(Position, Fact<MatterReferredBack>)| ReferralBack {
            decision: fact.value.decision.clone(),
            matter: fact.value.matter.clone(),
            item: fact.value.item.clone(),
            by_minority: fact.value.by_minority,
            motivation: fact.value.motivation.clone(),
            grounds: Grounds::on(*position, fact),
        };
        self.referrals
            .between(0, size)
            .iter()
            .map(referral)
            .collect()
    }
}

fn by_date(decisions: impl Iterator<Item = Decision>) -> Vec<Decision> {
    let mut decisions: Vec<Decision> = decisions.collect();
    decisions.sort_by(|a, b| {
        a.date
            .cmp(&b.date)
            .then_with(|| natural_order::compare(a.decision.as_str(), b.decision.as_str()))
    });
    decisions
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use ledger::event::Event;
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{answers_as_a_replay_would, day, entries, fold, id, period, quickly};

    fn taken(decision: &str, unit: &str, date: &str, committee: Option<&str>) -> Event {
        DecisionTaken {
            decision: id(decision),
            unit: id(unit),
            organ: "Regiondirektören".into(),
            kind: DecisionKind::Reallocation,
            title: "Omdisponering".into(),
            date: day(date),
            precision: Precision::Month,
            case_number: None,
            paragraph: None,
            amount_ore: Some(Ore(-200_000_000)),
            delegation: committee.map(|committee| Delegation {
                committee: id(committee),
                urgent: false,
            }),
        }
        .into()
    }

    fn reported(decision: &str, committee: &str) -> Event {
        DecisionReported {
            decision: id(decision),
            committee: id(committee),
            date: day("2024-06-01"),
            paragraph: Some("§ 12".into()),
        }
        .into()
    }

    fn referred_back(decision: &str, item: Option<&str>) -> Event {
        MatterReferredBack {
            decision: id(decision),
            matter: "Krav- och kvalitetsboken".into(),
            item: item.map(id),
            by_minority: true,
            motivation: "Underlaget behöver kompletteras".into(),
        }
        .into()
    }

    fn ids(decisions: &[Decision]) -> Vec<&str> {
        decisions
            .iter()
            .map(|decision| decision.decision.as_str())
            .collect()
    }

    fn scope(size: u64) -> Scope {
        Scope {
            unit: id("RS"),
            period: period("2024"),
            size,
            subtree: [id("RS"), id("RS-HV")].into(),
            ancestors: Vec::new(),
            parents: BTreeMap::new(),
        }
    }

    #[test]
    fn a_delegated_decision_is_on_the_open_list_until_its_own_committee_hears_of_it() {
        let view = fold(
            &entries([
                taken("D9", "RS", "2024-12-31", Some("RS")),
                taken("D10", "RS", "2024-12-31", Some("RS")),
                taken("D3", "SN", "2024-09-01", Some("SN")),
                taken("D4", "RS", "2024-01-01", None),
                reported("D9", "SN"),
                reported("D9", "RS"),
            ]),
            Decisions::apply,
        );
        assert_eq!(ids(&view.unreported(None, 5)), ["D3", "D9", "D10"]);
        assert_eq!(ids(&view.unreported(None, 6)), ["D3", "D10"]);
        assert_eq!(ids(&view.unreported(Some(&id("RS")), 6)), ["D10"]);
        let told = view.decision(&id("D9"), 6).unwrap();
        assert_eq!(told.reported.unwrap().paragraph.as_deref(), Some("§ 12"));
        assert_eq!(told.grounds.positions(), [Position(0), Position(5)]);
    }

    #[test]
    fn a_years_decisions_are_those_in_the_matters_of_the_reports_units_by_date() {
        let view = fold(
            &entries([
                taken("D8", "RS", "2024-10-01", None),
                taken("D7", "RS-HV", "2024-09-01", None),
                taken("D5", "RS", "2023-12-31", None),
                taken("D2", "SN", "2024-02-01", None),
            ]),
            Decisions::apply,
        );
        assert_eq!(ids(&view.of_year(&scope(4))), ["D7", "D8"]);
        assert_eq!(ids(&view.of_unit(&id("RS"), 2023, 4)), ["D5"]);
    }

    #[test]
    fn a_referral_back_is_found_by_its_decision_and_by_its_item() {
        let view = fold(
            &entries([
                taken("D10", "RF", "2024-12-01", None),
                referred_back("D10", Some("RS-U1")),
                referred_back("D10", None),
            ]),
            Decisions::apply,
        );
        assert_eq!(view.decision(&id("D10"), 3).unwrap().referrals.len(), 2);
        assert_eq!(view.decision(&id("D10"), 1).unwrap().referrals, []);
        assert_eq!(view.referrals_of(&id("RS-U1"), 3).len(), 1);
    }

    fn any_event() -> impl Strategy<Value = Event> {
        let decision = || prop::sample::select(vec!["D1", "D2", "D10"]);
        let unit = || prop::sample::select(vec!["RS", "SN"]);
        let date = prop::sample::select(vec!["2023-11-01", "2024-03-01"]);
        prop_oneof![
            (decision(), unit(), date, prop::option::of(unit()))
                .prop_map(|(d, u, on, c)| taken(d, u, on, c)),
            (decision(), unit()).prop_map(|(d, c)| reported(d, c)),
            (decision(), prop::option::of(Just("U1"))).prop_map(|(d, i)| referred_back(d, i)),
        ]
    }

    proptest! {
        #![proptest_config(quickly())]

        #[test]
        fn every_answer_is_that_of_a_replay(events in prop::collection::vec(any_event(), 0..14)) {
            answers_as_a_replay_would(&entries(events), Decisions::apply, |view, size| {
                (
                    view.of_year(&scope(size)),
                    view.unreported(None, size),
                    view.unreported(Some(&id("SN")), size),
                    view.referrals_of(&id("U1"), size),
                )
            });
        }
    }
}
