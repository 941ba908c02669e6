//! The edge: lines that are no submission.

use ledger::command::Submission;
use ledger::command::parse::MAX_LINE_BYTES;
use ledger::ids::{CommandId, Position};
use ledger::refusal::{Refusal, RefusalCode, Violation};
use ledger::stream::StreamId;

const GOOD: &str = r#"{"id":"k-1","actor":"p-1","command":{"RenameUnit":{"unit":"KN","name":"Ny","valid_from":"2026-01-01"}}}"#;

/// Lines and the codes they are refused with.
pub(super) fn rows() -> Vec<(&'static str, Vec<u8>)> {
    let with = |from: &str, to: &str| {
        assert!(GOOD.contains(from), "{from}");
        GOOD.replacen(from, to, 1).into_bytes()
    };
    let mut latin = GOOD.as_bytes().to_vec();
    latin[60] = 0xe5;
    let spaces = " ".repeat(MAX_LINE_BYTES);
    vec![
        ("wrong_encoding", latin),
        ("wrong_encoding", format!("\u{feff}{GOOD}").into_bytes()),
        ("line_too_long", format!("{GOOD}{spaces}").into_bytes()),
        ("malformed_json", Vec::new()),
        ("malformed_json", with("}}}", "}}")),
        ("malformed_json", with("}}}", "}}} {}")),
        ("malformed_json", with("\"KN\",", "\"KN\",,")),
        ("malformed_json", "[".repeat(100_000).into_bytes()),
        (
            "duplicate_key",
            with("\"id\":\"k-1\"", "\"id\":\"k-1\",\"id\":\"k-1\""),
        ),
        (
            "duplicate_key",
            with("\"unit\":\"KN\"", "\"unit\":\"KN\",\"unit\":\"KN\""),
        ),
        ("unknown_field", with("\"unit\"", "\"enhet\"")),
        ("unknown_field", with("\"actor\"", "\"when\":1,\"actor\"")),
        ("missing_field", with("\"id\":\"k-1\",", "")),
        ("missing_field", with("\"name\":\"Ny\",", "")),
        ("unknown_command", with("RenameUnit", "RenameTheUnit")),
        ("invalid_value", with("\"KN\"", "\"K N\"")),
        ("invalid_value", with("\"KN\"", "7")),
        ("invalid_value", with("2026-01-01", "2026-02-30")),
        ("invalid_value", with("\"k-1\"", "null")),
        ("invalid_value", b"[]".to_vec()),
    ]
}

#[test]
fn lines_that_are_no_submission_are_refused_with_their_code() {
    assert!(Submission::parse_line(GOOD.as_bytes()).is_ok());
    for (code, line) in rows() {
        let shown: String = String::from_utf8_lossy(&line).chars().take(200).collect();
        match Submission::parse_line(&line) {
            Err(refusal) => assert_eq!(refusal.code, code, "{refusal}\n{shown}"),
            Ok(_) => panic!("{shown} is accepted"),
        }
    }
}

#[test]
fn a_line_with_its_line_feed_is_the_same_submission() {
    let plain = Submission::parse_line(GOOD.as_bytes());
    assert_eq!(
        Submission::parse_line(format!("{GOOD}\r\n").as_bytes()),
        plain
    );
}

#[test]
fn a_refused_line_says_where_and_what_to_do() {
    let refusal = |from: &str, to: &str| {
        Submission::parse_line(GOOD.replacen(from, to, 1).as_bytes()).unwrap_err()
    };
    let duplicate = refusal("\"unit\":\"KN\"", "\"unit\":\"KN\",\"unit\":\"KN\"");
    assert_eq!(duplicate.place, "unit");
    assert!(duplicate.message.contains("kolumn "), "{duplicate}");
    let missing = refusal("\"id\":\"k-1\",", "");
    assert_eq!(missing.place, "id");
    assert!(missing.remedy.contains("\"id\":\""), "{missing}");
    let mut latin = GOOD.as_bytes().to_vec();
    latin[60] = 0xe5;
    let encoding = Submission::parse_line(&latin).unwrap_err();
    assert!(encoding.message.starts_with("Byte 60 (0xe5)"), "{encoding}");
}

#[test]
fn the_writers_refusals_carry_their_particulars() {
    let id = CommandId::new("k-1").unwrap();
    let reused = Refusal::command_id_reused(&id, Position(7));
    assert_eq!(reused.code, RefusalCode::CommandIdReused.as_str());
    assert!(reused.message.contains("@7"), "{reused}");
    let violation = Violation {
        stream: StreamId::new("unit/KN").unwrap(),
        expected: "1".to_owned(),
        actual: "2".to_owned(),
        last: None,
    };
    let failed = Refusal::expectation_failed(vec![violation.clone()]);
    assert_eq!(failed.code, RefusalCode::ExpectationFailed.as_str());
    assert_eq!(failed.violations, [violation]);
}
