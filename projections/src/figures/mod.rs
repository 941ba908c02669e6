//! Key figures: personnel and volumes, by unit, measure, period and dimensions.
//!
//! Guarantee: a cell's value is the last known of what was reported or
//! corrected for exactly its unit, measure, period and dimensions. A table adds
//! what may be added, exactly; rates are never added, their totals are what was
//! itself reported under the part [`WHOLE`]. What is missing stays missing.
//!
//! It deliberately trusts the decider for one thing: that a unit's figures of a
//! measure and period are divided in one way, so that no sum counts a part twice.

mod layout;
mod sums;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::event::Event as E;
use ledger::event::figure::{Dimension, FigureValue, KeyFigureReported, Measure};
use ledger::event::indicator::CorrectedFact;
use ledger::ids::{Position, UnitId};
use ledger::period::Period;

use crate::fact::{Fact, Grounds};
use crate::temporal::History;
pub use table::{Figure, FigureCell, FigureRow, FigureTable};

/// The part of a dimension that stands for all its parts.
pub const WHOLE: &str = "all";

/// The parts that a figure is for.
pub type Parts = BTreeMap<Dimension, String>;

type Cell = History<Fact<FigureValue>>;

/// The cells that a measure of a unit and period is divided into.
type Divided = BTreeMap<Parts, Cell>;

/// Every key figure, with all its versions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Figures {
    cells: BTreeMap<UnitId, BTreeMap<(Measure, Period), Divided>>,
}

impl Figures {
    /// Takes in the next entry. Total: it neither fails nor panics (I9).
    pub fn apply(&mut self, entry: &Entry) {
        let Some(event) = entry.event() else { return };
        match event {
            E::KeyFigureReported(e) => self.state(entry, e),
            E::OutcomeCorrected(e) => match &e.fact {
                CorrectedFact::KeyFigure(figure) => self.state(entry, figure),
                CorrectedFact::Indicator { .. }
                | CorrectedFact::Booking { .. }
                | CorrectedFact::Spending { .. } => {}
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
            | E::InvestmentObjectApproved(_)
            | E::InvestmentSpent(_)
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

    fn state(&mut self, entry: &Entry, figure: &KeyFigureReported) {
        self.cells
            .entry(figure.unit.clone())
            .or_default()
            .entry((figure.measure, figure.period))
            .or_default()
            .entry(figure.dimensions.clone())
            .or_default()
            .set(entry.position, Fact::of(entry, figure.value));
    }

    /// A figure as it is known for exactly these parts.
    pub fn figure(
        &self,
        unit: &UnitId,
        measure: Measure,
        parts: &Parts,
        period: Period,
        size: u64,
    ) -> Option<Figure> {
        let (position, fact) = self.cell(unit, measure, parts, period)?.version_at(size)?;
        Some(Figure {
            value: fact.value,
            parts: 1,
            grounds: Grounds::on(position, fact),
        })
    }

    /// The figures that were stated for a cell at positions from `from` to
    /// before `to`, for a trace.
    pub fn versions(
        &self,
        unit: &UnitId,
        measure: Measure,
        parts: &Parts,
        period: Period,
        from: u64,
        to: u64,
    ) -> &[(Position, Fact<FigureValue>)] {
        self.cell(unit, measure, parts, period)
            .map_or(&[], |cell| cell.between(from, to))
    }

    /// The measures that any of the units has reported for a period.
    pub fn measures(&self, units: &BTreeSet<UnitId>, period: Period, size: u64) -> Vec<Measure> {
        let measures: BTreeSet<Measure> = units
            .iter()
            .filter_map(|unit| self.cells.get(unit))
            .flatten()
            .filter(|((_, of), cells)| *of == period && any_known(cells, size))
            .map(|((measure, _), _)| *measure)
            .collect();
        measures.into_iter().collect()
    }

    /// The units among these that have reported a measure for a period.
    pub fn reporting(
        &self,
        units: &BTreeSet<UnitId>,
        measure: Measure,
        period: Period,
        size: u64,
    ) -> Vec<UnitId> {
        units
            .iter()
            .filter(|unit| {
                self.divided(unit, measure, period)
                    .is_some_and(|cells| any_known(cells, size))
            })
            .cloned()
            .collect()
    }

    /// The period that a report on `period` finds figures of a measure for:
    /// itself, else its last month, since stocks are those of a day.
    pub fn reported_period(
        &self,
        units: &BTreeSet<UnitId>,
        measure: Measure,
        period: Period,
        size: u64,
    ) -> Option<Period> {
        let last = period.last();
        let last_month = Period::months_of(last.year(), last.month(), last.month());
        [Some(period), last_month]
            .into_iter()
            .flatten()
            .find(|period| !self.reporting(units, measure, *period, size).is_empty())
    }

    /// What a unit has stated of a measure for a period: each part with its figure.
    pub fn of_unit(
        &self,
        unit: &UnitId,
        measure: Measure,
        period: Period,
        size: u64,
    ) -> Vec<(Parts, FigureValue)> {
        let divided = self.divided(unit, measure, period).into_iter().flatten();
        divided
            .filter_map(|(parts, cell)| Some((parts.clone(), cell.at(size)?.value)))
            .collect()
    }

    fn divided(&self, unit: &UnitId, measure: Measure, period: Period) -> Option<&Divided> {
        self.cells.get(unit)?.get(&(measure, period))
    }

    fn cell(
        &self,
        unit: &UnitId,
        measure: Measure,
        parts: &Parts,
        period: Period,
    ) -> Option<&Cell> {
        self.divided(unit, measure, period)?.get(parts)
    }
}

fn any_known(cells: &Divided, size: u64) -> bool {
    cells.values().any(|cell| cell.at(size).is_some())
}

#[cfg(test)]
mod tests;
