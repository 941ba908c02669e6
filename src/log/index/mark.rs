//! Marks: frames that can be found without reading what stands before them.
//! One for every 64 KiB of journal, so that little is read to find a position.

use super::key::keyed;
use crate::ids::EventId;
use crate::log::bytes::{Reader, Writer};
use crate::log::frame::FrameHeader;
use crate::log::walk::Place;
use crate::time::Timestamp;

/// How much journal there is between two frames that are marked, in bytes: so
/// little is read to find the frame of a position.
const MARK_EVERY: u64 = 64 * 1024;

/// A frame that can be found without reading what stands before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) place: Place,
    pub(crate) recorded_at: Timestamp,
    pub(crate) first_event: EventId,
}

impl Mark {
    /// The mark of a frame, when it is far enough after the last one.
    pub(super) fn due(last: Option<&Self>, place: Place, header: &FrameHeader) -> Option<Self> {
        let is_due = last.is_none_or(|last| {
            last.place.segment != place.segment || place.offset - last.place.offset >= MARK_EVERY
        });
        is_due.then_some(Self {
            place,
            recorded_at: header.recorded_at,
            first_event: header.first_event,
        })
    }

    /// Whether it is the mark of a frame that was found.
    pub(crate) fn is_of(&self, place: Place, header: &FrameHeader) -> bool {
        self.place == place
            && self.recorded_at == header.recorded_at
            && self.first_event == header.first_event
    }

    /// The key and the value it is kept as.
    pub(super) fn encode(&self) -> (Vec<u8>, Vec<u8>) {
        let mut value = Writer::default();
        value.u32(self.place.segment);
        value.u64(self.place.offset);
        value.i64(self.recorded_at.0);
        value.bytes(self.first_event.0.as_bytes());
        (
            keyed(b'f', &self.place.position.to_be_bytes()),
            value.into_bytes(),
        )
    }

    /// Reads a key and its value.
    pub(super) fn decode(key: &[u8], value: &[u8]) -> Option<Self> {
        let position = u64::from_be_bytes(key.get(1..)?.try_into().ok()?);
        let mut reader = Reader::new(value);
        Some(Self {
            place: Place {
                segment: reader.u32()?,
                offset: reader.u64()?,
                position,
            },
            recorded_at: Timestamp(reader.i64()?),
            first_event: EventId(uuid::Uuid::from_bytes(reader.array()?)),
        })
    }
}
