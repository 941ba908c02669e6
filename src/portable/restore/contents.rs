//! What an archive holds beside its events, held against its `archive.json`.

use std::io::ErrorKind;
use std::path::Path;

use crate::canonical;
use crate::portable::failure::failed;
use crate::portable::{MARK, Manifest, PortableError};

/// What the archive in a folder is.
///
/// # Errors
/// [`PortableError::NotAnArchive`], and as [`Manifest::read`].
pub(super) fn manifest(archive: &Path) -> Result<Manifest, PortableError> {
    if archive.join(MARK).exists() {
        return Err(PortableError::in_file(
            MARK,
            "exporten hit blev avbruten; exportera igen från liggaren",
        ));
    }
    Manifest::read(archive)?.ok_or_else(|| PortableError::NotAnArchive {
        folder: archive.display().to_string(),
    })
}

/// Whether every listed file stands in the folder as it is listed.
///
/// # Errors
/// [`PortableError::Flawed`] naming the first that does not.
pub(super) fn check_files(archive: &Path, manifest: &Manifest) -> Result<(), PortableError> {
    for file in &manifest.files {
        let path = archive.join(&file.name);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(PortableError::in_file(&file.name, "filen saknas"));
            }
            Err(error) => return Err(failed("att läsa", &path)(error)),
        };
        if canonical::sha256(&bytes) != file.sha256 {
            return Err(PortableError::in_file(
                &file.name,
                "filen är inte den som arkivet skrevs med (annan SHA-256)",
            ));
        }
    }
    Ok(())
}
