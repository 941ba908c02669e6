//! The facts of RFC 6962, a naive tree straight from its section 2.1, and the
//! public vectors where they are at hand.

use super::*;
use crate::vectors;

fn bytes_of(text: &str) -> Vec<u8> {
    (0..text.len() / 2)
        .map(|nth| u8::from_str_radix(&text[2 * nth..2 * nth + 2], 16).unwrap())
        .collect()
}

/// MTH of RFC 6962 section 2.1, word by word.
fn naive_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Sha256::digest([]).into(),
        [only] => *only,
        more => {
            let (left, right) = more.split_at(split(more.len()));
            node_hash(&naive_root(left), &naive_root(right))
        }
    }
}

/// The largest power of two smaller than n.
fn split(n: usize) -> usize {
    n.next_power_of_two() / 2
}

/// PATH of RFC 6962 section 2.1.1.
fn naive_path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() <= 1 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    let (mut path, sibling) = if index < left.len() {
        (naive_path(index, left), naive_root(right))
    } else {
        (naive_path(index - left.len(), right), naive_root(left))
    };
    path.push(sibling);
    path
}

/// SUBPROOF of RFC 6962 section 2.1.2.
fn naive_subproof(old: usize, leaves: &[Hash], whole: bool) -> Vec<Hash> {
    if old == leaves.len() {
        return if whole {
            Vec::new()
        } else {
            vec![naive_root(leaves)]
        };
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    let (mut proof, sibling) = if old <= left.len() {
        (naive_subproof(old, left, whole), naive_root(right))
    } else {
        (
            naive_subproof(old - left.len(), right, false),
            naive_root(left),
        )
    };
    proof.push(sibling);
    proof
}

fn leaves(count: usize) -> Vec<Hash> {
    (0..count)
        .map(|nth| leaf_hash(&nth.to_be_bytes()))
        .collect()
}

#[test]
fn the_reference_tree_of_eight_leaves_has_its_known_roots() {
    let reference = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ];
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut edge = Edge::default();
    assert_eq!(hex(&edge.root()), roots[0]);
    for (leaf, root) in reference.iter().zip(&roots[1..]) {
        edge.push(leaf_hash(&bytes_of(leaf)));
        assert_eq!(hex(&edge.root()), **root);
    }
}

#[test]
fn the_public_vectors_of_the_tree_hold() {
    let Some(text) = vectors::read("rfc6962/reference.json") else {
        return;
    };
    let vectors: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut edge = Edge::default();
    let leaves = vectors["leaves_hex"].as_array().unwrap();
    let roots = vectors["roots_hex_by_size"].as_array().unwrap();
    assert_eq!(hex(&edge.root()), roots[0].as_str().unwrap());
    for (leaf, root) in leaves.iter().zip(&roots[1..]) {
        edge.push(leaf_hash(&bytes_of(leaf.as_str().unwrap())));
        assert_eq!(hex(&edge.root()), root.as_str().unwrap());
    }
    for case in vectors["hasher"].as_array().unwrap() {
        let part = |name: &str| case[name].as_str().map(bytes_of);
        let got = match (part("leaf_hex"), part("left_hex"), part("right_hex")) {
            (Some(leaf), ..) => leaf_hash(&leaf),
            (None, Some(left), Some(right)) => {
                let mut hasher = Sha256::new();
                hasher.update([1]);
                hasher.update(&left);
                hasher.update(&right);
                hasher.finalize().into()
            }
            _ => empty_root(),
        };
        assert_eq!(hex(&got), case["want"].as_str().unwrap(), "{case}");
    }
}

#[test]
fn every_proof_of_the_naive_tree_holds_and_no_other_size_accepts_it() {
    let all = leaves(70);
    let mut edge = Edge::default();
    for size in 1..=all.len() {
        edge.push(all[size - 1]);
        let tree = &all[..size];
        let root = naive_root(tree);
        assert_eq!(edge.root(), root);
        for index in 0..size {
            let path = naive_path(index, tree);
            let verify = |index: usize, size: usize, path: &[Hash]| {
                verify_inclusion(&all[index], index as u64, size as u64, path, &root)
            };
            assert_eq!(verify(index, size, &path), Ok(()));
            let mut longer = path.clone();
            longer.push(root);
            assert!(verify(index, size, &longer).is_err());
            if let Some((_, shorter)) = path.split_last() {
                assert!(verify(index, size, shorter).is_err());
                let mut changed = path.clone();
                changed[index % path.len()][0] ^= 1;
                assert_eq!(verify(index, size, &changed), Err(ProofError::Root));
            }
            let beside = (index as u64 + 1) % 70;
            let misplaced = verify_inclusion(&all[index], beside, size as u64, &path, &root);
            assert!(misplaced.is_err());
        }
        for old in 1..=size {
            let proof = naive_subproof(old, tree, true);
            let old_root = naive_root(&all[..old]);
            let verify = |proof: &[Hash], old_root: &Hash, root: &Hash| {
                verify_consistency(old as u64, size as u64, proof, old_root, root)
            };
            assert_eq!(verify(&proof, &old_root, &root), Ok(()), "{old} {size}");
            let mut longer = proof.clone();
            longer.push(root);
            assert!(verify(&longer, &old_root, &root).is_err());
            if let Some((_, shorter)) = proof.split_last() {
                assert!(verify(shorter, &old_root, &root).is_err());
                for nth in 0..proof.len() {
                    let mut changed = proof.clone();
                    changed[nth][31] ^= 0x80;
                    assert_eq!(verify(&changed, &old_root, &root), Err(ProofError::Root));
                }
            }
            let mut other = root;
            other[0] ^= 1;
            assert!(verify(&proof, &old_root, &other).is_err());
            assert!(verify(&proof, &other, &root).is_err());
        }
    }
}

#[test]
fn a_hash_is_read_back_from_its_hexadecimal_digits() {
    let hash = empty_root();
    assert_eq!(unhex(&hex(&hash)), Some(hash));
    assert_eq!(unhex(&hex(&hash).to_uppercase()), None);
    assert_eq!(unhex("00"), None);
}

#[test]
fn nothing_is_consistent_only_with_the_empty_root() {
    let root = naive_root(&leaves(5));
    assert_eq!(verify_consistency(0, 5, &[], &empty_root(), &root), Ok(()));
    assert_eq!(
        verify_consistency(0, 5, &[], &root, &root),
        Err(ProofError::Root)
    );
    assert_eq!(
        verify_consistency(6, 5, &[], &root, &root),
        Err(ProofError::Sizes)
    );
    assert_eq!(
        verify_inclusion(&root, 5, 5, &[], &root),
        Err(ProofError::Sizes)
    );
}
