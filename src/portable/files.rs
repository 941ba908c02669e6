//! Files of an archive: written whole beside and given their names durably.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use super::PortableError;
use super::failure::failed;

/// What is added to a file's name while it is written.
pub(super) const UNFINISHED: &str = ".new";

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
pub(super) fn beside(path: &Path) -> std::path::PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(UNFINISHED);
    path.with_file_name(name)
}
