//! The header of a frame: its lengths, where it stands, and the checksum of its heads.

use super::{FRAME_ALIGNMENT, FRAME_HEADER_BYTES, FRAME_MAGIC, Flaw, MAX_FRAME_BYTES};
use crate::ids::{EventId, Position};
use crate::log::bytes::Reader;
use crate::time::Timestamp;

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
