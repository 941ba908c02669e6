//! Decisions: what was decided, what it referred back, and whether a delegated
//! one has been reported to the committee that delegated it (KL 6:40).
//!
//! Guarantee: the open list at a log size has exactly the delegated decisions
//! known then whose reporting to that committee was not yet recorded.
//!
//! It deliberately keeps no deadline: an urgent decision (KL 6:39) is marked,
//! and when the committee next meets is not a fact of the ledger.

mod decision;

use std::collections::{BTreeMap, BTreeSet};

use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::event::Event as E;
use ledger::event::decision::{DecisionReported, DecisionTaken};
use ledger::event::plan::MatterReferredBack;
use ledger::event::remains::Remains;
use ledger::event::reporting::PayloadRedacted;
use ledger::ids::{DecisionId, ItemId, Position, UnitId};

use crate::fact::{Fact, Grounds};
use crate::natural_order;
use crate::redacted::{Redaction, Said};
use crate::scope::Scope;
use crate::temporal::History;
pub use decision::{Decision, DecisionReport, ReferralBack};

/// Every decision, with all its versions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Decisions {
    cells: BTreeMap<DecisionId, DecisionCell>,
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
    referrals: History<Fact<Said<MatterReferredBack>>>,
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
                    .set(position, Fact::of(entry, Said::Present(e.clone())));
            }
            E::PayloadRedacted(e) => self.redact(e, &Redaction::of(entry, e)),
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
            | E::SigningKeyRotated(_)
            | E::WitnessPolicyAdopted(_)
            | E::PublicationWitnessed(_) => {}
        }
    }

    /// Says that what was referred back is gone.
    fn redact(&mut self, redacted: &PayloadRedacted, redaction: &Redaction) {
        match &redacted.remains {
            Remains::Referral { decision } => {
                let referrals = &mut self.cell(decision).referrals;
                referrals.redact(redaction, Said::Redacted(redaction.clone()));
            }
            Remains::Mandate { .. }
            | Remains::Wording { .. }
            | Remains::MissingOutcome { .. }
            | Remains::Assessment { .. }
            | Remains::Status { .. }
            | Remains::Narrative { .. }
            | Remains::Noted { .. }
            | Remains::ControlFollowUp { .. }
            | Remains::ControlAssessment { .. } => {}
        }
    }

    fn cell(&mut self, decision: &DecisionId) -> &mut DecisionCell {
        self.cells.entry(decision.clone()).or_default()
    }

    /// A decision.
    pub fn decision(&self, decision: &DecisionId, size: u64) -> Option<Decision> {
        self.cells.get(decision)?.decision(size)
    }

    /// Every decision that is known, in order of id.
    pub fn known(&self, size: u64) -> impl Iterator<Item = Decision> {
        let decisions = self.cells.values();
        decisions.filter_map(move |cell| cell.decision(size))
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
            .filter_map(|decision| Some((decision, self.cells.get(decision)?)))
            .flat_map(|(decision, cell)| cell.referrals(decision, size))
            .filter(|referral| referral.item.as_ref() == Some(item))
            .collect();
        referrals.sort_by_key(|referral| referral.grounds.positions());
        referrals
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
            referrals: self.referrals(&taken.decision, size),
            grounds,
        })
    }

    fn referrals(&self, decision: &DecisionId, size: u64) -> Vec<ReferralBack> {
        let referral = |(position, fact): &(Position, Fact<Said<MatterReferredBack>>)| {
            let grounds = Grounds::on(*position, fact);
            match &fact.value {
                Said::Present(said) => ReferralBack {
                    decision: said.decision.clone(),
                    matter: said.matter.clone(),
                    item: said.item.clone(),
                    by_minority: Some(said.by_minority),
                    motivation: said.motivation.clone(),
                    grounds,
                },
                Said::Redacted(redaction) => ReferralBack {
                    decision: decision.clone(),
                    matter: redaction.title(),
                    item: None,
                    by_minority: None,
                    motivation: String::new(),
                    grounds,
                },
            }
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
mod tests;
