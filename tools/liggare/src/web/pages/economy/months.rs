//! A line month by month: outcome, budget and forecast, in a table and a drawing.
//!
//! Months up to the period's end; what is accumulated is what is there, from January.

use ledger::event::Provenance;
use ledger::event::budget::ReportLineDefined;
use ledger::period::Period;
use projections::document::Cell;
use projections::economy::column::Column;
use projections::economy::table::{shown, table_key};
use projections::economy::tally::Tally;

use super::line::sign;
use crate::server::problem::Problem;
use crate::web::chart::Chart;
use crate::web::frame::in_words;
use crate::web::html::cell::AMOUNTS;
use crate::web::html::grid::{Grid, GridRow};
use crate::web::html::{Html, piece};
use crate::web::sight::Sight;
use crate::web::times::Times;

/// A month of a line, in the sign that its table shows.
pub(super) struct MonthRow {
    month: Period,
    /// From January to the month.
    to_date: Period,
    outcome: Option<Tally>,
    budget: Option<Tally>,
    variance: Option<Tally>,
    outcome_to_date: Option<Tally>,
    budget_to_date: Option<Tally>,
    variance_to_date: Option<Tally>,
    forecast: Option<Tally>,
}

impl MonthRow {
    /// Whether it has any figure.
    fn says(&self) -> bool {
        let told = [self.outcome_to_date, self.budget_to_date, self.forecast];
        told.iter().any(Option::is_some)
    }

    /// The weakest provenance of its figures.
    fn provenance(&self) -> Option<Provenance> {
        let told = [self.outcome_to_date, self.budget_to_date, self.forecast];
        let told = told.into_iter().flatten();
        told.map(|tally| tally.provenance).max().flatten()
    }
}

/// The months of a line up to the period's end.
pub(super) fn months(sight: &Sight<'_>, line: &ReportLineDefined) -> Vec<MonthRow> {
    let period = sight.period();
    let value = |column: Column, of: Period| {
        let economy = &sight.model().economy;
        let found = economy.value(&line.line, column, of, sight.size);
        found.map(|tally| Tally::new(shown(line.table, tally.amount), tally.provenance))
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
    rows: &[MonthRow],
    times: &Times,
) -> Result<Html, Problem> {
    let mut grid = Grid::new(
        "manader",
        format!("Utfall mot budget {}", sight.period().year()),
    )
    .note(format!("Belopp i {}. {}", AMOUNTS.name(), sign(line.table)))
    .short("Månad")
    .figures("Utfall")
    .figures("Budget")
    .figures("Avvikelse")
    .figures("Utfall från januari")
    .figures("Budget från januari")
    .figures("Avvikelse från januari")
    .figures("Gällande helårsprognos");
    let table = table_key(line.table);
    let lacks = rows
        .iter()
        .any(|row| row.outcome.and(row.budget).is_some() && row.variance.is_none());
    for row in rows.iter().filter(|row| row.says()) {
        let name = name(row.month);
        let cell = |tally: Option<Tally>, column: Column, of: Period| {
            let why = Sight::why_at(
                &times.about(of),
                &format!("{table}:{}:{}", line.line, column.key()),
            );
            let cell = tally.map_or(Cell::Empty, |tally| Cell::Amount(tally.amount));
            piece::asked(&cell, Some(&why), &format!("{name}, {}", title(column)))
        };
        grid.push(
            GridRow::new(Html::escaped(&name))
                .sourced(row.provenance())
                .cell(cell(row.outcome, Column::Outcome, row.month)?)
                .cell(cell(row.budget, Column::Budget, row.month)?)
                .cell(cell(row.variance, Column::Variance, row.month)?)
                .cell(cell(row.outcome_to_date, Column::Outcome, row.to_date)?)
                .cell(cell(row.budget_to_date, Column::Budget, row.to_date)?)
                .cell(cell(row.variance_to_date, Column::Variance, row.to_date)?)
                .cell(cell(row.forecast, Column::Forecast, row.to_date)?),
        );
    }
    let remark = if lacks {
        piece::small(
            "Avvikelsen visas inte för månader där någon rad saknar utfall eller budget: det \
             som saknas är inte noll.",
        )?
    } else {
        Html::default()
    };
    if grid.is_empty() {
        return piece::small("Inga belopp är registrerade på raden för året.");
    }
    Ok(Html::joined([grid.drawn()?, remark]))
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

/// The months drawn: the outcome against the budget.
///
/// # Errors
/// As [`table`].
pub(super) fn chart(line: &ReportLineDefined, months: &[MonthRow]) -> Result<Html, Problem> {
    let labels: Vec<String> = months.iter().map(|row| short(row.month)).collect();
    let heights = |amount: fn(&MonthRow) -> Option<Tally>| -> Vec<Option<f64>> {
        let amounts = months.iter().map(amount);
        amounts.map(|tally| tally.map(millions)).collect()
    };
    let title = format!("{}, utfall mot budget per månad", line.title);
    let chart = Chart {
        title: &title,
        labels: &labels,
        values: &heights(|row| row.outcome),
        targets: &heights(|row| row.budget),
    };
    let caption = format!(
        "{title} i {}: heldragen linje med punkter är utfallet, streckad linje är budgeten.",
        AMOUNTS.name()
    );
    piece::figure(&title, &caption, chart.drawn())
}

/// A month's name without its year.
fn name(month: Period) -> String {
    let words = in_words(month);
    let name = words.split(' ').next();
    name.unwrap_or_default().to_owned()
}

/// The first three letters of a month's name.
fn short(month: Period) -> String {
    name(month).chars().take(3).collect()
}

#[allow(
    clippy::cast_precision_loss,
    reason = "a drawing is no figure; the table beside it is exact"
)]
fn millions(tally: Tally) -> f64 {
    tally.amount.0 as f64 / 100_000_000.0
}
