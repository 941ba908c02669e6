//! The contract of the log, held by every implementation.
//!
//! Each test is a function over `dyn Log`; the driver runs it on a log in
//! memory and on the embedded store with small files, so that a few commits
//! already go over several of them.

use ledger::entry::{Commit, Payload, Record};
use ledger::ids::{CommandId, Position};
use ledger::log::memory::MemoryLog;
use ledger::log::merkle::proof::{includes, is_consistent};
use ledger::log::store::{Options, Store};
use ledger::log::{Log, LogError, ReadLog, StoredModel, merkle};
use ledger::proof::{TreeHead, cosignature};
use ledger::stream::StreamId;

use crate::commits::{Maker, event_id, moment, settings};
use crate::proof::{ledger_key, origin, signed, signed_at, witness};

const SMALL: Options = Options {
    segment_bytes: 4096,
};

fn on_every_log(test: impl Fn(&mut dyn Log)) {
    test(&mut MemoryLog::new());
    let folder = tempfile::tempdir().unwrap();
    test(&mut Store::create_with(folder.path(), &settings(), SMALL).unwrap());
}

fn filled(log: &mut dyn Log, groups: &[&[u32]]) -> Vec<Commit> {
    let mut maker = Maker::default();
    let mut commits = Vec::new();
    for group in groups {
        let group: Vec<Commit> = group.iter().map(|count| maker.commit(*count)).collect();
        log.append(&group).unwrap();
        commits.extend(group);
    }
    commits
}

fn all(log: &dyn Log) -> Vec<Record> {
    log.read(Position(0), u64::MAX)
        .collect::<Result<_, _>>()
        .unwrap()
}

fn records(commits: &[Commit]) -> Vec<Record> {
    commits
        .iter()
        .flat_map(|commit| commit.records.clone())
        .collect()
}

const GROUPS: &[&[u32]] = &[&[1], &[3, 1], &[2], &[1, 1, 1], &[40], &[1], &[7, 1]];

#[test]
fn an_empty_log_has_nothing_and_the_empty_root() {
    on_every_log(|log| {
        assert_eq!(log.size(), 0);
        assert_eq!(all(log), Vec::new());
        assert_eq!(log.root_at(0).unwrap(), merkle::empty_root());
        assert!(matches!(
            log.root_at(1),
            Err(LogError::BeyondEnd { size: 0, asked: 1 })
        ));
        assert_eq!(log.size_at(moment(1000)).unwrap(), 0);
        assert_eq!(log.position_of(event_id(0)).unwrap(), None);
        assert!(log.notes().is_empty());
    });
}

#[test]
fn what_was_appended_is_read_back_in_order_from_any_position_to_any_end() {
    on_every_log(|log| {
        let expected = records(&filled(log, GROUPS));
        assert_eq!(log.size(), expected.len() as u64);
        assert_eq!(all(log), expected);
        for from in 0..=expected.len() {
            for end in [from, from + 1, from + 5, expected.len(), usize::MAX] {
                let read: Vec<Record> = log
                    .read(Position(from as u64), end as u64)
                    .collect::<Result<_, _>>()
                    .unwrap();
                assert_eq!(read, expected[from..end.clamp(from, expected.len())]);
            }
        }
    });
}

#[test]
fn commands_streams_event_ids_and_moments_are_found() {
    on_every_log(|log| {
        let commits = filled(log, GROUPS);
        let expected = records(&commits);
        for commit in &commits {
            let found = log.command(&commit.head.command_id).unwrap().unwrap();
            assert_eq!(found.commitment, commit.head.command_commitment);
            assert_eq!(found.first_position, commit.head.first_position);
            assert_eq!(found.count, commit.head.count);
        }
        assert_eq!(
            log.command(&CommandId::new("okänt").unwrap()).unwrap(),
            None
        );
        for record in &expected {
            let stream = &record.entry.stream;
            let of_stream: Vec<Position> = expected
                .iter()
                .filter(|other| other.entry.stream == *stream)
                .map(|other| other.entry.position)
                .collect();
            assert_eq!(log.stream(stream).unwrap(), of_stream);
            let length = log.stream_length(stream).unwrap();
            assert_eq!(length, of_stream.len() as u64);
            assert_eq!(
                log.position_of(record.entry.event_id).unwrap(),
                Some(record.entry.position)
            );
        }
        assert_eq!(
            log.stream(&StreamId::new("unit/E").unwrap()).unwrap(),
            Vec::new()
        );
        assert_eq!(
            log.position_of(event_id(expected.len() as u64)).unwrap(),
            None
        );
        for position in 0..70 {
            for micros in [-1, 0, 1] {
                let mut at = moment(position);
                at.0 += micros;
                let before = expected
                    .iter()
                    .filter(|record| record.entry.commit.recorded_at <= at)
                    .count();
                assert_eq!(log.size_at(at).unwrap(), before as u64);
            }
        }
    });
}

#[test]
fn the_root_of_every_size_is_that_of_its_leaves() {
    on_every_log(|log| {
        let commits = filled(log, &[&[1], &[200], &[54], &[1], &[1, 500], &[3]]);
        let leaves: Vec<_> = records(&commits).iter().map(|record| record.leaf).collect();
        for size in 0..=leaves.len() {
            assert_eq!(
                log.root_at(size as u64).unwrap(),
                merkle::root(&leaves[..size]),
                "at size {size}"
            );
        }
    });
}

#[test]
fn every_proof_of_inclusion_and_consistency_holds_and_no_question_beyond_the_end_is_answered() {
    on_every_log(|log| {
        let commits = filled(log, &[&[1], &[200], &[54], &[1], &[30]]);
        let leaves: Vec<_> = records(&commits).iter().map(|record| record.leaf).collect();
        let end = log.size();
        for size in [0, 1, 2, 3, 200, 255, 256, 257, end] {
            let root = log.root_at(size).unwrap();
            for (position, leaf) in (0..size).zip(&leaves) {
                let proof = log.inclusion_proof(Position(position), size).unwrap();
                assert!(includes(leaf, position, size, &proof, &root));
            }
            for old in 0..=size {
                let proof = log.consistency_proof(old, size).unwrap();
                let old_root = log.root_at(old).unwrap();
                assert!(is_consistent(old, size, &old_root, &root, &proof));
            }
            for refused in [
                log.inclusion_proof(Position(size), size),
                log.inclusion_proof(Position(0), end + 1),
                log.consistency_proof(size + 1, size),
                log.consistency_proof(0, end + 1),
            ] {
                assert!(matches!(refused, Err(LogError::BeyondEnd { .. })));
            }
        }
    });
}

#[test]
fn signed_checkpoints_are_kept_in_order_and_only_those_that_fit_the_log() {
    on_every_log(|log| {
        filled(log, &[&[2], &[3]]);
        assert_eq!(log.last_checkpoint(), None);
        let two = signed_at(log, 2);
        let five = signed(log);
        log.keep_checkpoint(&two).unwrap();
        log.keep_checkpoint(&five).unwrap();
        log.keep_checkpoint(&five).unwrap();
        let line = cosignature::cosign(&five, &witness("revisor", 3), 17);
        let cosigned = five.clone().with([line]);
        log.keep_checkpoint(&cosigned).unwrap();
        let kept: Vec<_> = log.checkpoints().collect::<Result<_, _>>().unwrap();
        let back: Vec<_> = log.checkpoints_back().collect::<Result<_, _>>().unwrap();
        assert!(back.iter().eq(kept.iter().rev()));
        assert_eq!(kept, [two.clone(), five, cosigned.clone()]);
        assert_eq!(log.last_checkpoint(), Some(&cosigned));

        let wrong = |size, root, origin: &str| TreeHead {
            origin: origin.to_owned(),
            size,
            root,
        };
        let root = log.root_at(5).unwrap();
        let heads = [
            wrong(6, root, &origin()),
            wrong(5, log.root_at(4).unwrap(), &origin()),
            wrong(5, root, "annan/1"),
        ];
        for head in heads {
            let refused = log.keep_checkpoint(&head.sign(&[&ledger_key()]).unwrap());
            assert!(
                matches!(
                    refused,
                    Err(LogError::Checkpoint { .. } | LogError::BeyondEnd { .. })
                ),
                "{head:?}: {refused:?}"
            );
        }
        let key = ledger_key();
        let twice = wrong(5, root, &origin()).sign(&[&key, &key]).unwrap();
        for note in [two, twice] {
            let refused = log.keep_checkpoint(&note);
            assert!(matches!(refused, Err(LogError::Checkpoint { .. })));
        }
        assert_eq!(log.checkpoints().count(), 3);
    });
}

#[test]
fn a_group_with_a_gap_a_repetition_or_time_that_goes_back_is_refused_and_changes_nothing() {
    on_every_log(|log| {
        let mut maker = Maker::default();
        let first = maker.commit(2);
        log.append(std::slice::from_ref(&first)).unwrap();
        let mut ahead = maker.clone();
        ahead.next += 1;
        let good = maker.clone().commit(1);
        let mut late = good.clone();
        let mut head = (*late.head).clone();
        head.recorded_at.0 -= 10_000_000;
        late.head = head.into();
        late.records[0].entry.commit = late.head.clone();
        let mut miscounted = good.clone();
        let mut head = (*miscounted.head).clone();
        head.count = 2;
        miscounted.head = head.into();
        miscounted.records[0].entry.commit = miscounted.head.clone();
        let mut same_id = good.clone();
        same_id.records[0].entry.event_id = event_id(1);
        for group in [
            vec![],
            vec![first],
            vec![ahead.commit(1)],
            vec![good.clone(), good.clone()],
            vec![late],
            vec![miscounted],
            vec![same_id],
        ] {
            let refused = log.append(&group);
            assert!(
                matches!(refused, Err(LogError::OutOfOrder { .. })),
                "{refused:?}"
            );
            assert_eq!(log.size(), 2);
        }
        log.append(&[good]).unwrap();
        assert_eq!(log.size(), 3);
    });
}

#[test]
fn a_redacted_payload_is_gone_and_everything_else_stays() {
    on_every_log(|log| {
        let mut maker = Maker::default();
        log.append(&[maker.commit(3), maker.commit(4)]).unwrap();
        let before = all(log);
        let root = log.root_at(7).unwrap();
        log.append(&[maker.redaction(3)]).unwrap();
        log.redact(Position(3)).unwrap();
        log.redact(Position(3)).unwrap();
        let after = all(log);
        for (old, new) in before.iter().zip(&after) {
            if old.entry.position == Position(3) {
                assert_eq!(new.entry.payload, Payload::Redacted(old.entry.kind()));
                assert_eq!(new.salt, None);
                assert_eq!(new.leaf, old.leaf);
                assert_eq!(new.payload_commitment, old.payload_commitment);
            } else {
                assert_eq!(old, new);
            }
        }
        assert_eq!(log.root_at(7).unwrap(), root);
        assert!(matches!(
            log.redact(Position(8)),
            Err(LogError::BeyondEnd { .. })
        ));
        assert!(matches!(
            log.redact(Position(7)),
            Err(LogError::OutOfOrder { .. })
        ));
    });
}

#[test]
fn a_read_model_is_kept_whole_and_replaced_whole() {
    on_every_log(|log| {
        filled(log, &[&[1]]);
        assert_eq!(log.model("plan").unwrap(), None);
        for bytes in [0_u64, 1, 16 * 1024, 100_000, 40] {
            let model = StoredModel {
                fingerprint: format!("plan-{bytes}"),
                cursor: bytes,
                bytes: (0..bytes).map(|n| u8::try_from(n % 251).unwrap()).collect(),
            };
            log.keep_model("plan", &model).unwrap();
            let fingerprint = Some(model.fingerprint.clone());
            assert_eq!(log.model("plan").unwrap(), Some(model));
            assert_eq!(log.model_fingerprint("plan").unwrap(), fingerprint);
            assert_eq!(log.model("plan2").unwrap(), None);
            assert_eq!(log.model_fingerprint("plan2").unwrap(), None);
        }
    });
}

#[test]
fn a_read_model_that_is_forgotten_is_gone_and_no_other_is() {
    on_every_log(|log| {
        let model = |cursor: u8| StoredModel {
            fingerprint: "plan-1".to_owned(),
            cursor: cursor.into(),
            bytes: vec![cursor; 40_000],
        };
        log.forget_model("plan").unwrap();
        log.keep_model("plan", &model(1)).unwrap();
        log.keep_model("plan@next", &model(2)).unwrap();
        log.forget_model("plan@next").unwrap();
        log.forget_model("plan@next").unwrap();
        assert_eq!(log.model("plan").unwrap(), Some(model(1)));
        assert_eq!(log.model("plan@next").unwrap(), None);
        log.keep_model("plan@next", &model(3)).unwrap();
        assert_eq!(log.model("plan@next").unwrap(), Some(model(3)));
    });
}

/// A model that was copied from another ledger was answered from without a word.
#[test]
fn a_read_model_of_another_history_is_not_answered() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let model = StoredModel {
        fingerprint: "plan-1".to_owned(),
        cursor: 5,
        bytes: vec![5; 100],
    };
    for (folder, commits) in [(&one, &[5][..]), (&other, &[1, 4])] {
        let mut store = Store::create_with(folder.path(), &settings(), SMALL).unwrap();
        filled(&mut store, &[commits]);
        store.keep_model("plan", &model).unwrap();
        store.close().unwrap();
    }
    let place = |folder: &tempfile::TempDir| folder.path().join("index/model.plan");
    std::fs::copy(place(&one), place(&other)).unwrap();
    let store = Store::open_with(other.path(), SMALL).unwrap();
    assert!(store.model("plan").is_err());
    let store = Store::open_with(one.path(), SMALL).unwrap();
    assert_eq!(store.model("plan").unwrap(), Some(model));
}

#[test]
fn the_store_says_the_same_after_it_was_opened_anew_after_every_group() {
    let folder = tempfile::tempdir().unwrap();
    let mut plain = MemoryLog::new();
    let mut maker = Maker::default();
    drop(Store::create_with(folder.path(), &settings(), SMALL).unwrap());
    for group in [&[1, 2][..], &[30], &[1], &[1, 1, 1], &[300], &[9]] {
        let mut store = Store::open_with(folder.path(), SMALL).unwrap();
        assert_eq!(store.notes(), &[] as &[String]);
        let group: Vec<Commit> = group.iter().map(|count| maker.commit(*count)).collect();
        store.append(&group).unwrap();
        plain.append(&group).unwrap();
        store.close().unwrap();
        let store = Store::open_with(folder.path(), SMALL).unwrap();
        assert_eq!(all(&store), all(&plain));
        for size in 0..=plain.size() {
            assert_eq!(store.root_at(size).unwrap(), plain.root_at(size).unwrap());
        }
        for commit in &group {
            let stream = &commit.records[0].entry.stream;
            assert_eq!(store.stream(stream).unwrap(), plain.stream(stream).unwrap());
            let id = &commit.head.command_id;
            assert_eq!(store.command(id).unwrap(), plain.command(id).unwrap());
        }
    }
}

/// The index gathers entries over many groups before it writes them: whatever has
/// been written and whatever waits, answers are those of the log in memory.
#[test]
fn what_waits_to_be_written_in_the_index_is_answered_as_what_is_written() {
    for checkpoint_every in [1, 3, usize::MAX] {
        let mut memory = MemoryLog::new();
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::create(folder.path(), &settings()).unwrap();
        let mut maker = Maker::default();
        for number in 0..12 {
            let group: Vec<Commit> = (0..100).map(|nth| maker.commit(1 + nth % 3)).collect();
            memory.append(&group).unwrap();
            store.append(&group).unwrap();
            if number % checkpoint_every == 0 {
                store.checkpoint().unwrap();
            }
            let reader = store.reader().snapshot();
            assert_eq!(reader.size(), memory.size());
            for commit in group.iter().step_by(9) {
                let id = &commit.head.command_id;
                assert_eq!(reader.command(id).unwrap(), memory.command(id).unwrap());
                let stream = &commit.records[0].entry.stream;
                assert_eq!(
                    reader.stream(stream).unwrap(),
                    memory.stream(stream).unwrap()
                );
                assert_eq!(
                    reader.stream_length(stream).unwrap(),
                    memory.stream_length(stream).unwrap()
                );
            }
            for size in [memory.size() / 2, memory.size()] {
                assert_eq!(reader.root_at(size).unwrap(), memory.root_at(size).unwrap());
            }
        }
    }
}

#[test]
fn a_second_opening_is_told_which_process_holds_the_ledger() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(folder.path(), &settings()).unwrap();
    let error = Store::open(folder.path()).err().unwrap();
    assert!(matches!(error, LogError::InUse { .. }));
    assert!(
        error.to_string().contains(&std::process::id().to_string()),
        "{error}"
    );
    drop(store);
    Store::open(folder.path()).unwrap();
}

#[test]
fn a_folder_without_a_ledger_and_one_that_has_one_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(
        Store::open(folder.path()),
        Err(LogError::NotALedger { .. })
    ));
    let missing = folder.path().join("saknas");
    assert!(matches!(
        Store::open(&missing),
        Err(LogError::NotALedger { .. })
    ));
    let mut store = Store::create(folder.path(), &settings()).unwrap();
    store.append(&[Maker::default().commit(1)]).unwrap();
    drop(store);
    let again = Store::create(folder.path(), &settings());
    assert!(matches!(again, Err(LogError::AlreadyALedger { .. })));
    std::fs::remove_file(folder.path().join("liggare.json")).unwrap();
    let again = Store::create(folder.path(), &settings());
    assert!(
        matches!(again, Err(LogError::AlreadyALedger { .. })),
        "the journal has events"
    );
}

#[test]
fn a_ledger_of_a_newer_program_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    drop(Store::create(folder.path(), &settings()).unwrap());
    let path = folder.path().join("liggare.json");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(
        &path,
        text.replace("\"format\": 1", "\"format\": 2, \"nytt\": 0"),
    )
    .unwrap();
    assert!(matches!(
        Store::open(folder.path()),
        Err(LogError::NewerFormat {
            version: 2,
            known: 1,
            ..
        })
    ));
}
