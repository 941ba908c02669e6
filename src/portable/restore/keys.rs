//! The keys of an archive: which one signs it, and what is kept of them.

use std::io::Write;
use std::path::Path;

use crate::portable::failure::failed;
use crate::portable::taking::Keys;
use crate::portable::{MANIFEST, Manifest, PortableError, VERIFIER_KEY_FILE};
use crate::proof::{SigningKey, VerifierKey, key_file};

/// The key that the ledger is signed with after its last event.
fn current<'a>(keys: &'a Keys, manifest: &'a Manifest) -> Option<&'a str> {
    let rotated = keys.rotations.last().map(|rotation| &rotation.next);
    rotated
        .or(manifest.verifier_key.as_ref())
        .map(String::as_str)
}

/// Verifies the archive's signature, when it has one, by the current key.
///
/// # Errors
/// [`PortableError::Flawed`].
pub(super) fn check_signature(keys: &Keys, manifest: &Manifest) -> Result<(), PortableError> {
    // Without a signature there is nothing to verify, and no key is asked for.
    let current = current(keys, manifest).filter(|_| manifest.signature.is_some());
    let key = current.map(VerifierKey::parse).transpose();
    let key = key.map_err(|error| PortableError::in_file(MANIFEST, error.to_string()))?;
    manifest.verify(key.as_ref())
}

/// Keeps in the ledger's folder the first verifier key, and the signing key when
/// one is given.
///
/// # Errors
/// [`PortableError::OtherKey`] when that is not the ledger's current key.
pub(super) fn keep(
    keys: &Keys,
    folder: &Path,
    manifest: &Manifest,
    key: Option<&SigningKey>,
) -> Result<(), PortableError> {
    if let Some(first) = &manifest.verifier_key {
        let path = folder.join(VERIFIER_KEY_FILE);
        let write = || {
            let mut file = std::fs::File::create(&path)?;
            writeln!(file, "{first}")?;
            file.sync_all()
        };
        write().map_err(failed("att skriva", &path))?;
    }
    let Some(key) = key else { return Ok(()) };
    let given = key.verifier().to_string();
    match current(keys, manifest) {
        Some(current) if current != given => Err(PortableError::OtherKey {
            found: format!("{given} gavs, {current} gäller"),
        }),
        Some(_) | None => {
            key_file::write(folder, key_file::FILE, key).map_err(|error| PortableError::OtherKey {
                found: error.to_string(),
            })
        }
    }
}
