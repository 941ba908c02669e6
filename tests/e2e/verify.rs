//! `verify` with the real command: each part is judged, what is derived is built
//! anew, and damage is told with its place.

use std::fs;

use ledger::entropy::SeededEntropy;
use ledger::log::store::Store;
use ledger::log::{Log, ReadLog, StoredModel};
use projections::model::ReadModel;
use serde_json::Value;

use crate::harness::Ledger;

fn verdict(answer: &Value, part: &str) -> String {
    let parts = answer["parts"].as_array().expect("parts");
    let found = parts.iter().find(|found| found["part"] == part);
    let found = found.unwrap_or_else(|| panic!("no part {part}: {answer}"));
    found["verdict"].as_str().expect("a verdict").to_owned()
}

fn kept(ledger: &Ledger) -> StoredModel {
    kept_as(ledger, "read-model")
}

fn kept_as(ledger: &Ledger, name: &str) -> StoredModel {
    let store = Store::open(&ledger.folder).expect("a store");
    let model = store.model(name).expect("it is read");
    model.expect("a model is kept")
}

fn keep(ledger: &Ledger, model: &StoredModel) {
    keep_as(ledger, "read-model", model);
}

fn keep_as(ledger: &Ledger, name: &str, model: &StoredModel) {
    let mut store = Store::open(&ledger.folder).expect("a store");
    store.keep_model(name, model).expect("it is kept");
    store.close().expect("it closes");
}

#[test]
fn the_demonstration_holds_in_every_part_and_a_read_model_can_be_built() {
    let ledger = Ledger::demonstration();
    let said = ledger.run(&["verify"]).ok().out;
    assert!(said.contains("Allt stämmer"), "{said}");
    let built = ledger
        .run(&["verify", "--rebuild", "--format", "json"])
        .ok()
        .json();
    assert_eq!(built["rebuilt"], serde_json::json!(["read_model"]));
    let again = ledger
        .run(&["verify", "--rebuild", "--format", "json"])
        .ok()
        .json();
    assert_eq!(again["rebuilt"], serde_json::json!([]));
    assert_eq!(again["holds"], true);
    assert!(kept(&ledger).cursor > 1000);
}

#[test]
fn a_read_model_that_differs_is_named_by_view_and_built_anew() {
    let ledger = Ledger::demonstration();
    ledger.run(&["verify", "--rebuild"]).ok();
    let stored = kept(&ledger);
    let whole = |model: &ReadModel| StoredModel {
        bytes: bincode::encode_to_vec(model, bincode::config::standard()).expect("bytes"),
        ..stored.clone()
    };
    let config = bincode::config::standard();
    let (mut model, _): (ReadModel, usize) =
        bincode::decode_from_slice(&stored.bytes, config).expect("a model");
    model.narrative = projections::narrative::Narrative::default();
    model.rules = projections::rules::Rules::default();
    model.control = projections::control::Control::default();
    keep(&ledger, &whole(&model));
    let said = ledger.run(&["verify"]);
    assert_eq!(said.code, 1, "{}", said.out);
    assert!(said.out.contains("✗ Sparad läsmodell"), "{}", said.out);
    assert!(
        said.out.contains("vyn narrative skiljer sig"),
        "{}",
        said.out
    );
    assert!(said.out.contains("vyn control skiljer sig"), "{}", said.out);
    assert!(
        said.out.contains("`liggare verify --rebuild`"),
        "{}",
        said.out
    );
    assert!(!said.out.contains("vyn economy"), "{}", said.out);
    let built = ledger.run(&["verify", "--rebuild"]).ok().out;
    assert!(built.contains("Läsmodellen är byggd på nytt"), "{built}");
    ledger.run(&["verify"]).ok();
    assert_eq!(kept(&ledger).bytes, stored.bytes);

    // Bytes that are no model, and a model of more than there is.
    let mut bytes = stored.bytes.clone();
    bytes.truncate(100);
    keep(
        &ledger,
        &StoredModel {
            bytes,
            ..stored.clone()
        },
    );
    let answer = ledger.run(&["verify", "--format", "json"]);
    assert_eq!(answer.code, 1);
    assert_eq!(verdict(&answer.json(), "read_model"), "fails");
    assert_eq!(verdict(&answer.json(), "journal"), "holds");
    ledger.run(&["verify", "--rebuild"]).ok();
}

#[test]
fn a_writers_state_that_differs_is_told_and_made_anew() {
    let ledger = Ledger::demonstration();
    let store = Store::open(&ledger.folder).expect("a store");
    let entropy = Box::new(SeededEntropy::new("prov"));
    let writer = ledger::ledger::Ledger::open(store, entropy).expect("a writer");
    let mut writer = writer.keeping_after(1);
    writer.checkpoint().expect("a checkpoint");
    let size = writer.log().size().to_string();
    let store = writer.close().expect("it closes");
    store.close().expect("it closes");
    let said = ledger.run(&["verify"]).ok().out;
    let (_, told) = said
        .split_once("✓ Skrivarens sparade tillstånd mot ett nytt – ")
        .expect("the part");
    let line = told.lines().next().unwrap_or_default().chars();
    assert_eq!(line.filter(char::is_ascii_digit).collect::<String>(), size);

    let mut stored = kept_as(&ledger, "writer");
    let (name, other) = (b"Regionstyrelsen", b"Regionstyrelsem");
    let mut windows = stored.bytes.windows(name.len());
    let at = windows.position(|bytes| bytes == name).expect("the name");
    stored.bytes[at..at + name.len()].copy_from_slice(other);
    keep_as(&ledger, "writer", &stored);
    let said = ledger.run(&["verify"]);
    assert_eq!(said.code, 1, "{}", said.out);
    assert!(said.out.contains("✗ Skrivarens sparade"), "{}", said.out);
    let rebuilt = ledger.run(&["verify", "--rebuild"]).ok().out;
    assert!(
        rebuilt.contains("Skrivarens tillstånd är glömt"),
        "{rebuilt}"
    );
    assert!(rebuilt.contains("Allt stämmer"), "{rebuilt}");
}

#[test]
fn a_flipped_bit_of_the_journal_is_told_with_its_place_and_what_could_not_be_judged() {
    let ledger = Ledger::demonstration();
    let segment = ledger.folder.join("journal/0000000000.seg");
    let mut bytes = fs::read(&segment).expect("the journal");
    let at = bytes.len() / 2;
    bytes[at] ^= 4;
    fs::write(&segment, &bytes).expect("the journal");
    let said = ledger.run(&["verify"]);
    assert_eq!(said.code, 1, "{}\n{}", said.out, said.err);
    assert!(said.out.contains("✗ Journalen"), "{}", said.out);
    assert!(said.out.contains("0000000000.seg, byte"), "{}", said.out);
    let answer = ledger.run(&["verify", "--format", "json"]).json();
    assert_eq!(answer["holds"], false);
    assert_eq!(verdict(&answer, "journal"), "fails");
    assert_eq!(verdict(&answer, "reports"), "not_judged");
    assert_eq!(
        fs::read(&segment).expect("the journal"),
        bytes,
        "nothing is mended"
    );
}

#[test]
fn a_redacted_ledger_holds_and_says_so() {
    let ledger = Ledger::demonstration();
    let decision = r#"{"id":"b","actor":"p-3","command":{"TakeDecision":{"decision":"D-GALLRA","unit":"RS","organ":"Regionstyrelsen","kind":"disposal","title":"Gallring","date":"2025-05-01","precision":"day"}}}"#;
    ledger.run_with(&["record"], decision.as_bytes()).ok();
    let (position, _) = crate::redact::event_of(&ledger, "NarrativeWritten", "Efter sju månader");
    crate::redact::redact(&ledger, &[&position]).ok();
    let answer = ledger.run(&["verify", "--format", "json"]).ok().json();
    assert_eq!(verdict(&answer, "redactions"), "holds");
    assert_eq!(verdict(&answer, "reports"), "holds");
}
