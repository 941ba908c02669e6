//! Frames: one group of commits as bytes, with checksums that chain. Byte for
//! byte in `FORMAT.md`.
//!
//! A frame is a fixed header, the heads (what commits and events are, without
//! what events say) and the payloads. The header's checksum covers the heads'
//! checksum, and the heads hold each payload's. So a payload can be destroyed
//! by zeros, and nothing else about the frame changes (I11).
//!
//! Guarantee: bytes that are not what was written are told as [`Flaw`], never
//! read as entries (I12). Deliberately not here: where frames stand.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::bytes::{Reader, Writer};
use crate::basis::Hash;
use crate::entry::{Commit, CommitHead, Entry, MAX_COMMIT_EVENTS, Payload, Record, Salt};
use crate::event::{Event, EventKind, PayloadError, Provenance};
use crate::ids::{ActorId, CommandId, CorrelationId, DecisionId, EventId, InvalidId, Position};
use crate::stream::StreamId;
use crate::time::Timestamp;

/// The bytes that every frame begins with. The first is no UTF-8, so that no
/// recorded text can be taken for a frame.
pub const FRAME_MAGIC: [u8; 8] = *b"\xF5LGRFRM\n";

/// The length of a frame's header.
pub const FRAME_HEADER_BYTES: usize = 64;

/// The largest frame, in bytes: a command's largest commit and a full group
/// before it, and small enough to be held in memory whole.
pub const MAX_FRAME_BYTES: usize = 64 * 1024 * 1024;

/// Frames begin at multiples of this many bytes.
pub const FRAME_ALIGNMENT: usize = 8;

const SALT_BYTES: usize = size_of::<Salt>();

const HAS_CAUSATION: u8 = 0b0001;
const PROVENANCE_SHIFT: u8 = 1;
const PROVENANCE_MASK: u8 = 0b0110;
const WRITTEN_REDACTED: u8 = 0b1000;
const KNOWN_FLAGS: u8 = 0b1111;

/// What is wrong with a frame's bytes.
#[derive(Debug, thiserror::Error)]
pub enum Flaw {
    /// No frame begins here.
    #[error("ingen skrivning börjar här")]
    NoFrame,
    /// The header's checksum is wrong.
    #[error("skrivningens huvud har fel kontrollsumma")]
    Header,
    /// The frame goes on after the file's end, or over the largest size.
    #[error("skrivningen är avhuggen eller orimligt lång")]
    Length,
    /// The heads' checksum is wrong.
    #[error("händelsernas huvuden har fel kontrollsumma")]
    Heads,
    /// The heads cannot be read although their checksum is right.
    #[error("händelsernas huvuden kan inte läsas: {0}")]
    Malformed(&'static str),
    /// A text id may not be one.
    #[error("händelsernas huvuden kan inte läsas")]
    Id(#[from] InvalidId),
    /// An event type that this program does not know.
    #[error("okänd händelsetyp {0}")]
    UnknownKind(u16),
    /// A payload's checksum is wrong.
    #[error("händelsens innehåll har fel kontrollsumma")]
    Payload,
    /// A payload is gone and no redaction says why.
    #[error("händelsens innehåll är borta utan att vara gallrat")]
    Gone,
    /// A payload cannot be read although its checksum is right.
    #[error("händelsens innehåll kan inte läsas: {0}")]
    Content(#[from] PayloadError),
    /// The filling after the payloads is not zeros.
    #[error("utfyllnaden efter skrivningen är inte nollor")]
    Padding,
}

/// A frame's header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameHeader {
    /// The length of the heads, in bytes.
    pub heads_bytes: u32,
    /// The length of the payloads, in bytes, without filling.
    pub payloads_bytes: u32,
    /// The position of the first event.
    pub first_position: Position,
    /// How many commits.
    pub commits: u32,
    /// How many events.
    pub events: u32,
    /// When the last commit was recorded.
    pub recorded_at: Timestamp,
    /// The first event's id.
    pub first_event: EventId,
    /// CRC-32 of the heads.
    pub heads_crc: u32,
}

impl FrameHeader {
    /// The header's bytes.
    pub fn encode(&self) -> [u8; FRAME_HEADER_BYTES] {
        let mut bytes = [0; FRAME_HEADER_BYTES];
        bytes[0..8].copy_from_slice(&FRAME_MAGIC);
        bytes[8..12].copy_from_slice(&self.heads_bytes.to_le_bytes());
        bytes[12..16].copy_from_slice(&self.payloads_bytes.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.first_position.0.to_le_bytes());
        bytes[24..28].copy_from_slice(&self.commits.to_le_bytes());
        bytes[28..32].copy_from_slice(&self.events.to_le_bytes());
        bytes[32..40].copy_from_slice(&self.recorded_at.0.to_le_bytes());
        bytes[40..56].copy_from_slice(self.first_event.0.as_bytes());
        bytes[56..60].copy_from_slice(&self.heads_crc.to_le_bytes());
        let crc = crc32fast::hash(&bytes[..60]);
        bytes[60..64].copy_from_slice(&crc.to_le_bytes());
        bytes
    }

    /// Reads a header.
    ///
    /// # Errors
    /// [`Flaw`] when the bytes are too few or not a header.
    pub fn decode(bytes: &[u8]) -> Result<Self, Flaw> {
        let bytes = bytes
            .first_chunk::<FRAME_HEADER_BYTES>()
            .ok_or(Flaw::Length)?;
        if bytes[0..8] != FRAME_MAGIC {
            return Err(Flaw::NoFrame);
        }
        let mut reader = Reader::new(&bytes[8..]);
        let mut read = || -> Option<(Self, u32)> {
            let header = Self {
                heads_bytes: reader.u32()?,
                payloads_bytes: reader.u32()?,
                first_position: Position(reader.u64()?),
                commits: reader.u32()?,
                events: reader.u32()?,
                recorded_at: Timestamp(reader.i64()?),
                first_event: EventId(uuid::Uuid::from_bytes(reader.array()?)),
                heads_crc: reader.u32()?,
            };
            Some((header, reader.u32()?))
        };
        let (header, crc) = read().ok_or(Flaw::Length)?;
        if crc != crc32fast::hash(&bytes[..60]) {
            return Err(Flaw::Header);
        }
        if header.total_bytes() > MAX_FRAME_BYTES || header.events == 0 || header.commits == 0 {
            return Err(Flaw::Length);
        }
        Ok(header)
    }

    /// Where the payloads begin, counted from the frame's first byte.
    pub fn payloads_at(&self) -> usize {
        FRAME_HEADER_BYTES + self.heads_bytes as usize
    }

    /// The length of the frame, filling included.
    pub fn total_bytes(&self) -> usize {
        (self.payloads_at() + self.payloads_bytes as usize).next_multiple_of(FRAME_ALIGNMENT)
    }

    /// The position after the last event.
    pub fn end(&self) -> u64 {
        self.first_position.0.saturating_add(u64::from(self.events))
    }
}

/// The bytes of a group as one frame, written over `out`.
///
/// # Errors
/// [`PayloadError`] when a payload is too large. The length is the caller's to check.
pub fn encode(group: &[Commit], out: &mut Vec<u8>) -> Result<(), PayloadError> {
    let mut heads = Writer::default();
    let mut payloads = Vec::new();
    let mut events = 0_u32;
    for commit in group {
        write_commit(&mut heads, &commit.head);
        for record in &commit.records {
            write_event(&mut heads, &mut payloads, record)?;
            events += 1;
        }
    }
    let heads = heads.into_bytes();
    let first = group.first().and_then(|commit| commit.records.first());
    let last = group.last().map(|commit| &commit.head);
    let header = FrameHeader {
        heads_bytes: u32::try_from(heads.len()).unwrap_or(u32::MAX),
        payloads_bytes: u32::try_from(payloads.len()).unwrap_or(u32::MAX),
        first_position: first.map_or(Position(0), |record| record.entry.position),
        commits: u32::try_from(group.len()).unwrap_or(u32::MAX),
        events,
        recorded_at: last.map_or(Timestamp(0), |head| head.recorded_at),
        first_event: first.map_or(EventId(uuid::Uuid::nil()), |record| record.entry.event_id),
        heads_crc: crc32fast::hash(&heads),
    };
    out.clear();
    out.extend_from_slice(&header.encode());
    out.extend_from_slice(&heads);
    out.extend_from_slice(&payloads);
    out.resize(out.len().next_multiple_of(FRAME_ALIGNMENT), 0);
    Ok(())
}

fn write_commit(heads: &mut Writer, head: &CommitHead) {
    heads.u32(head.count);
    heads.i64(head.recorded_at.0);
    heads.short_text(Some(head.command_id.as_str()));
    heads.bytes(&head.command_hash.0);
    heads.short_text(Some(head.actor.as_str()));
    heads.short_text(head.decision.as_ref().map(DecisionId::as_str));
    heads.long_text(head.reason.as_deref());
    heads.short_text(head.correlation_id.as_ref().map(CorrelationId::as_str));
}

fn write_event(
    heads: &mut Writer,
    payloads: &mut Vec<u8>,
    record: &Record,
) -> Result<(), PayloadError> {
    let entry = &record.entry;
    let from = payloads.len();
    let mut flags = match entry.provenance {
        None => 0,
        Some(Provenance::Stated) => 1,
        Some(Provenance::Inferred) => 2,
        Some(Provenance::Generated) => 3,
    } << PROVENANCE_SHIFT;
    if entry.causation_id.is_some() {
        flags |= HAS_CAUSATION;
    }
    match (&entry.payload, record.salt) {
        (Payload::Present(event), Some(salt)) => {
            payloads.extend_from_slice(&salt);
            payloads.extend_from_slice(&event.encode()?);
        }
        (Payload::Present(_), None) | (Payload::Redacted(_), _) => flags |= WRITTEN_REDACTED,
    }
    heads.bytes(entry.event_id.0.as_bytes());
    heads.u16(entry.kind().tag());
    heads.u16(entry.version);
    heads.short_text(Some(entry.stream.as_str()));
    heads.u64(entry.stream_version);
    heads.u8(flags);
    if let Some(causation) = entry.causation_id {
        heads.bytes(causation.0.as_bytes());
    }
    let payload = &payloads[from..];
    heads.u32(u32::try_from(payload.len()).unwrap_or(u32::MAX));
    heads.u32(crc32fast::hash(payload));
    heads.bytes(&record.payload_commitment.0);
    heads.bytes(&record.leaf.0);
    Ok(())
}

/// A frame whose header and heads have the right checksums.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// Its header.
    pub header: FrameHeader,
    bytes: &'a [u8],
}

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

impl<'a> Frame<'a> {
    /// The frame that begins with the first byte.
    ///
    /// # Errors
    /// [`Flaw`] when header, heads or filling are not what was written.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Flaw> {
        let header = FrameHeader::decode(bytes)?;
        let bytes = bytes.get(..header.total_bytes()).ok_or(Flaw::Length)?;
        let heads = &bytes[FRAME_HEADER_BYTES..header.payloads_at()];
        if crc32fast::hash(heads) != header.heads_crc {
            return Err(Flaw::Heads);
        }
        let filled = header.payloads_at() + header.payloads_bytes as usize;
        if bytes[filled..].iter().any(|byte| *byte != 0) {
            return Err(Flaw::Padding);
        }
        Ok(Self { header, bytes })
    }

    /// The events without their payloads, in order.
    ///
    /// # Errors
    /// [`Flaw`] when the heads do not say what a writer says.
    pub fn heads(&self) -> Result<Vec<EventHead>, Flaw> {
        let bytes = &self.bytes[FRAME_HEADER_BYTES..self.header.payloads_at()];
        let mut reader = Reader::new(bytes);
        let mut heads = Vec::with_capacity(self.header.events as usize);
        let mut position = self.header.first_position.0;
        let mut payload_at = self.header.payloads_at();
        for _ in 0..self.header.commits {
            let commit = Arc::new(read_commit(&mut reader, position)?);
            for _ in 0..commit.count {
                let head = read_event(&mut reader, &commit, position, payload_at)?;
                position += 1;
                payload_at += head.payload_bytes;
                heads.push(head);
            }
        }
        let filled = self.header.payloads_at() + self.header.payloads_bytes as usize;
        if !reader.is_empty() || position != self.header.end() || payload_at != filled {
            return Err(Flaw::Malformed("antal och längder stämmer inte"));
        }
        Ok(heads)
    }

    /// An event's salt and payload as they stand.
    pub fn payload(&self, head: &EventHead) -> &'a [u8] {
        self.bytes
            .get(head.payload_at..head.payload_at + head.payload_bytes)
            .unwrap_or_default()
    }

    /// An event with its payload. `redacted` holds the events whose payloads
    /// were destroyed by a recorded redaction.
    ///
    /// # Errors
    /// [`Flaw`] when the payload is not what was written.
    pub fn record(&self, head: EventHead, redacted: &BTreeSet<EventId>) -> Result<Record, Flaw> {
        let bytes = self.payload(&head);
        let (payload, salt) = if head.written_redacted {
            (Payload::Redacted(head.kind), None)
        } else if crc32fast::hash(bytes) == head.payload_crc {
            let (salt, bytes) = bytes
                .split_first_chunk::<SALT_BYTES>()
                .ok_or(Flaw::Payload)?;
            let event = Event::decode(head.kind.tag(), head.version, bytes)?;
            (Payload::Present(event), Some(*salt))
        } else if redacted.contains(&head.event_id) {
            (Payload::Redacted(head.kind), None)
        } else if bytes.iter().any(|byte| *byte != 0) {
            return Err(Flaw::Payload);
        } else {
            return Err(Flaw::Gone);
        };
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

const SHORT: Flaw = Flaw::Malformed("de slutar för tidigt");

fn read_commit(reader: &mut Reader<'_>, position: u64) -> Result<CommitHead, Flaw> {
    let count = reader.u32().ok_or(SHORT)?;
    if count == 0 || count as usize > MAX_COMMIT_EVENTS {
        return Err(Flaw::Malformed("fel antal händelser i ett kommando"));
    }
    let recorded_at = Timestamp(reader.i64().ok_or(SHORT)?);
    let command_id = CommandId::new(reader.short_text().ok_or(SHORT)?.unwrap_or_default())?;
    let command_hash = Hash(reader.array().ok_or(SHORT)?);
    let actor = ActorId::new(reader.short_text().ok_or(SHORT)?.unwrap_or_default())?;
    let decision = reader.short_text().ok_or(SHORT)?;
    let reason = reader.long_text().ok_or(SHORT)?;
    let correlation_id = reader.short_text().ok_or(SHORT)?;
    Ok(CommitHead {
        first_position: Position(position),
        count,
        recorded_at,
        command_id,
        command_hash,
        actor,
        decision: decision.map(DecisionId::new).transpose()?,
        reason: reason.map(str::to_owned),
        correlation_id: correlation_id.map(CorrelationId::new).transpose()?,
    })
}

fn read_event(
    reader: &mut Reader<'_>,
    commit: &Arc<CommitHead>,
    position: u64,
    payload_at: usize,
) -> Result<EventHead, Flaw> {
    let event_id = EventId(uuid::Uuid::from_bytes(reader.array().ok_or(SHORT)?));
    let tag = reader.u16().ok_or(SHORT)?;
    let kind = EventKind::of_tag(tag).ok_or(Flaw::UnknownKind(tag))?;
    let version = reader.u16().ok_or(SHORT)?;
    if version == 0 || version > kind.version() {
        let kind = kind.name();
        return Err(PayloadError::UnknownVersion { kind, version }.into());
    }
    let stream = StreamId::new(reader.short_text().ok_or(SHORT)?.unwrap_or_default())?;
    let stream_version = reader.u64().ok_or(SHORT)?;
    let flags = reader.u8().ok_or(SHORT)?;
    if flags & !KNOWN_FLAGS != 0 {
        return Err(Flaw::Malformed("okända flaggor"));
    }
    let causation_id = if flags & HAS_CAUSATION == 0 {
        None
    } else {
        Some(EventId(uuid::Uuid::from_bytes(
            reader.array().ok_or(SHORT)?,
        )))
    };
    let provenance = match (flags & PROVENANCE_MASK) >> PROVENANCE_SHIFT {
        0 => None,
        1 => Some(Provenance::Stated),
        2 => Some(Provenance::Inferred),
        _ => Some(Provenance::Generated),
    };
    Ok(EventHead {
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
        payload_bytes: reader.u32().ok_or(SHORT)? as usize,
        payload_crc: reader.u32().ok_or(SHORT)?,
        payload_commitment: Hash(reader.array().ok_or(SHORT)?),
        leaf: Hash(reader.array().ok_or(SHORT)?),
        commit: Arc::clone(commit),
    })
}
