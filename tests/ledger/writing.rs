//! The single writer: what it promises beyond the rules.

use std::sync::Arc;

use ledger::command::Submission;
use ledger::entropy::{Entropy, SeededEntropy};
use ledger::entry::{Payload, Record};
use ledger::ids::Position;
use ledger::ledger::{Ledger, Receipt, SubmitError};
use ledger::log::follower::JournalReader;
use ledger::log::memory::MemoryLog;
use ledger::log::store::{Options, Store};
use ledger::log::{Log, LogError, ReadLog};
use ledger::refusal::Refusal;

use crate::commands::{at, disposal, establish, mandate, redact};
use crate::commits::settings;
use crate::simulation::disk::FaultyDisk;

pub(crate) fn in_memory() -> Ledger<MemoryLog> {
    Ledger::open(MemoryLog::new(), entropy("writing")).unwrap()
}

pub(crate) fn entropy(seed: &str) -> Box<dyn Entropy> {
    Box::new(SeededEntropy::new(seed))
}

fn all<L: Log>(ledger: &Ledger<L>) -> Vec<Record> {
    let log = ledger.log();
    log.read(Position(0), log.size())
        .collect::<Result<_, _>>()
        .unwrap()
}

#[track_caller]
pub(crate) fn accepted(outcome: Result<Receipt, SubmitError>) -> Receipt {
    outcome.unwrap_or_else(|error| panic!("{error}"))
}

#[track_caller]
pub(crate) fn refused(outcome: Result<Receipt, SubmitError>) -> Refusal {
    match outcome {
        Err(SubmitError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_repeated_command_gets_its_first_receipt_for_ever() {
    let mut ledger = in_memory();
    accepted(ledger.submit(&establish("k1", "RF"), at(0)));
    let first = accepted(ledger.submit(&establish("k2", "HSN"), at(1)));
    assert!(!first.repeated);
    let again = accepted(ledger.submit(&establish("k2", "HSN"), at(900)));
    assert_eq!(
        again,
        Receipt {
            repeated: true,
            ..first.clone()
        }
    );
    let group = [
        establish("k2", "HSN"),
        establish("k3", "TN"),
        establish("k3", "TN"),
    ];
    let outcomes = ledger.submit_group(&group, at(901));
    let receipts: Vec<Receipt> = outcomes.into_iter().map(accepted).collect();
    assert_eq!(receipts[0], again);
    assert!(!receipts[1].repeated);
    assert_eq!(
        receipts[2],
        Receipt {
            repeated: true,
            ..receipts[1].clone()
        }
    );
    assert_eq!(ledger.log().size(), 3);
}

#[test]
fn a_command_id_with_other_content_is_refused_in_the_log_and_in_the_group() {
    let mut ledger = in_memory();
    accepted(ledger.submit(&establish("k1", "RF"), at(0)));
    assert_eq!(
        refused(ledger.submit(&establish("k1", "HSN"), at(1))).code,
        "command_id_reused"
    );
    let outcomes = ledger.submit_group(&[establish("k2", "HSN"), establish("k2", "TN")], at(2));
    let [first, second]: [_; 2] = outcomes.try_into().unwrap();
    accepted(first);
    assert_eq!(refused(second).code, "command_id_reused");
    assert_eq!(ledger.log().size(), 2);
}

/// A commitment to a command that outlived what was destroyed would let anyone
/// try guesses of it: it is salted with what is destroyed, so nobody can compare.
#[test]
fn a_command_whose_event_was_redacted_can_no_longer_be_compared() {
    let mut ledger = in_memory();
    let setup = [
        establish("k1", "RF"),
        establish("k2", "A"),
        establish("k3", "B"),
        disposal("k4", "D1"),
        mandate("m", "Idrott", "A", "B"),
    ];
    for outcome in ledger.submit_group(&setup, at(0)) {
        accepted(outcome);
    }
    assert!(accepted(ledger.submit(&setup[4], at(1))).repeated);
    let group = [redact("g", "D1", "m"), setup[4].clone()];
    let [redacted, again]: [_; 2] = ledger.submit_group(&group, at(2)).try_into().unwrap();
    accepted(redacted);
    assert_eq!(refused(again).code, "command_id_redacted");
    for submission in [&setup[4], &mandate("m", "Kultur", "A", "B")] {
        let refusal = refused(ledger.submit(submission, at(3)));
        assert_eq!(refusal.code, "command_id_redacted");
        assert!(refusal.message.contains("@4"), "{refusal}");
    }
    assert!(accepted(ledger.submit(&redact("g", "D1", "m"), at(4))).repeated);
    assert_eq!(ledger.log().size(), 6);
}

#[test]
fn events_are_named_by_id_position_and_command_also_earlier_in_the_group() {
    let mut ledger = in_memory();
    let setup = [
        establish("k1", "RF"),
        establish("k2", "A"),
        establish("k3", "B"),
        disposal("k4", "D1"),
    ];
    for outcome in ledger.submit_group(&setup, at(0)) {
        accepted(outcome);
    }
    for n in 0..4 {
        let id = format!("m{n}");
        accepted(ledger.submit(&mandate(&id, "Idrott", "A", "B"), at(1)));
    }
    let event_id = all(&ledger)[4].entry.event_id;
    let group = [
        redact("g1", "D1", &event_id.to_string()),
        redact("g2", "D1", "@5"),
        redact("g3", "D1", "m2"),
        redact("g4", "D1", "m3#1"),
        mandate("m4", "Kultur", "A", "B"),
        redact("g5", "D1", "m4"),
    ];
    for outcome in ledger.submit_group(&group, at(2)) {
        accepted(outcome);
    }
    for record in all(&ledger) {
        let redacted = matches!(record.entry.payload, Payload::Redacted(_));
        assert_eq!(
            redacted,
            [4, 5, 6, 7, 12].contains(&record.entry.position.0)
        );
    }
    for name in [
        "@99",
        "m3#0",
        "m3#2",
        "m9",
        "@",
        "#",
        "00000000-0000-7000-8000-000000000000",
    ] {
        refused(ledger.submit(&redact("g9", "D1", name), at(3)));
    }
}

#[test]
fn recorded_time_never_decreases_and_event_ids_rise() {
    let mut ledger = in_memory();
    accepted(ledger.submit(&establish("k1", "RF"), at(10)));
    let second = accepted(ledger.submit(&establish("k2", "A"), at(3)));
    assert_eq!(second.recorded_at, at(10));
    accepted(ledger.submit(&establish("k3", "B"), at(11)));
    let log = ledger.close().unwrap();
    let mut ledger = Ledger::open(log, entropy("other")).unwrap();
    let fourth = accepted(ledger.submit(&establish("k4", "C"), at(0)));
    assert_eq!(fourth.recorded_at, at(11));
    let records = all(&ledger);
    for pair in records.windows(2) {
        assert!(pair[0].entry.event_id < pair[1].entry.event_id);
        assert!(pair[0].entry.commit.recorded_at <= pair[1].entry.commit.recorded_at);
    }
}

#[test]
fn the_same_commands_times_and_seed_make_the_same_bytes() {
    let run = || {
        let disk = FaultyDisk::new(1);
        let store = Store::create_on(Arc::new(disk.clone()), &settings(), Options::default());
        let mut ledger = Ledger::open(store.unwrap(), entropy("same")).unwrap();
        for n in 0..5 {
            let name = if n == 0 {
                "RF".to_owned()
            } else {
                format!("E{n}")
            };
            accepted(ledger.submit(&establish(&format!("k{n}"), &name), at(n)));
        }
        ledger.close().unwrap().close().unwrap();
        (disk.bytes("0000000000.seg"), disk.bytes("checkpoint"))
    };
    assert_eq!(run(), run());
}

#[test]
fn a_group_is_one_frame() {
    let disk = FaultyDisk::new(1);
    let store = Store::create_on(Arc::new(disk), &settings(), Options::default()).unwrap();
    let mut ledger = Ledger::open(store, entropy("group")).unwrap();
    let group: Vec<Submission> = (0..50)
        .map(|n| match n {
            0 => establish("k0", "RF"),
            n => establish(&format!("k{n}"), &format!("E{n}")),
        })
        .collect();
    for outcome in ledger.submit_group(&group, at(0)) {
        accepted(outcome);
    }
    let status = ledger.log().status().unwrap();
    assert_eq!((status.events, status.frames), (50, 1));
}

#[test]
fn when_a_write_fails_nothing_of_the_group_is_acknowledged_and_the_writer_stops() {
    for fault in ["power", "space", "sync"] {
        let disk = FaultyDisk::new(7);
        let store = Store::create_on(Arc::new(disk.clone()), &settings(), Options::default());
        let mut ledger = Ledger::open(store.unwrap(), entropy("fault")).unwrap();
        accepted(ledger.submit(&establish("k1", "RF"), at(0)));
        match fault {
            "power" => disk.cut_power_after(0),
            "sync" => disk.fail_syncs(Some(1)),
            _ => {
                // The space ahead is used up first, then there is no more to be had.
                disk.limit_space(Some(disk.used()));
                let mut n = 0;
                loop {
                    let id = format!("f{n}");
                    match ledger.submit(&establish(&id, &id), at(1)) {
                        Ok(_) => n += 1,
                        Err(error) => break assert_is_full(&error),
                    }
                }
            }
        }
        let size = ledger.log().size();
        let group = [
            establish("k2", "A"),
            establish("k2", "A"),
            establish("k3", "B"),
        ];
        for outcome in ledger.submit_group(&group, at(1)) {
            assert!(
                matches!(outcome, Err(SubmitError::Store(_))),
                "{fault}: {outcome:?}"
            );
        }
        disk.fail_syncs(None);
        disk.limit_space(None);
        disk.end_process();
        let after = ledger.submit(&establish("k4", "C"), at(2));
        assert!(
            matches!(after, Err(SubmitError::Store(LogError::Poisoned))),
            "{after:?}"
        );
        drop(ledger);
        disk.restart();
        let store = Store::open_on(Arc::new(disk), &settings(), Options::default()).unwrap();
        assert!(
            store.size() == size || store.size() == size + 2,
            "{fault}: {}",
            store.size()
        );
        let mut ledger = Ledger::open(store, entropy("fault again")).unwrap();
        for submission in &group {
            accepted(ledger.submit(submission, at(3)));
        }
        assert_eq!(ledger.log().size(), size + 2);
    }
}

fn assert_is_full(error: &SubmitError) {
    let SubmitError::Store(LogError::Io { source, .. }) = error else {
        panic!("{error:?}");
    };
    assert_eq!(source.kind(), std::io::ErrorKind::StorageFull);
}

#[test]
fn a_ledger_opened_anew_decides_as_the_one_that_wrote() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(folder.path(), &settings()).unwrap();
    let mut ledger = Ledger::open(store, entropy("anew")).unwrap();
    for (id, name) in [("k1", "RF"), ("k2", "A"), ("k3", "B")] {
        accepted(ledger.submit(&establish(id, name), at(0)));
    }
    accepted(ledger.submit(&mandate("m1", "Idrott", "A", "B"), at(0)));
    let before = all(&ledger);
    let state = ledger.state().clone();
    drop(ledger);
    let store = Store::open(folder.path()).unwrap();
    assert!(store.notes().is_empty(), "{:?}", store.notes());
    let ledger = Ledger::open(store, entropy("anew")).unwrap();
    assert_eq!(all(&ledger), before);
    assert_eq!(*ledger.state(), state);
}

#[test]
fn another_process_follows_the_journal_while_it_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        segment_bytes: 2048,
    };
    let store = Store::create_with(folder.path(), &settings(), options).unwrap();
    let mut ledger = Ledger::open(store, entropy("follow")).unwrap();
    let mut reader = JournalReader::open(folder.path()).unwrap();
    assert_eq!(reader.size(), 0);
    accepted(ledger.submit(&establish("k0", "RF"), at(0)));
    accepted(ledger.submit(&disposal("d", "D1"), at(0)));
    for n in 1..30 {
        accepted(ledger.submit(&establish(&format!("k{n}"), &format!("E{n}")), at(n)));
        assert_eq!(reader.refresh().unwrap(), ledger.log().size());
        let read: Vec<Record> = reader
            .read(Position(0), u64::MAX)
            .collect::<Result<_, _>>()
            .unwrap();
        assert_eq!(read, all(&ledger));
    }
    accepted(ledger.submit(&mandate("m", "Namn på en person", "E1", "E2"), at(40)));
    accepted(ledger.submit(&redact("g", "D1", "m"), at(41)));
    reader.refresh().unwrap();
    let read: Vec<Record> = reader
        .read(Position(0), u64::MAX)
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(read, all(&ledger));
}
