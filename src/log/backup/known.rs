//! What a ledger says of itself at sizes on the way: its checkpoint and the
//! signed ones. A copy is held against each as it passes that size.

use std::iter::Peekable;

use super::failure::BackupError;
use crate::basis::Hash;
use crate::ids::Position;
use crate::log::checkpoint::Checkpoint;
use crate::log::merkle::CompactTree;
use crate::log::{LogError, Notes, checkpoint, checkpoints};
use crate::proof::{SignedNote, TreeHead};

/// The checkpoint and the signed ones, in order of size.
pub(super) struct Known<'a> {
    checkpoint: Checkpoint,
    notes: Peekable<Notes<'a>>,
    origin: String,
    ended: bool,
    /// How many events the last signed one on the way counts.
    pub(super) signed: Option<u64>,
}

impl<'a> Known<'a> {
    /// Nothing has been passed yet.
    pub(super) fn new(checkpoint: Checkpoint, notes: Notes<'a>, origin: String) -> Self {
        Self {
            checkpoint,
            notes: notes.peekable(),
            origin,
            ended: false,
            signed: None,
        }
    }

    /// Holds the tree, as it is now, against what is known of its size, and gives
    /// each signed checkpoint of that size to `keep`.
    ///
    /// # Errors
    /// [`LogError::Damaged`] when one says another root, and what `keep` answers.
    pub(super) fn pass(
        &mut self,
        tree: &CompactTree,
        mut keep: impl FnMut(&SignedNote) -> Result<(), BackupError>,
    ) -> Result<(), BackupError> {
        let size = tree.size();
        if self.checkpoint.size == size && self.checkpoint.root != tree.root() {
            return Err(other_root(checkpoint::FILE, size, &self.checkpoint.root).into());
        }
        while let Some((note, head)) = self.next_at(size)? {
            if head.origin != self.origin {
                let found = "kontrollpunkten hör till en annan liggare";
                return Err(damaged(checkpoints::FILE, size, found.to_owned()).into());
            }
            if head.root != tree.root() {
                return Err(other_root(checkpoints::FILE, size, &head.root).into());
            }
            keep(&note)?;
            self.signed = Some(size);
        }
        Ok(())
    }

    /// The next signed checkpoint, when it counts so many events. One that counts
    /// fewer than have been passed came out of order and is left, with the rest.
    fn next_at(&mut self, size: u64) -> Result<Option<(SignedNote, TreeHead)>, LogError> {
        if self.ended {
            return Ok(None);
        }
        let head = match self.notes.peek() {
            None => return Ok(None),
            Some(Ok(note)) => Some(TreeHead::of(note)),
            Some(Err(_)) => None,
        };
        match head {
            Some(Ok(head)) if head.size > size => Ok(None),
            Some(Ok(head)) if head.size == size => {
                Ok(self.notes.next().transpose()?.map(|note| (note, head)))
            }
            Some(Ok(_)) => {
                self.ended = true;
                Ok(None)
            }
            Some(Err(error)) => Err(damaged(checkpoints::FILE, size, error.to_string())),
            None => {
                self.ended = true;
                self.notes.next().transpose().map(|_| None)
            }
        }
    }
}

fn other_root(file: &str, size: u64, root: &Hash) -> LogError {
    let found = format!("de första {size} händelserna har inte roten {root}");
    damaged(file, size, found)
}

fn damaged(file: &str, size: u64, found: String) -> LogError {
    LogError::Damaged {
        position: Position(size),
        place: file.to_owned(),
        found,
    }
}
