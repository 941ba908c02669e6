//! The folder where a ledger is built until it is whole.
//!
//! It stands beside the wished one and bears a mark, the first thing that is
//! written in it. What a restoring that was cut off left is known by the mark and
//! removed by the next; a folder of the same name without it is somebody else's
//! and is left as it is.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::log::LogError;
use crate::log::disk::create_private;
use crate::log::settings::FolderFile;
use crate::log::store::Store;
use crate::portable::failure::failed;
use crate::portable::{PortableError, files};

/// What is added to the wished folder's name.
const UNFINISHED: &str = ".byggs";

/// The name of the mark.
const MARK: &str = "restore.unfinished";

/// A folder of a restoring's own.
pub(super) struct Workplace {
    folder: PathBuf,
}

impl Workplace {
    /// Makes the folder, after removing what a restoring that was cut off left.
    ///
    /// # Errors
    /// [`PortableError::Occupied`] when the name is taken by anything else,
    /// [`LogError::InUse`] when another restoring builds there.
    pub(super) fn make(into: &Path) -> Result<Self, PortableError> {
        let mut name = into.file_name().unwrap_or_default().to_owned();
        name.push(UNFINISHED);
        let folder = into.with_file_name(name);
        forget(&folder)?;
        if let Some(parent) = folder.parent() {
            std::fs::create_dir_all(parent).map_err(failed("att skapa", parent))?;
        }
        create_private(&folder).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => occupied(&folder),
            _ => failed("att skapa", &folder)(error),
        })?;
        let mark = folder.join(MARK);
        std::fs::write(&mark, []).map_err(failed("att skriva", &mark))?;
        Ok(Self { folder })
    }

    /// Where to build.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Gives the finished ledger its name, durably. The mark goes after that: cut
    /// off in between, it stands in a whole ledger, where it says nothing.
    ///
    /// # Errors
    /// [`PortableError::Io`]; nothing is left then.
    pub(super) fn hand_over(self, into: &Path) -> Result<(), PortableError> {
        if let Err(error) = files::take_name(&self.folder, into) {
            self.clear();
            return Err(error);
        }
        let mark = into.join(MARK);
        std::fs::remove_file(&mark).map_err(failed("att ta bort", &mark))
    }

    /// Removes it after a failure, whose reason is worth more than that the rest
    /// could not be removed.
    pub(super) fn clear(&self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Removes what a restoring that was cut off left. A ledger that somebody has
/// open is no such thing.
fn forget(folder: &Path) -> Result<(), PortableError> {
    let failing = |error| failed("att ta bort", folder)(error);
    // Cut off before the mark was written the folder is empty.
    match std::fs::remove_dir(folder) {
        Ok(()) => return Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::DirectoryNotEmpty | ErrorKind::NotADirectory
            ) => {}
        Err(error) => return Err(failing(error)),
    }
    let is_of_restoring = folder.join(MARK).is_file();
    if !is_of_restoring {
        return Err(occupied(folder));
    }
    if FolderFile::read(folder).is_ok()
        && let Err(error @ LogError::InUse { .. }) = Store::open(folder)
    {
        return Err(error.into());
    }
    std::fs::remove_dir_all(folder).map_err(failing)
}

fn occupied(folder: &Path) -> PortableError {
    PortableError::Occupied {
        folder: folder.display().to_string(),
        found: format!("mappen saknar {MARK}, så den är inte en avbruten återställnings"),
    }
}
