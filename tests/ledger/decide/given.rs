//! What is given: a state built by playing the documented year, line by line.
//!
//! The examples of `src/command/COMMANDS.md` are the fixture, so that the rows
//! of the tests read against data that a user can read too.

use std::sync::Arc;

use ledger::basis::Hash;
use ledger::command::Submission;
use ledger::decide::{NewEvent, Resolved, decide};
use ledger::entry::{CommitHead, Entry, Payload};
use ledger::event::Event;
use ledger::ids::{CommandId, EventId, Position};
use ledger::refusal::Refusal;
use ledger::state::State;
use ledger::time::Timestamp;

/// The documentation of commands.
pub(crate) const COMMANDS: &str = include_str!("../../../src/command/COMMANDS.md");

/// A documented example.
pub(crate) struct Example {
    /// The line.
    pub(crate) line: &'static str,
    /// The code that it is refused with, when it is.
    pub(crate) refused: Option<&'static str>,
}

/// Every example of the documentation, in order.
pub(crate) fn examples() -> Vec<Example> {
    let mut examples = Vec::new();
    let mut block: Option<Option<&str>> = None;
    for line in COMMANDS.lines() {
        match (block, line.strip_prefix("```")) {
            (None, Some(info)) => {
                let refused = info.strip_prefix("json").map(str::trim);
                block = Some(refused.filter(|code| !code.is_empty()));
            }
            (Some(_), Some(_)) => block = None,
            (Some(refused), None) => examples.push(Example { line, refused }),
            (None, None) => {}
        }
    }
    examples
}

/// A state with the entries that led to it.
#[derive(Clone, Default)]
pub(crate) struct Given {
    pub(crate) state: State,
    pub(crate) entries: Vec<Entry>,
}

impl Given {
    /// The whole documented year.
    pub(crate) fn year() -> Self {
        Self::until("")
    }

    /// The documented year until before a command.
    pub(crate) fn until(id: &str) -> Self {
        let mut given = Self::default();
        for example in examples().iter().filter(|e| e.refused.is_none()) {
            if !id.is_empty() && example.line.contains(&format!("{{\"id\":\"{id}\",")) {
                return given;
            }
            if let Err(refusal) = given.record(example.line) {
                panic!(
                    "the documented year is refused at {}: {refusal}",
                    example.line
                );
            }
        }
        assert!(id.is_empty(), "no documented command has the id {id}");
        given
    }

    /// The same with more lines recorded.
    pub(crate) fn and(mut self, lines: &[&str]) -> Self {
        for line in lines {
            if let Err(refusal) = self.record(line) {
                panic!("{line} is refused: {refusal}");
            }
        }
        self
    }

    /// Parses and decides a line without recording it.
    pub(crate) fn decide(&self, line: &str) -> Result<Vec<NewEvent>, Refusal> {
        let submission = Submission::parse_line(line.as_bytes())?;
        decide(&self.state, &submission, &self.resolve(&submission))
    }

    /// Parses, decides and records a line.
    pub(crate) fn record(&mut self, line: &str) -> Result<Vec<Event>, Refusal> {
        let submission = Submission::parse_line(line.as_bytes())?;
        let events = decide(&self.state, &submission, &self.resolve(&submission))?;
        let first = self.entries.len();
        let commit = Arc::new(head(&submission, first, events.len()));
        for new in &events {
            let entry = self.entry(new, &commit);
            self.state.apply(&entry);
            self.entries.push(entry);
        }
        Ok(events.into_iter().map(|new| new.event).collect())
    }

    fn entry(&self, new: &NewEvent, commit: &Arc<CommitHead>) -> Entry {
        let number = self.entries.len();
        let stream = new.event.stream();
        Entry {
            position: Position(number as u64),
            event_id: EventId(uuid::Uuid::from_u128(number as u128 + 1)),
            version: new.event.kind().version(),
            stream_version: self.state.stream_version(&stream),
            stream,
            causation_id: new.causation_id,
            provenance: new.provenance,
            payload: Payload::Present(new.event.clone()),
            commit: Arc::clone(commit),
        }
    }

    fn resolve(&self, submission: &Submission) -> Resolved {
        submission
            .command
            .references()
            .into_iter()
            .filter_map(|reference| Some((reference.clone(), self.named(&reference.0)?.clone())))
            .collect()
    }

    fn named(&self, reference: &str) -> Option<&Entry> {
        if let Some(position) = reference.strip_prefix('@') {
            return self.entries.get(position.parse::<usize>().ok()?);
        }
        let (command, number) = reference.split_once('#').unwrap_or((reference, "1"));
        let number: usize = number.parse().ok()?;
        let of_command = |entry: &&Entry| entry.commit.command_id.as_str() == command;
        self.entries
            .iter()
            .filter(of_command)
            .nth(number.checked_sub(1)?)
    }
}

fn head(submission: &Submission, first: usize, count: usize) -> CommitHead {
    CommitHead {
        first_position: Position(first as u64),
        count: u32::try_from(count).unwrap_or(u32::MAX),
        recorded_at: Timestamp(i64::try_from(first).unwrap_or(i64::MAX)),
        command_id: CommandId::new(submission.id.as_str()).unwrap_or_else(|e| panic!("{e}")),
        command_commitment: Hash([0; 32]),
        actor: submission.actor.clone(),
        decision: submission.decision.clone(),
        reason: submission.reason.clone(),
        correlation_id: submission.correlation_id.clone(),
    }
}
