//! The kept copies of published reports that show what was destroyed.
//!
//! Guarantee: a copy is overwritten before its name goes, and only a copy that
//! holds something of it goes: that of a report whose sections change, and any
//! file in which its words are found. `reproduce` tells the rest by section.

use std::fs;
use std::io;
use std::path::Path;

use ledger::log::store::overwrite;

use super::plan::Plan;
use super::scan;
use crate::failure::Failure;
use crate::publication::copies::{FOLDER, copy_path};

/// Removes the copies and answers their names.
///
/// # Errors
/// [`Failure`] when one cannot be read or removed; repeat the command.
pub(super) fn remove(folder: &Path, plan: &Plan) -> Result<Vec<String>, Failure> {
    let copies: Vec<_> = plan
        .reports()
        .into_iter()
        .map(|report| copy_path(folder, report))
        .collect();
    let place = folder.join(FOLDER);
    let remove = || -> io::Result<Vec<String>> {
        let mut removed = Vec::new();
        let entries = match fs::read_dir(&place) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(removed),
            entries => entries?,
        };
        for entry in entries {
            let path = entry?.path();
            if copies.contains(&path) || scan::stands_in(&plan.traces, &fs::read(&path)?) {
                overwrite(&path)?;
                fs::remove_file(&path)?;
                removed.extend(
                    path.file_name()
                        .map(|name| name.to_string_lossy().into_owned()),
                );
            }
        }
        removed.sort();
        Ok(removed)
    };
    remove().map_err(|error| {
        let what = "inget är gallrat: publicerade rapporters kopior kunde inte tas bort";
        Failure::io(what, place.display().to_string(), &error)
    })
}
