//! `reports`: what is published, and what has happened to it since (I7).
//!
//! A published report is overtaken when it would say something else with what
//! is known now. That costs two reports each; the figures that would differ and
//! the events behind them are told only when they are asked for, since the
//! events are read from the log.

use std::fmt::Write as _;

use projections::diff::Difference;
use projections::event_name;
use projections::publication::{self, LateEvent, OvertakenError};
use projections::report::ReportRequest;

use super::diff::{Names, in_words};
use crate::answer::publications::{Followed, follow, publications};
use crate::cli::{Reports, moment};
use crate::failure::{Exit, Failure};
use crate::render::grid::Grid;
use crate::render::{Format, Layout, csv, json, swedish, text, words};
use crate::session::Session;
use crate::world::World;

/// Lists the published reports.
///
/// # Errors
/// [`Failure`] when the ledger cannot be opened.
pub(crate) fn run(asked: &Reports, world: &mut World<'_>) -> Result<Exit, Failure> {
    let session = Session::open(world)?;
    let reading = session.reading();
    let followed = follow(
        &reading,
        reading.model.reporting.published(session.size()),
        session.size(),
    )?;
    let answer = publications(&reading, &followed, session.size(), session.demonstration())?;
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
        Format::Json => json::answer(&answer)?,
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
            answer.reports.into_iter().map(|row| {
                [
                    row.report.to_string(),
                    words::of_report(row.report_kind).to_owned(),
                    row.unit.to_string(),
                    row.period.to_string(),
                    row.published_at.to_string(),
                    row.size.to_string(),
                    row.sha256.clone(),
                    row.overtaken.unwrap_or_default().to_string(),
                    row.affected(),
                ]
            }),
        )?,
    };
    world.say(&said)?;
    Ok(Exit::Done)
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
            event_name::of(event.kind),
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
            (Ok(_), None) => "✓ aktuell".to_owned(),
            (Ok(_), Some(changes)) => format!("▲ inaktuell: {}", words::of_changes(changes)),
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
