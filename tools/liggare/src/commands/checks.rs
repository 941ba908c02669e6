//! `checks`: what must hold of a report, with both numbers where it does not.

use projections::checks::{self, CheckResult};
use projections::claims::ClaimValue;
use projections::document::{Cell, CheckOutcome};
use projections::report::ReportRequest;

use crate::answer::checks::{checks as answer, results};
use crate::cli::Checks;
use crate::failure::{Exit, Failure};
use crate::render::grid::{Grid, GridCell, GridRow};
use crate::render::{Format, Layout, csv, json, swedish, text, words};
use crate::session::Session;
use crate::world::World;

/// Runs the checks of a report.
///
/// # Errors
/// [`Failure`] when the ledger cannot be opened or the report does not exist.
pub(crate) fn run(asked: &Checks, world: &mut World<'_>) -> Result<Exit, Failure> {
    let session = Session::open(world)?;
    let size = session.known(asked.known_at.as_ref())?;
    let request = ReportRequest {
        kind: asked.which.kind,
        unit: asked.which.unit.clone(),
        period: asked.which.period,
    };
    let title = session.build(&request, size)?.title;
    let reading = session.reading();
    let results = results(&reading, &request, size);
    let failed = results
        .iter()
        .any(|result| result.outcome == CheckOutcome::Failed);
    world.mark(session.demonstration())?;
    let said = match world.format {
        Format::Text => in_words(&title, &results, asked.all, world.layout),
        Format::Json => {
            let demonstration = session.demonstration();
            json::answer(&answer(&reading, request, size, results, demonstration)?)?
        }
        Format::Csv => as_csv(&results)?,
    };
    world.say(&said)?;
    Ok(if failed { Exit::Found } else { Exit::Done })
}

fn in_words(title: &str, results: &[CheckResult], all: bool, layout: Layout) -> String {
    let mut said = String::new();
    text::push_heading(&mut said, &format!("Kontroller: {title}"), '═', layout);
    let mut grid = Grid::with_columns(&["Kontroll", "Utfall"]);
    for result in results {
        let cell = Cell::Check(result.outcome);
        grid.rows.push(GridRow {
            cells: vec![
                GridCell::plain(result.name.title()),
                GridCell {
                    text: text::cell(&cell, layout),
                    paint: words::of_cell(&cell)
                        .map(|status| status.paint)
                        .unwrap_or_default(),
                },
            ],
            ..GridRow::default()
        });
    }
    said.push_str(&grid.lay_out(layout.width, layout.colour));
    let told = |result: &&CheckResult| {
        let hinders = matches!(result.outcome, CheckOutcome::Failed | CheckOutcome::Waived);
        (all || hinders) && !result.findings.is_empty()
    };
    let untold: usize = results
        .iter()
        .filter(|result| !told(result))
        .map(|result| result.findings.len())
        .sum();
    for result in results.iter().filter(told) {
        text::push_heading(&mut said, result.name.title(), '─', layout);
        let mut grid =
            Grid::with_columns(&["Var", ">Angivet", ">Beräknat", ">Skillnad", "Iakttagelse"]);
        for finding in &result.findings {
            let shown = |value: Option<ClaimValue>| {
                value
                    .map(|value| text::cell(&cell_of(value), layout))
                    .unwrap_or_default()
            };
            grid.push([
                finding.place.clone(),
                shown(finding.stated),
                shown(finding.computed),
                shown(finding.difference),
                finding.text.clone(),
            ]);
        }
        said.push_str(&grid.lay_out(layout.width, layout.colour));
    }
    let count = |outcome| {
        results
            .iter()
            .filter(|result| result.outcome == outcome)
            .count()
    };
    let sum = format!(
        "\n{} stämmer, {} stämmer inte, {} undantagna, {} ej tillämpliga. Belopp i {}.",
        swedish::size(count(CheckOutcome::Holds) as u64),
        swedish::size(count(CheckOutcome::Failed) as u64),
        swedish::size(count(CheckOutcome::Waived) as u64),
        swedish::size(count(CheckOutcome::NotApplicable) as u64),
        layout.amounts.name(),
    );
    text::push_lines(&mut said, &sum, layout);
    if untold > 0 {
        let line = format!(
            "{} av kontroller som stämmer visas med --all.",
            swedish::counted(untold as u64, "iakttagelse", "iakttagelser")
        );
        text::push_lines(&mut said, &line, layout);
    }
    said
}

fn as_csv(results: &[CheckResult]) -> Result<String, ::csv::Error> {
    let value =
        |value: Option<ClaimValue>| value.map(|v| csv::value(&cell_of(v))).unwrap_or_default();
    let rows = results.iter().flat_map(|result| {
        let head = [
            checks::key(result.name).to_owned(),
            csv::value(&Cell::Check(result.outcome)),
        ];
        let none = result.findings.is_empty().then(|| {
            let [check, outcome] = head.clone();
            [
                check,
                outcome,
                String::new(),
                String::new(),
                String::new(),
                String::new(),
                String::new(),
            ]
        });
        let found = result.findings.iter().map(move |finding| {
            let [check, outcome] = head.clone();
            [
                check,
                outcome,
                finding.place.clone(),
                value(finding.stated),
                value(finding.computed),
                value(finding.difference),
                finding.text.clone(),
            ]
        });
        none.into_iter().chain(found)
    });
    csv::rows(
        [
            "check",
            "outcome",
            "place",
            "stated",
            "computed",
            "difference",
            "text",
        ],
        rows,
    )
}

fn cell_of(value: ClaimValue) -> Cell {
    match value {
        ClaimValue::Amount(amount) => Cell::Amount(amount),
        ClaimValue::Number(number) => Cell::Number(number),
        ClaimValue::Count(count) => Cell::Count(count),
    }
}
