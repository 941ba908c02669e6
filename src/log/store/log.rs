//! The store as a [`Log`]. What is read is read as every reader does: from the
//! latest [`Snapshot`](super::Snapshot).

use std::ops::ControlFlow;
use std::sync::Arc;

use super::{IndexFailure, Store, folder};
use crate::basis::Hash;
use crate::entry::{Commit, Entry};
use crate::ids::{CommandId, EventId, Position};
use crate::log::checkpoints::check_next;
use crate::log::index::Line;
use crate::log::redaction::redacts;
use crate::log::{CommandRecord, Log, LogError, Notes, ReadLog, Records, StoredModel};
use crate::proof::SignedNote;
use crate::stream::StreamId;
use crate::time::Timestamp;

impl ReadLog for Store {
    fn size(&self) -> u64 {
        self.seen.size()
    }

    fn read(&self, from: Position, end: u64) -> Records<'_> {
        self.seen.read(from, end)
    }

    fn go_through(
        &self,
        from: Position,
        end: u64,
        see: &mut dyn FnMut(&[Entry]) -> ControlFlow<()>,
    ) -> Result<(), LogError> {
        self.seen.go_through(from, end, see)
    }

    fn command(&self, id: &CommandId) -> Result<Option<CommandRecord>, LogError> {
        self.seen.command(id)
    }

    fn stream(&self, stream: &StreamId) -> Result<Vec<Position>, LogError> {
        self.seen.stream(stream)
    }

    fn stream_length(&self, stream: &StreamId) -> Result<u64, LogError> {
        self.seen.stream_length(stream)
    }

    fn position_of(&self, event: EventId) -> Result<Option<Position>, LogError> {
        self.seen.position_of(event)
    }

    fn size_at(&self, moment: Timestamp) -> Result<u64, LogError> {
        self.seen.size_at(moment)
    }

    fn root_at(&self, size: u64) -> Result<Hash, LogError> {
        self.seen.root_at(size)
    }

    fn inclusion_proof(&self, position: Position, size: u64) -> Result<Vec<Hash>, LogError> {
        self.seen.inclusion_proof(position, size)
    }

    fn consistency_proof(&self, old: u64, new: u64) -> Result<Vec<Hash>, LogError> {
        self.seen.consistency_proof(old, new)
    }

    fn checkpoints(&self) -> Notes<'_> {
        self.seen.checkpoints()
    }

    fn checkpoints_back(&self) -> Notes<'_> {
        self.seen.checkpoints_back()
    }

    fn model(&self, name: &str) -> Result<Option<StoredModel>, LogError> {
        self.seen.model(name)
    }

    fn model_fingerprint(&self, name: &str) -> Result<Option<String>, LogError> {
        self.seen.model_fingerprint(name)
    }
}

impl Log for Store {
    fn append(&mut self, group: &[Commit]) -> Result<(), LogError> {
        self.seen.check_index()?;
        let mut records = group.iter().flat_map(|commit| &commit.records);
        if let Some(folder) = &self.folder
            && records.any(|record| redacts(record.entry.event()).is_some())
        {
            // What cannot be destroyed is said before anything says that it was.
            folder::check_destroyable(folder)?;
        }
        let (place, header) = self.journal.append(group)?;
        let records = group.iter().flat_map(|commit| &commit.records);
        self.index.take(
            place,
            &header,
            records.map(|record| Line {
                position: record.entry.position,
                stream: &record.entry.stream,
                stream_version: record.entry.stream_version,
                leaf: record.leaf,
                commit: &record.entry.commit,
                redacts: redacts(record.entry.event()),
            }),
        );
        let records = group.iter().flat_map(|commit| &commit.records);
        let redacted: Vec<_> = records
            .filter_map(|record| redacts(record.entry.event()))
            .collect();
        // Readers look there too: it is only touched when there is something to add.
        if !redacted.is_empty() {
            self.seen.redacted.extend(redacted);
        }
        if self.index.is_due()
            && let Err(error) = self.index.settle()
        {
            // The group is durable and counts; only what follows must wait.
            self.index_failure = Some(Arc::new(IndexFailure::of(&error)));
        }
        self.look();
        Ok(())
    }

    fn keep_checkpoint(&mut self, note: &SignedNote) -> Result<(), LogError> {
        if self.checkpoints.kept().last() == Some(note) {
            return Ok(());
        }
        let last = self.checkpoints.kept().last_head();
        let head = check_next(note, last, self.journal.size(), |size| self.root_at(size))?;
        if head.origin != self.origin_line() {
            return Err(LogError::Checkpoint {
                why: "den hör till en annan liggare".to_owned(),
            });
        }
        let disk = self.journal.disk.as_ref();
        self.checkpoints.append(disk, note, head)?;
        self.look();
        Ok(())
    }

    fn last_checkpoint(&self) -> Option<&SignedNote> {
        self.checkpoints.kept().last()
    }

    fn keep_model(&mut self, name: &str, model: &StoredModel) -> Result<(), LogError> {
        // A model of more events than there are is bound to no history: it is answered
        // only for as long as anyone can see that it is one.
        let root = match model.cursor {
            cursor if cursor <= self.size() => self.root_at(cursor)?,
            _ => Hash([0; 32]),
        };
        self.index.keep_model(name, model, root)
    }

    fn forget_model(&mut self, name: &str) -> Result<(), LogError> {
        self.index.forget_model(name)
    }

    fn redact(&mut self, position: Position) -> Result<(), LogError> {
        if position.0 >= self.journal.size() {
            return Err(LogError::BeyondEnd {
                size: self.journal.size(),
                asked: position.0.saturating_add(1),
            });
        }
        self.destroy(position)
    }

    fn checkpoint(&mut self) -> Result<(), LogError> {
        self.seen.check_index()?;
        if self.journal.is_poisoned() {
            return Err(LogError::Poisoned);
        }
        self.write_checkpoint()?;
        self.index.flush()
    }

    fn notes(&self) -> &[String] {
        &self.notes
    }
}
