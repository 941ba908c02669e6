//! Why an archive could not be written or taken in, told in Swedish for people.

use std::io;
use std::path::Path;

use crate::log::LogError;

/// Why an archive could not be written or taken in.
#[derive(Debug, thiserror::Error)]
pub enum PortableError {
    /// Reading or writing a file failed.
    #[error("{doing} misslyckades för {place}")]
    Io {
        /// What was being done.
        doing: &'static str,
        /// The file or folder.
        place: String,
        /// What the system answered.
        #[source]
        source: io::Error,
    },
    /// The ledger could not be read or written.
    #[error(transparent)]
    Log(#[from] LogError),
    /// A file of the archive is not what an export writes.
    #[error("skada i arkivet, {place}: {found}")]
    Flawed {
        /// The file, and the line where there is one.
        place: String,
        /// What was found there.
        found: String,
    },
    /// The archive says something else than the ledger does.
    #[error("arkivet hör inte ihop med liggaren, {place}: {found}")]
    Differs {
        /// The file, and the line where there is one.
        place: String,
        /// What differs.
        found: String,
    },
    /// The folder holds something else.
    #[error("{folder} innehåller annat: {found}")]
    Occupied {
        /// The folder.
        folder: String,
        /// What stands there.
        found: String,
    },
    /// The folder holds no archive.
    #[error("{folder} innehåller inget arkiv")]
    NotAnArchive {
        /// The folder.
        folder: String,
    },
    /// A newer program wrote the archive.
    #[error("arkivet har formatversion {version}; det här programmet läser till och med {known}")]
    Newer {
        /// The version it has.
        version: u64,
        /// The newest version that is known.
        known: u32,
    },
    /// The last events of the ledger are not signed.
    #[error("de {signed} första av liggarens {size} händelser är undertecknade, inte de sista")]
    Unsigned {
        /// How many are signed.
        signed: u64,
        /// How many there are.
        size: u64,
    },
    /// The key given is not the ledger's.
    #[error("nyckeln är inte den som liggaren undertecknas med: {found}")]
    OtherKey {
        /// What is wrong.
        found: String,
    },
    /// The archive does not have as many events as the caller says.
    #[error("arkivet har {found} händelser, inte {asked}")]
    OtherSize {
        /// How many it has.
        found: u64,
        /// How many the caller says.
        asked: u64,
    },
}

impl PortableError {
    /// A flaw at a line of a file, counted from 1.
    pub(crate) fn at_line(file: &str, line: u64, found: impl Into<String>) -> Self {
        Self::Flawed {
            place: format!("{file}, rad {line}"),
            found: found.into(),
        }
    }

    /// A flaw of a file.
    pub(crate) fn in_file(file: &str, found: impl Into<String>) -> Self {
        Self::Flawed {
            place: file.to_owned(),
            found: found.into(),
        }
    }
}

/// Names what was being done with a path when the system refused.
pub(crate) fn failed(
    doing: &'static str,
    path: &Path,
) -> impl FnOnce(io::Error) -> PortableError + use<> {
    let place = path.display().to_string();
    move |source| PortableError::Io {
        doing,
        place,
        source,
    }
}
