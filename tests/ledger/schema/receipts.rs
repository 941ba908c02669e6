//! What a sender is answered, against its schema.

use ledger::command::Submission;
use ledger::entropy::SeededEntropy;
use ledger::ledger::{Ledger, SubmitError};
use ledger::log::memory::MemoryLog;
use ledger::time::Timestamp;
use serde_json::json;

use super::{exact_validator, judge};
use crate::decide::given::examples;

#[test]
fn every_receipt_and_refusal_holds_against_its_schema() {
    let (receipts, refusals) = (exact_validator("Receipt"), exact_validator("Refusal"));
    let entropy = Box::new(SeededEntropy::new("answers to senders"));
    let mut ledger = Ledger::open(MemoryLog::new(), entropy).unwrap();
    let unheard_of = r#"{"id":"x","actor":"p-1","expect":[{"version":{"stream":"unit/RF","version":7}}],
        "command":{"RenameUnit":{"unit":"RF","name":"Annat","valid_from":"2025-01-01"}}}"#;
    let lines = examples().into_iter().map(|example| example.line);
    let mut violations = 0;
    for line in lines.chain([unheard_of]) {
        let submission = Submission::parse_line(line.as_bytes()).unwrap();
        let judged = match ledger.submit(&submission, Timestamp(1_700_000_000_000_000)) {
            Ok(receipt) => judge(&receipts, &json!(receipt)),
            Err(SubmitError::Refused(refusal)) => {
                violations += refusal.violations.len();
                judge(&refusals, &json!(refusal))
            }
            Err(SubmitError::Store(error)) => panic!("{error}"),
        };
        judged.unwrap_or_else(|wrong| panic!("{wrong}\n{line}"));
    }
    assert_eq!(violations, 1, "one expectation did not hold");
}

#[test]
fn what_the_reader_refuses_holds_against_the_schema_of_refusals() {
    let refusals = exact_validator("Refusal");
    for line in [
        "",
        "{}",
        "[]",
        r#"{"id":"a","id":"b"}"#,
        r#"{"id":"","actor":"p"}"#,
    ] {
        let refusal = Submission::parse_line(line.as_bytes()).unwrap_err();
        judge(&refusals, &json!(refusal)).unwrap_or_else(|wrong| panic!("{wrong}\n{line}"));
    }
}
