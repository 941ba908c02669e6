//! Economy: report lines, what is booked, budgeted and forecast on them, and the tables they make.
//!
//! Guarantees: every answer is that of a fresh replay to the asked size (I9);
//! a cell on which nothing was booked or decided has no value, never zero (I5),
//! and a difference exists only between sums over the same lines;
//! amounts are exact, in the ledger's sign (cost and spending negative).
//! It rounds nothing and flips no sign: that belongs to the report.

pub mod budget;
mod cell;
pub mod cells;
pub mod column;
pub mod coverage;
pub mod forecast;
pub mod frames;
pub mod lines;
pub mod month_cells;
pub mod spread;
pub mod table;
pub mod tally;
#[cfg(test)]
pub(crate) mod tests;

use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::event::Event;
use ledger::event::indicator::CorrectedFact;

use budget::Budgets;
use cells::{CellCause, Cells, Movement};
use forecast::Forecasts;
use lines::Lines;

/// Lines, bookings, budget and forecasts over time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Economy {
    /// The trees of lines.
    pub lines: Lines,
    /// What is booked.
    pub cells: Cells,
    /// What is budgeted.
    pub budgets: Budgets,
    /// What is forecast.
    pub forecasts: Forecasts,
}

impl Economy {
    /// Takes in the next entry. Total: it neither fails nor panics (I9).
    #[expect(
        clippy::too_many_lines,
        reason = "most of the lines name the kinds that do not concern it, so that a new one breaks the build"
    )]
    pub fn apply(&mut self, entry: &Entry) {
        use Event as E;
        let Some(event) = entry.event() else { return };
        match event {
            E::ReportLineDefined(e) => self.lines.define(entry.position, e),
            E::FrameDecided(e) => self.budgets.decide(entry, e),
            E::FrameAdjusted(e) => self.budgets.adjust(entry, e),
            E::BudgetReallocated(e) => self.budgets.reallocate(entry, e),
            E::ReserveDisposed(e) => self.budgets.dispose(entry, e),
            E::OutcomeBooked(e) => self.cells.book(
                entry,
                Movement {
                    line: &e.line,
                    unit: &e.unit,
                    month: e.month,
                    amount: e.amount_ore,
                    cause: CellCause::Booked,
                },
            ),
            E::ForecastSubmitted(e) => self.forecasts.submit(entry, e),
            E::OutcomeRestated(e) => self.cells.book(
                entry,
                Movement {
                    line: &e.line,
                    unit: &e.unit,
                    month: e.month,
                    amount: e.amount_ore,
                    cause: CellCause::Restated,
                },
            ),
            E::OutcomeCorrected(e) => match &e.fact {
                CorrectedFact::Booking {
                    unit,
                    line,
                    month,
                    was_ore,
                    amount_ore,
                } => self.cells.book(
                    entry,
                    Movement {
                        line,
                        unit,
                        month: *month,
                        amount: *amount_ore - *was_ore,
                        cause: CellCause::Corrected,
                    },
                ),
                CorrectedFact::Spending {
                    object,
                    month,
                    was_ore,
                    amount_ore,
                } => {
                    let change = *amount_ore - *was_ore;
                    self.cells
                        .spend(entry, object, (*month, change), CellCause::Corrected);
                }
                CorrectedFact::Indicator { .. } | CorrectedFact::KeyFigure(_) => {}
            },
            E::InvestmentObjectApproved(e) => {
                self.cells.approve(e);
                self.budgets.approve(entry, e);
            }
            E::InvestmentSpent(e) => {
                let spent = (e.month, e.amount_ore);
                self.cells.spend(entry, &e.object, spent, CellCause::Spent);
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
}
