//! Random histories leave and come back, and are read as before.

use std::sync::Arc;

use ledger::canonical;
use ledger::entry::{Commit, Entry, Record};
use ledger::event::Event;
use ledger::ids::Position;
use ledger::log::Log;
use ledger::log::memory::MemoryLog;
use ledger::log::settings::FolderFile;
use ledger::log::store::Store;
use ledger::portable::{self, Attachment, Export, PortableError};
use projections::model::ReadModel;
use proptest::prelude::*;

use super::{files, records};
use crate::commits::settings;
use crate::oracle::history;

/// The history as a log, with what its redactions destroy.
fn log_of(entries: &[Entry]) -> MemoryLog {
    let mut log = MemoryLog::new();
    let commits = entries.chunk_by(|a, b| Arc::ptr_eq(&a.commit, &b.commit));
    for entries in commits {
        let records = entries.iter().cloned().map(record).collect();
        let head = Arc::clone(&entries[0].commit);
        log.append(&[Commit { head, records }]).unwrap();
    }
    let named: Vec<_> = entries
        .iter()
        .filter_map(|entry| match entry.event() {
            Some(Event::PayloadRedacted(redaction)) => Some(redaction.event),
            _ => None,
        })
        .collect();
    for event in named {
        let position = log.position_of(event).unwrap().expect("an event");
        log.redact(position).unwrap();
    }
    log
}

fn record(entry: Entry) -> Record {
    let salt = [u8::try_from(entry.position.0 % 251).unwrap(); 16];
    let event = entry.event().expect("a whole history");
    let payload_commitment = canonical::payload_commitment(&salt, event);
    Record {
        leaf: canonical::leaf_hash(&entry, &payload_commitment),
        entry,
        salt: Some(salt),
        payload_commitment,
    }
}

fn model(log: &dyn Log) -> ReadModel {
    let mut model = ReadModel::default();
    for record in log.read(Position(0), log.size()) {
        model.apply(&record.unwrap().entry);
    }
    model
}

fn export(log: &dyn Log, folder: &std::path::Path) {
    let file = FolderFile::new(&settings());
    let source = Export {
        log,
        ledger: &file,
        verifier_key: None,
        since: None,
    };
    let none: [Result<Attachment, PortableError>; 0] = [];
    portable::export(&source, folder, none, &mut |_| {}).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_random_history_comes_back_with_every_answer_and_every_byte(log in history::histories(60)) {
        let around = tempfile::tempdir().unwrap();
        let at = |name: &str| around.path().join(name);
        let log = log_of(&log);
        export(&log, &at("a"));
        portable::restore(&at("a"), &at("b"), None, &mut |_| {}).unwrap();
        let restored = Store::open(&at("b")).unwrap();
        prop_assert_eq!(records(&restored), records(&log));
        prop_assert_eq!(
            restored.root_at(log.size()).unwrap(),
            log.root_at(log.size()).unwrap()
        );
        prop_assert!(model(&restored) == model(&log));
        export(&restored, &at("c"));
        prop_assert_eq!(files(&at("c")), files(&at("a")));
    }
}
