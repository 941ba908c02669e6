//! Commands and events against their schemas.
//!
//! Goal: a client that is generated from the schemas can say everything that the
//! readers take, and nothing that they refuse for its form.
//! Method: every documented example and every frozen sample holds; then each is
//! changed in one place at a time, and schema and reader must agree about every
//! change.

use ledger::command::Submission;
use ledger::event::{Event, EventKind};
use serde_json::Value;

use super::mutation::mutations;
use super::{judge, validator};
use crate::decide::given::examples;
use crate::samples::{files, kind_of};

#[test]
fn every_documented_command_holds_against_the_schema() {
    let validator = validator("Submission");
    for example in examples() {
        let value = serde_json::from_str(example.line).unwrap();
        judge(&validator, &value).unwrap_or_else(|wrong| panic!("{wrong}\n{}", example.line));
    }
}

#[test]
fn schema_and_reader_agree_about_every_changed_command() {
    let validator = validator("Submission");
    let mut disagreements = Vec::new();
    for example in examples() {
        let value: Value = serde_json::from_str(example.line).unwrap();
        for (change, changed) in mutations(&value) {
            let read = Submission::parse_line(changed.to_string().as_bytes());
            if validator.is_valid(&changed) != read.is_ok() {
                disagreements.push(format!("{change} of {}: {read:?}", example.line));
            }
        }
    }
    report(&disagreements);
}

#[test]
fn every_frozen_payload_holds_against_its_kind_s_schema() {
    for (name, json) in files("json") {
        let validator = validator(kind_of(&name).0.name());
        let value = serde_json::from_str(&json).unwrap();
        judge(&validator, &value).unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
    }
}

#[test]
fn schema_and_reader_agree_about_every_changed_payload() {
    let mut disagreements = Vec::new();
    for (name, json) in files("json") {
        let kind = kind_of(&name).0;
        let validator = validator(kind.name());
        let value: Value = serde_json::from_str(&json).unwrap();
        for (change, changed) in mutations(&value) {
            let read = Event::from_json(kind, changed.clone());
            if validator.is_valid(&changed) != read.is_ok() {
                disagreements.push(format!("{change} of {name}: {read:?}"));
            }
        }
    }
    report(&disagreements);
}

#[test]
fn every_kind_of_event_stands_in_the_schema_of_kinds() {
    let validator = validator("EventKind");
    for kind in EventKind::ALL {
        judge(&validator, &kind.name().into()).unwrap();
    }
    assert!(!validator.is_valid(&"Okänd".into()));
}

fn report(disagreements: &[String]) {
    assert!(
        disagreements.is_empty(),
        "schema and reader disagree about {} changes:\n{}",
        disagreements.len(),
        disagreements[..disagreements.len().min(40)].join("\n")
    );
}
