//! Signing keys, witness policies and witnessed publications.

use std::fmt::Write as _;

use base64ct::{Base64, Encoding};
use ed25519_dalek::{Signer, SigningKey};
use ledger::event::Event;
use ledger::event::proof::PublicationWitnessed;
use sha2::{Digest, Sha256};

use super::given::Given;
use super::{Row, check, line, no, yes};

const NAME: &str = "Exempelregionen/0193f5a2-4c1e-8d70-9b3a-5e6f708192a3";
const DECIDED: &str = r#""decision":"B-PLAN""#;

/// A key made of a number.
fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

/// The first bytes of a signature by the key.
fn key_id(name: &str, algorithm: u8, key: &SigningKey) -> [u8; 4] {
    let public = key.verifying_key().to_bytes();
    let digest = Sha256::digest([name.as_bytes(), b"\n", &[algorithm], &public].concat());
    [digest[0], digest[1], digest[2], digest[3]]
}

/// The text of a verifier key.
fn verifier(name: &str, algorithm: u8, seed: u8) -> String {
    let key = key(seed);
    let id = u32::from_be_bytes(key_id(name, algorithm, &key));
    let public = key.verifying_key().to_bytes();
    let blob = Base64::encode_string(&[&[algorithm], public.as_slice()].concat());
    format!("{name}+{id:08x}+{blob}")
}

fn witness(seed: u8) -> String {
    verifier(&format!("vittne-{seed}"), 4, seed)
}

/// A checkpoint that the witnesses with these seeds have cosigned.
fn cosigned(name: &str, size: u64, root: [u8; 32], by: &[u8]) -> String {
    let body = format!("{name}\n{size}\n{}\n", Base64::encode_string(&root));
    let mut note = format!("{body}\n");
    for seed in by {
        let (witness, key) = (format!("vittne-{seed}"), key(*seed));
        let time = 1_735_689_600_u64;
        let signature = key.sign(format!("cosignature/v1\ntime {time}\n{body}").as_bytes());
        let blob = [
            key_id(&witness, 4, &key).as_slice(),
            &time.to_be_bytes(),
            &signature.to_bytes(),
        ]
        .concat();
        writeln!(note, "— {witness} {}", Base64::encode_string(&blob)).unwrap();
    }
    note
}

/// A note as a member of JSON.
fn json(note: &str) -> String {
    serde_json::to_string(note).unwrap()
}

fn policy(witnesses: &[String], required: u8) -> String {
    format!(
        r#"{{"AdoptWitnessPolicy":{{"witnesses":{},"required":{required}}}}}"#,
        serde_json::to_string(witnesses).unwrap()
    )
}

/// Publishes a report of the first 80 events, with this note, or without one.
fn publish(note: Option<&str>) -> String {
    let shown = note.map_or(String::new(), |note| {
        format!(r#","cosigned_checkpoint":{}"#, json(note))
    });
    let hash = "ab".repeat(32);
    format!(
        r#"{{"PublishReport":{{"report":"VB","kind":"operations_report","unit":"KN","period":"2025","pinned":{{"basis":{{"size":80,"root":"{hash}","rules_version":1}},"view_sha256":"{hash}","sections":[],"failed_checks":[]{shown}}}}}}}"#
    )
}

fn rotate(next: &str, previous: Option<&str>) -> String {
    let previous = previous.map_or(String::new(), |key| format!(r#","previous":"{key}""#));
    format!(r#"{{"RotateSigningKey":{{"next":"{next}"{previous}}}}}"#)
}

pub(super) fn rows() -> Vec<Row> {
    let log = |seed| verifier(NAME, 1, seed);
    let (one, two, three) = (log(1), log(2), log(40));
    let broken = one.replace(NAME, "Annanregion/0193f5a2");
    let root = [0xab; 32];
    let good = cosigned(NAME, 80, root, &[11, 12]);
    let both = policy(&[witness(11), witness(12)], 2);
    let before = |row: Row| row.until("nyckel-1");
    let asked = |row: Row| row.until("nyckel-1").after(DECIDED, &both);
    vec![
        // The documented year has rotated from the first key to the second.
        yes(&rotate(&three, None)),
        yes(&rotate(&three, Some(&two))),
        no("previous_key", &rotate(&three, Some(&one))),
        no("nothing_changed", &rotate(&two, None)),
        // Back to a key that was the log's once.
        no("signing_key", &rotate(&one, None)),
        no("signing_key", &rotate(&log(11), None)).after(DECIDED, &policy(&[witness(11)], 1)),
        before(yes(&rotate(&two, Some(&one)))),
        before(no("previous_key", &rotate(&two, None))),
        before(no("nothing_changed", &rotate(&one, Some(&one)))),
        before(no("signing_key", &rotate("nyckel", Some(&one)))),
        before(no("signing_key", &rotate(&broken, Some(&one)))),
        before(no("signing_key", &rotate(&two, Some(&broken)))),
        before(no(
            "signing_key",
            &rotate(&verifier("Annan/1", 1, 2), Some(&one)),
        )),
        // A witness's key signs no log, and an algorithm that nobody knows nothing at all.
        before(no(
            "signing_key",
            &rotate(&verifier(NAME, 4, 2), Some(&one)),
        )),
        before(no(
            "signing_key",
            &rotate(&verifier(NAME, 6, 2), Some(&one)),
        )),
        yes(&policy(&[witness(11)], 1)).with(DECIDED),
        yes(&policy(&[], 0)).with(DECIDED),
        no("decision_missing", &policy(&[witness(11)], 1)),
        no("witness_policy", &policy(&[witness(11)], 2)).with(DECIDED),
        no("witness_policy", &policy(&[witness(11), witness(11)], 1)).with(DECIDED),
        no("witness_policy", &policy(&[log(1)], 1)).with(DECIDED),
        // One key under two names is one witness, and the log's own, now or once, is none.
        no(
            "witness_policy",
            &policy(&[witness(11), verifier("vittne-b", 4, 11)], 1),
        )
        .with(DECIDED),
        no("witness_policy", &policy(&[witness(1)], 1)).with(DECIDED),
        no("witness_policy", &policy(&[witness(2)], 1)).with(DECIDED),
        no("witness_policy", &policy(&["vittne".to_owned()], 1)).with(DECIDED),
        no(
            "witness_policy",
            &policy(&(1..=17).map(witness).collect::<Vec<_>>(), 1),
        )
        .with(DECIDED),
        before(no("nothing_changed", &policy(&[], 0))).with(DECIDED),
        no("nothing_changed", &policy(&[witness(11)], 1))
            .with(DECIDED)
            .after(DECIDED, &policy(&[witness(11)], 1)),
        // The documented year asks for one witness.
        no("witness_required", &publish(None)),
        asked(no("witness_required", &publish(None))),
        asked(yes(&publish(Some(&good)))),
        asked(no(
            "witness_required",
            &publish(Some(&cosigned(NAME, 80, root, &[11]))),
        )),
        // The same witness twice is one witness; a stranger is none.
        asked(no(
            "witness_required",
            &publish(Some(&cosigned(NAME, 80, root, &[11, 11]))),
        )),
        asked(no(
            "witness_required",
            &publish(Some(&cosigned(NAME, 80, root, &[11, 13]))),
        )),
        // A cosignature of another checkpoint is none of this one.
        asked(no(
            "witness_required",
            &publish(Some(
                &cosigned(NAME, 81, root, &[11, 12]).replacen("\n81\n", "\n80\n", 1),
            )),
        )),
        asked(no(
            "checkpoint_mismatch",
            &publish(Some(&cosigned(NAME, 79, root, &[11, 12]))),
        )),
        asked(no(
            "checkpoint_mismatch",
            &publish(Some(&cosigned(NAME, 80, [0xac; 32], &[11, 12]))),
        )),
        asked(no("checkpoint_mismatch", &publish(Some("inget")))),
        asked(no(
            "checkpoint_mismatch",
            &publish(Some(&good.replacen("\n80\n", "\n080\n", 1))),
        )),
        asked(no(
            "checkpoint_mismatch",
            &publish(Some(&cosigned("Annan/1", 80, root, &[11, 12]))),
        ))
        .after("", &rotate(&two, Some(&one))),
        // Turned off, the policy asks for nothing.
        asked(yes(&publish(None))).after(DECIDED, &policy(&[witness(11)], 0)),
        asked(yes(&publish(Some(&good)))).after(DECIDED, &policy(&[witness(11)], 0)),
        // Without a policy nobody's cosignature counts, so nothing is recorded as witnessed.
        before(yes(&publish(None))),
        before(no("witness_required", &publish(Some(&good)))),
    ]
}

#[test]
fn keys_rotate_and_publications_are_witnessed_as_the_policy_asks() {
    check(&rows());
}

#[test]
fn a_witnessed_publication_records_the_whole_note_right_after_the_report() {
    let both = policy(&[witness(11), witness(12)], 1);
    let given = Given::until("nyckel-1").and(&[&line("p", DECIDED, &both)]);
    let note = cosigned(NAME, 80, [0xab; 32], &[11, 13]);
    let events = given
        .decide(&line("when", "", &publish(Some(&note))))
        .unwrap();
    let [published, witnessed] = &events[..] else {
        panic!("{events:?}");
    };
    assert!(matches!(published.event, Event::ReportPublished(_)));
    assert_eq!(
        witnessed.event,
        Event::from(PublicationWitnessed {
            report: ledger::ids::ReportId::new("VB").unwrap(),
            checkpoint: note,
        })
    );
    assert_eq!(published.event.stream(), witnessed.event.stream());
}

#[test]
fn a_submission_without_a_note_is_written_as_before() {
    let text = line("when", "", &publish(None));
    let submission = ledger::command::Submission::parse_line(text.as_bytes()).unwrap();
    let written = serde_json::to_string(&submission).unwrap();
    assert!(!written.contains("cosigned_checkpoint"), "{written}");
}
