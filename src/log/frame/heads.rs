//! Heads: what a frame says of its commits and events beside the payloads.
//!
//! [`Heads`] goes from one event to the next. It holds none of the bytes, so
//! that a reading can keep it beside a window of its own and go on later.

use std::sync::Arc;

use super::head::said;
use super::{EventHead, Flaw, FrameHeader};
use crate::basis::Hash;
use crate::entry::{CommitHead, Entry, MAX_COMMIT_EVENTS};
use crate::event::{EventKind, PayloadError, Provenance};
use crate::ids::{ActorId, CommandId, CorrelationId, DecisionId, EventId, InvalidId, Position};
use crate::log::bytes::Reader;
use crate::stream::{MAX_STREAM_BYTES, StreamId};
use crate::time::Timestamp;

pub(super) const HAS_CAUSATION: u8 = 0b0001;
pub(super) const PROVENANCE_SHIFT: u8 = 1;
const PROVENANCE_MASK: u8 = 0b0110;
pub(super) const WRITTEN_REDACTED: u8 = 0b1000;
const KNOWN_FLAGS: u8 = 0b1111;

/// An event of a frame as it stands, before anything is made of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HeadView<'a> {
    pub(crate) position: Position,
    pub(crate) event_id: EventId,
    pub(crate) kind: EventKind,
    pub(crate) payload_at: usize,
    pub(crate) payload_bytes: usize,
    pub(crate) payload_crc: u32,
    pub(crate) written_redacted: bool,
    pub(crate) leaf: Hash,
    version: u16,
    stream: &'a str,
    stream_version: u64,
    causation_id: Option<EventId>,
    provenance: Option<Provenance>,
    payload_commitment: Hash,
}

/// A place among a frame's heads.
#[derive(Debug, Clone)]
pub(crate) struct Heads {
    header: FrameHeader,
    at: usize,
    position: u64,
    payload_at: usize,
    commits_left: u32,
    /// The commit that the last event belongs to, and how many of it are left.
    commit: Option<Arc<CommitHead>>,
    events_left: u32,
}

impl Heads {
    /// The place before a frame's first event.
    pub(crate) fn of(header: &FrameHeader) -> Self {
        Self {
            header: *header,
            at: 0,
            position: header.first_position.0,
            payload_at: header.payloads_at(),
            commits_left: header.commits,
            commit: None,
            events_left: 0,
        }
    }

    /// The position of the next event.
    pub(crate) fn position(&self) -> u64 {
        self.position
    }

    /// How many bytes of the heads are behind it.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// The same place, for one who has only the bytes of the heads after it.
    pub(crate) fn within(&self) -> Self {
        Self {
            at: 0,
            ..self.clone()
        }
    }

    /// The frame's header.
    pub(crate) fn header(&self) -> &FrameHeader {
        &self.header
    }

    /// The commit that the last event belongs to.
    pub(crate) fn commit(&self) -> Option<&Arc<CommitHead>> {
        self.commit.as_ref()
    }

    /// The next event; none after the last. The bytes are those of all heads.
    ///
    /// # Errors
    /// [`Flaw`] when the heads do not say what a writer says.
    pub(crate) fn step<'a>(&mut self, heads: &'a [u8]) -> Result<Option<HeadView<'a>>, Flaw> {
        let rest = heads.get(self.at..).unwrap_or_default();
        let mut reader = Reader::new(rest);
        if self.events_left == 0 {
            if self.commits_left == 0 {
                return self.ended(&reader).map(|()| None);
            }
            let commit = read_commit(&mut reader, self.position)?;
            self.commits_left -= 1;
            self.events_left = commit.count;
            self.commit = Some(Arc::new(commit));
        }
        let head = read_event(&mut reader, self.position, self.payload_at)?;
        self.events_left -= 1;
        self.position += 1;
        self.payload_at += head.payload_bytes;
        self.at = heads.len() - reader.left();
        Ok(Some(head))
    }

    /// What [`Heads::step`] has just answered, on its own.
    ///
    /// # Errors
    /// [`Flaw`] when the stream's name is none.
    pub(crate) fn keep(&self, head: &HeadView<'_>) -> Result<EventHead, Flaw> {
        let commit = self.commit.as_ref().ok_or_else(short)?;
        Ok(EventHead {
            position: head.position,
            event_id: head.event_id,
            kind: head.kind,
            version: head.version,
            stream: StreamId::new(head.stream)?,
            stream_version: head.stream_version,
            causation_id: head.causation_id,
            provenance: head.provenance,
            written_redacted: head.written_redacted,
            payload_at: head.payload_at,
            payload_bytes: head.payload_bytes,
            payload_crc: head.payload_crc,
            payload_commitment: head.payload_commitment,
            leaf: head.leaf,
            commit: Arc::clone(commit),
        })
    }

    /// The entry of what [`Heads::step`] has just answered, whose payload's bytes are
    /// given: what a fold sees, without what proofs need.
    ///
    /// # Errors
    /// [`Flaw`] as [`EventHead::record`].
    #[inline]
    pub(crate) fn entry(
        &self,
        head: &HeadView<'_>,
        bytes: &[u8],
        is_redacted: impl FnOnce(&EventId) -> bool,
    ) -> Result<Entry, Flaw> {
        let commit = self.commit.as_ref().ok_or_else(short)?;
        let (payload, _) = said(
            (head.kind, head.version),
            head.written_redacted,
            (bytes, head.payload_crc),
            || is_redacted(&head.event_id),
        )?;
        Ok(Entry {
            position: head.position,
            event_id: head.event_id,
            version: head.version,
            stream: StreamId::new(head.stream)?,
            stream_version: head.stream_version,
            causation_id: head.causation_id,
            provenance: head.provenance,
            payload,
            commit: Arc::clone(commit),
        })
    }

    fn ended(&self, reader: &Reader<'_>) -> Result<(), Flaw> {
        let filled = self.header.payloads_at() + self.header.payloads_bytes as usize;
        if reader.is_empty() && self.position == self.header.end() && self.payload_at == filled {
            Ok(())
        } else {
            Err(Flaw::Malformed("antal och längder stämmer inte"))
        }
    }
}

#[cold]
fn short() -> Flaw {
    Flaw::Malformed("de slutar för tidigt")
}

fn read_commit(reader: &mut Reader<'_>, position: u64) -> Result<CommitHead, Flaw> {
    let count = reader.u32().ok_or_else(short)?;
    if count == 0 || count as usize > MAX_COMMIT_EVENTS {
        return Err(Flaw::Malformed("fel antal händelser i ett kommando"));
    }
    let recorded_at = Timestamp(reader.i64().ok_or_else(short)?);
    let command_id = CommandId::new(reader.short_text().ok_or_else(short)?.unwrap_or_default())?;
    let command_commitment = Hash(reader.array().ok_or_else(short)?);
    let actor = ActorId::new(reader.short_text().ok_or_else(short)?.unwrap_or_default())?;
    let decision = reader.short_text().ok_or_else(short)?;
    let reason = reader.long_text().ok_or_else(short)?;
    let correlation_id = reader.short_text().ok_or_else(short)?;
    Ok(CommitHead {
        first_position: Position(position),
        count,
        recorded_at,
        command_id,
        command_commitment,
        actor,
        decision: decision.map(DecisionId::new).transpose()?,
        reason: reason.map(str::to_owned),
        correlation_id: correlation_id.map(CorrelationId::new).transpose()?,
    })
}

fn read_event<'a>(
    reader: &mut Reader<'a>,
    position: u64,
    payload_at: usize,
) -> Result<HeadView<'a>, Flaw> {
    let event_id = EventId(uuid::Uuid::from_bytes(reader.array().ok_or_else(short)?));
    let tag = reader.u16().ok_or_else(short)?;
    let kind = EventKind::of_tag(tag).ok_or(Flaw::UnknownKind(tag))?;
    let version = reader.u16().ok_or_else(short)?;
    if version == 0 || version > kind.version() {
        let kind = kind.name();
        return Err(PayloadError::UnknownVersion { kind, version }.into());
    }
    let stream = reader.short_text().ok_or_else(short)?.unwrap_or_default();
    match stream.len() {
        0 => return Err(InvalidId::Empty.into()),
        1..=MAX_STREAM_BYTES => {}
        _ => return Err(InvalidId::TooLong.into()),
    }
    let stream_version = reader.u64().ok_or_else(short)?;
    let flags = reader.u8().ok_or_else(short)?;
    if flags & !KNOWN_FLAGS != 0 {
        return Err(Flaw::Malformed("okända flaggor"));
    }
    let causation_id = if flags & HAS_CAUSATION == 0 {
        None
    } else {
        Some(EventId(uuid::Uuid::from_bytes(
            reader.array().ok_or_else(short)?,
        )))
    };
    let provenance = match (flags & PROVENANCE_MASK) >> PROVENANCE_SHIFT {
        0 => None,
        1 => Some(Provenance::Stated),
        2 => Some(Provenance::Inferred),
        _ => Some(Provenance::Generated),
    };
    Ok(HeadView {
        position: Position(position),
        event_id,
        kind,
        version,
        stream,
        stream_version,
        causation_id,
        provenance,
        written_redacted: flags & WRITTEN_REDACTED != 0,
        payload_at,
        payload_bytes: reader.u32().ok_or_else(short)? as usize,
        payload_crc: reader.u32().ok_or_else(short)?,
        payload_commitment: Hash(reader.array().ok_or_else(short)?),
        leaf: Hash(reader.array().ok_or_else(short)?),
    })
}
