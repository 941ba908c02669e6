//! `prove`: one figure or one event, in a file of its own.

use std::path::PathBuf;

use ledger::ids::{EventId, Position};
use ledger::log::ReadLog;
use projections::document::FigureKey;
use projections::publication::support;
use projections::report::ReportRequest;
use projections::trace::Context;
use serde_json::json;

use super::audit_package::Written;
use super::explain::{figure_in_words, untraced};
use super::signed;
use crate::cli::Prove;
use crate::failure::{Exit, Failure};
use crate::package::{Assembly, Place, Since, each_entry, of_event, rendered};
use crate::render::Layout;
use crate::session::Session;
use crate::world::World;

/// The file of a proof whose asker names none.
const FILE: &str = "bevis.paket.json";

/// Proves a figure or an event.
///
/// # Errors
/// [`Failure`] when there is no such figure or event, no key to sign with, or
/// the file cannot be written.
pub(crate) fn run(asked: &Prove, world: &mut World<'_>) -> Result<Exit, Failure> {
    let session = signed::to_the_end(Session::open(world)?, world)?;
    world.mark(session.demonstration())?;
    let path = asked.out.clone().unwrap_or_else(|| PathBuf::from(FILE));
    match (&asked.figure, &asked.event) {
        (Some(figure), _) => prove_figure(asked, figure, path, &session, world),
        (None, Some(event)) => prove_event(asked, event, path, &session, world),
        (None, None) => Err(Failure::usage(
            "--figure eller --event saknas.",
            "Ange en siffras adress med --figure, eller en händelse med --event.",
        )),
    }
}

fn prove_figure(
    asked: &Prove,
    figure: &str,
    path: PathBuf,
    session: &Session,
    world: &mut World<'_>,
) -> Result<Exit, Failure> {
    let figure: FigureKey = figure.parse().map_err(|error| {
        Failure::usage(
            format!("{error}"),
            "`liggare report … --format csv` utan --table ger varje siffras adress.",
        )
    })?;
    let published = asked
        .report
        .as_ref()
        .map(|report| session.published(report))
        .transpose()?;
    let (request, size) = match (published, asked.of, &asked.unit, asked.period) {
        (Some(report), ..) => (
            ReportRequest {
                kind: report.kind,
                unit: report.unit.clone(),
                period: report.period,
            },
            report.basis.size,
        ),
        (None, Some(kind), Some(unit), Some(period)) => (
            ReportRequest {
                kind,
                unit: unit.clone(),
                period,
            },
            session.known(asked.known_at.as_ref())?,
        ),
        _ => {
            return Err(Failure::usage(
                "rapporten som siffran står i saknas.",
                "Ange --report, eller --of, --unit och --period.",
            ));
        }
    };
    let basis = session.basis(size)?;
    let document = session.build(&request, size)?;
    let context = Context {
        kind: request.kind,
        unit: request.unit.clone(),
        period: request.period,
    };
    let each = each_entry(&session.reading(), size);
    let support = support::of_figure(&session.model, session, &request, basis, &figure, &each)
        .map_err(|error| untraced(error, &context))?;
    let cell = document.cell(&figure).ok_or_else(|| {
        Failure::usage(
            format!("rapporten har ingen siffra {figure}."),
            "`liggare report … --format csv` utan --table ger varje siffras adress.",
        )
    })?;
    let why = figure_in_words(
        figure.clone(),
        &context,
        &session.reading(),
        size,
        Layout::package(),
    )?;
    let place = Place {
        file: session.store.file(),
        folder: &world.folder,
    };
    let mut package = Assembly::begin("figure", session.reading(), place, session.size())?;
    package.since(Since::in_file(asked.since.as_deref()))?;
    package.basis(basis)?;
    if let Some(report) = published {
        package.publication(report.recorded.position)?;
        package.section(&document, &figure.table)?;
    }
    if let Some(rules) = package.events(support.positions.iter().copied(), size)? {
        package.set("rules", rules);
    }
    package.set(
        "figure",
        json!({
            "key": figure.to_string(),
            "cell": cell,
            "kind": request.kind,
            "unit": request.unit,
            "period": request.period,
        }),
    );
    package.set("text", json!(rendered(&why)));
    let written = Written {
        kind: "proof_of_figure",
        of: figure.to_string(),
        path,
        events: support.positions.len(),
        known: size,
        reach: Some(support.reach),
        checkpoint: package.size(),
    };
    written.finish(package, world)
}

fn prove_event(
    asked: &Prove,
    event: &str,
    path: PathBuf,
    session: &Session,
    world: &mut World<'_>,
) -> Result<Exit, Failure> {
    let unknown = || {
        Failure::usage(
            format!("ingen händelse är {event:?}."),
            "Skriv @position eller händelsens id, som `liggare log` visar.",
        )
    };
    let position = match event.strip_prefix('@') {
        Some(number) => number.parse().ok().map(Position),
        None => match event.parse() {
            Ok(id) => session.store.position_of(EventId(id))?,
            Err(_) => None,
        },
    };
    let position = position
        .filter(|position| position.0 < session.size())
        .ok_or_else(unknown)?;
    let place = Place {
        file: session.store.file(),
        folder: &world.folder,
    };
    let since = (Since::in_file(asked.since.as_deref()), session.size());
    let packed = of_event(session.reading(), place, position, since)?;
    let size = packed.assembly.size();
    let written = Written {
        kind: "proof_of_event",
        of: format!("händelsen vid {position}"),
        path,
        events: packed.events,
        known: size,
        reach: packed.reach,
        checkpoint: size,
    };
    written.finish(packed.assembly, world)
}
