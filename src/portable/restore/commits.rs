//! Lines put back into the commits they came from, and appended in groups.
//!
//! A commit is the run of lines with the same command id; the lines of a run
//! share all that a command's events share. At most one commit and one group
//! that is being filled are held at a time.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::keys::Keys;
use crate::entry::{Commit, CommitHead, MAX_COMMIT_EVENTS, Payload, Record};
use crate::event::Event;
use crate::ids::{CommandId, EventId, Position};
use crate::log::{Log, LogError};
use crate::portable::{EVENTS, PortableError};
use crate::stream::StreamId;

/// A group of this many bytes of lines is written before more is added to it.
const GROUP_BYTES: usize = 4 * 1024 * 1024;

/// What of the archive is being put together.
#[derive(Default)]
pub(super) struct Commits {
    /// The lines of the commit that is being read.
    run: Vec<Record>,
    /// The commits that are to be written together.
    group: Vec<Commit>,
    group_bytes: usize,
    group_commands: BTreeSet<CommandId>,
    /// How many lines have been taken.
    lines: u64,
    /// The id and time of the last.
    last: Option<(EventId, crate::time::Timestamp)>,
    /// How many events each stream has.
    streams: HashMap<StreamId, u64>,
    /// Events whose payload is gone, and events that a redaction names.
    gone: BTreeSet<EventId>,
    redacted: BTreeSet<EventId>,
    /// What the events say of keys and witnesses.
    pub(super) keys: Keys,
}

impl Commits {
    /// Takes in the next line.
    ///
    /// # Errors
    /// [`PortableError::Flawed`] when it does not follow the one before it.
    pub(super) fn take(
        &mut self,
        record: Record,
        bytes: usize,
        log: &mut dyn Log,
    ) -> Result<(), PortableError> {
        self.check(&record)?;
        if self.run_of(&record).is_none() {
            self.end_run(log)?;
            if self.group_bytes >= GROUP_BYTES {
                self.write(log)?;
            }
        }
        self.note(&record);
        self.group_bytes += bytes;
        self.run.push(record);
        Ok(())
    }

    /// Writes what remains; answers how many events are redacted.
    ///
    /// # Errors
    /// As [`Commits::take`]; also when a payload is gone that no redaction
    /// names, or is there although one does.
    pub(super) fn finish(&mut self, log: &mut dyn Log) -> Result<u64, PortableError> {
        self.end_run(log)?;
        self.write(log)?;
        let unfounded = self.gone.symmetric_difference(&self.redacted).next();
        if let Some(event) = unfounded {
            let line = log.position_of(*event)?.map_or(self.lines, |at| at.0) + 1;
            let found = if self.gone.contains(event) {
                "innehållet saknas, men ingen gallring nämner händelsen"
            } else {
                "händelsen är gallrad, men har sitt innehåll kvar"
            };
            return Err(PortableError::at_line(EVENTS, line, found));
        }
        Ok(self.gone.len() as u64)
    }

    /// The first line of the command that is being read, when the record is the
    /// same command's.
    fn run_of(&self, record: &Record) -> Option<&Record> {
        let first = self.run.first()?;
        (first.entry.commit.command_id == record.entry.commit.command_id).then_some(first)
    }

    fn check(&self, record: &Record) -> Result<(), PortableError> {
        let entry = &record.entry;
        let flaw = |found: String| Err(self.flaw(found));
        if entry.position != Position(self.lines) {
            return flaw(format!(
                "händelsen har position {}, inte {}",
                entry.position,
                Position(self.lines)
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
        let version = self.streams.get(&entry.stream).copied().unwrap_or(0);
        if entry.stream_version != version {
            return flaw(format!(
                "händelsen är nummer {} i strömmen {}, inte {version}",
                entry.stream_version, entry.stream
            ));
        }
        if let Some(first) = self.run_of(record) {
            if !says_the_same(&first.entry.commit, &entry.commit) {
                return flaw(format!(
                    "händelserna i kommandot {} har inte samma uppgifter om kommandot",
                    entry.commit.command_id
                ));
            }
            if self.run.len() >= MAX_COMMIT_EVENTS {
                return flaw(format!(
                    "ett kommando har högst {MAX_COMMIT_EVENTS} händelser"
                ));
            }
        }
        Ok(())
    }

    fn note(&mut self, record: &Record) {
        let entry = &record.entry;
        self.lines += 1;
        self.last = Some((entry.event_id, entry.commit.recorded_at));
        *self.streams.entry(entry.stream.clone()).or_default() += 1;
        match &entry.payload {
            Payload::Present(Event::PayloadRedacted(redaction)) => {
                self.redacted.insert(redaction.event);
            }
            Payload::Present(event) => self.keys.note(entry.position, event),
            Payload::Redacted(_) => {
                self.gone.insert(entry.event_id);
            }
        }
    }

    /// Makes a commit of the lines that have been read.
    fn end_run(&mut self, log: &dyn Log) -> Result<(), PortableError> {
        let mut records = std::mem::take(&mut self.run);
        let Some(first) = records.first() else {
            return Ok(());
        };
        let head = Arc::new(CommitHead {
            count: u32::try_from(records.len()).unwrap_or(u32::MAX),
            ..(*first.entry.commit).clone()
        });
        let is_new = self.group_commands.insert(head.command_id.clone());
        if !is_new || log.command(&head.command_id)?.is_some() {
            return Err(PortableError::at_line(
                EVENTS,
                head.first_position.0 + 1,
                format!("kommandot {} står redan tidigare", head.command_id),
            ));
        }
        for record in &mut records {
            record.entry.commit = Arc::clone(&head);
        }
        self.group.push(Commit { head, records });
        Ok(())
    }

    fn write(&mut self, log: &mut dyn Log) -> Result<(), PortableError> {
        self.group_bytes = 0;
        self.group_commands.clear();
        let group = std::mem::take(&mut self.group);
        if group.is_empty() {
            return Ok(());
        }
        log.append(&group).map_err(|error| match error {
            LogError::OutOfOrder { why } | LogError::Damaged { found: why, .. } => self.flaw(why),
            other => other.into(),
        })
    }

    fn flaw(&self, found: String) -> PortableError {
        PortableError::at_line(EVENTS, self.lines + 1, found)
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
