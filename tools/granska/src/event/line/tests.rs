//! Lines: what is read, and what is refused with its byte.

use super::*;

const LEAF: &str = r#"{"actor":"p-1","command_commitment":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","command_id":"k","event_id":"018fd3a0-0000-7000-8000-000000000000","payload_commitment":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","position":0,"recorded_at":"2024-03-01T08:00:00.000000Z","stream":"unit/RS","stream_version":0,"type":"UnitEstablished","v":1,"version":1}"#;

#[test]
fn a_redacted_line_is_its_leaf_alone() {
    let text = format!("{{\"leaf\":{LEAF}}}");
    let line = Line::read(text.as_bytes()).unwrap();
    assert_eq!(line.hash, tree::leaf_hash(LEAF.as_bytes()));
    assert_eq!(line.payload, None);
    assert!(line.commitment_holds);
}

#[test]
fn a_payload_that_is_not_the_committed_one_is_told() {
    let text =
        format!("{{\"leaf\":{LEAF},\"payload\":{{}},\"salt\":\"AAAAAAAAAAAAAAAAAAAAAA==\"}}");
    assert!(!Line::read(text.as_bytes()).unwrap().commitment_holds);
}

#[test]
fn a_line_of_another_form_is_refused() {
    for (old, new) in [
        ("\"v\":1", "\"v\":2"),
        ("\"actor\":\"p-1\"", "\"actor\":\"\""),
        ("\"actor\":\"p-1\",", ""),
        ("\"command_id\"", "\"comment\":\"x\",\"command_id\""),
        ("018fd3a0", "018FD3A0"),
        ("2024-03-01T08", "2024-03-01T24"),
        ("00.000000Z", "00.000Z"),
        ("\"position\":0", "\"position\":-1"),
        ("AAA=\",\"command_id\"", "AAB=\",\"command_id\""),
        (
            "\"recorded_at\"",
            "\"provenance\":\"guessed\",\"recorded_at\"",
        ),
    ] {
        let leaf = LEAF.replacen(old, new, 1);
        assert_ne!(leaf, LEAF, "{old}");
        let text = format!("{{\"leaf\":{leaf}}}");
        let line = Line::read(text.as_bytes());
        assert!(line.is_err(), "{new}: {line:?}");
    }
    for text in [
        format!("{{\"leaf\":{LEAF}}} "),
        format!("{{\"leaf\":{LEAF},\"payload\":{{}}}}"),
        format!("{{\"leaf\":{LEAF},\"payload\":[],\"salt\":\"AAAAAAAAAAAAAAAAAAAAAA==\"}}"),
        format!("{{\"leaf\":{LEAF},\"payload\":{{}},\"salt\":\"AAAA\"}}"),
    ] {
        assert!(Line::read(text.as_bytes()).is_err(), "{text}");
    }
}
