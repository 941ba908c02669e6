//! `demo`: the demonstration year becomes a ledger.
//!
//! It is built beside the wished folder and takes its name when it is whole, so
//! that a folder never holds half a demonstration. Its clock is the script's
//! and its randomness seeded: the same data give the same bytes. Only an
//! earlier demonstration is replaced.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ledger::command::{Command, Submission};
use ledger::entropy::SeededEntropy;
use ledger::event::Provenance;
use ledger::event::budget::LineTable;
use ledger::ids::LineId;
use ledger::ledger::{Ledger, SubmitError};
use ledger::log::Log;
use ledger::log::LogError;
use ledger::log::settings::{FolderFile, Settings};
use ledger::time::{Date, Timestamp};
use projections::economy::table::table_key;
use projections::report::ReportRequest;

use super::publish::{self, Publication, keep_copy, refused};
use crate::cli::{Demo, moment};
use crate::demo::{self, DemoError, Step};
use crate::failure::{Exit, Failure, Family, with_causes};
use crate::render::{Format, csv, json, swedish, text, words};
use crate::session::{Store, Writer, bar};
use crate::world::World;

/// What the demonstration's ledger is called.
const ORIGIN: &str = "demonstration";

/// The seed of its randomness.
const SEED: &str = "liggare demonstration 2024";

/// What is added to the folder's name while it is built.
const UNFINISHED: &str = ".byggs";

/// Builds the demonstration and shows what is in it.
///
/// # Errors
/// [`Failure`] when the data cannot be understood, the folder holds something
/// else, or it cannot be written.
pub(crate) fn run(asked: &Demo, world: &mut World<'_>) -> Result<Exit, Failure> {
    let steps = match &asked.data {
        None => demo::script(),
        Some(folder) => demo::script_from(folder),
    }
    .map_err(|error| unreadable(&error))?;
    let folder = world.folder.clone();
    check_replaceable(&folder)?;
    let unfinished = beside(&folder);
    remove(&unfinished)?;
    let built = build(&steps, &unfinished, world);
    let summary = match built {
        Ok(summary) => summary,
        Err(failure) => {
            // What is half built is of no use; that it cannot be removed is told the next time.
            let _ = fs::remove_dir_all(&unfinished);
            return Err(failure);
        }
    };
    remove(&folder)?;
    fs::rename(&unfinished, &folder).map_err(|error| {
        Failure::io(
            "demonstrationen kunde inte få sin plats",
            folder.display().to_string(),
            &error,
        )
    })?;
    world.mark(true)?;
    let said = match world.format {
        Format::Text => in_words(&summary, &folder, world),
        Format::Json => json::answer(&as_json(&summary, &folder))?,
        Format::Csv => csv::rows(
            ["report", "kind", "unit", "period", "sha256"],
            summary.reports.iter().map(|report| {
                [
                    report.publication.report.to_string(),
                    words::of_report(report.publication.request.kind).to_owned(),
                    report.publication.request.unit.to_string(),
                    report.publication.request.period.to_string(),
                    report.sha256.clone(),
                ]
            }),
        )?,
    };
    world.say(&said)?;
    Ok(Exit::Done)
}

/// What the demonstration came to.
struct Summary {
    events: u64,
    commands: u64,
    root: String,
    provenance: BTreeMap<Option<Provenance>, u64>,
    reports: Vec<Published>,
    first: Option<Timestamp>,
    last: Option<Timestamp>,
    restatement: Option<Restatement>,
}

/// The restatement of the year, to show what it changed.
struct Restatement {
    /// The day before it was recorded.
    before: Date,
    /// The line that it changed.
    line: LineId,
}

/// A report that the demonstration has published.
struct Published {
    publication: Publication,
    sha256: String,
}

fn build(steps: &[Step], folder: &Path, world: &mut World<'_>) -> Result<Summary, Failure> {
    let created_at = steps.first().map_or_else(|| (world.now)(), Step::at);
    let settings = Settings {
        origin: ORIGIN.to_owned(),
        demonstration: true,
        created_at,
    };
    let store = Store::create(folder, &settings)?;
    let ledger = Ledger::open(store, Box::new(SeededEntropy::new(SEED)))?;
    let mut writer = Writer::on(ledger);
    let mut reports = Vec::new();
    let mut commands = 0;
    let progress = world
        .progress
        .then(|| bar(steps.len() as u64, "bygger demonstrationen"));
    let mut waiting: Vec<Submission> = Vec::new();
    let mut waiting_at = created_at;
    for step in steps {
        if let Some(progress) = &progress {
            progress.inc(1);
        }
        match step {
            Step::Record { at, submission } => {
                if *at != waiting_at {
                    commands += record(&mut writer, &mut waiting, waiting_at)?;
                    waiting_at = *at;
                }
                waiting.push(submission.clone());
            }
            Step::Publish { at, publication } => {
                commands += record(&mut writer, &mut waiting, waiting_at)? + 1;
                let publication = Publication {
                    report: publication.report.clone(),
                    request: ReportRequest {
                        kind: publication.kind,
                        unit: publication.unit.clone(),
                        period: publication.period,
                    },
                    actor: publication.actor.clone(),
                    decision: publication.decision.clone(),
                };
                let (pin, _, _) = publish::publish(&mut writer, &publication, *at)?;
                keep_copy(folder, &publication.report, &pin)?;
                reports.push(Published {
                    publication,
                    sha256: pin.sha256,
                });
            }
        }
    }
    commands += record(&mut writer, &mut waiting, waiting_at)?;
    if let Some(progress) = progress {
        progress.finish_and_clear();
    }
    let store = writer.close(world)?;
    let events = store.size();
    let mut provenance: BTreeMap<Option<Provenance>, u64> = BTreeMap::new();
    for record in store.read(ledger::ids::Position(0), events) {
        *provenance.entry(record?.entry.provenance).or_default() += 1;
    }
    let summary = Summary {
        events,
        commands,
        root: store.root_at(events)?.to_string(),
        provenance,
        reports,
        first: steps.first().map(Step::at),
        last: steps.last().map(Step::at),
        restatement: steps.iter().find_map(restatement),
    };
    store.close()?;
    Ok(summary)
}

fn restatement(step: &Step) -> Option<Restatement> {
    let Step::Record { at, submission } = step else {
        return None;
    };
    let Command::RestateOutcome(restated) = &submission.command else {
        return None;
    };
    Some(Restatement {
        before: moment::day_of(*at)?.previous(),
        line: restated.line.clone(),
    })
}

/// Records the commands of one moment with one write; answers how many.
fn record(
    writer: &mut Writer,
    waiting: &mut Vec<Submission>,
    at: Timestamp,
) -> Result<u64, Failure> {
    let submissions = std::mem::take(waiting);
    let outcomes = writer.ledger.submit_group(&submissions, at);
    for (submission, outcome) in submissions.iter().zip(outcomes) {
        outcome.map_err(|error| match error {
            SubmitError::Refused(refusal) => {
                let mut failure = refused(&refusal);
                failure.place = format!("kommandot {} {}", submission.id, failure.place);
                failure
            }
            SubmitError::Store(error) => error.into(),
        })?;
    }
    Ok(submissions.len() as u64)
}

/// Whether the folder is missing, empty or an earlier demonstration.
fn check_replaceable(folder: &Path) -> Result<(), Failure> {
    let occupied = |what: &str| {
        Failure::new(
            Family::Ledger,
            what,
            folder.display().to_string(),
            "Ange en annan mapp med --ledger, eller flytta undan den.",
        )
    };
    match FolderFile::read(folder) {
        Ok(file) if file.demonstration => {
            // Taken and dropped: nobody else has it open.
            Store::open(folder).map(drop).or_else(|error| match error {
                LogError::InUse { .. } => Err(error.into()),
                _ => Ok(()),
            })
        }
        Ok(_) => Err(occupied(
            "mappen innehåller en liggare som inte är en demonstration.",
        )),
        Err(LogError::NotALedger { .. }) => match fs::read_dir(folder) {
            Ok(entries) => match entries.count() {
                0 => Ok(()),
                _ => Err(occupied("mappen innehåller annat än en demonstration.")),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(Failure::io(
                "mappen kunde inte läsas",
                folder.display().to_string(),
                &error,
            )),
        },
        Err(error) => Err(error.into()),
    }
}

fn beside(folder: &Path) -> PathBuf {
    let mut name = folder.file_name().unwrap_or_default().to_owned();
    name.push(UNFINISHED);
    folder.with_file_name(name)
}

fn remove(folder: &Path) -> Result<(), Failure> {
    match fs::remove_dir_all(folder) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(Failure::io(
            "den tidigare demonstrationen kunde inte tas bort",
            folder.display().to_string(),
            &error,
        )),
    }
}

fn unreadable(error: &DemoError) -> Failure {
    Failure::new(
        Family::Io,
        with_causes(error),
        "",
        "Rätta tabellen; tabellernas form beskrivs i tools/liggare/demo/README.md.",
    )
}

fn in_words(summary: &Summary, folder: &Path, world: &World<'_>) -> String {
    let layout = world.layout;
    let mut said = String::new();
    text::push_heading(&mut said, "Demonstrationen är byggd", '═', layout);
    let span = match (summary.first, summary.last) {
        (Some(first), Some(last)) => {
            let day = |at| moment::day_of(at).map_or_else(String::new, |day| day.to_string());
            format!(", antecknade {} till {}", day(first), day(last))
        }
        _ => String::new(),
    };
    let head = format!(
        "{} ur {} kommandon i {}{span}.",
        swedish::events(summary.events),
        swedish::size(summary.commands),
        folder.display(),
    );
    text::push_lines(&mut said, &head, layout);
    let count = |provenance| {
        summary
            .provenance
            .get(&provenance)
            .copied()
            .unwrap_or_default()
    };
    let origin = format!(
        "{} uppgifter är angivna i källan, {} härledda och {} genererade; {} är liggarens egna (perioder, publiceringar, regler).",
        swedish::size(count(Some(Provenance::Stated))),
        swedish::size(count(Some(Provenance::Inferred))),
        swedish::size(count(Some(Provenance::Generated))),
        swedish::size(count(None)),
    );
    text::push_lines(&mut said, &origin, layout);
    said.push_str("\nPublicerade rapporter:\n");
    for report in &summary.reports {
        let request = &report.publication.request;
        let _ = writeln!(
            said,
            "  {}  {} {} {}",
            report.publication.report,
            words::of_report(request.kind),
            request.unit,
            request.period
        );
    }
    said.push_str("\nPröva sedan:\n");
    let flag = if folder == Path::new("liggare-data") {
        String::new()
    } else {
        format!(" --ledger {}", folder.display())
    };
    for command in next_commands(summary) {
        let _ = writeln!(said, "  liggare{flag} {command}");
    }
    said
}

/// What to try next: the reports that were published, and what changed between them.
fn next_commands(summary: &Summary) -> Vec<String> {
    let mut commands: Vec<String> = summary
        .reports
        .iter()
        .map(|report| {
            let request = &report.publication.request;
            let kind = words::argument_of_report(request.kind);
            let (unit, period) = (&request.unit, request.period);
            format!(
                "report {kind} {unit} {period} --known-at {}",
                report.publication.report
            )
        })
        .collect();
    if let Some(first) = summary.reports.first() {
        let unit = &first.publication.request.unit;
        let mut later = summary.reports.iter().skip(1);
        let last = later.rfind(|report| report.publication.request.unit == *unit);
        if let Some(last) = last {
            let (from, to) = (&first.publication.report, &last.publication.report);
            commands.push(format!("explain mål RF-E1 --from {from} --to {to}"));
            if let Some(Restatement { before, line }) = &summary.restatement {
                let request = &last.publication.request;
                let kind = words::argument_of_report(request.kind);
                let table = table_key(LineTable::Investment);
                commands.push(format!(
                    "diff {kind} {unit} {} --from {before} --to {}",
                    request.period,
                    before.next()
                ));
                commands.push(format!(
                    "explain {table}:{line}:outcome --kind {kind} --unit {unit} --period {} --from {before} --to {}",
                    request.period,
                    before.next()
                ));
            }
            commands.push(format!("reproduce {to}"));
        }
    }
    commands.extend(["reports --figures", "units --on 2024-10-01", "status"].map(str::to_owned));
    commands
}

fn as_json(summary: &Summary, folder: &Path) -> serde_json::Value {
    let count = |provenance| {
        summary
            .provenance
            .get(&provenance)
            .copied()
            .unwrap_or_default()
    };
    serde_json::json!({
        "kind": "demonstration",
        "demonstration": true,
        "folder": folder.display().to_string(),
        "events": summary.events,
        "commands": summary.commands,
        "root": summary.root,
        "stated": count(Some(Provenance::Stated)),
        "inferred": count(Some(Provenance::Inferred)),
        "generated": count(Some(Provenance::Generated)),
        "reports": summary.reports.iter().map(|report| serde_json::json!({
            "report": report.publication.report,
            "report_kind": report.publication.request.kind,
            "unit": report.publication.request.unit,
            "period": report.publication.request.period,
            "sha256": report.sha256,
        })).collect::<Vec<_>>(),
    })
}
