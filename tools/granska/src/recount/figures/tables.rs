//! The tables of key figures: two periods side by side.

use std::collections::BTreeSet;

use super::super::calendar::Period;
use super::super::cell::Cell;
use super::super::fact::Source;
use super::super::table::{Row, Table};
use super::sums::{Compared, Wanted};
use super::{COLUMNS, Dimension, Figures, MEASURES, ROWS};

/// How a table of a measure is laid out.
struct Layout<'a> {
    measure: &'static str,
    periods: [Period; 2],
    rows: Vec<(Dimension, &'a str)>,
    columns: Vec<(Dimension, &'a str)>,
}

impl Figures {
    /// The tables' keys.
    pub(in super::super) fn keys() -> impl Iterator<Item = &'static str> {
        MEASURES.into_iter().map(|(key, _)| key)
    }

    fn layout(&self, key: &str, units: &BTreeSet<String>, period: Period) -> Option<Layout<'_>> {
        let (_, measure) = MEASURES.into_iter().find(|(of, _)| *of == key)?;
        let period = self.reported_period(units, measure, period)?;
        let periods = [period, period.year_before()];
        let mut layout = Layout {
            measure,
            periods,
            rows: Vec::new(),
            columns: Vec::new(),
        };
        for (by, parts) in self.divided_by(units, measure, periods) {
            let named = parts.into_iter().map(|part| (by, part));
            if layout.columns.is_empty() && COLUMNS.contains(&by) {
                layout.columns.extend(named);
            } else {
                layout.rows.extend(named);
            }
        }
        Some(layout)
    }

    /// What a measure's table is divided by: its columns first, where it has any, then its rows.
    pub(super) fn divided_by(
        &self,
        units: &BTreeSet<String>,
        measure: &str,
        periods: [Period; 2],
    ) -> Vec<(Dimension, BTreeSet<&str>)> {
        let mut parts = self.parts(units, measure, periods);
        let columns = COLUMNS.into_iter().find(|by| parts.contains_key(by));
        let rows = ROWS
            .into_iter()
            .find(|by| parts.contains_key(by) && Some(*by) != columns);
        [columns, rows]
            .into_iter()
            .flatten()
            .filter_map(|by| Some((by, parts.remove(&by)?)))
            .collect()
    }

    fn of_parts(
        &self,
        units: &BTreeSet<String>,
        layout: &Layout<'_>,
        wanted: &Wanted<'_>,
    ) -> Compared {
        let [current, previous] = layout
            .periods
            .map(|period| self.sum(units, layout.measure, period, wanted));
        Compared { current, previous }
    }

    /// The table of a measure.
    pub(in super::super) fn table(
        &self,
        key: &str,
        units: &BTreeSet<String>,
        period: Period,
    ) -> Table {
        let Some(layout) = self.layout(key, units, period) else {
            return Table::default();
        };
        let all = self.of_parts(units, &layout, &Wanted::new());
        if layout.rows.is_empty() && all.current.is_none() {
            return Table::default();
        }
        let mut rows: Vec<Row> = layout
            .rows
            .iter()
            .map(|row| self.row(row.1, Some(*row), units, &layout))
            .collect();
        if all.current.is_some() || all.previous.is_some() {
            rows.push(self.row("total", None, units, &layout));
        }
        Table::of(rows)
    }

    fn row<'a>(
        &'a self,
        key: &str,
        part: Option<(Dimension, &'a str)>,
        units: &BTreeSet<String>,
        layout: &Layout<'a>,
    ) -> Row {
        let measure = layout.measure;
        let mut row = Row::new(key);
        let mut source: Option<Source> = None;
        for column in &layout.columns {
            let wanted: Wanted<'a> = part.into_iter().chain([*column]).collect();
            let compared = self.of_parts(units, layout, &wanted);
            source = source.max(compared.source());
            let cell = |figure: Option<super::Figure>| {
                Cell::some(figure, |figure| figure.value.cell(measure))
            };
            row = row
                .with(column.1, cell(compared.current))
                .with(format!("{}_previous", column.1), cell(compared.previous));
        }
        let total = self.of_parts(units, layout, &part.into_iter().collect());
        let current = Cell::some(total.current, |figure| figure.value.cell(measure));
        let [previous, change, percent] = total.change_cells(measure);
        row.with("outcome", current)
            .with("previous", previous)
            .with("change", change)
            .with("change_percent", percent)
            .resting_on(source.max(total.source()))
    }

    /// The row of a measure's total among the selected key figures: the sum,
    /// or what the source itself states as the total.
    pub(in super::super) fn selected(
        &self,
        key: &str,
        units: &BTreeSet<String>,
        period: Period,
    ) -> Option<Row> {
        let layout = self.layout(key, units, period)?;
        let sum = self.of_parts(units, &layout, &Wanted::new());
        let named = layout
            .rows
            .iter()
            .find(|(_, part)| matches!(part.to_lowercase().as_str(), "totalt" | "total" | "summa"));
        let total = match (sum.current, named) {
            (None, Some(part)) => self.of_parts(units, &layout, &[*part].into_iter().collect()),
            _ => sum,
        };
        let current = total.current?;
        let [previous, change, _] = total.change_cells(layout.measure);
        Some(
            Row::new(key)
                .with("outcome", current.value.cell(layout.measure))
                .with("budget", Cell::Empty)
                .with("variance", Cell::Empty)
                .with("previous", previous)
                .with("change", change)
                .resting_on(current.source),
        )
    }
}
