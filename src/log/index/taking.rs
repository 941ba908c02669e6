//! Taking frames into the index: keys and values wait in one batch until
//! [`Index::settle`] writes them with the cursor.

use std::sync::{Arc, PoisonError};

use super::failure::{broken, guarded};
use super::key::{keyed, stream_key, tile_key};
use super::{CURSOR, Index, Mark, VERSION};
use crate::basis::Hash;
use crate::entry::CommitHead;
use crate::ids::{EventId, Position};
use crate::log::LogError;
use crate::log::bytes::Writer;
use crate::log::frame::FrameHeader;
use crate::log::walk::Place;
use crate::stream::StreamId;

/// An event as the index needs it.
pub(crate) struct Line<'a> {
    pub(crate) position: Position,
    pub(crate) stream: &'a StreamId,
    pub(crate) stream_version: u64,
    pub(crate) leaf: Hash,
    pub(crate) commit: &'a CommitHead,
    /// The event whose payload it destroys.
    pub(crate) redacts: Option<EventId>,
}

impl Index {
    /// Takes in one frame of the journal; [`Index::settle`] writes it.
    pub(crate) fn take<'a>(
        &mut self,
        place: Place,
        header: &FrameHeader,
        lines: impl Iterator<Item = Line<'a>>,
    ) {
        self.mark(place, header);
        let mut run: Option<(&StreamId, u64, Position, u32)> = None;
        for line in lines {
            let head = line.commit;
            if line.position == head.first_position {
                self.put_run(run.take());
                self.put_command(head);
            }
            run = match run.take() {
                Some((stream, version, first, count))
                    if stream == line.stream
                        && version + u64::from(count) == line.stream_version
                        && first.0 + u64::from(count) == line.position.0 =>
                {
                    Some((stream, version, first, count + 1))
                }
                other => {
                    self.put_run(other);
                    Some((line.stream, line.stream_version, line.position, 1))
                }
            };
            if let Some(event) = line.redacts {
                self.redactions.insert(event, line.position);
                self.batch.insert(
                    keyed(b'r', event.0.as_bytes()),
                    &line.position.0.to_be_bytes(),
                );
            }
            Arc::make_mut(&mut self.view.edge).push(line.leaf, &mut self.waiting);
            self.cursor.size = line.position.0 + 1;
            self.cursor.last_leaf = line.leaf;
        }
        self.put_run(run);
        self.cursor.frames += 1;
    }

    /// Writes what was taken in, with the cursor, in one batch.
    ///
    /// # Errors
    /// [`LogError::Index`]; the index is then behind.
    pub(crate) fn settle(&mut self) -> Result<(), LogError> {
        const DOING: &str = "att skriva";
        let mut batch = std::mem::take(&mut self.batch);
        for tile in self.waiting.drain(..) {
            let mut bytes = Vec::with_capacity(tile.hashes.len() * 32);
            for hash in &tile.hashes {
                bytes.extend_from_slice(&hash.0);
            }
            batch.insert(tile_key(tile.level, tile.number), bytes);
        }
        let mut cursor = Writer::default();
        cursor.u32(VERSION);
        cursor.bytes(&self.ledger);
        cursor.u64(self.cursor.size);
        cursor.bytes(&self.cursor.last_leaf.0);
        cursor.u64(self.cursor.frames);
        batch.insert(CURSOR, cursor.into_bytes());
        guarded(DOING, || {
            self.view.tree.apply_batch(batch).map_err(broken(DOING))
        })
    }

    fn mark(&mut self, place: Place, header: &FrameHeader) {
        let marks = self.view.marks.write();
        let mut marks = marks.unwrap_or_else(PoisonError::into_inner);
        if let Some(mark) = Mark::due(marks.last(), place, header) {
            let (key, value) = mark.encode();
            self.batch.insert(key, value);
            marks.push(mark);
        }
    }

    fn put_command(&mut self, head: &CommitHead) {
        let mut value = Writer::default();
        value.bytes(&head.command_commitment.0);
        value.u64(head.first_position.0);
        value.u32(head.count);
        let key = keyed(b'c', head.command_id.as_str().as_bytes());
        self.batch.insert(key, value.into_bytes());
    }

    fn put_run(&mut self, run: Option<(&StreamId, u64, Position, u32)>) {
        if let Some((stream, version, first, count)) = run {
            let mut key = stream_key(stream);
            key.extend_from_slice(&version.to_be_bytes());
            let mut value = Writer::default();
            value.u64(first.0);
            value.u32(count);
            self.batch.insert(key, value.into_bytes());
        }
    }
}
