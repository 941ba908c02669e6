//! Where what is here differs from what a checkpoint has signed for.
//!
//! The ledger's tiles are taken from the first leaf on and believed when their
//! root is the checkpoint's; the first leaf that is another than here is the
//! first event that was altered, or where the ledger's history splits.

use super::{Incoming, Refused, ReplicaError};
use crate::basis::Hash;
use crate::ids::Position;
use crate::log::merkle::{CompactTree, TILE};
use crate::proof::TreeHead;

impl Incoming<'_> {
    /// What is to be said of a checkpoint whose root is not that of the events
    /// here. `tile` gives the first hashes of a tile of leaves, by its number and
    /// how many.
    ///
    /// # Errors
    /// Whatever `tile` answers when it cannot give one; [`ReplicaError`] when what
    /// is here cannot be read.
    pub fn differing<E: From<ReplicaError>>(
        &mut self,
        head: &TreeHead,
        mut tile: impl FnMut(u64, usize) -> Result<Vec<Hash>, E>,
    ) -> Result<Refused, E> {
        let ours = self.replica.size();
        let snapshot = self.replica.store().reader().snapshot();
        let mut coming = self.aside.lines()?;
        let mut tree = CompactTree::default();
        let mut differs = None;
        while tree.size() < head.size {
            let first = tree.size();
            let number = first / TILE as u64;
            let width = |end: u64| usize::try_from(end.saturating_sub(first)).unwrap_or(TILE);
            let theirs = tile(number, width(head.size).min(TILE))?;
            let mut here = match width(ours).min(TILE) {
                0 => Vec::new(),
                width => snapshot
                    .tile(0, number, width)
                    .map_err(ReplicaError::from)?,
            };
            while here.len() < theirs.len() {
                match coming.next() {
                    Some(line) => here.push(line?.0.leaf),
                    None => break,
                }
            }
            let differing = theirs
                .iter()
                .enumerate()
                .position(|(at, leaf)| here.get(at) != Some(leaf));
            if let (None, Some(at)) = (differs, differing) {
                differs = Some(first + at as u64);
            }
            for leaf in &theirs {
                tree.push(*leaf);
            }
            if theirs.is_empty() {
                break;
            }
        }
        let is_theirs = tree.size() == head.size && tree.root() == head.root;
        Ok(match differs.filter(|_| is_theirs) {
            Some(position) if position < ours => Refused::Fork {
                position: Some(Position(position)),
                size: head.size,
            },
            Some(position) => Refused::Altered {
                position: Position(position),
                found: "händelsen är inte den som kontrollpunkten omfattar".to_owned(),
            },
            None => Refused::Checkpoint {
                size: head.size,
                found: "varken händelserna eller trädets plattor har dess rot".to_owned(),
            },
        })
    }
}
