//! `demo`: the demonstration year becomes a ledger.
//!
//! It is built beside the wished folder and takes its name when it is whole, so
//! that a folder never holds half a demonstration. Its clock is the script's
//! and its randomness seeded: the same data give the same bytes. Only an
//! earlier demonstration is replaced; one that somebody has recorded in since is kept
//! beside. When it is whole its pages are served, until the
//! process is told to stop.

mod build;
mod folder;
mod words;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::serve;
use folder::Earlier;

use crate::access::demonstration::{self, DemoUser, DemoUsersError};
use crate::cli::{Demo, moment};
use crate::demo::{self, DemoError, Step};
use crate::failure::{Exit, Failure, Family, with_causes};
use crate::render::words::of_report;
use crate::render::{Format, csv, json};
use crate::service::config::Config;
use crate::service::given::Given;
use crate::service::prepared::Prepared;
use crate::service::setting::Setting;
use crate::world::World;

/// What is said when the demonstration can be looked at.
const BROWSE: &str =
    "Öppna adressen i en webbläsare och logga in som en av användarna. Ctrl-C avslutar.";

/// Builds the demonstration and shows what is in it.
///
/// A report that a check hinders is told and the rest is played all the same;
/// the exit code says that something was refused.
///
/// # Errors
/// [`Failure`] when the data cannot be understood, the folder holds something
/// else, it cannot be written, or the address to serve at is taken.
pub(crate) fn run(asked: &Demo, world: &mut World<'_>) -> Result<Exit, Failure> {
    let steps = match &asked.data {
        None => demo::script(),
        Some(folder) => demo::script_from(folder),
    }
    .map_err(|error| unreadable(&error))?;
    let path = world.folder.clone();
    let ends = steps.last().map_or_else(|| (world.now)(), Step::at);
    let earlier = folder::earlier(&path, ends)?;
    let server = if asked.no_serve {
        None
    } else {
        Some(server(asked, world)?)
    };
    let unfinished = folder::beside(&path);
    folder::remove(&unfinished)?;
    let built = build::build(&steps, &unfinished, world)
        .and_then(|summary| Ok((summary, users(&steps, &unfinished, world)?)));
    let (summary, users) = match built {
        Ok(built) => built,
        Err(failure) => {
            // What is half built is of no use; that it cannot be removed is told the next time.
            let _ = fs::remove_dir_all(&unfinished);
            return Err(failure);
        }
    };
    match earlier {
        Earlier::Replaceable => folder::remove(&path)?,
        Earlier::RecordedIn => {
            let aside = folder::set_aside(&path)?;
            world.note(&format!(
                "Den tidigare demonstrationen hade nya händelser; den står nu i {}.",
                aside.display()
            ));
        }
    }
    fs::rename(&unfinished, &path).map_err(|error| {
        Failure::io(
            "demonstrationen kunde inte få sin plats",
            path.display().to_string(),
            &error,
        )
    })?;
    world.mark(true)?;
    let said = match world.format {
        Format::Text => words::in_words(&summary, &users, &path, world),
        Format::Json => json::answer(&words::as_json(&summary, &users, &path))?,
        Format::Csv => csv::rows(
            ["report", "kind", "unit", "period", "sha256"],
            summary.reports.iter().map(|report| {
                [
                    report.publication.report.to_string(),
                    of_report(report.publication.request.kind).to_owned(),
                    report.publication.request.unit.to_string(),
                    report.publication.request.period.to_string(),
                    report.sha256.clone(),
                ]
            }),
        )?,
    };
    world.say(&said)?;
    if let Some(server) = server {
        world.flush()?;
        world.note(BROWSE);
        serve::until_told(server, world)?;
    }
    Ok(if summary.hindered.is_empty() {
        Exit::Done
    } else {
        Exit::Found
    })
}

/// A server of the demonstration, which says nothing of what goes well.
fn server(asked: &Demo, world: &World<'_>) -> Result<Prepared, Failure> {
    let flags = BTreeMap::from([
        (Setting::Listen, asked.listen.clone()),
        (Setting::Log, "warn".to_owned()),
    ]);
    let given = Given::of(None, |_| None, &flags)?;
    serve::prepared(Config::of(&given)?, world)
}

/// Makes a user per role. Only their passwords differ from one demonstration to
/// the next; the ledger's bytes do not.
fn users(steps: &[Step], folder: &Path, world: &World<'_>) -> Result<Vec<DemoUser>, Failure> {
    let mut entropy = (world.entropy)()
        .map_err(|error| Failure::io("slumptal kunde inte hämtas", "systemet", &error))?;
    let first = steps.first().map_or_else(|| (world.now)(), Step::at);
    let Some(from) = moment::day_of(first) else {
        return Ok(Vec::new());
    };
    let commands = steps.iter().filter_map(|step| match step {
        Step::Record { submission, .. } => Some(&submission.command),
        Step::Publish { .. } => None,
    });
    demonstration::make(folder, commands, from, entropy.as_mut()).map_err(|error| match error {
        DemoUsersError::Accounts(error) => error.into(),
        DemoUsersError::Hash(error) => error.into(),
        error => Failure::new(Family::Io, with_causes(&error), "", ""),
    })
}

fn unreadable(error: &DemoError) -> Failure {
    Failure::new(
        Family::Io,
        with_causes(error),
        "",
        "Rätta tabellen; tabellernas form beskrivs i tools/liggare/demo/README.md.",
    )
}
