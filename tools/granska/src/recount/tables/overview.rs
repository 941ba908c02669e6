//! The selected key figures, where the rows come from, and what the report rests on.

use super::super::cell::Cell;
use super::super::figures::Figures;
use super::super::money::{Column, LineRow, TableKind};
use super::super::report::Kind;
use super::super::table::{Row, Table, list};
use super::super::view::View;
use super::economy;

/// The result, the spending on investments, and the total of each measure.
pub(super) fn key_figures(view: &View<'_>) -> Table {
    let money = &view.books.money;
    let scope = &view.scope;
    let (result, investments) = if view.kind == Kind::Annual {
        let total = |table| economy::region(view, table, scope.period).pop();
        (
            total(TableKind::OperatingResult),
            total(TableKind::Investment),
        )
    } else {
        let units = [scope.unit.clone()];
        (
            money.result(&scope.unit, view.asked()),
            money
                .rolled_up(&units, TableKind::Investment, view.asked())
                .pop(),
        )
    };
    let line = |key: &str, table, row: Option<LineRow>| {
        row.map(|row| row.shown(key, table, &Column::RESULT))
    };
    let lost = Figures::lost(&scope.below, &view.books.redacted);
    let measures = Figures::keys()
        .filter(|_| !lost)
        .filter_map(|key| view.books.figures.selected(key, &scope.below, scope.period));
    let rows = line("result", TableKind::OperatingResult, result)
        .into_iter()
        .chain(line(
            "investment_spending",
            TableKind::Investment,
            investments,
        ))
        .chain(measures);
    Table::of(rows).lacking_rows(lost)
}

/// How many of the report's rows rest on which kind of source, by what the rows themselves say.
pub(super) fn sources(view: &View<'_>) -> Table {
    let rows: Vec<&str> = view
        .stated
        .iter()
        .flat_map(|table| list(table, "rows"))
        .filter_map(|row| row["provenance"].as_str())
        .collect();
    let kinds = ["stated", "inferred", "generated"];
    Table::of(kinds.into_iter().filter(|_| !rows.is_empty()).map(|kind| {
        let count = rows.iter().filter(|source| **source == kind).count();
        Row::new(kind).with("count", Cell::size(count))
    }))
}

/// How many events the report rests on, and by which rules.
pub(super) fn basis(view: &View<'_>) -> Table {
    let size = i64::try_from(view.books.taken()).unwrap_or(i64::MAX);
    let rules = if view.books.redacted.any(&["RulesAdopted"]) {
        Cell::Redacted
    } else {
        Cell::count(view.books.rules.version)
    };
    Table::of([
        Row::new("unit").with("value", Cell::Told),
        Row::new("period").with("value", Cell::Told),
        Row::new("known_at").with("value", Cell::Told),
        Row::new("size").with("value", Cell::count(size)),
        Row::new("root").with("value", Cell::Told),
        Row::new("rules_version").with("value", rules),
    ])
}
