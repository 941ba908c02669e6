//! Investments: approved objects and what is spent on them.
//!
//! Amounts are in the ledger's sign: spending is negative. The report shows
//! spending as positive and says so; the flip is made there.

use std::collections::BTreeMap;

use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::event::indicator::CorrectedFact;
use ledger::event::investment::InvestmentObjectApproved;
use ledger::event::{Event, Provenance};
use ledger::ids::{DecisionId, InvestmentId, LineId, Position, UnitId};
use ledger::money::Ore;
use ledger::period::{Month, Period};
use serde::Serialize;

use crate::economy::tally::{self, Tally};
use crate::temporal::History;

/// An approved object.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Approval {
    /// What was approved.
    pub object: InvestmentObjectApproved,
    /// The decision.
    pub decision: Option<DecisionId>,
    /// Where it comes from.
    pub provenance: Option<Provenance>,
}

/// Objects and their spending over time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Investments {
    objects: BTreeMap<InvestmentId, History<Approval>>,
    spent: BTreeMap<InvestmentId, BTreeMap<Month, History<Tally>>>,
    by_line: BTreeMap<LineId, Vec<InvestmentId>>,
}

/// An object as a report shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ObjectRow {
    /// The object.
    pub object: InvestmentId,
    /// What it is.
    pub title: String,
    /// The unit that carries it out.
    pub unit: UnitId,
    /// The line that it stands under.
    pub line: LineId,
    /// The decision that approved it.
    pub decision: Option<DecisionId>,
    /// Its own budget of the year; none when it is paid within the line's frame.
    #[cfg_attr(feature = "schema", schema(value_type = Option<i64>))]
    pub budget: Option<Ore>,
    /// Its own budget of all years.
    #[cfg_attr(feature = "schema", schema(value_type = Option<i64>))]
    pub budget_all_years: Option<Ore>,
    /// Spent in the period; none when nothing is booked.
    #[cfg_attr(feature = "schema", schema(value_type = Option<i64>))]
    pub spent: Option<Ore>,
    /// Spent from the first day to the period's end.
    #[cfg_attr(feature = "schema", schema(value_type = Option<i64>))]
    pub spent_to_date: Option<Ore>,
    /// The weakest provenance of what it rests on.
    pub provenance: Option<Provenance>,
}

impl Investments {
    /// Takes in the next entry. Total: it neither fails nor panics (I9).
    pub fn apply(&mut self, entry: &Entry) {
        use Event as E;
        let Some(event) = entry.event() else { return };
        match event {
            E::InvestmentObjectApproved(e) => {
                let listed = self.by_line.entry(e.line.clone()).or_default();
                if !listed.contains(&e.object) {
                    listed.push(e.object.clone());
                }
                self.objects.entry(e.object.clone()).or_default().set(
                    entry.position,
                    Approval {
                        object: e.clone(),
                        decision: entry.commit.decision.clone(),
                        provenance: entry.provenance,
                    },
                );
            }
            E::InvestmentSpent(e) => {
                self.spend(entry, &e.object, e.month, e.amount_ore);
            }
            E::OutcomeCorrected(e) => match &e.fact {
                CorrectedFact::Spending {
                    object,
                    month,
                    was_ore,
                    amount_ore,
                } => self.spend(entry, object, *month, *amount_ore - *was_ore),
                CorrectedFact::Booking { .. }
                | CorrectedFact::Indicator { .. }
                | CorrectedFact::KeyFigure(_) => {}
            },
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
            | E::KeyFigureReported(_)
            | E::PeriodOpened(_)
            | E::PeriodClosed(_)
            | E::ReportSubmitted(_)
            | E::ReportPublished(_)
            | E::CheckWaived(_)
            | E::FactClaimed(_)
            | E::RulesAdopted(_)
            | E::PayloadRedacted(_)
            | E::SigningKeyRotated(_)
            | E::WitnessPolicyAdopted(_)
            | E::PublicationWitnessed(_) => {}
        }
    }

    fn spend(&mut self, entry: &Entry, object: &InvestmentId, month: Month, amount: Ore) {
        let cell = self
            .spent
            .entry(object.clone())
            .or_default()
            .entry(month)
            .or_default();
        let moved = Tally::new(amount, entry.provenance);
        let total = cell.last().map_or(moved, |last| last.plus(moved));
        cell.set(entry.position, total);
    }

    /// What is known of an object.
    pub fn object(&self, object: &InvestmentId, size: u64) -> Option<&Approval> {
        self.objects.get(object)?.at(size)
    }

    /// What was spent on an object in a period.
    pub fn spent(&self, object: &InvestmentId, period: Period, size: u64) -> Option<Tally> {
        self.spent_between(object, period.first(), period.last(), size)
    }

    /// The objects under some lines, in the order of their ids.
    pub fn objects_under<'a>(
        &self,
        lines: impl IntoIterator<Item = &'a LineId>,
        period: Period,
        size: u64,
    ) -> Vec<ObjectRow> {
        let mut rows: Vec<_> = lines
            .into_iter()
            .flat_map(|line| {
                let listed = self.by_line.get(line).into_iter().flatten();
                listed.filter_map(move |object| {
                    let approval = self.object(object, size)?;
                    (approval.object.line == *line).then(|| self.row(approval, period, size))
                })
            })
            .collect();
        rows.sort_by(|a, b| a.object.cmp(&b.object));
        rows
    }

    /// The versions of what was spent on an object in a period, by month.
    pub fn histories(
        &self,
        object: &InvestmentId,
        period: Period,
    ) -> impl Iterator<Item = &History<Tally>> {
        self.spent
            .get(object)
            .into_iter()
            .flat_map(move |months| months.range(period.first()..=period.last()))
            .map(|(_, cell)| cell)
    }

    /// Where an object was approved, and approved anew.
    pub fn approvals(&self, object: &InvestmentId) -> impl Iterator<Item = Position> {
        self.objects
            .get(object)
            .into_iter()
            .flat_map(History::versions)
            .map(|(position, _)| *position)
    }

    /// What is known to have been approved of an object, in order.
    pub fn approved(&self, object: &InvestmentId, size: u64) -> &[(Position, Approval)] {
        self.objects
            .get(object)
            .map_or(&[], |history| history.between(0, size))
    }

    /// What is known to have been spent on an object, event by event: where it
    /// stands, the month it concerns and by how much it changed what was spent in
    /// it. The newest first.
    pub fn spendings(&self, object: &InvestmentId, size: u64) -> Vec<(Position, Month, Ore)> {
        let mut found = Vec::new();
        for (month, history) in self.spent.get(object).into_iter().flatten() {
            let mut before = Ore::ZERO;
            for (position, after) in history.between(0, size) {
                found.push((*position, *month, after.amount - before));
                before = after.amount;
            }
        }
        found.sort_by_key(|(position, ..)| std::cmp::Reverse(*position));
        found
    }

    /// An object as a report on a period shows it.
    pub fn object_row(
        &self,
        object: &InvestmentId,
        period: Period,
        size: u64,
    ) -> Option<ObjectRow> {
        Some(self.row(self.object(object, size)?, period, size))
    }

    fn row(&self, approval: &Approval, period: Period, size: u64) -> ObjectRow {
        let approved = &approval.object;
        let of_years = |wanted: &dyn Fn(u16) -> bool| -> Option<Ore> {
            approved
                .budget
                .iter()
                .filter(|year| wanted(year.year))
                .map(|year| year.amount_ore)
                .reduce(|sum, amount| sum + amount)
        };
        let spent = self.spent(&approved.object, period, size);
        let begin = Month::new(1900, 1).unwrap_or(period.first());
        let to_date = self.spent_between(&approved.object, begin, period.last(), size);
        ObjectRow {
            object: approved.object.clone(),
            title: approved.title.clone(),
            unit: approved.unit.clone(),
            line: approved.line.clone(),
            decision: approval.decision.clone(),
            budget: of_years(&|year| year == period.year()),
            budget_all_years: of_years(&|_| true),
            spent: spent.map(|tally| tally.amount),
            spent_to_date: to_date.map(|tally| tally.amount),
            provenance: approval
                .provenance
                .max(to_date.and_then(|tally| tally.provenance)),
        }
    }

    fn spent_between(
        &self,
        object: &InvestmentId,
        first: Month,
        last: Month,
        size: u64,
    ) -> Option<Tally> {
        let months = self.spent.get(object)?.range(first..=last);
        tally::total(months.map(|(_, cell)| cell.at(size).copied()))
    }
}

#[cfg(test)]
mod tests {
    use ledger::event::investment::InvestmentSpent;

    use super::*;
    use crate::testing::{entries, fold, id};

    fn spent(month: &str, ore: i64) -> Event {
        InvestmentSpent {
            object: id("O1"),
            month: id(month),
            amount_ore: Ore(ore),
            document: "V1".into(),
        }
        .into()
    }

    #[test]
    fn spendings_are_told_event_by_event_the_newest_first() {
        let events = vec![
            spent("2024-01", -100),
            spent("2024-03", -40),
            spent("2024-01", -5),
        ];
        let view = fold(&entries(events), Investments::apply);
        let told = |size| {
            let spendings = view.spendings(&id("O1"), size).into_iter();
            let told = spendings.map(|(at, month, amount)| (at.0, month.to_string(), amount.0));
            told.collect::<Vec<_>>()
        };
        let of = |at, month: &str, ore| (at, month.to_owned(), ore);
        assert_eq!(
            told(3),
            [
                of(2, "2024-01", -5),
                of(1, "2024-03", -40),
                of(0, "2024-01", -100)
            ]
        );
        assert_eq!(told(1), [of(0, "2024-01", -100)]);
    }
}
