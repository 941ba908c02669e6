//! Recovery: what an opening does about what it finds at the journal's end.
//!
//! A group that was never acknowledged (neither the checkpoint nor the marker
//! counts it) can stand half written after the last whole frame. It is cut: its bytes are set aside in a file of their own and a
//! note says so. Everything else that is not what was written is damage: the
//! opening stops with the position and changes nothing (I3, I12).
//!
//! Only checksums make a frame torn. A frame whose checksums are right and whose
//! content this program cannot read was written by another program; it is never cut.

mod end;
mod files;
mod mending;

use super::LogError;
use super::checkpoint::Checkpoint;
use super::disk::Disk;
use super::journal::failed;
use super::marker;
use super::order::End;
use super::walk::Segment;
pub(crate) use files::segments;
pub(crate) use mending::forget_set_aside;

/// The journal as it is when it may be written again.
pub(crate) struct Recovered {
    pub(crate) segments: Vec<Segment>,
    pub(crate) end: End,
    pub(crate) tail: u64,
    pub(crate) filled: u64,
}

/// Finds the end of the journal and mends what a crash left there.
///
/// # Errors
/// [`LogError::Damaged`] for anything that a crash does not explain.
pub(crate) fn recover(
    disk: &dyn Disk,
    ledger: [u8; 16],
    checkpoint: &Checkpoint,
    notes: &mut Vec<String>,
) -> Result<Recovered, LogError> {
    // Before the files: they hold at least what the marker says.
    let acknowledged = marker::read(disk).unwrap_or(0);
    let segments = files::segments(disk, ledger)?;
    let found = end::find(&segments)?;
    let rest = found.rest(&segments)?;
    let torn = found.is_torn(&rest)?;
    if found.end.size < checkpoint.size {
        let what = found.flaw.as_ref().filter(|_| torn);
        return Err(found.tail.damaged(format!(
            "journalen har {} händelser men kontrollpunkten säger {}{}",
            found.end.size,
            checkpoint.size,
            what.map_or_else(String::new, |flaw| format!("; {flaw}")),
        )));
    }
    // The marker is written when a frame is durable, never before: what it
    // counts and the journal does not hold was answered for (I2).
    if found.end.size < acknowledged {
        return Err(found.tail.damaged(format!(
            "journalen har {} händelser men {acknowledged} är bekräftade{}",
            found.end.size,
            found
                .flaw
                .as_ref()
                .filter(|_| torn)
                .map_or_else(String::new, |flaw| format!("; {flaw}")),
        )));
    }
    mending::remove_unfinished(disk)?;
    // A file can have got its name without the name being durable.
    disk.sync_names()
        .map_err(failed("att säkra", "journalens mapp"))?;
    let mut filled = found.file_bytes;
    if torn {
        notes.push(mending::set_aside(disk, &segments, &found, &rest)?);
        filled = found.tail.offset;
    }
    if torn || found.end.size > checkpoint.size {
        mending::sync_again(&segments, &found)?;
    }
    Ok(Recovered {
        segments,
        end: found.end,
        tail: found.tail.offset,
        filled,
    })
}
