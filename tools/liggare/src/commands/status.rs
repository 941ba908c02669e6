//! `status`: what the ledger holds, what it takes, and how long it took to open.

use std::fmt::Write as _;

use ledger::log::Log;
use serde::Serialize;

use super::reports;
use crate::answer::publications::{Followed, follow};
use crate::cli::{Status, moment};
use crate::failure::{Exit, Failure};
use crate::render::{Format, csv, json, swedish, text};
use crate::session::Session;
use crate::world::World;

/// The answer as JSON.
#[derive(Serialize)]
struct Answer {
    kind: &'static str,
    demonstration: bool,
    folder: String,
    ledger: String,
    origin: String,
    created_at: String,
    events: u64,
    frames: u64,
    root: String,
    rules_version: u32,
    last_recorded_at: Option<String>,
    journal_files: usize,
    journal_bytes: u64,
    index_bytes: u64,
    redacted: usize,
    opened_in_micros: i64,
    events_in_kept_model: u64,
    events_folded_at_opening: u64,
    resident_bytes: Option<u64>,
    published_reports: usize,
    overtaken_reports: usize,
    notes: Vec<String>,
}

/// Shows the status.
///
/// # Errors
/// [`Failure`] when the ledger cannot be opened.
pub(crate) fn run(_asked: &Status, world: &mut World<'_>) -> Result<Exit, Failure> {
    let session = Session::open(world)?;
    let basis = session.basis(session.size())?;
    let store = session.store.status()?;
    let file = session.store.file();
    let reading = session.reading();
    let published = reading.model.reporting.published(session.size());
    let followed = follow(&reading, published, session.size())?;
    let last = session.model.timeline.known_at(session.size());
    let answer = Answer {
        kind: "status",
        demonstration: session.demonstration(),
        folder: world.folder.display().to_string(),
        ledger: file.ledger.to_string(),
        origin: file.origin.clone(),
        created_at: file.created_at.to_string(),
        events: store.events,
        frames: store.frames,
        root: basis.root.to_string(),
        rules_version: basis.rules_version,
        last_recorded_at: last.map(|moment| moment.to_string()),
        journal_files: store.segments,
        journal_bytes: store.journal_bytes,
        index_bytes: store.index_bytes,
        redacted: store.redacted,
        opened_in_micros: session.opening.micros,
        events_in_kept_model: session.opening.kept,
        events_folded_at_opening: session.opening.folded,
        resident_bytes: resident_bytes(),
        published_reports: followed.len(),
        overtaken_reports: followed
            .iter()
            .filter(|report| report.overtaken().is_some())
            .count(),
        notes: session.store.notes().to_vec(),
    };
    world.mark(session.demonstration())?;
    let said = match world.format {
        Format::Text => in_words(&answer, &session, &followed, world),
        Format::Json => json::answer(&answer)?,
        Format::Csv => csv::rows(
            ["key", "value"],
            [
                ("events", answer.events.to_string()),
                ("frames", answer.frames.to_string()),
                ("root", answer.root),
                ("rules_version", answer.rules_version.to_string()),
                ("journal_bytes", answer.journal_bytes.to_string()),
                ("index_bytes", answer.index_bytes.to_string()),
                ("opened_in_micros", answer.opened_in_micros.to_string()),
                (
                    "resident_bytes",
                    answer
                        .resident_bytes
                        .map(|bytes| bytes.to_string())
                        .unwrap_or_default(),
                ),
                ("published_reports", answer.published_reports.to_string()),
                ("overtaken_reports", answer.overtaken_reports.to_string()),
            ]
            .map(|(key, value)| [key.to_owned(), value]),
        )?,
    };
    world.say(&said)?;
    Ok(Exit::Done)
}

fn in_words(
    answer: &Answer,
    session: &Session,
    followed: &[Followed],
    world: &World<'_>,
) -> String {
    let file = session.store.file();
    let last = session.model.timeline.known_at(session.size());
    let mut said = String::new();
    text::push_heading(&mut said, "Liggarens status", '═', world.layout);
    let last = last.map_or_else(|| "ingen".to_owned(), moment::shown);
    let kept = format!(
        "{} ms ({} händelser ur sparad läsmodell, {} ur journalen)",
        swedish::size(u64::try_from(answer.opened_in_micros / 1000).unwrap_or_default()),
        swedish::size(answer.events_in_kept_model),
        swedish::size(answer.events_folded_at_opening),
    );
    let lines = [
        ("Mapp", answer.folder.clone()),
        ("Namn", answer.origin.clone()),
        ("Skapad", moment::shown(file.created_at)),
        (
            "Händelser",
            format!(
                "{} i {} skrivningar",
                swedish::size(answer.events),
                swedish::size(answer.frames)
            ),
        ),
        ("Senaste händelse", last),
        ("Rot", answer.root.clone()),
        ("Regelversion", answer.rules_version.to_string()),
        (
            "Journal",
            format!(
                "{} i {} filer",
                bytes(answer.journal_bytes),
                answer.journal_files
            ),
        ),
        ("Index", bytes(answer.index_bytes)),
        ("Gallrade", swedish::size(answer.redacted as u64)),
        ("Öppnad på", kept),
        (
            "Minne",
            answer
                .resident_bytes
                .map_or_else(|| "okänt".to_owned(), bytes),
        ),
    ];
    for (name, value) in lines {
        let _ = writeln!(said, "{name:<18}{value}");
    }
    for note in &answer.notes {
        text::push_lines(&mut said, &format!("Anmärkning: {note}"), world.layout);
    }
    text::push_heading(&mut said, "Publicerade rapporter", '─', world.layout);
    said.push_str(&reports::table(followed, world));
    said
}

/// How much memory the process holds, where the system tells.
fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// Bytes in the unit that people read.
pub(crate) fn bytes(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["byte", "kB", "MB", "GB", "TB"];
    let mut unit = 0;
    let mut size = bytes;
    while size >= 10_000 && unit + 1 < UNITS.len() {
        size = (size + 500) / 1000;
        unit += 1;
    }
    format!("{}\u{a0}{}", swedish::size(size), UNITS[unit])
}
