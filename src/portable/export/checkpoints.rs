//! The signed checkpoints of an archive: notes in order of arrival, one empty
//! line between them.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::log::Log;
use crate::portable::failure::failed;
use crate::portable::{CHECKPOINTS, PortableError, files};
use crate::proof::TreeHead;

/// Writes all that the log keeps, durably; answers how many they are.
///
/// # Errors
/// [`PortableError::Unsigned`] when the last one does not cover every event; a
/// log that keeps none has none to write.
pub(super) fn write(log: &dyn Log, folder: &Path) -> Result<u64, PortableError> {
    let path = folder.join(CHECKPOINTS);
    let unfinished = files::beside(&path);
    let fail = |error| failed("att skriva", &unfinished)(error);
    let mut file = BufWriter::new(File::create(&unfinished).map_err(fail)?);
    let mut count = 0;
    let mut signed = 0;
    for note in log.checkpoints() {
        let note = note?;
        if count > 0 {
            writeln!(file).map_err(fail)?;
        }
        write!(file, "{note}").map_err(fail)?;
        count += 1;
        signed = TreeHead::of(&note).map_or(signed, |head| head.size);
    }
    let size = log.size();
    if count > 0 && signed != size {
        return Err(PortableError::Unsigned { signed, size });
    }
    file.into_inner()
        .map_err(std::io::IntoInnerError::into_error)
        .and_then(|file| file.sync_all())
        .map_err(fail)?;
    files::take_name(&unfinished, &path)?;
    Ok(count)
}
