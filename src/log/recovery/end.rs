//! The end of the journal: its last whole frame, and whether what stands after
//! it is what a crash leaves of one group.

use std::collections::BTreeSet;

use super::files::missing;
use crate::event::EventKind;
use crate::ids::EventId;
use crate::log::LogError;
use crate::log::frame::{EventHead, FRAME_ALIGNMENT, FRAME_MAGIC, Flaw, Frame, FrameHeader};
use crate::log::journal::failed;
use crate::log::order::End;
use crate::log::redaction::redacts;
use crate::log::segment;
use crate::log::walk::{Place, Segment, Stop, Walk};
use crate::time::Timestamp;

/// What stands at the end of the last file.
pub(super) struct Found {
    pub(super) end: End,
    pub(super) tail: Place,
    pub(super) file_bytes: u64,
    /// The last whole frame of the file: where it begins and how long it is.
    pub(super) last_frame: Option<(u64, usize)>,
    pub(super) flaw: Option<Flaw>,
}

/// Goes through the last file, and the one before it when the last has no frame.
pub(super) fn find(segments: &[Segment]) -> Result<Found, LogError> {
    let Some(last) = segments.last() else {
        return Err(missing(0, 0));
    };
    let file_bytes = last
        .file
        .size()
        .map_err(failed("att mäta", &segment::file_name(last.number)))?;
    let mut found = Found {
        end: End {
            size: last.first,
            last: None,
        },
        tail: Walk::towards(segments, last.first).place(),
        file_bytes,
        last_frame: None,
        flaw: None,
    };
    go_through(segments, &mut found)?;
    if let (None, [earlier @ .., _]) = (found.last_frame, segments)
        && !earlier.is_empty()
    {
        found.end.last = last_before(earlier, last.first)?;
    }
    Ok(found)
}

/// The id and time of the last event in files that go on at a position.
fn last_before(segments: &[Segment], next: u64) -> Result<Option<(EventId, Timestamp)>, LogError> {
    let mut found = Found {
        end: End::default(),
        tail: Walk::towards(segments, next).place(),
        file_bytes: 0,
        last_frame: None,
        flaw: None,
    };
    go_through(segments, &mut found)?;
    if found.tail.position == next {
        Ok(found.end.last)
    } else {
        Err(found.tail.damaged(found.flaw.unwrap_or(Flaw::NoFrame)))
    }
}

/// From `found.tail` on, frame by frame, to the first that is not whole.
///
/// Payloads are judged in the last frame only: when frames follow, it was
/// durable, and a payload that is not what was written is either destroyed by
/// a redaction or damage, which the reading tells apart.
fn go_through(segments: &[Segment], found: &mut Found) -> Result<(), LogError> {
    let mut walk = Walk::new(segments, found.tail);
    let mut before_last = None;
    let (tail, flaw) = loop {
        match walk.step() {
            Ok((place, frame)) => match last_event(&frame) {
                Ok(last) => {
                    before_last = Some((found.end, place, found.last_frame));
                    found.end.size = frame.header.end();
                    found.end.last = Some(last);
                    found.last_frame = Some((place.offset, frame.header.total_bytes()));
                }
                Err(flaw) => break (place, flaw),
            },
            Err(Stop::Failed(error)) => return Err(error),
            Err(Stop::Flawed(flaw)) => break (walk.place(), flaw),
        }
    };
    found.tail = tail;
    found.flaw = Some(flaw);
    if let Some((end, place, last_frame)) = before_last
        && !has_whole_payloads(segments, place)?
        && found.rest(segments)?.is_empty()
    {
        found.end = end;
        found.tail = place;
        found.last_frame = last_frame;
        found.flaw = Some(Flaw::Payload);
    }
    Ok(())
}

/// The id and time of a frame's last event; all heads are judged.
fn last_event(frame: &Frame<'_>) -> Result<(EventId, Timestamp), Flaw> {
    let mut last = None;
    frame.each_head(|head, commit| last = Some((head.event_id, commit.recorded_at)))?;
    last.ok_or(Flaw::Malformed("skrivningen är tom"))
}

/// Whether every payload of a frame is whole or destroyed by a redaction in the
/// same frame.
fn has_whole_payloads(segments: &[Segment], place: Place) -> Result<bool, LogError> {
    let mut walk = Walk::new(segments, place);
    let frame = match walk.step() {
        Ok((_, frame)) => frame,
        Err(Stop::Failed(error)) => return Err(error),
        Err(Stop::Flawed(flaw)) => return Err(place.damaged(flaw)),
    };
    let heads = frame.heads().map_err(|flaw| place.damaged(flaw))?;
    let is_whole = |head: &EventHead| {
        head.written_redacted || crc32fast::hash(frame.payload(head)) == head.payload_crc
    };
    Ok(heads.iter().all(is_whole) || {
        let redacted = redactions(&frame, &heads);
        heads
            .iter()
            .all(|head| is_whole(head) || redacted.contains(&head.event_id))
    })
}

/// The events whose payloads the frame's own redactions destroy.
fn redactions(frame: &Frame<'_>, heads: &[EventHead]) -> BTreeSet<EventId> {
    let none = BTreeSet::new();
    heads
        .iter()
        .filter(|head| head.kind == EventKind::PayloadRedacted)
        .filter_map(|head| frame.record(head.clone(), &none).ok())
        .filter_map(|record| redacts(record.entry.event()))
        .collect()
}

impl Found {
    /// The bytes of the last file after its last whole frame, zeros at the end left out.
    pub(super) fn rest(&self, segments: &[Segment]) -> Result<Vec<u8>, LogError> {
        let Some(last) = segments.last() else {
            return Ok(Vec::new());
        };
        let length = self.file_bytes.saturating_sub(self.tail.offset);
        let mut rest = vec![0; usize::try_from(length).unwrap_or(0)];
        let read = last
            .file
            .read_at(&mut rest, self.tail.offset)
            .map_err(failed("att läsa", &self.tail.text()))?;
        rest.truncate(read);
        let used = rest
            .iter()
            .rposition(|byte| *byte != 0)
            .map_or(0, |at| at + 1);
        rest.truncate(used);
        Ok(rest)
    }

    /// Whether the rest is what a crash leaves of one group.
    ///
    /// # Errors
    /// [`LogError::Damaged`] when it is something else.
    pub(super) fn is_torn(&self, rest: &[u8]) -> Result<bool, LogError> {
        if rest.is_empty() {
            return Ok(false);
        }
        if let Some(flaw) = &self.flaw {
            match flaw {
                Flaw::NoFrame
                | Flaw::Header
                | Flaw::Length
                | Flaw::Heads
                | Flaw::Payload
                | Flaw::Gone
                | Flaw::Padding => {}
                Flaw::Malformed(_) | Flaw::Id(_) | Flaw::UnknownKind(_) | Flaw::Content(_) => {
                    return Err(self.tail.damaged(flaw));
                }
            }
        }
        let whole_frame_after = (FRAME_ALIGNMENT..rest.len())
            .step_by(FRAME_ALIGNMENT)
            .any(|at| {
                rest[at..].starts_with(&FRAME_MAGIC) && FrameHeader::decode(&rest[at..]).is_ok()
            });
        match (whole_frame_after, &self.flaw) {
            (true, Some(flaw)) => Err(self.tail.damaged(flaw)),
            (true, None) => Err(self.tail.damaged(Flaw::NoFrame)),
            (false, _) => Ok(true),
        }
    }
}
