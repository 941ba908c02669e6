//! An event's head: what a frame says of an event beside its payload.

use std::sync::Arc;

use super::{Flaw, SALT_BYTES};
use crate::basis::Hash;
use crate::entry::{CommitHead, Entry, Payload, Record, Salt};
use crate::event::{Event, EventKind, Provenance};
use crate::ids::{EventId, Position};
use crate::stream::StreamId;

/// An event of a frame before its payload is read.
#[derive(Debug, Clone)]
pub struct EventHead {
    /// The entry's envelope.
    pub position: Position,
    /// Its id.
    pub event_id: EventId,
    /// Its kind.
    pub kind: EventKind,
    /// The version of its payload.
    pub version: u16,
    /// Its stream.
    pub stream: StreamId,
    /// Its number in the stream.
    pub stream_version: u64,
    /// The event that caused it.
    pub causation_id: Option<EventId>,
    /// Where its figures come from.
    pub provenance: Option<Provenance>,
    /// Whether it was redacted already when it was written (a restored log).
    pub written_redacted: bool,
    /// Where salt and payload begin, counted from the frame's first byte.
    pub payload_at: usize,
    /// The length of salt and payload together.
    pub payload_bytes: usize,
    /// CRC-32 of salt and payload.
    pub payload_crc: u32,
    /// The commitment to the payload.
    pub payload_commitment: Hash,
    /// The leaf hash.
    pub leaf: Hash,
    /// What it shares with its commit.
    pub commit: Arc<CommitHead>,
}

impl EventHead {
    /// The event with its payload, whose bytes are given. `redacted` holds the
    /// events whose payloads were destroyed by a recorded redaction.
    ///
    /// # Errors
    /// [`Flaw`] when the payload is not what was written.
    pub(crate) fn record(
        self,
        bytes: &[u8],
        is_redacted: impl FnOnce(&EventId) -> bool,
    ) -> Result<Record, Flaw> {
        let head = self;
        let (payload, salt) = said(
            (head.kind, head.version),
            head.written_redacted,
            (bytes, head.payload_crc),
            || is_redacted(&head.event_id),
        )?;
        Ok(Record {
            entry: Entry {
                position: head.position,
                event_id: head.event_id,
                version: head.version,
                stream: head.stream,
                stream_version: head.stream_version,
                causation_id: head.causation_id,
                provenance: head.provenance,
                payload,
                commit: head.commit,
            },
            salt,
            payload_commitment: head.payload_commitment,
            leaf: head.leaf,
        })
    }
}

/// What stands in the bytes of a payload of a kind and version, and its salt.
///
/// # Errors
/// [`Flaw`] when the payload is not what was written.
#[inline]
pub(super) fn said(
    (kind, version): (EventKind, u16),
    written_redacted: bool,
    (bytes, crc): (&[u8], u32),
    is_redacted: impl FnOnce() -> bool,
) -> Result<(Payload, Option<Salt>), Flaw> {
    if written_redacted {
        Ok((Payload::Redacted(kind), None))
    } else if crc32fast::hash(bytes) == crc {
        let (salt, bytes) = bytes
            .split_first_chunk::<SALT_BYTES>()
            .ok_or(Flaw::Payload)?;
        let event = Event::decode(kind.tag(), version, bytes)?;
        Ok((Payload::Present(event), Some(*salt)))
    } else if is_redacted() {
        Ok((Payload::Redacted(kind), None))
    } else if bytes.iter().any(|byte| *byte != 0) {
        Err(Flaw::Payload)
    } else {
        Err(Flaw::Gone)
    }
}
