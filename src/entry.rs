//! Entries: events as they stand in the log, with who, when and why.
//!
//! A [`Commit`] holds what one command led to: one [`CommitHead`] and 1 to n
//! [`Record`]s. A record is an [`Entry`] (what folds see) with the salt and the
//! leaf hash that proofs need.

use std::sync::Arc;

use serde::Serialize;

use crate::basis::Hash;
use crate::event::{Event, EventKind, Provenance};
use crate::ids::{ActorId, CommandId, CorrelationId, DecisionId, EventId, Position};
use crate::stream::StreamId;
use crate::time::Timestamp;

/// The most events that one command may lead to: one import file's rows.
pub const MAX_COMMIT_EVENTS: usize = 10_000;

/// What the events of one command share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CommitHead {
    /// The position of the first event.
    pub first_position: Position,
    /// How many events there are, 1 to [`MAX_COMMIT_EVENTS`].
    pub count: u32,
    /// When the ledger recorded them; never before the commit in front (I4).
    pub recorded_at: Timestamp,
    /// The command's id (I8).
    pub command_id: CommandId,
    /// SHA-256 over the events' salts and the command's canonical content, to tell
    /// a repetition from a clash ([`crate::canonical::command_commitment`]).
    pub command_commitment: Hash,
    /// Who acted.
    pub actor: ActorId,
    /// The decision it rests on.
    pub decision: Option<DecisionId>,
    /// Why.
    pub reason: Option<String>,
    /// The matter or import it belongs to.
    pub correlation_id: Option<CorrelationId>,
}

/// What an event says, or that it no longer says anything (I11).
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "almost every payload is present; a box would cost an allocation an event"
)]
pub enum Payload {
    /// The payload.
    Present(Event),
    /// Payload and salt were destroyed; the kind remains.
    Redacted(EventKind),
}

/// An event as it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it stands.
    pub position: Position,
    /// Its identity.
    pub event_id: EventId,
    /// The version of its payload's form.
    pub version: u16,
    /// The stream it belongs to.
    pub stream: StreamId,
    /// Its number in that stream, from 0.
    pub stream_version: u64,
    /// The event that caused it, when one did.
    pub causation_id: Option<EventId>,
    /// Where its figures come from, when that is said.
    pub provenance: Option<Provenance>,
    /// What it says.
    pub payload: Payload,
    /// What it shares with its commit.
    pub commit: Arc<CommitHead>,
}

impl Entry {
    /// What the event says; `None` when it was redacted.
    #[inline]
    pub fn event(&self) -> Option<&Event> {
        match &self.payload {
            Payload::Present(event) => Some(event),
            Payload::Redacted(_) => None,
        }
    }

    /// The event's kind, redacted or not.
    pub fn kind(&self) -> EventKind {
        match &self.payload {
            Payload::Present(event) => event.kind(),
            Payload::Redacted(kind) => *kind,
        }
    }
}

/// The random bytes that keep a destroyed payload from being guessed back from
/// its commitment.
pub type Salt = [u8; 16];

/// An entry with what proofs need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The entry.
    pub entry: Entry,
    /// The salt of the payload commitment; `None` once redacted.
    pub salt: Option<Salt>,
    /// SHA-256 over the salt and the canonical payload.
    pub payload_commitment: Hash,
    /// The leaf hash: RFC 6962 over the canonical leaf.
    pub leaf: Hash,
}

/// What one command led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// What its events share.
    pub head: Arc<CommitHead>,
    /// The events in order, at least one.
    pub records: Vec<Record>,
}
