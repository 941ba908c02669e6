//! Redaction of payloads.

use super::{Row, check, no, yes};

const DISPOSAL: &str = r#""decision":"B-GAL""#;

pub(super) fn rows() -> Vec<Row> {
    let redact = |event: &str, ground: &str| {
        format!(r#"{{"RedactPayload":{{"event":"{event}","legal_ground":"{ground}"}}}}"#)
    };
    let ground = "Dataskyddsförordningen artikel 17";
    vec![
        yes(&redact("text-ekonomi", ground)).with(DISPOSAL),
        // A decision is named by what rests on it, by whatever reference it is asked for.
        no("redaction_forbidden", &redact("@15", ground)).with(DISPOSAL),
        yes(&redact("saknas-I2.1", ground)).with(DISPOSAL),
        yes(&redact("handelse-1", ground)).with(DISPOSAL),
        yes(&redact("bedom-M1", ground)).with(DISPOSAL),
        // What carries money or a count stays: without it the totals would change.
        no("redaction_forbidden", &redact("bokning-1", ground)).with(DISPOSAL),
        no("redaction_forbidden", &redact("investering-1", ground)).with(DISPOSAL),
        no("redaction_forbidden", &redact("nyckeltal-2025", ground)).with(DISPOSAL),
        no("redaction_forbidden", &redact("utfall-2025", ground)).with(DISPOSAL),
        no("redaction_forbidden", &redact("ratta-bokning", ground)).with(DISPOSAL),
        no("decision_missing", &redact("text-ekonomi", ground)),
        no("wrong_decision_kind", &redact("text-ekonomi", ground)).with(r#""decision":"B-RAM""#),
        no("text_missing", &redact("text-ekonomi", "")).with(DISPOSAL),
        no("unknown_event", &redact("finns-inte", ground)).with(DISPOSAL),
        no("already_redacted", &redact("text-personal", ground)).with(DISPOSAL),
        no("redaction_forbidden", &redact("gallra-1", ground)).with(DISPOSAL),
        no("redaction_forbidden", &redact("enhet-KN", ground)).with(DISPOSAL),
        no("redaction_forbidden", &redact("ramar-2025", ground)).with(DISPOSAL),
    ]
}

#[test]
fn a_payload_is_destroyed_once_by_a_decision_on_disposal() {
    check(&rows());
}
