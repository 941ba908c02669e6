//! The index, in sled, and the read models beside it: the only room that names it.
//!
//! Everything here is derived from the journal (I3). Its loss costs seconds,
//! never an event, so nothing waits for it to be durable. What is taken in can be
//! looked up at once, and waits in memory to be written to sled together with what
//! comes after it. Each write is one batch with its cursor: what sled holds is
//! behind the journal or level with it, never between two events. Whatever goes wrong in it is an answer of its own
//! ([`LogError::Index`]); the store then sets it aside and builds it anew.
//!
//! One tree for the index, because its cursor must move with every part of it, and
//! one file for each read model. Keys of the index begin with a letter:
//! `c` a block of commands, `f` a frame (every 64 KiB of journal), `n` a node of the Merkle
//! tree, `r` a redaction, `s` a stream's events after one another, `m` the cursor. Where
//! one entry of commands or of a stream ends and the next begins is as it happened to be
//! written; what they say together is not. The leaves of the tree stand in the journal and
//! are not kept once more.

mod commands;
mod comparison;
mod failure;
mod key;
mod mark;
mod model;
mod opening;
mod runs;
mod taking;
#[cfg(test)]
mod tests;
mod view;
mod waiting;

use std::collections::BTreeMap;

use super::LogError;
use crate::basis::Hash;
use crate::ids::{EventId, Position};
pub(crate) use failure::OTHER_FORMAT;
use failure::{broken, guarded};
pub(crate) use mark::Mark;
pub(crate) use taking::Line;
pub(crate) use view::View;

/// The version of the index's own format; another one is built anew.
const VERSION: u32 = 4;

const CURSOR: &[u8] = b"m";

/// How far the index has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// How many events it holds.
    pub(crate) size: u64,
    /// The last one's leaf; zeros when there is none.
    pub(crate) last_leaf: Hash,
    /// How many frames they stand in.
    pub(crate) frames: u64,
    /// How many commands led to them: one that is not found would be recorded again (I8).
    pub(crate) commands: u64,
}

/// The index of a ledger.
pub(crate) struct Index {
    db: sled::Db,
    view: View,
    ledger: [u8; 16],
    cursor: Cursor,
    redactions: BTreeMap<EventId, Position>,
}

impl Index {
    /// How far it has come.
    pub(crate) fn cursor(&self) -> Cursor {
        self.cursor
    }

    /// What can be looked up now. A clone goes on answering as of this cursor.
    pub(crate) fn view(&self) -> &View {
        &self.view
    }

    /// The events whose payloads were destroyed, with their redactions.
    pub(crate) fn redactions(&self) -> &BTreeMap<EventId, Position> {
        &self.redactions
    }

    /// Writes what waits and what sled holds back. Nothing depends on it.
    ///
    /// # Errors
    /// [`LogError::Index`].
    pub(crate) fn flush(&self) -> Result<(), LogError> {
        const DOING: &str = "att skriva ned";
        self.settle()?;
        guarded(DOING, || self.db.flush().map(drop).map_err(broken(DOING)))
    }

    /// How many bytes it takes on disk, read models included.
    ///
    /// # Errors
    /// [`LogError::Index`].
    pub(crate) fn bytes(&self) -> Result<u64, LogError> {
        const DOING: &str = "att mäta";
        let index = guarded(DOING, || self.db.size_on_disk().map_err(broken(DOING)))?;
        Ok(index + self.view.models_bytes()?)
    }
}
