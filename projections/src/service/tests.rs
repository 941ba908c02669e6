//! The laws of services, on a log in memory: what is kept, when it is used, what
//! a change of definition and a redaction do, and that two keep apart.

use std::sync::Arc;

use bincode::{Decode, Encode};
use ledger::canonical;
use ledger::entry::{Commit, Entry, Record};
use ledger::event::budget::Breakdown;
use ledger::event::remains::Remains;
use ledger::event::reporting::PayloadRedacted;
use ledger::ids::{DecisionId, Position};
use ledger::log::memory::MemoryLog;
use ledger::log::{Log, ReadLog, StoredModel};

use super::{Identity, Kept, Predecessor, Projection, Service, Written};
use crate::model::ReadModel;
use crate::scenario::{Scenario, event_id};

/// Counts the characters of what entries say; it cannot redact in place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
struct Letters {
    said: u64,
    silent: u64,
}

impl Projection for Letters {
    const NAME: &'static str = "letters";
    const VERSION: u32 = 1;
    const DEFINITION: &'static str = "letters of every event";

    fn apply(&mut self, entry: &Entry) {
        match entry.event() {
            Some(event) => self.said += format!("{event:?}").chars().count() as u64,
            None => self.silent += 1,
        }
    }
}

/// The same name with another definition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
struct Entries {
    positions: Vec<u64>,
}

impl Projection for Entries {
    const NAME: &'static str = "letters";
    const VERSION: u32 = 2;
    const DEFINITION: &'static str = "where every event stands";

    fn apply(&mut self, entry: &Entry) {
        self.positions.push(entry.position.0);
    }
}

fn commit(entry: &Entry) -> Commit {
    let salt = [1; 16];
    let event = entry.event().expect("a payload");
    let payload_commitment = canonical::payload_commitment(&salt, event);
    let record = Record {
        leaf: canonical::leaf_hash(entry, &payload_commitment),
        entry: entry.clone(),
        salt: Some(salt),
        payload_commitment,
    };
    Commit {
        head: Arc::clone(&entry.commit),
        records: vec![record],
    }
}

fn append(log: &mut MemoryLog, entries: &[Entry]) {
    for entry in entries {
        log.append(&[commit(entry)]).unwrap();
    }
}

/// Units, a plan with an objective, and a booking.
fn scenario() -> Scenario {
    let mut scenario = Scenario::default();
    scenario.region();
    scenario.objective("M1");
    scenario.line("L1", None, Breakdown::Complete, 1);
    scenario.book("L1", "2024-03", -1_000);
    scenario
}

fn log() -> MemoryLog {
    let mut log = MemoryLog::new();
    append(&mut log, &scenario().entries);
    log
}

fn replay<P: Projection>(log: &MemoryLog, size: u64) -> P {
    let mut model = P::default();
    for record in log.read(Position(0), size) {
        model.apply(&record.unwrap().entry);
    }
    model
}

/// Catches up and keeps.
fn kept<P: Projection>(log: &mut MemoryLog, size: u64) -> Service<P> {
    let mut service = Service::<P>::open(log);
    service.catch_up(log, size).unwrap();
    service.keep(log).unwrap();
    service
}

/// The redaction of an event, recorded after the scenario.
fn redaction(of: u64) -> Entry {
    let mut scenario = scenario();
    scenario.record(PayloadRedacted {
        event: event_id(of),
        position: Position(of),
        legal_ground: "GDPR artikel 17".to_owned(),
        remains: Remains::Referral {
            decision: DecisionId::new("D1").unwrap(),
        },
    });
    scenario.entries.pop().unwrap()
}

fn laws<P: Projection + Clone + PartialEq + std::fmt::Debug>() {
    for size in 0..=log().size() {
        let mut log = log();
        let mut service = kept::<P>(&mut log, size);
        assert_eq!(service.cursor(), size);
        assert_eq!(service.model(), &replay(&log, size));
        let mut again = Service::<P>::open(&log);
        assert_eq!((again.cursor(), again.model()), (size, service.model()));
        let rest = log.size() - size;
        assert_eq!(again.catch_up(&log, u64::MAX).unwrap(), rest);
        assert_eq!(again.model(), &replay(&log, log.size()));
        for end in size..=log.size() {
            service.catch_up(&log, end).unwrap();
            assert_eq!(service.model(), &replay(&log, end));
        }
        assert_eq!(service.catch_up(&log, 0).unwrap(), 0, "never backwards");
    }
}

#[test]
fn kept_at_any_size_and_caught_up_in_any_steps_is_a_replay() {
    laws::<Letters>();
    laws::<Entries>();
    laws::<ReadModel>();
}

#[test]
fn a_model_that_is_not_of_this_definition_or_not_whole_or_beyond_the_log_is_not_used() {
    let mut log = log();
    assert_eq!(Kept::<Letters>::of(&log), Kept::Nothing);
    kept::<Letters>(&mut log, u64::MAX);
    let stored = log.model("letters").unwrap().unwrap();
    assert!(matches!(Kept::<Letters>::of(&log), Kept::Model(_)));
    let mut bytes = stored.bytes.clone();
    bytes.push(0);
    let with = |fingerprint: &str, cursor, bytes: &[u8]| StoredModel {
        fingerprint: fingerprint.to_owned(),
        cursor,
        bytes: bytes.to_owned(),
    };
    let own = stored.fingerprint.as_str();
    let other = own.replacen(" 1 ", " 2 ", 1);
    for (unusable, why) in [
        (with(own, 1, &bytes), "too many bytes"),
        (with(own, 1, &[]), "too few bytes"),
        (with(own, 1, &[0xff; 9]), "no such bytes"),
        (with(own, log.size() + 1, &stored.bytes), "beyond the log"),
        (with(&other, 1, &stored.bytes), "another version"),
        (with("0.1.0 abc", 1, &stored.bytes), "no identity"),
    ] {
        log.keep_model("letters", &unusable).unwrap();
        assert!(Kept::<Letters>::of(&log).usable().is_none(), "{why}");
        let mut service = Service::<Letters>::open(&log);
        assert_eq!(service.cursor(), 0, "{why}");
        service.catch_up(&log, u64::MAX).unwrap();
        service.keep(&mut log).unwrap();
        assert_eq!(
            log.model("letters").unwrap().as_ref(),
            Some(&stored),
            "{why}"
        );
    }
}

#[test]
fn bytes_that_claim_more_than_there_is_memory_are_not_used() {
    let mut log = log();
    let stored = StoredModel {
        fingerprint: Identity::of::<Entries>().to_string(),
        cursor: 1,
        // A list of 2⁶³ numbers.
        bytes: vec![253, 0, 0, 0, 0, 0, 0, 0, 128],
    };
    log.keep_model("letters", &stored).unwrap();
    assert!(matches!(Kept::<Entries>::of(&log), Kept::Unreadable(_)));
}

#[test]
fn a_changed_definition_is_built_beside_the_one_in_use_and_swapped_in_when_it_has_come_as_far() {
    let mut log = log();
    let size = log.size();
    let old = kept::<Letters>(&mut log, size - 1);
    let in_use = log.model("letters").unwrap();

    let mut new = Service::<Entries>::open(&log);
    let predecessor = Predecessor {
        identity: Some(Identity::of::<Letters>()),
        cursor: size - 1,
    };
    assert_eq!(new.predecessor(), Some(&predecessor));
    for end in 1..size {
        new.catch_up(&log, end).unwrap();
        assert_eq!(new.keep(&mut log).unwrap(), Written::Beside);
        assert_eq!(log.model("letters").unwrap(), in_use, "the old stays whole");
        // The old still answers under its own identity, and goes on.
        let mut answers = Service::<Letters>::open(&log);
        assert_eq!((answers.cursor(), answers.model()), (size - 1, old.model()));
        answers.catch_up(&log, size).unwrap();
        // The new goes on where it was.
        let again = Service::<Entries>::open(&log);
        assert_eq!((again.cursor(), again.model()), (end, new.model()));
        assert_eq!(again.kept_cursor(), end);
    }
    new.catch_up(&log, size).unwrap();
    assert_eq!(new.keep(&mut log).unwrap(), Written::Swapped);
    assert_eq!(new.predecessor(), None);
    assert_eq!(
        log.model("letters@next").unwrap(),
        None,
        "nothing is left over"
    );
    assert_eq!(Service::<Entries>::open(&log).model(), new.model());
    assert_eq!(new.keep(&mut log).unwrap(), Written::InUse);

    // One that was opened before the swap does not undo it.
    let mut old = old;
    old.catch_up(&log, size).unwrap();
    assert_eq!(old.keep(&mut log).unwrap(), Written::Displaced);
    assert_eq!(Service::<Entries>::open(&log).cursor(), size);
}

#[test]
fn a_rebuild_that_is_given_up_leaves_nothing() {
    let mut log = log();
    kept::<Letters>(&mut log, u64::MAX);
    let mut given_up = Service::<Entries>::open(&log);
    given_up.catch_up(&log, 2).unwrap();
    assert_eq!(given_up.keep(&mut log).unwrap(), Written::Beside);
    assert!(log.model("letters@next").unwrap().is_some());
    let mut back = Service::<Letters>::open(&log);
    assert_eq!(back.predecessor(), None);
    assert_eq!(back.keep(&mut log).unwrap(), Written::InUse);
    assert_eq!(log.model("letters@next").unwrap(), None);
}

#[test]
fn two_projections_beside_each_other_do_not_touch_each_other() {
    let mut log = log();
    let letters = kept::<Letters>(&mut log, 5);
    let views = kept::<ReadModel>(&mut log, 3);
    assert_eq!(Service::<Letters>::open(&log).cursor(), 5);
    assert_eq!(Service::<ReadModel>::open(&log).cursor(), 3);
    assert_eq!(Service::<Letters>::open(&log).model(), letters.model());
    assert_eq!(Service::<ReadModel>::open(&log).model(), views.model());
}

/// Goal: at whatever size a model was folded or kept before a redaction, and
/// whether the payload was destroyed yet when it was met, the model ends as a
/// fresh fold of the log as it is afterwards.
#[test]
fn what_is_redacted_is_folded_anew_with_the_payload_gone_whenever_it_was_seen() {
    let before = scenario();
    let size = before.size();
    for of in 0..size {
        let mut after = log();
        append(&mut after, &[redaction(of)]);
        after.redact(Position(of)).unwrap();
        for seen in 0..=size {
            let mut log = log();
            let mut service = Service::<Letters>::open(&log);
            service.catch_up(&log, seen).unwrap();
            append(&mut log, &[redaction(of)]);
            // Recorded and not destroyed yet: nothing is kept that has seen it.
            let had_seen = of < seen;
            let written = service.keep(&mut log).unwrap();
            assert_eq!(written == Written::Redacted, had_seen, "{of} {seen}");
            let mut early = service.clone();
            early.catch_up(&log, u64::MAX).unwrap();
            assert_eq!(early.model(), &replay(&after, size + 1), "{of} {seen}");
            log.redact(Position(of)).unwrap();
            assert_eq!(log.model("letters").unwrap(), None);
            assert_eq!(service.keep(&mut log).unwrap(), written);
            let folded = service.catch_up(&log, u64::MAX).unwrap();
            assert!(folded > size || !had_seen);
            assert_eq!(service.model(), &replay(&after, size + 1), "{of} {seen}");
            assert_eq!(service.cursor(), size + 1);
            assert_eq!(service.keep(&mut log).unwrap(), Written::InUse);
        }
    }
}

#[test]
fn a_projection_that_redacts_in_place_is_not_folded_anew() {
    let mut log = log();
    let mut service = Service::<ReadModel>::open(&log);
    service.catch_up(&log, u64::MAX).unwrap();
    append(&mut log, &[redaction(2)]);
    assert_eq!(service.keep(&mut log).unwrap(), Written::Redacted);
    log.redact(Position(2)).unwrap();
    assert_eq!(service.catch_up(&log, u64::MAX).unwrap(), 1);
    assert_eq!(service.keep(&mut log).unwrap(), Written::InUse);
}

#[test]
fn a_model_can_be_encoded_by_one_and_written_by_another() {
    let mut log = log();
    let mut service = Service::<Letters>::open(&log);
    service.catch_up(&log, 4).unwrap();
    let keeping = service.keeping().unwrap();
    service.catch_up(&log, 6).unwrap();
    let written = keeping.write(&mut log).unwrap();
    service.written(&keeping, written);
    assert_eq!((written, service.kept_cursor()), (Written::InUse, 4));
    assert_eq!(Service::<Letters>::open(&log).cursor(), 4);
}
