//! The folder that an archive is written into, as it is before.

use std::io::ErrorKind;
use std::path::Path;

use crate::portable::failure::failed;
use crate::portable::files::{SUPERSEDED, UNFINISHED};
use crate::portable::manifest::{LedgerIdentity, Manifest, line_of};
use crate::portable::{
    CHECKPOINTS, EVENTS, FORMAT_FILE, MANIFEST, MARK, PortableError, REPORTS, SCRIPT_FILE,
};

/// What an archive's folder may hold.
const NAMES: [&str; 7] = [
    MANIFEST,
    MARK,
    EVENTS,
    CHECKPOINTS,
    REPORTS,
    FORMAT_FILE,
    SCRIPT_FILE,
];

/// What was found where an archive is to be.
pub(super) struct Place {
    /// The archive that stands there, when one was completed.
    pub(super) manifest: Option<Manifest>,
    /// Whether an export was cut off, so that there may be more events than that says.
    pub(super) is_unfinished: bool,
}

impl Place {
    /// Looks into a folder, which may be missing.
    ///
    /// # Errors
    /// [`PortableError::Occupied`] when it holds anything else than an archive,
    /// [`PortableError::Differs`] when that is another ledger's.
    pub(super) fn look(folder: &Path, identity: &LedgerIdentity) -> Result<Self, PortableError> {
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(Self {
                    manifest: None,
                    is_unfinished: false,
                });
            }
            Err(error) => return Err(failed("att läsa", folder)(error)),
        };
        let occupied = |found: String| PortableError::Occupied {
            folder: folder.display().to_string(),
            found,
        };
        let mut holds = false;
        for entry in entries {
            let name = entry.map_err(failed("att läsa", folder))?.file_name();
            let name = name.to_string_lossy();
            let of_archive = [UNFINISHED, SUPERSEDED]
                .iter()
                .find_map(|end| name.strip_suffix(end))
                .unwrap_or(&name);
            if !NAMES.contains(&of_archive) {
                return Err(occupied(name.into_owned()));
            }
            holds |= of_archive == EVENTS && !name.ends_with(UNFINISHED);
        }
        let manifest = Manifest::read(folder)?;
        let mark = folder.join(MARK);
        let is_unfinished = match std::fs::read(&mark) {
            Ok(bytes) if bytes == line_of(identity) => true,
            Ok(_) => return Err(other_ledger(MARK)),
            Err(error) if error.kind() == ErrorKind::NotFound => false,
            Err(error) => return Err(failed("att läsa", &mark)(error)),
        };
        match &manifest {
            Some(archive) if archive.ledger != *identity => return Err(other_ledger(MANIFEST)),
            None if holds && !is_unfinished => {
                return Err(occupied(format!("{EVENTS} utan {MANIFEST}")));
            }
            Some(_) | None => {}
        }
        Ok(Self {
            manifest,
            is_unfinished,
        })
    }
}

fn other_ledger(file: &str) -> PortableError {
    PortableError::Differs {
        place: file.to_owned(),
        found: "arkivet är av en annan liggare".to_owned(),
    }
}
