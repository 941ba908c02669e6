//! Archives: the whole of a ledger, verified from its files alone.
//!
//! Room: [`manifest`] and `files` look at the folder, `reading` walks through
//! the events once while `order`, `commands`, `references`, `redactions`,
//! `publications`, `keys`, `checkpoints` and the recount each follow their own
//! matter, and `reports` compares the report files with what was published.
//!
//! Guarantees: a line that cannot be read ends the reading there, and what
//! could then not be judged is said, never passed (I12). Memory is a stretch of the
//! file for each core; what the log is about (streams, decisions, the cells of its
//! tables, its reports); 16 bytes an event for its id, 8 a command for its hash and 32
//! for each fact that a correction may name, with the room that a growing list has to
//! spare; and some 200 bytes for each event that is gone, corrected or said to be
//! wrong, of which a log has few. It is not constant: an archive of redacted events
//! alone takes those 200 for each.
//!
//! Deliberately not here: repairing anything.

mod checkpoints;
mod commands;
mod cosignatures;
pub(crate) mod counting;
mod files;
pub(crate) mod gone;
mod keys;
pub mod manifest;
mod order;
pub(crate) mod publications;
mod reading;
pub(crate) mod redactions;
mod references;
pub(crate) mod reports;
mod signature;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::PathBuf;

use manifest::Manifest;
use reading::Reading;
use serde_json::Value;

use crate::note::{Checkpoint, Note, VerifierKey};
use crate::recount::Recount;
use crate::tree::Hash;
use crate::verdict::{Check, Place, Verdicts, check, counted};

/// The file of events.
pub const EVENTS: &str = "events.ndjson";

/// The file of signed checkpoints.
pub const CHECKPOINTS: &str = "checkpoints.txt";

/// What to verify, and by what the auditor knows.
#[derive(Debug, Clone)]
pub struct Request {
    /// The archive's folder.
    pub folder: PathBuf,
    /// The keys that the auditor got by another way than this archive.
    pub keys: Vec<VerifierKey>,
    /// A checkpoint that the auditor holds since earlier.
    pub checkpoint: Option<Held>,
    /// What else is asked of the log on the way.
    pub asked: Asked,
}

/// A checkpoint that the auditor holds.
#[derive(Debug, Clone)]
pub struct Held {
    /// Its file, for the verdict.
    pub file: String,
    /// The note.
    pub note: Note,
    /// What it states.
    pub checkpoint: Checkpoint,
}

/// Sizes and positions whose hashes are asked for.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Sizes to tell the root of.
    pub sizes: BTreeSet<u64>,
    /// Positions to tell the leaf's hash of.
    pub positions: BTreeSet<u64>,
    /// A document to count anew from every event below a size.
    pub document: Option<(u64, Value)>,
}

/// What was asked for, as far as the log reaches.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// Roots by size.
    pub roots: BTreeMap<u64, Hash>,
    /// Hashes of leaves by position.
    pub leaves: BTreeMap<u64, Hash>,
    /// What the recount of the document that was asked for came to.
    pub recount: Option<Recount>,
    /// The archive's ledger and events, when the manifest could be read.
    pub manifest: Option<Manifest>,
}

/// A file or a folder that cannot be read at all.
#[derive(Debug, thiserror::Error)]
#[error("{file} kan inte läsas")]
pub struct Unreadable {
    /// Which.
    pub file: String,
    /// Why.
    #[source]
    pub source: io::Error,
}

impl Unreadable {
    /// The error of reading a file.
    pub fn at(file: &str) -> impl FnOnce(io::Error) -> Self {
        let file = file.to_owned();
        move |source| Self { file, source }
    }

    /// Why it cannot be read.
    pub fn why(&self) -> String {
        in_swedish(&self.source)
    }
}

/// What the system answered, in Swedish where it is a usual answer.
pub fn in_swedish(error: &io::Error) -> String {
    let worded = match error.kind() {
        io::ErrorKind::NotFound => "filen eller mappen finns inte",
        io::ErrorKind::PermissionDenied => "behörighet saknas",
        io::ErrorKind::InvalidData => "innehållet är inte giltig UTF-8",
        io::ErrorKind::IsADirectory => "det är en mapp",
        io::ErrorKind::NotADirectory => "det är ingen mapp",
        io::ErrorKind::StorageFull => "disken är full",
        io::ErrorKind::ReadOnlyFilesystem => "filsystemet är skrivskyddat",
        _ => return error.to_string(),
    };
    worded.to_owned()
}

/// Verifies an archive.
///
/// # Errors
/// [`Unreadable`] when the folder or a file in it cannot be read at all; a file
/// that is missing is a finding instead.
pub fn examine(request: &Request) -> Result<(Verdicts, Seen), Unreadable> {
    let subject = format!("arkivet {}", request.folder.display());
    let mut verdicts = Verdicts::of(subject, check::OF_ARCHIVE);
    let mut seen = Seen::default();
    let Some(manifest) = read_manifest(request, &mut verdicts)? else {
        verdicts.stopped("inte prövad: förteckningen kunde inte läsas");
        return Ok((verdicts, seen));
    };
    files::examine(&request.folder, &manifest, &mut verdicts)?;
    identity(&manifest, &mut verdicts);
    let reading = Reading::new(request, &manifest, &mut verdicts)?;
    reading.run(&mut seen)?;
    seen.manifest = Some(manifest);
    Ok((verdicts, seen))
}

fn read_manifest(
    request: &Request,
    verdicts: &mut Verdicts,
) -> Result<Option<Manifest>, Unreadable> {
    if !request.folder.is_dir() {
        let folder = request.folder.display().to_string();
        return Err(Unreadable::at(&folder)(io::ErrorKind::NotFound.into()));
    }
    let place = Place::file(manifest::FILE);
    let bytes = files::whole(&request.folder, manifest::FILE);
    let Some(bytes) = bytes.map_err(Unreadable::at(manifest::FILE))? else {
        verdicts.fails(Check::Manifest, place, "filen saknas");
        return Ok(None);
    };
    match Manifest::read(&bytes) {
        Ok(manifest) => {
            let events = manifest.events;
            verdicts.looked_at(
                Check::Manifest,
                counted::events(events) + " enligt förteckningen",
            );
            Ok(Some(manifest))
        }
        Err((byte, what)) => {
            let place = byte.map_or(place.clone(), |byte| place.at_byte(byte));
            verdicts.fails(Check::Manifest, place, what);
            Ok(None)
        }
    }
}

fn identity(manifest: &Manifest, verdicts: &mut Verdicts) {
    let ledger = &manifest.ledger;
    let follows = ledger.id_from_settings();
    if follows != ledger.id {
        let text = format!(
            "av uppgifterna följer id {follows}, men där står {}",
            ledger.id
        );
        verdicts.fails(Check::LedgerIdentity, Place::file(manifest::FILE), text);
    }
    let kind = if ledger.demonstration {
        ", en demonstration"
    } else {
        ""
    };
    verdicts.looked_at(Check::LedgerIdentity, format!("{}{kind}", ledger.name()));
}
