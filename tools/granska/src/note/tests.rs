//! Notes, keys, checkpoints and cosignatures; the public vectors where they are
//! at hand.

use proptest::prelude::*;

use super::*;
use crate::vectors;

fn key(name: &str, algorithm: Algorithm, seed: u8) -> SigningKey {
    SigningKey::from_seed(name, algorithm, &[seed; 32]).unwrap()
}

#[test]
fn what_is_signed_verifies_and_nothing_else_does() {
    let log = key("example.org/log", Algorithm::Ed25519, 1);
    let note = log.note("hej\n\nhopp\n").unwrap();
    assert_eq!(Note::parse(&note.text()).unwrap(), note);
    assert_eq!(note.verify(log.verifier()), Ok(()));
    let other = key("example.org/log", Algorithm::Ed25519, 2);
    assert_eq!(note.verify(other.verifier()), Err(SignatureError::Absent));
    let mut changed = note.clone();
    changed.body.push('\n');
    assert_eq!(changed.verify(log.verifier()), Err(SignatureError::Wrong));
}

#[test]
fn every_changed_bit_of_a_note_is_refused() {
    let log = key("example.org/log", Algorithm::Ed25519, 1);
    let witness = key("vittne", Algorithm::Cosignature, 3);
    let body = Checkpoint {
        origin: "example.org/log".to_owned(),
        size: 12,
        root: [7; 32],
    }
    .body();
    let mut note = log.note(&body).unwrap();
    note.signatures
        .push(witness.cosign(&body, 1_700_000_000).unwrap());
    let text = note.text();
    let holds = |text: &str| {
        Checkpoint::of_note(text).is_ok_and(|(note, checkpoint)| {
            note.text() == text
                && checkpoint.body() == note.body
                && note.verify(log.verifier()).is_ok()
                && note.verify(witness.verifier()).is_ok()
        })
    };
    assert!(holds(&text));
    for byte in 0..text.len() {
        for bit in 0..8 {
            let mut bytes = text.clone().into_bytes();
            bytes[byte] ^= 1 << bit;
            if let Ok(changed) = String::from_utf8(bytes) {
                assert!(!holds(&changed), "byte {byte}, bit {bit}: {changed}");
            }
        }
    }
}

#[test]
fn malformed_notes_are_refused_by_what_is_wrong() {
    let line = key("a", Algorithm::Ed25519, 1).sign("x\n").unwrap().line();
    let line = line.as_str();
    let mut many = "x\n\n".to_owned();
    for nth in 0..101 {
        many += &["— k", &nth.to_string(), " AAAAAAAA\n"].concat();
    }
    for (text, error) in [
        ("x\n", NoteError::NoSeparator),
        ("x\n\n", NoteError::Count(0)),
        ("x\n\n— a AAAAAAAA", NoteError::NoLineEnd),
        ("\u{1}x\n\n— a AAAAAAAA\n", NoteError::Control(0)),
        (many.as_str(), NoteError::Count(101)),
        (&format!("x\n\n{line}{line}"), NoteError::Twice(2)),
    ] {
        assert_eq!(Note::parse(text), Err(error), "{text}");
    }
    for below in [
        "- a AAAAAAAA",
        "—a AAAAAAAA",
        "— a",
        "— a b AAAAAAAA",
        "— a AAAAAA==",
        "— a AAAAAAB=",
        "— a AAAAAAA",
        "— a+b AAAAAAAA",
        "—  AAAAAAAA",
        "tillägg",
    ] {
        let note = Note::parse(&format!("x\n\n{below}\n"));
        assert!(
            matches!(note, Err(NoteError::Line(1, _))),
            "{below}: {note:?}"
        );
    }
}

#[test]
fn keys_are_read_back_and_others_refused() {
    let log = key("region/1", Algorithm::Ed25519, 1);
    let text = log.verifier().to_string();
    assert_eq!(&VerifierKey::parse(&text).unwrap(), log.verifier());
    let again = SigningKey::parse(&log.private_text()).unwrap();
    assert_eq!(again.verifier(), log.verifier());
    assert!(SigningKey::parse(&text).is_err());
    assert_eq!(VerifierKey::parse("a+b"), Err(KeyError::Form));
    assert_eq!(VerifierKey::parse("a b+00000000+AA=="), Err(KeyError::Form));
    assert_eq!(VerifierKey::parse("a+0000000G+AA=="), Err(KeyError::Id));
    assert_eq!(VerifierKey::parse("a+00000000+AA"), Err(KeyError::Bytes));
    let pq = Base64::encode_string(&[&[6][..], &[9; 32]].concat());
    let unknown = VerifierKey::parse(&format!("a+00000000+{pq}"));
    assert_eq!(unknown, Err(KeyError::Algorithm(6)));
    assert_eq!(unknown.unwrap_err().to_string(), "okänd algoritm 0x06");
    assert_eq!(
        VerifierKey::parse(&text.replace("region/1", "region/2")),
        Err(KeyError::OtherId)
    );
}

#[test]
fn a_checkpoint_is_written_in_one_way_only() {
    let root = Base64::encode_string(&[0; 32]);
    assert!(Checkpoint::parse(&format!("a\n5\n{root}\n")).is_ok());
    for (body, error) in [
        (format!("a\n5\n{root}"), CheckpointError::Lines),
        (format!("a\n5\n{root}\ntillägg\n"), CheckpointError::Lines),
        (format!("\n5\n{root}\n"), CheckpointError::Origin),
        (format!("a\n05\n{root}\n"), CheckpointError::Size),
        (format!("a\n+5\n{root}\n"), CheckpointError::Size),
        (format!("a\n-5\n{root}\n"), CheckpointError::Size),
        (
            format!("a\n18446744073709551616\n{root}\n"),
            CheckpointError::Size,
        ),
        ("a\n5\nAA==\n".to_owned(), CheckpointError::Root),
    ] {
        assert_eq!(Checkpoint::parse(&body), Err(error), "{body}");
    }
}

use checkpoint::CheckpointError;

#[test]
fn a_cosignature_is_over_its_time_too() {
    let witness = key("vittne", Algorithm::Cosignature, 3);
    let line = witness.cosign("a\n1\nx\n", 99).unwrap();
    let mut cosignature = Cosignature::of(&line, witness.verifier()).unwrap();
    assert_eq!(cosignature.time, 99);
    assert_eq!(cosignature.verify(b"a\n1\nx\n", witness.verifier()), Ok(()));
    cosignature.time = 100;
    assert_eq!(
        cosignature.verify(b"a\n1\nx\n", witness.verifier()),
        Err(SignatureError::Wrong)
    );
    let log = key("vittne", Algorithm::Ed25519, 3);
    assert_eq!(log.cosign("a\n", 1), Err(SignatureError::Algorithm));
    assert_eq!(witness.sign("a\n"), Err(SignatureError::Algorithm));
}

#[test]
fn the_public_vectors_of_notes_hold() {
    let (Some(notes), Some(negative)) = (
        vectors::read("signed-note/notes.json"),
        vectors::read("signed-note/negative.json"),
    ) else {
        return;
    };
    let notes: serde_json::Value = serde_json::from_str(&notes).unwrap();
    for case in notes.as_array().unwrap() {
        let text = case["note"].as_str().unwrap();
        let key = VerifierKey::parse(case["vkey"].as_str().unwrap()).unwrap();
        let verified = Note::parse(text).map(|note| {
            assert_eq!(note.text(), text);
            note.verify(&key)
        });
        let holds = verified == Ok(Ok(()));
        assert_eq!(holds, case["valid"] == true, "{case}: {verified:?}");
        let three_lines = text
            .find("\n\n")
            .is_some_and(|end| text[..end].lines().count() == 3);
        assert_eq!(Checkpoint::of_note(text).is_ok(), three_lines, "{case}");
    }
    let negative: serde_json::Value = serde_json::from_str(&negative).unwrap();
    let key = VerifierKey::parse(negative["vkey"].as_str().unwrap()).unwrap();
    let secret = SigningKey::parse(negative["skey"].as_str().unwrap()).unwrap();
    assert_eq!(secret.verifier(), &key);
    for text in negative["malformed"].as_array().unwrap() {
        assert!(Note::parse(text.as_str().unwrap()).is_err(), "{text}");
    }
    for text in negative["bad_vkeys"].as_array().unwrap() {
        assert!(
            VerifierKey::parse(text.as_str().unwrap()).is_err(),
            "{text}"
        );
    }
}

fn as_array<const N: usize>(text: &str) -> Option<[u8; N]> {
    base64(text)?.try_into().ok()
}

proptest! {
    #[test]
    fn base64_of_so_many_bytes_is_read_as_any_other(
        hash: [u8; 32],
        salt: [u8; 16],
        text in "[A-Da-d8-9+/=.å]{20,24}",
        (at, digit) in (0..44_usize, "[A-Da-z0-9+/=]"),
    ) {
        let (hash_text, salt_text) = (Base64::encode_string(&hash), Base64::encode_string(&salt));
        prop_assert_eq!(base64_array(&hash_text), Some(hash));
        prop_assert_eq!(base64_array(&salt_text), Some(salt));
        prop_assert_eq!(base64_array::<16>(&hash_text), None);
        let mut changed = hash_text;
        changed.replace_range(at..=at, &digit);
        prop_assert_eq!(base64_array::<32>(&changed), as_array(&changed));
        prop_assert_eq!(base64_array::<16>(&text), as_array(&text));
        prop_assert_eq!(base64_array::<15>(&text), as_array(&text));
    }
}
