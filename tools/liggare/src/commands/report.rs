//! `report` and `show`: a report or a part of it, as of any moment.

use projections::canonical;
use projections::document::{Document, Table};
use projections::report::ReportRequest;

use crate::answer::view::view;
use crate::cli::{Report, Show};
use crate::failure::{Exit, Failure};
use crate::render::{Format, csv, text};
use crate::session::Session;
use crate::world::World;

/// Shows a report.
///
/// # Errors
/// [`Failure`] when the ledger cannot be opened or the report cannot be built.
pub(crate) fn run(asked: &Report, world: &mut World<'_>) -> Result<Exit, Failure> {
    let session = Session::open(world)?;
    let size = session.known(asked.known_at.as_ref())?;
    let request = ReportRequest {
        kind: asked.which.kind,
        unit: asked.which.unit.clone(),
        period: asked.which.period,
    };
    let document = session.build(&request, size)?;
    world.mark(session.demonstration())?;
    match &asked.table {
        Some(key) => {
            let table = table(&document, key)?;
            say_table(&document, table, world)?;
        }
        None => say_document(&document, world)?,
    }
    Ok(Exit::Done)
}

/// Shows a view by itself: the sections of the report that say it.
///
/// # Errors
/// As [`run`].
pub(crate) fn show(asked: &Show, world: &mut World<'_>) -> Result<Exit, Failure> {
    let session = Session::open(world)?;
    let size = session.known(asked.known_at.as_ref())?;
    let subject = (&asked.unit, asked.period);
    let document = view(&session.reading(), asked.view, subject, size)?;
    world.mark(session.demonstration())?;
    say_document(&document, world)?;
    Ok(Exit::Done)
}

/// Writes a document in the form that is asked for.
///
/// # Errors
/// [`Failure`] when it cannot be written.
pub(crate) fn say_document(document: &Document, world: &mut World<'_>) -> Result<(), Failure> {
    let said = match world.format {
        Format::Text => text::document(document, world.layout),
        Format::Csv => csv::cells(document)?,
        Format::Json => String::from_utf8_lossy(&canonical::document_bytes(document)).into_owned(),
    };
    world.say(&said)
}

fn say_table(document: &Document, table: &Table, world: &mut World<'_>) -> Result<(), Failure> {
    let said = match world.format {
        Format::Text => {
            let mut said = format!("{}\n\n", document.title);
            said.push_str(&text::table(table, world.layout));
            said
        }
        Format::Csv => csv::table(table)?,
        Format::Json => crate::render::json::answer(table)?,
    };
    world.say(&said)
}

fn table<'a>(document: &'a Document, key: &str) -> Result<&'a Table, Failure> {
    document.table(key).ok_or_else(|| {
        let keys: Vec<&str> = document.tables().map(|table| table.key.as_str()).collect();
        Failure::usage(
            format!("rapporten har ingen tabell {key:?}."),
            format!("Välj en av {}.", keys.join(", ")),
        )
    })
}
