//! Where what is here differs from what a checkpoint has signed for.
//!
//! The ledger's tree is believed where its hashes give the checkpoint's root. From
//! its largest subtrees on, those that are the same here are passed by, so that a
//! split is found with a few tiles however long the history is. What has come in
//! and is not yet here is held against the leaves one by one.

use super::{Incoming, Refused, ReplicaError};
use crate::basis::Hash;
use crate::ids::Position;
use crate::log::merkle::{self, CompactTree, TILE};
use crate::log::store::Snapshot;
use crate::proof::TreeHead;

/// A subtree of the ledger's: the one of an index among those of a tile level.
#[derive(Clone, Copy)]
struct Subtree {
    level: u8,
    index: u64,
    root: Hash,
}

/// Why the first leaf that differs is not found.
enum Unfound<E> {
    /// The tiles are not of the tree.
    Untrue,
    Failed(E),
}

impl Incoming<'_> {
    /// What is to be said of a checkpoint whose root is not that of the events
    /// here. `tile` gives the first hashes of a tile, by its level, its number and
    /// how many.
    ///
    /// # Errors
    /// Whatever `tile` answers when it cannot give one; [`ReplicaError`] when what
    /// is here cannot be read.
    pub fn differing<E: From<ReplicaError>>(
        &mut self,
        head: &TreeHead,
        mut tile: impl FnMut(u8, u64, usize) -> Result<Vec<Hash>, E>,
    ) -> Result<Refused, E> {
        let ours = self.replica.size();
        let snapshot = self.replica.store().reader().snapshot();
        let found = match split(head, ours, &snapshot, &mut tile) {
            Ok(None) if head.size > ours => self.first_altered(head, &snapshot, &mut tile)?,
            Ok(found) => found,
            Err(Unfound::Untrue) => None,
            Err(Unfound::Failed(error)) => return Err(error),
        };
        Ok(match found {
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
                found: "varken händelserna eller trädets brickor har dess rot".to_owned(),
            },
        })
    }

    /// The first leaf that has come in and is not the ledger's, which before it is
    /// the same as here. None when the tiles do not give the checkpoint's root.
    fn first_altered<E: From<ReplicaError>>(
        &mut self,
        head: &TreeHead,
        snapshot: &Snapshot,
        tile: &mut impl FnMut(u8, u64, usize) -> Result<Vec<Hash>, E>,
    ) -> Result<Option<u64>, E> {
        let ours = self.replica.size();
        let mut coming = self.aside.lines()?;
        let here = CompactTree::of(ours, |level, number, width| {
            snapshot.tile(level, number, width)
        });
        let mut tree = here.map_err(ReplicaError::from)?;
        let mut differs = None;
        while tree.size() < head.size {
            let number = tree.size() / TILE as u64;
            let first = number * TILE as u64;
            let width = usize::try_from(head.size - first).unwrap_or(TILE).min(TILE);
            let known = usize::try_from(tree.size() - first).unwrap_or(TILE);
            for leaf in tile(0, number, width)?.into_iter().skip(known) {
                let here = coming.next().transpose()?.map(|(record, _)| record.leaf);
                if here != Some(leaf) {
                    differs = differs.or(Some(tree.size()));
                }
                tree.push(leaf);
            }
            if tree.size() == first + known as u64 {
                break;
            }
        }
        Ok(differs.filter(|_| tree.root() == head.root))
    }
}

/// The first leaf of the ledger's that is another than here, where one is here.
fn split<E: From<ReplicaError>>(
    head: &TreeHead,
    ours: u64,
    snapshot: &Snapshot,
    tile: &mut impl FnMut(u8, u64, usize) -> Result<Vec<Hash>, E>,
) -> Result<Option<u64>, Unfound<E>> {
    let mut subtrees = Vec::new();
    let theirs = CompactTree::of(head.size, |level, number, width| {
        let roots = tile(level, number, width)?;
        let indexes = number * TILE as u64..;
        let named = indexes.zip(&roots);
        subtrees.extend(named.map(|(index, root)| Subtree {
            level,
            index,
            root: *root,
        }));
        Ok(roots)
    });
    if theirs.map_err(Unfound::Failed)?.root() != head.root {
        return Err(Unfound::Untrue);
    }
    first_other(&subtrees, ours, snapshot, tile)
}

/// The first leaf below subtrees, in order, that is another than here.
fn first_other<E: From<ReplicaError>>(
    subtrees: &[Subtree],
    ours: u64,
    snapshot: &Snapshot,
    tile: &mut impl FnMut(u8, u64, usize) -> Result<Vec<Hash>, E>,
) -> Result<Option<u64>, Unfound<E>> {
    for Subtree { level, index, root } in subtrees.iter().copied() {
        let leaves = (TILE as u64).saturating_pow(level.into());
        let first = index.saturating_mul(leaves);
        if first >= ours {
            return Ok(None);
        }
        if first.saturating_add(leaves) <= ours {
            let at = usize::try_from(index % TILE as u64).unwrap_or(TILE);
            let here = snapshot.tile(level, index / TILE as u64, at + 1);
            let here = here.map_err(|error| Unfound::Failed(ReplicaError::from(error).into()))?;
            if here.last() == Some(&root) {
                continue;
            }
        }
        let Some(below) = level.checked_sub(1) else {
            return Ok(Some(index));
        };
        let roots = tile(below, index, TILE).map_err(Unfound::Failed)?;
        if merkle::root(&roots) != root {
            return Err(Unfound::Untrue);
        }
        let indexes = index * TILE as u64..;
        let named = indexes.zip(roots).map(|(index, root)| Subtree {
            level: below,
            index,
            root,
        });
        let found = first_other(&named.collect::<Vec<_>>(), ours, snapshot, tile)?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}
