//! The Merkle tree over the leaves (RFC 6962 section 2.1), in tiles.
//!
//! A tile holds up to 256 hashes of one level: level 0 the leaves, level 1 the
//! roots of full tiles of level 0, and so on. [`Edge`] is the unfilled right
//! side; full tiles are whoever-calls-it's to keep. The root over any earlier
//! size is computed from a handful of tiles.

use sha2::{Digest, Sha256};

use crate::basis::Hash;

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

/// The right side of the tree, as far as tiles are not full.
#[derive(Debug, Clone, Default)]
pub struct Edge {
    size: u64,
    levels: Vec<Vec<Hash>>,
}

/// A tile that has changed: keep it under its level and number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// 0 for the leaves.
    pub level: u8,
    /// Its number among the tiles of the level, from 0.
    pub number: u64,
    /// Its hashes, at most [`TILE`].
    pub hashes: Vec<Hash>,
}

impl Edge {
    /// The edge of a tree of `size` leaves, its unfilled tiles from level 0 up.
    pub fn new(size: u64, levels: Vec<Vec<Hash>>) -> Self {
        Self { size, levels }
    }

    /// How many hashes each level's unfilled tile has at a size, from level 0
    /// up to the last that has any.
    pub fn widths(size: u64) -> Vec<usize> {
        let mut widths = Vec::new();
        let mut rest = size;
        while rest > 0 {
            widths.push(within_tile(rest));
            rest /= TILE as u64;
        }
        widths
    }

    /// How many leaves there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf. Tiles that it fills, and the tiles above them, are pushed to `changed`.
    pub fn push(&mut self, leaf: Hash, changed: &mut Vec<Tile>) {
        let mut hash = leaf;
        let mut level = 0;
        let mut number = self.size / TILE as u64;
        self.size += 1;
        loop {
            if self.levels.len() == level {
                self.levels.push(Vec::with_capacity(TILE));
            }
            let tile = &mut self.levels[level];
            tile.push(hash);
            let full = tile.len() == TILE;
            if full || level > 0 {
                changed.push(Tile {
                    level: u8::try_from(level).unwrap_or(u8::MAX),
                    number,
                    hashes: tile.clone(),
                });
            }
            if !full {
                return;
            }
            hash = root(tile);
            tile.clear();
            level += 1;
            number /= TILE as u64;
        }
    }

    /// The root over the first `size` leaves, at most [`Edge::size`]; `fetch`
    /// gives a kept tile's hashes by level and number.
    ///
    /// # Errors
    /// Whatever `fetch` answers when it cannot give the tile.
    pub fn root_at<E>(
        &self,
        size: u64,
        mut fetch: impl FnMut(u8, u64) -> Result<Vec<Hash>, E>,
    ) -> Result<Hash, E> {
        let mut subtrees = Vec::new();
        let mut done = 0_u64;
        for height in (0..u64::BITS).rev() {
            if size >> height & 1 == 0 {
                continue;
            }
            subtrees.push(self.subtree(done, height, &mut fetch)?);
            done += 1 << height;
        }
        Ok(subtrees
            .into_iter()
            .rev()
            .reduce(|right, left| node_hash(&left, &right))
            .unwrap_or_else(empty_root))
    }

    /// The root of the full subtree of 2^height leaves that begins at a leaf.
    fn subtree<E>(
        &self,
        first_leaf: u64,
        height: u32,
        fetch: &mut impl FnMut(u8, u64) -> Result<Vec<Hash>, E>,
    ) -> Result<Hash, E> {
        let level = height / TILE_HEIGHT;
        let first = first_leaf >> (level * TILE_HEIGHT);
        let number = first / TILE as u64;
        let from = within_tile(first);
        let to = from + (1 << (height % TILE_HEIGHT));
        let edge_number = self.size >> (level * TILE_HEIGHT) >> TILE_HEIGHT;
        let in_edge = self
            .levels
            .get(level as usize)
            .and_then(|t| t.get(from..to));
        if let (true, Some(hashes)) = (number == edge_number, in_edge) {
            return Ok(root(hashes));
        }
        let tile = fetch(u8::try_from(level).unwrap_or(u8::MAX), number)?;
        Ok(root(tile.get(from..to).unwrap_or(&tile)))
    }
}

/// A number's place in its tile.
fn within_tile(number: u64) -> usize {
    usize::try_from(number % TILE as u64).unwrap_or(0)
}
