//! What an opening changes: the torn rest is set aside and cut, the last frame
//! is synced once more, and files without their names are removed.

use super::end::Found;
use crate::log::LogError;
use crate::log::disk::Disk;
use crate::log::journal::{UNFINISHED, failed};
use crate::log::segment;
use crate::log::walk::Segment;

/// The beginning of the names of files that hold what was cut off.
const SET_ASIDE: &str = "avklippt";

/// Keeps what is cut in a file of its own, then cuts it durably.
pub(super) fn set_aside(
    disk: &dyn Disk,
    segments: &[Segment],
    found: &Found,
    rest: &[u8],
) -> Result<String, LogError> {
    let names = disk
        .names()
        .map_err(failed("att läsa", "journalens mapp"))?;
    let position = found.end.size;
    let name = (1..=names.len() + 1)
        .map(|number| format!("{SET_ASIDE}-{position}-{number}.bin"))
        .find(|name| !names.contains(name))
        .unwrap_or_else(|| SET_ASIDE.to_owned());
    let cut = || {
        let file = disk.create(&name)?;
        file.write_at(rest, 0)?;
        file.sync()?;
        disk.sync_names()?;
        if let Some(last) = segments.last() {
            last.file.truncate(found.tail.offset)?;
            last.file.sync()?;
        }
        Ok(())
    };
    cut().map_err(failed("att klippa av", &found.tail.text()))?;
    Ok(format!(
        "En skrivning som aldrig bekräftats stod ofullständig efter {position} händelser ({}). \
         Den är avklippt; dess {} byte ligger i journal/{name}.",
        found.tail.text(),
        rest.len()
    ))
}

/// Removes what was cut off, durably: it may hold what is being destroyed (I11).
///
/// # Errors
/// [`LogError::Io`] when it may still be there.
pub(crate) fn forget_set_aside(disk: &dyn Disk) -> Result<(), LogError> {
    let forget = || {
        for name in disk.names()? {
            if name.starts_with(SET_ASIDE) {
                let file = disk.open(&name)?;
                let length = usize::try_from(file.size()?).unwrap_or(usize::MAX);
                file.write_at(&vec![0; length], 0)?;
                file.sync()?;
                disk.remove(&name)?;
            }
        }
        disk.sync_names()
    };
    forget().map_err(failed("att ta bort det avklippta", "journalens mapp"))
}

/// Writes the last frame again and syncs it: after a failed sync or a killed
/// process it can be readable without being durable, and it now counts (I2).
pub(super) fn sync_again(segments: &[Segment], found: &Found) -> Result<(), LogError> {
    let (Some(last), Some((offset, length))) = (segments.last(), found.last_frame) else {
        return Ok(());
    };
    let again = || {
        let mut bytes = vec![0; length];
        let read = last.file.read_at(&mut bytes, offset)?;
        last.file.write_at(&bytes[..read], offset)?;
        last.file.sync()
    };
    again().map_err(failed("att säkra", &segment::file_name(last.number)))
}

/// Files that never got their names.
pub(super) fn remove_unfinished(disk: &dyn Disk) -> Result<(), LogError> {
    let names = disk
        .names()
        .map_err(failed("att läsa", "journalens mapp"))?;
    for name in names.iter().filter(|name| name.ends_with(UNFINISHED)) {
        disk.remove(name).map_err(failed("att ta bort", name))?;
    }
    Ok(())
}
