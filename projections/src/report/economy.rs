//! Economy: the operating result against budget, the year before and the forecast.

use ledger::event::budget::LineTable;
use ledger::event::followup::NarrativeSection;
use ledger::ids::LineId;

use super::context::Context;
use super::words;
use crate::document::{Cell, Row, Section, Table};
use crate::economy::column::Column;
use crate::economy::table::{LineRow, LineTableView, table_key};

/// What every table of money in the ledger's sign says of it.
pub(super) const LEDGER_SIGN: &str =
    "Kostnader är negativa, intäkter positiva; avvikelse = utfall − budget.";

/// The columns of a period against budget and the year before.
pub(super) const RESULT: [Column; 5] = [
    Column::Outcome,
    Column::Budget,
    Column::Variance,
    Column::Previous,
    Column::Change,
];

/// The same with the forecast against the full-year budget.
pub(super) const WITH_FORECAST: [Column; 8] = Column::ALL;

/// What a column is called.
pub(super) fn column_title(column: Column) -> &'static str {
    match column {
        Column::Outcome => "Utfall",
        Column::Budget => "Budget",
        Column::Variance => "Avvikelse",
        Column::Previous => "Utfall föregående år",
        Column::Change => "Förändring",
        Column::Forecast => "Prognos helår",
        Column::BudgetYear => "Budget helår",
        Column::ForecastVariance => "Prognos minus budget",
    }
}

/// Ekonomi: the written comment and the operating result with these columns.
pub(super) fn section(c: &Context<'_>, columns: &[Column]) -> Section {
    let view = c.model.economy.table(
        c.unit_id(),
        LineTable::OperatingResult,
        c.period(),
        c.size(),
    );
    let table = line_table(
        c,
        &view,
        "Driftredovisning",
        LEDGER_SIGN,
        columns,
        |row, column| row.figures.get(column).map(Cell::Amount),
    );
    let income = income_statement(c, columns);
    Section::new("economy", "Ekonomi", 1)
        .table_or(table, "Ingen driftredovisning är registrerad för perioden.")
        .table(income)
}

/// Kommentar till ekonomin.
pub(super) fn comment(c: &Context<'_>) -> Section {
    c.written(
        "economy_comment",
        "Kommentar till ekonomin",
        2,
        NarrativeSection::Economy,
    )
}

/// Resultaträkning.
pub(super) fn income_statement(c: &Context<'_>, columns: &[Column]) -> Table {
    let view = c.model.economy.table(
        c.unit_id(),
        LineTable::IncomeStatement,
        c.period(),
        c.size(),
    );
    line_table(
        c,
        &view,
        "Resultaträkning",
        LEDGER_SIGN,
        columns,
        |row, column| row.figures.get(column).map(Cell::Amount),
    )
}

/// An economic table: a row per line, a cell per column; what nothing is
/// recorded for stays empty and never becomes zero. What the sums lack is said
/// in the table's note.
pub(super) fn line_table(
    c: &Context<'_>,
    view: &LineTableView,
    title: &str,
    note: &str,
    columns: &[Column],
    cell: impl Fn(&LineRow, Column) -> Option<Cell>,
) -> Table {
    let mut named = vec![("title", "")];
    named.extend(
        columns
            .iter()
            .map(|column| (column.key(), column_title(*column))),
    );
    let note = std::iter::once(note.to_string())
        .chain(lacking(c, view, columns))
        .collect::<Vec<_>>()
        .join(" ");
    Table::new(table_key(view.table), title, &note, &named).with(view.rows.iter().map(|row| {
        let cells = std::iter::once(Cell::text(&row.title))
            .chain(
                columns
                    .iter()
                    .map(|column| cell(row, *column).unwrap_or(Cell::Empty)),
            )
            .collect();
        Row::new(&row.key, cells)
            .level(row.level)
            .role(row.role)
            .from_source(row.provenance)
    }))
}

/// The most lines that a note names before it only counts them.
const NAMED: usize = 12;

/// What the shown columns lack, as sentences: what is missing is not zero.
fn lacking(c: &Context<'_>, view: &LineTableView, columns: &[Column]) -> Option<String> {
    let shown = view.gaps.iter().filter(|gap| columns.contains(&gap.column));
    let mut said: Vec<String> = shown
        .map(|gap| {
            let names = gap.lines.iter().take(NAMED).map(|line| line_name(c, line));
            let mut names: Vec<String> = names.collect();
            if let Some(more @ 1..) = gap.lines.len().checked_sub(NAMED) {
                names.push(format!("{more} rader till"));
            }
            let column = column_title(gap.column);
            format!("{column} saknas för {}.", names.join("; "))
        })
        .collect();
    if said.is_empty() {
        return None;
    }
    said.push(
        "Summorna omfattar inte det som saknas, och där två kolumner inte omfattar samma rader \
         visas ingen skillnad mellan dem."
            .into(),
    );
    Some(said.join(" "))
}

/// A line by its title, and by its unit too when that is another than the report's.
fn line_name(c: &Context<'_>, line: &LineId) -> String {
    let Some(defined) = c.model.economy.lines.definition(line, c.size()) else {
        return line.to_string();
    };
    if defined.unit == *c.unit_id() {
        defined.title.clone()
    } else {
        format!("{}: {}", c.name_of(&defined.unit), defined.title)
    }
}

/// The last total of the operating result: the row that the summary speaks of.
pub(super) fn bottom_line(c: &Context<'_>) -> Option<LineRow> {
    c.model.economy.result(c.unit_id(), c.period(), c.size())
}

/// The result against the budget and the year before, as a sentence.
pub(super) fn sentence(c: &Context<'_>) -> Option<String> {
    let figures = bottom_line(c)?.figures;
    let budget = figures.budget.zip(figures.variance);
    let against = budget.map(|(budget, variance)| {
        format!(
            " mot budgeten {}, en avvikelse på {}",
            words::millions(budget),
            words::millions(variance)
        )
    });
    let since = figures.change.map(|change| {
        format!(
            "; förändringen mot föregående år är {}",
            words::millions(change)
        )
    });
    // At the year's end the outcome itself is there; a forecast is of an unfinished year.
    let expected = figures.forecast.zip(figures.forecast_variance);
    let forecast = expected.filter(|_| !c.period().is_whole_year());
    let year = forecast.map(|(forecast, variance)| {
        format!(
            " Prognosen för helåret är {}, en avvikelse mot årsbudgeten på {}.",
            words::millions(forecast),
            words::millions(variance)
        )
    });
    Some(format!(
        "Utfallet är {}{}{}.{}",
        words::millions(figures.outcome?),
        against.unwrap_or_default(),
        since.unwrap_or_default(),
        year.unwrap_or_default()
    ))
}
