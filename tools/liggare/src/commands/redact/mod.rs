//! `redact`: payloads are destroyed after a decision on disposal (gallring, I11).
//!
//! Guarantees: every redaction is decided, in order and each after those before
//! it, before anything is written, and a refused one leaves everything as it was. What will be destroyed is shown, with
//! the published reports it stands in, before it is asked whether to go on. A
//! second run with the same arguments finishes what the first could not, and
//! records nothing twice. The answer says what a search through every file of the
//! folder found, not what the store was told to do.
//!
//! Deliberately not here: how the store destroys, and what lies outside the
//! ledger's folder (backups, exports, packages handed out).

mod copies;
mod plan;
mod scan;
mod traces;
mod words;

use std::io::{self, BufRead, IsTerminal};

use ledger::ids::Position;
use ledger::ledger::SubmitError;
use serde::Serialize;

use super::publish::refused;
use crate::cli::Redact;
use crate::failure::{Exit, Failure, Family};
use crate::render::{Format, csv, json};
use crate::session::Session;
use crate::world::World;
use plan::Plan;
use scan::Found;

/// The answer as JSON.
#[derive(Serialize)]
struct Answer<'a> {
    kind: &'static str,
    demonstration: bool,
    events: Vec<Redacted<'a>>,
    /// Copies of published reports that were removed.
    copies_removed: Vec<String>,
    /// How many files were searched, and their bytes.
    searched_files: u64,
    searched_bytes: u64,
    /// Where something of it is still found.
    remaining: &'a [Found],
}

/// A redacted event as JSON.
#[derive(Serialize)]
struct Redacted<'a> {
    position: Position,
    event_id: String,
    r#type: &'static str,
    stream: String,
    /// Where its redaction stands.
    redaction: Position,
    /// Whether it had been redacted before.
    repeated: bool,
    reports: &'a [plan::Standing],
}

/// Redacts the events.
///
/// # Errors
/// [`Failure`] when one is refused, nobody says yes, or the ledger cannot be
/// written; repeat the command when it was stopped half-way.
pub(crate) fn run(asked: &Redact, world: &mut World<'_>) -> Result<Exit, Failure> {
    let session = Session::open(world)?;
    let demonstration = session.demonstration();
    let positions = plan::positions(asked, &session)?;
    // The model is what the reports are built from; the writer has it from here on.
    let mut writer = session.into_writer(world)?;
    let plan = Plan::make(asked, &positions, &mut writer)?;
    world.mark(demonstration)?;
    if world.format == Format::Text {
        let said = plan.in_words(asked, world.layout);
        world.say(&said)?;
    }
    confirm(asked, world)?;

    // First: once the payloads are gone, a second run could not tell which copies show them.
    let copies_removed = copies::remove(&world.folder, &plan)?;
    let submissions: Vec<_> = plan
        .targets
        .iter()
        .map(|target| target.submission.clone())
        .collect();
    let outcomes = writer.ledger.submit_group(&submissions, (world.now)());
    let mut receipts = Vec::with_capacity(outcomes.len());
    for outcome in outcomes {
        receipts.push(outcome.map_err(|error| match error {
            SubmitError::Refused(refusal) => refused(&refusal),
            SubmitError::Store(error) => Failure::from(error).aloud("Kör samma kommando igen."),
        })?);
    }
    // The model in memory is not kept: it was folded before the redaction.
    writer.ledger.close()?.close()?;
    let searched = scan::search(&world.folder, &plan.traces)?;

    let answer = Answer {
        kind: "redacted",
        demonstration,
        events: plan
            .targets
            .iter()
            .zip(&receipts)
            .map(|(target, receipt)| Redacted {
                position: target.position,
                event_id: target.event_id.to_string(),
                r#type: target.kind.name(),
                stream: target.stream.clone(),
                redaction: receipt.first_position,
                repeated: receipt.repeated,
                reports: &target.reports,
            })
            .collect(),
        copies_removed,
        searched_files: searched.files,
        searched_bytes: searched.bytes,
        remaining: &searched.found,
    };
    let said = match world.format {
        Format::Text => words::outcome(&answer, &plan, world.layout),
        Format::Json => json::answer(&answer)?,
        Format::Csv => csv::rows(
            [
                "position",
                "event_id",
                "type",
                "redaction",
                "repeated",
                "remaining",
            ],
            answer.events.iter().map(|event| {
                [
                    event.position.0.to_string(),
                    event.event_id.clone(),
                    event.r#type.to_owned(),
                    event.redaction.0.to_string(),
                    event.repeated.to_string(),
                    searched.found.len().to_string(),
                ]
            }),
        )?,
    };
    world.say(&said)?;
    Ok(if searched.found.is_empty() {
        Exit::Done
    } else {
        Exit::Found
    })
}

/// Asks whether to go on, unless that has been said.
fn confirm(asked: &Redact, world: &mut World<'_>) -> Result<(), Failure> {
    if asked.yes {
        return Ok(());
    }
    if !io::stdin().is_terminal() || world.format != Format::Text {
        return Err(Failure::usage(
            "ingen kan svara på om innehållet ska förstöras.",
            "Kör kommandot i en terminal, eller ange --yes.",
        ));
    }
    world.say("Det går inte att ångra. Skriv ja för att förstöra innehållet: ")?;
    world.flush()?;
    let mut answer = String::new();
    io::stdin()
        .lock()
        .read_line(&mut answer)
        .map_err(|error| Failure::io("svaret kunde inte läsas", "standard in", &error))?;
    if answer.trim().eq_ignore_ascii_case("ja") {
        return Ok(());
    }
    Err(Failure::new(
        Family::Refused,
        "inget är gallrat; svaret var inte ja.",
        "",
        "",
    ))
}
