//! The tree of leaves that come one at a time, without tiles: what a walk through
//! every leaf builds, so that nothing of the index is believed.
//!
//! It keeps the roots of the full subtrees on the right side and nothing else: as
//! many hashes as the size has bits. Deliberately not here: proofs, which need
//! the tiles.

use super::{Edge, TILE_HEIGHT, empty_root, node_hash};
use crate::basis::Hash;

/// The full subtrees that the leaves so far make, the largest first.
#[derive(Debug, Clone, Default)]
pub struct CompactTree {
    subtrees: Vec<(u32, Hash)>,
    size: u64,
}

impl CompactTree {
    /// The tree of a log of a size that keeps tiles; `tile` gives the first hashes
    /// of one by level, number and how many.
    ///
    /// # Errors
    /// Whatever `tile` answers when it cannot give one.
    pub fn of<E>(
        size: u64,
        mut tile: impl FnMut(u8, u64, usize) -> Result<Vec<Hash>, E>,
    ) -> Result<Self, E> {
        let mut tree = Self::default();
        for (level, width) in (0_u8..)
            .zip(Edge::widths(size))
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
        {
            let height = u32::from(level) * TILE_HEIGHT;
            if width == 0 {
                continue;
            }
            let number = size.checked_shr(height + TILE_HEIGHT).unwrap_or(0);
            for hash in tile(level, number, width)? {
                tree.push_subtree(height, hash);
            }
        }
        tree.size = size;
        Ok(tree)
    }

    /// Adds a leaf.
    pub fn push(&mut self, leaf: Hash) {
        self.push_subtree(0, leaf);
        self.size += 1;
    }

    fn push_subtree(&mut self, height: u32, root: Hash) {
        let mut node = (height, root);
        while let Some((height, left)) = self.subtrees.last()
            && *height == node.0
        {
            node = (height + 1, node_hash(left, &node.1));
            self.subtrees.pop();
        }
        self.subtrees.push(node);
    }

    /// How many leaves it has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Its root (RFC 6962).
    pub fn root(&self) -> Hash {
        self.subtrees
            .iter()
            .rev()
            .map(|(_, hash)| *hash)
            .reduce(|right, left| node_hash(&left, &right))
            .unwrap_or_else(empty_root)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::merkle::root;

    #[test]
    fn its_root_is_the_trees_at_every_size_to_300() {
        let leaves: Vec<Hash> = (0..300_u16)
            .map(|number| {
                let mut hash = [0; 32];
                hash[..2].copy_from_slice(&number.to_be_bytes());
                Hash(hash)
            })
            .collect();
        let mut tree = CompactTree::default();
        assert_eq!(tree.root(), root(&[]));
        for size in 1..=leaves.len() {
            tree.push(leaves[size - 1]);
            assert_eq!(tree.root(), root(&leaves[..size]), "{size}");
            assert_eq!(tree.size(), size as u64);
        }
    }

    #[test]
    fn the_tree_of_tiles_is_the_tree_of_their_leaves() {
        let leaf = |number: u64| {
            let mut hash = [0; 32];
            hash[..8].copy_from_slice(&number.to_be_bytes());
            Hash(hash)
        };
        for size in [
            0,
            1,
            2,
            255,
            256,
            257,
            300,
            511,
            512,
            65_536,
            65_536 + 256 + 3,
        ] {
            let mut pushed = CompactTree::default();
            let mut edge = Edge::default();
            let mut kept = Vec::new();
            for number in 0..size {
                pushed.push(leaf(number));
                edge.push(leaf(number), &mut kept);
            }
            let tile = |level, number, width: usize| {
                let hashes = edge.tile(level, number).expect("a tile of the edge");
                Ok::<_, ()>(hashes[..width].to_vec())
            };
            let mut tree = CompactTree::of(size, tile).unwrap();
            assert_eq!((tree.size(), tree.root()), (size, pushed.root()), "{size}");
            tree.push(leaf(size));
            pushed.push(leaf(size));
            assert_eq!(tree.root(), pushed.root(), "{size} and one more");
        }
    }
}
