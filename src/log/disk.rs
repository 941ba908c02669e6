//! The disk as the journal needs it: a folder of files that are written in
//! place, synced, and renamed.
//!
//! Two things are a disk: [`Folder`], and the faulty in-memory disk of the
//! simulation in `tests/ledger`, which loses, tears and refuses writes as a
//! real one does when power or space fails.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::whole_file;

/// Makes a folder that only its owner may enter: a ledger holds texts that may
/// concern persons, whatever the umask says.
///
/// # Errors
/// What the system answers; `AlreadyExists` when there is one.
pub(crate) fn create_private(folder: &Path) -> io::Result<()> {
    DirBuilder::new().mode(0o700).create(folder)
}

/// A folder of files.
pub trait Disk: Send + Sync {
    /// The names of the files, in any order.
    ///
    /// # Errors
    /// What the system answers.
    fn names(&self) -> io::Result<Vec<String>>;

    /// Opens a file that exists.
    ///
    /// # Errors
    /// What the system answers; `NotFound` when there is none.
    fn open(&self, name: &str) -> io::Result<Arc<dyn DiskFile>>;

    /// Makes an empty file, in place of an older one of the name.
    ///
    /// # Errors
    /// What the system answers.
    fn create(&self, name: &str) -> io::Result<Arc<dyn DiskFile>>;

    /// Gives a file another name, in place of a file that has it.
    ///
    /// # Errors
    /// What the system answers.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;

    /// Removes a file.
    ///
    /// # Errors
    /// What the system answers.
    fn remove(&self, name: &str) -> io::Result<()>;

    /// Makes the names durable: what was created, renamed and removed.
    ///
    /// # Errors
    /// What the system answers; the names may then be lost with power.
    fn sync_names(&self) -> io::Result<()>;
}

/// A file that is read and written in place.
pub trait DiskFile: Send + Sync {
    /// Its length in bytes.
    ///
    /// # Errors
    /// What the system answers.
    fn size(&self) -> io::Result<u64>;

    /// Reads from a place; fewer bytes than asked for mean the end.
    ///
    /// # Errors
    /// What the system answers.
    fn read_at(&self, bytes: &mut [u8], at: u64) -> io::Result<usize>;

    /// Writes all bytes at a place.
    ///
    /// # Errors
    /// What the system answers; some of the bytes may be written.
    fn write_at(&self, bytes: &[u8], at: u64) -> io::Result<()>;

    /// Cuts the file.
    ///
    /// # Errors
    /// What the system answers.
    fn truncate(&self, size: u64) -> io::Result<()>;

    /// Makes content and length durable (fdatasync).
    ///
    /// # Errors
    /// What the system answers; what was written since the last sync may then
    /// be lost even though it can still be read.
    fn sync(&self) -> io::Result<()>;
}

/// A folder of the file system.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    writable: bool,
}

impl Folder {
    /// A folder to read and write.
    pub fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            writable: true,
        }
    }

    /// A folder to read only.
    pub fn read_only(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            writable: false,
        }
    }
}

impl Disk for Folder {
    fn names(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&self.path)? {
            if let Ok(name) = entry?.file_name().into_string() {
                names.push(name);
            }
        }
        Ok(names)
    }

    fn open(&self, name: &str) -> io::Result<Arc<dyn DiskFile>> {
        let file = OpenOptions::new()
            .read(true)
            .write(self.writable)
            .open(self.path.join(name))?;
        Ok(Arc::new(file))
    }

    fn create(&self, name: &str) -> io::Result<Arc<dyn DiskFile>> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .open(self.path.join(name))?;
        whole_file::give_to_owner(&file, &self.path)?;
        Ok(Arc::new(file))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        std::fs::rename(self.path.join(from), self.path.join(to))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        std::fs::remove_file(self.path.join(name))
    }

    fn sync_names(&self) -> io::Result<()> {
        File::open(&self.path)?.sync_all()
    }
}

impl DiskFile for File {
    fn size(&self) -> io::Result<u64> {
        self.metadata().map(|metadata| metadata.len())
    }

    fn read_at(&self, bytes: &mut [u8], at: u64) -> io::Result<usize> {
        let mut read = 0;
        while read < bytes.len() {
            match FileExt::read_at(self, &mut bytes[read..], at + read as u64) {
                Ok(0) => break,
                Ok(count) => read += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(read)
    }

    fn write_at(&self, bytes: &[u8], at: u64) -> io::Result<()> {
        self.write_all_at(bytes, at)
    }

    fn truncate(&self, size: u64) -> io::Result<()> {
        self.set_len(size)
    }

    fn sync(&self) -> io::Result<()> {
        self.sync_data()
    }
}
