//! A log in memory: the same contract without files, for tests and trials.
//!
//! It is written as plainly as can be, so that it can serve as the measure that
//! the embedded store is held against. It keeps nothing when it is dropped.

use std::collections::BTreeMap;

use super::order::End;
use super::{CommandRecord, Log, LogError, Records, StoredModel, merkle};
use crate::basis::Hash;
use crate::entry::{Commit, Payload, Record};
use crate::event::EventKind;
use crate::ids::{CommandId, EventId, Position};
use crate::stream::StreamId;
use crate::time::Timestamp;

/// A log in memory.
#[derive(Debug, Default)]
pub struct MemoryLog {
    end: End,
    records: Vec<Record>,
    leaves: Vec<Hash>,
    commands: BTreeMap<CommandId, CommandRecord>,
    models: BTreeMap<String, StoredModel>,
}

impl MemoryLog {
    /// An empty log.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Log for MemoryLog {
    fn size(&self) -> u64 {
        self.end.size
    }

    fn append(&mut self, group: &[Commit]) -> Result<(), LogError> {
        self.end = self.end.after(group)?;
        for commit in group {
            self.commands.insert(
                commit.head.command_id.clone(),
                CommandRecord {
                    commitment: commit.head.command_commitment,
                    first_position: commit.head.first_position,
                    count: commit.head.count,
                },
            );
            self.leaves
                .extend(commit.records.iter().map(|record| record.leaf));
            self.records.extend(commit.records.iter().cloned());
        }
        Ok(())
    }

    fn read(&self, from: Position, end: u64) -> Records<'_> {
        let size = self.records.len();
        let end = usize::try_from(end).unwrap_or(size).min(size);
        let from = usize::try_from(from.0).unwrap_or(size).min(end);
        Box::new(self.records[from..end].iter().cloned().map(Ok))
    }

    fn command(&self, id: &CommandId) -> Result<Option<CommandRecord>, LogError> {
        Ok(self.commands.get(id).cloned())
    }

    fn stream(&self, stream: &StreamId) -> Result<Vec<Position>, LogError> {
        Ok(self
            .records
            .iter()
            .filter(|record| record.entry.stream == *stream)
            .map(|record| record.entry.position)
            .collect())
    }

    fn position_of(&self, event: EventId) -> Result<Option<Position>, LogError> {
        Ok(self
            .records
            .binary_search_by_key(&event, |record| record.entry.event_id)
            .ok()
            .map(|at| self.records[at].entry.position))
    }

    fn size_at(&self, moment: Timestamp) -> Result<u64, LogError> {
        Ok(self
            .records
            .partition_point(|record| record.entry.commit.recorded_at <= moment) as u64)
    }

    fn root_at(&self, size: u64) -> Result<Hash, LogError> {
        usize::try_from(size)
            .ok()
            .and_then(|size| self.leaves.get(..size))
            .map(merkle::root)
            .ok_or(LogError::BeyondEnd {
                size: self.end.size,
                asked: size,
            })
    }

    fn model(&self, name: &str) -> Result<Option<StoredModel>, LogError> {
        Ok(self.models.get(name).cloned())
    }

    fn keep_model(&mut self, name: &str, model: &StoredModel) -> Result<(), LogError> {
        self.models.insert(name.to_owned(), model.clone());
        Ok(())
    }

    fn redact(&mut self, position: Position) -> Result<(), LogError> {
        let size = self.end.size;
        let record = usize::try_from(position.0)
            .ok()
            .and_then(|at| self.records.get_mut(at))
            .ok_or(LogError::BeyondEnd {
                size,
                asked: position.0.saturating_add(1),
            })?;
        let kind = record.entry.kind();
        if kind == EventKind::PayloadRedacted {
            return Err(super::redaction_is_kept(position));
        }
        record.entry.payload = Payload::Redacted(kind);
        record.salt = None;
        self.models.clear();
        Ok(())
    }

    fn checkpoint(&mut self) -> Result<(), LogError> {
        Ok(())
    }

    fn notes(&self) -> &[String] {
        &[]
    }
}
