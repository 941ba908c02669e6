//! Lines put back into the commits they came from, and appended in groups.
//!
//! A commit is the run of lines with the same command id; the lines of a run
//! share all that a command's events share. At most one commit and one group
//! that is being filled are held at a time.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::keys::Keys;
use super::{Sequence, TakeError};
use crate::entry::{Commit, CommitHead, Payload, Record};
use crate::event::Event;
use crate::ids::{CommandId, EventId};
use crate::log::{Log, LogError, ReadLog};

/// A group of this many bytes of lines is written before more is added to it.
const GROUP_BYTES: usize = 4 * 1024 * 1024;

/// What is being put together.
#[derive(Default)]
pub(crate) struct Commits {
    sequence: Sequence,
    /// The lines of the commit that is being read.
    run: Vec<Record>,
    /// The commits that are to be written together.
    group: Vec<Commit>,
    group_bytes: usize,
    group_commands: BTreeSet<CommandId>,
    taken: Taken,
}

/// What has been taken in.
#[derive(Default)]
pub(crate) struct Taken {
    /// What the events say of keys and witnesses.
    pub(crate) keys: Keys,
    /// Events whose payload is gone.
    pub(crate) gone: BTreeSet<EventId>,
    /// Events that a redaction names.
    pub(crate) redacted: BTreeSet<EventId>,
}

impl Commits {
    /// Commits that are to follow on what a log has.
    ///
    /// # Errors
    /// As [`Sequence::after`].
    pub(crate) fn after(log: &dyn ReadLog) -> Result<Self, TakeError> {
        Ok(Self {
            sequence: Sequence::after(log)?,
            ..Self::default()
        })
    }

    /// Takes in the next line.
    ///
    /// # Errors
    /// [`TakeError::Flaw`] when it does not follow the one before it.
    pub(crate) fn take(
        &mut self,
        record: Record,
        bytes: usize,
        log: &mut dyn Log,
    ) -> Result<(), TakeError> {
        let continues = self.sequence.continues(&record);
        self.sequence.take(&record, log)?;
        if !continues {
            self.end_run(log)?;
            if self.group_bytes >= GROUP_BYTES {
                self.write(log)?;
            }
        }
        self.taken.note(&record);
        self.group_bytes += bytes;
        self.run.push(record);
        Ok(())
    }

    /// Writes what remains.
    ///
    /// # Errors
    /// As [`Commits::take`].
    pub(crate) fn finish(mut self, log: &mut dyn Log) -> Result<Taken, TakeError> {
        self.end_run(log)?;
        self.write(log)?;
        Ok(self.taken)
    }

    /// Makes a commit of the lines that have been read.
    fn end_run(&mut self, log: &dyn Log) -> Result<(), TakeError> {
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
            return Err(TakeError::Flaw {
                position: head.first_position,
                found: format!("kommandot {} står redan tidigare", head.command_id),
            });
        }
        for record in &mut records {
            record.entry.commit = Arc::clone(&head);
        }
        self.group.push(Commit { head, records });
        Ok(())
    }

    fn write(&mut self, log: &mut dyn Log) -> Result<(), TakeError> {
        self.group_bytes = 0;
        self.group_commands.clear();
        let group = std::mem::take(&mut self.group);
        if group.is_empty() {
            return Ok(());
        }
        log.append(&group).map_err(|error| match error {
            LogError::OutOfOrder { why } | LogError::Damaged { found: why, .. } => {
                TakeError::Flaw {
                    position: self.sequence.next(),
                    found: why,
                }
            }
            other => other.into(),
        })
    }
}

impl Taken {
    /// Takes note of an event.
    pub(crate) fn note(&mut self, record: &Record) {
        let entry = &record.entry;
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
}
