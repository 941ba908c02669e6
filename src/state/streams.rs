//! How many events each stream has: an id that once named something is never free again.

use std::collections::HashMap;

use bincode::{Decode, Encode};

use crate::entry::Entry;
use crate::stream::StreamId;

/// The number of events of each stream.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub(super) struct Streams(HashMap<StreamId, u64>);

impl Streams {
    pub(super) fn apply(&mut self, entry: &Entry) {
        let version = entry.stream_version + 1;
        match self.0.get_mut(&entry.stream) {
            Some(known) => *known = version,
            None => {
                self.0.insert(entry.stream.clone(), version);
            }
        }
    }

    pub(super) fn version(&self, stream: &StreamId) -> u64 {
        self.0.get(stream).copied().unwrap_or(0)
    }
}
