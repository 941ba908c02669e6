//! Key figures: how each is divided in a period, so that no sum counts a part twice.

use std::collections::{BTreeMap, BTreeSet};

use crate::event::figure::{Dimension, KeyFigureReported, Measure};
use crate::ids::UnitId;
use crate::period::Period;

/// How key figures are divided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures(BTreeMap<Series, BTreeSet<Dimension>>);

/// What must be divided in one way: a measure of a unit and period.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
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

impl Figures {
    /// By what a series is divided, once a figure of it is reported.
    pub fn divided_by(&self, series: &Series) -> Option<&BTreeSet<Dimension>> {
        self.0.get(series)
    }

    pub(super) fn reported(&mut self, e: &KeyFigureReported) {
        self.0
            .entry(Series::of(e))
            .or_insert_with(|| e.dimensions.keys().copied().collect());
    }
}
