//! The timeline: when what was recorded.
//!
//! Guarantee: a moment resolves to one log size, and order comes from the
//! position (I4): `recorded_at` never decreases along the log.

use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::ids::{ActorId, CommandId, CorrelationId, DecisionId, Position};
use ledger::time::Timestamp;

/// Every commit, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Timeline {
    commits: Vec<CommitMark>,
    size: u64,
}

/// A commit: what one command led to.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct CommitMark {
    /// The position of its first event.
    pub first_position: Position,
    /// How many events it has.
    pub count: u32,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The command.
    pub command_id: CommandId,
    /// Who acted: a pseudonym.
    pub actor: ActorId,
    /// The decision it rests on.
    pub decision: Option<DecisionId>,
    /// Why.
    pub reason: Option<String>,
    /// The matter or import it belongs to.
    pub correlation_id: Option<CorrelationId>,
}

impl Timeline {
    /// Takes in the next entry. Total: every kind, redacted or not, stands in the timeline (I9).
    pub fn apply(&mut self, entry: &Entry) {
        self.size = entry.position.0 + 1;
        let head = &entry.commit;
        if self
            .commits
            .last()
            .is_some_and(|last| last.first_position == head.first_position)
        {
            return;
        }
        self.commits.push(CommitMark {
            first_position: head.first_position,
            count: head.count,
            recorded_at: head.recorded_at,
            command_id: head.command_id.clone(),
            actor: head.actor.clone(),
            decision: head.decision.clone(),
            reason: head.reason.clone(),
            correlation_id: head.correlation_id.clone(),
        });
    }

    /// How many events were recorded at or before a moment.
    pub fn size_at(&self, moment: Timestamp) -> u64 {
        let count = self
            .commits
            .partition_point(|commit| commit.recorded_at <= moment);
        self.commits
            .get(count)
            .map_or(self.size, |next| next.first_position.0.min(self.size))
    }

    /// The commit that a position belongs to.
    pub fn commit_of(&self, position: Position) -> Option<&CommitMark> {
        if position.0 >= self.size {
            return None;
        }
        let count = self
            .commits
            .partition_point(|commit| commit.first_position <= position);
        self.commits[..count].last()
    }

    /// When the event at a position was recorded.
    pub fn recorded_at(&self, position: Position) -> Option<Timestamp> {
        self.commit_of(position).map(|commit| commit.recorded_at)
    }

    /// When the last of the first `size` events was recorded: the moment that a
    /// log size stands for. `None` for an empty log or a size beyond its end.
    pub fn known_at(&self, size: u64) -> Option<Timestamp> {
        self.recorded_at(Position(size.checked_sub(1)?))
    }

    /// The commits that have an event at a position from `from` to before `to`, in order.
    pub fn commits(&self, from: u64, to: u64) -> &[CommitMark] {
        let from = from.min(to);
        let start = self
            .commits
            .partition_point(|commit| commit.first_position.0 + u64::from(commit.count) <= from);
        let end = self
            .commits
            .partition_point(|commit| commit.first_position.0 < to);
        self.commits.get(start..end).unwrap_or(&[])
    }
}
