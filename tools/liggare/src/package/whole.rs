//! Whole packages, of a published report and of an event.

use std::path::Path;

use ledger::ids::Position;
use ledger::log::settings::FolderFile;
use ledger::proof::SignedNote;
use projections::publication::support::{self, Reach};
use projections::report::ReportRequest;
use projections::reporting::PublishedReport;
use serde_json::json;

use super::{Assembly, checks, each_entry, report_text};
use crate::failure::Failure;
use crate::session::Reading;

/// The ledger that a package is of.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    /// What it is.
    pub(crate) file: &'a FolderFile,
    /// Its folder, with the key.
    pub(crate) folder: &'a Path,
}

/// The checkpoint that the auditor holds.
#[derive(Clone, Copy)]
pub(crate) enum Since<'a> {
    /// None.
    Nothing,
    /// In a file.
    File(&'a Path),
    /// The checkpoint itself.
    Checkpoint(&'a SignedNote),
}

/// A package that only needs to be signed.
pub(crate) struct Packed<'a> {
    /// The package.
    pub(crate) assembly: Assembly<'a>,
    /// How many events it holds.
    pub(crate) events: usize,
    /// How far they were chosen; none when nothing was.
    pub(crate) reach: Option<Reach>,
}

/// The package of a published report, with a checkpoint over at least `covering`
/// events.
///
/// # Errors
/// [`Failure`] when the report can no longer be built, there is no key or no
/// checkpoint to sign with, or the log cannot be read.
pub(crate) fn of_report<'a>(
    reading: Reading<'a>,
    place: Place<'_>,
    published: &PublishedReport,
    (since, covering): (Since<'_>, u64),
) -> Result<Packed<'a>, Failure> {
    let mut assembly = Assembly::begin("report", reading, place, covering)?;
    assembly.since(since)?;
    let request = ReportRequest {
        kind: published.kind,
        unit: published.unit.clone(),
        period: published.period,
    };
    let basis = published.basis;
    let document = reading.build(&request, basis.size)?;
    let each = each_entry(&reading, basis.size);
    let support = support::of_report(reading.model, &request, basis, &each)?;
    assembly.basis(basis)?;
    assembly.publication(published.recorded.position)?;
    let chosen = support.positions.iter().copied();
    if let Some(rules) = assembly.events(chosen, basis.size)? {
        assembly.set("rules", rules);
    }
    assembly.set("report", serde_json::to_value(&document)?);
    assembly.set("text", json!(report_text(&document)));
    assembly.set("checks", checks(&reading, &request, basis.size));
    Ok(Packed {
        assembly,
        events: support.positions.len(),
        reach: Some(support.reach),
    })
}

/// The package of an event, likewise.
///
/// # Errors
/// As [`of_report`].
pub(crate) fn of_event<'a>(
    reading: Reading<'a>,
    place: Place<'_>,
    position: Position,
    (since, covering): (Since<'_>, u64),
) -> Result<Packed<'a>, Failure> {
    let mut assembly = Assembly::begin("event", reading, place, covering)?;
    assembly.since(since)?;
    let size = assembly.size();
    assembly.events([position], size)?;
    Ok(Packed {
        assembly,
        events: 1,
        reach: None,
    })
}

impl<'a> Since<'a> {
    /// The checkpoint, when there is one.
    pub(crate) fn of(note: Option<&'a SignedNote>) -> Self {
        note.map_or(Self::Nothing, Self::Checkpoint)
    }

    /// The checkpoint in the file, when one is named.
    pub(crate) fn in_file(file: Option<&'a Path>) -> Self {
        file.map_or(Self::Nothing, Self::File)
    }
}
