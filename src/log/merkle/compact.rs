//! The tree of leaves that come one at a time, without tiles: what a walk through
//! every leaf builds, so that nothing of the index is believed.
//!
//! It keeps the roots of the full subtrees on the right side and nothing else: as
//! many hashes as the size has bits. Deliberately not here: proofs, which need
//! the tiles.

use super::{empty_root, node_hash};
use crate::basis::Hash;

/// The full subtrees that the leaves so far make, the largest first.
#[derive(Debug, Clone, Default)]
pub struct CompactTree {
    subtrees: Vec<(u32, Hash)>,
    size: u64,
}

impl CompactTree {
    /// Adds a leaf.
    pub fn push(&mut self, leaf: Hash) {
        let mut node = (0, leaf);
        while let Some((height, left)) = self.subtrees.last()
            && *height == node.0
        {
            node = (height + 1, node_hash(left, &node.1));
            self.subtrees.pop();
        }
        self.subtrees.push(node);
        self.size += 1;
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
}
