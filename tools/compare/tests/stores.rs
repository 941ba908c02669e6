//! Every store gives back what it was given, and folds to what the ledger folds to.

use std::fs;
use std::path::Path;

use bench::append::{LedgerTarget, Prepared};
use compare::appending::{Amount, work};
use compare::replaying::{catch_up, fill, fold};
use compare::store::{PostgreSql, Sqlite, Store, Umadb, folder_in};
use compare::stored::Writing;
use ledger::log::ReadLog;
use tempfile::TempDir;

/// The seed and size of the script that the stores hold first.
const SCRIPT: (u64, u64) = (1, 3_000);

fn place(folder: &TempDir, name: &str) -> std::path::PathBuf {
    let place = folder.path().join(name);
    fs::create_dir(&place).expect("folder");
    place
}

/// Every store that can be had here; `PostgreSQL` where its programs are.
fn stores(folder: &TempDir) -> Vec<Box<dyn Store>> {
    let mut stores: Vec<Box<dyn Store>> = vec![
        Box::new(Sqlite::create(&place(folder, "sqlite")).expect("SQLite")),
        Box::new(Umadb::create(&place(folder, "umadb")).expect("UmaDB")),
    ];
    match PostgreSql::create(&place(folder, "postgresql")).expect("PostgreSQL") {
        Some(store) => stores.push(Box::new(store)),
        None => eprintln!("PostgreSQL finns inte här och prövas inte"),
    }
    stores
}

/// An event as text, every part of it.
fn given(work: &[Prepared]) -> Vec<String> {
    let mut writing = Writing::default();
    let records = work.iter().flat_map(|prepared| &prepared.records);
    records
        .map(|record| format!("{:?}", writing.next(record).expect("an event")))
        .collect()
}

fn kept(store: &mut dyn Store) -> Vec<String> {
    let mut kept = Vec::new();
    let read = store.read(&mut |stored| {
        kept.push(format!("{stored:?}"));
        Ok(())
    });
    read.expect("every event is read");
    kept
}

#[test]
fn every_store_gives_back_the_events_it_was_given_byte_for_byte_in_order() {
    let amount = Amount {
        rounds: 1,
        alone: 5,
        each: 1,
        hundreds: 1,
        thousands: 2,
    };
    let work = work(SCRIPT, amount).expect("commands");
    let given = given(&work);
    assert!(given.len() > 2_100, "{} events", given.len());
    let folder = folder_in(Path::new(env!("CARGO_TARGET_TMPDIR"))).expect("folder");
    for mut store in stores(&folder) {
        // One alone, some together, and the rest as they come.
        let (alone, rest) = work.split_at(1);
        let (together, rest) = rest.split_at(20);
        store.append(alone).expect("a command");
        store.append(together).expect("a group");
        for prepared in rest {
            store
                .append(std::slice::from_ref(prepared))
                .expect("a command");
        }
        assert_eq!(kept(store.as_mut()), given, "{}", store.name());
    }
}

#[test]
fn the_same_code_folds_every_store_to_the_ledgers_read_model() {
    let folder = folder_in(Path::new(env!("CARGO_TARGET_TMPDIR"))).expect("folder");
    let ledger = LedgerTarget::create(&folder.path().join("ledger"), SCRIPT).expect("ledger");
    let model = catch_up(&ledger).expect("the ledger's model");
    assert_eq!(model.size(), ledger.log().size());
    for mut store in stores(&folder) {
        fill(store.as_mut(), &ledger).expect("a copy");
        let own = fold(store.as_mut()).expect("a model");
        let differing = own.differing(&model);
        assert!(differing.is_empty(), "{}: {differing:?}", store.name());
    }
}
