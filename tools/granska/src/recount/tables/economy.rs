//! The economic tables: of a unit of its own, or of a region's committees together.

use super::super::calendar::Period;
use super::super::cell::Cell;
use super::super::money::{self, Asked, Column, LineRow, TableKind};
use super::super::report::Kind;
use super::super::table::{Row, Table};
use super::super::view::View;

/// A table of lines: a unit's own, or in an annual report the committees' topmost lines.
pub(super) fn lines(view: &View<'_>, table: TableKind, columns: &[Column]) -> Table {
    let rows = match view.kind {
        Kind::Annual => {
            let rows = region(view, table, view.scope.period).into_iter();
            let rows: Vec<_> = rows.map(|row| in_region(view, row)).collect();
            return Table::of(rows.iter().map(|row| named(row, table, columns)));
        }
        Kind::Period | Kind::Interim | Kind::Operations => {
            view.books
                .money
                .own_rows(&view.scope.unit, table, view.asked())
        }
    };
    shown(&rows, table, columns)
}

/// Rows with some columns.
pub(super) fn shown(rows: &[LineRow], table: TableKind, columns: &[Column]) -> Table {
    Table::in_order(rows.iter().map(|row| named(row, table, columns)))
}

fn named(row: &LineRow, table: TableKind, columns: &[Column]) -> Row {
    let shown = row.shown(&row.key, table, columns);
    match &row.label {
        Some(label) => shown.named(label),
        None => shown,
    }
}

/// A row of the region's table: its line is told with its unit's name on the last day.
fn in_region(view: &View<'_>, row: LineRow) -> LineRow {
    if row.key == "total" {
        return row.labelled("Summa");
    }
    let Some((unit, title)) = view.books.money.name_of(&row.key) else {
        return row;
    };
    let name = view
        .books
        .organisation
        .name(unit, view.scope.period.last_day());
    let label = format!("{}: {title}", name.unwrap_or(unit));
    row.labelled(label)
}

/// The topmost lines of the assembly and the committees of a period, and their sum.
pub(super) fn region(view: &View<'_>, table: TableKind, period: Period) -> Vec<LineRow> {
    let mut units = vec![view.scope.unit.clone()];
    let committees = view.books.organisation.committees(period);
    units.extend(
        committees
            .into_iter()
            .filter(|unit| *unit != view.scope.unit),
    );
    let asked = Asked {
        period,
        ..view.asked()
    };
    view.books.money.rolled_up(&units, table, asked)
}

/// Five years of what the region's lines sum to.
pub(super) fn development(view: &View<'_>) -> Table {
    let last = view.scope.period.year();
    let rows = [
        (TableKind::OperatingResult, "operating"),
        (TableKind::Investment, "investments"),
    ]
    .into_iter()
    .filter_map(|(table, key)| {
        let years: Vec<(String, Cell)> = (last - 4..=last)
            .map(|year| {
                let total = region(view, table, Period::year_of(year)).pop();
                let outcome = total.map(|total| total.value(Column::Outcome));
                let cell = outcome.map_or(Cell::Empty, |sum| money::shown(table, sum));
                (year.to_string(), cell)
            })
            .collect();
        let known = years.iter().any(|(_, cell)| *cell != Cell::Empty);
        known.then(|| Row::new(key).with_all(years))
    });
    Table::of(rows)
}
