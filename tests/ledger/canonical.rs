//! Canonical JSON and the Merkle tree: facts of RFC 8785 and RFC 6962.

use std::collections::BTreeMap;
use std::path::Path;

use ledger::basis::Hash;
use ledger::canonical::canonical;
use ledger::command::Submission;
use ledger::event::Event;
use ledger::log::merkle::{self, Edge, Node, TILE};
use proptest::prelude::*;
use serde::Serialize;
use serde_json::Value;

use crate::decide::given::examples;
use crate::oracle::history::histories;
use crate::samples;

/// The canonical bytes of a value's tree, its members sorted: the plain way.
fn of_tree(value: &Value) -> Vec<u8> {
    match value {
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(of_tree).collect();
            [b"[", items.join(&b',').as_slice(), b"]"].concat()
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(name, _)| name.encode_utf16().collect::<Vec<_>>());
            let members: Vec<_> = members
                .into_iter()
                .map(|(name, value)| {
                    let name = serde_json::to_vec(name).unwrap();
                    [name.as_slice(), b":", &of_tree(value)].concat()
                })
                .collect();
            [b"{", members.join(&b',').as_slice(), b"}"].concat()
        }
        plain => serde_json::to_vec(plain).unwrap(),
    }
}

/// A value's canonical bytes are those of its tree.
fn assert_direct(value: &(impl Serialize + std::fmt::Debug)) {
    let tree = serde_json::to_value(value).unwrap();
    assert_eq!(canonical(value), of_tree(&tree), "{value:?}");
}

fn assert_direct_payload(event: &Event) {
    assert_eq!(
        event.canonical(),
        of_tree(&event.payload_json()),
        "{event:?}"
    );
    assert_direct(event);
}

/// Every shape that serde knows, with names out of order.
#[derive(Debug, Serialize)]
struct Shapes {
    zeta: Option<Wrapped>,
    alpha: Vec<Shape>,
    #[serde(skip_serializing_if = "Option::is_none")]
    skipped: Option<u8>,
    mid: BTreeMap<i64, (char, bool, ())>,
    numbers: [i64; 2],
    empty: BTreeMap<String, Shape>,
    none: Vec<u8>,
    largest: u64,
    wrapped: Wrapped,
}

#[derive(Debug, Serialize)]
struct Wrapped(i8, Option<u8>);

#[derive(Debug, Serialize)]
enum Shape {
    Unit,
    Newtype(Option<i64>),
    Tuple(u8, String),
    Struct { b: Box<Option<Shape>>, a: f64 },
}

#[test]
fn every_shape_of_value_is_written_directly_as_its_tree_is() {
    assert_direct(&Shapes {
        zeta: None,
        alpha: vec![
            Shape::Unit,
            Shape::Newtype(None),
            Shape::Newtype(Some(-3)),
            Shape::Tuple(7, "å\"\\\u{1}\u{1f}\u{7f}\n\u{10000}".to_owned()),
            Shape::Struct {
                b: Box::new(Some(Shape::Struct {
                    b: Box::new(None),
                    a: 0.5,
                })),
                a: -1.25,
            },
        ],
        skipped: None,
        mid: [
            (10, ('ö', true, ())),
            (9, ('"', false, ())),
            (-1, ('a', true, ())),
        ]
        .into(),
        numbers: [i64::MIN, i64::MAX],
        empty: BTreeMap::new(),
        none: Vec::new(),
        largest: u64::MAX,
        wrapped: Wrapped(-8, None),
    });
    // The order of code units, in which a surrogate stands before U+FF61.
    assert_direct(&BTreeMap::from([
        ("\u{ff61}", 1),
        ("\u{10000}", 2),
        ("a", 3),
    ]));
    assert_eq!(canonical(&BTreeMap::from([((1, 2), 3)])), b"null");
}

#[test]
fn samples_and_documented_commands_are_written_directly_as_their_trees_are() {
    for (name, json) in samples::files("json") {
        let value = serde_json::from_str(&json).unwrap();
        assert_direct_payload(&Event::from_json(samples::kind_of(&name).0, value).unwrap());
    }
    let submissions = examples()
        .into_iter()
        .filter_map(|example| Submission::parse_line(example.line.as_bytes()).ok());
    assert!(submissions.map(|it| assert_direct(&it)).count() > 50);
}

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
    fn any_value_and_any_event_is_written_directly_as_its_tree_is(value in json(), history in histories(40)) {
        assert_direct(&value);
        for entry in history.iter() {
            entry.event().map(assert_direct_payload);
        }
    }

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
