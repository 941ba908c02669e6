//! Going through a log shows what reading it gives, however long it is.
//!
//! Method: a log over several files that is long enough for the reading to have a
//! thread of its own, and stretches of it that are too short for one, whole and with
//! a payload in its middle that is not what was written.

use std::ops::ControlFlow;
use std::sync::Arc;

use ledger::entry::Entry;
use ledger::ids::Position;
use ledger::log::store::{Options, Store};
use ledger::log::{Log, LogError, ReadLog};

use crate::commits::{Maker, settings};
use crate::simulation::disk::FaultyDisk;

const EVENTS: u64 = 9_000;

const OPTIONS: Options = Options {
    segment_bytes: 512 * 1024,
};

/// What the text of an event between 6,000 and 6,999 holds before three more digits.
const TEXT: &[u8] = b"med nummer 6";

fn written(disk: &FaultyDisk) -> Store {
    let mut store = Store::create_on(Arc::new(disk.clone()), &settings(), OPTIONS).unwrap();
    let mut maker = Maker::default();
    while store.size() < EVENTS {
        store
            .append(&[maker.commit(1), maker.commit(299), maker.commit(300)])
            .unwrap();
    }
    store
}

/// What is seen until so many have been seen, and what is told at the end.
fn seen(store: &Store, from: u64, end: u64, most: usize) -> (Vec<Entry>, Result<(), String>) {
    let mut seen = Vec::new();
    let told = store.go_through(Position(from), end, &mut |entries| {
        for entry in entries {
            if seen.len() == most {
                return ControlFlow::Break(());
            }
            seen.push(entry.clone());
        }
        ControlFlow::Continue(())
    });
    (seen, told.map_err(|error| error.to_string()))
}

/// The same by reading.
fn read(store: &Store, from: u64, end: u64, most: usize) -> (Vec<Entry>, Result<(), String>) {
    let mut read = Vec::new();
    for record in store.read(Position(from), end).take(most) {
        match record {
            Ok(record) => read.push(record.entry),
            Err(error) => return (read, Err(error.to_string())),
        }
    }
    (read, Ok(()))
}

fn is_gone_through_as_it_is_read(store: &Store) {
    let ends = [EVENTS / 2 + 1, EVENTS, u64::MAX];
    for from in [0, 1, 700, 8_000, EVENTS - 1, EVENTS, EVENTS + 5] {
        for end in ends {
            assert_eq!(
                seen(store, from, end, usize::MAX),
                read(store, from, end, usize::MAX),
                "{from} to {end}"
            );
        }
        for most in [0, 1, 512, 513, 3_000] {
            let (entries, told) = seen(store, from, u64::MAX, most);
            assert_eq!(
                entries,
                read(store, from, u64::MAX, most).0,
                "{most} from {from}"
            );
            assert_eq!(told, Ok(()), "{most} from {from}");
        }
    }
}

#[test]
fn what_is_gone_through_is_what_is_read() {
    let disk = FaultyDisk::new(1);
    is_gone_through_as_it_is_read(&written(&disk));
}

#[test]
fn everything_before_damage_is_seen_before_the_damage_is_told() {
    let disk = FaultyDisk::new(1);
    written(&disk).close().unwrap();
    let (name, mut bytes, at) = disk
        .file_names()
        .into_iter()
        .find_map(|name| {
            let bytes = disk.bytes(&name);
            let at = bytes.windows(TEXT.len() + 4).position(|these| {
                let number = these
                    .strip_prefix(TEXT)
                    .and_then(|rest| rest.strip_suffix(b"."));
                number.is_some_and(|number| number.iter().all(u8::is_ascii_digit))
            })?;
            Some((name, bytes, at + TEXT.len()))
        })
        .expect("the text of an event");
    let number = std::str::from_utf8(&bytes[at..at + 3]).unwrap();
    let damaged = Position(6_000 + number.parse::<u64>().unwrap());
    bytes[at] ^= 1;
    disk.replace(&name, &bytes);
    let store = Store::open_on(Arc::new(disk.clone()), &settings(), OPTIONS).unwrap();
    let (entries, told) = seen(&store, 0, u64::MAX, usize::MAX);
    assert_eq!(
        (entries, told.clone()),
        read(&store, 0, u64::MAX, usize::MAX)
    );
    for most in [1, 3_000, damaged.0 - 1] {
        let stops = usize::try_from(most).unwrap();
        let (entries, told) = seen(&store, 0, u64::MAX, stops);
        assert_eq!((entries.len(), told), (stops, Ok(())), "before the damage");
    }
    let told = told.expect_err("the damage");
    assert!(told.contains(&damaged.to_string()), "{told}");
    let outcome = store.go_through(Position(700), u64::MAX, &mut |_| ControlFlow::Continue(()));
    assert!(matches!(outcome, Err(LogError::Damaged { position, .. }) if position == damaged));
}
