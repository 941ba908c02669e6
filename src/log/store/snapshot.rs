//! The store as readers see it: a consistent view that never waits for the writer.
//!
//! A [`Snapshot`] answers as of the size it was taken at, however much is
//! appended after it; what is redacted meanwhile is gone in it too (I9). A
//! [`StoreReader`] gives the latest one, from any thread.
//!
//! Guarantee: a snapshot's size is durable (I2) and its index is level with it.
//! While readers hold snapshots the index cannot be removed for good: a store
//! that has redacted something is to be closed after its readers are gone.

use std::ops::ControlFlow;
use std::sync::{Arc, PoisonError, RwLock};

use super::{IndexFailure, tile_of, walk_from};
use crate::basis::Hash;
use crate::entry::Entry;
use crate::ids::{CommandId, EventId, Position};
use crate::log::ahead;
use crate::log::checkpoints::Kept;
use crate::log::index::View;
use crate::log::lookup::Lookup;
use crate::log::records::RecordReading;
use crate::log::redacted::Redacted;
use crate::log::walk::{Segment, Walk};
use crate::log::{CommandRecord, LogError, Notes, ReadLog, Records, StoredModel};
use crate::stream::StreamId;
use crate::time::Timestamp;

/// Gives snapshots of a store that another thread writes. Clones are cheap.
#[derive(Clone)]
pub struct StoreReader(Arc<RwLock<Snapshot>>);

/// The store as of a size.
#[derive(Clone)]
pub struct Snapshot {
    pub(super) size: u64,
    pub(super) segments: Arc<[Segment]>,
    pub(super) index: View,
    pub(super) redacted: Redacted,
    pub(super) lookup: Arc<Lookup>,
    pub(super) checkpoints: Kept,
    /// What the index answered when it failed after events were durable.
    pub(super) index_failure: Option<Arc<IndexFailure>>,
}

impl StoreReader {
    pub(super) fn new(snapshot: Snapshot) -> Self {
        Self(Arc::new(RwLock::new(snapshot)))
    }

    pub(super) fn publish(&self, snapshot: Snapshot) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = snapshot;
    }

    /// The store as it is now.
    pub fn snapshot(&self) -> Snapshot {
        let latest = self.0.read().unwrap_or_else(PoisonError::into_inner);
        latest.clone()
    }
}

impl Snapshot {
    /// How many payloads are destroyed. What an answer shows follows from its
    /// size and from this.
    pub fn redactions(&self) -> usize {
        self.redacted.len()
    }

    /// Hashes of the Merkle tree: the first `width` of a tile of 256, level 0 the
    /// leaves, level 1 the roots of full tiles of level 0, and so on (C2SP
    /// tlog-tiles).
    ///
    /// # Errors
    /// [`LogError::BeyondEnd`] when the tree has not so many there;
    /// [`LogError::Index`].
    pub fn tile(&self, level: u8, number: u64, width: usize) -> Result<Vec<Hash>, LogError> {
        self.check_index()?;
        let hashes = match self.index.edge_tile(level, number) {
            Some(hashes) => hashes,
            None => self.hashes(level, number)?,
        };
        match hashes.get(..width) {
            Some(hashes) => Ok(hashes.to_vec()),
            None => Err(LogError::BeyondEnd {
                size: self.size,
                asked: number.saturating_mul(crate::log::merkle::TILE as u64),
            }),
        }
    }

    /// The kept checkpoints that say at least a size, in order of arrival.
    ///
    /// # Errors
    /// [`LogError`] when they cannot be read; the iterator yields it and ends when
    /// it is met later.
    pub fn checkpoints_from(&self, size: u64) -> Result<Notes<'_>, LogError> {
        self.checkpoints.saying(size)
    }

    pub(super) fn walk_to(&self, position: Position) -> Walk<'_> {
        walk_from(
            &self.segments,
            self.size,
            self.index.mark_of_position(position),
        )
    }

    pub(super) fn check_index(&self) -> Result<(), LogError> {
        match self.index_failure.as_deref() {
            None => Ok(()),
            Some(failure) => Err(failure.told()),
        }
    }

    /// The hashes of a tile of the Merkle tree.
    fn hashes(&self, level: u8, number: u64) -> Result<Vec<Hash>, LogError> {
        tile_of(&self.segments, &self.index, self.size, (level, number))
    }

    fn check_size(&self, asked: u64) -> Result<(), LogError> {
        if asked > self.size {
            return Err(LogError::BeyondEnd {
                size: self.size,
                asked,
            });
        }
        Ok(())
    }
}

impl ReadLog for Snapshot {
    fn size(&self) -> u64 {
        self.size
    }

    fn read(&self, from: Position, end: u64) -> Records<'_> {
        let end = end.min(self.size);
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

    fn go_through(
        &self,
        from: Position,
        end: u64,
        see: &mut dyn FnMut(&[Entry]) -> ControlFlow<()>,
    ) -> Result<(), LogError> {
        let end = end.min(self.size);
        let reading = RecordReading::new(self.walk_to(from), from.0, end, &self.redacted);
        ahead::go_through(end.saturating_sub(from.0), reading, see)
    }

    fn command(&self, id: &CommandId) -> Result<Option<CommandRecord>, LogError> {
        self.check_index()?;
        for position in self.index.command_places(id) {
            if position.0 >= self.size {
                continue;
            }
            let found = self.lookup.payload(self.walk_to(position), position)?;
            let head = found.map(|(_, head, _)| head.commit);
            if let Some(head) = head.filter(|head| head.command_id == *id) {
                return Ok(Some(CommandRecord {
                    commitment: head.command_commitment,
                    first_position: head.first_position,
                    count: head.count,
                }));
            }
        }
        Ok(None)
    }

    fn stream(&self, stream: &StreamId) -> Result<Vec<Position>, LogError> {
        self.check_index()?;
        self.index.stream(stream)
    }

    fn stream_length(&self, stream: &StreamId) -> Result<u64, LogError> {
        self.check_index()?;
        self.index.stream_length(stream)
    }

    fn position_of(&self, event: EventId) -> Result<Option<Position>, LogError> {
        match self.index.mark_of_event(event) {
            Some(mark) => {
                let walk = walk_from(&self.segments, self.size, Some(mark));
                self.lookup.position_of(walk, event, self.size)
            }
            None => Ok(None),
        }
    }

    fn size_at(&self, moment: Timestamp) -> Result<u64, LogError> {
        let size = self.size;
        let mut walk = walk_from(&self.segments, self.size, self.index.mark_of_moment(moment));
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
        self.index
            .edge()
            .root_at(size, |level, number| self.hashes(level, number))
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
        self.index
            .edge()
            .inclusion_proof(position.0, size, |level, number| self.hashes(level, number))
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
        self.index
            .edge()
            .consistency_proof(old, new, |level, number| self.hashes(level, number))
    }

    fn checkpoints(&self) -> Notes<'_> {
        self.checkpoints.all()
    }

    fn checkpoints_back(&self) -> Notes<'_> {
        self.checkpoints.all_back()
    }

    fn model(&self, name: &str) -> Result<Option<StoredModel>, LogError> {
        let Some((model, root)) = self.index.model(name)? else {
            return Ok(None);
        };
        if model.cursor <= self.size && self.root_at(model.cursor)? != root {
            return Err(LogError::Index {
                doing: "att läsa en läsmodell",
                found: "den är gjord av andra händelser än liggarens".to_owned(),
            });
        }
        Ok(Some(model))
    }

    fn model_fingerprint(&self, name: &str) -> Result<Option<String>, LogError> {
        self.index.model_fingerprint(name)
    }
}
