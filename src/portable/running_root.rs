//! The Merkle root of leaves that come one at a time (RFC 6962 section 2.1).
//!
//! It keeps the roots of the full subtrees on the right side and nothing else:
//! as many hashes as the size has bits. Deliberately not here: proofs, which
//! need the stored nodes of [`crate::log::merkle`].

use crate::basis::Hash;
use crate::log::merkle::{empty_root, node_hash};

/// A root that grows by a leaf at a time.
#[derive(Debug, Clone, Default)]
pub struct RunningRoot {
    size: u64,
    /// The roots of full subtrees, the largest first.
    peaks: Vec<Hash>,
}

impl RunningRoot {
    /// Takes in the next leaf's hash.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                hash = node_hash(&left, &hash);
            }
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    /// How many leaves there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root over them.
    pub fn root(&self) -> Hash {
        let from_the_right = self.peaks.iter().rev().copied();
        from_the_right
            .reduce(|right, left| node_hash(&left, &right))
            .unwrap_or_else(empty_root)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::merkle;

    #[test]
    fn it_is_the_root_of_the_tree_at_every_size_to_300() {
        let leaves: Vec<Hash> = (0..300_u16)
            .map(|n| merkle::leaf_hash(&n.to_be_bytes()))
            .collect();
        let mut running = RunningRoot::default();
        for (size, leaf) in leaves.iter().enumerate() {
            assert_eq!(running.root(), merkle::root(&leaves[..size]), "{size}");
            running.push(*leaf);
        }
        assert_eq!(running.root(), merkle::root(&leaves));
        assert_eq!(running.size(), 300);
    }
}
