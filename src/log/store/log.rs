//! The store as a [`Log`].

use super::{IndexFailure, Store, walk_from};
use crate::basis::Hash;
use crate::entry::Commit;
use crate::ids::{CommandId, EventId, Position};
use crate::log::checkpoints::check_next;
use crate::log::index::Line;
use crate::log::records::RecordReading;
use crate::log::redaction::redacts;
use crate::log::{CommandRecord, Log, LogError, Notes, Records, StoredModel};
use crate::proof::SignedNote;
use crate::stream::StreamId;
use crate::time::Timestamp;

impl Log for Store {
    fn size(&self) -> u64 {
        self.journal.size()
    }

    fn append(&mut self, group: &[Commit]) -> Result<(), LogError> {
        self.check_index()?;
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
        for record in group.iter().flat_map(|commit| &commit.records) {
            self.redacted.extend(redacts(record.entry.event()));
        }
        if let Err(error) = self.index.settle() {
            // The group is durable and counts; only what follows must wait.
            self.index_failure = Some(IndexFailure::of(&error));
        }
        Ok(())
    }

    fn read(&self, from: Position, end: u64) -> Records<'_> {
        let end = end.min(self.journal.size());
        if from.0.checked_add(1) == Some(end) {
            let one = move || {
                let walk = self.walk_to(from);
                self.lookup.record(walk, from, &self.redacted).transpose()
            };
            return Box::new(std::iter::once_with(one).flatten());
        }
        let walk = self.walk_to(from);
        Box::new(RecordReading::new(walk, from.0, end, &self.redacted))
    }

    fn command(&self, id: &CommandId) -> Result<Option<CommandRecord>, LogError> {
        self.check_index()?;
        self.index.command(id)
    }

    fn stream(&self, stream: &StreamId) -> Result<Vec<Position>, LogError> {
        self.check_index()?;
        self.index.stream(stream)
    }

    fn position_of(&self, event: EventId) -> Result<Option<Position>, LogError> {
        match self.index.mark_of_event(event) {
            Some(mark) => {
                let walk = walk_from(&self.journal, Some(mark));
                self.lookup.position_of(walk, event, self.journal.size())
            }
            None => Ok(None),
        }
    }

    fn size_at(&self, moment: Timestamp) -> Result<u64, LogError> {
        let size = self.journal.size();
        let mut walk = walk_from(&self.journal, self.index.mark_of_moment(moment));
        let mut recorded = walk.place().position;
        while let Some((_, header)) = walk.peek(size)? {
            if header.recorded_at > moment {
                break;
            }
            recorded = header.end();
            walk.pass(&header);
        }
        if let Some((place, frame)) = walk.next(size)? {
            let counted = frame.each_head(|_, commit| {
                recorded += u64::from(commit.recorded_at <= moment);
            });
            counted.map_err(|flaw| place.damaged(flaw))?;
        }
        Ok(recorded)
    }

    fn root_at(&self, size: u64) -> Result<Hash, LogError> {
        self.check_index()?;
        self.check_size(size)?;
        self.index.root_at(size)
    }

    fn inclusion_proof(&self, position: Position, size: u64) -> Result<Vec<Hash>, LogError> {
        self.check_index()?;
        self.check_size(size)?;
        if position.0 >= size {
            return Err(LogError::BeyondEnd {
                size,
                asked: position.0.saturating_add(1),
            });
        }
        self.index.inclusion_proof(position.0, size)
    }

    fn consistency_proof(&self, old: u64, new: u64) -> Result<Vec<Hash>, LogError> {
        self.check_index()?;
        self.check_size(new)?;
        if old > new {
            return Err(LogError::BeyondEnd {
                size: new,
                asked: old,
            });
        }
        self.index.consistency_proof(old, new)
    }

    fn keep_checkpoint(&mut self, note: &SignedNote) -> Result<(), LogError> {
        if self.checkpoints.last() == Some(note) {
            return Ok(());
        }
        let last = self.checkpoints.last_head();
        let head = check_next(note, last, self.journal.size(), |size| self.root_at(size))?;
        if head.origin != self.origin_line() {
            return Err(LogError::Checkpoint {
                why: "den hör till en annan liggare".to_owned(),
            });
        }
        let disk = self.journal.disk.as_ref();
        self.checkpoints.append(disk, note, head)
    }

    fn checkpoints(&self) -> Notes<'_> {
        self.checkpoints.all()
    }

    fn checkpoints_back(&self) -> Notes<'_> {
        self.checkpoints.all_back()
    }

    fn last_checkpoint(&self) -> Option<&SignedNote> {
        self.checkpoints.last()
    }

    fn model(&self, name: &str) -> Result<Option<StoredModel>, LogError> {
        self.index.model(name)
    }

    fn keep_model(&mut self, name: &str, model: &StoredModel) -> Result<(), LogError> {
        self.index.keep_model(name, model)
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
        self.check_index()?;
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
