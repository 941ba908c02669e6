//! Looking up single events: by position and by id.
//!
//! The first time a frame is looked into, all its heads are read and judged by
//! their checksum. What is kept of it is where every 32nd event's head begins
//! and a checksum of the heads up to the next, so that the next lookup reads
//! those and the one payload that is asked for, each judged by its checksum.
//! Heads never change, so what is kept is never behind.
//! Deliberately not here: where to begin looking; the index says that.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use super::LogError;
use super::frame::{EventHead, FRAME_HEADER_BYTES, Flaw, FrameHeader, HeadView, Heads};
use super::redacted::Redacted;
use super::walk::{Place, Segment, Walk};
use crate::entry::Record;
use crate::ids::{EventId, Position};

/// How many strides are kept, of all frames together: a stride takes about 200
/// bytes, so these take 13 MB at most and stand for two million events.
const KEPT_STRIDES: usize = 65_536;

/// How many frames are kept: so few that going through them costs less than a
/// reading from the disk.
const KEPT_FRAMES: usize = 512;

/// How many events there are between two places that a lookup can begin at.
const STRIDE: u64 = 32;

/// The frames that were last looked into.
#[derive(Default)]
pub(crate) struct Lookup(Mutex<VecDeque<Arc<KnownFrame>>>);

/// A frame whose heads were judged.
struct KnownFrame {
    place: Place,
    header: FrameHeader,
    strides: Vec<Stride>,
    last_event: EventId,
}

/// The heads of some events after one another.
struct Stride {
    first_event: EventId,
    /// The place before the first of them.
    heads: Heads,
    bytes: usize,
    crc: u32,
}

impl Lookup {
    /// An event with its payload, as [`EventHead::record`].
    ///
    /// # Errors
    /// [`LogError`] when it cannot be read or is not what was written.
    pub(crate) fn record(
        &self,
        walk: Walk<'_>,
        position: Position,
        redacted: &Redacted,
    ) -> Result<Option<Record>, LogError> {
        let Some((place, head, payload)) = self.payload(walk, position)? else {
            return Ok(None);
        };
        head.record(&payload, |event| redacted.contains(event))
            .map(Some)
            .map_err(|flaw| place.damaged(flaw))
    }

    /// An event's head, and its salt and payload as they stand, with their place.
    ///
    /// # Errors
    /// [`LogError`] when they cannot be read or the heads are not what was written.
    pub(crate) fn payload(
        &self,
        mut walk: Walk<'_>,
        position: Position,
    ) -> Result<Option<(Place, EventHead, Vec<u8>)>, LogError> {
        let segments = walk.segments();
        let known = self.known(|frame| {
            (frame.header.first_position.0..frame.header.end()).contains(&position.0)
        });
        let frame = match known {
            Some(frame) => frame,
            None => match walk.find(position.0, position.0.saturating_add(1))? {
                Some((place, header)) => self.know(segments, place, header)?,
                None => return Ok(None),
            },
        };
        let Some(head) = frame.head(segments, position)? else {
            return Ok(None);
        };
        let place = Place {
            position: position.0,
            offset: frame.place.offset + head.payload_at as u64,
            ..frame.place
        };
        let payload = read(segments, place, head.payload_bytes)?;
        Ok(Some((place, head, payload)))
    }

    /// Where an event stands, before `end`. The walk begins at or before it.
    ///
    /// # Errors
    /// [`LogError`] when the heads cannot be read or are not what was written.
    pub(crate) fn position_of(
        &self,
        mut walk: Walk<'_>,
        event: EventId,
        end: u64,
    ) -> Result<Option<Position>, LogError> {
        let known =
            self.known(|frame| (frame.header.first_event..=frame.last_event).contains(&event));
        if let Some(frame) = known {
            return frame.position_of(walk.segments(), event);
        }
        let mut last = None;
        while let Some((place, header)) = walk.peek(end)? {
            if header.first_event > event {
                break;
            }
            last = Some((place, header));
            walk.pass(&header);
        }
        match last {
            Some((place, header)) => self
                .know(walk.segments(), place, header)?
                .position_of(walk.segments(), event),
            None => Ok(None),
        }
    }

    /// The frame that is known and fits; it is the last to be forgotten.
    fn known(&self, fits: impl Fn(&KnownFrame) -> bool) -> Option<Arc<KnownFrame>> {
        let mut frames = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = frames.iter().position(|frame| fits(frame))?;
        let frame = frames.remove(at)?;
        frames.push_front(Arc::clone(&frame));
        Some(frame)
    }

    fn know(
        &self,
        segments: &[Segment],
        place: Place,
        header: FrameHeader,
    ) -> Result<Arc<KnownFrame>, LogError> {
        let frame = Arc::new(KnownFrame::read(segments, place, header)?);
        let mut frames = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        frames.push_front(Arc::clone(&frame));
        frames.truncate(KEPT_FRAMES);
        let mut strides = 0;
        frames.retain(|frame| {
            strides += frame.strides.len();
            strides <= KEPT_STRIDES
        });
        Ok(frame)
    }
}

impl KnownFrame {
    fn read(segments: &[Segment], place: Place, header: FrameHeader) -> Result<Self, LogError> {
        let heads = read(segments, after_header(place), header.heads_bytes as usize)?;
        let mut frame = Self {
            place,
            header,
            strides: Vec::new(),
            last_event: header.first_event,
        };
        frame.judge(&heads).map_err(|flaw| place.damaged(flaw))?;
        Ok(frame)
    }

    fn judge(&mut self, bytes: &[u8]) -> Result<(), Flaw> {
        if crc32fast::hash(bytes) != self.header.heads_crc {
            return Err(Flaw::Heads);
        }
        let mut heads = Heads::of(&self.header);
        for number in 0.. {
            let before = (number % STRIDE == 0).then(|| heads.clone());
            let Some(head) = heads.step(bytes)? else {
                break;
            };
            self.strides.extend(before.map(|heads| Stride {
                first_event: head.event_id,
                heads,
                bytes: 0,
                crc: 0,
            }));
            self.last_event = head.event_id;
        }
        let mut end = bytes.len();
        for stride in self.strides.iter_mut().rev() {
            let of_stride = bytes.get(stride.heads.at()..end).unwrap_or_default();
            end = stride.heads.at();
            stride.bytes = of_stride.len();
            stride.crc = crc32fast::hash(of_stride);
        }
        Ok(())
    }

    fn head(
        &self,
        segments: &[Segment],
        position: Position,
    ) -> Result<Option<EventHead>, LogError> {
        let stride = (position.0 - self.header.first_position.0) / STRIDE;
        let at = usize::try_from(stride).unwrap_or(usize::MAX);
        self.search(segments, at, |head| head.position == position)
    }

    fn position_of(
        &self,
        segments: &[Segment],
        event: EventId,
    ) -> Result<Option<Position>, LogError> {
        let after = self
            .strides
            .partition_point(|stride| stride.first_event <= event);
        let found = self.search(segments, after.saturating_sub(1), |head| {
            head.event_id == event
        })?;
        Ok(found.map(|head| head.position))
    }

    /// The event of a stride that is asked for.
    fn search(
        &self,
        segments: &[Segment],
        stride: usize,
        is_asked_for: impl Fn(&HeadView<'_>) -> bool,
    ) -> Result<Option<EventHead>, LogError> {
        let Some(stride) = self.strides.get(stride) else {
            return Ok(None);
        };
        let heads_at = after_header(self.place);
        let place = Place {
            offset: heads_at.offset + stride.heads.at() as u64,
            ..self.place
        };
        let bytes = read(segments, place, stride.bytes)?;
        if crc32fast::hash(&bytes) != stride.crc {
            return Err(self.place.damaged(Flaw::Heads));
        }
        let mut heads = stride.heads.within();
        for _ in 0..STRIDE {
            let found = match heads.step(&bytes) {
                Ok(Some(head)) if is_asked_for(&head) => heads.keep(&head).map(Some),
                Ok(Some(_)) => continue,
                Ok(None) => Ok(None),
                Err(flaw) => Err(flaw),
            };
            return found.map_err(|flaw| self.place.damaged(flaw));
        }
        Ok(None)
    }
}

fn after_header(frame: Place) -> Place {
    Place {
        offset: frame.offset + FRAME_HEADER_BYTES as u64,
        ..frame
    }
}

/// So many bytes from a place on.
fn read(segments: &[Segment], place: Place, length: usize) -> Result<Vec<u8>, LogError> {
    let segment = segments
        .iter()
        .find(|segment| segment.number == place.segment)
        .ok_or_else(|| place.damaged(Flaw::NoFrame))?;
    let mut bytes = vec![0; length];
    let read = segment
        .file
        .read_at(&mut bytes, place.offset)
        .map_err(|source| LogError::Io {
            doing: "att läsa journalen",
            place: place.text(),
            source,
        })?;
    if read == length {
        Ok(bytes)
    } else {
        Err(place.damaged(Flaw::Length))
    }
}
