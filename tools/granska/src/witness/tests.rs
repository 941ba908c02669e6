//! The witness's judgement over histories that agree, and over such that do not.
//!
//! The proofs are made by the definition of RFC 6962, section 2.1.2, straight
//! from the leaves.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use base64ct::{Base64, Encoding};

use super::{Refused, State, StateError, Witness};
use crate::note::{Algorithm, Checkpoint, Note, SigningKey};
use crate::tree::{Hash, empty_root, leaf_hash, node_hash};

mod http;

const LOG: &str = "Regionen/0193f5a2";
const NOW: u64 = 1_735_689_600;

fn log_key(seed: u8) -> SigningKey {
    SigningKey::from_seed(LOG, Algorithm::Ed25519, &[seed; 32]).unwrap()
}

/// A history: its leaves by a letter each, so that two that begin alike share a prefix.
fn leaves(history: &str) -> Vec<Hash> {
    history.bytes().map(|byte| leaf_hash(&[byte])).collect()
}

fn split(count: usize) -> usize {
    count.next_power_of_two() / 2
}

fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node_hash(&root(left), &root(right))
        }
    }
}

/// PROOF(m, D[n]) of RFC 6962.
fn proof(old: usize, leaves: &[Hash]) -> Vec<Hash> {
    fn sub(old: usize, leaves: &[Hash], whole: bool) -> Vec<Hash> {
        if old == leaves.len() {
            return if whole { vec![] } else { vec![root(leaves)] };
        }
        let at = split(leaves.len());
        let (left, right) = leaves.split_at(at);
        let (mut path, last) = if old <= at {
            (sub(old, left, whole), root(right))
        } else {
            (sub(old - at, right, false), root(left))
        };
        path.push(last);
        path
    }
    if old == 0 {
        vec![]
    } else {
        sub(old, leaves, true)
    }
}

fn note(history: &str, key: &SigningKey) -> Note {
    let leaves = leaves(history);
    let checkpoint = Checkpoint {
        origin: key.verifier().name().to_owned(),
        size: leaves.len() as u64,
        root: root(&leaves),
    };
    key.note(&checkpoint.body()).unwrap()
}

/// The request for a history, with the proof from a size of it.
fn request(history: &str, old: usize) -> String {
    let hashes = proof(old, &leaves(history));
    written(old as u64, &hashes, &note(history, &log_key(1)).text())
}

fn written(old: u64, proof: &[Hash], note: &str) -> String {
    let hashes: Vec<String> = proof
        .iter()
        .map(|hash| Base64::encode_string(hash) + "\n")
        .collect();
    format!("old {old}\n{}\n{note}", hashes.concat())
}

/// A witness that trusts the log, in a folder that is new.
fn witness(folder: &Path) -> Witness {
    let mut state = State::create(folder, "vittne", &[9; 32]).unwrap();
    state.trust(&log_key(1).verifier().to_string()).unwrap();
    Witness::new(state)
}

fn again(folder: &Path) -> Witness {
    Witness::new(State::open(folder).unwrap())
}

/// Whether the witness cosigns, and that it is its own key's word for that history.
fn cosigns(witness: &mut Witness, history: &str, old: usize) -> Result<u64, Refused> {
    let line = witness.take(request(history, old).as_bytes(), NOW)?;
    let mut cosigned = note(history, &log_key(1));
    cosigned.signatures.push(line.clone());
    let own = witness.state().key().verifier();
    cosigned.verify(own).unwrap();
    Ok(crate::note::Cosignature::of(&line, own).unwrap().time)
}

#[test]
fn a_history_that_grows_is_cosigned_at_every_step_and_of_every_length() {
    let history: String = ('a'..='z').collect();
    for step in 1..=8 {
        let folder = tempfile::tempdir().unwrap();
        let mut witness = witness(folder.path());
        let mut old = 0;
        for size in (1..=history.len()).step_by(step) {
            cosigns(&mut witness, &history[..size], old).unwrap();
            old = size;
        }
        // The same checkpoint again, as one that got no answer asks.
        cosigns(&mut witness, &history[..old], old).unwrap();
    }
}

/// Two ledgers share their first eight entries and then differ. Whichever comes
/// first past them, and whether the witness is started anew between or not, the
/// other is refused with every proof that its keeper could make.
#[test]
fn two_histories_that_differ_never_both_get_the_signature_in_either_order() {
    let (one, other) = ("abcdefgh-one-way", "abcdefgh+the-other-way");
    for (first, second) in [(one, other), (other, one)] {
        for seen in [9, 12, first.len()] {
            let folder = tempfile::tempdir().unwrap();
            let mut open = witness(folder.path());
            cosigns(&mut open, &first[..8], 0).unwrap();
            // The shared part is the beginning of both.
            cosigns(&mut open, &second[..8], 8).unwrap();
            cosigns(&mut open, &first[..seen], 8).unwrap();
            for restarted in [false, true] {
                if restarted {
                    drop(open);
                    open = again(folder.path());
                }
                for size in 1..=second.len() {
                    for old in 0..=size {
                        let refused = cosigns(&mut open, &second[..size], old).unwrap_err();
                        let expected = match refused {
                            Refused::Stale(known) => old != seen && known == seen as u64,
                            Refused::Forked { .. } => old == seen && size == seen,
                            Refused::Inconsistent(_) => old == seen && size > seen,
                            _ => false,
                        };
                        assert!(expected, "{seen} {size} {old}: {refused}");
                    }
                }
                // What it has seen it still confirms.
                cosigns(&mut open, &first[..seen], seen).unwrap();
            }
        }
    }
}

#[test]
fn what_was_judged_is_remembered_though_the_answer_never_came() {
    let folder = tempfile::tempdir().unwrap();
    let mut open = witness(folder.path());
    // Killed between remembering and answering: the line is lost.
    let _ = open.take(request("abcde", 0).as_bytes(), NOW).unwrap();
    drop(open);
    let mut open = again(folder.path());
    assert!(matches!(
        cosigns(&mut open, "abcxyz", 0),
        Err(Refused::Stale(5))
    ));
    assert!(matches!(
        cosigns(&mut open, "abcde", 0),
        Err(Refused::Stale(5))
    ));
    cosigns(&mut open, "abcde", 5).unwrap();
}

#[test]
fn a_writing_that_was_interrupted_leaves_what_was_remembered_before() {
    let folder = tempfile::tempdir().unwrap();
    let mut open = witness(folder.path());
    cosigns(&mut open, "abc", 0).unwrap();
    let kept = fs::read_dir(folder.path().join("checkpoints")).unwrap();
    let kept = kept.into_iter().next().unwrap().unwrap().path();
    drop(open);
    let half = note("abcdefg", &log_key(1)).text();
    fs::write(kept.with_extension("new"), &half[..40]).unwrap();
    let mut open = again(folder.path());
    assert!(matches!(
        cosigns(&mut open, "abcdefg", 7),
        Err(Refused::Stale(3))
    ));
    cosigns(&mut open, "abcdefg", 3).unwrap();
}

#[test]
fn a_request_is_refused_for_what_is_wrong_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut open = witness(folder.path());
    cosigns(&mut open, "abcd", 0).unwrap();
    let proof = proof(4, &leaves("abcdefg"));
    let signed = note("abcdefg", &log_key(1)).text();
    let good = written(4, &proof, &signed);
    let stranger = note("abcdefg", &log_key(2)).text();
    let elsewhere = SigningKey::from_seed("Annan/1", Algorithm::Ed25519, &[1; 32]).unwrap();
    let mut longer = proof.clone();
    longer.push([0; 32]);
    let mut other = proof.clone();
    other[0][0] ^= 1;
    let many = vec![[0; 32]; 64];
    let malformed = [
        String::new(),
        "old 4\n".to_owned(),
        good.replacen("old 4", "old 04", 1),
        good.replacen("old 4", "old", 1),
        good.replacen("old 4", "old -4", 1),
        good.replacen("old 4\n", "old 4\n\n", 1),
        good.replacen("old 4\n", "old 4\nAAAA\n", 1),
        good.replacen("\n7\n", "\n07\n", 1),
        good.trim_end().to_owned(),
        format!("{good}\n"),
        written(4, &many, &signed),
        written(8, &proof, &signed),
        good.replacen("\n7\n", "\n7\nmer\n", 1),
        format!("{good}{}", "x".repeat(70_000)),
    ];
    for request in &malformed {
        let refused = open.take(request.as_bytes(), NOW).unwrap_err();
        assert!(matches!(refused, Refused::Malformed(_)), "{request}");
    }
    let rows = [
        (written(4, &proof, &stranger), "NotSigned"),
        (good.replacen("\n7\n", "\n8\n", 1), "NotSigned"),
        (
            written(4, &proof, &note("abcdefg", &elsewhere).text()),
            "UnknownLog",
        ),
        (written(3, &proof, &signed), "Stale(4)"),
        (written(0, &[], &signed), "Stale(4)"),
        (written(4, &[], &signed), "Inconsistent"),
        (written(4, &longer, &signed), "Inconsistent"),
        (written(4, &other, &signed), "Inconsistent"),
        (
            written(4, &proof[..proof.len() - 1], &signed),
            "Inconsistent",
        ),
        (written(4, &[], &note("abcx", &log_key(1)).text()), "Forked"),
        (
            written(4, &proof, &note("abcd", &log_key(1)).text()),
            "Inconsistent",
        ),
    ];
    for (request, expected) in rows {
        let refused = open.take(request.as_bytes(), NOW).unwrap_err();
        assert!(format!("{refused:?}").starts_with(expected), "{refused:?}");
    }
    open.take(good.as_bytes(), NOW).unwrap();
}

#[test]
fn a_log_that_has_rotated_is_taken_by_each_key_that_is_trusted() {
    let folder = tempfile::tempdir().unwrap();
    let mut open = witness(folder.path());
    cosigns(&mut open, "abc", 0).unwrap();
    let proof = proof(3, &leaves("abcde"));
    let (old, new) = (log_key(1), log_key(2));
    let by_new = note("abcde", &new);
    let by_both = Note {
        signatures: [note("abcde", &old).signatures, by_new.signatures.clone()].concat(),
        ..by_new.clone()
    };
    let request = |note: &Note| written(3, &proof, &note.text());
    let refused = open.take(request(&by_new).as_bytes(), NOW).unwrap_err();
    assert!(matches!(refused, Refused::NotSigned(_)));
    open.take(request(&by_both).as_bytes(), NOW).unwrap();
    drop(open);
    let mut state = State::open(folder.path()).unwrap();
    state.trust(&new.verifier().to_string()).unwrap();
    drop(state);
    let mut open = again(folder.path());
    let later = note("abcdefg", &new);
    let hashes = self::proof(5, &leaves("abcdefg"));
    open.take(written(5, &hashes, &later.text()).as_bytes(), NOW)
        .unwrap();
}

#[test]
fn every_log_has_a_memory_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    drop(witness(folder.path()));
    let other = SigningKey::from_seed("Annan/1", Algorithm::Ed25519, &[3; 32]).unwrap();
    let mut state = State::open(folder.path()).unwrap();
    state.trust(&other.verifier().to_string()).unwrap();
    let mut open = Witness::new(state);
    cosigns(&mut open, "abc", 0).unwrap();
    let theirs = written(0, &[], &note("xyz", &other).text());
    open.take(theirs.as_bytes(), NOW).unwrap();
    cosigns(&mut open, "abcd", 3).unwrap();
}

#[test]
fn the_witness_never_says_an_earlier_time_than_it_has_said() {
    let folder = tempfile::tempdir().unwrap();
    let mut open = witness(folder.path());
    assert_eq!(cosigns(&mut open, "abc", 0).unwrap(), NOW);
    let request = request("abcd", 3);
    let line = open.take(request.as_bytes(), NOW - 1000).unwrap();
    let own = open.state().key().verifier();
    let cosignature = crate::note::Cosignature::of(&line, own).unwrap();
    assert_eq!(cosignature.time, NOW);
}

#[test]
fn a_memory_that_someone_has_changed_stops_the_witness() {
    let folder = tempfile::tempdir().unwrap();
    let mut open = witness(folder.path());
    cosigns(&mut open, "abcde", 0).unwrap();
    drop(open);
    let kept = fs::read_dir(folder.path().join("checkpoints")).unwrap();
    let kept = kept.into_iter().next().unwrap().unwrap().path();
    let text = fs::read_to_string(&kept).unwrap();
    // Rolled back to an earlier checkpoint that the log has signed, but not the witness.
    let changed = [
        text.replacen("\n5\n", "\n4\n", 1),
        note("abc", &log_key(1)).text(),
        String::new(),
        text[..text.len() / 2].to_owned(),
    ];
    for text in changed {
        fs::write(&kept, text).unwrap();
        let error = State::open(folder.path()).unwrap_err();
        assert!(matches!(error, StateError::Damaged { .. }), "{error}");
    }
    let elsewhere = kept.with_file_name("0".repeat(64));
    fs::remove_file(&kept).unwrap();
    fs::write(&elsewhere, &text).unwrap();
    let error = State::open(folder.path()).unwrap_err();
    assert!(matches!(error, StateError::Damaged { .. }), "{error}");
}

#[test]
fn the_folder_is_one_process_and_its_owners_alone() {
    let folder = tempfile::tempdir().unwrap();
    let missing = State::open(folder.path()).unwrap_err();
    assert!(matches!(missing, StateError::NoWitness(_)), "{missing}");
    let open = witness(folder.path());
    let second = State::open(folder.path()).unwrap_err();
    assert!(matches!(second, StateError::InUse(_)), "{second}");
    let shown = State::verifier(folder.path()).unwrap();
    assert_eq!(shown, *open.state().key().verifier());
    drop(open);
    let exists = State::create(folder.path(), "vittne", &[8; 32]).unwrap_err();
    assert!(matches!(exists, StateError::Exists(_)), "{exists}");
    let key = folder.path().join("witness-key");
    let mode = fs::metadata(&key).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    fs::set_permissions(&key, fs::Permissions::from_mode(0o640)).unwrap();
    let exposed = State::open(folder.path()).unwrap_err();
    assert!(matches!(exposed, StateError::Exposed { .. }), "{exposed}");
}

#[test]
fn a_key_of_the_wrong_kind_is_not_trusted() {
    let folder = tempfile::tempdir().unwrap();
    drop(witness(folder.path()));
    let mut state = State::open(folder.path()).unwrap();
    let own = state.key().verifier().to_string();
    let refused = state.trust(&own).unwrap_err();
    assert!(matches!(refused, StateError::WrongKind { .. }), "{refused}");
    let refused = state.trust("nyckel").unwrap_err();
    assert!(matches!(refused, StateError::Key { .. }), "{refused}");
    assert_eq!(state.trusted().len(), 1);
}

/// Two checkpoints that the log signed and that contradict each other are what
/// the office needs to show that there are two histories.
#[test]
fn a_signed_contradiction_is_kept_as_evidence_and_nothing_else_is() {
    let folder = tempfile::tempdir().unwrap();
    let mut open = witness(folder.path());
    cosigns(&mut open, "abcd", 0).unwrap();
    let in_folder = |name: &str| match fs::read_dir(folder.path().join(name)) {
        Ok(files) => files
            .map(|file| fs::read_to_string(file.unwrap().path()).unwrap())
            .collect(),
        Err(_) => Vec::<String>::new(),
    };
    let kept = || in_folder("conflicts");
    // Not signed by the log, of another size than was seen, or malformed: no evidence.
    let stranger = written(4, &[], &note("abcx", &log_key(2)).text());
    for request in [stranger, request("abcx", 0), "old".to_owned()] {
        open.take(request.as_bytes(), NOW).unwrap_err();
    }
    assert!(kept().is_empty());
    for _ in 0..2 {
        cosigns(&mut open, "abcx", 4).unwrap_err();
    }
    assert_eq!(kept(), [note("abcx", &log_key(1)).text()]);
    // A proof that does not hold shows nothing: it is kept apart.
    let refused = cosigns(&mut open, "abcxyz", 4).unwrap_err();
    assert!(
        refused.to_string().ends_with("är sparad hos vittnet."),
        "{refused}"
    );
    assert_eq!(kept().len(), 1);
    assert_eq!(in_folder("unproven"), [note("abcxyz", &log_key(1)).text()]);
    drop(open);
    cosigns(&mut again(folder.path()), "abcde", 4).unwrap();
}

/// Story: someone floods the witness with the log's true checkpoints and false
/// proofs, and then the log shows its other history. The evidence of that is
/// kept, and of the flood it is said what is not.
#[test]
fn a_flood_of_false_proofs_leaves_room_for_the_evidence_of_a_fork() {
    let folder = tempfile::tempdir().unwrap();
    let mut open = witness(folder.path());
    cosigns(&mut open, "abcd", 0).unwrap();
    let unproven = folder.path().join("unproven");
    fs::create_dir(&unproven).unwrap();
    for nth in 0..1000 {
        fs::write(unproven.join(nth.to_string()), "en not\n").unwrap();
    }
    let refused = cosigns(&mut open, "abcxyz", 4).unwrap_err();
    assert!(refused.to_string().contains("är inte sparad"), "{refused}");
    assert_eq!(fs::read_dir(&unproven).unwrap().count(), 1000);
    let refused = cosigns(&mut open, "abcx", 4).unwrap_err();
    assert!(matches!(refused, Refused::Forked { .. }), "{refused}");
    let conflicts = fs::read_dir(folder.path().join("conflicts")).unwrap();
    assert_eq!(conflicts.count(), 1);
}
