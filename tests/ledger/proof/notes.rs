//! Keys and notes: their one form, and every other form refused.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use ledger::basis::Hash;
use ledger::proof::key_file::{self, FILE, KeyFileError, NEXT_FILE};
use ledger::proof::note::NoteSignature;
use ledger::proof::{
    KeyError, NoteError, SignedNote, SigningKey, TreeHead, VerifierKey, cosignature,
};

use super::{key, witness};

fn head() -> TreeHead {
    TreeHead {
        origin: "Region-A/1".to_owned(),
        size: 12,
        root: Hash([3; 32]),
    }
}

#[test]
fn the_published_examples_of_the_formats_are_read_and_hold() {
    // C2SP signed-note's own example, and a witness's cosignature from practice.
    let key =
        VerifierKey::parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
            .unwrap();
    let note = SignedNote::parse(
        "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n".as_bytes(),
    )
    .unwrap();
    assert_eq!(note.verify(&key), Ok(()));
    let key = VerifierKey::parse(
        "mirror.example.org+3fb148ef+BAAjjch9GyYz0sJsJx7ALhbdAtz2ov0unbzSl1vMp94O",
    )
    .unwrap();
    let note = SignedNote::parse(
        "rome2026h1.example.org\n300\ngw31yQrqZZCcEOPrzX+bpy3nJ6QgngTKn8G1m0i62uU=\n\n— mirror.example.org P7FI7wAAAABpVGeAjA1S4pJm6MbcXjX7UUImu4azZtrfcVW2uyr/LXIYlwEJzXC0N0EiZkbqfLdXt/4gVEEuGmxJjAfXKMCISpsJAg==\n".as_bytes(),
    )
    .unwrap();
    assert_eq!(cosignature::verify(&note, &key), Ok(1_767_139_200));
    assert_eq!(TreeHead::of(&note).unwrap().size, 300);
}

#[test]
fn a_key_is_written_as_it_is_read_and_every_changed_character_is_noticed() {
    for key in [key("Region-A/1", 1), witness("revisor", 2)] {
        let text = key.verifier().to_string();
        assert_eq!(VerifierKey::parse(&text).unwrap(), *key.verifier());
        let secret = key.secret_text();
        assert_eq!(SigningKey::parse(&secret).unwrap().secret_text(), secret);
        assert!(!format!("{key:?}").contains(secret.rsplit('+').next().unwrap()));
        for (whole, is_secret) in [(&text, false), (&secret, true)] {
            for at in 0..whole.len() {
                for change in [b'A', b'b', b'0', b'+', b' ', b'\n', b'='] {
                    let mut changed = whole.clone().into_bytes();
                    if changed[at] == change {
                        continue;
                    }
                    changed[at] = change;
                    let changed = String::from_utf8(changed).unwrap();
                    let refused = if is_secret {
                        SigningKey::parse(&changed).is_err()
                    } else {
                        VerifierKey::parse(&changed).is_err()
                    };
                    assert!(refused, "{changed}");
                }
                let cut = &whole[..at];
                assert!(VerifierKey::parse(cut).is_err() && SigningKey::parse(cut).is_err());
            }
        }
    }
}

#[test]
fn a_wrong_key_is_told_by_what_is_wrong_with_it() {
    let text = key("a", 1).verifier().to_string();
    let (start, base64) = text.rsplit_once('+').unwrap();
    assert_eq!(VerifierKey::parse("a+b"), Err(KeyError::Form));
    assert_eq!(
        VerifierKey::parse(&format!("{start}+Zg{}", &base64[2..])).map_err(|e| e.to_string()),
        Err(KeyError::UnknownAlgorithm(0x66).to_string())
    );
    assert!(
        KeyError::UnknownAlgorithm(0x66)
            .to_string()
            .starts_with("okänd algoritm 0x66")
    );
    assert_eq!(
        VerifierKey::parse(&format!("{start}+AQID")),
        Err(KeyError::Length(2))
    );
    assert!(matches!(
        VerifierKey::parse(&format!("b{}", &text[1..])),
        Err(KeyError::Id { .. })
    ));
    // The neutral point verifies anything, so it is no key.
    let neutral = format!("{start}+AQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    assert_eq!(VerifierKey::parse(&neutral), Err(KeyError::Point));
    assert!(matches!(
        SigningKey::parse(&text),
        Err(KeyError::NotPrivate)
    ));
    let generated = SigningKey::from_seed("a b", ledger::proof::Algorithm::Ed25519, &[0; 32]);
    assert!(matches!(generated, Err(KeyError::Name)));
}

#[test]
fn a_checkpoint_is_signed_read_back_and_verified_by_its_key_only() {
    let key = key("Region-A/1", 1);
    let other = super::key("Region-A/1", 2);
    let note = head().sign(&[&key]).unwrap();
    let text = note.to_string();
    assert!(text.starts_with(
        "Region-A/1\n12\nAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM=\n\n— Region-A/1 "
    ));
    assert_eq!(SignedNote::parse(text.as_bytes()).unwrap(), note);
    assert_eq!(TreeHead::of(&note).unwrap(), head());
    assert_eq!(note.verify(key.verifier()), Ok(()));
    assert!(matches!(
        note.verify(other.verifier()),
        Err(NoteError::NotSigned(_))
    ));
    let both = head().sign(&[&key, &other]).unwrap();
    assert_eq!(both.verify(key.verifier()), Ok(()));
    assert_eq!(both.verify(other.verifier()), Ok(()));
}

#[test]
fn no_changed_byte_of_a_note_leaves_it_valid() {
    let key = key("Region-A/1", 1);
    let text = head().sign(&[&key]).unwrap().to_string().into_bytes();
    for at in 0..text.len() {
        for bit in 0..8 {
            let mut changed = text.clone();
            changed[at] ^= 1 << bit;
            let verified = SignedNote::parse(&changed).and_then(|note| {
                TreeHead::of(&note)?;
                note.verify(key.verifier())
            });
            assert!(verified.is_err(), "byte {at}, bit {bit}");
        }
        let cut = SignedNote::parse(&text[..at]);
        assert!(cut.is_err(), "cut at {at}");
    }
}

#[test]
fn a_text_that_is_no_checkpoint_is_told_from_one() {
    let root = "AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM=";
    for text in [
        format!("a\n012\n{root}\n"),
        format!("a\n-1\n{root}\n"),
        format!("a\n+1\n{root}\n"),
        format!("a\n18446744073709551616\n{root}\n"),
        format!("a\n12\n{}\n", &root[1..]),
        format!("a\n12\n{}\n", root.replace("M=", "N=")),
        format!("a\n12\n{root}\nextra\n"),
        format!("a b\n12\n{root}\n"),
        format!("\n12\n{root}\n"),
        "a\n12\n".to_owned(),
    ] {
        let note = SignedNote::sign(&text, &[&key("a", 1)]).unwrap();
        assert!(
            matches!(TreeHead::of(&note), Err(NoteError::NoCheckpoint(_))),
            "{text}"
        );
    }
}

#[test]
fn a_cosignature_holds_for_its_text_and_time_only() {
    let witness = witness("revisor", 9);
    let note = head().sign(&[&key("Region-A/1", 1)]).unwrap();
    let line = cosignature::cosign(&note, &witness, 1_700_000_000);
    let cosigned = note.clone().with([line.clone(), line.clone()]);
    assert_eq!(cosigned.signatures().len(), 2, "a line is added once");
    assert!(!cosigned.repeats_a_line());
    assert_eq!(
        cosignature::verify(&cosigned, witness.verifier()),
        Ok(1_700_000_000)
    );
    assert!(cosigned.verify(witness.verifier()).is_err());
    assert_eq!(
        NoteSignature::parse_lines(&line.to_string()).unwrap(),
        std::slice::from_ref(&line)
    );
    for at in 0..line.bytes.len() {
        let mut wrong = line.clone();
        wrong.bytes[at] ^= 1;
        let wrong = note.clone().with([wrong]);
        assert!(cosignature::verify(&wrong, witness.verifier()).is_err());
    }
    let other = TreeHead { size: 13, ..head() };
    let other = other.sign(&[&key("Region-A/1", 1)]).unwrap().with([line]);
    assert!(cosignature::verify(&other, witness.verifier()).is_err());
}

#[test]
fn a_key_file_is_for_its_owner_only_and_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(FILE);
    let first = key("Region-A/1", 1);
    assert!(matches!(
        key_file::read(folder.path(), FILE),
        Err(KeyFileError::Missing { .. })
    ));
    // What a crash left of an earlier attempt is of no consequence.
    fs::write(folder.path().join("signing-key.new"), "halv").unwrap();
    key_file::write(folder.path(), FILE, &first).unwrap();
    let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        format!("{}\n", first.secret_text())
    );
    assert!(matches!(
        key_file::write(folder.path(), FILE, &key("Region-A/1", 2)),
        Err(KeyFileError::Exists { .. })
    ));
    let read = key_file::read(folder.path(), FILE).unwrap();
    assert_eq!(read.secret_text(), first.secret_text());

    let second = key("Region-A/1", 2);
    key_file::write(folder.path(), NEXT_FILE, &second).unwrap();
    key_file::promote(folder.path()).unwrap();
    let read = key_file::read(folder.path(), FILE).unwrap();
    assert_eq!(read.secret_text(), second.secret_text());
    assert!(!folder.path().join(NEXT_FILE).exists());

    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let exposed = key_file::read(folder.path(), FILE).unwrap_err();
    assert!(exposed.to_string().contains("chmod 600"), "{exposed}");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(&path, "inget\n").unwrap();
    assert!(matches!(
        key_file::read(folder.path(), FILE),
        Err(KeyFileError::Malformed { .. })
    ));
}

/// Whether a name is taken cannot always be told by looking: a link that leads
/// nowhere looks free. What stands under the name is left all the same.
#[test]
fn a_key_takes_the_place_of_nothing_not_even_of_a_link_that_leads_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(FILE);
    std::os::unix::fs::symlink("borta", &path).unwrap();
    assert!(matches!(
        key_file::write(folder.path(), FILE, &key("Region-A/1", 1)),
        Err(KeyFileError::Exists { .. })
    ));
    assert_eq!(std::fs::read_link(&path).unwrap().to_str(), Some("borta"));
    // And no secret is left beside it.
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}
