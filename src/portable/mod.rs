//! The portable form: a ledger as plain files that outlive the store.
//!
//! `FORMAT.md` beside this file says it byte for byte, and is itself written
//! into every archive. [`export()`] writes an archive or brings an older one up to
//! date; [`restore()`] builds a ledger of one, with the same leaves and root.
//!
//! Guarantees: both go through the events one at a time, so that memory does not
//! grow with the ledger; an archive that is cut off is completed by the next
//! export; nothing of an archive that is not exactly what an export writes is
//! taken in (I12).
//! Deliberately not here: building reports, which the caller hands over as
//! files, and judging an archive for an auditor, which `granska` does on its own.

use base64ct::{Base64, Encoding};

pub mod export;
mod failure;
mod files;
pub mod line;
pub mod manifest;
pub mod restore;
pub(crate) mod taking;

pub use export::{Attachment, Export, Exported, export};
pub use failure::PortableError;
pub use manifest::Manifest;
pub use restore::{Restored, restore};

/// The events, one line each.
pub const EVENTS: &str = "events.ndjson";

/// The signed checkpoints.
pub const CHECKPOINTS: &str = "checkpoints.txt";

/// The file in a restored ledger's folder that holds its first verifier key:
/// what an archive of it says, also where no signing key is.
pub const VERIFIER_KEY_FILE: &str = "verifier-key";

/// What the archive is and holds; written last.
pub const MANIFEST: &str = "archive.json";

/// Says that an export into the folder is under way, or was cut off.
pub(crate) const MARK: &str = "archive.unfinished";

/// The folder of the published reports.
pub const REPORTS: &str = "reports";

/// The page that explains the archive, as it stands in every one.
pub const FORMAT_PAGE: &str = include_str!("FORMAT.md");

/// The name of the page in an archive.
pub const FORMAT_FILE: &str = "FORMAT.md";

/// The script that verifies one event of an archive, as it stands in every one.
pub const SCRIPT: &str = include_str!("../../tools/granska/kontrollera.py");

/// The name of the script in an archive.
pub const SCRIPT_FILE: &str = "kontrollera.py";

/// How often progress is told, in events.
pub(crate) const PROGRESS_STEP: u64 = 1_024;

/// Bytes in the base64 of the portable form: the standard alphabet, padded.
pub fn base64(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}
