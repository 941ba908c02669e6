//! The committees side by side, as the region's report shows them.

use super::super::checks;
use super::super::money::Column;
use super::super::table::{Row, Table};
use super::super::view::View;
use super::assessed::{Colours, PARTS};

/// Their objectives' colours, their results and their internal control.
pub(super) fn side_by_side(view: &View<'_>) -> Table {
    Table::of(view.committees().iter().map(|of| {
        let books = of.books;
        let year = of.scope.period.year();
        let result = books.money.result(&of.scope.unit, of.asked());
        let colours = Colours::of(of, books.plan.objectives(&of.scope));
        let money = [Column::Outcome, Column::Budget, Column::Variance].map(|column| {
            let sum = result.as_ref().map(|row| row.value(column));
            (column.key(), sum.unwrap_or_default().cell())
        });
        let [insufficient, redacted_control] =
            books
                .control
                .insufficient(&of.scope.unit, year, &books.redacted);
        let [failed, waived] = checks::failed_and_waived(of);
        Row::new(&of.scope.unit)
            .with("failed_checks", failed)
            .with("waived_checks", waived)
            .with_all(colours.cells())
            .adding_up(PARTS)
            .with_all(money)
            .with("insufficient_control", insufficient)
            .with("redacted_control", redacted_control)
            .resting_on(result.and_then(|row| row.source()))
    }))
}

/// How far their control actions have come.
pub(super) fn control_counts(view: &View<'_>) -> Table {
    Table::of(view.committees().iter().map(|of| {
        let control = &of.books.control;
        let (_, row) = control.counts(&of.scope.unit, &of.scope, &of.books.redacted);
        row
    }))
}

/// How they judge their internal control.
pub(super) fn control_assessment(view: &View<'_>) -> Table {
    Table::of(view.committees().iter().map(|of| {
        let year = of.scope.period.year();
        let control = &of.books.control;
        control.judged(&of.scope.unit, year, &of.books.redacted)
    }))
}
