//! A log in memory: the same contract without files, for tests and trials.
//!
//! It is written as plainly as can be, so that it can serve as the measure that
//! the embedded store is held against. It keeps nothing when it is dropped.

use std::collections::BTreeMap;

use super::checkpoints::check_next;
use super::order::End;
use super::{CommandRecord, Log, LogError, Notes, ReadLog, Records, StoredModel, merkle};
use crate::basis::Hash;
use crate::entry::{Commit, Payload, Record};
use crate::event::EventKind;
use crate::ids::{CommandId, EventId, Position};
use crate::proof::{SignedNote, TreeHead};
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
    checkpoints: Vec<SignedNote>,
}

impl MemoryLog {
    /// An empty log.
    pub fn new() -> Self {
        Self::default()
    }

    /// The hashes of the first `size` leaves.
    fn leaves(&self, size: u64) -> Result<&[Hash], LogError> {
        usize::try_from(size)
            .ok()
            .and_then(|size| self.leaves.get(..size))
            .ok_or(LogError::BeyondEnd {
                size: self.end.size,
                asked: size,
            })
    }
}

/// The path of a leaf, from the leaf up, straight from RFC 6962 section 2.1.1.
fn path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() < 2 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    let (mut path, sibling) = match index.checked_sub(left.len()) {
        None => (path(index, left), right),
        Some(index) => (path(index, right), left),
    };
    path.push(merkle::root(sibling));
    path
}

/// The proof that the leaves begin with the first `old`, straight from RFC 6962
/// section 2.1.2; `is_whole` while they begin with the tree's first leaf.
fn subproof(old: usize, leaves: &[Hash], is_whole: bool) -> Vec<Hash> {
    if old == leaves.len() {
        let root = (!is_whole).then(|| merkle::root(leaves));
        return root.into_iter().collect();
    }
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    let (mut proof, sibling) = match old.checked_sub(left.len()) {
        None | Some(0) => (subproof(old, left, is_whole), right),
        Some(old) => (subproof(old, right, false), left),
    };
    proof.push(merkle::root(sibling));
    proof
}

impl ReadLog for MemoryLog {
    fn size(&self) -> u64 {
        self.end.size
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
        self.leaves(size).map(merkle::root)
    }

    fn inclusion_proof(&self, position: Position, size: u64) -> Result<Vec<Hash>, LogError> {
        let leaves = self.leaves(size)?;
        match usize::try_from(position.0) {
            Ok(index) if index < leaves.len() => Ok(path(index, leaves)),
            Ok(_) | Err(_) => Err(LogError::BeyondEnd {
                size,
                asked: position.0.saturating_add(1),
            }),
        }
    }

    fn consistency_proof(&self, old: u64, new: u64) -> Result<Vec<Hash>, LogError> {
        let leaves = self.leaves(new)?;
        match usize::try_from(old) {
            Ok(0) => Ok(Vec::new()),
            Ok(old) if old <= leaves.len() => Ok(subproof(old, leaves, true)),
            Ok(_) | Err(_) => Err(LogError::BeyondEnd {
                size: new,
                asked: old,
            }),
        }
    }

    fn checkpoints(&self) -> Notes<'_> {
        Box::new(self.checkpoints.iter().cloned().map(Ok))
    }

    fn checkpoints_back(&self) -> Notes<'_> {
        Box::new(self.checkpoints.iter().rev().cloned().map(Ok))
    }

    fn model(&self, name: &str) -> Result<Option<StoredModel>, LogError> {
        Ok(self.models.get(name).cloned())
    }

    fn model_fingerprint(&self, name: &str) -> Result<Option<String>, LogError> {
        let kept = self.models.get(name);
        Ok(kept.map(|model| model.fingerprint.clone()))
    }
}

impl Log for MemoryLog {
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

    fn keep_checkpoint(&mut self, note: &SignedNote) -> Result<(), LogError> {
        let last = self.checkpoints.last();
        if last == Some(note) {
            return Ok(());
        }
        let head = last.and_then(|note| TreeHead::of(note).ok());
        check_next(note, head.as_ref(), self.end.size, |size| {
            self.root_at(size)
        })?;
        self.checkpoints.push(note.clone());
        Ok(())
    }

    fn last_checkpoint(&self) -> Option<&SignedNote> {
        self.checkpoints.last()
    }

    fn keep_model(&mut self, name: &str, model: &StoredModel) -> Result<(), LogError> {
        self.models.insert(name.to_owned(), model.clone());
        Ok(())
    }

    fn forget_model(&mut self, name: &str) -> Result<(), LogError> {
        self.models.remove(name);
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
