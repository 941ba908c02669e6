//! The Merkle tree over the leaves (RFC 6962 section 2.1), in tiles.
//!
//! A tile holds up to 256 hashes of one level: level 0 the leaves, level 1 the
//! roots of full tiles of level 0, and so on. [`Edge`] is the unfilled right
//! side; the leaves and the roots of full tiles are whoever-calls-it's to keep. The
//! root over any earlier size, and every proof ([`proof`]), is computed from a
//! handful of tiles.

mod compact;
mod edge;
pub mod proof;

use sha2::{Digest, Sha256};

use crate::basis::Hash;
pub use compact::CompactTree;
pub use edge::{Edge, Node};

/// How many hashes a full tile holds.
pub const TILE: usize = 256;

/// How many levels of the tree one level of tiles spans.
const TILE_HEIGHT: u32 = 8;

/// The hash of a leaf.
pub fn leaf_hash(leaf: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update([0x00]);
    hasher.update(leaf);
    Hash(hasher.finalize().into())
}

/// The hash of an inner node.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update([0x01]);
    hasher.update(left.0);
    hasher.update(right.0);
    Hash(hasher.finalize().into())
}

/// The root of the empty tree: SHA-256 of nothing.
pub fn empty_root() -> Hash {
    Hash(Sha256::digest([]).into())
}

/// The root over some leaf hashes.
pub fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [only] => *only,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            node_hash(&root(left), &root(right))
        }
    }
}
