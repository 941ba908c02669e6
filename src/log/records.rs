//! Reading entries out of the journal, in order. A frame's heads are judged by
//! their checksum before its first entry is given; entries are made one at a time.

use super::LogError;
use super::frame::{Heads, heads_bytes};
use super::redacted::Redacted;
use super::walk::{Place, Walk};
use crate::entry::Record;

/// The entries of a stretch of the journal. It ends at the first error (I12).
pub(crate) struct RecordReading<'a> {
    walk: Walk<'a>,
    next: u64,
    end: u64,
    redacted: &'a Redacted,
    /// The frame that is being read, and how far.
    frame: Option<(Place, Heads)>,
}

impl<'a> RecordReading<'a> {
    /// The entries from `from` to before `end`, which the journal must hold.
    pub(crate) fn new(walk: Walk<'a>, from: u64, end: u64, redacted: &'a Redacted) -> Self {
        Self {
            walk,
            next: from,
            end,
            redacted,
            frame: None,
        }
    }

    fn read(&mut self) -> Result<Option<Record>, LogError> {
        while self.next < self.end {
            if let Some(record) = self.read_in_frame()? {
                self.next = record.entry.position.0 + 1;
                return Ok(Some(record));
            }
            if self.walk.find(self.next, self.end)?.is_none() {
                break;
            }
            let Some((place, frame)) = self.walk.next(self.end)? else {
                break;
            };
            self.frame = Some((place, Heads::of(&frame.header)));
        }
        Ok(None)
    }

    /// The next entry of the frame that is being read.
    fn read_in_frame(&mut self) -> Result<Option<Record>, LogError> {
        let Some((place, heads)) = &mut self.frame else {
            return Ok(None);
        };
        let place = *place;
        let bytes = self.walk.seen_at(place);
        let of_heads = heads_bytes(heads.header(), bytes);
        loop {
            let next = Place {
                position: heads.position(),
                ..place
            };
            let Some(view) = heads.step(of_heads).map_err(|flaw| next.damaged(flaw))? else {
                break;
            };
            if view.position.0 < self.next {
                continue;
            }
            let payload = bytes.get(view.payload_at..view.payload_at + view.payload_bytes);
            let place = Place {
                position: view.position.0,
                offset: place.offset + view.payload_at as u64,
                ..place
            };
            return heads
                .keep(&view)
                .and_then(|head| {
                    head.record(payload.unwrap_or_default(), |event| {
                        self.redacted.contains(event)
                    })
                })
                .map(Some)
                .map_err(|flaw| place.damaged(flaw));
        }
        self.frame = None;
        Ok(None)
    }
}

impl Iterator for RecordReading<'_> {
    type Item = Result<Record, LogError>;

    fn next(&mut self) -> Option<Self::Item> {
        let read = self.read();
        if !matches!(read, Ok(Some(_))) {
            self.next = self.end;
        }
        read.transpose()
    }
}
