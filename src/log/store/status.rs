//! What a store takes and holds.

use super::Store;
use crate::log::LogError;

/// What a store takes and holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// How many events.
    pub events: u64,
    /// How many frames they stand in.
    pub frames: u64,
    /// How many files the journal has.
    pub segments: usize,
    /// How many bytes the journal takes.
    pub journal_bytes: u64,
    /// How many bytes the index and the read models take.
    pub index_bytes: u64,
    /// How many events have had their payloads destroyed.
    pub redacted: usize,
}

impl Store {
    /// What it takes and holds.
    ///
    /// # Errors
    /// [`LogError`] when the files cannot be measured.
    pub fn status(&self) -> Result<Status, LogError> {
        Ok(Status {
            events: self.journal.size(),
            frames: self.index.cursor().frames,
            segments: self.journal.segments.len(),
            journal_bytes: self.journal.bytes()?,
            index_bytes: self.index.bytes()?,
            redacted: self.seen.redacted.len(),
        })
    }
}
