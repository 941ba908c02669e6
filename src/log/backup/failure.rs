//! Why a backup could not be made or taken back, told in Swedish for people.

use std::io;
use std::path::Path;

use crate::log::LogError;
use crate::proof::key_file::KeyFileError;

/// Why a backup could not be made or taken back.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// What is copied could not be read, or is damaged.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The copy could not be written.
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
    /// The signing key could not be copied.
    #[error(transparent)]
    Key(#[from] KeyFileError),
    /// The older copy is damaged, or cannot be opened.
    #[error("den äldre kopian kan inte fyllas på")]
    Copy(#[source] LogError),
    /// The target holds something.
    #[error("{folder} finns redan och är inte en tom mapp")]
    Occupied {
        /// The folder.
        folder: String,
    },
    /// The target lies in the ledger's folder.
    #[error("{folder} ligger i liggarens egen mapp")]
    Inside {
        /// The folder.
        folder: String,
    },
    /// The copy is of another ledger.
    #[error("{folder} är en kopia av en annan liggare")]
    OtherLedger {
        /// The copy's folder.
        folder: String,
    },
    /// The copy has more events than the ledger.
    #[error("kopian har {copy} händelser men liggaren bara {ledger}")]
    Ahead {
        /// The copy's.
        copy: u64,
        /// The ledger's.
        ledger: u64,
    },
    /// The copy goes on in another way than the ledger.
    #[error("kopian och liggaren skiljer sig åt ({place})")]
    Forks {
        /// Where, in the copy.
        place: String,
    },
    /// The key given is not the one that the ledger is signed with.
    #[error("nyckeln är inte den som liggaren undertecknas med: {given} gavs, {current} gäller")]
    OtherKey {
        /// The key given.
        given: String,
        /// The ledger's.
        current: String,
    },
}

/// Names what was being done with a path when the system refused.
pub(super) fn failed(
    doing: &'static str,
    path: &Path,
) -> impl FnOnce(io::Error) -> BackupError + use<> {
    let place = path.display().to_string();
    move |source| BackupError::Io {
        doing,
        place,
        source,
    }
}

/// Names what was being done with a file of the copy's journal.
pub(super) fn unwritten(
    doing: &'static str,
    name: &str,
) -> impl FnOnce(io::Error) -> BackupError + use<> {
    let place = format!("kopian, {name}");
    move |source| BackupError::Io {
        doing,
        place,
        source,
    }
}
