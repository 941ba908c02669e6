//! `archive.json`: what an archive is, and what it holds.
//!
//! It is written last, so a folder without it holds no whole archive. Reading
//! takes nothing but the canonical bytes of what it says (I12).
//!
//! The ledger's key signs it, and through the hashes that it lists every other
//! file: without the key no report and no page of an archive can be changed.
//! An archive of a ledger whose key is not at hand is unsigned.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::failure::failed;
use super::{FORMAT_FILE, MANIFEST, PortableError, REPORTS, SCRIPT_FILE, base64};
use crate::basis::Hash;
use crate::canonical;
use crate::log::settings::{FolderFile, Settings};
use crate::proof::{SignedNote, SigningKey, VerifierKey, origin_line};
use crate::time::Timestamp;

/// The version of the archive's form.
pub const ARCHIVE_VERSION: u32 = 1;

/// The first line of what is signed; no ledger's origin line is this.
const SIGNED_AS: &str = "liggare.archive/v1";

/// What an archive is and holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// How many signed checkpoints there are.
    pub checkpoints: u64,
    /// How many events there are.
    pub events: u64,
    /// Every other file, by name.
    pub files: Vec<ListedFile>,
    /// The version of the archive's form.
    pub format: u32,
    /// The ledger that it is of.
    pub ledger: LedgerIdentity,
    /// The Merkle root over the events' leaves.
    pub root: Hash,
    /// A note over everything else, by the ledger's current key; none when that
    /// was not at hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    /// The first key of the ledger; none when nothing has been signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verifier_key: Option<String>,
}

/// A file of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListedFile {
    /// Its path in the archive, with `/` between folders.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: Hash,
}

/// Which ledger something is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerIdentity {
    /// When it was made.
    pub created_at: Timestamp,
    /// Whether it is a demonstration.
    pub demonstration: bool,
    /// Its id.
    pub id: uuid::Uuid,
    /// The organisation's name for it.
    pub origin: String,
}

impl From<&FolderFile> for LedgerIdentity {
    fn from(file: &FolderFile) -> Self {
        Self {
            created_at: file.created_at,
            demonstration: file.demonstration,
            id: file.ledger,
            origin: file.origin.clone(),
        }
    }
}

impl LedgerIdentity {
    /// The settings that a ledger of this identity is made with; none when its
    /// id is not what follows from them.
    pub fn settings(&self) -> Option<Settings> {
        let settings = Settings {
            origin: self.origin.clone(),
            demonstration: self.demonstration,
            created_at: self.created_at,
        };
        (FolderFile::new(&settings).ledger == self.id).then_some(settings)
    }
}

impl Manifest {
    /// The file's bytes.
    pub fn encode(&self) -> Vec<u8> {
        line_of(self)
    }

    /// What is signed: which ledger's archive, and the hash of everything else
    /// that the file says.
    fn signed_text(&self) -> String {
        let unsigned = Self {
            signature: None,
            ..self.clone()
        };
        let mut said = unsigned.encode();
        said.pop();
        let name = origin_line(&self.ledger.origin, self.ledger.id);
        let hash = base64(&canonical::sha256(&said).0);
        format!("{SIGNED_AS}\n{name}\n{hash}\n")
    }

    /// The same, signed with a key of the ledger.
    ///
    /// # Errors
    /// [`PortableError::OtherKey`] when the key is another ledger's.
    pub fn signed(mut self, key: &SigningKey) -> Result<Self, PortableError> {
        let other = |found: String| PortableError::OtherKey { found };
        let name = origin_line(&self.ledger.origin, self.ledger.id);
        if key.verifier().name() != name {
            return Err(other(format!("{} gavs, {name} är den", key.verifier())));
        }
        let note = SignedNote::sign(&self.signed_text(), &[key]);
        self.signature = Some(note.map_err(|error| other(error.to_string()))?.to_string());
        Ok(self)
    }

    /// Verifies the signature, when there is one, by the key that the ledger is
    /// signed with after the last event.
    ///
    /// # Errors
    /// [`PortableError::Flawed`] when it is not that key's over this file.
    pub fn verify(&self, key: Option<&VerifierKey>) -> Result<(), PortableError> {
        let Some(signature) = &self.signature else {
            return Ok(());
        };
        let flawed =
            |found: String| PortableError::in_file(MANIFEST, format!("underskriften: {found}"));
        let key = key.ok_or_else(|| flawed("arkivet säger ingen nyckel".to_owned()))?;
        let note = SignedNote::parse(signature.as_bytes());
        let note = note.map_err(|error| flawed(error.to_string()))?;
        if note.to_string() != *signature || note.signatures().len() != 1 {
            return Err(flawed("den är inte skriven som den ska".to_owned()));
        }
        if note.text() != self.signed_text() {
            return Err(flawed("den gäller en annan förteckning".to_owned()));
        }
        note.verify(key).map_err(|error| flawed(error.to_string()))
    }

    /// Reads the file's bytes.
    ///
    /// # Errors
    /// [`PortableError::Newer`], or [`PortableError::Flawed`] when the bytes are
    /// not what an export writes.
    pub fn decode(bytes: &[u8]) -> Result<Self, PortableError> {
        let flawed = |found: &str| PortableError::in_file(MANIFEST, found);
        let json: serde_json::Value =
            serde_json::from_slice(bytes).map_err(|_| flawed("filen är inte JSON"))?;
        let version = json.get("format").and_then(serde_json::Value::as_u64);
        match version {
            Some(version) if version == u64::from(ARCHIVE_VERSION) => {}
            Some(version) if version > u64::from(ARCHIVE_VERSION) => {
                return Err(PortableError::Newer {
                    version,
                    known: ARCHIVE_VERSION,
                });
            }
            Some(_) | None => return Err(flawed("formatversionen saknas eller finns inte")),
        }
        let manifest: Self = serde_json::from_value(json)
            .map_err(|error| flawed(&format!("uppgifterna är inte ett arkivs: {error}")))?;
        if manifest.encode() != bytes {
            return Err(flawed("filen är inte skriven i kanonisk form"));
        }
        if manifest.ledger.settings().is_none() {
            return Err(flawed(
                "liggarens id följer inte av dess namn och tillkomst",
            ));
        }
        if !manifest.files.is_sorted_by(|a, b| a.name < b.name) {
            return Err(flawed("filerna står inte i ordning"));
        }
        if let Some(stray) = manifest
            .files
            .iter()
            .find(|file| !is_of_archive(&file.name))
        {
            return Err(flawed(&format!(
                "filen {:?} hör inte till ett arkiv",
                stray.name
            )));
        }
        Ok(manifest)
    }

    /// Reads the file of an archive; none when there is none.
    ///
    /// # Errors
    /// As [`Manifest::decode`], and [`PortableError::Io`].
    pub fn read(folder: &Path) -> Result<Option<Self>, PortableError> {
        let path = folder.join(MANIFEST);
        match std::fs::read(&path) {
            Ok(bytes) => Self::decode(&bytes).map(Some),
            Err(error)
                if matches!(
                    error.kind(),
                    std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory
                ) =>
            {
                Ok(None)
            }
            Err(error) => Err(failed("att läsa", &path)(error)),
        }
    }
}

/// Whether a name is that of a file that an archive has beside its events and
/// checkpoints: none that leads out of its folder.
fn is_of_archive(name: &str) -> bool {
    let report = name
        .strip_prefix(REPORTS)
        .and_then(|rest| rest.strip_prefix('/'));
    match report {
        Some(report) => !report.contains(['/', '\\']) && !report.starts_with('.'),
        None => name == FORMAT_FILE || name == SCRIPT_FILE,
    }
}

/// A value as one line of canonical JSON.
pub(crate) fn line_of(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = canonical::canonical(value);
    bytes.push(b'\n');
    bytes
}
