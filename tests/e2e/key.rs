//! Keys at the command line: made by `init`, shown by `key`, needed to write.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use ledger::proof::{SignedNote, SigningKey, TreeHead, VerifierKey};

use crate::harness::Ledger;
use crate::served::Served;

const COMMAND: &str = r#"{"id":"k1","actor":"p-1","command":{"EstablishUnit":{"unit":"RF","name":"Regionfullmäktige","kind":"assembly","valid_from":"2024-01-01"}}}"#;

fn record(ledger: &Ledger) -> crate::harness::Answer {
    ledger.run_with(&["record", "-"], COMMAND.as_bytes())
}

/// The notes that the ledger keeps, read from its file as its format page says.
fn notes(ledger: &Ledger) -> Vec<SignedNote> {
    let text = fs::read_to_string(ledger.folder.join("journal/checkpoints")).unwrap_or_default();
    let mut notes = Vec::new();
    let mut note = String::new();
    for line in text.split_inclusive('\n') {
        if line.starts_with("crc32 ") {
            notes.push(SignedNote::parse(note.as_bytes()).unwrap());
            note.clear();
        } else {
            note.push_str(line);
        }
    }
    assert!(note.is_empty(), "{note}");
    notes
}

/// The key is public and stands in a file, and yet the server had to be stopped for
/// it; a script that asked for it got an empty text.
#[test]
fn the_keys_are_shown_while_the_ledger_is_served_as_when_it_is_not() {
    let ledger = Ledger::empty();
    record(&ledger).ok();
    let shown = ["key", "--format", "json"];
    let before = ledger.run(&shown).ok().out;
    let served = Served::start(ledger, &[]);
    assert_eq!(served.ledger.run(&shown).ok().out, before);
    let status = served.ledger.run(&["status"]);
    assert_eq!(status.code, 3, "{}", status.err);
    assert!(status.err.contains("HTTP"), "{}", status.err);
    let ledger = served.stop();
    ledger.run(&["key", "rotate", "--actor", "p-3"]).ok();
    let rotated = ledger.run(&shown).ok().out;
    assert_ne!(rotated, before);
    let served = Served::start(ledger, &[]);
    assert_eq!(served.ledger.run(&shown).ok().out, rotated);
    // Of a ledger with more events than its checkpoints have bytes, it said damage.
    let many = Ledger::demonstration();
    let before = many.run(&shown).ok().out;
    let served = Served::start(many, &[]);
    assert_eq!(served.ledger.run(&shown).ok().out, before);
    // A key that is not the ledger's is not shown as its key.
    let ledger = Ledger::empty();
    record(&ledger).ok();
    let other = Ledger::empty();
    let served = Served::start(ledger, &[]);
    fs::copy(
        other.folder.join("signing-key"),
        served.ledger.folder.join("signing-key"),
    )
    .expect("a copy");
    assert_eq!(served.ledger.run(&shown).code, 3);
}

#[test]
fn init_makes_a_key_that_only_its_owner_reads_and_shows_the_one_that_verifies() {
    let ledger = Ledger::none();
    let answer = ledger
        .run(&["init", "--origin", "Region Ö", "--format", "json"])
        .ok()
        .json();
    let shown = answer["verifier_key"].as_str().unwrap();
    let verifier = VerifierKey::parse(shown).unwrap();
    let id = answer["ledger"].as_str().unwrap();
    assert_eq!(verifier.name(), format!("Region-Ö/{id}"));
    let file = ledger.folder.join("signing-key");
    let mode = fs::metadata(&file).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    let secret = fs::read_to_string(&file).unwrap();
    let secret = SigningKey::parse(secret.trim_end()).unwrap();
    assert_eq!(*secret.verifier(), verifier);
    let text = ledger.run(&["key"]).ok();
    assert!(text.out.contains(shown), "{}", text.out);
    assert!(!text.out.contains("PRIVATE"));
    let json = ledger.run(&["key", "--format", "json"]).ok().json();
    assert_eq!(json["keys"][0]["verifier_key"], shown);
    assert!(json["keys"][0]["rotated_at"].is_null());

    assert!(notes(&ledger).is_empty());
    record(&ledger).ok();
    let notes = notes(&ledger);
    let [note] = &notes[..] else {
        panic!("{notes:?}")
    };
    assert_eq!(note.verify(&verifier), Ok(()));
    let head = TreeHead::of(note).unwrap();
    let (size, root) = ledger.size_and_root();
    assert_eq!((head.size, head.root.to_string()), (size, root));
}

#[test]
fn without_its_key_a_ledger_is_read_and_not_written_and_the_remedy_is_told() {
    let ledger = Ledger::empty();
    record(&ledger).ok();
    let file = ledger.folder.join("signing-key");
    let aside = ledger.folder.join("undanlagd");
    fs::rename(&file, &aside).unwrap();
    ledger.run(&["status"]).ok();
    ledger.run(&["log"]).ok();
    ledger
        .run_with(&["record", "-", "--check"], COMMAND.as_bytes())
        .ok();
    let refused = record(&ledger);
    assert_eq!(refused.code, 3);
    assert!(refused.err.contains("signing-key"), "{}", refused.err);
    assert!(refused.err.contains("Lägg tillbaka"), "{}", refused.err);
    // A new key would make the older checkpoints nobody's.
    let refused = ledger.run(&["key", "create"]);
    assert_eq!(refused.code, 1, "{}", refused.err);

    let other = Ledger::empty();
    fs::copy(other.folder.join("signing-key"), &file).unwrap();
    let refused = record(&ledger);
    assert_eq!(refused.code, 3);
    assert!(refused.err.contains("nyckeln hör till"), "{}", refused.err);
    fs::remove_file(&file).unwrap();

    fs::copy(&aside, &file).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let refused = record(&ledger);
    assert_eq!(refused.code, 3);
    assert!(refused.err.contains("chmod 600"), "{}", refused.err);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    record(&ledger).ok();
}

#[test]
fn a_ledger_that_was_never_signed_is_given_a_key_on_request_and_only_once() {
    let ledger = Ledger::empty();
    fs::remove_file(ledger.folder.join("signing-key")).unwrap();
    let refused = record(&ledger);
    assert_eq!(refused.code, 3);
    assert!(
        refused.err.contains("liggare key create"),
        "{}",
        refused.err
    );
    ledger.run(&["key", "create"]).ok();
    let refused = ledger.run(&["key", "create"]);
    assert_eq!(refused.code, 3);
    assert!(refused.err.contains("finns redan"), "{}", refused.err);
    record(&ledger).ok();
    assert_eq!(notes(&ledger).len(), 1);
}

#[test]
fn the_demonstration_is_signed_at_every_publication_by_a_key_that_it_says_protects_nothing() {
    let ledger = Ledger::demonstration();
    let shown = ledger.run(&["key"]).ok().out;
    assert!(shown.contains("skyddar ingenting"), "{shown}");
    let json = ledger.run(&["key", "--format", "json"]).ok().json();
    let key = json["keys"][0]["verifier_key"].as_str().unwrap();
    let key = VerifierKey::parse(key).unwrap();
    let reports = ledger.run(&["reports", "--format", "json"]).ok().json();
    let published = reports["reports"].as_array().unwrap().len();
    let notes = notes(&ledger);
    assert!(notes.len() >= published, "{} notes", notes.len());
    let mut before = 0;
    for note in &notes {
        assert_eq!(note.verify(&key), Ok(()));
        let size = TreeHead::of(note).unwrap().size;
        assert!(size > before);
        before = size;
    }
    assert_eq!(before, ledger.size_and_root().0);
}
