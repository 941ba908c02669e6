//! The economic tables: of a unit of its own, or of a region's committees together.

use super::super::books::Books;
use super::super::calendar::Period;
use super::super::cell::Cell;
use super::super::money::{self, Asked, Column, LineRow, TableKind};
use super::super::report::{Kind, Report};
use super::super::table::{Row, Table};

/// A table of lines: a unit's own, or in an annual report the committees' topmost lines.
pub(super) fn lines(
    books: &Books,
    report: &Report<'_>,
    table: TableKind,
    columns: &[Column],
) -> Table {
    let rows =
        match report.kind {
            Kind::AnnualReport => region(books, report, table, report.period),
            Kind::PeriodReport | Kind::InterimReport | Kind::OperationsReport => books
                .money
                .own_rows(report.unit, table, asked(books, report.period)),
        };
    shown(&rows, table, columns)
}

/// Rows with some columns.
pub(super) fn shown(rows: &[LineRow], table: TableKind, columns: &[Column]) -> Table {
    Table::of(rows.iter().map(|row| row.shown(&row.key, table, columns)))
}

/// The topmost lines of the assembly and the committees of a period, and their sum.
pub(super) fn region(
    books: &Books,
    report: &Report<'_>,
    table: TableKind,
    period: Period,
) -> Vec<LineRow> {
    let mut units = vec![report.unit.to_owned()];
    let committees = books.organisation.committees(period);
    units.extend(committees.into_iter().filter(|unit| unit != report.unit));
    books.money.rolled_up(&units, table, asked(books, period))
}

/// Five years of what the region's lines sum to.
pub(super) fn development(books: &Books, report: &Report<'_>) -> Table {
    let last = report.period.year();
    let rows = [
        (TableKind::OperatingResult, "operating"),
        (TableKind::Investment, "investments"),
    ]
    .into_iter()
    .filter_map(|(table, key)| {
        let years: Vec<(String, Cell)> = (last - 4..=last)
            .map(|year| {
                let total = region(books, report, table, Period::year_of(year)).pop();
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

/// What is asked of the money in a period.
pub(super) fn asked(books: &Books, period: Period) -> Asked<'_> {
    Asked {
        period,
        redacted: &books.redacted,
    }
}
