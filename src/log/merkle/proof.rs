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

/// A step up the tree: the hash that is known and the proof's next make the one above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The hash of the proof.
    pub sibling: Hash,
    /// Whether it stands to the left of the one that is known.
    pub is_left: bool,
    /// The hash above both.
    pub above: Hash,
}

/// The steps of a consistency proof, with where they begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Steps {
    /// The subtree that both trees have whole.
    pub first: Hash,
    /// Up the earlier tree.
    pub of_old: Vec<Step>,
    /// Up the later tree.
    pub of_new: Vec<Step>,
}

/// Whether the proof shows that the leaf stands at `index` in the tree of `size`
/// leaves with the root.
pub fn includes(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    let mut hash = *leaf;
    let is_whole = climbed(index, size, proof, |sibling, is_left| {
        hash = joined(sibling, &hash, is_left);
    });
    is_whole && hash == *root
}

/// The steps of an inclusion proof, from the leaf up: the last one's hash is the root
/// when the proof holds. `None` when no tree of `size` leaves has a proof of that length.
pub fn inclusion_steps(leaf: &Hash, index: u64, size: u64, proof: &[Hash]) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let mut hash = *leaf;
    let is_whole = climbed(index, size, proof, |sibling, is_left| {
        hash = stepped(&mut steps, sibling, hash, is_left);
    });
    is_whole.then_some(steps)
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
    let Some((first, rest)) = begun(old, old_root, proof) else {
        return false;
    };
    let (mut of_old, mut of_new) = (*first, *first);
    let (index, size) = common(old, new);
    let is_whole = climbed(index, size, rest, |sibling, is_left| {
        if is_left {
            of_old = node_hash(sibling, &of_old);
        }
        of_new = joined(sibling, &of_new, is_left);
    });
    is_whole && of_old == *old_root && of_new == *new_root
}

/// The steps of a consistency proof between sizes above 0, the first the smaller: each
/// side's last hash is its root when the proof holds. `None` when no such trees have a
/// proof of that length.
pub fn consistency_steps(old: u64, new: u64, old_root: &Hash, proof: &[Hash]) -> Option<Steps> {
    if old == 0 || old >= new {
        return None;
    }
    let (first, rest) = begun(old, old_root, proof)?;
    let mut steps = Steps {
        first: *first,
        of_old: Vec::new(),
        of_new: Vec::new(),
    };
    let (mut of_old, mut of_new) = (*first, *first);
    let (index, size) = common(old, new);
    let is_whole = climbed(index, size, rest, |sibling, is_left| {
        if is_left {
            of_old = stepped(&mut steps.of_old, sibling, of_old, true);
        }
        of_new = stepped(&mut steps.of_new, sibling, of_new, is_left);
    });
    is_whole.then_some(steps)
}

/// Goes up the tree of `size` leaves from the leaf at `index`, by the hashes of a
/// proof, telling of each whether it stands to the left of what is known; answers
/// whether they lead to the root and not past it.
fn climbed(index: u64, size: u64, proof: &[Hash], mut step: impl FnMut(&Hash, bool)) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last) = (index, size - 1);
    for sibling in proof {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            step(sibling, true);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            step(sibling, false);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0
}

/// Where a consistency proof begins: with a hash of its own, or with the old root when
/// the old tree is full.
fn begun<'a>(old: u64, old_root: &'a Hash, proof: &'a [Hash]) -> Option<(&'a Hash, &'a [Hash])> {
    if old.is_power_of_two() {
        Some((old_root, proof))
    } else {
        proof.split_first()
    }
}

/// The place of the last subtree that both trees have whole, and how many of its size
/// the new tree has.
fn common(old: u64, new: u64) -> (u64, u64) {
    let height = (old - 1).trailing_ones();
    ((old - 1) >> height, ((new - 1) >> height) + 1)
}

fn joined(sibling: &Hash, known: &Hash, is_left: bool) -> Hash {
    if is_left {
        node_hash(sibling, known)
    } else {
        node_hash(known, sibling)
    }
}

fn stepped(steps: &mut Vec<Step>, sibling: &Hash, known: Hash, is_left: bool) -> Hash {
    let above = joined(sibling, &known, is_left);
    steps.push(Step {
        sibling: *sibling,
        is_left,
        above,
    });
    above
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

#[cfg(test)]
mod tests {
    use super::super::{leaf_hash, root};
    use super::*;

    #[test]
    fn the_steps_of_a_proof_end_in_the_roots_that_it_shows() {
        let leaves: Vec<Hash> = (0..70_u8).map(|leaf| leaf_hash(&[leaf])).collect();
        let mut edge = Edge::default();
        for leaf in &leaves {
            edge.push(*leaf, &mut Vec::new());
        }
        let none = |_, _| Err::<Vec<Hash>, ()>(());
        for new in 1..=leaves.len() {
            let (of_new, size) = (root(&leaves[..new]), new as u64);
            for old in 1..new {
                let of_old = root(&leaves[..old]);
                let from = old as u64;
                let proof = edge.consistency_proof(from, size, none).expect("a proof");
                assert!(is_consistent(from, size, &of_old, &of_new, &proof));
                let steps = consistency_steps(from, size, &of_old, &proof).expect("steps");
                let end = |steps: &[Step], first| steps.last().map_or(first, |step| step.above);
                assert_eq!(end(&steps.of_old, steps.first), of_old, "{old} of {new}");
                assert_eq!(end(&steps.of_new, steps.first), of_new, "{old} of {new}");
                let proof = edge.inclusion_proof(from, size, none).expect("a proof");
                assert!(includes(&leaves[old], from, size, &proof, &of_new));
                let steps = inclusion_steps(&leaves[old], from, size, &proof).expect("steps");
                assert_eq!(end(&steps, leaves[old]), of_new, "{old} in {new}");
                assert!(inclusion_steps(&leaves[old], from, size, &proof[1..]).is_none());
            }
        }
    }
}
