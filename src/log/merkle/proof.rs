//! Proofs about the tree, and how they are verified (RFC 6962 sections 2.1.1
//! and 2.1.2; the verifying is that of RFC 9162 sections 2.1.3.2 and 2.1.4.2).
//!
//! An inclusion proof shows that a leaf stands at an index of a tree; a
//! consistency proof that a tree begins with all of an earlier one. Both have at
//! most about twice as many hashes as the size has binary digits, and are made
//! from as many tiles.
//! Guarantee: verifying is total; a proof that is a hash too long, too short or
//! another one is refused.

use std::collections::BTreeMap;

use super::{Edge, empty_root, node_hash};
use crate::basis::Hash;

impl Edge {
    /// The audit path of the leaf at `index` in the tree of the first `size`
    /// leaves, from the leaf up. `index` is below `size`, which is at most
    /// [`Edge::size`].
    ///
    /// # Errors
    /// Whatever `fetch` answers when it cannot give a tile.
    pub fn inclusion_proof<E>(
        &self,
        index: u64,
        size: u64,
        fetch: impl FnMut(u8, u64) -> Result<Vec<Hash>, E>,
    ) -> Result<Vec<Hash>, E> {
        let mut fetch = remembering(fetch);
        let mut proof = Vec::new();
        let (mut start, mut end) = (0, size);
        while end - start > 1 {
            let middle = start + split(end - start);
            if index < middle {
                proof.push(self.range(middle, end, &mut fetch)?);
                end = middle;
            } else {
                proof.push(self.range(start, middle, &mut fetch)?);
                start = middle;
            }
        }
        proof.reverse();
        Ok(proof)
    }

    /// The proof that the tree of the first `new` leaves begins with that of the
    /// first `old`, at most as many. It is empty when they are as many, and when
    /// `old` is 0: every tree begins with the empty one.
    ///
    /// # Errors
    /// Whatever `fetch` answers when it cannot give a tile.
    pub fn consistency_proof<E>(
        &self,
        old: u64,
        new: u64,
        fetch: impl FnMut(u8, u64) -> Result<Vec<Hash>, E>,
    ) -> Result<Vec<Hash>, E> {
        let mut proof = Vec::new();
        if old == 0 || old >= new {
            return Ok(proof);
        }
        let mut fetch = remembering(fetch);
        let (mut start, mut end) = (0, new);
        while end != old {
            let middle = start + split(end - start);
            if old <= middle {
                proof.push(self.range(middle, end, &mut fetch)?);
                end = middle;
            } else {
                proof.push(self.range(start, middle, &mut fetch)?);
                start = middle;
            }
        }
        // Whoever verifies knows the old tree's root, and only when this is it
        // can it be left out.
        if start > 0 {
            proof.push(self.range(start, end, &mut fetch)?);
        }
        proof.reverse();
        Ok(proof)
    }
}

/// Whether the proof shows that the leaf stands at `index` in the tree of `size`
/// leaves with the root.
pub fn includes(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for sibling in proof {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            hash = node_hash(sibling, &hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// Whether the proof shows that the tree of `new` leaves begins with that of `old`.
pub fn is_consistent(old: u64, new: u64, old_root: &Hash, new_root: &Hash, proof: &[Hash]) -> bool {
    if old > new {
        return false;
    }
    if old == new {
        return proof.is_empty() && old_root == new_root;
    }
    if old == 0 {
        return proof.is_empty() && *old_root == empty_root();
    }
    let (first, rest) = if old.is_power_of_two() {
        (old_root, proof)
    } else {
        match proof.split_first() {
            Some(split) => split,
            None => return false,
        }
    };
    let (mut at, mut last) = (old - 1, new - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let (mut of_old, mut of_new) = (*first, *first);
    for sibling in rest {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            of_old = node_hash(sibling, &of_old);
            of_new = node_hash(sibling, &of_new);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            of_new = node_hash(&of_new, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && of_old == *old_root && of_new == *new_root
}

/// The largest power of two that is less than a size above 1.
fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

/// `fetch` that asks for no tile twice: neighbouring ranges share theirs.
fn remembering<E>(
    mut fetch: impl FnMut(u8, u64) -> Result<Vec<Hash>, E>,
) -> impl FnMut(u8, u64) -> Result<Vec<Hash>, E> {
    let mut seen = BTreeMap::new();
    move |level, number| {
        if let Some(hashes) = seen.get(&(level, number)) {
            return Ok(Vec::clone(hashes));
        }
        let hashes = fetch(level, number)?;
        seen.insert((level, number), hashes.clone());
        Ok(hashes)
    }
}
