//! The files of an archive's folder, against its manifest.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::manifest::{self, Manifest};
use super::{CHECKPOINTS, EVENTS, Unreadable};
use crate::tree::Hash;
use crate::verdict::{Check, Place, Verdicts};

/// The page that explains the format.
const PAGE: &str = "FORMAT.md";

/// The script that checks one event.
const SCRIPT: &str = "kontrollera.py";

/// The folder of reports.
const REPORTS: &str = "reports";

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
                if sha256_of(&folder.join(name)).map_err(Unreadable::at(name))? != **hash {
                    let text = "filens SHA-256 är inte den som förteckningen anger";
                    verdicts.fails(Check::Files, Place::file(name), text);
                }
            }
        }
    }
    let count = listed.len();
    verdicts.looked_at(
        Check::Files,
        format!("{count} filer utöver händelser och kontrollpunkter"),
    );
    Ok(())
}

fn may_be_listed(name: &str) -> bool {
    let report = name
        .strip_prefix("reports/")
        .and_then(|name| name.strip_suffix(".json"));
    name == PAGE || name == SCRIPT || report.is_some_and(|name| !name.contains('/'))
}

/// The names of all files, with the reports' folder in front of theirs.
fn files_of(folder: &Path) -> Result<Vec<String>, Unreadable> {
    let mut found = names_in(folder).map_err(Unreadable::at(&folder.display().to_string()))?;
    if let Some(at) = found.iter().position(|name| name == REPORTS) {
        let reports = folder.join(REPORTS);
        if reports.is_dir() {
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

fn sha256_of(path: &Path) -> io::Result<Hash> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut block = vec![0; 64 * 1024];
    loop {
        match file.read(&mut block)? {
            0 => return Ok(hasher.finalize().into()),
            read => hasher.update(&block[..read]),
        }
    }
}
