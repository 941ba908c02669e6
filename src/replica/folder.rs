//! A replica's folder: the key in it, and what may stand there before it is made.

use std::io;
use std::path::Path;

use super::refused::failed;
use super::{Refused, ReplicaError};
use crate::log::disk::create_private;
use crate::log::settings;
use crate::portable::VERIFIER_KEY_FILE;
use crate::proof::{VerifierKey, key_file};
use crate::whole_file::{self, OPEN};

/// Whether a making that was cut off can have left a file, or it is settings of
/// one's own.
fn is_left_behind(name: &str) -> bool {
    let unfinished = [VERIFIER_KEY_FILE, settings::FILE].map(whole_file::unfinished);
    let whole = [VERIFIER_KEY_FILE, "journal", "lock", "liggare.toml"];
    whole.contains(&name) || unfinished.iter().any(|file| file == name)
}

/// Makes the folder, when it is not there, and answers what stands in it that no
/// making of a replica leaves.
///
/// # Errors
/// [`ReplicaError::Io`].
pub(super) fn made(folder: &Path) -> Result<Option<String>, ReplicaError> {
    if let Some(parent) = folder.parent() {
        std::fs::create_dir_all(parent).map_err(failed("att skapa", folder))?;
    }
    match create_private(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            return Err(failed("att skapa", folder)(error));
        }
        Ok(()) | Err(_) => {}
    }
    for entry in std::fs::read_dir(folder).map_err(failed("att läsa", folder))? {
        let entry = entry.map_err(failed("att läsa", folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !is_left_behind(&name) {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

/// Puts the key in a folder whose lock is held. It comes before the ledger: a folder
/// with a ledger and without a key is no replica.
///
/// # Errors
/// [`Refused::OtherFirstKey`] when a making that was cut off left another key.
pub(super) fn keep_key(folder: &Path, key: &VerifierKey) -> Result<(), ReplicaError> {
    let path = folder.join(VERIFIER_KEY_FILE);
    if path.exists() {
        return kept_key(folder, Some(key)).map(drop);
    }
    let line = format!("{key}\n");
    let written = whole_file::add(folder, VERIFIER_KEY_FILE, line.as_bytes(), OPEN);
    written.map_err(failed("att skriva", &path))
}

/// The first verifier key of a replica's ledger.
///
/// # Errors
/// [`Refused::OwnLedger`] when the folder has the signing key,
/// [`Refused::NoReplica`] when it has no verifier key, [`Refused::OtherFirstKey`]
/// when another is given.
pub(super) fn kept_key(
    folder: &Path,
    given: Option<&VerifierKey>,
) -> Result<VerifierKey, ReplicaError> {
    let shown = || folder.display().to_string();
    if folder.join(key_file::FILE).exists() {
        return Err(Refused::OwnLedger { folder: shown() }.into());
    }
    let path = folder.join(VERIFIER_KEY_FILE);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(Refused::NoReplica { folder: shown() }.into());
        }
        Err(error) => return Err(failed("att läsa", &path)(error)),
    };
    let kept = VerifierKey::parse(text.trim_end_matches('\n')).map_err(|error| {
        failed("att läsa", &path)(io::Error::new(
            io::ErrorKind::InvalidData,
            error.to_string(),
        ))
    })?;
    match given {
        Some(given) if *given != kept => Err(Refused::OtherFirstKey {
            kept: kept.to_string(),
        }
        .into()),
        Some(_) | None => Ok(kept),
    }
}

/// Whether a ledger stands in the folder.
pub fn holds_ledger(folder: &Path) -> bool {
    folder.join(settings::FILE).exists()
}
