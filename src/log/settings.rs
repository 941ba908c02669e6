//! `liggare.json`: what a ledger's folder is, readable by people.
//!
//! It is written last when a ledger is made, so a folder without it holds no
//! ledger, and never again.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::LogError;
use super::journal::failed;
use crate::canonical;
use crate::ids::Position;
use crate::time::Timestamp;
use crate::whole_file::{self, OPEN};

/// The file's name.
pub const FILE: &str = "liggare.json";

/// The version of a ledger's folder.
pub const FOLDER_VERSION: u32 = 1;

/// What a new ledger is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The organisation's name for the ledger.
    pub origin: String,
    /// Whether it is a demonstration; its figures are then partly made up.
    pub demonstration: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

/// The content of `liggare.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FolderFile {
    /// The version of the folder's format.
    pub format: u32,
    /// The ledger's id, in every file of its journal.
    pub ledger: uuid::Uuid,
    /// The organisation's name for the ledger.
    pub origin: String,
    /// Whether it is a demonstration.
    pub demonstration: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

impl FolderFile {
    /// The file of a new ledger. Its id follows from the settings: the same
    /// origin made at another microsecond is another ledger.
    pub fn new(settings: &Settings) -> Self {
        let text = format!(
            "liggare\n{}\n{}\n{}",
            settings.origin, settings.demonstration, settings.created_at
        );
        let hash = canonical::sha256(text.as_bytes());
        let mut id = [0; 16];
        id.copy_from_slice(&hash.0[..16]);
        Self {
            format: FOLDER_VERSION,
            ledger: uuid::Builder::from_custom_bytes(id).into_uuid(),
            origin: settings.origin.clone(),
            demonstration: settings.demonstration,
            created_at: settings.created_at,
        }
    }

    /// Reads the file of a folder.
    ///
    /// # Errors
    /// [`LogError::NotALedger`] when there is none, [`LogError::NewerFormat`]
    /// when a newer program made it, [`LogError::Damaged`] when it is not such a file.
    pub fn read(folder: &Path) -> Result<Self, LogError> {
        let path = folder.join(FILE);
        let place = path.display().to_string();
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                ) =>
            {
                return Err(LogError::NotALedger {
                    folder: folder.display().to_string(),
                });
            }
            Err(error) => return Err(failed("att läsa", &place)(error)),
        };
        let json: serde_json::Value =
            serde_json::from_slice(&bytes).map_err(|error| LogError::Damaged {
                position: Position(0),
                place: place.clone(),
                found: format!(
                    "filen är inte hel JSON (rad {}, tecken {})",
                    error.line(),
                    error.column()
                ),
            })?;
        let damaged = |found: &str| LogError::Damaged {
            position: Position(0),
            place: place.clone(),
            found: found.to_owned(),
        };
        match json.get("format").and_then(serde_json::Value::as_u64) {
            Some(version) if version > u64::from(FOLDER_VERSION) => {
                return Err(LogError::NewerFormat {
                    place,
                    version: u32::try_from(version).unwrap_or(u32::MAX),
                    known: FOLDER_VERSION,
                });
            }
            Some(0) => return Err(damaged("formatversionen 0 finns inte")),
            Some(_) => {}
            None => return Err(damaged("formatversionen saknas eller är inget heltal")),
        }
        serde_json::from_value(json)
            .map_err(|_| damaged("uppgifterna är inte de som en liggare har"))
    }

    /// Writes the file durably under its name.
    ///
    /// # Errors
    /// [`LogError::Io`].
    pub fn write(&self, folder: &Path) -> Result<(), LogError> {
        let write = || {
            let mut json = serde_json::to_vec_pretty(self)?;
            json.push(b'\n');
            whole_file::replace(folder, FILE, &json, OPEN)
        };
        let place = folder.join(FILE).display().to_string();
        write().map_err(failed("att skriva", &place))
    }
}
