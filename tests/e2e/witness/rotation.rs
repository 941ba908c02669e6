//! The ledger's key is rotated: what was signed stays signed, the witness follows,
//! and it may be cut off anywhere.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use ledger::command::Submission;
use ledger::entropy::SystemEntropy;
use ledger::log::ReadLog;
use ledger::log::store::Store;
use ledger::proof::{Algorithm, SignedNote, SigningKey, VerifierKey};
use ledger::time::Timestamp;

use super::{adopt, key_of, note_event, payloads, publish, refused, witnessed_region};
use crate::harness::Ledger;

fn rotate(ledger: &Ledger) -> String {
    let answer = ledger.run(&[
        "key",
        "rotate",
        "--actor",
        "p-1",
        "--reason",
        "Årligt byte",
        "--format",
        "json",
    ]);
    let said = answer.ok().json();
    assert_eq!(said["kind"], "rotated");
    said["next"].as_str().unwrap().to_owned()
}

/// The checkpoints that the ledger keeps, in order.
fn notes(ledger: &Ledger) -> Vec<SignedNote> {
    let store = Store::open(&ledger.folder).unwrap();
    let notes = store.checkpoints().map(Result::unwrap).collect();
    store.close().unwrap();
    notes
}

fn is_signed(note: &SignedNote, key: &str) -> bool {
    note.verify(&VerifierKey::parse(key).unwrap()).is_ok()
}

#[test]
fn the_first_checkpoint_after_a_rotation_is_signed_by_both_keys_and_later_ones_by_the_next() {
    let ledger = Ledger::region();
    let old = key_of(&ledger);
    let next = rotate(&ledger);
    assert_ne!(old, next);
    assert_eq!(key_of(&ledger), next);
    note_event(&ledger, "efter-bytet");
    let rotation = &payloads(&ledger, "SigningKeyRotated")[0];
    assert_eq!(rotation["previous"], old.as_str());
    assert_eq!(rotation["next"], next.as_str());
    let notes = notes(&ledger);
    let signed: Vec<(bool, bool)> = notes
        .iter()
        .map(|note| (is_signed(note, &old), is_signed(note, &next)))
        .collect();
    let [before @ .., both, after] = &signed[..] else {
        panic!("{signed:?}");
    };
    assert!(!before.is_empty() && before.iter().all(|by| *by == (true, false)));
    assert_eq!((*both, *after), ((true, true), (false, true)));
    let key = ledger.folder.join("signing-key");
    let mode = fs::metadata(&key).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    assert!(!ledger.folder.join("signing-key.next").exists());
    // And once more.
    let third = rotate(&ledger);
    note_event(&ledger, "efter-nasta-byte");
    assert!(is_signed(self::notes(&ledger).last().unwrap(), &third));
}

#[test]
fn a_witness_takes_the_checkpoint_of_the_rotation_and_then_asks_for_the_next_key() {
    let (ledger, mut office) = witnessed_region();
    office.start();
    publish(&ledger, "PR-1", &["--witness", office.url()]).ok();
    let next = rotate(&ledger);
    // Signed by both keys, it is known by the one that the witness trusts.
    publish(&ledger, "PR-2", &["--witness", office.url()]).ok();
    note_event(&ledger, "efter-bytet");
    refused(
        &ledger.run(&["witness", "--url", office.url()]),
        &["litar inte på den nyckel", "--log-key", "HTTP 403"],
    );
    office.kill();
    office.trust(&next);
    office.start();
    publish(&ledger, "PR-3", &["--witness", office.url()]).ok();
}

/// Cut off between keeping the next key and recording it: the old key is still
/// the key, and the same next key is used when the rotation is done.
#[test]
fn a_rotation_that_was_cut_off_before_it_was_recorded_is_done_with_the_kept_key() {
    let ledger = Ledger::region();
    let old = key_of(&ledger);
    let name = VerifierKey::parse(&old).unwrap().name().to_owned();
    let kept = SigningKey::from_seed(&name, Algorithm::Ed25519, &[5; 32]).unwrap();
    ledger::proof::key_file::write(&ledger.folder, "signing-key.next", &kept).unwrap();
    note_event(&ledger, "mellan");
    assert_eq!(key_of(&ledger), old);
    let last = notes(&ledger).pop().unwrap();
    assert!(is_signed(&last, &old) && !is_signed(&last, &kept.verifier().to_string()));
    assert_eq!(rotate(&ledger), kept.verifier().to_string());
}

/// Cut off between recording the rotation and signing by both keys: whatever is
/// written next finishes it first.
#[test]
fn a_rotation_that_was_cut_off_after_it_was_recorded_is_finished_at_the_next_writing() {
    for again in [false, true] {
        let ledger = Ledger::region();
        let old = key_of(&ledger);
        let name = VerifierKey::parse(&old).unwrap().name().to_owned();
        let kept = SigningKey::from_seed(&name, Algorithm::Ed25519, &[5; 32]).unwrap();
        let next = kept.verifier().to_string();
        ledger::proof::key_file::write(&ledger.folder, "signing-key.next", &kept).unwrap();
        // Recorded by a writer that signs nothing, as one that was killed at once.
        let line = format!(
            r#"{{"id":"byte","actor":"p-1","command":{{"RotateSigningKey":{{"next":"{next}","previous":"{old}"}}}}}}"#
        );
        let submission = Submission::parse_line(line.as_bytes()).unwrap();
        let store = Store::open(&ledger.folder).unwrap();
        let entropy = Box::new(SystemEntropy::open().unwrap());
        let mut writer = ledger::ledger::Ledger::open(store, entropy).unwrap();
        let now = Timestamp(4_102_444_800_000_000);
        writer.submit(&submission, now).unwrap();
        drop(writer);
        if again {
            // Asked to rotate, it finishes that rotation and makes no other.
            assert_eq!(rotate(&ledger), next);
        } else {
            note_event(&ledger, "efterat");
        }
        let notes = notes(&ledger);
        let both = notes
            .iter()
            .filter(|note| is_signed(note, &old) && is_signed(note, &next));
        assert_eq!(both.count(), 1);
        assert_eq!(key_of(&ledger), next);
        assert_eq!(payloads(&ledger, "SigningKeyRotated").len(), 1);
        assert!(!ledger.folder.join("signing-key.next").exists());
        note_event(&ledger, "sist");
        let last = self::notes(&ledger).pop().unwrap();
        assert!(is_signed(&last, &next) && !is_signed(&last, &old));
    }
}

#[test]
fn a_rotation_says_who_makes_it() {
    let ledger = Ledger::region();
    let nobody = ledger.run(&["key", "rotate"]);
    assert_eq!(nobody.code, 2, "{}", nobody.err);
    assert!(!ledger.folder.join("signing-key.next").exists());
    // A policy that names the log's key as its witness names no witness.
    let own = key_of(&ledger);
    let line = format!(
        r#"{{"id":"v","actor":"p-1","decision":"B-PLAN","command":{{"AdoptWitnessPolicy":{{"witnesses":["{own}"],"required":1}}}}}}"#
    );
    let answer = ledger.run_with(&["record"], line.as_bytes());
    assert_eq!(answer.code, 1, "{}", answer.out);
    let office = super::office::Office::new("v");
    adopt(&ledger, "ingen", std::slice::from_ref(&office.key), 0);
}

/// The verifier has only the archive and the first key: from there it follows
/// the rotation, the witness's word and the publication that rests on it.
#[test]
fn the_verifier_follows_the_keys_and_the_witnesss_word_through_the_archive() {
    let (ledger, mut office) = witnessed_region();
    let first = key_of(&ledger);
    office.start();
    publish(&ledger, "PR-1", &["--witness", office.url()]).ok();
    let next = rotate(&ledger);
    publish(&ledger, "PR-2", &["--witness", office.url()]).ok();
    office.kill();
    office.trust(&next);
    office.start();
    note_event(&ledger, "efter-bytet");
    publish(&ledger, "PR-3", &["--witness", office.url()]).ok();

    let archive = ledger.around.path().join("arkiv");
    ledger.run(&["export", archive.to_str().unwrap()]).ok();
    let examine = |key: &str| -> crate::harness::Answer {
        let mut command = crate::harness::granska();
        command.arg("archive").arg(&archive).args(["--key", key]);
        command.output().unwrap().into()
    };
    let verdict = examine(&first).ok();
    assert!(verdict.out.contains("GODKÄNT"), "{}", verdict.out);
    assert!(
        verdict.out.contains("3 bevittnade publiceringar"),
        "{}",
        verdict.out
    );
    // A witness's key is not the log's.
    assert_ne!(examine(&office.key).code, 0);

    // A word of the witness that is not its own is told apart.
    let path = archive.join("checkpoints.txt");
    let kept = fs::read_to_string(&path).unwrap();
    let line = kept
        .lines()
        .find(|line| line.starts_with("— revisorerna.example/vittne "))
        .unwrap();
    let changed = {
        let at = line.len() - 20;
        let other = if line.as_bytes()[at] == b'A' {
            "B"
        } else {
            "A"
        };
        format!("{}{other}{}", &line[..at], &line[at + 1..])
    };
    fs::write(&path, kept.replacen(line, &changed, 1)).unwrap();
    let verdict = examine(&first);
    assert_eq!(verdict.code, 1, "{}", verdict.out);
    assert!(verdict.out.contains("(cosignatures)"), "{}", verdict.out);
}
