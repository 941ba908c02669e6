//! `diff`: one report at two moments, figure by figure.

mod words;

use projections::diff::{Change, Difference};
use projections::report::ReportRequest;

use crate::answer::difference::difference;
use crate::cli::Diff;
use crate::failure::{Exit, Failure};
pub(crate) use crate::render::names::Names;
use crate::render::{Format, csv, json, text};
use crate::session::Session;
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
    let answer = difference(&before, &after);
    let difference = &answer.difference;
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
            let names = Names::of([&before, &after]);
            said.push_str(&in_words(difference, &names, asked.addresses, world.layout));
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
