//! How far each stream has come.

use std::collections::BTreeMap;

use crate::entry::Entry;
use crate::event::Event;
use crate::ids::Position;
use crate::stream::StreamId;

/// The heads of all streams.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Streams(BTreeMap<StreamId, Head>);

/// How many events a stream has, and the position of the last that touched it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Head {
    version: u64,
    last_touched: u64,
}

impl Streams {
    pub(super) fn apply(&mut self, entry: &Entry) {
        let position = entry.position.0;
        let head = self.head(&entry.stream);
        head.version = entry.stream_version + 1;
        head.last_touched = position;
        let touches_others = matches!(
            entry.event(),
            Some(Event::BudgetReallocated(_) | Event::ReserveDisposed(_) | Event::MandateMoved(_))
        );
        // Naming the streams costs more than the fold, and nearly every event
        // touches its own alone.
        if touches_others {
            for stream in entry.event().map(Event::touches).unwrap_or_default() {
                self.head(&stream).last_touched = position;
            }
        }
    }

    pub(super) fn version(&self, stream: &StreamId) -> u64 {
        self.0.get(stream).map_or(0, |head| head.version)
    }

    pub(super) fn last_touched(&self, stream: &StreamId) -> Option<Position> {
        self.0.get(stream).map(|head| Position(head.last_touched))
    }

    fn head(&mut self, stream: &StreamId) -> &mut Head {
        self.0.entry(stream.clone()).or_default()
    }
}
