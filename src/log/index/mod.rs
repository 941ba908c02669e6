//! The index and the read models, in sled: the only room that names it.
//!
//! Everything here is derived from the journal (I3). Its loss costs seconds,
//! never an event, so nothing waits for it to be durable. Each of its writes is
//! one batch with its cursor: it is behind the journal or level with it, never
//! between two events. Whatever goes wrong in it is an answer of its own
//! ([`LogError::Index`]); the store then sets it aside and builds it anew.
//!
//! One tree for the index, because its cursor must move with every part of it,
//! and one tree for each read model. Keys of the index begin with a letter:
//! `c` a command, `f` a frame (every 64 KiB of journal), `r` a redaction, `s` a
//! run of a stream's events, `t` a tile of the Merkle tree, `m` the cursor.

mod comparison;
mod failure;
mod key;
mod mark;
mod model;
mod opening;
mod taking;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::bytes::Reader;
use super::merkle::{Edge, Tile};
use super::{CommandRecord, LogError};
use crate::basis::Hash;
use crate::ids::{CommandId, EventId, Position};
use crate::stream::StreamId;
use crate::time::Timestamp;
use failure::{broken, guarded, unreadable};
pub(crate) use mark::Mark;
pub(crate) use taking::Line;

/// The version of the index's own format; another one is built anew.
const VERSION: u32 = 1;

const CURSOR: &[u8] = b"m";

/// How far the index has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// How many events it holds.
    pub(crate) size: u64,
    /// The last one's leaf; zeros when there is none.
    pub(crate) last_leaf: Hash,
    /// How many frames they stand in.
    pub(crate) frames: u64,
}

/// The index of a ledger.
pub(crate) struct Index {
    db: sled::Db,
    tree: sled::Tree,
    ledger: [u8; 16],
    cursor: Cursor,
    edge: Edge,
    marks: Vec<Mark>,
    redactions: BTreeMap<EventId, Position>,
    batch: sled::Batch,
    waiting: Vec<Tile>,
}

impl Index {
    /// How far it has come.
    pub(crate) fn cursor(&self) -> Cursor {
        self.cursor
    }

    /// The last marked frame that stands at or before a position.
    pub(crate) fn mark_of_position(&self, position: Position) -> Option<Mark> {
        self.last_mark(|mark| mark.place.position <= position.0)
    }

    /// The last marked frame whose commits were all recorded at or before a moment.
    pub(crate) fn mark_of_moment(&self, moment: Timestamp) -> Option<Mark> {
        self.last_mark(|mark| mark.recorded_at <= moment)
    }

    /// The last marked frame that begins with an event's id or a lower one.
    pub(crate) fn mark_of_event(&self, event: EventId) -> Option<Mark> {
        self.last_mark(|mark| mark.first_event <= event)
    }

    /// The events whose payloads were destroyed, with their redactions.
    pub(crate) fn redactions(&self) -> &BTreeMap<EventId, Position> {
        &self.redactions
    }

    /// What a command led to.
    ///
    /// # Errors
    /// [`LogError::Index`].
    pub(crate) fn command(&self, id: &CommandId) -> Result<Option<CommandRecord>, LogError> {
        const DOING: &str = "att slå upp ett kommando";
        let Some(value) = self.get(DOING, key::keyed(b'c', id.as_str().as_bytes()))? else {
            return Ok(None);
        };
        let mut reader = Reader::new(&value);
        let mut read = || {
            Some(CommandRecord {
                commitment: Hash(reader.array()?),
                first_position: Position(reader.u64()?),
                count: reader.u32()?,
            })
        };
        read().map(Some).ok_or_else(|| unreadable(DOING))
    }

    /// The positions of a stream's events.
    ///
    /// # Errors
    /// [`LogError::Index`].
    pub(crate) fn stream(&self, stream: &StreamId) -> Result<Vec<Position>, LogError> {
        const DOING: &str = "att slå upp en ström";
        guarded(DOING, || {
            let mut positions = Vec::new();
            for found in self.tree.scan_prefix(key::stream_key(stream)) {
                let (_, value) = found.map_err(broken(DOING))?;
                let mut reader = Reader::new(&value);
                let (Some(first), Some(count)) = (reader.u64(), reader.u32()) else {
                    return Err(unreadable(DOING));
                };
                positions.extend((first..first + u64::from(count)).map(Position));
            }
            Ok(positions)
        })
    }

    /// The Merkle root over the first `size` leaves, at most the cursor's.
    ///
    /// # Errors
    /// [`LogError::Index`].
    pub(crate) fn root_at(&self, size: u64) -> Result<Hash, LogError> {
        self.edge
            .root_at(size, |level, number| self.tile(level, number))
    }

    /// The audit path of a leaf in the tree of the first `size`, at most the cursor's.
    ///
    /// # Errors
    /// [`LogError::Index`].
    pub(crate) fn inclusion_proof(&self, index: u64, size: u64) -> Result<Vec<Hash>, LogError> {
        self.edge
            .inclusion_proof(index, size, |level, number| self.tile(level, number))
    }

    /// The proof that the first `new` leaves, at most the cursor's, begin with
    /// the first `old`.
    ///
    /// # Errors
    /// [`LogError::Index`].
    pub(crate) fn consistency_proof(&self, old: u64, new: u64) -> Result<Vec<Hash>, LogError> {
        self.edge
            .consistency_proof(old, new, |level, number| self.tile(level, number))
    }

    /// Writes what sled holds back. Nothing depends on it.
    ///
    /// # Errors
    /// [`LogError::Index`].
    pub(crate) fn flush(&self) -> Result<(), LogError> {
        const DOING: &str = "att skriva ned";
        guarded(DOING, || self.db.flush().map(drop).map_err(broken(DOING)))
    }

    /// How many bytes it takes on disk.
    ///
    /// # Errors
    /// [`LogError::Index`].
    pub(crate) fn bytes(&self) -> Result<u64, LogError> {
        const DOING: &str = "att mäta";
        guarded(DOING, || self.db.size_on_disk().map_err(broken(DOING)))
    }

    fn last_mark(&self, holds: impl Fn(&Mark) -> bool) -> Option<Mark> {
        let after = self.marks.partition_point(holds);
        after.checked_sub(1).map(|at| self.marks[at])
    }

    fn tile(&self, level: u8, number: u64) -> Result<Vec<Hash>, LogError> {
        const DOING: &str = "att läsa trädet";
        let value = self
            .get(DOING, key::tile_key(level, number))?
            .ok_or_else(|| unreadable(DOING))?;
        Ok(value
            .chunks_exact(32)
            .filter_map(|hash| hash.try_into().ok().map(Hash))
            .collect())
    }

    fn get(&self, doing: &'static str, key: Vec<u8>) -> Result<Option<sled::IVec>, LogError> {
        guarded(doing, || self.tree.get(key).map_err(broken(doing)))
    }
}
