//! The summary and the selected key figures.

use ledger::event::budget::LineTable;
use ledger::event::followup::NarrativeSection;

use super::assignments;
use super::context::Context;
use super::economy::bottom_line;
use super::{economy, events, key_figures};
use crate::document::{Cell, Row, Section, Table};
use crate::economy::table::{LineRow, shown};

/// Sammanfattning: the text, the counts per colour and the economy in words, the key figures.
pub(super) fn summary(c: &Context<'_>) -> Section {
    let colours = assignments::colours(c);
    let said = [
        assignments::sentence(&colours.effect_objectives, ("effektmål", "effektmål")),
        assignments::sentence(&colours.committee_objectives, ("nämndmål", "nämndmål")),
        assignments::sentence(&colours.assignments, ("uppdrag", "uppdrag")),
        economy::sentence(c),
        events::counted(c),
    ];
    let opening = c.written("summary", "Sammanfattning", 1, NarrativeSection::Summary);
    said.into_iter()
        .flatten()
        .fold(opening, Section::text)
        .table(own_figures(c))
}

/// Utvalda nyckeltal.
pub(super) fn selected(c: &Context<'_>) -> Section {
    Section::new("key_figures", "Utvalda nyckeltal", 1).table_or(
        own_figures(c),
        "Inga nyckeltal är registrerade för perioden.",
    )
}

/// The key figures of a unit of its own.
fn own_figures(c: &Context<'_>) -> Table {
    let investments = c.model.economy.roll_up(
        std::slice::from_ref(c.unit_id()),
        LineTable::Investment,
        c.period(),
        c.size(),
    );
    figures(c, bottom_line(c), investments.rows.into_iter().last())
}

/// The key figures: the result, investment spending, and the total of each measure.
pub(super) fn figures(
    c: &Context<'_>,
    result: Option<LineRow>,
    investments: Option<LineRow>,
) -> Table {
    let result = result.map(|row| {
        line_row(
            "result",
            "Driftens resultat",
            &row,
            LineTable::OperatingResult,
        )
    });
    let investments = investments.map(|row| {
        line_row(
            "investment_spending",
            "Investeringsutgifter",
            &row,
            LineTable::Investment,
        )
    });
    Table::new(
        "key_figures",
        "Nyckeltal",
        "Driftens kostnader är negativa, investeringsutgifter positiva.",
        &[
            ("title", "Nyckeltal"),
            ("outcome", "Utfall"),
            ("budget", "Budget"),
            ("variance", "Avvikelse"),
            ("previous", "Föregående"),
            ("change", "Förändring"),
        ],
    )
    .with(result)
    .with(investments)
    .with(key_figures::totals(c))
}

fn line_row(key: &str, title: &str, row: &LineRow, table: LineTable) -> Row {
    let figures = row.figures;
    let mut cells = vec![Cell::text(title)];
    cells.extend(
        [
            figures.outcome,
            figures.budget,
            figures.variance,
            figures.previous,
            figures.change,
        ]
        .map(|amount| Cell::some(amount, |amount| Cell::Amount(shown(table, amount)))),
    );
    Row::new(key, cells).from_source(row.provenance)
}
