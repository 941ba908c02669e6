//! Envelopes: what an event is as a `CloudEvent`, and that nothing else is taken.

use ledger::entry::Record;
use ledger::feed::cloud_event;
use ledger::ids::Position;
use ledger::log::memory::MemoryLog;
use ledger::log::{Log, ReadLog};
use proptest::prelude::*;
use serde_json::Value;

use crate::commits::Maker;
use crate::oracle::history;
use crate::portable::histories::log_of;

const SOURCE: &str = "urn:liggare:6ba7b810-9dad-11d1-80b4-00c04fd430c8";

fn records(log: &MemoryLog) -> Vec<Record> {
    let read = log.read(Position(0), u64::MAX);
    read.collect::<Result<_, _>>().unwrap()
}

/// A log of two commits whose last event is redacted.
fn redacted_log() -> MemoryLog {
    let mut log = MemoryLog::new();
    let mut maker = Maker::default();
    log.append(&[maker.commit(3)]).unwrap();
    log.redact(Position(1)).unwrap();
    log
}

#[test]
fn an_envelope_says_what_routers_ask_for_and_holds_the_line_of_the_archive() {
    let record = &records(&redacted_log())[2];
    let json: Value = serde_json::from_slice(&cloud_event::write(SOURCE, record)).unwrap();
    let entry = &record.entry;
    let rows = [
        ("specversion", "1.0".to_owned()),
        ("id", entry.event_id.to_string()),
        ("source", SOURCE.to_owned()),
        ("type", format!("se.liggare.{}.v1", entry.kind().name())),
        ("subject", entry.stream.to_string()),
        ("time", entry.commit.recorded_at.to_string()),
        ("datacontenttype", "application/json".to_owned()),
        ("sequence", "00000000000000000002".to_owned()),
        ("partitionkey", entry.stream.to_string()),
    ];
    for (name, expected) in &rows {
        assert_eq!(json[name], Value::String(expected.clone()), "{name}");
    }
    let line: Value = serde_json::from_slice(&ledger::portable::line::object(record)).unwrap();
    assert_eq!(json["data"], line);
    assert_eq!(json.as_object().unwrap().len(), rows.len() + 1);
}

#[test]
fn what_is_redacted_says_so_and_carries_neither_payload_nor_salt() {
    let record = &records(&redacted_log())[1];
    let bytes = cloud_event::write(SOURCE, record);
    let json: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(json["redacted"], Value::Bool(true));
    let data = json["data"].as_object().unwrap();
    assert_eq!(data.keys().collect::<Vec<_>>(), ["leaf"]);
    let read = cloud_event::read(SOURCE, &bytes).unwrap();
    assert_eq!(read.leaf, record.leaf, "its leaf is proved all the same");
}

/// Someone between the ledger and a follower changes one byte, whichever. It is
/// refused at once, or it says something else of the leaf, and then the leaf is
/// another: the tree that was signed does not have it.
#[test]
fn an_envelope_with_any_byte_altered_or_missing_is_refused_or_has_another_leaf() {
    for record in &records(&redacted_log()) {
        let bytes = cloud_event::write(SOURCE, record);
        for at in 0..bytes.len() {
            let mut altered = bytes.clone();
            altered[at] ^= 1;
            let cut = [&bytes[..at], &bytes[at + 1..]].concat();
            for (altered, how) in [(altered, "altered"), (cut, "missing")] {
                let read = cloud_event::read(SOURCE, &altered);
                let is_same = read.is_ok_and(|read| read.leaf == record.leaf);
                assert!(!is_same, "byte {at} {how}");
            }
        }
        assert!(cloud_event::read("urn:liggare:annan", &bytes).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_event_of_a_random_history_comes_back_from_its_envelope(log in history::histories(60)) {
        for record in records(&log_of(&log)) {
            let read = cloud_event::read(SOURCE, &cloud_event::write(SOURCE, &record)).unwrap();
            prop_assert_eq!(read.leaf, record.leaf);
            prop_assert_eq!(read.salt, record.salt);
            prop_assert_eq!(read.entry.payload, record.entry.payload);
        }
    }
}
