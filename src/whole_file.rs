//! A file that is written whole: it stands durably under its name with all of its
//! bytes, or an older one does, or none.
//!
//! It is written under another name first. What an earlier attempt left there has
//! perhaps other rights, and is removed; so is what this one leaves when it fails,
//! for it may be private, and nobody would look for it under that name. What root
//! writes is given to the folder's owner, whose it is to read.
//! Deliberately not here: the journal and what stands beside it, whose disk can be
//! a simulated one.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, fchown};
use std::path::Path;

use rustix::process::geteuid;

/// Rights of what only its owner may read.
pub const PRIVATE: u32 = 0o600;

/// Rights of what everyone may read, before the process's mask.
pub const OPEN: u32 = 0o666;

/// What the name of an unfinished file ends with.
const UNFINISHED: &str = ".new";

/// Writes a file in a folder, in place of an older one.
///
/// # Errors
/// What the system answered; the older file stays, unless only the folder could
/// not be synced.
pub fn replace(folder: &Path, name: &str, bytes: &[u8], rights: u32) -> io::Result<()> {
    replace_with(folder, name, &[bytes], rights)
}

/// The same with bytes that stand in several pieces.
///
/// # Errors
/// As [`replace`].
pub(crate) fn replace_with(
    folder: &Path,
    name: &str,
    pieces: &[&[u8]],
    rights: u32,
) -> io::Result<()> {
    write(folder, name, pieces, rights, |unfinished, path| {
        std::fs::rename(unfinished, path)
    })
}

/// Writes a file in a folder under a name that no file has.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] when one has it, which stays; else what the
/// system answered.
pub fn add(folder: &Path, name: &str, bytes: &[u8], rights: u32) -> io::Result<()> {
    write(folder, name, &[bytes], rights, |unfinished, path| {
        // A link, unlike a rename, never takes the place of a file.
        let linked = std::fs::hard_link(unfinished, path);
        std::fs::remove_file(unfinished)?;
        linked
    })
}

/// Gives a new file that root has made to the owner of its folder.
///
/// # Errors
/// What the system answers.
pub(crate) fn give_to_owner(file: &File, folder: &Path) -> io::Result<()> {
    if !geteuid().is_root() {
        return Ok(());
    }
    let (of_file, of_folder) = (file.metadata()?, std::fs::metadata(folder)?);
    // Where nothing is to change, nothing is asked: some file systems have no owners.
    if of_file.uid() == of_folder.uid() {
        return Ok(());
    }
    fchown(file, Some(of_folder.uid()), Some(of_folder.gid()))
}

/// The name of a file while it is written.
pub(crate) fn unfinished(name: &str) -> String {
    format!("{name}{UNFINISHED}")
}

fn write(
    folder: &Path,
    name: &str,
    pieces: &[&[u8]],
    rights: u32,
    take_name: impl FnOnce(&Path, &Path) -> io::Result<()>,
) -> io::Result<()> {
    let unfinished = folder.join(unfinished(name));
    let written = || {
        match std::fs::remove_file(&unfinished) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(rights)
            .open(&unfinished)?;
        give_to_owner(&file, folder)?;
        for piece in pieces {
            file.write_all(piece)?;
        }
        file.sync_all()?;
        take_name(&unfinished, &folder.join(name))?;
        File::open(folder)?.sync_all()
    };
    written().inspect_err(|_| {
        // It is there only when it could not take its name.
        let _ = std::fs::remove_file(&unfinished);
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// A key that root had written could not be read by the server.
    #[test]
    fn what_root_writes_is_the_folders_owners() {
        if !geteuid().is_root() {
            return;
        }
        let folder = tempfile::tempdir().expect("a folder");
        std::os::unix::fs::chown(folder.path(), Some(4711), Some(4712)).expect("root may");
        replace(folder.path(), "fil", b"ett", PRIVATE).expect("it is written");
        let of_file = std::fs::metadata(folder.path().join("fil")).expect("a file");
        assert_eq!((of_file.uid(), of_file.gid()), (4711, 4712));
    }

    #[test]
    fn a_file_is_replaced_whole_with_its_rights_and_an_added_one_replaces_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("fil");
        std::fs::write(folder.path().join("fil.new"), "rest").expect("a file");
        add(folder.path(), "fil", b"ett", PRIVATE).expect("it is written");
        let again = add(folder.path(), "fil", b"annat", OPEN).map_err(|error| error.kind());
        assert_eq!(again, Err(io::ErrorKind::AlreadyExists));
        assert_eq!(std::fs::read(&path).expect("a file"), b"ett");
        replace(folder.path(), "fil", b"tv\xc3\xa5", PRIVATE).expect("it is written");
        assert_eq!(std::fs::read(&path).expect("a file"), "två".as_bytes());
        let mode = std::fs::metadata(&path)
            .expect("a file")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, PRIVATE);
        let entries = std::fs::read_dir(folder.path()).expect("a folder").count();
        assert_eq!(entries, 1, "nothing is left beside it");
    }
}
