//! Taking frames into the index: keys and values wait in one batch until
//! [`Index::settle`] writes them with the cursor.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use super::failure::{broken, guarded};
use super::key::{keyed, node_key, stream_key};
use super::runs::Runs;
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
        let mut streams: BTreeMap<&StreamId, (u64, Runs)> = BTreeMap::new();
        for line in lines {
            let head = line.commit;
            if line.position == head.first_position {
                self.put_command(head);
            }
            let (_, runs) = streams
                .entry(line.stream)
                .or_insert_with(|| (line.stream_version, Runs::default()));
            runs.push(line.position);
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
        for (stream, (version, runs)) in streams {
            let mut key = stream_key(stream);
            key.extend_from_slice(&version.to_be_bytes());
            self.batch.insert(key, runs.into_bytes());
        }
        self.cursor.frames += 1;
    }

    /// Writes what was taken in, with the cursor, in one batch.
    ///
    /// # Errors
    /// [`LogError::Index`]; the index is then behind.
    pub(crate) fn settle(&mut self) -> Result<(), LogError> {
        const DOING: &str = "att skriva";
        let mut batch = std::mem::take(&mut self.batch);
        for node in self.waiting.drain(..) {
            batch.insert(node_key(node.level, node.number), &node.hash.0);
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
}
