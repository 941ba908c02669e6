//! A publication that must be witnessed, from the policy to the event: what the
//! writer adds to the decider's judgement.

use ledger::basis::Hash;
use ledger::command::Submission;
use ledger::entropy::SeededEntropy;
use ledger::event::Event;
use ledger::ids::Position;
use ledger::ledger::{Ledger, Receipt, Signer, SubmitError};
use ledger::log::memory::MemoryLog;
use ledger::log::{Log, ReadLog};
use ledger::proof::{Algorithm, SignedNote, SigningKey, TreeHead, cosignature};
use ledger::time::Timestamp;

use crate::decide::given::examples;

const NAME: &str = "Exempelregionen/0193f5a2-4c1e-8d70-9b3a-5e6f708192a3";
const NOW: Timestamp = Timestamp(1_735_689_600_000_000);

fn witness() -> SigningKey {
    SigningKey::from_seed("vittne", Algorithm::Cosignature, &[7; 32]).unwrap()
}

fn log_key(seed: u8) -> SigningKey {
    SigningKey::from_seed(NAME, Algorithm::Ed25519, &[seed; 32]).unwrap()
}

/// The documented year until its keys and witnesses, signed, with a policy that
/// asks for one witness.
fn ledger() -> Ledger<MemoryLog> {
    let entropy = Box::new(SeededEntropy::new("witnessed publications"));
    let ledger = Ledger::open(MemoryLog::new(), entropy).unwrap();
    let mut ledger = ledger.signed_by(Signer::new(log_key(1))).unwrap();
    for example in examples().iter().filter(|e| e.refused.is_none()) {
        if example.line.starts_with(r#"{"id":"nyckel-1""#) {
            break;
        }
        submit(&mut ledger, example.line).unwrap();
    }
    let policy = format!(
        r#"{{"id":"policy","actor":"p","decision":"B-PLAN","command":{{"AdoptWitnessPolicy":{{"witnesses":["{}"],"required":1}}}}}}"#,
        witness().verifier()
    );
    submit(&mut ledger, &policy).unwrap();
    ledger.checkpoint().unwrap();
    ledger
}

fn submit(ledger: &mut Ledger<MemoryLog>, line: &str) -> Result<Receipt, SubmitError> {
    let submission = Submission::parse_line(line.as_bytes()).unwrap();
    ledger.submit(&submission, NOW)
}

fn publish(
    ledger: &mut Ledger<MemoryLog>,
    id: &str,
    (size, root): (u64, Hash),
    note: &SignedNote,
) -> Result<Receipt, SubmitError> {
    let note = serde_json::to_string(&note.to_string()).unwrap();
    let hash = "ab".repeat(32);
    submit(
        ledger,
        &format!(
            r#"{{"id":"{id}","actor":"p","command":{{"PublishReport":{{"report":"{id}","kind":"operations_report","unit":"KN","period":"2025","pinned":{{"basis":{{"size":{size},"root":"{root}","rules_version":1}},"view_sha256":"{hash}","sections":[],"failed_checks":[],"cosigned_checkpoint":{note}}}}}}}}}"#
        ),
    )
}

fn code(answer: Result<Receipt, SubmitError>) -> &'static str {
    match answer {
        Err(SubmitError::Refused(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_report_is_published_on_a_checkpoint_that_the_log_signed_and_the_witness_saw() {
    let mut ledger = ledger();
    let size = ledger.log().size();
    let basis = (size, ledger.log().root_at(size).unwrap());
    let note = ledger.log().last_checkpoint().unwrap().clone();
    assert_eq!(
        code(publish(&mut ledger, "VB-0", basis, &note)),
        "witness_required"
    );
    let line = cosignature::cosign(&note, &witness(), 1_735_689_600);
    let cosigned = note.with([line]);
    ledger.keep_checkpoint(&cosigned).unwrap();
    let receipt = publish(&mut ledger, "VB-1", basis, &cosigned).unwrap();
    assert_eq!(receipt.count, 2);
    let records: Vec<_> = ledger.log().read(Position(size), size + 2).collect();
    let last = records.last().unwrap().as_ref().unwrap();
    let Some(Event::PublicationWitnessed(witnessed)) = last.entry.event() else {
        panic!("{last:?}");
    };
    assert_eq!(witnessed.checkpoint, cosigned.to_string());

    // What came after the cosigned checkpoint is not covered by it.
    let now = (size + 2, ledger.log().root_at(size + 2).unwrap());
    assert_eq!(
        code(publish(&mut ledger, "VB-2", now, &cosigned)),
        "checkpoint_mismatch"
    );
}

/// A witness can be brought to cosign whatever it is shown first. What it says of
/// another log, another root or a checkpoint that this log never signed is not
/// what a publication asks for.
#[test]
fn a_checkpoint_that_is_not_the_logs_own_is_refused_though_a_witness_cosigned_it() {
    let mut ledger = ledger();
    let size = ledger.log().size();
    let root = ledger.log().root_at(size).unwrap();
    let other = SigningKey::from_seed("Annan/1", Algorithm::Ed25519, &[1; 32]).unwrap();
    let cases = [
        // Another log's name over this log's tree.
        (other, size, root),
        // This log's own key over a tree that it never had.
        (log_key(1), size, Hash([0xab; 32])),
        // An earlier size of this log, at which it signed nothing.
        (
            log_key(1),
            size - 1,
            ledger.log().root_at(size - 1).unwrap(),
        ),
    ];
    for (number, (key, size, root)) in cases.into_iter().enumerate() {
        let head = TreeHead {
            origin: key.verifier().name().to_owned(),
            size,
            root,
        };
        let note = head.sign(&[&key]).unwrap();
        let line = cosignature::cosign(&note, &witness(), 1_735_689_600);
        let answer = publish(
            &mut ledger,
            &format!("VB-{number}"),
            (size, root),
            &note.with([line]),
        );
        assert_eq!(code(answer), "checkpoint_mismatch", "case {number}");
    }
    assert_eq!(ledger.log().size(), size, "nothing was recorded");
}

/// A log that has never changed its key does not say it, but whoever signs it knows.
#[test]
fn the_key_that_signs_the_ledger_is_nobodys_witness() {
    let mut ledger = ledger();
    let own = SigningKey::from_seed("oberoende", Algorithm::Cosignature, &[1; 32]).unwrap();
    let policy = format!(
        r#"{{"id":"eget","actor":"p","decision":"B-PLAN","command":{{"AdoptWitnessPolicy":{{"witnesses":["{}"],"required":1}}}}}}"#,
        own.verifier()
    );
    assert_eq!(code(submit(&mut ledger, &policy)), "witness_policy");
}
