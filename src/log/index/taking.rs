//! Taking frames into the index: keys and values wait until [`Index::settle`]
//! writes them with the cursor.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use sled::IVec;

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

/// How many entries may wait to be written, whatever else happens: sled writes so
/// many in a few milliseconds, and answers nobody meanwhile.
const MOST_WAITING: usize = 1024;

impl Index {
    /// Takes in one frame of the journal: it can be looked up from now on.
    /// [`Index::settle`] writes it.
    pub(crate) fn take<'a>(
        &mut self,
        place: Place,
        header: &FrameHeader,
        lines: impl Iterator<Item = Line<'a>>,
    ) {
        let mut entries: Vec<(IVec, IVec)> = Vec::new();
        entries.extend(self.mark(place, header));
        let mut streams: BTreeMap<&StreamId, (u64, Runs)> = BTreeMap::new();
        let mut nodes = Vec::new();
        let edge = Arc::make_mut(&mut self.view.edge);
        for line in lines {
            let head = line.commit;
            if line.position == head.first_position {
                entries.push(command(head));
            }
            let (_, runs) = streams
                .entry(line.stream)
                .or_insert_with(|| (line.stream_version, Runs::default()));
            runs.push(line.position);
            if let Some(event) = line.redacts {
                self.redactions.insert(event, line.position);
                let key = keyed(b'r', event.0.as_bytes());
                entries.push((key.into(), IVec::from(&line.position.0.to_be_bytes())));
            }
            edge.push(line.leaf, &mut nodes);
            self.cursor.size = line.position.0 + 1;
            self.cursor.last_leaf = line.leaf;
        }
        for (stream, (version, runs)) in streams {
            let mut key = stream_key(stream);
            key.extend_from_slice(&version.to_be_bytes());
            entries.push((key.into(), runs.into_bytes().into()));
        }
        for Node {
            level,
            number,
            hash,
        } in nodes
        {
            let key = node_key(level, number);
            entries.push((IVec::from(&key), IVec::from(&hash.0)));
        }
        self.cursor.frames += 1;
        self.view.waiting.put(entries);
    }

    /// Whether so much waits that it is to be written now.
    pub(crate) fn is_due(&self) -> bool {
        self.view.waiting.len() >= MOST_WAITING
    }

    /// Writes what was taken in, with the cursor, in one batch.
    ///
    /// # Errors
    /// [`LogError::Index`]; what sled holds is then behind.
    pub(crate) fn settle(&self) -> Result<(), LogError> {
        const DOING: &str = "att skriva";
        if self.view.waiting.len() == 0 {
            return Ok(());
        }
        let mut cursor = Writer::default();
        cursor.u32(VERSION);
        cursor.bytes(&self.ledger);
        cursor.u64(self.cursor.size);
        cursor.bytes(&self.cursor.last_leaf.0);
        cursor.u64(self.cursor.frames);
        let mut batch = self.view.waiting.batch();
        batch.insert(CURSOR, cursor.into_bytes());
        guarded(DOING, || {
            self.view.tree.apply_batch(batch).map_err(broken(DOING))
        })?;
        self.view.waiting.clear();
        Ok(())
    }

    fn mark(&self, place: Place, header: &FrameHeader) -> Option<(IVec, IVec)> {
        let marks = self.view.marks.write();
        let mut marks = marks.unwrap_or_else(PoisonError::into_inner);
        let mark = Mark::due(marks.last(), place, header)?;
        marks.push(mark);
        let (key, value) = mark.encode();
        Some((key.into(), value.into()))
    }
}

fn command(head: &CommitHead) -> (IVec, IVec) {
    let mut value = Writer::default();
    value.bytes(&head.command_commitment.0);
    value.u64(head.first_position.0);
    value.u32(head.count);
    let key = keyed(b'c', head.command_id.as_str().as_bytes());
    (key.into(), value.into_bytes().into())
}
