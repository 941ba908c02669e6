//! Building a ledger of an archive.
//!
//! The ledger is built beside the wished folder and takes its name when it is
//! whole. No folder is removed but one that bears the mark of a restoring. Every line is read strictly, put into the commit that it came from,
//! and appended with its own id, salt, commitment and leaf.
//!
//! Guarantees: the ledger has the archive's id, events, root and checkpoints; a
//! command that is sent again gets its first receipt (I8); what was redacted
//! stays redacted (I11). Whatever is not exactly as an export writes it is told
//! with file and line, and nothing is left behind (I12).
//! Every checkpoint's signatures are verified by the keys that the archive and
//! its events name; whether those are the ledger's is for whoever trusts a key.
//! Deliberately not here: the signing key, which no archive holds.

mod checkpoints;
mod contents;
mod keys;
mod lines;
mod workplace;

use std::io::ErrorKind;
use std::path::Path;

use super::failure::failed;
use super::taking::{Commits, TakeError, Taken};
use super::{EVENTS, Manifest, PROGRESS_STEP, PortableError};
use crate::basis::Hash;
use crate::log::ReadLog;
use crate::log::merkle::CompactTree;
use crate::log::store::Store;
use crate::proof::SigningKey;
use workplace::Workplace;

/// What a restoring came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What the archive is.
    pub manifest: Manifest,
    /// How many events are redacted.
    pub redacted: u64,
}

/// Builds the ledger of an archive in a folder, which is missing or empty, with
/// the key that it is to be signed with from now on.
/// `progress` is told how many events have been taken in.
///
/// # Errors
/// [`PortableError::Flawed`] with file, line and reason when the archive is
/// damaged, [`PortableError::OtherKey`] when the key is not the ledger's,
/// [`PortableError::Occupied`] when the folder holds something, or the one where
/// the ledger is built is no restoring's; no ledger is there then.
pub fn restore(
    archive: &Path,
    into: &Path,
    key: Option<&SigningKey>,
    progress: &mut dyn FnMut(u64),
) -> Result<Restored, PortableError> {
    let manifest = contents::manifest(archive)?;
    check_empty(into)?;
    let workplace = Workplace::make(into)?;
    match build(archive, &manifest, workplace.folder(), key, progress) {
        Ok(restored) => workplace.hand_over(into).map(|()| restored),
        Err(error) => {
            workplace.clear();
            Err(error)
        }
    }
}

fn build(
    archive: &Path,
    manifest: &Manifest,
    folder: &Path,
    key: Option<&SigningKey>,
    progress: &mut dyn FnMut(u64),
) -> Result<Restored, PortableError> {
    contents::check_files(archive, manifest)?;
    let Some(settings) = manifest.ledger.settings() else {
        return Err(PortableError::in_file(
            super::MANIFEST,
            "liggarens id är fel",
        ));
    };
    let mut store = Store::create(folder, &settings)?;
    let mut commits = Commits::default();
    let root = take_events(archive, &mut store, &mut commits, progress)?;
    let taken = commits.finish(&mut store).map_err(flawed)?;
    check_redactions(&taken, &store)?;
    if root.size() != manifest.events {
        return Err(PortableError::at_line(
            EVENTS,
            root.size() + 1,
            format!(
                "filen har {} händelser, {} säger {}",
                root.size(),
                super::MANIFEST,
                manifest.events
            ),
        ));
    }
    let roots: [Hash; 2] = [root.root(), store.root_at(root.size())?];
    if roots.iter().any(|root| *root != manifest.root) {
        return Err(PortableError::in_file(
            EVENTS,
            format!(
                "händelserna har roten {}, {} säger {}",
                roots[0],
                super::MANIFEST,
                manifest.root
            ),
        ));
    }
    checkpoints::take(archive, manifest, &taken.keys, &mut store)?;
    keys::check_signature(&taken.keys, manifest)?;
    store.close()?;
    keys::keep(&taken.keys, folder, manifest, key)?;
    Ok(Restored {
        manifest: manifest.clone(),
        redacted: taken.gone.len() as u64,
    })
}

/// Appends every line; answers the root over the leaves.
fn take_events(
    archive: &Path,
    store: &mut Store,
    commits: &mut Commits,
    progress: &mut dyn FnMut(u64),
) -> Result<CompactTree, PortableError> {
    let mut root = CompactTree::default();
    lines::each(&archive.join(EVENTS), &mut |line| {
        let number = root.size() + 1;
        let (record, bytes) =
            line.map_err(|found| PortableError::at_line(EVENTS, number, found))?;
        root.push(record.leaf);
        commits.take(record, bytes, store).map_err(flawed)?;
        if number.is_multiple_of(PROGRESS_STEP) {
            progress(number);
        }
        Ok(())
    })?;
    Ok(root)
}

/// Whether exactly those payloads are gone that a redaction names.
fn check_redactions(taken: &Taken, store: &Store) -> Result<(), PortableError> {
    let Some(event) = taken.gone.symmetric_difference(&taken.redacted).next() else {
        return Ok(());
    };
    let line = store.position_of(*event)?.map_or(store.size(), |at| at.0) + 1;
    let found = if taken.gone.contains(event) {
        "innehållet saknas, men ingen gallring nämner händelsen"
    } else {
        "händelsen är gallrad, men har sitt innehåll kvar"
    };
    Err(PortableError::at_line(EVENTS, line, found))
}

/// The line that an event stands on is at fault.
fn flawed(error: TakeError) -> PortableError {
    match error {
        TakeError::Flaw { position, found } => {
            PortableError::at_line(EVENTS, position.0 + 1, found)
        }
        TakeError::Log(error) => error.into(),
    }
}

fn check_empty(folder: &Path) -> Result<(), PortableError> {
    let mut entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed("att läsa", folder)(error)),
    };
    match entries.next() {
        None => Ok(()),
        Some(entry) => Err(PortableError::Occupied {
            folder: folder.display().to_string(),
            found: entry
                .map_err(failed("att läsa", folder))?
                .file_name()
                .to_string_lossy()
                .into_owned(),
        }),
    }
}
