//! Which checkpoints a ledger signs, and with which keys.

use std::sync::Arc;

use ledger::command::{Command, RotateSigningKey, Submission};
use ledger::entropy::SeededEntropy;
use ledger::event::proof::SigningKeyRotated;
use ledger::ledger::{Ledger, Signer, SignerError, SubmitError};
use ledger::log::memory::MemoryLog;
use ledger::log::store::{Options, Store};
use ledger::log::{Log, LogError, ReadLog};
use ledger::proof::{SignedNote, SigningKey, TreeHead};

use super::{key, ledger_key, origin};
use crate::commands::{at, establish};
use crate::commits::{Maker, settings};
use crate::simulation::disk::FaultyDisk;

fn ledger<L: Log>(log: L) -> Ledger<L> {
    Ledger::open(log, Box::new(SeededEntropy::new("signering"))).unwrap()
}

fn notes(log: &dyn Log) -> Vec<SignedNote> {
    log.checkpoints().collect::<Result<_, _>>().unwrap()
}

fn size(note: &SignedNote) -> u64 {
    TreeHead::of(note).unwrap().size
}

#[test]
fn a_checkpoint_is_signed_when_events_have_come_and_never_twice_for_as_many() {
    let mut ledger = ledger(MemoryLog::new())
        .signed_by(Signer::new(ledger_key()))
        .unwrap();
    ledger.checkpoint().unwrap();
    assert!(notes(ledger.log()).is_empty(), "an empty log says nothing");
    ledger.submit(&establish("k1", "RF"), at(0)).unwrap();
    assert!(notes(ledger.log()).is_empty(), "appending signs nothing");
    ledger.checkpoint().unwrap();
    ledger.checkpoint().unwrap();
    ledger.submit(&establish("k2", "E1"), at(0)).unwrap();
    ledger.submit(&establish("k3", "E2"), at(0)).unwrap();
    let log = ledger.close().unwrap();
    let notes = notes(&log);
    assert_eq!(notes.iter().map(size).collect::<Vec<_>>(), [1, 3]);
    for note in &notes {
        assert_eq!(note.verify(ledger_key().verifier()), Ok(()));
        let head = TreeHead::of(note).unwrap();
        assert_eq!(head.origin, origin());
        assert_eq!(head.root, log.root_at(head.size).unwrap());
    }
}

#[test]
fn without_a_signer_nothing_is_signed() {
    let mut ledger = ledger(MemoryLog::new());
    ledger.submit(&establish("k1", "RF"), at(0)).unwrap();
    assert!(notes(&ledger.close().unwrap()).is_empty());
}

#[test]
fn a_signer_with_another_key_than_the_log_s_is_refused() {
    let mut first = ledger(MemoryLog::new())
        .signed_by(Signer::new(ledger_key()))
        .unwrap();
    first.submit(&establish("k1", "RF"), at(0)).unwrap();
    let log = first.close().unwrap();
    let other = Signer::new(key(&origin(), 2));
    let refused = ledger(log).signed_by(other).err().unwrap();
    assert!(matches!(refused, SignerError::OtherKey { .. }));
    let named = refused.to_string();
    assert!(named.contains(&ledger_key().verifier().id().to_string()));
}

/// A log whose key was rotated at position 1, with the checkpoint of size 1 signed.
fn rotated() -> MemoryLog {
    let mut log = MemoryLog::new();
    let mut maker = Maker::default();
    log.append(&[maker.commit(1)]).unwrap();
    log.keep_checkpoint(&super::signed(&log)).unwrap();
    let rotation = SigningKeyRotated {
        previous: ledger_key().verifier().to_string(),
        next: key(&origin(), 2).verifier().to_string(),
    };
    log.append(&[maker.commit_of("byte", vec![rotation.into()])])
        .unwrap();
    log
}

#[test]
fn the_first_checkpoint_after_a_rotation_is_signed_by_both_keys_and_later_ones_by_the_next() {
    let (previous, next) = (ledger_key(), key(&origin(), 2));
    let both = Signer::new(ledger_key()).and(key(&origin(), 2));
    let mut ledger_during = ledger(rotated()).signed_by(both).unwrap();
    ledger_during.checkpoint().unwrap();
    ledger_during.submit(&establish("k1", "RF"), at(0)).unwrap();
    let log = ledger_during.close().unwrap();
    let notes = notes(&log);
    assert_eq!(notes.iter().map(size).collect::<Vec<_>>(), [1, 2, 3]);
    let signers = |note: &SignedNote| -> Vec<_> {
        let lines = note.signatures().iter();
        lines.map(|line| line.key_id).collect()
    };
    let (previous_id, next_id) = (previous.verifier().id(), next.verifier().id());
    assert_eq!(signers(&notes[0]), [previous_id]);
    assert_eq!(signers(&notes[1]), [previous_id, next_id]);
    assert_eq!(signers(&notes[2]), [next_id]);
    assert_eq!(notes[1].verify(previous.verifier()), Ok(()));
    assert_eq!(notes[1].verify(next.verifier()), Ok(()));

    // From then on the next key alone is enough, and the previous one alone is not.
    let refused = ledger(rotated()).signed_by(Signer::new(previous)).err();
    assert!(matches!(refused, Some(SignerError::OtherKey { .. })));
    let mut after = ledger(log).signed_by(Signer::new(next)).unwrap();
    after.submit(&establish("k2", "E1"), at(0)).unwrap();
    after.checkpoint().unwrap();
    assert_eq!(after.log().checkpoints().count(), 4);
}

#[test]
fn the_next_key_alone_cannot_sign_the_first_checkpoint_after_a_rotation() {
    let mut ledger = ledger(rotated())
        .signed_by(Signer::new(key(&origin(), 2)))
        .unwrap();
    let error = ledger.checkpoint().unwrap_err();
    assert!(matches!(error, LogError::Checkpoint { .. }), "{error}");
    assert!(
        error
            .to_string()
            .contains(&ledger_key().verifier().to_string())
    );
    assert_eq!(ledger.log().checkpoints().count(), 1);
}

#[test]
fn a_rotation_to_a_key_that_the_writer_lacks_is_refused_and_one_to_a_key_it_has_is_signed_by_both()
{
    let rotate = |next: &SigningKey| Submission {
        command: Command::RotateSigningKey(RotateSigningKey {
            next: next.verifier().to_string(),
            previous: Some(ledger_key().verifier().to_string()),
        }),
        ..establish("byte", "RF")
    };
    let mut ledger = ledger(MemoryLog::new())
        .signed_by(Signer::new(ledger_key()).and(key(&origin(), 2)))
        .unwrap();
    match ledger.submit(&rotate(&key(&origin(), 3)), at(0)) {
        Err(SubmitError::Refused(refusal)) => assert_eq!(refusal.code, "signing_key"),
        other => panic!("{other:?}"),
    }
    ledger.submit(&rotate(&key(&origin(), 2)), at(0)).unwrap();
    let log = ledger.close().unwrap();
    let [note] = &notes(&log)[..] else {
        panic!("one checkpoint")
    };
    assert_eq!(note.verify(ledger_key().verifier()), Ok(()));
    assert_eq!(note.verify(key(&origin(), 2).verifier()), Ok(()));
}

#[test]
fn appending_to_a_signed_ledger_takes_one_write_and_one_sync_of_the_journal() {
    let disk = FaultyDisk::new(12);
    let store = Store::create_on(Arc::new(disk.clone()), &settings(), Options::default()).unwrap();
    let mut ledger = ledger(store).signed_by(Signer::new(ledger_key())).unwrap();
    ledger.submit(&establish("k0", "RF"), at(0)).unwrap();
    ledger.checkpoint().unwrap();
    for number in 1..20 {
        let before = disk.changes();
        let submission = establish(&format!("k{number}"), &format!("E{number}"));
        ledger.submit(&submission, at(0)).unwrap();
        let after = disk.changes();
        assert_eq!(after.syncs - before.syncs, 1);
        // The frame, and the marker for readers, which is not synced.
        assert_eq!(after.writes - before.writes, 2);
        ledger.checkpoint().unwrap();
        // The signed one, then the file that counts it: its name as well.
        assert_eq!(disk.changes().syncs - after.syncs, 3);
    }
}

/// A file of commands that changed key twice before any checkpoint would make a
/// ledger that nobody else accepts: no note shows the key in between.
#[test]
fn a_rotation_waits_until_the_one_before_it_is_covered_by_a_signed_checkpoint() {
    let rotate = |id: &str, next: u8| Submission {
        command: Command::RotateSigningKey(RotateSigningKey {
            next: key(&origin(), next).verifier().to_string(),
            previous: None,
        }),
        ..establish(id, "RF")
    };
    let signer = || {
        Signer::new(ledger_key())
            .and(key(&origin(), 2))
            .and(key(&origin(), 3))
    };
    let mut ledger = ledger(rotated()).signed_by(signer()).unwrap();
    match ledger.submit(&rotate("byte-2", 3), at(0)) {
        Err(SubmitError::Refused(refusal)) => {
            assert_eq!(refusal.code, "signing_key");
            assert!(refusal.to_string().contains("@1"), "{refusal}");
        }
        other => panic!("{other:?}"),
    }
    ledger.checkpoint().unwrap();
    ledger.submit(&rotate("byte-3", 3), at(0)).unwrap();
}
