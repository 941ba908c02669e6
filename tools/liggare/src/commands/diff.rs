//! `diff`: one report at two moments, figure by figure.

use std::fmt::Write as _;

use projections::diff::{Change, Difference, diff};
use projections::document::Cell;
use projections::report::ReportRequest;

use crate::cli::Diff;
use crate::failure::{Exit, Failure};
use crate::render::grid::{Grid, GridCell, GridRow};
use crate::render::{Format, Layout, csv, json, swedish, text};
use crate::session::Session;
use crate::world::World;

/// Compares a report at two moments.
///
/// # Errors
/// [`Failure`] when the ledger cannot be opened or a report cannot be built.
pub(crate) fn run(asked: &Diff, world: &mut World<'_>) -> Result<Exit, Failure> {
    let session = Session::open(world)?;
    let from = session.known(Some(&asked.from))?;
    let to = session.known(asked.to.as_ref())?;
    let request = ReportRequest {
        kind: asked.which.kind,
        unit: asked.which.unit.clone(),
        period: asked.which.period,
    };
    let before = session.build(&request, from)?;
    let after = session.build(&request, to)?;
    let difference = diff(&before, &after);
    world.mark(session.demonstration())?;
    let said = match world.format {
        Format::Text => {
            let mut said = String::new();
            text::push_heading(
                &mut said,
                &format!("Skillnad: {}", after.title),
                '═',
                world.layout,
            );
            let span = format!(
                "Från {} till {}.",
                session.moment_in_words(from),
                session.moment_in_words(to)
            );
            text::push_paragraph(&mut said, &span, world.layout);
            said.push_str(&in_words(&difference, world.layout));
            said
        }
        Format::Json => json::answer(&difference)?,
        Format::Csv => as_csv(&difference)?,
    };
    world.say(&said)?;
    Ok(if difference.is_empty() {
        Exit::Done
    } else {
        Exit::Found
    })
}

/// What differs, as text.
pub(crate) fn in_words(difference: &Difference, layout: Layout) -> String {
    if difference.is_empty() {
        return "Inget skiljer sig.\n".to_owned();
    }
    let mut said = String::new();
    let mut grid = Grid::with_columns(&["Siffra", ">Före", ">Efter", ">Ändring"]);
    for change in difference.figures() {
        let shown = |cell: &Cell| GridCell::plain(shown_or_dash(cell, layout));
        grid.rows.push(GridRow {
            cells: vec![
                GridCell::plain(&change.title),
                shown(&change.before),
                shown(&change.after),
                change.delta.as_ref().map(shown).unwrap_or_default(),
            ],
            ..GridRow::default()
        });
    }
    if !grid.rows.is_empty() {
        let unit = layout.amounts.name();
        let _ = writeln!(said, "Siffror (belopp i {unit})");
        said.push_str(&grid.lay_out(layout.width, layout.colour));
        said.push('\n');
    }
    for change in &difference.changes {
        match change {
            Change::Figure(_) => {}
            Change::RowAdded(place) => {
                let title = place.row.cells.first().map_or_else(String::new, csv::value);
                text::push_lines(
                    &mut said,
                    &format!("+ ny rad i {}: {title}", place.title),
                    layout,
                );
            }
            Change::RowGone(place) => {
                let title = place.row.cells.first().map_or_else(String::new, csv::value);
                let line = format!("− borttagen rad i {}: {title}", place.title);
                text::push_lines(&mut said, &line, layout);
            }
            Change::TableAdded(place) => {
                let rows = swedish::size(place.table.rows.len() as u64);
                let line = format!("+ ny tabell: {} ({rows} rader)", place.table.title);
                text::push_lines(&mut said, &line, layout);
            }
            Change::TableGone(place) => {
                let line = format!("− borttagen tabell: {}", place.table.title);
                text::push_lines(&mut said, &line, layout);
            }
            Change::Text(change) => {
                let _ = writeln!(said, "\nText under {}:", change.heading);
                for gone in change
                    .before
                    .iter()
                    .filter(|text| !change.after.contains(text))
                {
                    text::push_lines(&mut said, &format!("− {gone}"), layout);
                }
                for new in change
                    .after
                    .iter()
                    .filter(|text| !change.before.contains(text))
                {
                    text::push_lines(&mut said, &format!("+ {new}"), layout);
                }
            }
            Change::Form(change) => {
                let line = format!("{}: {} → {}", change.place, change.before, change.after);
                text::push_lines(&mut said, &line, layout);
            }
        }
    }
    said
}

/// A cell, or a dash where nothing stands.
pub(crate) fn shown_or_dash(cell: &Cell, layout: Layout) -> String {
    let shown = text::cell(cell, layout);
    if shown.is_empty() {
        "–".to_owned()
    } else {
        shown
    }
}

fn as_csv(difference: &Difference) -> Result<String, ::csv::Error> {
    let rows = difference.changes.iter().map(|change| match change {
        Change::Figure(change) => [
            "figure".to_owned(),
            change.figure.to_string(),
            change.title.clone(),
            csv::value(&change.before),
            csv::value(&change.after),
            change.delta.as_ref().map(csv::value).unwrap_or_default(),
        ],
        Change::RowAdded(place) => row(
            "row_added",
            format!("{}:{}", place.table, place.row.key),
            &place.title,
        ),
        Change::RowGone(place) => row(
            "row_gone",
            format!("{}:{}", place.table, place.row.key),
            &place.title,
        ),
        Change::TableAdded(place) => {
            row("table_added", place.table.key.clone(), &place.table.title)
        }
        Change::TableGone(place) => row("table_gone", place.table.key.clone(), &place.table.title),
        Change::Text(change) => [
            "text".to_owned(),
            change.section.clone(),
            change.heading.clone(),
            change.before.join("\n\n"),
            change.after.join("\n\n"),
            String::new(),
        ],
        Change::Form(change) => [
            "form".to_owned(),
            change.place.clone(),
            String::new(),
            change.before.clone(),
            change.after.clone(),
            String::new(),
        ],
    });
    csv::rows(
        ["change", "place", "title", "before", "after", "delta"],
        rows,
    )
}

fn row(change: &str, place: String, title: &str) -> [String; 6] {
    [
        change.to_owned(),
        place,
        title.to_owned(),
        String::new(),
        String::new(),
        String::new(),
    ]
}
