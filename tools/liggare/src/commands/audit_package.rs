//! `audit-package`: one file for a published report, for its auditor.

use std::path::PathBuf;

use projections::publication::support::{self, Reach};
use projections::report::ReportRequest;
use serde_json::json;

use super::signed;
use crate::cli::AuditPackage;
use crate::failure::{Exit, Failure};
use crate::package::{Assembly, checks, each_entry, report_text, write};
use crate::publication::copies::file_name;
use crate::render::{Format, csv, json as answers, swedish, text};
use crate::session::Session;
use crate::world::World;

/// Writes the package of a report.
///
/// # Errors
/// [`Failure`] when the report is unknown or can no longer be built, there is
/// no key to sign with, or the file cannot be written.
pub(crate) fn run(asked: &AuditPackage, world: &mut World<'_>) -> Result<Exit, Failure> {
    let session = signed::to_the_end(Session::open(world)?, world)?;
    let published = session.published(&asked.report)?;
    let request = ReportRequest {
        kind: published.kind,
        unit: published.unit.clone(),
        period: published.period,
    };
    let basis = published.basis;
    let document = session.build(&request, basis.size)?;
    let support = support::of_report(
        &session.model,
        &request,
        basis,
        &each_entry(&session.reading(), basis.size),
    )?;
    let mut package = Assembly::begin(
        "report",
        session.reading(),
        (session.store.file(), &world.folder),
        session.size(),
    )?;
    package.since(asked.since.as_deref())?;
    package.basis(basis)?;
    package.publication(published.recorded.position)?;
    let chosen = support.positions.iter().copied();
    if let Some(rules) = package.events(chosen, basis.size)? {
        package.set("rules", rules);
    }
    package.set("report", serde_json::to_value(&document)?);
    package.set("text", json!(report_text(&document)));
    package.set("checks", checks(&session.reading(), &request, basis.size));
    let written = Written {
        kind: "audit_package",
        of: asked.report.to_string(),
        path: asked.out.clone().unwrap_or_else(|| {
            let name = file_name(&asked.report);
            let stem = name.strip_suffix(".json").unwrap_or(&name);
            PathBuf::from(format!("{stem}.paket.json"))
        }),
        events: support.positions.len(),
        known: basis.size,
        reach: Some(support.reach),
        checkpoint: package.size(),
    };
    world.mark(session.demonstration())?;
    written.finish(package, world)
}

/// A package that is ready to be written.
pub(super) struct Written {
    pub(super) kind: &'static str,
    /// What it is of.
    pub(super) of: String,
    /// Its file.
    pub(super) path: PathBuf,
    /// How many events it holds.
    pub(super) events: usize,
    /// How many were known.
    pub(super) known: u64,
    /// How far they were chosen; none when nothing was.
    pub(super) reach: Option<Reach>,
    /// How many events the signed checkpoint covers.
    pub(super) checkpoint: u64,
}

impl Written {
    /// Signs and writes the package, and tells it.
    ///
    /// # Errors
    /// [`Failure`] when it cannot be signed or written.
    pub(super) fn finish(
        &self,
        package: Assembly<'_>,
        world: &mut World<'_>,
    ) -> Result<Exit, Failure> {
        let bytes = package.finish()?;
        write(&self.path, &bytes)?;
        let path = self.path.display().to_string();
        let said = match world.format {
            Format::Text => self.in_words(bytes.len(), world),
            Format::Json => answers::answer(&json!({
                "kind": self.kind,
                "of": self.of,
                "file": path,
                "bytes": bytes.len(),
                "events": self.events,
                "events_known": self.known,
                "checkpoint": self.checkpoint,
                "reach": self.reach.map(named),
            }))?,
            Format::Csv => csv::rows(
                [
                    "of",
                    "file",
                    "bytes",
                    "events",
                    "events_known",
                    "checkpoint",
                ],
                [[
                    self.of.clone(),
                    path,
                    bytes.len().to_string(),
                    self.events.to_string(),
                    self.known.to_string(),
                    self.checkpoint.to_string(),
                ]],
            )?,
        };
        world.say(&said)?;
        Ok(Exit::Done)
    }

    fn in_words(&self, bytes: usize, world: &World<'_>) -> String {
        let mut said = String::new();
        let mut line = |words: String| text::push_lines(&mut said, &words, world.layout);
        line(format!(
            "Paketet för {} är skrivet i {}: {} byte, {} av {} kända, med bevis mot kontrollpunkten över {}.",
            self.of,
            self.path.display(),
            swedish::size(bytes as u64),
            swedish::events(self.events as u64),
            swedish::size(self.known),
            swedish::events(self.checkpoint),
        ));
        line(
            "Bevisen visar att händelserna står oförändrade i loggen. Att ingen annan hör dit visar bara en genomgång av hela arkivet: granska package FIL --archive MAPP."
                .to_owned(),
        );
        said
    }
}

/// The stable name of a reach.
fn named(reach: Reach) -> &'static str {
    match reach {
        Reach::Effects => "effects",
        Reach::Near => "near",
        Reach::Units => "units",
        Reach::All => "all",
    }
}
