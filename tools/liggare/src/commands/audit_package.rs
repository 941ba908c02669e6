//! `audit-package`: one file for a published report, for its auditor.

use std::path::PathBuf;

use projections::publication::support::Reach;
use serde_json::json;

use super::signed;
use crate::cli::AuditPackage;
use crate::failure::{Exit, Failure};
use crate::package::{Assembly, Place, Since, of_report, write};
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
    let place = Place {
        file: session.store.file(),
        folder: &world.folder,
    };
    let since = (Since::in_file(asked.since.as_deref()), session.size());
    let packed = of_report(session.reading(), place, published, since)?;
    let written = Written {
        kind: "audit_package",
        of: asked.report.to_string(),
        path: asked.out.clone().unwrap_or_else(|| {
            let name = file_name(&asked.report);
            let stem = name.strip_suffix(".json").unwrap_or(&name);
            PathBuf::from(format!("{stem}.paket.json"))
        }),
        events: packed.events,
        known: published.basis.size,
        reach: packed.reach,
        checkpoint: packed.assembly.size(),
    };
    world.mark(session.demonstration())?;
    written.finish(packed.assembly, world)
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
