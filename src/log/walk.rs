//! Walking the journal: frame after frame, across its files.

use std::sync::Arc;

use super::LogError;
use super::disk::DiskFile;
use super::frame::{FRAME_HEADER_BYTES, Flaw, Frame, FrameHeader};
use super::segment::{self, SEGMENT_HEADER_BYTES};
use crate::ids::Position;

/// The first reading, in bytes: enough for a few frames, little for one lookup.
const FIRST_WINDOW: usize = 8 * 1024;

/// The largest reading ahead, in bytes: the disk's speed is reached well before.
const LARGEST_WINDOW: usize = 1024 * 1024;

/// A file of the journal.
#[derive(Clone)]
pub(crate) struct Segment {
    /// Its number.
    pub(crate) number: u32,
    /// The position of its first event.
    pub(crate) first: u64,
    /// The file.
    pub(crate) file: Arc<dyn DiskFile>,
}

/// Where a frame begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// The number of the file.
    pub(crate) segment: u32,
    /// The byte in it.
    pub(crate) offset: u64,
    /// The position of the frame's first event.
    pub(crate) position: u64,
}

impl Place {
    /// Where the frame after this one begins, in the same file.
    pub(crate) fn after(self, header: &FrameHeader) -> Self {
        Self {
            offset: self.offset + header.total_bytes() as u64,
            position: header.end(),
            ..self
        }
    }

    /// The place as people read it.
    pub(crate) fn text(self) -> String {
        format!("{}, byte {}", segment::file_name(self.segment), self.offset)
    }

    /// The damage of this place.
    #[allow(
        clippy::needless_pass_by_value,
        reason = "flaws and texts are made for it"
    )]
    pub(crate) fn damaged(self, found: impl ToString) -> LogError {
        LogError::Damaged {
            position: Position(self.position),
            place: self.text(),
            found: found.to_string(),
        }
    }
}

/// Why there is no next frame.
pub(crate) enum Stop {
    /// The file could not be read.
    Failed(LogError),
    /// What stands there is no whole frame.
    Flawed(Flaw),
}

/// Goes from frame to frame.
pub(crate) struct Walk<'a> {
    segments: &'a [Segment],
    at: Place,
    window: Vec<u8>,
    window_at: u64,
    window_bytes: usize,
}

impl<'a> Walk<'a> {
    /// Starts at a place where a frame begins, or a segment's frames.
    pub(crate) fn new(segments: &'a [Segment], at: Place) -> Self {
        Self {
            segments,
            at,
            window: Vec::new(),
            window_at: at.offset,
            window_bytes: FIRST_WINDOW,
        }
    }

    /// Starts with the segment that holds a position.
    pub(crate) fn towards(segments: &'a [Segment], position: u64) -> Self {
        let after = segments.partition_point(|segment| segment.first <= position);
        let segment = segments.get(after.saturating_sub(1));
        Self::new(
            segments,
            Place {
                segment: segment.map_or(0, |segment| segment.number),
                offset: SEGMENT_HEADER_BYTES,
                position: segment.map_or(0, |segment| segment.first),
            },
        )
    }

    /// The files it goes through.
    pub(crate) fn segments(&self) -> &'a [Segment] {
        self.segments
    }

    /// Where the next frame begins.
    pub(crate) fn place(&self) -> Place {
        self.at
    }

    /// The next frame; none when the log ends before `end`.
    ///
    /// # Errors
    /// [`LogError`] when the file cannot be read or holds no whole frame there.
    pub(crate) fn next(&mut self, end: u64) -> Result<Option<(Place, Frame<'_>)>, LogError> {
        if self.at.position >= end {
            return Ok(None);
        }
        let at = self.at;
        match self.step() {
            Ok(found) => Ok(Some(found)),
            Err(Stop::Failed(error)) => Err(error),
            Err(Stop::Flawed(flaw)) => Err(at.damaged(flaw)),
        }
    }

    /// The next frame, with what is wrong when there is none.
    ///
    /// # Errors
    /// [`Stop`]; the walk stays where it was.
    pub(crate) fn step(&mut self) -> Result<(Place, Frame<'_>), Stop> {
        let header = self.header()?;
        self.see(header.total_bytes()).map_err(Stop::Failed)?;
        let place = self.at;
        let from = self.seen_from();
        let frame = Frame::parse(&self.window[from..]).map_err(Stop::Flawed)?;
        self.at = place.after(&frame.header);
        Ok((place, frame))
    }

    /// The bytes from a place on, as far as the last step has seen them.
    pub(crate) fn seen_at(&self, place: Place) -> &[u8] {
        let from = place.offset.checked_sub(self.window_at);
        from.and_then(|from| self.window.get(usize::try_from(from).ok()?..))
            .unwrap_or_default()
    }

    /// The header of the next frame, before which the walk stays; none when the
    /// log ends before `end`. Nothing but the header's checksum is judged.
    ///
    /// # Errors
    /// As [`Walk::next`].
    pub(crate) fn peek(&mut self, end: u64) -> Result<Option<(Place, FrameHeader)>, LogError> {
        if self.at.position >= end {
            return Ok(None);
        }
        let at = self.at;
        match self.header() {
            Ok(header) => Ok(Some((self.at, header))),
            Err(Stop::Failed(error)) => Err(error),
            Err(Stop::Flawed(flaw)) => Err(at.damaged(flaw)),
        }
    }

    /// Passes over the frame that [`Walk::peek`] has answered.
    pub(crate) fn pass(&mut self, header: &FrameHeader) {
        self.at = self.at.after(header);
    }

    /// Goes on by headers alone to the frame that holds a position.
    ///
    /// # Errors
    /// As [`Walk::next`].
    pub(crate) fn find(
        &mut self,
        position: u64,
        end: u64,
    ) -> Result<Option<(Place, FrameHeader)>, LogError> {
        while let Some((place, header)) = self.peek(end)? {
            if position < header.end() {
                return Ok(Some((place, header)));
            }
            self.pass(&header);
        }
        Ok(None)
    }

    /// The header of the frame that begins here, or with the next file.
    fn header(&mut self) -> Result<FrameHeader, Stop> {
        self.see(FRAME_HEADER_BYTES).map_err(Stop::Failed)?;
        if self.ends_here().map_err(Stop::Failed)? {
            self.enter_next_segment()?;
            self.see(FRAME_HEADER_BYTES).map_err(Stop::Failed)?;
        }
        let header = FrameHeader::decode(self.seen()).map_err(Stop::Flawed)?;
        if header.first_position.0 != self.at.position {
            return Err(Stop::Flawed(Flaw::Malformed(
                "positionen följer inte på den förra",
            )));
        }
        Ok(header)
    }

    /// Whether the file's frames end here: at its end, or at zeros up to it when
    /// another file follows. A file is cut to its last frame before the next one
    /// is made, but a crash can bring the zeros back.
    fn ends_here(&mut self) -> Result<bool, LogError> {
        if self.seen().is_empty() {
            return Ok(true);
        }
        let has_next = self
            .segments
            .iter()
            .any(|segment| segment.number == self.at.segment.wrapping_add(1));
        let is_zero = |bytes: &[u8]| bytes.iter().all(|byte| *byte == 0);
        if !has_next || !is_zero(&self.seen()[..self.seen().len().min(FRAME_HEADER_BYTES)]) {
            return Ok(false);
        }
        let segment = self
            .segments
            .iter()
            .find(|segment| segment.number == self.at.segment);
        let Some(segment) = segment else {
            return Ok(false);
        };
        let failed = |source| LogError::Io {
            doing: "att läsa journalen",
            place: self.at.text(),
            source,
        };
        let length = segment.file.size().map_err(failed)?;
        let mut rest = vec![0; usize::try_from(length.saturating_sub(self.at.offset)).unwrap_or(0)];
        let read = segment
            .file
            .read_at(&mut rest, self.at.offset)
            .map_err(failed)?;
        Ok(is_zero(&rest[..read]))
    }

    /// From a file's end to the next file, which must go on where this one ends.
    fn enter_next_segment(&mut self) -> Result<(), Stop> {
        let next = self
            .segments
            .iter()
            .find(|segment| segment.number == self.at.segment.wrapping_add(1));
        match next {
            Some(next) if next.first == self.at.position => {
                self.at.segment = next.number;
                self.at.offset = SEGMENT_HEADER_BYTES;
                self.window.clear();
                self.window_at = self.at.offset;
                Ok(())
            }
            Some(_) => Err(Stop::Flawed(Flaw::Malformed(
                "nästa fil går inte vidare där den här slutar",
            ))),
            None => Err(Stop::Flawed(Flaw::NoFrame)),
        }
    }

    fn seen_from(&self) -> usize {
        usize::try_from(self.at.offset - self.window_at).unwrap_or(usize::MAX)
    }

    fn seen(&self) -> &[u8] {
        self.window.get(self.seen_from()..).unwrap_or_default()
    }

    /// Sees to it that so many bytes are in the window, as far as the file goes,
    /// and says how many are.
    fn see(&mut self, bytes: usize) -> Result<usize, LogError> {
        if self.seen().len() < bytes {
            let Some(segment) = self
                .segments
                .iter()
                .find(|segment| segment.number == self.at.segment)
            else {
                return Ok(0);
            };
            let wanted = bytes.max(self.window_bytes);
            self.window_bytes = (self.window_bytes * 2).min(LARGEST_WINDOW);
            // What is in the window already is not read again.
            let from = self.seen_from().min(self.window.len());
            self.window.drain(..from);
            let kept = self.window.len();
            self.window.resize(wanted, 0);
            self.window_at = self.at.offset;
            let read = segment
                .file
                .read_at(&mut self.window[kept..], self.at.offset + kept as u64)
                .map_err(|source| LogError::Io {
                    doing: "att läsa journalen",
                    place: self.at.text(),
                    source,
                })?;
            self.window.truncate(kept + read);
        }
        Ok(self.seen().len())
    }
}
