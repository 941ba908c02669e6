//! The journal: the events' bytes, in order, in files of bounded size.
//!
//! Guarantees: one frame a group, one write and one sync before it counts (I2,
//! I3); files are filled with zeros ahead, so that a frame's sync moves no
//! metadata; a file is complete and synced before the next one takes its name.
//! A write or sync that fails poisons the journal. What a crash left behind is
//! in [`super::recovery`], how files are read in [`super::walk`].

use std::io;
use std::sync::Arc;

use super::checkpoint::Checkpoint;
use super::disk::{Disk, DiskFile};
use super::frame::{self, FRAME_HEADER_BYTES, FrameHeader, MAX_FRAME_BYTES};
use super::order::End;
use super::recovery;
use super::segment::{self, SEGMENT_HEADER_BYTES, SegmentHeader};
use super::walk::{Place, Segment, Walk};
use super::{LogError, marker, redaction_is_kept};
use crate::entry::Commit;
use crate::event::EventKind;
use crate::ids::Position;

/// The size that a file of the journal is closed at, in bytes: large enough to
/// be read at the disk's speed, small enough to be copied and checked one by one.
pub(crate) const SEGMENT_BYTES: u64 = 64 * 1024 * 1024;

/// The largest a file of the journal ever is: one frame of the largest size fits
/// in an otherwise empty one. A larger file is damage and is not read.
pub(crate) const LARGEST_SEGMENT_BYTES: u64 = SEGMENT_HEADER_BYTES + MAX_FRAME_BYTES as u64;

/// The first step of filling ahead, in bytes; steps double with the file.
const FIRST_STEP: u64 = 256 * 1024;

/// The largest step of filling ahead, in bytes.
const LARGEST_STEP: u64 = 8 * 1024 * 1024;

/// The ending of a file that does not have its name yet.
pub(crate) const UNFINISHED: &str = ".new";

static ZEROS: [u8; 256 * 1024] = [0; 256 * 1024];

/// The journal of a ledger.
pub(crate) struct Journal {
    pub(crate) disk: Arc<dyn Disk>,
    pub(crate) ledger: [u8; 16],
    pub(crate) segments: Vec<Segment>,
    pub(crate) end: End,
    /// Where the next frame goes in the last file.
    pub(crate) tail: u64,
    /// How far the last file is filled with zeros.
    pub(crate) filled: u64,
    pub(crate) segment_bytes: u64,
    marker: Arc<dyn DiskFile>,
    poisoned: bool,
    buffer: Vec<u8>,
}

impl Journal {
    /// Makes an empty journal with its first file and checkpoint.
    ///
    /// # Errors
    /// [`LogError::Io`] when it cannot be written.
    pub(crate) fn create(disk: &dyn Disk, ledger: [u8; 16]) -> Result<(), LogError> {
        new_segment(disk, ledger, 0, 0)?;
        let write_marker = || marker::write(disk.create(marker::FILE)?.as_ref(), 0);
        write_marker().map_err(failed("att skapa", marker::FILE))?;
        Checkpoint {
            ledger,
            size: 0,
            root: super::merkle::empty_root(),
            signed: 0,
        }
        .write(disk)
    }

    /// Opens the journal, cuts what a crash left of an unacknowledged group, and
    /// says in `notes` what was done.
    ///
    /// # Errors
    /// [`LogError::Damaged`] when it holds other damage, or fewer events than
    /// the checkpoint says; nothing is changed then.
    pub(crate) fn open(
        disk: Arc<dyn Disk>,
        ledger: [u8; 16],
        segment_bytes: u64,
        checkpoint: &Checkpoint,
        notes: &mut Vec<String>,
    ) -> Result<Self, LogError> {
        let recovered = recovery::recover(disk.as_ref(), ledger, checkpoint, notes)?;
        let open_marker = || {
            let file = match disk.open(marker::FILE) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => disk.create(marker::FILE),
                opened => opened,
            }?;
            marker::write(file.as_ref(), recovered.end.size)?;
            Ok(file)
        };
        let marker = open_marker().map_err(failed("att öppna", marker::FILE))?;
        Ok(Self {
            marker,
            ledger,
            segments: recovered.segments,
            end: recovered.end,
            tail: recovered.tail,
            filled: recovered.filled,
            segment_bytes: segment_bytes.min(LARGEST_SEGMENT_BYTES),
            poisoned: false,
            buffer: Vec::new(),
            disk,
        })
    }

    /// How many events are durable.
    pub(crate) fn size(&self) -> u64 {
        self.end.size
    }

    /// Whether an earlier write failed.
    pub(crate) fn is_poisoned(&self) -> bool {
        self.poisoned
    }

    /// Appends a group as one durable frame and says where it stands.
    ///
    /// # Errors
    /// [`LogError::OutOfOrder`] and [`LogError::TooLarge`] leave the journal as
    /// it was; [`LogError::Io`] poisons it (I2).
    pub(crate) fn append(&mut self, group: &[Commit]) -> Result<(Place, FrameHeader), LogError> {
        if self.poisoned {
            return Err(LogError::Poisoned);
        }
        let end = self.end.after(group)?;
        let mut buffer = std::mem::take(&mut self.buffer);
        let encoded = frame::encode(group, &mut buffer).map_err(|error| LogError::OutOfOrder {
            why: error.to_string(),
        });
        let written = encoded.and_then(|()| self.write(&buffer));
        self.buffer = buffer;
        let written = written?;
        self.end = end;
        // Only followers read the marker, and they see less when it fails.
        let _ = marker::write(self.marker.as_ref(), end.size);
        Ok(written)
    }

    /// Overwrites salt and payload of an event with zeros, durably (I11).
    ///
    /// # Errors
    /// [`LogError::BeyondEnd`], [`LogError::OutOfOrder`] for a redaction itself,
    /// and [`LogError::Io`] when the bytes may still be there.
    pub(crate) fn destroy(&mut self, position: Position, near: Place) -> Result<(), LogError> {
        if self.poisoned {
            return Err(LogError::Poisoned);
        }
        let (place, head) = {
            let mut walk = Walk::new(&self.segments, near);
            loop {
                let (place, frame) = walk.next(self.end.size)?.ok_or(LogError::BeyondEnd {
                    size: self.end.size,
                    asked: position.0.saturating_add(1),
                })?;
                if position.0 < frame.header.end() {
                    let heads = frame.heads().map_err(|flaw| place.damaged(flaw))?;
                    let at = position.0.saturating_sub(frame.header.first_position.0);
                    let head = usize::try_from(at)
                        .ok()
                        .and_then(|at| heads.into_iter().nth(at));
                    break (
                        place,
                        head.ok_or_else(|| place.damaged("händelsen finns inte"))?,
                    );
                }
            }
        };
        if head.kind == EventKind::PayloadRedacted {
            return Err(redaction_is_kept(position));
        }
        let segment = self
            .segments
            .iter()
            .find(|segment| segment.number == place.segment)
            .ok_or_else(|| place.damaged("filen saknas"))?;
        let zeros = vec![0; head.payload_bytes];
        let at = place.offset + head.payload_at as u64;
        let destroyed = segment
            .file
            .write_at(&zeros, at)
            .and_then(|()| segment.file.sync());
        if destroyed.is_err() {
            self.poisoned = true;
        }
        destroyed.map_err(failed("att förstöra innehållet", &place.text()))
    }

    /// Cuts the zeros ahead off the last file, so that every byte of a closed
    /// journal is covered by a checksum.
    ///
    /// # Errors
    /// [`LogError::Io`]; no event is lost by that.
    pub(crate) fn trim(&mut self) -> Result<(), LogError> {
        let Some(last) = self.segments.last() else {
            return Ok(());
        };
        if self.filled > self.tail {
            last.file
                .truncate(self.tail)
                .and_then(|()| last.file.sync())
                .map_err(failed("att avsluta", &segment::file_name(last.number)))?;
            self.filled = self.tail;
        }
        Ok(())
    }

    /// How many bytes the files take.
    ///
    /// # Errors
    /// [`LogError::Io`] when a file's length cannot be had.
    pub(crate) fn bytes(&self) -> Result<u64, LogError> {
        let mut bytes = 0;
        for segment in &self.segments {
            bytes += segment
                .file
                .size()
                .map_err(failed("att mäta", &segment::file_name(segment.number)))?;
        }
        Ok(bytes)
    }

    fn write(&mut self, frame: &[u8]) -> Result<(Place, FrameHeader), LogError> {
        if frame.len() > MAX_FRAME_BYTES {
            return Err(LogError::TooLarge {
                bytes: frame.len(),
                limit: MAX_FRAME_BYTES,
            });
        }
        let header = FrameHeader::decode(&frame[..FRAME_HEADER_BYTES]).map_err(|flaw| {
            LogError::OutOfOrder {
                why: flaw.to_string(),
            }
        })?;
        let length = frame.len() as u64;
        let written = self.make_room(length).and_then(|()| {
            let last = self.last()?;
            let place = Place {
                segment: last.number,
                offset: self.tail,
                position: self.end.size,
            };
            last.file
                .write_at(frame, self.tail)
                .and_then(|()| last.file.sync())
                .map_err(failed("att skriva", &place.text()))?;
            Ok(place)
        });
        match written {
            Ok(place) => {
                self.tail += length;
                Ok((place, header))
            }
            Err(error) => {
                self.poisoned = true;
                Err(error)
            }
        }
    }

    /// Takes a new file when the frame does not fit, and fills ahead with zeros.
    fn make_room(&mut self, length: u64) -> Result<(), LogError> {
        if self.tail > SEGMENT_HEADER_BYTES && self.tail + length > self.segment_bytes {
            self.trim()?;
            let number = self.last()?.number + 1;
            let file = new_segment(self.disk.as_ref(), self.ledger, number, self.end.size)?;
            self.segments.push(Segment {
                number,
                first: self.end.size,
                file,
            });
            self.tail = SEGMENT_HEADER_BYTES;
            self.filled = SEGMENT_HEADER_BYTES;
        }
        let needed = self.tail + length;
        if needed <= self.filled {
            return Ok(());
        }
        let step = self.filled.clamp(FIRST_STEP, LARGEST_STEP);
        let target = needed.max((self.filled + step).min(self.segment_bytes));
        let from = self.filled;
        let last = self.last()?;
        fill(last.file.as_ref(), from, target)
            .map_err(failed("att utöka", &segment::file_name(last.number)))?;
        self.filled = target;
        Ok(())
    }

    fn last(&self) -> Result<&Segment, LogError> {
        self.segments.last().ok_or(LogError::Poisoned)
    }
}

/// Makes a segment complete and synced before it takes its name.
fn new_segment(
    disk: &dyn Disk,
    ledger: [u8; 16],
    number: u32,
    first: u64,
) -> Result<Arc<dyn DiskFile>, LogError> {
    let name = segment::file_name(number);
    let unfinished = format!("{name}{UNFINISHED}");
    let header = SegmentHeader {
        ledger,
        number,
        first_position: Position(first),
    };
    let make = || {
        let file = disk.create(&unfinished)?;
        file.write_at(&header.encode(), 0)?;
        file.sync()?;
        disk.rename(&unfinished, &name)?;
        disk.sync_names()?;
        Ok(file)
    };
    make().map_err(failed("att skapa", &name))
}

fn fill(file: &dyn DiskFile, from: u64, to: u64) -> io::Result<()> {
    let mut at = from;
    while at < to {
        let bytes = usize::try_from(to - at).map_or(ZEROS.len(), |left| left.min(ZEROS.len()));
        file.write_at(&ZEROS[..bytes], at)?;
        at += bytes as u64;
    }
    file.sync()
}

/// Names what was being done and where, for an error of the system.
pub(crate) fn failed(doing: &'static str, place: &str) -> impl Fn(io::Error) -> LogError + use<> {
    let place = place.to_owned();
    move |source| LogError::Io {
        doing,
        place: place.clone(),
        source,
    }
}
