//! Writing an archive, or bringing an older one of the same ledger up to date.
//!
//! The events come first, the other files then, and `archive.json` last. A mark
//! stands in the folder meanwhile, so that an export that was cut off is told
//! from a damaged archive and is completed by the next one.
//!
//! Guarantees: what an archive already holds is compared with the ledger byte
//! for byte before anything is added; an older archive brought up to date is the
//! archive that is written anew, byte for byte; what was redacted since is gone
//! from it, and the files that said it are overwritten before their names go.
//! Events are gone through one at a time.
//! Deliberately not here: what stands in the reports, which the caller builds;
//! and what a file system or a copy keeps of bytes that are overwritten.

mod checkpoints;
mod events;
mod place;

use std::collections::BTreeSet;
use std::path::Path;

use super::failure::failed;
use super::files::{self, SUPERSEDED, UNFINISHED};
use super::manifest::{ARCHIVE_VERSION, LedgerIdentity, ListedFile, Manifest, line_of};
use super::{
    EVENTS, FORMAT_FILE, FORMAT_PAGE, MANIFEST, MARK, PortableError, REPORTS, SCRIPT, SCRIPT_FILE,
};
use crate::canonical;
use crate::log::Log;
use crate::log::settings::FolderFile;
use crate::proof::{SigningKey, VerifierKey};
use place::Place;

/// What is to be exported.
pub struct Export<'a> {
    /// The ledger's log.
    pub log: &'a dyn Log,
    /// What the ledger is.
    pub ledger: &'a FolderFile,
    /// The ledger's first key; none when it has never signed anything.
    pub verifier_key: Option<&'a VerifierKey>,
    /// The ledger's current key, which signs the archive; none leaves it unsigned.
    pub signing_key: Option<&'a SigningKey>,
    /// How many events the archive must already have, when the caller knows.
    pub since: Option<u64>,
}

/// A published report as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its name in the folder of reports.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What an export came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// What the archive now is.
    pub manifest: Manifest,
    /// How many events it had before.
    pub before: u64,
    /// Whether the events were written anew, because some were redacted since.
    pub rewritten: bool,
}

/// Writes the archive of a ledger into a folder: one that is missing, empty, or
/// holds an archive of the same ledger. `reports` gives the published reports;
/// `progress` is told how many events have been gone through.
///
/// # Errors
/// [`PortableError::Occupied`], [`PortableError::Differs`] or
/// [`PortableError::Flawed`] when the folder holds something else, and what
/// `reports` answers. An archive that was there is whole until events have been
/// added; then repeating the export completes it.
pub fn export<E: From<PortableError>>(
    source: &Export<'_>,
    folder: &Path,
    reports: impl IntoIterator<Item = Result<Attachment, E>>,
    progress: &mut dyn FnMut(u64),
) -> Result<Exported, E> {
    let identity = LedgerIdentity::from(source.ledger);
    let place = Place::look(folder, &identity)?;
    let before = place.manifest.as_ref().map_or(0, |archive| archive.events);
    if let Some(asked) = source.since.filter(|since| *since != before) {
        return Err(PortableError::OtherSize {
            found: before,
            asked,
        }
        .into());
    }
    files::settle(&folder.join(EVENTS))?;
    let kept = events::compare(source.log, folder, &place, progress)?;
    std::fs::create_dir_all(folder.join(REPORTS)).map_err(failed("att skapa", folder))?;
    files::replace(&folder.join(MARK), &line_of(&identity))?;
    let rewritten = kept.is_stale;
    let root = events::complete(source.log, folder, kept, progress)?;
    let mut listed = vec![
        write(folder, FORMAT_FILE.to_owned(), FORMAT_PAGE.as_bytes())?,
        write(folder, SCRIPT_FILE.to_owned(), SCRIPT.as_bytes())?,
    ];
    for report in reports {
        let report = report?;
        let name = format!("{REPORTS}/{}", report.name);
        listed.push(write(folder, name, &report.bytes)?);
    }
    listed.sort_by(|a, b| a.name.cmp(&b.name));
    forget_other_reports(folder, &listed)?;
    let unsigned = Manifest {
        checkpoints: checkpoints::write(source.log, folder)?,
        events: root.size(),
        files: listed,
        format: ARCHIVE_VERSION,
        ledger: identity,
        root: root.root(),
        signature: None,
        verifier_key: source.verifier_key.map(ToString::to_string),
    };
    let manifest = match source.signing_key {
        Some(key) => unsigned.signed(key)?,
        None => unsigned,
    };
    files::replace(&folder.join(MANIFEST), &manifest.encode())?;
    let mark = folder.join(MARK);
    std::fs::remove_file(&mark).map_err(failed("att ta bort", &mark))?;
    files::sync_folder_of(&mark)?;
    Ok(Exported {
        manifest,
        before,
        rewritten,
    })
}

/// Writes a file of the archive, unless it already stands there.
fn write(folder: &Path, name: String, bytes: &[u8]) -> Result<ListedFile, PortableError> {
    let path = folder.join(&name);
    if std::fs::read(&path).ok().as_deref() != Some(bytes) {
        files::supersede_with(&path, bytes)?;
    }
    Ok(ListedFile {
        name,
        sha256: canonical::sha256(bytes),
    })
}

/// Removes what stands among the reports and is none of them: a file that was
/// being written when an export was cut off, or a report that can no longer be
/// built. What such a file says may have been redacted since, so it is destroyed.
fn forget_other_reports(folder: &Path, listed: &[ListedFile]) -> Result<(), PortableError> {
    let reports = folder.join(REPORTS);
    let wanted: BTreeSet<&str> = listed.iter().map(|file| file.name.as_str()).collect();
    let entries = std::fs::read_dir(&reports).map_err(failed("att läsa", &reports))?;
    for entry in entries {
        let name = entry.map_err(failed("att läsa", &reports))?.file_name();
        let name = name.to_string_lossy();
        if !wanted.contains(format!("{REPORTS}/{name}").as_str()) {
            let path = reports.join(&*name);
            if ![UNFINISHED, SUPERSEDED, ".json"]
                .iter()
                .any(|end| name.ends_with(end))
            {
                return Err(PortableError::Occupied {
                    folder: reports.display().to_string(),
                    found: name.into_owned(),
                });
            }
            files::destroy(&path)?;
        }
    }
    Ok(())
}
