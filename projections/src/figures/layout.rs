//! How a table is laid out: by what its rows and columns are divided.

use std::collections::{BTreeMap, BTreeSet};

use ledger::event::figure::{Dimension, Measure};
use ledger::ids::{Position, UnitId};
use ledger::period::Period;

use super::{FigureCell, FigureRow, FigureTable, Figures, WHOLE};

/// What can name rows, the foremost first.
const ROWS: [Dimension; 4] = [
    Dimension::Occupation,
    Dimension::AgeGroup,
    Dimension::Category,
    Dimension::Employment,
];

/// What can name columns, the foremost first.
const COLUMNS: [Dimension; 2] = [Dimension::Sex, Dimension::Employment];

impl Figures {
    /// The table of a measure in two periods, the units' figures added together
    /// where they may be.
    ///
    /// Rows and columns are those of the known figures of either period: rows by
    /// occupation, age group or category, columns by sex or form of employment.
    /// A figure that is divided by more is added up over the rest.
    pub fn table(
        &self,
        units: &BTreeSet<UnitId>,
        measure: Measure,
        period: Period,
        previous_period: Period,
        size: u64,
    ) -> FigureTable {
        let periods = [period, previous_period];
        let parts = self.parts(units, measure, periods, size);
        let columns_by = COLUMNS
            .into_iter()
            .find(|dimension| parts.contains_key(dimension));
        let rows_by = ROWS
            .into_iter()
            .find(|dimension| parts.contains_key(dimension) && columns_by != Some(*dimension));
        let named = |dimension: Option<Dimension>| {
            dimension
                .and_then(|dimension| parts.get(&dimension))
                .map(in_order_of_report)
                .unwrap_or_default()
        };
        let (rows, columns) = (named(rows_by), named(columns_by));
        let cell = |row: Option<&str>, column: Option<&str>| {
            let wanted: BTreeMap<Dimension, &str> = [(rows_by, row), (columns_by, column)]
                .into_iter()
                .filter_map(|(dimension, part)| Some((dimension?, part?)))
                .collect();
            let [current, previous] =
                periods.map(|period| self.sum(units, measure, period, &wanted, size));
            FigureCell::comparing(current, previous)
        };
        let row = |part: Option<&str>| FigureRow {
            part: part.unwrap_or_default().to_owned(),
            cells: columns
                .iter()
                .map(|column| cell(part, Some(column)))
                .collect(),
            total: cell(part, None),
        };
        let reporting: BTreeSet<UnitId> = periods
            .into_iter()
            .flat_map(|period| self.reporting(units, measure, period, size))
            .collect();
        FigureTable {
            measure,
            units: reporting.into_iter().collect(),
            period,
            previous_period,
            rows_by,
            columns_by,
            rows: rows.iter().map(|part| row(Some(part))).collect(),
            total: row(None),
            columns,
        }
    }

    /// Every part that known figures are for, with the position that first named it.
    fn parts(
        &self,
        units: &BTreeSet<UnitId>,
        measure: Measure,
        periods: [Period; 2],
        size: u64,
    ) -> BTreeMap<Dimension, BTreeMap<String, Position>> {
        let mut parts: BTreeMap<Dimension, BTreeMap<String, Position>> = BTreeMap::new();
        let cells = units
            .iter()
            .flat_map(|unit| periods.map(|period| self.divided(unit, measure, period)))
            .flatten()
            .flatten();
        for (of, versions) in cells {
            let first = versions.at(size).and(versions.versions().first());
            let Some((first, _)) = first else {
                continue;
            };
            for (dimension, part) in of {
                if part != WHOLE {
                    let named = parts.entry(*dimension).or_default();
                    let place = named.entry(part.clone()).or_insert(*first);
                    *place = (*first).min(*place);
                }
            }
        }
        parts
    }
}

/// The parts in the order they were first reported: the source's own order.
fn in_order_of_report(parts: &BTreeMap<String, Position>) -> Vec<String> {
    let mut parts: Vec<(&Position, &String)> =
        parts.iter().map(|(part, first)| (first, part)).collect();
    parts.sort();
    parts.into_iter().map(|(_, part)| part.clone()).collect()
}
