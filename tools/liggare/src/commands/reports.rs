//! `reports`: what is published, and what has happened to it since (I7).
//!
//! A published report is overtaken when it would say something else with what
//! is known now. That costs two reports each; the figures that would differ and
//! the events behind them are told only when they are asked for, since the
//! events are read from the log.

use std::fmt::Write as _;

use projections::diff::{Change, Difference};
use projections::publication::{self, LateEvent, OvertakenError};
use projections::report::ReportRequest;
use projections::reporting::PublishedReport;
use serde::Serialize;

use super::diff::{Names, in_words};
use crate::cli::{Reports, moment};
use crate::failure::{Exit, Failure};
use crate::render::grid::Grid;
use crate::render::{Format, Layout, csv, json, swedish, text, words};
use crate::session::Session;
use crate::world::World;

/// A published report with what has happened since.
pub(crate) struct Followed {
    /// The report.
    pub(crate) published: PublishedReport,
    /// What it would say otherwise now; the failure in words when it cannot be built.
    pub(crate) since: Result<Vec<Change>, String>,
}

/// The answer as JSON.
#[derive(Serialize)]
struct Answer<'a> {
    kind: &'static str,
    demonstration: bool,
    reports: Vec<ReportRow<'a>>,
}

/// A published report as JSON.
#[derive(Serialize)]
struct ReportRow<'a> {
    report: String,
    report_kind: ledger::event::reporting::ReportKind,
    unit: String,
    period: String,
    published_at: String,
    actor: String,
    decision: Option<String>,
    size: u64,
    root: String,
    sha256: &'a str,
    overtaken: bool,
    affected: Vec<String>,
}

/// Lists the published reports.
///
/// # Errors
/// [`Failure`] when the ledger cannot be opened.
pub(crate) fn run(asked: &Reports, world: &mut World<'_>) -> Result<Exit, Failure> {
    let session = Session::open(world)?;
    let followed = follow(&session)?;
    world.mark(session.demonstration())?;
    let said = match world.format {
        Format::Text => {
            let mut said = String::new();
            text::push_heading(&mut said, "Publicerade rapporter", '═', world.layout);
            said.push_str(&table(&followed, world));
            if asked.figures {
                for report in &followed {
                    if report.overtaken().is_some() {
                        push_overtaken(&mut said, report, &session, world.layout)?;
                    }
                }
            } else if followed.iter().any(|report| report.overtaken().is_some()) {
                let hint = "\n`liggare reports --figures` visar vilka siffror som ändrats.";
                text::push_lines(&mut said, hint, world.layout);
            }
            said
        }
        Format::Json => json::answer(&Answer {
            kind: "reports",
            demonstration: session.demonstration(),
            reports: followed.iter().map(row_of).collect(),
        })?,
        Format::Csv => csv::rows(
            [
                "report",
                "kind",
                "unit",
                "period",
                "published_at",
                "size",
                "sha256",
                "overtaken",
                "affected",
            ],
            followed.iter().map(row_of).map(|row| {
                [
                    row.report,
                    words::of_report(row.report_kind).to_owned(),
                    row.unit,
                    row.period,
                    row.published_at,
                    row.size.to_string(),
                    row.sha256.to_owned(),
                    row.overtaken.to_string(),
                    row.affected.join(" "),
                ]
            }),
        )?,
    };
    world.say(&said)?;
    Ok(Exit::Done)
}

/// Every published report with what has happened since.
///
/// # Errors
/// [`Failure`] when the store cannot be read.
pub(crate) fn follow(session: &Session) -> Result<Vec<Followed>, Failure> {
    let now = session.basis(session.size())?;
    let followed = session
        .model
        .reporting
        .published(session.size())
        .map(|published| Followed {
            published: published.clone(),
            since: publication::changes_since(&session.model, published, now)
                .map_err(|error| error.to_string()),
        });
    Ok(followed.collect())
}

fn push_overtaken(
    said: &mut String,
    report: &Followed,
    session: &Session,
    layout: Layout,
) -> Result<(), Failure> {
    let published = &report.published;
    let now = session.basis(session.size())?;
    let overtaken = match publication::overtaken(&session.model, published, now, session) {
        Ok(overtaken) => overtaken,
        Err(OvertakenError::Report(_)) => return Ok(()),
        Err(OvertakenError::Log(error)) => return Err(error.into()),
    };
    let heading = format!("{} sedan publiceringen", published.report);
    text::push_heading(said, &heading, '═', layout);
    let request = ReportRequest {
        kind: published.kind,
        unit: published.unit.clone(),
        period: published.period,
    };
    let documents = [
        session.build(&request, published.basis.size)?,
        session.build(&request, now.size)?,
    ];
    let difference = Difference {
        from: published.basis,
        to: now,
        changes: overtaken.changes,
    };
    let names = Names::of(&documents);
    said.push_str(&in_words(&difference, &names, false, layout));
    if !overtaken.events.is_empty() {
        text::push_heading(said, "Händelser sedan dess som rör perioden", '─', layout);
    }
    // Rows of one command that say the same are told as one.
    let same = |a: &LateEvent, b: &LateEvent| {
        a.kind == b.kind && a.recorded_at == b.recorded_at && a.reason == b.reason
    };
    for events in overtaken.events.chunk_by(same) {
        let [event, rest @ ..] = events else { continue };
        let mut line = event.position.to_string();
        if let Some(last) = rest.last() {
            let _ = write!(line, "–{}", last.position);
        }
        let _ = write!(
            line,
            " · {} · {} av {}",
            moment::shown(event.recorded_at),
            event.kind.name(),
            event.actor
        );
        if let Some(decision) = &event.decision {
            let _ = write!(line, ", beslut {decision}");
        }
        if let Some(reason) = &event.reason {
            let _ = write!(line, ": {reason}");
        }
        text::push_lines(said, &line, layout);
    }
    Ok(())
}

/// The published reports as a table.
pub(crate) fn table(followed: &[Followed], world: &World<'_>) -> String {
    if followed.is_empty() {
        return "Ingen rapport är publicerad.\n".to_owned();
    }
    let mut grid = Grid::with_columns(&["Id", "Rapport", "Publicerad", ">Händelser", "Sedan dess"]);
    for report in followed {
        let published = &report.published;
        let since = match (&report.since, report.overtaken()) {
            (Err(why), _) => format!("✗ kan inte byggas om: {why}"),
            (Ok(_), None) => "✓ oförändrad".to_owned(),
            (Ok(_), Some(changes)) => format!("▲ överspelad: {}", counted(changes)),
        };
        grid.push([
            published.report.to_string(),
            format!(
                "{} {} {}",
                words::of_report(published.kind),
                published.unit,
                published.period
            ),
            moment::shown(published.recorded.recorded_at),
            swedish::size(published.basis.size),
            since,
        ]);
    }
    grid.lay_out(world.layout.width, world.layout.colour)
}

impl Followed {
    /// What has overtaken it, when something has.
    pub(crate) fn overtaken(&self) -> Option<&[Change]> {
        let changes = self.since.as_deref().ok()?;
        (!changes.is_empty()).then_some(changes)
    }
}

/// How much has changed, in words.
fn counted(changes: &[Change]) -> String {
    let count = |wanted: fn(&&Change) -> bool| changes.iter().filter(wanted).count() as u64;
    let figures = count(|change| matches!(change, Change::Figure(_)));
    let texts = count(|change| matches!(change, Change::Text(_)));
    let rows = changes.len() as u64 - figures - texts;
    let told = [
        (figures, "siffra", "siffror"),
        (rows, "rad", "rader"),
        (texts, "text", "texter"),
    ];
    let told = told.into_iter().filter(|(number, _, _)| *number > 0);
    let told: Vec<String> = told
        .map(|(number, one, many)| swedish::counted(number, one, many))
        .collect();
    format!("{} skiljer sig", told.join(", "))
}

fn row_of(report: &Followed) -> ReportRow<'_> {
    let published = &report.published;
    let affected = report.overtaken().map(|changes| {
        let figures = changes.iter().map(|change| match change {
            Change::Figure(change) => change.figure.to_string(),
            Change::RowAdded(place) | Change::RowGone(place) => {
                format!("{}:{}", place.table, place.row.key)
            }
            Change::TableAdded(place) | Change::TableGone(place) => place.table.key.clone(),
            Change::Text(change) => change.section.clone(),
            Change::Form(change) => change.place.clone(),
        });
        figures.collect()
    });
    ReportRow {
        report: published.report.to_string(),
        report_kind: published.kind,
        unit: published.unit.to_string(),
        period: published.period.to_string(),
        published_at: published.recorded.recorded_at.to_string(),
        actor: published.recorded.actor.to_string(),
        decision: published
            .recorded
            .decision
            .as_ref()
            .map(ToString::to_string),
        size: published.basis.size,
        root: published.basis.root.to_string(),
        sha256: &published.view_sha256,
        overtaken: affected.is_some(),
        affected: affected.unwrap_or_default(),
    }
}
