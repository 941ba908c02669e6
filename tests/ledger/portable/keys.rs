//! The keys of a restored ledger: changes of key, cosignatures, and strangers.

use ledger::event::proof::{SigningKeyRotated, WitnessPolicyAdopted};
use ledger::log::store::Store;
use ledger::log::{Log, ReadLog};
use ledger::portable::{self, PortableError, VERIFIER_KEY_FILE};
use ledger::proof::{SigningKey, TreeHead, cosignature, key_file};

use super::Scene;
use crate::proof::{key, ledger_key, origin, signed, witness};

pub(super) fn next_key() -> SigningKey {
    key(&origin(), 2)
}

fn rotation() -> SigningKeyRotated {
    SigningKeyRotated {
        previous: ledger_key().verifier().to_string(),
        next: next_key().verifier().to_string(),
    }
}

impl Scene {
    fn sign_by(&mut self, keys: &[&SigningKey]) {
        let head = TreeHead {
            origin: origin(),
            size: self.store.size(),
            root: self.store.root_at(self.store.size()).unwrap(),
        };
        self.store
            .keep_checkpoint(&head.sign(keys).unwrap())
            .unwrap();
    }

    fn rotated() -> Self {
        let mut scene = Self::small();
        let commit = scene.maker.commit_of("byte", vec![rotation().into()]);
        scene.store.append(&[commit]).unwrap();
        scene
    }
}

fn why(told: Result<portable::Restored, PortableError>) -> String {
    told.expect_err("refused").to_string()
}

#[test]
fn the_first_checkpoint_after_a_change_of_key_is_signed_by_both_and_later_ones_by_the_new() {
    let mut scene = Scene::rotated();
    scene.sign_by(&[&ledger_key(), &next_key()]);
    scene.record(1);
    scene.sign_by(&[&next_key()]);
    scene.export("a").unwrap();
    scene.restore("a", "b").unwrap();
    for (number, keys) in [(1, vec![next_key()]), (2, vec![ledger_key()])] {
        let mut scene = Scene::rotated();
        scene.sign_by(&keys.iter().collect::<Vec<_>>());
        scene.export("a").unwrap();
        let told = why(scene.restore("a", "b"));
        assert!(told.contains("checkpoints.txt"), "{number}: {told}");
    }
    let mut scene = Scene::rotated();
    scene.sign_by(&[&ledger_key(), &next_key()]);
    scene.record(1);
    scene.sign_by(&[&ledger_key()]);
    scene.export("a").unwrap();
    assert!(why(scene.restore("a", "b")).contains("inte signerad"));
}

#[test]
fn a_cosignature_is_taken_in_only_from_a_witness_that_the_ledger_names() {
    let office = witness("revisionen", 7);
    for named in [true, false] {
        let mut scene = Scene::small();
        if named {
            let policy = WitnessPolicyAdopted {
                witnesses: vec![office.verifier().to_string()],
                required: 1,
            };
            let commit = scene.maker.commit_of("vittnen", vec![policy.into()]);
            scene.store.append(&[commit]).unwrap();
        } else {
            scene.record(1);
        }
        let note = signed(&scene.store);
        scene.store.keep_checkpoint(&note).unwrap();
        let line = cosignature::cosign(&note, &office, 1_700_000_000);
        scene.store.keep_checkpoint(&note.with([line])).unwrap();
        scene.export("a").unwrap();
        let told = scene.restore("a", "b");
        if named {
            assert_eq!(told.unwrap().manifest.checkpoints, 5);
        } else {
            assert!(why(told).contains("revisionen"));
        }
    }
}

#[test]
fn the_ledger_is_given_its_key_and_no_other() {
    let scene = Scene::small();
    scene.export("a").unwrap();
    let restore = |into: &str, key: &SigningKey| {
        portable::restore(&scene.at("a"), &scene.at(into), Some(key), &mut |_| {})
    };
    let told = restore("b", &next_key());
    assert!(
        matches!(told, Err(PortableError::OtherKey { .. })),
        "{told:?}"
    );
    assert!(!scene.at("b").exists());
    restore("b", &ledger_key()).unwrap();
    let kept = key_file::read(&scene.at("b"), key_file::FILE).unwrap();
    assert_eq!(kept.verifier(), ledger_key().verifier());
    let first = std::fs::read_to_string(scene.at("b").join(VERIFIER_KEY_FILE)).unwrap();
    assert_eq!(first, format!("{}\n", ledger_key().verifier()));
    assert_eq!(Store::open(&scene.at("b")).unwrap().size(), 8);
}
