//! The temporal index: every version of a value, by the position that made it.
//!
//! Guarantee: the value at a log size is the one a fresh replay of the first
//! `size` events would end with (I9); a later version never changes the answer
//! at an older size. Finding it is a binary search, so an answer costs the
//! same however long the history is.

use bincode::{Decode, Encode};
use ledger::ids::Position;

/// The versions of one value, in order of position.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct History<T> {
    versions: Vec<(Position, T)>,
}

impl<T> Default for History<T> {
    fn default() -> Self {
        Self {
            versions: Vec::new(),
        }
    }
}

impl<T> History<T> {
    /// Adds the version that the event at `position` makes. Positions rise; a
    /// second version at the same position replaces the first.
    pub fn set(&mut self, position: Position, value: T) {
        match self.versions.last_mut() {
            Some(last) if last.0 == position => last.1 = value,
            _ => self.versions.push((position, value)),
        }
    }

    /// Puts a version where the event at `position` stands, in place of the one
    /// that it made, if it made one: what a redaction does, and nothing else.
    pub(crate) fn put(&mut self, position: Position, value: T) {
        match self.versions.binary_search_by_key(&position, |(at, _)| *at) {
            Ok(at) => self.versions[at].1 = value,
            Err(at) => self.versions.insert(at, (position, value)),
        }
    }

    /// The value that is known at a log size; `None` before the first version.
    pub fn at(&self, size: u64) -> Option<&T> {
        self.version_at(size).map(|(_, value)| value)
    }

    /// The value known at a log size, with the position that made it.
    pub fn version_at(&self, size: u64) -> Option<(Position, &T)> {
        let count = self
            .versions
            .partition_point(|(position, _)| position.0 < size);
        self.versions[..count]
            .last()
            .map(|(position, value)| (*position, value))
    }

    /// The newest value.
    pub fn last(&self) -> Option<&T> {
        self.versions.last().map(|(_, value)| value)
    }

    /// The versions made at positions from `from` to before `to`, in order.
    pub fn between(&self, from: u64, to: u64) -> &[(Position, T)] {
        let start = self
            .versions
            .partition_point(|(position, _)| position.0 < from);
        let end = self
            .versions
            .partition_point(|(position, _)| position.0 < to);
        self.versions.get(start..end).unwrap_or(&[])
    }

    /// All versions, in order.
    pub fn versions(&self) -> &[(Position, T)] {
        &self.versions
    }
}
