//! Copying a journal from one disk to another while it is being written.
//!
//! What is durable when a pass begins is copied, so a pass has an end however
//! much is written. Redactions that come meanwhile are another matter: what the
//! ledger has destroyed when the copying ends must be destroyed in the copy, so
//! it goes on until a pass has met none.

use std::sync::Arc;

use super::Copied;
use super::failure::BackupError;
use super::pass::{self, Ended};
use super::target::Target;
use crate::log::disk::Disk;
use crate::log::follower::JournalReader;
use crate::log::settings::FolderFile;

/// Copies the journal of a ledger to a disk that is empty or holds an older copy
/// of it, which is topped up. `progress` is told how many events have been passed,
/// and of how many.
///
/// # Errors
/// [`BackupError::Log`] with the position when the journal is damaged,
/// [`BackupError::Ahead`], [`BackupError::Forks`] and [`BackupError::Copy`] when the
/// older copy is not one of it, or damaged; nothing is changed by any of them.
/// [`BackupError::Io`] when the copy could not be written; try again.
pub fn copy_journal(
    source: Arc<dyn Disk>,
    target: &dyn Disk,
    file: &FolderFile,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Copied, BackupError> {
    let mut source = JournalReader::open_on(source, file.clone())?;
    copy_seen(&mut source, target, progress)
}

/// Copies what a reader sees, and goes on while redactions come.
pub(super) fn copy_seen(
    source: &mut JournalReader,
    target: &dyn Disk,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Copied, BackupError> {
    let mut earlier: Option<Copied> = None;
    loop {
        let redacted = source.redacted().len();
        let ended = pass::run(source, target, progress).inspect_err(|_| Target::clear(target))?;
        source.refresh()?;
        match ended {
            Ended::Done(copied) => {
                let copied = copied.after(earlier.as_ref());
                if source.redacted().len() == redacted {
                    return Ok(copied);
                }
                earlier = Some(copied);
            }
            Ended::Gone(damage) if source.redacted().len() == redacted => {
                Target::clear(target);
                return Err(damage.into());
            }
            Ended::Gone(_) => {}
        }
    }
}
