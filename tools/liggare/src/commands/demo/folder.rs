//! The demonstration's folder: only an earlier demonstration is replaced, and one that
//! somebody has recorded in is kept beside.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ledger::ids::Position;
use ledger::log::settings::FolderFile;
use ledger::log::{LogError, ReadLog};
use ledger::time::Timestamp;

use crate::failure::{Failure, Family};
use crate::session::Store;

/// What is added to the folder's name while it is built.
const UNFINISHED: &str = ".byggs";

/// What is added to its name when it is kept beside a new one.
const EARLIER: &str = ".tidigare";

/// What stands in the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Earlier {
    /// Nothing, or a demonstration as it was built.
    Replaceable,
    /// A demonstration that events have been recorded in since.
    RecordedIn,
}

/// What stands in the folder, when a demonstration whose script ends at a moment may
/// take its place.
///
/// # Errors
/// [`Failure`] when it holds anything but a demonstration, or is in use.
pub(super) fn earlier(folder: &Path, ends: Timestamp) -> Result<Earlier, Failure> {
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
            // Opened here: nobody else has it open.
            match Store::open(folder) {
                Ok(store) if is_recorded_in(&store, ends) => Ok(Earlier::RecordedIn),
                Err(error @ LogError::InUse { .. }) => Err(error.into()),
                Ok(_) | Err(_) => Ok(Earlier::Replaceable),
            }
        }
        Ok(_) => Err(occupied(
            "mappen innehåller en liggare som inte är en demonstration.",
        )),
        Err(LogError::NotALedger { .. }) => match fs::read_dir(folder) {
            Ok(entries) => match entries.count() {
                0 => Ok(Earlier::Replaceable),
                _ => Err(occupied("mappen innehåller annat än en demonstration.")),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Earlier::Replaceable),
            Err(error) => Err(Failure::io(
                "mappen kunde inte läsas",
                folder.display().to_string(),
                &error,
            )),
        },
        Err(error) => Err(error.into()),
    }
}

/// Whether the last event is of a later moment.
fn is_recorded_in(store: &Store, ends: Timestamp) -> bool {
    let last = store.size().saturating_sub(1);
    let record = store.read(Position(last), store.size()).next();
    record.is_some_and(|record| record.is_ok_and(|it| it.entry.commit.recorded_at > ends))
}

/// Where it is built until it is whole.
pub(super) fn beside(folder: &Path) -> PathBuf {
    with_end(folder, UNFINISHED)
}

/// Gives the folder another name, which nothing has, and tells it.
///
/// # Errors
/// [`Failure`] when it cannot be moved.
pub(super) fn set_aside(folder: &Path) -> Result<PathBuf, Failure> {
    let names = (1..).map(|number| match number {
        1 => with_end(folder, EARLIER),
        _ => with_end(folder, &format!("{EARLIER}-{number}")),
    });
    let aside = names.into_iter().find(|name| !name.exists());
    let aside = aside.unwrap_or_else(|| with_end(folder, EARLIER));
    match fs::rename(folder, &aside) {
        Ok(()) => Ok(aside),
        Err(error) => Err(Failure::io(
            "den tidigare demonstrationen kunde inte flyttas undan",
            folder.display().to_string(),
            &error,
        )),
    }
}

fn with_end(folder: &Path, end: &str) -> PathBuf {
    let mut name = folder.file_name().unwrap_or_default().to_owned();
    name.push(end);
    folder.with_file_name(name)
}

/// Removes a folder that may be there.
///
/// # Errors
/// [`Failure`] when it cannot be removed.
pub(super) fn remove(folder: &Path) -> Result<(), Failure> {
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
