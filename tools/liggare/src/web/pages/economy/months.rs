//! A line month by month: outcome, budget and forecast, in a table and a drawing.
//!
//! Months up to the period's end; what is accumulated is what is there, from January.

use ledger::event::budget::ReportLineDefined;
use ledger::money::Ore;
use ledger::period::Period;
use projections::document::Cell;
use projections::economy::column::Column;
use projections::economy::table::{shown, table_key};

use crate::server::problem::Problem;
use crate::web::chart::Chart;
use crate::web::frame::in_words;
use crate::web::html::cell::AMOUNTS;
use crate::web::html::grid::{Grid, GridRow};
use crate::web::html::{Html, piece};
use crate::web::sight::Sight;
use crate::web::times::Times;

/// A month of a line, in the sign that its table shows.
struct MonthRow {
    month: Period,
    /// From January to the month.
    to_date: Period,
    outcome: Option<Ore>,
    budget: Option<Ore>,
    variance: Option<Ore>,
    outcome_to_date: Option<Ore>,
    budget_to_date: Option<Ore>,
    variance_to_date: Option<Ore>,
    forecast: Option<Ore>,
}

fn months(sight: &Sight<'_>, line: &ReportLineDefined) -> Vec<MonthRow> {
    let period = sight.period();
    let value = |column: Column, of: Period| {
        let economy = &sight.model().economy;
        let found = economy.value(&line.line, column, of, sight.size);
        found.map(|tally| shown(line.table, tally.amount))
    };
    let numbers = 1..=period.last().month();
    numbers
        .filter_map(|number| {
            let month = Period::months_of(period.year(), number, number)?;
            let to_date = Period::months_of(period.year(), 1, number)?;
            Some(MonthRow {
                month,
                to_date,
                outcome: value(Column::Outcome, month),
                budget: value(Column::Budget, month),
                variance: value(Column::Variance, month),
                outcome_to_date: value(Column::Outcome, to_date),
                budget_to_date: value(Column::Budget, to_date),
                variance_to_date: value(Column::Variance, to_date),
                forecast: value(Column::Forecast, to_date),
            })
        })
        .collect()
}

/// The months as a table, with the question why at each figure asked with these times.
///
/// # Errors
/// [`Problem`] 500; plain data has none to give.
pub(super) fn table(
    sight: &Sight<'_>,
    line: &ReportLineDefined,
    times: &Times,
    note: &str,
) -> Result<Html, Problem> {
    let mut grid = Grid::new(
        "manader",
        format!("Månad för månad {}", sight.period().year()),
    )
    .note(format!("Belopp i {}. {note}", AMOUNTS.name()))
    .words("Månad")
    .figures("Utfall")
    .figures("Budget")
    .figures("Avvikelse")
    .figures("Utfall från januari")
    .figures("Budget från januari")
    .figures("Avvikelse från januari")
    .figures("Gällande helårsprognos");
    let table = table_key(line.table);
    for row in months(sight, line) {
        let name = in_words(row.month);
        let cell = |amount: Option<Ore>, column: Column, of: Period| {
            let why = sight.why_at(
                &times.about(of),
                &format!("{table}:{}:{}", line.line, column.key()),
            );
            let cell = amount.map_or(Cell::Empty, Cell::Amount);
            piece::asked(&cell, Some(&why), &format!("{name}, {}", title(column)))
        };
        grid.push(
            GridRow::new(Html::escaped(&name))
                .cell(cell(row.outcome, Column::Outcome, row.month)?)
                .cell(cell(row.budget, Column::Budget, row.month)?)
                .cell(cell(row.variance, Column::Variance, row.month)?)
                .cell(cell(row.outcome_to_date, Column::Outcome, row.to_date)?)
                .cell(cell(row.budget_to_date, Column::Budget, row.to_date)?)
                .cell(cell(row.variance_to_date, Column::Variance, row.to_date)?)
                .cell(cell(row.forecast, Column::Forecast, row.to_date)?),
        );
    }
    grid.drawn()
}

/// What a column of the tables here is called.
pub(super) fn title(column: Column) -> &'static str {
    match column {
        Column::Outcome => "Utfall",
        Column::Budget => "Budget",
        Column::Variance => "Avvikelse",
        Column::Previous => "Utfall föregående år",
        Column::Change => "Förändring",
        Column::Forecast => "Helårsprognos",
        Column::BudgetYear => "Helårsbudget",
        Column::ForecastVariance => "Prognos minus budget",
    }
}

/// What is accumulated, drawn: the outcome against the budget.
///
/// # Errors
/// As [`table`].
pub(super) fn chart(sight: &Sight<'_>, line: &ReportLineDefined) -> Result<Html, Problem> {
    let months = months(sight, line);
    let last = months.iter().rposition(|row| row.outcome.is_some());
    let known = |place: usize| last.is_some_and(|last| place <= last);
    let labels: Vec<String> = months.iter().map(|row| short(row.month)).collect();
    let values: Vec<Option<f64>> = months
        .iter()
        .enumerate()
        .map(|(place, row)| row.outcome_to_date.filter(|_| known(place)).map(millions))
        .collect();
    let targets: Vec<Option<f64>> = months
        .iter()
        .map(|row| row.budget_to_date.map(millions))
        .collect();
    let caption = format!(
        "{}, ackumulerat från januari i mnkr: heldragen linje med punkter är utfallet, \
         streckad linje är budgeten.",
        line.title
    );
    let chart = Chart {
        title: &caption,
        labels: &labels,
        values: &values,
        targets: &targets,
    };
    piece::figure(&caption, chart.drawn())
}

/// The first three letters of a month's name.
fn short(month: Period) -> String {
    in_words(month).chars().take(3).collect()
}

#[allow(
    clippy::cast_precision_loss,
    reason = "a drawing is no figure; the table beside it is exact"
)]
fn millions(amount: Ore) -> f64 {
    amount.0 as f64 / 100_000_000.0
}
