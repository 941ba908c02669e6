//! Many write and many read at the same time.
//!
//! Goal: the classic fault of feeds cannot happen: that a reader passes a
//! position whose event was not yet visible, and never sees it. Method: a hundred
//! writers and a hundred readers on one store; each reader has its own cursor and
//! reads small pages of whatever is durable, waking when the log grows. Everyone
//! must have told the same events, each once, in order of position.

use std::thread;

use ledger::entropy::SeededEntropy;
use ledger::feed::{Filter, Page, Reading, cloud_event};
use ledger::ids::Position;
use ledger::ledger::Ledger;
use ledger::log::merkle::root;
use ledger::log::store::{Store, StoreReader};
use ledger::log::{Log, ReadLog};
use ledger::writer::{Writer, WriterHandle};

use crate::commands::{at, establish};
use crate::commits::settings;

const WRITERS: u64 = 100;
const READERS: u64 = 100;
const COMMANDS: u64 = 12;

/// How much a reader takes at a time; it differs between them.
fn page_of(reader: u64) -> usize {
    usize::try_from(reader % 17 + 1).unwrap()
}

#[test]
fn a_hundred_readers_are_told_what_a_hundred_writers_record_once_and_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(folder.path(), &settings()).unwrap();
    let ledger = Ledger::open(store, Box::new(SeededEntropy::new("crowd"))).unwrap();
    let snapshots = ledger.log().reader();
    let total = WRITERS * COMMANDS + 1;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let told: Vec<Vec<Vec<u8>>> = runtime.block_on(async {
        let mut day = 0;
        let (handle, task) = Writer::spawn(ledger, move || {
            day += 1;
            at(day / 50)
        });
        let readers: Vec<_> = (0..READERS)
            .map(|reader| {
                let (snapshots, handle) = (snapshots.clone(), handle.clone());
                thread::spawn(move || read_all(&snapshots, handle, page_of(reader), total))
            })
            .collect();
        handle.submit(establish("k", "RF")).await.unwrap();
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let handle = handle.clone();
                tokio::spawn(async move {
                    for command in 0..COMMANDS {
                        let name = format!("E{writer}-{command}");
                        let submission = establish(&format!("k-{name}"), &name);
                        handle.submit(submission).await.unwrap();
                    }
                })
            })
            .collect();
        for writer in writers {
            writer.await.unwrap();
        }
        drop(handle);
        let told = tokio::task::spawn_blocking(move || {
            let readers = readers.into_iter().map(|reader| reader.join().unwrap());
            readers.collect()
        });
        let told = told.await.unwrap();
        task.await.unwrap().unwrap();
        told
    });

    let (first, others) = told.split_first().unwrap();
    for (other, reader) in others.iter().zip(1..) {
        assert!(first == other, "reader {reader} was told something else");
    }
    // What was told is the log: every leaf, and their root.
    let leaves = first.iter().zip(0..).map(|(json, position)| {
        let record = cloud_event::read("urn:liggare:prov", json).unwrap();
        assert_eq!(record.entry.position, Position(position));
        record.leaf
    });
    let leaves: Vec<_> = leaves.collect();
    let store = Store::open(folder.path()).unwrap();
    assert_eq!(leaves.len() as u64, store.size());
    assert_eq!(root(&leaves), store.root_at(total).unwrap());
}

/// Reads pages until so many events are told, waiting when there is no more.
fn read_all(
    snapshots: &StoreReader,
    mut handle: WriterHandle,
    events: usize,
    total: u64,
) -> Vec<Vec<u8>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let mut told = Vec::new();
    let mut next = Position(0);
    while next.0 < total {
        let snapshot = snapshots.snapshot();
        let page = Page::read(
            &snapshot,
            &Reading {
                source: "urn:liggare:prov",
                from: next,
                end: snapshot.size(),
                events,
                bytes: usize::MAX,
                filter: &Filter::default(),
                units_of: &|_| Vec::new(),
            },
        )
        .unwrap();
        for event in &page.events {
            assert_eq!(event.position, next, "a position was passed or told again");
            next = Position(next.0 + 1);
        }
        assert_eq!(page.next, next);
        let has_all = page.events.is_empty();
        told.extend(page.events.into_iter().map(|event| event.json));
        if has_all && handle.size() <= next.0 {
            runtime.block_on(handle.grown());
        }
    }
    told
}
