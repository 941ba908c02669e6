//! `diff`: one report at two moments, figure by figure.

mod words;

use projections::diff::{Change, Difference};
use projections::document::Document;
use projections::report::ReportRequest;

use crate::answer::difference::difference;
use crate::cli::Diff;
use crate::failure::{Exit, Failure};
pub(crate) use crate::render::names::Names;
use crate::render::{Format, Layout, csv, json, text};
use crate::session::{Reading, Session};
use crate::world::World;
pub(crate) use words::{in_words, shown_or_dash};

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
    let answer = difference(&request, &before, &after);
    let difference = &answer.difference;
    world.mark(session.demonstration())?;
    let said = match world.format {
        Format::Text => {
            let mut said = whole(
                (&before, &after),
                difference,
                &session.reading(),
                (asked.addresses, world.layout),
            );
            if !asked.addresses && difference.figures().next().is_some() {
                let hint =
                    "\nMed --addresses visas varje siffras adress, som `liggare explain` tar.";
                text::push_lines(&mut said, hint, world.layout);
            }
            said
        }
        Format::Json => json::answer(&answer)?,
        Format::Csv => as_csv(difference)?,
    };
    world.say(&said)?;
    Ok(if difference.is_empty() {
        Exit::Done
    } else {
        Exit::Found
    })
}

/// The whole difference in words, with its heading.
pub(crate) fn whole(
    (before, after): (&Document, &Document),
    difference: &Difference,
    reading: &Reading<'_>,
    (addresses, layout): (bool, Layout),
) -> String {
    let mut said = String::new();
    let heading = format!("Skillnad: {}", after.title);
    text::push_heading(&mut said, &heading, '═', layout);
    let span = format!(
        "Från {} till {}.",
        reading.moment_in_words(before.basis.size),
        reading.moment_in_words(after.basis.size)
    );
    text::push_paragraph(&mut said, &span, layout);
    let names = Names::of([before, after]);
    said.push_str(&in_words(difference, &names, addresses, layout));
    said
}

/// The difference, a row for each change.
///
/// # Errors
/// The writer's; plain data has none to give.
pub(crate) fn as_csv(difference: &Difference) -> Result<String, ::csv::Error> {
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
