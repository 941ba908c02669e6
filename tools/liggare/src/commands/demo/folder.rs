//! The demonstration's folder: only an earlier demonstration is replaced.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ledger::log::LogError;
use ledger::log::settings::FolderFile;

use crate::failure::{Failure, Family};
use crate::session::Store;

/// What is added to the folder's name while it is built.
const UNFINISHED: &str = ".byggs";

/// Whether the folder is missing, empty or an earlier demonstration.
///
/// # Errors
/// [`Failure`] when it holds anything else, or is in use.
pub(super) fn check_replaceable(folder: &Path) -> Result<(), Failure> {
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

/// Where it is built until it is whole.
pub(super) fn beside(folder: &Path) -> PathBuf {
    let mut name = folder.file_name().unwrap_or_default().to_owned();
    name.push(UNFINISHED);
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
