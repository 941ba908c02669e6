//! Reading entries out of the journal, in order. A frame's heads are judged by
//! their checksum before its first entry is given; entries are made one at a time.

use super::LogError;
use super::frame::{Flaw, HeadView, Heads, heads_bytes};
use super::redacted::Redacted;
use super::walk::{Place, Walk};
use crate::entry::{Entry, Record};

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

    /// Adds the next entries to those of a batch, until it has `most`; none are added
    /// at the end. What was read before an error is in the batch.
    ///
    /// # Errors
    /// [`LogError`]; the reading ends there.
    pub(crate) fn read_entries(
        &mut self,
        batch: &mut Vec<Entry>,
        most: usize,
    ) -> Result<(), LogError> {
        let redacted = self.redacted;
        while batch.len() < most {
            let read = self.next_of(|heads, view, payload| {
                heads.entry(view, payload, |event| redacted.contains(event))
            });
            match read {
                Ok(Some(entry)) => batch.push(entry),
                Ok(None) => break,
                Err(error) => {
                    self.next = self.end;
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// What is made of the next event, out of its head and its payload's bytes.
    fn next_of<T>(
        &mut self,
        make: impl Fn(&Heads, &HeadView<'_>, &[u8]) -> Result<T, Flaw>,
    ) -> Result<Option<T>, LogError> {
        while self.next < self.end {
            if let Some(made) = self.next_in_frame(&make)? {
                return Ok(Some(made));
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

    /// The same, in the frame that is being read.
    fn next_in_frame<T>(
        &mut self,
        make: impl Fn(&Heads, &HeadView<'_>, &[u8]) -> Result<T, Flaw>,
    ) -> Result<Option<T>, LogError> {
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
            self.next = view.position.0 + 1;
            let payload = bytes.get(view.payload_at..view.payload_at + view.payload_bytes);
            let place = Place {
                position: view.position.0,
                offset: place.offset + view.payload_at as u64,
                ..place
            };
            return make(heads, &view, payload.unwrap_or_default())
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
        let redacted = self.redacted;
        let read = self.next_of(|heads, view, payload| {
            let head = heads.keep(view)?;
            head.record(payload, |event| redacted.contains(event))
        });
        if !matches!(read, Ok(Some(_))) {
            self.next = self.end;
        }
        read.transpose()
    }
}
