//! `export`: the ledger as an archive of plain files.
//!
//! The published reports are built anew from the ledger, one at a time, so that
//! the archive shows what can still be told, after redactions too. The ledger's
//! current key signs the archive; without it the archive is unsigned and the
//! answer says so.

use ledger::ids::ReportId;
use ledger::portable::{self, Attachment, Exported};
use ledger::proof::key_file;
use projections::canonical;
use projections::report::ReportRequest;
use serde::Serialize;

use super::signed;
use crate::cli::Export;
use crate::failure::{Exit, Failure};
use crate::publication::copies::file_name;
use crate::render::{Format, csv, json, swedish, text};
use crate::session::{Session, bar, signing};
use crate::world::World;

/// The answer as JSON.
#[derive(Serialize)]
struct Answer {
    kind: &'static str,
    folder: String,
    ledger: String,
    events: u64,
    events_before: u64,
    rewritten: bool,
    root: String,
    checkpoints: u64,
    signed: bool,
    reports: usize,
    reports_not_built: Vec<ReportId>,
}

/// Exports the ledger.
///
/// # Errors
/// [`Failure`] when the ledger cannot be opened, or the folder holds something
/// else or cannot be written.
pub(crate) fn run(asked: &Export, world: &mut World<'_>) -> Result<Exit, Failure> {
    let session = signed::to_the_end(Session::open(world)?, world)?;
    let verifier_key =
        signing::first_key(&world.folder, &session.store, &session.store.origin_line())?;
    let signing_key =
        signing::current_key(&world.folder, &session.store, &session.store.origin_line())?;
    let bar = world
        .progress
        .then(|| bar(session.size(), "skriver arkivet"));
    let mut not_built = Vec::new();
    let published: Vec<ReportId> = session
        .model
        .reporting
        .published(session.size())
        .map(|report| report.report.clone())
        .collect();
    let reports = published
        .iter()
        .filter_map(|report| attachment(&session, report, &mut not_built).transpose());
    let source = portable::Export {
        log: &session.store,
        ledger: session.store.file(),
        verifier_key: verifier_key.as_ref(),
        signing_key: signing_key.as_ref(),
        since: asked.since,
    };
    let exported = portable::export(&source, &asked.folder, reports, &mut |events| {
        if let Some(bar) = &bar {
            bar.set_position(events);
        }
    });
    if let Some(bar) = &bar {
        bar.finish_and_clear();
    }
    let exported = exported?;
    let answer = Answer {
        kind: "exported",
        folder: asked.folder.display().to_string(),
        ledger: exported.manifest.ledger.id.to_string(),
        events: exported.manifest.events,
        events_before: exported.before,
        rewritten: exported.rewritten,
        root: exported.manifest.root.to_string(),
        checkpoints: exported.manifest.checkpoints,
        signed: exported.manifest.signature.is_some(),
        reports: published.len() - not_built.len(),
        reports_not_built: not_built,
    };
    say(&answer, &exported, world)?;
    Ok(Exit::Done)
}

/// A published report as it can be built today; none when it no longer can.
fn attachment(
    session: &Session,
    report: &ReportId,
    not_built: &mut Vec<ReportId>,
) -> Result<Option<Attachment>, Failure> {
    let published = session.published(report)?;
    let request = ReportRequest {
        kind: published.kind,
        unit: published.unit.clone(),
        period: published.period,
    };
    let Ok(document) = session.build(&request, published.basis.size) else {
        not_built.push(report.clone());
        return Ok(None);
    };
    let mut bytes = canonical::document_bytes(&document);
    bytes.push(b'\n');
    Ok(Some(Attachment {
        name: file_name(report),
        bytes,
    }))
}

fn say(answer: &Answer, exported: &Exported, world: &mut World<'_>) -> Result<(), Failure> {
    let said = match world.format {
        Format::Text => in_words(answer, exported, world),
        Format::Json => json::answer(answer)?,
        Format::Csv => csv::rows(
            [
                "folder",
                "ledger",
                "events",
                "events_before",
                "root",
                "checkpoints",
                "reports",
            ],
            [[
                answer.folder.clone(),
                answer.ledger.clone(),
                answer.events.to_string(),
                answer.events_before.to_string(),
                answer.root.clone(),
                answer.checkpoints.to_string(),
                answer.reports.to_string(),
            ]],
        )?,
    };
    world.say(&said)
}

fn in_words(answer: &Answer, exported: &Exported, world: &World<'_>) -> String {
    let mut said = String::new();
    let mut line = |words: String| text::push_lines(&mut said, &words, world.layout);
    let added = answer.events - answer.events_before;
    line(match (answer.rewritten, exported.before) {
        (true, _) => format!(
            "Arkivet i {} är skrivet på nytt, eftersom händelser har gallrats sedan det skrevs: {}.",
            answer.folder,
            swedish::events(answer.events)
        ),
        (false, 0) => format!(
            "Arkivet är skrivet i {}: {}.",
            answer.folder,
            swedish::events(answer.events)
        ),
        (false, _) => format!(
            "Arkivet i {} har fyllts på med {} och har nu {}.",
            answer.folder,
            swedish::events(added),
            swedish::size(answer.events)
        ),
    });
    line(format!("Rot {}.", answer.root));
    line(format!(
        "{} publicerade rapporter och {} kontrollpunkter följer med. FORMAT.md i mappen förklarar filerna.",
        swedish::size(answer.reports as u64),
        swedish::size(answer.checkpoints)
    ));
    if !answer.signed {
        line(format!(
            "Arkivets förteckning är inte undertecknad, eftersom liggarens nyckel ({}) inte finns i mappen. Den som granskar arkivet ser inte om rapporterna har ändrats sedan det skrevs.",
            key_file::FILE
        ));
    }
    for report in &answer.reports_not_built {
        line(format!(
            "Rapporten {report} kan inte längre byggas och saknas i arkivet."
        ));
    }
    said
}
