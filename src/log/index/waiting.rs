//! What waits to be written to sled, and is answered from here meanwhile.
//!
//! Every write of several entries costs sled a write of its own to the disk, which
//! the journal's sync then waits behind, and every key some microseconds. So entries
//! are gathered over many groups: a stream's events, and the commands, of all of them
//! become one entry. Guarantee: what was put is found here, or in sled's tree when it
//! has been written there; whoever looks here first and in the tree after it misses none.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::sync::{Arc, PoisonError, RwLock};

use sled::IVec;

use super::commands::{self, Beginning};
use super::key::{command_key, stream_key};
use super::runs::Runs;
use crate::ids::Position;
use crate::stream::StreamId;

type Entries = BTreeMap<IVec, IVec>;

/// How many keys may wait to be written, whatever else happens: sled writes so many
/// in a few milliseconds, and answers nobody meanwhile.
const MOST_KEYS: usize = 1024;

/// How many events may wait: so many are read again from the journal after a kill, in
/// some hundredths of a second.
const MOST_EVENTS: usize = 8192;

/// What waits, shared between the one that puts it and those that look.
#[derive(Clone, Default)]
pub(super) struct Waiting(Arc<RwLock<Gathered>>);

/// What has been gathered since it was last written.
#[derive(Default)]
pub(super) struct Gathered {
    entries: Entries,
    streams: HashMap<StreamId, Stretch>,
    commands: Vec<Beginning>,
    events: usize,
}

/// A stream's events after one another.
#[derive(Clone)]
pub(super) struct Stretch {
    /// The version of the first.
    pub(super) version: u64,
    pub(super) runs: Runs,
}

impl Gathered {
    /// Adds an entry.
    pub(super) fn put(&mut self, key: impl Into<IVec>, value: impl Into<IVec>) {
        self.entries.insert(key.into(), value.into());
    }

    /// Adds a stream's next event.
    pub(super) fn event(&mut self, stream: &StreamId, version: u64, position: Position) {
        self.events += 1;
        if let Some(stretch) = self.streams.get_mut(stream) {
            stretch.runs.push(position);
            return;
        }
        let mut runs = Runs::default();
        runs.push(position);
        self.streams
            .insert(stream.clone(), Stretch { version, runs });
    }

    /// Adds commands.
    pub(super) fn commands(&mut self, beginnings: &[Beginning]) {
        self.commands.extend_from_slice(beginnings);
    }

    fn is_due(&self) -> bool {
        self.events >= MOST_EVENTS || self.entries.len() + self.streams.len() >= MOST_KEYS
    }

    fn batch(&self) -> sled::Batch {
        let mut batch = sled::Batch::default();
        for (key, value) in &self.entries {
            batch.insert(key, value);
        }
        for (stream, stretch) in &self.streams {
            let key = stream_key(stream, stretch.version);
            batch.insert(key, stretch.runs.clone().into_bytes());
        }
        for (first, block) in commands::blocks(&self.commands) {
            batch.insert(&command_key(first), block);
        }
        batch
    }
}

impl Waiting {
    /// Adds what `put` puts.
    pub(super) fn gather<T>(&self, put: impl FnOnce(&mut Gathered) -> T) -> T {
        put(&mut self.0.write().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether so much waits that it is to be written now.
    pub(super) fn is_due(&self) -> bool {
        self.read(Gathered::is_due)
    }

    /// The entries whose keys begin with a prefix, in order.
    pub(super) fn beginning_with(&self, prefix: &[u8]) -> Entries {
        self.read(|waiting| {
            waiting
                .entries
                .range::<[u8], _>((Bound::Included(prefix), Bound::Unbounded))
                .take_while(|(key, _)| key.starts_with(prefix))
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect()
        })
    }

    /// A stream's events.
    pub(super) fn stream(&self, stream: &StreamId) -> Option<Stretch> {
        self.read(|waiting| waiting.streams.get(stream).cloned())
    }

    /// All as one batch, when there is anything; it goes on waiting until
    /// [`Waiting::clear`].
    pub(super) fn batch(&self) -> Option<sled::Batch> {
        self.read(|waiting| (waiting.events > 0).then(|| waiting.batch()))
    }

    /// Forgets it: it stands in sled's tree.
    pub(super) fn clear(&self) {
        self.gather(|waiting| *waiting = Gathered::default());
    }

    fn read<T>(&self, look: impl FnOnce(&Gathered) -> T) -> T {
        look(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}
