//! The kept checkpoints as they are read: a handle that is cheap to clone.
//!
//! A clone goes on answering what was kept when it was taken, while more are
//! appended. What is not what was written is told with its place, and ends the
//! reading (I12).

use std::sync::Arc;

use super::{CRC_LINE, CRC_LINE_BYTES, FILE, FIRST_BYTES, MAX_BYTES, first_record};
use crate::ids::Position;
use crate::log::disk::DiskFile;
use crate::log::journal::failed;
use crate::log::{LogError, Notes};
use crate::proof::{SignedNote, TreeHead};

/// The kept checkpoints of a journal, to read.
#[derive(Clone, Default)]
pub(crate) struct Kept {
    pub(super) file: Option<Arc<dyn DiskFile>>,
    /// Where they end.
    pub(super) end: u64,
    /// The last one, what it says, and where it stands.
    pub(super) last: Option<Arc<(SignedNote, TreeHead, u64)>>,
}

impl Kept {
    /// How many bytes they take.
    pub(crate) fn bytes(&self) -> u64 {
        self.end
    }

    /// The last kept checkpoint.
    pub(crate) fn last(&self) -> Option<&SignedNote> {
        self.last.as_ref().map(|last| &last.0)
    }

    /// What the last kept checkpoint says.
    pub(crate) fn last_head(&self) -> Option<&TreeHead> {
        self.last.as_ref().map(|last| &last.1)
    }

    /// The damage that the last kept checkpoint is, when it does not fit the log.
    pub(crate) fn last_is_damage(&self, why: &str) -> LogError {
        let at = self.last.as_ref().map_or(0, |last| last.2);
        self.damaged(at, why)
    }

    /// All of them, in order of arrival.
    pub(crate) fn all(&self) -> Notes<'_> {
        self.all_from(0)
    }

    /// Those that say at least a size, in order of arrival.
    ///
    /// # Errors
    /// [`LogError`] when the first of them cannot be found.
    pub(crate) fn saying(&self, size: u64) -> Result<Notes<'_>, LogError> {
        let (mut first, mut end) = (0, self.end);
        while first < end {
            let middle = first + (end - first) / 2;
            let start = self.start_of_last(middle)?.max(first);
            match self.note_at(start, self.end)? {
                Ok((_, head, next)) if head.size < size => first = next,
                Ok(_) => end = start,
                Err(why) => return Err(self.damaged(start, why)),
            }
        }
        Ok(self.all_from(first))
    }

    /// The notes that begin at a place or after it.
    fn all_from(&self, mut at: u64) -> Notes<'_> {
        let mut size = 0;
        Box::new(std::iter::from_fn(move || {
            if at >= self.end {
                return None;
            }
            let place = at;
            // Whatever is wrong, it ends here.
            at = self.end;
            match self.note_at(place, self.end) {
                Ok(Ok((_, head, _))) if head.size < size => {
                    Some(Err(self.damaged(place, "storleken är mindre än den förras")))
                }
                Ok(Ok((note, head, next))) => {
                    at = next;
                    size = head.size;
                    Some(Ok(note))
                }
                Ok(Err(why)) => Some(Err(self.damaged(place, why))),
                Err(error) => Some(Err(error)),
            }
        }))
    }

    /// All of them, the last one first.
    pub(crate) fn all_back(&self) -> Notes<'_> {
        let mut end = self.end;
        let mut size = u64::MAX;
        Box::new(std::iter::from_fn(move || {
            if end == 0 {
                return None;
            }
            // Whatever is wrong, it ends here.
            let after = std::mem::take(&mut end);
            let read = self
                .start_of_last(after)
                .and_then(|start| Ok((start, self.note_at(start, after)?)));
            match read {
                Ok((start, Ok((_, head, _)))) if head.size > size => {
                    Some(Err(self.damaged(start, "storleken är större än nästas")))
                }
                Ok((start, Ok((note, head, next)))) if next == after => {
                    end = start;
                    size = head.size;
                    Some(Ok(note))
                }
                Ok((start, Ok(_))) => Some(Err(
                    self.damaged(start, "noten slutar inte där nästa börjar")
                )),
                Ok((start, Err(why))) => Some(Err(self.damaged(start, why))),
                Err(error) => Some(Err(error)),
            }
        }))
    }

    /// Where the note begins that ends at a place: after the line of the one before.
    fn start_of_last(&self, end: u64) -> Result<u64, LogError> {
        for most in [FIRST_BYTES, FIRST_BYTES + MAX_BYTES] {
            let from = end.saturating_sub(most as u64);
            let bytes = self.bytes_from(from, end)?;
            let before = bytes.len().saturating_sub(CRC_LINE_BYTES);
            let last = bytes[..before]
                .windows(CRC_LINE.len())
                .rposition(|window| window == CRC_LINE);
            if let Some(at) = last {
                return Ok(from + (at + 1 + CRC_LINE_BYTES) as u64);
            }
            if from == 0 {
                return Ok(0);
            }
        }
        Err(self.damaged(end, "ingen rad med kontrollsumma går före"))
    }

    /// The note at a place, and where the next one begins; or what is wrong.
    #[allow(
        clippy::type_complexity,
        reason = "a failed reading and a wrong note are two answers"
    )]
    pub(super) fn note_at(
        &self,
        at: u64,
        end: u64,
    ) -> Result<Result<(SignedNote, TreeHead, u64), &'static str>, LogError> {
        for most in [FIRST_BYTES, MAX_BYTES] {
            let bytes = self.bytes_from(at, end.min(at + most as u64))?;
            if let Some(found) = first_record(&bytes) {
                return Ok(found.map(|(note, head, length)| (note, head, at + length as u64)));
            }
        }
        Ok(Err("ingen rad med kontrollsumma följer"))
    }

    pub(super) fn bytes_from(&self, from: u64, to: u64) -> Result<Vec<u8>, LogError> {
        let Some(file) = &self.file else {
            return Ok(Vec::new());
        };
        let mut bytes = vec![0; usize::try_from(to.saturating_sub(from)).unwrap_or(0)];
        let read = file
            .read_at(&mut bytes, from)
            .map_err(failed("att läsa", FILE))?;
        bytes.truncate(read);
        Ok(bytes)
    }

    /// What is wrong at a byte; the position is that up to which the note before
    /// it speaks for the log.
    pub(super) fn damaged(&self, at: u64, found: &str) -> LogError {
        let known = self.last.as_ref().filter(|last| last.2 < at);
        LogError::Damaged {
            position: Position(known.map_or(0, |last| last.1.size)),
            place: format!("{FILE}, byte {at}"),
            found: found.to_owned(),
        }
    }
}
