//! What goes with a journal beside the events: the first verifier key always, the
//! private keys and the accounts only when that is asked for.
//!
//! A private file is made for its owner alone and takes its name when it is
//! whole. Keys are read again when the events have been copied: one that was
//! exchanged meanwhile must not stand beside events that know the other.

use std::io;
use std::path::Path;

use super::failure::{BackupError, failed};
use super::{Seen, Wish};
use crate::portable::VERIFIER_KEY_FILE;
use crate::proof::SigningKey;
use crate::proof::key_file::{self, KeyFileError};
use crate::whole_file::{self, OPEN, PRIVATE};

/// The file of the accounts in a ledger's folder.
pub const ACCOUNTS: &str = "accounts.json";

/// What stands beside the journal of a ledger.
#[derive(PartialEq, Eq)]
pub(super) struct Companions {
    /// The secret texts of the key in use and of the one that follows.
    key: Option<String>,
    next_key: Option<String>,
    /// The verifier key of the key in use.
    verifier: Option<String>,
    /// The file with the first verifier key.
    kept: Option<Vec<u8>>,
    accounts: Option<Vec<u8>>,
}

impl Companions {
    /// Reads what is to go with the copy.
    ///
    /// # Errors
    /// [`BackupError::Key`] when a key that is wished cannot be read,
    /// [`BackupError::Io`].
    pub(super) fn read(ledger: &Path, wish: &Wish<'_>) -> Result<Self, BackupError> {
        let in_use = match key_file::read(ledger, key_file::FILE) {
            Ok(key) => Some(key),
            Err(KeyFileError::Missing { .. }) if !wish.with_key => None,
            // Whoever copies need not be whoever signs.
            Err(KeyFileError::Io { source, .. })
                if !wish.with_key && source.kind() == io::ErrorKind::PermissionDenied =>
            {
                None
            }
            Err(error) => return Err(error.into()),
        };
        let next_key = match key_file::read(ledger, key_file::NEXT_FILE) {
            _ if !wish.with_key => None,
            Ok(key) => Some(secret(&key)),
            Err(KeyFileError::Missing { .. }) => None,
            Err(error) => return Err(error.into()),
        };
        Ok(Self {
            verifier: in_use.as_ref().map(|key| key.verifier().to_string()),
            key: in_use.as_ref().filter(|_| wish.with_key).map(secret),
            next_key,
            kept: file(&ledger.join(VERIFIER_KEY_FILE))?,
            accounts: if wish.with_accounts {
                file(&ledger.join(ACCOUNTS))?
            } else {
                None
            },
        })
    }

    /// Writes it into the copy's folder, durably.
    ///
    /// # Errors
    /// [`BackupError::OtherKey`] when the key given is not the ledger's,
    /// [`BackupError::Io`].
    pub(super) fn write(
        &self,
        folder: &Path,
        seen: &Seen,
        wish: &Wish<'_>,
    ) -> Result<(), BackupError> {
        let kept = self.kept.as_deref().map(String::from_utf8_lossy);
        let kept = kept.map(|kept| kept.trim_end().to_owned());
        let first = seen
            .first_key
            .as_ref()
            .or(kept.as_ref())
            .or(self.verifier.as_ref());
        if let Some(key) = wish.key {
            let given = key.verifier().to_string();
            if let Some(current) = seen.last_key.as_ref().or(first)
                && *current != given
            {
                return Err(BackupError::OtherKey {
                    given,
                    current: current.clone(),
                });
            }
        }
        if let Some(first) = first {
            let line = format!("{first}\n");
            replace(folder, VERIFIER_KEY_FILE, line.as_bytes(), OPEN)?;
        }
        let key = wish.key.map(secret);
        if let Some(key) = key.as_ref().or(self.key.as_ref()) {
            replace(folder, key_file::FILE, key.as_bytes(), PRIVATE)?;
        }
        if let Some(key) = &self.next_key {
            replace(folder, key_file::NEXT_FILE, key.as_bytes(), PRIVATE)?;
        }
        match &self.accounts {
            Some(accounts) => replace(folder, ACCOUNTS, accounts, PRIVATE),
            None => Ok(()),
        }
    }
}

/// Whether a private key stands in a folder.
pub(super) fn has_key(folder: &Path) -> bool {
    folder.join(key_file::FILE).exists()
}

/// Whether accounts stand in a folder.
pub(super) fn has_accounts(folder: &Path) -> bool {
    folder.join(ACCOUNTS).exists()
}

/// A key as its file holds it.
fn secret(key: &SigningKey) -> String {
    format!("{}\n", key.secret_text())
}

fn file(path: &Path) -> Result<Option<Vec<u8>>, BackupError> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed("att läsa", path)(error)),
    }
}

/// Writes a file durably in place of an older one.
fn replace(folder: &Path, name: &str, bytes: &[u8], rights: u32) -> Result<(), BackupError> {
    let written = whole_file::replace(folder, name, bytes, rights);
    written.map_err(failed("att skriva", &folder.join(name)))
}
