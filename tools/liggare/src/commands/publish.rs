//! `publish`: a report is built from what is known now, checked, pinned and recorded.
//!
//! The canonical bytes are kept beside the ledger in `published/`, so that a
//! report that cannot be reproduced can be compared figure by figure. They are
//! a convenience: what counts is the hash in the log.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use ledger::command::{Command, Pinned, PublishReport, Submission};
use ledger::ids::{ActorId, CommandId, DecisionId, ReportId};
use ledger::ledger::{Ledger, Receipt, SubmitError};
use ledger::log::store::overwrite;
use ledger::refusal::Refusal;
use ledger::time::Timestamp;
use projections::canonical;
use projections::checks::{self, CheckResult};
use projections::document::CheckOutcome;
use projections::publication::{self, Pin};
use projections::report::ReportRequest;
use serde::Serialize;

use crate::cli::Publish;
use crate::commands::witness;
use crate::failure::{Exit, Failure, Family};
use crate::render::{Format, csv, json, swedish, text, words};
use crate::session::{Session, Store, Writer};
use crate::world::World;

/// The folder beside the journal that published reports are kept in.
pub(crate) const FOLDER: &str = "published";

/// The longest name of a kept copy before its ending, in bytes: file systems
/// allow 255 with it.
const LONGEST_NAME: usize = 200;

/// How many findings of failed checks an error tells: what fits on a screen.
const MAX_FINDINGS: usize = 10;

/// What is to be published, by whom.
pub(crate) struct Publication {
    /// The report's id.
    pub(crate) report: ReportId,
    /// Which report.
    pub(crate) request: ReportRequest,
    /// Who publishes.
    pub(crate) actor: ActorId,
    /// The decision it rests on.
    pub(crate) decision: Option<DecisionId>,
}

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
        let same = known.kind == publication.request.kind
            && known.unit == publication.request.unit
            && known.period == publication.request.period;
        if !same {
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
    let request = &publication.request;
    let document = writer.build(request)?;
    let results = checks::run_all(&checks::Context {
        model: &writer.model,
        size: writer.model.size(),
        kind: request.kind,
        unit: &request.unit,
        period: request.period,
    });
    let failed_checks = results
        .iter()
        .filter(|check| matches!(check.outcome, CheckOutcome::Failed | CheckOutcome::Waived))
        .map(|check| check.name)
        .collect();
    let pin = publication::pin(&document);
    let id = CommandId::new(format!("publish/{}", publication.report))
        .map_err(|error| Failure::usage(error.to_string(), "Välj ett kortare id med --report."))?;
    let submission = Submission {
        id,
        actor: publication.actor.clone(),
        decision: publication.decision.clone(),
        reason: None,
        correlation_id: None,
        provenance: None,
        expect: Vec::new(),
        command: Command::PublishReport(PublishReport {
            report: publication.report.clone(),
            kind: request.kind,
            unit: request.unit.clone(),
            period: request.period,
            pinned: Some(Pinned {
                basis: document.basis,
                view_sha256: pin.sha256.clone(),
                failed_checks,
                cosigned_checkpoint: witness::shown(writer, &document.basis),
                sections: pin.sections.clone(),
            }),
        }),
    };
    let receipt = submit(&mut writer.ledger, &submission, now).map_err(|failure| Failure {
        place: findings(&results).unwrap_or(failure.place),
        ..failure
    })?;
    Ok((pin, document.basis.root.to_string(), receipt))
}

/// What the failed checks came upon, a line each.
fn findings(results: &[CheckResult]) -> Option<String> {
    let failed = results
        .iter()
        .filter(|check| check.outcome == CheckOutcome::Failed);
    let found: Vec<_> = failed.flat_map(|check| &check.findings).collect();
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

/// Where the canonical bytes of a published report are kept: a file of its own,
/// in the folder and nowhere else, whatever the id holds.
pub(crate) fn copy_path(folder: &Path, report: &ReportId) -> PathBuf {
    folder.join(FOLDER).join(file_name(report))
}

/// A report's id as the name of a file. Letters, digits, `-`, `_` and dots that
/// do not stand first are kept, every other byte is told in hexadecimal after a
/// per cent sign; so two ids never share a file. Where that would be longer than
/// file systems allow, the id's hash is the name.
pub(crate) fn file_name(report: &ReportId) -> String {
    let mut name = String::new();
    for byte in report.as_str().bytes() {
        let plain = byte.is_ascii_alphanumeric()
            || byte == b'-'
            || byte == b'_'
            || (byte == b'.' && !name.is_empty());
        if plain {
            name.push(char::from(byte));
        } else {
            let _ = write!(name, "%{byte:02X}");
        }
    }
    if name.len() > LONGEST_NAME {
        name = format!("%{}", canonical::hash(report.as_str().as_bytes()));
    }
    name + ".json"
}

/// Overwrites and removes the kept bytes of every published report, since they
/// may hold what is to be redacted (I11). `reproduce` then tells a difference by
/// section.
///
/// # Errors
/// [`Failure`] when one cannot be overwritten or removed; repeat the command.
pub(crate) fn forget_copies(folder: &Path) -> Result<(), Failure> {
    let copies = folder.join(FOLDER);
    let forget = || -> std::io::Result<()> {
        let entries = match std::fs::read_dir(&copies) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                overwrite(&entry.path())?;
                std::fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    };
    forget().map_err(|error| {
        let what = "inget är gallrat: publicerade rapporters kopior kunde inte tas bort";
        Failure::io(what, copies.display().to_string(), &error)
    })
}

/// Keeps the canonical bytes of a published report.
///
/// # Errors
/// [`Failure`] when they cannot be written; the report is published all the same.
pub(crate) fn keep_copy(folder: &Path, report: &ReportId, pin: &Pin) -> Result<(), Failure> {
    let path = copy_path(folder, report);
    let written = std::fs::create_dir_all(folder.join(FOLDER))
        .and_then(|()| std::fs::write(&path, &pin.bytes));
    written.map_err(|error| {
        let what = "rapporten är publicerad, men dess kopia kunde inte sparas";
        Failure::io(what, path.display().to_string(), &error)
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    fn name_of(id: &str) -> String {
        file_name(&ReportId::new(id).expect("a report id"))
    }

    #[test]
    fn no_id_leads_out_of_the_folder_and_no_two_ids_share_a_file() {
        let rows = [
            (
                "verksamhetsberattelse-RS-2024",
                "verksamhetsberattelse-RS-2024.json",
            ),
            ("a/./b", "a%2F.%2Fb.json"),
            ("a/b", "a%2Fb.json"),
            ("a:b", "a%3Ab.json"),
            ("a_b", "a_b.json"),
            ("VB-å", "VB-%C3%A5.json"),
        ];
        for (id, name) in rows {
            assert_eq!(name_of(id), name);
            let path = copy_path(Path::new("/liggare"), &ReportId::new(id).expect("an id"));
            assert_eq!(path.parent(), Some(Path::new("/liggare/published")));
        }
        let long = ["å".repeat(48), "ä".repeat(48)].map(|id| name_of(&id));
        assert!(long.iter().all(|name| name.len() < 255), "{long:?}");
        assert_ne!(long[0], long[1]);
    }
}
