//! The ledger's folder: what stands in it, and what is set aside or forgotten.

use std::fs::{DirEntry, File, OpenOptions};
use std::io::Read;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, lchown};
use std::path::{Path, PathBuf};

use rustix::fs::{Access, OFlags};
use rustix::process::geteuid;

use crate::log::journal::failed;
use crate::log::{LogError, segment};
use crate::whole_file::{self, PRIVATE};

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
    whole_file::replace(folder, REBUILD, &[], PRIVATE)
}

/// Removes the index and every one that was set aside, then the mark that says so.
/// Answers what remains of those that were set aside; the mark then stays, so that the
/// next opening tries again.
///
/// # Errors
/// [`LogError::Io`] when the index itself cannot be removed, or the mark.
pub(super) fn forget(folder: &Path) -> Result<Option<LogError>, LogError> {
    let remains = remove_indexes(folder)?;
    if remains.is_none() {
        let mark = folder.join(REBUILD);
        std::fs::remove_file(&mark)
            .and_then(|()| File::open(folder)?.sync_all())
            .map_err(failed("att ta bort", &mark.display().to_string()))?;
    }
    Ok(remains)
}

/// Removes the index and every one that was set aside: they may hold what was
/// destroyed, so their bytes are overwritten before their names go. Answers what
/// remains of those that were set aside.
///
/// # Errors
/// [`LogError::Io`] when the index itself cannot be removed.
pub(crate) fn remove_indexes(folder: &Path) -> Result<Option<LogError>, LogError> {
    let mut remains = None;
    for path in indexes(folder)? {
        if let Err(error) = destroy(&path) {
            let error = failed("att skriva över", &path.display().to_string())(error);
            if path.ends_with(INDEX) {
                return Err(error);
            }
            remains.get_or_insert(error);
        }
    }
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(failed("att synka", &folder.display().to_string()))?;
    Ok(remains)
}

/// Whether all that a redaction removes can be removed: the index and every one that was
/// set aside.
///
/// # Errors
/// [`LogError::Io`] with what cannot be.
pub(super) fn check_destroyable(folder: &Path) -> Result<(), LogError> {
    indexes(folder)?
        .iter()
        .try_for_each(|path| check(path).map_err(failed("att gallra", &path.display().to_string())))
}

fn check(path: &Path) -> std::io::Result<()> {
    let about = std::fs::symlink_metadata(path)?;
    if about.is_dir() {
        rustix::fs::access(path, Access::WRITE_OK | Access::EXEC_OK)?;
        for entry in std::fs::read_dir(path)? {
            check(&entry?.path())?;
        }
    } else if about.is_file() {
        open_file(File::options().write(true), path)?;
    }
    Ok(())
}

/// The index and every one that was set aside, those that there are.
fn indexes(folder: &Path) -> Result<Vec<PathBuf>, LogError> {
    let named = |entry: std::io::Result<DirEntry>| {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_index = name == INDEX || name.starts_with(SET_ASIDE);
        Ok(is_index.then(|| entry.path()))
    };
    std::fs::read_dir(folder)
        .and_then(|entries| entries.map(named).filter_map(Result::transpose).collect())
        .map_err(failed("att läsa", &folder.display().to_string()))
}

/// Takes a file's name away, or a folder's with all that is in it, when every file's
/// bytes have been overwritten. Of a link only the name goes, never what it leads to.
///
/// # Errors
/// What the system answers; some of the bytes may then remain.
pub(crate) fn destroy(path: &Path) -> std::io::Result<()> {
    let about = std::fs::symlink_metadata(path)?;
    if about.is_dir() {
        for entry in std::fs::read_dir(path)? {
            destroy(&entry?.path())?;
        }
        return std::fs::remove_dir(path);
    }
    if about.is_file() {
        overwrite(path)?;
    }
    std::fs::remove_file(path)
}

/// Overwrites a file with zeros in place, durably.
///
/// # Errors
/// What the system answers; some of the bytes may then remain.
pub fn overwrite(file: &Path) -> std::io::Result<()> {
    let mut file = open_file(File::options().write(true), file)?;
    let length = file.metadata()?.len();
    std::io::copy(&mut std::io::repeat(0).take(length), &mut file)?;
    file.sync_data()
}

/// Opens a file, never one that a link leads to; a pipe is not waited for.
///
/// # Errors
/// What the system answers.
pub(crate) fn open_file(options: &mut OpenOptions, path: &Path) -> std::io::Result<File> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    options.custom_flags(flags.bits().cast_signed()).open(path)
}

/// Gives the index that root has made to the folder's owner, whose it is to open.
pub(super) fn give_to_owner(folder: &Path, index: &Path) -> std::io::Result<()> {
    if !geteuid().is_root() {
        return Ok(());
    }
    let owner = std::fs::metadata(folder)?;
    let give = |path: &Path| match std::fs::symlink_metadata(path)? {
        about if about.uid() == owner.uid() => Ok(()),
        _ => lchown(path, Some(owner.uid()), Some(owner.gid())),
    };
    give(index)?;
    for entry in std::fs::read_dir(index)? {
        give(&entry?.path())?;
    }
    Ok(())
}

/// Gives the index a name that no opening reads.
pub(super) fn set_aside(folder: &Path, index: &Path) -> std::io::Result<String> {
    let mut number = 1_u32;
    loop {
        let name = format!("{SET_ASIDE}{number}");
        let aside = folder.join(&name);
        if aside.symlink_metadata().is_err() {
            std::fs::rename(index, aside)?;
            return Ok(name);
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::Log;
    use crate::log::settings::Settings;
    use crate::log::store::Store;
    use crate::time::Timestamp;

    fn made(folder: &Path) -> Store {
        let settings = Settings {
            origin: "prov".to_owned(),
            demonstration: true,
            created_at: Timestamp(0),
        };
        Store::create(folder, &settings).expect("a store")
    }

    /// What root had opened could not be opened by its owner after.
    #[test]
    fn what_root_makes_beside_the_journal_is_the_folders_owners() {
        if !geteuid().is_root() {
            return;
        }
        let around = tempfile::tempdir().expect("a folder");
        let folder = around.path().join("liggare");
        made(&folder).close().expect("it closes");
        let all = |path: &Path| -> Vec<PathBuf> {
            let found = std::fs::read_dir(path).expect("a folder");
            found.map(|entry| entry.expect("an entry").path()).collect()
        };
        for path in [
            vec![folder.clone()],
            all(&folder),
            all(&folder.join("journal")),
        ]
        .concat()
        {
            lchown(path, Some(4711), Some(4712)).expect("root may");
        }
        destroy(&folder.join(INDEX)).expect("it goes");
        let mut store = Store::open(&folder).expect("a store");
        store.checkpoint().expect("a checkpoint");
        mark_rebuild(&folder).expect("a mark");
        store.close().expect("it closes");
        let index = folder.join(INDEX);
        for path in [
            all(&folder),
            all(&folder.join("journal")),
            vec![index.clone(), index.join("db")],
        ]
        .concat()
        {
            let about = std::fs::symlink_metadata(&path).expect("a file");
            assert_eq!(about.uid(), 4711, "{}", path.display());
        }
    }

    /// Something of another kind that was set aside ended every opening after a
    /// redaction, and what a link led to could be overwritten.
    #[test]
    fn whatever_is_set_aside_goes_with_the_index_and_what_a_link_leads_to_stays() {
        let around = tempfile::tempdir().expect("a folder");
        let folder = around.path().join("liggare");
        made(&folder).close().expect("it closes");
        let elsewhere = around.path().join("annans");
        std::fs::write(&elsewhere, b"annans").expect("a file");
        let aside = |number: u32| folder.join(format!("{SET_ASIDE}{number}"));
        std::fs::write(aside(1), b"en fil").expect("a file");
        std::os::unix::fs::symlink(&elsewhere, aside(2)).expect("a link");
        std::os::unix::fs::symlink("ingenstans", aside(3)).expect("a link");
        std::fs::create_dir_all(aside(4).join("under")).expect("a folder");
        check_destroyable(&folder).expect("all can be");
        mark_rebuild(&folder).expect("a mark");
        Store::open(&folder)
            .expect("a store")
            .close()
            .expect("it closes");
        assert!((1..=4).all(|number| aside(number).symlink_metadata().is_err()));
        assert!(!folder.join(REBUILD).exists());
        assert_eq!(std::fs::read(&elsewhere).expect("a file"), b"annans");
    }
}
