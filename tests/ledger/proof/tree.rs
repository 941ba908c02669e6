//! The tree's proofs against a naive tree, written straight from RFC 6962
//! section 2.1 over the leaves themselves.

use std::collections::BTreeMap;
use std::convert::Infallible;

use ledger::basis::Hash;
use ledger::log::merkle::proof::{includes, is_consistent};
use ledger::log::merkle::{self, Edge, TILE};
use sha2::{Digest, Sha256};

use crate::simulation::chance::Chance;

/// Sizes of which every index and every earlier size is tried.
const SMALL: u64 = 300;

/// How many random questions there are about large trees.
const QUESTIONS: u64 = 300;

/// MTH: the hash of a list of inputs.
fn mth(inputs: &[Vec<u8>]) -> Hash {
    match inputs {
        [] => Hash(Sha256::digest([]).into()),
        [one] => Hash(Sha256::digest([&[0], one.as_slice()].concat()).into()),
        _ => {
            let (left, right) = inputs.split_at(largest_power_below(inputs.len()));
            node(mth(left), mth(right))
        }
    }
}

fn node(left: Hash, right: Hash) -> Hash {
    Hash(Sha256::digest([&[1], left.0.as_slice(), right.0.as_slice()].concat()).into())
}

/// PATH(m, D[n]).
fn path(m: usize, inputs: &[Vec<u8>]) -> Vec<Hash> {
    if inputs.len() == 1 {
        return Vec::new();
    }
    let k = largest_power_below(inputs.len());
    let (left, right) = inputs.split_at(k);
    if m < k {
        [path(m, left), vec![mth(right)]].concat()
    } else {
        [path(m - k, right), vec![mth(left)]].concat()
    }
}

/// PROOF(m, D[n]) for 0 < m < n.
fn proof(m: usize, inputs: &[Vec<u8>]) -> Vec<Hash> {
    subproof(m, inputs, true)
}

fn subproof(m: usize, inputs: &[Vec<u8>], b: bool) -> Vec<Hash> {
    if m == inputs.len() {
        return if b { Vec::new() } else { vec![mth(inputs)] };
    }
    let k = largest_power_below(inputs.len());
    let (left, right) = inputs.split_at(k);
    if m <= k {
        [subproof(m, left, b), vec![mth(right)]].concat()
    } else {
        [subproof(m - k, right, false), vec![mth(left)]].concat()
    }
}

/// k: the largest power of two smaller than n.
fn largest_power_below(n: usize) -> usize {
    let mut k = 1;
    while k * 2 < n {
        k *= 2;
    }
    k
}

fn input(number: u64) -> Vec<u8> {
    format!("händelse {number}").into_bytes()
}

fn inputs(size: u64) -> Vec<Vec<u8>> {
    (0..size).map(input).collect()
}

/// The tree under test, with the hashes of each level that are kept for it.
struct Kept {
    edge: Edge,
    levels: BTreeMap<u8, Vec<Hash>>,
}

impl Kept {
    fn of(size: u64) -> Self {
        let mut kept = Self {
            edge: Edge::default(),
            levels: BTreeMap::new(),
        };
        for number in 0..size {
            let leaf = merkle::leaf_hash(&input(number));
            let mut made = Vec::new();
            kept.edge.push(leaf, &mut made);
            kept.levels.entry(0).or_default().push(leaf);
            for node in made {
                kept.levels.entry(node.level).or_default().push(node.hash);
            }
        }
        kept
    }

    fn fetch(&self) -> impl FnMut(u8, u64) -> Result<Vec<Hash>, Infallible> + '_ {
        |level, number| {
            let at = usize::try_from(number).unwrap();
            Ok(self.levels[&level].chunks(TILE).nth(at).unwrap().to_vec())
        }
    }

    fn root(&self, size: u64) -> Hash {
        self.edge.root_at(size, self.fetch()).unwrap()
    }

    fn path(&self, index: u64, size: u64) -> Vec<Hash> {
        self.edge
            .inclusion_proof(index, size, self.fetch())
            .unwrap()
    }

    fn proof(&self, old: u64, new: u64) -> Vec<Hash> {
        self.edge.consistency_proof(old, new, self.fetch()).unwrap()
    }
}

#[test]
fn every_proof_of_every_small_tree_is_that_of_the_rfc_and_holds() {
    let inputs = inputs(SMALL);
    let kept = Kept::of(SMALL);
    let roots: Vec<Hash> = (0..=inputs.len()).map(|n| mth(&inputs[..n])).collect();
    let check = |sizes: &mut dyn Iterator<Item = u64>| {
        for size in sizes {
            check_size(size, &inputs, &kept, &roots);
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(|| check(&mut (0..=SMALL).filter(|size| size.is_multiple_of(2))));
        check(&mut (0..=SMALL).filter(|size| !size.is_multiple_of(2)));
    });
}

fn check_size(size: u64, inputs: &[Vec<u8>], kept: &Kept, roots: &[Hash]) {
    let root = &roots[usize::try_from(size).unwrap()];
    assert_eq!(kept.root(size), *root);
    let of_size = &inputs[..usize::try_from(size).unwrap()];
    for (index, input) in (0..).zip(of_size) {
        let found = kept.path(index, size);
        // Building the RFC's own path for all 45,000 is what takes time; that
        // each holds for the RFC's root is verified for all.
        if size.is_multiple_of(37) || size > 255 && index.is_multiple_of(43) {
            assert_eq!(found, path(usize::try_from(index).unwrap(), of_size));
        }
        let leaf = merkle::leaf_hash(input);
        assert!(includes(&leaf, index, size, &found, root));
    }
    for (old, old_root) in (0..=size).zip(roots) {
        let found = kept.proof(old, size);
        if 0 < old
            && old < size
            && (size.is_multiple_of(37) || size > 255 && old.is_multiple_of(43))
        {
            assert_eq!(found, proof(usize::try_from(old).unwrap(), of_size));
        }
        assert!(is_consistent(old, size, old_root, root, &found));
    }
}

#[test]
fn proofs_of_large_trees_hold_at_random_places_and_are_as_short_as_they_should_be() {
    let size = 100_000;
    let kept = Kept::of(size);
    let inputs = inputs(size);
    let mut chance = Chance::new(6962);
    for question in 0..QUESTIONS {
        let new = 1 + chance.below(size);
        let old = 1 + chance.below(new);
        let index = chance.below(new);
        let (root, old_root) = (kept.root(new), kept.root(old));
        let inclusion = kept.path(index, new);
        let consistency = kept.proof(old, new);
        let leaf = merkle::leaf_hash(&input(index));
        assert!(includes(&leaf, index, new, &inclusion, &root));
        assert!(is_consistent(old, new, &old_root, &root, &consistency));
        let height = new.next_power_of_two().ilog2() as usize;
        assert!(inclusion.len() <= height);
        assert!(consistency.len() <= height + 1);
        // The naive tree of so many leaves is slow.
        if question % 60 == 0 {
            let of_new = &inputs[..usize::try_from(new).unwrap()];
            assert_eq!(root, mth(of_new));
            assert_eq!(inclusion, path(usize::try_from(index).unwrap(), of_new));
            if old < new {
                assert_eq!(consistency, proof(usize::try_from(old).unwrap(), of_new));
            }
        }
    }
}

#[test]
fn a_tile_that_is_just_full_or_one_over_is_no_exception() {
    let tile = TILE as u64;
    let sizes = [tile - 1, tile, tile + 1, tile * tile, tile * tile + 1];
    let kept = Kept::of(tile * tile + 1);
    for new in sizes {
        for old in sizes.into_iter().filter(|old| *old <= new) {
            let proof = kept.proof(old, new);
            assert!(is_consistent(
                old,
                new,
                &kept.root(old),
                &kept.root(new),
                &proof
            ));
        }
        for index in [0, tile - 1, tile, new - 1] {
            if index < new {
                let leaf = merkle::leaf_hash(&input(index));
                let proof = kept.path(index, new);
                assert!(includes(&leaf, index, new, &proof, &kept.root(new)));
            }
        }
    }
}

/// Every way to change a proof a little.
fn changed(proof: &[Hash]) -> Vec<Vec<Hash>> {
    let mut all = vec![[proof, &[Hash([7; 32])]].concat()];
    all.push([&[Hash([7; 32])], proof].concat());
    for at in 0..proof.len() {
        let mut bit = proof.to_vec();
        bit[at].0[at % 32] ^= 1;
        all.push(bit);
        let mut shorter = proof.to_vec();
        shorter.remove(at);
        all.push(shorter);
        let mut twice = proof.to_vec();
        twice.insert(at, proof[at]);
        all.push(twice);
        if at > 0 {
            let mut swapped = proof.to_vec();
            swapped.swap(at - 1, at);
            all.push(swapped);
        }
    }
    all
}

#[test]
fn a_wrong_inclusion_proof_index_size_leaf_or_root_is_refused() {
    let kept = Kept::of(70);
    for size in [1, 2, 3, 7, 8, 33, 64, 70] {
        let root = kept.root(size);
        for index in 0..size {
            let leaf = merkle::leaf_hash(&input(index));
            let proof = kept.path(index, size);
            assert!(includes(&leaf, index, size, &proof, &root));
            for wrong in changed(&proof) {
                assert!(!includes(&leaf, index, size, &wrong, &root));
            }
            for other in (0..size + 2).filter(|other| *other != index) {
                assert!(!includes(&leaf, other, size, &proof, &root));
            }
            assert!(!includes(
                &merkle::leaf_hash(b"x"),
                index,
                size,
                &proof,
                &root
            ));
            assert!(!includes(&leaf, index, size, &proof, &Hash([0; 32])));
            assert!(!includes(&leaf, index, 0, &proof, &root));
            assert!(!includes(&leaf, u64::MAX, u64::MAX, &proof, &root));
        }
    }
}

#[test]
fn a_wrong_consistency_proof_size_or_root_is_refused() {
    let kept = Kept::of(70);
    for new in [2, 3, 7, 8, 33, 64, 70] {
        let root = kept.root(new);
        for old in 0..=new {
            let old_root = kept.root(old);
            let proof = kept.proof(old, new);
            assert!(is_consistent(old, new, &old_root, &root, &proof));
            for wrong in changed(&proof) {
                assert!(!is_consistent(old, new, &old_root, &root, &wrong));
            }
            let zeros = Hash([0; 32]);
            assert!(!is_consistent(old, new, &zeros, &root, &proof));
            if old > 0 {
                assert!(!is_consistent(old, new, &old_root, &zeros, &proof));
                assert!(!is_consistent(new + 1, new, &root, &root, &proof));
                for other in (1..=new).filter(|other| *other != old) {
                    assert!(!is_consistent(other, new, &old_root, &root, &proof));
                }
            }
        }
    }
    assert!(!is_consistent(
        u64::MAX - 1,
        u64::MAX,
        &kept.root(1),
        &kept.root(2),
        &kept.proof(1, 2)
    ));
}

#[test]
fn the_roots_of_the_first_trees_of_the_reference_are_these() {
    // The leaves and roots that every implementation of RFC 6962 is held against.
    let leaves: [&[u8]; 4] = [b"", b"\x00", b"\x10", b"\x20\x21"];
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ];
    let leaves: Vec<Hash> = leaves.iter().map(|leaf| merkle::leaf_hash(leaf)).collect();
    for (size, root) in roots.iter().enumerate() {
        assert_eq!(merkle::root(&leaves[..size]).to_string(), *root);
    }
}
