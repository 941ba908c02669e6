//! A trial: commands are decided in order, and nothing is written.
//!
//! [`TrialLog`] answers reads from the store and keeps what is appended in
//! memory, so that a later line can rest on an earlier one. What it holds is
//! gone when it is dropped.

use std::collections::BTreeMap;

use ledger::basis::Hash;
use ledger::entry::{Commit, Record};
use ledger::ids::{CommandId, EventId, Position};
use ledger::log::{CommandRecord, Log, LogError, Notes, ReadLog, Records, StoredModel};
use ledger::proof::SignedNote;
use ledger::stream::StreamId;
use ledger::time::Timestamp;

/// A store with what a trial has added to it.
pub(super) struct TrialLog<L> {
    store: L,
    added: Vec<Record>,
    commands: BTreeMap<CommandId, CommandRecord>,
}

impl<L: Log> TrialLog<L> {
    /// A trial on a store.
    pub(super) fn on(store: L) -> Self {
        Self {
            store,
            added: Vec::new(),
            commands: BTreeMap::new(),
        }
    }
}

impl<L: Log> ReadLog for TrialLog<L> {
    fn size(&self) -> u64 {
        self.store.size() + self.added.len() as u64
    }

    fn read(&self, from: Position, end: u64) -> Records<'_> {
        let kept = self.store.size();
        let added = self
            .added
            .iter()
            .filter(move |record| (from.0..end).contains(&record.entry.position.0))
            .map(|record| Ok(record.clone()));
        Box::new(self.store.read(from, end.min(kept)).chain(added))
    }

    fn command(&self, id: &CommandId) -> Result<Option<CommandRecord>, LogError> {
        match self.commands.get(id) {
            Some(command) => Ok(Some(command.clone())),
            None => self.store.command(id),
        }
    }

    fn stream(&self, stream: &StreamId) -> Result<Vec<Position>, LogError> {
        let mut positions = self.store.stream(stream)?;
        let added = self.added.iter().map(|record| &record.entry);
        positions.extend(
            added
                .filter(|entry| entry.stream == *stream)
                .map(|entry| entry.position),
        );
        Ok(positions)
    }

    fn position_of(&self, event: EventId) -> Result<Option<Position>, LogError> {
        let added = self.added.iter().map(|record| &record.entry);
        match added.into_iter().find(|entry| entry.event_id == event) {
            Some(entry) => Ok(Some(entry.position)),
            None => self.store.position_of(event),
        }
    }

    fn size_at(&self, moment: Timestamp) -> Result<u64, LogError> {
        self.store.size_at(moment)
    }

    fn root_at(&self, size: u64) -> Result<Hash, LogError> {
        self.store.root_at(size)
    }

    fn inclusion_proof(&self, position: Position, size: u64) -> Result<Vec<Hash>, LogError> {
        self.store.inclusion_proof(position, size)
    }

    fn consistency_proof(&self, old: u64, new: u64) -> Result<Vec<Hash>, LogError> {
        self.store.consistency_proof(old, new)
    }

    fn checkpoints(&self) -> Notes<'_> {
        self.store.checkpoints()
    }

    fn checkpoints_back(&self) -> Notes<'_> {
        self.store.checkpoints_back()
    }

    fn model(&self, name: &str) -> Result<Option<StoredModel>, LogError> {
        self.store.model(name)
    }

    fn model_fingerprint(&self, name: &str) -> Result<Option<String>, LogError> {
        self.store.model_fingerprint(name)
    }
}

impl<L: Log> Log for TrialLog<L> {
    fn append(&mut self, group: &[Commit]) -> Result<(), LogError> {
        for commit in group {
            let head = &commit.head;
            self.commands.insert(
                head.command_id.clone(),
                CommandRecord {
                    commitment: head.command_commitment,
                    first_position: head.first_position,
                    count: head.count,
                },
            );
            self.added.extend(commit.records.iter().cloned());
        }
        Ok(())
    }

    fn keep_checkpoint(&mut self, _note: &SignedNote) -> Result<(), LogError> {
        Ok(())
    }

    fn last_checkpoint(&self) -> Option<&SignedNote> {
        self.store.last_checkpoint()
    }

    fn keep_model(&mut self, _name: &str, _model: &StoredModel) -> Result<(), LogError> {
        Ok(())
    }

    fn forget_model(&mut self, _name: &str) -> Result<(), LogError> {
        Ok(())
    }

    fn redact(&mut self, _position: Position) -> Result<(), LogError> {
        Ok(())
    }

    fn checkpoint(&mut self) -> Result<(), LogError> {
        Ok(())
    }

    fn notes(&self) -> &[String] {
        self.store.notes()
    }
}
