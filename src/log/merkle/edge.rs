//! The right side of the tree, and the nodes that full tiles add to it.

use super::{TILE, TILE_HEIGHT, empty_root, node_hash, root};
use crate::basis::Hash;

/// The right side of the tree, as far as tiles are not full.
#[derive(Debug, Clone, Default)]
pub struct Edge {
    size: u64,
    levels: Vec<Vec<Hash>>,
}

/// The root of a full tile, which is a hash of a tile of the level above: keep it
/// under its level and number. The leaves themselves are the log's to keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node {
    /// The level of the tile that it stands in, from 1.
    pub level: u8,
    /// Its number among the hashes of that level, from 0.
    pub number: u64,
    /// The root.
    pub hash: Hash,
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

    /// The hashes so far of a tile that is not full; none when it is another's.
    pub fn tile(&self, level: u8, number: u64) -> Option<&[Hash]> {
        let tiles = self
            .size
            .checked_shr(8 * (u32::from(level) + 1))
            .unwrap_or(0);
        let hashes = self.levels.get(usize::from(level))?;
        (number == tiles).then_some(hashes)
    }

    /// Adds a leaf. The roots of the tiles that it fills are pushed to `made`.
    pub fn push(&mut self, leaf: Hash, made: &mut Vec<Node>) {
        let mut hash = leaf;
        let mut number = self.size;
        self.size += 1;
        for level in 0.. {
            if self.levels.len() == usize::from(level) {
                self.levels.push(Vec::with_capacity(TILE));
            }
            if level > 0 {
                made.push(Node {
                    level,
                    number,
                    hash,
                });
            }
            let tile = &mut self.levels[usize::from(level)];
            tile.push(hash);
            if tile.len() < TILE {
                return;
            }
            hash = root(tile);
            tile.clear();
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
        self.range(0, size, &mut fetch)
    }

    /// The root over the leaves from `start` to before `end`, a range that the
    /// tree itself is split into: `start` is a multiple of a power of two that
    /// is not less than the range.
    pub(super) fn range<E>(
        &self,
        start: u64,
        end: u64,
        fetch: &mut impl FnMut(u8, u64) -> Result<Vec<Hash>, E>,
    ) -> Result<Hash, E> {
        let mut subtrees = Vec::new();
        let mut done = start;
        let size = end.saturating_sub(start);
        for height in (0..u64::BITS).rev() {
            if size >> height & 1 == 0 {
                continue;
            }
            subtrees.push(self.subtree(done, height, fetch)?);
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
