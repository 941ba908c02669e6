//! What the index answers, apart from writing it: a handle that is cheap to clone.
//!
//! A clone answers as of the cursor it was taken at, while the index goes on:
//! the edge of the tree is copied when it changes, marks are only ever added, what
//! waits is shared, and sled's tree may be read by many at once.

use std::sync::{Arc, PoisonError, RwLock};

use sled::IVec;

use super::commands::Commands;
use super::failure::{broken, guarded, unreadable};
use super::model::Models;
use super::waiting::{Stretch, Waiting};
use super::{Mark, key, runs};
use crate::basis::Hash;
use crate::ids::{CommandId, EventId, Position};
use crate::log::LogError;
use crate::log::merkle::{Edge, TILE};
use crate::stream::StreamId;
use crate::time::Timestamp;

/// What can be looked up in the index.
#[derive(Clone)]
pub(crate) struct View {
    pub(super) tree: sled::Tree,
    pub(super) edge: Arc<Edge>,
    pub(super) marks: Arc<RwLock<Vec<Mark>>>,
    pub(super) waiting: Waiting,
    pub(super) commands: Commands,
    pub(super) models: Models,
}

impl View {
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

    /// Where the command with an id may have begun: the journal says whether it did.
    pub(crate) fn command_places(&self, id: &CommandId) -> Vec<Position> {
        self.commands.places(id)
    }

    /// The positions of a stream's events.
    ///
    /// # Errors
    /// [`LogError::Index`].
    pub(crate) fn stream(&self, stream: &StreamId) -> Result<Vec<Position>, LogError> {
        const DOING: &str = "att slå upp en ström";
        let waiting = self.waiting.stream(stream);
        let mut positions = Vec::new();
        for (_, value) in self.written(DOING, &key::stream_prefix(stream))? {
            let runs = runs::decoded(&value).ok_or_else(|| unreadable(DOING))?;
            positions.extend(runs.into_iter().flatten().map(Position));
        }
        // It may have been written since it was looked at, and newer ones too.
        if let Some(Stretch { version, runs }) = waiting
            && positions.len() as u64 <= version
        {
            let runs = runs::decoded(&runs.into_bytes()).ok_or_else(|| unreadable(DOING))?;
            positions.extend(runs.into_iter().flatten().map(Position));
        }
        Ok(positions)
    }

    /// How many events a stream has: its last entry says it.
    ///
    /// # Errors
    /// [`LogError::Index`].
    pub(crate) fn stream_length(&self, stream: &StreamId) -> Result<u64, LogError> {
        const DOING: &str = "att slå upp en ströms längd";
        let length = |version: u64, runs: &[u8]| {
            let runs = runs::decoded(runs).ok_or_else(|| unreadable(DOING))?;
            Ok(version + runs.iter().map(|run| run.end - run.start).sum::<u64>())
        };
        if let Some(Stretch { version, runs }) = self.waiting.stream(stream) {
            return length(version, &runs.into_bytes());
        }
        let last = guarded(DOING, || {
            let last = self
                .tree
                .scan_prefix(key::stream_prefix(stream))
                .next_back();
            last.transpose().map_err(broken(DOING))
        })?;
        let Some((key, value)) = last else {
            return Ok(0);
        };
        let (_, version) = key::numbered(&key).ok_or_else(|| unreadable(DOING))?;
        length(version, &value)
    }

    /// The right side of the Merkle tree.
    pub(crate) fn edge(&self) -> &Edge {
        &self.edge
    }

    /// The hashes of a tile of a level above the leaves, as far as there are any.
    ///
    /// # Errors
    /// [`LogError::Index`].
    pub(crate) fn tile(&self, level: u8, number: u64) -> Result<Vec<Hash>, LogError> {
        const DOING: &str = "att läsa trädet";
        let first = number.saturating_mul(TILE as u64);
        let mut hashes = Vec::with_capacity(TILE);
        let nodes = self.entries(DOING, &key::tile_key(level, number))?;
        for ((key, hash), number) in nodes.into_iter().zip(first..) {
            match <[u8; 32]>::try_from(&hash[..]) {
                Ok(hash) if key == key::node_key(level, number) => hashes.push(Hash(hash)),
                _ => return Err(unreadable(DOING)),
            }
        }
        Ok(hashes)
    }

    /// The hashes so far of a tile that is not full.
    pub(crate) fn edge_tile(&self, level: u8, number: u64) -> Option<Vec<Hash>> {
        self.edge.tile(level, number).map(<[Hash]>::to_vec)
    }

    fn last_mark(&self, holds: impl Fn(&Mark) -> bool) -> Option<Mark> {
        let marks = self.marks.read().unwrap_or_else(PoisonError::into_inner);
        let after = marks.partition_point(holds);
        after.checked_sub(1).map(|at| marks[at])
    }

    /// The entries whose keys begin with a prefix, in order.
    fn entries(&self, doing: &'static str, prefix: &[u8]) -> Result<Vec<(IVec, IVec)>, LogError> {
        let waiting = self.waiting.beginning_with(prefix);
        let mut entries = self.written(doing, prefix)?;
        if !waiting.is_empty() {
            // Some may have been written since they were looked at, and newer ones too.
            entries.retain(|(key, _)| !waiting.contains_key(key));
            entries.extend(waiting);
            entries.sort_by(|(a, _), (b, _)| a.cmp(b));
        }
        Ok(entries)
    }

    /// Those of them that are in sled's tree.
    fn written(&self, doing: &'static str, prefix: &[u8]) -> Result<Vec<(IVec, IVec)>, LogError> {
        guarded(doing, || {
            let written = self.tree.scan_prefix(prefix);
            written
                .collect::<Result<Vec<_>, _>>()
                .map_err(broken(doing))
        })
    }
}
