//! The ledger's folder: what stands in it, and what is set aside or forgotten.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::log::segment;

/// The index's folder.
pub(super) const INDEX: &str = "index";

/// Says that the index is to be built anew.
pub(super) const REBUILD: &str = "index.rebuild";

const SET_ASIDE: &str = "index.skadat-";

/// Whether a folder holds a journal that something has been written in.
pub(super) fn holds_frames(journal: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(journal) else {
        return false;
    };
    entries.flatten().any(|entry| {
        let name = entry.file_name();
        segment::number_of(&name.to_string_lossy()).is_some()
            && entry
                .metadata()
                .is_ok_and(|metadata| metadata.len() > segment::SEGMENT_HEADER_BYTES)
    })
}

/// Makes the folder's own name durable.
pub(super) fn sync_parent(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()?;
    match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => File::open(parent)?.sync_all(),
        _ => File::open(".")?.sync_all(),
    }
}

/// Says durably that the index is to be built anew: it may hold what is being destroyed.
pub(super) fn mark_rebuild(folder: &Path) -> std::io::Result<()> {
    File::create(folder.join(REBUILD))?.sync_all()?;
    File::open(folder)?.sync_all()
}

/// Removes the index and every one that was set aside, then the mark that says so.
pub(super) fn forget(folder: &Path) -> std::io::Result<()> {
    remove_indexes(folder)?;
    std::fs::remove_file(folder.join(REBUILD))?;
    File::open(folder)?.sync_all()
}

/// Removes the index and every one that was set aside: they may hold what was
/// destroyed, so their bytes are overwritten before their names go.
pub(crate) fn remove_indexes(folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name == INDEX || name.starts_with(SET_ASIDE) {
            overwrite_all(&entry.path())?;
            std::fs::remove_dir_all(entry.path())?;
        }
    }
    File::open(folder)?.sync_all()
}

/// Overwrites every file below a folder with zeros, durably.
fn overwrite_all(folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            overwrite_all(&entry.path())?;
        } else if kind.is_file() {
            overwrite(&entry.path())?;
        }
    }
    Ok(())
}

/// Overwrites a file with zeros in place, durably.
///
/// # Errors
/// What the system answers; some of the bytes may then remain.
pub fn overwrite(file: &Path) -> std::io::Result<()> {
    let mut file = File::options().write(true).open(file)?;
    let length = file.metadata()?.len();
    std::io::copy(&mut std::io::repeat(0).take(length), &mut file)?;
    file.sync_data()
}

/// Gives the index a name that no opening reads.
pub(super) fn set_aside(folder: &Path, index: &Path) -> std::io::Result<String> {
    let mut number = 1_u32;
    loop {
        let name = format!("{SET_ASIDE}{number}");
        let aside = folder.join(&name);
        if !aside.exists() {
            std::fs::rename(index, aside)?;
            return Ok(name);
        }
        number += 1;
    }
}
