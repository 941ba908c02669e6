//! What senders expect of streams, and what is the case.

use std::collections::HashMap;

use bincode::{Decode, Encode};

use crate::command::Expectation;
use crate::entry::Entry;
use crate::event::EventKind;
use crate::ids::Position;
use crate::refusal::{LastEvent, Refusal, RefusalCode, Violation};
use crate::stream::{RestsOn, StreamId};
use crate::time::Timestamp;

/// How many events each stream has, and when it was last touched.
#[derive(Debug, Default, PartialEq, Encode, Decode)]
pub(super) struct StreamTails(HashMap<StreamId, Tail>);

#[derive(Debug, Default, Clone, Copy, PartialEq, Encode, Decode)]
struct Tail {
    version: u64,
    last: Option<Touched>,
}

/// The last event that touched a stream.
#[derive(Debug, Clone, Copy, PartialEq, Encode, Decode)]
struct Touched {
    position: Position,
    kind: EventKind,
    recorded_at: Timestamp,
}

impl Touched {
    fn told(self) -> LastEvent {
        LastEvent {
            position: self.position,
            kind: self.kind.name(),
            recorded_at: self.recorded_at,
        }
    }
}

impl StreamTails {
    /// Takes in the next entry. Of a redacted event only its own stream is known.
    pub(super) fn apply(&mut self, entry: &Entry) {
        let last = Some(Touched {
            position: entry.position,
            kind: entry.kind(),
            recorded_at: entry.commit.recorded_at,
        });
        let own = Tail {
            version: entry.stream_version + 1,
            last,
        };
        match self.0.get_mut(&entry.stream) {
            Some(tail) => *tail = own,
            None => {
                self.0.insert(entry.stream.clone(), own);
            }
        }
        if let Some(event) = entry.event() {
            for stream in event.touches_beside() {
                self.0.entry(stream).or_default().last = last;
            }
        }
    }

    /// How many events a stream has of its own.
    pub(super) fn version(&self, stream: &StreamId) -> u64 {
        self.0.get(stream).map_or(0, |tail| tail.version)
    }

    /// Refuses an expectation that could never fail: of a stream that no event can
    /// belong to, or that is to be unchanged though its subject is not there.
    ///
    /// # Errors
    /// [`RefusalCode::UnknownStream`] for the first of them, with its place.
    pub(super) fn check_known(&self, expected: &[Expectation]) -> Result<(), Refusal> {
        for (number, expectation) in expected.iter().enumerate() {
            let (stream, form, is_known) = match expectation {
                // A stream that is to begin with this command has no events yet.
                Expectation::Version { stream, .. } => {
                    (stream, "version", stream.rests_on().is_some())
                }
                Expectation::UnchangedSince { stream, .. } => {
                    (stream, "unchanged_since", self.is_there(stream))
                }
            };
            if !is_known {
                return Err(Refusal::new(
                    RefusalCode::UnknownStream,
                    format!("expect[{number}].{form}.stream"),
                    format!("Det finns ingen ström {stream}."),
                ));
            }
        }
        Ok(())
    }

    /// Whether the subject of a stream is there.
    fn is_there(&self, stream: &StreamId) -> bool {
        match stream.rests_on() {
            None => false,
            Some(RestsOn::Nothing) => true,
            Some(RestsOn::AnyOf(streams)) => streams.iter().any(|it| self.last(it).is_some()),
        }
    }

    fn last(&self, stream: &StreamId) -> Option<LastEvent> {
        self.0.get(stream)?.last.map(Touched::told)
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
                    last: self.last(stream),
                })
            }
            Expectation::UnchangedSince { stream, size: seen } => {
                let last = self.last(stream);
                let actual = match last {
                    _ if *seen > size => format!("liggaren har bara {size} händelser"),
                    Some(last) if last.position.0 >= *seen => {
                        format!("ändrad vid {} av {}", last.position, last.kind)
                    }
                    Some(_) | None => return None,
                };
                Some(Violation {
                    stream: stream.clone(),
                    expected: format!("oförändrad sedan {seen} händelser"),
                    actual,
                    last,
                })
            }
        }
    }
}

fn events(count: u64) -> String {
    match count {
        1 => "1 händelse".to_owned(),
        count => format!("{count} händelser"),
    }
}
