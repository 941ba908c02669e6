//! Investments: lines and objects. Spending is shown as positive, and the tables say so.

use ledger::event::budget::LineTable;
use ledger::event::followup::NarrativeSection;
use ledger::money::Ore;

use super::budget::decision_cell;
use super::context::Context;
use super::economy::line_table;
use crate::document::{Cell, Row, Section, Table};
use crate::economy::column::Column;
use crate::economy::table::{self, LineTableView};

/// What the tables of investments say of sign.
pub(super) const SPENDING_POSITIVE: &str =
    "Utgifter är positiva, inkomster negativa; avvikelse = utfall − budget.";

/// Investeringar.
pub(super) fn section(c: &Context<'_>, columns: &[Column]) -> Section {
    let view = c
        .model
        .economy
        .table(c.unit_id(), LineTable::Investment, c.period(), c.size());
    c.written(
        "investments",
        "Investeringar",
        1,
        NarrativeSection::Investments,
    )
    .table_or(
        lines(c, &view, columns),
        "Inga investeringar är registrerade för perioden.",
    )
    .table(objects(c, &view))
}

/// The lines with spending shown as positive: the ledger's sign turned round.
pub(super) fn lines(c: &Context<'_>, view: &LineTableView, columns: &[Column]) -> Table {
    line_table(
        c,
        view,
        "Investeringsredovisning",
        SPENDING_POSITIVE,
        columns,
        |row, column| row.figures.get(column).map(spending),
    )
}

/// An amount in the sign that the tables of investments show.
pub(super) fn spending(amount: Ore) -> Cell {
    Cell::Amount(table::shown(LineTable::Investment, amount))
}

fn objects(c: &Context<'_>, view: &LineTableView) -> Table {
    let lines = view.rows.iter().filter_map(|row| row.line.as_ref());
    let mut listed = std::collections::BTreeSet::new();
    let lines: Vec<_> = lines.filter(|line| listed.insert(*line)).collect();
    let rows = c
        .model
        .investments
        .objects_under(lines, c.period(), c.size());
    Table::new(
        "investment_objects",
        "Investeringsobjekt",
        "Utgifter är positiva.",
        &[
            ("title", "Objekt"),
            ("unit", "Enhet"),
            ("outcome", "Utfall"),
            ("budget", "Budget för året"),
            ("outcome_to_date", "Utfall sedan start"),
            ("budget_all_years", "Budget alla år"),
            ("decision", "Beslut"),
        ],
    )
    .with(rows.iter().map(|object| {
        Row::new(
            object.object.as_str(),
            vec![
                Cell::text(&object.title),
                c.other_unit(&object.unit),
                Cell::some(object.spent, spending),
                Cell::some(object.budget, spending),
                Cell::some(object.spent_to_date, spending),
                Cell::some(object.budget_all_years, spending),
                Cell::some(object.decision.as_ref(), |decision| {
                    decision_cell(c, decision)
                }),
            ],
        )
        .from_source(object.provenance)
    }))
}
