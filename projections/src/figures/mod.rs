//! Key figures: personnel and volumes.
mod table;

use std::collections::{BTreeMap, BTreeSet};

use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::event::figure::{Dimension, FigureValue, Measure};
use ledger::ids::{Position, UnitId};
use ledger::period::Period;

use crate::fact::Fact;
pub use table::{Figure, FigureCell, FigureRow, FigureTable};

/// Every key figure, with all its versions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Figures {}

impl Figures {
    /// Takes in the next entry. Total (I9).
    pub fn apply(&mut self, _entry: &Entry) {}
    /// A figure as it is known for exactly these dimensions; a part `all` is the same as no part.
    pub fn figure(
        &self,
        _unit: &UnitId,
        _measure: Measure,
        _dimensions: &BTreeMap<Dimension, String>,
        _period: Period,
        _size: u64,
    ) -> Option<Figure> {
        None
    }
    /// The measures that any of the units has reported for a period.
    pub fn measures(&self, _units: &BTreeSet<UnitId>, _period: Period, _size: u64) -> Vec<Measure> {
        Vec::new()
    }
    /// The units among these that have reported a measure for a period.
    pub fn reporting(
        &self,
        _units: &BTreeSet<UnitId>,
        _measure: Measure,
        _period: Period,
        _size: u64,
    ) -> Vec<UnitId> {
        Vec::new()
    }
    /// The period that figures of a measure exist for, when a report concerns `period`: itself, or its last month (a stock).
    pub fn reported_period(
        &self,
        _units: &BTreeSet<UnitId>,
        _measure: Measure,
        _period: Period,
        _size: u64,
    ) -> Option<Period> {
        None
    }
    /// The table of a measure in two periods, the units' figures added together.
    pub fn table(
        &self,
        _units: &BTreeSet<UnitId>,
        _measure: Measure,
        _period: Period,
        _previous: Period,
        _size: u64,
    ) -> FigureTable {
        FigureTable {
            measure: _measure,
            units: Vec::new(),
            period: _period,
            previous_period: _previous,
            rows_by: None,
            columns_by: None,
            columns: Vec::new(),
            rows: Vec::new(),
            total: FigureRow {
                part: String::new(),
                cells: Vec::new(),
                total: FigureCell::default(),
            },
        }
    }
    /// The figures that were stated for a cell at positions from `from` to before `to`, for a trace.
    pub fn versions(
        &self,
        _unit: &UnitId,
        _measure: Measure,
        _dimensions: &BTreeMap<Dimension, String>,
        _period: Period,
        _from: u64,
        _to: u64,
    ) -> &[(Position, Fact<FigureValue>)] {
        &[]
    }
}
