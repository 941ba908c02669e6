//! Indicators.
mod row;

use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::event::plan::{IndicatorDefined, Target};
use ledger::ids::{IndicatorId, ItemId, Position, UnitId};
use ledger::period::Period;

use crate::fact::Fact;
use crate::plan::ReportItems;
use crate::rules::Rules;
use crate::scope::Scope;
pub use row::{
    AppliedTarget, Correction, FulfilmentCounts, IndicatorRow, Outcome, Previous, Reported, Wish,
};

/// Every indicator, with all its versions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Indicators {}

impl Indicators {
    /// Takes in the next entry. Total (I9).
    pub fn apply(&mut self, _entry: &Entry) {}
    /// An indicator's definition.
    pub fn definition(
        &self,
        _indicator: &IndicatorId,
        _size: u64,
    ) -> Option<&Fact<IndicatorDefined>> {
        None
    }
    /// The indicators of an objective, by printed number and id in natural order.
    pub fn of_item(&self, _item: &ItemId, _size: u64) -> Vec<IndicatorId> {
        Vec::new()
    }
    /// An indicator in the scope's report. `owner` is the unit that answers for its objective.
    pub fn row(
        &self,
        _indicator: &IndicatorId,
        _owner: Option<&UnitId>,
        _scope: &Scope,
        _rules: &Rules,
    ) -> Option<IndicatorRow> {
        None
    }
    /// The rows of all objectives of a report, in the order of the objectives.
    pub fn rows(&self, _items: &ReportItems, _scope: &Scope, _rules: &Rules) -> Vec<IndicatorRow> {
        Vec::new()
    }
    /// The outcome that each unit of the scope has for exactly its period.
    pub fn outcomes_by_unit(
        &self,
        _indicator: &IndicatorId,
        _scope: &Scope,
    ) -> Vec<(UnitId, Outcome)> {
        Vec::new()
    }
    /// The outcomes that were stated for an indicator, unit and period at positions from `from` to before `to`, for a trace.
    pub fn outcome_versions(
        &self,
        _indicator: &IndicatorId,
        _unit: &UnitId,
        _period: Period,
        _from: u64,
        _to: u64,
    ) -> &[(Position, Fact<StatedOutcome>)] {
        &[]
    }
    /// The targets that were set for a period at positions from `from` to before `to`, for a trace.
    pub fn target_versions(
        &self,
        _indicator: &IndicatorId,
        _period: Period,
        _from: u64,
        _to: u64,
    ) -> &[(Position, Fact<Target>)] {
        &[]
    }
}

/// What an event states of an outcome.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum StatedOutcome {
    /// A value.
    Value {
        /// The value.
        value: ledger::event::indicator::IndicatorValue,
        /// The event it corrects, when it is a correction.
        corrects: Option<ledger::ids::EventId>,
        /// Why, as the commit says.
        reason: Option<String>,
    },
    /// There is none.
    Missing {
        /// Why.
        reason: String,
    },
}
