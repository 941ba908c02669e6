//! The index damaged behind the store's back: every kind of entry is named, and
//! nothing but the index is said to be wrong.

use super::*;
use crate::command::Submission;
use crate::entropy::SeededEntropy;
use crate::ids::CommandId;
use crate::ledger::Ledger;
use crate::log::Log as _;
use crate::log::settings::Settings;
use crate::stream::StreamId;
use crate::time::Timestamp;

/// A ledger of some hundred events in a folder, the last of them redacted.
fn store(folder: &std::path::Path) -> Store {
    let settings = Settings {
        origin: "Provregionen".to_owned(),
        demonstration: true,
        created_at: Timestamp(1_700_000_000_000_000),
    };
    let store = Store::create(folder, &settings).expect("a store");
    let mut ledger = Ledger::open(store, Box::new(SeededEntropy::new("prov"))).expect("a ledger");
    let mut lines = vec![
        r#"{"id":"d","actor":"p-1","command":{"TakeDecision":{"decision":"D1","unit":"RF","organ":"Fullmäktige","kind":"disposal","title":"Gallring","date":"2024-03-01","precision":"day"}}}"#.to_owned(),
        r#"{"id":"m","actor":"p-1","command":{"MoveMandate":{"mandate":"Arkivet","from_unit":"RF","to_unit":"N1","valid_from":"2024-01-01"}}}"#.to_owned(),
        r#"{"id":"g","actor":"p-1","decision":"D1","command":{"RedactPayload":{"event":"m","legal_ground":"GDPR artikel 17"}}}"#.to_owned(),
    ];
    for number in (1..300).rev() {
        lines.insert(0, format!(r#"{{"id":"n{number}","actor":"p-1","command":{{"EstablishUnit":{{"unit":"N{number}","name":"Nämnd {number}","kind":"committee","parent":"RF","valid_from":"2020-01-01"}}}}}}"#));
    }
    lines.insert(0, r#"{"id":"rf","actor":"p-1","command":{"EstablishUnit":{"unit":"RF","name":"Fullmäktige","kind":"assembly","valid_from":"2020-01-01"}}}"#.to_owned());
    for line in lines {
        let submission = Submission::parse_line(line.as_bytes()).expect("a command");
        ledger
            .submit(&submission, settings.created_at)
            .expect("it is recorded");
    }
    ledger
        .close()
        .expect("it closes")
        .close()
        .expect("it closes");
    // The redaction had the index removed; here it is built anew.
    Store::open(folder).expect("a store")
}

fn verified(store: &Store) -> Verdicts {
    let mut seen = 0;
    let verdicts = store.verify(None, |record| {
        assert_eq!(record.entry.position.0, seen);
        seen += 1;
        Ok::<(), LogError>(())
    });
    assert_eq!(seen, store.size());
    verdicts.expect("it is read")
}

fn failing(verdicts: &Verdicts) -> Vec<Part> {
    let failing = verdicts.iter().filter(|(_, verdict)| !verdict.holds());
    failing.map(|(part, _)| *part).collect()
}

#[test]
fn every_kind_of_entry_that_is_changed_removed_or_added_is_named_and_rebuilt() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = store(folder.path());
    let verdicts = verified(&store);
    assert_eq!(failing(&verdicts), [], "{verdicts:?}");
    assert!(verdicts[&Part::Index].judged > 600);
    for (letter, named) in [
        (b'c', "kommandona "),
        (b'f', "märket vid @"),
        (b'r', "en gallring"),
        (b's', "strömmen "),
        (b'n', "trädets nod "),
        (b'm', "läget"),
    ] {
        let key = store.index.keys(letter).pop().expect("an entry");
        store.index.damage(&key, Some(b"annat"));
        let verdicts = verified(&store);
        assert_eq!(failing(&verdicts), [Part::Index], "{named}");
        let found = &verdicts[&Part::Index].findings[0].found;
        assert!(
            found.starts_with(named) && found.ends_with("har ett annat värde"),
            "{found}"
        );
        store.index.damage(&key, None);
        let found = &verified(&store)[&Part::Index].findings[0].found;
        assert!(
            found.starts_with(named) && found.ends_with("saknas"),
            "{found}"
        );
        store.rebuild_index().expect("it is built anew");
        assert_eq!(failing(&verified(&store)), [], "{named}");
    }
    store.index.damage(b"xokand", Some(b""));
    let found = &verified(&store)[&Part::Index].findings[0].found;
    assert_eq!(found, "en okänd post finns inte i journalen");
    store.rebuild_index().expect("it is built anew");
    let asides = std::fs::read_dir(folder.path()).expect("the folder");
    let asides = asides.flatten().map(|entry| entry.file_name());
    let trial = asides.filter(|name| *name == TRIAL).count();
    assert_eq!(trial, 0, "nothing is left of the trials");
}

/// A program that keeps the index in another way called what the older one had made
/// damaged, and left it beside for someone to wonder at.
#[test]
fn an_index_of_another_format_is_built_anew_and_nothing_is_set_aside() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = store(folder.path());
    store.index.damage(b"m", Some(&1_u32.to_le_bytes()));
    store.close().expect("it closes");
    let store = Store::open(folder.path()).expect("a store");
    assert_eq!(
        store.notes(),
        ["Indexet var av ett annat format och har byggts upp på nytt ur journalen."]
    );
    assert_eq!(failing(&verified(&store)), []);
    let beside = std::fs::read_dir(folder.path()).expect("the folder");
    let names = beside.flatten().map(|entry| entry.file_name());
    let aside = names.filter(|name| name.to_string_lossy().contains("skadat"));
    assert_eq!(aside.count(), 0);
}

/// How many events an entry of a stream holds, and how many commands a block, is as it
/// happened to be written: no answer and no verdict may tell it.
#[test]
fn streams_and_commands_are_the_same_wherever_their_entries_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let unit = StreamId::new("unit/N1").expect("a stream");
    let mut store = store(folder.path());
    let mut expected = store.stream(&unit).expect("the positions");
    assert_eq!(expected.len(), 1);
    let entries = |store: &Store| {
        let keys = store.index.keys(b's').into_iter();
        keys.filter(|key| key[3..].starts_with(b"unit/N1") && key.len() == 3 + 7 + 8)
            .count()
    };
    for round in 0..6 {
        let mut ledger =
            Ledger::open(store, Box::new(SeededEntropy::new([round]))).expect("a ledger");
        for number in 0..20 {
            let line = format!(
                r#"{{"id":"namn-{round}-{number}","actor":"p-1","command":{{"RenameUnit":{{"unit":"N1","name":"Nämnd {round} {number}","valid_from":"2021-01-01"}}}}}}"#
            );
            let submission = Submission::parse_line(line.as_bytes()).expect("a command");
            let receipt = ledger
                .submit(&submission, Timestamp(1_700_000_000_000_000))
                .expect("it is recorded");
            expected.push(receipt.first_position);
            let (log, length) = (ledger.log(), expected.len() as u64);
            assert_eq!(log.stream(&unit).expect("the positions"), expected);
            assert_eq!(log.stream_length(&unit).expect("the length"), length);
            let command = log.command(&submission.id).expect("an answer");
            let first = command.map(|command| command.first_position);
            assert_eq!(first, Some(receipt.first_position));
        }
        store = ledger.close().expect("it closes");
        let written = 2 + usize::from(round);
        assert_eq!(entries(&store), written, "one entry for what waited");
    }
    assert_eq!(failing(&verified(&store)), []);
    store.rebuild_index().expect("it is built anew");
    assert_eq!(entries(&store), 1);
    assert_eq!(store.stream(&unit).expect("the positions"), expected);
    assert_eq!(failing(&verified(&store)), []);
}

/// A command that the index does not know would be recorded once more (I8).
#[test]
fn an_index_that_lacks_commands_is_set_aside_at_the_opening() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = store(folder.path());
    let key = store.index.keys(b'c').pop().expect("a block");
    store.index.damage(&key, None);
    store.close().expect("it closes");
    let store = Store::open(folder.path()).expect("a store");
    assert!(
        store.notes()[0].contains("undanställt"),
        "{:?}",
        store.notes()
    );
    assert_eq!(failing(&verified(&store)), []);
}

/// Two ids can have the same hash; the journal says which command it was.
#[test]
fn a_command_is_never_taken_for_another_whose_id_has_the_same_hash() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = store(folder.path());
    let id = |text: &str| CommandId::new(text).expect("an id");
    let known = store.command(&id("n7")).expect("an answer").expect("one");
    store.index.mislead(&id("ny"), known.first_position);
    store.index.mislead(&id("n8"), known.first_position);
    store.index.mislead(&id("n9"), Position(u64::MAX));
    assert_eq!(store.command(&id("ny")).expect("an answer"), None);
    for (name, position) in [("n7", 7), ("n8", 8), ("n9", 9)] {
        let found = store.command(&id(name)).expect("an answer");
        let first = found.map(|command| command.first_position.0);
        assert_eq!(first, Some(position), "{name}");
    }
}
