//! Canonical JSON and the Merkle tree: facts of RFC 8785 and RFC 6962.

use std::path::Path;

use ledger::basis::Hash;
use ledger::canonical::canonical;
use ledger::log::merkle::{self, Edge, Node, TILE};
use proptest::prelude::*;
use serde_json::Value;

fn canonical_text(json: &str) -> String {
    let value: Value = serde_json::from_str(json).unwrap();
    String::from_utf8(canonical(&value)).unwrap()
}

#[test]
fn members_texts_and_numbers_are_written_as_rfc_8785_says() {
    for (json, expected) in [
        (
            r#"{ "b" : 1, "a" : [ true , null, false ] }"#,
            r#"{"a":[true,null,false],"b":1}"#,
        ),
        // Appendix B of the RFC, and integers of the ledger's range.
        (
            "[0, -0.0, 1e21, 1e20, 0.000001, 1e-7]",
            "[0,0,1e+21,100000000000000000000,0.000001,1e-7]",
        ),
        (
            "[9007199254740991, -9000000000000000]",
            "[9007199254740991,-9000000000000000]",
        ),
        (
            "[4.50, 2e-3, 333333333.3333332, 295147905179352830000]",
            "[4.5,0.002,333333333.3333332,295147905179352830000]",
        ),
        (
            r#""\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/""#,
            r#""€$\u000f\nA'B\"\\\\\"/""#,
        ),
        (r#""\b\t\f\r""#, r#""\b\t\f\r""#),
        // By UTF-16 code units: the emoji's surrogates stand before U+FB33.
        (
            r#"{"\ufb33":1,"\ud83d\ude00":2,"\u20ac":3,"1":4}"#,
            "{\"1\":4,\"€\":3,\"😀\":2,\"\u{fb33}\":1}",
        ),
    ] {
        assert_eq!(canonical_text(json), expected, "{json}");
    }
}

#[test]
fn the_public_vectors_of_rfc_8785_give_their_bytes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data/vectors/json-canonicalization/testdata");
    let Ok(inputs) = std::fs::read_dir(folder.join("input")) else {
        println!("skipped: {} is not here", folder.display());
        return;
    };
    let mut count = 0;
    for input in inputs.flatten() {
        let json = std::fs::read_to_string(input.path()).unwrap();
        let expected = std::fs::read(folder.join("output").join(input.file_name())).unwrap();
        let expected = String::from_utf8(expected).unwrap();
        assert_eq!(
            canonical_text(&json),
            expected.trim_end(),
            "{:?}",
            input.file_name()
        );
        count += 1;
    }
    assert!(count > 0);
}

fn json() -> impl Strategy<Value = Value> {
    let plain = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-9_007_199_254_740_991_i64..9_007_199_254_740_991).prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    plain.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::btree_map(".{0,6}", inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn canonical_json_reads_back_as_the_same_value_and_is_its_own_canonical_form(value in json()) {
        let bytes = canonical(&value);
        let again: Value = serde_json::from_slice(&bytes).unwrap();
        prop_assert_eq!(&again, &value);
        prop_assert_eq!(canonical(&again), bytes);
    }
}

/// The leaves of the RFC 6962 reference tree and its roots of one to eight leaves.
const LEAVES: [&[u8]; 8] = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
];
const ROOTS: [&str; 9] = [
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

#[test]
fn the_roots_of_zero_to_eight_leaves_are_those_of_the_reference_tree() {
    let leaves: Vec<Hash> = LEAVES.iter().map(|leaf| merkle::leaf_hash(leaf)).collect();
    for (size, root) in ROOTS.iter().enumerate() {
        assert_eq!(
            merkle::root(&leaves[..size]).to_string(),
            *root,
            "{size} leaves"
        );
    }
}

#[test]
fn the_edge_and_its_tiles_give_every_root_over_three_levels() {
    let leaf = |n: u64| merkle::leaf_hash(&n.to_le_bytes());
    let count = 256 * 256 + 700;
    let mut edge = Edge::default();
    let mut made: Vec<Node> = Vec::new();
    let leaves: Vec<Hash> = (0..count).map(leaf).collect();
    for hash in &leaves {
        edge.push(*hash, &mut made);
    }
    let mut levels = vec![leaves.clone()];
    for node in made {
        levels.resize_with(levels.len().max(usize::from(node.level) + 1), Vec::new);
        let level = &mut levels[usize::from(node.level)];
        assert_eq!(node.number, level.len() as u64, "in order");
        level.push(node.hash);
    }
    let sizes = [
        0, 1, 2, 255, 256, 257, 511, 65_535, 65_536, 65_537, 65_900, count,
    ];
    for size in sizes {
        let root = edge.root_at(size, |level, number| {
            let level = levels.get(usize::from(level)).ok_or(())?;
            let tile = usize::try_from(number)
                .ok()
                .and_then(|at| level.chunks(TILE).nth(at));
            tile.map(<[Hash]>::to_vec).ok_or(())
        });
        let expected = merkle::root(&leaves[..usize::try_from(size).unwrap()]);
        assert_eq!(root, Ok(expected), "at {size}");
    }
    let widths: Vec<usize> = Edge::widths(count);
    assert_eq!(widths, [700 % 256, 700 / 256, 1]);
}
