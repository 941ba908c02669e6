//! The plain file: what a durable write costs when nothing else is done.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// How many zeros are written at a time.
const STEP: usize = 1024 * 1024;

/// A file that is filled with zeros beforehand and written from its beginning, each
/// write one `pwrite` and one `fdatasync`.
pub struct PlainFile {
    file: File,
    at: u64,
    filled: u64,
}

impl PlainFile {
    /// Makes the file with room for so many bytes.
    ///
    /// # Errors
    /// What the system answers.
    pub fn create(path: &Path, bytes: u64) -> io::Result<Self> {
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .open(path)?;
        let zeros = vec![0; STEP];
        let mut filled = 0;
        while filled < bytes {
            file.write_all_at(&zeros, filled)?;
            filled += STEP as u64;
        }
        file.sync_all()?;
        Ok(Self {
            file,
            at: 0,
            filled,
        })
    }

    /// Writes the bytes durably.
    ///
    /// # Errors
    /// [`io::ErrorKind::StorageFull`] when there is no filled room left, and what the
    /// system answers.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let end = self.at + bytes.len() as u64;
        if end > self.filled {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.file.write_all_at(bytes, self.at)?;
        self.file.sync_data()?;
        self.at = end;
        Ok(())
    }
}
