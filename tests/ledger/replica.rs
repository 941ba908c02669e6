//! A replica's judgement of what it is shown.

use std::fs;

use ledger::entry::Record;
use ledger::ids::Position;
use ledger::log::store::Store;
use ledger::log::{Log, LogError, ReadLog};
use ledger::proof::{SignedNote, TreeHead};
use ledger::replica::{Announced, Fit, Refused, Replica, ReplicaError};
use tempfile::TempDir;

use crate::commits::{Maker, settings};
use crate::proof::{key, ledger_key, origin, signed};

/// A ledger of so many events; from a position on they are others than usual.
fn ledger(events: u64, split_at: u64) -> (TempDir, Store) {
    let folder = TempDir::new().unwrap();
    let mut store = Store::create(folder.path(), &settings()).unwrap();
    let mut maker = Maker::default();
    while maker.next < events {
        let next = maker.next;
        let last = if next < split_at {
            split_at.min(events)
        } else {
            events
        };
        let commit = if next < split_at {
            maker.commit(u32::try_from((last - next).min(500)).unwrap())
        } else {
            let events = next..last.min(next + 500);
            let others = events.map(|number| crate::commits::event(number + 1));
            maker.commit_of(&format!("annat-{next}"), others.collect())
        };
        store.append(&[commit]).unwrap();
    }
    (folder, store)
}

/// A replica that has taken in all of a ledger.
fn replica(of: &Store) -> (TempDir, Replica) {
    let folder = TempDir::new().unwrap();
    let mut replica = Replica::make(folder.path(), &settings(), ledger_key().verifier()).unwrap();
    let note = signed(of);
    let mut incoming = replica.incoming().unwrap();
    assert_eq!(incoming.awaits(&note).unwrap(), Some(of.size()));
    for record in of.read(Position(0), of.size()) {
        let record: Record = record.unwrap();
        incoming.take(&record).unwrap();
    }
    assert_eq!(incoming.settle(&note).unwrap(), Fit::Fits);
    let verified = incoming.verified().unwrap();
    replica.append(verified).unwrap();
    (folder, replica)
}

/// It was found by every tile of leaves from the first on: tens of thousands of
/// questions in a long history.
#[test]
fn where_a_history_splits_is_found_with_a_few_tiles() {
    const SIZE: u64 = 3000;
    let (_ours, ours) = ledger(SIZE, u64::MAX);
    let (_folder, replica) = replica(&ours);
    for (split_at, size) in [(0, SIZE), (300, SIZE + 700), (2816, SIZE), (2999, SIZE + 1)] {
        let (_theirs, theirs) = ledger(size, split_at);
        let head = TreeHead::of(&signed(&theirs)).unwrap();
        let snapshot = theirs.reader().snapshot();
        let mut asked = 0;
        let mut incoming = replica.incoming().unwrap();
        let found = incoming.differing(&head, |level, number, width| {
            asked += 1;
            let hashes: Result<_, LogError> = snapshot.tile(level, number, width);
            Ok::<_, ReplicaError>(hashes?)
        });
        let fork = Refused::Fork {
            position: Some(Position(split_at)),
            size,
        };
        assert_eq!(found.unwrap(), fork);
        assert!(asked <= 3, "split at {split_at}: {asked} tiles");
    }
}

#[test]
fn tiles_that_are_not_of_the_tree_tell_no_place() {
    let (_ours, ours) = ledger(600, u64::MAX);
    let (_folder, replica) = replica(&ours);
    let (_theirs, theirs) = ledger(600, 100);
    let head = TreeHead::of(&signed(&theirs)).unwrap();
    let (of_theirs, of_ours) = (theirs.reader().snapshot(), ours.reader().snapshot());
    for level in [0, 1] {
        let mut incoming = replica.incoming().unwrap();
        let found = incoming.differing(&head, |asked, number, width| {
            let from = if asked == level { &of_ours } else { &of_theirs };
            let hashes: Result<_, LogError> = from.tile(asked, number, width);
            Ok::<_, ReplicaError>(hashes?)
        });
        assert!(matches!(
            found.unwrap(),
            Refused::Checkpoint { size: 600, .. }
        ));
    }
}

/// A lag that whoever stands between could choose was shown before anyone had
/// looked at the signature.
#[test]
fn a_larger_checkpoint_is_said_to_be_signed_only_when_it_is() {
    let (_source, source) = ledger(20, u64::MAX);
    let (_folder, replica) = replica(&source);
    let (_more, more) = ledger(30, u64::MAX);
    let honest = signed(&more);
    let told = |note: &SignedNote| replica.announced(note).unwrap();
    let is_signed = |is_signed, size| Announced::More { size, is_signed };
    assert_eq!(told(&honest), is_signed(true, 30));
    let altered = honest.to_string().replacen("\n30\n", "\n9000\n", 1);
    let altered = SignedNote::parse(altered.as_bytes()).unwrap();
    assert_eq!(told(&altered), is_signed(false, 9000));
}

/// A key that a making left when it was cut off was overwritten by another.
#[test]
fn a_making_that_was_cut_off_is_taken_up_with_its_key_and_no_other() {
    let folder = TempDir::new().unwrap();
    let key_file = folder.path().join("verifier-key");
    let first = ledger_key();
    fs::write(&key_file, format!("{}\n", first.verifier())).unwrap();
    let other = key(&origin(), 9);
    let refused = Replica::make(folder.path(), &settings(), other.verifier());
    assert!(matches!(
        refused.err(),
        Some(ReplicaError::Refused(Refused::OtherFirstKey { .. }))
    ));
    let kept = fs::read_to_string(&key_file).unwrap();
    assert_eq!(kept, format!("{}\n", first.verifier()));
    // What a writing left is as nothing.
    fs::write(folder.path().join("verifier-key.new"), "li").unwrap();
    Replica::make(folder.path(), &settings(), first.verifier()).unwrap();
}
