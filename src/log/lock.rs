//! The lock: one process writes a ledger at a time.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::Path;

use rustix::fs::FlockOperation;

use super::LogError;
use super::journal::failed;

/// The file's name.
pub(crate) const FILE: &str = "lock";

/// The lock, held until it is dropped or the process ends.
#[derive(Debug)]
pub(crate) struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // A child process that is just being started holds the file too, so
        // closing it is not enough. When this fails, closing it has to do.
        let _ = rustix::fs::flock(&self.0, FlockOperation::Unlock);
    }
}

impl Lock {
    /// Takes the lock of a ledger's folder and writes the process id into it.
    ///
    /// # Errors
    /// [`LogError::InUse`] naming the process that has it; [`LogError::ReadOnly`]
    /// when the folder cannot be written; [`LogError::Io`].
    pub(crate) fn take(folder: &Path) -> Result<Self, LogError> {
        let path = folder.join(FILE);
        let fail = failed("att låsa", &path.display().to_string());
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|error| refused(folder, &path, error))?;
        match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(rustix::io::Errno::WOULDBLOCK) => {
                let mut holder = String::new();
                let known = file.read_to_string(&mut holder).is_ok() && !holder.trim().is_empty();
                return Err(LogError::InUse {
                    folder: folder.display().to_string(),
                    holder: if known {
                        format!(" (process {})", holder.trim())
                    } else {
                        String::new()
                    },
                });
            }
            Err(errno) => return Err(fail(errno.into())),
        }
        let write_holder = |file: &mut File| {
            file.set_len(0)?;
            file.seek(SeekFrom::Start(0))?;
            writeln!(file, "{}", std::process::id())
        };
        // A full disk hides the holder's name but not the lock.
        let _ = write_holder(&mut file);
        Ok(Self(file))
    }
}

/// A lock that cannot be written is a folder that is read only: an archive, say.
fn refused(folder: &Path, path: &Path, error: io::Error) -> LogError {
    match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => LogError::ReadOnly {
            folder: folder.display().to_string(),
        },
        _ => failed("att låsa", &path.display().to_string())(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_read_only_is_told_with_what_to_do() {
        let folder = Path::new("/arkiv/2024");
        for code in [13, 30] {
            let error = io::Error::from_raw_os_error(code);
            let text = refused(folder, &folder.join(FILE), error).to_string();
            assert!(text.contains("/arkiv/2024"), "{text}");
            assert!(text.contains("äger mappen"), "{text}");
        }
    }
}
