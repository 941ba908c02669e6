//! Recovery: what an opening does about what it finds at the journal's end.
//!
//! A group that was never acknowledged can stand half written after the last
//! whole frame. It is cut: its bytes are set aside in a file of their own and a
//! note says so. Everything else that is not what was written is damage: the
//! opening stops with the position and changes nothing (I3, I12).
//!
//! Only checksums make a frame torn. A frame whose checksums are right and whose
//! content this program cannot read was written by another program; it is never cut.

use std::collections::BTreeSet;

use super::LogError;
use super::checkpoint::Checkpoint;
use super::disk::Disk;
use super::frame::{EventHead, FRAME_ALIGNMENT, FRAME_MAGIC, Flaw, Frame, FrameHeader};
use super::journal::{UNFINISHED, failed};
use super::order::End;
use super::segment::{self, SEGMENT_HEADER_BYTES, SegmentHeader};
use super::walk::{Place, Segment, Stop, Walk};
use crate::event::Event;
use crate::event::EventKind;
use crate::ids::{EventId, Position};
use crate::time::Timestamp;

/// The beginning of the names of files that hold what was cut off.
const SET_ASIDE: &str = "avklippt";

/// The journal as it is when it may be written again.
pub(crate) struct Recovered {
    pub(crate) segments: Vec<Segment>,
    pub(crate) end: End,
    pub(crate) tail: u64,
    pub(crate) filled: u64,
}

/// What stands at the end of the last file.
struct Found {
    end: End,
    tail: Place,
    file_bytes: u64,
    /// The last whole frame of the file: where it begins and how long it is.
    last_frame: Option<(u64, usize)>,
    flaw: Option<Flaw>,
}

/// Finds the end of the journal and mends what a crash left there.
///
/// # Errors
/// [`LogError::Damaged`] for anything that a crash does not explain.
pub(crate) fn recover(
    disk: &dyn Disk,
    ledger: [u8; 16],
    checkpoint: &Checkpoint,
    notes: &mut Vec<String>,
) -> Result<Recovered, LogError> {
    let segments = segments(disk, ledger)?;
    let found = find_end(&segments)?;
    let rest = found.rest(&segments)?;
    let torn = found.is_torn(&rest)?;
    if found.end.size < checkpoint.size {
        let what = found.flaw.as_ref().filter(|_| torn);
        return Err(found.tail.damaged(format!(
            "journalen har {} händelser men kontrollpunkten säger {}{}",
            found.end.size,
            checkpoint.size,
            what.map_or_else(String::new, |flaw| format!("; {flaw}")),
        )));
    }
    remove_unfinished(disk)?;
    // A file can have got its name without the name being durable.
    disk.sync_names()
        .map_err(failed("att säkra", "journalens mapp"))?;
    let mut filled = found.file_bytes;
    if torn {
        notes.push(set_aside(disk, &segments, &found, &rest)?);
        filled = found.tail.offset;
    }
    if torn || found.end.size > checkpoint.size {
        sync_again(&segments, &found)?;
    }
    Ok(Recovered {
        segments,
        end: found.end,
        tail: found.tail.offset,
        filled,
    })
}

/// The files of the journal, in order, with their headers read.
///
/// # Errors
/// [`LogError::Damaged`] when one is missing or is not the ledger's.
pub(crate) fn segments(disk: &dyn Disk, ledger: [u8; 16]) -> Result<Vec<Segment>, LogError> {
    let names = disk
        .names()
        .map_err(failed("att läsa", "journalens mapp"))?;
    let numbers: BTreeSet<u32> = names
        .iter()
        .filter_map(|name| segment::number_of(name))
        .collect();
    let mut segments: Vec<Segment> = Vec::with_capacity(numbers.len());
    for (expected, number) in (0..).zip(&numbers) {
        let reached = segments.last().map_or(0, |segment| segment.first);
        if *number != expected {
            return Err(missing(expected, end_of(&segments).unwrap_or(reached)));
        }
        let name = segment::file_name(*number);
        let file = disk.open(&name).map_err(failed("att öppna", &name))?;
        let mut bytes = vec![0; usize::try_from(SEGMENT_HEADER_BYTES).unwrap_or(0)];
        let read = file
            .read_at(&mut bytes, 0)
            .map_err(failed("att läsa", &name))?;
        let header = SegmentHeader::decode(&bytes[..read], ledger, *number, Position(reached))
            .map_err(|error| match error {
                LogError::Damaged { place, found, .. } => LogError::Damaged {
                    position: Position(end_of(&segments).unwrap_or(reached)),
                    place,
                    found,
                },
                other => other,
            })?;
        segments.push(Segment {
            number: *number,
            first: header.first_position.0,
            file,
        });
    }
    if segments.is_empty() {
        return Err(missing(0, 0));
    }
    Ok(segments)
}

fn missing(number: u32, position: u64) -> LogError {
    LogError::Damaged {
        position: Position(position),
        place: segment::file_name(number),
        found: "filen saknas".to_owned(),
    }
}

/// How far the last of these files goes, to name the place of damage after it.
fn end_of(segments: &[Segment]) -> Option<u64> {
    let mut walk = Walk::towards(segments, segments.last()?.first);
    while walk.step().is_ok() {}
    Some(walk.place().position)
}

/// Goes through the last file, and the one before it when the last has no frame.
fn find_end(segments: &[Segment]) -> Result<Found, LogError> {
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
    let mut before_last = (found.end, found.tail, None);
    let mut is_whole = true;
    let (place, flaw) = loop {
        match walk.step() {
            Ok((place, frame)) => {
                before_last = (found.end, place, found.last_frame);
                match last_event(&frame) {
                    Ok((last, whole)) => {
                        found.end.size = frame.header.end();
                        found.end.last = Some(last);
                        found.last_frame = Some((place.offset, frame.header.total_bytes()));
                        is_whole = whole;
                    }
                    Err(flaw) => break (place, flaw),
                }
            }
            Err(Stop::Failed(error)) => return Err(error),
            Err(Stop::Flawed(flaw)) => break (walk.place(), flaw),
        }
    };
    found.tail = place;
    found.flaw = Some(flaw);
    if !is_whole && found.rest(segments)?.is_empty() {
        (found.end, found.tail, found.last_frame) = before_last;
        found.flaw = Some(Flaw::Payload);
    }
    Ok(())
}

/// The frame's last event, and whether every payload in it is whole or
/// destroyed by a redaction in the same frame.
fn last_event(frame: &Frame<'_>) -> Result<((EventId, Timestamp), bool), Flaw> {
    let heads = frame.heads()?;
    let is_whole = |head: &EventHead| {
        head.written_redacted || crc32fast::hash(frame.payload(head)) == head.payload_crc
    };
    let whole = heads.iter().all(is_whole) || {
        let redacted = redactions(frame, &heads);
        heads
            .iter()
            .all(|head| is_whole(head) || redacted.contains(&head.event_id))
    };
    let last = heads.last().ok_or(Flaw::Malformed("skrivningen är tom"))?;
    Ok(((last.event_id, last.commit.recorded_at), whole))
}

/// The events whose payloads the frame's own redactions destroy.
fn redactions(frame: &Frame<'_>, heads: &[EventHead]) -> BTreeSet<EventId> {
    let none = BTreeSet::new();
    heads
        .iter()
        .filter(|head| head.kind == EventKind::PayloadRedacted)
        .filter_map(|head| frame.record(head.clone(), &none).ok())
        .filter_map(|record| match record.entry.event() {
            Some(Event::PayloadRedacted(redaction)) => Some(redaction.event),
            _ => None,
        })
        .collect()
}

impl Found {
    /// The bytes of the last file after its last whole frame, zeros at the end left out.
    fn rest(&self, segments: &[Segment]) -> Result<Vec<u8>, LogError> {
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
    fn is_torn(&self, rest: &[u8]) -> Result<bool, LogError> {
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

/// Keeps what is cut in a file of its own, then cuts it durably.
fn set_aside(
    disk: &dyn Disk,
    segments: &[Segment],
    found: &Found,
    rest: &[u8],
) -> Result<String, LogError> {
    let names = disk
        .names()
        .map_err(failed("att läsa", "journalens mapp"))?;
    let position = found.end.size;
    let name = (1..=names.len() + 1)
        .map(|number| format!("{SET_ASIDE}-{position}-{number}.bin"))
        .find(|name| !names.contains(name))
        .unwrap_or_else(|| SET_ASIDE.to_owned());
    let cut = || {
        let file = disk.create(&name)?;
        file.write_at(rest, 0)?;
        file.sync()?;
        disk.sync_names()?;
        if let Some(last) = segments.last() {
            last.file.truncate(found.tail.offset)?;
            last.file.sync()?;
        }
        Ok(())
    };
    cut().map_err(failed("att klippa av", &found.tail.text()))?;
    Ok(format!(
        "En skrivning som aldrig bekräftats stod ofullständig efter {position} händelser ({}). \
         Den är avklippt; dess {} byte ligger i journal/{name}.",
        found.tail.text(),
        rest.len()
    ))
}

/// Writes the last frame again and syncs it: after a failed sync or a killed
/// process it can be readable without being durable, and it now counts (I2).
fn sync_again(segments: &[Segment], found: &Found) -> Result<(), LogError> {
    let (Some(last), Some((offset, length))) = (segments.last(), found.last_frame) else {
        return Ok(());
    };
    let again = || {
        let mut bytes = vec![0; length];
        let read = last.file.read_at(&mut bytes, offset)?;
        last.file.write_at(&bytes[..read], offset)?;
        last.file.sync()
    };
    again().map_err(failed("att säkra", &segment::file_name(last.number)))
}

/// Files that never got their names.
fn remove_unfinished(disk: &dyn Disk) -> Result<(), LogError> {
    let names = disk
        .names()
        .map_err(failed("att läsa", "journalens mapp"))?;
    for name in names.iter().filter(|name| name.ends_with(UNFINISHED)) {
        disk.remove(name).map_err(failed("att ta bort", name))?;
    }
    Ok(())
}
