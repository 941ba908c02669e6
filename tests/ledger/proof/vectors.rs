//! The public vectors of RFC 6962 and of signed notes, where they lie beside
//! the project. The same facts stand in the tests beside this one.

use std::path::Path;

use ledger::basis::Hash;
use ledger::log::merkle;
use ledger::proof::{Algorithm, SignedNote, SigningKey, VerifierKey, cosignature};
use serde_json::Value;

fn vectors(name: &str) -> Option<Value> {
    let folder = std::env::var_os("LIGGARE_VECTORS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/vectors"),
        Into::into,
    );
    let path = Some(folder.join(name)).filter(|path| path.exists());
    let Some(path) = path else {
        println!("skipped: the public vectors ({name}) are not there");
        return None;
    };
    let text = std::fs::read_to_string(path).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}

fn hex(value: &Value) -> Vec<u8> {
    let digits = value.as_str().unwrap();
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
        .collect()
}

fn hash(value: &Value) -> Hash {
    Hash(hex(value).try_into().unwrap())
}

#[test]
fn the_reference_tree_has_the_published_roots() {
    let Some(vectors) = vectors("rfc6962/reference.json") else {
        return;
    };
    let leaves: Vec<Hash> = vectors["leaves_hex"]
        .as_array()
        .unwrap()
        .iter()
        .map(|leaf| merkle::leaf_hash(&hex(leaf)))
        .collect();
    let roots = vectors["roots_hex_by_size"].as_array().unwrap();
    assert_eq!(roots.len(), leaves.len() + 1);
    for (size, root) in roots.iter().enumerate() {
        assert_eq!(merkle::root(&leaves[..size]), hash(root), "at size {size}");
    }
    for case in vectors["hasher"].as_array().unwrap() {
        let got = match (case.get("leaf_hex"), case.get("left_hex")) {
            (Some(leaf), _) => merkle::leaf_hash(&hex(leaf)),
            (None, None) => merkle::empty_root(),
            (None, Some(left)) => {
                // The published nodes are over short texts, not over hashes.
                let mut bytes = vec![1];
                bytes.extend(hex(left));
                bytes.extend(hex(&case["right_hex"]));
                ledger::canonical::sha256(&bytes)
            }
        };
        assert_eq!(got, hash(&case["want"]), "{}", case["desc"]);
    }
}

#[test]
fn every_published_note_is_read_written_back_and_verified() {
    let Some(vectors) = vectors("signed-note/notes.json") else {
        return;
    };
    for case in vectors.as_array().unwrap() {
        let said = case["note"].as_str().unwrap();
        let key = VerifierKey::parse(case["vkey"].as_str().unwrap()).unwrap();
        assert_eq!(key.to_string(), case["vkey"]);
        let note = SignedNote::parse(said.as_bytes()).unwrap();
        assert_eq!(note.to_string(), said);
        let verified = match key.algorithm() {
            Algorithm::Ed25519 => note.verify(&key),
            Algorithm::Cosignature => cosignature::verify(&note, &key).map(drop),
        };
        assert_eq!(verified.is_ok(), case["valid"], "{}", case["desc"]);
        // One bit of the text, and the signature holds no more.
        let changed = said.replacen('0', "1", 1).replacen("the", "teh", 1);
        let changed = SignedNote::parse(changed.as_bytes()).unwrap();
        if changed.text() != note.text() {
            assert!(changed.verify(&key).is_err());
            assert!(cosignature::verify(&changed, &key).is_err());
        }
    }
}

#[test]
fn every_published_malformed_note_and_key_is_refused() {
    let Some(vectors) = vectors("signed-note/negative.json") else {
        return;
    };
    let key = VerifierKey::parse(vectors["vkey"].as_str().unwrap()).unwrap();
    let secret = SigningKey::parse(vectors["skey"].as_str().unwrap()).unwrap();
    assert_eq!(*secret.verifier(), key);
    assert_eq!(secret.secret_text(), vectors["skey"]);
    for malformed in vectors["malformed"].as_array().unwrap() {
        let said = malformed.as_str().unwrap();
        assert!(SignedNote::parse(said.as_bytes()).is_err(), "{said:?}");
    }
    for bad in vectors["bad_vkeys"].as_array().unwrap() {
        let said = bad.as_str().unwrap();
        assert!(VerifierKey::parse(said).is_err(), "{said}");
    }
}
