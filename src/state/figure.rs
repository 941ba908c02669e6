//! Key figures: how each is divided in a period, so that no sum counts a part
//! twice, and which event states each, so that none is replaced but by a correction.

use std::collections::{BTreeMap, BTreeSet};

use bincode::{Decode, Encode};

use crate::event::figure::{Dimension, KeyFigureReported, Measure};
use crate::ids::{EventId, UnitId};
use crate::period::Period;

/// How key figures are divided and which event states each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Figures(BTreeMap<Series, Reported>);

/// What must be divided in one way: a measure of a unit and period.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub struct Series {
    unit: UnitId,
    period: Period,
    measure: Measure,
    /// Volumes of different categories are different measures.
    category: Option<String>,
}

impl Series {
    /// The series that a figure belongs to.
    pub fn of(figure: &KeyFigureReported) -> Self {
        let category = match figure.measure {
            Measure::Volume => figure.dimensions.get(&Dimension::Category).cloned(),
            _ => None,
        };
        Self {
            unit: figure.unit.clone(),
            period: figure.period,
            measure: figure.measure,
            category,
        }
    }
}

/// A cell: what a figure is reported for, once.
type Part = BTreeMap<Dimension, String>;

/// How a series is divided, and the latest event of each part.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
struct Reported {
    divided_by: BTreeSet<Dimension>,
    latest: BTreeMap<Part, EventId>,
}

impl Figures {
    /// By what a series is divided, once a figure of it is reported.
    pub fn divided_by(&self, series: &Series) -> Option<&BTreeSet<Dimension>> {
        self.0.get(series).map(|reported| &reported.divided_by)
    }

    /// The event that states the figure's cell, once one does.
    pub fn latest(&self, figure: &KeyFigureReported) -> Option<EventId> {
        let reported = self.0.get(&Series::of(figure))?;
        reported.latest.get(&figure.dimensions).copied()
    }

    /// A figure was reported, or a correction says what it should have been.
    pub(super) fn stated(&mut self, event: EventId, e: &KeyFigureReported) {
        let reported = self.0.entry(Series::of(e)).or_insert_with(|| Reported {
            divided_by: e.dimensions.keys().copied().collect(),
            latest: BTreeMap::new(),
        });
        reported.latest.insert(e.dimensions.clone(), event);
    }
}
