//! The order of what comes in: each event held against all before it.

use std::collections::HashMap;

use super::TakeError;
use crate::entry::{CommitHead, MAX_COMMIT_EVENTS, Record};
use crate::ids::{EventId, Position};
use crate::log::ReadLog;
use crate::stream::StreamId;
use crate::time::Timestamp;

/// What the events so far say of the next.
#[derive(Default)]
pub(crate) struct Sequence {
    next: u64,
    /// The id and time of the last.
    last: Option<(EventId, Timestamp)>,
    /// How many events each stream has, of those that have been met.
    streams: HashMap<StreamId, u64>,
    /// The command of the last event, and how many of its events have come.
    command: Option<(CommitHead, usize)>,
}

impl Sequence {
    /// What is to follow on everything that a log has. A command's events are
    /// recorded together, so the next is another command's.
    ///
    /// # Errors
    /// [`TakeError::Log`] when its last event cannot be read.
    pub(crate) fn after(log: &dyn ReadLog) -> Result<Self, TakeError> {
        let size = log.size();
        let last = match size.checked_sub(1) {
            Some(last) => log.read(Position(last), size).next().transpose()?,
            None => None,
        };
        Ok(Self {
            next: size,
            last: last.map(|record| (record.entry.event_id, record.entry.commit.recorded_at)),
            ..Self::default()
        })
    }

    /// The position of the next.
    pub(crate) fn next(&self) -> Position {
        Position(self.next)
    }

    /// Whether an event is of the same command as the last.
    pub(crate) fn continues(&self, record: &Record) -> bool {
        let id = &record.entry.commit.command_id;
        let command = self.command.as_ref();
        command.is_some_and(|(head, _)| head.command_id == *id)
    }

    /// Takes in the next event. `log` holds what was there before the first.
    ///
    /// # Errors
    /// [`TakeError::Flaw`] when it does not follow on the one before it.
    pub(crate) fn take(&mut self, record: &Record, log: &dyn ReadLog) -> Result<(), TakeError> {
        let entry = &record.entry;
        let flaw = |found: String| {
            Err(TakeError::Flaw {
                position: Position(self.next),
                found,
            })
        };
        if entry.position != self.next() {
            return flaw(format!(
                "händelsen har position {}, inte {}",
                entry.position,
                self.next()
            ));
        }
        if let Some((event_id, recorded_at)) = self.last {
            if entry.event_id <= event_id {
                return flaw("händelsens id är inte högre än det förra".to_owned());
            }
            if entry.commit.recorded_at < recorded_at {
                return flaw("händelsens tid ligger före den förra".to_owned());
            }
        }
        let version = match self.streams.get(&entry.stream) {
            Some(version) => *version,
            None => log.stream_length(&entry.stream)?,
        };
        if entry.stream_version != version {
            return flaw(format!(
                "händelsen är nummer {} i strömmen {}, inte {version}",
                entry.stream_version, entry.stream
            ));
        }
        let mut count = 1;
        if let Some((head, before)) = &self.command
            && head.command_id == entry.commit.command_id
        {
            if !says_the_same(head, &entry.commit) {
                return flaw(format!(
                    "händelserna i kommandot {} har inte samma uppgifter om kommandot",
                    entry.commit.command_id
                ));
            }
            if *before >= MAX_COMMIT_EVENTS {
                return flaw(format!(
                    "ett kommando har högst {MAX_COMMIT_EVENTS} händelser"
                ));
            }
            count += before;
        }
        self.next += 1;
        self.last = Some((entry.event_id, entry.commit.recorded_at));
        self.streams.insert(entry.stream.clone(), version + 1);
        match &mut self.command {
            Some((_, before)) if count > 1 => *before = count,
            command => *command = Some(((*entry.commit).clone(), count)),
        }
        Ok(())
    }
}

/// Whether two heads say the same of a command; each is still that of one line.
fn says_the_same(a: &CommitHead, b: &CommitHead) -> bool {
    a.recorded_at == b.recorded_at
        && a.command_commitment == b.command_commitment
        && a.actor == b.actor
        && a.decision == b.decision
        && a.reason == b.reason
        && a.correlation_id == b.correlation_id
}
