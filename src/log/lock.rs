//! The lock: one process writes a ledger at a time.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use rustix::fs::FlockOperation;

use super::LogError;
use super::journal::failed;

/// The file's name.
const FILE: &str = "lock";

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
    /// [`LogError::InUse`] naming the process that has it; [`LogError::Io`].
    pub(crate) fn take(folder: &Path) -> Result<Self, LogError> {
        let path = folder.join(FILE);
        let fail = failed("att låsa", &path.display().to_string());
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(&fail)?;
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
