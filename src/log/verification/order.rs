//! The order of events: positions without gaps, ids that rise, time that never
//! falls, streams without gaps, commits that are whole.

use std::collections::BTreeMap;

use super::Finding;
use crate::entry::Record;
use crate::ids::{CommandId, EventId, Position};
use crate::stream::StreamId;
use crate::time::Timestamp;

/// What the events so far say of the next.
#[derive(Default)]
pub(crate) struct Order {
    next: u64,
    last: Option<(EventId, Timestamp, CommandId)>,
    /// Where the commit that is being read ends.
    commit_ends: u64,
    streams: BTreeMap<StreamId, u64>,
}

impl Order {
    /// Takes in the next event and answers what is wrong with its place.
    pub(crate) fn take(&mut self, record: &Record) -> Vec<Finding> {
        let entry = &record.entry;
        let head = &entry.commit;
        let mut found = Vec::new();
        let mut wrong = |what: &str| found.push(Finding::at(entry.position, what));
        if entry.position.0 != self.next {
            wrong("positionen följer inte på den förra");
        }
        let begins = entry.position == head.first_position;
        let end = head.first_position.0 + u64::from(head.count);
        match &self.last {
            Some((event, recorded_at, command)) => {
                if *event >= entry.event_id {
                    wrong("händelsens id är inte större än det förra");
                }
                if *recorded_at > head.recorded_at {
                    wrong("tidpunkten är före den förra händelsens");
                }
                let goes_on = self.next < self.commit_ends;
                if goes_on == begins || (goes_on && *command != head.command_id) {
                    wrong("skrivningen är inte hel");
                }
            }
            None if !begins => wrong("skrivningen är inte hel"),
            None => {}
        }
        let version = self.streams.entry(entry.stream.clone()).or_default();
        if *version != entry.stream_version {
            wrong("numret i strömmen följer inte på det förra");
        }
        *version = entry.stream_version + 1;
        self.next = entry.position.0 + 1;
        self.commit_ends = end;
        self.last = Some((entry.event_id, head.recorded_at, head.command_id.clone()));
        found
    }

    /// What is wrong with where the log ends.
    pub(crate) fn end(&self) -> Option<Finding> {
        (self.next < self.commit_ends)
            .then(|| Finding::at(Position(self.next), "den sista skrivningen är inte hel"))
    }
}
