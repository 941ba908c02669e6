//! Canonical texts are read, all others refused; the public vectors where they
//! are at hand.

use proptest::prelude::*;

use super::*;
use crate::vectors;

#[test]
fn canonical_texts_are_read() {
    for text in [
        "null",
        "true",
        "false",
        "0",
        "-1",
        "9007199254740991",
        "\"\"",
        "[]",
        "{}",
        r#"{"a":[1,{"b":null}],"ö":"å\n\"\\\u001f/"}"#,
        "\"\u{7f}\u{2028}😂\"",
    ] {
        let value = read(text.as_bytes()).unwrap();
        let other: Value = serde_json::from_str(text).unwrap();
        assert_eq!(value, other, "{text}");
    }
}

#[test]
fn a_text_that_is_not_canonical_is_refused_with_its_byte() {
    for (text, byte) in [
        ("", 0),
        (" 1", 0),
        ("1 ", 1),
        ("01", 0),
        ("-0", 0),
        ("1.0", 0),
        ("1e3", 0),
        ("-", 0),
        ("9007199254740992", 0),
        ("99999999999999999999", 0),
        ("nul", 0),
        ("tru", 0),
        ("[1,]", 3),
        ("[,1]", 1),
        ("[1 ,2]", 2),
        ("[1", 2),
        ("{\"a\":1,}", 7),
        ("{\"a\" :1}", 4),
        ("{\"b\":1,\"a\":2}", 7),
        ("{\"a\":1,\"a\":2}", 7),
        ("{\"\u{e000}\":1,\"😂\":2}", 9),
        ("\"\\/\"", 1),
        ("\"\\u0041\"", 1),
        ("\"\\u000A\"", 1),
        ("\"\\u000a\"", 1),
        ("\"\\u001F\"", 1),
        ("\"\\u00e5\"", 1),
        ("\"\\x\"", 1),
        ("\"\n\"", 1),
        ("\"a", 2),
        ("'a'", 0),
        ("{a:1}", 1),
        ("NaN", 0),
        ("1}", 1),
    ] {
        let fault = read(text.as_bytes()).expect_err(text);
        assert_eq!(fault.byte, byte, "{text}: {fault}");
    }
    assert_eq!(read(b"\"\xff\"").unwrap_err().byte, 1);
    assert!(read("[".repeat(1_000_000).as_bytes()).is_err());
}

#[test]
fn the_public_vectors_are_read_in_their_canonical_form_only() {
    for name in [
        "arrays",
        "french",
        "structures",
        "unicode",
        "values",
        "weird",
    ] {
        let folder = "json-canonicalization/testdata";
        let (Some(input), Some(output)) = (
            vectors::read(&format!("{folder}/input/{name}.json")),
            vectors::read(&format!("{folder}/output/{name}.json")),
        ) else {
            return;
        };
        assert!(read(input.as_bytes()).is_err(), "{name}");
        let fraction = output.contains('.');
        let value = read(output.as_bytes());
        assert_eq!(value.is_err(), fraction, "{name}: {value:?}");
        if let Ok(value) = value {
            let other: Value = serde_json::from_str(&output).unwrap();
            assert_eq!(value, other, "{name}");
        }
    }
}

#[test]
fn the_parts_of_a_text_keep_their_bytes() {
    let text = br#"{"a":[1,"x"],"b":{"c":2}}"#;
    let parts = members(text).unwrap();
    assert_eq!(parts[0], ("a".into(), &br#"[1,"x"]"#[..]));
    assert_eq!(parts[1], ("b".into(), &br#"{"c":2}"#[..]));
    assert_eq!(items(parts[0].1).unwrap(), [&b"1"[..], &b"\"x\""[..]]);
    assert!(items(text).is_err());
    assert!(members(b"[]").is_err());
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-9_007_199_254_740_991_i64..=9_007_199_254_740_991).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-zåäö_]{0,6}", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_value_is_read_back_from_its_text(value in any_value()) {
        // serde_json writes strings as RFC 8785 does, and sorts these names alike.
        let text = serde_json::to_string(&value).unwrap();
        prop_assert_eq!(read(text.as_bytes()).unwrap(), value);
    }

    #[test]
    fn a_text_that_is_read_is_the_one_that_would_be_written(text in "[\\[\\]{},:\"0-9a-b\\\\ \n.-]{0,12}") {
        if let Ok(value) = read(text.as_bytes()) {
            prop_assert_eq!(serde_json::to_string(&value).unwrap(), text);
        }
    }

    #[test]
    fn what_ends_a_string_is_found_as_byte_by_byte(text in "[a-zåäö\"\\\\\u{0}-\u{22}\u{7f}-\u{a3}😂]{0,40}") {
        let ends = |byte: u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
        prop_assert_eq!(plain_bytes(text.as_bytes()), text.bytes().position(ends));
    }
}
