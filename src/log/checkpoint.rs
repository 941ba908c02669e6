//! The checkpoint file: how many events the log is known to have, their root, and
//! how many bytes of signed checkpoints are kept, so that a journal cut short
//! behind our back is noticed (I3).
//!
//! It is replaced whole, by a synced file that takes its name. A checkpoint
//! that is missing or not what was written is damage: it never is by a crash.
//! Deliberately not here: a signature. The signed ones are kept in
//! `checkpoints`, for those who do not trust this folder.

use super::LogError;
use super::disk::Disk;
use crate::basis::Hash;
use crate::ids::Position;

/// The file's name.
pub(crate) const FILE: &str = "checkpoint";

/// Its name while it is written.
const NEW_FILE: &str = "checkpoint.new";

/// What the file begins with, before its version.
const TITLE: &str = "liggare checkpoint";

/// The version of the file's format.
const VERSION: u32 = 2;

/// The version that says nothing of signed checkpoints, because there were none.
const UNSIGNED_VERSION: u32 = 1;

/// What the log is known to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checkpoint {
    /// The ledger's id.
    pub ledger: [u8; 16],
    /// How many events.
    pub size: u64,
    /// The Merkle root over their leaves.
    pub root: Hash,
    /// How many bytes of signed checkpoints are kept.
    pub signed: u64,
}

impl Checkpoint {
    /// The file's text.
    pub fn encode(&self) -> String {
        self.encode_as(VERSION)
    }

    fn encode_as(&self, version: u32) -> String {
        let ledger = uuid::Uuid::from_bytes(self.ledger);
        let (size, root) = (self.size, self.root);
        let signed = match version {
            UNSIGNED_VERSION => String::new(),
            _ => format!("{}\n", self.signed),
        };
        let text = format!("{TITLE} {version}\n{ledger}\n{size}\n{root}\n{signed}");
        let crc = crc32fast::hash(text.as_bytes());
        format!("{text}{crc:08x}\n")
    }

    /// Reads the file's text; none when it is not exactly what was written.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let mut lines = text.lines();
        let version = lines
            .next()?
            .strip_prefix(TITLE)?
            .trim_start()
            .parse()
            .ok()?;
        let mut checkpoint = Self {
            ledger: uuid::Uuid::try_parse(lines.next()?).ok()?.into_bytes(),
            size: lines.next()?.parse().ok()?,
            root: serde_json::from_value(lines.next()?.into()).ok()?,
            signed: 0,
        };
        match version {
            VERSION => checkpoint.signed = lines.next()?.parse().ok()?,
            UNSIGNED_VERSION => {}
            _ => return None,
        }
        (checkpoint.encode_as(version) == text).then_some(checkpoint)
    }

    /// Reads the ledger's checkpoint.
    ///
    /// # Errors
    /// [`LogError::Damaged`] when it is missing or not what was written, with
    /// position 0: without it nothing says how long the log was.
    /// [`LogError::NewerFormat`] when a newer program wrote it.
    pub(crate) fn read(disk: &dyn Disk, ledger: [u8; 16]) -> Result<Self, LogError> {
        let damaged = |found: &str| LogError::Damaged {
            position: Position(0),
            place: FILE.to_owned(),
            found: found.to_owned(),
        };
        let failed = |source| LogError::Io {
            doing: "att läsa kontrollpunkten",
            place: FILE.to_owned(),
            source,
        };
        let file = match disk.open(FILE) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(damaged("kontrollpunkten saknas"));
            }
            Err(error) => return Err(failed(error)),
        };
        let mut bytes = vec![0; 1024];
        let read = file.read_at(&mut bytes, 0).map_err(failed)?;
        bytes.truncate(read);
        match Self::decode(&bytes) {
            Some(checkpoint) if checkpoint.ledger == ledger => Ok(checkpoint),
            Some(_) => Err(damaged("kontrollpunkten hör till en annan liggare")),
            None => Err(match newer_version(&bytes) {
                Some(version) => LogError::NewerFormat {
                    place: FILE.to_owned(),
                    version,
                    known: VERSION,
                },
                None => damaged("kontrollpunkten är inte som den skrevs"),
            }),
        }
    }

    /// Writes the checkpoint durably in place of the older one.
    ///
    /// # Errors
    /// [`LogError::Io`]; the older one stays.
    pub(crate) fn write(&self, disk: &dyn Disk) -> Result<(), LogError> {
        let write = || {
            let file = disk.create(NEW_FILE)?;
            file.write_at(self.encode().as_bytes(), 0)?;
            file.sync()?;
            disk.rename(NEW_FILE, FILE)?;
            disk.sync_names()
        };
        write().map_err(|source| LogError::Io {
            doing: "att skriva kontrollpunkten",
            place: FILE.to_owned(),
            source,
        })
    }
}

/// The version of a whole checkpoint that a newer program wrote: every version
/// begins with its title and ends with a line that is the checksum of the others.
fn newer_version(bytes: &[u8]) -> Option<u32> {
    let text = std::str::from_utf8(bytes).ok()?;
    let title = text.lines().next()?.strip_prefix(TITLE)?;
    let version = title.strip_prefix(' ')?.parse().ok()?;
    let crc_at = text.strip_suffix('\n')?.rfind('\n')? + 1;
    let crc = crc32fast::hash(&text.as_bytes()[..crc_at]);
    (version > VERSION && text[crc_at..] == format!("{crc:08x}\n")).then_some(version)
}
