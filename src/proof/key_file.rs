//! Where a signing key is kept: a file in the ledger's folder that only its
//! owner may read.
//!
//! It is written whole under another name and then takes its own, so that a
//! crash leaves the old key or the new one. A file that others may read is
//! refused: whoever can read it can sign as the ledger.
//! Deliberately not here: encryption of the file, and keys in hardware.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::key::{KeyError, SigningKey};
use crate::whole_file::{self, PRIVATE};

/// The name of the file of the key in use.
pub const FILE: &str = "signing-key";

/// The name of the file of the key that follows, during a rotation.
pub const NEXT_FILE: &str = "signing-key.next";

/// The longest file that is read, in bytes.
const MAX_BYTES: u64 = 4096;

/// Why a key could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// There is no such file.
    #[error("{} saknas", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// There is a key already.
    #[error("{} finns redan; en nyckel skrivs aldrig över", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// Others than its owner may read the file.
    #[error("{} kan läsas av andra än sin ägare (rättigheter {mode:o}); kör: chmod 600 {}", path.display(), path.display())]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// The file's content is no key.
    #[error("{} är ingen nyckelfil: {source}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        #[source]
        source: KeyError,
    },
    /// Reading or writing failed.
    #[error("{doing} misslyckades för {}", path.display())]
    Io {
        /// What was being done.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system answered.
        #[source]
        source: io::Error,
    },
}

/// Keeps a key durably in a folder, under a name that no file has.
///
/// # Errors
/// [`KeyFileError::Exists`], [`KeyFileError::Io`].
pub fn write(folder: &Path, name: &str, key: &SigningKey) -> Result<(), KeyFileError> {
    let path = folder.join(name);
    let text = format!("{}\n", key.secret_text());
    let written = whole_file::add(folder, name, text.as_bytes(), PRIVATE);
    written.map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => KeyFileError::Exists { path: path.clone() },
        _ => KeyFileError::Io {
            doing: "att skriva nyckeln",
            path: path.clone(),
            source,
        },
    })
}

/// Reads the key of a file in a folder.
///
/// # Errors
/// [`KeyFileError`]; the message says what to do about it.
pub fn read(folder: &Path, name: &str) -> Result<SigningKey, KeyFileError> {
    let path = folder.join(name);
    let failed = |source| KeyFileError::Io {
        doing: "att läsa nyckeln",
        path: path.clone(),
        source,
    };
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(KeyFileError::Missing { path });
        }
        Err(error) => return Err(failed(error)),
    };
    let mode = file.metadata().map_err(failed)?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(KeyFileError::Exposed { path, mode });
    }
    let mut text = String::new();
    file.take(MAX_BYTES)
        .read_to_string(&mut text)
        .map_err(failed)?;
    let line = text.strip_suffix('\n').unwrap_or(&text);
    SigningKey::parse(line).map_err(|source| KeyFileError::Malformed { path, source })
}

/// Lets the key that follows take the place of the one in use, durably.
///
/// # Errors
/// [`KeyFileError::Io`]; one of them is then the key in use, whole.
pub fn promote(folder: &Path) -> Result<(), KeyFileError> {
    let promote = || {
        std::fs::rename(folder.join(NEXT_FILE), folder.join(FILE))?;
        File::open(folder)?.sync_all()
    };
    promote().map_err(|source| KeyFileError::Io {
        doing: "att byta nyckel",
        path: folder.join(FILE),
        source,
    })
}
