//! Random histories leave and come back, and are read as before.

use std::sync::Arc;

use ledger::basis::{Basis, Hash};
use ledger::canonical;
use ledger::entry::{Commit, Entry, Record};
use ledger::event::Event;
use ledger::event::reporting::ReportKind;
use ledger::ids::Position;
use ledger::log::memory::MemoryLog;
use ledger::log::settings::FolderFile;
use ledger::log::store::Store;
use ledger::log::{Log, ReadLog};
use ledger::portable::{self, Attachment, Export, PortableError};
use projections::canonical::document_bytes;
use projections::model::ReadModel;
use projections::publication::support;
use projections::report::{self, ReportRequest};
use proptest::prelude::*;

use super::{files, records};
use crate::commits::settings;
use crate::oracle::history::{self, pool};

/// The history as a log, with what its redactions destroy.
pub(crate) fn log_of(entries: &[Entry]) -> MemoryLog {
    let mut log = MemoryLog::new();
    append(&mut log, entries);
    log
}

/// Appends what follows in a history, and destroys what its redactions name.
pub(crate) fn append(log: &mut MemoryLog, entries: &[Entry]) {
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

fn fold<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> ReadModel {
    let mut model = ReadModel::default();
    for entry in entries {
        model.apply(entry);
    }
    model
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
        signing_key: None,
        since: None,
    };
    let none: [Result<Attachment, PortableError>; 0] = [];
    portable::export(&source, folder, none, &mut |_| {}).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// What is chosen is tried when it is chosen; here it is folded once more, and
    /// the report asked of all that was known.
    #[test]
    fn a_report_of_a_random_history_is_the_same_when_built_of_what_it_rests_on(
        log in history::histories(90),
        cut in any::<proptest::sample::Index>(),
    ) {
        let founded = history::founded();
        let known = &log[..founded + cut.index(log.len() + 1 - founded)];
        let model = fold(known);
        let basis = Basis {
            size: u64::try_from(known.len())?,
            root: Hash([7; 32]),
            rules_version: model.rules.at(u64::try_from(known.len())?).version,
        };
        let each = |see: &mut dyn FnMut(&Entry)| {
            known.iter().for_each(see);
            Ok(())
        };
        for (kind, unit, period) in [
            (ReportKind::PeriodReport, "RS", pool::months(2024, 1, 3)),
            (ReportKind::InterimReport, "N1", pool::months(2024, 1, 7)),
            (ReportKind::OperationsReport, "RS", pool::months(2024, 1, 12)),
            (ReportKind::OperationsReport, "RS-A", pool::months(2023, 1, 12)),
            (ReportKind::AnnualReport, "RF", pool::months(2024, 1, 12)),
        ] {
            let request = ReportRequest { kind, unit: pool::unit(unit), period };
            let Ok(whole) = report::build(&model, &request, basis) else {
                continue;
            };
            let support = support::of_report(&model, &request, basis, &each).unwrap();
            let chosen = known.iter().filter(|entry| support.positions.contains(&entry.position));
            let alone = report::build(&fold(chosen), &request, basis).unwrap();
            prop_assert_eq!(document_bytes(&alone), document_bytes(&whole), "{:?}", request);
        }
    }

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
