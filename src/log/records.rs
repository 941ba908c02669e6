//! Reading entries out of the journal, in order.

use std::collections::{BTreeSet, VecDeque};

use super::LogError;
use super::walk::{Place, Walk};
use crate::entry::Record;
use crate::ids::EventId;

/// The entries of a stretch of the journal. It ends at the first error (I12).
pub(crate) struct RecordReading<'a> {
    walk: Walk<'a>,
    next: u64,
    end: u64,
    redacted: &'a BTreeSet<EventId>,
    waiting: VecDeque<Record>,
    /// What stopped the reading after what is waiting.
    stopped_by: Option<LogError>,
    ended: bool,
}

impl<'a> RecordReading<'a> {
    /// The entries from `from` to before `end`, which the journal must hold.
    pub(crate) fn new(
        walk: Walk<'a>,
        from: u64,
        end: u64,
        redacted: &'a BTreeSet<EventId>,
    ) -> Self {
        Self {
            walk,
            next: from,
            end,
            redacted,
            waiting: VecDeque::new(),
            stopped_by: None,
            ended: from >= end,
        }
    }

    fn fetch(&mut self) -> Result<(), LogError> {
        while let Some((place, frame)) = self.walk.next(self.end)? {
            if frame.header.end() <= self.next {
                continue;
            }
            for head in frame.heads().map_err(|flaw| place.damaged(flaw))? {
                let position = head.position.0;
                if position < self.next || position >= self.end {
                    continue;
                }
                let place = Place {
                    position,
                    offset: place.offset + head.payload_at as u64,
                    ..place
                };
                match frame.record(head, self.redacted) {
                    Ok(record) => self.waiting.push_back(record),
                    Err(flaw) => {
                        self.stopped_by = Some(place.damaged(flaw));
                        break;
                    }
                }
            }
            return Ok(());
        }
        Ok(())
    }
}

impl Iterator for RecordReading<'_> {
    type Item = Result<Record, LogError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        if self.waiting.is_empty()
            && self.stopped_by.is_none()
            && let Err(error) = self.fetch()
        {
            self.stopped_by = Some(error);
        }
        let Some(record) = self.waiting.pop_front() else {
            self.ended = true;
            return self.stopped_by.take().map(Err);
        };
        self.next = record.entry.position.0 + 1;
        self.ended = self.next >= self.end;
        Some(Ok(record))
    }
}
