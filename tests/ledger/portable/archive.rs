//! Archives written, filled up, cut off and completed, and taken back in.

use ledger::entropy::SeededEntropy;
use ledger::ids::Position;
use ledger::ledger::Ledger;
use ledger::log::merkle::CompactTree;
use ledger::log::store::Store;
use ledger::log::{Log, ReadLog};
use ledger::portable::{PortableError, line};

use super::{Scene, export_since, files, records};
use crate::commands::{at, establish};

#[test]
fn a_restored_ledger_has_the_same_events_root_and_checkpoints_and_the_same_archive() {
    let scene = Scene::small();
    let exported = scene.export("a").unwrap();
    assert_eq!(exported.manifest.events, 8);
    assert_eq!(exported.manifest.checkpoints, 3);
    let restored = scene.restore("a", "b").unwrap();
    assert_eq!(restored.redacted, 1);
    let again = Store::open(&scene.at("b")).unwrap();
    assert_eq!(again.notes(), [] as [String; 0]);
    assert_eq!(again.file(), scene.store.file());
    assert_eq!(records(&again), records(&scene.store));
    assert_eq!(again.root_at(8).unwrap(), scene.store.root_at(8).unwrap());
    let notes = |store: &Store| store.checkpoints().map(Result::unwrap).collect::<Vec<_>>();
    assert_eq!(notes(&again), notes(&scene.store));
    export_since(&again, &scene.at("c"), None).unwrap();
    assert_eq!(files(&scene.at("c")), files(&scene.at("a")));
}

#[test]
fn an_empty_ledger_has_an_archive_too() {
    let scene = Scene::empty();
    scene.export("a").unwrap();
    assert_eq!(scene.restore("a", "b").unwrap().manifest.events, 0);
    assert_eq!(Store::open(&scene.at("b")).unwrap().size(), 0);
}

#[test]
fn an_archive_that_is_filled_up_is_the_archive_that_is_written_anew() {
    let mut scene = Scene::small();
    scene.export("a").unwrap();
    let before = scene.export("a").unwrap();
    assert_eq!((before.before, before.rewritten), (8, false));
    scene.record(4);
    scene.record(1);
    scene.sign();
    let folder = scene.at("a");
    let wrong = export_since(&scene.store, &folder, Some(7));
    assert!(matches!(
        wrong,
        Err(PortableError::OtherSize { found: 8, asked: 7 })
    ));
    let added = export_since(&scene.store, &folder, Some(8)).unwrap();
    assert_eq!((added.before, added.manifest.events), (8, 13));
    scene.export("whole").unwrap();
    assert_eq!(files(&folder), files(&scene.at("whole")));
}

#[test]
fn what_is_redacted_later_is_gone_from_the_archive_that_is_filled_up() {
    let mut scene = Scene::empty();
    scene.record(4);
    scene.sign();
    scene.export("a").unwrap();
    let said = "Ett stycke med nummer 3.";
    let events = || String::from_utf8(files(&scene.at("a"))["events.ndjson"].clone()).unwrap();
    assert!(events().contains(said));
    let mut scene = Scene { ..scene };
    scene.redact(3);
    scene.sign();
    let exported = scene.export("a").unwrap();
    assert!(exported.rewritten);
    for (name, bytes) in files(&scene.at("a")) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!text.contains(said), "{name}");
    }
    scene.export("whole").unwrap();
    assert_eq!(files(&scene.at("a")), files(&scene.at("whole")));
}

/// Wherever an export is cut off, the mark stands in the folder and the next one
/// completes it. Without the mark the same file is damage.
#[test]
fn an_export_that_was_cut_off_anywhere_is_completed_by_the_next() {
    let scene = Scene::small();
    scene.export("whole").unwrap();
    let whole = files(&scene.at("whole"));
    let events = &whole["events.ndjson"];
    let identity: serde_json::Value = serde_json::from_slice(&whole["archive.json"]).unwrap();
    let mut mark = ledger::canonical::canonical(&identity["ledger"]);
    mark.push(b'\n');
    for cut in (0..=events.len()).step_by(events.len() / 40) {
        let folder = scene.at(&format!("cut-{cut}"));
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("archive.unfinished"), &mark).unwrap();
        std::fs::write(folder.join("events.ndjson"), &events[..cut]).unwrap();
        let told = scene.restore(&format!("cut-{cut}"), "b");
        assert!(told.is_err(), "cut at {cut}");
        export_since(&scene.store, &folder, None).unwrap();
        assert_eq!(files(&folder), whole, "cut at {cut}");
        std::fs::write(folder.join("events.ndjson"), &events[..cut]).unwrap();
        let told = export_since(&scene.store, &folder, None);
        assert_eq!(told.is_ok(), cut == events.len(), "cut at {cut}");
    }
}

#[test]
fn a_folder_that_holds_something_else_is_left_as_it_is() {
    let scene = Scene::small();
    std::fs::create_dir(scene.at("a")).unwrap();
    std::fs::write(scene.at("a").join("brev.txt"), "Hej").unwrap();
    let told = scene.export("a");
    assert!(matches!(told, Err(PortableError::Occupied { found, .. }) if found == "brev.txt"));
    assert_eq!(files(&scene.at("a")).len(), 1);
    scene.export("b").unwrap();
    assert!(matches!(
        scene.restore("b", "a"),
        Err(PortableError::Occupied { .. })
    ));
    assert!(matches!(
        scene.restore("liggare", "c"),
        Err(PortableError::NotAnArchive { .. })
    ));
    assert!(!scene.at("c").exists());
}

#[test]
fn an_archive_names_no_file_outside_its_folder() {
    let scene = Scene::small();
    let exported = scene.export("a").unwrap();
    for name in [
        "../brev.txt",
        "reports/../../x",
        "/etc/passwd",
        "reports/.x",
        "brev.txt",
    ] {
        let mut manifest = exported.manifest.clone();
        manifest.files[0].name = name.to_owned();
        manifest.files.sort_by(|a, b| a.name.cmp(&b.name));
        std::fs::write(scene.at("a").join("archive.json"), manifest.encode()).unwrap();
        let told = scene.restore("a", "b").expect_err(name).to_string();
        assert!(told.contains("hör inte till ett arkiv"), "{told}");
    }
}

#[test]
fn an_archive_of_a_ledger_with_another_history_is_not_added_to() {
    let scene = Scene::small();
    scene.export("a").unwrap();
    let mut other = Scene::empty();
    other.record(3);
    other.record(2);
    other.record(3);
    other.record(3);
    other.sign();
    let before = files(&scene.at("a"));
    let told = export_since(&other.store, &scene.at("a"), None);
    assert!(
        matches!(&told, Err(PortableError::Differs { place, .. }) if place.contains("rad")),
        "{told:?}"
    );
    assert_eq!(files(&scene.at("a")), before);
}

#[test]
fn events_that_no_checkpoint_covers_do_not_leave_the_ledger() {
    let mut scene = Scene::small();
    scene.record(1);
    assert!(matches!(
        scene.export("a"),
        Err(PortableError::Unsigned { signed: 8, size: 9 })
    ));
    scene.sign();
    scene.export("a").unwrap();
    scene.restore("a", "b").unwrap();
}

/// Idempotency outlives the store: the commitment to a command is salted with
/// the salts of its events, and those come back.
#[test]
fn a_command_that_is_sent_again_to_the_restored_ledger_gets_its_first_receipt() {
    let mut scene = Scene::empty();
    let folder = scene.at("liggare");
    drop(scene.store);
    let entropy = || Box::new(SeededEntropy::new("export"));
    let mut ledger = Ledger::open(Store::open(&folder).unwrap(), entropy()).unwrap();
    let submissions = [establish("k0", "RF"), establish("k1", "E1")];
    let first: Vec<_> = submissions
        .iter()
        .map(|submission| ledger.submit(submission, at(0)).unwrap())
        .collect();
    scene.store = ledger.close().unwrap();
    scene.sign();
    scene.export("a").unwrap();
    scene.restore("a", "b").unwrap();
    let mut again = Ledger::open(Store::open(&scene.at("b")).unwrap(), entropy()).unwrap();
    for (submission, first) in submissions.iter().zip(first) {
        let receipt = again.submit(submission, at(9)).unwrap();
        assert!(receipt.repeated);
        assert_eq!(receipt.first_position, first.first_position);
        assert_eq!(receipt.recorded_at, first.recorded_at);
    }
    let other = establish("k1", "E2");
    assert!(again.submit(&other, at(9)).is_err(), "other content");
    assert!(
        !again
            .submit(&establish("k2", "E2"), at(9))
            .unwrap()
            .repeated
    );
}

#[test]
fn every_line_is_read_as_the_record_it_was_written_of() {
    let scene = Scene::small();
    let mut root = CompactTree::default();
    for record in records(&scene.store) {
        let mut bytes = Vec::new();
        line::write(&record, &mut bytes);
        assert_eq!(bytes.pop(), Some(b'\n'));
        let read = line::read(&bytes).unwrap();
        assert_eq!(read.leaf, record.leaf);
        assert_eq!(read.salt, record.salt);
        assert_eq!(read.entry.payload, record.entry.payload);
        assert_eq!(read.entry.event_id, record.entry.event_id);
        assert_eq!(read.entry.position, record.entry.position);
        root.push(read.leaf);
    }
    assert_eq!(root.root(), scene.store.root_at(8).unwrap());
    assert_eq!(
        scene
            .store
            .position_of(records(&scene.store)[2].entry.event_id)
            .unwrap(),
        Some(Position(2))
    );
}
