//! The folder that a copy is made in.
//!
//! A new copy is built beside the wished folder, under a name of its own and with
//! a mark, and takes the name when it is whole; `liggare.json`, without which
//! nothing opens, is written last. An older copy is topped up where it is, under
//! its own lock, so that nobody writes in it meanwhile.

use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::failure::{BackupError, failed};
use crate::log::LogError;
use crate::log::disk::{Folder, create_private};
use crate::log::lock::{self, Lock};
use crate::log::settings::{self, FolderFile};
use crate::log::store::{JOURNAL, remove_indexes};

/// What is added to the wished folder's name while it is built.
const UNFINISHED: &str = ".kopieras";

/// The name of the mark.
const MARK: &str = "backup.unfinished";

/// The folder that a copy is made in.
pub(super) struct Place {
    folder: PathBuf,
    into: PathBuf,
    is_new: bool,
    _lock: Lock,
}

impl Place {
    /// Takes the folder, or the one beside it.
    ///
    /// # Errors
    /// [`BackupError::Occupied`], [`BackupError::Inside`], [`BackupError::OtherLedger`],
    /// [`LogError::InUse`] when another process makes a copy there or has it open.
    pub(super) fn take(
        ledger: &Path,
        into: &Path,
        file: &FolderFile,
        update: bool,
    ) -> Result<Self, BackupError> {
        // Without its last slash, so that it has a name to put something after.
        let into: PathBuf = into.components().collect();
        let parent = parent_of(&into);
        check_outside(ledger, &into)?;
        std::fs::create_dir_all(&parent).map_err(failed("att skapa", &parent))?;
        if is_free(&into)? {
            return Self::beside(into);
        }
        if !update || !into.join(settings::FILE).exists() {
            return Err(BackupError::Occupied {
                folder: into.display().to_string(),
            });
        }
        let older = FolderFile::read(&into).map_err(BackupError::Copy)?;
        if older != *file {
            return Err(BackupError::OtherLedger {
                folder: into.display().to_string(),
            });
        }
        Ok(Self {
            _lock: Lock::take(&into)?,
            folder: into.clone(),
            into,
            is_new: false,
        })
    }

    /// A new folder beside the wished one, after removing what a copying that was
    /// cut off left there.
    fn beside(into: PathBuf) -> Result<Self, BackupError> {
        let mut name = into.file_name().unwrap_or_default().to_owned();
        name.push(UNFINISHED);
        let folder = into.with_file_name(name);
        forget(&folder)?;
        create_private(&folder).map_err(failed("att skapa", &folder))?;
        let fill = || {
            File::create(folder.join(MARK))?;
            std::fs::create_dir(folder.join(JOURNAL))
        };
        let filled = fill().map_err(failed("att skapa", &folder));
        match filled.and_then(|()| Ok(Lock::take(&folder)?)) {
            Ok(lock) => Ok(Self {
                folder,
                into,
                is_new: true,
                _lock: lock,
            }),
            Err(error) => {
                let _ = std::fs::remove_dir_all(&folder);
                Err(error)
            }
        }
    }

    /// Where the copy is made.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The journal of the copy.
    pub(super) fn journal(&self) -> Folder {
        Folder::new(&self.folder.join(JOURNAL))
    }

    /// Ends the copying: the folder opens from now on, and has its name. Answers it.
    ///
    /// # Errors
    /// [`BackupError::Io`]; no copy is there then.
    pub(super) fn hand_over(self, file: &FolderFile) -> Result<PathBuf, BackupError> {
        let finished = if self.is_new {
            self.finish_new(file)
        } else {
            self.finish_older()
        };
        match finished {
            Ok(()) => Ok(self.into),
            Err(error) => {
                self.clear();
                Err(error)
            }
        }
    }

    /// Removes a new copy after a failure, whose reason is worth more than that
    /// the rest could not be removed. An older one stays.
    pub(super) fn clear(self) {
        if self.is_new {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }

    fn finish_new(&self, file: &FolderFile) -> Result<(), BackupError> {
        let name = || {
            std::fs::remove_file(self.folder.join(lock::FILE))?;
            File::open(&self.folder)?.sync_all()?;
            std::fs::rename(&self.folder, &self.into)?;
            File::open(parent_of(&self.into))?.sync_all()?;
            // Cut off before this, the mark stands in a whole copy and says nothing.
            std::fs::remove_file(self.into.join(MARK))
        };
        file.write(&self.folder)?;
        name().map_err(failed("att namnge", &self.into))
    }

    /// What an opening has derived in the copy can hold what has been redacted
    /// since; the next opening builds it anew.
    fn finish_older(&self) -> Result<(), BackupError> {
        let remains = remove_indexes(&self.folder).map_err(BackupError::Copy)?;
        remains.map_or(Ok(()), |remains| Err(BackupError::Copy(remains)))
    }
}

/// Whether a new copy can take the name: nothing has it, or an empty folder.
fn is_free(into: &Path) -> Result<bool, BackupError> {
    match std::fs::read_dir(into) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotADirectory => Ok(false),
        Err(error) => Err(failed("att läsa", into)(error)),
    }
}

/// A copy in the ledger's own folder would go with it, and be searched by its
/// redactions. What of the path exists already says where it lies.
fn check_outside(ledger: &Path, into: &Path) -> Result<(), BackupError> {
    let whole = |path: &Path| path.canonicalize().map_err(failed("att läsa", path));
    let existing = into.ancestors().find(|path| path.exists());
    let existing = existing.unwrap_or(Path::new("."));
    if whole(existing)?.starts_with(whole(ledger)?) {
        return Err(BackupError::Inside {
            folder: into.display().to_string(),
        });
    }
    Ok(())
}

/// Removes what a copying that was cut off left, known by its mark.
fn forget(folder: &Path) -> Result<(), BackupError> {
    if is_free(folder)? {
        return match std::fs::remove_dir(folder) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(failed("att ta bort", folder)(error))
            }
            Ok(()) | Err(_) => Ok(()),
        };
    }
    let is_ours = folder.join(MARK).is_file();
    if !is_ours {
        return Err(BackupError::Occupied {
            folder: folder.display().to_string(),
        });
    }
    // Whoever copies there now has the lock.
    let lock = Lock::take(folder).map_err(|error| match error {
        error @ LogError::InUse { .. } => BackupError::from(error),
        _ => BackupError::Occupied {
            folder: folder.display().to_string(),
        },
    })?;
    let removed = std::fs::remove_dir_all(folder).map_err(failed("att ta bort", folder));
    drop(lock);
    removed
}

fn parent_of(into: &Path) -> PathBuf {
    match into.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}
