//! What senders expect of streams, and what is the case.

use std::collections::HashMap;

use crate::command::Expectation;
use crate::entry::Entry;
use crate::ids::Position;
use crate::refusal::Violation;
use crate::stream::StreamId;

/// How many events each stream has, and when it was last touched.
#[derive(Debug, Default)]
pub(super) struct StreamTails(HashMap<StreamId, Tail>);

#[derive(Debug, Default, Clone, Copy)]
struct Tail {
    version: u64,
    touched: Option<Position>,
}

impl StreamTails {
    /// Takes in the next entry. Of a redacted event only its own stream is known.
    pub(super) fn apply(&mut self, entry: &Entry) {
        let own = self.tail(&entry.stream);
        own.version = entry.stream_version + 1;
        own.touched = Some(entry.position);
        if let Some(event) = entry.event() {
            for stream in event.touches_beside() {
                self.0.entry(stream).or_default().touched = Some(entry.position);
            }
        }
    }

    /// How many events a stream has of its own.
    pub(super) fn version(&self, stream: &StreamId) -> u64 {
        self.0.get(stream).map_or(0, |tail| tail.version)
    }

    /// Every expectation that does not hold at a size of the log.
    pub(super) fn violations(&self, expected: &[Expectation], size: u64) -> Vec<Violation> {
        expected
            .iter()
            .filter_map(|expectation| self.violation(expectation, size))
            .collect()
    }

    fn violation(&self, expectation: &Expectation, size: u64) -> Option<Violation> {
        match expectation {
            Expectation::Version { stream, version } => {
                let actual = self.version(stream);
                (actual != *version).then(|| Violation {
                    stream: stream.clone(),
                    expected: events(*version),
                    actual: events(actual),
                })
            }
            Expectation::UnchangedSince { stream, size: seen } => {
                let touched = self.0.get(stream).and_then(|tail| tail.touched);
                let actual = match touched {
                    _ if *seen > size => format!("liggaren har bara {size} händelser"),
                    Some(position) if position.0 >= *seen => format!("ändrad vid {position}"),
                    Some(_) | None => return None,
                };
                Some(Violation {
                    stream: stream.clone(),
                    expected: format!("oförändrad sedan {seen} händelser"),
                    actual,
                })
            }
        }
    }

    fn tail(&mut self, stream: &StreamId) -> &mut Tail {
        if !self.0.contains_key(stream) {
            self.0.insert(stream.clone(), Tail::default());
        }
        self.0.entry(stream.clone()).or_default()
    }
}

fn events(count: u64) -> String {
    match count {
        1 => "1 händelse".to_owned(),
        count => format!("{count} händelser"),
    }
}
