//! The archive is signed as a whole: nobody without the ledger's key changes what
//! no event says, such as the text of a report that a redaction has touched.

use ledger::canonical;
use ledger::portable::{self, Export, Manifest, PortableError};
use ledger::proof::SigningKey;

use super::{Scene, files, keys};
use crate::proof::{key, ledger_key, origin};

/// Writes the archive with the key given, or none.
fn export_by(scene: &Scene, name: &str, key: Option<&SigningKey>) -> Result<(), PortableError> {
    let verifier = ledger_key();
    let source = Export {
        log: &scene.store,
        ledger: scene.store.file(),
        verifier_key: Some(verifier.verifier()),
        signing_key: key,
        since: None,
    };
    let none = std::iter::empty::<Result<_, PortableError>>();
    portable::export(&source, &scene.at(name), none, &mut |_| {}).map(|_| ())
}

fn manifest(scene: &Scene, name: &str) -> Manifest {
    Manifest::read(&scene.at(name)).unwrap().unwrap()
}

fn refused(scene: &Scene, name: &str) -> String {
    let told = scene.restore(name, "b").expect_err("refused").to_string();
    assert!(!scene.at("b").exists());
    told
}

/// A stranger writes another text in a report and lists its new SHA-256: every
/// file agrees with `archive.json`, and the signature no longer does.
#[test]
fn a_report_that_is_changed_and_listed_anew_is_told_by_the_signature() {
    let scene = Scene::small();
    scene.export("a").unwrap();
    let forged = b"{\"kind\":\"annual_report\"}\n";
    std::fs::write(scene.at("a/reports/VB-2024.json"), forged).unwrap();
    let mut listing = manifest(&scene, "a");
    for file in &mut listing.files {
        if file.name == "reports/VB-2024.json" {
            file.sha256 = canonical::sha256(forged);
        }
    }
    std::fs::write(scene.at("a/archive.json"), listing.encode()).unwrap();
    let told = refused(&scene, "a");
    assert!(told.contains("annan förteckning"), "{told}");
}

#[test]
fn the_signature_is_the_current_keys_and_nobody_elses() {
    let scene = Scene::small();
    export_by(&scene, "a", Some(&ledger_key())).unwrap();
    let listing = manifest(&scene, "a");
    assert!(listing.verify(Some(ledger_key().verifier())).is_ok());
    scene.restore("a", "whole").unwrap();
    export_by(&scene, "a", Some(&keys::next_key())).unwrap();
    assert!(refused(&scene, "a").contains("inte signerad"));
    let stranger = key("annan/liggare", 1);
    assert_ne!(stranger.verifier().name(), origin());
    let told = export_by(&scene, "c", Some(&stranger));
    assert!(matches!(told, Err(PortableError::OtherKey { .. })));
}

#[test]
fn a_ledger_whose_key_is_not_at_hand_has_an_unsigned_archive() {
    let scene = Scene::small();
    export_by(&scene, "a", None).unwrap();
    assert_eq!(manifest(&scene, "a").signature, None);
    assert!(!String::from_utf8_lossy(&files(&scene.at("a"))["archive.json"]).contains("signature"));
    scene.restore("a", "b").unwrap();
}
