//! The accounts as a server sees them: read again when the file has changed.
//!
//! Guarantee: a change that `liggare user` has answered for holds for the next
//! request. While the file cannot be read or understood, nobody is let in.
//! It costs a request one `stat`; the file is replaced whole, so its inode, its
//! change time or its length tells a new one from the old.

use std::fs::Metadata;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use super::accounts::Accounts;
use super::accounts_file::{self, AccountsError, FILE};

/// The accounts of a folder, as they are now.
#[derive(Debug)]
pub(crate) struct Watch {
    folder: PathBuf,
    last: Mutex<Option<(Stamp, Arc<Accounts>)>>,
}

/// What tells one state of the file from another; all zero where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Stamp {
    inode: u64,
    length: u64,
    modified: (i64, i64),
    changed: (i64, i64),
    mode: u32,
}

impl Watch {
    /// Watches the accounts of a ledger's folder.
    pub(crate) fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            last: Mutex::new(None),
        }
    }

    /// The accounts as they are now.
    ///
    /// # Errors
    /// [`AccountsError`] when they cannot be read; nobody is to be let in then.
    pub(crate) fn current(&self) -> Result<Arc<Accounts>, AccountsError> {
        let now = self.stamp()?;
        // Whoever panicked with the lock has left either the old pair or the new.
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((stamp, accounts)) = &*last
            && *stamp == now
        {
            return Ok(Arc::clone(accounts));
        }
        // Forgotten first: accounts that cannot be read must not be the old ones.
        *last = None;
        let (accounts, metadata) = accounts_file::load(&self.folder)?;
        let accounts = Arc::new(accounts);
        let stamp = metadata.as_ref().map_or_else(Stamp::default, Stamp::of);
        *last = Some((stamp, Arc::clone(&accounts)));
        Ok(accounts)
    }

    fn stamp(&self) -> Result<Stamp, AccountsError> {
        let path = self.folder.join(FILE);
        match std::fs::metadata(&path) {
            Ok(metadata) => Ok(Stamp::of(&metadata)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Stamp::default()),
            Err(error) => Err(accounts_file::failed("att läsa kontona", &path)(error)),
        }
    }
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        Self {
            inode: metadata.ino(),
            length: metadata.len(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
            mode: metadata.mode(),
        }
    }
}
