//! `report` and `show`: a report or a part of it, as of any moment.

use ledger::event::reporting::ReportKind;
use projections::canonical;
use projections::document::{Document, Table};
use projections::report::{ReportRequest, sections_of as sections_in_report};

use crate::cli::{Report, Show, ViewName};
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
    let wanted = sections_of(asked.view);
    // The report that says the view for such a period: a whole year has every
    // section, a part of one those of its own reports.
    let kinds: &[ReportKind] = if asked.period.is_whole_year() {
        &[ReportKind::OperationsReport]
    } else {
        &[ReportKind::InterimReport, ReportKind::PeriodReport]
    };
    let mut shown = None;
    for kind in kinds {
        let request = ReportRequest {
            kind: *kind,
            unit: asked.unit.clone(),
            period: asked.period,
        };
        let said_there = sections_in_report(*kind)
            .iter()
            .any(|key| wanted.contains(key));
        if said_there && shown.as_ref().is_none_or(Result::is_err) {
            shown = Some(session.build(&request, size));
        }
    }
    let mut document = shown.unwrap_or_else(|| {
        Err(Failure::usage(
            "vyn finns inte för en del av ett år.",
            "Ange ett helt år, till exempel 2024.",
        ))
    })?;
    document
        .sections
        .retain(|section| wanted.contains(&section.key.as_str()));
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

/// The sections of a report that say a view.
fn sections_of(view: ViewName) -> &'static [&'static str] {
    match view {
        ViewName::Plan => &[
            "objectives",
            "objectives_residents_and_society",
            "objectives_process",
            "objectives_resource",
            "assignments",
        ],
        ViewName::Indikatorer => &["indicators"],
        ViewName::Bedomningar => &["objectives", "assignments", "assessment_counts"],
        ViewName::Ekonomi => &["economy", "economy_comment", "key_figures"],
        ViewName::Ramar => &["budget"],
        ViewName::Atgarder => &["action_plan"],
        ViewName::Investeringar => &["investments"],
        ViewName::Personal => &["personnel"],
        ViewName::Volymer => &["volumes"],
        ViewName::Kontroll => &["internal_control", "control_assessment"],
        ViewName::Beslut => &["decisions", "open_decisions"],
        ViewName::Texter => &[
            "summary",
            "significant_events",
            "economy_comment",
            "outlook",
        ],
    }
}
