//! Looking up single events: by position and by id.
//!
//! Of a frame only the heads are read, judged by their checksum, and kept for
//! the next lookup; of the payloads only the one that is asked for, judged by
//! its own. Heads never change, so what is kept is never behind.
//! Deliberately not here: where to begin looking; the index says that.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use super::LogError;
use super::frame::{EventHead, FRAME_HEADER_BYTES, Flaw, FrameHeader, HeadView, Heads};
use super::walk::{Place, Segment, Walk};
use crate::entry::Record;
use crate::ids::{EventId, Position};

/// How many bytes of heads are kept: those of the largest imports that a trace
/// goes back and forth between.
const KEPT_BYTES: usize = 16 * 1024 * 1024;

/// How many events there are between two places that a lookup can begin at.
const STRIDE: u64 = 32;

/// The frames that were last looked into.
#[derive(Default)]
pub(crate) struct Lookup(Mutex<VecDeque<Arc<KnownFrame>>>);

/// A frame whose heads were judged.
struct KnownFrame {
    place: Place,
    header: FrameHeader,
    heads: Vec<u8>,
    /// Every [`STRIDE`]th event, and the place before it.
    strides: Vec<(EventId, Heads)>,
    last_event: EventId,
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
        redacted: &BTreeSet<EventId>,
    ) -> Result<Option<Record>, LogError> {
        let Some((place, head, payload)) = self.payload(walk, position)? else {
            return Ok(None);
        };
        head.record(&payload, redacted)
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
        let Some(head) = frame.head(position)? else {
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
            return frame.position_of(event);
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
                .position_of(event),
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
        let mut bytes = 0;
        frames.retain(|frame| {
            bytes += frame.heads.len();
            bytes <= KEPT_BYTES
        });
        Ok(frame)
    }
}

impl KnownFrame {
    fn read(segments: &[Segment], place: Place, header: FrameHeader) -> Result<Self, LogError> {
        let after_header = Place {
            offset: place.offset + FRAME_HEADER_BYTES as u64,
            ..place
        };
        let heads = read(segments, after_header, header.heads_bytes as usize)?;
        let mut frame = Self {
            place,
            header,
            heads,
            strides: Vec::new(),
            last_event: header.first_event,
        };
        frame.judge().map_err(|flaw| place.damaged(flaw))?;
        Ok(frame)
    }

    fn judge(&mut self) -> Result<(), Flaw> {
        if crc32fast::hash(&self.heads) != self.header.heads_crc {
            return Err(Flaw::Heads);
        }
        let mut heads = Heads::of(&self.header);
        for number in 0.. {
            let before = (number % STRIDE == 0).then(|| heads.clone());
            let Some(head) = heads.step(&self.heads)? else {
                break;
            };
            self.strides
                .extend(before.map(|before| (head.event_id, before)));
            self.last_event = head.event_id;
        }
        Ok(())
    }

    fn head(&self, position: Position) -> Result<Option<EventHead>, LogError> {
        let stride = (position.0 - self.header.first_position.0) / STRIDE;
        let at = usize::try_from(stride).unwrap_or(usize::MAX);
        self.search(at, |head| head.position >= position)
            .and_then(|found| match found {
                Some((heads, head)) => heads.keep(&head).map(Some),
                None => Ok(None),
            })
            .map_err(|flaw| self.place.damaged(flaw))
    }

    fn position_of(&self, event: EventId) -> Result<Option<Position>, LogError> {
        let after = self.strides.partition_point(|(first, _)| *first <= event);
        let found = self
            .search(after.saturating_sub(1), |head| head.event_id >= event)
            .map_err(|flaw| self.place.damaged(flaw))?;
        Ok(found.and_then(|(_, head)| (head.event_id == event).then_some(head.position)))
    }

    /// The first event from a stride on that is far enough.
    fn search(
        &self,
        stride: usize,
        is_there: impl Fn(&HeadView<'_>) -> bool,
    ) -> Result<Option<(Heads, HeadView<'_>)>, Flaw> {
        let Some((_, heads)) = self.strides.get(stride) else {
            return Ok(None);
        };
        let mut heads = heads.clone();
        while let Some(head) = heads.step(&self.heads)? {
            if is_there(&head) {
                return Ok(Some((heads, head)));
            }
        }
        Ok(None)
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
