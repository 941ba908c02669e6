//! The log's verification: what holds is said to hold, and each kind of damage is
//! told as the part that it is of, with its place.

use std::sync::Arc;

use ledger::event::proof::SigningKeyRotated;
use ledger::ids::Position;
use ledger::log::store::{Options, Store, Verdicts};
use ledger::log::verification::Part;
use ledger::log::{Log, LogError, ReadLog};
use ledger::proof::{SigningKey, TreeHead, cosignature};

use crate::commits::{Maker, settings};
use crate::proof::{key, ledger_key, origin, signed, witness};
use crate::simulation::disk::FaultyDisk;

const SMALL: Options = Options {
    segment_bytes: 1024,
};

/// A closed ledger over several files, with a redacted event and two signed checkpoints.
fn closed() -> FaultyDisk {
    let disk = FaultyDisk::new(1);
    let mut store = Store::create_on(Arc::new(disk.clone()), &settings(), SMALL).unwrap();
    let mut maker = Maker::default();
    store.append(&[maker.commit(2), maker.commit(3)]).unwrap();
    store.keep_checkpoint(&signed(&store)).unwrap();
    store.append(&[maker.redaction(2)]).unwrap();
    store.redact(Position(2)).unwrap();
    store.append(&[maker.commit(1)]).unwrap();
    store.keep_checkpoint(&signed(&store)).unwrap();
    store.close().unwrap();
    disk
}

fn open(disk: &FaultyDisk) -> Result<Store, LogError> {
    Store::open_on(Arc::new(disk.clone()), &settings(), SMALL)
}

fn verified(store: &Store) -> Verdicts {
    let key = ledger_key();
    let verdicts = store.verify(Some(key.verifier()), |_| Ok::<(), LogError>(()));
    verdicts.unwrap()
}

fn wrong(verdicts: &Verdicts) -> Vec<Part> {
    let wrong = verdicts.iter().filter(|(_, verdict)| !verdict.holds());
    wrong.map(|(part, _)| *part).collect()
}

#[test]
fn a_whole_log_holds_in_every_part() {
    let store = open(&closed()).unwrap();
    let verdicts = verified(&store);
    assert_eq!(wrong(&verdicts), [], "{verdicts:?}");
    assert_eq!(verdicts[&Part::Journal].judged, 7);
    assert_eq!(verdicts[&Part::Redactions].judged, 1);
    assert_eq!(verdicts[&Part::SignedCheckpoints].judged, 2);
}

#[test]
fn without_the_key_signatures_are_told_as_not_judged() {
    let store = open(&closed()).unwrap();
    let verdicts = store.verify(None, |_| Ok::<(), LogError>(())).unwrap();
    assert_eq!(wrong(&verdicts), [Part::SignedCheckpoints]);
    let signed = &verdicts[&Part::SignedCheckpoints];
    assert!(signed.findings.is_empty());
    assert!(signed.not_judged.as_ref().unwrap().contains("--key"));
}

/// Every 13th byte of every file with one bit flipped: either the ledger does not
/// open, or the verification names the journal and says how far it came.
#[test]
fn a_flipped_bit_in_any_file_is_found_by_the_opening_or_by_the_verification() {
    let disk = closed();
    let mut found_by_verification = 0;
    for name in [
        "0000000000.seg",
        "0000000001.seg",
        "checkpoint",
        "checkpoints",
    ] {
        let whole = disk.bytes(name);
        for at in (0..whole.len()).step_by(13) {
            let copy = disk.copy();
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << (at % 8);
            copy.replace(name, &bytes);
            let Ok(store) = open(&copy) else { continue };
            let verdicts = verified(&store);
            let wrong = wrong(&verdicts);
            // A byte that stood up again where a payload was destroyed is destroyed again.
            if store
                .notes()
                .iter()
                .any(|note| note.contains("förstört nu"))
            {
                continue;
            }
            assert!(!wrong.is_empty(), "{name}, byte {at}");
            if name.ends_with("seg") {
                found_by_verification += 1;
                assert!(
                    wrong.contains(&Part::Journal) || wrong.contains(&Part::Redactions),
                    "{name}, byte {at}: {verdicts:?}"
                );
            }
        }
    }
    assert!(
        found_by_verification > 0,
        "the opening does not read everything"
    );
}

#[test]
fn a_checkpoint_signed_by_another_key_or_with_an_unknown_line_is_named() {
    let disk = closed();
    let mut store = open(&disk).unwrap();
    let head = TreeHead {
        origin: origin(),
        size: store.size(),
        root: store.root_at(store.size()).unwrap(),
    };
    let stranger = head.sign(&[&key(&origin(), 9)]).unwrap();
    store.keep_checkpoint(&stranger).unwrap();
    let verdicts = verified(&store);
    assert_eq!(wrong(&verdicts), [Part::SignedCheckpoints]);
    let found = &verdicts[&Part::SignedCheckpoints].findings;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].place, "kontrollpunkten för 7 händelser");

    let mut store = open(&closed()).unwrap();
    let note = signed(&store);
    let line = cosignature::cosign(&note, &witness("okänd", 3), 1);
    store.keep_checkpoint(&note.with([line])).unwrap();
    let verdicts = verified(&store);
    let found = &verdicts[&Part::SignedCheckpoints].findings;
    assert!(
        found[0]
            .found
            .contains("varken liggarens eller ett vittnes"),
        "{found:?}"
    );
}

#[test]
fn a_redaction_that_was_not_carried_out_is_named() {
    let disk = FaultyDisk::new(2);
    let mut store = Store::create_on(Arc::new(disk.clone()), &settings(), SMALL).unwrap();
    let mut maker = Maker::default();
    store.append(&[maker.commit(4)]).unwrap();
    store.append(&[maker.redaction(1)]).unwrap();
    let verdicts = verified(&store);
    assert_eq!(wrong(&verdicts), [Part::Redactions]);
    let found = &verdicts[&Part::Redactions].findings;
    assert_eq!(found[0].position, Some(Position(1)));
    // The next opening makes it good.
    store.close().unwrap();
    assert_eq!(wrong(&verified(&open(&disk).unwrap())), []);
}

#[test]
fn a_redaction_that_names_another_position_is_named() {
    let disk = FaultyDisk::new(3);
    let mut store = Store::create_on(Arc::new(disk.clone()), &settings(), SMALL).unwrap();
    let mut maker = Maker::default();
    store.append(&[maker.commit(4)]).unwrap();
    let mut redaction = maker.redaction(1);
    let record = &mut redaction.records[0];
    if let ledger::entry::Payload::Present(ledger::event::Event::PayloadRedacted(event)) =
        &mut record.entry.payload
    {
        event.position = Position(2);
    }
    store.append(&[redaction]).unwrap();
    store.redact(Position(1)).unwrap();
    let verdicts = verified(&store);
    // Its own commitment is of what it said before it was changed.
    assert_eq!(wrong(&verdicts), [Part::Leaves, Part::Redactions]);
}

/// The first checkpoint after a rotation is signed by both keys, those before it by
/// the old one and those after it by the new one alone; anything else is named.
#[test]
fn signatures_follow_the_rotations_that_the_log_records() {
    let (old, new) = (ledger_key(), key(&origin(), 8));
    let rotation = || SigningKeyRotated {
        previous: old.verifier().to_string(),
        next: new.verifier().to_string(),
    };
    let both = [&old, &new];
    // What signs the checkpoints before, right after and later; and what is wrong then.
    let rows: [([&[&SigningKey]; 3], &[u64]); 5] = [
        ([&[&old], &both, &[&new]], &[]),
        ([&[&old], &[&new], &[&new]], &[4]),
        ([&[&old], &[&old], &[&new]], &[4]),
        ([&[&old], &both, &[&old]], &[5]),
        ([&[&new], &both, &[&new]], &[3]),
    ];
    for (signers, wrong_sizes) in rows {
        let disk = FaultyDisk::new(4);
        let mut store = Store::create_on(Arc::new(disk), &settings(), SMALL).unwrap();
        let mut maker = Maker::default();
        let commits = [
            maker.commit(3),
            maker.commit_of("nyckel", vec![rotation().into()]),
            maker.commit(1),
        ];
        for (commit, keys) in commits.into_iter().zip(signers) {
            store.append(&[commit]).unwrap();
            let head = TreeHead {
                origin: origin(),
                size: store.size(),
                root: store.root_at(store.size()).unwrap(),
            };
            store.keep_checkpoint(&head.sign(keys).unwrap()).unwrap();
        }
        // The key is not given: the rotation says which was the first.
        let verdicts = store.verify(None, |_| Ok::<(), LogError>(())).unwrap();
        let signed = &verdicts[&Part::SignedCheckpoints];
        let sizes: std::collections::BTreeSet<String> = signed
            .findings
            .iter()
            .map(|found| found.place.clone())
            .collect();
        let expected: std::collections::BTreeSet<String> = wrong_sizes
            .iter()
            .map(|size| format!("kontrollpunkten för {size} händelser"))
            .collect();
        assert_eq!(sizes, expected, "{signed:?}");
        assert_eq!(wrong(&verdicts).len(), usize::from(!expected.is_empty()));
        // A key that an auditor holds is held against the chain: the log's own word
        // on its first key is not taken instead of it.
        for (given, more) in [(&old, 0), (&new, 0), (&key(&origin(), 9), 1)] {
            let verdicts = store
                .verify(Some(given.verifier()), |_| Ok::<(), LogError>(()))
                .unwrap();
            let findings = &verdicts[&Part::SignedCheckpoints].findings;
            assert_eq!(findings.len(), signed.findings.len() + more, "{findings:?}");
        }
    }
}
