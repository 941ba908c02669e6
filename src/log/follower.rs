//! Following the journal from another process, without the lock.
//!
//! A reader sees the events up to the marker that the writer sets after each
//! durable group, or the checkpoint when that says more. It writes nothing and
//! never waits for the writer. What it sees is durable, in order, gapless (I1).
//! Deliberately not here: the index. A reader goes through the journal.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use super::checkpoint::Checkpoint;
use super::checkpoints::Checkpoints;
use super::disk::{Disk, Folder};
use super::records::RecordReading;
use super::recovery;
use super::redacted::Redacted;
use super::redaction::redacts;
use super::settings::FolderFile;
use super::store::JOURNAL;
use super::walk::{Segment, Walk};
use super::{LogError, Records, marker};
use crate::event::EventKind;
use crate::ids::Position;
use crate::proof::SignedNote;

/// Reads the journal of a ledger that another process may be writing.
pub struct JournalReader {
    disk: Arc<dyn Disk>,
    file: FolderFile,
    segments: Vec<Segment>,
    size: u64,
    redacted: Redacted,
    /// How far redactions have been looked for.
    searched: u64,
}

impl JournalReader {
    /// Opens the ledger of a folder to read it.
    ///
    /// # Errors
    /// [`LogError::NotALedger`], [`LogError::NewerFormat`], [`LogError::Damaged`],
    /// [`LogError::Io`].
    pub fn open(folder: &Path) -> Result<Self, LogError> {
        let file = FolderFile::read(folder)?;
        Self::open_on(Arc::new(Folder::read_only(&folder.join(JOURNAL))), file)
    }

    /// Reads the journal of a disk.
    ///
    /// # Errors
    /// As [`JournalReader::open`].
    pub fn open_on(disk: Arc<dyn Disk>, file: FolderFile) -> Result<Self, LogError> {
        let mut reader = Self {
            disk,
            file,
            segments: Vec::new(),
            size: 0,
            redacted: Redacted::default(),
            searched: 0,
        };
        reader.refresh()?;
        Ok(reader)
    }

    /// What the ledger is.
    pub fn file(&self) -> &FolderFile {
        &self.file
    }

    /// The disk that it reads.
    pub(crate) fn disk(&self) -> &dyn Disk {
        self.disk.as_ref()
    }

    /// The journal's files, which hold what is visible.
    pub(crate) fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The events whose payloads the visible events destroy.
    pub(crate) fn redacted(&self) -> &Redacted {
        &self.redacted
    }

    /// How many events were visible at the last [`JournalReader::refresh`].
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Looks how far the journal has come, and answers it.
    ///
    /// # Errors
    /// [`LogError`] when the journal's files cannot be read.
    pub fn refresh(&mut self) -> Result<u64, LogError> {
        let ledger = self.file.ledger.into_bytes();
        let checkpoint = Checkpoint::read(self.disk.as_ref(), ledger)?;
        let marked = marker::read(self.disk.as_ref()).unwrap_or(0);
        let size = self.size.max(marked).max(checkpoint.size);
        if size > self.size || self.segments.is_empty() {
            // The files are listed after the size is known, so that they hold it.
            self.segments = recovery::segments(self.disk.as_ref(), ledger)?;
            self.size = size;
        }
        self.find_redactions()?;
        Ok(self.size)
    }

    /// The last signed checkpoint, when there is one.
    ///
    /// # Errors
    /// [`LogError`] when the checkpoints cannot be read.
    pub fn last_checkpoint(&self) -> Result<Option<SignedNote>, LogError> {
        let ledger = self.file.ledger.into_bytes();
        let durable = Checkpoint::read(self.disk.as_ref(), ledger)?.signed;
        let checkpoints = Checkpoints::find(self.disk.as_ref(), durable)?;
        Ok(checkpoints.kept().last().cloned())
    }

    /// The entries from a position to before `end` or what is visible. A payload
    /// that is destroyed while it is being read may be told as damage; refresh
    /// and read again.
    pub fn read(&self, from: Position, end: u64) -> Records<'_> {
        Box::new(RecordReading::new(
            Walk::towards(&self.segments, from.0),
            from.0,
            end.min(self.size),
            &self.redacted,
        ))
    }

    fn find_redactions(&mut self) -> Result<(), LogError> {
        let none = BTreeSet::new();
        let mut walk = Walk::towards(&self.segments, self.searched);
        while let Some((place, frame)) = walk.next(self.size)? {
            if frame.header.end() <= self.searched {
                continue;
            }
            let redacting = frame
                .heads_of(EventKind::PayloadRedacted)
                .map_err(|flaw| place.damaged(flaw))?;
            for head in redacting {
                let record = frame
                    .record(head, &none)
                    .map_err(|flaw| place.damaged(flaw))?;
                self.redacted.extend(redacts(record.entry.event()));
            }
            self.searched = frame.header.end();
        }
        Ok(())
    }
}
