//! What comes in, held against the checkpoints that the ledger has signed.
//!
//! A checkpoint is expected before the events that it counts are asked for: it
//! must be signed by the key in use, so that nobody else can make the replica
//! take in anything. The events follow one by one, put aside; then the root over
//! all of them must be the checkpoint's.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::aside::Aside;
use super::{Refused, Replica, ReplicaError, head_of, verify};
use crate::entry::{Payload, Record};
use crate::feed::cloud_event;
use crate::ids::{EventId, Position};
use crate::log::merkle::CompactTree;
use crate::log::redaction::redacts;
use crate::log::{Log, ReadLog};
use crate::portable::taking::{Judge, Keys, Sequence};
use crate::proof::SignedNote;

/// Events and checkpoints that follow on what a replica has.
pub struct Incoming<'a> {
    pub(super) replica: &'a Replica,
    pub(super) aside: Aside,
    sequence: Sequence,
    tree: CompactTree,
    keys: Keys,
    judge: Judge,
    notes: Vec<SignedNote>,
    /// The events whose payload is missing, and those that a redaction names.
    gone: BTreeMap<EventId, Position>,
    redacted: BTreeSet<EventId>,
}

/// What has come in and is signed for: [`Replica::append`] takes it.
pub struct Verified {
    pub(super) aside: Aside,
    pub(super) notes: Vec<SignedNote>,
    pub(super) judge: Judge,
}

/// How a checkpoint stands to what has come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// Its root is that of the events.
    Fits,
    /// It is not: [`Incoming::differing`] says where.
    Differs,
}

impl<'a> Incoming<'a> {
    pub(super) fn after(replica: &'a Replica, folder: &Path) -> Result<Self, ReplicaError> {
        let store = replica.store();
        let snapshot = store.reader().snapshot();
        Ok(Self {
            replica,
            aside: Aside::create(folder, Position(store.size()))?,
            sequence: Sequence::after(store)?,
            tree: CompactTree::of(store.size(), |level, number, width| {
                snapshot.tile(level, number, width)
            })?,
            keys: replica.keys.clone(),
            judge: replica.judge.clone(),
            notes: Vec::new(),
            gone: BTreeMap::new(),
            redacted: BTreeSet::new(),
        })
    }

    /// How many events there are, with those of the replica.
    pub fn size(&self) -> u64 {
        self.tree.size()
    }

    /// The checkpoint that came last.
    pub fn last(&self) -> Option<&SignedNote> {
        self.notes.last()
    }

    /// What the ledger's events have as their source.
    pub fn source(&self) -> String {
        cloud_event::source(&self.replica.store().file().ledger)
    }

    /// The next event is not what it should be.
    pub fn altered(&self, found: String) -> ReplicaError {
        let position = Position(self.size());
        Refused::Altered { position, found }.into()
    }

    /// How many events the next checkpoint counts: so many are to be taken in
    /// before it is given to [`Incoming::settle`]. None when it is here already.
    ///
    /// # Errors
    /// [`Refused`] when it is not the ledger's.
    pub fn awaits(&self, note: &SignedNote) -> Result<Option<u64>, ReplicaError> {
        let last = self.notes.last().or(self.replica.store().last_checkpoint());
        if last == Some(note) {
            return Ok(None);
        }
        let head = self.replica.head_of_ledger(note)?;
        if last.is_some_and(|last| head_of(last).is_ok_and(|last| head.size < last.size)) {
            return Ok(None);
        }
        verify(note, self.judge.current())?;
        Ok(Some(head.size))
    }

    /// Takes in the next event.
    ///
    /// # Errors
    /// [`Refused::Altered`] when it does not follow on the one before it.
    pub fn take(&mut self, record: &Record) -> Result<(), ReplicaError> {
        self.sequence.take(record, self.replica.store())?;
        let entry = &record.entry;
        match &entry.payload {
            Payload::Present(event) => {
                self.redacted.extend(redacts(Some(event)));
                self.keys.note(entry.position, event);
            }
            Payload::Redacted(_) => {
                self.gone.insert(entry.event_id, entry.position);
            }
        }
        self.tree.push(record.leaf);
        self.aside.push(record)
    }

    /// Holds the events against the checkpoint that was expected.
    ///
    /// # Errors
    /// [`Refused::Checkpoint`] when its signatures are not those that they must be.
    pub fn settle(&mut self, note: &SignedNote) -> Result<Fit, ReplicaError> {
        let size = head_of(note)?.size;
        let mut judge = self.judge.clone();
        let head = judge
            .check(note, &self.keys)
            .map_err(|found| Refused::Checkpoint { size, found })?;
        let root = if head.size == self.size() {
            self.tree.root()
        } else {
            self.replica.store().root_at(head.size)?
        };
        if root != head.root {
            return Ok(Fit::Differs);
        }
        self.judge = judge;
        self.notes.push(note.clone());
        Ok(Fit::Fits)
    }

    /// The first event whose payload is missing without a redaction that names
    /// it. A redaction that is on its way stands under a later checkpoint.
    pub fn unfounded(&self) -> Option<Position> {
        let mut gone = self.gone.iter();
        let found = gone.find(|(event, _)| !self.redacted.contains(event));
        found.map(|(_, position)| *position)
    }

    /// Everything, when a checkpoint covers it and no payload is missing.
    ///
    /// # Errors
    /// [`Refused::Altered`].
    pub fn verified(self) -> Result<Verified, ReplicaError> {
        if let Some(position) = self.unfounded() {
            return Err(Refused::Altered {
                position,
                found: "innehållet saknas, men ingen gallring nämner händelsen".to_owned(),
            }
            .into());
        }
        let covered = self.notes.last().map(head_of).transpose()?;
        let covered = covered.map_or(self.replica.size(), |head| head.size);
        if covered < self.size() {
            return Err(Refused::Altered {
                position: Position(covered),
                found: "ingen kontrollpunkt omfattar händelsen".to_owned(),
            }
            .into());
        }
        Ok(Verified {
            aside: self.aside,
            notes: self.notes,
            judge: self.judge,
        })
    }
}
