//! `reports`: what is published, and what has happened to it since (I7).
//!
//! A published report is overtaken when it would say something else with what
//! is known now. The figures that would differ are listed.

use std::fmt::Write as _;

use projections::diff::{Change, Difference};
use projections::publication::{LateEvent, Overtaken, OvertakenError, overtaken};
use projections::reporting::PublishedReport;
use serde::Serialize;

use super::diff::in_words;
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
    pub(crate) since: Result<Overtaken, String>,
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
                    if let Some(overtaken) = report.overtaken() {
                        push_overtaken(&mut said, report, overtaken, &session, world.layout)?;
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
        .map(|published| {
            let since = match overtaken(&session.model, published, now, session) {
                Ok(overtaken) => Ok(overtaken),
                Err(OvertakenError::Report(error)) => Err(error.to_string()),
                Err(OvertakenError::Log(error)) => return Err(Failure::from(error)),
            };
            Ok(Followed {
                published: published.clone(),
                since,
            })
        });
    followed.collect()
}

fn push_overtaken(
    said: &mut String,
    report: &Followed,
    overtaken: &Overtaken,
    session: &Session,
    layout: Layout,
) -> Result<(), Failure> {
    let heading = format!("{} sedan publiceringen", report.published.report);
    text::push_heading(said, &heading, '─', layout);
    let difference = Difference {
        from: report.published.basis,
        to: session.basis(session.size())?,
        changes: overtaken.changes.clone(),
    };
    said.push_str(&in_words(&difference, layout));
    if !overtaken.events.is_empty() {
        said.push_str("\nHändelser sedan dess som rör perioden:\n");
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
            (Ok(_), Some(overtaken)) => {
                let figures = swedish::size(overtaken.figures().count() as u64);
                format!("▲ överspelad: {figures} siffror skiljer sig")
            }
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
    pub(crate) fn overtaken(&self) -> Option<&Overtaken> {
        self.since
            .as_ref()
            .ok()
            .filter(|overtaken| overtaken.is_overtaken())
    }
}

fn row_of(report: &Followed) -> ReportRow<'_> {
    let published = &report.published;
    let affected = report.overtaken().map(|overtaken| {
        let figures = overtaken.changes.iter().map(|change| match change {
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
