//! Files of an archive: written whole beside and given their names durably.
//!
//! A file that may say what has been redacted since keeps a name of its own
//! ([`SUPERSEDED`]) until it is overwritten: cut off in between, the next export
//! finds it by that name.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::PortableError;
use super::failure::failed;
use crate::log::store::overwrite;

/// What is added to a file's name while it is written.
pub(super) const UNFINISHED: &str = ".new";

/// What is added to the name of a file that is to be overwritten and removed.
pub(super) const SUPERSEDED: &str = ".old";

/// Writes a file durably in place of an older one.
///
/// # Errors
/// [`PortableError::Io`]; the older one stays.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), PortableError> {
    let unfinished = beside(path);
    let write = || -> io::Result<()> {
        let mut file = File::create(&unfinished)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(failed("att skriva", &unfinished))?;
    take_name(&unfinished, path)
}

/// Gives a finished file its name, durably.
///
/// # Errors
/// [`PortableError::Io`].
pub(super) fn take_name(unfinished: &Path, path: &Path) -> Result<(), PortableError> {
    std::fs::rename(unfinished, path).map_err(failed("att namnge", path))?;
    sync_folder_of(path)
}

/// Writes a file durably in place of an older one, whose bytes are destroyed.
///
/// # Errors
/// [`PortableError::Io`]; repeated, it completes what it began.
pub(super) fn supersede_with(path: &Path, bytes: &[u8]) -> Result<(), PortableError> {
    let unfinished = beside(path);
    destroy(&unfinished)?;
    let write = || -> io::Result<()> {
        let mut file = File::create(&unfinished)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(failed("att skriva", &unfinished))?;
    supersede(&unfinished, path)
}

/// Gives a finished file its name, durably, and destroys the one that had it.
///
/// # Errors
/// [`PortableError::Io`]; [`settle`] completes what it began.
pub(super) fn supersede(unfinished: &Path, path: &Path) -> Result<(), PortableError> {
    let old = named(path, SUPERSEDED);
    destroy(&old)?;
    match std::fs::rename(path, &old) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(failed("att namnge", &old)(error));
        }
        Ok(()) | Err(_) => {}
    }
    take_name(unfinished, path)?;
    destroy(&old)
}

/// Completes what a [`supersede`] that was cut off began: without a newer file
/// the older one gets its name back.
///
/// # Errors
/// [`PortableError::Io`].
pub(super) fn settle(path: &Path) -> Result<(), PortableError> {
    let old = named(path, SUPERSEDED);
    let stands = |path: &Path| path.try_exists().map_err(failed("att läsa", path));
    if stands(&old)? && !stands(path)? {
        return take_name(&old, path);
    }
    destroy(&old)
}

/// Overwrites a file and removes it, durably; one that is missing is gone already.
///
/// # Errors
/// [`PortableError::Io`].
pub(super) fn destroy(path: &Path) -> Result<(), PortableError> {
    let kind = match std::fs::symlink_metadata(path) {
        Ok(found) => found.file_type(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed("att läsa", path)(error)),
    };
    // A link's target is not the archive's.
    if kind.is_file() {
        overwrite(path).map_err(failed("att skriva över", path))?;
    }
    std::fs::remove_file(path).map_err(failed("att ta bort", path))?;
    sync_folder_of(path)
}

/// Makes the names beside a path durable.
///
/// # Errors
/// [`PortableError::Io`].
pub(super) fn sync_folder_of(path: &Path) -> Result<(), PortableError> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(failed("att säkra", folder))
}

/// The name of a file while it is written.
pub(super) fn beside(path: &Path) -> PathBuf {
    named(path, UNFINISHED)
}

/// The name of a file with something added.
fn named(path: &Path, end: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(end);
    path.with_file_name(name)
}
