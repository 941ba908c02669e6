//! The kept copies of published reports, beside the journal.
//!
//! They let a report that cannot be reproduced be compared figure by figure. They
//! are a convenience: what counts is the hash in the log. Guarantee: no report's
//! id leads out of the folder, and no two share a file.

use std::fmt::Write as _;
use std::fs::File;
use std::path::{Path, PathBuf};

use ledger::ids::ReportId;
use ledger::log::store::overwrite;
use ledger::whole_file;
use projections::canonical;
use projections::publication::{self, Pin};
use projections::reporting::PublishedReport;

use crate::failure::Failure;
use crate::session::Reading;

/// The folder beside the journal that published reports are kept in.
pub(crate) const FOLDER: &str = "published";

/// The longest name of a kept copy before its ending, in bytes: file systems
/// allow 255 with it.
const LONGEST_NAME: usize = 200;

/// Where the canonical bytes of a published report are kept: a file of its own,
/// in the folder and nowhere else, whatever the id holds.
pub(crate) fn copy_path(folder: &Path, report: &ReportId) -> PathBuf {
    folder.join(FOLDER).join(file_name(report))
}

/// A report's id as the name of a file. Letters, digits, `-`, `_` and dots that
/// do not stand first are kept, every other byte is told in hexadecimal after a
/// per cent sign; so two ids never share a file. Where that would be longer than
/// file systems allow, the id's hash is the name.
pub(crate) fn file_name(report: &ReportId) -> String {
    let mut name = String::new();
    for byte in report.as_str().bytes() {
        let plain = byte.is_ascii_alphanumeric()
            || byte == b'-'
            || byte == b'_'
            || (byte == b'.' && !name.is_empty());
        if plain {
            name.push(char::from(byte));
        } else {
            let _ = write!(name, "%{byte:02X}");
        }
    }
    if name.len() > LONGEST_NAME {
        name = format!("%{}", canonical::hash(report.as_str().as_bytes()));
    }
    name + ".json"
}

/// Overwrites and removes the kept bytes of every published report, since they
/// may hold what is to be redacted (I11). `reproduce` then tells a difference by
/// section.
///
/// # Errors
/// [`Failure`] when one cannot be overwritten or removed; repeat the command.
pub(crate) fn forget_copies(folder: &Path) -> Result<(), Failure> {
    let copies = folder.join(FOLDER);
    let forget = || -> std::io::Result<()> {
        let entries = match std::fs::read_dir(&copies) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                overwrite(&entry.path())?;
                std::fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    };
    forget().map_err(|error| {
        let what = "inget är gallrat: publicerade rapporters kopior kunde inte tas bort";
        Failure::io(what, copies.display().to_string(), &error)
    })
}

/// The bytes that a published report is pinned to, when they can still be built.
pub(crate) fn as_published(reading: &Reading<'_>, published: &PublishedReport) -> Option<Pin> {
    let request = publication::request(published);
    let document = reading.build(&request, published.basis.size).ok()?;
    let pin = publication::pin(&document);
    (pin.sha256 == published.view_sha256).then_some(pin)
}

/// Keeps the canonical bytes of a published report, durably.
///
/// # Errors
/// [`Failure`] when they cannot be written; the report is published all the same.
pub(crate) fn keep_copy(folder: &Path, report: &ReportId, pin: &Pin) -> Result<(), Failure> {
    let copies = folder.join(FOLDER);
    let write = || {
        std::fs::create_dir_all(&copies)?;
        whole_file::replace(&copies, &file_name(report), &pin.bytes, whole_file::OPEN)?;
        File::open(folder)?.sync_all()
    };
    write().map_err(|error| {
        let what = "rapporten är publicerad, men dess kopia kunde inte sparas";
        let path = copy_path(folder, report);
        Failure::io(what, path.display().to_string(), &error)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name_of(id: &str) -> String {
        file_name(&ReportId::new(id).expect("a report id"))
    }

    #[test]
    fn no_id_leads_out_of_the_folder_and_no_two_ids_share_a_file() {
        let rows = [
            (
                "verksamhetsberattelse-RS-2024",
                "verksamhetsberattelse-RS-2024.json",
            ),
            ("a/./b", "a%2F.%2Fb.json"),
            ("a/b", "a%2Fb.json"),
            ("a:b", "a%3Ab.json"),
            ("a_b", "a_b.json"),
            ("VB-å", "VB-%C3%A5.json"),
        ];
        for (id, name) in rows {
            assert_eq!(name_of(id), name);
            let path = copy_path(Path::new("/liggare"), &ReportId::new(id).expect("an id"));
            assert_eq!(path.parent(), Some(Path::new("/liggare/published")));
        }
        let long = ["å".repeat(48), "ä".repeat(48)].map(|id| name_of(&id));
        assert!(long.iter().all(|name| name.len() < 255), "{long:?}");
        assert_ne!(long[0], long[1]);
    }
}
