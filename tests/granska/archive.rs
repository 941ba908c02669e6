//! Whole archives hold; each kind of fault is found by the check that is for it.

use granska::archive::{self, Asked, Held, Request};
use granska::note::{Algorithm, Checkpoint, SigningKey, VerifierKey};
use granska::verdict::{Check, Outcome, Verdicts};
use serde_json::{Value, json};

use crate::builder::{self, Builder};
use crate::scratch::{Files, Scratch};

pub(crate) fn examine_in(scratch: &Scratch, key: &VerifierKey) -> Verdicts {
    let request = Request {
        folder: scratch.path(),
        keys: vec![key.clone()],
        checkpoint: None,
        asked: Asked::default(),
    };
    archive::examine(&request).unwrap().0
}

pub(crate) fn examine(files: &Files, key: &VerifierKey) -> Verdicts {
    examine_in(&Scratch::with(files), key)
}

#[test]
fn a_small_archive_holds() {
    let builder = builder::small();
    let verdicts = examine(&builder.files(), &builder.vkey());
    assert!(verdicts.hold(), "{verdicts}");
}

#[test]
fn an_archive_with_redaction_rotation_and_witnesses_holds() {
    let builder = builder::whole();
    let verdicts = examine(&builder.files(), &builder.vkey());
    assert!(verdicts.hold(), "{verdicts}");
    for check in [Check::Witnessed, Check::Cosignatures, Check::Redactions] {
        assert_eq!(
            verdicts.get(check).unwrap().outcome,
            Outcome::Holds,
            "{verdicts}"
        );
    }
    let notes = &verdicts.get(Check::Reports).unwrap().notes;
    assert!(
        notes[0].contains("VB-1 kan inte längre återskapas i sin helhet: @3 gallrade"),
        "{notes:?}"
    );
    assert!(
        notes[1].starts_with("1 rapport kan återskapas i sin helhet, 1 kan det inte"),
        "{notes:?}"
    );
}

#[test]
fn the_later_key_of_a_rotation_is_as_good_to_know_as_the_first() {
    let builder = builder::whole();
    let verdicts = examine(&builder.files(), builder.key.verifier());
    assert!(verdicts.hold(), "{verdicts}");
}

fn held(text: &str) -> Held {
    let (note, checkpoint) = Checkpoint::of_note(text).unwrap();
    Held {
        file: "min.txt".to_owned(),
        note,
        checkpoint,
    }
}

fn examine_held(builder: &Builder, checkpoint: &str) -> Verdicts {
    let scratch = Scratch::with(&builder.files());
    let request = Request {
        folder: scratch.path(),
        keys: vec![builder.vkey()],
        checkpoint: Some(held(checkpoint)),
        asked: Asked::default(),
    };
    archive::examine(&request).unwrap().0
}

#[test]
fn a_held_checkpoint_of_the_same_history_holds() {
    let builder = builder::small();
    let verdicts = examine_held(&builder, &builder.notes[0]);
    assert!(verdicts.hold(), "{verdicts}");
    assert_eq!(
        verdicts.get(Check::OwnCheckpoint).unwrap().outcome,
        Outcome::Holds
    );
}

#[test]
fn a_fork_that_the_same_key_signed_is_refused_by_a_held_checkpoint() {
    let before = builder::small();
    let mut fork = Builder::new("Region Prov");
    fork.event(
        "UnitEstablished",
        "unit/RS",
        json!({
        "kind": "executive_board", "name": "En annan", "unit": "RS", "valid_from": "2015-01-01"}),
    );
    fork.event(
        "UnitRenamed",
        "unit/RS",
        json!({"name": "Än en", "unit": "RS", "valid_from": "2016-01-01"}),
    );
    fork.event(
        "UnitRenamed",
        "unit/RS",
        json!({"name": "Nu då", "unit": "RS", "valid_from": "2017-01-01"}),
    );
    fork.checkpoint();
    assert!(examine(&fork.files(), &fork.vkey()).hold());
    let verdicts = examine_held(&fork, &before.notes[0]);
    assert_eq!(verdicts.failing(), [Check::OwnCheckpoint], "{verdicts}");
}

#[test]
fn a_history_that_another_key_signed_is_refused() {
    let builder = builder::small();
    let other = builder.forger();
    let mut forged = builder::small();
    forged.first_key = other.clone();
    forged.key = other;
    forged.notes.clear();
    forged.checkpoint();
    assert!(examine(&forged.files(), &forged.vkey()).hold());
    let verdicts = examine(&forged.files(), &builder.vkey());
    assert_eq!(verdicts.failing(), [Check::TrustedKey], "{verdicts}");
}

#[test]
fn an_archive_of_another_ledger_is_refused() {
    let other = Builder::new("Region Annan");
    let builder = builder::small();
    let verdicts = examine(&builder.files(), &other.vkey());
    assert_eq!(verdicts.failing(), [Check::TrustedKey], "{verdicts}");
}

#[test]
fn a_report_whose_figures_follow_from_its_events_holds_and_another_does_not() {
    let right = builder::with_figures(-100_000);
    let verdicts = examine(&right.files(), &right.vkey());
    assert!(verdicts.hold(), "{verdicts}");
    let wrong = builder::with_figures(-99_900);
    let verdicts = examine(&wrong.files(), &wrong.vkey());
    assert_eq!(verdicts.failing(), [Check::Recount], "{verdicts}");
    let finding = &verdicts.get(Check::Recount).unwrap().findings[0].text;
    assert!(finding.contains("rad result, kolumn outcome"), "{finding}");
}

/// The report file of an archive, written anew with its line in the manifest.
fn with_report(builder: &Builder, change: impl Fn(&mut Value)) -> Files {
    let mut files = builder.files();
    let name = "reports/VB-1.json";
    let mut document: Value = serde_json::from_slice(&files[name]).unwrap();
    change(&mut document);
    let bytes = [builder::canonical(&document), b"\n".to_vec()].concat();
    let mut manifest: Value = serde_json::from_slice(&files["archive.json"]).unwrap();
    let listed = manifest["files"].as_array_mut().unwrap();
    let row = listed.iter_mut().find(|row| row["name"] == name).unwrap();
    row["sha256"] = json!(granska::tree::hex(&builder::sha256(&bytes)));
    files.insert(name.to_owned(), bytes);
    let manifest = [builder::canonical(&manifest), b"\n".to_vec()].concat();
    files.insert("archive.json".to_owned(), manifest);
    files
}

/// Goal: after a redaction nobody without the key can change a report's texts.
/// Method: another text beside the redacted place, and its SHA-256 in the
/// manifest, which keeps the signature that it had.
#[test]
fn a_report_that_is_changed_after_a_redaction_is_refused_for_the_manifests_signature() {
    let builder = builder::whole();
    let files = with_report(&builder, |document| {
        document["sections"][0]["blocks"][0]["text"] =
            json!("Gallrad uppgift (@3, beslut B-1). Mycket gott.");
        document["title"] = json!("En annan rubrik");
    });
    let verdicts = examine(&files, &builder.vkey());
    assert_eq!(verdicts.failing(), [Check::ArchiveSignature], "{verdicts}");
}

/// Goal: a redaction gives the keeper of the key no leave to change another
/// section, or the order of them.
/// Method: a manifest signed anew over a report with another heading in a
/// section that shows no redaction, and over one whose sections are turned.
#[test]
fn a_section_that_shows_no_redaction_is_refused_when_it_differs() {
    let builder = builder::whole();
    let heading: fn(&mut Value) = |document| {
        document["sections"][1]["heading"] = json!("Något annat");
    };
    let turned: fn(&mut Value) = |document| {
        document["sections"].as_array_mut().unwrap().reverse();
    };
    for change in [heading, turned] {
        let mut files = with_report(&builder, change);
        let manifest = serde_json::from_slice(&files["archive.json"]).unwrap();
        let signed = builder.signed_manifest(manifest);
        files.insert("archive.json".to_owned(), signed);
        let verdicts = examine(&files, &builder.vkey());
        assert_eq!(verdicts.failing(), [Check::Reports], "{verdicts}");
    }
}

/// Goal: a published report is always counted anew, whatever its file says that
/// it rests on.
/// Method: the forged document is published itself, so that its hash agrees,
/// but it rests on a size that the log never has, or on none.
#[test]
fn a_report_whose_file_rests_on_another_basis_than_its_publication_is_refused() {
    for basis in [
        Some(json!({"root": "", "rules_version": 1, "size": 9_000_000})),
        None,
    ] {
        let mut builder = builder::small();
        let mut document = builder.document("Året var gott.");
        let of_event = document["basis"].clone();
        match basis {
            Some(basis) => document["basis"] = basis,
            None => drop(document.as_object_mut().unwrap().remove("basis")),
        }
        builder.publish_upon("VB-2", document, &of_event);
        builder.checkpoint();
        let verdicts = examine(&builder.files(), &builder.vkey());
        let failing = verdicts.failing();
        assert_eq!(failing, [Check::Reports, Check::Recount], "{verdicts}");
    }
}

/// Goal: what a report says that it is must be what its publication says, also
/// when the file is the published one byte for byte.
/// Method: a document of another kind is published under the event's kind.
#[test]
fn a_report_of_another_kind_than_its_publication_is_refused() {
    let mut builder = builder::small();
    let mut document = builder.document("Året var gott.");
    document["kind"] = json!("special_report");
    builder.publish_document("VB-2", document);
    builder.checkpoint();
    let verdicts = examine(&builder.files(), &builder.vkey());
    assert!(verdicts.failing().contains(&Check::Reports), "{verdicts}");
}

/// Goal: a witness that the auditor names has cosigned what the archive holds; a
/// keeper that forks cannot just leave its signatures out.
/// Method: the same archive with the witness's signature and without it.
#[test]
fn a_witness_that_the_auditor_names_must_have_cosigned() {
    for cosigned in [true, false] {
        let mut builder = builder::small();
        let witness = builder.witness.verifier().clone();
        let policy = json!({"required": 0, "witnesses": [witness.to_string()]});
        builder.event("WitnessPolicyAdopted", "proof/witnesses", policy);
        if cosigned {
            builder.cosigned_checkpoint();
        } else {
            builder.checkpoint();
        }
        let keys = [builder.vkey(), witness];
        let verdicts = examine_by(&builder, &keys);
        let verdict = verdicts.get(Check::Cosignatures).unwrap();
        if cosigned {
            assert!(verdicts.hold(), "{verdicts}");
            assert!(
                verdict.notes[0].ends_with("har skrivit under upp till 6 av 6 händelser"),
                "{verdicts}"
            );
        } else {
            assert_eq!(verdicts.failing(), [Check::Cosignatures], "{verdicts}");
        }
    }
}

/// Goal: witnesses are counted by who holds the key, not by name, and the log is
/// nobody's witness.
/// Method: policies with a key twice, under two names, and with the log's own.
#[test]
fn one_holder_of_a_key_is_not_two_witnesses_nor_the_log_its_own() {
    let cosigner = |name: &str, seed: u8| {
        let key = SigningKey::from_seed(name, Algorithm::Cosignature, &[seed; 32]).unwrap();
        key.verifier().to_string()
    };
    for witnesses in [
        [cosigner("vittne", 9), cosigner("vittne", 9)],
        [cosigner("vittne", 9), cosigner("vittne-tva", 9)],
        [cosigner("vittne", 9), cosigner("liggaren", 1)],
    ] {
        let mut builder = builder::small();
        let policy = json!({"required": 2, "witnesses": witnesses});
        builder.event("WitnessPolicyAdopted", "proof/witnesses", policy);
        builder.checkpoint();
        let verdicts = examine(&builder.files(), &builder.vkey());
        assert_eq!(verdicts.failing(), [Check::Cosignatures], "{verdicts}");
    }
}

/// Goal: who holds a key that has been replaced cannot go on as if it had not.
/// Method: an auditor that knows both keys examines an archive without the
/// replacement, signed by the first.
#[test]
fn an_archive_that_does_not_know_the_auditors_newer_key_is_refused() {
    let rotated = builder::whole();
    let keys = [rotated.vkey(), rotated.key.verifier().clone()];
    let verdicts = examine_by(&rotated, &keys);
    assert!(verdicts.hold(), "{verdicts}");
    let verdicts = examine_by(&builder::small(), &keys);
    assert_eq!(verdicts.failing(), [Check::TrustedKey], "{verdicts}");
}

fn examine_by(builder: &Builder, keys: &[VerifierKey]) -> Verdicts {
    let scratch = Scratch::with(&builder.files());
    let request = Request {
        folder: scratch.path(),
        keys: keys.to_vec(),
        checkpoint: None,
        asked: Asked::default(),
    };
    archive::examine(&request).unwrap().0
}

/// Goal: a file that leads elsewhere, or never ends, is refused and not read.
/// Method: each file of an archive in turn is a link to the device of zeros.
#[cfg(unix)]
#[test]
fn a_file_of_an_archive_that_is_a_link_is_refused_and_not_read() {
    let builder = builder::small();
    let files = builder.files();
    for name in files.keys() {
        let scratch = Scratch::with(&files);
        scratch.remove(name);
        std::os::unix::fs::symlink("/dev/zero", scratch.path().join(name)).unwrap();
        let verdicts = examine_in(&scratch, &builder.vkey());
        let expected = if name == "archive.json" {
            Check::Manifest
        } else {
            Check::Files
        };
        assert!(verdicts.failing().contains(&expected), "{name}: {verdicts}");
    }
}

/// Goal: a name in the manifest is judged before it is used.
/// Method: a manifest that lists what stands outside the reports' folder.
#[test]
fn a_name_that_leads_out_of_the_archive_is_refused_and_not_opened() {
    let builder = builder::small();
    let mut files = builder.files();
    let mut manifest: Value = serde_json::from_slice(&files["archive.json"]).unwrap();
    let row = json!({"name": "reports/..", "sha256": "00".repeat(32)});
    manifest["files"].as_array_mut().unwrap().insert(2, row);
    files.insert("archive.json".to_owned(), builder.signed_manifest(manifest));
    let verdicts = examine(&files, &builder.vkey());
    assert!(verdicts.failing().contains(&Check::Files), "{verdicts}");
}
