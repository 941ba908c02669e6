//! The file of signed checkpoints: what a crash leaves of it, and what is damage.

use std::sync::Arc;

use ledger::ids::Position;
use ledger::log::store::{Options, Store};
use ledger::log::{Log, LogError, ReadLog};
use ledger::proof::{SignedNote, cosignature};

use super::{signed, witness};
use crate::commits::{Maker, settings};
use crate::simulation::disk::FaultyDisk;

const FILE: &str = "checkpoints";

fn open(disk: &FaultyDisk) -> Result<Store, LogError> {
    Store::open_on(Arc::new(disk.clone()), &settings(), Options::default())
}

fn kept(store: &Store) -> Vec<SignedNote> {
    store.checkpoints().collect::<Result<_, _>>().unwrap()
}

/// A ledger of three events that was left open after its second signed
/// checkpoint: the checkpoint file counts the first.
fn left_open() -> (FaultyDisk, Vec<SignedNote>) {
    let disk = FaultyDisk::new(7);
    let mut store =
        Store::create_on(Arc::new(disk.clone()), &settings(), Options::default()).unwrap();
    let mut maker = Maker::default();
    store.append(&[maker.commit(2)]).unwrap();
    store.keep_checkpoint(&signed(&store)).unwrap();
    store.checkpoint().unwrap();
    store.append(&[maker.commit(1)]).unwrap();
    store.keep_checkpoint(&signed(&store)).unwrap();
    let notes = kept(&store);
    (disk.copy(), notes)
}

#[test]
fn a_last_checkpoint_torn_anywhere_is_cut_and_said_and_the_next_one_is_kept() {
    let (disk, notes) = left_open();
    let whole = disk.bytes(FILE);
    let first = whole.len() / 2;
    assert!(whole[..first].ends_with(b"\n"), "both take as much");
    for length in first..whole.len() {
        // Cut there, or cut there with the length already as it was to be.
        for filled in [false, true] {
            let copy = disk.copy();
            let mut bytes = whole[..length].to_vec();
            if filled && length + 2 <= whole.len() {
                bytes.resize(whole.len(), 0);
            }
            copy.replace(FILE, &bytes);
            let mut store = open(&copy).unwrap();
            assert_eq!(kept(&store), notes[..1], "cut at {length}");
            let is_torn = bytes.len() > first;
            assert_eq!(store.notes().len(), usize::from(is_torn), "cut at {length}");
            if is_torn {
                assert!(store.notes()[0].contains("avklippt"), "{:?}", store.notes());
            }
            store.keep_checkpoint(&notes[1]).unwrap();
            store.close().unwrap();
            let store = open(&copy).unwrap();
            assert_eq!(kept(&store), notes);
            assert!(store.notes().is_empty(), "the cut is mended for good");
        }
    }
}

#[test]
fn a_flipped_bit_is_damage_at_its_place_and_in_a_last_one_that_nothing_counts_cuts_that_one() {
    let (disk, notes) = left_open();
    let whole = disk.bytes(FILE);
    let first = whole.len() / 2;
    for bit in 0..whole.len() * 8 {
        let copy = disk.copy();
        let mut bytes = whole.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        copy.replace(FILE, &bytes);
        match open(&copy) {
            Err(LogError::Damaged { place, .. }) if bit / 8 < first => {
                assert_eq!(place, format!("{FILE}, byte 0"), "bit {bit}");
                assert_eq!(copy.bytes(FILE), bytes, "nothing is changed");
            }
            Ok(store) if bit / 8 >= first => {
                assert_eq!(kept(&store), notes[..1], "bit {bit}");
                assert!(store.notes()[0].contains("avklippt"), "{:?}", store.notes());
            }
            Err(other) => panic!("bit {bit}: {other:?}"),
            Ok(_) => panic!("bit {bit} passed"),
        }
    }
}

#[test]
fn a_checkpoint_of_more_than_the_journal_holds_or_of_another_history_is_damage() {
    let disk = FaultyDisk::new(8);
    let mut store =
        Store::create_on(Arc::new(disk.clone()), &settings(), Options::default()).unwrap();
    let mut maker = Maker::default();
    store.append(&[maker.commit(1)]).unwrap();
    store.checkpoint().unwrap();
    let before = disk.copy();
    store.append(&[maker.commit(1)]).unwrap();
    store.keep_checkpoint(&signed(&store)).unwrap();
    drop(store);
    // The journal as it was before the second event, with the checkpoint of both.
    for name in ["0000000000.seg", "visible", "checkpoint"] {
        disk.replace(name, &before.bytes(name));
    }
    match open(&disk).err() {
        Some(LogError::Damaged {
            position, found, ..
        }) => {
            assert_eq!(position, Position(1));
            assert!(found.contains("kontrollpunkten säger 2"), "{found}");
        }
        other => panic!("{other:?}"),
    }

    // Another ledger with as many events, and this one's checkpoints.
    let other = FaultyDisk::new(9);
    let mut store =
        Store::create_on(Arc::new(other.clone()), &settings(), Options::default()).unwrap();
    let mut maker = Maker::default();
    store.append(&[maker.commit(1)]).unwrap();
    store
        .append(&[maker.commit_of("annat", vec![crate::commits::event(5)])])
        .unwrap();
    store.keep_checkpoint(&signed(&store)).unwrap();
    store.close().unwrap();
    other.replace(FILE, &disk.bytes(FILE));
    let error = open(&other).err().unwrap();
    assert!(matches!(error, LogError::Damaged { .. }), "{error:?}");
}

#[test]
fn a_failed_write_keeps_nothing_and_is_made_good_by_the_next_even_if_that_is_shorter() {
    for (changes, succeeded) in (0..6).map(|changes| (changes, changes >= 4)) {
        for restarts in [false, true] {
            let disk = FaultyDisk::new(10 + changes);
            let mut store =
                Store::create_on(Arc::new(disk.clone()), &settings(), Options::default()).unwrap();
            store.append(&[Maker::default().commit(3)]).unwrap();
            let note = signed(&store);
            let line = cosignature::cosign(&note, &witness("revisor", 3), 5);
            let longer = note.clone().with([line]);
            disk.cut_power_after(changes);
            let kept_now = store.keep_checkpoint(&longer);
            assert_eq!(kept_now.is_ok(), succeeded, "{changes}: {kept_now:?}");
            let before = if succeeded { vec![longer] } else { Vec::new() };
            assert_eq!(kept(&store), before);
            if restarts {
                disk.cut_power_after(0);
                drop(store);
                disk.restart();
                store = open(&disk).unwrap();
                assert!(kept(&store).starts_with(&before), "kept means durable");
                assert_eq!(store.size(), 3);
            } else {
                disk.end_process();
            }
            let before = kept(&store);
            store.keep_checkpoint(&note).unwrap();
            disk.cut_power_after(0);
            drop(store);
            disk.restart();
            let store = open(&disk).unwrap();
            assert_eq!(kept(&store), [before, vec![note]].concat());
        }
    }
}

#[test]
fn thousands_of_checkpoints_are_read_in_order_and_only_the_last_are_judged_at_an_opening() {
    let disk = FaultyDisk::new(11);
    let mut store =
        Store::create_on(Arc::new(disk.clone()), &settings(), Options::default()).unwrap();
    let mut maker = Maker::default();
    for _ in 0..1200 {
        store.append(&[maker.commit(1)]).unwrap();
        store.keep_checkpoint(&signed(&store)).unwrap();
    }
    store.close().unwrap();
    let store = open(&disk).unwrap();
    let notes = kept(&store);
    assert_eq!(notes.len(), 1200);
    assert_eq!(store.last_checkpoint(), notes.last());
    let snapshot = store.reader().snapshot();
    for size in [0, 1, 2, 3, 599, 600, 601, 1199, 1200, 1201] {
        let from = snapshot.checkpoints_from(size).unwrap();
        let found: Vec<_> = from.map(Result::unwrap).collect();
        let first = usize::try_from(size).unwrap().saturating_sub(1);
        assert_eq!(found, notes[first.min(1200)..], "from size {size}");
    }
    drop((snapshot, store));
    let mut bytes = disk.bytes(FILE);
    bytes[100] ^= 1;
    disk.replace(FILE, &bytes);
    let store = open(&disk).unwrap();
    let read: Vec<_> = store.checkpoints().collect();
    assert!(
        matches!(&read[..], [Err(LogError::Damaged { place, .. })] if place == "checkpoints, byte 0"),
        "{read:?}"
    );
    // From the end, all but the damaged one are read before it is told.
    let back: Vec<_> = store.checkpoints_back().collect();
    let (last, whole) = back.split_last().unwrap();
    let whole: Vec<_> = whole.iter().map(|note| note.as_ref().unwrap()).collect();
    assert!(whole.into_iter().eq(notes[1..].iter().rev()));
    assert!(
        matches!(last, Err(LogError::Damaged { place, .. }) if place == "checkpoints, byte 0"),
        "{last:?}"
    );
}
