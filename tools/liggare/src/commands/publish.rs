//! `publish`: a report is built from what is known now, checked, pinned and recorded.
//!
//! How is [`crate::publication`]'s; here is what the command line adds: witnesses
//! that are asked first, and the words.

use std::fmt::Write as _;

use ledger::command::Submission;
use ledger::ids::ReportId;
use ledger::ledger::{Ledger, Receipt, SubmitError};
use ledger::refusal::Refusal;
use ledger::time::Timestamp;
use projections::checks::CheckRow;
use projections::publication::Pin;
use projections::report::ReportRequest;
use serde::Serialize;

use crate::cli::Publish;
use crate::commands::witness;
use crate::failure::{Exit, Failure, Family};
use crate::publication::copies::keep_copy;
use crate::publication::{Publication, prepare};
use crate::render::{Format, csv, json, swedish, text, words};
use crate::session::{Session, Store, Writer};
use crate::world::World;

/// How many findings of failed checks are told: what fits on a screen.
const MAX_FINDINGS: usize = 10;

/// The answer as JSON.
#[derive(Serialize)]
struct Answer {
    kind: &'static str,
    demonstration: bool,
    report: ReportId,
    position: u64,
    size: u64,
    root: String,
    sha256: String,
    repeated: bool,
}

/// Publishes a report.
///
/// # Errors
/// [`Failure`] when it cannot be built, is refused or cannot be made durable.
pub(crate) fn run(asked: &Publish, world: &mut World<'_>) -> Result<Exit, Failure> {
    let session = Session::open(world)?;
    let demonstration = session.demonstration();
    let publication = Publication {
        report: asked.report.clone(),
        request: ReportRequest {
            kind: asked.which.kind,
            unit: asked.which.unit.clone(),
            period: asked.which.period,
        },
        actor: asked.actor.clone(),
        decision: asked.decision.clone(),
    };
    let known = session
        .model
        .reporting
        .report(&asked.report, session.size());
    if let Some(known) = known {
        if !publication.is_that(known) {
            return Err(Failure::new(
                Family::Refused,
                format!(
                    "id {} är redan använt för en annan publicerad rapport.",
                    asked.report
                ),
                "",
                "Välj ett annat id med --report.",
            ));
        }
        let answer = Answer {
            kind: "published",
            demonstration,
            report: known.report.clone(),
            position: known.recorded.position.0,
            size: known.basis.size,
            root: known.basis.root.to_string(),
            sha256: known.view_sha256.clone(),
            repeated: true,
        };
        return say(&answer, &publication, demonstration, world);
    }
    let size = session.size();
    let mut writer = session.into_writer(world)?;
    for url in &asked.witness {
        witness::cosign(&mut writer, url)?;
    }
    let (pin, root, receipt) = publish(&mut writer, &publication, (world.now)())?;
    keep_copy(&world.folder, &publication.report, &pin)?;
    writer.close(world)?;
    let answer = Answer {
        kind: "published",
        demonstration,
        report: publication.report.clone(),
        position: receipt.first_position.0,
        size,
        root,
        sha256: pin.sha256,
        repeated: receipt.repeated,
    };
    say(&answer, &publication, demonstration, world)
}

/// Builds a report from what is known now, pins it and records that it is
/// published. Answers the pin, the root it rests on, and the receipt.
///
/// # Errors
/// [`Failure`] when there is no such report, a rule forbids it, or it could not
/// be made durable.
pub(crate) fn publish(
    writer: &mut Writer,
    publication: &Publication,
    now: Timestamp,
) -> Result<(Pin, String, Receipt), Failure> {
    writer.catch_up()?;
    let reading = writer.reading();
    let proof = &writer.ledger.state().proof;
    let prepared = prepare(&reading, publication, reading.size(), proof)?;
    let receipt =
        submit(&mut writer.ledger, &prepared.submission, now).map_err(|failure| Failure {
            place: findings(&prepared.failed).unwrap_or(failure.place),
            ..failure
        })?;
    Ok((prepared.pin, prepared.basis.root.to_string(), receipt))
}

/// What the failed checks came upon, a line each.
fn findings(failed: &[CheckRow]) -> Option<String> {
    let found: Vec<_> = failed.iter().flat_map(|check| &check.findings).collect();
    let told = found.iter().take(MAX_FINDINGS);
    let mut lines: Vec<String> = told.map(|finding| finding.text.clone()).collect();
    if found.len() > MAX_FINDINGS {
        let more = swedish::size((found.len() - MAX_FINDINGS) as u64);
        lines.push(format!("… och {more} till; `liggare checks` visar alla"));
    }
    (!lines.is_empty()).then(|| lines.join("\n         "))
}

/// Records a command that must not be refused.
///
/// # Errors
/// [`Failure`] when it is refused or cannot be made durable.
pub(crate) fn submit(
    ledger: &mut Ledger<Store>,
    submission: &Submission,
    now: Timestamp,
) -> Result<Receipt, Failure> {
    ledger.submit(submission, now).map_err(|error| match error {
        SubmitError::Refused(refusal) => refused(&refusal),
        SubmitError::Store(error) => error.into(),
    })
}

/// A refusal as the end of a command.
pub(crate) fn refused(refusal: &Refusal) -> Failure {
    let mut what = format!("nekat ({}): {}", refusal.code, refusal.message);
    for violation in &refusal.violations {
        let _ = write!(
            what,
            " {}: väntade {}, är {}.",
            violation.stream, violation.expected, violation.actual
        );
    }
    Failure::new(
        Family::Refused,
        what,
        refusal.place.clone(),
        refusal.remedy.clone(),
    )
}

fn say(
    answer: &Answer,
    publication: &Publication,
    demonstration: bool,
    world: &mut World<'_>,
) -> Result<Exit, Failure> {
    world.mark(demonstration)?;
    let said = match world.format {
        Format::Text => {
            let request = &publication.request;
            let head = format!(
                "{} för {} {} {} som {} (@{}).",
                words::of_report(request.kind),
                request.unit,
                request.period,
                if answer.repeated {
                    "är redan publicerad"
                } else {
                    "är publicerad"
                },
                answer.report,
                answer.position,
            );
            let pinned = format!(
                "Låst till de första {} händelserna och SHA-256 {}.",
                swedish::size(answer.size),
                answer.sha256
            );
            let mut said = String::new();
            text::push_lines(&mut said, &head, world.layout);
            text::push_lines(&mut said, &pinned, world.layout);
            said
        }
        Format::Json => json::answer(answer)?,
        Format::Csv => csv::rows(
            ["report", "position", "size", "root", "sha256", "repeated"],
            [[
                answer.report.to_string(),
                answer.position.to_string(),
                answer.size.to_string(),
                answer.root.clone(),
                answer.sha256.clone(),
                answer.repeated.to_string(),
            ]],
        )?,
    };
    world.say(&said)?;
    Ok(Exit::Done)
}
