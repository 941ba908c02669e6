//! The files of an archive's folder, against its manifest.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::manifest::{self, Manifest};
use super::{CHECKPOINTS, EVENTS, Unreadable};
use crate::tree::Hash;
use crate::verdict::counted::counted;
use crate::verdict::{Check, Place, Verdicts};

/// The page that explains the format.
const PAGE: &str = "FORMAT.md";

/// The script that checks one event.
const SCRIPT: &str = "kontrollera.py";

/// The folder of reports.
const REPORTS: &str = "reports";

/// The most bytes of a file that is read as a whole.
const MAX_WHOLE: u64 = 64 * 1024 * 1024;

/// Opens a file of an archive; none when it is missing, or when it is no regular
/// file: a link, a pipe or a device may lead anywhere and never end.
pub(super) fn open(folder: &Path, name: &str) -> io::Result<Option<File>> {
    let path = folder.join(name);
    match fs::symlink_metadata(&path) {
        Ok(found) if found.is_file() => File::open(path).map(Some),
        Ok(_) => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The bytes of a file of an archive, when it can be [`open`]ed.
pub(super) fn whole(folder: &Path, name: &str) -> io::Result<Option<Vec<u8>>> {
    let Some(file) = open(folder, name)? else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    file.take(MAX_WHOLE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_WHOLE {
        let text = format!("filen är större än {MAX_WHOLE} byte");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, text));
    }
    Ok(Some(bytes))
}

/// Checks that the folder holds what the manifest lists and nothing else.
pub(super) fn examine(
    folder: &Path,
    manifest: &Manifest,
    verdicts: &mut Verdicts,
) -> Result<(), Unreadable> {
    let found = files_of(folder)?;
    let listed: BTreeMap<&str, &Hash> = manifest
        .files
        .iter()
        .map(|(name, hash)| (name.as_str(), hash))
        .collect();
    for name in listed.keys() {
        if !may_be_listed(name) {
            let text = format!("filen {name} kan inte höra till ett arkiv");
            verdicts.fails(Check::Files, Place::file(manifest::FILE), text);
        }
    }
    for name in [PAGE, SCRIPT] {
        if !listed.contains_key(name) {
            let text = format!("filen {name} saknas i förteckningen");
            verdicts.fails(Check::Files, Place::file(manifest::FILE), text);
        }
    }
    for name in [EVENTS, CHECKPOINTS]
        .into_iter()
        .chain(listed.keys().copied())
    {
        if !found.contains(&name.to_owned()) {
            verdicts.fails(Check::Files, Place::file(name), "filen saknas");
        }
    }
    for name in &found {
        let Some(file) = open(folder, name).map_err(Unreadable::at(name))? else {
            verdicts.fails(Check::Files, Place::file(name), "det är ingen vanlig fil");
            continue;
        };
        let own = [manifest::FILE, EVENTS, CHECKPOINTS].contains(&name.as_str());
        match listed.get(name.as_str()) {
            Some(_) if own => {
                let text = "filen får inte stå i förteckningens files";
                verdicts.fails(Check::Files, Place::file(name), text);
            }
            None if own => {}
            None => verdicts.fails(
                Check::Files,
                Place::file(name),
                "filen står inte i förteckningen",
            ),
            Some(hash) => {
                if sha256_of(file).map_err(Unreadable::at(name))? != **hash {
                    let text = "filens SHA-256 är inte den som förteckningen anger";
                    verdicts.fails(Check::Files, Place::file(name), text);
                }
            }
        }
    }
    let count = listed.len();
    verdicts.looked_at(
        Check::Files,
        counted(count, "fil", "filer") + " utöver händelser och kontrollpunkter",
    );
    Ok(())
}

/// Whether a name is one that an archive may list: a report's is plain, so that
/// it leads nowhere but to its place.
pub(super) fn may_be_listed(name: &str) -> bool {
    let report = name
        .strip_prefix("reports/")
        .and_then(|name| name.strip_suffix(".json"));
    name == PAGE || name == SCRIPT || report.is_some_and(is_plain)
}

/// Letters, digits and the signs that [`super::reports::file_name`] keeps.
fn is_plain(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.%".contains(&byte);
    !name.is_empty() && !name.starts_with('.') && name.bytes().all(plain)
}

/// The names of all files, with the reports' folder in front of theirs.
fn files_of(folder: &Path) -> Result<Vec<String>, Unreadable> {
    let mut found = names_in(folder).map_err(Unreadable::at(&folder.display().to_string()))?;
    if let Some(at) = found.iter().position(|name| name == REPORTS) {
        let reports = folder.join(REPORTS);
        if fs::symlink_metadata(&reports).is_ok_and(|found| found.is_dir()) {
            found.remove(at);
            let inside = names_in(&reports).map_err(Unreadable::at(REPORTS))?;
            found.extend(inside.iter().map(|name| format!("{REPORTS}/{name}")));
        }
    }
    found.sort();
    Ok(found)
}

fn names_in(folder: &Path) -> io::Result<Vec<String>> {
    fs::read_dir(folder)?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect()
}

fn sha256_of(mut file: File) -> io::Result<Hash> {
    let mut hasher = Sha256::new();
    let mut block = vec![0; 64 * 1024];
    loop {
        match file.read(&mut block)? {
            0 => return Ok(hasher.finalize().into()),
            read => hasher.update(&block[..read]),
        }
    }
}
