//! Taking frames into the index: what they add waits until [`Index::settle`]
//! writes it with the cursor.

use std::sync::{Arc, PoisonError};

use super::commands::Beginning;
use super::failure::{broken, guarded};
use super::key::{keyed, node_key};
use super::{CURSOR, Index, Mark, VERSION};
use crate::basis::Hash;
use crate::entry::CommitHead;
use crate::ids::{EventId, Position};
use crate::log::LogError;
use crate::log::bytes::Writer;
use crate::log::frame::FrameHeader;
use crate::log::merkle::Node;
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
    /// Takes in one frame of the journal: it can be looked up from now on.
    /// [`Index::settle`] writes it.
    pub(crate) fn take<'a>(
        &mut self,
        place: Place,
        header: &FrameHeader,
        lines: impl Iterator<Item = Line<'a>>,
    ) {
        let mark = self.mark(place, header);
        let mut commands = Vec::with_capacity(header.commits as usize);
        let mut nodes = Vec::new();
        let edge = Arc::make_mut(&mut self.view.edge);
        self.view.waiting.gather(|waiting| {
            for line in lines {
                let head = line.commit;
                if line.position == head.first_position {
                    commands.push(Beginning::of(&head.command_id, line.position));
                }
                waiting.event(line.stream, line.stream_version, line.position);
                if let Some(event) = line.redacts {
                    self.redactions.insert(event, line.position);
                    let key = keyed(b'r', event.0.as_bytes());
                    waiting.put(key, &line.position.0.to_be_bytes());
                }
                edge.push(line.leaf, &mut nodes);
                self.cursor.size = line.position.0 + 1;
                self.cursor.last_leaf = line.leaf;
            }
            for Node {
                level,
                number,
                hash,
            } in nodes
            {
                waiting.put(&node_key(level, number), &hash.0);
            }
            if let Some((key, value)) = mark.map(|mark| mark.encode()) {
                waiting.put(key, value);
            }
            waiting.commands(&commands);
        });
        self.view.commands.add(&commands);
        self.cursor.frames += 1;
        self.cursor.commands += commands.len() as u64;
    }

    /// Whether so much waits that it is to be written now.
    pub(crate) fn is_due(&self) -> bool {
        self.view.waiting.is_due()
    }

    /// Writes what was taken in, with the cursor, in one batch.
    ///
    /// # Errors
    /// [`LogError::Index`]; what sled holds is then behind.
    pub(crate) fn settle(&self) -> Result<(), LogError> {
        const DOING: &str = "att skriva";
        let Some(mut batch) = self.view.waiting.batch() else {
            return Ok(());
        };
        let mut cursor = Writer::default();
        cursor.u32(VERSION);
        cursor.bytes(&self.ledger);
        cursor.u64(self.cursor.size);
        cursor.bytes(&self.cursor.last_leaf.0);
        cursor.u64(self.cursor.frames);
        cursor.u64(self.cursor.commands);
        batch.insert(CURSOR, cursor.into_bytes());
        guarded(DOING, || {
            self.view.tree.apply_batch(batch).map_err(broken(DOING))
        })?;
        self.view.waiting.clear();
        Ok(())
    }

    fn mark(&self, place: Place, header: &FrameHeader) -> Option<Mark> {
        let marks = self.view.marks.write();
        let mut marks = marks.unwrap_or_else(PoisonError::into_inner);
        let mark = Mark::due(marks.last(), place, header)?;
        marks.push(mark);
        Some(mark)
    }
}
