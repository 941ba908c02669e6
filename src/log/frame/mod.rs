//! Frames: one group of commits as bytes, with checksums that chain. Byte for
//! byte in `FORMAT.md`.
//!
//! A frame is a fixed header, the heads (what commits and events are, without
//! what events say) and the payloads. The header's checksum covers the heads'
//! checksum, and the heads hold each payload's. So a payload can be destroyed
//! by zeros, and nothing else about the frame changes (I11).
//!
//! Guarantee: bytes that are not what was written are told as [`Flaw`], never
//! read as entries (I12). Events can be passed over without being made. Deliberately not here: where frames stand.

mod flaw;
mod head;
mod header;
mod heads;
mod writing;

use std::collections::BTreeSet;

use crate::entry::{CommitHead, Record, Salt};
use crate::event::EventKind;
use crate::ids::EventId;
pub use flaw::Flaw;
pub use head::EventHead;

pub use header::FrameHeader;
pub(crate) use heads::{HeadView, Heads};
pub use writing::encode;

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

/// A frame whose header and heads have the right checksums.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// Its header.
    pub header: FrameHeader,
    bytes: &'a [u8],
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

    /// All of its bytes, filling included.
    pub(crate) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The bytes of the heads.
    pub(crate) fn heads_bytes(&self) -> &'a [u8] {
        heads_bytes(&self.header, self.bytes)
    }

    /// Goes through all heads, event by event, without keeping any.
    ///
    /// # Errors
    /// As [`Frame::heads`].
    pub(crate) fn each_head(
        &self,
        mut see: impl FnMut(&HeadView<'a>, &CommitHead),
    ) -> Result<(), Flaw> {
        let mut heads = Heads::of(&self.header);
        while let Some(head) = heads.step(self.heads_bytes())? {
            if let Some(commit) = heads.commit() {
                see(&head, commit);
            }
        }
        Ok(())
    }

    /// The events without their payloads, in order.
    ///
    /// # Errors
    /// [`Flaw`] when the heads do not say what a writer says.
    pub fn heads(&self) -> Result<Vec<EventHead>, Flaw> {
        let mut heads = Heads::of(&self.header);
        let mut all = Vec::with_capacity(self.header.events as usize);
        while let Some(head) = heads.step(self.heads_bytes())? {
            all.push(heads.keep(&head)?);
        }
        Ok(all)
    }

    /// The heads of the events of a kind.
    ///
    /// # Errors
    /// As [`Frame::heads`]; all heads are judged.
    pub(crate) fn heads_of(&self, kind: EventKind) -> Result<Vec<EventHead>, Flaw> {
        let mut heads = Heads::of(&self.header);
        let mut found = Vec::new();
        while let Some(head) = heads.step(self.heads_bytes())? {
            if head.kind == kind {
                found.push(heads.keep(&head)?);
            }
        }
        Ok(found)
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
        head.record(bytes, |event| redacted.contains(event))
    }
}

/// The bytes of the heads in those of a frame.
pub(crate) fn heads_bytes<'a>(header: &FrameHeader, bytes: &'a [u8]) -> &'a [u8] {
    bytes
        .get(FRAME_HEADER_BYTES..header.payloads_at())
        .unwrap_or_default()
}
