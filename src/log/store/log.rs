//! The store as a [`Log`].

use super::redaction::redacts;
use super::{Store, walk_from};
use crate::basis::Hash;
use crate::entry::Commit;
use crate::ids::{CommandId, EventId, Position};
use crate::log::index::Line;
use crate::log::records::RecordReading;
use crate::log::walk::Walk;
use crate::log::{CommandRecord, Log, LogError, Records, StoredModel};
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
            self.index_failure = Some(error.to_string());
        }
        Ok(())
    }

    fn read(&self, from: Position, end: u64) -> Records<'_> {
        Box::new(RecordReading::new(
            self.walk_to(from),
            from.0,
            end.min(self.journal.size()),
            &self.redacted,
        ))
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
        let size = self.journal.size();
        let Some(mark) = self.index.mark_of_event(event) else {
            return Ok(None);
        };
        let mut walk = walk_from(&self.journal, Some(mark));
        let mut last = mark.place;
        while let Some((place, frame)) = walk.next(size)? {
            if frame.header.first_event > event {
                break;
            }
            last = place;
        }
        let mut walk = Walk::new(&self.journal.segments, last);
        let Some((place, frame)) = walk.next(size)? else {
            return Ok(None);
        };
        let heads = frame.heads().map_err(|flaw| place.damaged(flaw))?;
        Ok(heads
            .binary_search_by_key(&event, |head| head.event_id)
            .ok()
            .map(|at| heads[at].position))
    }

    fn size_at(&self, moment: Timestamp) -> Result<u64, LogError> {
        let size = self.journal.size();
        let mut walk = walk_from(&self.journal, self.index.mark_of_moment(moment));
        let mut recorded = walk.place().position;
        while let Some((place, frame)) = walk.next(size)? {
            if frame.header.recorded_at > moment {
                let heads = frame.heads().map_err(|flaw| place.damaged(flaw))?;
                let before = heads.partition_point(|head| head.commit.recorded_at <= moment);
                return Ok(recorded + before as u64);
            }
            recorded = frame.header.end();
        }
        Ok(recorded)
    }

    fn root_at(&self, size: u64) -> Result<Hash, LogError> {
        self.check_index()?;
        if size > self.journal.size() {
            return Err(LogError::BeyondEnd {
                size: self.journal.size(),
                asked: size,
            });
        }
        self.index.root_at(size)
    }

    fn model(&self, name: &str) -> Result<Option<StoredModel>, LogError> {
        self.index.model(name)
    }

    fn keep_model(&mut self, name: &str, model: &StoredModel) -> Result<(), LogError> {
        self.index.keep_model(name, model)
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
