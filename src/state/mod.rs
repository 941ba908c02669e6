//! The state that deciders see: what has been recorded so far, as far as rules ask for it.

use std::collections::BTreeMap;

use crate::entry::Entry;
use crate::event::Event;
use crate::ids::Position;
use crate::stream::StreamId;

/// What has been recorded so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    size: u64,
    streams: BTreeMap<StreamId, StreamHead>,
}

/// How far a stream has come: how many events it has, and the position of the last that touched it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct StreamHead {
    version: u64,
    last_touched: u64,
}

impl State {
    /// Takes in the next entry. Total: it neither fails nor panics.
    pub fn apply(&mut self, entry: &Entry) {
        self.size = entry.position.0 + 1;
        let own = self.streams.entry(entry.stream.clone()).or_default();
        own.version = entry.stream_version + 1;
        own.last_touched = entry.position.0;
        let Some(event) = entry.event() else { return };
        if matches!(
            event,
            Event::BudgetReallocated(_) | Event::ReserveDisposed(_) | Event::MandateMoved(_)
        ) {
            for stream in event.touches() {
                self.streams.entry(stream).or_default().last_touched = entry.position.0;
            }
        }
    }

    /// How many events have been taken in.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// How many events a stream has.
    pub fn stream_version(&self, stream: &StreamId) -> u64 {
        self.streams.get(stream).map_or(0, |head| head.version)
    }

    /// The last event that touched a stream, its own or another subject's.
    pub fn last_touched(&self, stream: &StreamId) -> Option<Position> {
        self.streams
            .get(stream)
            .map(|head| Position(head.last_touched))
    }
}
