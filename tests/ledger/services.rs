//! Projections as services, on logs that fail.
//!
//! Goal: whenever the process ends, one whole model is in use or none, and every
//! opening leads to the answer of a fresh fold. Method: a shelf that fails at its
//! n-th write, before or after it took place, for every n; and the store on a
//! disk whose power is cut at the n-th change. Random histories check that where
//! a model was kept makes no difference.

use std::sync::Arc;

use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::ids::Position;
use ledger::log::memory::MemoryLog;
use ledger::log::shelf::Shelf;
use ledger::log::store::{Options, Store};
use ledger::log::{Log, LogError, ReadLog, StoredModel};
use projections::model::ReadModel;
use projections::service::{Kept, Projection, Service, Written};
use proptest::prelude::*;

use crate::commits::{Maker, settings};
use crate::oracle::history;
use crate::portable::histories::log_of;
use crate::simulation::disk::FaultyDisk;

const SMALL: Options = Options {
    segment_bytes: 4096,
};

/// What entries are called, in order; it cannot redact in place.
#[derive(Debug, Clone, Default, PartialEq, Encode, Decode)]
struct Kinds(Vec<String>);

impl Projection for Kinds {
    const NAME: &'static str = "kinds";
    const VERSION: u32 = 1;
    const DEFINITION: &'static str = "the kinds of events, and which say nothing";

    fn apply(&mut self, entry: &Entry) {
        let silent = if entry.event().is_some() { "" } else { "?" };
        self.0.push(format!("{}{silent}", entry.kind().name()));
    }
}

/// The same name with another definition.
#[derive(Debug, Clone, Default, PartialEq, Encode, Decode)]
struct Streams(Vec<String>);

impl Projection for Streams {
    const NAME: &'static str = Kinds::NAME;
    const VERSION: u32 = 2;
    const DEFINITION: &'static str = "the streams of events";

    fn apply(&mut self, entry: &Entry) {
        self.0.push(entry.stream.to_string());
    }
}

/// A log whose shelf fails at a write, and at every write after it.
struct Failing<'a> {
    log: &'a mut MemoryLog,
    writes_left: u64,
    /// Whether the write that fails took place all the same.
    took_place: bool,
}

impl Failing<'_> {
    fn write(&mut self, write: impl FnOnce(&mut MemoryLog)) -> Result<(), LogError> {
        let fails = self.writes_left == 0;
        if !fails || self.took_place {
            write(self.log);
        }
        if fails {
            self.took_place = false;
            return Err(LogError::Poisoned);
        }
        self.writes_left -= 1;
        Ok(())
    }
}

impl Shelf for Failing<'_> {
    fn folded(&self) -> &dyn ReadLog {
        self.log
    }

    fn put(&mut self, name: &str, model: &StoredModel) -> Result<(), LogError> {
        self.write(|log| log.keep_model(name, model).unwrap())
    }

    fn remove(&mut self, name: &str) -> Result<(), LogError> {
        self.write(|log| log.forget_model(name).unwrap())
    }
}

fn replay<P: Projection>(log: &dyn ReadLog, size: u64) -> P {
    let mut model = P::default();
    for record in log.read(Position(0), size) {
        model.apply(&record.unwrap().entry);
    }
    model
}

fn filled(size: u64) -> MemoryLog {
    let (mut log, mut maker) = (MemoryLog::new(), Maker::default());
    while log.size() < size {
        log.append(&[maker.commit(1)]).unwrap();
    }
    log
}

/// Builds the new definition in steps of two and keeps each, until it is swapped
/// in or the shelf fails.
fn rebuild(shelf: &mut Failing<'_>) -> bool {
    let mut new = Service::<Streams>::open(shelf.folded());
    loop {
        let end = new.cursor() + 2;
        new.catch_up(shelf.folded(), end).unwrap();
        assert_eq!(new.model(), &replay(shelf.folded(), new.cursor()));
        match new.keep(shelf) {
            Ok(Written::Beside) => {}
            Ok(Written::Swapped | Written::InUse) => return true,
            Ok(other) => unreachable!("{other:?}"),
            Err(_) => return false,
        }
    }
}

#[test]
fn a_crash_at_any_write_of_a_rebuild_leaves_the_old_or_the_new_whole() {
    let size = 7;
    let (mut old_was_left, mut new_was_left, mut went_on) = (0, 0, 0);
    for took_place in [false, true] {
        for writes in 0.. {
            let mut log = filled(size);
            let mut old = Service::<Kinds>::open(&log);
            old.catch_up(&log, size - 1).unwrap();
            old.keep(&mut log).unwrap();
            let mut shelf = Failing {
                log: &mut log,
                writes_left: writes,
                took_place,
            };
            if rebuild(&mut shelf) {
                break;
            }
            // The process has ended; the next one finds one whole model in use.
            match (Kept::<Kinds>::of(&log), Kept::<Streams>::of(&log)) {
                (Kept::Model(found), Kept::OtherDefinition(_)) => {
                    assert_eq!((&found.model, found.cursor), (old.model(), size - 1));
                    old_was_left += 1;
                }
                (Kept::OtherDefinition(_), Kept::Model(found)) => {
                    assert_eq!(found.model, replay(&log, found.cursor));
                    assert_eq!(found.cursor, size);
                    new_was_left += 1;
                }
                other => unreachable!("neither is in use: {other:?}"),
            }
            went_on += u64::from(Service::<Streams>::open(&log).cursor() > 0);
            let mut shelf = Failing {
                log: &mut log,
                writes_left: u64::MAX,
                took_place: false,
            };
            assert!(rebuild(&mut shelf), "the rebuild ends");
            let new = Service::<Streams>::open(&log);
            assert_eq!(new.model(), &replay(&log, size));
            assert_eq!(log.model("kinds@next").unwrap(), None, "nothing is left");
        }
    }
    assert!(old_was_left > 3 && new_was_left > 1 && went_on > 3);
}

/// Goal: on a disk that loses what was not synced, a model never knows more than
/// the log, and every opening leads to a replay's answer. The index of such a
/// store is thrown away with the process, as a damaged one would be.
#[test]
fn power_that_is_cut_at_any_change_leaves_a_service_that_becomes_a_replay() {
    let mut ended = false;
    for changes in 0..400 {
        let disk = FaultyDisk::new(changes);
        let open = || Store::open_on(Arc::new(disk.clone()), &settings(), SMALL);
        drop(Store::create_on(Arc::new(disk.clone()), &settings(), SMALL).unwrap());
        disk.cut_power_after(changes);
        let told = play(&open);
        disk.restart();
        let store = open().unwrap();
        assert!(store.size() >= told.unwrap_or_else(|told| told));
        let mut service = Service::<Kinds>::open(&store);
        assert!(service.cursor() <= store.size());
        service.catch_up(&store, u64::MAX).unwrap();
        assert_eq!(service.model(), &replay(&store, store.size()));
        ended |= told.is_ok();
    }
    assert!(ended, "some run met no cut");
}

/// Appends, folds and keeps, and redacts half-way; answers how much was
/// acknowledged, as an error when the disk failed.
fn play(open: &dyn Fn() -> Result<Store, LogError>) -> Result<u64, u64> {
    let mut store = open().map_err(|_| 0_u64)?;
    let mut maker = Maker::default();
    let mut service = Service::<Kinds>::open(&store);
    for round in 0..6 {
        let told = store.size();
        let commit = if round == 3 {
            maker.redaction(1)
        } else {
            maker.commit(2)
        };
        store.append(&[commit]).map_err(|_| told)?;
        let told = store.size();
        if round == 3 {
            store.redact(Position(1)).map_err(|_| told)?;
        }
        service.catch_up(&store, u64::MAX).map_err(|_| told)?;
        assert_eq!(service.model(), &replay(&store, told));
        assert_eq!(service.keep(&mut store).map_err(|_| told)?, Written::InUse);
        assert_eq!(Service::<Kinds>::open(&store).model(), service.model());
    }
    Ok(store.size())
}

#[test]
fn a_model_of_many_chunks_is_kept_by_a_store_over_openings_and_swapped_there() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::create(folder.path(), &settings()).unwrap();
    store.append(&[Maker::default().commit(5_000)]).unwrap();
    let mut old = Service::<Kinds>::open(&store);
    old.catch_up(&store, u64::MAX).unwrap();
    assert_eq!(old.keep(&mut store).unwrap(), Written::InUse);
    assert!(store.model("kinds").unwrap().unwrap().bytes.len() > 60_000);
    store.close().unwrap();

    let mut store = Store::open(folder.path()).unwrap();
    assert_eq!(Service::<Kinds>::open(&store).model(), old.model());
    let mut new = Service::<Streams>::open(&store);
    new.catch_up(&store, 3_000).unwrap();
    assert_eq!(new.keep(&mut store).unwrap(), Written::Beside);
    store.close().unwrap();

    let mut store = Store::open(folder.path()).unwrap();
    assert_eq!(Service::<Kinds>::open(&store).model(), old.model());
    let mut new = Service::<Streams>::open(&store);
    assert_eq!(new.cursor(), 3_000);
    new.catch_up(&store, u64::MAX).unwrap();
    assert_eq!(new.keep(&mut store).unwrap(), Written::Swapped);
    store.close().unwrap();

    let store = Store::open(folder.path()).unwrap();
    assert_eq!(Service::<Streams>::open(&store).model(), new.model());
    assert_eq!(store.model("kinds@next").unwrap(), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_random_history_kept_anywhere_and_caught_up_is_a_replay(
        entries in history::histories(90),
        cut in any::<proptest::sample::Index>(),
    ) {
        let mut log = log_of(&entries);
        let cut = u64::try_from(cut.index(entries.len() + 1))?;
        let mut views = Service::<ReadModel>::open(&log);
        views.catch_up(&log, cut)?;
        prop_assert_eq!(views.keep(&mut log)?, Written::InUse);
        let mut views = Service::<ReadModel>::open(&log);
        prop_assert_eq!(views.cursor(), cut);
        views.catch_up(&log, u64::MAX)?;
        prop_assert!(views.model() == &replay::<ReadModel>(&log, log.size()));
        let mut kinds = Service::<Kinds>::open(&log);
        kinds.catch_up(&log, cut)?;
        kinds.catch_up(&log, u64::MAX)?;
        prop_assert_eq!(kinds.model(), &replay::<Kinds>(&log, log.size()));
    }
}
